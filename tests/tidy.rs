//! The rules of the house that no compiler holds: which module may name which, who writes, what a file looks like, and that documents,
//! migrations, texts belong together. Each module is one group of rules; each rule is shown to bite on a bad input.

mod asvs;
mod code;
mod contracts;
mod directions;
mod documents;
mod migrations;
mod places;
mod routes;
mod settings;
mod store;
mod style;
mod texts;
mod tree;

/// Fails with every problem, each as `file:line: why`.
#[track_caller]
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} to tidy:\n{}\n", problems.len(), problems.join("\n"));
}
