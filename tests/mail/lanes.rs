//! A mail server that takes its time holds up no automation, and the worker ends when it is asked to.

use portico::{actions::work_orders, domain::event::EventKind};
use tokio::sync::oneshot;

use super::{
    peer::{Mood, Peer},
    world::{World, smtp},
};
use crate::cli::program::{PATIENCE, Program};

/// More than are sent at the same time.
const MANY: usize = 40;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn automations_run_while_every_mail_hangs() {
    let peer = Peer::new(Mood::Silent).await;
    let place = Program::new();
    place.write("scripts/acme/automations/seen.rhai", "fn on_accepted(order, act, ctx) { act.add_note(\"seen\"); }\n");
    let port = peer.port;
    let world = World::with(place, MANY + 1, |mail| {
        smtp(mail, port);
        mail.timeout_s = 25;
    });
    let mut world = world.await;
    world.app.look().await.unwrap();
    for order in 0..MANY {
        world.accept(order).await;
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(world.app.worker("busy").run(async {
        stopped.await.ok();
    }));
    let mut connections = peer.connections();
    let hanging = tokio::time::timeout(PATIENCE, connections.wait_for(|count| *count >= 10)).await;
    hanging.expect("mails are tried").expect("the server is there");
    let mut hints = world.app.state.cx.store.subscribe();
    world.accept(MANY).await;
    let noted = async {
        while world.events(MANY, EventKind::Noted).await == 0 {
            hints.recv().await.ok();
        }
    };
    // Half of what one hanging mail takes.
    tokio::time::timeout(std::time::Duration::from_secs(12), noted)
        .await
        .expect("the rule runs before any mail is given up");
    drop(stop);
    worker.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_mails_of_one_company_do_not_hold_up_those_of_another() {
    let peer = Peer::new(Mood::Silent).await;
    let port = peer.port;
    let slow = |mail: &mut portico::config::Mail| {
        smtp(mail, port);
        mail.timeout_s = 25;
    };
    let mut world = World::new(MANY, slow).await;
    let neighbour = world.neighbour().await;
    for order in 0..MANY {
        world.accept(order).await;
    }
    let worker = tokio::spawn(world.app.worker("busy").run(std::future::pending()));
    let mut connections = peer.connections();
    let hanging = tokio::time::timeout(PATIENCE, connections.wait_for(|count| *count >= 10)).await;
    hanging.expect("mails are tried").expect("the server is there");
    // Those that are under way go on hanging; what is tried from now on succeeds.
    peer.set(Mood::Accept);
    work_orders::accept(&world.app.state.cx, &neighbour.staff, neighbour.orders[0]).await.unwrap();
    let mut received = peer.mails();
    let theirs = received.wait_for(|mails| mails.iter().any(|mail| mail.header("To").contains("bolt.example")));
    // Half of what one hanging mail takes.
    let arrived = tokio::time::timeout(std::time::Duration::from_secs(12), theirs).await;
    arrived.expect("the neighbour's mail waits for none of the others").expect("the server is there");
    worker.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_asked_to_stop_finishes_what_it_holds_and_leaves_the_rest() {
    let peer = Peer::new(Mood::Silent).await;
    let world = World::with_peer(1, &peer).await;
    world.accept(0).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(world.app.worker("busy").run(async {
        stopped.await.ok();
    }));
    let mut connections = peer.connections();
    let tried = tokio::time::timeout(PATIENCE, connections.wait_for(|count| *count >= 1)).await;
    tried.expect("the mail is tried").expect("the server is there");
    stop.send(()).unwrap();
    tokio::time::timeout(PATIENCE, worker).await.expect("it ends with the try").unwrap();
    let mail = world.mail().await;
    assert!(mail.answer.contains("1 seconds"), "what became of the try is noted: {}", mail.answer);
}
