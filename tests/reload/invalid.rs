//! Small sites that must be refused, each with the findings that its author reads. `PORTICO_TEST_WRITE=1` writes what is found instead
//! of comparing it, for a look at the difference.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use portico::reload::State;

use super::site::Site;
use crate::support::component::Component;

const CASES: &str = "../tests/sites_invalid";

/// All files of a case, without what is expected of it.
fn files(folder: &Path, below: &str, found: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
        let path = format!("{below}{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => files(&entry.path(), &format!("{path}/"), found),
            false if path != "expected.txt" => found.push((path, entry.path())),
            false => {}
        }
    }
}

fn component(parse: &str) -> Vec<u8> {
    Component { parse, ..Component::default() }.build()
}

fn findings(case: &Path) -> String {
    let mut site = Site::with(&[]);
    let mut all = Vec::new();
    files(case, "", &mut all);
    for (path, from) in all {
        let target = site.path(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        // A component is written as text, which one reads in a review: all of it, or what its function `parse` does.
        let component = match (path.strip_suffix(".parse.wat"), path.strip_suffix(".wat")) {
            (Some(path), _) => Some((path, component(&fs::read_to_string(&from).unwrap()))),
            (None, Some(path)) => Some((path, wat::parse_file(&from).unwrap())),
            (None, None) => None,
        };
        match component {
            Some((path, bytes)) => fs::write(site.path(&format!("{path}.wasm")), bytes).unwrap(),
            None => fs::copy(from, target).map(|_| ()).unwrap(),
        }
    }
    site.look();
    let generation = site.generation("acme");
    let is_own = |path: &str| site.path(path).exists();
    let mut told = String::new();
    for report in &generation.report {
        let unit = report.unit.to_string();
        if is_own(&unit) {
            assert_eq!(report.state, State::Broken, "{}: {unit} must be refused", case.display());
            report.diagnostics.iter().for_each(|found| told.push_str(&format!("{found}\n\n")));
        }
    }
    assert!(!told.is_empty(), "{}: nothing is refused", case.display());
    told
}

#[test]
fn every_invalid_site_is_refused_with_what_its_author_must_know() {
    let mut wrong = BTreeMap::new();
    let cases: Vec<_> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(cases.len() >= 10, "the cases are here");
    for case in cases.into_iter().filter(|case| case.is_dir()) {
        let (told, file) = (findings(&case), case.join("expected.txt"));
        if std::env::var("PORTICO_TEST_WRITE").is_ok() {
            fs::write(&file, &told).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if told != expected {
            wrong.insert(case, format!("expected:\n{expected}\nfound:\n{told}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}",
        wrong.iter().map(|(case, why)| format!("{}\n{why}", case.display())).collect::<String>()
    );
}
