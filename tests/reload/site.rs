//! Extension folders with a reloader on them. A test either looks by itself, or follows the folders as the server does and waits for
//! what is published.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
};

use portico::{
    app,
    config::{Config, Extensions},
    domain::clock::FixedClock,
    reload::{
        FormSamples, Generation, Live, Needs, Numbers, Reloader, Report, State, build::Builder, counted, keep::Keep,
    },
};
use portico_host::script::{FlowInput, FlowRule};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::cli::program::PATIENCE;

/// A flow rule that answers with one word.
pub fn rule(word: &str) -> String {
    format!("fn before_create(draft, ctx) {{ draft.set_title(\"{word}\"); }}\n")
}

/// A flow rule that says a text of the theme, and answers with one word.
pub fn names_a_text(word: &str) -> String {
    format!("fn on_form(form, ctx) {{ form.notice(\"info\", text(\"rule-closed\")); }}\n{}", rule(word))
}

/// A theme with one word in a file of its own.
pub const THEME: &str = "name = \"Acme\"\ncontract = 1\n";
/// The rule and theme that most tests change.
pub const RULE: &str = "scripts/acme/flows/fault.rhai";
pub const MARK: &str = "themes/acme/static/mark.txt";
/// Texts of acme's theme for everybody whose language has none of its own.
pub const TEXTS: &str = "themes/acme/locales/en.ftl";

pub struct Site {
    folder: TempDir,
    pub live: Arc<Live>,
    pub needs: watch::Sender<Arc<Vec<Needs>>>,
    reloader: Option<Reloader>,
    pub clock: FixedClock,
    published: watch::Receiver<u64>,
    /// Dropping it ends the follower.
    following: Option<mpsc::Sender<()>>,
}

impl Site {
    /// Tenant `acme` with a theme and a rule, and tenant `other` with rules only.
    pub fn acme() -> Self {
        Self::with(&[
            (RULE, &rule("one")),
            ("scripts/other/flows/fault.rhai", &rule("other")),
            ("themes/acme/theme.toml", THEME),
            (MARK, "one"),
        ])
    }

    pub fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        for name in ["themes", "scripts", "plugins"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        files.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
        Self::at(folder)
    }

    /// A process that starts with the folders as they are.
    pub fn at(folder: TempDir) -> Self {
        Self::numbered(folder, counted())
    }

    /// The same with numbers from elsewhere. They are asked for when everything is built and nothing is live yet.
    pub fn numbered(folder: TempDir, numbers: Numbers) -> Self {
        let config = config(folder.path());
        let engines = engines(&config);
        let (needs, needed) = watch::channel(Arc::new(needs()));
        let clock = FixedClock::at("2026-03-02T09:00:00Z");
        let (reloader, live) = Reloader::start(config.extensions, engines, Arc::new(clock.clone()), (needed, numbers))
            .expect("the built-in theme is good");
        let published = live.published();
        Self { folder, live, needs, reloader: Some(reloader), clock, published, following: None }
    }

    /// The process ends; what is on disk stays.
    pub fn stop(self) -> TempDir {
        self.folder
    }

    /// Follows the folders from now on. The poll is so rare that only events count.
    pub fn follow(self) -> Self {
        self.follow_with(|_| {})
    }

    pub fn follow_with(mut self, change: impl FnOnce(&mut Extensions)) -> Self {
        let mut config = config(self.folder.path());
        change(&mut config.extensions);
        let engines = engines(&config);
        let clock = Arc::new(self.clock.clone());
        let (reloader, live) =
            Reloader::start(config.extensions, engines, clock, (self.needs.subscribe(), counted())).unwrap();
        self.published = live.published();
        self.live = live;
        let (stop, stopped) = mpsc::channel();
        reloader.follow(mpsc::channel(), stopped).expect("a thread can be started");
        (self.following, self.reloader) = (Some(stop), None);
        self
    }

    /// Waits until the follower has done its first look, so that what is counted from now on was changed from now on.
    pub fn watched(mut self) -> Self {
        self.write("scripts/other/flows/first-look.rhai", &rule("seen"));
        self.until(|site| site.generation("other").extensions.flows.contains_key("first-look"));
        self
    }

    /// Looks once, now.
    pub fn look(&mut self) -> bool {
        self.reloader.as_mut().expect("a followed site looks by itself").look()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    pub fn remove(&self, path: &str) {
        let path = self.path(path);
        let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        removed.unwrap();
    }

    pub fn generation(&self, tenant: &str) -> Arc<Generation> {
        self.live.generation(tenant)
    }

    /// What acme's rule answers.
    pub fn answer(&self) -> String {
        self.answer_of("acme")
    }

    pub fn answer_of(&self, tenant: &str) -> String {
        answer(&self.generation(tenant))
    }

    /// What stands in the file of acme's theme.
    pub fn mark(&self) -> String {
        mark(&self.generation("acme"))
    }

    pub fn report(&self, tenant: &str, unit: &str) -> Arc<Report> {
        let generation = self.generation(tenant);
        let found = generation.report.iter().find(|report| report.unit.to_string() == unit).cloned();
        found.unwrap_or_else(|| panic!("no report about {unit} in {:#?}", generation.report))
    }

    pub fn state(&self, unit: &str) -> State {
        self.report("acme", unit).state
    }

    /// Waits until `wanted` holds of what is live, looking after each publication.
    #[track_caller]
    pub fn until(&mut self, wanted: impl Fn(&Self) -> bool) {
        let mut published = self.published.clone();
        let wait = async {
            loop {
                published.borrow_and_update();
                if wanted(self) {
                    return;
                }
                published.changed().await.expect("the site is live");
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let waited = runtime.block_on(async { tokio::time::timeout(PATIENCE, wait).await });
        assert!(waited.is_ok(), "it did not go live: {:#?}", self.generation("acme").report);
    }
}

fn engines(config: &Config) -> (Builder, Keep) {
    let cache = &config.extensions.cache;
    (app::builder(config, Some(cache)).expect("the engines start"), Keep::new(cache))
}

fn config(folder: &Path) -> Config {
    let mut config = Config::default();
    let extensions = &mut config.extensions;
    extensions.themes = folder.join("themes");
    extensions.scripts = folder.join("scripts");
    extensions.plugins = folder.join("plugins");
    extensions.cache = folder.join("data/cache");
    extensions.poll_s = 3_600;
    config
}

/// Two tenants; only the first has a theme of its own.
pub fn needs() -> Vec<Needs> {
    let tenant = |name: &str, theme: &str| Needs {
        tenant: name.to_owned(),
        themes: vec![theme.to_owned()],
        flows: [("fault".to_owned(), Arc::new(form(&["description"])))].into(),
        statuses: vec!["new".to_owned()],
    };
    vec![tenant("acme", "acme"), tenant("other", "default")]
}

/// A form with one line of text for each key.
pub fn form(keys: &[&str]) -> FormSamples {
    let kind = json!({"type": "text", "max_length": 100});
    let fields: Vec<_> = keys.iter().map(|key| json!({"key": key, "label": {}, "kind": kind})).collect();
    let form = json!({"steps": [{"key": "all", "title": {}, "fields": fields}]});
    FormSamples::of(&serde_json::from_value(form).expect("this is a form"))
}

pub fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

pub fn answer(generation: &Generation) -> String {
    generation.extensions.flows.get("fault").map_or_else(|| "no rule".to_owned(), |rule| title(rule))
}

fn title(rule: &FlowRule) -> String {
    let run = rule.before_create(&FlowInput::default());
    run.map_or_else(|fault| fault.diagnostic.to_string(), |run| run.value.title.unwrap_or_default())
}

pub fn mark(generation: &Generation) -> String {
    let Some(theme) = generation.themes.get("acme") else { return "no theme".to_owned() };
    let asset = theme.asset("mark.txt", &serde_json::Value::Null);
    asset.map_or_else(|| "no mark".to_owned(), |asset| String::from_utf8_lossy(&asset.bytes).into_owned())
}
