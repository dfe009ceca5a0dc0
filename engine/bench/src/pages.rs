//! Figure (a), pages: requests per second and waiting times of the pages that customers open, each beside a bare handler that sends the
//! same bytes from memory, and one that makes the page's one query before. Rounds take turns, so that a busy moment hits all alike.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use portico::{
    domain::{
        access::{self, Actor, CustomerActor},
        id::DraftId,
        role::{Rights, Sight},
    },
    store::{self, work_orders::OrderQuery},
};

use crate::{
    Pace,
    bare::{Bare, Bares, Query, Value},
    client::Client,
    load::{Load, Outcome, Work, columns, cpu_column},
    report::{Table, Target, median, shown},
    site::Site,
    spread::number,
};

/// Connections at the same time.
const CONNECTIONS: usize = 16;

struct Page {
    name: &'static str,
    request: Vec<u8>,
    query: Option<Query>,
    target: Target,
}

#[derive(Default)]
struct Rounds {
    page: Vec<Outcome>,
    bare: Vec<Outcome>,
    query: Vec<Outcome>,
}

/// Measures the pages whose name begins with `only`, and prints.
pub async fn run(site: &Site, pace: Pace, only: &str) -> anyhow::Result<()> {
    let mut pages = pages(site).await?;
    pages.retain(|page| page.name.starts_with(only));
    let mut bares = Vec::new();
    for page in &pages {
        bares.push(copy(site, page).await.with_context(|| page.name)?);
    }
    let sizes: Vec<usize> = bares.iter().map(|bare| bare.body.len()).collect();
    let bares = Bares::start(bares, &site.pool).await?;
    let mut rounds: Vec<Rounds> = pages.iter().map(|_| Rounds::default()).collect();
    for round in 0..=pace.rounds {
        // The first round warms caches and is not counted.
        let time = if round == 0 { pace.time / 4 } else { pace.time };
        for (index, page) in pages.iter().enumerate() {
            let own = load(site.address, page.request.clone(), time).run().await?.whole().context(page.name)?;
            let bare =
                load(bares.address, elsewhere(&page.request, &format!("/bare/{index}"))?, time).run().await?.whole()?;
            let asked = match page.query {
                Some(_) => Some(
                    load(bares.address, elsewhere(&page.request, &format!("/query/{index}"))?, time)
                        .run()
                        .await?
                        .whole()?,
                ),
                None => None,
            };
            if round > 0 {
                rounds[index].page.push(own);
                rounds[index].bare.push(bare);
                rounds[index].query.extend(asked);
            }
        }
    }
    print(&pages, &sizes, &rounds, pace);
    Ok(())
}

fn load(address: std::net::SocketAddr, request: Vec<u8>, time: Duration) -> Load {
    let work = Work::Repeat(Arc::new(vec![request]), time);
    Load { address, work: vec![work; CONNECTIONS], expected: &[200] }
}

/// The same request to another path.
fn elsewhere(request: &[u8], path: &str) -> anyhow::Result<Vec<u8>> {
    let text = std::str::from_utf8(request)?;
    let mut parts = text.splitn(3, ' ');
    let (method, rest) = (parts.next().unwrap_or_default(), parts.nth(1).unwrap_or_default());
    Ok(format!("{method} {path} {rest}").into_bytes())
}

/// Opens the page once and keeps its bytes.
async fn copy(site: &Site, page: &Page) -> anyhow::Result<Bare> {
    let mut client = Client::connect(site.address).await?;
    let answer = client.send(&page.request).await?;
    ensure!(answer.status == 200, "gave {}: {}", answer.status, String::from_utf8_lossy(answer.body));
    let kind = answer.header("content-type").unwrap_or("text/html; charset=utf-8").to_owned();
    Ok(Bare { kind, body: answer.body.to_vec().into(), query: page.query.clone() })
}

async fn pages(site: &Site) -> anyhow::Result<Vec<Page>> {
    let (ids, big) = (site.ids, &site.big);
    let actor = CustomerActor {
        tenant: ids.tenant.into(),
        portal: ids.portal.into(),
        user: ids.user.into(),
        customer: ids.customer.into(),
        membership: ids.membership.into(),
        rights: Rights { sight: Sight::Customer, ..Rights::default() },
        name: String::new(),
        seen_by: None,
    };
    let open = OrderQuery { open: Some(true), page: 1, page_size: 25, ..OrderQuery::default() };
    let list = Query {
        text: store::work_orders::list_text(&access::scope(&Actor::Customer(actor)), &open),
        values: vec![Value::Id(ids.tenant), Value::Id(ids.customer), Value::Int(25), Value::Int(0)],
    };
    let detail = Query {
        text: store::statement_text("work_orders", "DETAIL").context("the store has no such statement")?,
        values: vec![Value::Id(ids.tenant), Value::Id(ids.order), Value::Id(ids.customer)],
    };
    let draft: DraftId = site.state.cx.id();
    let step = Site::path(&format!("/new/heating-fault/{draft}/step/billing"));
    let address = ids.address.to_string();
    let mut answers = site.answers();
    answers.push(("address", &address));
    let saved = Client::connect(site.address).await?.send(&big.post(&step, &answers)).await?.status;
    ensure!(saved == 303, "a filled step gave {saved}");
    let kept = Query {
        text: store::statement_text("drafts", "GET").context("the store has no such statement")?,
        values: vec![Value::Id(ids.tenant), Value::Id(ids.portal), Value::Id(ids.user), Value::Id(draft.0)],
    };
    let half = Target::AtLeast(50.0);
    let requests = Site::path("/requests");
    let get = |path: &str| big.get(path, "");
    let page = |name, request, query, target| Page { name, request, query, target };
    Ok(vec![
        page("sign-in page", get(&Site::path("/sign-in")), None, Target::None),
        page("request list", get(&requests), Some(list), half),
        page("request list, gzip and br accepted", big.get(&requests, "gzip, br"), None, Target::None),
        page("request detail", get(&Site::path(&format!("/requests/{}", ids.order))), Some(detail), half),
        page("form step (GET)", get(&step), Some(kept.clone()), Target::None),
        page("live form state (POST)", big.post(&format!("{step}/state"), &answers), Some(kept), Target::None),
    ])
}

fn print(pages: &[Page], sizes: &[usize], rounds: &[Rounds], pace: Pace) {
    let title = format!(
        "(a) Pages: {CONNECTIONS} keep-alive connections, {} rounds of {:.1} s, median (min–max)",
        pace.rounds,
        pace.time.as_secs_f64()
    );
    let mut table = Table::new(
        &title,
        &["page", "bytes", "requests/s", "p50 ms", "p99 ms", "cpu µs", "of bare", "of bare + query", "target"],
    );
    for ((page, bytes), rounds) in pages.iter().zip(sizes).zip(rounds) {
        let (bare, query) = (share(&rounds.page, &rounds.bare), share(&rounds.page, &rounds.query));
        let verdict = page.target.verdict(median(&query), "% of bare + query");
        row(&mut table, (page.name, *bytes), &rounds.page, (percent(&bare), percent(&query), verdict));
        row(&mut table, ("  bare handler, same bytes", *bytes), &rounds.bare, Default::default());
        if !rounds.query.is_empty() {
            row(&mut table, ("  bare handler + the one query", *bytes), &rounds.query, Default::default());
        }
    }
    table.note(
        "cpu: processor time of the server per request, without the load's own thread, which shares the processors",
    );
    table.print();
}

fn row(table: &mut Table, (name, bytes): (&str, usize), rounds: &[Outcome], shares: (String, String, String)) {
    #[expect(clippy::cast_precision_loss, reason = "a page has some kilobytes")]
    let bytes = number(bytes as f64);
    let [rate, median, tail] = columns(rounds);
    table.row([name.to_owned(), bytes, rate, median, tail, cpu_column(rounds), shares.0, shares.1, shares.2]);
}

/// Throughput in percent of a reference, round by round.
fn share(own: &[Outcome], reference: &[Outcome]) -> Vec<f64> {
    own.iter().zip(reference).map(|(own, reference)| 100.0 * own.per_second() / reference.per_second()).collect()
}

fn percent(values: &[f64]) -> String {
    if values.is_empty() { "–".to_owned() } else { format!("{} %", shown(values)) }
}

#[cfg(test)]
mod tests {
    use super::elsewhere;

    #[test]
    fn a_reference_gets_the_same_request_at_another_path() {
        let request = elsewhere(b"GET /p/a/requests HTTP/1.1\r\nhost: a b\r\n\r\n", "/bare/1").unwrap();
        assert_eq!(request, b"GET /bare/1 HTTP/1.1\r\nhost: a b\r\n\r\n");
    }
}
