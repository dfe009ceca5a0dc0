//! The second factor: set up, ended, and its recovery codes.

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use fast_qr::{ECL, QRBuilder};
use http::{StatusCode, header::SET_COOKIE};

use super::{confirm::fresh, passkey};
use crate::{
    actions::second_factors::{self, Enrolled, Offer},
    views::account::{factor::SecondFactor, recovery::RecoveryCodes},
    web::{
        AppState, Error,
        arrival::session_cookie,
        form_body::FormBody,
        person::{Enrolling, Somebody},
        routes::{path, portal as paths},
    },
};

/// Offers a seed; who has a factor already is led to her profile.
pub async fn form(State(state): State<AppState>, Enrolling(who): Enrolling) -> Result<Response, Error> {
    if who.person.has_factor {
        return Ok(Redirect::to(&path(who.place.base(), paths::PROFILE, &[])).into_response());
    }
    show(&state, &who, None, None)
}

/// Sets the factor up when the first code is right, and shows the recovery codes.
pub async fn enrol(
    State(state): State<AppState>,
    Enrolling(who): Enrolling,
    form: FormBody,
) -> Result<Response, Error> {
    let fresh = match fresh(&state, &who, &form).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let (sealed, code) = (form.one("offer")?, form.one("code")?);
    match second_factors::enrol(&state.cx, &who.person, &sealed, &code).await? {
        Enrolled::Yes { secret, codes } => {
            let shown = show_codes(&state, &who, codes, true)?;
            let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), shown).into_response())
        }
        Enrolled::Wrong => Ok(fresh.on(show(&state, &who, Some(&sealed), Some("factor-wrong"))?)),
        Enrolled::Over => Ok(fresh.on(show(&state, &who, None, Some("factor-over"))?)),
    }
}

/// Ends the person's own factor.
pub async fn remove(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    if let Err(question) = fresh(&state, &who, &form).await? {
        return Ok(question);
    }
    let secret = second_factors::remove(&state.cx, &who.person).await?;
    let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
    let to = format!("{}?done=factor-removed", path(who.place.base(), paths::PROFILE, &[]));
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response())
}

/// New recovery codes in place of those that are left.
pub async fn renew_codes(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    let fresh = match fresh(&state, &who, &form).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let codes = second_factors::renew_codes(&state.cx, &who.person).await?;
    Ok(fresh.on(show_codes(&state, &who, codes, false)?))
}

fn show(state: &AppState, who: &Somebody, brought: Option<&str>, problem: Option<&str>) -> Result<Response, Error> {
    let Offer { secret, url, sealed } = second_factors::offer(&state.cx, &who.person, &who.place.tenant.name, brought)?;
    let (qr, qr_size) = draw(&url)?;
    let letters: Vec<char> = secret.chars().collect();
    let page = SecondFactor {
        action: path(who.place.base(), paths::SECOND_FACTOR, &[]),
        back: path(who.place.base(), paths::PROFILE, &[]),
        passkey: passkey::host(state, &who.place).map(|_| path(who.place.base(), paths::NEW_PASSKEY, &[])),
        required: state.owes_factor(&who.person),
        offer: sealed,
        secret: letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" "),
        qr,
        qr_size,
        url,
        problem: problem.map(str::to_owned),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    who.show(state, status, page)
}

fn show_codes(state: &AppState, who: &Somebody, codes: Vec<String>, first: bool) -> Result<Response, Error> {
    // A member of staff who just set it up has nothing to look at in her profile.
    let href = path(who.place.base(), if first { paths::HOME } else { paths::PROFILE }, &[]);
    who.show(state, StatusCode::OK, RecoveryCodes { codes, first, href })
}

/// Light modules around a QR code, as its standard wants.
const QUIET: usize = 4;

/// The dark modules as the data of an SVG path, row by row, and the size of the whole.
fn draw(url: &str) -> Result<(String, usize), Error> {
    let code = QRBuilder::new(url).ecl(ECL::M).build();
    let code = code.map_err(|error| Error::Internal(format!("the QR code of a second factor: {error:?}")))?;
    let mut data = String::new();
    for row in 0..code.size {
        let mut column = 0;
        while column < code.size {
            let run = (column..code.size).take_while(|at| code[row][*at].value()).count();
            if run > 0 {
                data.push_str(&format!("M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET));
            }
            column += run.max(1);
        }
    }
    Ok((data, code.size + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_qr_code_is_drawn_module_by_module_with_a_quiet_zone() {
        let (data, size) = draw("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP").unwrap();
        assert!(size >= 29 + 8, "{size}");
        // The finder pattern at the top left: seven dark modules.
        assert!(data.starts_with("M4 4h7v1h-7z"), "{data}");
        assert!(data.bytes().all(|byte| b"Mhvz- 0123456789".contains(&byte)));
    }
}
