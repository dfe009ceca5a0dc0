//! The rules and plugins of one tenant, as one immutable value of a generation.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    plugin::Plugin,
    script::{Automation, FlowRule},
};

/// Everything that runs for a tenant. Nothing in it is ever changed; a change on disk makes a new one.
#[derive(Clone, Default)]
pub struct Extensions {
    /// Number of the generation, for run records.
    pub generation: u64,
    /// Rules of request flows by the flow's name.
    pub flows: BTreeMap<String, Arc<FlowRule>>,
    /// Automations by file name without its ending.
    pub automations: BTreeMap<String, Arc<Automation>>,
    /// Plugins by the name of their folder.
    pub plugins: BTreeMap<String, Arc<Plugin>>,
}
