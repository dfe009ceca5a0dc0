//! Who works in an office: added, given a role, taken away; and what each role sees and may.

use portico::domain::mail::Mail;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    invitation::{CHOSEN, user_page},
    links,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    somebody_new_sets_a_password_by_the_mail_and_works,
    a_portal_user_who_is_added_keeps_her_password_and_loses_her_open_sessions,
    a_role_counts_on_the_next_request_and_who_is_removed_is_out,
    nobody_changes_her_own_place,
    of_two_who_remove_each_other_one_is_too_late,
    what_is_half_sent_ends_with_the_session,
    a_reader_is_shown_nothing_to_press_and_may_nothing,
    a_coordinator_works_and_does_not_decide_who_works_there,
    a_coordinator_does_not_reach_into_the_office_by_a_portal_users_page,
    what_is_wrong_with_somebody_new_is_told_and_kept,
    a_welcome_is_written_again_until_a_password_is_set,
);

const TEAM: &str = "/office/acme/staff";

async fn add(office: &Person, (name, email, role): (&str, &str, &str)) -> Answer {
    let team = office.get(TEAM).await.expect(200);
    office.submit(&team.form("/staff").fill("name", name).fill("email", email).fill("role", role)).await
}

/// The page of somebody of the team.
async fn member(office: &Person, name: &str) -> String {
    let team = office.get(TEAM).await.expect(200).page();
    let link = team.all("table.people tbody th a").into_iter().find(|link| link.text() == name);
    link.and_then(|link| link.attribute("href")).unwrap_or_else(|| panic!("{name} is not there")).to_owned()
}

fn mails_to<'a>(mails: &'a [Mail], email: &str) -> Vec<&'a Mail> {
    mails.iter().filter(|mail| mail.to.as_str() == email).collect()
}

async fn somebody_new_sets_a_password_by_the_mail_and_works(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    add(&sam, ("Nora Neu", "nora@acme.example", "coordinator")).await.expect(303);
    portal.work().await;
    let mails = portal.mailbox().await;
    let [mail] = mails_to(&mails, "nora@acme.example")[..] else { panic!("one mail") };
    assert_eq!(mail.subject, "Your place in the office of Acme Heating");
    let link = links::last(&portal, "reset").expect("the mail has a link");
    let nora = portal.browser("/office/acme");
    let page = nora.get(&link).await.expect(200);
    nora.submit(&page.main_form().fill("new", CHOSEN)).await.expect(303);
    let page = nora.get("/office/acme/sign-in").await.expect(200);
    let form = page.main_form().fill("email", "nora@acme.example").fill("password", CHOSEN);
    nora.submit(&form).await.expect(303);
    nora.get("/office/acme/requests").await.expect(200);
    nora.get(&link).await.expect(404);
    let team = sam.get(TEAM).await.expect(200).page();
    assert!(team.texts("table.people tbody tr").iter().any(|row| row.contains("Nora Neu") && row.contains("Active")));
}

async fn a_portal_user_who_is_added_keeps_her_password_and_loses_her_open_sessions(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    add(&sam, ("Erika", "erika@drossel.example", "reader")).await.expect(303);
    assert!(erika.get("/p/acme/").await.expect(303).location().starts_with("/p/acme/sign-in"));
    portal.work().await;
    assert_eq!(links::last(&portal, "reset"), None, "she has a password");
    portal.staff("erika@drossel.example").await.get("/office/acme/requests").await.expect(200);
}

async fn a_role_counts_on_the_next_request_and_who_is_removed_is_out(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, rolf) = (portal.staff("sam@acme.example").await, portal.staff("rolf@acme.example").await);
    rolf.get(TEAM).await.expect(403);
    let page = member(&sam, "Rolf Office").await;
    let form = sam.get(&page).await.expect(200).main_form();
    assert_eq!(form.value("role"), "reader");
    sam.submit(&form.fill("role", "administrator")).await.expect(303);
    rolf.get(TEAM).await.expect(200);
    let shown = sam.get(&page).await.expect(200);
    sam.submit(&shown.form("/removal")).await.expect(303);
    assert!(rolf.get("/office/acme/requests").await.expect(303).location().starts_with("/office/acme/sign-in"));
    sam.get(&page).await.expect(404);
}

async fn nobody_changes_her_own_place(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = member(&sam, "Sam Office").await;
    let shown = sam.get(&page).await.expect(200);
    assert!(shown.page().all("main form").is_empty(), "there is nothing to send");
    let refused = format!("{TEAM}?done=conflict");
    assert_eq!(sam.post(&page, &[("role", "reader")]).await.expect(303).location(), refused);
    assert_eq!(sam.post(&format!("{page}/removal"), &[]).await.expect(303).location(), refused);
    sam.get(TEAM).await.expect(200);
}

async fn of_two_who_remove_each_other_one_is_too_late(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, kim) = (portal.staff("sam@acme.example").await, portal.staff("kim@acme.example").await);
    let (page_of_sam, page_of_kim) = (member(&kim, "Sam Office").await, member(&sam, "Kim Office").await);
    let remove = async |who: &Person, page: String| {
        who.post(&format!("{page}/removal"), &[]).await;
    };
    tokio::join!(remove(&sam, page_of_kim), remove(&kim, page_of_sam));
    let left = [sam.get(TEAM).await.status, kim.get(TEAM).await.status];
    assert_eq!(left.iter().filter(|status| status.as_u16() == 200).count(), 1, "{left:?}");
}

async fn what_is_half_sent_ends_with_the_session(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, kim) = (portal.staff("sam@acme.example").await, portal.staff("kim@acme.example").await);
    let page = member(&sam, "Kim Office").await;
    let (more, rest) = tokio::sync::mpsc::channel::<Result<&'static str, std::io::Error>>(1);
    let pieces = futures_util::stream::unfold(rest, async |mut rest| Some((rest.recv().await?, rest)));
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let half = kim.stream(TEAM, &kind, axum::body::Body::from_stream(pieces));
    let removal = async {
        more.send(Ok("name=Nora&email=nora%40acme.example&language=en")).await.unwrap();
        // Taken once the first piece is read, so the request is on its way.
        more.reserve().await.unwrap().send(Ok("&role="));
        sam.post(&format!("{page}/removal"), &[]).await.expect(303);
        more.send(Ok("administrator")).await.unwrap();
        drop(more);
    };
    let (answer, ()) = tokio::join!(half, removal);
    assert!(answer.expect(303).location().starts_with("/office/acme/sign-in"), "she is out");
    assert!(!sam.get(TEAM).await.expect(200).text().contains("Nora"));
}

async fn a_reader_is_shown_nothing_to_press_and_may_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Cold").await;
    let rolf = portal.staff("rolf@acme.example").await;
    let order = format!("/office/acme/orders/{order}");
    for page in [order.as_str(), "/office/acme/users", "/office/acme/customers", "/office/acme/outbox"] {
        let shown = rolf.get(page).await.expect(200).page();
        let posts = shown.all("main form").into_iter().filter(|form| form.attribute("method") == Some("post"));
        let buttons: Vec<_> = posts.flat_map(|form| form.all("button")).map(|button| button.text()).collect();
        assert!(buttons.is_empty(), "{page}: {buttons:?}");
    }
    let menu = rolf.get(&order).await.expect(200).page().texts("nav li");
    assert!(!menu.iter().any(|entry| entry == "Team" || entry == "Audit log"), "{menu:?}");
    rolf.post(&format!("{order}/acceptance"), &[]).await.expect(403);
    rolf.get("/office/acme/audit").await.expect(403);
}

async fn a_coordinator_works_and_does_not_decide_who_works_there(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Cold").await;
    let cora = portal.staff("cora@acme.example").await;
    let shown = cora.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    cora.submit(&shown.form("/acceptance")).await.expect(303);
    cora.get(TEAM).await.expect(403);
    let new = [("name", "N"), ("email", "n@acme.example"), ("language", "en"), ("role", "administrator")];
    cora.post(TEAM, &new).await.expect(403);
    cora.get("/office/acme/tenants").await.expect(403);
}

async fn a_coordinator_does_not_reach_into_the_office_by_a_portal_users_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, cora) = (portal.staff("sam@acme.example").await, portal.staff("cora@acme.example").await);
    add(&sam, ("Erika", "erika@drossel.example", "administrator")).await.expect(303);
    let page = user_page(&cora, "erika@drossel.example").await;
    cora.post(&format!("{page}/access"), &[("open", "no")]).await.expect(403);
    cora.post(&format!("{page}/factor-reset"), &[]).await.expect(403);
    cora.post(&format!("{page}/data"), &[]).await.expect(403);
    let erika = portal.staff("erika@drossel.example").await;
    erika.post(&format!("{page}/access"), &[("open", "no")]).await.expect(409);
    sam.post(&format!("{page}/access"), &[("open", "no")]).await.expect(303);
    erika.get(TEAM).await.expect(303);
}

async fn what_is_wrong_with_somebody_new_is_told_and_kept(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let again = add(&sam, ("Kim Again", "kim@acme.example", "reader")).await.expect(422);
    assert_eq!(again.problems(), ["Email – This person works here already."]);
    assert_eq!(again.form("/staff").value("name"), "Kim Again");
    // Operators are made in the office of the platform alone.
    let forged = [("name", "N"), ("email", "n@acme.example"), ("language", "en"), ("role", "operator")];
    sam.post(TEAM, &forged).await.expect(422);
    let page = member(&sam, "Kim Office").await;
    sam.post(&page, &[("role", "operator")]).await.expect(400);
    sam.post(&page, &[("role", "owner")]).await.expect(400);
}

async fn a_welcome_is_written_again_until_a_password_is_set(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    add(&sam, ("Nora Neu", "nora@acme.example", "reader")).await.expect(303);
    portal.work().await;
    let first = links::last(&portal, "reset").unwrap();
    let page = member(&sam, "Nora Neu").await;
    let shown = sam.get(&page).await.expect(200);
    sam.submit(&shown.form("/welcome")).await.expect(303);
    portal.work().await;
    let second = links::last(&portal, "reset").unwrap();
    assert_ne!(first, second);
    let nora = portal.browser("/office/acme");
    nora.get(&first).await.expect(404);
    let opened = nora.get(&second).await.expect(200);
    nora.submit(&opened.main_form().fill("new", CHOSEN)).await.expect(303);
    let refused = sam.post(&format!("{page}/welcome"), &[]).await.expect(303);
    assert_eq!(refused.location(), format!("{TEAM}?done=conflict"));
}
