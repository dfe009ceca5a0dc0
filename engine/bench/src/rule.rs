//! Figure (b), a flow rule: the heating rule of the demonstration, and the same decisions written in Rust.

use std::hint::black_box;

use anyhow::{Context, anyhow};
use portico_host::script::{
    Draft, FieldAnswer, FlowInput, FlowRule, FormAnswer, Level, Notice, RuleContext, Rules, ScriptLimits, ScriptSource,
    Text, Vocabulary,
};
use serde_json::{Map, Value, json};

use crate::{
    Pace,
    calls::{self, Calls},
    documents,
    report::{Table, Target},
    sandbox::Sandbox,
};

/// Measures and adds the lines.
pub fn run(table: &mut Table, sandbox: &Sandbox, pace: Pace) -> anyhow::Result<()> {
    let rule = compile(sandbox)?;
    let input = input();
    let answer = rule.on_form(&input).map_err(|fault| anyhow!("{}", fault.diagnostic))?.value;
    anyhow::ensure!(answer == on_form(&input), "the rule and its twin in Rust disagree: {answer:?}");
    let draft = rule.before_create(&input).map_err(|fault| anyhow!("{}", fault.diagnostic))?.value;
    anyhow::ensure!(draft == before_create(&input), "the rule and its twin in Rust disagree: {draft:?}");
    let forms: Calls = calls::in_turns(
        pace,
        || drop(black_box(rule.on_form(black_box(&input)))),
        || drop(black_box(on_form(black_box(&input)))),
    );
    calls::row(table, "flow rule: on_form of heating-fault.rhai", &forms, Target::AtMost(20.0));
    let drafts: Calls = calls::in_turns(
        pace,
        || drop(black_box(rule.before_create(black_box(&input)))),
        || drop(black_box(before_create(black_box(&input)))),
    );
    calls::row(table, "flow rule: before_create of the same", &drafts, Target::AtMost(20.0));
    Ok(())
}

fn compile(sandbox: &Sandbox) -> anyhow::Result<FlowRule> {
    let source = |path: &str| {
        let file = sandbox.project.join(path);
        let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        anyhow::Ok(ScriptSource { path: path.to_owned(), text })
    };
    let libraries = ["scripts/nordwind/lib/triage.rhai", "scripts/nordwind/lib/words.rhai"];
    let libraries = libraries.into_iter().map(source).collect::<Result<Vec<_>, _>>()?;
    let rules = Rules::new(ScriptLimits::default());
    let (library, _) = rules.library(&libraries);
    let base = documents::base(sandbox)?;
    let kind = base.work_types.iter().find(|kind| kind.slug == "stoerung").context("the document has no fault")?;
    let fields = kind.steps.iter().flat_map(|step| &step.fields);
    let keys = fields.filter_map(|field| field.key.clone().or_else(|| field.free.clone())).collect();
    let vocabulary = Vocabulary { fields: Some(keys), ..Vocabulary::default() };
    let main = source("scripts/nordwind/flows/heating-fault.rhai")?;
    rules.flow(&main, &library, &vocabulary).map_err(|found| anyhow!("{}", found[0]))
}

/// A form as the engine hands it to the rule while a customer fills it in.
fn input() -> FlowInput {
    let object = |value: Value| value.as_object().cloned().unwrap_or_default();
    let device = |name: &str| json!({"id": "018f2b6e-0000-7000-8000-000000000003", "name": name, "kind": "Luft-Wasser-Wärmepumpe", "serial": "BLW8-2207-00418"});
    FlowInput {
        flow: "heating-fault".into(),
        work_type: "stoerung".into(),
        step: None,
        values: object(json!({
            "symptom": "cold", "room_temperature": 14, "vulnerable": false, "phone": "0451 123456", "billing": "contract", "terms": true,
            "description": "Seit gestern Abend wird kein Heizkörper mehr warm. Die Anzeige zeigt E12.",
            "address": "018f2b6e-0000-7000-8000-000000000001",
        })),
        context: RuleContext {
            now: "2025-03-14T13:20:00Z".into(),
            today: "2025-03-14".into(),
            hour: 14,
            weekday: 5,
            locale: "de".into(),
            tenant: "nordwind".into(),
            portal: "nordwind".into(),
            actor: object(json!({"kind": "customer", "name": "Erika Lindqvist"})).into(),
            customer: object(
                json!({"number": "10021", "name": "Erika Lindqvist", "addresses": 3, "objects": [device("Wärmepumpe"), device("Speicher"), device("Lüftung")]}),
            ).into(),
            settings: object(
                json!({"general": {"phone": "040 66969-110"}, "theme": {"accent": "#0b4a6f"}, "request": {"reply_hours": 4}}),
            ).into(),
        },
    }
}

fn text<'a>(values: &'a Map<String, Value>, key: &str) -> &'a str {
    values.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn say(input: &FlowInput, german: &str, english: &str) -> Text {
    Text::literal(if input.context.locale.starts_with("en") { english } else { german })
}

/// `on_form` in Rust, without the branch for gas, which is a return at once.
fn on_form(input: &FlowInput) -> FormAnswer {
    let (values, mut answer) = (&input.values, FormAnswer::default());
    let symptom = text(values, "symptom");
    let mut field =
        |key: &str, change: &dyn Fn(&mut FieldAnswer)| change(answer.fields.entry(key.to_owned()).or_default());
    if symptom == "noise" {
        field("description", &|answer| answer.required = Some(true));
    }
    if symptom == "cold" {
        field("room_temperature", &|answer| answer.required = Some(true));
    }
    if symptom == "error_code" && !text(values, "error_code").is_empty() {
        if let Some(meaning) = meaning(&text(values, "error_code").to_uppercase()) {
            field("error_code", &|answer| answer.help = Some(Text::literal(meaning)));
        }
        field("photos", &|answer| {
            answer.help =
                Some(say(input, "Ein Foto vom Display genügt uns oft.", "A photo of the display is often enough."))
        });
    }
    let notice = |level, text| Notice { level, text };
    match priority(values) {
        _ if symptom.is_empty() => {}
        "emergency" => {
            field("preferred_date", &|answer| answer.visible = Some(false));
            let text = say(input, "Wir behandeln Ihre Meldung als Notfall.", "We treat this as an emergency.");
            answer.notices.push(notice(Level::Warning, text));
        }
        "high" => {
            field("preferred_date", &|answer| answer.default = Some(Value::String(input.context.today.clone())));
            let text = say(
                input,
                "Das hat bei uns Vorrang. Wir melden uns heute noch mit einem Termin.",
                "This takes priority with us. You hear from us today with a date.",
            );
            answer.notices.push(notice(Level::Info, text));
        }
        _ if !(input.context.weekday <= 5 && (7..17).contains(&input.context.hour)) => {
            answer.notices.push(notice(
                Level::Info,
                say(input, "Unser Büro ist gerade geschlossen.", "Our office is closed right now."),
            ));
        }
        _ => {}
    }
    answer
}

/// The rule's judgement with its reasons, which it makes whether they are wanted or not.
fn priority(values: &Map<String, Value>) -> &'static str {
    let (symptom, mut reasons) = (text(values, "symptom"), Vec::new());
    let vulnerable = values.get("vulnerable") == Some(&Value::Bool(true));
    let has_degrees = ["cold", "no_hot_water", "error_code"].contains(&symptom);
    let freezing =
        has_degrees && values.get("room_temperature").and_then(Value::as_f64).is_some_and(|degrees| degrees < 16.0);
    if freezing {
        reasons.push(format!("unter {} °C im Wohnraum", 16));
    }
    if symptom == "leak" {
        reasons.push("Wasser tritt aus".to_owned());
    }
    if vulnerable {
        reasons.push("Säuglinge, ältere oder kranke Menschen im Haushalt".to_owned());
    }
    black_box(&reasons);
    match (freezing, vulnerable, symptom) {
        (true, true, _) => "emergency",
        (true, _, _) | (_, true, _) | (_, _, "leak" | "cold") => "high",
        _ => "normal",
    }
}

fn meaning(code: &str) -> Option<&'static str> {
    match code {
        "F28" => Some("F28: Der Brenner zündet nicht. Schauen Sie bitte nach, ob der Gashahn offen ist."),
        "F22" => Some("F22: Der Wasserdruck ist zu niedrig. Unter 1 bar dürfen Sie selbst nachfüllen."),
        "E9" => Some("E9: Die Anlage hat nach einem Stromausfall abgeschaltet."),
        _ => None,
    }
}

/// `before_create` in Rust.
fn before_create(input: &FlowInput) -> Draft {
    let degrees = input.values.get("room_temperature").map(|degrees| degrees.to_string().replace('.', ","));
    let title = match (text(&input.values, "symptom"), degrees) {
        ("gas", _) => "Gasgeruch gemeldet".to_owned(),
        ("leak", _) => "Wasser tritt aus".to_owned(),
        ("cold", Some(degrees)) => format!("Heizung bleibt kalt – {degrees} °C im Wohnraum"),
        ("cold", None) => "Heizung bleibt kalt".to_owned(),
        _ => "Ungewohnte Geräusche".to_owned(),
    };
    Draft { title: Some(title), ..Draft::default() }
}
