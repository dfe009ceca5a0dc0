//! The link of an invitation: looked at by anybody, accepted once, by its button.

use http::Method;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    invitation::{CHOSEN, accept, invite, link, user_page},
    portal::TestPortal,
};

on_every_database!(
    opening_the_link_changes_nothing_however_often,
    a_password_is_judged_before_the_invitation_is_used_up,
    of_two_who_press_the_button_one_joins,
    a_link_that_is_no_longer_valid_answers_like_one_that_never_was,
    a_link_that_was_taken_back_opens_nothing,
    a_further_mail_replaces_the_link_of_the_one_before,
    an_invitation_is_sent_ten_times_and_no_more,
    a_second_invitation_does_not_change_the_password_of_who_has_joined,
);

const NORA: (&str, &str) = ("Nora Neu", "nora@drossel.example");

async fn invited(database: &Database) -> (TestPortal, String) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    invite(&sam, "Drossel", NORA).await;
    let link = link(&portal, NORA.1).await;
    (portal, link)
}

async fn opening_the_link_changes_nothing_however_often(database: &Database) {
    let (portal, link) = invited(database).await;
    let robot = portal.browser("/p/acme");
    for _ in 0..20 {
        let page = robot.get(&link).await.expect(200);
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-store");
        robot.ask(Method::HEAD, &link, &[], Vec::new()).await.expect(200);
    }
    assert_eq!(robot.cookie_header(), "", "nobody is signed in by looking");
    accept(&portal, &link).await.get("/p/acme/").await.expect(200);
}

async fn a_password_is_judged_before_the_invitation_is_used_up(database: &Database) {
    let (portal, link) = invited(database).await;
    let nora = portal.browser("/p/acme");
    let form = nora.get(&link).await.expect(200).main_form();
    let answer = nora.submit(&form.fill("name", "Nora N.").fill("password", "password")).await.expect(422);
    assert_eq!(answer.problems().len(), 1, "{:?}", answer.problems());
    assert_eq!(answer.main_form().value("name"), "Nora N.");
    assert!(!answer.text().contains("value=\"password\""), "a password is never sent back");
    let answer = nora.submit(&answer.main_form().fill("name", " ").fill("password", "x")).await.expect(422);
    assert_eq!(answer.problems().len(), 2);
    nora.submit(&answer.main_form().fill("name", "Nora N.").fill("password", CHOSEN)).await.expect(303);
    assert!(nora.get("/p/acme/").await.expect(200).text().contains("Nora N."));
}

async fn of_two_who_press_the_button_one_joins(database: &Database) {
    let (portal, link) = invited(database).await;
    let page = portal.browser("/p/acme").get(&link).await.expect(200);
    let tries = (0..6).map(|n| {
        let (tab, form) = (portal.browser("/p/acme"), page.main_form().fill("password", &format!("{CHOSEN} {n}")));
        async move { tab.submit(&form).await.status.as_u16() }
    });
    let mut answers = futures_util::future::join_all(tries).await;
    answers.sort_unstable();
    assert_eq!(answers, [303, 404, 404, 404, 404, 404]);
}

/// Every answer without what differs by chance and by the link itself.
fn plain(answer: &Answer, link: &str) -> String {
    answer.normalised(&[link, link.rsplit('/').next().unwrap()])
}

async fn a_link_that_is_no_longer_valid_answers_like_one_that_never_was(database: &Database) {
    let (portal, link) = invited(database).await;
    let somebody = portal.browser("/p/acme");
    let never = format!("/p/acme/join/{}", "A".repeat(43));
    let wanted = plain(&somebody.get(&never).await.expect(404), &never);
    let same = async |link: &str| {
        for answer in [
            somebody.get(link).await.expect(404),
            somebody.post(link, &[("name", "Thief"), ("password", CHOSEN)]).await.expect(404),
        ] {
            assert_eq!(plain(&answer, link), wanted, "{link}");
        }
    };
    for bad in ["x", "null", "%00", "..", &"A".repeat(42), &"A".repeat(5_000)] {
        let answer = somebody.get(&format!("/p/acme/join/{bad}")).await;
        assert!(answer.status.is_client_error(), "{bad}");
    }
    // The link of one portal opens nothing at another, be it of the same tenant or of a foreign one.
    let secret = link.rsplit('/').next().unwrap();
    for other in ["acme-garden", "bolt"] {
        somebody.get(&format!("/p/{other}/join/{secret}")).await.expect(404);
    }
    portal.clock.advance(std::time::Duration::from_secs(7 * 24 * 3_600));
    same(&link).await;
}

async fn a_link_that_was_taken_back_opens_nothing(database: &Database) {
    let (portal, link) = invited(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let revoke = sam.get(&user_page(&sam, NORA.1).await).await.expect(200).form("/revocation");
    sam.submit(&revoke).await.expect(303);
    let (somebody, never) = (portal.browser("/p/acme"), format!("/p/acme/join/{}", "A".repeat(43)));
    let wanted = plain(&somebody.get(&never).await.expect(404), &never);
    assert_eq!(plain(&somebody.get(&link).await.expect(404), &link), wanted);
    sam.submit(&revoke).await.expect(409);
}

async fn a_further_mail_replaces_the_link_of_the_one_before(database: &Database) {
    let (portal, first) = invited(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = user_page(&sam, NORA.1).await;
    let again = sam.get(&page).await.expect(200).form("/invitation");
    sam.submit(&again).await.expect(303);
    let second = link(&portal, NORA.1).await;
    assert_ne!(first, second);
    portal.browser("/p/acme").get(&first).await.expect(404);
    accept(&portal, &second).await;
    let gone = sam.get(&page).await.expect(200);
    assert!(!gone.text().contains("/invitation\""), "who has joined is not invited any more");
    sam.submit(&again).await.expect(409);
}

async fn an_invitation_is_sent_ten_times_and_no_more(database: &Database) {
    let (portal, _) = invited(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let again = sam.get(&user_page(&sam, NORA.1).await).await.expect(200).form("/invitation");
    for _ in 1..10 {
        sam.submit(&again).await.expect(303);
        portal.work().await;
    }
    sam.submit(&again).await.expect(409);
    let mails = portal.mailbox().await;
    assert_eq!(mails.iter().filter(|mail| mail.to.as_str() == NORA.1).count(), 10);
}

async fn a_second_invitation_does_not_change_the_password_of_who_has_joined(database: &Database) {
    let (portal, first) = invited(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let card = crate::support::invitation::card(&sam, "Drossel").await;
    let page = sam.get(&format!("{card}/users")).await.expect(200);
    let html = page.page();
    let garden =
        html.all("input[name=portal]").last().and_then(|i| i.attribute("value")).expect("there are two portals");
    let form = page.form("/users").fill("name", NORA.0).fill("email", NORA.1).fill("portal", garden);
    sam.submit(&form).await.expect(303);
    let second = link(&portal, NORA.1).await;
    assert!(second.starts_with("/p/acme-garden/join/"), "{second}");
    let nora = accept(&portal, &first).await;
    let thief = portal.browser("/p/acme-garden");
    thief.get(&second).await.expect(404);
    thief.post(&second, &[("name", "Thief"), ("password", "another long password")]).await.expect(404);
    nora.get("/p/acme/").await.expect(200);
    let sign_in = thief.get("/p/acme-garden/sign-in").await.expect(200).form("/sign-in");
    thief.submit(&sign_in.fill("email", NORA.1).fill("password", CHOSEN)).await.expect(303);
}
