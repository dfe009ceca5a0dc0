//! One slot per extension: what was tried last, what is live, and the report. Unchanged content is never built twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};

use jiff::Timestamp;
use portico_host::diagnostic::{Diagnostic, Severity};

use super::{
    context::Context,
    trial::{self, Trial},
};
use crate::reload::{
    Needs, Report, State,
    build::{Builder, Built, TenantTexts, Verdict, built_in},
    classify::Unit,
    keep::Keep,
    source::{Candidate, Sources, candidate, short},
};
use crate::themes::Theme;

/// One extension.
#[derive(Clone)]
pub struct Slot {
    /// Hash of all that went into the last try, good or not.
    tried: [u8; 32],
    pub live: Option<Live>,
    /// What comes back when the live version fails; only while that is fresh.
    pub trial: Option<Trial>,
    pub report: Arc<Report>,
}

/// What is live of an extension.
#[derive(Clone)]
pub struct Live {
    pub built: Built,
    /// Hash of all that went into it, so that equal content is known again after a restart and on another node.
    pub made_of: [u8; 32],
    /// Its own files, to be kept again when it comes back.
    pub candidate: Candidate,
}

/// All extensions of all tenants.
pub struct Slots {
    slots: BTreeMap<Unit, Slot>,
    built_in: Candidate,
}

/// Where slots keep what is good, and the time.
type Around<'a> = (&'a Builder, &'a Keep, Timestamp);

impl Slots {
    /// With the built-in theme and nothing else.
    pub fn new(builder: &Builder, keep: &Keep, now: Timestamp) -> Self {
        let mut slots = Self { slots: BTreeMap::new(), built_in: built_in() };
        let own = slots.built_in.clone();
        let (candidates, needs) = (BTreeMap::from([(own.unit.clone(), own.clone())]), BTreeMap::new());
        let context =
            Context { candidates: &candidates, needs: &needs, sources: &Sources::default(), texts: BTreeMap::new() };
        let (tried, verdict) = (context.hash(&own, &[]), context.build(builder, &own));
        slots.settle(&own, (tried, verdict), &context, (builder, keep, now));
        slots
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Unit, &Slot)> {
        self.slots.iter()
    }

    pub fn reports(&self) -> BTreeMap<Unit, Arc<Report>> {
        self.slots.iter().map(|(unit, slot)| (unit.clone(), Arc::clone(&slot.report))).collect()
    }

    /// Builds what changed.
    pub fn update(&mut self, sources: &Sources, needs: &[Needs], (builder, keep, now): Around<'_>) {
        let candidates = self.candidates(sources, keep);
        let needs: BTreeMap<&str, &Needs> = needs.iter().map(|need| (need.tenant.as_str(), need)).collect();
        let mut context = Context { candidates: &candidates, needs: &needs, sources, texts: BTreeMap::new() };
        let is_theme = |unit: &Unit| matches!(unit, Unit::Theme(_));
        for candidate in candidates.values().filter(|candidate| is_theme(&candidate.unit)) {
            self.try_one(candidate, &context, (builder, keep, now));
        }
        self.forget(&context, (builder, keep, now));
        // Rules name texts of the themes that are live now.
        context.texts = self.texts(&needs, &candidates);
        for candidate in candidates.values().filter(|candidate| !is_theme(&candidate.unit)) {
            self.try_one(candidate, &context, (builder, keep, now));
        }
    }

    /// Builds a candidate unless the same was tried last.
    fn try_one(&mut self, candidate: &Candidate, context: &Context<'_>, around: Around<'_>) {
        let (unit, (builder, keep, _)) = (&candidate.unit, around);
        let unread = context.sources.problems(unit);
        let tried = context.hash(candidate, &unread);
        if self.slots.get(unit).is_some_and(|slot| slot.tried == tried) {
            return;
        }
        let verdict = match unread {
            unread if !unread.is_empty() => Err(unread),
            _ if keep.has_refused(unit, &context.made_of(candidate)) => Err(vec![trial::rolled_back(unit)]),
            _ => context.build(builder, candidate),
        };
        self.settle(candidate, (tried, verdict), context, around);
    }

    /// The texts of each tenant's themes; tenants with the same themes share them. Who is in the folders and not in the database may come
    /// to read any theme, and so may who uses rules of all tenants.
    fn texts<'a>(
        &self,
        needs: &BTreeMap<&'a str, &Needs>,
        candidates: &'a BTreeMap<Unit, Candidate>,
    ) -> BTreeMap<&'a str, TenantTexts> {
        let mut known = BTreeMap::new();
        let mut of = |(tenant, need): (&&'a str, &&Needs)| {
            let texts = known.entry(need.themes.clone()).or_insert_with(|| self.texts_of(need));
            (*tenant, texts.clone())
        };
        let mut texts: BTreeMap<&str, TenantTexts> = needs.iter().map(&mut of).collect();
        let others = candidates.keys().filter_map(Unit::tenant).filter(|tenant| !needs.contains_key(tenant));
        let others: BTreeSet<&str> = others.collect();
        if !others.is_empty() {
            let anywhere = self.texts_anywhere();
            texts.extend(others.into_iter().map(|tenant| (tenant, anywhere.clone())));
        }
        texts
    }

    /// Unknown as well while one of the themes has no live version.
    fn texts_anywhere(&self) -> TenantTexts {
        let names = self.slots.keys().filter_map(|unit| match unit {
            Unit::Theme(name) => Some(name),
            _ => None,
        });
        let themes = names.map(|name| self.theme(name)).collect::<Option<Vec<_>>>();
        themes.map(|themes| TenantTexts::anywhere(themes.into_iter())).unwrap_or_default()
    }

    /// Unknown while one of the themes has no live version: nobody can say which texts it would have.
    fn texts_of(&self, need: &Needs) -> TenantTexts {
        let themes = need.themes.iter().map(|name| self.theme(name)).collect::<Option<Vec<_>>>();
        themes.map(|themes| TenantTexts::of(themes.into_iter())).unwrap_or_default()
    }

    /// The live version of a theme.
    pub fn theme(&self, name: &str) -> Option<&Arc<Theme>> {
        match &self.slots.get(&Unit::Theme(name.to_owned()))?.live.as_ref()?.built {
            Built::Theme(theme) => Some(theme),
            _ => None,
        }
    }

    /// What the folders hold, and what may be in a part of them that could not be read.
    fn candidates(&self, sources: &Sources, keep: &Keep) -> BTreeMap<Unit, Candidate> {
        let mut all = sources.candidates();
        // The built-in theme may be replaced as a whole by a folder of its name, as a developer of it does.
        all.entry(self.built_in.unit.clone()).or_insert_with(|| self.built_in.clone());
        if !sources.are_whole() {
            let known = self.slots.keys().cloned().chain(keep.units());
            for unit in known.filter(|unit| !sources.problems(unit).is_empty()) {
                all.entry(unit.clone()).or_insert_with(|| candidate(unit, BTreeMap::new()));
            }
        }
        all
    }

    fn settle(
        &mut self,
        candidate: &Candidate,
        (tried, verdict): ([u8; 32], Verdict),
        context: &Context<'_>,
        (builder, keep, now): Around<'_>,
    ) {
        let unit = &candidate.unit;
        let slot = match verdict {
            Ok((built, warnings)) => {
                if let Err(error) = keep.put(candidate) {
                    tracing::warn!(unit = %unit, %error, "the last good version could not be kept on disk");
                }
                tracing::info!(unit = %unit, hash = short(&candidate.hash), "live");
                tell(unit, "live", &warnings);
                let live = Live { built, made_of: context.made_of(candidate), candidate: candidate.clone() };
                let trial = self.slots.get(unit).and_then(|slot| Trial::after(slot, &live, now));
                Slot { trial, ..Slot::new(unit, tried, (State::Good, Some(live)), (warnings, now)) }
            }
            Err(diagnostics) => {
                tell(unit, "not live", &diagnostics);
                let old = self.slots.get(unit).and_then(|slot| slot.live.clone());
                let live = old.or_else(|| kept(unit, context, builder, keep));
                let state = if live.is_some() { State::Stale } else { State::Broken };
                let trial = self.slots.get(unit).and_then(|slot| slot.trial.clone());
                Slot { trial, ..Slot::new(unit, tried, (state, live), (diagnostics, now)) }
            }
        };
        let result = slot.report.state.as_str();
        metrics::counter!("portico_extension_reload_total", "kind" => unit.kind(), "result" => result).increment(1);
        self.slots.insert(unit.clone(), slot);
    }

    /// Takes back what fails now that it is live. Returns whether anything was.
    pub fn observe(&mut self, keep: &Keep, now: Timestamp) -> bool {
        let mut is_back = false;
        for (unit, slot) in &mut self.slots {
            let (Some(trial), Some(live)) = (&slot.trial, &slot.live) else { continue };
            match trial.verdict(live, now) {
                trial::Verdict::Running => {}
                trial::Verdict::Passed => slot.trial = None,
                trial::Verdict::Failed(found) => {
                    let (before, failed) = (trial.before.clone(), live.made_of);
                    *slot = slot.rolled_back(unit, before, (found, now));
                    if let Err(error) = slot.keep_refused(unit, &failed, keep) {
                        tracing::warn!(unit = %unit, %error, "the roll-back could not be kept on disk");
                    }
                    is_back = true;
                }
            }
        }
        is_back
    }

    /// Forgets what is gone. A rule that is deleted stops; a theme or plugin that is deleted while in use stays as it was.
    fn forget(&mut self, context: &Context<'_>, (builder, keep, now): Around<'_>) {
        let candidates = context.candidates;
        let needed = context.needs.values().flat_map(|need| &need.themes).map(|theme| Unit::Theme(theme.clone()));
        let gone = needed.chain(self.slots.keys().filter(|unit| matches!(unit, Unit::Plugin(_))).cloned());
        let gone: Vec<Unit> = gone.filter(|unit| !candidates.contains_key(unit)).collect();
        self.slots.retain(|unit, _| candidates.contains_key(unit) || gone.contains(unit));
        for unit in gone {
            if self.slots.get(&unit).is_some_and(|slot| slot.tried == [0; 32]) {
                continue;
            }
            let missing = Diagnostic::error(unit.to_string(), "is used, but its folder is gone")
                .suggest("put the folder back, or choose another one in the settings");
            let candidate = candidate(unit, BTreeMap::new());
            self.settle(&candidate, ([0; 32], Err(vec![missing])), context, (builder, keep, now));
        }
        let is_rule = |unit: &Unit| matches!(unit, Unit::Flow { .. } | Unit::Automation { .. });
        for unit in keep.units().into_iter().filter(|unit| is_rule(unit) && !candidates.contains_key(unit)) {
            if let Err(error) = keep.forget(&unit) {
                tracing::warn!(unit = %unit, %error, "a deleted rule could not be forgotten on disk");
            }
        }
    }
}

/// The last good version on disk, built again. It was good when it was saved, so a text that a theme has lost since then is told and stops
/// it no more than it stops a version that is live.
fn kept(unit: &Unit, context: &Context<'_>, builder: &Builder, keep: &Keep) -> Option<Live> {
    let kept = keep.get(unit)?;
    let built = |context: &Context<'_>| {
        let (built, _) = context.build(builder, &kept).ok()?;
        Some(Live { built, made_of: context.made_of(&kept), candidate: kept.clone() })
    };
    let (candidates, needs, sources) = (context.candidates, context.needs, context.sources);
    // Its parents may be what is broken; then theirs that were kept go with it.
    let before = context.kept(keep, &kept);
    built(&Context { candidates, needs, sources, texts: BTreeMap::new() }).or_else(|| {
        built(&Context { candidates: &before, needs, sources: &Sources::default(), texts: BTreeMap::new() })
    })
}

impl Slot {
    /// The slot with the version before live again. What a later save has wrong is still told.
    fn rolled_back(&self, unit: &Unit, before: Live, (found, now): (Vec<Diagnostic>, Timestamp)) -> Self {
        let later = self.report.diagnostics.iter().filter(|_| self.report.state == State::Stale).cloned();
        let found: Vec<Diagnostic> = std::iter::once(trial::rolled_back(unit)).chain(found).chain(later).collect();
        found.iter().for_each(|found| tracing::error!(unit = %unit, "rolled back: {found}"));
        metrics::counter!("portico_extension_reload_total", "kind" => unit.kind(), "result" => "rolled_back")
            .increment(1);
        Self::new(unit, self.tried, (State::Stale, Some(before)), (found, now))
    }

    fn keep_refused(&self, unit: &Unit, failed: &[u8; 32], keep: &Keep) -> io::Result<()> {
        self.live.as_ref().map_or(Ok(()), |live| keep.put(&live.candidate))?;
        keep.refuse(unit, failed)
    }

    fn new(
        unit: &Unit,
        tried: [u8; 32],
        (state, live): (State, Option<Live>),
        (diagnostics, now): (Vec<Diagnostic>, Timestamp),
    ) -> Self {
        let version = match live.as_ref().map(|live| &live.built) {
            Some(Built::Plugin(plugin)) => plugin.version().to_owned(),
            _ => String::new(),
        };
        let live_hash = live.as_ref().map(|live| short(&live.candidate.hash)).unwrap_or_default();
        let report = Report { unit: unit.clone(), state, diagnostics, version, live_hash, loaded_at: now };
        Self { tried, live, trial: None, report: Arc::new(report) }
    }
}

/// Logs what was found with the weight it has: a warning keeps nothing back.
fn tell(unit: &Unit, state: &str, found: &[Diagnostic]) {
    for found in found {
        match found.severity {
            Severity::Error => tracing::error!(unit = %unit, "{state}: {found}"),
            Severity::Warning => tracing::warn!(unit = %unit, "{state}, with a {found}"),
        }
    }
}
