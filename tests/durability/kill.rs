//! `kill -9` at random moments while 16 customers submit: nothing that was acknowledged is lost or there without
//! what belongs to it, nothing is there twice.

use std::{sync::Arc, time::Duration};

use portico::domain::clock::{Random, SeededRandom};
use tokio::task::{JoinSet, block_in_place};

use super::{
    customer::Customer,
    ledger::{Ledger, Wrong},
    site::{CUSTOMERS, runs, site, stored},
    stand_in,
};
use crate::cli::program::{PATIENCE, Program};

/// Kills of one run. `PORTICO_TEST_KILLS` sets another number, for a quick try or a long night.
const KILLS: usize = 50;
/// Longest life of the program between two kills.
const LONGEST_LIFE: Duration = Duration::from_millis(400);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_every_kill_exactly_once() {
    let kills = std::env::var("PORTICO_TEST_KILLS").map_or(KILLS, |kills| kills.parse().expect("a number"));
    let program = site("").await;
    let mut run = Run::new(20_260_301);
    for kill in 1..=kills {
        run.live_and_die(&program, false).await;
        let wrong = run.ledger.check(&stored(&program).await);
        assert!(wrong.is_empty(), "after kill {kill}: {wrong:#?}");
    }
    // What nobody heard of is sent again now, and everything else is still there.
    let (running, root) = block_in_place(|| program.serve());
    for customer in &mut run.customers {
        customer.submit(&root, &run.ledger).await.expect("nobody kills it now");
    }
    running.kill();
    let stored = stored(&program).await;
    assert_eq!(run.ledger.check(&stored), []);
    assert!(stored.len() >= *run.ledger.count().borrow() && stored.len() > kills, "only {} requests", stored.len());
    assert!(runs(&program).await > 0, "the rule never ran, so nothing was seen of what follows");
}

/// The same checker, the same kills, but a front that acknowledges before anything is stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_acknowledges_too_early_is_caught() {
    let program = site("").await;
    let mut run = Run::new(7);
    run.live_and_die(&program, true).await;
    let wrong = run.ledger.check(&stored(&program).await);
    assert!(wrong.iter().any(|wrong| matches!(wrong, Wrong::Lost { .. })), "{wrong:#?}");
}

/// Customers and what they were told, over all lives of the program.
struct Run {
    customers: Vec<Customer>,
    ledger: Arc<Ledger>,
    random: Arc<SeededRandom>,
    signed_in: bool,
}

impl Run {
    fn new(seed: u64) -> Self {
        let random = Arc::new(SeededRandom::new(seed));
        let customers = (0..CUSTOMERS).map(|number| Customer::new(number, true, &random)).collect();
        Self { customers, ledger: Arc::new(Ledger::new()), random, signed_in: false }
    }

    /// Starts the program, lets all customers submit, and kills it at a random moment after the first acknowledgement.
    async fn live_and_die(&mut self, program: &Program, through_liar: bool) {
        let (running, mut root) = block_in_place(|| program.serve());
        if !self.signed_in {
            for customer in &mut self.customers {
                customer.sign_in(&root).await;
            }
            self.signed_in = true;
        }
        let liar = if through_liar { Some(stand_in::before(&root).await) } else { None };
        if let Some(liar) = &liar {
            root.clone_from(&liar.root);
        }
        let mut count = self.ledger.count();
        let before = *count.borrow();
        let mut load = JoinSet::new();
        for mut customer in self.customers.drain(..) {
            customer.doubles = !through_liar;
            let (root, ledger) = (root.clone(), Arc::clone(&self.ledger));
            load.spawn(async move {
                customer.submit_until_cut(&root, &ledger).await;
                customer
            });
        }
        let first = tokio::time::timeout(PATIENCE, count.wait_for(|count| *count > before)).await;
        first.expect("the first request is acknowledged in time").expect("the ledger is there");
        let mut byte = [0];
        self.random.fill(&mut byte);
        // The moment is the point of the test; while it passes, customers submit.
        let moment = LONGEST_LIFE.mul_f64(f64::from(byte[0]) / 255.0);
        let ended = tokio::time::timeout(moment, load.join_next()).await;
        assert!(ended.is_err(), "a customer was cut before the kill");
        running.kill();
        drop(liar);
        self.customers = load.join_all().await;
        self.customers.sort_by_key(|customer| customer.number);
    }
}
