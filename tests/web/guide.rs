//! The examples of the guide for authors of rules, word for word, in a portal: what they say is on the page and in its live state, and
//! what they ask for is on the timeline.

use std::{fs, path::Path, time::Duration};

use portico::{actions::tenants, config::Config};
use serde_json::{Value, json};

use crate::support::{
    answer::Answer,
    flow,
    form::Form,
    person::Person,
    portal::{TestPortal, project},
};

const CLOSED: Duration = Duration::from_secs(12 * 3_600);

/// The site of the guide at ten on a Monday morning.
async fn portal() -> TestPortal {
    let mut portal = TestPortal::alone_with(write_site).await;
    let document = fs::read_to_string(project().join("tests/sites/guide/nordwind.toml")).unwrap();
    tenants::import(portal.cx(), &toml::from_str(&document).unwrap()).await.unwrap();
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
    let live = portal.app.live.generation("nordwind");
    assert!(live.extensions.flows.contains_key("heating_fault"), "the first example goes live");
    assert_eq!(live.extensions.automations.len(), 1, "and so does the second");
    portal
}

/// The theme of the site, and the examples under the names that their first lines give.
fn write_site(config: &mut Config) {
    let site = project().join("tests/sites/guide/themes/nordwind");
    let theme = config.extensions.themes.join("nordwind");
    for file in ["theme.toml", "locales/de.ftl", "locales/en.ftl", "locales/nl.ftl"] {
        write(&theme.join(file), &fs::read_to_string(site.join(file)).unwrap());
    }
    let guide = fs::read_to_string(project().join("scripts/README.md")).unwrap();
    for block in guide.split("```rhai\n").skip(1) {
        let text = block.split("```").next().unwrap();
        let name = text.lines().next().and_then(|line| line.strip_prefix("// scripts/")).expect("it names its file");
        write(&config.extensions.scripts.join(name), text);
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

async fn ada(portal: &TestPortal) -> Person {
    portal.somebody("/p/nordwind", "ada@lund.example").await
}

async fn begin(ada: &Person) -> Answer {
    ada.get("/p/nordwind/new/heating_fault").await.expect(200)
}

async fn state(ada: &Person, page: &Answer, values: &[(&str, &str)]) -> Value {
    ada.post(&format!("{}/state", page.main_form().action), values).await.expect(200).json()
}

/// Sends a filled form, and gives the work order as the office sees it when the rules have run.
async fn sent(portal: &TestPortal, ada: &Person, form: Form) -> (String, Answer) {
    let check = flow::next(ada, form).await;
    let order = flow::order_of(&ada.submit(&check.form("/send")).await.expect(303));
    portal.work().await;
    let olivia = portal.somebody("/office/nordwind", "olivia@nordwind.example").await;
    (order.to_string(), olivia.get(&format!("/office/nordwind/orders/{order}")).await.expect(200))
}

#[tokio::test]
async fn the_first_example_is_seen_on_the_page_and_in_its_live_state() {
    let portal = portal().await;
    let ada = ada(&portal).await;
    let page = begin(&ada).await;
    let form = page.main_form();
    assert!(!form.shows("room_temperature") && !form.shows("children"), "nobody asks before it is cold");
    assert_eq!(form.value("preferred_time"), "morning");
    assert_eq!(page.page().all("input[name=boiler]").len(), 3);
    assert!(page.page().text().contains("Heat pump"));

    let calm = state(&ada, &page, &[("fault", "noise")]).await;
    assert_eq!((&calm["notices"], &calm["fields"]["phone"]["required"]), (&json!([]), &json!(false)));
    let cold = state(&ada, &page, &[("fault", "no_heat"), ("room_temperature", "12")]).await;
    let room = &cold["fields"]["room_temperature"];
    assert_eq!((&room["visible"], &room["required"]), (&json!(true), &json!(true)));
    assert_eq!(cold["notices"], json!([]), "it is open");
    let phone = &cold["fields"]["phone"];
    assert_eq!((&phone["required"], &phone["help"]), (&json!(true), &json!("We call you back within the hour.")));
    let gas = state(&ada, &page, &[("fault", "noise"), ("gas_smell", "on")]).await;
    let leave = "Verlassen Sie das Haus und rufen Sie 040 112 an.";
    assert_eq!(gas["notices"][0]["level"], json!("emergency"));
    assert_eq!(gas["notices"][0]["text"].as_str().unwrap().replace(['\u{2068}', '\u{2069}'], ""), leave);

    let form = form.fill("fault", "no_heat").fill("gas_smell", "on");
    let page = ada.send(&form.press("go", "refresh")).await.expect(200);
    assert!(page.page().texts(".notice-emergency")[0].contains("040 112"), "{}", page.page().text());
    assert!(page.main_form().shows("room_temperature"));
    let form = page.main_form().fill("room_temperature", "-30");
    let page = ada.submit(&form.clone().press("go", "next")).await.expect(422);
    assert!(page.problems()[0].contains("Phone"), "the rule requires it: {:?}", page.problems());
    let page = ada.submit(&form.fill("phone", "040 5550001").press("go", "next")).await.expect(422);
    let said = "Please give the temperature in the room, in degrees.";
    assert!(page.problems()[0].contains(said), "the rule refuses it: {:?}", page.problems());
}

#[tokio::test]
async fn the_second_example_raises_the_alarm_and_tells_when_it_is_over() {
    let portal = portal().await;
    let ada = ada(&portal).await;
    let form =
        begin(&ada).await.main_form().fill("fault", "noise").fill("gas_smell", "on").fill("phone", "040 5550001");
    let (order, office) = sent(&portal, &ada, form).await;
    let page = office.page();
    assert!(office.heading().contains("Heating fault at Familie Lund"), "{}", office.heading());
    assert_eq!(page.texts(".heading .priority"), ["Emergency"]);
    assert_eq!(page.texts(".heading .assignee"), ["team-on-call"]);
    let entries = page.texts("[data-timeline] li");
    assert_eq!(entries.len(), 3, "the request, and two effects in the order in which the rule asked: {entries:?}");
    let note = "Gas smell reported at 2026-03-02T10:00:00+01:00. Customer N-1 was told to leave the house.";
    assert!(entries[1].contains(note) && entries[1].contains("Internal"), "{}", entries[1]);
    assert!(entries[2].contains("E-mail to the office"), "{}", entries[2]);
    let request = ada.get(&format!("/p/nordwind/requests/{order}")).await.expect(200).text();
    assert!(!request.contains("Gas smell"), "a note stays in the office");

    let olivia = portal.somebody("/office/nordwind", "olivia@nordwind.example").await;
    let log = olivia.get("/office/nordwind/audit").await.expect(200).page().text();
    assert!(log.contains("Decided by the rule of the form") && log.contains("heating_fault"), "{log}");
    for status in ["accepted", "working", "done"] {
        olivia.post(&format!("{}/status", office.asked), &[("status", status)]).await.expect(303);
    }
    portal.work().await;
    let entries = olivia.get(&office.asked).await.expect(200).page().texts("[data-timeline] li");
    assert_eq!(entries.len(), 7, "three moves, and a mail after the last: {entries:?}");
    assert!(entries[6].contains("E-mail to the office"), "{}", entries[6]);
}

#[tokio::test]
async fn out_of_hours_the_first_example_warns_and_the_second_comments() {
    let portal = portal().await;
    portal.clock.advance(CLOSED);
    let ada = ada(&portal).await;
    let page = begin(&ada).await;
    let cold = state(&ada, &page, &[("fault", "no_heat"), ("room_temperature", "12")]).await;
    let closed = json!([{"level": "warning", "text": "We are closed. In urgent cases call 040 112."}]);
    assert_eq!(cold["notices"], closed);
    let (order, _) = sent(&portal, &ada, page.main_form().fill("fault", "noise")).await;
    let request = ada.get(&format!("/p/nordwind/requests/{order}")).await.expect(200).page();
    let timeline = request.texts("[data-timeline] li").join("\n");
    assert!(timeline.contains("Wir haben geschlossen") && timeline.contains("040 1234"), "{timeline}");
}
