//! Steps that have nothing to show: nobody meets an empty page, forward or backward, with scripts or without.

use portico::domain::form::{Condition, Form, Need, Step};
use serde_json::json;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    a_step_whose_conditions_hide_every_field_is_passed_by_in_both_directions,
    a_step_whose_fields_a_rule_hides_is_passed_by_before_the_check_page,
    a_form_begins_with_the_first_step_that_shows_something,
    from_a_form_that_asks_nothing_back_leads_to_the_choice_of_flows,
);

async fn a_step_whose_conditions_hide_every_field_is_passed_by_in_both_directions(database: &Database) {
    let portal = TestPortal::on(database).await;
    portal.change_form(portal.acme, only_when_it_leaks).await;
    let jens = portal.customer("jens@drossel.example").await;
    let first = flow::begin(&jens).await;
    assert_eq!(first.page().texts(".progress .eyebrow"), ["Etwas ist kaputt · Schritt 1 von 3"]);
    let billing = flow::next(&jens, flow::problem(&first, "Loud")).await;
    assert!(billing.asked.ends_with("/step/billing"), "{}", billing.asked);
    assert_eq!(billing.page().texts(".progress .eyebrow"), ["Etwas ist kaputt · Schritt 2 von 3"]);
    let hidden = billing.asked.replace("/step/billing", "/step/place");
    assert_eq!(jens.get(&hidden).await.expect(303).location(), billing.asked, "its address leads on");
    let back = jens.send(&billing.main_form().press("go", "back")).await.expect(200);
    assert!(back.asked.ends_with("/step/problem"), "{}", back.asked);

    let leaking = flow::next(&jens, back.main_form().fill("symptom", "leak")).await;
    assert_eq!(leaking.asked, hidden, "with the other answer there is something to ask");
    let again = jens.send(&leaking.main_form().press("go", "back")).await.expect(200);
    let billing = flow::next(&jens, again.main_form().fill("symptom", "noise")).await;
    let check = flow::next(&jens, flow::billing(&billing)).await;
    jens.submit(&check.form("/send")).await.expect(303);
}

async fn a_step_whose_fields_a_rule_hides_is_passed_by_before_the_check_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    // The rule of the form hides the question how one pays, and the IBAN depends on it.
    let place = flow::next(&jens, flow::problem(&flow::begin(&jens).await, "Bill as agreed")).await;
    let check = flow::next(&jens, flow::place(&place)).await;
    assert!(check.asked.ends_with("/check"), "{}", check.asked);
    assert_eq!(back_of(&check), place.asked, "back is the last step that shows something");
    let hidden = place.asked.replace("/step/place", "/step/billing");
    assert_eq!(jens.get(&hidden).await.expect(303).location(), check.asked);
    jens.submit(&check.form("/send")).await.expect(303);
}

async fn from_a_form_that_asks_nothing_back_leads_to_the_choice_of_flows(database: &Database) {
    let portal = TestPortal::on(database).await;
    let hide = |form: &mut Form| {
        form.steps.iter_mut().flat_map(|step| &mut step.fields).for_each(|field| field.need = Need::Hidden);
    };
    portal.change_form(portal.acme, hide).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    // The address of the first page has no draft yet; that of its form has.
    let draft = page.main_form().action;
    let check = jens.get(&format!("{}/check", draft.split("/step/").next().unwrap())).await.expect(200);
    assert_eq!(back_of(&check), "/p/acme/new");
}

async fn a_form_begins_with_the_first_step_that_shows_something(database: &Database) {
    let portal = TestPortal::on(database).await;
    let unseen: Step = serde_json::from_value(json!({"key": "unseen", "title": {"en": "Unseen"}, "fields": [
        {"key": "code", "label": {"en": "Code"}, "need": "hidden", "kind": {"type": "text", "max_length": 9}}
    ]}))
    .unwrap();
    portal.change_form(portal.acme, |form| form.steps.insert(0, unseen)).await;
    let jens = portal.customer("jens@drossel.example").await;
    let start = jens.get("/p/acme/new/fault").await.expect(303);
    let first = jens.get(start.location()).await.expect(200);
    assert!(first.asked.ends_with("/step/problem"), "{}", first.asked);
    assert_eq!(first.page().texts(".progress .eyebrow"), ["Etwas ist kaputt · Schritt 1 von 4"]);
    assert_eq!(back_of(&first), "/p/acme/new", "before the first step is the choice");
}

/// Where the link "back" of a page leads.
fn back_of(answer: &Answer) -> String {
    let page = answer.page();
    let link = page.first("main .actions a[href]").expect("the page has a link back");
    link.attribute("href").unwrap_or_default().to_owned()
}

/// The office asks where to come only if water drips.
fn only_when_it_leaks(form: &mut Form) {
    let leaks = Condition::Is { field: "symptom".to_owned(), value: json!("leak") };
    for field in &mut form.steps[1].fields {
        field.show_if = leaks.clone();
    }
}
