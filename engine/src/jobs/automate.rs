//! Runs the automations about an event.

use std::collections::BTreeMap;

use super::Jobs;
use crate::{
    actions::{self, automations},
    domain::{id::PortalId, outbox::LeasedTask},
    themes::BUILT_IN,
};

pub async fn run(jobs: &Jobs, task: &LeasedTask) -> Result<(), actions::Error> {
    let gone = || actions::Error::Failed("the tenant is not known here yet".to_owned());
    let generation = jobs.surroundings.generation(task.tenant).ok_or_else(gone)?;
    let texts = |portal: Option<PortalId>, language: &str, key: &str, params: &BTreeMap<String, String>| {
        let site = jobs.surroundings.site(task.tenant, portal);
        let theme = site.and_then(|(_, theme)| generation.themes.get(&theme));
        let theme = theme.or_else(|| generation.themes.get(BUILT_IN));
        theme.map_or_else(|| key.to_owned(), |theme| theme.text(language, key, params))
    };
    automations::run(&jobs.cx, &generation.extensions, &texts, task).await
}
