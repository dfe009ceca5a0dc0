//! Mails as rows: written once, marked with their fate.

use portico::{
    domain::{
        id::WorkOrderId,
        mail::{Mail, MailState},
    },
    store,
};

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_mail_is_written_once_and_keeps_its_words,
    the_fate_of_a_mail_is_noted,
    mails_are_listed_for_the_office_only,
);

fn mail(world: &World, work_order: Option<WorkOrderId>) -> Mail {
    Mail {
        id: world.id(),
        tenant: world.tenant.id,
        work_order,
        to: "erika@example.de".parse().unwrap(),
        subject: "Ihre Anfrage 1001".into(),
        text: "Guten Tag\n".into(),
        html: "<p>Guten Tag</p>".into(),
        message_id: "<1@portico>".into(),
        state: MailState::Queued,
        answer: String::new(),
        created_at: world.now(),
        sent_at: None,
    }
}

async fn add(db: &Database, mail: &Mail) -> bool {
    let mut tx = db.write(mail.tenant).await.unwrap();
    let added = store::mails::insert(&mut tx, mail).await.unwrap();
    tx.commit().await.unwrap();
    added
}

async fn a_mail_is_written_once_and_keeps_its_words(db: &Database) {
    let world = World::new(db, "nord").await;
    let mail = mail(&world, None);
    let mut again = mail.clone();
    again.subject = "Anders".into();
    assert!(add(db, &mail).await);
    assert!(!add(db, &again).await);
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(store::mails::get(&mut conn, &world.office(), mail.id).await.unwrap().as_ref(), Some(&mail));
}

async fn the_fate_of_a_mail_is_noted(db: &Database) {
    let world = World::new(db, "nord").await;
    let mail = mail(&world, None);
    assert!(add(db, &mail).await);
    for (state, answer, at) in [
        (MailState::Parked, "550 no such person", None),
        (MailState::Queued, "421 later", None),
        (MailState::Sent, "250 ok", Some(world.now())),
    ] {
        let mut tx = db.write(world.tenant.id).await.unwrap();
        store::mails::set_state(&mut tx, mail.id, state, answer, at).await.unwrap();
        let found = store::mails::get(&mut tx, &world.office(), mail.id).await.unwrap().unwrap();
        assert_eq!((found.state, found.answer.as_str(), found.sent_at), (state, answer, at));
        tx.commit().await.unwrap();
    }
}

async fn mails_are_listed_for_the_office_only(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let first = mail(&world, Some(order));
    world.clock.advance(std::time::Duration::from_secs(1));
    let second = mail(&world, None);
    assert!(add(db, &first).await && add(db, &second).await);
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let (office, home) = (world.office(), world.customer(&world.home));
    let all = store::mails::list(&mut conn, &office, 10, 0).await.unwrap();
    assert_eq!(all, vec![second, first.clone()]);
    assert_eq!(store::mails::list(&mut conn, &office, 1, 1).await.unwrap(), vec![first.clone()]);
    assert!(store::mails::list(&mut conn, &home, 10, 0).await.unwrap().is_empty());
    assert_eq!(store::mails::get(&mut conn, &home, first.id).await.unwrap(), None);
}
