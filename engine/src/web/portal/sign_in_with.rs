//! Signing in with the login that somebody has elsewhere: to the provider of the portal or of her company, and back.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{self, REFRESH},
};

use crate::{
    actions::{
        identity_providers::{Provider, Returned},
        provider_sign_ins::{self, AWAY, Brought, Refused},
        sessions::Outcome,
    },
    domain::{portal::Portal, text::Email},
    views::{message::Message, sign_in::ProviderChoice, sign_in_away::SignInAway},
    web::{
        AppState, Error,
        arrival::{arrival, welcome},
        cookies,
        form_body::{FormBody, decode},
        headers::no_referrer,
        next::safe_next,
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
    let choice = |provider: &Arc<Provider>| ProviderChoice {
        label: provider.configured.label.clone(),
        action: path(place.base(), paths::SIGN_IN_WITH, &[provider.name.as_str()]),
    };
    let company = providers.has_companies(portal).then(|| path(place.base(), paths::SIGN_IN_COMPANY, &[]));
    (providers.of_portal(portal).map(choice).collect(), company)
}

/// To the provider of the company whose domain the typed address has. The answer is the same whoever has the address, if anybody.
pub async fn company(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let portal = portal(&place)?;
    if !state.cx.providers.has_companies(&portal.slug) {
        return Err(Error::NOT_FOUND);
    }
    let (email, next) = (form.one("email")?, form.one("next")?);
    let found = email.parse::<Email>().ok().and_then(|email| state.cx.providers.of_domain(&portal.slug, &email));
    if let Some(provider) = found {
        return leave(&state, &place, (&headers, provider), &next).await;
    }
    let next = safe_next(place.base(), &next);
    let problem = Some("sign-in-no-company".to_owned());
    let page = super::sign_in::page(&state, &place, Typed { email: email.chars().take(254).collect(), next, problem });
    place.show(StatusCode::UNPROCESSABLE_ENTITY, &place.page(&state, None, page))
}

/// To a provider of the portal.
pub async fn begin(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let provider = named(&state, &place, &parts.1)?;
    leave(&state, &place, (&headers, &provider), &form.one("next")?).await
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
    let arrival = arrival(&state, &place, &headers, state.customer_life());
    let back = address_back(&place, &provider);
    let done = match cookies::secret(&headers, &browser_cookie(&place)) {
        Some(browser) => {
            provider_sign_ins::finish(&state.cx, &provider, (&arrival, portal), (&browser, &brought, &back)).await
        }
        None => Err(Refused::Over("the browser has no sign-in that was begun".to_owned())),
    };
    let response = match done {
        Ok((Outcome::In(signed_in), next)) => {
            welcome(&place, &signed_in, arrival.life, &safe_next(place.base(), &next))
        }
        Ok((Outcome::Half(secret), next)) => ask_for_code(&state, &place, &secret, &safe_next(place.base(), &next)),
        Ok((Outcome::Refused, _)) => {
            refused(&state, &place, &provider, Refused::Unknown("there is no way in at this door".to_owned()))?
        }
        Err(why) => return refused(&state, &place, &provider, why),
    };
    let used = AppendHeaders([(header::SET_COOKIE, cookies::removal(&browser_cookie(&place)).to_string())]);
    Ok(no_referrer((used, response).into_response()))
}

/// The page on the way to a provider. A redirect after a form would be stopped by our own policy, which lets forms lead nowhere else and
/// could only be widened by naming every customer's provider on the sign-in page.
async fn leave(
    state: &AppState,
    place: &Place,
    (headers, provider): (&HeaderMap, &Provider),
    next: &str,
) -> Result<Response, Error> {
    let portal = portal(place)?.id;
    if let Err(seconds) = state.limits.arrive(place.peer) {
        return Err(Error::TooMany { seconds });
    }
    let arrival = arrival(state, place, headers, state.customer_life());
    let next = safe_next(place.base(), if next.len() > MAX_NEXT { "" } else { next });
    let back = address_back(place, provider);
    let begun = provider_sign_ins::begin(&state.cx, provider, (&arrival, portal), (&back, &next)).await;
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
