//! The place of a mistake in the text of a document.

use portico_host::diagnostic::Diagnostic;
use toml::de::{DeTable, DeValue};

use crate::{actions::tenants::Fault, config};

/// The mistake with line, column, excerpt and suggestion.
pub fn diagnostic(name: &str, text: &str, fault: &Fault) -> Diagnostic {
    let mut found = Diagnostic::error(name, fault.to_string());
    found.suggestion.clone_from(&fault.suggestion);
    match find(text, fault) {
        Some(byte) => config::at(found, text, byte),
        None => found,
    }
}

/// Where the part begins, or the key of it that is wrong.
fn find(text: &str, fault: &Fault) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let section = entry(document.get_ref(), fault.section)?.1;
    let part = match section {
        DeValue::Array(parts) => {
            // Of a name that stands twice, the second one is wrong.
            let mut named = parts.iter().rev().filter_map(|part| part.get_ref().as_table());
            named.find(|part| is_named(part, "slug", &fault.name))?
        }
        other => other.as_table()?,
    };
    let part = match &fault.field {
        Some(field) => within(part, field).unwrap_or(part),
        None => part,
    };
    let first = || part.keys().map(|key| key.span().start).min();
    entry(part, fault.key).map(|(start, _)| start).or_else(first)
}

fn entry<'a, 'i>(table: &'a DeTable<'i>, key: &str) -> Option<(usize, &'a DeValue<'i>)> {
    table.iter().find(|(name, _)| name.get_ref() == key).map(|(name, value)| (name.span().start, value.get_ref()))
}

fn is_named(table: &DeTable<'_>, key: &str, name: &str) -> bool {
    entry(table, key).and_then(|(_, value)| value.as_str()) == Some(name)
}

/// The last field of a name, wherever in the part it stands.
fn within<'a, 'i>(table: &'a DeTable<'i>, name: &str) -> Option<&'a DeTable<'i>> {
    if is_named(table, "key", name) || is_named(table, "free", name) {
        return Some(table);
    }
    let lists = table.iter().filter_map(|(_, value)| value.get_ref().as_array());
    let tables = lists.flat_map(|list| list.iter()).filter_map(|value| value.get_ref().as_table());
    tables.rev().find_map(|table| within(table, name))
}
