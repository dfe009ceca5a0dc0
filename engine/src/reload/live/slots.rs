//! One slot per extension: what was tried last, what is live, and the report. Unchanged content is never built twice.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use crate::{
    reload::{
        Needs, Report, State,
        build::{Builder, Built, Known, Verdict, built_in},
        classify::{SHARED, Unit},
        keep::Keep,
        source::{Candidate, Sources, short},
    },
    themes::ThemeSource,
};

/// One extension.
#[derive(Clone)]
pub struct Slot {
    /// Hash of all that went into the last try, good or not.
    tried: [u8; 32],
    pub live: Option<Built>,
    live_hash: [u8; 32],
    pub report: Arc<Report>,
}

/// All extensions of all tenants.
pub struct Slots {
    slots: BTreeMap<Unit, Slot>,
    built_in: Candidate,
}

impl Slots {
    pub fn new(_now: Timestamp) -> Self {
        Self { slots: BTreeMap::new(), built_in: built_in() }
    }

    pub fn get(&self, unit: &Unit) -> Option<&Slot> {
        self.slots.get(unit)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Unit, &Slot)> {
        self.slots.iter()
    }

    pub fn reports(&self) -> BTreeMap<Unit, Arc<Report>> {
        self.slots.iter().map(|(unit, slot)| (unit.clone(), Arc::clone(&slot.report))).collect()
    }

    /// Builds what changed.
    pub fn update(&mut self, sources: &Sources, needs: &[Needs], builder: &Builder, (keep, now): (&Keep, Timestamp)) {
        let mut candidates = sources.candidates();
        // The built-in theme may be replaced as a whole by a folder of its name, as a developer of it does.
        candidates.entry(self.built_in.unit.clone()).or_insert_with(|| self.built_in.clone());
        let needs: BTreeMap<&str, &Needs> = needs.iter().map(|need| (need.tenant.as_str(), need)).collect();
        for (unit, candidate) in &candidates {
            let context = Context { candidates: &candidates, needs: &needs };
            let unread = sources.problems(unit);
            let tried = context.hash(candidate, &unread);
            if self.slots.get(unit).is_some_and(|slot| slot.tried == tried) {
                continue;
            }
            let verdict = if unread.is_empty() { context.build(builder, candidate) } else { Err(unread) };
            self.settle(candidate, tried, verdict, (builder, &context, keep, now));
        }
        self.forget(&candidates, &needs, (builder, keep, now));
    }

    fn settle(
        &mut self,
        candidate: &Candidate,
        tried: [u8; 32],
        verdict: Verdict,
        (builder, context, keep, now): (&Builder, &Context<'_>, &Keep, Timestamp),
    ) {
        let unit = &candidate.unit;
        let slot = match verdict {
            Ok((built, warnings)) => {
                if let Err(error) = keep.put(candidate) {
                    tracing::warn!(unit = %unit, %error, "the last good version could not be kept on disk");
                }
                tracing::info!(unit = %unit, hash = short(&candidate.hash), "live");
                Slot::good(unit, tried, candidate.hash, (built, warnings, now))
            }
            Err(diagnostics) => {
                for found in &diagnostics {
                    tracing::error!(unit = %unit, "not live: {found}");
                }
                let old = self.slots.get(unit).and_then(|slot| slot.live.clone().map(|live| (live, slot.live_hash)));
                let kept = || {
                    let kept = keep.get(unit)?;
                    // Its parents may be what is broken; then theirs that were kept go with it.
                    let before = context.kept(keep, &kept);
                    let before = Context { candidates: &before, needs: context.needs };
                    let built = context.build(builder, &kept).or_else(|_| before.build(builder, &kept));
                    Some((built.ok()?.0, kept.hash))
                };
                Slot::bad(unit, tried, old.or_else(kept), (diagnostics, now))
            }
        };
        self.slots.insert(unit.clone(), slot);
    }

    /// Forgets what is gone. A rule that is deleted stops; a theme or plugin that is deleted while in use stays as it was.
    fn forget(
        &mut self,
        candidates: &BTreeMap<Unit, Candidate>,
        needs: &BTreeMap<&str, &Needs>,
        (builder, keep, now): (&Builder, &Keep, Timestamp),
    ) {
        let needed = needs.values().flat_map(|need| &need.themes).map(|theme| Unit::Theme(theme.clone()));
        let gone = needed.chain(self.slots.keys().filter(|unit| matches!(unit, Unit::Plugin(_))).cloned());
        let gone: Vec<Unit> = gone.filter(|unit| !candidates.contains_key(unit)).collect();
        self.slots.retain(|unit, _| candidates.contains_key(unit) || gone.contains(unit));
        for unit in gone {
            if self.slots.get(&unit).is_some_and(|slot| slot.tried == [0; 32]) {
                continue;
            }
            let context = Context { candidates, needs };
            let missing = Diagnostic::error(unit.to_string(), "is used, but its folder is gone")
                .suggest("put the folder back, or choose another one in the settings");
            let candidate = crate::reload::source::candidate(unit, Default::default());
            self.settle(&candidate, [0; 32], Err(vec![missing]), (builder, &context, keep, now));
        }
    }
}

impl Slot {
    fn good(
        unit: &Unit,
        tried: [u8; 32],
        hash: [u8; 32],
        (built, diagnostics, now): (Built, Vec<Diagnostic>, Timestamp),
    ) -> Self {
        let version = match &built {
            Built::Plugin(plugin) => plugin.version().to_owned(),
            _ => String::new(),
        };
        let (state, live_hash) = (State::Good, short(&hash));
        let report = Report { unit: unit.clone(), state, diagnostics, version, live_hash, loaded_at: now };
        Self { tried, live: Some(built), live_hash: hash, report: Arc::new(report) }
    }

    fn bad(
        unit: &Unit,
        tried: [u8; 32],
        live: Option<(Built, [u8; 32])>,
        (diagnostics, now): (Vec<Diagnostic>, Timestamp),
    ) -> Self {
        let state = if live.is_some() { State::Stale } else { State::Broken };
        let live_hash = live.as_ref().map(|(_, hash)| short(hash)).unwrap_or_default();
        let version = String::new();
        let report = Report { unit: unit.clone(), state, diagnostics, version, live_hash, loaded_at: now };
        let (live, live_hash) = live.map_or((None, [0; 32]), |(live, hash)| (Some(live), hash));
        Self { tried, live, live_hash, report: Arc::new(report) }
    }
}

/// What a candidate depends on beside its own files.
struct Context<'a> {
    candidates: &'a BTreeMap<Unit, Candidate>,
    needs: &'a BTreeMap<&'a str, &'a Needs>,
}

impl Context<'_> {
    fn build(&self, builder: &Builder, candidate: &Candidate) -> Verdict {
        match &candidate.unit {
            Unit::Theme(_) => builder.theme(candidate, &self.parents(candidate)?),
            Unit::Plugin(_) => builder.plugin(candidate),
            Unit::Flow { .. } | Unit::Automation { .. } => builder.rule(candidate, &self.known(&candidate.unit)),
        }
    }

    /// Hash of all that decides about a try: the files, what could not be read, and what they depend on.
    fn hash(&self, candidate: &Candidate, unread: &[Diagnostic]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(candidate.hash);
        unread.iter().for_each(|found| hash.update(found.to_string()));
        match &candidate.unit {
            Unit::Theme(_) => match self.parents(candidate) {
                Ok(parents) => parents.iter().for_each(|parent| hash.update(parent.hash)),
                Err(found) => found.iter().for_each(|found| hash.update(found.to_string())),
            },
            Unit::Plugin(_) => {}
            rule => hash.update(format!("{:?}", self.known(rule))),
        }
        hash.finalize().into()
    }

    /// The themes that a theme extends, nearest first, without the built-in one. A parent that is not there, or a circle, is an error:
    /// leaving it out would change every page without a word.
    fn parents(&self, candidate: &Candidate) -> Result<Vec<&Candidate>, Vec<Diagnostic>> {
        let mut parents: Vec<&Candidate> = Vec::new();
        let mut child = candidate;
        while let Some(name) = parent_of(child) {
            let file = format!("{}/theme.toml", child.unit);
            let unit = Unit::Theme(name.clone());
            if unit == candidate.unit || parents.iter().any(|known| known.unit == unit) {
                let circle = format!("extends \"{name}\", which extends this theme again");
                return Err(vec![Diagnostic::error(file, circle)]);
            }
            let Some(parent) = self.candidates.get(&unit) else {
                let missing = Diagnostic::error(file, format!("extends \"{name}\", which is no folder in themes"));
                let known = self.candidates.keys().filter_map(|unit| match unit {
                    Unit::Theme(name) => Some(name.as_str()),
                    _ => None,
                });
                return Err(vec![missing.suggest_nearest(&name, known)]);
            };
            parents.push(parent);
            child = parent;
        }
        Ok(parents)
    }

    /// The candidates, with the themes that `own` stands on as they were kept.
    fn kept(&self, keep: &Keep, own: &Candidate) -> BTreeMap<Unit, Candidate> {
        let mut parents = BTreeMap::new();
        let mut next = parent_of(own);
        while let Some(parent) = next.and_then(|name| keep.get(&Unit::Theme(name))) {
            next = parent_of(&parent);
            if parents.insert(parent.unit.clone(), parent).is_some() {
                break;
            }
        }
        let mut all = self.candidates.clone();
        all.extend(parents);
        all
    }

    fn known(&self, unit: &Unit) -> Known {
        let (Unit::Flow { tenant, name } | Unit::Automation { tenant, name }) = unit else { return Known::default() };
        if tenant == SHARED {
            return Known::default();
        }
        let Some(need) = self.needs.get(tenant.as_str()) else { return Known::default() };
        let mut flows = need.flows.clone();
        if matches!(unit, Unit::Flow { .. }) {
            flows.retain(|flow, _| flow == name);
        }
        Known { flows, statuses: need.statuses.clone() }
    }
}

/// The theme that a candidate extends, if its manifest can be read and says so.
fn parent_of(candidate: &Candidate) -> Option<String> {
    let Unit::Theme(name) = &candidate.unit else { return None };
    let source = ThemeSource { name: name.clone(), files: candidate.files.clone() };
    source.manifest().ok().and_then(|manifest| manifest.extends)
}
