//! The form of a work type as a document describes it.

use std::collections::BTreeSet;

use super::{
    document::{PlacedFieldPart, StepPart, WorkTypePart},
    fault::Fault,
};
use crate::{
    actions::Error,
    domain::{
        field::FreeField,
        form::{Field, Form, Step},
        text::Slug,
    },
};

/// The form of a work type; every key stands once and every condition looks at a field that exists.
pub fn form(part: &WorkTypePart, free: &[FreeField]) -> Result<Form, Error> {
    let place = |placed: &PlacedFieldPart| field(part, placed, free);
    let step = |step: &StepPart| {
        let fields = step.fields.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>(Step { key: step.key.clone(), title: step.title.clone(), fields })
    };
    let form = Form { steps: part.steps.iter().map(step).collect::<Result<Vec<_>, _>>()? };
    let mut seen = BTreeSet::new();
    for field in form.fields() {
        let wrong = |key: &'static str, message: String| wrong(part, &field.key, key, message);
        if !seen.insert(&field.key) {
            return Err(wrong("key", "the key stands twice in the form".to_owned()).into());
        }
        field.key.parse::<Slug>().map_err(|error| wrong("key", error.to_string()))?;
        if let Some(gone) = field.show_if.fields().into_iter().find(|key| form.field(key).is_none()) {
            let message = format!("its condition looks at \"{gone}\", which is no field of the form");
            return Err(wrong("show_if", message).meant(gone, form.fields().map(|field| field.key.as_str())).into());
        }
    }
    Ok(form)
}

fn field(part: &WorkTypePart, placed: &PlacedFieldPart, free: &[FreeField]) -> Result<Field, Error> {
    let base = match (&placed.free, &placed.key, &placed.kind) {
        (Some(name), None, None) => {
            let field = free.iter().find(|field| field.slug.as_str() == name).ok_or_else(|| {
                let fault = wrong(part, name, "free", format!("there is no free field \"{name}\""));
                fault.meant(name, free.iter().map(|field| field.slug.as_str()))
            })?;
            (field.slug.to_string(), field.label.clone(), field.help.clone(), field.kind.clone())
        }
        (None, Some(key), Some(kind)) => (key.clone(), placed.label.clone(), placed.help.clone(), kind.clone()),
        (name, key, _) => {
            let name = name.as_deref().or(key.as_deref()).unwrap_or_default();
            return Err(wrong(part, name, "key", "a field has either free = \"…\" or both key and kind").into());
        }
    };
    Ok(Field {
        key: base.0,
        label: base.1,
        help: if placed.help.is_empty() { base.2 } else { placed.help.clone() },
        kind: base.3,
        need: placed.need,
        show_if: placed.show_if.clone(),
        default: placed.default.clone(),
        autocomplete: placed.autocomplete.clone(),
    })
}

fn wrong(part: &WorkTypePart, field: &str, key: &'static str, message: impl Into<String>) -> Fault {
    Fault::new("work_types", &part.slug, key, message).in_field(field)
}
