//! `portal.toml` and the environment, as the program takes them: what is wrong ends with code 2 before anything is started.

use super::program::Program;

const COMMANDS: [&[&str]; 6] =
    [&["serve"], &["demo", "--port", "0"], &["check"], &["migrate"], &["user", "list", "x"], &["doctor"]];

#[test]
fn an_unknown_key_ends_every_command_before_anything_is_made() {
    for command in COMMANDS {
        let program = Program::with("[server]\n# where\nlisen = \"127.0.0.1:8080\"\n");
        let done = program.run(command).expect(2);
        assert_eq!(done.out, "", "{command:?}");
        done.says(&["portal.toml:3:1", "lisen", "did you mean \"listen\"?", "   3 | lisen = "]);
        let made: Vec<_> =
            std::fs::read_dir(program.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(made, ["portal.toml"], "{command:?}");
    }
}

#[test]
fn every_broken_file_is_named_with_the_place_and_what_is_wrong() {
    for (text, parts) in [
        ("[server]\nlisten = \"everywhere\"\n", &["portal.toml:2:10", "socket address"][..]),
        ("[server]\ndrain_s = -1\n", &["portal.toml:2:11"]),
        ("[database]\nreaders = \"four\"\n", &["portal.toml:2:11", "the text \"four\""]),
        ("[mail]\ntransport = \"pigeon\"\n", &["portal.toml:2:13", "pigeon", "known here: smtp, folder, memory"]),
        ("[mail.smtp]\ntls = \"of\"\n", &["portal.toml:2:7", "did you mean \"off\"?"]),
        ("[extension]\n", &["portal.toml:1:2", "did you mean \"extensions\"?"]),
        ("[server\n", &["portal.toml:1:8"]),
        ("[server]\nlisten = \"127.0.0.1:1\"\nlisten = \"127.0.0.1:2\"\n", &["portal.toml:3:1", "duplicate key"]),
    ] {
        Program::with(text).run(&["migrate"]).expect(2).says(parts);
    }
}

#[test]
fn values_that_no_type_can_refuse_are_refused_by_name() {
    for (text, parts) in [
        ("[server]\npublic_url = \"portal.example.org\"\n", &["server.public_url", "https://"][..]),
        ("[server]\npublic_url = \"https://portal.example.org/\"\n", &["server.public_url", "not end with /"]),
        ("[database]\nurl = \"mysql://x\"\n", &["database.url", "sqlite:"]),
        ("[database]\nreaders = 0\n", &["database.readers", "at least 1"]),
        ("[database]\nconnections = 1\n", &["database.connections", "between 2"]),
        ("[mail]\ntimeout_s = 600\n", &["mail.timeout_s", "600", "25"]),
    ] {
        let program = Program::with(text);
        program.run(&["serve"]).expect(2).says(&[&["portal.toml"], parts].concat());
        assert!(!program.exists("data"));
    }
}

#[test]
fn everything_that_is_wrong_with_an_identity_provider_is_named_with_its_key_and_what_to_do() {
    let right = [
        ("portal", "\"acme\""),
        ("label", "\"Harms\""),
        ("issuer", "\"https://login.harms.example\""),
        ("client_id", "\"portal\""),
        ("client_secret_file", "\"harms.secret\""),
        ("domains", "[\"harms.example\"]"),
        ("customer", "\"10002\""),
    ];
    let section = |name: &str, change: (&str, &str)| {
        let lines = right.into_iter().filter(|(key, _)| *key != change.0).chain([change]);
        let lines = lines.filter(|(_, value)| !value.is_empty()).map(|(key, value)| format!("{key} = {value}\n"));
        format!("[identity_providers.{name}]\n{}", lines.collect::<String>())
    };
    for (key, value, parts) in [
        ("issuer", "\"http://login.harms.example\"", &["harms.issuer", "https://"][..]),
        ("issuer", "\"https://login.harms.example?a\"", &["harms.issuer", "no ?"]),
        ("issuer", "", &["the key \"issuer\" is missing"]),
        ("isuer", "\"x\"", &["isuer", "did you mean \"issuer\"?"]),
        ("label", "\" \"", &["harms.label", "1 to 60"]),
        ("issuer", &format!("\"https://{}.example\"", "x".repeat(500)), &["harms.issuer", "500"]),
        ("organisations", "[\"\"]", &["harms.organisations", "leave the list out"]),
        ("client_id", "\"\"", &["harms.client_id", "registered"]),
        ("client_secret_file", "\"\"", &["harms.client_secret_file", "write the provider's secret into a file"]),
        ("domains", "[]", &["harms.domains", "list the mail domains"]),
        ("domains", "[\"*\"]", &["harms.domains", "list the customer's domains"]),
        ("domains", "[\"Harms.example\"]", &["harms.domains", "lower case"]),
        ("timeout_s", "60", &["harms.timeout_s", "between 1 and 20"]),
        ("portal", "\"No Slug\"", &["portal.toml", "slug"]),
    ] {
        Program::with(&section("harms", (key, value))).run(&["check", "--offline"]).expect(2).says(parts);
    }
    let ours = format!("{}new_logins = true\n", section("harms", ("customer", "\"\"")));
    Program::with(&ours).run(&["check", "--offline"]).expect(2).says(&["harms.new_logins", "needs a customer"]);
    let [first, second] = ["harms", "other"].map(|name| section(name, ("client_id", "\"a\"")));
    let twice = format!("{first}{second}");
    Program::with(&twice).run(&["check", "--offline"]).expect(2).says(&["other.domains", "leads to harms already"]);
}

#[test]
fn a_file_that_is_named_must_be_there_and_the_default_one_need_not() {
    Program::new().run(&["migrate", "--config", "elsewhere.toml"]).expect(2).says(&["elsewhere.toml", "--config"]);
    let program = Program::new();
    program.run(&["migrate"]).expect(0);
    assert!(program.exists("data/portico.db"));
}

#[test]
fn the_file_named_on_the_command_line_wins_over_the_default_one() {
    let program = Program::with("nonsense");
    program.write("other.toml", "[database]\nurl = \"sqlite:other.db\"\n");
    program.run(&["--config", "other.toml", "migrate"]).expect(0);
    assert!(program.exists("other.db") && !program.exists("data"));
}

#[test]
fn a_variable_of_the_environment_wins_over_the_file() {
    let program =
        Program::with("[database]\nurl = \"sqlite:file.db\"\n").set("PORTICO__DATABASE__URL", "sqlite:env.db");
    program.run(&["migrate"]).expect(0);
    assert!(program.exists("env.db") && !program.exists("file.db"));
}

#[test]
fn a_wrong_variable_is_named_and_ends_with_2() {
    for (name, value, parts) in [
        ("PORTICO__SERVER__LISEN", "x", &["PORTICO__SERVER__LISEN", "did you mean \"listen\"?"][..]),
        ("PORTICO__DATABASE__READERS", "many", &["PORTICO__DATABASE__READERS", "many"]),
        ("PORTICO__SERVER", "x", &["PORTICO__SERVER"]),
        ("PORTICO__SERVER__LISTEN__PORT", "x", &["PORTICO__SERVER__LISTEN__PORT", "is a value, not a section"]),
    ] {
        let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n").set(name, value);
        program.run(&["migrate"]).expect(2).says(parts);
        assert!(!program.exists("data"), "{name}");
    }
}

#[test]
fn a_password_in_the_address_of_the_database_is_told_to_nobody() {
    let program = Program::new().set("PORTICO__DATABASE__URL", "postgres://portico:very-secret@127.0.0.1:1/none");
    let done = program.run(&["migrate"]).expect(1);
    assert!(!done.err.contains("very-secret") && !done.out.contains("very-secret"), "{}", done.err);
    done.says(&["the database"]);
}
