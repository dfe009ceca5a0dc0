//! The first page of a new installation. It is there until the first operator has come, and answers as if it had never been afterwards.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use super::{
    AppState, Error,
    form_body::FormBody,
    headers::come_back,
    place::Place,
    routes::{office_base, path, platform as paths, portal},
};
use crate::{
    actions::{
        self,
        tenants::{self, NewOperator},
    },
    domain::staff::PLATFORM,
    views::{form::ProblemView, setup::Setup},
};

/// Longest of what is shown again.
const MAX_SHOWN_CHARS: usize = 254;

pub async fn form(State(state): State<AppState>, place: Place) -> Result<Response, Error> {
    if tenants::is_set_up(&state.cx).await? {
        return Err(Error::NOT_FOUND);
    }
    show(&state, &place, (StatusCode::OK, page(&state)))
}

/// Makes the first operator, who then signs in like everybody.
pub async fn accept(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let shown = |text: String| text.trim().chars().take(MAX_SHOWN_CHARS).collect::<String>();
    let (name, email) = (shown(form.one("name")?), shown(form.one("email")?));
    let page = Setup { name: name.clone(), email: email.clone(), ..page(&state) };
    let wrong = |problems| (StatusCode::UNPROCESSABLE_ENTITY, Setup { problems, ..page.clone() });
    if let Err(seconds) = state.limits.link(place.peer, place.tenant.id, PLATFORM) {
        let (_, page) = wrong(vec![ProblemView::keyed("code", "sign-in-too-many")]);
        return Ok(come_back(show(&state, &place, (StatusCode::TOO_MANY_REQUESTS, page))?, seconds));
    }
    let language = place.language.clone();
    let new = NewOperator { email, name, language, password: form.one("password")? };
    let problems = match tenants::set_up(&state.cx, &form.one("code")?, &new).await {
        Ok(true) => {
            state.directory.refresh(&state.cx).await?;
            let office = office_base(&PLATFORM.parse().map_err(|_| Error::NOT_FOUND)?);
            return Ok(Redirect::to(&path(&office, portal::SIGN_IN, &[])).into_response());
        }
        Ok(false) => vec![ProblemView::keyed("code", "problem-setup-code")],
        Err(actions::Error::Password(refusal)) => vec![ProblemView::keyed("password", refusal.key())],
        Err(actions::Error::Invalid(found)) => {
            let of = |found: &crate::domain::form::FieldProblem| {
                ProblemView::of(found.field.as_deref().unwrap_or_default(), &found.problem)
            };
            found.iter().map(of).collect()
        }
        Err(error) => return Err(error.into()),
    };
    show(&state, &place, wrong(problems))
}

fn show(state: &AppState, place: &Place, (status, page): (StatusCode, Setup)) -> Result<Response, Error> {
    place.show(status, &place.page(state, None, page))
}

fn page(state: &AppState) -> Setup {
    let min = state.config.security.password_min_chars;
    Setup { action: path("", paths::SETUP, &[]), min, ..Setup::default() }
}
