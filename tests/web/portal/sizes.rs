//! However much a customer sends: a rule is not to blame for it, so a good one stays in use.

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(what_a_customer_sends_is_never_a_failure_of_the_rule);

/// Failed calls after which a fresh rule would be rolled back.
const TRIAL: usize = 5;

async fn what_a_customer_sends_is_never_a_failure_of_the_rule(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let faces = "\u{1f600}".repeat(20_000);
    let many: Vec<String> = (0..700).map(|number| number.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let failures = || portal.app.live.generation("acme").extensions.flows["fault"].failures().count;
    let before = failures();
    for _ in 0..TRIAL {
        let chosen = flow::problem(&page, "x").forge("symptom", &[&faces]).press("go", "next");
        assert_eq!(erika.submit(&chosen).await.expect(422).problems().len(), 1);
        let more = flow::problem(&page, "x").forge("extras", &many).press("go", "next");
        assert_eq!(erika.submit(&more).await.expect(422).problems().len(), 1);
        let words = flow::problem(&page, &faces).press("go", "next");
        erika.submit(&words).await.expect(422);
    }
    assert_eq!(failures(), before);
    let leak = flow::problem(&page, "x").fill("symptom", "leak").press("go", "next");
    erika.send(&leak).await.expect(200);
}
