//! Changing to another portal of the tenant without signing in once more.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode};

use crate::{
    actions::crossings::{self, Going},
    domain::{id::PortalId, session::Origin},
    views::{
        crossing::{CrossingAway, CrossingLink, PortalChoice, Portals},
        message::Message,
    },
    web::{
        AppState, Error,
        arrival::{arrival, arrived},
        directory::Entry,
        form_body::FormBody,
        headers::no_referrer,
        person::Somebody,
        place::Place,
        routes::{path, portal as paths, portal_base},
    },
};

/// The portals to choose from; with only one, that.
pub async fn list(State(state): State<AppState>, who: Somebody) -> Result<Response, Error> {
    let (own, home) = (portal(&who.place)?, path(who.place.base(), paths::HOME, &[]));
    let mut choices: Vec<PortalChoice> = Vec::new();
    for id in crossings::portals(&state.cx, &who.person).await? {
        let Some(entry) = state.directory.portal_by_id(id) else { continue };
        let (slug, name) = (entry.site.portal.slug.to_string(), entry.site.portal.name.clone());
        choices.push(PortalChoice { slug, name, is_here: id == own });
    }
    if choices.len() < 2 {
        return Ok(Redirect::to(&home).into_response());
    }
    choices.sort_by(|a, b| (!a.is_here, &a.name).cmp(&(!b.is_here, &b.name)));
    let page = Portals { choices, home, action: path(who.place.base(), paths::PORTALS, &[]) };
    who.show_at_portal(&state, page)
}

/// Goes to another one: at once on the same host, else over a page with the link.
pub async fn go(
    State(state): State<AppState>,
    who: Somebody,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let slug = form.one("portal")?;
    let entry = state.directory.portal(&slug).filter(|entry| entry.site.tenant.id == who.place.tenant.id);
    let entry = entry.ok_or(Error::NOT_FOUND)?;
    let id = entry.site.portal.id;
    let address = state.directory.address(id, &state.config.server.public_url).ok_or(Error::NOT_FOUND)?;
    if is_same_host(&who.place, &entry, &address) {
        let base = portal_base(&entry.site.portal.slug);
        let from = arrival(&state, &who.place, &headers, state.customer_life()).origin;
        let going = Going { portal: id, life: state.customer_life(), from: &from };
        let signed_in = crossings::go(&state.cx, &who.person, going).await?;
        let cookie = format!("p-{}", entry.site.portal.slug);
        return Ok(arrived(&cookie, &signed_in, going.life, &path(&base, paths::HOME, &[])));
    }
    let secret = crossings::offer(&state.cx, &who.person, id).await?;
    let page = CrossingAway {
        name: entry.site.portal.name.clone(),
        href: path(&address, paths::CROSSING, &[&secret.to_string()]),
        back: path(who.place.base(), paths::PORTALS, &[]),
    };
    who.show_at_portal(&state, page).map(no_referrer)
}

/// Whether this answer's cookies reach the other portal: both are paths of the configured address.
fn is_same_host(place: &Place, entry: &Entry, address: &str) -> bool {
    !place.base().is_empty() && *address == format!("{}{}", place.root, portal_base(&entry.site.portal.slug))
}

/// The page behind the link. Looking at it changes nothing.
pub async fn open(
    State(state): State<AppState>,
    place: Place,
    Path(parts): Path<(String, String)>,
) -> Result<Response, Error> {
    let Some(user) = crossings::opened(&state.cx, place.tenant.id, portal(&place)?, &parts.1).await? else {
        return over(&state, &place);
    };
    let page = CrossingLink { action: path(place.base(), paths::CROSSING, &[&parts.1]), name: user.name };
    place.show(StatusCode::OK, &place.page(&state, None, page)).map(no_referrer)
}

/// Its button opens a session here.
pub async fn accept(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    Path(parts): Path<(String, String)>,
) -> Result<Response, Error> {
    let from: Origin = arrival(&state, &place, &headers, state.customer_life()).origin;
    let going = Going { portal: portal(&place)?, life: state.customer_life(), from: &from };
    match crossings::accept(&state.cx, place.tenant.id, &parts.1, going).await? {
        Some(signed_in) => {
            let home = path(place.base(), paths::HOME, &[]);
            Ok(no_referrer(arrived(&place.cookie, &signed_in, going.life, &home)))
        }
        None => over(&state, &place),
    }
}

fn portal(place: &Place) -> Result<PortalId, Error> {
    place.portal.as_ref().map(|site| site.portal.id).ok_or(Error::NOT_FOUND)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    let page = Message { key: "crossing-over".to_owned(), href: path(place.base(), paths::SIGN_IN, &[]) };
    place.show(StatusCode::NOT_FOUND, &place.page(state, None, page)).map(no_referrer)
}
