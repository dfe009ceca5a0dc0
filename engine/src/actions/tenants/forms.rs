//! The form of a work type as a document describes it.

use std::collections::BTreeSet;

use super::{
    document::{PlacedFieldPart, StepPart, WorkTypePart},
    shape::slug,
};
use crate::{
    actions::Error,
    domain::{
        field::FreeField,
        form::{Field, Form, Step},
    },
};

/// The form of a work type; every key stands once and every condition looks at a field that exists.
pub fn form(part: &WorkTypePart, free: &[FreeField]) -> Result<Form, Error> {
    let place = |placed: &PlacedFieldPart| field(placed, free).map_err(|why| wrong(part, &why));
    let step = |step: &StepPart| {
        let fields = step.fields.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>(Step { key: step.key.clone(), title: step.title.clone(), fields })
    };
    let form = Form { steps: part.steps.iter().map(step).collect::<Result<Vec<_>, _>>()? };
    let mut seen = BTreeSet::new();
    for field in form.fields() {
        if !seen.insert(&field.key) || slug(&field.key).is_err() {
            return Err(wrong(part, &format!("the key \"{}\" stands twice or is not a slug", field.key)));
        }
        if let Some(gone) = field.show_if.fields().into_iter().find(|key| form.field(key).is_none()) {
            return Err(wrong(
                part,
                &format!("the condition of \"{}\" looks at \"{gone}\", which is no field", field.key),
            ));
        }
    }
    Ok(form)
}

fn field(placed: &PlacedFieldPart, free: &[FreeField]) -> Result<Field, String> {
    let base = match (&placed.free, &placed.key, &placed.kind) {
        (Some(name), None, None) => {
            let field = free.iter().find(|field| field.slug.as_str() == name);
            let field = field.ok_or_else(|| format!("there is no free field \"{name}\""))?;
            (field.slug.to_string(), field.label.clone(), field.help.clone(), field.kind.clone())
        }
        (None, Some(key), Some(kind)) => (key.clone(), placed.label.clone(), placed.help.clone(), kind.clone()),
        _ => return Err("a field has either free = \"…\" or both key and kind".to_owned()),
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

fn wrong(part: &WorkTypePart, why: &str) -> Error {
    Error::Failed(format!("work type {}: {why}", part.slug))
}
