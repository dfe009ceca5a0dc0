//! The form of a heating fault of the demonstration, with its rule: what it suggests can be cleared, and what it warns of is said again
//! before the request is sent.

use std::{fs, path::Path};

use portico::{
    actions::tenants::{self, TenantDocument},
    domain::{form::Need, id::TenantId},
    store,
};
use serde_json::{Value, json};

use crate::support::{
    answer::Answer,
    flow,
    person::{PASSWORD, Person},
    portal::{TestPortal, project},
};

const TODAY: &str = "2026-03-02";

/// Nordwind with its theme and rules, and Erika signed in.
async fn nordwind() -> (TestPortal, TenantId, Person) {
    let mut portal = TestPortal::alone_with(|config| {
        copy(&project().join("scripts/nordwind"), &config.extensions.scripts.join("nordwind"));
        copy(&project().join("themes/nordwind"), &config.extensions.themes.join("nordwind"));
    })
    .await;
    let document = fs::read_to_string(project().join("engine/src/cli/demo/nordwind.toml")).unwrap();
    let document: TenantDocument = toml::from_str(&document.replace("portico-demo", PASSWORD)).unwrap();
    let tenant = tenants::import(portal.cx(), &document).await.unwrap();
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
    let live = portal.app.live.generation("nordwind");
    assert!(live.extensions.flows.contains_key("heating-fault"), "{:#?}", live.report);
    let erika = portal.somebody("/p/nordwind", "erika.petersen@example.org").await;
    (portal, tenant, erika)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The second step of a request about this symptom.
async fn place(erika: &Person, symptom: &str) -> Answer {
    let first = erika.get("/p/nordwind/new/heating-fault").await.expect(200);
    let form = first.main_form().fill("symptom", symptom);
    flow::next(erika, if symptom == "noise" { form.fill("description", "It hums") } else { form }).await
}

/// The check page, from the second step.
async fn checked(erika: &Person, form: crate::support::form::Form) -> Answer {
    let next = flow::next(erika, form).await;
    if next.asked.ends_with("/check") {
        return next;
    }
    let form = next.main_form().fill("billing", "invoice");
    // Who comes by again has agreed already.
    flow::next(erika, if form.value("terms") == "on" { form } else { form.fill("terms", "on") }).await
}

async fn sent(portal: &TestPortal, tenant: TenantId, erika: &Person, check: &Answer) -> Value {
    let order = flow::order_of(&erika.submit(&check.form("/send")).await.expect(303));
    let scope = portico::domain::access::scope(&portico::domain::access::Actor::Engine { tenant });
    let mut conn = portal.cx().store.read(tenant).await.unwrap();
    Value::Object(store::work_orders::get(&mut conn, &scope, order).await.unwrap().unwrap().values)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suggestion_that_is_cleared_stays_away_and_one_that_is_left_is_sent() {
    let (portal, tenant, erika) = nordwind().await;
    let page = place(&erika, "leak").await;
    assert_eq!(page.main_form().value("preferred_date"), TODAY, "what has priority is suggested for today");
    let left = checked(&erika, flow::place(&page)).await;
    assert!(left.page().text().contains("Wunschtermin"), "{}", left.page().text());
    assert_eq!(sent(&portal, tenant, &erika, &left).await["preferred_date"], TODAY);

    let page = place(&erika, "leak").await;
    let cleared = checked(&erika, flow::place(&page).fill("preferred_date", "")).await;
    assert!(!cleared.page().text().contains("Wunschtermin"), "{}", cleared.page().text());
    let again = erika.get(&page.main_form().action).await.expect(200);
    assert_eq!(again.main_form().value("preferred_date"), "", "nor does it come back on its step");
    let cleared = checked(&erika, again.main_form()).await;
    assert_eq!(sent(&portal, tenant, &erika, &cleared).await.get("preferred_date"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_state_keeps_a_cleared_suggestion_blank_and_suggests_what_nobody_saw() {
    let (_portal, _, erika) = nordwind().await;
    let page = place(&erika, "leak").await;
    let state = async |typed: &[(&str, &str)]| {
        let answer = erika.post(&format!("{}/state", page.main_form().action), typed).await.expect(200).json();
        answer["fields"]["preferred_date"]["value"].clone()
    };
    assert_eq!(state(&[("preferred_date", "")]).await, json!(TODAY));
    assert_eq!(state(&[("preferred_date", ""), ("preferred_date.was_suggested", "1")]).await, Value::Null);
    let typed = [("preferred_date", "2026-03-04"), ("preferred_date.was_suggested", "1")];
    assert_eq!(state(&typed).await, json!("2026-03-04"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_must_be_answered_is_missed_when_its_suggestion_is_cleared() {
    let (portal, tenant, erika) = nordwind().await;
    require_the_day(&portal, tenant).await;
    let page = place(&erika, "leak").await;
    let refused = erika.submit(&flow::place(&page).fill("preferred_date", "").press("go", "next")).await.expect(422);
    assert!(refused.problems().join("\n").contains("Wunschtermin"), "{:?}", refused.problems());
    assert_eq!(refused.main_form().value("preferred_date"), "");
    // Still blank, it is still missed: the page that came back knows that the suggestion was seen.
    erika.submit(&refused.main_form().press("go", "next")).await.expect(422);
    checked(&erika, refused.main_form().fill("preferred_date", "2026-03-05")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_to_do_when_it_smells_of_gas_is_said_again_before_the_request_is_sent() {
    let (_portal, _, erika) = nordwind().await;
    let page = place(&erika, "gas").await;
    let notice = page.page().texts(".notice-emergency").join("\n");
    assert!(notice.contains("Öffnen Sie die Fenster"), "{notice}");
    let check = checked(&erika, flow::place(&page)).await;
    assert_eq!(check.page().texts(".notice-emergency"), page.page().texts(".notice-emergency"));
    for shown in [&page, &check] {
        let shown = shown.page();
        let dialled = shown.first(".notice-emergency a").expect("the portal's own number can be dialled");
        assert_eq!((dialled.text().as_str(), dialled.attribute("href")), ("040 66969-112", Some("tel:04066969112")));
    }
    let calm = checked(&erika, flow::place(&place(&erika, "leak").await)).await;
    assert!(calm.page().texts(".notice-emergency").is_empty(), "another request is not about gas");
}

/// The office wants a day for every visit.
async fn require_the_day(portal: &TestPortal, tenant: TenantId) {
    let mut tx = portal.cx().store.write(tenant).await.unwrap();
    let catalogue = store::catalogue::get(&mut tx).await.unwrap();
    let portals = store::portals::list(&mut tx).await.unwrap();
    let work_type = catalogue.flow(portals[0].id, &"heating-fault".parse().unwrap()).unwrap().work_type;
    let mut form = catalogue.form(work_type).clone();
    let day = form.steps.iter_mut().flat_map(|step| &mut step.fields).find(|field| field.key == "preferred_date");
    day.unwrap().need = Need::Required;
    store::work_types::update_form(&mut tx, work_type, &form).await.unwrap();
    tx.commit().await.unwrap();
}
