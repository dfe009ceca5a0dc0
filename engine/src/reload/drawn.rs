//! The check of a theme, once for each content. Drawing every sample takes most of the time that a start and a save need, and the same
//! files come back: as the last good version, after a roll-back, with every save of something else beside it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use super::{build::built_in, classify::Unit, source::Candidate};
use crate::themes::{self, BUILT_IN, Limits, Theme};

/// Most contents that are remembered; then all are forgotten.
const MAX_KNOWN: usize = 64;

/// What was found, by all that it depends on beside the program itself.
static KNOWN: Mutex<BTreeMap<[u8; 32], Vec<Diagnostic>>> = Mutex::new(BTreeMap::new());

/// Whether the built-in theme is part of the program; a development build reads it from its folder.
const IS_EMBEDDED: bool = !cfg!(debug_assertions);

/// What [`themes::check()`] finds in the theme of a candidate on its parents.
pub fn check(theme: &Theme, (own, parents): (&Candidate, &[&Candidate])) -> Vec<Diagnostic> {
    let below = built_in();
    if IS_EMBEDDED && is_as_tested(own, &below, theme.limits()) {
        return Vec::new();
    }
    let made_of = made_of(own, parents.iter().copied().chain([&below]), theme.limits());
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known().get(&made_of) {
        return found.clone();
    }
    let found = themes::check(theme);
    let mut known = known();
    if known.len() >= MAX_KNOWN {
        known.clear();
    }
    known.insert(made_of, found.clone());
    found
}

/// Whether this is the built-in theme with the limits that its own test draws everything with.
fn is_as_tested(own: &Candidate, built_in: &Candidate, limits: &Limits) -> bool {
    matches!(&own.unit, Unit::Theme(name) if name == BUILT_IN)
        && *limits == Limits::default()
        && own.hash == built_in.hash
}

fn made_of<'a>(own: &'a Candidate, below: impl Iterator<Item = &'a Candidate>, limits: &Limits) -> [u8; 32] {
    let mut hash = Sha256::new();
    for layer in std::iter::once(own).chain(below) {
        hash.update(format!("{}\n", layer.unit));
        hash.update(layer.hash);
    }
    hash.update(format!("{limits:?}"));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::reload::source::candidate;

    fn theme(name: &str, text: &'static [u8]) -> Candidate {
        candidate(Unit::Theme(name.to_owned()), [("templates/a.html".to_owned(), Arc::from(text))].into())
    }

    #[test]
    fn only_the_built_in_theme_itself_within_the_usual_limits_counts_as_tested() {
        let own = built_in();
        assert!(is_as_tested(&own, &built_in(), &Limits::default()));
        assert!(!is_as_tested(&own, &built_in(), &Limits { page_bytes: 1, ..Limits::default() }));
        let mut files = own.files.clone();
        files.insert("templates/portal/home.html".to_owned(), Arc::from(*b"mine"));
        assert!(!is_as_tested(&candidate(own.unit, files), &built_in(), &Limits::default()));
        assert!(!is_as_tested(&candidate(Unit::Theme("acme".to_owned()), own.files), &built_in(), &Limits::default()));
    }

    #[test]
    fn another_name_another_file_another_parent_and_another_limit_are_checked_anew() {
        let (own, parent, limits) = (theme("acme", b"a"), theme("base", b"b"), Limits::default());
        let first = made_of(&own, [&parent].into_iter(), &limits);
        assert_eq!(first, made_of(&own.clone(), [&parent].into_iter(), &limits));
        let others = [
            made_of(&theme("other", b"a"), [&parent].into_iter(), &limits),
            made_of(&theme("acme", b"x"), [&parent].into_iter(), &limits),
            made_of(&own, [&theme("base", b"x")].into_iter(), &limits),
            made_of(&own, [].into_iter(), &limits),
            made_of(&own, [&parent].into_iter(), &Limits { fuel: 1, ..limits }),
        ];
        assert!(!others.contains(&first));
    }
}
