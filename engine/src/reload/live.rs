//! What is live, and the one place that changes it. Readers take a pointer; the reloader, on a thread of its own, builds what changed
//! and stores a new one.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, Weak, mpsc},
    time::Duration,
};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use portico_host::diagnostic::Diagnostic;
use tokio::sync::watch;

use super::{
    Generation, Needs, Numbers, State, Unnumbered,
    build::Builder,
    keep::Keep,
    settle::{self, Wake},
    source::Sources,
    watch::Watch,
};
use crate::{
    config::{self, Follow},
    domain::clock::Clock,
    themes::{BUILT_IN, Theme},
};

mod compose;
mod context;
mod slots;
#[cfg(test)]
mod tests;
mod trial;

use slots::Slots;

/// How long a page waits for the extensions of a tenant that has just come to be.
const BUILDING: Duration = Duration::from_secs(3);

/// The generations of all tenants.
pub struct Live {
    tenants: ArcSwap<HashMap<String, Arc<Generation>>>,
    /// For tenants that are not known yet: the built-in theme and nothing else.
    fallback: Arc<Generation>,
    built_in: Arc<Theme>,
    published: watch::Sender<u64>,
    /// Every generation that was published and that somebody may still use.
    made: Mutex<Vec<Weak<Generation>>>,
    /// Since when the folders hold something that is not live.
    differs_since: Mutex<Option<Timestamp>>,
}

impl Live {
    fn new(fallback: Arc<Generation>, built_in: Arc<Theme>) -> Self {
        let (tenants, published) = (ArcSwap::default(), watch::Sender::new(0));
        Self { tenants, fallback, built_in, published, made: Mutex::default(), differs_since: Mutex::default() }
    }

    /// The generation of a tenant, for pages that work with the built-in theme as well. The caller keeps the pointer until its request ends.
    pub fn generation(&self, tenant: &str) -> Arc<Generation> {
        self.known(tenant).unwrap_or_else(|| self.built_in())
    }

    /// The generation of a tenant. None: it came to be a moment ago and its rules, plugins and themes are not built yet; whatever they would
    /// have a say in must wait.
    pub fn known(&self, tenant: &str) -> Option<Arc<Generation>> {
        self.tenants.load().get(tenant).cloned()
    }

    /// The same, waited for as long as somebody looks at a page that does not come.
    pub async fn awaited(&self, tenant: &str) -> Option<Arc<Generation>> {
        if let Some(known) = self.known(tenant) {
            return Some(known);
        }
        let mut published = self.published();
        let built = async {
            loop {
                match self.known(tenant) {
                    Some(generation) => return Some(generation),
                    None => published.changed().await.ok()?,
                }
            }
        };
        tokio::time::timeout(BUILDING, built).await.ok().flatten()
    }

    /// The built-in theme, for pages that belong to no tenant.
    pub fn built_in(&self) -> Arc<Generation> {
        Arc::clone(&self.fallback)
    }

    /// The built-in theme, which is always there.
    pub fn built_in_theme(&self) -> Arc<Theme> {
        Arc::clone(&self.built_in)
    }

    /// Counts publications, so that a waiting page or test learns of a new one.
    pub fn published(&self) -> watch::Receiver<u64> {
        self.published.subscribe()
    }

    /// How many generations are in memory: one per tenant, and those on which a request has still to finish.
    pub fn alive(&self) -> usize {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.iter().filter(|generation| generation.strong_count() > 0).count()
    }

    /// Since when something in the folders could not go live; None: everything is live.
    pub fn differs_since(&self) -> Option<Timestamp> {
        *self.differs_since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, tenants: HashMap<String, Arc<Generation>>, fresh: &[Arc<Generation>]) {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.retain(|generation| generation.strong_count() > 0);
        made.extend(fresh.iter().map(Arc::downgrade));
        drop(made);
        self.tenants.store(Arc::new(tenants));
        self.published.send_modify(|count| *count += 1);
    }
}

/// Builds what changed and publishes it.
pub struct Reloader {
    live: Arc<Live>,
    folders: config::Extensions,
    builder: Builder,
    keep: Keep,
    clock: Arc<dyn Clock>,
    needs: watch::Receiver<Arc<Vec<Needs>>>,
    numbers: Numbers,
    slots: Slots,
    seen: Option<(Sources, Arc<Vec<Needs>>)>,
}

impl Reloader {
    /// Builds everything once, so that the first request finds it. Broken sources are reported, not fatal; only a built-in theme that
    /// cannot be built is.
    pub fn start(
        folders: config::Extensions,
        (builder, keep): (Builder, Keep),
        clock: Arc<dyn Clock>,
        (needs, numbers): (watch::Receiver<Arc<Vec<Needs>>>, Numbers),
    ) -> Result<(Self, Arc<Live>), Vec<Diagnostic>> {
        let slots = Slots::new(&builder, &keep, clock.now());
        let fallback = Arc::new(compose::bare(&slots, clock.now()));
        let Some(built_in) = fallback.themes.get(BUILT_IN).cloned() else {
            return Err(fallback.report.iter().flat_map(|report| report.diagnostics.clone()).collect());
        };
        let live = Arc::new(Live::new(fallback, built_in));
        let seen = None;
        let mut reloader = Self { live: Arc::clone(&live), folders, builder, keep, clock, needs, numbers, slots, seen };
        reloader.look();
        Ok((reloader, live))
    }

    /// Follows the folders on a thread of its own until nobody needs it any more. Whoever has the other end of `hints` can tell that there is
    /// something to look at: a tenant has come to be.
    pub fn follow(
        mut self,
        (hint, hints): (mpsc::Sender<()>, mpsc::Receiver<()>),
        stop: mpsc::Receiver<()>,
    ) -> std::io::Result<std::thread::JoinHandle<()>> {
        std::thread::Builder::new().name("reload".to_owned()).spawn(move || {
            let mut watch = self.watch(hint.clone());
            let ms = Duration::from_millis;
            let (quiet, longest) = (ms(self.folders.settle_ms), ms(self.folders.settle_max_ms));
            let poll = Duration::from_secs(self.folders.poll_s.max(1));
            // What changed between the start and the watch told nobody.
            self.look_safely();
            while stop.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let wake = settle::wait(&hints, poll, quiet, longest);
                if wake == Wake::Poll && self.folders.watch == Follow::Off {
                    continue;
                }
                // Before looking, and whatever is found: a link that now leads elsewhere must be followed even when both places hold the
                // same, and what changes while the watch is renewed is seen by the look.
                if let (Wake::Settled, Some(watch)) = (wake, &mut watch) {
                    watch.renew();
                }
                if self.look_safely()
                    && let (Wake::Poll, Some(watch)) = (wake, &mut watch)
                {
                    watch.renew();
                }
            }
            drop(hint);
        })
    }

    fn watch(&self, hint: mpsc::Sender<()>) -> Option<Watch> {
        if self.folders.watch != Follow::Events {
            return None;
        }
        let roots = [&*self.folders.themes, &*self.folders.scripts, &*self.folders.plugins];
        let watch = Watch::new(&roots, hint);
        watch.map_err(|error| tracing::warn!(%error, "folders cannot be watched; changes are found by looking")).ok()
    }

    /// A fault of ours in one look must not end all later ones. What it was about is tried again when something changes.
    fn look_safely(&mut self) -> bool {
        catch_unwind(AssertUnwindSafe(|| self.look())).unwrap_or_else(|_| {
            tracing::error!("looking at the extension folders failed, which is a fault of Portico; please report it");
            false
        })
    }

    /// Takes back what fails, looks at the folders once, and publishes what became different. Returns whether there was anything to do.
    pub fn look(&mut self) -> bool {
        let is_back = self.slots.observe(&self.keep, self.clock.now());
        let sources = Sources::read(&self.folders);
        let needs = self.needs.borrow_and_update().clone();
        let now = (sources, needs);
        if self.seen.as_ref() == Some(&now) && !is_back {
            return false;
        }
        let (sources, needs) = &now;
        self.slots.update(sources, needs, (&self.builder, &self.keep, self.clock.now()));
        self.note_difference();
        self.publish(needs);
        self.seen = Some(now);
        true
    }

    fn note_difference(&self) {
        let differs = self.slots.iter().any(|(_, slot)| slot.report.state != State::Good);
        let mut since = self.live.differs_since.lock().unwrap_or_else(PoisonError::into_inner);
        *since = differs.then(|| since.unwrap_or_else(|| self.clock.now()));
    }

    fn publish(&mut self, needs: &[Needs]) {
        let before = self.live.tenants.load_full();
        let mut after: HashMap<String, Arc<Generation>> = HashMap::with_capacity(needs.len());
        let (mut drafts, mut unnumbered) = (Vec::new(), Vec::new());
        for need in needs {
            let old = before.get(&need.tenant);
            after.extend(old.map(|old| (need.tenant.clone(), Arc::clone(old))));
            let Some(draft) = compose::draft(&self.slots, need, old.map(|old| &**old)) else { continue };
            let (content_hash, after) = (draft.content_hash, old.map_or(0, |old| old.number));
            let number = old.filter(|old| old.content_hash == content_hash).map(|old| old.number);
            if number.is_none() {
                unnumbered.push(Unnumbered { tenant: need.tenant.clone(), content_hash, after });
            }
            drafts.push((need, draft, number));
        }
        if drafts.is_empty() && before.len() == after.len() {
            return;
        }
        let mut numbers = if unnumbered.is_empty() { Vec::new() } else { (self.numbers)(&unnumbered) }.into_iter();
        let mut fresh = Vec::with_capacity(drafts.len());
        for (need, draft, number) in drafts {
            let number = number.or_else(|| numbers.next()).unwrap_or_default();
            let generation = compose::generation(&self.slots, need, draft, (number, self.clock.now()));
            fresh.push(Arc::new(generation));
            after.extend(fresh.last().map(|generation| (need.tenant.clone(), Arc::clone(generation))));
        }
        self.live.put(after, &fresh);
    }

    /// What every extension came to, for `portico check`.
    pub fn reports(&self) -> BTreeMap<super::Unit, Arc<super::Report>> {
        self.slots.reports()
    }
}
