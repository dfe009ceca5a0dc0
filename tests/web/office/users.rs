//! Portal users in the office: added, found, changed, invited, closed, opened and taken away, one by one and several at once.

use crate::support::{
    databases::{Database, on_every_database},
    factor,
    invitation::{accept, card, invite, link, state, user_page},
    portal::TestPortal,
};

on_every_database!(
    a_portal_user_is_added_from_the_card_of_her_customer_and_invited_at_once,
    what_is_wrong_with_a_new_portal_user_is_told_and_nothing_typed_is_lost,
    a_contact_is_invited_by_a_box_and_a_known_one_from_her_row,
    a_portal_that_invites_by_itself_invites_new_contacts,
    portal_users_are_found_by_words_state_and_customer,
    roles_and_sites_count_from_the_next_request_on,
    a_wrong_address_is_corrected_until_the_person_has_joined,
    whose_access_is_closed_is_out_on_the_next_request_and_in_again_when_it_is_open,
    whose_access_is_removed_sees_nothing_and_her_requests_stay,
    several_are_invited_closed_and_removed_at_once,
    one_login_has_several_portals,
    whose_second_factor_is_lost_gets_it_reset_by_who_proves_who_she_is,
);

const NORA: (&str, &str) = ("Nora Neu", "nora@drossel.example");

async fn a_portal_user_is_added_from_the_card_of_her_customer_and_invited_at_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    invite(&sam, "Drossel", NORA).await;
    assert_eq!(state(&sam, NORA.1).await, "Invited");
    let card = sam.get(&card(&sam, "Drossel").await).await.expect(200);
    assert!(card.text().contains(NORA.1) && card.text().contains("Requester"));
    let link = link(&portal, NORA.1).await;
    let mail = portal.mailbox().await.into_iter().find(|mail| mail.to.as_str() == NORA.1).expect("she got a mail");
    assert!(mail.text.contains("Sam") && mail.text.contains("Familie Drossel"), "{}", mail.text);
    let nora = accept(&portal, &link).await;
    assert!(nora.get("/p/acme/").await.expect(200).text().contains("Nora Neu"));
    assert_eq!(state(&sam, NORA.1).await, "Active");
}

async fn what_is_wrong_with_a_new_portal_user_is_told_and_nothing_typed_is_lost(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let new = format!("{}/users", card(&sam, "Drossel").await);
    let form = sam.get(&new).await.expect(200).form("/users");
    let answer = sam.submit(&form.fill("name", "").fill("email", "nora@")).await.expect(422);
    assert_eq!(answer.problems().len(), 2, "{:?}", answer.problems());
    assert_eq!(answer.form("/users").value("email"), "nora@");
    let answer = sam.submit(&answer.form("/users").fill("name", "Erika").fill("email", "Erika@Drossel.example")).await;
    assert_eq!(answer.expect(422).problems(), ["Email – This address has access to this portal already."]);
    let forged = sam.get(&new).await.expect(200).form("/users").fill("name", "N").fill("email", NORA.1);
    let answer = sam.submit(&forged.forge("roles", &["office"])).await.expect(422);
    assert_eq!(answer.problems().len(), 1);
    assert_eq!(state(&sam, NORA.1).await, "");
}

async fn a_contact_is_invited_by_a_box_and_a_known_one_from_her_row(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let card = card(&sam, "Amsel").await;
    let form = sam.get(&format!("{card}/contacts")).await.expect(200).form("/contacts");
    let form = form.fill("name", "Cora Contact").fill("email", "cora@amsel.example");
    sam.submit(&form).await.expect(303);
    portal.work().await;
    let mails = portal.mailbox().await;
    assert!(mails.iter().all(|mail| !mail.text.contains("/join/")), "without the box nobody is invited");
    let page = sam.get(&card).await.expect(200).page();
    let give = page.all("a").into_iter().find(|a| a.text().starts_with("Give access")).expect("the row offers it");
    let form = sam.get(give.attribute("href").unwrap()).await.expect(200).form("/users");
    assert_eq!((form.value("name"), form.value("email")), ("Cora Contact", "cora@amsel.example"));
    sam.submit(&form).await.expect(303);
    accept(&portal, &link(&portal, "cora@amsel.example").await).await;

    let form = sam.get(&format!("{card}/contacts")).await.expect(200).form("/contacts");
    let form = form.fill("name", "Dora").fill("email", "dora@amsel.example").fill("invite", "on");
    sam.submit(&form).await.expect(303);
    assert_eq!(state(&sam, "dora@amsel.example").await, "Invited");
    assert!(link(&portal, "dora@amsel.example").await.starts_with("/p/acme/join/"));
    // A box without an address to write to is a problem of the address.
    let form = sam.get(&format!("{card}/contacts")).await.expect(200).form("/contacts");
    let answer = sam.submit(&form.fill("name", "Nobody").fill("invite", "on")).await.expect(422);
    assert!(answer.problems()[0].starts_with("Email"), "{:?}", answer.problems());
}

async fn a_portal_that_invites_by_itself_invites_new_contacts(database: &Database) {
    let portal = TestPortal::on(database).await;
    portal.set("acme", "invitations.automatic", true.into()).await;
    let sam = portal.staff("sam@acme.example").await;
    let new = format!("{}/contacts", card(&sam, "Amsel").await);
    let form = sam.get(&new).await.expect(200).form("/contacts");
    sam.submit(&form.fill("name", "Eva").fill("email", "eva@amsel.example")).await.expect(303);
    link(&portal, "eva@amsel.example").await;
    let form = sam.get(&new).await.expect(200).form("/contacts");
    sam.submit(&form.fill("name", "By telephone only")).await.expect(303);
}

async fn portal_users_are_found_by_words_state_and_customer(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    invite(&sam, "Drossel", ("Örsted Übel", "oersted@drossel.example")).await;
    let names = async |query: &str| {
        let page = sam.get(&format!("/office/acme/users{query}")).await.expect(200).page();
        page.texts("table.people tbody th a")
    };
    assert_eq!(names("?q=örsted").await, ["Örsted Übel"]);
    assert_eq!(names("?state=invited").await, ["Örsted Übel"]);
    assert_eq!(names("?q=amsel").await, ["Berta Amsel"]);
    assert!(names("?q=100%25").await.is_empty(), "signs of the search language have no power");
    assert_eq!(names("").await.len(), 10);
    let customer = card(&sam, "Amsel").await.rsplit('/').next().unwrap().to_owned();
    assert_eq!(names(&format!("?customer={customer}")).await, ["Berta Amsel"]);
    for bad in ["?state=secret", "?customer=7", "?page=0"] {
        sam.get(&format!("/office/acme/users{bad}")).await.expect(404);
    }
}

async fn roles_and_sites_count_from_the_next_request_on(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, ida) = (portal.staff("sam@acme.example").await, portal.customer("ida@drossel.example").await);
    let count = async || {
        let list = ida.get("/p/acme/requests?filter=all").await.expect(200).page();
        list.all("a").iter().filter(|a| a.attribute("href").is_some_and(|to| to.contains("/requests/0"))).count()
    };
    let before = count().await;
    let page = user_page(&sam, "ida@drossel.example").await;
    let form = sam.get(&page).await.expect(200).form(&page);
    assert!(!form.shows("email"), "the address of who has joined is hers");
    let asked = sam.submit(&form.forge("roles", &["reader"])).await.expect(200);
    let question = "With this Ida Drossel would see 2 work orders instead of 0. Is that what you want?";
    assert!(asked.text().contains(question), "{}", asked.text());
    assert_eq!(count().await, before, "nothing is changed before somebody agrees");
    sam.submit(&asked.form(&page).press("agreed", "yes")).await.expect(303);
    assert!(count().await > before, "a reader sees all of the customer, not {before} as before");
    ida.get("/p/acme/new").await.expect(403);
    let form = sam.get(&page).await.expect(200).form(&page);
    let asked = sam.submit(&form.forge("roles", &[])).await.expect(200);
    assert!(asked.text().contains("would see only 0 work orders instead of 2"), "{}", asked.text());
    sam.submit(&asked.form(&page).press("agreed", "yes")).await.expect(303);
    assert_eq!(count().await, before, "a box that was unticked stays so");
}

async fn a_wrong_address_is_corrected_until_the_person_has_joined(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    invite(&sam, "Drossel", ("Nora Neu", "nroa@drossel.example")).await;
    let wrong = link(&portal, "nroa@drossel.example").await;
    let new = format!("{}/users", card(&sam, "Drossel").await);
    let answer = sam.get(&new).await.expect(200);
    let html = answer.page();
    let garden =
        html.all("input[name=portal]").last().and_then(|i| i.attribute("value")).expect("there are two portals");
    let form =
        answer.form("/users").fill("name", "Nora Neu").fill("email", "nroa@drossel.example").fill("portal", garden);
    sam.submit(&form).await.expect(303);
    let elsewhere = link(&portal, "nroa@drossel.example").await;
    assert!(elsewhere.starts_with("/p/acme-garden/join/"));
    let list = sam.get("/office/acme/users?q=nroa").await.expect(200).page();
    let page = list.all("table.people tbody th a")[0].attribute("href").unwrap().to_owned();
    let form = sam.get(&page).await.expect(200).form(&page);
    let answer = sam.submit(&form.fill("email", "jens@drossel.example")).await.expect(422);
    assert_eq!(answer.problems(), ["Email – This address belongs to another login."]);
    sam.submit(&answer.form(&page).fill("email", NORA.1)).await.expect(303);
    portal.browser("/p/acme").get(&wrong).await.expect(404);
    portal.browser("/p/acme-garden").get(&elsewhere).await.expect(404);
    let again = sam.get(&page).await.expect(200).form("/invitation");
    sam.submit(&again).await.expect(303);
    accept(&portal, &link(&portal, NORA.1).await).await;
    let form = sam.get(&page).await.expect(200).form(&page);
    sam.submit(&form.forge("email", &["thief@else.example"])).await.expect(303);
    assert_eq!(state(&sam, NORA.1).await, "Active, Active");
    assert_eq!(state(&sam, "thief@else.example").await, "");
}

async fn whose_access_is_closed_is_out_on_the_next_request_and_in_again_when_it_is_open(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, ida) = (portal.staff("sam@acme.example").await, portal.customer("ida@drossel.example").await);
    let page = user_page(&sam, "ida@drossel.example").await;
    let form = sam.get(&page).await.expect(200).form("/access");
    sam.submit(&form).await.expect(303);
    assert!(ida.get("/p/acme/").await.expect(303).location().starts_with("/p/acme/sign-in"));
    assert_eq!(state(&sam, "ida@drossel.example").await, "Closed");
    let refused = portal.browser("/p/acme");
    let sign_in = refused.get("/p/acme/sign-in").await.expect(200).form("/sign-in");
    let sign_in = sign_in.fill("email", "ida@drossel.example").fill("password", crate::support::person::PASSWORD);
    refused.submit(&sign_in).await.expect(422);
    sam.submit(&form).await.expect(409);
    let form = sam.get(&page).await.expect(200).form("/access");
    sam.submit(&form).await.expect(303);
    assert!(ida.get("/p/acme/").await.expect(303).location().contains("sign-in"), "an ended session stays ended");
    portal.customer("ida@drossel.example").await.get("/p/acme/").await.expect(200);
}

async fn whose_access_is_removed_sees_nothing_and_her_requests_stay(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, ida) = (portal.staff("sam@acme.example").await, portal.customer("ida@drossel.example").await);
    let order = crate::support::flow::sent(&ida, "Left behind").await;
    let page = user_page(&sam, "ida@drossel.example").await;
    let form = sam.get(&page).await.expect(200).form("/removal");
    sam.submit(&form).await.expect(303);
    assert!(ida.get("/p/acme/").await.expect(303).location().starts_with("/p/acme/sign-in"));
    sam.get(&page).await.expect(404);
    sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    // Whoever comes back gets a new place with the same login.
    invite(&sam, "Drossel", ("Ida Drossel", "ida@drossel.example")).await;
    assert!(
        ida.get("/p/acme/").await.expect(303).location().starts_with("/p/acme/sign-in"),
        "by signing in, not by the session she had"
    );
    portal.customer("ida@drossel.example").await.get(&format!("/p/acme/requests/{order}")).await.expect(200);
}

async fn several_are_invited_closed_and_removed_at_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    for name in ["anna", "bodo"] {
        let new = format!("{}/users", card(&sam, "Amsel").await);
        let form = sam.get(&new).await.expect(200).form("/users").forge("invite", &[]);
        let email = format!("{name}@amsel.example");
        sam.submit(&form.fill("name", name).fill("email", &email)).await.expect(303);
    }
    assert_eq!(state(&sam, "anna@amsel.example").await, "Not invited");
    let list = async || sam.get("/office/acme/users?q=amsel").await.expect(200);
    let ids: Vec<String> = list()
        .await
        .page()
        .all("input[name=id]")
        .iter()
        .map(|box_| box_.attribute("value").unwrap().to_owned())
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    assert_eq!(ids.len(), 3);
    let act = async |name: &str| {
        let form = list().await.form("/bulk").forge("id", &ids).press("act", name);
        sam.follow(sam.submit(&form).await.expect(303)).await.expect(200).page().texts("p.notice").join(" ")
    };
    assert_eq!(act("invite").await, "2 invitations are on their way. For one it was not possible or not needed.");
    link(&portal, "anna@amsel.example").await;
    link(&portal, "bodo@amsel.example").await;
    assert_eq!(act("disable").await, "3 are closed.");
    assert_eq!(act("enable").await, "3 are open.");
    assert_eq!(act("remove").await, "3 are removed.");
    assert!(list().await.page().all("input[name=id]").is_empty());
}

async fn one_login_has_several_portals(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let new = format!("{}/users", card(&sam, "Drossel").await);
    let form = sam.get(&new).await.expect(200).form("/users");
    let garden = sam.get(&new).await.expect(200).page();
    let garden =
        garden.all("input[name=portal]").into_iter().map(|i| i.attribute("value").unwrap().to_owned()).next_back();
    let form = form.fill("name", "Ida Drossel").fill("email", "ida@drossel.example");
    sam.submit(&form.fill("portal", &garden.unwrap())).await.expect(303);
    portal.work().await;
    let mails = portal.mailbox().await;
    assert!(mails.iter().all(|mail| !mail.text.contains("/join/")), "who has joined needs no link");
    portal.somebody("/p/acme-garden", "ida@drossel.example").await.get("/p/acme-garden/").await.expect(200);
    let pages = sam.get("/office/acme/users?q=ida@drossel.example").await.expect(200).page();
    assert_eq!(pages.all("table.people tbody tr").len(), 2);
}

async fn whose_second_factor_is_lost_gets_it_reset_by_who_proves_who_she_is(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = user_page(&sam, "erika@drossel.example").await;
    assert!(!sam.get(&page).await.expect(200).text().contains("/factor-reset"), "she has none yet");
    let erika = portal.customer("erika@drossel.example").await;
    factor::set_up(&portal, &erika).await;
    let form = sam.get(&page).await.expect(200).form("/factor-reset");

    portal.clock.advance(std::time::Duration::from_secs(16 * 60));
    let question = sam.submit(&form).await.expect(200);
    erika.get("/p/acme/profile").await.expect(200);
    let wrong = sam.submit(&question.form("/factor-reset").fill("confirm", "not hers")).await.expect(422);
    let done = sam.submit(&wrong.form("/factor-reset").fill("confirm", "correct horse")).await.expect(303);
    assert_eq!(done.location(), format!("{page}?done=factor-reset"));
    let after = sam.get(done.location()).await.expect(200);
    assert_eq!(after.page().texts(".flash-success"), ["The second factor is reset. The person is told by mail."]);
    assert!(!after.text().contains("/factor-reset\""), "there is nothing left to reset");
    sam.submit(&form).await.expect(409);

    assert!(erika.get("/p/acme/profile").await.expect(303).location().contains("/sign-in"), "she is signed out");
    portal.customer("erika@drossel.example").await;
    portal.work().await;
    let mails = portal.mailbox().await;
    let told = |mail: &&portico::domain::mail::Mail| mail.to.as_str() == "erika@drossel.example";
    let told: Vec<_> = mails.iter().filter(told).map(|mail| mail.subject.as_str()).collect();
    assert!(told.contains(&"Zweiter Faktor für Acme Heating zurückgesetzt"), "{told:?}");
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = portico::store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    let reset = log.iter().find(|row| row.action == "second_factors.reset").expect("it is in the audit log");
    assert_eq!((reset.actor.kind.as_str(), reset.actor.name.as_str()), ("staff", "Sam Office"));
}
