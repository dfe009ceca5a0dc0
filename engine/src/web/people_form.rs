//! Forms about people, built from the tenant's catalogue and drawn like any other form.

use serde_json::{Value, json};

use crate::{
    actions::members::Profile,
    domain::{
        form::{
            Answers, Choice, Condition, Field, FieldKind, FieldProblem, Form, FormState, Need, RawForm, Step, Values,
            read,
        },
        text::Localised,
        user::MAX_NAME_CHARS,
    },
    store::{self, Conn},
    views::form::{FormChoices, FormInput, FormView},
    web::{Error, place::Place},
};

/// A form with what was typed or is known.
pub struct Filled {
    pub form: Form,
    pub values: Values,
    pub problems: Vec<FieldProblem>,
    raw: Option<RawForm>,
}

/// Makes the fields of a form, labelled by the texts `field-{key}` and `field-{key}-help` in the person's language.
pub struct Fields<'a> {
    place: &'a Place,
    language: &'a str,
    fields: Vec<Field>,
}

/// The portals to choose from, and the first one. With only one there is nothing to choose.
pub async fn portal_choices(conn: &mut Conn) -> Result<(Vec<Choice>, Value), Error> {
    let portals = store::portals::list(conn).await?;
    let portals: Vec<Choice> = portals.iter().map(|portal| choice(&portal.id.to_string(), &portal.name)).collect();
    let portals = if portals.len() > 1 { portals } else { Vec::new() };
    let first = portals.first().map_or(Value::Null, |portal| json!(portal.value));
    Ok((portals, first))
}

impl<'a> Fields<'a> {
    pub const fn new(place: &'a Place, language: &'a str) -> Self {
        Self { place, language, fields: Vec::new() }
    }

    fn text(&self, key: &str) -> String {
        self.place.theme.text(self.language, key, &std::collections::BTreeMap::new())
    }

    /// Adds a field. `known` is what it begins with.
    #[must_use]
    pub fn add(mut self, key: &str, kind: FieldKind, need: Need, known: Value) -> Self {
        let language = self.language;
        let help_key = format!("field-{key}-help");
        let help = self.text(&help_key);
        let help = if help == help_key { Localised::default() } else { Localised::new(language, &help) };
        let label = Localised::new(language, &self.text(&format!("field-{key}")));
        let (key, show_if, autocomplete) = (key.to_owned(), Condition::default(), String::new());
        self.fields.push(Field { key, label, help, kind, need, show_if, default: known, autocomplete });
        self
    }

    /// Adds a field that takes one of these; none at all when there is nothing to choose.
    #[must_use]
    pub fn one_of(self, key: &str, choices: Vec<Choice>, need: Need, known: Value) -> Self {
        let kind = |choices| FieldKind::Choice { choices, multiple: false };
        if choices.is_empty() { self } else { self.add(key, kind(choices), need, known) }
    }

    /// Adds a field that takes any of these.
    #[must_use]
    pub fn any_of(self, key: &str, choices: Vec<Choice>, known: Value) -> Self {
        let kind = |choices| FieldKind::Choice { choices, multiple: true };
        if choices.is_empty() { self } else { self.add(key, kind(choices), Need::Optional, known) }
    }

    pub fn form(self) -> Form {
        Form { steps: vec![Step { key: "all".into(), title: Localised::default(), fields: self.fields }] }
    }
}

/// A choice that reads the same in every language.
pub fn choice(value: &str, label: &str) -> Choice {
    Choice { value: value.to_owned(), label: Localised::new("en", label) }
}

pub fn name_field() -> FieldKind {
    FieldKind::Text { max_length: MAX_NAME_CHARS, lines: 1 }
}

impl Filled {
    /// As it begins.
    pub fn fresh(form: Form) -> Self {
        Self { form, values: Values::new(), problems: Vec::new(), raw: None }
    }

    /// As it was sent. What the form begins with counts no more: a box that was unticked stays so.
    pub fn sent(mut form: Form, raw: RawForm) -> Self {
        for field in form.steps.iter_mut().flat_map(|step| &mut step.fields) {
            if field.need != Need::ReadOnly {
                field.default = Value::Null;
            }
        }
        let reading = read(&form, &raw, &[]);
        let state = FormState::new(&form, &reading.values, &Answers::default());
        let mut problems = reading.problems;
        let told = |found: &FieldProblem| problems.iter().any(|known| known.field == found.field);
        let further: Vec<_> = state.problems(&form, None).into_iter().filter(|found| !told(found)).collect();
        problems.extend(further);
        Self { values: state.values(), problems, form, raw: Some(raw) }
    }

    pub fn text(&self, key: &str) -> String {
        self.values.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub fn is_ticked(&self, key: &str) -> bool {
        self.values.get(key) == Some(&json!(true))
    }

    pub fn list<T: std::str::FromStr + Ord>(&self, key: &str) -> std::collections::BTreeSet<T> {
        let items = self.values.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(|item| item.as_str()?.parse().ok()).collect()
    }

    pub fn profile(&self) -> Profile {
        Profile {
            email: self.text("email"),
            name: self.text("name"),
            language: self.text("language"),
            contact: self.text("contact").parse().ok(),
            roles: self.list("roles"),
            sites: self.list("sites"),
        }
    }

    pub fn view(&self, language: &str) -> FormView {
        let state = FormState::new(&self.form, &self.values, &Answers::default());
        let choices = FormChoices::default();
        let (form, problems, raw) = (&self.form, self.problems.as_slice(), self.raw.as_ref());
        FormView::new(&FormInput { form, step: None, state: &state, raw, problems, choices: &choices, language })
    }
}
