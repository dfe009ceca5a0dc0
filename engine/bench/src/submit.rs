//! Figure (a), sending: 32 customers send filled drafts at the same time, through the whole application with its workers running, beside
//! a bare insert of one row with the same durability.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use portico::domain::id::DraftId;

use crate::{
    Pace,
    inserts::{self, Inserted, Plan},
    load::{Load, Outcome, Work, columns, cpu_column},
    report::{Table, Target, median, shown},
    sandbox::Sandbox,
    site::{SENDERS, Site},
    spread::quantile,
};

/// Longest wait for the workers to finish what follows from the requests of a round.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Rounds {
    sent: Vec<Outcome>,
    saved: Vec<Outcome>,
    single: Vec<Inserted>,
    grouped: Vec<Inserted>,
    drained_s: Vec<f64>,
}

/// Measures and prints.
pub async fn run(site: &Site, sandbox: &Sandbox, pace: Pace) -> anyhow::Result<()> {
    let (mut rounds, file) = (Rounds::default(), sandbox.folder.join("inserts.db"));
    let plan = Plan { tasks: SENDERS, each: pace.sends };
    for round in 0..=pace.rounds {
        // The first round warms caches and is not counted.
        let each = if round == 0 { plan.each.min(5) } else { plan.each };
        let plan = Plan { each, ..plan };
        let drafts: Vec<Vec<DraftId>> = (0..SENDERS).map(|_| (0..each).map(|_| site.state.cx.id()).collect()).collect();
        let saved = each_once(site, &drafts, true).run().await?.whole().context("filling drafts")?;
        let sent = each_once(site, &drafts, false).run().await?.whole().context("sending drafts")?;
        let drained_s = drain(site).await?;
        let single = inserts::one_by_one(&file, plan).await?;
        let grouped = inserts::in_groups(&file, plan).await?;
        if round > 0 {
            rounds.saved.push(saved);
            rounds.sent.push(sent);
            rounds.drained_s.push(drained_s);
            rounds.single.push(single);
            rounds.grouped.push(grouped);
        }
    }
    print(&rounds, plan, pace);
    Ok(())
}

/// Every customer fills her drafts, or sends them, one after the other.
fn each_once(site: &Site, drafts: &[Vec<DraftId>], fill: bool) -> Load {
    let answers = site.answers();
    let work = site.senders.iter().zip(drafts).map(|(sender, drafts)| {
        let request = |draft: &DraftId| {
            let path = Site::path(&format!("/new/heating-fault/{draft}"));
            if fill {
                sender.post(&format!("{path}/step/billing"), &answers)
            } else {
                sender.post(&format!("{path}/send"), &[])
            }
        };
        Work::Once(Arc::new(drafts.iter().map(request).collect()))
    });
    Load { address: site.address, work: work.collect(), expected: &[303] }
}

/// Waits until the workers have done all that follows, and says how long that took.
async fn drain(site: &Site) -> anyhow::Result<f64> {
    let started = Instant::now();
    loop {
        let left: i64 =
            sqlx::query_scalar("select count(*) from outbox where parked_at is null").fetch_one(&site.pool).await?;
        if left == 0 {
            return Ok(started.elapsed().as_secs_f64());
        }
        ensure!(started.elapsed() < PATIENCE, "the workers still had {left} tasks after {} s", PATIENCE.as_secs());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn print(rounds: &Rounds, plan: Plan, pace: Pace) {
    let title = format!(
        "(a) Sending: {} customers at once, {} requests each, {} rounds, WAL with synchronous=FULL, median (min–max)",
        plan.tasks, plan.each, pace.rounds
    );
    let mut table = Table::new(&title, &["", "per second", "p50 ms", "p99 ms", "cpu µs", "of bare insert", "target"]);
    let share = |own: &[Outcome]| -> Vec<f64> {
        own.iter().zip(&rounds.single).map(|(own, bare)| 100.0 * own.per_second() / bare.per_second).collect()
    };
    let (sent, saved) = (share(&rounds.sent), share(&rounds.saved));
    let verdict = Target::AtLeast(60.0).verdict(median(&sent), "% of bare insert");
    web(&mut table, "submit (POST …/send)", &rounds.sent, (&sent, verdict));
    web(&mut table, "fill a step (POST, saves the draft)", &rounds.saved, (&saved, String::new()));
    bare(&mut table, "  bare insert, a commit each", &rounds.single);
    bare(&mut table, "  bare insert, group commit", &rounds.grouped);
    let drained = shown(&rounds.drained_s);
    table.note(format!(
        "after the last answer of a round the workers needed {drained} s for automations and mails of all its requests"
    ));
    table.print();
}

fn web(table: &mut Table, name: &str, rounds: &[Outcome], (share, verdict): (&[f64], String)) {
    let [rate, median, tail] = columns(rounds);
    let share = format!("{} %", shown(share));
    table.row([name.to_owned(), rate, median, tail, cpu_column(rounds), share, verdict]);
}

fn bare(table: &mut Table, name: &str, rounds: &[Inserted]) {
    let ms = |part: f64| rounds.iter().map(|round| quantile(&round.latencies, part) / 1e6).collect::<Vec<_>>();
    let rates: Vec<f64> = rounds.iter().map(|round| round.per_second).collect();
    let nothing = String::new;
    table.row([name.to_owned(), shown(&rates), shown(&ms(0.5)), shown(&ms(0.99)), nothing(), nothing(), nothing()]);
}
