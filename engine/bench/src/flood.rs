//! Figure (f): pages while somebody tries passwords. A thousand sign-ins a second, each for another address, reach the server beside the
//! pages of who is signed in; the reference is the same pages without them, turn by turn.

use std::{sync::Arc, time::Duration};

use crate::{
    Pace,
    load::{Load, Outcome, Work, columns},
    report::{Table, Target, median, shown},
    site::Site,
};

/// Customers who open pages, and the pause between the pages of one.
const VISITORS: usize = 4;
const PAGE_EVERY: Duration = Duration::from_millis(20);
/// Connections that try passwords, and the pause between the tries of one. Those that wait in the queue of the hashes try less often, so
/// there are more than a thousand tries would need.
const ATTACKERS: usize = 320;
const TRY_EVERY: Duration = Duration::from_millis(200);
/// How long pages are opened in one turn, in rounds' times.
const TURN: u32 = 3;

#[derive(Default)]
struct Rounds {
    calm: Vec<Outcome>,
    flooded: Vec<Outcome>,
    tries: Vec<Outcome>,
}

/// Measures and prints.
pub async fn run(site: &Site, pace: Pace) -> anyhow::Result<()> {
    let (mut rounds, time) = (Rounds::default(), pace.time * TURN);
    for round in 0..=pace.rounds {
        let calm = visitors(site, time).run().await?.whole()?;
        let flood = tokio::spawn(attackers(site, round, time).run());
        let flooded = visitors(site, time).run().await?.whole()?;
        let tries = flood.await??.whole()?;
        // The first round warms caches and is not counted.
        if round > 0 {
            rounds.calm.push(calm);
            rounds.flooded.push(flooded);
            rounds.tries.push(tries);
        }
    }
    print(&rounds, pace, time);
    Ok(())
}

fn visitors(site: &Site, time: Duration) -> Load {
    let pages = ["/".to_owned(), "/requests".to_owned(), format!("/requests/{}", site.ids.order)];
    let requests = Arc::new(pages.iter().map(|page| site.big.get(&Site::path(page), "")).collect());
    let work = Work::Paced(requests, time, PAGE_EVERY);
    Load { address: site.address, work: vec![work; VISITORS], expected: &[200] }
}

/// Each try names another address, so that only the queue of the hashes stands in its way. Refused (422), sent away (429) and "too busy"
/// (503) are all answers.
fn attackers(site: &Site, round: usize, time: Duration) -> Load {
    let nobody = crate::client::Visitor { host: site.address, cookie: String::new() };
    let of_one = |attacker: usize| {
        let form = |n: usize| format!("nobody-{round}-{attacker}-{n}@example.org");
        let tries = (0..100).map(|n| {
            let email = form(n);
            nobody.post(&Site::path("/sign-in"), &[("email", &email), ("password", "Sommer2026 an der Trave")])
        });
        Work::Paced(Arc::new(tries.collect()), time, TRY_EVERY)
    };
    Load { address: site.address, work: (0..ATTACKERS).map(of_one).collect(), expected: &[422, 429, 503] }
}

fn print(rounds: &Rounds, pace: Pace, time: Duration) {
    let title = format!(
        "(f) Pages during a flood of sign-ins: {VISITORS} visitors, {} rounds of {:.1} s, median (min–max)",
        pace.rounds,
        time.as_secs_f64()
    );
    let mut table = Table::new(&title, &["", "per second", "p50 ms", "p99 ms", "p99 of calm", "target"]);
    let shares: Vec<f64> =
        rounds.flooded.iter().zip(&rounds.calm).map(|(own, calm)| 100.0 * own.ms(0.99) / calm.ms(0.99)).collect();
    let verdict = Target::AtMost(120.0).verdict(median(&shares), "% of calm");
    row(&mut table, "pages during the flood", &rounds.flooded, (format!("{} %", shown(&shares)), verdict));
    row(&mut table, "  the same pages, nobody tries", &rounds.calm, Default::default());
    row(&mut table, "  tries of passwords", &rounds.tries, Default::default());
    table.note(
        "every try names another address; the limits per address of the peer and per login are out of the way here",
    );
    table.print();
}

fn row(table: &mut Table, name: &str, rounds: &[Outcome], (share, verdict): (String, String)) {
    let [rate, median, tail] = columns(rounds);
    table.row([name.to_owned(), rate, median, tail, share, verdict]);
}
