//! A rule acts at most once per event, however often its task comes back; and a chain of rules ends.

use std::{collections::BTreeSet, time::Duration};

use portico::{
    config::Config,
    domain::run::{Outcome, RunRecord},
    store::{self, runs::RunFilter},
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    a_rule_that_is_always_late_is_parked_in_the_end_while_the_others_acted_once,
    the_ninth_rule_of_a_chain_does_not_run,
    rules_that_answer_each_other_side_by_side_come_to_an_end,
    texts_of_the_theme_are_said_in_the_language_of_who_reads_them,
    an_automation_knows_where_and_for_whom_it_runs,
);

/// Works on large texts, which takes long and few operations: letters beyond ASCII are looked up one by one.
const LATE: &str = "fn on_commented(order, act, ctx) {
    if ctx.event.text != \"echo\" || ctx.actor.kind != \"customer\" { return; }
    let text = \"ä\";
    for n in 0..14 { text += text; }
    loop { text.to_upper(); }
}
";

async fn a_rule_that_is_always_late_is_parked_in_the_end_while_the_others_acted_once(database: &Database) {
    let portal = said(database, "echo", &[("late", LATE)]).await;
    for _ in 0..12 {
        portal.clock.advance(Duration::from_secs(2 * 86_400));
        portal.work().await;
    }
    let late = runs_of(&portal, "late").await;
    let failed: Vec<_> = late.iter().filter(|run| run.outcome == Outcome::Failed).collect();
    let errors: Vec<_> = failed.iter().map(|run| run.error.as_str()).collect();
    assert_eq!(failed.len(), 10, "one record for each try: {errors:#?}");
    assert!(failed.iter().all(|run| run.error.contains("stopped after 100 ms")), "{}", failed[0].error);
    for other in ["echo", "hasty", "fragile"] {
        let once =
            runs_of(&portal, other).await.into_iter().filter(|run| run.input["event"]["by"]["kind"] == "customer");
        assert_eq!(once.count(), 1, "{other} ran once about the comment");
    }
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert_eq!(store::outbox::list_parked(&mut conn, &portal.scope()).await.unwrap().len(), 1);
}

async fn the_ninth_rule_of_a_chain_does_not_run(database: &Database) {
    let link = |n: usize| {
        format!(
            "fn on_commented(order, act, ctx) {{ if ctx.event.text == \"chain {n}\" {{ act.comment(\"chain {}\"); }} }}\n",
            n + 1
        )
    };
    let rules: Vec<(String, String)> = (1..=9).map(|n| (format!("chain{n}"), link(n))).collect();
    let rules: Vec<(&str, &str)> = rules.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let portal = said(database, "chain 1", &rules).await;
    portal.work().await;
    for n in 1..=8 {
        let acted = runs_of(&portal, &format!("chain{n}")).await;
        assert_eq!(
            acted.iter().filter(|run| run.effects.as_array().is_some_and(|all| !all.is_empty())).count(),
            1,
            "{n}"
        );
    }
    let ninth = runs_of(&portal, "chain9").await;
    assert!(ninth.iter().all(|run| run.effects.as_array().is_some_and(Vec::is_empty)), "{ninth:#?}");
    let stopped: Vec<_> = ninth.iter().filter(|run| run.outcome == Outcome::LoopBlocked).collect();
    assert_eq!(stopped.len(), 1);
    assert!(stopped[0].error.contains("8 rules already followed"), "{}", stopped[0].error);
}

async fn rules_that_answer_each_other_side_by_side_come_to_an_end(database: &Database) {
    // Six that answer every "again" of the others would make 1,956 runs before each chain has met all of them.
    let answer = "fn on_commented(order, act, ctx) {
        if ctx.event.text == \"again\" { act.comment(\"again\"); }
    }
    ";
    let names: Vec<String> = (1..=6).map(|n| format!("branch{n}")).collect();
    let rules: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), answer)).collect();
    let portal = said(database, "again", &rules).await;
    portal.work().await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let mut acted = 0;
    for rule in names.clone() {
        let filter = RunFilter { rule: Some(rule), outcome: Some(Outcome::Ok), limit: 500, ..RunFilter::default() };
        acted += store::runs::list(&mut conn, &portal.scope(), &filter).await.unwrap().len();
    }
    assert_eq!(acted, 6 + 64, "those about the customer's comment, and as many as may follow");
    let filter = RunFilter { outcome: Some(Outcome::LoopBlocked), limit: 500, ..RunFilter::default() };
    let stopped = store::runs::list(&mut conn, &portal.scope(), &filter).await.unwrap();
    assert!(stopped.iter().any(|run| run.error.contains("64 runs already followed")), "the rest says why");
    drop(conn);
    assert_eq!(portal.work().await, 0, "nothing is left to do");
}

const TEXTS: &str = "fn on_commented(order, act, ctx) {
    if ctx.event.text != \"texts\" { return; }
    act.comment(text(\"request-number\", #{ number: 7 }));
    act.mail_customer(text(\"all-requests\"), text(\"request-number\", #{ number: 8 }));
    act.add_note(text(\"request-number\", #{ number: 9 }));
}
";

async fn texts_of_the_theme_are_said_in_the_language_of_who_reads_them(database: &Database) {
    let portal = said(database, "texts", &[("texts", TEXTS)]).await;
    portal.work().await;
    // The rule's own comment would begin it once more, which the guard against loops prevents; both runs are of the same moment.
    let runs = runs_of(&portal, "texts").await;
    let run = runs.iter().find(|run| run.outcome == Outcome::Ok).expect("the rule ran");
    assert_eq!(run.error, "");
    let mails = portal.mailbox().await;
    let mail = mails.iter().find(|mail| mail.subject.contains("Alle Anfragen")).expect("the customer got a mail");
    assert!(mail.text.contains("Anfrage 8"), "{}", mail.text);
    let comment = mails.iter().find(|mail| mail.text.contains("Anfrage 7")).expect("the customer got the comment");
    assert!(!comment.text.contains("texts"), "a rule's name is not for customers: {}", comment.text);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let order = run.work_order.expect("the run is about a work order");
    let timeline = store::work_orders::whole(&mut conn, &portal.scope(), order, None).await.unwrap().unwrap().events;
    let texts: Vec<_> = timeline.iter().filter_map(|event| event.data.get("text")?.as_str()).collect();
    assert!(texts.contains(&"Anfrage 7"), "the customer reads German: {texts:?}");
    assert!(texts.contains(&"Request 9"), "the office reads English: {texts:?}");
}

const LOG: &str = "fn on_commented(order, act, ctx) {
    log(`${ctx.tenant} ${ctx.portal} ${ctx.locale} ${ctx.settings.general.phone} ${ctx.actor.kind} ${ctx.customer.number}`);
    log(`${order.address.street} | ${order.address.postcode} | ${order.address.city} | ${order.address.line}`);
}
";

async fn an_automation_knows_where_and_for_whom_it_runs(database: &Database) {
    let portal = said(database, "hello", &[("log", LOG)]).await;
    portal.work().await;
    let log = runs_of(&portal, "log").await[0].log.to_string();
    assert!(log.contains("acme acme de 030 1234 customer 10001"), "{log}");
    assert!(log.contains("Drosselweg 1 | 10115 | Berlin | Home – Drosselweg 1, 10115 Berlin"), "{log}");
    // What rules are tried on looks like what they are given.
    let run = &runs_of(&portal, "log").await[0];
    let keys = |map: &serde_json::Map<String, serde_json::Value>| map.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(run.input["order"].as_object().unwrap()), keys(&portico::reload::sample_order()));
}

/// A portal with further automations, where Erika wrote a comment.
async fn said(database: &Database, text: &str, rules: &[(&str, &str)]) -> TestPortal {
    let write = |config: &mut Config| {
        for (name, text) in rules {
            std::fs::write(config.extensions.scripts.join(format!("acme/automations/{name}.rhai")), text).unwrap();
        }
    };
    let portal = TestPortal::with(database, write).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    portal.work().await;
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&page.form("/comments").fill("text", text)).await.expect(303);
    portal
}

async fn runs_of(portal: &TestPortal, rule: &str) -> Vec<RunRecord> {
    portal.runs().await.into_iter().filter(|run| run.rule == rule).collect()
}
