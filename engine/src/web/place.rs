//! Where a request came in: the door, its site, its theme and its language. Draws pages, and errors as pages, in one place.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use axum::{
    Extension, RequestExt,
    extract::{FromRequestParts, OriginalUri, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use http::{HeaderMap, StatusCode, header, request::Parts};

use super::{
    AppState, Error, cookies,
    error::ErrorView,
    headers,
    look::{self, Look},
    person::shown,
    routes::{path, platform, portal as paths, portal_base},
};
use crate::{
    actions::sessions::{self, Person},
    domain::{portal, session::Door, tenant::Tenant},
    reload::Generation,
    themes::{BUILT_IN, Theme},
    views::{
        self, Page, View,
        message::{ErrorKind, ErrorPage, OfficeError},
        page::Flash,
    },
};

/// Address of who connects, after trusted proxies.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Reference number of a request, in the log and on error pages.
#[derive(Debug, Clone)]
pub struct Reference(pub String);

/// The portal's own host that a request came in by, as the directory of portals has it.
#[derive(Debug, Clone)]
pub struct OwnHost(pub String);

/// A request's surroundings.
#[derive(Clone)]
pub struct Place {
    pub tenant: Arc<Tenant>,
    /// None in the office.
    pub portal: Option<portal::Site>,
    pub door: Door,
    /// Name of the session cookie's door.
    pub cookie: String,
    pub view: Arc<views::Site>,
    /// Scheme and host that absolute addresses begin with: as configured, never as a visitor says.
    pub root: String,
    pub generation: Arc<Generation>,
    pub theme: Arc<Theme>,
    /// Language before anybody signed in.
    pub language: String,
    /// True when the visitor chose the language here, which wins over the profile.
    pub language_chosen: bool,
    pub nonce: String,
    /// Path and query.
    pub path: String,
    pub peer: IpAddr,
    pub reference: String,
    /// Whether the browser sees the portal as somebody else does.
    pub look: Look,
}

impl Place {
    pub fn base(&self) -> &str {
        &self.view.base
    }

    /// A page at this place for a person, or for nobody.
    pub fn page<T: View>(&self, state: &AppState, person: Option<(views::Person, &str)>, page: T) -> Page<T> {
        let mut whole = Page::new(Arc::clone(&self.view), state.cx.now(), page);
        self.language.clone_into(&mut whole.language);
        if let Some((person, language)) = person {
            whole.language = self.language_for(language);
            whole.person = Some(person);
        }
        whole.nonce.clone_from(&self.nonce);
        whole.path.clone_from(&self.path);
        whole.generation = self.generation.number;
        whole.flash = flash(&self.path);
        whole.look = self.look.bar(self.base());
        whole
    }

    /// The language of pages for a person whose profile has this one.
    pub fn language_for(&self, profile: &str) -> String {
        if self.language_chosen { self.language.clone() } else { profile.to_owned() }
    }

    /// Draws a page.
    pub fn show<T: View>(&self, status: StatusCode, page: &Page<T>) -> Result<Response, Error> {
        let html = self.theme.render(page).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(headers::page(status, html, self))
    }
}

/// Messages that an address may ask for after an act, as `?done=…`.
const FLASHES: [(&str, &str); 50] = [
    ("comment", "success"),
    ("withdrawn", "success"),
    ("accepted", "success"),
    ("rejected", "success"),
    ("status", "success"),
    ("note", "success"),
    ("priority", "success"),
    ("assignee", "success"),
    ("retry", "success"),
    ("details", "success"),
    ("password", "success"),
    ("sign-out", "success"),
    ("browser", "success"),
    ("factor-removed", "success"),
    ("factor-reset", "success"),
    ("passkey-added", "success"),
    ("passkey-renamed", "success"),
    ("passkey-removed", "success"),
    ("reset", "success"),
    ("code-over", "error"),
    ("conflict", "error"),
    ("user-added", "success"),
    ("user-saved", "success"),
    ("user-opened", "success"),
    ("user-closed", "success"),
    ("user-removed", "success"),
    ("user-erased", "success"),
    ("invited", "success"),
    ("revoked", "success"),
    ("contact-added", "success"),
    ("contact-invited", "success"),
    ("role-added", "success"),
    ("role-saved", "success"),
    ("role-removed", "success"),
    ("staff-added", "success"),
    ("staff-saved", "success"),
    ("staff-welcomed", "success"),
    ("staff-removed", "success"),
    ("tenant-added", "success"),
    ("offer-made", "success"),
    ("offer-sent", "success"),
    ("offer-saved", "success"),
    ("offer-revoked", "success"),
    ("colleague-saved", "success"),
    ("colleague-closed", "success"),
    ("colleague-opened", "success"),
    ("registration-approved", "success"),
    ("registration-refused", "success"),
    ("code-renewed", "success"),
    ("code-ended", "success"),
];

fn flash(path: &str) -> Option<Flash> {
    let query = path.split_once('?')?.1;
    let (_, done) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done")?;
    let (key, kind) = FLASHES.into_iter().find(|(key, _)| *key == done)?;
    Some(Flash { kind, key: format!("flash-{key}") })
}

impl FromRequestParts<AppState> for Place {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let Extension(place) =
            Extension::<Self>::from_request_parts(parts, state).await.map_err(|_| Error::NOT_FOUND)?;
        Ok(place)
    }
}

/// Finds the portal of `/p/{portal}/…`, puts it into the request, and draws errors as its pages.
pub async fn at_portal(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let slug = &named(&mut request, "portal").await;
    let Some(entry) = state.directory.portal(slug) else { return plain(&state, request).await };
    let own_host = request.extensions().get::<OwnHost>().is_some();
    let base = if own_host { String::new() } else { portal_base(&entry.site.portal.slug) };
    let site = entry.site.clone();
    let known = state.live.awaited(site.tenant.slug.as_str()).await;
    let is_known = known.is_some();
    let generation = known.unwrap_or_else(|| state.live.built_in());
    let theme = theme(&state, &generation, site.portal.theme.as_str());
    let door = Door::Portal(site.portal.id);
    let (tenant, view) = (Arc::clone(&site.tenant), entry.view(&base));
    let surroundings = Surroundings { door, cookie: format!("p-{slug}"), view, tenant, portal: Some(site) };
    let mut place = surroundings.place(&state, &request, (generation, theme));
    if !is_known {
        // Without its rules a request would be taken that they refuse.
        let error = Error::Page(ErrorKind::Unavailable);
        return finish(&state, &place, (wants_json(request.headers()), None), error.into_response());
    }
    place.look = match Look::find(&state, &place, request.headers()).await {
        Ok(look) => look,
        // Who cannot be told whether this is a look must not be taken for somebody who is signed in.
        Err(error) => return finish(&state, &place, (wants_json(request.headers()), None), error.into_response()),
    };
    request.extensions_mut().insert(place.clone());
    draw(&state, &place, request, next).await
}

/// Finds the tenant of `/office/{tenant}/…`, puts it into the request, and draws errors as its pages.
pub async fn at_office(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let slug = &named(&mut request, "tenant").await;
    let Some(office) = state.directory.office(slug) else { return plain(&state, request).await };
    let generation = state.live.generation(slug);
    let theme = theme(&state, &generation, BUILT_IN);
    let (tenant, view) = (Arc::clone(&office.tenant), Arc::clone(&office.view));
    let surroundings = Surroundings { door: Door::Office, cookie: format!("o-{slug}"), view, tenant, portal: None };
    let place = surroundings.place(&state, &request, (generation, theme));
    request.extensions_mut().insert(place.clone());
    draw(&state, &place, request, next).await
}

/// The name of the door in an address. When another part of it is no text, none can be read decoded; then it is taken as it stands, so
/// that the door still draws the answer.
async fn named(request: &mut Request, name: &str) -> String {
    let decoded = request.extract_parts::<axum::extract::Path<HashMap<String, String>>>().await.ok();
    let decoded = decoded.and_then(|mut parts| parts.0.remove(name));
    let standing = || {
        let original = request.extensions().get::<OriginalUri>();
        original.and_then(|uri| uri.0.path().split('/').nth(2)).unwrap_or_default().to_owned()
    };
    decoded.unwrap_or_else(standing)
}

/// Draws errors of pages that belong to no tenant.
pub async fn at_platform(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let place = platform(&state, &request);
    request.extensions_mut().insert(place.clone());
    draw(&state, &place, request, next).await
}

/// The answer for a portal or tenant that does not exist.
async fn plain(state: &AppState, request: Request) -> Response {
    let place = platform(state, &request);
    let wants_json = wants_json(request.headers());
    finish(state, &place, (wants_json, None), Error::NOT_FOUND.into_response())
}

fn platform(state: &AppState, request: &Request) -> Place {
    let generation = state.live.built_in();
    let theme = theme(state, &generation, BUILT_IN);
    let nobody = Arc::new(Tenant {
        id: crate::domain::id::TenantId(uuid::Uuid::nil()),
        slug: "portico".parse().expect("a plain word is a slug"),
        name: "Portico".to_owned(),
        language: "en".to_owned(),
        time_zone: "UTC".to_owned(),
        office_email: String::new(),
    });
    let view = Arc::new(views::Site::demo(platform::DEMO));
    let surroundings =
        Surroundings { door: Door::Office, cookie: "nobody".to_owned(), view, tenant: nobody, portal: None };
    surroundings.place(state, request, (generation, theme))
}

fn theme(state: &AppState, generation: &Generation, name: &str) -> Arc<Theme> {
    let found = generation.themes.get(name).or_else(|| generation.themes.get(BUILT_IN)).cloned();
    found.unwrap_or_else(|| state.live.built_in_theme())
}

/// What differs between the doors.
struct Surroundings {
    door: Door,
    cookie: String,
    view: Arc<views::Site>,
    tenant: Arc<Tenant>,
    portal: Option<portal::Site>,
}

impl Surroundings {
    fn place(self, state: &AppState, request: &Request, (generation, theme): (Arc<Generation>, Arc<Theme>)) -> Place {
        let mut random = [0; 16];
        state.cx.random.fill(&mut random);
        let extensions = request.extensions();
        let offered = &self.view.languages;
        let chosen = chosen_language(request.headers(), offered);
        let language = chosen.clone().or_else(|| accepted_language(request.headers(), offered));
        let base = &self.view.base;
        // Nested routers see only their part of the address.
        let uri = extensions.get::<OriginalUri>().map_or_else(|| request.uri(), |original| &original.0);
        let shown = uri.path_and_query().map_or("/", |path| path.as_str());
        // The address as the visitor sees it: on a portal's own host the internal prefix is not part of it.
        let path = match (&self.portal, base.is_empty()) {
            (Some(site), true) => shown.strip_prefix(&portal_base(&site.portal.slug)).unwrap_or(shown),
            _ => shown,
        };
        let host = extensions.get::<OwnHost>().filter(|_| base.is_empty());
        let root = host.map(|host| format!("https://{}", host.0));
        Place {
            root: root.unwrap_or_else(|| state.config.server.public_url.clone()),
            door: self.door,
            cookie: self.cookie,
            language: language.unwrap_or_else(|| self.view.language.clone()),
            language_chosen: chosen.is_some(),
            nonce: STANDARD_NO_PAD.encode(random),
            path: path.to_owned(),
            peer: extensions.get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0),
            reference: extensions.get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default(),
            view: self.view,
            tenant: self.tenant,
            portal: self.portal,
            generation,
            theme,
            look: Look::default(),
        }
    }
}

fn chosen_language(headers: &HeaderMap, offered: &[views::page::LanguageName]) -> Option<String> {
    let chosen = cookies::read(headers, cookies::LANGUAGE)?;
    offered_language(&chosen, offered)
}

/// The first language of the browser that the site offers.
fn accepted_language(headers: &HeaderMap, offered: &[views::page::LanguageName]) -> Option<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').find_map(|entry| offered_language(entry.split(';').next()?.trim(), offered))
}

/// The tag of a language that a site offers.
pub fn offered_language(tag: &str, offered: &[views::page::LanguageName]) -> Option<String> {
    let base = tag.split('-').next()?.to_ascii_lowercase();
    offered.iter().find(|language| language.tag == base).map(|language| language.tag.to_owned())
}

async fn draw(state: &AppState, place: &Place, request: Request, next: Next) -> Response {
    let wants_json = wants_json(request.headers());
    let secret = cookies::secret(request.headers(), &place.cookie);
    let refusal = place.look.refusal(&request);
    let is_over = matches!(refusal, Some(Error::Page(ErrorKind::LookOver)));
    let response = match refusal {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    // Who is signed in keeps the menu. It is the same whatever the address named, so it tells nothing about what exists.
    let keeps_menu = keeps_menu(&response, wants_json) && !is_over;
    let person = match (&place.look, secret.filter(|_| keeps_menu)) {
        (Look::On(person), _) if keeps_menu => Some((**person).clone()),
        (Look::None, Some(secret)) => {
            sessions::find(&state.cx, place.tenant.id, place.door, &secret).await.ok().flatten()
        }
        _ => None,
    };
    let mut response = finish(state, place, (wants_json, person), response);
    if is_over {
        look::forget(place, &mut response);
    }
    headers::generation(&mut response, place.generation.number);
    response
}

/// Whether an answer is an error whose page may ask the database who reads it. That is no help to who is asked to wait, or to a database
/// that is not there, and a script gets no menu.
fn keeps_menu(response: &Response, wants_json: bool) -> bool {
    let may_ask = |view: ErrorView| !matches!(view.kind, ErrorKind::TooMany | ErrorKind::Unavailable);
    !wants_json && ErrorView::of(response).is_some_and(may_ask)
}

fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.starts_with("application/json"))
}

/// What an error's page takes over from the answer that it replaces.
const KEPT: [header::HeaderName; 3] = [header::RETRY_AFTER, header::ALLOW, header::CONNECTION];

/// Replaces the empty body of an error by its page, or by JSON for a script.
fn finish(
    state: &AppState,
    place: &Place,
    (wants_json, person): (bool, Option<Person>),
    response: Response,
) -> Response {
    let Some(view) = ErrorView::of(&response) else { return response };
    if let Some(reason) = &view.reason {
        tracing::error!(request.id = %place.reference, %reason, "a request failed");
    }
    let status = response.status();
    let page = ErrorPage::new(view.kind, status.as_u16(), &path(place.base(), paths::HOME, &[]), &place.reference);
    let drawn = if wants_json {
        let body = serde_json::json!({"error": page.kind, "reference": page.reference});
        Ok((status, axum::Json(body)).into_response())
    } else {
        let person = person.as_ref().map(|person| (shown(place, person), person.user.language.as_str()));
        match (&person, &place.portal) {
            (Some(_), None) => place.show(status, &place.page(state, person, OfficeError(page))),
            _ => place.show(status, &place.page(state, person, page)),
        }
    };
    // When even the error page cannot be drawn, plain words are better than nothing.
    let mut drawn =
        drawn.unwrap_or_else(|_| (status, format!("error {status}, reference {}", place.reference)).into_response());
    for name in KEPT {
        if let Some(value) = response.headers().get(&name) {
            drawn.headers_mut().insert(name, value.clone());
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_first_known_language_counts() {
        let accept = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
            accepted_language(&headers, &views::page::LANGUAGES)
        };
        assert_eq!(accept("fr-FR, nl;q=0.8, de;q=0.5").as_deref(), Some("nl"));
        assert_eq!(accept("DE-AT").as_deref(), Some("de"));
        assert_eq!(accept("fr"), None);
    }

    #[test]
    fn nobody_is_looked_up_for_the_page_of_who_has_to_wait_or_for_a_script() {
        assert!(keeps_menu(&Error::NOT_FOUND.into_response(), false));
        assert!(!keeps_menu(&Error::NOT_FOUND.into_response(), true));
        assert!(!keeps_menu(&Error::TooMany { seconds: 5 }.into_response(), false));
        assert!(!keeps_menu(&Error::Page(ErrorKind::Unavailable).into_response(), false));
        assert!(!keeps_menu(&StatusCode::OK.into_response(), false));
    }

    #[test]
    fn only_known_messages_are_shown_after_an_act() {
        assert_eq!(flash("/x?done=comment").unwrap().key, "flash-comment");
        assert!(flash("/x?done=<script>").is_none() && flash("/x").is_none());
    }
}
