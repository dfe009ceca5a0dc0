//! Signing in with the login that somebody has elsewhere: to the provider of the portal or of her company, and back.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{self, REFRESH},
};

use crate::{
    actions::{
        identity_providers::{Provider, Returned},
        provider_sign_ins::{self, AWAY, Back, Brought, Refused, Way},
        sessions::{self, Outcome},
    },
    domain::{id::SessionId, portal::Portal, text::Email},
    views::{message::Message, sign_in::ProviderChoice, sign_in_away::SignInAway},
    web::{
        AppState, Error,
        arrival::{arrival, session_cookie, welcome},
        cookies,
        form_body::{FormBody, decode},
        headers::{come_back, no_referrer},
        next::safe_next,
        person::Somebody,
        place::Place,
        routes::{path, portal as paths},
        sign_in::{self, Typed, ask_for_code},
    },
};

/// Longest path that is kept for afterwards; a longer one leads to the first page.
const MAX_NEXT: usize = 2_000;

/// Buttons of the sign-in page: a provider each, and where one goes on to that of one's company.
pub fn choices(state: &AppState, place: &Place) -> (Vec<ProviderChoice>, Option<String>) {
    let Some(site) = &place.portal else { return (Vec::new(), None) };
    let (providers, portal) = (&state.cx.providers, &site.portal.slug);
    let choice = |provider: &Arc<Provider>| choice(place, paths::SIGN_IN_WITH, provider);
    let company = providers.has_companies(portal).then(|| path(place.base(), paths::SIGN_IN_COMPANY, &[]));
    (providers.of_portal(portal).map(choice).collect(), company)
}

fn choice(place: &Place, pattern: &str, provider: &Provider) -> ProviderChoice {
    let action = path(place.base(), pattern, &[provider.name.as_str()]);
    ProviderChoice { label: provider.configured.label.clone(), action }
}

/// Buttons for who can prove only at a provider who she is.
pub async fn confirmations(state: &AppState, who: &Somebody) -> Result<Vec<ProviderChoice>, Error> {
    let Some(site) = &who.place.portal else { return Ok(Vec::new()) };
    let providers = provider_sign_ins::of_person(&state.cx, &who.person, &site.portal.slug).await?;
    Ok(providers.iter().map(|provider| choice(&who.place, paths::CONFIRM_WITH, provider)).collect())
}

/// To the provider of the company whose domain the typed address has. The answer is the same whoever has the address, if anybody.
pub async fn company(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let portal = portal(&place)?;
    if !state.cx.providers.has_companies(&portal.slug) {
        return Err(Error::NOT_FOUND);
    }
    let (email, next) = (form.one("email")?, form.one("next")?);
    let again = |problem: &str, status| {
        let (email, next) = (email.chars().take(254).collect(), safe_next(place.base(), &next));
        let page = super::sign_in::page(&state, &place, Typed { email, next, problem: Some(problem.to_owned()) });
        place.show(status, &place.page(&state, None, page))
    };
    // Misses count too, or all domains could be tried.
    if let Err(seconds) = state.limits.arrive(place.peer) {
        return Ok(come_back(again("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS)?, seconds));
    }
    let found = email.parse::<Email>().ok().and_then(|email| state.cx.providers.of_domain(&portal.slug, &email));
    match found {
        Some(provider) => leave(&state, &place, provider, (kept(&place, &next), None)).await,
        None => again("sign-in-no-company", StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// To a provider of the portal.
pub async fn begin(
    State(state): State<AppState>,
    place: Place,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let provider = named(&state, &place, &parts.1)?;
    limited(&state, &place)?;
    leave(&state, &place, &provider, (kept(&place, &form.one("next")?), None)).await
}

/// What the way of who accepts an offer has in place of an address to go on to; the offer's id follows, which no form can name.
const JOIN: &str = "join:";

/// Buttons for who accepts an offer and has a login that a provider opens.
pub async fn acceptances(state: &AppState, place: &Place, secret: &str) -> Result<Vec<ProviderChoice>, Error> {
    let portal = portal(place)?;
    let at = (place.tenant.id, portal.id, &portal.slug);
    let found = provider_sign_ins::of_offer(&state.cx, at, secret).await?;
    let choice = |provider: &Arc<Provider>| ProviderChoice {
        label: provider.configured.label.clone(),
        action: path(place.base(), paths::INVITATION_WITH, &[secret, provider.name.as_str()]),
    };
    Ok(found.iter().flat_map(|(_, providers)| providers).map(choice).collect())
}

/// To a provider that opens the login of who accepts an offer.
pub async fn join(
    State(state): State<AppState>,
    place: Place,
    Path((_, secret, name)): Path<(String, String, String)>,
) -> Result<Response, Error> {
    let at = (place.tenant.id, portal(&place)?.id, &portal(&place)?.slug);
    let (offer, providers) = provider_sign_ins::of_offer(&state.cx, at, &secret).await?.ok_or(Error::NOT_FOUND)?;
    let provider = providers.iter().find(|provider| provider.name.as_str() == name).ok_or(Error::NOT_FOUND)?;
    limited(&state, &place)?;
    leave(&state, &place, provider, (format!("{JOIN}{offer}"), None)).await
}

/// To a provider of who is signed in, to prove once more who she is.
pub async fn confirm(
    State(state): State<AppState>,
    who: Somebody,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let portal = &portal(&who.place)?.slug;
    let providers = provider_sign_ins::of_person(&state.cx, &who.person, portal).await?;
    let provider = providers.iter().find(|provider| provider.name.as_str() == parts.1).ok_or(Error::NOT_FOUND)?;
    limited(&state, &who.place)?;
    leave(&state, &who.place, provider, (kept(&who.place, &form.one("next")?), Some(who.person.session.id))).await
}

/// Where to go afterwards, if it is an address of the door that is not too long to be kept.
fn kept(place: &Place, next: &str) -> String {
    safe_next(place.base(), if next.len() > MAX_NEXT { "" } else { next })
}

fn limited(state: &AppState, place: &Place) -> Result<(), Error> {
    state.limits.arrive(place.peer).map_err(|seconds| Error::TooMany { seconds })
}

/// Back from the provider.
pub async fn back(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    Path(parts): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let (provider, portal) = (named(&state, &place, &parts.1)?, portal(&place)?.id);
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let some = |name: &str| query.one(name).map(|text| Some(text).filter(|text| !text.is_empty()));
    let returned = Returned { code: query.one("code")?, issuer: some("iss")? };
    let brought = Brought { state: query.one("state")?, error: some("error")?, returned };
    let back = address_back(&place, &provider);
    let taken = match cookies::secret(&headers, &browser_cookie(&place)) {
        Some(browser) => {
            let at = (place.tenant.id, portal);
            provider_sign_ins::take(&state.cx, &provider, at, (&browser, &brought, &back)).await
        }
        None => Err(Refused::Over("the browser has no sign-in that was begun".to_owned())),
    };
    let done = match taken {
        Ok(back) if back.waiting.session.is_some() => confirmed(&state, &place, &provider, (&headers, back)).await,
        Ok(back) => signed_in(&state, &place, &provider, (&headers, back)).await,
        Err(why) => Err(why),
    };
    let response = match done {
        Ok(response) => response,
        Err(why) => return refused(&state, &place, &provider, why),
    };
    let used = AppendHeaders([(header::SET_COOKIE, cookies::removal(&browser_cookie(&place)).to_string())]);
    Ok(no_referrer((used, response).into_response()))
}

async fn signed_in(
    state: &AppState,
    place: &Place,
    provider: &Provider,
    (headers, back): (&HeaderMap, Back),
) -> Result<Response, Refused> {
    let portal = back.waiting.portal;
    if let Some(offer) = back.waiting.next.strip_prefix(JOIN).and_then(|id| id.parse().ok()) {
        provider_sign_ins::join(&state.cx, provider, (place.tenant.id, portal), (offer, &back.handed)).await?;
    }
    let arrival = arrival(state, place, headers, state.customer_life());
    let next = safe_next(place.base(), &back.waiting.next);
    match provider_sign_ins::sign_in(&state.cx, provider, (&arrival, portal), back.handed).await? {
        Outcome::In(signed_in) => Ok(welcome(place, &signed_in, arrival.life, &next)),
        Outcome::Half(secret) => Ok(ask_for_code(state, place, &secret, &next)),
        Outcome::Refused => Err(Refused::Unknown("there is no way in at this door".to_owned())),
    }
}

async fn confirmed(
    state: &AppState,
    place: &Place,
    provider: &Provider,
    (headers, back): (&HeaderMap, Back),
) -> Result<Response, Refused> {
    let person = match cookies::secret(headers, &place.cookie) {
        Some(secret) => sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?,
        None => None,
    };
    let secret = provider_sign_ins::confirm(&state.cx, provider, person.as_ref(), &back).await?;
    let cookie = session_cookie(place, &secret, state.life(place.door));
    let next = safe_next(place.base(), &back.waiting.next);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&next)).into_response())
}

/// The page on the way to a provider. A redirect after a form would be stopped by our own policy, which lets forms lead nowhere else and
/// could only be widened by naming every customer's provider on the sign-in page.
async fn leave(
    state: &AppState,
    place: &Place,
    provider: &Provider,
    (next, session): (String, Option<SessionId>),
) -> Result<Response, Error> {
    let at = (place.tenant.id, portal(place)?.id);
    let back = address_back(place, provider);
    let way = Way { back: &back, next: &next, session };
    let begun = provider_sign_ins::begin(&state.cx, provider, at, way).await;
    let (browser, href) = match begun {
        Ok(begun) => begun,
        Err(why) => return refused(state, place, provider, why),
    };
    let cookie = cookies::session(&browser_cookie(place), &browser, AWAY.as_secs()).to_string();
    let refresh = HeaderValue::try_from(format!("0; url={href}"));
    let refresh = refresh.map_err(|error| Error::Internal(format!("the address of a provider: {error}")))?;
    let page = SignInAway { label: provider.configured.label.clone(), href, back: sign_in::action(place) };
    let shown = place.show(StatusCode::OK, &place.page(state, None, page))?;
    let mut response = (AppendHeaders([(header::SET_COOKIE, cookie)]), shown).into_response();
    response.headers_mut().insert(REFRESH, refresh);
    Ok(no_referrer(response))
}

/// What a person can do about it; the log has the reason.
fn refused(state: &AppState, place: &Place, provider: &Provider, why: Refused) -> Result<Response, Error> {
    let (key, status) = match &why {
        Refused::Failed(_) => ("", StatusCode::INTERNAL_SERVER_ERROR),
        Refused::Down(_) => ("provider-down", StatusCode::BAD_GATEWAY),
        Refused::Over(_) => ("provider-over", StatusCode::UNPROCESSABLE_ENTITY),
        Refused::Unknown(_) => ("provider-unknown", StatusCode::FORBIDDEN),
    };
    if let Refused::Failed(error) = why {
        return Err(error.into());
    }
    let (request, portal) = (&place.reference, place.portal.as_ref().map(|site| site.portal.slug.as_str()));
    tracing::warn!(request.id = %request, portal, provider = %provider.name, reason = %why, "a sign-in at a provider failed");
    let page = Message { key: key.to_owned(), href: sign_in::action(place) };
    place.show(status, &place.page(state, None, page)).map(no_referrer)
}

fn portal(place: &Place) -> Result<&Portal, Error> {
    place.portal.as_ref().map(|site| &*site.portal).ok_or(Error::NOT_FOUND)
}

fn named(state: &AppState, place: &Place, name: &str) -> Result<Arc<Provider>, Error> {
    state.cx.providers.named(&portal(place)?.slug, name).cloned().ok_or(Error::NOT_FOUND)
}

/// What the provider is told to send people back to, and must know.
fn address_back(place: &Place, provider: &Provider) -> String {
    format!("{}{}", place.root, path(place.base(), paths::SIGN_IN_RETURN, &[provider.name.as_str()]))
}

fn browser_cookie(place: &Place) -> String {
    format!("i-{}", place.cookie)
}
