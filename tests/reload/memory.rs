//! A thousand reloads of the real program need no more memory than the first two hundred. That takes more than a minute, so a fourth of
//! both is the default; `PORTICO_TEST_RELOADS=1000` does them all.
#![cfg(target_os = "linux")]

use super::serving::{LAYOUT, layout};
use crate::cli::{company, program::Program};

const RULE: &str = "scripts/acme/flows/fault.rhai";
/// One reload in so many is of the theme, whose check renders every page and takes a hundred times as long as that of a rule.
const THEME: usize = 25;
/// Bytes that every version of the rule carries, so that one that stays in memory weighs something: 200 of them are 9 MiB.
const BALLAST: usize = 48 << 10;
/// What may come on top of what was needed early, in KiB. Measured were 3 MiB at most, which is what the allocator keeps at hand.
const MARGIN: usize = 6 << 10;

#[test]
fn very_many_reloads_need_no_more_memory_than_the_first_fifth_of_them() {
    let program = Program::with(
        "[server]\nlisten = \"127.0.0.1:0\"\n[extensions]\nsettle_ms = 1\nsettle_max_ms = 10\npoll_s = 3600\n",
    );
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    program.write(LAYOUT, &layout("first"));
    program.write(RULE, &rule("first", "fn on_form(form, ctx) {}"));
    let mut document = company::document(0, false);
    document.portals[0].theme = "acme".into();
    company::seed_now(&program, &document);
    let (mut running, _) = program.serve();
    let mut early = 0;
    let reloads = reloads();
    for turn in 0..reloads {
        if turn == reloads / 5 {
            early = resident_kib(running.id());
        }
        let (path, unit, text, said) = match turn % THEME {
            0 => (LAYOUT, "themes/acme", layout(&format!("v{turn}")), "\"live\""),
            // What is broken is built too, and must leave as little.
            1 => (RULE, RULE, rule(&format!("broken {turn}"), "fn ("), "not live"),
            _ => (RULE, RULE, rule(&turn.to_string(), "fn on_form(form, ctx) {}"), "\"live\""),
        };
        replace(&program, path, &text);
        running.line(|line| line.contains(said) && line.contains(unit));
    }
    let grown = resident_kib(running.id()).saturating_sub(early);
    assert!(grown < MARGIN, "grew by {grown} KiB from {early} KiB");
}

/// How many reloads: 250 unless `PORTICO_TEST_RELOADS` says otherwise.
fn reloads() -> usize {
    let set = std::env::var("PORTICO_TEST_RELOADS").ok();
    set.map_or(250, |reloads| reloads.parse().expect("PORTICO_TEST_RELOADS is a number"))
}

/// The ballast is far enough away from the text not to be in a finding about it.
fn rule(word: &str, text: &str) -> String {
    format!("{text}\n{}// {word} {}\n", "\n".repeat(9), "x".repeat(BALLAST))
}

/// In one step, so that one save is one reload.
fn replace(program: &Program, path: &str, text: &str) {
    let beside = format!("{path}.tmp");
    program.write(&beside, text);
    std::fs::rename(program.path(&beside), program.path(path)).unwrap();
}

fn resident_kib(process: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
