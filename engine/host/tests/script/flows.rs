//! What flow rules answer.

use portico_host::script::{Choice, Draft, FieldProblem, Level, Text};
use serde_json::{Map, json};

use crate::support::{flow, flow_input, object, on_form};

#[test]
fn a_form_answer_has_every_change_by_field() {
    let body = "form.show(\"phone\"); form.require(\"phone\"); form.hide(\"photos\"); form.optional(\"photos\");\n\
                form.suggest(\"fault\", [\"no_heat\"]); form.help(\"fault\", text(\"help-fault\", #{ hour: ctx.hour }));\n\
                form.options(\"boiler\", [\"gas\", #{ value: \"oil\", label: \"Oil boiler\" }]);";
    let answer = on_form(body).unwrap().value;
    let (phone, photos) = (&answer.fields["phone"], &answer.fields["photos"]);
    assert_eq!((phone.visible, phone.required), (Some(true), Some(true)));
    assert_eq!((photos.visible, photos.required), (Some(false), Some(false)));
    assert_eq!(answer.fields["fault"].default, Some(json!(["no_heat"])));
    assert_eq!(answer.fields["fault"].help, Some(Text::keyed("help-fault", object(json!({ "hour": 21 })))));
    let choice = |value: &str, label: &str| Choice { value: value.into(), label: Text::literal(label) };
    assert_eq!(answer.fields["boiler"].options, Some(vec![choice("gas", "gas"), choice("oil", "Oil boiler")]));
    assert!(!answer.fields.contains_key("gas_smell"));
}

#[test]
fn the_last_word_counts_and_notices_keep_their_order() {
    let body = "form.hide(\"phone\"); form.show(\"phone\"); form.notice(\"emergency\", \"call us\"); form.notice(\"info\", text(\"later\"));";
    let answer = on_form(body).unwrap().value;
    assert_eq!(answer.fields["phone"].visible, Some(true));
    let levels: Vec<_> = answer.notices.iter().map(|notice| notice.level).collect();
    assert_eq!(levels, [Level::Emergency, Level::Info]);
    assert_eq!(answer.notices[1].text, Text::keyed("later", Map::new()));
}

#[test]
fn values_come_in_with_their_types_and_blank_is_nothing() {
    let text = "fn on_form(form, ctx) {\n if form.value(\"phone\") == () { log(\"blank\"); }\n if form.is_set(\"boiler\") { log(\"set\"); }\n\
                if form.value(\"gas_smell\") { log(\"gas\"); }\n log(`${form.value(\"fault\") + 1} ${form.flow} ${form.step} ${form.work_type}`);\n\
                for photo in form.value(\"photos\") { log(photo); }\n}";
    let input = flow_input(json!({ "phone": "  ", "boiler": [], "gas_smell": true, "fault": 2, "photos": ["a", "b"] }));
    let log: Vec<String> = flow(text).on_form(&input).unwrap().log.into_iter().map(|line| line.text).collect();
    assert_eq!(log, ["blank", "gas", "3 heating_fault what repair", "a", "b"]);
}

#[test]
fn the_context_is_readable() {
    let body = "log(`${ctx.today} ${ctx.hour} ${ctx.weekday} ${ctx.locale} ${ctx.tenant} ${ctx.portal}`);\n\
                log(ctx.actor.name + ctx.customer.number + ctx.settings.opens + (\"opens\" in ctx.settings));\n\
                log(`${ctx.settings}`);";
    let log = on_form(body).unwrap().log;
    assert_eq!(log[0].text, "2026-11-22 21 7 de nordwind privat");
    assert_eq!(log[1].text, "AdaK-177true");
    assert_eq!(log[2].text, r#"{"general":{"emergency_phone":"0800 112 112","phone":"0800 1"},"opens":7}"#);
}

#[test]
fn validation_gives_problems_in_order() {
    let text = "fn validate(form, ctx) {\n if !form.is_set(\"phone\") { form.error(\"phone\", text(\"phone-missing\")); }\n form.error(\"closed\");\n}";
    let problems = flow(text).validate(&flow_input(json!({ "phone": null }))).unwrap().value;
    let phone = FieldProblem { field: Some("phone".into()), message: Text::keyed("phone-missing", Map::new()) };
    assert_eq!(problems, [phone, FieldProblem { field: None, message: Text::literal("closed") }]);
}

#[test]
fn before_create_sets_the_draft() {
    let text = "fn before_create(draft, ctx) {\n draft.set_title(`Heating: ${draft.value(\"fault\")}`);\n draft.set_priority(\"urgent\");\n\
                draft.assign(\"team-heat\");\n draft.set(\"score\", #{ total: 3, parts: [1, 2] });\n log(draft.flow + draft.work_type);\n}";
    let run = flow(text).before_create(&flow_input(json!({ "fault": "cold" }))).unwrap();
    let expected = Draft {
        title: Some("Heating: cold".into()),
        priority: Some("urgent".into()),
        assignee: Some("team-heat".into()),
        extra: object(json!({ "score": { "total": 3, "parts": [1, 2] } })),
    };
    assert_eq!(run.value, expected);
    assert_eq!(run.log[0].text, "heating_faultrepair");
}

#[test]
fn before_create_cannot_replace_what_the_customer_answered() {
    let rule = flow("fn before_create(draft, ctx) { draft.set(\"phone\", \"1\"); }");
    let fault = rule.before_create(&flow_input(json!({}))).unwrap_err();
    assert!(fault.diagnostic.message.contains("\"phone\" is a field of the form"), "{fault}");
}

#[test]
fn a_hook_that_a_rule_does_not_have_answers_nothing() {
    let rule = flow("fn validate(form, ctx) { form.error(\"x\"); }");
    assert!(!rule.has_on_form() && rule.has_validate() && !rule.has_before_create());
    let run = rule.on_form(&flow_input(json!({}))).unwrap();
    assert!(run.value.fields.is_empty() && run.cost.operations == 0);
    assert_eq!(rule.before_create(&flow_input(json!({}))).unwrap().value, Draft::default());
}

#[test]
fn a_run_records_its_cost() {
    let one = on_form("form.show(\"phone\");").unwrap().cost.operations;
    let many = on_form("for i in 0..100 { form.show(\"phone\"); }").unwrap().cost.operations;
    assert!(one > 0 && many > one + 100, "{one} {many}");
}

#[test]
fn a_hook_may_name_its_parameters_as_it_likes_and_use_constants_and_return_early() {
    let text = "const A = 1;\nconst B = 2;\nfn on_form(formular, umstand) {\n let c = global::A + global::B;\n\
                formular.suggest(\"phone\", c);\n if umstand.hour > 1 { return; }\n formular.hide(\"phone\");\n}";
    let answer = flow(text).on_form(&flow_input(json!({}))).unwrap().value;
    assert_eq!((&answer.fields["phone"].default, answer.fields["phone"].visible), (&Some(json!(3)), None));
}

#[test]
fn a_form_handed_to_another_function_is_the_same_form() {
    let rule = flow(
        "fn ask(form, key) { form.show(key); form.require(key); }\nfn on_form(form, ctx) { ask(form, \"phone\"); }",
    );
    assert_eq!(rule.on_form(&flow_input(json!({}))).unwrap().value.fields["phone"].required, Some(true));
}

#[test]
fn a_field_that_only_the_input_knows_is_known() {
    let rule = flow("fn on_form(form, ctx) { let key = \"extra\"; form.show(key); }");
    assert!(rule.on_form(&flow_input(json!({ "extra": null }))).is_ok());
    assert!(rule.on_form(&flow_input(json!({}))).is_err());
}
