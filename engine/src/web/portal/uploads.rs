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
    actions::{
        self,
        files::{self, Bounds, UploadError},
    },
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
            Err(error) => {
                let problem = problem(error)?;
                let text = who.place.theme.text(&who.language, problem.key(), &problem.params());
                let body = json!({"problem": problem.key(), "params": problem.params(), "text": text});
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

/// What is wrong with a file, in the words of the forms. An error when nothing is, and something else has failed.
pub fn problem(error: UploadError) -> Result<Problem, Error> {
    match error {
        UploadError::Empty => Ok(keyed("problem-file-empty", &[])),
        UploadError::TooLarge { max_mib } => Ok(keyed("problem-file-too-large", &[("max", max_mib.to_string())])),
        UploadError::Kind => Ok(keyed("problem-file-kind", &[])),
        UploadError::Full => Ok(keyed("problem-file-full", &[])),
        UploadError::Cut => Ok(keyed("problem-file-cut", &[])),
        UploadError::Action(error) => Err(error.into()),
    }
}

/// The same in a form that is sent with everything typed: what is typed must not be lost to a file that could not be kept, so that is a
/// problem of the file, and its reason stands in the log.
pub fn problem_in_form(who: &Customer, error: UploadError) -> Result<Problem, Error> {
    match error {
        // A form that ends in the middle cannot be shown again.
        UploadError::Cut => Err(Error::BAD),
        UploadError::Action(actions::Error::Failed(reason)) => {
            tracing::error!(request.id = %who.place.reference, %reason, "a file could not be kept");
            Ok(keyed("problem-file-not-kept", &[]))
        }
        error => problem(error),
    }
}

fn keyed(key: &str, params: &[(&str, String)]) -> Problem {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Problem::Keyed { key: key.to_owned(), params }
}
