//! Roles of portal users, as an administrator adds, changes and removes them: asked first who would see more or less.

use portico::{
    actions::roles::{self, Wanted},
    domain::access::Actor,
};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    the_list_tells_who_has_which_role,
    a_new_role_is_given_and_counts,
    a_wider_sight_is_a_question_with_names_and_numbers_and_counts_after_the_consent,
    a_narrower_sight_asks_too_and_takes_away_at_once,
    an_old_consent_is_no_answer_to_another_question,
    what_somebody_sees_by_another_role_is_no_change,
    a_role_that_somebody_has_stays_and_one_that_nobody_has_goes,
    what_is_wrong_with_a_role_is_told_and_kept,
    only_administrators_change_roles,
);

const ROLES: &str = "/office/acme/roles";
const REQUESTER: &str = "/office/acme/roles/requester";

/// What the question says about each person.
fn asked(page: &Answer) -> Vec<String> {
    page.page().texts(".changes li")
}

async fn give(portal: &TestPortal, email: &str, roles: &[&str]) {
    let roles = roles.iter().map(|role| role.parse().unwrap()).collect();
    let wanted = Wanted { email: email.parse().unwrap(), portal: None, roles };
    roles::set(portal.cx(), &Actor::Engine { tenant: portal.acme }, &wanted, true).await.unwrap();
}

async fn the_list_tells_who_has_which_role(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let users = sam.get("/office/acme/users").await.expect(200).page();
    assert!(users.all("a").iter().any(|link| link.attribute("href") == Some(ROLES)));
    let list = sam.get(ROLES).await.expect(200).page();
    let rows = list.texts("table.people tbody tr");
    let leaders = rows.iter().find(|row| row.contains("site-manager")).expect("the role is there");
    assert!(leaders.contains("Their own, and everything at addresses") && leaders.contains("2 people"), "{leaders}");
    let held = rows.iter().find(|row| row.contains("on-hold")).expect("the role is there");
    assert!(held.contains("Takes away: Send requests, Write to the office"), "{held}");
    let links = list.all("table.people td a");
    let who = links.iter().find_map(|a| a.attribute("href").filter(|href| href.ends_with("site-manager"))).unwrap();
    let names = sam.get(who).await.expect(200).page().texts("table.people tbody th").join(" ");
    assert!(names.contains("Mia") && names.contains("Ole") && !names.contains("Erika"), "{names}");
}

async fn a_new_role_is_given_and_counts(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let order = flow::sent(&erika, "x").await;
    let form = sam.get("/office/acme/new-role").await.expect(200).main_form();
    let form = form.fill("role-slug", "books").fill("name-de", "Buchhaltung").fill("name-en", "Books");
    let added = sam.submit(&form.fill("sight", "customer").fill("allows", "comment")).await.expect(303);
    assert_eq!(added.location(), "/office/acme/roles/books?done=role-added");
    give(&portal, "ida@drossel.example", &["books"]).await;
    let ida = portal.customer("ida@drossel.example").await;
    ida.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    ida.get("/p/acme/new").await.expect(403);
}

async fn a_wider_sight_is_a_question_with_names_and_numbers_and_counts_after_the_consent(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let order = flow::sent(&erika, "x").await;
    let address = format!("/p/acme/requests/{order}");
    let ida = portal.customer("ida@drossel.example").await;
    let form = sam.get(REQUESTER).await.expect(200).main_form().fill("sight", "customer");
    let question = sam.submit(&form).await.expect(200);
    let people = asked(&question);
    let idas = people.iter().find(|line| line.contains("Ida Drossel")).expect("she would see more");
    assert!(idas.contains("ida@drossel.example") && idas.contains("instead of 0"), "{idas}");
    assert!(!people.iter().any(|line| line.contains("Rita")), "she has another role: {people:?}");
    ida.get(&address).await.expect(404);
    let sign = question.page().first("button[name=agreed]").and_then(|b| b.attribute("value")).unwrap().to_owned();
    assert_eq!(question.main_form().value("sight"), "customer", "what was chosen stands in the form");
    sam.submit(&question.main_form().press("agreed", &sign)).await.expect(303);
    ida.get(&address).await.expect(200);
    let log = sam.get("/office/acme/audit").await.expect(200).page();
    let entry = log.texts("table tbody tr").into_iter().find(|row| row.contains("Role changed")).expect("it is noted");
    assert!(entry.contains("role:requester") && entry.contains("\"sight\": \"customer\""), "{entry}");
    // What changes nobody's sight is saved without a question.
    let form = sam.get(REQUESTER).await.expect(200).main_form().fill("name-en", "Asks for things");
    sam.submit(&form).await.expect(303);
}

async fn a_narrower_sight_asks_too_and_takes_away_at_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let address = format!("/p/acme/requests/{}", flow::sent(&erika, "x").await);
    let rita = portal.customer("rita@drossel.example").await;
    rita.get(&address).await.expect(200);
    let form = sam.get("/office/acme/roles/reader").await.expect(200).main_form().fill("sight", "own");
    let question = sam.submit(&form).await.expect(200);
    let people = asked(&question);
    assert!(people.len() == 1 && people[0].contains("only 0 work orders instead of"), "{people:?}");
    rita.get(&address).await.expect(200);
    let sign = question.page().first("button[name=agreed]").and_then(|b| b.attribute("value")).unwrap().to_owned();
    sam.submit(&question.main_form().press("agreed", &sign)).await.expect(303);
    rita.get(&address).await.expect(404);
}

async fn an_old_consent_is_no_answer_to_another_question(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let address = format!("/p/acme/requests/{}", flow::sent(&erika, "x").await);
    let form = sam.get(REQUESTER).await.expect(200).main_form().fill("sight", "customer");
    let question = sam.submit(&form).await.expect(200);
    let sign = question.page().first("button[name=agreed]").and_then(|b| b.attribute("value")).unwrap().to_owned();
    flow::sent(&erika, "one more").await;
    let again = sam.submit(&question.main_form().press("agreed", &sign)).await.expect(200);
    assert_ne!(again.page().first("button[name=agreed]").and_then(|b| b.attribute("value")), Some(sign.as_str()));
    portal.customer("ida@drossel.example").await.get(&address).await.expect(404);
}

async fn what_somebody_sees_by_another_role_is_no_change(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    flow::sent(&erika, "x").await;
    give(&portal, "ida@drossel.example", &["requester", "reader"]).await;
    give(&portal, "ole@drossel.example", &["requester"]).await;
    let form = sam.get(REQUESTER).await.expect(200).main_form().fill("sight", "customer");
    let people = asked(&sam.submit(&form).await.expect(200));
    assert!(people.iter().any(|line| line.contains("Ole")), "{people:?}");
    assert!(!people.iter().any(|line| line.contains("Ida")), "she sees everything by the other role: {people:?}");
}

async fn a_role_that_somebody_has_stays_and_one_that_nobody_has_goes(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get("/office/acme/roles/reader").await.expect(200);
    assert!(!page.page().all("form").iter().any(|f| f.attribute("action").is_some_and(|to| to.ends_with("removal"))));
    let refused = sam.post("/office/acme/roles/reader/removal", &[]).await.expect(409);
    assert!(!refused.problems().is_empty());
    sam.post("/office/acme/roles/requester/removal", &[]).await.expect(409);
    give(&portal, "rita@drossel.example", &["requester"]).await;
    let page = sam.get("/office/acme/roles/reader").await.expect(200);
    sam.submit(&page.form("/removal")).await.expect(303);
    sam.get("/office/acme/roles/reader").await.expect(404);
    for email in ["erika@drossel.example", "ida@drossel.example", "rita@drossel.example", "berta@amsel.example"] {
        give(&portal, email, &["site-manager"]).await;
    }
    sam.post("/office/acme/roles/requester/removal", &[]).await.expect(409);
}

async fn what_is_wrong_with_a_role_is_told_and_kept(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    for (slug, name) in [("reader", "Zweite"), ("Not so", "Zweite"), ("second", "")] {
        let form = sam.get("/office/acme/new-role").await.expect(200).main_form();
        let form = form.fill("role-slug", slug).fill("name-de", name).fill("name-en", "").fill("sight", "sites");
        let answer = sam.submit(&form.fill("denies", "invite")).await.expect(422);
        assert_eq!(answer.problems().len(), 1, "{slug} {name}: {:?}", answer.problems());
        let kept = answer.main_form();
        let values = ["role-slug", "name-de", "sight", "denies"].map(|key| kept.value(key).to_owned());
        assert_eq!(values, [slug, name, "sites", "invite"]);
    }
}

async fn only_administrators_change_roles(database: &Database) {
    let portal = TestPortal::on(database).await;
    for email in ["cora@acme.example", "rolf@acme.example"] {
        let other = portal.staff(email).await;
        let users = other.get("/office/acme/users").await.expect(200).page();
        assert!(!users.all("a").iter().any(|link| link.attribute("href") == Some(ROLES)));
        let wish = [("name-de", "x"), ("name-en", "x"), ("sight", "customer"), ("agreed", "0-0-0-0")];
        other.post(REQUESTER, &wish).await.expect(403);
        other.get(ROLES).await.expect(403);
    }
}
