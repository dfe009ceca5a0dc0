//! What a configuration may say, and how it is told what it may not.

use super::*;

fn env(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn an_empty_file_is_the_defaults() {
    assert_eq!(parse("portal.toml", "", &[]).unwrap(), Config::default());
}

#[test]
fn every_line_of_the_commented_example_is_a_default() {
    let example = include_str!("../../../../portal.toml");
    let active: String = example
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert_eq!(parse("portal.toml", &active, &[]).unwrap(), Config::default());
    let all = toml::Table::try_from(Config::default()).unwrap();
    let keys = |table: &toml::Table| -> Vec<String> {
        table.iter().filter(|(_, value)| !value.is_table()).map(|(key, _)| key.clone()).collect()
    };
    for (section, table) in all.iter().map(|(section, value)| (section, value.as_table().unwrap())) {
        let below = table.values().filter_map(toml::Value::as_table).flat_map(keys);
        for key in keys(table).into_iter().chain(below) {
            assert!(active.contains(&format!("{key} = ")), "[{section}] {key} is missing in portal.toml");
        }
    }
}

#[test]
fn a_connection_is_not_cut_off_while_its_answer_is_made() {
    for server in ["stall_timeout_s = 30", "body_timeout_s = 60", "stream_ping_s = 90"] {
        let found = parse("portal.toml", &format!("[server]\n{server}\n"), &[]).unwrap_err();
        assert!(found.message.contains("server.stall_timeout_s"), "{server}: {}", found.message);
    }
    parse("portal.toml", "[server]\nbody_timeout_s = 60\nstall_timeout_s = 61\n", &[]).unwrap();
}

#[test]
fn an_unknown_key_names_line_column_and_the_nearest_one() {
    let found = parse("portal.toml", "[server]\nlisen = \"127.0.0.1:1\"\n", &[]).unwrap_err();
    assert_eq!((found.line, found.column), (Some(2), Some(1)));
    assert!(found.message.contains("lisen"), "{found}");
    assert_eq!(found.suggestion.as_deref(), Some("did you mean \"listen\"?"));
    assert!(found.excerpt.contains("   2 | lisen"));
}

#[test]
fn an_unknown_section_that_is_near_nothing_lists_what_there_is() {
    let found = parse("portal.toml", "[telemetry]\n", &[]).unwrap_err();
    assert!(found.suggestion.unwrap().contains("server, database"));
}

#[test]
fn a_value_of_the_wrong_type_names_its_place() {
    let found = parse("portal.toml", "[database]\nreaders = \"four\"\n", &[]).unwrap_err();
    assert_eq!(found.line, Some(2));
}

#[test]
fn the_environment_overrides_the_file_with_typed_values() {
    let variables =
        env(&[("PORTICO__DATABASE__READERS", "9"), ("PORTICO__MAIL__SMTP__HOST", "mail.example"), ("HOME", "/x")]);
    let config = parse("portal.toml", "[database]\nreaders = 2\n", &variables).unwrap();
    assert_eq!((config.database.readers, config.mail.smtp.host.as_str()), (9, "mail.example"));
}

#[test]
fn an_unknown_variable_is_refused_like_an_unknown_key() {
    let found = parse("portal.toml", "", &env(&[("PORTICO__SERVER__LISEN", "x")])).unwrap_err();
    assert_eq!(found.suggestion.as_deref(), Some("did you mean \"listen\"?"));
}

#[test]
fn values_that_types_cannot_refuse_are_refused() {
    for (text, word) in [
        ("[server]\npublic_url = \"example.org\"", "public_url"),
        ("[database]\nurl = \"mysql://x\"", "sqlite:"),
        ("[database]\nreaders = 0", "at least 1"),
    ] {
        assert!(parse("portal.toml", text, &[]).unwrap_err().message.contains(word), "{text}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let found = load(Some(Path::new("nowhere/portal.toml")), &[]).unwrap_err();
    assert!(found.to_string().contains("nowhere/portal.toml"));
}
