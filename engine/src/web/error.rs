//! What a visitor gets when something is wrong: one kind, one calm page, a reference for the log. Handlers return it and think no more
//! of it; [`super::place`] draws the page in the theme of the door, or JSON for a script.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use tower_http::csrf::ProtectionError;

use super::headers;
use crate::{actions, domain::access::Denied, store::StoreError, views::message::ErrorKind};

/// When it is worth coming back to what is busy or being put right.
const COME_BACK_S: u64 = 5;

/// A refusal or failure.
#[derive(Debug)]
pub enum Error {
    /// Shown as a page of its kind.
    Page(ErrorKind),
    /// Nobody is signed in: go to the sign-in page and come back.
    SignIn { to: String },
    /// Come back after so many seconds.
    TooMany { seconds: u64 },
    /// Logged with its reason, shown as an internal error.
    Internal(String),
}

/// Attached to the response, for the layer that draws the page.
#[derive(Debug, Clone)]
pub struct ErrorView {
    pub kind: ErrorKind,
    /// What the log says; never shown.
    pub reason: Option<String>,
}

impl ErrorView {
    /// The error that an answer without a body stands for.
    pub fn of(response: &Response) -> Option<Self> {
        let extensions = response.extensions();
        // A form that another site sent: not a matter of rights, and what was typed is not lost.
        let forged = || extensions.get::<ProtectionError>().map(|_| Self { kind: ErrorKind::Bad, reason: None });
        extensions.get::<Self>().cloned().or_else(forged)
    }
}

impl Error {
    pub const NOT_FOUND: Self = Self::Page(ErrorKind::NotFound);
    pub const BAD: Self = Self::Page(ErrorKind::Bad);
}

impl From<actions::Error> for Error {
    fn from(error: actions::Error) -> Self {
        match error {
            actions::Error::NotFound => Self::NOT_FOUND,
            // Rights are asked before anything is looked up, so this tells nothing about what exists.
            actions::Error::Denied(_) => Self::Page(ErrorKind::Forbidden),
            actions::Error::Conflict(_) | actions::Error::Invalid(_) | actions::Error::Password(_) => Self::BAD,
            actions::Error::Busy(_) => Self::TooMany { seconds: COME_BACK_S },
            actions::Error::Store(error) => error.into(),
            actions::Error::Document(fault) => Self::Internal(fault.to_string()),
            actions::Error::Failed(reason) => Self::Internal(reason),
        }
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        actions::Error::Denied(denied).into()
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(reason) => {
                tracing::error!(%reason, "the database is not available");
                Self::Page(ErrorKind::Unavailable)
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let view = |kind: ErrorKind, reason: Option<String>| {
            let status = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = status.into_response();
            response.extensions_mut().insert(ErrorView { kind, reason });
            response
        };
        match self {
            Self::Page(ErrorKind::Unavailable) => headers::come_back(view(ErrorKind::Unavailable, None), COME_BACK_S),
            Self::Page(kind) => view(kind, None),
            Self::Internal(reason) => view(ErrorKind::Internal, Some(reason)),
            Self::TooMany { seconds } => headers::come_back(view(ErrorKind::TooMany, None), seconds),
            Self::SignIn { to } => {
                let mut response = StatusCode::SEE_OTHER.into_response();
                let to = HeaderValue::from_str(&to).unwrap_or_else(|_| HeaderValue::from_static("/"));
                response.headers_mut().insert(header::LOCATION, to);
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                response
            }
        }
    }
}
