//! The plugins in `plugins/` as they are: fixtures, languages, many values at once, and the proof that a component belongs to its source.
//!
//! `PORTICO_PLUGINS_FROM=source` takes the components that `cargo xtask plugins --check` has just built instead of the committed ones.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use portico_host::plugin::{CallContext, Node, Plugin, Plugins, RawField, StoredValue, Target};
use sha2::{Digest, Sha256};

use crate::support::{context, patient};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins").join(name)
}

/// The component to test; None when it is built where Node is and has not been built here.
fn component(name: &str) -> Option<Vec<u8>> {
    let from_source = std::env::var("PORTICO_PLUGINS_FROM").is_ok_and(|from| from == "source");
    let is_rust = folder(name).join("Cargo.toml").exists();
    let path = match from_source && is_rust {
        true => {
            target().join("plugins/wasm32-unknown-unknown/release").join(format!("{}.wasm", name.replace('-', "_")))
        }
        false => folder(name).join(format!("{name}.wasm")),
    };
    match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(_) if !is_rust && !from_source => {
            // Past the harness, which hides what passing tests print: `cargo xtask test` counts these lines.
            let _ = writeln!(
                std::io::stdout(),
                "skipped: plugins/{name}/{name}.wasm is not built; run cargo xtask plugins"
            );
            None
        }
        Err(error) => panic!("{}: {error}; run cargo xtask plugins", path.display()),
    }
}

fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    set.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"))
}

fn load(name: &str) -> Option<(Plugins, Plugin)> {
    let plugins = Plugins::new(patient(), None).unwrap();
    let manifest = fs::read_to_string(folder(name).join("plugin.toml")).unwrap();
    let manifest = manifest.replace("deadline-ms = 50", "");
    let plugin = plugins.load(&format!("plugins/{name}"), &manifest, &component(name)?);
    let plugin = plugin
        .unwrap_or_else(|found| panic!("{}", found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")));
    Some((plugins, plugin))
}

/// The plugin loads without a warning, has its fixtures right, and the check would notice if it had not.
fn holds_its_fixtures(name: &str) {
    let Some((plugins, plugin)) = load(name) else { return };
    assert_eq!(plugin.warnings(), []);
    assert!(plugins.is_pooled());
    let file = format!("plugins/{name}/tests/fixtures.toml");
    let fixtures = fs::read_to_string(folder(name).join("tests/fixtures.toml")).unwrap();
    let found: Vec<String> = plugins.check(&plugin, &file, &fixtures).iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let spoilt = fixtures.replace("code = \"checksum\"", "code = \"other\"");
    let found = plugins.check(&plugin, &file, &spoilt);
    assert_eq!(found.len(), 1);
    assert!(found[0].line.is_some() && found[0].message.contains("expected"), "{}", found[0]);
    for language in ["de", "en", "nl"] {
        let said = plugin.description(language);
        assert!(said.name.len() > 3 && said.name != "name" && said.help != "help", "{said:?}");
    }
}

#[test]
fn the_iban_plugin_holds_its_fixtures() {
    holds_its_fixtures("iban");
}

#[test]
fn the_serial_number_plugin_holds_its_fixtures() {
    holds_its_fixtures("serial-number");
}

#[test]
fn a_component_with_an_interpreter_must_say_so() {
    let Some(component) = component("serial-number") else { return };
    let manifest = fs::read_to_string(folder("serial-number").join("plugin.toml")).unwrap();
    let manifest = manifest.replace("guest = \"scripted\"", "");
    let plugins = Plugins::new(patient(), None).unwrap();
    let found = plugins.load("plugins/serial-number", &manifest, &component).unwrap_err();
    assert!(found[0].to_string().contains("write guest = \"scripted\" in plugin.toml"), "{}", found[0]);
}

/// Of every plugin in Rust: a new one is held to it without a word here.
#[test]
fn a_committed_component_belongs_to_its_source() {
    let plugins = fs::read_dir(folder("")).unwrap().flatten().map(|entry| entry.path());
    let in_rust: Vec<_> = plugins.filter(|p| p.join("plugin.toml").exists() && p.join("Cargo.toml").exists()).collect();
    assert!(in_rust.iter().any(|plugin| plugin.ends_with("iban")), "{in_rust:?}");
    for plugin in in_rust {
        let name = plugin.file_name().unwrap().to_str().unwrap();
        let record = plugin.join(format!("{name}.wasm.source"));
        let record: toml::Table =
            toml::from_str(&fs::read_to_string(record).expect("run cargo xtask plugins")).unwrap();
        let committed = fs::read(plugin.join(format!("{name}.wasm"))).unwrap();
        let wrong = format!("plugins/{name}: run cargo xtask plugins");
        assert_eq!(record["component"].as_str(), Some(sha256(&committed).as_str()), "{wrong}");
        assert_eq!(record["sources"].as_str(), Some(sources(name).as_str()), "the sources changed; {wrong}");
    }
}

/// The folder holds the IBAN plugin of the first contract as it was built then. It is never built again.
#[tokio::test]
async fn a_component_that_was_built_for_an_old_contract_still_runs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugin/since_v0.1/iban");
    let old = fs::read(folder.join("iban.wasm")).unwrap();
    assert_eq!(sha256(&old), "4060e5b003727fbe5b5538f62c0e37dc0da3273f72bbb4278bce191f54f788a5", "it stays as it was");
    let manifest = fs::read_to_string(folder.join("plugin.toml")).unwrap().replace("deadline-ms = 50", "");
    let plugin = Plugins::new(patient(), None).unwrap().load("plugins/iban", &manifest, &old).unwrap();
    let run = plugin.parse(&context(), vec![iban("DE89 3704 0044 0532 0130 00"), iban("DE1")]).await.unwrap();
    assert_eq!(run.value[0].as_ref().unwrap().value_json, "\"DE89370400440532013000\"");
    assert!(run.value[1].is_err());
}

#[test]
fn a_committed_component_names_no_path_of_the_machine_that_built_it() {
    let committed = fs::read(folder("iban").join("iban.wasm")).unwrap();
    let text = String::from_utf8_lossy(&committed);
    for path in ["/home", "/root", "/Users", "/usr/", "/tmp/", "registry/src", "index.", ".cargo"] {
        assert!(!text.contains(path), "{path} is inside");
    }
}

#[test]
fn the_lock_file_of_javascript_names_no_registry() {
    let lock = fs::read_to_string(folder("serial-number").join("package-lock.json")).unwrap();
    assert!(!lock.contains("resolved") && !lock.contains("://"));
    assert!(lock.contains("\"integrity\""));
}

#[tokio::test]
async fn many_ibans_are_checked_in_one_call_in_the_order_given() {
    let (_plugins, plugin) = load("iban").unwrap();
    let numbers = ["DE89370400440532013000", "NL91 ABNA 0417 1643 00", "DE00", "gb82 west 1234 5698 7654 32", "ZZ1"];
    let fields: Vec<RawField> = numbers.iter().cycle().take(500).map(|number| iban(number)).collect();
    let run = plugin.parse(&context(), fields).await.unwrap();
    assert_eq!(run.value.len(), 500);
    for (i, outcome) in run.value.iter().enumerate() {
        assert_eq!(outcome.is_ok(), ![2, 4].contains(&(i % 5)), "{i}: {outcome:?}");
    }
    assert_eq!(run.value[1].as_ref().unwrap().value_json, "\"NL91ABNA0417164300\"");
    assert!(run.log.is_empty());
}

#[tokio::test]
async fn a_problem_is_told_in_the_reader_s_language() {
    let (_plugins, plugin) = load("iban").unwrap();
    for (locale, words) in
        [("de-CH", "Vermutlich"), ("nl", "Waarschijnlijk"), ("en-GB", "Two characters"), ("fr", "Two characters")]
    {
        let context = CallContext { locale: locale.into(), ..context() };
        let run = plugin.parse(&context, vec![iban("DE89370400440532013001")]).await.unwrap();
        let problem = &run.value[0].as_ref().unwrap_err()[0];
        assert!(problem.message.starts_with(words), "{locale}: {}", problem.message);
        assert_eq!((problem.control.as_deref(), problem.code.as_str()), (Some("iban"), "checksum"));
    }
}

#[tokio::test]
async fn hostile_input_is_only_ever_a_problem() {
    let (_plugins, plugin) = load("iban").unwrap();
    let nasty =
        ["<script>alert(1)</script>", "DE\u{202e}89", "\u{0}\u{0}", "🏦🏦", "٣٤", "DE89 3704 0044 0532 0130 00 DE89"];
    let mut fields: Vec<RawField> = nasty.iter().map(|text| iban(text)).collect();
    fields.push(iban(&"9".repeat(100_000)));
    fields.push(RawField { config_json: "not json".into(), inputs: vec![] });
    let run = plugin.parse(&context(), fields).await.unwrap();
    assert!(run.value[..7].iter().all(Result::is_err));
    assert_eq!(run.value[7].as_ref().unwrap().value_json, "null");
}

#[tokio::test]
async fn a_stored_value_of_another_type_shows_nothing_instead_of_failing() {
    for name in ["iban", "serial-number"] {
        let Some((_plugins, plugin)) = load(name) else { continue };
        let values = ["42", "null", "{\"a\":1}", "\"DE89370400440532013000\""];
        let values = values.map(|value| StoredValue { config_json: "{}".into(), value_json: value.into() });
        let run = plugin.display(&context(), values.to_vec(), Target::List).await.unwrap();
        assert_eq!(run.value[..3], [vec![], vec![], vec![]]);
        assert_eq!(Node::plain_text(&run.value[3]), "DE89 3704 0044 0532 0130 00");
    }
}

fn iban(number: &str) -> RawField {
    RawField { config_json: "{}".into(), inputs: vec![("iban".into(), number.into())] }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same list that `cargo xtask plugins` takes its checksum of: files in the order of their paths.
fn sources(name: &str) -> String {
    let plugins = folder("");
    let mut files =
        vec!["Cargo.toml".into(), "Cargo.lock".into(), "api/Cargo.toml".into(), format!("{name}/Cargo.toml")];
    for folder in ["api/src".to_string(), "api/wit".to_string(), format!("{name}/src")] {
        collect(&plugins, &folder, &mut files);
    }
    files.sort();
    let list: String =
        files.iter().map(|file| format!("{}  {file}\n", sha256(&fs::read(plugins.join(file)).unwrap()))).collect();
    sha256(list.as_bytes())
}

fn collect(plugins: &Path, folder: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(plugins.join(folder)).unwrap().flatten() {
        let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
        match entry.path().is_dir() {
            true => collect(plugins, &path, files),
            false => files.push(path),
        }
    }
}
