//! What a flow's rule answers reaches the page, with scripts and without, and the request that is sent.

use portico::{
    config::Config,
    domain::{event::EventKind, run::Outcome},
    store,
};
use serde_json::json;

use crate::support::{flow, portal::TestPortal};

/// The beginning of a JPEG, which is what its type is told by.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";

const RULE: &str = "fn on_form(form, ctx) {
    if form.step != () { form.help(\"description\", `You are at ${form.step}.`); }
    if form.value(\"symptom\") != \"cold\" { return; }
    form.require(\"temperature\");
    form.suggest(\"temperature\", 12);
    form.hide(\"photos\");
    form.options(\"extras\", [#{ value: \"filter\", label: \"A new filter\" }]);
    form.notice(\"warning\", \"Keep warm.\");
}

fn before_create(draft, ctx) {
    draft.set(\"score\", 3);
    log(\"scored\");
}
";

async fn portal(rule: &'static str) -> TestPortal {
    let write = |config: &mut Config| {
        std::fs::write(config.extensions.scripts.join("acme/flows/fault.rhai"), rule).unwrap();
    };
    TestPortal::alone_with(write).await
}

#[tokio::test]
async fn what_a_rule_says_about_a_form_is_on_the_refreshed_page_and_in_its_live_state() {
    let portal = portal(RULE).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    assert!(page.main_form().shows("photos"));
    let form = page.main_form().fill("symptom", "cold");
    let state = erika.post(&format!("{}/state", form.action), &[("symptom", "cold")]).await.expect(200).json();
    let of = |key: &str| state["fields"][key].clone();
    assert_eq!(
        (of("temperature")["visible"].clone(), of("temperature")["required"].clone()),
        (json!(true), json!(true))
    );
    assert_eq!(of("temperature")["value"], json!(12));
    assert_eq!(of("photos")["visible"], json!(false));
    assert_eq!(of("extras")["options"], json!([{"value": "filter", "label": "A new filter"}]));
    assert_eq!(of("description")["help"], json!("You are at problem."));
    assert_eq!(state["notices"], json!([{"level": "warning", "text": "Keep warm."}]));

    let page = erika.send(&form.press("go", "refresh")).await.expect(200);
    let form = page.main_form();
    assert!(!form.shows("photos"));
    assert_eq!(page.page().all("input[name=extras]").len(), 1);
    let text = page.page().text();
    assert!(["You are at problem.", "A new filter", "Keep warm."].iter().all(|said| text.contains(said)), "{text}");
}

#[tokio::test]
async fn what_a_rule_sets_and_logs_on_sending_is_kept_with_the_request() {
    let portal = portal(RULE).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let detail = store::work_orders::detail(&mut conn, &portal.scope(), order).await.unwrap().unwrap();
    assert_eq!(detail.order.values["score"], json!(3));
    let runs = portal.runs().await;
    assert_eq!(runs.len(), 1, "silent runs leave no record");
    assert_eq!((runs[0].rule.as_str(), runs[0].outcome, runs[0].work_order), ("flows/fault", Outcome::Ok, Some(order)));
    assert!(runs[0].log.to_string().contains("scored"), "{}", runs[0].log);
}

#[tokio::test]
async fn a_flow_rule_that_fails_is_told_to_the_office_once_a_minute() {
    let portal =
        portal("fn on_form(form, ctx) { if form.value(\"symptom\") == \"noise\" { throw \"it broke\"; } }\n").await;
    let erika = portal.customer("erika@drossel.example").await;
    let form = flow::problem(&flow::begin(&erika).await, "x");
    for _ in 0..3 {
        erika.post(&format!("{}/state", form.action), &[("symptom", "noise")]).await.expect(200);
    }
    assert_eq!(portal.runs().await.len(), 1);
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get("/office/acme/runs?outcome=failed").await.expect(200).page();
    assert_eq!(page.all("tbody tr").len(), 1);
    assert!(page.text().contains("flows/fault") && page.text().contains("it broke"), "{}", page.text());
    let run = portal.runs().await.remove(0);
    sam.get(&format!("/office/acme/runs/{}", run.id)).await.expect(200);
    let page = sam.get("/office/acme/extensions").await.expect(200).page();
    assert!(page.all("a").iter().any(|a| a.attribute("href").is_some_and(|to| to.ends_with("rule=flows%2Ffault"))));
    portal.clock.advance(std::time::Duration::from_secs(61));
    erika.post(&format!("{}/state", form.action), &[("symptom", "noise")]).await.expect(200);
    assert_eq!(portal.runs().await.len(), 2);
}

#[tokio::test]
async fn every_file_of_a_request_is_on_its_timeline() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "See the photo").attach("photos", "cellar.jpg", JPEG);
    let page = flow::next(&erika, form).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    let entries = page.texts("[data-timeline] li");
    assert!(entries.len() == 2 && entries[1].contains("cellar.jpg"), "{entries:?}");
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let timeline = store::work_orders::whole(&mut conn, &portal.scope(), order, None).await.unwrap().unwrap().events;
    assert_eq!(
        timeline.iter().map(|event| event.kind).collect::<Vec<_>>(),
        [EventKind::Requested, EventKind::FileAdded]
    );
}
