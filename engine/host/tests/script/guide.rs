//! The author's guide tells the truth: its table of hooks, its limits, its list of functions and its examples.

use portico_host::effect::EffectRequest;
use portico_host::script::{
    EventInput, FaultKind, Level, Library, Rules, ScriptLimits, ScriptSource, Text, Vocabulary, hook,
};
use serde_json::{Map, Value, json};

use crate::support::{event_input, flow_input, object, print, rules, source};

const GUIDE: &str = include_str!("../../../../scripts/README.md");

/// The Rhai blocks, whose first line names the file.
fn examples() -> Vec<ScriptSource> {
    let blocks = GUIDE.split("```rhai\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks
        .map(|block| {
            let path = block.lines().next().and_then(|line| line.strip_prefix("// ")).expect("a block names its file");
            source(path, block)
        })
        .collect()
}

fn example(part: &str) -> ScriptSource {
    examples().into_iter().find(|source| source.path.contains(part)).expect("the example exists")
}

fn library(rules: &Rules) -> Library {
    let (library, found) = rules.library(&[example("/lib/")]);
    assert!(found.is_empty(), "{}", print(&found));
    library
}

fn words() -> Vocabulary {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let fields = ["fault", "gas_smell", "room_temperature", "children", "boiler", "phone", "preferred_time"];
    Vocabulary {
        fields: Some(words(&fields)),
        choices: [("fault".to_owned(), words(&["no_heat", "noise"]))].into(),
        statuses: words(&["requested", "done"]),
        priorities: words(&["normal", "high", "emergency"]),
    }
}

#[test]
fn the_table_of_hooks_is_the_engines_own() {
    assert!(GUIDE.contains(&hook::table()), "put this into scripts/README.md:\n{}", hook::table());
}

#[test]
fn the_table_of_limits_has_every_limit_with_its_default() {
    let limits = serde_json::to_value(ScriptLimits::default()).unwrap();
    for (name, value) in limits.as_object().unwrap() {
        assert!(GUIDE.contains(&format!("| `{name}` | {value} |")), "{name} = {value}");
    }
}

#[test]
fn every_function_and_property_of_an_object_is_described() {
    let definitions = rules().definitions();
    let mut described = 0;
    for line in definitions.lines().map(str::trim) {
        let Some((name, rest)) = line.strip_prefix("fn ").and_then(|line| line.split_once('(')) else { continue };
        let Some((object, kind)) = rest.split([',', ')']).next().and_then(|first| first.split_once(": ")) else {
            continue;
        };
        if !["Form", "Draft", "Order", "Act", "Ctx", "Record"].contains(&kind)
            || name.contains('$')
            || name == "to_debug"
        {
            continue;
        }
        let call = match name.strip_prefix("get ") {
            Some(property) => format!("{object}.{property}"),
            None => format!("{object}.{name}("),
        };
        described += 1;
        assert!(
            GUIDE.contains(&format!("`{call}")) || GUIDE.contains(&format!(" {call}")),
            "{call} is not in the guide"
        );
    }
    assert!(described > 45, "only {described} found");
}

#[test]
fn every_example_passes_the_check_without_a_warning() {
    let (rules, mut seen) = (rules(), 0);
    let library = library(&rules);
    for example in examples() {
        let warnings = match example.path.split('/').nth(2) {
            Some("flows") => rules.flow(&example, &library, &words()).map(|rule| rule.warnings().to_vec()),
            Some("automations") => rules.automation(&example, &library, &words()).map(|rule| rule.warnings().to_vec()),
            _ => continue,
        };
        assert_eq!(warnings.map_err(|found| print(&found)), Ok(Vec::new()), "{}", example.path);
        seen += 1;
    }
    assert_eq!(seen, 2);
}

fn blank_form() -> Map<String, Value> {
    words().fields.expect("they are listed above").into_iter().map(|key| (key, Value::Null)).collect()
}

fn filled(values: Value) -> portico_host::script::FlowInput {
    let mut all = blank_form();
    all.extend(object(values));
    flow_input(Value::Object(all))
}

#[test]
fn the_first_example_asks_for_what_the_fault_needs() {
    let rules = rules();
    let rule = rules.flow(&example("heating_fault"), &library(&rules), &words()).unwrap();
    let calm = rule.on_form(&filled(json!({ "fault": "drips" }))).unwrap().value;
    assert_eq!(calm.fields["children"].visible, Some(false));
    assert_eq!(calm.fields["preferred_time"].default, Some(json!("morning")));
    assert!(calm.notices.is_empty() && !calm.fields.contains_key("phone"));
    let cold = rule.on_form(&filled(json!({ "fault": "no_heat", "room_temperature": 14 }))).unwrap().value;
    assert_eq!(cold.fields["phone"].required, Some(true));
    assert_eq!(cold.notices[0].level, Level::Warning);
    assert!(cold.notices[0].text.literal.as_deref().unwrap().contains("0800 112 112"));
    let gas = rule.on_form(&filled(json!({ "gas_smell": true }))).unwrap().value;
    assert_eq!(gas.notices[0].text, Text::keyed("rule-gas-smell", object(json!({ "phone": "0800 112 112" }))));
}

#[test]
fn the_first_example_validates_and_fills_the_draft() {
    let rules = rules();
    let rule = rules.flow(&example("heating_fault"), &library(&rules), &words()).unwrap();
    let problems = rule.validate(&filled(json!({ "room_temperature": -30 }))).unwrap().value;
    let fields: Vec<_> = problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
    assert_eq!(fields, ["room_temperature", "phone"]);
    let draft = rule.before_create(&filled(json!({ "gas_smell": true, "phone": "1" }))).unwrap().value;
    assert_eq!((draft.priority.as_deref(), draft.assignee.as_deref()), (Some("emergency"), Some("team-on-call")));
    assert_eq!(draft.title.as_deref(), Some("Heating fault at Ada Lovelace"));
    assert_eq!(draft.extra, object(json!({ "triage_score": 3 })));
}

fn run(input: &EventInput) -> Vec<EffectRequest> {
    let rules = rules();
    let rule = rules.automation(&example("new_request"), &library(&rules), &words()).expect("the example is right");
    rule.run(input).unwrap_or_else(|fault| panic!("{fault}")).value
}

#[test]
fn the_second_example_raises_the_alarm_and_answers_out_of_hours() {
    let alarm = run(&event_input("work_order.requested"));
    let actions: Vec<_> = alarm.iter().map(|effect| effect.action.as_str()).collect();
    assert_eq!(actions, ["work_orders.prioritise", "work_orders.note", "mail.office"]);
    assert_eq!(alarm[2].input["subject"], json!("Emergency: WO-1001"));
    let mut quiet = event_input("work_order.requested");
    quiet.order.insert("values".into(), json!({}));
    assert_eq!(run(&quiet)[0].input["text"]["key"], json!("rule-we-are-closed"));
    let mut other = event_input("work_order.requested");
    other.order.insert("flow".into(), json!("garden"));
    assert!(run(&other).is_empty());
}

#[test]
fn the_second_example_ignores_what_rules_did() {
    let mut done = event_input("work_order.closed");
    done.order.extend(object(json!({ "status_category": "done", "priority": "emergency" })));
    assert_eq!(run(&done)[0].action, "mail.office");
    done.context.actor = object(json!({ "name": "new_request", "kind": "extension" })).into();
    assert!(run(&done).is_empty());
}

#[test]
fn the_message_in_the_guide_is_what_the_check_prints() {
    let wrong = source(
        "scripts/nordwind/flows/heating_fault.rhai",
        "fn on_form(form, ctx) {\n    form.show(\"gas_smel\");\n}\n",
    );
    let found = rules().flow(&wrong, &Library::default(), &words()).err().unwrap();
    assert!(GUIDE.contains(&found[0].to_string()), "{}", found[0]);
}

#[test]
fn damaged_files_are_refused_or_run_but_never_bring_the_engine_down() {
    let rules = rules();
    let (library, text) = (library(&rules), example("heating_fault").text.into_bytes());
    let mut seed = 1_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let (mut refused, mut ran) = (0, 0);
    for _ in 0..1_000 {
        let mut damaged = text.clone();
        let (at, other) = (next(text.len()), next(text.len()));
        match next(4) {
            0 => damaged[at] = u8::try_from(next(256)).unwrap(),
            1 => damaged.truncate(at),
            2 => drop(damaged.drain(at.min(other)..at.max(other))),
            _ => damaged.swap(at, other),
        }
        let damaged = source("scripts/nordwind/flows/heating_fault.rhai", &String::from_utf8_lossy(&damaged));
        match rules.flow(&damaged, &library, &words()) {
            Err(found) => refused += usize::from(!found.is_empty()),
            Ok(rule) => {
                let fault = rule.on_form(&filled(json!({ "gas_smell": true }))).err();
                assert_ne!(fault.map(|fault| fault.kind), Some(FaultKind::Panic), "{}", damaged.text);
                ran += 1;
            }
        }
    }
    assert_eq!(refused + ran, 1_000);
    assert!(refused > 500 && ran > 0, "{refused} refused, {ran} ran");
}
