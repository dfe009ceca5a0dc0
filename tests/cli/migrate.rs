//! `portico migrate`.

use portico::store::migration_names;

use super::program::Program;

#[test]
fn a_dry_run_lists_what_is_pending_and_applies_nothing() {
    let program = Program::new();
    let names: Vec<String> = migration_names().iter().map(|name| format!("pending  {name}")).collect();
    assert!(!names.is_empty());
    for _ in 0..2 {
        let done = program.run(&["migrate", "--dry-run"]).expect(0);
        assert_eq!(done.out.lines().collect::<Vec<_>>(), names);
    }
}

#[test]
fn the_second_time_there_is_nothing_to_do() {
    let program = Program::new();
    let first = program.run(&["migrate"]).expect(0);
    assert_eq!(first.out.lines().count(), migration_names().len());
    assert!(first.out.lines().all(|line| line.starts_with("applied  ")), "{}", first.out);
    let second = program.run(&["migrate"]).expect(0);
    assert_eq!(second.out, "nothing to do: the database is up to date\n");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let program = Program::new();
    let text = "no database at all, ".repeat(1_000);
    program.write("data/portico.db", &text);
    program.run(&["migrate"]).expect(1).says(&["error: the database"]);
    assert_eq!(std::fs::read_to_string(program.path("data/portico.db")).unwrap(), text);
}
