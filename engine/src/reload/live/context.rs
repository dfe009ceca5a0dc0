//! What a candidate is built with besides its own files: its parents, and what the database says about its tenant.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use crate::{
    reload::{
        Needs,
        build::{Builder, Known, TenantTexts, Verdict},
        classify::{SHARED, Unit},
        keep::Keep,
        source::{Candidate, Sources},
    },
    themes::ThemeSource,
};

/// What a candidate depends on beside its own files.
pub struct Context<'a> {
    pub candidates: &'a BTreeMap<Unit, Candidate>,
    pub needs: &'a BTreeMap<&'a str, &'a Needs>,
    pub sources: &'a Sources,
    /// By tenant; a tenant that is not in it has texts that are unknown. Themes are built before this is known, and rules after.
    pub texts: BTreeMap<&'a str, TenantTexts>,
}

impl Context<'_> {
    /// Builds a candidate. A panic is our fault and stays with this candidate: the next ones are built as if nothing had happened.
    pub fn build(&self, builder: &Builder, candidate: &Candidate) -> Verdict {
        let built = catch_unwind(AssertUnwindSafe(|| self.build_it(builder, candidate)));
        built.unwrap_or_else(|panic| {
            let said =
                panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
            let what = format!("Portico failed while it built this: {}", said.unwrap_or("it did not say why"));
            Err(vec![Diagnostic::error(candidate.unit.to_string(), what).suggest("please report this, with the file")])
        })
    }

    fn build_it(&self, builder: &Builder, candidate: &Candidate) -> Verdict {
        #[cfg(test)]
        super::tests::fail_if_asked(candidate);
        match &candidate.unit {
            Unit::Theme(_) => builder.theme(candidate, &self.parents(candidate)?),
            Unit::Plugin(_) => builder.plugin(candidate),
            Unit::Flow { tenant, .. } | Unit::Automation { tenant, .. } => {
                builder.rule(candidate, &self.known(&candidate.unit), &self.texts_of(tenant))
            }
        }
    }

    /// Hash of all that decides about a try: what would be built, what could not be read, and the texts that a rule may name.
    pub fn hash(&self, candidate: &Candidate, unread: &[Diagnostic]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.made_of(candidate));
        unread.iter().for_each(|found| hash.update(found.to_string()));
        if let Unit::Flow { tenant, .. } | Unit::Automation { tenant, .. } = &candidate.unit {
            hash.update(self.texts_of(tenant).hash);
        }
        hash.finalize().into()
    }

    /// Hash of all that goes into what is built: the files, and what they depend on. Texts do not: a rule that names one stays the same
    /// rule, and what was rolled back stays refused, whatever a theme gains or loses.
    pub fn made_of(&self, candidate: &Candidate) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(candidate.hash);
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
            let unread = self.sources.problems(&unit);
            if !unread.is_empty() {
                return Err(unread);
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
    pub fn kept(&self, keep: &Keep, own: &Candidate) -> BTreeMap<Unit, Candidate> {
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
        let (mut flows, mut other_flows) = (need.flows.clone(), Vec::new());
        if matches!(unit, Unit::Flow { .. }) {
            if !flows.contains_key(name) {
                other_flows = flows.keys().cloned().collect();
            }
            flows.retain(|flow, _| flow == name);
        }
        Known { flows, other_flows, statuses: need.statuses.clone() }
    }

    fn texts_of(&self, tenant: &str) -> TenantTexts {
        self.texts.get(tenant).cloned().unwrap_or_default()
    }
}

/// The theme that a candidate extends, if its manifest can be read and says so.
fn parent_of(candidate: &Candidate) -> Option<String> {
    let Unit::Theme(name) = &candidate.unit else { return None };
    let source = ThemeSource { name: name.clone(), files: candidate.files.clone() };
    source.manifest().ok().and_then(|manifest| manifest.extends)
}
