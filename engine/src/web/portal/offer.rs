//! An open invitation of the administrator's company: what it gives can be changed until it is accepted.

use axum::{extract::State, response::Response};
use http::StatusCode;

use super::{
    colleague::given,
    company::{Ids, done, offer, only_for_administrators, role_names, site_lines},
};
use crate::{
    actions::{
        self,
        colleagues::{Administrator, Given},
        offers,
    },
    domain::{form::Form, invitation::InvitationState, offer::Offer},
    views::{
        company::{ColleaguePage, ColleagueRow},
        form::ProblemView,
    },
    web::{
        AppState, Error,
        form_body::FormBody,
        people_form::{Fields, Filled},
        person::Customer,
        routes::{path, portal as paths},
    },
};

pub async fn show(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let (administrator, offer) = offers::show(&state.cx, &who.actor, offer(&ids)?).await?;
    let filled = Filled::fresh(form(&who, &administrator, &offer));
    page(&state, &who, (&administrator, &offer), (StatusCode::OK, filled, Vec::new()))
}

/// Changes what it gives.
pub async fn edit(State(state): State<AppState>, who: Customer, ids: Ids, sent: FormBody) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let id = offer(&ids)?;
    let (administrator, offer) = offers::show(&state.cx, &who.actor, id).await?;
    let mut filled = Filled::sent(form(&who, &administrator, &offer), sent.0);
    if filled.problems.is_empty() {
        let given = Given { roles: filled.list("roles"), sites: filled.list("sites") };
        match offers::edit(&state.cx, &who.actor, id, &given).await {
            Ok(()) => return Ok(done(&who, "offer-saved")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(actions::Error::Conflict(_)) => {
                let problems = vec![ProblemView::keyed("", "user-conflict")];
                return page(&state, &who, (&administrator, &offer), (StatusCode::CONFLICT, filled, problems));
            }
            Err(error) => return Err(error.into()),
        }
    }
    page(&state, &who, (&administrator, &offer), (StatusCode::UNPROCESSABLE_ENTITY, filled, Vec::new()))
}

fn form(who: &Customer, administrator: &Administrator, offer: &Offer) -> Form {
    given(Fields::new(&who.place, &who.language), administrator, &offer.roles, &offer.sites).form()
}

fn page(
    state: &AppState,
    who: &Customer,
    (administrator, offer): (&Administrator, &Offer),
    (status, filled, problems): (StatusCode, Filled, Vec<ProblemView>),
) -> Result<Response, Error> {
    let is_expired = offer.state(state.cx.now()) == InvitationState::Expired;
    let row = ColleagueRow {
        name: offer.name.clone(),
        email: offer.email.to_string(),
        roles: role_names(who, administrator, &offer.roles),
        sites: site_lines(administrator, &offer.sites),
        state: if is_expired { "expired" } else { "invited" },
        ..ColleagueRow::default()
    };
    let view = ColleaguePage {
        customer: administrator.places.customer.name.clone(),
        action: path(who.place.base(), paths::OFFER, &[&offer.id.to_string()]),
        form: filled.view(&who.language),
        row: Some(row),
        problems,
        back: path(who.place.base(), paths::COMPANY, &[]),
        ..ColleaguePage::default()
    };
    who.place.show(status, &who.page(state, view))
}
