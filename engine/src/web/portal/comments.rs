//! A comment of the customer. Sent twice, it is there once.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use super::requests::request_page;
use crate::{
    actions::{self, work_orders},
    domain::id::WorkOrderId,
    views::form::ProblemView,
    web::{
        AppState, Error,
        form_body::FormBody,
        headers::come_back,
        person::Customer,
        routes::{path, portal as paths},
    },
};

pub async fn comment(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let id: WorkOrderId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let (text, key) = (form.one("text")?, form.key()?);
    if let Err(seconds) = state.limits.write(who.actor.user) {
        let problems = vec![ProblemView::keyed("comment-text", "problem-too-often")];
        let page = request_page(&state, &who, (id, None), (text, problems)).await?;
        return Ok(come_back(who.place.show(StatusCode::TOO_MANY_REQUESTS, &who.page(&state, page))?, seconds));
    }
    match work_orders::comment(&state.cx, &who.person.actor, id, text.clone(), key).await {
        Ok(()) => {
            let to = path(who.place.base(), paths::REQUEST, &[&ids.1]);
            Ok(Redirect::to(&format!("{to}?done=comment")).into_response())
        }
        Err(actions::Error::Invalid(problems)) => {
            let problems = problems.iter().map(|found| ProblemView::of("comment-text", &found.problem)).collect();
            let page = request_page(&state, &who, (id, None), (text, problems)).await?;
            who.place.show(StatusCode::UNPROCESSABLE_ENTITY, &who.page(&state, page))
        }
        Err(error) => Err(error.into()),
    }
}
