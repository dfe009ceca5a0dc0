//! Puts the slots together for one tenant. A tenant for which nothing changed keeps its generation.

use std::sync::Arc;

use jiff::Timestamp;
use portico_host::extensions::Extensions;
use sha2::{Digest, Sha256};

use super::slots::{Slot, Slots};
use crate::{
    reload::{
        Generation, Needs, Report, State,
        build::Built,
        classify::{SHARED, Unit},
    },
    themes::BUILT_IN,
};

/// A generation with the built-in theme only.
pub fn bare(slots: &Slots, now: Timestamp) -> Generation {
    let need = Needs::default();
    generation(slots, &need, draft(slots, &need, None).unwrap_or_default(), (0, now))
}

/// What makes the next generation of a tenant another one than the last.
#[derive(Default)]
pub struct Draft {
    report: Vec<Arc<Report>>,
    /// Hash of everything that is live in it.
    pub content_hash: [u8; 32],
}

/// The next generation of a tenant, or None when it would be the same as `old`.
pub fn draft(slots: &Slots, need: &Needs, old: Option<&Generation>) -> Option<Draft> {
    let parts: Vec<(&Unit, &Slot)> = slots.iter().filter(|(unit, _)| concerns(unit, need)).collect();
    let mut report: Vec<_> = parts.iter().map(|(_, slot)| Arc::clone(&slot.report)).collect();
    report.sort_by_key(|report| report.state != State::Broken && report.state != State::Stale);
    if old.is_some_and(|old| same(&old.report, &report)) {
        return None;
    }
    let mut hash = Sha256::new();
    for (unit, live) in parts.iter().filter_map(|(unit, slot)| Some((unit, slot.live.as_ref()?))) {
        // A line end is in no name of a unit.
        hash.update(format!("{unit}\n"));
        hash.update(live.made_of);
    }
    Some(Draft { report, content_hash: hash.finalize().into() })
}

/// Puts a generation together.
pub fn generation(slots: &Slots, need: &Needs, draft: Draft, (number, now): (u64, Timestamp)) -> Generation {
    let mut extensions = Extensions { generation: number, ..Extensions::default() };
    // Shared rules first, so that the tenant's own of the same name replace them.
    for owner in [SHARED, &need.tenant] {
        for (unit, live) in slots.iter().filter_map(|(unit, slot)| Some((unit, slot.live.as_ref()?))) {
            match (unit, &live.built) {
                (Unit::Flow { tenant, name }, Built::Flow(rule)) if tenant == owner => {
                    extensions.flows.insert(name.clone(), Arc::clone(rule));
                }
                (Unit::Automation { tenant, name }, Built::Automation(rule)) if tenant == owner => {
                    extensions.automations.insert(name.clone(), Arc::clone(rule));
                }
                (Unit::Plugin(name), Built::Plugin(plugin)) => {
                    extensions.plugins.insert(name.clone(), Arc::clone(plugin));
                }
                _ => {}
            }
        }
    }
    let themes = need.themes.iter().map(String::as_str).chain([BUILT_IN]);
    let themes = themes.filter_map(|name| Some((name.to_owned(), Arc::clone(slots.theme(name)?)))).collect();
    let Draft { report, content_hash } = draft;
    Generation { number, content_hash, extensions: Arc::new(extensions), themes, report, built_at: now }
}

/// Whether an extension is part of a tenant's generation.
fn concerns(unit: &Unit, need: &Needs) -> bool {
    match unit {
        Unit::Theme(name) => name == BUILT_IN || need.themes.contains(name),
        Unit::Flow { tenant, .. } | Unit::Automation { tenant, .. } => tenant == SHARED || *tenant == need.tenant,
        Unit::Plugin(_) => true,
    }
}

fn same(old: &[Arc<Report>], new: &[Arc<Report>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| Arc::ptr_eq(old, new))
}
