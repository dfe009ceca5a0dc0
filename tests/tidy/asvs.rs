//! The table of ASVS lines in `docs/asvs.md` is that of the tests: a line without a test is a promise, a test without a line is not found.

use super::assert_none;
use super::tree::{File, files_in};

const TABLE: &str = "docs/asvs.md";

/// `asvs_6_2_8_a_password_is_neither_trimmed_nor_cut` as its number and its words.
fn lines_of_tests(files: &[File]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in files {
        for line in file.text().lines() {
            let Some(name) = line.trim_start().strip_prefix("async fn asvs_") else { continue };
            let name = name.split('(').next().unwrap_or(name);
            let parts: Vec<&str> = name.splitn(4, '_').collect();
            if let [chapter, section, number, words] = parts[..] {
                found.push((format!("{chapter}.{section}.{number}"), words.replace('_', " ")));
            }
        }
    }
    found.sort_by_key(|(number, _)| number.split('.').map(|part| part.parse().unwrap_or(u32::MAX)).collect::<Vec<_>>());
    found
}

fn rows(table: &str) -> Vec<(String, String)> {
    let cells = table.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let is_row = |(number, _): &(&str, &str)| number.starts_with(|first: char| first.is_ascii_digit());
    cells.filter(is_row).map(|(number, words)| (number.to_owned(), words.to_owned())).collect()
}

fn problems(tests: &[(String, String)], rows: &[(String, String)]) -> Vec<String> {
    let row = |(number, words): &(String, String)| format!("| {number} | {words} |");
    let missing =
        tests.iter().filter(|test| !rows.contains(test)).map(|test| format!("{TABLE}:1: lacks {}", row(test)));
    let gone = rows.iter().filter(|row| !tests.contains(row)).map(|one| format!("{TABLE}:1: no test for {}", row(one)));
    missing.chain(gone).collect()
}

#[test]
fn the_table_of_asvs_lines_is_that_of_the_tests() {
    let table = files_in(TABLE, "").first().map(File::text).unwrap_or_default();
    let tests = lines_of_tests(&files_in("tests/asvs/", ".rs"));
    assert!(tests.len() > 10, "the tests were not found");
    assert_none(&problems(&tests, &rows(&table)));
}

#[test]
fn a_line_without_a_test_and_a_test_without_a_line_are_found() {
    let file = File::new(
        "tests/asvs/a.rs",
        "async fn asvs_6_2_8_nothing_is_cut(database: &Database) {}\nasync fn other() {}\n",
    );
    let tests = lines_of_tests(&[file]);
    assert_eq!(problems(&tests, &rows("| 6.2.8 | nothing is cut |")), Vec::<String>::new());
    let found = problems(&tests, &rows("| line | x |\n| 6.2.9 | nothing is cut |"));
    assert_eq!(
        found,
        ["docs/asvs.md:1: lacks | 6.2.8 | nothing is cut |", "docs/asvs.md:1: no test for | 6.2.9 | nothing is cut |"]
    );
}
