//! Asking for a link to see the portal as one of its users does.

use axum::{extract::State, response::Response};
use http::StatusCode;

use super::user::{Ids, answer, membership};
use crate::{
    actions::{self, looks},
    views::office::look::OfficeLook,
    web::{
        AppState, Error,
        account::confirm,
        form_body::FormBody,
        headers::no_referrer,
        person::Staff,
        routes::{office as paths, path, portal as portal_paths},
    },
};

/// Makes the link, for who proved lately who she is.
pub async fn offer(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    crate::store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let back = path(who.place.base(), paths::USER, &[&ids.0.1]);
    let fresh = match confirm::fresh_from(&state, &who.as_somebody(), &form, &back).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    match looks::offer(&state.cx, &who.person, id).await {
        Ok(offer) => Ok(fresh.on(page(&state, &who, offer, back)?)),
        Err(error @ actions::Error::Conflict(_)) => {
            Ok(fresh.on(answer(&state, &who, &ids, ("user-conflict", Err(error))).await?))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(state: &AppState, who: &Staff, offer: looks::Offer, back: String) -> Result<Response, Error> {
    let portal = state.directory.portal_by_id(offer.portal).ok_or(Error::NOT_FOUND)?;
    let address = state.directory.address(offer.portal, &state.config.server.public_url).ok_or(Error::NOT_FOUND)?;
    let page = OfficeLook {
        name: offer.user.name,
        portal: portal.site.portal.name.clone(),
        href: path(&address, portal_paths::LOOK, &[&offer.secret.to_string()]),
        minutes: state.config.security.look_minutes,
        back,
    };
    who.place.show(StatusCode::OK, &who.page(state, page)).map(no_referrer)
}
