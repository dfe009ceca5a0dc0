//! The page behind the link of an invitation. Looking at it changes nothing; the button accepts.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};

use crate::{
    actions::{
        self,
        invitations::{self, Acceptance, Opened},
    },
    domain::form::FieldProblem,
    views::{form::ProblemView, invitation::Invitation, message::Message},
    web::{
        AppState, Error,
        form_body::FormBody,
        headers::no_referrer,
        place::Place,
        routes::{path, portal as paths},
        sign_in,
    },
};

/// Portal and secret of an address.
type Parts = Path<(String, String)>;

/// The page with the button.
pub async fn show(State(state): State<AppState>, place: Place, parts: Parts) -> Result<Response, Error> {
    let Some(opened) = open(&state, &place, &parts).await? else { return over(&state, &place) };
    let name = opened.user.name.clone();
    page(&state, &place, &parts, (StatusCode::OK, opened, name, &[]))
}

/// Accepts, and signs the person in with the password that she has just chosen.
pub async fn accept(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    parts: Parts,
    form: FormBody,
) -> Result<Response, Error> {
    let (name, password) = (form.one("name")?, form.one("password")?);
    let portal = place.portal.as_ref().ok_or(Error::NOT_FOUND)?.portal.id;
    let language = place.language_chosen.then(|| place.language.clone());
    let acceptance = Acceptance { name: name.clone(), language, password: password.clone() };
    match invitations::accept(&state.cx, place.tenant.id, portal, &parts.0.1, acceptance).await {
        Ok(Some(user)) => {
            let typed = (user.email.as_str(), password);
            sign_in::after_joining(&state, (&place, &headers), typed).await.map(no_referrer)
        }
        Ok(None) => over(&state, &place),
        Err(actions::Error::Invalid(problems)) => {
            let Some(opened) = open(&state, &place, &parts).await? else { return over(&state, &place) };
            page(&state, &place, &parts, (StatusCode::UNPROCESSABLE_ENTITY, opened, name, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

async fn open(state: &AppState, place: &Place, parts: &Parts) -> Result<Option<Opened>, Error> {
    let portal = place.portal.as_ref().ok_or(Error::NOT_FOUND)?.portal.id;
    Ok(invitations::open(&state.cx, place.tenant.id, portal, &parts.0.1).await?)
}

fn page(
    state: &AppState,
    place: &Place,
    parts: &Parts,
    (status, opened, name, problems): (StatusCode, Opened, String, &[FieldProblem]),
) -> Result<Response, Error> {
    let problem = |found: &FieldProblem| ProblemView::of(found.field.as_deref().unwrap_or_default(), &found.problem);
    let page = Invitation {
        action: path(place.base(), paths::INVITATION, &[&parts.0.1]),
        invited_by: opened.invitation.invited_by,
        customer: opened.customer,
        email: opened.user.email.to_string(),
        name,
        problems: problems.iter().map(problem).collect(),
    };
    place.show(status, &place.page(state, None, page)).map(no_referrer)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    let page = Message { key: "invitation-over".to_owned(), href: sign_in::action(place) };
    place.show(StatusCode::NOT_FOUND, &place.page(state, None, page)).map(no_referrer)
}
