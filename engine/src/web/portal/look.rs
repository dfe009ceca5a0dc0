//! Where staff begin and end to see the portal as one of its users does. The link that the office made is used up by the button.

use axum::{
    extract::{Path, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header::SET_COOKIE};

use crate::{
    actions::{looks, sessions},
    domain::id::PortalId,
    views::{look::LookLink, message::Message},
    web::{
        AppState, Error, cookies,
        headers::no_referrer,
        look::{self, Look},
        place::Place,
        routes::{office, office_base, path, portal as paths},
    },
};

/// Portal and secret of an address.
type Parts = Path<(String, String)>;

/// The page with the button. It says whose session this browser has already, because that one stays.
pub async fn show(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    parts: Parts,
) -> Result<Response, Error> {
    let Some(person) = looks::opened(&state.cx, place.tenant.id, portal(&place)?, &parts.0.1).await? else {
        return over(&state, &place);
    };
    let own = match cookies::secret(&headers, &place.cookie) {
        Some(secret) => sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?,
        None => None,
    };
    let page = LookLink {
        action: path(place.base(), paths::LOOK, &[&parts.0.1]),
        staff: person.seen_by.map(|onlooker| onlooker.name).unwrap_or_default(),
        name: person.user.name,
        minutes: state.config.security.look_minutes,
        own: own.map(|own| own.user.name),
    };
    place.show(StatusCode::OK, &place.page(&state, None, page)).map(no_referrer)
}

/// Begins, in place of a look that this browser may have already.
pub async fn begin(State(state): State<AppState>, place: Place, parts: Parts) -> Result<Response, Error> {
    let at = (place.tenant.id, portal(&place)?);
    let Some(secret) = looks::begin(&state.cx, at, &parts.0.1, state.look_life()).await? else {
        return over(&state, &place);
    };
    if let Look::On(before) = &place.look {
        looks::end(&state.cx, before).await?;
    }
    let cookie = look::set_cookie(&state, &place, &secret);
    let to = Redirect::to(&path(place.base(), paths::HOME, &[]));
    Ok(no_referrer((AppendHeaders([(SET_COOKIE, cookie)]), to).into_response()))
}

/// Ends, and says so with the way back to the office.
pub async fn end(State(state): State<AppState>, mut place: Place) -> Result<Response, Error> {
    let to = match &place.look {
        Look::On(person) => {
            looks::end(&state.cx, person).await?;
            path("", office::USER, &[&person.membership.id.to_string()])
        }
        _ => path("", office::USERS, &[]),
    };
    place.look = Look::None;
    let href = format!("{}{}{to}", state.config.server.public_url, office_base(&place.tenant.slug));
    let page = Message { key: "look-ended".to_owned(), href };
    let mut response = place.show(StatusCode::OK, &place.page(&state, None, page))?;
    look::forget(&place, &mut response);
    Ok(response)
}

fn portal(place: &Place) -> Result<PortalId, Error> {
    place.portal.as_ref().map(|site| site.portal.id).ok_or(Error::NOT_FOUND)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    let page = Message { key: "look-link-over".to_owned(), href: path(place.base(), paths::HOME, &[]) };
    place.show(StatusCode::NOT_FOUND, &place.page(state, None, page)).map(no_referrer)
}
