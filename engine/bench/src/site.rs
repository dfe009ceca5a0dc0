//! A running Portico with a customer who has 1,000 work orders, 32 others who send new ones, and 49 tenants beside theirs.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context as _, ensure};
use portico::{
    actions::tenants,
    app::{self, App, Sources},
    config::Config,
    web::{AppState, Listener},
};
use sqlx::{
    ConnectOptions as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};
use tokio::{sync::oneshot, task::JoinHandle};
use uuid::Uuid;

use crate::{
    client::{Client, Visitor},
    documents,
    sandbox::Sandbox,
};

/// Customers who send requests at the same time.
pub const SENDERS: usize = 32;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub tenants: usize,
    pub orders: usize,
}

/// The application, serving.
pub struct Site {
    pub address: SocketAddr,
    pub config: Config,
    pub state: AppState,
    /// The customer with many work orders.
    pub big: Visitor,
    /// The customers who send.
    pub senders: Vec<Visitor>,
    /// Reads the same database in the same way as the application's readers.
    pub pool: SqlitePool,
    pub ids: Ids,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<anyhow::Result<()>>,
}

/// Who and what the measured requests are about.
#[derive(Debug, Clone, Copy)]
pub struct Ids {
    pub tenant: Uuid,
    pub portal: Uuid,
    pub customer: Uuid,
    pub user: Uuid,
    pub membership: Uuid,
    pub address: Uuid,
    pub order: Uuid,
}

impl Site {
    /// Fills a database and starts the application on it.
    pub async fn start(sandbox: &Sandbox, size: Size) -> anyhow::Result<Self> {
        let config = sandbox.config("site")?;
        let sources = Sources::real();
        let cx = app::context(&config, &sources).await?;
        let base = documents::base(sandbox)?;
        tenants::import(&cx, &documents::looked_at(&base, size.orders, SENDERS)).await.context("the big tenant")?;
        for index in 1..size.tenants {
            tenants::import(&cx, &documents::neighbour(&base, index, 20)).await.context("a tenant beside it")?;
        }
        let app = App::with(config.clone(), cx, None).await?;
        let state = app.state.clone();
        let listener = Listener::bind("127.0.0.1:0").await?;
        let address = listener.address()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(app.run(listener, async move {
            // A sender that is gone means the same as one that says stop.
            let _ = stopped.await;
        }));
        let pool = pool(&config).await?;
        let ids = ids(&pool).await?;
        let big = sign_in(address, 0).await?;
        let mut senders = Vec::new();
        for index in 1..=SENDERS {
            senders.push(sign_in(address, index).await?);
        }
        Ok(Self { address, config, state, big, senders, pool, ids, stop: Some(stop), task })
    }

    /// Stops it and waits for that.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.pool.close().await;
        drop(self.stop.take());
        self.task.await?
    }

    /// Path below the portal.
    pub fn path(below: &str) -> String {
        format!("/p/{}{below}", documents::TENANT)
    }

    /// Whether a field of the form needs the plugin for account numbers.
    pub fn has_plugin(&self) -> bool {
        self.generation().extensions.plugins.contains_key("iban")
    }

    /// What is live for the tenant that is looked at.
    pub fn generation(&self) -> Arc<portico::reload::Generation> {
        self.state.live.generation(documents::TENANT)
    }

    /// Answers to the whole form of a heating fault, as its fields are named.
    pub fn answers(&self) -> Vec<(&'static str, &'static str)> {
        let mut answers = vec![
            ("symptom", "cold"),
            ("room_temperature", "14"),
            ("description", "Seit gestern Abend wird kein Heizkörper mehr warm. Die Anzeige zeigt E12."),
            ("phone", "0451 123456"),
            ("terms", "on"),
        ];
        match self.has_plugin() {
            true => answers.extend([("billing", "debit"), ("iban.iban", "DE89 3704 0044 0532 0130 00")]),
            false => answers.push(("billing", "contract")),
        }
        answers
    }
}

/// Signs a customer in, as a browser does.
async fn sign_in(address: SocketAddr, index: usize) -> anyhow::Result<Visitor> {
    let nobody = Visitor { host: address, cookie: String::new() };
    let mut client = Client::connect(address).await?;
    let form = [("email", documents::email(index)), ("password", documents::PASSWORD.to_owned())];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = client.send(&nobody.post(&Site::path("/sign-in"), &form)).await?;
    ensure!(answer.status == 303, "signing in gave {}", answer.status);
    let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next()).context("no session")?;
    Ok(Visitor { host: address, cookie: cookie.to_owned() })
}

/// A pool like the application's own for reading.
async fn pool(config: &Config) -> anyhow::Result<SqlitePool> {
    let path = config.database.url.strip_prefix("sqlite:").context("the database is a file")?;
    let connect = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .statement_cache_capacity(300)
        .read_only(true)
        .disable_statement_logging();
    let options = SqlitePoolOptions::new()
        .max_connections(config.database.readers)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None);
    Ok(options.connect_with(connect).await?)
}

async fn ids(pool: &SqlitePool) -> anyhow::Result<Ids> {
    let text = "select c.tenant_id, c.id, m.portal_id, m.user_id, m.id, a.id, o.id from customers c \
                join memberships m on m.tenant_id = c.tenant_id and m.customer_id = c.id \
                join addresses a on a.tenant_id = c.tenant_id and a.customer_id = c.id \
                join work_orders o on o.tenant_id = c.tenant_id and o.customer_id = c.id \
                join portals p on p.tenant_id = c.tenant_id and p.id = m.portal_id \
                where c.number = $1 and p.slug = $2 limit 1";
    let row: (Uuid, Uuid, Uuid, Uuid, Uuid, Uuid, Uuid) =
        sqlx::query_as(text).bind(documents::BIG).bind(documents::TENANT).fetch_one(pool).await?;
    let (tenant, customer, portal, user, membership, address, order) = row;
    Ok(Ids { tenant, portal, customer, user, membership, address, order })
}
