//! From the operator's numbers to the limits of the engines. What the operator cannot set has the engine's own default.

use std::time::Duration;

use portico_host::{plugin::limits::PluginLimits, script::ScriptLimits};

use crate::config::ExtensionLimits;

pub fn plugins(set: &ExtensionLimits) -> PluginLimits {
    PluginLimits {
        component_bytes: set.plugin_component_kib.saturating_mul(1 << 10),
        memory_bytes: set.plugin_memory_mib.saturating_mul(1 << 20),
        deadline: Duration::from_millis(set.plugin_call_ms),
        concurrent_instances: set.plugin_concurrent,
        concurrent_scripted: set.plugin_concurrent_scripted,
        concurrent_per_tenant: set.plugin_concurrent_per_tenant,
        faults_in_a_row: set.plugin_faults_in_a_row,
        ..PluginLimits::default()
    }
}

pub fn rules(set: &ExtensionLimits) -> ScriptLimits {
    ScriptLimits {
        deadline_ms: set.rule_call_ms,
        operations: set.rule_operations,
        memory_bytes: set.rule_memory_kib.saturating_mul(1 << 10),
        ..ScriptLimits::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_of_the_configuration_are_those_of_the_engines() {
        let set = ExtensionLimits::default();
        assert_eq!(plugins(&set), PluginLimits::default());
        assert_eq!(rules(&set), ScriptLimits::default());
    }
}
