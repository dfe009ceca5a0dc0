//! Numbers of generations, given in one order however many nodes publish at once.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use portico::actions::generations::publish;

use crate::support::{
    databases::{Database, on_every_database},
    portal::TestPortal,
};

on_every_database!(
    concurrent_publications_get_numbers_in_one_order,
    nodes_that_publish_the_same_files_agree_on_the_number,
    a_generation_that_no_number_was_stored_for_is_not_counted_twice,
);

async fn concurrent_publications_get_numbers_in_one_order(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (cx, acme) = (portal.cx(), portal.acme);
    let first = portal.app.live.generation("acme").number;
    let numbers = join_all((0..8).map(|content| publish(cx, acme, [content; 32], first))).await;
    let numbers: BTreeSet<u64> = numbers.into_iter().map(Result::unwrap).collect();
    assert_eq!(numbers, (first + 1..=first + 8).collect());
    assert_eq!(portal.app.live.generation("bolt").number, 1, "every tenant has numbers of its own");
}

async fn nodes_that_publish_the_same_files_agree_on_the_number(database: &Database) {
    let portal = TestPortal::on(database).await;
    let numbers = join_all((0..8).map(|_| publish(portal.cx(), portal.acme, [1; 32], 1))).await;
    let numbers: Vec<u64> = numbers.into_iter().map(Result::unwrap).collect();
    assert!(numbers.iter().all(|number| *number == 2), "{numbers:?}");
}

/// A node that could not reach the database has counted on by itself.
async fn a_generation_that_no_number_was_stored_for_is_not_counted_twice(database: &Database) {
    let portal = TestPortal::on(database).await;
    assert_eq!(publish(portal.cx(), portal.acme, [1; 32], 41).await.unwrap(), 42);
    assert_eq!(publish(portal.cx(), portal.acme, [2; 32], 1).await.unwrap(), 43);
}
