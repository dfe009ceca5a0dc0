//! How long a call takes. Not part of the ordinary tests, because a busy machine would fail them.

use serde_json::json;

use crate::support::{flow, flow_input};

#[test]
#[ignore = "measures; run with --release -- --ignored --nocapture"]
fn an_ordinary_on_form_takes_less_than_20_microseconds() {
    let text = "const OPENS = 7;\nfn is_closed(ctx) { ctx.hour < global::OPENS || ctx.hour >= ctx.settings.closes }\n\
        fn on_form(form, ctx) {\n if form.value(\"gas_smell\") == true { form.require(\"phone\"); form.notice(\"emergency\", text(\"gas\", #{ phone: ctx.settings.emergency_phone })); }\n\
        if is_closed(ctx) { form.show(\"phone\"); } else { form.hide(\"phone\"); }\n form.options(\"boiler\", [\"gas\", \"oil\", \"other\"]);\n}";
    let (rule, input) = (
        flow(text),
        flow_input(json!({ "gas_smell": true, "phone": null, "fault": "cold", "photos": [], "boiler": "gas" })),
    );
    let best = (0..50).map(|_| {
        let begin = std::time::Instant::now();
        for _ in 0..200 {
            std::hint::black_box(rule.on_form(&input).unwrap());
        }
        begin.elapsed() / 200
    });
    let best = best.min().unwrap();
    println!("on_form: {best:?}, {} operations", rule.on_form(&input).unwrap().cost.operations);
    assert!(best.as_micros() < 20, "{best:?}");
}
