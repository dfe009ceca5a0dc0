//! Signing in by a mail, where the portal offers it: asking, the code in the same browser, and the link in any.

use axum::{
    extract::{Path, RawQuery, State},
    response::{AppendHeaders, IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};

use crate::{
    actions::{
        mail_sign_ins,
        sessions::{Arrival, Outcome},
    },
    domain::{id::PortalId, text::Email},
    views::{
        message::Message,
        sign_in_mail::{SignInLink, SignInMail},
    },
    web::{
        AppState, Error,
        arrival::{arrival, welcome},
        cookies,
        form_body::{FormBody, decode},
        headers::{come_back, no_referrer},
        next::safe_next,
        place::Place,
        routes::{path, portal as paths},
        sign_in::{self, ask_for_code},
    },
};

/// How long the browser keeps what binds it to its mail, in seconds; a little longer than the mail is good for.
const BROWSER_S: i64 = 15 * 60;

/// Where one asks for a mail.
pub async fn form(State(state): State<AppState>, place: Place, RawQuery(query): RawQuery) -> Result<Response, Error> {
    offered(&place)?;
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let next = safe_next(place.base(), &query.one("next")?);
    show(&state, &place, StatusCode::OK, page(&place, String::new(), next))
}

/// Takes an address and says that a mail is on its way, if there is such a login.
pub async fn ask(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let portal = offered(&place)?;
    let typed = form.one("email")?;
    let next = safe_next(place.base(), &form.one("next")?);
    let page = page(&place, typed.trim().chars().take(254).collect(), next);
    let problem = |key: &str| SignInMail { problem: Some(key.to_owned()), ..page.clone() };
    let Ok(email) = typed.parse::<Email>() else {
        return show(&state, &place, StatusCode::UNPROCESSABLE_ENTITY, problem("forgot-no-address"));
    };
    if let Err(seconds) = state.limits.link(place.peer, place.tenant.id, email.as_str()) {
        return Ok(come_back(
            show(&state, &place, StatusCode::TOO_MANY_REQUESTS, problem("forgot-too-many"))?,
            seconds,
        ));
    }
    let browser = mail_sign_ins::ask(&state.cx, place.tenant.id, portal, &email).await?;
    let cookie = cookies::session(&browser_cookie(&place), &browser, BROWSER_S).to_string();
    let shown = show(&state, &place, StatusCode::OK, sent(&place, page))?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), shown).into_response())
}

/// Takes the code, in the browser that asked.
pub async fn code(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let portal = offered(&place)?;
    let (code, email) = (form.one("code")?, form.one("email")?);
    let next = safe_next(place.base(), &form.one("next")?);
    let page = || sent(&place, page(&place, email.chars().take(254).collect(), next.clone()));
    if let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, &email) {
        let page = SignInMail { problem: Some("sign-in-too-many".to_owned()), ..page() };
        return Ok(come_back(show(&state, &place, StatusCode::TOO_MANY_REQUESTS, page)?, seconds));
    }
    let arrival = arrival(&state, &place, &headers, state.customer_life());
    let outcome = match cookies::secret(&headers, &browser_cookie(&place)) {
        Some(browser) => mail_sign_ins::by_code(&state.cx, portal, &browser, &code, &arrival).await?,
        None => Outcome::Refused,
    };
    let wrong = || {
        let page = SignInMail { problem: Some("mail-code-wrong".to_owned()), ..page() };
        show(&state, &place, StatusCode::UNPROCESSABLE_ENTITY, page)
    };
    go_on(&state, &place, (outcome, &arrival), &next, wrong)
}

/// The page behind the link. Looking at it signs nobody in, because machines open links too.
pub async fn open(
    State(state): State<AppState>,
    place: Place,
    Path(parts): Path<(String, String)>,
) -> Result<Response, Error> {
    let portal = offered(&place)?;
    if !mail_sign_ins::opens(&state.cx, place.tenant.id, portal, &parts.1).await? {
        return over(&state, &place);
    }
    let page = SignInLink { action: path(place.base(), paths::SIGN_IN_LINK, &[&parts.1]) };
    place.show(StatusCode::OK, &place.page(&state, None, page)).map(no_referrer)
}

/// Signs in by the link.
pub async fn accept(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    Path(parts): Path<(String, String)>,
) -> Result<Response, Error> {
    let portal = offered(&place)?;
    let arrival = arrival(&state, &place, &headers, state.customer_life());
    let outcome = mail_sign_ins::by_link(&state.cx, portal, &parts.1, &arrival).await?;
    let next = path(place.base(), paths::HOME, &[]);
    go_on(&state, &place, (outcome, &arrival), &next, || over(&state, &place)).map(no_referrer)
}

fn go_on(
    state: &AppState,
    place: &Place,
    (outcome, arrival): (Outcome, &Arrival),
    next: &str,
    refused: impl FnOnce() -> Result<Response, Error>,
) -> Result<Response, Error> {
    match outcome {
        Outcome::In(signed_in) => Ok(welcome(place, &signed_in, arrival.life, next)),
        Outcome::Half(secret) => Ok(ask_for_code(state, place, &secret, next)),
        Outcome::Refused => refused(),
    }
}

/// The portal, if it offers this way in; otherwise there is no such page.
fn offered(place: &Place) -> Result<PortalId, Error> {
    let site = place.portal.as_ref().filter(|site| mail_sign_ins::is_offered(&site.portal));
    site.map(|site| site.portal.id).ok_or(Error::NOT_FOUND)
}

fn browser_cookie(place: &Place) -> String {
    format!("m-{}", place.cookie)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    let page = Message { key: "sign-in-over".to_owned(), href: sign_in::action(place) };
    place.show(StatusCode::NOT_FOUND, &place.page(state, None, page)).map(no_referrer)
}

fn page(place: &Place, email: String, next: String) -> SignInMail {
    let action = path(place.base(), paths::SIGN_IN_MAIL, &[]);
    SignInMail { action, back: sign_in::action(place), email, next, ..SignInMail::default() }
}

fn sent(place: &Place, page: SignInMail) -> SignInMail {
    SignInMail { action: path(place.base(), paths::SIGN_IN_MAIL_CODE, &[]), sent: true, ..page }
}

fn show(state: &AppState, place: &Place, status: StatusCode, page: SignInMail) -> Result<Response, Error> {
    place.show(status, &place.page(state, None, page))
}
