//! Runs the automations about an event.

use super::Jobs;
use crate::{
    actions::{self, automations},
    domain::outbox::LeasedTask,
};

pub async fn run(jobs: &Jobs, task: &LeasedTask) -> Result<(), actions::Error> {
    let generation = jobs.surroundings.generation(task.tenant);
    let extensions = generation.map(|generation| generation.extensions.clone()).unwrap_or_default();
    automations::run(&jobs.cx, &extensions, task).await
}
