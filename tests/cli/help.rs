//! `--help` of every command.

use super::program::Program;

/// Each command with what its help must name.
const COMMANDS: [(&[&str], &[&str]); 16] = [
    (&[], &["serve", "demo", "check", "migrate", "tenant", "user", "doctor", "--config", "portal.toml", "--version"]),
    (&["serve"], &["SIGTERM", "--config"]),
    (&["demo"], &["--port", "any free one", "--data", "--fresh", "[default: 8080]"]),
    (&["check"], &["--strict", "warnings", "--offline", "database", "--keys <TENANT>"]),
    (&["migrate"], &["--dry-run", "pending"]),
    (&["tenant"], &["list", "import", "apply", "export", "document"]),
    (&["tenant", "import"], &["<FILE>", "TOML"]),
    (&["tenant", "apply"], &["<FILE>", "--dry-run", "--yes", "Agree"]),
    (&["tenant", "export"], &["<TENANT>", "--output"]),
    (&["user"], &["list", "password", "staff"]),
    (&["user", "list"], &["<TENANT>", "for example"]),
    (&["user", "reset-factor"], &["<TENANT>", "<EMAIL>", "second factor", "sessions"]),
    (&["user", "unlink"], &["<TENANT>", "<EMAIL>", "identity providers", "sessions"]),
    (&["user", "password"], &["<TENANT>", "<EMAIL>", "standard input", "sessions"]),
    (&["user", "staff"], &["<TENANT>", "<EMAIL>", "--name", "Full name"]),
    (&["doctor"], &["what to do", "--config"]),
];

#[test]
fn the_help_of_every_command_says_what_it_does_and_explains_its_options() {
    let program = Program::new();
    for (command, named) in COMMANDS {
        let done = program.run(&[command, &["--help"]].concat()).expect(0);
        assert!(done.out.contains("Usage: portico"), "{command:?}: {}", done.out);
        done.says(named);
        let unexplained = unexplained(&done.out);
        assert!(unexplained.is_empty(), "{command:?}: {unexplained:?} in {}", done.out);
    }
}

/// Options and arguments that stand there without a word. A long help has its words on the next line.
fn unexplained(help: &str) -> Vec<&str> {
    let lines: Vec<&str> = help.lines().collect();
    let is_head = |line: &&str| {
        let name = line.trim_start();
        line.starts_with("  ") && (name.starts_with('-') || name.starts_with('<')) && !line.contains("Usage")
    };
    let alone = |at: usize| {
        let same = lines[at].trim().split("  ").filter(|part| !part.is_empty()).count() > 1;
        let next = lines.get(at + 1).is_some_and(|next| next.starts_with("          ") && !next.trim().is_empty());
        !(same || next)
    };
    (0..lines.len()).filter(|at| is_head(&lines[*at]) && alone(*at)).map(|at| lines[at].trim()).collect()
}

#[test]
fn a_head_without_words_is_noticed() {
    assert_eq!(unexplained("Arguments:\n  <TENANT>  \n  <EMAIL>  Address\n"), ["<TENANT>"]);
    assert_eq!(unexplained("  --port <PORT>\n          Port to listen on\n\n  --fresh\n\n"), ["--fresh"]);
}

#[test]
fn a_mistyped_command_names_the_right_one_and_ends_with_2() {
    Program::new().run(&["serv"]).expect(2).says(&["serv", "'serve'"]);
    Program::new().run(&["check", "--strickt"]).expect(2).says(&["--strict"]);
}

#[test]
fn without_a_command_the_commands_are_listed() {
    Program::new().run(&[]).expect(2).says(&["Usage: portico", "serve", "doctor"]);
}

#[test]
fn the_version_is_told() {
    Program::new().run(&["--version"]).expect(0).says(&[env!("CARGO_PKG_VERSION")]);
}
