//! A request that is taken back by who asked for it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::{self, work_orders},
    domain::id::WorkOrderId,
    web::{
        AppState, Error,
        person::Customer,
        routes::{path, portal as paths},
    },
};

pub async fn withdraw(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: WorkOrderId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    who.may_write(&state)?;
    let done = match work_orders::withdraw(&state.cx, &who.person.actor, id).await {
        Ok(()) => "withdrawn",
        // The page says what became of it meanwhile.
        Err(actions::Error::Conflict(_)) => "conflict",
        Err(error) => return Err(error.into()),
    };
    let to = path(who.place.base(), paths::REQUEST, &[&ids.1]);
    Ok(Redirect::to(&format!("{to}?done={done}")).into_response())
}
