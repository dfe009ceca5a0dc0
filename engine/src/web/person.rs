//! Who is signed in: a customer at a portal, staff in an office. Everybody else is sent to the sign-in page and back.

use std::sync::Arc;

use axum::{extract::FromRequestParts, response::Response};
use http::{StatusCode, Uri, header, request::Parts};

use super::{
    AppState, Error, cookies,
    look::Look,
    next::safe_next,
    place::Place,
    routes::{path, portal as paths},
};
use crate::{
    actions::{
        colleagues,
        request_forms::{Filling, Texts},
        sessions::{self, Person},
    },
    domain::access::{self, Actor, CustomerActor, Scope, Verb},
    views::{Page, View, account::Twin, message::ErrorKind, page::Person as PersonView},
};

/// A customer at a portal.
pub struct Customer {
    pub place: Place,
    pub person: Person,
    pub actor: CustomerActor,
    /// Language of this person's pages.
    pub language: String,
    texts: Box<Texts<'static>>,
}

/// Staff in an office.
pub struct Staff {
    pub place: Place,
    pub person: Person,
    pub language: String,
}

impl FromRequestParts<AppState> for Customer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let (place, person) = find_or_seen(parts, state).await?;
        if person.seen_by.is_none() {
            sessions::touch(&state.cx, &person.session, state.customer_life()).await?;
        }
        match person.actor.clone() {
            Actor::Customer(actor) => {
                let language = place.language_for(&person.user.language);
                let (theme, tag) = (Arc::clone(&place.theme), language.clone());
                let texts: Box<Texts<'static>> = Box::new(move |key, params| theme.text(&tag, key, params));
                Ok(Self { language, place, person, actor, texts })
            }
            _ => Err(sign_in(parts, &place)),
        }
    }
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let (place, person) = find(parts, state).await?;
        let life = state.staff_life();
        sessions::touch(&state.cx, &person.session, life).await?;
        // The one check for all pages of the office; what they do asks for its own verb.
        if access::can(&person.actor, Verb::Office).is_err() {
            return Err(sign_in(parts, &place));
        }
        if state.owes_factor(&person) {
            return Err(set_up_factor(&place));
        }
        Ok(Self { language: place.language_for(&person.user.language), place, person })
    }
}

/// Anybody who is signed in, at whichever door, for the pages about her own login.
pub struct Somebody {
    pub place: Place,
    pub person: Person,
}

/// The same for setting up a second factor, which is all that somebody may do who owes one.
pub struct Enrolling(pub Somebody);

impl FromRequestParts<AppState> for Somebody {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let Enrolling(somebody) = Enrolling::from_request_parts(parts, state).await?;
        if state.owes_factor(&somebody.person) { Err(set_up_factor(&somebody.place)) } else { Ok(somebody) }
    }
}

impl FromRequestParts<AppState> for Enrolling {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Error> {
        let (place, person) = find(parts, state).await?;
        sessions::touch(&state.cx, &person.session, state.life(place.door)).await?;
        Ok(Self(Somebody { place, person }))
    }
}

impl Somebody {
    /// Shows a page that only portals have.
    pub fn show_at_portal<T: View>(&self, state: &AppState, page: T) -> Result<Response, Error> {
        let person = Some((shown(&self.place, &self.person), self.person.user.language.as_str()));
        self.place.show(StatusCode::OK, &self.place.page(state, person, page))
    }

    /// Shows a page in the frame of the door.
    pub fn show<T: Twin>(&self, state: &AppState, status: StatusCode, page: T) -> Result<Response, Error> {
        let person = || Some((shown(&self.place, &self.person), self.person.user.language.as_str()));
        if self.place.portal.is_some() {
            return self.place.show(status, &self.place.page(state, person(), page));
        }
        self.place.show(status, &self.place.page(state, person(), page.to_office()))
    }
}

/// Somebody as her pages name her: in an office with what her role allows, at a portal with the page about her colleagues if she looks after
/// them.
pub fn shown(place: &Place, person: &Person) -> PersonView {
    if let Actor::Staff { role, .. } = &person.actor {
        return PersonView::staff(&person.user, *role);
    }
    let offers = place.portal.as_ref().is_some_and(|site| colleagues::is_offered(&site.portal));
    let may = offers && access::can(&person.actor, Verb::ManageColleagues).is_ok();
    let company_page = may.then(|| path(place.base(), paths::COMPANY, &[]));
    let portals = person.has_choice.then(|| path(place.base(), paths::PORTALS, &[]));
    PersonView { company_page, portals, ..PersonView::new(&person.user, "") }
}

/// To the page that sets up the second factor.
fn set_up_factor(place: &Place) -> Error {
    Error::SignIn { to: path(place.base(), paths::SECOND_FACTOR, &[]) }
}

/// Who is signed in, or who is seen by staff as she sees the portal. The doors refuse those everything that changes something; that only
/// safe methods come this far is said twice.
async fn find_or_seen(parts: &mut Parts, state: &AppState) -> Result<(Place, Person), Error> {
    let place = Place::from_request_parts(parts, state).await?;
    match &place.look {
        Look::On(person) if parts.method.is_safe() => Ok((place.clone(), (**person).clone())),
        _ => find(parts, state).await,
    }
}

async fn find(parts: &mut Parts, state: &AppState) -> Result<(Place, Person), Error> {
    let place = Place::from_request_parts(parts, state).await?;
    if !matches!(place.look, Look::None) {
        return Err(Error::Page(ErrorKind::Looking));
    }
    let Some(secret) = cookies::secret(&parts.headers, &place.cookie) else { return Err(sign_in(parts, &place)) };
    let found = sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?;
    let Some(person) = found else { return Err(sign_in(parts, &place)) };
    Ok((place, person))
}

/// To the sign-in page, and back to what was asked for; when that only takes forms, back to the page of the form.
fn sign_in(parts: &Parts, place: &Place) -> Error {
    let next = if parts.method.is_safe() { place.path.clone() } else { safe_next(place.base(), &came_from(parts)) };
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    Error::SignIn { to: format!("{}?next={next}", path(place.base(), paths::SIGN_IN, &[])) }
}

/// Path and query of the page that the browser says it comes from; empty when it says nothing.
fn came_from(parts: &Parts) -> String {
    let page = parts.headers.get(header::REFERER).and_then(|page| page.to_str().ok()?.parse::<Uri>().ok());
    page.and_then(|page| page.path_and_query().map(ToString::to_string)).unwrap_or_default()
}

impl Customer {
    /// Whether she may store one more thing now.
    pub fn may_write(&self, state: &AppState) -> Result<(), Error> {
        state.limits.write(self.actor.user).map_err(|seconds| Error::TooMany { seconds })
    }

    pub fn scope(&self) -> Scope {
        access::scope(&self.person.actor)
    }

    /// Whether her pages offer an act.
    pub fn may(&self, verb: Verb) -> bool {
        access::offered(&self.person.actor, verb).is_ok()
    }

    /// What filling a form needs. Every route with a customer is below a portal.
    pub fn filling<'a>(&'a self, state: &'a AppState) -> Result<Filling<'a>, Error> {
        let site = self.place.portal.as_ref().ok_or(Error::NOT_FOUND)?;
        let (extensions, language) = (&self.place.generation.extensions, self.language.as_str());
        let catalogue = &*self.person.catalogue;
        Ok(Filling { cx: &state.cx, extensions, site, catalogue, actor: &self.actor, language, texts: &*self.texts })
    }

    pub fn page<T: View>(&self, state: &AppState, page: T) -> Page<T> {
        let view = shown(&self.place, &self.person);
        self.place.page(state, Some((view, &self.person.user.language)), page)
    }

    pub fn show<T: View>(&self, state: &AppState, page: T) -> Result<Response, Error> {
        self.place.show(StatusCode::OK, &self.page(state, page))
    }
}

impl Staff {
    pub fn scope(&self) -> Scope {
        access::scope(&self.person.actor)
    }

    /// A text of the office in the person's language.
    pub fn text(&self, key: &str) -> String {
        self.place.theme.text(&self.language, key, &std::collections::BTreeMap::new())
    }

    /// The same person, for the pages about her own login.
    pub fn as_somebody(&self) -> Somebody {
        Somebody { place: self.place.clone(), person: self.person.clone() }
    }

    pub fn page<T: View>(&self, state: &AppState, page: T) -> Page<T> {
        let view = shown(&self.place, &self.person);
        self.place.page(state, Some((view, &self.person.user.language)), page)
    }

    pub fn show<T: View>(&self, state: &AppState, page: T) -> Result<Response, Error> {
        self.place.show(StatusCode::OK, &self.page(state, page))
    }
}
