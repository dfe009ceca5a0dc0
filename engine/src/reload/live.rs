//! What is live, and the one place that changes it. Readers take a pointer; the reloader, on a thread of its own, builds what changed
//! and stores a new one.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, mpsc},
    time::Duration,
};

use arc_swap::ArcSwap;
use portico_host::diagnostic::Diagnostic;
use tokio::sync::watch;

use super::{
    Generation, Needs,
    build::Builder,
    keep::Keep,
    settle::{self, Wake},
    source::Sources,
    watch::Watch,
};
use crate::{
    config,
    domain::clock::Clock,
    themes::{BUILT_IN, Theme},
};

mod compose;
mod slots;

use slots::Slots;

/// The generations of all tenants.
pub struct Live {
    tenants: ArcSwap<HashMap<String, Arc<Generation>>>,
    /// For tenants that are not known yet: the built-in theme and nothing else.
    fallback: Arc<Generation>,
    built_in: Arc<Theme>,
    published: watch::Sender<u64>,
}

impl Live {
    /// The generation of a tenant. The caller keeps the pointer until its request ends.
    pub fn generation(&self, tenant: &str) -> Arc<Generation> {
        self.tenants.load().get(tenant).cloned().unwrap_or_else(|| self.built_in())
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
}

/// Builds what changed and publishes it.
pub struct Reloader {
    live: Arc<Live>,
    folders: config::Extensions,
    builder: Builder,
    keep: Keep,
    clock: Arc<dyn Clock>,
    needs: watch::Receiver<Arc<Vec<Needs>>>,
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
        needs: watch::Receiver<Arc<Vec<Needs>>>,
    ) -> Result<(Self, Arc<Live>), Vec<Diagnostic>> {
        let mut slots = Slots::new(clock.now());
        slots.update(&Sources::default(), &[], &builder, (&keep, clock.now()));
        let fallback = Arc::new(compose::bare(&slots, clock.now()));
        let Some(built_in) = fallback.themes.get(BUILT_IN).cloned() else {
            return Err(fallback.report.iter().flat_map(|report| report.diagnostics.clone()).collect());
        };
        let (tenants, published) = (ArcSwap::default(), watch::Sender::new(0));
        let live = Arc::new(Live { tenants, fallback, built_in, published });
        let mut reloader = Self { live: Arc::clone(&live), folders, builder, keep, clock, needs, slots, seen: None };
        reloader.look();
        Ok((reloader, live))
    }

    /// Follows the folders on a thread of its own until nobody needs it any more.
    pub fn follow(mut self, stop: mpsc::Receiver<()>) -> std::io::Result<std::thread::JoinHandle<()>> {
        std::thread::Builder::new().name("reload".to_owned()).spawn(move || {
            let (send, hints) = mpsc::channel();
            let roots = [&*self.folders.themes, &*self.folders.scripts, &*self.folders.plugins];
            let mut watch = Watch::new(&roots, send.clone())
                .map_err(|error| tracing::warn!(%error, "folders cannot be watched; changes are found by looking"))
                .ok();
            let ms = Duration::from_millis;
            let (quiet, longest) = (ms(self.folders.settle_ms), ms(self.folders.settle_max_ms));
            let poll = Duration::from_secs(self.folders.poll_s.max(1));
            // What changed between the start and the watch told nobody.
            self.look();
            while stop.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let wake = settle::wait(&hints, poll, quiet, longest);
                // Before looking, and whatever is found: a link that now leads elsewhere must be followed even when both places hold the
                // same, and what changes while the watch is renewed is seen by the look.
                if let (Wake::Settled, Some(watch)) = (wake, &mut watch) {
                    watch.renew();
                }
                if self.look()
                    && let (Wake::Poll, Some(watch)) = (wake, &mut watch)
                {
                    watch.renew();
                }
            }
            drop(send);
        })
    }

    /// Looks at the folders once and publishes what became different. Returns whether the files had changed at all.
    pub fn look(&mut self) -> bool {
        let sources = Sources::read(&self.folders);
        let needs = self.needs.borrow_and_update().clone();
        let now = (sources, needs);
        if self.seen.as_ref() == Some(&now) {
            return false;
        }
        let (sources, needs) = &now;
        self.slots.update(sources, needs, &self.builder, (&self.keep, self.clock.now()));
        self.publish(needs);
        self.seen = Some(now);
        true
    }

    fn publish(&self, needs: &[Needs]) {
        let before = self.live.tenants.load_full();
        let mut after: HashMap<String, Arc<Generation>> = HashMap::with_capacity(needs.len());
        let mut changed = before.len() != needs.len();
        for need in needs {
            let old = before.get(&need.tenant);
            let new = compose::generation(&self.slots, need, old.map(|old| &**old), self.clock.now());
            changed |= new.is_some();
            if let Some(generation) = new.map(Arc::new).or_else(|| old.cloned()) {
                after.insert(need.tenant.clone(), generation);
            }
        }
        if changed {
            self.live.tenants.store(Arc::new(after));
            self.live.published.send_modify(|count| *count += 1);
        }
    }

    /// What every extension came to, for `portico check`.
    pub fn reports(&self) -> BTreeMap<super::Unit, Arc<super::Report>> {
        self.slots.reports()
    }
}
