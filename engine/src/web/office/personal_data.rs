//! Downloading everything that is kept about a portal user, to answer her.

use axum::{extract::State, response::Response};

use super::user::{Ids, membership};
use crate::{
    actions::personal_data,
    store,
    web::{
        AppState, Error,
        account::{confirm, personal_data::attachment},
        form_body::FormBody,
        person::Staff,
        routes::{office as paths, path},
    },
};

pub async fn download(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let back = path(who.place.base(), paths::USER, &[&ids.0.1]);
    let fresh = match confirm::fresh_from(&state, &who.as_somebody(), &form, &back).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let text = personal_data::of_member(&state.cx, &who.person.actor, id).await?;
    Ok(fresh.on(attachment("personal-data.json", text)))
}
