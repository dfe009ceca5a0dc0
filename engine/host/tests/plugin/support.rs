//! Components made of text, and the calls that every test makes.

use std::time::Duration;

use portico_host::diagnostic::Diagnostic;
use portico_host::effect::Run;
use portico_host::plugin::limits::PluginLimits;
use portico_host::plugin::{CallContext, Node, Plugin, PluginFault, Plugins, StoredValue, Target};

/// What a test puts into `world.wat`. Bodies run before the ordinary answer is given.
pub struct Probe {
    pub version: &'static str,
    pub imports: &'static str,
    pub lower: &'static str,
    pub core_imports: &'static str,
    pub with: &'static str,
    pub declare: &'static str,
    pub pages: &'static str,
    pub id: &'static str,
    pub describe: &'static str,
    pub controls: &'static str,
    pub parse: &'static str,
    pub display: &'static str,
    pub last_export: &'static str,
}

impl Default for Probe {
    fn default() -> Self {
        Self {
            version: "0.1.0",
            imports: "",
            lower: "",
            core_imports: "",
            with: "",
            declare: "",
            pages: "2",
            id: "probe",
            describe: "",
            controls: "",
            parse: "",
            display: "",
            last_export: "display",
        }
    }
}

impl Probe {
    /// A component that can call the log, as `$write` with level, pointer and length.
    pub fn with_log() -> Self {
        Self {
            imports: r#"(import "portico:plugin/log@0.1.0" (instance $log
                (type $level' (enum "debug" "info" "warn"))
                (export "level" (type $level (eq $level')))
                (export "write" (func (param "level" $level) (param "text" string)))))"#,
            lower: r#"(core func $write (canon lower (func $log "write") (memory $memory)))
                (core instance $log-core (export "write" (func $write)))"#,
            core_imports: r#"(import "log" "write" (func $write (param i32 i32 i32)))"#,
            with: r#"(with "log" (instance $log-core))"#,
            ..Self::default()
        }
    }

    pub fn build(&self) -> Vec<u8> {
        let places = [
            ("%VERSION%", self.version),
            ("%IMPORTS%", self.imports),
            ("%LOWER%", self.lower),
            ("%CORE_IMPORTS%", self.core_imports),
            ("%WITH%", self.with),
            ("%DECLARE%", self.declare),
            ("%PAGES%", self.pages),
            ("%ID%", self.id),
            ("%DESCRIBE%", self.describe),
            ("%CONTROLS%", self.controls),
            ("%PARSE%", self.parse),
            ("%DISPLAY%", self.display),
            ("%LAST_EXPORT%", self.last_export),
        ];
        let world = include_str!("world.wat").to_string();
        let text = places.iter().fold(world, |text, (place, content)| text.replace(place, content));
        wat::parse_str(text).unwrap()
    }

    pub fn load(&self, limits: PluginLimits) -> Plugin {
        self.load_with(&Plugins::new(limits, None).unwrap())
    }

    pub fn load_with(&self, plugins: &Plugins) -> Plugin {
        load(plugins, &manifest(if self.imports.contains("log@") { "\"log\"" } else { "" }), &self.build()).unwrap()
    }
}

/// Endless, but only for a dry run, so that one component can both hang and answer.
pub const LOOP_WHEN_DRY: &str = "(if (local.get $dry) (then (loop $again (br $again))))";

/// Crashes at values that begin with t.
pub const TRAP_AT_T: &str =
    "(if (i32.eq (i32.load8_u offset=1 (i32.load offset=8 (local.get $values))) (i32.const 116)) (then unreachable))";

/// The default limits with time enough for a busy machine, for everything that is not about time.
pub fn patient() -> PluginLimits {
    PluginLimits { deadline: Duration::from_secs(30), queue_wait: Duration::from_secs(30), ..PluginLimits::default() }
}

pub fn manifest(capabilities: &str) -> String {
    format!(
        "id = \"probe\"\nname = \"Probe\"\nversion = \"1.0.0\"\napi = \"0.1\"\ncomponent = \"probe.wasm\"\n\
         capabilities = [{capabilities}]\n\n[[provides]]\nworld = \"free-field\"\nid = \"probe\"\n"
    )
}

pub fn load(plugins: &Plugins, manifest: &str, component: &[u8]) -> Result<Plugin, Vec<Diagnostic>> {
    plugins.load("plugins/probe", manifest, component)
}

pub fn context() -> CallContext {
    CallContext {
        tenant: "nordwind".into(),
        locale: "de".into(),
        now: "2026-01-01T12:00:00Z".parse().unwrap(),
        dry_run: false,
    }
}

pub fn dry() -> CallContext {
    CallContext { dry_run: true, ..context() }
}

pub async fn show(plugin: &Plugin, context: &CallContext) -> Result<Run<Vec<Vec<Node>>>, PluginFault> {
    show_value(plugin, context, "x").await
}

pub async fn show_value(
    plugin: &Plugin,
    context: &CallContext,
    value: &str,
) -> Result<Run<Vec<Vec<Node>>>, PluginFault> {
    let value = StoredValue { config_json: "{}".into(), value_json: format!("\"{value}\"") };
    plugin.display(context, vec![value], Target::Page).await
}
