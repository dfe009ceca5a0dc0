//! Keys written out in a rule: fields, statuses, priorities and levels that do not exist.

use rhai::Expr;

use super::File;
use super::calls::Member;
use super::names::Host;
use crate::diagnostic::Diagnostic;

/// What the first value of a call names.
enum Names {
    Field,
    Status,
    Priority,
    Level,
}

pub(super) fn check(file: &File, member: &Member) -> Option<Diagnostic> {
    let names = names(member)?;
    let Some(Expr::StringConstant(key, position)) = member.call.args.first() else { return None };
    let words = file.vocabulary;
    let levels = || vec!["info".to_owned(), "warning".to_owned(), "emergency".to_owned()];
    let (what, known) = match names {
        Names::Field => ("field", words.fields.clone()?),
        Names::Status => ("status", words.statuses.clone()),
        Names::Priority => ("priority", words.priorities.clone()),
        Names::Level => ("notice level", levels()),
    };
    let unknown = matches!(names, Names::Field | Names::Level) || !known.is_empty();
    if !unknown || known.iter().any(|known| *known == key.as_str()) {
        return None;
    }
    let wrong = file.source.error(format!("there is no {what} \"{key}\""), *position);
    let wrong = wrong.suggest_nearest(key, known.iter().map(String::as_str));
    Some(match wrong.suggestion {
        None if known.len() <= 8 => wrong.suggest(format!("there are {}", known.join(", "))),
        _ => wrong,
    })
}

fn names(member: &Member) -> Option<Names> {
    match (member.host, member.call.name.as_str()) {
        (Host::Form, "error") if member.call.args.len() == 1 => None,
        (Host::Form, "notice") => Some(Names::Level),
        (Host::Form, _) | (Host::Draft | Host::Order, "value" | "is_set") => Some(Names::Field),
        (Host::Draft | Host::Act, "set_priority") => Some(Names::Priority),
        (Host::Act, "transition") => Some(Names::Status),
        _ => None,
    }
}
