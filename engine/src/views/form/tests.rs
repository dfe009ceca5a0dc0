use serde_json::{Value, json};

use super::*;
use crate::domain::form::{Answers, FieldProblem, Problem, Values};

fn form() -> Form {
    serde_json::from_value(json!({"steps": [
        {"key": "what", "title": {}, "fields": [
            {"key": "fault", "label": {"de": "Was fehlt?"}, "need": "required", "kind": {"type": "choice", "choices": [
                {"value": "cold", "label": {"de": "Kalt"}}, {"value": "leak", "label": {"de": "Leck"}}]}},
            {"key": "power", "label": {"de": "Leistung"}, "kind": {"type": "number", "min": null, "max": null, "unit": "kW"}},
            {"key": "tag", "label": {"de": "Etikett"}, "kind": {"type": "plugin", "plugin": "p", "provides": "tag"}},
            {"key": "tariff", "label": {"de": "Tarif"}, "kind": {"type": "text", "max_length": 9}, "need": "read_only", "default": "B"},
            {"key": "secret", "label": {"de": "Geheim"}, "kind": {"type": "check"}, "need": "hidden"}]},
        {"key": "where", "title": {}, "fields": [
            {"key": "place", "label": {"de": "Wo?"}, "kind": {"type": "address"}},
            {"key": "photos", "label": {"de": "Fotos"}, "kind": {"type": "files", "max_count": 3}}]}
    ]}))
    .unwrap()
}

fn show(step: Option<&str>, values: Value, raw: &[(&str, &str)], problems: &[FieldProblem]) -> FormView {
    let form = form();
    let values: Values = values.as_object().unwrap().clone();
    let state = FormState::new(&form, &values, &Answers::default());
    let raw: RawForm = raw.iter().map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()])).collect();
    let code = ControlView { name: "tag.code".into(), kind: "text".into(), ..ControlView::default() };
    let choices = FormChoices {
        addresses: (1..=9).map(|n| (format!("a{n}"), format!("Hafenstraße {n}"))).collect(),
        controls: [("tag".to_owned(), vec![code])].into(),
        ..FormChoices::default()
    };
    let raw = (!raw.is_empty()).then_some(&raw);
    FormView::new(&FormInput { form: &form, step, state: &state, raw, problems, choices: &choices, language: "de" })
}

fn field<'a>(view: &'a FormView, key: &str) -> &'a FieldView {
    view.fields.iter().find(|field| field.key == key).unwrap()
}

#[test]
fn a_step_shows_its_own_fields_and_never_hidden_ones() {
    let keys = |step| show(step, json!({}), &[], &[]).fields.into_iter().map(|f| f.key).collect::<Vec<_>>();
    assert_eq!(keys(Some("where")), ["place", "photos"]);
    assert_eq!(keys(Some("what")), ["fault", "power", "tag", "tariff"]);
}

#[test]
fn what_was_typed_comes_back_even_when_it_was_refused() {
    let wrong = [FieldProblem::field("power", Problem::NotANumber)];
    let view = show(None, json!({}), &[("power", "viel"), ("tariff", "A")], &wrong);
    assert_eq!(field(&view, "power").value, "viel");
    assert_eq!((field(&view, "tariff").kind, field(&view, "tariff").value.as_str()), ("static", "B"));
}

#[test]
fn the_summary_links_to_the_input_and_repeats_its_problem() {
    let wrong = [
        FieldProblem::form(Problem::Stale),
        FieldProblem { field: Some("tag".into()), control: Some("code".into()), problem: Problem::Required },
        FieldProblem::field("fault", Problem::Required),
    ];
    let view = show(None, json!({}), &[], &wrong);
    let lines: Vec<_> = view.problems.iter().map(|p| (p.id.as_str(), p.key.as_str())).collect();
    let wanted = [("field-fault", "problem-required"), ("field-tag-code", "problem-required"), ("", "problem-stale")];
    assert_eq!(lines, wanted);
    assert_eq!(field(&view, "fault").problem.as_ref(), Some(&view.problems[0]));
}

#[test]
fn a_problem_of_an_unknown_control_is_the_fields() {
    let wrong = [FieldProblem { field: Some("tag".into()), control: Some("gone".into()), problem: Problem::NotFound }];
    assert_eq!(show(None, json!({}), &[], &wrong).problems[0].id, "field-tag");
}

#[test]
fn a_long_choice_becomes_a_list_and_the_first_choice_has_the_fields_id() {
    let view = show(None, json!({"fault": "leak", "place": "a2"}), &[], &[]);
    assert_eq!((field(&view, "fault").kind, field(&view, "place").kind), ("radios", "select"));
    let fault = &field(&view, "fault").choices;
    assert_eq!((fault[0].id.as_str(), fault[1].id.as_str()), ("field-fault", "field-fault-2"));
    assert!(!fault[0].selected && fault[1].selected && field(&view, "place").choices[1].selected);
}
