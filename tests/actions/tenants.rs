//! A company is changed by its document: all of it or nothing, and what is in use stays.

use portico::{
    actions::tenants::{self, Changes, TenantDocument},
    domain::{setting::SETTINGS, text::Localised},
    store,
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::PASSWORD,
    portal::TestPortal,
};

on_every_database!(
    the_document_of_the_guide_makes_a_company_that_works,
    the_document_of_a_company_changes_nothing_at_it,
    a_company_becomes_what_its_document_says_while_people_use_it,
    what_is_in_use_stays_and_nothing_else_is_changed_either,
    a_closed_flow_begins_no_request_and_what_was_sent_through_it_stays,
    what_people_may_and_see_is_asked_about,
    what_somebody_else_changed_meanwhile_is_not_overwritten,
);

const GUIDE: &str = include_str!("../../docs/tenant.md");

async fn the_document_of_the_guide_makes_a_company_that_works(database: &Database) {
    let mut portal = TestPortal::on(database).await;
    let text = GUIDE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    // Passwords are given by a command of their own.
    let user = "name = \"Anna Brix\",";
    let text = text.replace(user, &format!("{user} password = \"{PASSWORD}\","));
    let document: TenantDocument = toml::from_str(&text).unwrap();
    tenants::import(portal.cx(), &document).await.unwrap();
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
    assert_eq!(said(&prepared(&portal, &document).await), [""; 0]);
    let anna = portal.somebody("/p/nordlicht", "anna@brix.example").await;
    let page = anna.get("/p/nordlicht/new/outage").await.expect(200);
    let page = flow::next(&anna, page.main_form().fill("symptom", "all").fill("cost_centre", "7")).await;
    let home = page.page().first("input[name=address]").unwrap().attribute("value").unwrap().to_owned();
    let page = flow::next(&anna, page.main_form().fill("address", &home)).await;
    let order = flow::order_of(&anna.submit(&page.form("/send")).await.expect(303));
    let request = anna.get(&format!("/p/nordlicht/requests/{order}")).await.expect(200).text();
    assert!(request.contains("Stromausfall melden") && request.contains("Norderstr. 4"), "{request}");
}

#[test]
fn the_guide_names_every_setting_kind_condition_and_icon() {
    let rows: Vec<&str> = GUIDE.lines().filter(|line| line.starts_with('|')).collect();
    for setting in SETTINGS {
        let (start, default) = (format!("| `{}` |", setting.key), format!("| `{}` |", setting.default));
        let row =
            rows.iter().find(|row| row.starts_with(&start)).unwrap_or_else(|| panic!("{} has no row", setting.key));
        assert!(row.contains(&default), "{}: {row}", setting.key);
    }
    for name in portico::themes::icons::names() {
        assert!(GUIDE.contains(&format!("`{name}`")), "the icon {name} is missing");
    }
    for kind in ["text", "email", "phone", "number", "choice", "check", "date", "address", "object", "files", "plugin"]
    {
        assert!(
            rows.iter().any(|row| row.starts_with("| `") && row.contains(&format!("`{kind}`"))),
            "{kind} has no row"
        );
    }
    for condition in ["is", "one_of", "set", "not", "all", "any"] {
        assert!(rows.iter().any(|row| row.contains(&format!("{{ {condition} = "))), "{condition} has no row");
    }
}

async fn exported(portal: &TestPortal, tenant: &str) -> TenantDocument {
    let document = tenants::export(portal.cx(), tenant).await.unwrap();
    // As a file has it.
    toml::from_str(&toml::to_string_pretty(&document).unwrap()).unwrap()
}

async fn prepared(portal: &TestPortal, document: &TenantDocument) -> Changes {
    tenants::prepare(portal.cx(), document).await.unwrap()
}

fn said(changes: &Changes) -> Vec<String> {
    changes.lines.iter().map(ToString::to_string).collect()
}

async fn the_document_of_a_company_changes_nothing_at_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    for tenant in ["acme", "bolt"] {
        let document = exported(&portal, tenant).await;
        assert!(!document.flows.is_empty() && document.staff.is_empty() && document.customers.is_empty());
        let changes = prepared(&portal, &document).await;
        assert_eq!((said(&changes), &changes.refused, &changes.asks), (vec![], &vec![], &vec![]));
    }
    assert_eq!(
        exported(&portal, "acme").await.roles.len(),
        2,
        "roles that every company begins with go without saying"
    );
}

async fn a_company_becomes_what_its_document_says_while_people_use_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let draft = flow::checked(&erika, "begun before").await;
    let mut document = exported(&portal, "acme").await;
    document.tenant.office_email = "buero@acme.example".into();
    document.portals[0].settings.insert("request.reply_hours".into(), 8.into());
    document.statuses.swap(1, 2);
    document.statuses[0].customer_label.0.insert("de".into(), "Ist angekommen".into());
    let fault = document.work_types.iter_mut().find(|kind| kind.slug == "fault").unwrap();
    let description =
        fault.steps[0].fields.iter_mut().find(|field| field.key.as_deref() == Some("description")).unwrap();
    description.label.0.insert("de".into(), "Was ist passiert?".into());
    let mut second = document.flows[0].clone();
    (second.slug, second.title) = ("second".into(), Localised::new("en", "A second way").and("de", "Noch ein Weg"));
    document.flows.push(second);
    let changes = prepared(&portal, &document).await;
    let wanted = [
        "~ tenant acme: office_email",
        "~ portal acme: settings.request.reply_hours",
        "~ status new: customer_label.de",
        "~ status planned: order",
        "~ status accepted: order",
        "~ work type fault: steps.problem.fields.description.label.de",
        "+ flow second",
    ];
    assert_eq!(said(&changes), wanted);
    assert_eq!((&changes.refused, &changes.asks), (&vec![], &vec![]));
    tenants::carry_out(portal.cx(), &changes).await.unwrap();
    assert_eq!(said(&prepared(&portal, &document).await), [""; 0], "once is enough");

    portal.app.refresh().await.unwrap();
    assert_eq!(portal.app.directory.office("acme").unwrap().tenant.office_email, "buero@acme.example");
    let order = flow::order_of(&erika.submit(&draft.form("/send")).await.expect(303));
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).text();
    assert!(request.contains("Ist angekommen"), "{request}");
    let form = erika.get("/p/acme/new/second").await.expect(200).text();
    assert!(form.contains("Was ist passiert?"), "{form}");
    let sam = portal.staff("sam@acme.example").await;
    let log = sam.get("/office/acme/audit").await.expect(200).page().text();
    assert_eq!(log.matches("Changed by its document").count(), wanted.len(), "{log}");
}

async fn what_is_in_use_stays_and_nothing_else_is_changed_either(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    flow::sent(&erika, "in use").await;
    let mut document = exported(&portal, "acme").await;
    document.portals.retain(|portal| portal.slug == "acme");
    document.statuses.retain(|status| status.slug != "new");
    document.flows.retain(|flow| flow.portal == "acme" && flow.slug != "fault");
    document.work_types.retain(|kind| kind.slug != "fault");
    let refused = prepared(&portal, &document).await.refused.join("\n");
    for named in [
        "portal acme-garden: leave it",
        "status new: work orders have it",
        "flow fault: requests were made",
        "work type fault: work orders have it",
        "enabled = false",
    ] {
        assert!(refused.contains(named), "{named}: {refused}");
    }
    let mut document = exported(&portal, "acme").await;
    document.statuses.iter_mut().find(|status| status.slug == "new").unwrap().category = "done".into();
    let refused = prepared(&portal, &document).await.refused;
    assert!(refused.len() == 1 && refused[0].contains("its category stays requested"), "{refused:?}");
    // What nothing refers to may go.
    let mut document = exported(&portal, "acme").await;
    let unused: Vec<String> = ["fresh"].map(str::to_owned).to_vec();
    let mut extra = document.statuses[1].clone();
    extra.slug.clone_from(&unused[0]);
    document.statuses.push(extra);
    tenants::carry_out(portal.cx(), &prepared(&portal, &document).await).await.unwrap();
    document.statuses.pop();
    let changes = prepared(&portal, &document).await;
    assert_eq!((said(&changes), changes.refused.len()), (vec!["- status fresh".to_owned()], 0));
    tenants::carry_out(portal.cx(), &changes).await.unwrap();
    assert_eq!(said(&prepared(&portal, &document).await), [""; 0]);
}

async fn a_closed_flow_begins_no_request_and_what_was_sent_through_it_stays(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "through a flow that closes").await;
    let mut document = exported(&portal, "acme").await;
    document.flows.iter_mut().find(|flow| flow.slug == "fault").unwrap().enabled = false;
    let changes = prepared(&portal, &document).await;
    assert_eq!(said(&changes), ["~ flow fault: enabled"]);
    tenants::carry_out(portal.cx(), &changes).await.unwrap();
    erika.get("/p/acme/new/fault").await.expect(404);
    assert!(!erika.get("/p/acme/").await.expect(200).text().contains("/new/fault"));
    erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    portal.staff("sam@acme.example").await.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    assert!(!exported(&portal, "acme").await.flows.iter().any(|flow| flow.slug == "fault" && flow.enabled));
}

async fn what_people_may_and_see_is_asked_about(database: &Database) {
    let portal = TestPortal::on(database).await;
    let mut document = exported(&portal, "acme").await;
    let mut requester = document.roles[0].clone();
    (requester.slug, requester.sight) = ("requester".into(), portico::domain::role::Sight::Customer);
    (requester.denies, requester.allows) = (requester.allows.clone(), requester.denies.clone());
    document.roles.push(requester);
    document.portals[0].settings.insert("display.photos".into(), false.into());
    let changes = prepared(&portal, &document).await;
    let asks = changes.asks.join("\n");
    assert!(asks.contains("role requester: what"), "{asks}");
    assert!(asks.contains("display.photos: this part of work orders becomes hidden"), "{asks}");
    assert!(changes.refused.is_empty(), "{:?}", changes.refused);
    tenants::carry_out(portal.cx(), &changes).await.unwrap();
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let known = store::catalogue::get(&mut conn).await.unwrap();
    let role = known.roles().iter().find(|role| role.slug.as_str() == "requester").unwrap();
    assert_eq!((role.sight, role.position), (portico::domain::role::Sight::Customer, 0), "it keeps its place");
    drop(conn);
    assert!(
        exported(&portal, "acme").await.roles.iter().any(|role| role.slug == "requester"),
        "it is as no other has it"
    );
}

async fn what_somebody_else_changed_meanwhile_is_not_overwritten(database: &Database) {
    let portal = TestPortal::on(database).await;
    let mut document = exported(&portal, "acme").await;
    document.flows[0].icon = "bolt".into();
    let changes = prepared(&portal, &document).await;
    portal.set("acme", "request.reply_hours", 12.into()).await;
    let error = tenants::carry_out(portal.cx(), &changes).await.unwrap_err();
    assert!(error.to_string().contains("meanwhile"), "{error}");
    assert_eq!(exported(&portal, "acme").await.flows[0].icon, "wrench", "nothing was changed");
}
