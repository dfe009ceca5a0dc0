//! What browsers send, kind by kind, and what is made of it.

use serde_json::json;

use super::*;

fn form() -> Form {
    serde_json::from_value(json!({"steps": [{"key": "what", "title": {"en": "What"}, "fields": [
        {"key": "note", "label": {"en": "Note"}, "kind": {"type": "text", "max_length": 5}},
        {"key": "degrees", "label": {}, "kind": {"type": "number", "min": -10.0, "max": 40.0}},
        {"key": "rooms", "label": {}, "kind": {"type": "choice", "multiple": true, "choices": []}},
        {"key": "day", "label": {}, "kind": {"type": "date"}},
        {"key": "mail", "label": {}, "kind": {"type": "email"}},
        {"key": "phone", "label": {}, "kind": {"type": "phone"}},
        {"key": "secret", "label": {}, "kind": {"type": "check"}, "need": "hidden"},
        {"key": "iban", "label": {}, "kind": {"type": "plugin", "plugin": "iban", "provides": "iban"}}
    ]}]}))
    .unwrap()
}

fn raw(pairs: &[(&str, &str)]) -> RawForm {
    let mut raw = RawForm::new();
    for (name, value) in pairs {
        raw.entry((*name).to_owned()).or_default().push((*value).to_owned());
    }
    raw
}

fn problem(pairs: &[(&str, &str)]) -> Problem {
    let mut reading = read(&form(), &raw(pairs), &[]);
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    reading.problems.remove(0).problem
}

#[test]
fn values_are_read_with_their_types() {
    let given = raw(&[
        ("note", " abc "),
        ("degrees", "1 2,5"),
        ("rooms", "a"),
        ("rooms", "b"),
        ("day", "2026-02-28"),
        ("phone", "0451 / 12 34"),
    ]);
    let reading = read(&form(), &given, &[]);
    assert_eq!(reading.problems, []);
    let expected =
        json!({"note": "abc", "degrees": 12.5, "rooms": ["a", "b"], "day": "2026-02-28", "phone": "0451 / 12 34"});
    assert_eq!(Value::Object(reading.values), expected);
}

#[test]
fn blank_answers_are_absent_and_hidden_fields_are_not_taken() {
    let reading = read(&form(), &raw(&[("note", "  "), ("secret", "on")]), &[]);
    assert_eq!((reading.values.len(), reading.problems.len()), (0, 0));
}

#[test]
fn each_kind_names_what_is_wrong() {
    assert_eq!(problem(&[("note", "abcdef")]), Problem::TooLong { max: 5 });
    assert_eq!(problem(&[("note", "a"), ("note", "b")]), Problem::Repeated);
    assert_eq!(problem(&[("degrees", "warm")]), Problem::NotANumber);
    assert_eq!(problem(&[("degrees", "NaN")]), Problem::NotANumber);
    assert_eq!(problem(&[("degrees", "-11")]), Problem::TooSmall { min: "-10".into() });
    assert_eq!(problem(&[("degrees", "41")]), Problem::TooLarge { max: "40".into() });
    assert_eq!(problem(&[("day", "2026-02-30")]), Problem::NotADate);
    assert_eq!(problem(&[("mail", "nobody")]), Problem::NotAnEmail);
    assert_eq!(problem(&[("phone", "call me")]), Problem::NotAPhone);
    assert_eq!(problem(&[("evil", "1")]), Problem::Unknown { name: "evil".into() });
}

#[test]
fn umlauts_count_as_one_character() {
    assert_eq!(read(&form(), &raw(&[("note", "äöüßé")]), &[]).problems, []);
}

#[test]
fn ten_megabytes_in_one_field_are_refused_without_copying_them_on() {
    let long = "x".repeat(10_000_000);
    let reading = read(&form(), &raw(&[("note", &long), ("iban.number", &long)]), &[]);
    let expected = Problem::TooLong { max: MAX_VALUE_CHARS };
    assert_eq!(reading.problems.iter().map(|p| &p.problem).collect::<Vec<_>>(), [&expected, &expected]);
    assert!(reading.values.is_empty() && reading.controls.is_empty());
}

#[test]
fn what_is_chosen_is_bounded_before_anybody_knows_whether_it_is_a_choice() {
    let many = |count: usize| {
        let values = (0..count).map(|number| ("rooms".to_owned(), vec![number.to_string()]));
        let all = values.reduce(|(name, mut all), (_, one)| (name, [std::mem::take(&mut all), one].concat()));
        read(&form(), &RawForm::from_iter(all), &[])
    };
    assert_eq!(many(100).values["rooms"].as_array().unwrap().len(), 100);
    let refused = many(700);
    assert_eq!(refused.problems, [FieldProblem::field("rooms", Problem::TooMany { max: 100 })]);
    assert!(refused.values.is_empty());
    assert_eq!(problem(&[("rooms", &"\u{1f600}".repeat(20_000))]), Problem::NotAChoice);
    assert_eq!(read(&form(), &raw(&[("rooms", "a"), ("rooms", "a")]), &[]).values["rooms"], json!(["a"]));
}

#[test]
fn controls_of_a_plugin_field_are_gathered_by_field() {
    let reading = read(&form(), &raw(&[("iban.number", "DE02"), ("iban.country", "de")]), &[]);
    assert_eq!(reading.controls["iban"], [("country".into(), "de".into()), ("number".into(), "DE02".into())]);
}

#[test]
fn names_that_the_page_adds_are_not_unknown() {
    assert_eq!(read(&form(), &raw(&[("request_key", "1")]), &["request_key"]).problems, []);
}
