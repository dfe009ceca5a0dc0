//! What the office does with a work order: decide once, move it only where it may go, and what of it the customer reads.

use futures_util::future::join_all;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    the_office_reads_whom_to_call_and_finds_the_customer,
    two_people_who_accept_at_once_are_told_apart,
    a_refusal_needs_a_reason_and_the_customer_reads_it,
    a_work_order_moves_only_where_its_category_may,
    the_list_of_statuses_chooses_nothing_by_itself,
    who_accepts_by_the_list_of_statuses_tells_the_customer_as_the_button_does,
    a_status_that_refuses_needs_a_reason_and_does_what_the_button_does,
    an_empty_message_and_an_empty_note_are_told_where_they_belong,
    every_status_that_refuses_rejects_what_nobody_has_decided_about,
    accepted_work_that_is_given_up_is_closed_with_a_reason_that_the_customer_is_told,
    work_that_is_done_is_closed_without_a_reason_and_without_a_mail,
    what_the_office_writes_reaches_the_customer_and_what_it_notes_does_not,
    priority_and_assignee_are_set_and_stay_in_the_office,
    a_parked_mail_is_seen_by_the_office_and_tried_again,
);

async fn the_office_reads_whom_to_call_and_finds_the_customer(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Please call").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200).page();
    let block = page.texts("aside address").join("");
    assert!(block.contains("Familie Drossel") && block.contains("Erika Drossel"), "{block}");
    assert!(block.contains("Drosselweg"), "where she lives: {block}");
    let links = page.all("aside address a");
    let links: Vec<&str> = links.iter().filter_map(|link| link.attribute("href")).collect();
    assert!(links[1].starts_with("tel:"), "{links:?}");
    assert_eq!(links[2], "mailto:familie@drossel.example");
    let card = sam.get(links[0]).await.expect(200);
    assert_eq!(card.heading(), "Familie Drossel");
}

async fn two_people_who_accept_at_once_are_told_apart(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Who is first?").await;
    portal.work().await;
    let path = format!("/office/acme/orders/{order}");
    let (sam, kim) = (portal.staff("sam@acme.example").await, portal.staff("kim@acme.example").await);
    let form = sam.get(&path).await.expect(200).form("/acceptance");
    let answers = join_all([&sam, &kim].map(|person| person.submit(&form))).await;
    let mut told: Vec<_> = answers.into_iter().map(|answer| answer.expect(303).location().to_owned()).collect();
    told.sort();
    assert_eq!(told, [format!("{path}?done=accepted"), format!("{path}?done=conflict")]);
    let page = kim.get(&format!("{path}?done=conflict")).await.expect(200).page();
    assert_eq!(page.texts(".flash-error"), ["Somebody else changed this meanwhile. Please look again."]);
    assert_eq!(page.texts(".timeline .to-accepted").len(), 1, "it was accepted once");
    assert!(page.all("form[data-accept]").is_empty(), "and cannot be accepted again");
    portal.work().await;
    let accepted = portal.mailbox().await.into_iter().filter(|mail| mail.subject.starts_with("Angenommen"));
    assert_eq!(accepted.count(), 1);
}

async fn a_refusal_needs_a_reason_and_the_customer_reads_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "Please").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    let answer = sam.submit(&page.form("/rejection").fill("reason", " ")).await.expect(422);
    assert_eq!(answer.problems(), ["Reason for the customer – Please answer this."]);
    assert_eq!(told_at(&answer, "reason"), "Please answer this.");
    let answer = sam.submit(&answer.form("/rejection").fill("reason", "That is not our boiler.\nSorry.")).await;
    answer.expect(303);
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    assert_eq!(request.texts(".state .status"), ["Nicht ausgeführt"]);
    assert!(request.text().contains("That is not our boiler."));
    portal.work().await;
    let mails = portal.mailbox().await;
    assert!(mails.iter().any(|mail| mail.text.contains("That is not our boiler.")));
    // Decided is decided.
    let again = sam.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    assert!(again.location().ends_with("?done=conflict"));
}

async fn who_accepts_by_the_list_of_statuses_tells_the_customer_as_the_button_does(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    let told = async |statuses: &[&str]| {
        let order = flow::sent(&erika, "Please").await;
        portal.work().await;
        let before = portal.mailbox().await.len();
        for status in statuses {
            let path = format!("/office/acme/orders/{order}/status");
            sam.post(&path, &[("status", status)]).await.expect(303);
        }
        portal.work().await;
        let mails = portal.mailbox().await;
        mails[before..].iter().filter(|mail| mail.subject.starts_with("Angenommen")).count()
    };
    assert_eq!(told(&["accepted"]).await, 1);
    assert_eq!(told(&["accepted", "working"]).await, 1, "work that goes on is accepted once");
    assert_eq!(told(&["question"]).await, 0, "a question is no decision");
}

async fn a_work_order_moves_only_where_its_category_may(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let path = format!("/office/acme/orders/{order}");
    let moves = [
        ("working", "conflict"),
        ("finished", "conflict"),
        ("accepted", "status"),
        ("new", "conflict"),
        ("working", "status"),
        ("question", "status"),
        ("finished", "status"),
        ("working", "conflict"),
        ("rejected", "conflict"),
        ("accepted", "status"),
    ];
    for (to, done) in moves {
        let offered = sam.get(&path).await.expect(200).page();
        let offers = offered.all("#status option").iter().any(|option| option.attribute("value") == Some(to));
        assert_eq!(offers, done == "status", "whether the page offers {to}");
        let answer = sam.post(&format!("{path}/status"), &[("status", to)]).await.expect(303);
        assert_eq!(answer.location(), format!("{path}?done={done}"), "to {to}");
    }
}

async fn the_list_of_statuses_chooses_nothing_by_itself(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    assert_eq!(page.form("/status").value("status"), "");
    let answer = sam.submit(&page.form("/status")).await.expect(422);
    assert_eq!(leads_to(&answer), ["#status"]);
    assert_eq!(answer.problems(), ["State – Please answer this."]);
    assert_eq!(told_at(&answer, "status"), "Please answer this.");
    assert_eq!(answer.page().texts(".heading .status"), ["New"]);
}

async fn a_status_that_refuses_needs_a_reason_and_does_what_the_button_does(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    let answer = sam.submit(&page.form("/status").fill("status", "rejected").fill("reason", " ")).await.expect(422);
    assert_eq!(leads_to(&answer), ["#status-reason"]);
    assert_eq!(answer.problems(), ["Reason for the customer – Please answer this."]);
    assert_eq!(told_at(&answer, "status-reason"), "Please answer this.");
    assert_eq!(answer.form("/status").value("status"), "rejected", "what was chosen stays chosen");
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    assert_eq!(request.texts(".state .status"), ["Eingegangen"], "nothing happened yet");

    sam.submit(&answer.form("/status").fill("reason", "Not in our town.")).await.expect(303);
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    assert_eq!(request.texts(".state .status"), ["Nicht ausgeführt"]);
    assert_eq!(request.texts(".timeline .said .text"), ["Not in our town."]);
    portal.work().await;
    assert!(portal.mailbox().await.iter().any(|mail| mail.text.contains("Not in our town.")));
}

/// Where the summary of problems leads.
fn leads_to(answer: &Answer) -> Vec<String> {
    let page = answer.page();
    page.all(".problems a").iter().filter_map(|link| link.attribute("href").map(str::to_owned)).collect()
}

/// What is said at the input `id`, which is marked as wrong and described by it.
fn told_at(answer: &Answer, id: &str) -> String {
    let page = answer.page();
    let marked = page.all("[aria-invalid]");
    let [input] = marked.as_slice() else { panic!("{} inputs are marked as wrong", marked.len()) };
    assert_eq!(input.attribute("id"), Some(id));
    let described = input.attribute("aria-describedby").unwrap_or_default();
    assert!(described.split(' ').any(|by| by == format!("{id}-problem")), "{described}");
    page.texts(&format!("#{id}-problem")).concat()
}

async fn an_empty_message_and_an_empty_note_are_told_where_they_belong(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    for (form, input) in [("/comments", "text"), ("/notes", "note")] {
        let answer = sam.submit(&page.form(form).fill("text", " ")).await.expect(422);
        assert_eq!(leads_to(&answer), [format!("#{input}")]);
        assert_eq!(told_at(&answer, input), "Please answer this.");
    }
}

async fn every_status_that_refuses_rejects_what_nobody_has_decided_about(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    for (status, reason) in [("rejected", "Not in our town."), ("withdrawn", "You called us.")] {
        let order = flow::sent(&erika, "x").await;
        let path = format!("/office/acme/orders/{order}");
        sam.post(&format!("{path}/status"), &[("status", status), ("reason", reason)]).await.expect(303);
        portal.work().await;
        let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
        assert_eq!(request.texts(".timeline .said .text"), [reason]);
        assert!(request.texts(".timeline .said header")[0].contains("hat abgelehnt"), "{status}");
        let mail = portal.mailbox().await.into_iter().find(|mail| mail.text.contains(reason)).expect("she is told");
        assert!(mail.text.contains("Diese Anfrage können wir leider nicht übernehmen."), "{}", mail.text);
        assert_eq!(sam.get(&path).await.expect(200).page().texts(".timeline .internal .text"), [""; 0], "no on_closed");
    }
}

async fn accepted_work_that_is_given_up_is_closed_with_a_reason_that_the_customer_is_told(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    for (status, reason) in [("rejected", "No part to be had."), ("withdrawn", "You sold the house.")] {
        let order = flow::sent(&erika, "x").await;
        let path = format!("/office/acme/orders/{order}");
        for step in ["accepted", "working"] {
            sam.post(&format!("{path}/status"), &[("status", step)]).await.expect(303);
        }
        sam.post(&format!("{path}/status"), &[("status", status)]).await.expect(422);
        assert_eq!(sam.get(&path).await.expect(200).page().texts(".heading .status"), ["In progress"]);
        sam.post(&format!("{path}/status"), &[("status", status), ("reason", reason)]).await.expect(303);
        portal.work().await;
        let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
        assert_eq!(request.texts(".timeline .said .text"), [reason]);
        assert!(request.texts(".timeline .said header")[0].contains("hat geschlossen"), "{status}");
        let mail = portal.mailbox().await.into_iter().find(|mail| mail.text.contains(reason)).expect("she is told");
        assert_eq!(mail.to.as_str(), "erika@drossel.example");
        assert!(mail.subject.starts_with("Geschlossen: Anfrage"), "{}", mail.subject);
        let notes = sam.get(&path).await.expect(200).page().texts(".timeline .internal .text");
        assert_eq!(notes, [format!("Given up: {reason}")], "the rule about closed work orders ran");
    }
}

async fn work_that_is_done_is_closed_without_a_reason_and_without_a_mail(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let path = format!("/office/acme/orders/{order}");
    for step in ["accepted", "working", "finished"] {
        sam.post(&format!("{path}/status"), &[("status", step)]).await.expect(303);
    }
    portal.work().await;
    assert_eq!(sam.get(&path).await.expect(200).page().texts(".heading .status"), ["Finished"]);
    assert!(portal.mailbox().await.iter().all(|mail| !mail.subject.contains("Geschlossen")));
}

async fn what_the_office_writes_reaches_the_customer_and_what_it_notes_does_not(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    sam.submit(&page.form("/comments").fill("text", "We come tomorrow.")).await.expect(303);
    sam.submit(&page.form("/notes").fill("text", "Mind the dog <script>alert(1)</script>")).await.expect(303);
    portal.work().await;
    let office = sam.get(&page.asked).await.expect(200);
    assert!(office.page().text().contains("Mind the dog <script>alert(1)</script>"), "it is shown as it was typed");
    let mails = portal.mailbox().await;
    let comment = mails.iter().find(|mail| mail.text.contains("We come tomorrow.")).expect("she gets a mail");
    assert_eq!(comment.to.as_str(), "erika@drossel.example");
    assert!(mails.iter().all(|mail| !mail.text.contains("dog") && !mail.html.contains("dog")));
    for person in [&erika, &portal.customer("jens@drossel.example").await] {
        for path in [format!("/p/acme/requests/{order}"), "/p/acme/".to_owned(), "/p/acme/requests?q=dog".to_owned()] {
            let text = person.get(&path).await.expect(200).text();
            assert!(!text.contains("Mind the dog"), "{path}");
        }
        assert!(person.get(&format!("/p/acme/requests/{order}")).await.text().contains("We come tomorrow."));
    }
    // The customer's answer goes to the office.
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&request.form("/comments").fill("text", "Fine, see you then.")).await.expect(303);
    portal.work().await;
    let answer = portal.mailbox().await.into_iter().find(|mail| mail.text.contains("see you then")).expect("a mail");
    assert_eq!(answer.to.as_str(), "office@acme.example");
}

async fn priority_and_assignee_are_set_and_stay_in_the_office(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let path = format!("/office/acme/orders/{order}");
    let page = sam.get(&path).await.expect(200);
    sam.submit(&page.form("/priority").fill("priority", "emergency")).await.expect(303);
    let page = sam.send(&page.form("/assignee").fill("assignee", "Nightshift")).await.expect(200);
    assert_eq!(page.page().texts(".heading .priority"), ["Emergency"]);
    assert_eq!(page.page().texts(".heading .assignee"), ["Nightshift"]);
    sam.post(&format!("{path}/assignee"), &[("assignee", &"x".repeat(121))]).await.expect(422);
    // What is so already did not happen once more.
    let happened = page.page().all(".timeline li").len();
    sam.submit(&page.form("/priority")).await.expect(303);
    sam.submit(&page.form("/assignee")).await.expect(303);
    assert_eq!(sam.get(&path).await.expect(200).page().all(".timeline li").len(), happened);
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    assert!(!request.text().contains("Notfall") && request.texts(".timeline .internal").is_empty());
    assert_eq!(request.all(".timeline li").len(), 1, "she sees her request and nothing else");
}

async fn a_parked_mail_is_seen_by_the_office_and_tried_again(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    let portal = TestPortal::with(database, |config| {
        config.mail.transport = portico::config::Transport::Folder;
        config.mail.folder.clone_from(&mails);
    })
    .await;
    std::fs::remove_dir(&mails).unwrap();
    flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    for _ in 0..12 {
        portal.work().await;
        portal.clock.advance(std::time::Duration::from_secs(2 * 86_400));
    }
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get("/office/acme/outbox").await.expect(200);
    assert!(page.page().text().contains("1005"), "the parked mail names its request");
    std::fs::create_dir(&mails).unwrap();
    sam.submit(&page.form("/retry")).await.expect(303);
    sam.submit(&page.form("/retry")).await.expect(404);
    portal.work().await;
    assert_eq!(std::fs::read_dir(&mails).unwrap().count(), 1);
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    assert!(!bob.get("/office/bolt/outbox").await.expect(200).text().contains("1005"));
}
