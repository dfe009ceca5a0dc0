//! `form`: the request form while a customer fills it in.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rhai::{Array, Dynamic, ImmutableString, Map};

use super::{Registry, message, refused, text_weight};
use crate::diagnostic::nearest;
use crate::script::answer::{Choice, FieldAnswer, FieldProblem, FormAnswer, Level, Notice};
use crate::script::record::{Failure, Recorder, hold, refuse, storable};
use crate::script::text::Text;
use crate::script::value::{Record, to_json, weight};

/// The form, with what the rule has answered so far.
#[derive(Clone)]
pub(in crate::script) struct Form(Arc<State>);

/// What a form and a draft have in common.
pub(in crate::script) struct FormParts {
    pub flow: ImmutableString,
    pub work_type: ImmutableString,
    pub step: Option<ImmutableString>,
    pub values: Record,
    /// Keys known beside those in `values`.
    pub fields: Option<Arc<BTreeSet<String>>>,
}

/// For which hook the form is there: it answers in one and collects problems in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::script) enum Stage {
    Filling,
    Validating,
}

struct State {
    parts: FormParts,
    stage: Stage,
    answer: Mutex<FormAnswer>,
    problems: Mutex<Vec<FieldProblem>>,
    recorder: Arc<Recorder>,
}

impl FormParts {
    pub(super) fn value(&self, key: &str) -> Result<Dynamic, Failure> {
        self.known(key)?;
        let value = self.values.get(key);
        Ok(if is_blank(&value) { Dynamic::UNIT } else { value })
    }

    /// Whether the form has this field.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.as_ref().is_some_and(|fields| fields.contains(key)) || self.values.0.contains_key(key)
    }

    fn known(&self, key: &str) -> Result<(), Failure> {
        if self.has(key) {
            return Ok(());
        }
        let listed = self.fields.iter().flat_map(|fields| fields.iter());
        let near = nearest(key, listed.chain(self.values.0.keys()).map(String::as_str));
        let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        Err(refuse(format!("the form \"{}\" has no field \"{key}\"{hint}", self.flow)))
    }
}

impl Form {
    pub(in crate::script) fn new(parts: FormParts, stage: Stage, recorder: Arc<Recorder>) -> Self {
        let (answer, problems) = (Mutex::default(), Mutex::default());
        Self(Arc::new(State { parts, stage, answer, problems, recorder }))
    }

    pub(in crate::script) fn take_answer(&self) -> FormAnswer {
        std::mem::take(&mut hold(&self.0.answer))
    }

    pub(in crate::script) fn take_problems(&self) -> Vec<FieldProblem> {
        std::mem::take(&mut hold(&self.0.problems))
    }

    fn field(&self, key: &str, bytes: usize, change: impl FnOnce(&mut FieldAnswer)) -> Result<(), Failure> {
        self.needs(Stage::Filling)?;
        self.0.parts.known(key)?;
        self.0.recorder.count(key.len() + bytes)?;
        change(hold(&self.0.answer).fields.entry(key.to_owned()).or_default());
        Ok(())
    }

    fn problem(&self, field: Option<&str>, text: &Dynamic) -> Result<(), Failure> {
        self.needs(Stage::Validating)?;
        if let Some(key) = field {
            self.0.parts.known(key)?;
        }
        let message = message(text)?;
        self.0.recorder.count(text_weight(&message))?;
        hold(&self.0.problems).push(FieldProblem { field: field.map(str::to_owned), message });
        Ok(())
    }

    fn notice(&self, level: &str, text: &Dynamic) -> Result<(), Failure> {
        self.needs(Stage::Filling)?;
        let level = Level::named(level)
            .ok_or_else(|| refuse(format!("there is no notice level \"{level}\"; use info, warning or emergency")))?;
        let text = message(text)?;
        self.0.recorder.count(text_weight(&text))?;
        hold(&self.0.answer).notices.push(Notice { level, text });
        Ok(())
    }

    fn needs(&self, stage: Stage) -> Result<(), Failure> {
        match stage {
            _ if stage == self.0.stage => Ok(()),
            Stage::Filling => Err(refuse("the form can be changed only in on_form; in validate, use form.error")),
            Stage::Validating => Err(refuse("form.error works only in validate; in on_form, use form.notice")),
        }
    }
}

pub(super) fn register(functions: &mut Registry) {
    functions.property("flow", &["form: Form", "string"], |form: &mut Form| form.0.parts.flow.clone());
    functions.property("work_type", &["form: Form", "string"], |form: &mut Form| form.0.parts.work_type.clone());
    functions.property("step", &["form: Form", "string | ()"], |form: &mut Form| -> Dynamic {
        form.0.parts.step.clone().map_or(Dynamic::UNIT, Dynamic::from)
    });
    functions.add(
        "value",
        &["form: Form", "key: string", "any"],
        "What the customer typed in this field, or () when blank.",
        |form: &mut Form, key: &str| form.0.parts.value(key),
    );
    functions.add(
        "is_set",
        &["form: Form", "key: string", "bool"],
        "Whether the customer filled in this field.",
        |form: &mut Form, key: &str| -> Result<bool, Failure> { Ok(!form.0.parts.value(key)?.is_unit()) },
    );
    register_switches(functions);
    register_contents(functions);
    register_messages(functions);
}

fn register_switches(functions: &mut Registry) {
    let signature = &["form: Form", "key: string", "()"];
    functions.add("show", signature, "Shows a field.", |form: &mut Form, key: &str| {
        form.field(key, 0, |field| field.visible = Some(true))
    });
    functions.add(
        "hide",
        signature,
        "Hides a field; what was typed in it does not count.",
        |form: &mut Form, key: &str| form.field(key, 0, |field| field.visible = Some(false)),
    );
    functions.add("require", signature, "Makes a field compulsory.", |form: &mut Form, key: &str| {
        form.field(key, 0, |field| field.required = Some(true))
    });
    functions.add("optional", signature, "Makes a field optional.", |form: &mut Form, key: &str| {
        form.field(key, 0, |field| field.required = Some(false))
    });
}

fn register_contents(functions: &mut Registry) {
    functions.add(
        "suggest",
        &["form: Form", "key: string", "value: any", "()"],
        "The value of a field as long as the customer typed nothing.",
        |form: &mut Form, key: &str, value: Dynamic| -> Result<(), Failure> {
            let value = to_json(&value, form.0.recorder.value_depth()).map_err(refused)?;
            form.field(key, weight(&value), |field| field.default = Some(value))
        },
    );
    functions.add(
        "options",
        &["form: Form", "key: string", "choices: array", "()"],
        "The choices of a field: texts, or maps with value and label.",
        |form: &mut Form, key: &str, choices: Array| -> Result<(), Failure> {
            let choices = choices.iter().map(choice).collect::<Result<Vec<_>, _>>()?;
            let bytes = choices.iter().map(|choice| choice.value.len() + text_weight(&choice.label)).sum();
            form.field(key, bytes, |field| field.options = Some(choices))
        },
    );
    functions.add(
        "help",
        &["form: Form", "key: string", "text: string | Text", "()"],
        "The help beside a field.",
        |form: &mut Form, key: &str, text: Dynamic| -> Result<(), Failure> {
            let text = message(&text)?;
            form.field(key, text_weight(&text), |field| field.help = Some(text))
        },
    );
}

fn register_messages(functions: &mut Registry) {
    functions.add(
        "notice",
        &["form: Form", "level: string", "text: string | Text", "()"],
        "A box above the form; level is info, warning or emergency.",
        |form: &mut Form, level: &str, text: Dynamic| form.notice(level, &text),
    );
    functions.add(
        "error",
        &["form: Form", "key: string", "text: string | Text", "()"],
        "A problem with a field; the customer cannot go on.",
        |form: &mut Form, key: &str, text: Dynamic| form.problem(Some(key), &text),
    );
    functions.add(
        "error",
        &["form: Form", "text: string | Text", "()"],
        "A problem with the form as a whole.",
        |form: &mut Form, text: Dynamic| form.problem(None, &text),
    );
}

/// Nothing, an empty text or an empty list.
pub(super) fn is_blank(value: &Dynamic) -> bool {
    value.is_unit()
        || value.as_immutable_string_ref().is_ok_and(|text| text.trim().is_empty())
        || value.as_array_ref().is_ok_and(|items| items.is_empty())
}

fn choice(value: &Dynamic) -> Result<Choice, Failure> {
    if let Ok(text) = value.as_immutable_string_ref() {
        storable(&text)?;
        return Ok(Choice { value: text.to_string(), label: Text::literal(text.as_str()) });
    }
    let wrong = || refuse("a choice is a text or a map such as #{ value: \"gas\", label: \"Gas boiler\" }");
    let map: Map = value.clone().try_cast().ok_or_else(wrong)?;
    let value = map.get("value").and_then(|value| value.as_immutable_string_ref().ok().map(|text| text.to_string()));
    let value = value.ok_or_else(wrong)?;
    storable(&value)?;
    let label = map.get("label").map_or_else(|| Ok(Text::literal(value.as_str())), message)?;
    Ok(Choice { value, label })
}
