//! A released contract of plugins stays as it was: plugins that were built for it are in other people's hands.

use std::collections::BTreeMap;

use super::assert_none;
use super::migrations::sha256;
use super::tree::{File, files_in};

const FOLDER: &str = "plugins/api/";
const RECORD: &str = "plugins/api/checksums.txt";

/// Files of contracts that are not recorded, not as they were, or gone.
fn problems(files: &[File], record: &str) -> Vec<String> {
    let recorded: BTreeMap<&str, &str> =
        record.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect();
    let mut problems = Vec::new();
    for file in files {
        let path = file.path.trim_start_matches(FOLDER);
        match recorded.get(path) {
            None => problems.push(file.problem(
                1,
                &format!("is not recorded; once it is finished: (cd {FOLDER} && sha256sum {path} >> checksums.txt)"),
            )),
            Some(sum) if **sum != sha256(&file.bytes) => problems.push(file.problem(
                1,
                &format!(
                    "differs from its record in {RECORD}; plugins were built for it, so make a new folder beside it"
                ),
            )),
            Some(_) => {}
        }
    }
    let gone = recorded.keys().filter(|path| !files.iter().any(|file| file.path == format!("{FOLDER}{path}")));
    problems.extend(gone.map(|path| format!("{RECORD}:1: {path} is recorded and gone")));
    problems
}

#[test]
fn a_recorded_contract_is_never_edited() {
    let record = files_in(RECORD, "").first().map(File::text).unwrap_or_default();
    assert_none(&problems(&files_in(FOLDER, ".wit"), &record));
}

#[test]
fn an_edited_an_unrecorded_and_a_removed_contract_are_told_apart() {
    let file = File::new("plugins/api/wit/since_v0.1/host.wit", "interface log {}\n");
    let record = format!("{}  wit/since_v0.1/host.wit\n", sha256(&file.bytes));
    assert_eq!(problems(std::slice::from_ref(&file), &record), Vec::<String>::new());
    assert!(problems(std::slice::from_ref(&file), "")[0].contains("sha256sum wit/since_v0.1/host.wit >>"));
    let edited = File::new(&file.path, "interface log { }\n");
    assert!(problems(&[edited], &record)[0].contains("make a new folder"));
    assert!(problems(&[], &record)[0].contains("recorded and gone"));
}
