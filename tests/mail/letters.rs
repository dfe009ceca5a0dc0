//! Mails about a person: what only she may read is in her mail and nowhere else, and an address that takes no mail is seen with her.

use portico::{
    actions::{
        invitations,
        members::{self, Profile},
    },
    domain::{
        access::{Actor, scope},
        id::MembershipId,
        user::AccountState,
    },
    store,
};

use super::{
    peer::{Account, Guard, Mood, Peer},
    world::World,
};

const LONG: std::time::Duration = std::time::Duration::from_secs(2 * 86_400);

/// Adds somebody to the first customer and invites her.
async fn invited(world: &World) -> MembershipId {
    let cx = &world.app.state.cx;
    let engine = Actor::Engine { tenant: world.staff.tenant() };
    let mut conn = cx.store.read(world.staff.tenant()).await.unwrap();
    let portal = store::portals::list(&mut conn).await.unwrap().remove(0).id;
    let customer = store::customers::list(&mut conn, &scope(&engine), 1, 0).await.unwrap().remove(0).id;
    drop(conn);
    let profile = Profile {
        email: "nora@drossel.example".into(),
        name: "Nora".into(),
        language: "en".into(),
        ..Profile::default()
    };
    members::add(cx, &engine, (portal, customer), &profile, true).await.unwrap()
}

async fn state(world: &World, member: MembershipId) -> AccountState {
    let cx = &world.app.state.cx;
    let mut conn = cx.store.read(world.staff.tenant()).await.unwrap();
    let engine = scope(&Actor::Engine { tenant: world.staff.tenant() });
    store::members::get(&mut conn, &engine, member, cx.now()).await.unwrap().unwrap().state
}

#[tokio::test]
async fn the_link_of_an_invitation_is_in_the_mail_and_in_no_record_of_it() {
    let peer = Peer::new(Mood::TryLater).await;
    let world = World::with_peer(1, &peer).await;
    let member = invited(&world).await;
    world.work().await;
    peer.set(Mood::Accept);
    world.later(LONG).await;
    let [received] = &peer.received()[..] else { panic!("one mail is taken") };
    let text = received.text.replace("=\r\n", "");
    let secret: String = text.split("/join/").nth(1).expect("the mail has a link").chars().take(43).collect();
    let kept = world.mail().await;
    assert!(kept.text.contains("/join/…") && kept.html.contains("/join/…"), "{}", kept.text);
    assert!(!kept.text.contains(&secret) && !kept.html.contains(&secret));
    assert_eq!(state(&world, member).await, AccountState::Invited);
}

#[tokio::test]
async fn an_address_that_takes_no_mail_is_seen_with_the_person_until_one_is_taken() {
    let peer = Peer::new(Mood::Refuse).await;
    let world = World::with_peer(1, &peer).await;
    let member = invited(&world).await;
    world.work().await;
    assert_eq!(state(&world, member).await, AccountState::Bounced);
    peer.set(Mood::TryLater);
    world.later(LONG).await;
    assert_eq!(
        state(&world, member).await,
        AccountState::Bounced,
        "an error that passes says nothing about the address"
    );
    peer.set(Mood::Accept);
    world.later(LONG).await;
    assert_eq!(state(&world, member).await, AccountState::Invited);
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_is_not_sent() {
    let peer = Peer::new(Mood::TryLater).await;
    let world = World::with_peer(1, &peer).await;
    let member = invited(&world).await;
    world.work().await;
    let engine = Actor::Engine { tenant: world.staff.tenant() };
    invitations::revoke(&world.app.state.cx, &engine, member).await.unwrap();
    peer.set(Mood::Accept);
    world.later(LONG).await;
    assert!(peer.received().is_empty());
}

#[tokio::test]
async fn a_server_that_refuses_us_says_nothing_about_the_address() {
    let account = Some(Account { mechanism: "PLAIN", user: "portal", password: "korrekt Pferd" });
    let peer = Peer::with(Mood::Accept, Guard { account, ..Guard::default() }).await;
    let world = World::with_peer(1, &peer).await;
    let member = invited(&world).await;
    world.work().await;
    let answer = world.mail().await.answer;
    assert!(answer.contains("sign in first"), "{answer}");
    assert_eq!(state(&world, member).await, AccountState::Invited);
}

#[tokio::test]
async fn mails_of_a_portal_that_is_switched_off_keep_its_look_and_its_addresses() {
    let world = World::new(1, |_| {}).await;
    let cx = &world.app.state.cx;
    let mut tx = cx.store.write(world.staff.tenant()).await.unwrap();
    let mut portal = store::portals::list(&mut tx).await.unwrap().remove(0);
    portal.enabled = false;
    assert!(store::portals::update(&mut tx, &portal).await.unwrap());
    tx.commit().await.unwrap();
    world.app.refresh().await.unwrap();
    assert!(world.app.directory.portal(portal.slug.as_str()).is_none(), "nobody finds it");
    world.accept(0).await;
    world.work().await;
    let mail = world.mail().await;
    let address = format!("/p/{}/requests/{}", portal.slug, world.orders[0]);
    assert!(mail.text.contains(&address) && !mail.text.contains("/office/"), "{}", mail.text);
    assert!(mail.html.contains(&address) && !mail.html.contains("/office/"), "{}", mail.html);
}
