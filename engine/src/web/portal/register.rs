//! Registering by oneself, where a portal offers it: the form, and the page behind the link of the mail. The answer to the form is the same
//! for every address, domain and code, byte for byte; the work comes later.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::invitation::message;
use crate::{
    actions::{
        self,
        invitations::Acceptance,
        registrations::{self, Asked, Confirmed, Opened},
    },
    domain::{
        form::{FieldKind, FieldProblem, Form, Need, Problem},
        portal::Portal,
        registration::{Ways, typed_join_code},
        user::read_email,
    },
    views::{form::ProblemView, invitation::Invitation, page::LANGUAGES, registration::Register},
    web::{
        AppState, Error,
        form_body::FormBody,
        headers::{come_back, no_referrer},
        people_form::{Fields, Filled, choice, name_field},
        place::Place,
        routes::{path, portal as paths},
        sign_in,
    },
};

/// Portal and secret of an address.
type Parts = Path<(String, String)>;

/// Longest code that is read; ours have 19 letters with their hyphens.
const MAX_CODE_CHARS: usize = 60;

/// The portal, if it offers this; otherwise there is no such page.
fn offered(place: &Place) -> Result<&Portal, Error> {
    let site = place.portal.as_ref().filter(|site| registrations::is_offered(&site.portal));
    site.map(|site| &*site.portal).ok_or(Error::NOT_FOUND)
}

fn fields(place: &Place, portal: &Portal) -> Form {
    let languages = LANGUAGES.map(|language| choice(language.tag, language.name)).to_vec();
    let mut fields = Fields::new(place, &place.language)
        .add("name", name_field(), Need::Required, json!(""))
        .add("email", FieldKind::Email, Need::Required, json!(""))
        .one_of("language", languages, Need::Required, json!(place.language));
    let ways = Ways::of(&portal.settings);
    if ways.code {
        let need = if ways.domain { Need::Optional } else { Need::Required };
        fields = fields.add("code", FieldKind::Text { max_length: MAX_CODE_CHARS, lines: 1 }, need, json!(""));
    }
    fields.form()
}

/// The form.
pub async fn form(State(state): State<AppState>, place: Place) -> Result<Response, Error> {
    let filled = Filled::fresh(fields(&place, offered(&place)?));
    show(&state, &place, (StatusCode::OK, page(&place, &filled)))
}

/// Takes what was typed and says that a mail is on its way, if that is possible.
pub async fn ask(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let portal = offered(&place)?;
    let mut filled = Filled::sent(fields(&place, portal), form.0);
    let email = read_email(&filled.text("email"));
    let email = match email {
        Ok(email) if filled.problems.is_empty() => email,
        Ok(_) => return show(&state, &place, (StatusCode::UNPROCESSABLE_ENTITY, page(&place, &filled))),
        Err(problem) => {
            if filled.problems.iter().all(|found| found.field.as_deref() != Some("email")) {
                filled.problems.push(FieldProblem::field("email", problem));
            }
            return show(&state, &place, (StatusCode::UNPROCESSABLE_ENTITY, page(&place, &filled)));
        }
    };
    let code = typed_join_code(&filled.text("code"));
    if let Err(seconds) = limited(&state, &place, email.as_str(), &code) {
        let problems = vec![ProblemView::keyed("", "register-too-many")];
        let again = Register { problems, ..page(&place, &filled) };
        return Ok(come_back(show(&state, &place, (StatusCode::TOO_MANY_REQUESTS, again))?, seconds));
    }
    let (name, language) = (filled.text("name").trim().to_owned(), filled.text("language"));
    registrations::ask(&state.cx, place.tenant.id, portal.id, &Asked { email, name, language, code }).await?;
    let fresh = Filled::fresh(fields(&place, portal));
    show(&state, &place, (StatusCode::OK, Register { sent: true, ..page(&place, &fresh) }))
}

/// Mails count per mailbox, network address and tenant like links to a new password; a code counts like an account, right or wrong.
fn limited(state: &AppState, place: &Place, email: &str, code: &str) -> Result<(), u64> {
    if !code.is_empty() {
        // No address has a blank in it, so no account is counted with a code.
        state.limits.sign_in(place.peer, place.tenant.id, &format!("code {code}"))?;
    }
    state.limits.link(place.peer, place.tenant.id, email)
}

fn page(place: &Place, filled: &Filled) -> Register {
    Register {
        action: path(place.base(), paths::REGISTER, &[]),
        form: filled.view(&place.language),
        sent: false,
        problems: Vec::new(),
        back: sign_in::action(place),
    }
}

fn show(state: &AppState, place: &Place, (status, page): (StatusCode, Register)) -> Result<Response, Error> {
    place.show(status, &place.page(state, None, page))
}

/// The page behind the link. Looking at it changes nothing, because machines open links too.
pub async fn open(State(state): State<AppState>, place: Place, parts: Parts) -> Result<Response, Error> {
    let Some(opened) = found(&state, &place, &parts).await? else { return over(&state, &place) };
    let name = opened.registration.name.clone();
    link_page(&state, &place, &parts, (StatusCode::OK, opened, name, &[]))
}

/// Confirms the address, and signs the person in or tells her to wait.
pub async fn confirm(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    parts: Parts,
    form: FormBody,
) -> Result<Response, Error> {
    let portal = offered(&place)?.id;
    let (name, password) = (form.one("name")?, form.one("password")?);
    let Some(opened) = found(&state, &place, &parts).await? else { return over(&state, &place) };
    if opened.is_known
        && let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, opened.registration.email.as_str())
    {
        let problems = [FieldProblem::field("password", too_many())];
        let shown = link_page(&state, &place, &parts, (StatusCode::TOO_MANY_REQUESTS, opened, name, &problems))?;
        return Ok(come_back(shown, seconds));
    }
    let language = place.language_chosen.then(|| place.language.clone());
    let acceptance = Acceptance { name: name.clone(), language, password: password.clone() };
    match registrations::confirm(&state.cx, (place.tenant.id, portal), &parts.0.1, acceptance).await {
        Ok(Confirmed::In(user)) => {
            let typed = (user.email.as_str(), password);
            sign_in::after_joining(&state, (&place, &headers), typed).await.map(no_referrer)
        }
        Ok(Confirmed::Waiting) => message(&state, &place, (StatusCode::OK, "register-waiting")),
        Ok(Confirmed::Elsewhere) => message(&state, &place, (StatusCode::CONFLICT, "invitation-elsewhere")),
        Ok(Confirmed::Over) => over(&state, &place),
        Err(actions::Error::Invalid(problems)) => {
            let Some(opened) = found(&state, &place, &parts).await? else { return over(&state, &place) };
            link_page(&state, &place, &parts, (StatusCode::UNPROCESSABLE_ENTITY, opened, name, &problems))
        }
        Err(error) => Err(error.into()),
    }
}

fn too_many() -> Problem {
    Problem::Keyed { key: "sign-in-too-many".to_owned(), params: std::collections::BTreeMap::new() }
}

async fn found(state: &AppState, place: &Place, parts: &Parts) -> Result<Option<Opened>, Error> {
    let portal = offered(place)?.id;
    Ok(registrations::open(&state.cx, place.tenant.id, portal, &parts.0.1).await?)
}

fn link_page(
    state: &AppState,
    place: &Place,
    parts: &Parts,
    (status, opened, name, problems): (StatusCode, Opened, String, &[FieldProblem]),
) -> Result<Response, Error> {
    let problem = |found: &FieldProblem| ProblemView::of(found.field.as_deref().unwrap_or_default(), &found.problem);
    let page = Invitation {
        elsewhere: Vec::new(),
        action: path(place.base(), paths::REGISTER_LINK, &[&parts.0.1]),
        invited_by: None,
        customer: opened.customer,
        email: opened.registration.email.to_string(),
        name,
        is_known: opened.is_known,
        problems: problems.iter().map(problem).collect(),
    };
    place.show(status, &place.page(state, None, page)).map(no_referrer)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    message(state, place, (StatusCode::NOT_FOUND, "register-over"))
}
