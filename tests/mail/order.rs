//! Mails about one work order go out in the order of what happened; those about others do not wait for them.

use std::time::Duration;

use portico::domain::mail::MailState;

use super::{
    peer::{Mood, Peer},
    world::World,
};

const SHORT: Duration = Duration::from_secs(7);
const LONG: Duration = Duration::from_secs(2 * 86_400);

#[tokio::test]
async fn mails_about_one_work_order_keep_their_order_through_trouble() {
    let peer = Peer::new(Mood::HangUpAfterData).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    for text in ["the first word", "the second word", "the third word"] {
        world.comment(0, text).await;
    }
    world.work().await;
    world.later(SHORT).await;
    assert_eq!(world.mails().await.len(), 1, "the others wait for the first");
    peer.set(Mood::Accept);
    world.later(LONG).await;
    let received: Vec<_> = peer.received().into_iter().filter(|mail| mail.acknowledged).collect();
    assert_eq!(received.len(), 4);
    for (mail, text) in received[1..].iter().zip(["the first word", "the second word", "the third word"]) {
        assert!(mail.text.contains(text), "{text:?} is missing in {}", mail.text);
    }
}

#[tokio::test]
async fn a_mail_that_no_server_takes_holds_up_the_next_one_for_minutes_and_not_for_days() {
    let peer = Peer::new(Mood::Refuse).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    world.comment(0, "after all").await;
    world.work().await;
    world.later(SHORT).await;
    assert_eq!(world.mails().await.len(), 1, "the second try of the first comes before the other");
    world.later(Duration::from_secs(400)).await;
    assert_eq!(world.mails().await.len(), 2, "after that the other has its turn");
}

#[tokio::test]
async fn a_parked_mail_holds_up_nothing() {
    let peer = Peer::new(Mood::Refuse).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    world.comment(0, "after all").await;
    world.work().await;
    for _ in 0..9 {
        world.later(LONG).await;
    }
    assert_eq!(world.parked().await.len(), 1);
    peer.set(Mood::Accept);
    world.later(LONG).await;
    let states: Vec<_> = world.mails().await.iter().map(|mail| mail.state).collect();
    assert!(states.contains(&MailState::Parked) && states.contains(&MailState::Sent), "{states:?}");
}

#[tokio::test]
async fn a_mail_that_is_stuck_holds_up_no_other_work_order() {
    let peer = Peer::new(Mood::Refuse).await;
    let world = World::with_peer(2, &peer).await;
    world.accept(0).await;
    world.work().await;
    peer.set(Mood::Accept);
    world.accept(1).await;
    world.work().await;
    let received = peer.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header("To"), "c1@home.example");
}

#[tokio::test]
async fn every_owed_mail_leaves_when_the_server_is_back() {
    const REQUESTS: usize = 40;
    let peer = Peer::new(Mood::TryLater).await;
    let world = World::with_peer(REQUESTS, &peer).await;
    for order in 0..REQUESTS {
        world.accept(order).await;
    }
    world.work().await;
    assert!(world.mails().await.iter().all(|mail| mail.state == MailState::Queued));
    peer.set(Mood::Accept);
    world.later(LONG).await;
    let mut to: Vec<_> = peer.received().iter().map(|mail| mail.header("To").to_owned()).collect();
    to.sort();
    to.dedup();
    assert_eq!((to.len(), peer.received().len()), (REQUESTS, REQUESTS));
    assert_eq!(world.stats().await, portico::store::outbox::OutboxStats::default());
}
