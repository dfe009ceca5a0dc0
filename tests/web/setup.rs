//! A new installation: the first operator comes in by the setup code, and makes tenants.

use portico::actions::tenants;

use crate::support::{
    databases::{Database, on_every_database},
    invitation::CHOSEN,
    links,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    whoever_has_the_code_sets_up_once_and_makes_a_tenant_that_works_at_once,
    a_wrong_code_and_a_weak_password_set_up_nothing_and_lose_nothing_typed,
    an_operator_sees_nothing_of_a_tenant_and_does_nothing_there,
    what_is_wrong_with_a_new_tenant_is_told_and_makes_none,
);

const OPERATOR: &str = "olga@portico.example";
const TENANTS: &str = "/office/platform/tenants";

/// Sets up, and signs in.
async fn operator(portal: &TestPortal) -> Person {
    let olga = portal.browser("/office/platform");
    let page = olga.get("/setup").await.expect(200);
    let code = portal.cx().sealer.setup_code().unwrap().to_lowercase();
    let form = page.main_form().fill("code", &code).fill("name", "Olga").fill("email", OPERATOR);
    let done = olga.submit(&form.fill("password", CHOSEN)).await.expect(303);
    assert_eq!(done.location(), "/office/platform/sign-in");
    sign_in(&olga, OPERATOR).await;
    olga
}

async fn sign_in(person: &Person, email: &str) {
    let page = person.get(&person.path("/sign-in")).await.expect(200);
    person.submit(&page.main_form().fill("email", email).fill("password", CHOSEN)).await.expect(303);
}

async fn make(olga: &Person, slug: &str, zone: &str) -> crate::support::answer::Answer {
    let page = olga.get(TENANTS).await.expect(200);
    let form = page.main_form().fill("name", "Kranich Aufzüge").fill("slug", slug).fill("time-zone", zone);
    let form = form.fill("office-email", "office@kranich.example").fill("admin-name", "Ada");
    olga.submit(&form.fill("admin-email", "ada@kranich.example")).await
}

async fn whoever_has_the_code_sets_up_once_and_makes_a_tenant_that_works_at_once(database: &Database) {
    let mut portal = TestPortal::on(database).await;
    let olga = operator(&portal).await;
    portal.browser("").get("/setup").await.expect(404);
    make(&olga, "kranich", "Europe/Berlin").await.expect(303);
    let list = olga.get(TENANTS).await.expect(200).page().text();
    assert!(list.contains("Kranich Aufzüge") && list.contains("Acme Heating"), "{list}");
    // What a running server does by itself, as soon as a page has made a tenant.
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
    portal.browser("/p/kranich").get("/p/kranich/sign-in").await.expect(200);
    let document = tenants::export(portal.cx(), "kranich").await.unwrap();
    assert_eq!(
        tenants::prepare(portal.cx(), &document).await.unwrap().lines,
        [],
        "it comes back from its own document"
    );
    portal.work().await;
    let link = links::last(&portal, "reset").expect("the administrator got a mail");
    assert!(link.starts_with("/office/kranich/reset/"), "{link}");
    let ada = portal.browser("/office/kranich");
    let page = ada.get(&link).await.expect(200);
    ada.submit(&page.main_form().fill("new", CHOSEN)).await.expect(303);
    sign_in(&ada, "ada@kranich.example").await;
    ada.get("/office/kranich/staff").await.expect(200);
    let log = ada.get("/office/kranich/audit").await.expect(200).page().text();
    assert!(log.contains("Created a company") && log.contains("Olga"), "{log}");
    assert!(olga.get("/office/platform/audit").await.expect(200).text().contains("Created a company"));
}

async fn a_wrong_code_and_a_weak_password_set_up_nothing_and_lose_nothing_typed(database: &Database) {
    let portal = TestPortal::on(database).await;
    let olga = portal.browser("");
    let form = olga.get("/setup").await.expect(200).main_form().fill("name", "Olga").fill("email", OPERATOR);
    let wrong = olga.submit(&form.clone().fill("code", "0000-0000").fill("password", CHOSEN)).await.expect(422);
    assert!(wrong.problems()[0].starts_with("Code"), "{:?}", wrong.problems());
    let form = wrong.main_form();
    assert_eq!((form.value("name"), form.value("email"), form.value("code")), ("Olga", OPERATOR, ""));
    let code = portal.cx().sealer.setup_code().unwrap();
    let weak = olga.submit(&form.clone().fill("code", code).fill("password", "short")).await.expect(422);
    assert!(weak.problems()[0].starts_with("Password"), "{:?}", weak.problems());
    let nobody = form.fill("email", "olga").fill("code", code).fill("password", CHOSEN);
    let nobody = olga.submit(&nobody).await.expect(422);
    assert!(nobody.problems()[0].starts_with("Email"), "{:?}", nobody.problems());
    olga.get("/setup").await.expect(200);
    olga.get("/office/platform/sign-in").await.expect(404);
}

async fn an_operator_sees_nothing_of_a_tenant_and_does_nothing_there(database: &Database) {
    let portal = TestPortal::on(database).await;
    let olga = operator(&portal).await;
    assert!(olga.get("/office/acme/requests").await.expect(303).location().starts_with("/office/acme/sign-in"));
    let own = olga.get("/office/platform/customers").await.expect(200).text();
    assert!(!own.contains("Drossel"), "the office of the platform has no customers");
    let menu = olga.get(TENANTS).await.expect(200).page().texts("nav li");
    assert_eq!(menu.len(), 4, "{menu:?}");
    assert_eq!(olga.get("/office/platform/").await.expect(303).location(), TENANTS);
}

async fn what_is_wrong_with_a_new_tenant_is_told_and_makes_none(database: &Database) {
    let portal = TestPortal::on(database).await;
    let olga = operator(&portal).await;
    let taken = make(&olga, "acme", "Europe/Berlin").await.expect(422);
    assert_eq!(taken.problems(), ["Short name – This short name is taken."]);
    assert_eq!(taken.main_form().value("admin-email"), "ada@kranich.example");
    let wrong = make(&olga, "Kranich GmbH", "Mars/Olympus").await.expect(422);
    assert_eq!(wrong.problems().len(), 2, "{:?}", wrong.problems());
    make(&olga, "platform", "Europe/Berlin").await.expect(422);
    portal.browser("/p/kranich").get("/p/kranich/sign-in").await.expect(404);
}
