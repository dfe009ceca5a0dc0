//! A number identifies a generation: it goes on over restarts, and equal content has equal numbers.

use crate::cli::{
    company,
    program::{PATIENCE, Program, generation, get},
};

const RULE: &str = "scripts/acme/flows/fault.rhai";

fn rule(word: &str) -> String {
    format!("fn before_create(draft, ctx) {{ draft.set_title(\"{word}\"); }}\n")
}

/// Number of the generation that made the sign-in page, of a program that is started for it and stopped again.
fn number(program: &Program) -> u64 {
    let (running, root) = program.serve();
    let answer = get(&root, "/p/acme/sign-in");
    running.terminate();
    let (status, said) = running.ended(PATIENCE);
    assert_eq!(status.code(), Some(0), "{said}");
    generation(&answer)
}

#[test]
fn a_restart_goes_on_counting_and_numbers_equal_content_equally() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n");
    company::seed_now(&program, &company::document(0, false));
    program.write(RULE, &rule("one"));
    let first = number(&program);
    assert_eq!(number(&program), first, "nothing changed");
    program.write(RULE, &rule("two"));
    assert_eq!(number(&program), first + 1);
    program.write(RULE, "fn (");
    assert_eq!(number(&program), first + 1, "the last good rule is the live one");
    program.write(RULE, &rule("one"));
    assert_eq!(number(&program), first + 2, "what comes back is a new generation");
}
