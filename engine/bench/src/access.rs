//! Figure (e): what it costs that the query of a list looks only for what somebody may see, with 1,000 portal users and 50,000 work orders of
//! one customer. The reference is the same look without the condition: what the office reads, whose only customer this is.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use jiff::Timestamp;
use portico::{
    actions::tenants::{
        self, TenantDocument,
        document::{AddressPart, CustomerPart, UserPart},
    },
    app::{self, Sources},
    config::Config,
    domain::{
        access::{Actor, CustomerActor, Scope, scope},
        id::TenantId,
        role::{Rights, Sight},
    },
    store::{
        self, Store,
        members::{MemberLine, MemberQuery},
        work_orders::OrderQuery,
    },
};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::{
    Pace, documents,
    report::{Table, Target, median, shown},
    sandbox::Sandbox,
};

/// Places of the customer, and how many of them are the measured person's to look after.
const SITES: usize = 100;
const HERS: usize = 10;
/// Schema for the run in PostgreSQL, which is removed afterwards.
const SCHEMA: &str = "portico_bench_access";

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub users: usize,
    pub orders: usize,
}

/// Measures on SQLite, and on PostgreSQL when `PORTICO_TEST_POSTGRES_URL` names one, and prints.
pub async fn run(sandbox: &Sandbox, pace: Pace, size: Size) -> anyhow::Result<()> {
    let title = format!(
        "(e) Access: a list page and its counts, {} users, {} work orders of one customer, {} rounds, median (min–max)",
        size.users, size.orders, pace.rounds
    );
    let mut table = Table::new(&title, &["sight", "µs", "without the condition, µs", "of it", "target"]);
    let document = document(&documents::base(sandbox)?, size);
    let config = sandbox.config("access")?;
    measure(&mut table, ("SQLite", &config), &document, pace).await.context("SQLite")?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the same variable as that of the tests, which is no setting of the program"
    )]
    let url = std::env::var("PORTICO_TEST_POSTGRES_URL");
    match url {
        Ok(url) => on_postgres(&mut table, (sandbox, &url), &document, pace).await.context("PostgreSQL")?,
        Err(_) => table.note("PostgreSQL was not measured: PORTICO_TEST_POSTGRES_URL is not set"),
    }
    table.print();
    Ok(())
}

async fn on_postgres(
    table: &mut Table,
    (sandbox, url): (&Sandbox, &str),
    document: &TenantDocument,
    pace: Pace,
) -> anyhow::Result<()> {
    let mut admin = PgConnection::connect(url).await?;
    let drop = format!("drop schema if exists {SCHEMA} cascade");
    admin.execute(AssertSqlSafe(drop.clone())).await?;
    admin.execute(AssertSqlSafe(format!("create schema {SCHEMA}"))).await?;
    let mut config = sandbox.config("access-postgres")?;
    let mark = if url.contains('?') { '&' } else { '?' };
    config.database.url = format!("{url}{mark}options[search_path]={SCHEMA}");
    let measured = measure(table, ("PostgreSQL", &config), document, pace).await;
    admin.execute(AssertSqlSafe(drop)).await?;
    measured
}

async fn measure(
    table: &mut Table,
    (database, config): (&str, &Config),
    document: &TenantDocument,
    pace: Pace,
) -> anyhow::Result<()> {
    let cx = app::context(config, &Sources::real()).await?;
    let tenant = tenants::import(&cx, document).await.context("the customer")?;
    let office = scope(&Actor::Engine { tenant });
    let person = person(&cx.store, &office, cx.now()).await?;
    for sight in Sight::ALL {
        let own = scope(&Actor::Customer(actor(tenant, &person, sight)));
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for round in 0..=pace.rounds {
            // The first round warms caches and is not counted.
            let one = per_look(&cx.store, &own, pace.time / 2).await?;
            let other = per_look(&cx.store, &office, pace.time / 2).await?;
            if round > 0 {
                with.push(one);
                without.push(other);
            }
        }
        let shares: Vec<f64> = with.iter().zip(&without).map(|(with, without)| 100.0 * with / without).collect();
        let verdict = Target::AtMost(110.0).verdict(median(&shares), "% of it");
        let name = format!("{}, {database}", sight.as_str());
        table.row([name, shown(&with), shown(&without), format!("{} %", shown(&shares)), verdict]);
    }
    cx.store.close().await?;
    Ok(())
}

/// Looks at the first page of the list, as the page of the portal does, for this long, and gives the microseconds of one look.
async fn per_look(store: &Store, scope: &Scope, time: Duration) -> anyhow::Result<f64> {
    let open = OrderQuery { open: Some(true), page: 1, page_size: 25, ..OrderQuery::default() };
    let (started, mut count) = (Instant::now(), 0_u32);
    while started.elapsed() < time {
        let mut conn = store.read(scope.tenant()).await?;
        let (page, _) = store::work_orders::list_and_counts(&mut conn, scope, &open).await?;
        ensure!(!page.lines.is_empty(), "there is nothing to see");
        count += 1;
    }
    Ok(started.elapsed().as_secs_f64() * 1e6 / f64::from(count))
}

/// The portal user who looks.
async fn person(store: &Store, office: &Scope, now: Timestamp) -> anyhow::Result<MemberLine> {
    let first = MemberQuery { text: Some(documents::email(0)), page: 1, page_size: 1, ..MemberQuery::default() };
    let mut conn = store.read(office.tenant()).await?;
    let found = store::members::list(&mut conn, office, &first, now).await?;
    found.lines.into_iter().next().context("nobody was imported")
}

fn actor(tenant: TenantId, person: &MemberLine, sight: Sight) -> CustomerActor {
    CustomerActor {
        tenant,
        portal: person.portal,
        user: person.user,
        customer: person.customer,
        membership: person.membership,
        rights: Rights { sight, ..Rights::default() },
        name: person.name.clone(),
        seen_by: None,
    }
}

/// One customer whose users asked for the same number of work orders each, at all of its places in turn.
fn document(base: &TenantDocument, size: Size) -> TenantDocument {
    let site = |number: usize| AddressPart {
        key: format!("s{number}"),
        label: format!("Haus {number}"),
        street: format!("Ankerstieg {number}"),
        postcode: "23568".into(),
        city: "Lübeck".into(),
        country: "DE".into(),
    };
    let user = |index: usize| UserPart {
        email: documents::email(index),
        name: format!("Erika Lindqvist {index}"),
        portal: documents::TENANT.into(),
        language: None,
        password: None,
        roles: vec!["site-manager".into()],
        sites: if index == 0 { (0..HERS).map(|number| format!("s{number}")).collect() } else { Vec::new() },
    };
    let customer = CustomerPart {
        number: documents::BIG.into(),
        name: "Hausverwaltung Trave".into(),
        phone: String::new(),
        email: documents::email(0),
        addresses: (0..SITES).map(site).collect(),
        contacts: Vec::new(),
        objects: Vec::new(),
        users: (0..size.users).map(user).collect(),
    };
    let order = |index: usize| {
        let mut order = documents::order(base, index);
        order.requester = Some(documents::email(index / SITES % size.users));
        order.address = Some(format!("s{}", index % SITES));
        order.object = None;
        order.timeline.clear();
        order
    };
    let mut document = base.clone();
    document.customers = vec![customer];
    document.work_orders = (0..size.orders).map(order).collect();
    document
}
