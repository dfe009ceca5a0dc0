//! A whole Portico in one test: a fresh database, the site of the tests in a temporary folder, a clock that stands and chance that repeats.
//! Requests go through the real router.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use portico::{
    actions::{
        Context,
        files::FileStore,
        identity_providers::Providers,
        passwords::{Passwords, Rules},
        rule_places::RulePlaces,
        sealing::Sealer,
        tenants::{self, TenantDocument},
    },
    app::App,
    config::{self, Config},
    domain::{
        access::{Actor, Scope, scope},
        clock::{FixedClock, SeededRandom},
        form::Form,
        id::TenantId,
        mail::{Mail, MailState},
        run::RunRecord,
    },
    mail::Transport,
    store::{self, runs::RunFilter},
    web::{self, Application},
};
use portico_host::script::ScriptLimits;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{
    databases::{self, Database},
    person::Person,
};

/// A running application with the tenants Acme and Bolt.
pub struct TestPortal {
    pub app: App,
    pub router: Application,
    pub clock: FixedClock,
    pub acme: TenantId,
    pub bolt: TenantId,
    #[expect(dead_code, reason = "dropping it removes the folder")]
    folder: TempDir,
    #[expect(dead_code, reason = "dropping it removes the database of a test that has no other use for it")]
    own: Option<Database>,
}

/// The top folder of the project.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the engine is in a folder of the project").to_owned()
}

impl TestPortal {
    /// On an SQLite of its own, for what no database is special about.
    pub async fn alone() -> Self {
        Self::alone_with(|_| {}).await
    }

    /// The same with another configuration.
    pub async fn alone_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = databases::sqlite().await;
        let portal = Self::with(&database, change).await;
        Self { own: Some(database), ..portal }
    }

    pub async fn on(database: &Database) -> Self {
        Self::with(database, |_| {}).await
    }

    /// The same with another configuration.
    pub async fn with(database: &Database, change: impl FnOnce(&mut Config)) -> Self {
        let ground = Ground::of(database, change);
        let acme = import(&ground.cx, include_str!("../sites/acme/acme.toml")).await;
        let bolt = import(&ground.cx, include_str!("../sites/acme/bolt.toml")).await;
        ground.build(acme, bolt).await
    }

    /// Bolt, with Acme in the same database or without; Bolt's ids are the same. Without Acme its id stands for Bolt.
    pub async fn twin(database: &Database, with_acme: bool) -> Self {
        let ground = Ground::of(database, |_| {});
        let bolt = import(&ground.cx, include_str!("../sites/acme/bolt.toml")).await;
        let acme = if with_acme { import(&ground.cx, include_str!("../sites/acme/acme.toml")).await } else { bolt };
        ground.build(acme, bolt).await
    }

    /// The same database and files after a restart, with chance that begins anew.
    pub async fn restarted(self, seed: u64) -> Self {
        let cx = Context { random: Arc::new(SeededRandom::new(seed)), ..self.cx().clone() };
        let app = App::with(self.app.state.config.clone(), cx, None).await.expect("it started before");
        let router = web::router(app.state.clone());
        Self { app, router, ..self }
    }

    /// A browser that nobody used yet, at a door like `/p/acme`.
    pub fn browser(&self, base: &str) -> Person {
        Person::new(self.router.clone(), base)
    }

    /// A browser at the portal of Acme with somebody signed in.
    pub async fn customer(&self, email: &str) -> Person {
        self.somebody("/p/acme", email).await
    }

    /// A browser at the office of Acme with somebody signed in.
    pub async fn staff(&self, email: &str) -> Person {
        self.somebody("/office/acme", email).await
    }

    pub async fn somebody(&self, base: &str, email: &str) -> Person {
        let person = self.browser(base);
        person.sign_in(email).await;
        person
    }

    /// Does everything that can be done now, and returns how many tasks that were.
    pub async fn work(&self) -> usize {
        self.app.worker("worker-a").drain().await.expect("the outbox can be read")
    }

    /// Sets a setting of a portal of Acme, as the office does.
    pub async fn set(&self, slug: &str, key: &str, value: serde_json::Value) {
        let mut tx = self.cx().store.write(self.acme).await.unwrap();
        let portals = store::portals::list(&mut tx).await.unwrap();
        let portal = portals.into_iter().find(|portal| portal.slug.as_str() == slug).expect("Acme has the portal");
        let mut settings = portal.settings;
        settings.insert(key.to_owned(), value);
        store::portals::update_settings(&mut tx, portal.id, &settings).await.unwrap();
        tx.commit().await.unwrap();
        self.app.refresh().await.unwrap();
    }

    /// Changes the form of a tenant's flow `fault`, as the office does.
    pub async fn change_form(&self, tenant: TenantId, how: impl FnOnce(&mut Form)) {
        let mut tx = self.cx().store.write(tenant).await.unwrap();
        let catalogue = store::catalogue::get(&mut tx).await.unwrap();
        let (portals, fault) = (store::portals::list(&mut tx).await.unwrap(), "fault".parse().unwrap());
        let flow = portals.iter().find_map(|portal| catalogue.flow(portal.id, &fault)).unwrap();
        let mut form = catalogue.form(flow.work_type).clone();
        how(&mut form);
        store::work_types::update_form(&mut tx, flow.work_type, &form).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn cx(&self) -> &Context {
        &self.app.state.cx
    }

    /// What the engine itself may read of Acme.
    pub fn scope(&self) -> Scope {
        scope(&Actor::Engine { tenant: self.acme })
    }

    /// Mails that were really handed over, oldest first.
    pub async fn mailbox(&self) -> Vec<Mail> {
        let Transport::Memory(kept) = &self.app.jobs.transport else { panic!("tests keep mails in memory") };
        let sent: Vec<String> =
            kept.lock().unwrap().iter().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        let mut conn = self.cx().store.read(self.acme).await.expect("the store gives connections");
        let known = store::mails::list(&mut conn, &self.scope(), 1_000, 0).await.expect("mails can be listed");
        let find = |text: &String| known.iter().find(|mail| text.contains(&mail.message_id)).cloned();
        let found: Vec<Mail> = sent.iter().filter_map(find).collect();
        assert!(found.iter().all(|mail| mail.state == MailState::Sent), "what was handed over is marked as sent");
        found
    }

    /// All runs of rules of Acme. The clock stands, so their order means nothing.
    pub async fn runs(&self) -> Vec<RunRecord> {
        let mut conn = self.cx().store.read(self.acme).await.expect("the store gives connections");
        let all = RunFilter { rule: None, work_order: None, outcome: None, limit: 1_000, offset: 0 };
        store::runs::list(&mut conn, &self.scope(), &all).await.expect("runs can be listed")
    }

    /// Listens on a real port until the returned value is dropped.
    pub async fn listen(&self) -> Listening {
        let listener = web::Listener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.address().expect("a bound port has an address").to_string();
        let (stop, stopped) = oneshot::channel::<()>();
        let (router, server) = (self.router.clone(), self.app.state.config.server.clone());
        tokio::spawn(async move {
            let stopped = async {
                // A sender that is dropped means stop.
                let _ = stopped.await;
            };
            web::serve(listener, router, &server, stopped).await;
        });
        Listening { address, _stop: stop }
    }
}

/// What a portal stands on before it has tenants.
struct Ground {
    folder: TempDir,
    config: Config,
    clock: FixedClock,
    /// Imports hash passwords, which a test of a full queue must not be refused.
    cx: Context,
}

impl Ground {
    fn of(database: &Database, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        let mut config = config(folder.path());
        change(&mut config);
        let clock = FixedClock::at("2026-03-02T09:00:00Z");
        let cx = Context {
            catalogues: portico::actions::catalogues::Catalogues::default(),
            rules: RulePlaces::new(&ScriptLimits::default()),
            sealer: Sealer::default(),
            providers: Providers::new(&config.identity_providers).expect("the providers of a test are good"),
            store: database.store.clone(),
            files: FileStore::folder(&config.files.path).expect("the folder can be made"),
            passwords: Passwords::new(2, 100, rules(&config)).expect("threads"),
            clock: Arc::new(clock.clone()),
            random: Arc::new(SeededRandom::new(20_260_302)),
        };
        Self { folder, config, clock, cx }
    }

    async fn build(self, acme: TenantId, bolt: TenantId) -> TestPortal {
        let Self { folder, config, clock, cx } = self;
        let passwords =
            Passwords::new(config.security.hash_parallel, config.security.hash_queue, rules(&config)).expect("threads");
        let app = App::with(config, Context { passwords, ..cx }, None).await.expect("the site of the tests is good");
        let router = web::router(app.state.clone());
        TestPortal { app, router, clock, acme, bolt, folder, own: None }
    }
}

fn rules(config: &Config) -> Rules {
    Rules::new(&config.security).expect("the lists of a test can be opened")
}

/// A real listener.
pub struct Listening {
    pub address: String,
    _stop: oneshot::Sender<()>,
}

async fn import(cx: &Context, text: &str) -> TenantId {
    let document: TenantDocument = toml::from_str(text).expect("the document of the tests is one");
    tenants::import(cx, &document).await.expect("the document of the tests is good")
}

/// Everything in the folder of the test.
fn config(folder: &Path) -> Config {
    copy(&project().join("tests/sites/acme/scripts"), &folder.join("scripts"));
    for name in ["plugin.toml", "iban.wasm", "tests/fixtures.toml"] {
        let from = project().join("plugins/iban").join(name);
        let to = folder.join("plugins/iban").join(name);
        if from.exists() {
            std::fs::create_dir_all(to.parent().expect("it is in a folder")).expect("the folder can be made");
            std::fs::copy(from, to).expect("the plugin can be copied");
        }
    }
    let mut config = Config::default();
    config.files.path = folder.join("files");
    config.extensions.themes = folder.join("themes");
    config.extensions.scripts = folder.join("scripts");
    config.extensions.plugins = folder.join("plugins");
    config.extensions.cache = folder.join("cache");
    config.extensions.watch = config::Follow::Off;
    config.mail.transport = config::Transport::Memory;
    config.security.sign_in_burst = 1_000;
    config.security.key_file = folder.join("portico.key");
    // Tests about the second factor of staff ask for it; for all others signing in is one step.
    config.security.staff_second_factor = config::SecondFactor::Optional;
    share_compiled_plugins(&config.extensions.cache);
    config
}

/// Compiling a plugin takes longer than a test, so all tests keep compiled ones in one place.
fn share_compiled_plugins(cache: &Path) {
    let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugins");
    std::fs::create_dir_all(&shared).expect("the folder can be made");
    std::fs::create_dir_all(cache).expect("the folder can be made");
    std::os::unix::fs::symlink(shared, cache.join("plugins")).expect("the folder can be linked");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in std::fs::read_dir(from).expect("the site of the tests can be read") {
        let entry = entry.expect("the site of the tests can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a rule can be copied");
        }
    }
}
