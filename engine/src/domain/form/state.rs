//! What a form looks like now: conditions of the form, then the answers of the flow's rule, then the values.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Choice, Field, FieldKind, FieldProblem, Form, Need, Problem, Step, Values, is_blank};

/// What a flow's rule said about the form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub fields: BTreeMap<String, FieldAnswer>,
    pub notices: Vec<Notice>,
}

/// What a flow's rule said about one field. None: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldAnswer {
    pub visible: Option<bool>,
    pub required: Option<bool>,
    /// Filled in until the person types something or clears it.
    pub default: Option<Value>,
    pub choices: Option<Vec<Choice>>,
    pub help: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Warning,
    Emergency,
}

/// A sentence of the rule that stands above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub level: Level,
    pub text: String,
}

/// One field as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldState {
    pub visible: bool,
    pub required: bool,
    pub read_only: bool,
    /// The person's value, which is null when she cleared a suggestion; else the rule's default, else the form's.
    pub value: Value,
    /// Whether there is something that would fill the field in.
    pub suggested: bool,
    /// Choices of the rule, else of the form. Empty for other kinds.
    pub choices: Vec<Choice>,
    pub help: Option<String>,
}

/// A whole form as it is now, by field key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormState {
    pub fields: BTreeMap<String, FieldState>,
    pub notices: Vec<Notice>,
}

impl FormState {
    /// Decides every field. A rule may hide what the form shows, but never show what the form hides.
    pub fn new(form: &Form, values: &Values, answers: &Answers) -> Self {
        let fields = form
            .fields()
            .map(|field| {
                let answer = answers.fields.get(&field.key).cloned().unwrap_or_default();
                (field.key.clone(), field_state(field, values, answer))
            })
            .collect();
        Self { fields, notices: answers.notices.clone() }
    }

    /// The values that count: of visible fields, with defaults filled in.
    pub fn values(&self) -> Values {
        let shown = self.fields.iter().filter(|(_, state)| state.visible && !is_blank(&state.value));
        shown.map(|(key, state)| (key.clone(), state.value.clone())).collect()
    }

    /// Whether a step has anything to show now. One that has not is passed by, forward and backward.
    pub fn shows(&self, step: &Step) -> bool {
        step.fields.iter().any(|field| self.fields.get(&field.key).is_some_and(|state| state.visible))
    }

    /// The step to go on with after `step`; None: everything is answered.
    pub fn after<'a>(&self, form: &'a Form, step: &str) -> Option<&'a Step> {
        form.steps.iter().skip_while(|known| known.key != step).skip(1).find(|known| self.shows(known))
    }

    /// The step to go back to from `step`; None: there is none before it.
    pub fn before<'a>(&self, form: &'a Form, step: &str) -> Option<&'a Step> {
        form.steps.iter().take_while(|known| known.key != step).filter(|known| self.shows(known)).last()
    }

    /// What the form itself can find wrong. `only` limits it to the fields of one step.
    pub fn problems(&self, form: &Form, only: Option<&str>) -> Vec<FieldProblem> {
        let steps = form.steps.iter().filter(|step| only.is_none_or(|key| step.key == key));
        steps.flat_map(|step| &step.fields).filter_map(|field| self.problem(field)).collect()
    }

    fn problem(&self, field: &Field) -> Option<FieldProblem> {
        let state = self.fields.get(&field.key).filter(|state| state.visible)?;
        if is_blank(&state.value) {
            let missing = if field.kind == FieldKind::Check { Problem::NotTicked } else { Problem::Required };
            return state.required.then(|| FieldProblem::field(&field.key, missing));
        }
        let refusal = match field.kind {
            FieldKind::Choice { .. } => Problem::NotAChoice,
            // The choices are the customer's own, so a foreign id and one that does not exist look alike.
            FieldKind::Address | FieldKind::Object => Problem::NotFound,
            _ => return None,
        };
        let known = |value: &Value| state.choices.iter().any(|choice| value.as_str() == Some(&choice.value));
        let all_known = state.value.as_array().map_or_else(|| known(&state.value), |items| items.iter().all(known));
        (!all_known).then(|| FieldProblem::field(&field.key, refusal))
    }
}

fn field_state(field: &Field, values: &Values, answer: FieldAnswer) -> FieldState {
    let own_choices = match &field.kind {
        FieldKind::Choice { choices, .. } => choices.clone(),
        _ => Vec::new(),
    };
    let read_only = field.need == Need::ReadOnly;
    let answered = values.get(&field.key).filter(|_| !read_only);
    let suggestion = answer.default.unwrap_or_else(|| field.default.clone());
    let suggested = !read_only && !is_blank(&suggestion);
    let value = answered.cloned().unwrap_or(suggestion);
    FieldState {
        visible: field.need != Need::Hidden && field.show_if.holds(values) && answer.visible.unwrap_or(true),
        required: answer.required.unwrap_or(field.need == Need::Required),
        read_only,
        value,
        suggested,
        choices: answer.choices.unwrap_or(own_choices),
        help: answer.help,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form() -> Form {
        serde_json::from_value(json!({"steps": [{"key": "a", "title": {}, "fields": [
            {"key": "fault", "label": {}, "need": "required",
             "kind": {"type": "choice", "choices": [{"value": "cold", "label": {}}, {"value": "leak", "label": {}}]}},
            {"key": "since", "label": {}, "kind": {"type": "date"}, "show_if": {"is": {"field": "fault", "value": "cold"}}},
            {"key": "internal", "label": {}, "kind": {"type": "check"}, "need": "hidden"},
            {"key": "tariff", "label": {}, "kind": {"type": "text", "max_length": 9}, "need": "read_only", "default": "B"}
        ]}]}))
        .unwrap()
    }

    fn values(json: Value) -> Values {
        json.as_object().unwrap().clone()
    }

    fn answers(field: &str, answer: FieldAnswer) -> Answers {
        Answers { fields: [(field.to_owned(), answer)].into(), notices: Vec::new() }
    }

    #[test]
    fn a_condition_shows_and_hides_and_a_hidden_value_does_not_count() {
        let shown =
            FormState::new(&form(), &values(json!({"fault": "cold", "since": "2026-01-01"})), &Answers::default());
        assert!(shown.fields["since"].visible && shown.values().contains_key("since"));
        let hidden =
            FormState::new(&form(), &values(json!({"fault": "leak", "since": "2026-01-01"})), &Answers::default());
        assert!(!hidden.fields["since"].visible && !hidden.values().contains_key("since"));
    }

    #[test]
    fn a_rule_cannot_show_what_the_form_hides() {
        let state = FormState::new(
            &form(),
            &Values::new(),
            &answers("internal", FieldAnswer { visible: Some(true), ..Default::default() }),
        );
        assert!(!state.fields["internal"].visible);
    }

    #[test]
    fn a_typed_value_wins_over_a_rules_default_and_a_read_only_one_does_not() {
        let suggest =
            |field: &str, value: Value| answers(field, FieldAnswer { default: Some(value), ..Default::default() });
        let state = FormState::new(&form(), &values(json!({"fault": "leak"})), &suggest("fault", json!("cold")));
        assert_eq!(state.fields["fault"].value, json!("leak"));
        let state = FormState::new(&form(), &values(json!({"tariff": "A"})), &Answers::default());
        assert_eq!(state.fields["tariff"].value, json!("B"));
    }

    #[test]
    fn a_suggestion_that_was_cleared_stays_away_and_one_that_was_never_seen_counts() {
        let suggest = answers("fault", FieldAnswer { default: Some(json!("cold")), ..Default::default() });
        let unseen = FormState::new(&form(), &Values::new(), &suggest);
        assert_eq!((&unseen.fields["fault"].value, unseen.problems(&form(), None)), (&json!("cold"), vec![]));
        let cleared = FormState::new(&form(), &values(json!({"fault": null})), &suggest);
        assert_eq!(cleared.fields["fault"].value, Value::Null);
        assert_eq!(cleared.problems(&form(), None), [FieldProblem::field("fault", Problem::Required)]);
    }

    #[test]
    fn a_required_field_is_missed_and_a_foreign_choice_refused() {
        let problem = |json: Value| FormState::new(&form(), &values(json), &Answers::default()).problems(&form(), None);
        assert_eq!(problem(json!({})), [FieldProblem::field("fault", Problem::Required)]);
        assert_eq!(problem(json!({"fault": "fire"})), [FieldProblem::field("fault", Problem::NotAChoice)]);
        assert_eq!(problem(json!({"fault": "leak"})), []);
    }

    #[test]
    fn choices_of_a_rule_replace_those_of_the_form() {
        let only = vec![Choice { value: "fire".into(), label: Default::default() }];
        let answer = answers("fault", FieldAnswer { choices: Some(only), ..Default::default() });
        let state = FormState::new(&form(), &values(json!({"fault": "fire"})), &answer);
        assert_eq!(state.problems(&form(), Some("a")), []);
        assert_eq!(state.problems(&form(), Some("b")), []);
    }
}
