//! What is refused before it ever runs, with a message that says what to do.

use std::fs;

use portico_host::diagnostic::{Diagnostic, Severity};
use portico_host::plugin::Plugins;
use portico_host::plugin::limits::PluginLimits;

use crate::support::{Probe, context, load, manifest, patient, show};

fn plugins() -> Plugins {
    Plugins::new(PluginLimits::default(), None).unwrap()
}

fn refused(manifest: &str, component: &[u8]) -> Vec<Diagnostic> {
    let found = load(&plugins(), manifest, component).unwrap_err();
    assert!(found.iter().any(|finding| finding.severity == Severity::Error));
    found
}

fn first(manifest: &str, component: &[u8]) -> String {
    refused(manifest, component)[0].to_string()
}

#[test]
fn files_that_are_no_component_are_refused_with_what_to_do() {
    let core_module = wat::parse_str("(module)").unwrap();
    assert!(first(&manifest(""), b"").contains("the file is empty"));
    assert!(first(&manifest(""), b"#!/bin/sh").contains("the file is not WebAssembly"));
    let found = first(&manifest(""), &core_module);
    assert!(found.contains("plugins/probe/probe.wasm") && found.contains("a core module, not a component"), "{found}");
    assert!(found.contains("wasm-component-ld"), "{found}");
}

#[test]
fn a_component_cut_off_anywhere_is_refused() {
    let whole = Probe::default().build();
    let plugins = plugins();
    for length in (0..whole.len()).step_by(53) {
        assert!(
            load(&plugins, &manifest(""), &whole[..length]).is_err(),
            "{length} bytes of {} were accepted",
            whole.len()
        );
    }
}

#[test]
fn a_component_with_flipped_bits_never_brings_the_host_down() {
    let whole = Probe::default().build();
    let plugins = plugins();
    let outcomes = (8..whole.len()).step_by(31).map(|place| {
        let mut broken = whole.clone();
        broken[place] ^= 0x55;
        load(&plugins, &manifest(""), &broken).is_ok()
    });
    assert!(outcomes.filter(|accepted| !accepted).count() > 10);
}

#[test]
fn machine_code_is_never_taken_from_a_plugin() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let plugins = Plugins::new(PluginLimits::default(), Some(cache.clone())).unwrap();
    load(&plugins, &manifest(""), &Probe::default().build()).unwrap();
    let artefact = fs::read_dir(cache).unwrap().next().unwrap().unwrap();
    let code = fs::read(artefact.path()).unwrap();
    for smuggled in [&code[..], &code[32..]] {
        assert!(first(&manifest(""), smuggled).contains("is not WebAssembly"));
    }
}

#[test]
fn a_large_file_is_refused_before_it_is_parsed() {
    let limits = PluginLimits { component_bytes: 1024, ..PluginLimits::default() };
    let found = load(&Plugins::new(limits, None).unwrap(), &manifest(""), &Probe::default().build()).unwrap_err();
    assert!(found[0].message.contains("the operator allows 1"), "{}", found[0]);
}

#[test]
fn an_undeclared_import_is_refused_and_an_unused_declaration_warned_of() {
    let component = Probe::with_log().build();
    let found = first(&manifest(""), &component);
    assert!(
        found.contains("imports portico:plugin/log@0.1.0, but plugin.toml does not declare the capability \"log\""),
        "{found}"
    );
    assert!(found.contains("help: add \"log\" to capabilities"), "{found}");
    assert!(load(&plugins(), &manifest("\"log\""), &component).is_ok());

    let idle = load(&plugins(), &manifest("\"log\""), &Probe::default().build()).unwrap();
    assert!(idle.warnings()[0].message.contains("\"log\" is declared but never used"));
    assert_eq!(idle.warnings()[0].line, Some(6));
}

#[test]
fn a_wasi_import_is_refused_with_the_right_target() {
    let imports = r#"(import "wasi:cli/environment@0.2.6" (instance (export "initial-cwd" (func (result (option string))))))
        (import "wasi:io/error@0.2.6" (instance))"#;
    let found = refused(&manifest(""), &Probe { imports, ..Probe::default() }.build());
    assert_eq!(found.len(), 1, "all of WASI is one finding");
    let found = found[0].to_string();
    assert!(
        found.contains("wasi:cli/environment@0.2.6 and 1 more") && found.contains("wasm32-unknown-unknown"),
        "{found}"
    );
}

#[test]
fn an_import_of_something_else_is_refused_by_name() {
    let imports = r#"(import "portal:net/http@1.0.0" (instance (export "get" (func))))"#;
    assert!(
        first(&manifest(""), &Probe { imports, ..Probe::default() }.build())
            .contains("imports portal:net/http@1.0.0, which")
    );
}

#[test]
fn a_component_for_another_contract_is_refused_with_both_versions() {
    let found = first(&manifest(""), &Probe { version: "0.2.0", ..Probe::default() }.build());
    assert!(found.contains("built for contract 0.2.0, this engine offers 0.1"), "{found}");
    let found = first(&manifest("").replace("api = \"0.1\"", "api = \"0.3\""), &Probe::default().build());
    assert!(found.contains("contract \"0.3\" is not offered") && found.contains("plugin.toml:4:7"), "{found}");
}

#[test]
fn a_patch_of_the_contract_still_fits() {
    assert!(load(&plugins(), &manifest(""), &Probe { version: "0.1.7", ..Probe::default() }.build()).is_ok());
}

#[test]
fn a_missing_export_is_named() {
    let found = first(&manifest(""), &Probe { last_export: "show", ..Probe::default() }.build());
    assert!(found.contains("does not fit the world free-field") && found.contains("display"), "{found}");
}

#[test]
fn a_describe_that_crashes_hangs_or_lies_keeps_the_plugin_out() {
    let limits = PluginLimits { deadline: std::time::Duration::from_millis(10), ..PluginLimits::default() };
    let quick = Plugins::new(limits, None).unwrap();
    let crash =
        load(&quick, &manifest(""), &Probe { describe: "unreachable", ..Probe::default() }.build()).unwrap_err();
    assert!(crash[0].message.starts_with("describe crashed: "), "{}", crash[0]);
    let hang =
        load(&quick, &manifest(""), &Probe { describe: "(loop $again (br $again))", ..Probe::default() }.build())
            .unwrap_err();
    assert!(hang[0].message.starts_with("describe was stopped"), "{}", hang[0]);
    let lie = first(&manifest(""), &Probe { id: "other", ..Probe::default() }.build());
    assert!(lie.contains("[[provides]] says \"probe\", the component describes itself as \"other\""), "{lie}");
}

#[test]
fn an_unknown_key_is_reported_with_its_place_and_the_nearest_name() {
    let found = first(&manifest("").replace("capabilities", "capabilites"), &Probe::default().build());
    assert!(found.contains("unknown field \"capabilites\"") && found.contains("plugin.toml:6:1"), "{found}");
    assert!(found.contains("did you mean \"capabilities\"?"), "{found}");
    let found = first(&manifest("").replace("free-field", "free-fields"), &Probe::default().build());
    assert!(found.contains("did you mean \"free-field\"?"), "{found}");
    let found = first(&manifest("\"logs\""), &Probe::default().build());
    assert!(found.contains("there is no capability \"logs\"") && found.contains("did you mean \"log\"?"), "{found}");
}

#[test]
fn everything_wrong_in_a_manifest_is_reported_at_once() {
    let text = manifest("")
        .replace("id = \"probe\"\nname", "id = \"proof\"\nname")
        .replace("1.0.0", "1.0")
        .replace("probe.wasm", "../probe.wasm");
    let messages: Vec<String> =
        refused(&text, &Probe::default().build()).into_iter().map(|finding| finding.message).collect();
    assert!(messages.iter().any(|m| m.contains("is not the name of the folder")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("three numbers")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("not the name of a file beside plugin.toml")), "{messages:?}");
}

#[test]
fn a_plugin_may_ask_for_less_than_the_operator_allows_but_not_for_more() {
    let asked = format!("{}\n[limits]\ndeadline-ms = 20\nmemory-kib = 1024\n", manifest(""));
    let plugin = load(&plugins(), &asked, &Probe::default().build()).unwrap();
    assert_eq!((plugin.limits().deadline.as_millis(), plugin.limits().memory_bytes), (20, 1 << 20));
    let found = first(&asked.replace("20", "200"), &Probe::default().build());
    assert!(found.contains("deadline-ms asks for 200, the operator allows 100"), "{found}");
}

#[test]
fn a_checksum_that_belongs_to_another_file_is_refused() {
    let stated = manifest("").replace("capabilities", "sha256 = \"00\"\ncapabilities");
    assert!(first(&stated, &Probe::default().build()).contains("the sha256 does not belong to probe.wasm"));
    let plugin = load(&plugins(), &manifest(""), &Probe::default().build()).unwrap();
    let right = stated.replace("\"00\"", &format!("\"{}\"", plugin.sha256()));
    assert!(load(&plugins(), &right, &Probe::default().build()).is_ok());
}

#[test]
fn texts_that_are_missing_or_idle_are_found() {
    // The description's list of message keys, at 312, gets one entry, which is the probe's id.
    let describe = "(i32.store (i32.const 312) (i32.const 600)) (i32.store (i32.const 316) (i32.const 1))
        (i32.store (i32.const 600) (i32.const 512)) (i32.store (i32.const 604) (i32.const 5))";
    let component = Probe { describe, ..Probe::default() }.build();
    assert!(first(&manifest(""), &component).contains("no language has a text for \"probe\""));
    let text = format!("{}\n[texts.en]\nprobe = \"Region\"\nprode = \"Region\"\n[texts.de]\n", manifest(""));
    let plugin = load(&plugins(), &text, &component).unwrap();
    let warnings: Vec<&str> = plugin.warnings().iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(warnings, ["[texts.de] has no \"probe\"", "nothing asks for the text \"prode\""]);
    assert_eq!(plugin.text("de", "probe"), "Region");
}

#[tokio::test]
async fn a_compiled_component_is_kept_and_a_damaged_one_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let start = || Plugins::new(patient(), Some(cache.clone())).unwrap();
    let component = Probe::default().build();
    load(&start(), &manifest(""), &component).unwrap();
    let artefact = fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    let good = fs::read(&artefact).unwrap();

    let written = fs::metadata(&artefact).unwrap().modified().unwrap();
    let plugin = load(&start(), &manifest(""), &component).unwrap();
    assert_eq!(fs::metadata(&artefact).unwrap().modified().unwrap(), written, "the second start compiles nothing");
    assert!(show(&plugin, &context()).await.is_ok());

    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for damaged in [&good[..good.len() / 2], &flipped, b"", b"short"] {
        fs::write(&artefact, damaged).unwrap();
        let plugin = load(&start(), &manifest(""), &component).unwrap();
        assert!(show(&plugin, &context()).await.is_ok());
        assert_eq!(fs::read(&artefact).unwrap().len(), good.len(), "the damaged file is replaced");
    }
    fs::write(cache.join("half.1-0.part"), "half").unwrap();
    load(&start(), &manifest(""), &component).unwrap();
    assert_eq!(fs::read_dir(&cache).unwrap().count(), 1, "nothing is left lying about");
}

#[test]
fn the_cache_keeps_no_more_artefacts_than_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let limits = PluginLimits { cached_artefacts: 2, ..PluginLimits::default() };
    let plugins = Plugins::new(limits, Some(folder.path().join("cache"))).unwrap();
    for pages in ["2", "3", "4", "5"] {
        load(&plugins, &manifest(""), &Probe { pages, ..Probe::default() }.build()).unwrap();
    }
    assert_eq!(fs::read_dir(folder.path().join("cache")).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_cache_that_others_can_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let refused = Plugins::new(PluginLimits::default(), Some(folder.path().to_path_buf())).err().unwrap();
    assert!(refused.contains("others can write in it"), "{refused}");
}

/// Whoever made the folder first could have put machine code into it.
#[cfg(unix)]
#[test]
fn a_cache_of_somebody_else_is_refused_and_so_is_a_link_of_somebody_else() {
    use std::os::unix::fs::{DirBuilderExt, chown, lchown, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (foreign, own, link) = (folder.path().join("foreign"), folder.path().join("own"), folder.path().join("link"));
    for made in [&foreign, &own] {
        fs::DirBuilder::new().mode(0o700).create(made).unwrap();
    }
    symlink(&own, &link).unwrap();
    if let Err(error) = chown(&foreign, Some(65_534), None).and_then(|()| lchown(&link, Some(65_534), None)) {
        println!("skipped: only root can give a folder away: {error}");
        return;
    }
    for taken in [&foreign, &link] {
        let refused = Plugins::new(PluginLimits::default(), Some(taken.clone())).err().unwrap();
        assert!(refused.contains("belongs to another user"), "{refused}");
    }
    assert!(Plugins::new(PluginLimits::default(), Some(own.clone())).is_ok());
    assert_eq!(fs::read_dir(own).unwrap().count(), 0, "nothing is left lying about");
}

#[tokio::test]
async fn plugins_can_be_loaded_from_inside_a_task() {
    assert!(load(&plugins(), &manifest(""), &Probe::default().build()).is_ok());
}
