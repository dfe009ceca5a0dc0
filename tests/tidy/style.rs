//! What a source file looks like: short, introduced by a sentence, finished.

use super::tree::{File, files};
use super::{assert_none, code};

const TOO_LONG: usize = 600;
const A_SMELL: usize = 400;
/// Files that people write and read.
const SOURCES: [&str; 8] = ["rs", "mjs", "js", "rhai", "html", "css", "sql", "wit"];

/// Text in code that must not stay, each with what to do instead.
const UNFINISHED: [(&str, &str); 5] = [
    ("#[allow", "use #[expect(..., reason = \"...\")], which complains when it is no longer needed"),
    ("#![allow", "use #![expect(..., reason = \"...\")], which complains when it is no longer needed"),
    ("todo!", "finish it or leave it out"),
    ("unimplemented!", "finish it or leave it out"),
    ("dbg!", "use tracing, or remove it"),
];

/// Problems for files that are too long. Long ones are named only then, as the next candidates.
fn lengths(files: &[File]) -> Vec<String> {
    let mut lengths: Vec<(usize, &File)> = files
        .iter()
        .filter(|file| SOURCES.contains(&file.extension()))
        .map(|file| (file.text().lines().count(), file))
        .collect();
    lengths.sort_by_key(|(lines, _)| std::cmp::Reverse(*lines));
    if lengths.first().is_none_or(|(lines, _)| *lines <= TOO_LONG) {
        return Vec::new();
    }
    let long = lengths.into_iter().filter(|(lines, _)| *lines > A_SMELL);
    let said = long.map(|(lines, file)| {
        let why =
            if lines > TOO_LONG { "longer than 600 lines; split it by noun" } else { "long too, but still allowed" };
        file.problem(lines, why)
    });
    said.collect()
}

fn introduction(file: &File) -> Option<String> {
    let is_introduced = file.text().lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 10);
    (!is_introduced)
        .then(|| file.problem(1, "open with one to three sentences of `//!`: what is here, and what is elsewhere"))
}

fn unfinished(file: &File) -> Vec<String> {
    let code = code::blank(&file.text());
    let mut problems = Vec::new();
    for (text, instead) in UNFINISHED {
        let places = code
            .match_indices(text)
            .filter(|(at, _)| !code[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        problems.extend(places.map(|(at, _)| file.problem(code::line_of(&code, at), &format!("{text}: {instead}"))));
    }
    problems
}

fn rust_files() -> Vec<File> {
    files().into_iter().filter(|file| file.extension() == "rs").collect()
}

#[test]
fn no_file_is_longer_than_its_limit() {
    assert_none(&lengths(&files()));
}

#[test]
fn every_rust_file_opens_with_a_sentence() {
    assert_none(&rust_files().iter().filter_map(introduction).collect::<Vec<_>>());
}

#[test]
fn nothing_unfinished_or_silenced_stays() {
    assert_none(&rust_files().iter().flat_map(unfinished).collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_named_and_the_next_longest_with_it() {
        let file = |path, lines| File::new(path, &"x\n".repeat(lines));
        let problems = lengths(&[file("a.rs", 450), file("b.rs", 601), file("c.rs", 10), file("d.lock", 9000)]);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("b.rs:601: longer") && problems[1].starts_with("a.rs:450: long too"));
        assert!(lengths(&[file("a.rs", 450), file("b.rs", 600)]).is_empty());
    }

    #[test]
    fn a_file_without_an_introduction_is_refused() {
        for text in ["", "fn main() {}", "// A comment.\n", "//!\n", "\n//! Too late.", "//! x"] {
            assert!(introduction(&File::new("a.rs", text)).is_some(), "{text:?}");
        }
        assert_eq!(introduction(&File::new("a.rs", "//! What is here.\n")), None);
    }

    #[test]
    fn silenced_lints_and_unfinished_code_are_refused_and_talk_about_them_is_not() {
        for text in ["#[allow(dead_code)]", "#![allow(dead_code)]", "fn f() { todo!() }", "dbg!(x)", "unimplemented!()"]
        {
            assert_eq!(unfinished(&File::new("a.rs", text)).len(), 1, "{text}");
        }
        for text in ["// todo!", "let a = \"dbg!\";", "#[expect(dead_code)]", "my_todo!()"] {
            assert!(unfinished(&File::new("a.rs", text)).is_empty(), "{text}");
        }
    }
}
