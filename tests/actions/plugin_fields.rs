//! What fields of plugins ask of the sandbox, as no page can show it: who is in whose way.

use std::{sync::Arc, time::Duration};

use portico::{
    actions::plugin_fields,
    domain::form::{Form, Part, Values},
};
use portico_host::{
    extensions::Extensions,
    plugin::{Plugins, limits::PluginLimits},
};
use serde_json::json;

use crate::support::component::{Component, TENANT_DISPLAY, manifest};

fn form() -> Form {
    let field = json!({"key": "code", "label": {"en": "Code"}, "kind": {"type": "plugin", "plugin": "probe", "provides": "probe"}});
    serde_json::from_value(json!({"steps": [{"key": "a", "title": {"en": "A"}, "fields": [field]}]})).unwrap()
}

#[tokio::test]
async fn a_tenant_whose_values_are_slow_to_show_takes_no_place_from_another() {
    let limits = PluginLimits {
        concurrent_per_tenant: 1,
        queue_wait: Duration::from_millis(20),
        deadline: Duration::from_secs(1),
        ..PluginLimits::default()
    };
    let component = Component { display: TENANT_DISPLAY, ..Component::default() }.build();
    let plugin = Plugins::new(limits, None).unwrap().load("plugins/probe", &manifest("probe"), &component).unwrap();
    let extensions = Extensions { plugins: [("probe".to_owned(), Arc::new(plugin))].into(), ..Extensions::default() };
    let (form, now) = (form(), "2026-03-02T09:00:00Z".parse().unwrap());
    let show = async |tenant: &'static str, value: &str| {
        let values: Values = [("code".to_owned(), json!(value))].into_iter().collect();
        let shown = plugin_fields::display(&extensions, &form, &values, (tenant, "en", now)).await.unwrap();
        shown["code"].parts.clone()
    };
    let (slow, same, other) = tokio::join!(show("acme", "loop"), show("acme", "x"), show("bolt", "x"));
    assert_eq!(other, [Part::Code("bolt".into())], "the plugin is told for whom it shows the value");
    assert_eq!(slow, [Part::Text("loop".into())], "what cannot be shown is shown as it is stored");
    assert_eq!(same, [Part::Text("x".into())], "the tenant's only place is taken");
}
