//! Migrations exist for both databases under the same names and are never edited once they are recorded.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::assert_none;
use super::tree::{File, files_in};

const RECORD: &str = "migrations/checksums.txt";

/// Names that exist in one folder only, and numbers that leave a gap.
fn names(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    let of = |folder: &str| -> Vec<&str> {
        files.iter().filter(|file| file.path.starts_with(folder)).map(File::name).collect()
    };
    let (sqlite, postgres) = (of("migrations/sqlite/"), of("migrations/postgres/"));
    for (here, there, other) in [(&sqlite, &postgres, "postgres"), (&postgres, &sqlite, "sqlite")] {
        let alone = here.iter().filter(|name| !there.contains(name));
        problems
            .extend(alone.map(|name| format!("migrations/{other}/{name}:1: is missing; both databases move together")));
    }
    for (index, name) in sqlite.iter().enumerate() {
        if !name.starts_with(&format!("{:04}_", index + 1)) {
            problems.push(format!("migrations/sqlite/{name}:1: should have the number {:04}", index + 1));
        }
    }
    problems
}

/// Migrations that are not recorded, or not as they were.
fn checksums(files: &[File], record: &str) -> Vec<String> {
    let recorded: BTreeMap<&str, &str> =
        record.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect();
    let mut problems = Vec::new();
    for file in files {
        let path = file.path.trim_start_matches("migrations/");
        match recorded.get(path) {
            None => problems.push(file.problem(
                1,
                &format!("is not recorded; once it is finished: (cd migrations && sha256sum {path} >> checksums.txt)"),
            )),
            Some(sum) if **sum != sha256(&file.bytes) => problems.push(file.problem(
                1,
                &format!(
                    "differs from its record in {RECORD}; databases have run it already, so write a new migration"
                ),
            )),
            Some(_) => {}
        }
    }
    let gone = recorded.keys().filter(|path| !files.iter().any(|file| file.path.ends_with(**path)));
    problems.extend(gone.map(|path| format!("{RECORD}:1: {path} is recorded and gone")));
    problems
}

pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_none(&names(&files_in("migrations/", ".sql")));
}

#[test]
fn a_recorded_migration_is_never_edited() {
    let record = files_in(RECORD, "").first().map(File::text).unwrap_or_default();
    assert_none(&checksums(&files_in("migrations/", ".sql"), &record));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(path: &str) -> File {
        File::new(path, "create table a (b int);\n")
    }

    #[test]
    fn a_migration_for_one_database_only_is_refused() {
        let both = [migration("migrations/postgres/0001_init.sql"), migration("migrations/sqlite/0001_init.sql")];
        assert_eq!(names(&both), Vec::<String>::new());
        assert!(names(&both[..1])[0].starts_with("migrations/sqlite/0001_init.sql:1: is missing"));
        assert!(names(&both[1..])[0].starts_with("migrations/postgres/0001_init.sql:1: is missing"));
    }

    #[test]
    fn a_gap_in_the_numbers_is_refused() {
        let files = [migration("migrations/postgres/0002_a.sql"), migration("migrations/sqlite/0002_a.sql")];
        assert!(names(&files)[0].contains("should have the number 0001"));
    }

    #[test]
    fn an_edited_an_unrecorded_and_a_removed_migration_are_told_apart() {
        let file = migration("migrations/sqlite/0001_init.sql");
        let record = format!("{}  sqlite/0001_init.sql\n", sha256(&file.bytes));
        assert_eq!(checksums(std::slice::from_ref(&file), &record), Vec::<String>::new());
        assert!(checksums(std::slice::from_ref(&file), "")[0].contains("sha256sum sqlite/0001_init.sql >>"));
        let edited = File::new(&file.path, "create table a (b text);\n");
        assert!(checksums(&[edited], &record)[0].contains("write a new migration"));
        assert!(checksums(&[], &record)[0].contains("recorded and gone"));
    }

    #[test]
    fn the_checksum_is_the_one_that_sha256sum_prints() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
