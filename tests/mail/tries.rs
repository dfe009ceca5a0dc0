//! One mail and a server in every mood: tried again later with the same bytes, parked in the end, and never lost.

use std::time::Duration;

use portico::domain::{
    id::MailId,
    mail::MailState,
    outbox::{LEASE, Task},
};
use portico::store;
use tokio::net::TcpListener;

use super::{
    peer::{Mood, Peer},
    world::{World, smtp},
};

/// Longer than the first wait, shorter than the second.
const SHORT: Duration = Duration::from_secs(7);
/// Longer than every wait.
const LONG: Duration = Duration::from_secs(2 * 86_400);

#[tokio::test]
async fn a_mail_is_handed_over_once_and_marked_with_the_servers_words() {
    let peer = Peer::new(Mood::Accept).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    world.work().await;
    let mail = world.mail().await;
    assert_eq!((mail.state, mail.sent_at.is_some()), (MailState::Sent, true));
    assert!(mail.answer.contains("kept as 42"), "{}", mail.answer);
    let received = peer.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("Message-ID"), mail.message_id);
    assert_eq!(received[0].header("To"), mail.to.to_string());
    world.later(LONG).await;
    assert_eq!(peer.received().len(), 1);
    assert_eq!(world.stats().await.open, 0);
}

/// Ten kinds of trouble would be ten times the same test.
#[tokio::test]
async fn a_mail_survives_every_mood_and_every_try_has_the_same_bytes() {
    for (mood, told) in [
        (Mood::TryLater, "greylisted"),
        (Mood::Refuse, "no such mailbox"),
        (Mood::Silent, "1 seconds"),
        (Mood::Drip, "1 seconds"),
        (Mood::HangUpAtData, ""),
        (Mood::HangUpAfterData, ""),
    ] {
        let peer = Peer::new(mood).await;
        let world = World::with_peer(1, &peer).await;
        world.accept(0).await;
        world.work().await;
        let stuck = world.mail().await;
        assert_eq!(stuck.state, MailState::Queued, "{mood:?}");
        assert!(!stuck.answer.is_empty() && stuck.answer.contains(told), "{mood:?}: {}", stuck.answer);
        assert_eq!(world.work().await, 0, "{mood:?}: it is not tried again at once");
        assert!(world.later(SHORT).await > 0, "{mood:?}: it is tried again after the wait");
        assert_eq!(world.later(SHORT).await, 0, "{mood:?}: the second wait is longer");
        peer.set(Mood::Accept);
        world.later(LONG).await;
        let sent = world.mail().await;
        assert_eq!((sent.state, &sent.message_id), (MailState::Sent, &stuck.message_id), "{mood:?}");
        let received = peer.received();
        assert_eq!(received.iter().filter(|mail| mail.acknowledged).count(), 1, "{mood:?}");
        assert!(received.iter().all(|mail| mail.text == received[0].text), "{mood:?}: {received:#?}");
        assert_eq!(received.len(), if mood == Mood::HangUpAfterData { 3 } else { 1 }, "{mood:?}");
        assert_eq!(world.stats().await.open, 0, "{mood:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_loses_no_mail() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let world = World::new(1, |mail| smtp(mail, port)).await;
    world.accept(0).await;
    world.work().await;
    let mail = world.mail().await;
    assert_eq!(mail.state, MailState::Queued);
    assert!(!mail.answer.is_empty());
    assert_eq!(world.stats().await.open, 1);
}

#[tokio::test]
async fn after_the_last_try_a_mail_is_parked_where_the_office_sees_it_and_a_person_sends_it_again() {
    let peer = Peer::new(Mood::Refuse).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    world.work().await;
    for _ in 0..9 {
        assert!(world.parked().await.is_empty());
        world.later(LONG).await;
    }
    let parked = world.parked().await;
    assert_eq!((parked.len(), parked[0].task, parked[0].attempt), (1, Task::SendMail, 10));
    assert_eq!(parked[0].work_order, Some(world.orders[0]));
    assert!(parked[0].error.contains("no such mailbox"), "{}", parked[0].error);
    assert_eq!(world.mail().await.state, MailState::Parked);
    assert_eq!(world.later(LONG).await, 0, "a parked mail rests");
    peer.set(Mood::Accept);
    world.retry(&parked[0]).await;
    world.work().await;
    assert_eq!(world.mail().await.state, MailState::Sent);
    assert!(world.parked().await.is_empty());
    assert_eq!(peer.received().len(), 1);
}

/// Between the server's answer and our note of it the process may die: then the mail goes out again, recognisable by its Message-ID.
#[tokio::test]
async fn a_mail_that_a_dead_worker_held_is_sent_when_its_lease_ends() {
    let peer = Peer::new(Mood::Accept).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    let cx = &world.app.state.cx;
    let mut held = Vec::new();
    for kind in Task::ALL {
        let mut tx = cx.store.platform_write().await.unwrap();
        held.extend(store::outbox::claim(&mut tx, "dead", cx.now(), kind, 10).await.unwrap());
        tx.commit().await.unwrap();
    }
    assert_eq!(held.len(), 2, "the automation and the mail, which wait for none of each other");
    assert_eq!(world.work().await, 0);
    world.later(LEASE + Duration::from_secs(1)).await;
    let mail = world.mail().await;
    assert_eq!(mail.state, MailState::Sent);
    assert_eq!(mail.message_id, format!("<{}@localhost.localdomain>", mail.id));
    assert_ne!(mail.id, MailId(uuid::Uuid::nil()));
    assert_eq!(peer.received().len(), 1);
}
