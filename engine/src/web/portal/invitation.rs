//! The page behind the link of an invitation, be it the office's or an administrator's offer. Looking at it changes nothing; the button
//! accepts.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};

use super::sign_in_with;
use crate::{
    actions::{
        self,
        invitations::{self, Acceptance},
        offers::links::{self, Accepted},
    },
    domain::{
        form::{FieldProblem, Problem},
        id::PortalId,
    },
    views::{form::ProblemView, invitation::Invitation, message::Message},
    web::{
        AppState, Error,
        form_body::FormBody,
        headers::{come_back, no_referrer},
        place::Place,
        routes::{path, portal as paths},
        sign_in,
    },
};

/// Portal and secret of an address.
type Parts = Path<(String, String)>;

/// What a link opens.
struct Opened {
    is_offer: bool,
    invited_by: String,
    customer: String,
    email: String,
    name: String,
    is_known: bool,
}

/// The page with the button.
pub async fn show(State(state): State<AppState>, place: Place, parts: Parts) -> Result<Response, Error> {
    let Some(opened) = open(&state, &place, &parts).await? else { return over(&state, &place) };
    let name = opened.name.clone();
    page(&state, &place, &parts, (StatusCode::OK, opened, name, &[])).await
}

/// Accepts, and signs the person in with the password that she has just chosen or typed.
pub async fn accept(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    parts: Parts,
    form: FormBody,
) -> Result<Response, Error> {
    let (name, password) = (form.one("name")?, form.one("password")?);
    let Some(opened) = open(&state, &place, &parts).await? else { return over(&state, &place) };
    let language = place.language_chosen.then(|| place.language.clone());
    if opened.is_known
        && let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, &opened.email)
    {
        let key = "sign-in-too-many".to_owned();
        let problem = Problem::Keyed { key, params: std::collections::BTreeMap::new() };
        let problems = [FieldProblem::field("password", problem)];
        let shown = page(&state, &place, &parts, (StatusCode::TOO_MANY_REQUESTS, opened, name, &problems)).await?;
        return Ok(come_back(shown, seconds));
    }
    let acceptance = Acceptance { name: name.clone(), language, password: password.clone() };
    let accepted = match opened.is_offer {
        true => links::accept(&state.cx, (place.tenant.id, portal(&place)?), &parts.0.1, acceptance).await,
        false => invitations::accept(&state.cx, place.tenant.id, portal(&place)?, &parts.0.1, acceptance)
            .await
            .map(|user| user.map_or(Accepted::Over, Accepted::In)),
    };
    match accepted {
        Ok(Accepted::In(user)) => {
            let typed = (user.email.as_str(), password);
            sign_in::after_joining(&state, (&place, &headers), typed).await.map(no_referrer)
        }
        Ok(Accepted::Elsewhere) => message(&state, &place, (StatusCode::CONFLICT, "invitation-elsewhere")),
        Ok(Accepted::Over) => over(&state, &place),
        Err(actions::Error::Invalid(problems)) => {
            let Some(opened) = open(&state, &place, &parts).await? else { return over(&state, &place) };
            page(&state, &place, &parts, (StatusCode::UNPROCESSABLE_ENTITY, opened, name, &problems)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn portal(place: &Place) -> Result<PortalId, Error> {
    place.portal.as_ref().map(|site| site.portal.id).ok_or(Error::NOT_FOUND)
}

async fn open(state: &AppState, place: &Place, parts: &Parts) -> Result<Option<Opened>, Error> {
    let (tenant, portal) = (place.tenant.id, portal(place)?);
    if let Some(opened) = invitations::open(&state.cx, tenant, portal, &parts.0.1).await? {
        return Ok(Some(Opened {
            is_offer: false,
            invited_by: opened.invitation.invited_by,
            customer: opened.customer,
            email: opened.user.email.to_string(),
            name: opened.user.name,
            is_known: false,
        }));
    }
    let offered = links::open(&state.cx, tenant, portal, &parts.0.1).await?;
    Ok(offered.map(|opened| Opened {
        is_offer: true,
        invited_by: opened.offer.made_by_name,
        customer: opened.customer,
        email: opened.offer.email.to_string(),
        name: opened.offer.name,
        is_known: opened.is_known,
    }))
}

async fn page(
    state: &AppState,
    place: &Place,
    parts: &Parts,
    (status, opened, name, problems): (StatusCode, Opened, String, &[FieldProblem]),
) -> Result<Response, Error> {
    let problem = |found: &FieldProblem| ProblemView::of(found.field.as_deref().unwrap_or_default(), &found.problem);
    let page = Invitation {
        action: path(place.base(), paths::INVITATION, &[&parts.0.1]),
        invited_by: Some(opened.invited_by),
        customer: opened.customer,
        email: opened.email,
        name,
        elsewhere: match opened.is_offer && opened.is_known {
            true => sign_in_with::acceptances(state, place, &parts.0.1).await?,
            false => Vec::new(),
        },
        is_known: opened.is_known,
        problems: problems.iter().map(problem).collect(),
    };
    place.show(status, &place.page(state, None, page)).map(no_referrer)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    message(state, place, (StatusCode::NOT_FOUND, "invitation-over"))
}

/// A word about a link, with the way to sign in; the link's address is told to nobody.
pub(super) fn message(state: &AppState, place: &Place, (status, key): (StatusCode, &str)) -> Result<Response, Error> {
    let page = Message { key: key.to_owned(), href: sign_in::action(place) };
    place.show(status, &place.page(state, None, page)).map(no_referrer)
}
