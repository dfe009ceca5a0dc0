//! Puts the slots together for one tenant. A tenant for which nothing changed keeps its generation.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use portico_host::extensions::Extensions;

use super::slots::{Slot, Slots};
use crate::{
    reload::{
        Generation, Needs, Report, State,
        build::Built,
        classify::{SHARED, Unit},
    },
    themes::{BUILT_IN, Theme},
};

/// A generation with the built-in theme only.
pub fn bare(slots: &Slots, now: Timestamp) -> Generation {
    let need = Needs::default();
    generation(slots, &need, None, now).unwrap_or_else(|| Generation {
        number: 0,
        extensions: Arc::default(),
        themes: BTreeMap::new(),
        report: Vec::new(),
        built_at: now,
    })
}

/// The next generation of a tenant, or None when it would be the same as `old`.
pub fn generation(slots: &Slots, need: &Needs, old: Option<&Generation>, now: Timestamp) -> Option<Generation> {
    let report = report(slots, need);
    if old.is_some_and(|old| same(&old.report, &report)) {
        return None;
    }
    let number = old.map_or(1, |old| old.number + 1);
    let mut extensions = Extensions { generation: number, ..Extensions::default() };
    // Shared rules first, so that the tenant's own of the same name replace them.
    for owner in [SHARED, &need.tenant] {
        for (unit, slot) in slots.iter() {
            match (unit, &slot.live) {
                (Unit::Flow { tenant, name }, Some(Built::Flow(rule))) if tenant == owner => {
                    extensions.flows.insert(name.clone(), Arc::clone(rule));
                }
                (Unit::Automation { tenant, name }, Some(Built::Automation(rule))) if tenant == owner => {
                    extensions.automations.insert(name.clone(), Arc::clone(rule));
                }
                _ => {}
            }
        }
    }
    for (unit, slot) in slots.iter() {
        if let (Unit::Plugin(name), Some(Built::Plugin(plugin))) = (unit, &slot.live) {
            extensions.plugins.insert(name.clone(), Arc::clone(plugin));
        }
    }
    let themes = need.themes.iter().map(String::as_str).chain([BUILT_IN]);
    let themes = themes.filter_map(|name| theme(slots, name).map(|theme| (name.to_owned(), theme))).collect();
    Some(Generation { number, extensions: Arc::new(extensions), themes, report, built_at: now })
}

fn theme(slots: &Slots, name: &str) -> Option<Arc<Theme>> {
    match slots.get(&Unit::Theme(name.to_owned()))?.live.as_ref()? {
        Built::Theme(theme) => Some(Arc::clone(theme)),
        _ => None,
    }
}

/// The reports that concern a tenant, broken ones first.
fn report(slots: &Slots, need: &Needs) -> Vec<Arc<Report>> {
    let concerns = |unit: &Unit| match unit {
        Unit::Theme(name) => name == BUILT_IN || need.themes.contains(name),
        Unit::Flow { tenant, .. } | Unit::Automation { tenant, .. } => tenant == SHARED || *tenant == need.tenant,
        Unit::Plugin(_) => true,
    };
    let mut found: Vec<_> =
        slots.iter().filter(|(unit, _)| concerns(unit)).map(|(_, slot): (_, &Slot)| Arc::clone(&slot.report)).collect();
    found.sort_by_key(|report| report.state != State::Broken && report.state != State::Stale);
    found
}

fn same(old: &[Arc<Report>], new: &[Arc<Report>]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| Arc::ptr_eq(old, new))
}
