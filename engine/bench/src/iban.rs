//! Figure (b), a plugin: the account number field in WebAssembly with a fresh instance per call, and the same check in Rust.

use std::hint::black_box;

use anyhow::{Context, anyhow, ensure};
use portico_host::plugin::{
    CallContext, FieldConfig, ParsedValue, Plugin, Plugins, RawField, StoredValue, Target as Shown,
    limits::PluginLimits,
};
use tokio::runtime::Runtime;

use crate::{
    Pace, calls,
    report::{Table, Target},
    sandbox::Sandbox,
};

const TYPED: &str = " de89 3704 0044 0532 0130 00 ";

/// Measures and adds the lines, or a note when the project has no such plugin.
pub fn run(table: &mut Table, sandbox: &Sandbox, pace: Pace) -> anyhow::Result<()> {
    if !sandbox.has("plugins/iban/iban.wasm") {
        table.note("plugin: skipped, because plugins/iban/iban.wasm is not there");
        return Ok(());
    }
    let plugins = Plugins::new(PluginLimits::default(), None).map_err(anyhow::Error::msg)?;
    let plugin = load(&plugins, sandbox)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let context = CallContext {
        tenant: "nordwind".into(),
        locale: "de".into(),
        now: "2025-03-14T13:20:00Z".parse()?,
        dry_run: false,
    };
    let said = runtime.block_on(plugin.parse(&context, raw(1))).map_err(|fault| anyhow!("{}", fault.message))?;
    let own = said.value.into_iter().next().and_then(Result::ok).context("the plugin refused a good number")?;
    ensure!(Some(&own) == parse(TYPED).as_ref(), "the plugin and its twin in Rust disagree: {own:?}");
    measure(table, (&runtime, &plugin, &context), pace);
    table.note(format!("plugin instances come from a pool: {}", plugins.is_pooled()));
    Ok(())
}

fn measure(table: &mut Table, (runtime, plugin, context): (&Runtime, &Plugin, &CallContext), pace: Pace) {
    for count in [1, 10] {
        let calls = calls::in_turns(
            pace,
            || drop(black_box(runtime.block_on(plugin.parse(context, raw(count))))),
            || (0..count).for_each(|_| drop(black_box(parse(black_box(TYPED))))),
        );
        let (name, target) = match count {
            1 => ("plugin: parse one account number, fresh instance".to_owned(), Target::AtMost(40.0)),
            count => (format!("plugin: parse {count} in one call"), Target::None),
        };
        calls::row(table, &name, &calls, target);
    }
    let stored = || StoredValue { config_json: "{}".into(), value_json: "\"DE89370400440532013000\"".into() };
    let calls = calls::in_turns(
        pace,
        || drop(black_box(runtime.block_on(plugin.display(context, vec![stored()], Shown::Page)))),
        || drop(black_box(grouped(black_box("DE89370400440532013000")))),
    );
    calls::row(table, "plugin: display one account number, fresh instance", &calls, Target::AtMost(40.0));
    let field = || FieldConfig { config_json: "{}".into(), value_json: None };
    let calls = calls::in_turns(
        pace,
        || drop(black_box(runtime.block_on(plugin.controls(context, vec![field()])))),
        || drop(black_box(String::from("IBAN"))),
    );
    calls::row(table, "plugin: controls of one field, fresh instance", &calls, Target::AtMost(40.0));
}

fn load(plugins: &Plugins, sandbox: &Sandbox) -> anyhow::Result<Plugin> {
    let folder = sandbox.project.join("plugins/iban");
    let manifest = std::fs::read_to_string(folder.join("plugin.toml"))?;
    let component = std::fs::read(folder.join("iban.wasm"))?;
    plugins.load("plugins/iban", &manifest, &component).map_err(|found| anyhow!("{}", found[0]))
}

fn raw(count: usize) -> Vec<RawField> {
    let field = RawField { config_json: "{}".into(), inputs: vec![("iban".into(), TYPED.into())] };
    vec![field; count]
}

/// The check in Rust: characters, length for Germany, check digits, and what is stored.
fn parse(typed: &str) -> Option<ParsedValue> {
    let bare: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if !bare.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !bare.starts_with("DE") || bare.len() != 22 {
        return None;
    }
    let rotated = bare.bytes().skip(4).chain(bare.bytes().take(4));
    let rest = rotated.fold(0_u32, |rest, c| match c {
        b'0'..=b'9' => (rest * 10 + u32::from(c - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    (rest == 1).then(|| ParsedValue { value_json: format!("\"{bare}\""), search: format!("{bare} {}", grouped(&bare)) })
}

fn grouped(bare: &str) -> String {
    let mut out = String::with_capacity(bare.len() + bare.len() / 4);
    for (index, sign) in bare.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            out.push(' ');
        }
        out.push(sign);
    }
    out
}
