//! The draft of a request and its page's form: what was typed in one step joined with what is known of the others.

use axum::extract::{FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;

use super::uploads;
use crate::{
    domain::form::{FieldKind, FieldProblem, Form, Problem, RawForm},
    views::message::ErrorKind,
    web::{
        AppState, Error,
        form_body::{self, FormBody},
        person::Customer,
    },
};

/// A step as it was sent.
#[derive(Debug, Default)]
pub struct Sent {
    pub raw: RawForm,
    /// Files that were refused, with the field they were chosen in.
    pub problems: Vec<FieldProblem>,
}

/// Reads a step, sent by either kind of form. Files are stored as they come; their ids become values of their field.
pub async fn read(state: &AppState, who: &Customer, request: Request) -> Result<Sent, Error> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let FormBody(raw) = FormBody::from_request(request, state).await?;
        return Ok(Sent { raw, problems: Vec::new() });
    }
    let mut form = Multipart::from_request(request, state).await.map_err(|_| Error::BAD)?;
    let (mut sent, mut left) = (Sent::default(), state.config.server.max_form_kib * 1024);
    let (mut count, mut files, max_files) = (0, 0, uploads::max_files(who));
    while let Some(mut field) = form.next_field().await.map_err(|_| Error::BAD)? {
        let name = field.name().unwrap_or_default().to_owned();
        count += 1;
        if count > form_body::MAX_VALUES {
            return Err(Error::Page(ErrorKind::TooLarge));
        }
        match field.file_name() {
            // A browser sends an empty part for a file input that nobody used.
            Some("") => {}
            // Nothing is stored that no request could have; the earlier files of the draft are counted with the whole form.
            Some(_) if files == max_files => {
                sent.problems.push(FieldProblem::field(&name, Problem::TooManyFiles { max: max_files }));
            }
            Some(_) => match uploads::store(state, who, field).await {
                Ok(file) => {
                    files += 1;
                    form_body::add(&mut sent.raw, &name, &file.id.to_string())?;
                }
                Err(error) => {
                    sent.problems.push(FieldProblem::field(&name, uploads::problem_in_form(who, error)?));
                }
            },
            None => {
                let mut value = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(|_| Error::BAD)? {
                    left = left.checked_sub(chunk.len()).ok_or(Error::Page(ErrorKind::TooLarge))?;
                    value.extend_from_slice(&chunk);
                }
                let value = String::from_utf8(value).map_err(|_| Error::BAD)?;
                form_body::add(&mut sent.raw, &name, &value)?;
            }
        }
    }
    Ok(sent)
}

/// What is typed so far, after one step was sent again: that step's fields are replaced, all others stay.
pub fn join(form: &Form, step: &str, before: &RawForm, sent: &RawForm) -> RawForm {
    let of_step = |name: &str| {
        let key = name.split('.').next().unwrap_or(name);
        form.steps.iter().any(|s| s.key == step && s.fields.iter().any(|field| field.key == key))
    };
    let kept = before.iter().filter(|(name, _)| !of_step(name));
    kept.chain(sent).map(|(name, values)| (name.clone(), values.clone())).collect()
}

/// Takes a file out of the fields of a step, for the button "remove".
pub fn remove_file(form: &Form, raw: &mut RawForm, id: &str) {
    for field in form.fields().filter(|field| matches!(field.kind, FieldKind::Files { .. })) {
        if let Some(values) = raw.get_mut(&field.key) {
            values.retain(|value| value != id);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_step_replaces_its_own_fields_and_keeps_those_of_the_others() {
        let form: Form = serde_json::from_value(json!({"steps": [
            {"key": "a", "title": {}, "fields": [{"key": "x", "label": {}, "kind": {"type": "check"}}, {"key": "p", "label": {}, "kind": {"type": "plugin", "plugin": "i", "provides": "i"}}]},
            {"key": "b", "title": {}, "fields": [{"key": "y", "label": {}, "kind": {"type": "check"}}]}
        ]}))
        .unwrap();
        let raw = |pairs: &[(&str, &str)]| -> RawForm {
            pairs.iter().map(|(k, v)| ((*k).into(), vec![(*v).into()])).collect()
        };
        let before = raw(&[("x", "on"), ("p.number", "1"), ("y", "on")]);
        assert_eq!(join(&form, "a", &before, &raw(&[("p.number", "2")])), raw(&[("p.number", "2"), ("y", "on")]));
    }
}
