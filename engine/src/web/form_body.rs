//! Reads what a browser sends: form fields as text, and files of a form as streams. Wrong encodings are refused, not repaired.

use axum::extract::{FromRequest, Request};
use http::{HeaderMap, header::CONTENT_TYPE};

use super::{AppState, Error};
use crate::{
    domain::{form::RawForm, id::SubmissionKey},
    views::message::ErrorKind,
};

/// Most values of one form.
pub const MAX_VALUES: usize = 1_000;

/// A form of the usual kind, `application/x-www-form-urlencoded`.
#[derive(Debug, Default)]
pub struct FormBody(pub RawForm);

impl FormBody {
    /// The only value of a name; blank when it is absent. Several values for one name are refused: which one counts?
    pub fn one(&self, name: &str) -> Result<String, Error> {
        match self.0.get(name).map(Vec::as_slice) {
            None | Some([]) => Ok(String::new()),
            Some([value]) => Ok(value.clone()),
            Some(_) => Err(Error::BAD),
        }
    }

    /// The key that a page gave to its form, so that sending it twice does something once.
    pub fn key(&self) -> Result<SubmissionKey, Error> {
        self.one("key")?.parse().map_err(|_| Error::BAD)
    }
}

impl FromRequest<AppState> for FormBody {
    type Rejection = Error;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Error> {
        if !is_form(request.headers()) {
            return Err(Error::BAD);
        }
        let limit = state.config.server.max_form_kib * 1024;
        let bytes = axum::body::to_bytes(request.into_body(), limit).await.map_err(|error| body_error(&error))?;
        decode(&bytes).map(Self)
    }
}

/// Whether a form of the usual kind is sent.
pub fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

/// A body that could not be read: too large, or cut.
pub fn body_error(error: &axum::Error) -> Error {
    let too_large = std::error::Error::source(error).is_some_and(|source| source.to_string().contains("length limit"));
    Error::Page(if too_large { ErrorKind::TooLarge } else { ErrorKind::Bad })
}

/// Decodes a query or form. A value that is not UTF-8 or holds a NUL is refused.
pub fn decode(bytes: &[u8]) -> Result<RawForm, Error> {
    let mut form = RawForm::new();
    for (count, (name, value)) in form_urlencoded::parse(bytes).enumerate() {
        if count >= MAX_VALUES {
            return Err(Error::Page(ErrorKind::TooLarge));
        }
        add(&mut form, &name, &value)?;
    }
    Ok(form)
}

/// Adds a value after looking at its characters.
pub fn add(form: &mut RawForm, name: &str, value: &str) -> Result<(), Error> {
    // The decoder marks what is not UTF-8 with the replacement character, which nobody types.
    let broken = |text: &str| text.contains(['\0', char::REPLACEMENT_CHARACTER]);
    if name.len() > 200 || broken(name) || broken(value) {
        return Err(Error::BAD);
    }
    form.entry(name.to_owned()).or_default().push(value.to_owned());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_keep_all_their_values() {
        let form = decode(b"a=1&b=%C3%A4+x&a=2").unwrap();
        assert_eq!((form["a"].join(","), form["b"][0].as_str()), ("1,2".into(), "ä x"));
    }

    #[test]
    fn wrong_encodings_and_nul_are_refused() {
        for bad in [&b"a=%FF"[..], b"a=%C0%AE", b"a=%00", b"%FF=1", b"a=\xff"] {
            assert!(decode(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn more_values_than_any_page_sends_are_refused() {
        assert!(decode("a=1&".repeat(MAX_VALUES + 1).as_bytes()).is_err());
    }

    #[test]
    fn one_value_means_one_value() {
        let form = FormBody(decode(b"a=1&a=2&b=3").unwrap());
        assert!(form.one("a").is_err());
        assert_eq!((form.one("b").unwrap(), form.one("c").unwrap()), ("3".into(), String::new()));
    }
}
