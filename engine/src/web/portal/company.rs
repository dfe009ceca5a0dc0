//! The colleagues of a customer administrator, and those whom she invited.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use crate::{
    actions::{
        self,
        colleagues::{self, Administrator, Colleague},
        offers,
        registrations::decisions,
    },
    domain::{
        access::{self, Verb},
        id::{AddressId, OfferId},
        invitation::InvitationState,
        offer::Offer,
        registration::Registration,
        text::Slug,
    },
    store::members::MemberQuery,
    views::{
        company::{ColleagueRow, Company, OfferRow},
        form::ProblemView,
        registration::WaitingRow,
        request_list::Paging,
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists,
        person::Customer,
        routes::{path, portal as paths},
    },
};

/// Rows of a page.
const SIZE: u32 = 50;

/// Portal and id of an address.
pub type Ids = Path<(String, String)>;

/// Lets only who looks after colleagues go on; where a portal does not offer it, there are no such pages.
pub fn only_for_administrators(who: &Customer) -> Result<(), Error> {
    if !who.place.portal.as_ref().is_some_and(|site| colleagues::is_offered(&site.portal)) {
        return Err(Error::NOT_FOUND);
    }
    Ok(access::can(&who.person.actor, Verb::ManageColleagues)?)
}

pub async fn list(State(state): State<AppState>, who: Customer, RawQuery(query): RawQuery) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    page(&state, &who, &form, (StatusCode::OK, Vec::new())).await
}

async fn page(
    state: &AppState,
    who: &Customer,
    form: &FormBody,
    (status, problems): (StatusCode, Vec<ProblemView>),
) -> Result<Response, Error> {
    let search: String = form.one("q")?.trim().chars().take(200).collect();
    let text = (!search.is_empty()).then(|| search.clone());
    let query = MemberQuery { text, page: lists::page(form)?, page_size: SIZE, ..MemberQuery::default() };
    let company = colleagues::list(&state.cx, &who.actor, &query).await?;
    let list = path(who.place.base(), paths::COMPANY, &[]);
    let doors = decisions::of_company(&state.cx, &who.actor).await?;
    let administrator = &company.administrator;
    let other = |page: u64| {
        let asked = [("q", search.clone()), ("page", page.to_string())];
        let asked = asked.iter().filter(|(_, value)| !value.is_empty() && value != "1");
        format!("{list}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish())
    };
    let view = Company {
        customer: administrator.places.customer.name.clone(),
        rows: company.colleagues.iter().map(|colleague| row(who, administrator, colleague)).collect(),
        offers: company
            .offers
            .iter()
            .map(|(offer, within)| offer_row(state, who, administrator, (offer, *within)))
            .collect(),
        paging: Paging::new(u64::from(query.page), u64::from(SIZE), company.total, &other),
        search_action: list.clone(),
        search: search.clone(),
        invite: path(who.place.base(), paths::COLLEAGUE_OFFERS, &[]),
        waiting: doors.waiting.iter().map(|found| waiting_row(who, found)).collect(),
        has_codes: doors.has_codes,
        code: doors.code,
        code_action: path(who.place.base(), paths::COMPANY_CODE, &[]),
        problems,
    };
    who.place.show(status, &who.page(state, view))
}

/// A colleague as the administrator sees her.
pub fn row(who: &Customer, administrator: &Administrator, colleague: &Colleague) -> ColleagueRow {
    let line = &colleague.line;
    let id = line.membership.to_string();
    ColleagueRow {
        href: colleague.is_within.then(|| path(who.place.base(), paths::COLLEAGUE, &[&id])),
        name: line.name.clone(),
        email: line.email.to_string(),
        roles: role_names(who, administrator, &line.roles),
        sites: site_lines(administrator, &colleague.sites),
        state: line.state.as_str(),
        last_sign_in_at: line.last_sign_in_here_at,
        is_self: line.user == who.actor.user,
    }
}

fn waiting_row(who: &Customer, found: &Registration) -> WaitingRow {
    let at = |pattern| path(who.place.base(), pattern, &[&found.id.to_string()]);
    WaitingRow {
        name: found.name.clone(),
        email: found.email.to_string(),
        customer: String::new(),
        confirmed_at: found.confirmed_at,
        approve: at(paths::COMPANY_APPROVAL),
        refuse: at(paths::COMPANY_REFUSAL),
    }
}

fn offer_row(
    state: &AppState,
    who: &Customer,
    administrator: &Administrator,
    (offer, within): (&Offer, bool),
) -> OfferRow {
    let at = |pattern| path(who.place.base(), pattern, &[&offer.id.to_string()]);
    let is_expired = offer.state(state.cx.now()) == InvitationState::Expired;
    OfferRow {
        name: offer.name.clone(),
        email: offer.email.to_string(),
        roles: role_names(who, administrator, &offer.roles),
        sites: site_lines(administrator, &offer.sites),
        state: if is_expired { "expired" } else { "invited" },
        made_by: offer.made_by_name.clone(),
        expires_at: offer.expires_at.filter(|_| !is_expired),
        edit: within.then(|| at(paths::OFFER)),
        send: (within && offer.sends < offers::MAX_SENDS).then(|| at(paths::OFFER_MAIL)),
        revoke: within.then(|| at(paths::OFFER_REVOCATION)),
    }
}

pub fn role_names(who: &Customer, administrator: &Administrator, slugs: &[Slug]) -> Vec<String> {
    let known = administrator.catalogue.roles().iter().filter(|role| slugs.contains(&role.slug));
    known.map(|role| role.name.get(&who.language).to_owned()).collect()
}

pub fn site_lines(administrator: &Administrator, sites: &[AddressId]) -> Vec<String> {
    let known = administrator.places.addresses.iter().filter(|address| sites.contains(&address.id));
    known.map(crate::domain::address::Address::line).collect()
}

/// Sends an offer again.
pub async fn send(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let done = offers::send(&state.cx, &who.actor, offer(&ids)?).await;
    answer(&state, &who, ("offer-sent", done)).await
}

/// Takes an offer back.
pub async fn revoke(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let done = offers::revoke(&state.cx, &who.actor, offer(&ids)?).await;
    answer(&state, &who, ("offer-revoked", done)).await
}

pub fn offer(ids: &Ids) -> Result<OfferId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

/// Back to the list, with a word about what was done or why not.
pub async fn answer(
    state: &AppState,
    who: &Customer,
    (flash, result): (&str, Result<(), actions::Error>),
) -> Result<Response, Error> {
    match result {
        Ok(()) => Ok(done(who, flash)),
        Err(actions::Error::Conflict(_)) => {
            let problems = vec![ProblemView::keyed("", "user-conflict")];
            page(state, who, &FormBody(decode(b"")?), (StatusCode::CONFLICT, problems)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// To the list, with a word about what was done.
pub fn done(who: &Customer, flash: &str) -> Response {
    Redirect::to(&format!("{}?done={flash}", path(who.place.base(), paths::COMPANY, &[]))).into_response()
}
