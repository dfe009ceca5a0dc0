//! What the operator keeps for some days only goes when they are over, in rounds, and not before.

use std::time::Duration;

use portico::{
    actions::{
        erasures,
        retention::{self, Before},
    },
    domain::{access::Actor, offer::Offer},
    store::{self, runs::RunFilter},
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    invitation::{self, user_page},
    portal::TestPortal,
};

on_every_database!(
    texts_of_mails_go_after_their_days_and_the_mail_stays,
    records_of_runs_go_after_their_days_at_most_a_thousand_at_once,
    an_invitation_goes_when_it_was_over_for_its_days,
    an_offer_that_nobody_took_goes_with_the_invitations,
    a_closed_login_that_nobody_used_is_erased_only_when_that_is_set,
    for_ever_is_for_ever,
);

const DAY: Duration = Duration::from_secs(86_400);
const ERIKA: &str = "erika@drossel.example";

async fn sweep(portal: &TestPortal) {
    portal.app.worker("w").sweep().await.unwrap();
}

async fn texts_of_mails_go_after_their_days_and_the_mail_stays(database: &Database) {
    let portal = TestPortal::with(database, |config| config.privacy.keep_mail_texts_days = 30).await;
    flow::sent(&portal.customer(ERIKA).await, "Cold").await;
    portal.work().await;
    let texts = async || {
        let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
        let mails = store::mails::list(&mut conn, &portal.scope(), 100, 0).await.unwrap();
        mails.into_iter().map(|mail| (mail.subject, format!("{}{}", mail.text, mail.html))).collect::<Vec<_>>()
    };
    let before = texts().await;
    assert!(!before.is_empty() && before.iter().all(|(_, text)| !text.is_empty()));
    portal.clock.advance(30 * DAY);
    sweep(&portal).await;
    assert_eq!(texts().await, before, "exactly thirty days are not yet too many");
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    let after = texts().await;
    assert!(after.iter().all(|(subject, text)| !subject.is_empty() && text.is_empty()));
    assert_eq!(after.len(), before.len());
}

async fn records_of_runs_go_after_their_days_at_most_a_thousand_at_once(database: &Database) {
    let portal = TestPortal::with(database, |config| config.privacy.keep_runs_days = 7).await;
    flow::sent(&portal.customer(ERIKA).await, "Cold").await;
    portal.work().await;
    let template = portal.runs().await[0].clone();
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    for _ in 0..1_000 {
        let run = portico::domain::run::RunRecord { id: portal.cx().id(), ..template.clone() };
        store::runs::insert(&mut tx, &run).await.unwrap();
    }
    tx.commit().await.unwrap();
    let counted = async || {
        let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
        store::runs::counts(&mut conn, &portal.scope()).await.unwrap().iter().map(|count| count.runs).sum::<i64>()
    };
    let all = counted().await;
    portal.clock.advance(7 * DAY);
    sweep(&portal).await;
    assert_eq!(counted().await, all);
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    assert_eq!(counted().await, all - 1_000, "one round");
    sweep(&portal).await;
    assert_eq!(counted().await, 0);
}

async fn an_invitation_goes_when_it_was_over_for_its_days(database: &Database) {
    let portal = TestPortal::with(database, |config| config.privacy.keep_invitations_days = 10).await;
    let sam = portal.staff("sam@acme.example").await;
    invitation::invite(&sam, "Drossel", ("Nora Neu", "nora@drossel.example")).await;
    let link = invitation::link(&portal, "nora@drossel.example").await;
    invitation::invite(&sam, "Drossel", ("Otto Offen", "otto@drossel.example")).await;
    portal.work().await;
    invitation::accept(&portal, &link).await;
    let count = async || {
        database.contents().await.rows_with("Sam Office").iter().filter(|row| row.starts_with("invitations: ")).count()
    };
    assert_eq!(count().await, 2);
    portal.clock.advance(10 * DAY + Duration::from_micros(1));
    sweep(&portal).await;
    assert_eq!(count().await, 1, "the open one was over for three days only");
    portal.clock.advance(8 * DAY);
    sweep(&portal).await;
    assert_eq!(count().await, 0);
}

async fn an_offer_that_nobody_took_goes_with_the_invitations(database: &Database) {
    let portal = TestPortal::with(database, |config| config.privacy.keep_invitations_days = 10).await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let jens = store::users::by_email(&mut tx, &"jens@drossel.example".parse().unwrap()).await.unwrap().unwrap();
    let place = store::memberships::of_user(&mut tx, jens.id).await.unwrap().remove(0);
    let offer = Offer {
        id: portal.cx().id(),
        tenant: portal.acme,
        portal: place.portal().unwrap(),
        customer: place.customer().unwrap(),
        email: "nobody@drossel.example".parse().unwrap(),
        name: "Nelly Niemand".into(),
        language: "de".into(),
        roles: vec!["requester".parse().unwrap()],
        sites: Vec::new(),
        made_by: place.id,
        made_by_name: jens.name,
        created_at: portal.cx().now(),
        sent_at: None,
        sends: 0,
        expires_at: None,
        accepted_at: None,
        revoked_at: None,
    };
    store::offers::insert(&mut tx, &offer).await.unwrap();
    tx.commit().await.unwrap();
    let is_there = async || !database.contents().await.rows_with("Nelly Niemand").is_empty();
    portal.clock.advance(10 * DAY);
    sweep(&portal).await;
    assert!(is_there().await, "exactly ten days are not yet too many");
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    assert!(!is_there().await);
}

async fn a_closed_login_that_nobody_used_is_erased_only_when_that_is_set(database: &Database) {
    let portal = TestPortal::with(database, |config| config.privacy.erase_closed_after_days = 100).await;
    let sam = portal.staff("sam@acme.example").await;
    let close = async |email: &str| {
        sam.post(&format!("{}/access", user_page(&sam, email).await), &[("open", "no")]).await.expect(303);
    };
    close(ERIKA).await;
    portal.clock.advance(50 * DAY);
    let sam = portal.staff("sam@acme.example").await;
    sam.post(&format!("{}/access", user_page(&sam, "jens@drossel.example").await), &[("open", "no")]).await.expect(303);
    let there = async |email: &str| {
        let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
        store::users::by_email(&mut conn, &email.parse().unwrap()).await.unwrap()
    };
    let erika = there(ERIKA).await.unwrap().id;
    portal.clock.advance(50 * DAY);
    sweep(&portal).await;
    assert!(there(ERIKA).await.is_some(), "exactly a hundred days are not yet too many");
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    assert!(there(ERIKA).await.is_none());
    assert!(there("jens@drossel.example").await.is_some() && there("ida@drossel.example").await.is_some());
    let proof = erasures::proof(portal.cx(), &portal.scope(), erika).await.unwrap().unwrap();
    assert_eq!(proof["by"]["kind"], "engine");
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert_eq!(store::audit::verify(&mut conn).await.unwrap().broken_at, None);
}

async fn for_ever_is_for_ever(database: &Database) {
    let forever = |config: &mut portico::config::Config| {
        config.privacy.keep_mail_texts_days = 0;
        config.privacy.keep_runs_days = 0;
        config.privacy.keep_invitations_days = 0;
    };
    let portal = TestPortal::with(database, forever).await;
    flow::sent(&portal.customer(ERIKA).await, "Cold").await;
    portal.work().await;
    let all = RunFilter { rule: None, work_order: None, outcome: None, limit: 9, offset: 0 };
    portal.clock.advance(36_500 * DAY);
    sweep(&portal).await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert!(!store::runs::list(&mut conn, &portal.scope(), &all).await.unwrap().is_empty());
    let mails = store::mails::list(&mut conn, &portal.scope(), 9, 0).await.unwrap();
    assert!(!mails.is_empty() && mails.iter().all(|mail| !mail.text.is_empty()));
    let none = retention::sweep(portal.cx(), portal.acme, Before::default()).await.unwrap();
    assert_eq!(none, retention::Removed::default());
    let actor = Actor::Engine { tenant: portal.acme };
    assert_eq!(erasures::sweep(portal.cx(), &actor, portal.cx().now(), 10).await.unwrap(), 0, "nobody is closed");
}
