//! Fields of plugins as people meet them: one that misbehaves is a field out of order and nothing else, and a saved one is there at once.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use portico::domain::id::TenantId;
use tokio::task::JoinSet;

use crate::support::{
    answer::Answer,
    component::{Component, ECHO_PARSE, FILLED_CONTROL, MOODY_PARSE, ONE_CONTROL, TICKED_BOX, manifest},
    flow,
    html::Element,
    person::Person,
    portal::{TestPortal, project},
};

/// Shows every value as the code "probe".
const PROBE_DISPLAY: &str = "(i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
    (i32.store8 (i32.const 2048) (i32.const 2))
    (i32.store (i32.const 2052) (i32.const 512)) (i32.store (i32.const 2056) (i32.const 5))";

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// Adds fields of plugins to the first step of a tenant's form, as the office does.
async fn add_fields(portal: &TestPortal, tenant: TenantId, fields: &[(&str, &str, serde_json::Value)]) {
    let field = |(plugin, provides, settings): &(&str, &str, serde_json::Value)| {
        let kind = serde_json::json!({"type": "plugin", "plugin": plugin, "provides": provides, "settings": settings});
        let field = serde_json::json!({"key": plugin.replace('-', "_"), "label": {"en": plugin}, "kind": kind});
        serde_json::from_value(field).unwrap()
    };
    portal.change_form(tenant, |form| form.steps[0].fields.extend(fields.iter().map(field))).await;
}

/// A site of its own with small plugins.
async fn with_plugins(plugins: &[(&str, Component<'_>)]) -> TestPortal {
    TestPortal::alone_with(|config| {
        for (name, component) in plugins {
            let folder = config.extensions.plugins.join(name);
            write(&folder.join("plugin.toml"), manifest(name).as_bytes());
            write(&folder.join(format!("{name}.wasm")), &component.build());
        }
    })
    .await
}

/// Acme has a plugin that crashes at some words and one that never ends at some; Bolt has a field of the first as well.
async fn with_moody_plugins() -> TestPortal {
    let moody = || Component { controls: ONE_CONTROL, parse: MOODY_PARSE, display: PROBE_DISPLAY };
    let portal = with_plugins(&[("trapping", moody()), ("looping", moody())]).await;
    let null = serde_json::Value::Null;
    add_fields(&portal, portal.acme, &[("trapping", "probe", null.clone()), ("looping", "probe", null.clone())]).await;
    add_fields(&portal, portal.bolt, &[("trapping", "probe", null)]).await;
    portal
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_that_crashes_or_hangs_is_a_field_out_of_order_and_is_put_aside() {
    let mut portal = with_moody_plugins().await;
    let (jens, erika) = (portal.customer("jens@drossel.example").await, portal.customer("erika@drossel.example").await);
    let order = send_good_one(&erika).await;
    assert!(shown(&erika, &order).await.contains("probe"));

    let page = flow::begin(&jens).await;
    let form = flow::problem(&page, "Kept <as> typed").fill("trapping.probe", "trap").fill("looping.probe", "loop");
    for _ in 0..5 {
        let answer = jens.submit(&form.clone().press("go", "next")).await.expect(422);
        let problems = answer.problems();
        assert!(problems.len() == 2 && problems.iter().all(|one| one.contains("gerade nicht prüfen")), "{problems:?}");
        let kept = answer.main_form();
        assert_eq!((kept.value("description"), kept.value("symptom")), ("Kept <as> typed", "noise"));
    }

    let sam = portal.staff("sam@acme.example").await;
    let health = sam.get("/office/acme/extensions").await.expect(200).page();
    assert_eq!(health.texts(".is-aside h3"), ["looping", "trapping"]);
    let faults = health.texts(".is-aside code").join("\n");
    assert!(faults.contains("crashed: ") && faults.contains("was stopped after 100 ms"), "{faults}");
    let form = flow::begin(&erika).await.main_form();
    assert!(!form.shows("trapping.probe") && !form.shows("looping.probe") && form.shows("description"));
    let raw = shown(&erika, &order).await;
    assert!(raw.contains("424242") && !raw.contains("probe"), "a value that nobody can show is shown as it is stored");
    bolt_is_served(&portal).await;

    let folder = portal.app.state.config.extensions.plugins.join("trapping");
    write(&folder.join("plugin.toml"), manifest("trapping").replace("1.0.0", "1.0.1").as_bytes());
    assert!(portal.app.look().await.unwrap());
    let form = flow::begin(&erika).await.main_form();
    assert!(form.shows("trapping.probe") && !form.shows("looping.probe"), "a new version starts anew");
}

/// A request whose field of the plugin is filled with something that it can read.
async fn send_good_one(person: &Person) -> String {
    let page = flow::begin(person).await;
    let page = flow::next(person, flow::problem(&page, "x").fill("trapping.probe", "424242")).await;
    let page = flow::next(person, flow::place(&page)).await;
    let page = flow::next(person, flow::billing(&page)).await;
    let order = flow::order_of(&person.submit(&page.form("/send")).await.expect(303));
    format!("/p/acme/requests/{order}")
}

async fn shown(person: &Person, order: &str) -> String {
    person.get(order).await.expect(200).page().text()
}

async fn bolt_is_served(portal: &TestPortal) {
    let carla = portal.somebody("/p/bolt", "carla@zeisig.example").await;
    let page = flow::begin(&carla).await;
    let form = page.main_form().fill("description", "It hums").fill("trapping.probe", "7");
    let checked = flow::next(&carla, form).await;
    assert!(checked.page().text().contains("probe"), "another tenant's field works as before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_plugin_fills_in_at_first_shows_until_a_rule_or_a_person_knows_better() {
    let filled = Component { controls: FILLED_CONTROL, parse: ECHO_PARSE, display: PROBE_DISPLAY };
    let ticked = Component { controls: TICKED_BOX, parse: ECHO_PARSE, display: PROBE_DISPLAY };
    let mut portal = with_plugins(&[("filled", filled), ("ticked", ticked)]).await;
    let null = serde_json::Value::Null;
    add_fields(&portal, portal.acme, &[("filled", "probe", null.clone()), ("ticked", "probe", null)]).await;
    let erika = portal.customer("erika@drossel.example").await;
    let form = flow::problem(&flow::begin(&erika).await, "x");
    assert_eq!((form.value("filled.probe"), form.value("ticked.probe")), ("probe", "true"));

    let cleared = form.clone().forge("filled.probe", &[""]).forge("ticked.probe", &[]);
    let form = erika.send(&cleared.press("go", "refresh")).await.expect(200).main_form();
    assert_eq!((form.value("filled.probe"), form.value("ticked.probe")), ("", ""), "what was taken away stays away");
    let form = form.fill("filled.probe", "42").fill("ticked.probe", "true");
    let form = erika.send(&form.press("go", "refresh")).await.expect(200).main_form();
    assert_eq!((form.value("filled.probe"), form.value("ticked.probe")), ("42", "true"), "what was typed wins");

    let rule = "fn on_form(form, ctx) { form.suggest(\"filled\", 777); }";
    write(&portal.app.state.config.extensions.scripts.join("acme/flows/fault.rhai"), rule.as_bytes());
    portal.app.refresh().await.unwrap();
    assert!(portal.app.look().await.unwrap());
    let form = erika.get(&form.action).await.expect(200).main_form();
    assert_eq!(form.value("filled.probe"), "42", "what was typed wins over a rule, too");
    let page = flow::begin(&erika).await;
    assert_eq!(page.main_form().value("filled.probe"), "777", "and a rule over the plugin");
    let page = flow::next(&erika, flow::problem(&page, "x").forge("ticked.probe", &[])).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let check = flow::next(&erika, flow::billing(&page)).await;
    assert_eq!(check.page().texts(".answers code"), ["probe"], "the one that is filled in is displayed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_plugin_goes_live_while_people_use_it() {
    let mut portal = TestPortal::alone().await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    let page = flow::begin(&jens).await;
    let page = flow::next(&jens, flow::problem(&page, "x")).await;
    let step = flow::next(&jens, flow::place(&page)).await;
    let folder = portal.app.state.config.extensions.plugins.join("iban");
    let (text, component) = (read(&folder.join("plugin.toml")), read(&folder.join("iban.wasm")));
    let text = String::from_utf8(text).unwrap();
    let (head, german) = text.split_once("[texts.de]").expect("the plugin speaks German");
    let german = german.replacen("country = \"Kein Land", "country = \"Kein bekanntes Land", 1);
    let renamed = format!("{}[texts.de]{german}", head.replace("version = \"0.1.0\"", "version = \"0.1.1\""));
    // A section of its own changes nothing but the bytes, as another compiler would.
    let rebuilt = [&component[..], &[0, 6, 4, b't', b'e', b's', b't', 1]].concat();

    assert!(refusal(&jens, &step).await.contains("Kein Land"));
    let done = Arc::new(AtomicBool::new(false));
    let mut visitors = JoinSet::new();
    for _ in 0..3 {
        let (jens, done, path) = (jens.clone(), Arc::clone(&done), step.asked.clone());
        visitors.spawn(async move {
            let mut pages = 0;
            while !done.load(Ordering::SeqCst) || pages == 0 {
                let page = jens.get(&path).await.expect(200).text();
                assert!(page.contains("iban.iban"), "the field is there all the time");
                pages += 1;
            }
        });
    }
    let mut versions = vec![version(&sam).await];
    for (name, bytes) in [("plugin.toml", renamed.as_bytes()), ("iban.wasm", &rebuilt)] {
        write(&folder.join(name), bytes);
        assert!(portal.app.look().await.unwrap());
        versions.push(version(&sam).await);
    }
    done.store(true, Ordering::SeqCst);
    visitors.join_all().await;
    assert!(refusal(&jens, &step).await.contains("Kein bekanntes Land"), "the form has the new text");
    let begins: Vec<_> = versions.iter().map(|version| version.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(begins, ["0.1.0", "0.1.1", "0.1.1"]);
    versions.dedup();
    assert_eq!(versions.len(), 3, "every change shows: {versions:?}");
}

/// What the form says to a number of a country that does not exist.
async fn refusal(person: &Person, step: &Answer) -> String {
    let form = step.main_form().fill("billing", "debit").forge("iban.iban", &["ZZ89 3704 0044 0532 0130 00"]);
    person.submit(&form.press("go", "next")).await.expect(422).problems().join("\n")
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// Version and hash of the plugin as the office reads them.
async fn version(sam: &Person) -> String {
    let page: Answer = sam.get("/office/acme/extensions").await.expect(200);
    let page = page.page();
    let rows = page.all("li.extension");
    let is_it = |row: &&Element<'_>| row.all("h3").iter().any(|name| name.text() == "iban");
    let row = rows.iter().find(is_it).expect("the plugin is listed");
    row.all(".head code").iter().map(Element::text).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plugin_in_javascript_checks_a_serial_number_from_the_form_to_the_office() {
    let from = project().join("plugins/serial-number");
    if !from.join("serial-number.wasm").exists() {
        assert!(std::env::var_os("CI").is_none(), "CI builds all plugins before it tests: cargo xtask plugins");
        println!("skipped: {} is not built; run cargo xtask plugins", from.display());
        return;
    }
    let portal = TestPortal::alone_with(|config| {
        let folder = config.extensions.plugins.join("serial-number");
        for file in ["plugin.toml", "serial-number.wasm", "tests/fixtures.toml"] {
            write(&folder.join(file), &read(&from.join(file)));
        }
    })
    .await;
    let digits = serde_json::json!({"alphabet": "digits"});
    add_fields(&portal, portal.acme, &[("serial-number", "serial-number", digits)]).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "It is loud").fill("serial_number.serial", "7992 7398 710");
    let refused = erika.submit(&form.press("go", "next")).await.expect(422);
    let problems = refused.problems().join("\n");
    assert!(problems.contains("Vermutlich ist ein Zeichen falsch"), "it says so in German: {problems}");
    assert_eq!(refused.main_form().value("serial_number.serial"), "7992 7398 710");
    let page = flow::next(&erika, refused.main_form().fill("serial_number.serial", "7992 7398 713")).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));

    let sam = portal.staff("sam@acme.example").await;
    let text = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200).page().text();
    assert!(text.contains("7992 7398 713"), "the office reads it in groups: {text}");
}
