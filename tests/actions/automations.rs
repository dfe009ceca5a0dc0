//! Automations: what a rule asks for happens all or not at all, once, and never in a circle. Every run tells what became of it.

use portico::{
    actions::automations,
    domain::{
        access::ActorRef,
        event::{Cause, Event, EventKind},
        id::WorkOrderId,
        outbox::{LEASE, LeasedTask, NewTask, Task},
        run::{Outcome, RunRecord},
        work_order::Priority,
    },
    store::{self, work_orders::OrderDetail},
};

use crate::support::{
    databases::{self, Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_rule_that_answers_itself_is_stopped_after_one_round,
    when_one_effect_is_refused_none_is_kept_and_the_run_says_why,
    a_rule_that_refuses_says_why_as_a_person_must,
    a_rule_that_breaks_leaves_nothing_but_its_record,
    a_rule_that_says_what_cannot_be_stored_is_refused_with_its_record,
    a_worker_that_is_interrupted_after_applying_does_not_apply_again,
    a_worker_that_is_interrupted_before_applying_leaves_the_task_to_another,
    effects_of_a_rule_are_written_with_the_rule_as_their_actor,
);

async fn a_rule_that_answers_itself_is_stopped_after_one_round(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "echo").await;
    portal.work().await;
    let said = events(&portal, order, EventKind::Commented).await;
    assert_eq!(said, ["customer", "extension"], "the customer's comment and one echo");
    let runs = runs_of(&portal, "echo").await;
    assert_eq!(runs.iter().filter(|run| run.outcome == Outcome::Ok).count(), 1);
    let stopped: Vec<_> = runs.iter().filter(|run| run.outcome == Outcome::LoopBlocked).collect();
    assert_eq!(stopped.len(), 1);
    assert!(stopped[0].error.contains("already ran"), "{}", stopped[0].error);
    assert_eq!(portal.work().await, 0, "nothing is left to do");
}

async fn when_one_effect_is_refused_none_is_kept_and_the_run_says_why(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "hurry").await;
    let before = portal.mailbox().await.len();
    portal.work().await;
    assert_eq!(
        events(&portal, order, EventKind::Noted).await,
        [""; 0],
        "the note before the refused effect is not kept"
    );
    assert_eq!(detail(&portal, order).await.status.slug.as_str(), "new");
    let hurried = portal.mailbox().await.into_iter().skip(before).filter(|mail| mail.subject.contains("Hurry"));
    assert_eq!(hurried.count(), 0);
    let runs = runs_of(&portal, "hasty").await;
    assert_eq!(runs.len(), 1, "what is refused for good is not tried again");
    assert_eq!(runs[0].outcome, Outcome::Failed);
    assert!(
        runs[0].error.contains("work_orders.transition") && runs[0].error.contains("none of the effects"),
        "{}",
        runs[0].error
    );
    let results: Vec<_> = runs[0]
        .effects
        .as_array()
        .unwrap()
        .iter()
        .map(|effect| effect["result"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((results[0].as_str(), results[2].as_str()), ("done", "not tried"));
    assert!(results[1].contains("cannot go"), "{}", results[1]);
    // The office sees the run with all of that.
    let sam = portal.staff("sam@acme.example").await;
    let list = sam.get("/office/acme/runs?outcome=failed").await.expect(200).page();
    assert_eq!(list.all("tbody tr").len(), 1);
    let page = sam.get(&format!("/office/acme/runs/{}", runs[0].id)).await.expect(200);
    assert!(page.page().text().contains("work_orders.transition"));
}

async fn a_rule_that_refuses_says_why_as_a_person_must(database: &Database) {
    let portal = TestPortal::on(database).await;
    let silent = with_comment(&portal, "drop it").await;
    portal.work().await;
    assert_eq!(detail(&portal, silent).await.status.slug.as_str(), "new", "nobody is refused in silence");
    assert_eq!(runs_of(&portal, "hasty").await[0].outcome, Outcome::Failed);
    let told = with_comment(&portal, "never mind").await;
    portal.work().await;
    assert_eq!(detail(&portal, told).await.status.slug.as_str(), "rejected");
    assert!(portal.mailbox().await.iter().any(|mail| mail.text.contains("As you wished.")));
}

async fn a_rule_that_breaks_leaves_nothing_but_its_record(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "explode").await;
    portal.work().await;
    assert_eq!(events(&portal, order, EventKind::Noted).await, [""; 0]);
    let runs = runs_of(&portal, "fragile").await;
    assert_eq!((runs.len(), runs[0].outcome), (1, Outcome::Failed));
    assert!(runs[0].error.contains("it broke") && runs[0].error.contains("fragile.rhai"), "{}", runs[0].error);
    // Other rules about the same event ran all the same, and the office still gets the customer's words.
    assert_eq!(runs_of(&portal, "echo").await[0].outcome, Outcome::Ok);
    assert!(portal.mailbox().await.iter().any(|mail| mail.text.contains("explode")));
}

async fn a_rule_that_says_what_cannot_be_stored_is_refused_with_its_record(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "nothing").await;
    portal.work().await;
    assert_eq!(events(&portal, order, EventKind::Noted).await, [""; 0]);
    let runs = runs_of(&portal, "fragile").await;
    assert_eq!((runs.len(), runs[0].outcome), (1, Outcome::Failed));
    assert!(runs[0].error.contains("U+0000") && runs[0].error.contains("fragile.rhai"), "{}", runs[0].error);
    assert_eq!(runs[0].log[0]["text"], "before \u{fffd} after");
    assert_eq!(portal.work().await, 0, "it is not tried again");
}

async fn a_worker_that_is_interrupted_after_applying_does_not_apply_again(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "echo").await;
    let task = lease_automation(&portal).await;
    // The effects are applied, but the worker dies before the task is finished: its lease stays.
    let extensions = portal.app.live.generation("acme").extensions.clone();
    automations::run(portal.cx(), &extensions, &|_, _, key, _| key.to_owned(), &task).await.unwrap();
    again(&portal, &task).await;
    portal.clock.advance(LEASE + std::time::Duration::from_secs(1));
    portal.work().await;
    let said = events(&portal, order, EventKind::Commented).await;
    assert_eq!(said, ["customer", "extension"], "the echo is there once");
    let applied = runs_of(&portal, "echo").await.into_iter().filter(|run| run.outcome == Outcome::Ok);
    assert_eq!(applied.count(), 1, "and so is its record");
}

async fn a_worker_that_is_interrupted_before_applying_leaves_the_task_to_another(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = with_comment(&portal, "echo").await;
    lease_automation(&portal).await;
    portal.work().await;
    assert_eq!(events(&portal, order, EventKind::Commented).await, ["customer"], "the lease holds");
    portal.clock.advance(LEASE + std::time::Duration::from_secs(1));
    portal.work().await;
    assert_eq!(events(&portal, order, EventKind::Commented).await, ["customer", "extension"]);
}

async fn effects_of_a_rule_are_written_with_the_rule_as_their_actor(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "Brr").fill("symptom", "cold").forge("temperature", &["9,5"]);
    let page = flow::next(&erika, form).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    portal.work().await;
    let detail = detail(&portal, order).await;
    assert_eq!((detail.order.title.as_str(), detail.order.priority.as_str()), ("No heating", "high"));
    assert_eq!(detail.order.values["temperature"], 9.5);
    let scope = portal.scope();
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let timeline = store::work_orders::whole(&mut conn, &scope, order, None).await.unwrap().unwrap().events;
    let by_rule: Vec<_> = timeline.iter().filter(|event| event.actor.name == "triage").collect();
    assert_eq!(by_rule.len(), 3);
    let root = timeline.iter().find(|event| event.kind == EventKind::Requested).unwrap().id;
    assert!(by_rule.iter().all(|event| event.cause.root == Some(root) && event.cause.rules == ["triage"]));
    let run = &runs_of(&portal, "triage").await[0];
    assert!(run.operations > 0 && run.input["order"]["title"] == "No heating");
    assert!(run.log.to_string().contains("triage of 1005"), "{}", run.log);
}

/// A request whose customer wrote a comment; everything before the comment is done.
/// What appends an event holds the tenant's lock until it is kept; whoever holds the work order as well must have taken it before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_and_a_person_at_one_work_order_wait_for_each_other_and_never_both() {
    let Some(database) = databases::postgres().await else { return };
    let portal = TestPortal::on(&database).await;
    let order = with_comment(&portal, "both at once").await;
    let mut person = portal.cx().store.write(portal.acme).await.unwrap();
    let held = store::work_orders::get_for_update(&mut person, &portal.scope(), order).await.unwrap().unwrap();
    let act = async {
        rule_waits(&database).await;
        let event = Event {
            id: portal.cx().id(),
            tenant: portal.acme,
            work_order: held.id,
            kind: EventKind::Noted,
            at: portal.cx().now(),
            actor: ActorRef { kind: "staff".into(), user: None, name: "Sam".into() },
            data: serde_json::Map::new(),
            cause: Cause::default(),
        };
        store::events::append(&mut person, &event).await.unwrap();
        person.commit().await.unwrap();
    };
    tokio::join!(portal.work(), act);
    let runs = runs_of(&portal, "hasty").await;
    assert_eq!((runs.len(), runs[0].outcome), (1, Outcome::Ok), "{runs:?}");
    assert_eq!(detail(&portal, order).await.order.priority, Priority::High);
}

/// Returns when somebody stands in line for a row of the work orders.
async fn rule_waits(database: &Database) {
    let mut beside = database.raw_postgres().await;
    let waiting = "select count(*) from pg_locks where locktype = 'tuple' and relation = 'work_orders'::regclass";
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(&mut beside).await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
}

async fn with_comment(portal: &TestPortal, text: &str) -> WorkOrderId {
    let erika: Person = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    portal.work().await;
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&page.form("/comments").fill("text", text)).await.expect(303);
    order
}

/// Takes the automation of the comment as a worker would that is about to die.
async fn lease_automation(portal: &TestPortal) -> LeasedTask {
    let mut tx = portal.cx().store.platform_write().await.unwrap();
    let tasks = store::outbox::claim(&mut tx, "worker-that-dies", portal.cx().now(), Task::Automate, 1).await.unwrap();
    tx.commit().await.unwrap();
    tasks.into_iter().next().expect("the automation of the comment is due")
}

/// The task again, as if finishing it had never been written.
async fn again(portal: &TestPortal, task: &LeasedTask) {
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let new = NewTask { task: task.task, work_order: task.work_order, payload: task.payload.clone() };
    store::outbox::enqueue(&mut tx, &new, task.id, task.created_at).await.unwrap();
    tx.commit().await.unwrap();
}

async fn runs_of(portal: &TestPortal, rule: &str) -> Vec<RunRecord> {
    portal.runs().await.into_iter().filter(|run| run.rule == rule).collect()
}

/// Who did something of a kind to a work order.
async fn events(portal: &TestPortal, order: WorkOrderId, kind: EventKind) -> Vec<String> {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let timeline = store::work_orders::whole(&mut conn, &portal.scope(), order, None).await.unwrap().unwrap().events;
    timeline.into_iter().filter(|event| event.kind == kind).map(|event| event.actor.kind).collect()
}

async fn detail(portal: &TestPortal, order: WorkOrderId) -> OrderDetail {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::work_orders::detail(&mut conn, &portal.scope(), order).await.unwrap().unwrap()
}
