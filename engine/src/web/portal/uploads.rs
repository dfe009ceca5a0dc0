//! One file by script, with progress: a multipart form whose first file is taken and answered with its id.

use axum::{
    Json,
    extract::{Multipart, State, multipart::Field},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::StatusCode;
use serde_json::json;

use crate::{
    actions::files::{self, Bounds, UploadError},
    domain::{file::StoredFile, form::Problem, setting},
    web::{AppState, Error, person::Customer},
};

/// Takes one file of a multipart form and answers with its id.
pub async fn upload(State(state): State<AppState>, who: Customer, mut form: Multipart) -> Result<Response, Error> {
    who.may_write(&state)?;
    while let Some(field) = form.next_field().await.map_err(|_| Error::BAD)? {
        if field.file_name().is_none() {
            continue;
        }
        return match store(&state, &who, field).await {
            Ok(file) => {
                let body = json!({"id": file.id.to_string(), "name": file.name, "size": file.size_bytes, "media_type": file.media_type});
                Ok((StatusCode::CREATED, Json(body)).into_response())
            }
            Err(UploadError::Action(error)) => Err(error.into()),
            Err(error) => {
                let (problem, _) = problem(&error);
                let body = json!({"problem": problem.key(), "params": problem.params()});
                Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response())
            }
        };
    }
    Err(Error::BAD)
}

/// Stores one file part of a form.
pub async fn store(state: &AppState, who: &Customer, field: Field<'_>) -> Result<StoredFile, UploadError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let bounds = Bounds { file_mib: max_mib(state, who), unattached_mib: state.config.files.max_unattached_mib };
    let body = field.map(|chunk| chunk.map_err(|error| error.to_string()));
    files::upload(&state.cx, &who.person.actor, &name, bounds, body).await
}

/// The smaller of the portal's and the operator's limit.
pub fn max_mib(state: &AppState, who: &Customer) -> u64 {
    let own = who.place.portal.as_ref().map(|site| setting::number(&site.portal.settings, "request.max_file_mib"));
    let own = own.and_then(|mib| u64::try_from(mib).ok()).unwrap_or(u64::MAX);
    own.min(state.config.files.max_file_mib)
}

/// Most files of one request.
pub fn max_files(who: &Customer) -> usize {
    who.place.portal.as_ref().map_or(0, |site| setting::max_files(&site.portal.settings))
}

/// What is wrong with a file, in the words of the forms, and whether the whole request is broken.
pub fn problem(error: &UploadError) -> (Problem, bool) {
    let keyed = |key: &str, params: &[(&str, String)]| Problem::Keyed {
        key: key.to_owned(),
        params: params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    match error {
        UploadError::Empty => (keyed("problem-file-empty", &[]), false),
        UploadError::TooLarge { max_mib } => (keyed("problem-file-too-large", &[("max", max_mib.to_string())]), false),
        UploadError::Kind => (keyed("problem-file-kind", &[]), false),
        UploadError::Full => (keyed("problem-file-full", &[]), false),
        UploadError::Cut => (keyed("problem-file-cut", &[]), true),
        UploadError::Action(_) => (Problem::Unavailable, true),
    }
}
