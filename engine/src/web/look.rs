//! Staff who see a portal as one of its users does: what such a browser may ask for, and the bar on its pages. A cookie of its own stands
//! for the look, beside the one of a session, so that the one never overwrites or passes for the other.

use std::sync::Arc;

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};
use http::{HeaderMap, HeaderValue, Method, header::SET_COOKIE};

use super::{
    AppState, Error, cookies,
    place::Place,
    routes::{path, platform::PORTAL_DOOR, portal as paths},
};
use crate::{
    actions::{looks, sessions::Person},
    views::{message::ErrorKind, page::LookBar},
};

/// The pages that a look opens: they show something and change nothing. Not among them are forms, because filling one keeps drafts and runs
/// rules, and everything about the person's own login.
const SHOWN: [&str; 6] =
    [paths::HOME, paths::REQUESTS, paths::REQUEST, paths::CONFIRMATION, paths::EVENTS, paths::CALENDAR];
/// The same for files, which may be kept by the browser.
const FILES: [&str; 1] = [paths::FILE];
/// What begins and ends a look, and what pages are drawn with.
const ALWAYS: [&str; 3] = [paths::LOOK, paths::LOOK_END, paths::ASSET];

/// How long a browser keeps the cookie after the look has ended, in seconds: as long, it is told that it has.
const REMEMBERED_S: i64 = 86_400;

/// Whether a browser sees the portal as somebody else does.
#[derive(Debug, Clone, Default)]
pub enum Look {
    #[default]
    None,
    /// As this person.
    On(Arc<Person>),
    /// It did. Until it was told so, it is taken for nobody else: what is meant for one person must not reach another's session.
    Over,
}

impl Look {
    pub async fn find(state: &AppState, place: &Place, headers: &HeaderMap) -> Result<Self, Error> {
        let Some(secret) = cookies::secret(headers, &cookie(place)) else { return Ok(Self::None) };
        let portal = place.portal.as_ref().ok_or(Error::NOT_FOUND)?.portal.id;
        let found = looks::find(&state.cx, place.tenant.id, portal, &secret).await?;
        Ok(found.map_or(Self::Over, |person| Self::On(Arc::new(person))))
    }

    /// Why such a browser does not get what it asks for. None: it gets it, or it is no such browser.
    pub fn refusal(&self, request: &Request) -> Option<Error> {
        let route = request.extensions().get::<MatchedPath>().and_then(|path| path.as_str().strip_prefix(PORTAL_DOOR));
        let route = route.map(|route| if route.is_empty() { paths::HOME } else { route });
        let is_always = route.is_some_and(|route| ALWAYS.contains(&route));
        match self {
            Self::None => None,
            _ if is_always => None,
            Self::Over => Some(Error::Page(ErrorKind::LookOver)),
            Self::On(_) => {
                let looks_only = matches!(*request.method(), Method::GET | Method::HEAD);
                // An address that leads nowhere does so for everybody.
                let is_shown = route.is_none_or(|route| SHOWN.contains(&route) || FILES.contains(&route));
                (!looks_only || !is_shown).then_some(Error::Page(ErrorKind::Looking))
            }
        }
    }

    /// What every page says.
    pub fn bar(&self, base: &str) -> Option<LookBar> {
        let Self::On(person) = self else { return None };
        let onlooker = person.seen_by.as_ref()?;
        Some(LookBar {
            name: person.user.name.clone(),
            staff: onlooker.name.clone(),
            until: onlooker.until,
            end: path(base, paths::LOOK_END, &[]),
        })
    }
}

fn cookie(place: &Place) -> String {
    format!("v-{}", place.cookie)
}

/// The cookie that stands for a look.
pub fn set_cookie(state: &AppState, place: &Place, secret: &[u8; 32]) -> String {
    let seconds = i64::try_from(state.look_life().as_secs()).unwrap_or(REMEMBERED_S);
    cookies::session(&cookie(place), secret, seconds.saturating_add(REMEMBERED_S)).to_string()
}

/// Takes the cookie away, with an answer that says that the look is over.
pub fn forget(place: &Place, response: &mut Response) {
    if let Ok(removal) = HeaderValue::from_str(&cookies::removal(&cookie(place)).to_string()) {
        response.headers_mut().append(SET_COOKIE, removal);
    }
}
