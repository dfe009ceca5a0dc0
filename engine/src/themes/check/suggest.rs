//! Which name an author probably meant when a value is not there.

use std::collections::BTreeSet;

use portico_host::diagnostic::{Diagnostic, nearest};
use serde_json::Value;

/// Adds the nearest name of what a template sees at that place, when the problem is an undefined value: `root` is what every template
/// of the page sees, `own` are the names that the template declares itself.
pub fn undefined(found: Diagnostic, root: &Value, own: &[String]) -> Diagnostic {
    let Some(path) = found.message.strip_prefix("undefined: ").map(str::to_owned) else { return found };
    let (before, last) = path.rsplit_once('.').unwrap_or(("", &path));
    let mut names = BTreeSet::new();
    match before.split('.').filter(|part| !part.is_empty()).try_fold(root, |value, part| value.get(part)) {
        Some(Value::Object(map)) => names.extend(map.keys().cloned()),
        // The name of a loop or a macro: any name of the page may be meant.
        _ => gather(root, &mut names),
    }
    if before.is_empty() {
        names.extend(own.iter().cloned());
    }
    let near = nearest(last, names.iter().map(String::as_str)).map(str::to_owned);
    let whole = |near: String| if before.is_empty() { near } else { format!("{before}.{near}") };
    match near {
        Some(near) => found.suggest(format!("did you mean \"{}\"?", whole(near))),
        None if names.len() <= 40 => {
            found.suggest(format!("there are {}", names.into_iter().collect::<Vec<_>>().join(", ")))
        }
        None => found,
    }
}

fn gather(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                names.insert(name.clone());
                gather(inner, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, names)),
        _ => {}
    }
}
