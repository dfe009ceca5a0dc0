//! Renders views through themes: a tenant's theme on its parents on the built-in one, block by block, inside limits.
//!
//! A [`Theme`] is built once from files in memory (`source`), checked ([`mod@check`]) and then never changes; reading the files, watching
//! them and swapping themes is the work of `reload`. Diagnostics have the same shape as those of rules and plugins, hence the one type
//! of `portico_host` that is used here.

pub mod assets;
pub mod check;
mod colour;
mod contrast;
mod dates;
mod engine;
mod error;
mod filters;
mod functions;
mod guard;
pub mod icons;
mod layers;
mod limits;
mod meter;
mod render;
mod source;
pub mod texts;
pub mod tokens;
mod values;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, OnceLock, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

use minijinja::Value;
use portico_host::diagnostic::{Diagnostic, Severity};

pub use assets::Asset;
pub use check::check;
pub use contrast::OWN as OWN_COLOURS;
pub use error::RenderError;
pub use limits::Limits;
pub use render::RenderedMail;
pub use source::{BUILT_IN, CONTRACT, Manifest, ThemeSource};
pub use tokens::Tokens;

use assets::Assets;
use engine::{Level, Shared};
use layers::Layers;
use texts::Texts;
use tokens::Token;

/// Most different problems of a live theme that are kept to be shown.
const MAX_PROBLEMS: usize = 50;
/// Most style sheets of tokens that are kept; a portal needs one.
const MAX_TOKENS: usize = 256;

/// Names of the functions of templates, for the author's guide and for editors.
pub fn function_names() -> Vec<&'static str> {
    functions::NAMES.to_vec()
}

/// Names of the filters of templates.
pub fn filter_names() -> Vec<&'static str> {
    filters::NAMES.to_vec()
}

/// A compiled theme with all its parents. Cheap to share, never changed.
pub struct Theme {
    name: String,
    limits: Limits,
    shared: Shared,
    /// The whole theme first, then without its strongest layer, and so on down to the built-in theme alone. Those below the first are
    /// compiled when a page first needs them: most themes never do.
    levels: Vec<OnceLock<Result<Level, Box<Diagnostic>>>>,
    tokens: BTreeMap<String, Token>,
    problems: Mutex<Vec<Diagnostic>>,
    failures: AtomicU32,
    /// Style sheets of tokens that were made, by the settings that they were made from.
    made_tokens: RwLock<HashMap<String, Arc<Tokens>>>,
}

impl Theme {
    /// Builds a theme from its layers, the tenant's first. The built-in theme is added below when it is not there. Warnings come with
    /// the theme, errors instead of it. What only rendering can find is found by [`check()`].
    pub fn build(layers: &[ThemeSource], limits: &Limits) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let limits = *limits;
        let mut sources = layers.to_vec();
        if sources.last().is_none_or(|last| last.name != BUILT_IN) {
            sources.push(ThemeSource::built_in());
        }
        let mut found: Vec<Diagnostic> = sources.iter().flat_map(|source| source.check_sizes(&limits)).collect();
        let manifests = manifests(&sources, &mut found);
        let tokens = merged_tokens(&sources, &manifests, &mut found);
        let layers = Layers::new(&sources, &mut found);
        let guarded = engine::guard_all(&layers, &mut found);
        let shared = Shared {
            guarded: Arc::new(guarded),
            texts: Arc::new(Texts::new(&sources, &mut found)),
            assets: Arc::new(Assets::new(&sources, &mut found)),
            theme: theme_value(&sources[0].name, &manifests),
            layers: Arc::new(layers),
        };
        found.extend(check::names::check(&shared));
        found.extend(check::variables::check(&sources));
        found.extend(check::style::check(&sources));
        if found.iter().any(|problem| problem.severity == Severity::Error) {
            return Err(found);
        }
        let own: Vec<&String> = manifests[0].tokens.keys().collect();
        found.extend(contrast::check(&sources[0], &own, &tokens));
        // The first level has the templates of all, so what does not compile is found here.
        let whole = Level::new(&shared, 0, &limits).map_err(|problem| vec![*problem])?;
        let parents = (1..sources.len()).map(|_| OnceLock::new());
        let levels = std::iter::once(OnceLock::from(Ok(whole))).chain(parents).collect();
        let name = sources[0].name.clone();
        Ok((
            Self {
                name,
                limits,
                shared,
                levels,
                tokens,
                problems: Mutex::default(),
                failures: AtomicU32::default(),
                made_tokens: RwLock::default(),
            },
            found,
        ))
    }

    /// The main colour that the theme itself gives, in the light.
    pub fn accent(&self) -> Option<&str> {
        self.tokens.get("accent").map(|(Token::One(colour) | Token::Pair(colour, _))| colour.as_str())
    }

    /// Name of the strongest layer.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Languages that the theme has texts in.
    pub fn languages(&self) -> Vec<&str> {
        self.shared.texts.tags().collect()
    }

    /// Keys of all texts of a language.
    pub fn text_keys(&self, language: &str) -> Vec<String> {
        self.shared.texts.language(language).keys().to_vec()
    }

    /// Keys of all texts that readers of a language get, those that they get in the language of last resort included.
    pub fn text_keys_for(&self, language: &str) -> BTreeSet<String> {
        self.shared.texts.keys_for(language)
    }

    /// A text of the theme outside of a page, for example in an answer of the form's state.
    pub fn text(&self, language: &str, key: &str, params: &BTreeMap<String, String>) -> String {
        let args: fluent_bundle::FluentArgs<'_> =
            params.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let texts = &self.shared.texts;
        let found = texts.get(texts.language(language), key, Some(&args));
        found.map_or_else(|| key.to_owned(), |text| text.to_string())
    }

    /// A file by the name that `asset("…")` gave it, or by its plain name. `settings` is the public tree of the portal's settings,
    /// which its own tokens are made from.
    pub fn asset(&self, path: &str, settings: &serde_json::Value) -> Option<Asset> {
        if path.starts_with("tokens.") && path.ends_with(".css") {
            let tokens = self.tokens(settings, &self.name);
            let immutable = tokens.name == path;
            return (immutable || path == tokens::PATH).then(|| Asset { immutable, ..tokens.asset.clone() });
        }
        self.shared.assets.get(path)
    }

    /// Fingerprinted names of all static files.
    pub fn asset_names(&self) -> Vec<String> {
        let assets = &self.shared.assets;
        assets.names().filter_map(|name| assets.fingerprinted(name)).map(str::to_owned).collect()
    }

    /// The style sheet of a portal's own tokens. `settings` is the public tree of its settings.
    pub fn tokens(&self, settings: &serde_json::Value, portal: &str) -> Arc<Tokens> {
        let key = settings["theme"].to_string();
        if let Some(tokens) = self.made_tokens.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(tokens);
        }
        let tokens = Arc::new(tokens::make(&self.tokens, settings, portal));
        let mut made = self.made_tokens.write().unwrap_or_else(PoisonError::into_inner);
        if made.len() >= MAX_TOKENS {
            made.clear();
        }
        made.insert(key, Arc::clone(&tokens));
        tokens
    }

    /// The portal's colours for its mails.
    pub fn brand(&self, settings: &serde_json::Value, portal: &str) -> crate::views::mail::Brand {
        self.tokens(settings, portal).brand.clone()
    }

    /// What went wrong while the theme was live, each place once, oldest first.
    pub fn problems(&self) -> Vec<Diagnostic> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How often it failed to make a page or a part of a mail while it was live.
    pub fn failures(&self) -> u32 {
        self.failures.load(Ordering::Relaxed)
    }

    fn report(&self, problem: &Diagnostic) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        if problems.len() < MAX_PROBLEMS && !problems.contains(problem) {
            tracing::warn!(theme.name = self.name, "a page of the theme failed and was made by its parent: {problem}");
            problems.push(problem.clone());
        }
    }
}

fn manifests(sources: &[ThemeSource], found: &mut Vec<Diagnostic>) -> Vec<Manifest> {
    let read = |source: &ThemeSource| match source.manifest() {
        Ok(manifest) => manifest,
        Err(problem) => {
            found.push(*problem);
            Manifest::default()
        }
    };
    sources.iter().map(read).collect()
}

/// Tokens of all layers, the strongest winning.
fn merged_tokens(
    sources: &[ThemeSource],
    manifests: &[Manifest],
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Token> {
    let mut merged = BTreeMap::new();
    for (source, manifest) in sources.iter().zip(manifests).rev() {
        match tokens::read(&manifest.tokens, source) {
            Ok(tokens) => merged.extend(tokens),
            Err(problems) => found.extend(problems),
        }
    }
    merged
}

/// `theme` in templates: its name and the settings of all layers.
fn theme_value(name: &str, manifests: &[Manifest]) -> Value {
    let mut settings = BTreeMap::new();
    for manifest in manifests.iter().rev() {
        let own = manifest.settings.iter().map(|(name, value)| (name.clone(), minijinja::value::Serde(value).into()));
        settings.extend(own.collect::<Vec<(String, Value)>>());
    }
    Value::from_pairs([("name", Value::from(name)), ("settings", Value::from_pairs(settings))])
}
