//! The composition root: from a configuration to a running application. The only file that knows all parts.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};

use anyhow::Context as _;
use jiff::Timestamp;
use metrics_exporter_prometheus::PrometheusBuilder;
use portico_host::{diagnostic::Diagnostic, plugin::Plugins, script::Rules};
use tokio::sync::{oneshot, watch};

mod limits;

use crate::{
    actions::{
        self, Context,
        catalogues::Catalogues,
        files::FileStore,
        identity_providers::Providers,
        passwords::{self, Passwords},
        rule_places::RulePlaces,
        sealing::{self, Sealer},
    },
    config::Config,
    domain::{
        clock::{Clock, Random},
        id::{PortalId, TenantId},
        routes::{self, portal_base},
    },
    jobs::{Jobs, Surroundings, Worker},
    mail::Transport,
    reload::{Generation, Live, Needs, Numbers, Reloader, Unnumbered, build::Builder, keep::Keep},
    store::{Store, StoreOptions, WalAlarm},
    themes::{BUILT_IN, Limits as ThemeLimits},
    views,
    web::{self, AppState, Demo, Directory, Limits, Parts},
};

/// The real time.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the real time is taken")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        use rand::TryRng;
        // Without randomness nothing safe can be done: no session, no identifier.
        rand::rngs::SysRng.try_fill_bytes(bytes).expect("the operating system gives random bytes");
    }
}

/// Time and randomness; the real ones, or a test's.
#[derive(Clone)]
pub struct Sources {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Sources {
    pub fn real() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
    }
}

/// A built application that does not listen yet.
pub struct App {
    pub state: AppState,
    pub jobs: Jobs,
    pub directory: Arc<Directory>,
    pub live: Arc<Live>,
    reloader: Option<Reloader>,
    /// As of which change of the directory the reloader knows what is needed.
    needed_at: AtomicU64,
    /// Tells the reloader that follows the folders to look.
    wake_reloader: Option<mpsc::Sender<()>>,
    needs: watch::Sender<Arc<Vec<Needs>>>,
    stopping: watch::Sender<bool>,
}

/// Opens the store and what writes to it, without the extensions and the web.
pub async fn context(config: &Config, sources: &Sources) -> anyhow::Result<Context> {
    let store = open_store(config).await?;
    let pending = store.pending_migrations().await.context("the tables of the database")?;
    if !pending.is_empty() {
        anyhow::bail!("the database: {} migrations are pending; run: portico migrate", pending.len());
    }
    let files = FileStore::folder(&config.files.path).context("the folder for uploads")?;
    let rules = passwords::Rules::new(&config.security).map_err(anyhow::Error::msg)?;
    let passwords = Passwords::new(config.security.hash_parallel, config.security.hash_queue, rules);
    let passwords = passwords.context("the threads that hash passwords")?;
    let (clock, random) = (Arc::clone(&sources.clock), Arc::clone(&sources.random));
    let rules = RulePlaces::new(&limits::rules(&config.extensions.limits));
    let sealer = Sealer::default();
    let providers = Providers::new(&config.identity_providers).map_err(anyhow::Error::msg)?;
    let catalogues = Catalogues::default();
    Ok(Context { store, files, passwords, sealer, providers, catalogues, rules, clock, random })
}

/// How the configuration wants its database used.
pub fn store_options(config: &Config) -> anyhow::Result<StoreOptions> {
    Ok(StoreOptions {
        readers: config.database.readers,
        connections: config.database.connections,
        batch_max_actions: config.database.batch_max_actions,
        batch_max_ms: config.database.batch_max_ms,
        ..StoreOptions::at(&config.database.url)?
    })
}

/// Opens the database, looks it over if the last process did not close it, and brings its tables up to date when that is configured.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    let store = Store::open(&store_options(config)?).await?;
    if store.was_left_open() {
        tracing::info!("the database was not closed the last time, or is in use; it is checked");
        store.check().await?;
    }
    if config.database.migrate {
        store.migrate().await.context("the tables of the database")?;
    }
    Ok(store)
}

impl App {
    /// Puts everything together and builds all extensions once.
    pub async fn build(config: Config, sources: Sources, demo: Option<Demo>) -> anyhow::Result<Self> {
        let cx = context(&config, &sources).await?;
        Self::with(config, cx, demo).await
    }

    /// The same with a context that is already open.
    pub async fn with(config: Config, cx: Context, demo: Option<Demo>) -> anyhow::Result<Self> {
        sealing::open(&cx, &config.security.key_file).await?;
        let metrics = PrometheusBuilder::new().build_recorder();
        let handle = metrics.handle();
        // Only the first application of a process is measured; in tests there are many.
        let _ = metrics::set_global_recorder(metrics);
        let directory = Arc::new(Directory::new(&config.server.base_domain));
        directory.refresh(&cx).await.context("the tenants of the database")?;
        let (needs, needed) = watch::channel(Arc::new(web::needs(&cx).await?));
        let cache = &config.extensions.cache;
        let engines = (builder(&config, Some(cache))?, Keep::new(cache));
        let (folders, clock) = (config.extensions.clone(), Arc::clone(&cx.clock));
        let numbers = numbers(cx.clone(), Arc::clone(&directory));
        let started = move || Reloader::start(folders, engines, clock, (needed, numbers));
        let started = tokio::task::spawn_blocking(started).await?;
        let (reloader, live) = started.map_err(|found| anyhow::anyhow!("the built-in theme: {}", lines(&found)))?;
        let surroundings = Arc::new(Around { directory: Arc::clone(&directory), live: Arc::clone(&live) });
        let transport = Transport::new(&config.mail).map_err(anyhow::Error::msg)?;
        let jobs = Jobs { cx: cx.clone(), config: Arc::new(config.clone()), transport, surroundings };
        let limits = Limits::new(&config.security);
        let (stopping, stopped) = watch::channel(false);
        let state = AppState::new(Parts {
            cx,
            config,
            directory: Arc::clone(&directory),
            live: Arc::clone(&live),
            limits,
            metrics: handle,
            counted: web::Counted::default(),
            stopping: stopped,
            demo,
        });
        let needed_at = AtomicU64::new(*directory.changes().borrow());
        let (reloader, wake_reloader) = (Some(reloader), None);
        Ok(Self { state, jobs, directory, live, reloader, needed_at, wake_reloader, needs, stopping })
    }

    /// Reads tenants and portals again if they have changed, and tells the reloader what they need.
    pub async fn refresh(&self) -> anyhow::Result<()> {
        self.directory.refresh(&self.state.cx).await?;
        let changes = *self.directory.changes().borrow();
        // A page that made a tenant has read the names anew itself, so this is counted and not taken from the answer.
        if self.needed_at.load(Ordering::SeqCst) == changes {
            return Ok(());
        }
        let needs = Arc::new(web::needs(&self.state.cx).await?);
        self.needed_at.store(changes, Ordering::SeqCst);
        let is_new = self.needs.send_if_modified(|now| std::mem::replace(now, Arc::clone(&needs)) != needs);
        if let Some(wake) = self.wake_reloader.as_ref().filter(|_| is_new) {
            // Nobody listens when the reloader has ended; then nothing is served any more either.
            let _ = wake.send(());
        }
        Ok(())
    }

    /// Says in the log how the first operator comes in, as long as there is none.
    pub async fn tell_setup_code(&self) -> anyhow::Result<()> {
        let cx = &self.state.cx;
        if !actions::tenants::is_set_up(cx).await? {
            let (root, code) = (&self.state.config.server.public_url, cx.sealer.setup_code()?);
            let address = format!("{root}{}", routes::platform::SETUP);
            tracing::info!(%address, code, "nobody runs this installation yet; open the address and enter the code");
        }
        Ok(())
    }

    /// Looks at the extension folders once, now. For tests and commands; a running server follows them by itself.
    pub async fn look(&mut self) -> anyhow::Result<bool> {
        let Some(mut reloader) = self.reloader.take() else { return Ok(false) };
        let looked = tokio::task::spawn_blocking(move || (reloader.look(), reloader)).await;
        let (changed, reloader) = looked.context("the look at the extension folders")?;
        self.reloader = Some(reloader);
        Ok(changed)
    }

    /// A worker for the outbox.
    pub fn worker(&self, name: &str) -> Worker {
        Worker::new(self.jobs.clone(), name)
    }

    /// Serves until `stop` is done: pages, workers, the watcher of the extension folders, and housekeeping.
    pub async fn run(mut self, listener: web::Listener, stop: impl Future<Output = ()>) -> anyhow::Result<()> {
        let ops = self.bind_ops().await?;
        let (stopping, stopped) = watch::channel(false);
        let (stop_reload, reload_stopped) = mpsc::channel::<()>();
        if let Some(reloader) = self.reloader.take() {
            let (hint, hints) = mpsc::channel();
            self.wake_reloader = Some(hint.clone());
            reloader.follow((hint, hints), reload_stopped)?;
        }
        let worker = self.worker(&format!("worker-{}", std::process::id())).run(wait(stopped.clone()));
        let (works, works_no_more) = oneshot::channel::<()>();
        let worker = tokio::spawn(async move {
            // Dropped when the worker ends, however it does.
            let _works = works;
            worker.await;
        });
        let ops = ops.map(|listener| self.serve_ops(listener, stopped.clone()));
        let config = self.state.config.server.clone();
        let app = web::router(self.state.clone());
        let asked = self.stopping.clone();
        let stop = async move {
            tokio::select! {
                () = stop => {}
                _ = works_no_more => tracing::error!(
                    "the worker has ended, a bug of Portico; the program stops, because no mail would be sent any more"
                ),
            }
            asked.send_replace(true);
        };
        let store = self.state.cx.store.clone();
        let housekeeping = tokio::spawn(housekeeping(self, stopped.clone()));
        web::serve(listener, app, &config, stop).await;
        stopping.send_replace(true);
        drop(stop_reload);
        worker.await?;
        housekeeping.await?;
        if let Some(ops) = ops {
            ops.await?;
        }
        match tokio::time::timeout(CLOSING, store.close()).await {
            Ok(closed) => Ok(closed?),
            // Nothing is lost by that: SQLite reads its log at the next start.
            Err(_) => {
                tracing::warn!("the database is still in use and was not closed");
                Ok(())
            }
        }
    }

    /// The address of health and metrics, when they have one of their own.
    async fn bind_ops(&self) -> anyhow::Result<Option<web::Listener>> {
        let address = self.state.config.server.ops_listen.clone();
        if address.is_empty() {
            return Ok(None);
        }
        let listener = web::Listener::bind(&address).await.with_context(|| format!("server.ops_listen {address}"))?;
        tracing::info!(address = %listener.address()?, "health and metrics");
        Ok(Some(listener))
    }

    fn serve_ops(&self, listener: web::Listener, stopped: watch::Receiver<bool>) -> tokio::task::JoinHandle<()> {
        let (app, server) = (web::ops_router(self.state.clone()), self.state.config.server.clone());
        tokio::spawn(async move { web::serve(listener, app, &server, wait(stopped)).await })
    }
}

/// Limits and metrics forget, tenants that other programs made are found, the size of SQLite's log is watched.
async fn housekeeping(app: App, stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(Duration::from_secs(app.state.config.extensions.poll_s.max(1)));
    let (mut alarm, mut changes) = (WalAlarm::default(), app.directory.changes());
    let stop = wait(stopped);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            _ = ticks.tick() => {}
            // The directory lives as long as the application.
            _ = changes.changed() => {}
        }
        app.state.forget();
        let wal_bytes = app.state.cx.store.wal_bytes().unwrap_or_default();
        if alarm.rings(wal_bytes) {
            tracing::warn!(
                wal_bytes,
                "SQLite's write-ahead log does not shrink; a backup or another program may be reading the file for too long"
            );
        }
        if let Err(error) = app.refresh().await {
            tracing::warn!(%error, "tenants and portals could not be read again");
        }
    }
}

async fn wait(mut stopped: watch::Receiver<bool>) {
    // A sender that is gone means the same as one that says stop.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// The engines of themes, rules and plugins with their limits. Without a cache, plugins are compiled anew and nothing is written.
pub fn builder(config: &Config, cache: Option<&Path>) -> anyhow::Result<Builder> {
    let limits = &config.extensions.limits;
    let compiled = cache.map(|cache| cache.join("plugins"));
    let plugins =
        Plugins::new(limits::plugins(limits), compiled).map_err(anyhow::Error::msg).context("the plugin engine")?;
    Ok(Builder { rules: Rules::new(limits::rules(limits)), plugins, theme_limits: ThemeLimits::default() })
}

/// Longest wait for readers that are still at work when everything else has ended.
const CLOSING: Duration = Duration::from_secs(5);

/// Longest wait for the numbers of new generations. Without them they go live all the same, counted on from the last.
const NUMBERS: Duration = Duration::from_secs(5);

/// Numbers of generations from the database, so that they go on after a restart and mean the same on every node. The reloader asks from
/// its own thread and waits.
fn numbers(cx: Context, directory: Arc<Directory>) -> Numbers {
    let runtime = tokio::runtime::Handle::current();
    Box::new(move |made| {
        let number = async |one: &Unnumbered| {
            let office = directory.office(&one.tenant).context("the tenant is not known any more")?;
            let published = actions::generations::publish(&cx, office.tenant.id, one.content_hash, one.after);
            anyhow::Ok(tokio::time::timeout(NUMBERS, published).await??)
        };
        let numbers = futures_util::future::join_all(made.iter().map(number));
        let counted = |(one, number): (&Unnumbered, anyhow::Result<u64>)| {
            number.unwrap_or_else(|error| {
                tracing::warn!(tenant = one.tenant, %error, "the number of a generation could not be stored");
                one.after + 1
            })
        };
        made.iter().zip(runtime.block_on(numbers)).map(counted).collect()
    })
}

fn lines(found: &[Diagnostic]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// What workers may know of the rest.
struct Around {
    directory: Arc<Directory>,
    live: Arc<Live>,
}

impl Surroundings for Around {
    fn generation(&self, tenant: TenantId) -> Option<Arc<Generation>> {
        self.live.known(&self.directory.slug(tenant)?)
    }

    fn site(&self, tenant: TenantId, portal: Option<PortalId>) -> Option<(Arc<views::Site>, String)> {
        match portal {
            Some(portal) => {
                // A portal that is not known here yet is waited for: the office's look and addresses are none of its people's.
                let entry = self.directory.portal_of_mails(portal)?;
                let own_host = entry.site.portal.host.is_some();
                let base = portal_base(&entry.site.portal.slug);
                Some((entry.view(if own_host { "" } else { &base }), entry.site.portal.theme.to_string()))
            }
            None => {
                let office = self.directory.office(&self.directory.slug(tenant)?)?;
                Some((Arc::clone(&office.view), BUILT_IN.to_owned()))
            }
        }
    }
}

/// Environment variables, read once at the edge.
pub fn environment() -> Vec<(String, String)> {
    let all: HashMap<_, _> =
        std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect();
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Database;

    #[test]
    fn every_number_about_the_database_reaches_it() {
        let (readers, connections, batch_max_actions, batch_max_ms) = (3, 5, 7, 9);
        let url = "postgres://portico@localhost/portico".to_owned();
        let database = Database { url, readers, connections, batch_max_actions, batch_max_ms, ..Database::default() };
        let options = store_options(&Config { database, ..Config::default() }).unwrap();
        let reached = (options.readers, options.connections, options.batch_max_actions, options.batch_max_ms);
        assert_eq!(reached, (readers, connections, batch_max_actions, batch_max_ms));
    }

    #[test]
    fn the_defaults_of_the_configuration_are_those_of_the_store() {
        let (set, own) = (store_options(&Config::default()).unwrap(), StoreOptions::at("sqlite:x").unwrap());
        assert_eq!((set.readers, set.connections), (own.readers, own.connections));
        assert_eq!((set.batch_max_actions, set.batch_max_ms), (own.batch_max_actions, own.batch_max_ms));
    }
}
