//! What belongs to somebody else looks like what does not exist, to the byte, whichever way its name comes in; and not one word of it is
//! in any answer.

use std::collections::BTreeMap;

use http::Method;
use portico::{
    domain::{
        access::{Actor, scope},
        id::TenantId,
        routes::{account, office, portal},
    },
    store::{self, runs::RunFilter, work_orders::OrderQuery},
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    form::{multipart_type, one_file},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    ids_of_others_in_a_path_answer_like_ids_that_do_not_exist,
    ids_of_others_in_a_form_answer_like_ids_that_do_not_exist,
    ids_of_others_in_a_query_answer_like_ids_that_do_not_exist,
    drafts_of_others_answer_like_drafts_that_do_not_exist,
    staff_of_another_tenant_find_nothing,
    no_word_of_others_is_in_any_answer,
);

/// An id that nobody has.
const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";
/// The beginning of a JPEG, which is what its type is told by.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";

async fn ids_of_others_in_a_path_answer_like_ids_that_do_not_exist(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let berta = portal.customer("berta@amsel.example").await;
    let carla = portal.somebody("/p/bolt", "carla@zeisig.example").await;
    let mut others = Vec::new();
    for other in [&berta, &carla] {
        others.push(upload(other).await);
    }
    others.extend(orders(&portal, portal.acme, "Amsel").await);
    others.extend(orders(&portal, portal.bolt, "Zeisig").await);
    assert!(others.len() >= 5);
    for pattern in [
        "requests/ID",
        "requests/ID/confirmation",
        "requests/ID/events",
        "requests/ID/visit.ics",
        "files/ID",
        "requests/ID/",
    ] {
        let path = |id: &str| format!("/p/acme/{}", pattern.replace("ID", id));
        let expected = erika.get(&path(NOBODYS)).await.expect(404).normalised(&[NOBODYS]);
        for id in &others {
            let answer = erika.get(&path(id)).await;
            assert_eq!(answer.normalised(&[id]), expected, "{pattern} with {id}");
        }
    }
    let path = |id: &str| format!("/p/acme/requests/{id}/comments");
    let comment = [("text", "Let me in"), ("key", NOBODYS)];
    let expected = erika.post(&path(NOBODYS), &comment).await.expect(404).normalised(&[NOBODYS]);
    for id in &others {
        assert_eq!(erika.post(&path(id), &comment).await.normalised(&[id]), expected, "a comment on {id}");
    }
}

async fn ids_of_others_in_a_form_answer_like_ids_that_do_not_exist(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "x")).await;
    let ids = places(&portal).await;
    for (field, others) in [("address", &ids["address"]), ("object", &ids["object"])] {
        let send = async |id: &str| {
            let form = flow::place(&page).forge(field, &[id]).press("go", "next");
            erika.submit(&form).await.expect(422).normalised(&[id])
        };
        let expected = send(NOBODYS).await;
        assert!(expected.contains("nicht gefunden"), "the page says what is wrong");
        for id in others {
            assert_eq!(send(id).await, expected, "{field} {id}");
        }
    }
    // The endpoint of the page's script, and the query of a list.
    for id in ids["address"].iter().chain(&ids["object"]) {
        let state = format!("{}/state", page.main_form().action);
        let answer = erika.post(&state, &[("address", id), ("object", id)]).await.expect(200);
        let random = erika.post(&state, &[("address", NOBODYS), ("object", NOBODYS)]).await.expect(200);
        assert_eq!(answer.normalised(&[id]), random.normalised(&[NOBODYS]));
    }
    for word in ["Amsel", "Zeisig"] {
        let found = erika.get(&format!("/p/acme/requests?filter=all&q={word}")).await.expect(200);
        let nothing = erika.get("/p/acme/requests?filter=all&q=Nobody").await.expect(200);
        assert_eq!(found.normalised(&[word]), nothing.normalised(&["Nobody"]));
    }
}

/// No page takes an id in its query except as words to search for; so each gets all names that one might be tempted to read.
async fn ids_of_others_in_a_query_answer_like_ids_that_do_not_exist(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    let file = upload(&portal.customer("berta@amsel.example").await).await;
    let (mut of_amsel, mut of_acme) = (orders(&portal, portal.acme, "Amsel").await, Vec::new());
    let of_bolt = orders(&portal, portal.bolt, "").await;
    let (mine, bolts) = (flow::sent(&erika, "Of Acme").await.to_string(), of_bolt[0].clone());
    portal.work().await;
    of_acme.extend([mine.clone(), file.clone(), portal.runs().await[0].id.to_string()]);
    let places = places(&portal).await;
    of_amsel.extend(places.into_values().flatten().chain(of_bolt).chain([file, bolts.clone()]));
    for (person, door, own, others) in [(&erika, "portal", &mine, &of_amsel), (&bob, "office", &bolts, &of_acme)] {
        // A stream never ends, and setting up a second factor shows another key each time.
        let is_steady = |path: &str| !path.ends_with("/events") && !path.ends_with("/second-factor");
        let patterns = routes().into_iter().filter(|(of, path)| *of == door && is_steady(path));
        for (_, pattern) in patterns {
            for path in filled(pattern, std::slice::from_ref(own)) {
                let expected = asked_about(person, &path, NOBODYS).await;
                for id in others {
                    assert_eq!(asked_about(person, &path, id).await, expected, "{path} about {id}");
                }
            }
        }
    }
}

/// What a page answers when its query has an id under every name, without the ids that are made anew for each page.
async fn asked_about(person: &Person, path: &str, id: &str) -> String {
    let names =
        ["q", "id", "request", "order", "address", "object", "file", "draft", "customer", "user", "run", "rule"];
    let query: String = names.iter().map(|name| format!("&{name}={id}")).collect();
    let next = person.path(&format!("/requests/{id}"));
    let answer = person.get(&person.path(&format!("{path}?filter=all&next={next}{query}"))).await;
    let page = answer.page();
    let keys = page.all("input[name=key]").iter().filter_map(|key| key.attribute("value").map(str::to_owned)).collect();
    let mut fresh: Vec<String> = keys;
    let actions =
        page.all("form").iter().filter_map(|form| form.attribute("action").map(str::to_owned)).collect::<Vec<_>>();
    fresh.extend(actions.iter().filter_map(|to| to.split_once("/new/fault/")?.1.split('/').next().map(str::to_owned)));
    let words: Vec<&str> = [id].into_iter().chain(fresh.iter().map(String::as_str)).collect();
    answer.normalised(&words)
}

async fn drafts_of_others_answer_like_drafts_that_do_not_exist(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    // A colleague, another customer, another tenant.
    let mut drafts = Vec::new();
    for (base, email) in
        [("/p/acme", "jens@drossel.example"), ("/p/acme", "berta@amsel.example"), ("/p/bolt", "carla@zeisig.example")]
    {
        let other = portal.somebody(base, email).await;
        let page = other.get(&other.path("/new/fault")).await.expect(200);
        let form = page.main_form().fill("description", "Words of somebody else");
        let form = if base == "/p/acme" { form.fill("symptom", "noise") } else { form };
        other.submit(&form.press("go", "next")).await.expect(303);
        drafts.push((other, page.main_form().action));
    }
    let id = |action: &str| action.split('/').nth(5).unwrap().to_owned();
    let path = |id: &str, rest: &str| format!("/p/acme/new/fault/{id}/{rest}");
    let normal = |answer: crate::support::answer::Answer, id: &str| answer.normalised(&[id]);
    // The id is ours to give: one that nobody has is a new draft, and so must be one that somebody else has.
    for rest in ["step/problem", "step/billing", "check"] {
        let expected = normal(erika.get(&path(NOBODYS, rest)).await, NOBODYS);
        for (_, action) in &drafts {
            assert_eq!(normal(erika.get(&path(&id(action), rest)).await, &id(action)), expected, "{rest}");
        }
    }
    let expected = normal(erika.post(&path(NOBODYS, "send"), &[]).await, NOBODYS);
    for (_, action) in &drafts {
        assert_eq!(normal(erika.post(&path(&id(action), "send"), &[]).await, &id(action)), expected, "send");
    }
    let typed = [("description", "Words of Erika"), ("go", "next")];
    let expected = normal(erika.post(&path(NOBODYS, "step/problem"), &typed).await, NOBODYS);
    for (other, action) in &drafts {
        let answer = erika.post(&path(&id(action), "step/problem"), &typed).await;
        assert_eq!(normal(answer, &id(action)), expected, "a step is sent");
        let own = other.get(action).await.expect(200);
        assert_eq!(
            own.main_form().value("description"),
            "Words of somebody else",
            "and the other's draft stays as it was"
        );
    }
}

async fn staff_of_another_tenant_find_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "Of Acme").await.to_string();
    let file = upload(&erika).await;
    portal.work().await;
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    let run = portal.runs().await[0].id.to_string();
    for (pattern, id) in [
        ("orders/ID", &order),
        ("orders/ID/events", &order),
        ("files/ID", &file),
        ("runs/ID", &run),
        ("runs/ID", &order),
    ] {
        let path = |id: &str| format!("/office/bolt/{}", pattern.replace("ID", id));
        let expected = bob.get(&path(NOBODYS)).await.expect(404).normalised(&[NOBODYS]);
        assert_eq!(bob.get(&path(id)).await.normalised(&[id]), expected, "{pattern}");
    }
    for act in ["acceptance", "rejection", "status", "notes", "comments", "priority", "assignee"] {
        let fields = [
            ("reason", "r"),
            ("status", "accepted"),
            ("text", "t"),
            ("key", NOBODYS),
            ("priority", "low"),
            ("assignee", "a"),
        ];
        let path = |id: &str| format!("/office/bolt/orders/{id}/{act}");
        let expected = bob.post(&path(NOBODYS), &fields).await.expect(404).normalised(&[NOBODYS]);
        assert_eq!(bob.post(&path(&order), &fields).await.normalised(&[&order]), expected, "{act}");
    }
    // A customer at the office's door is nobody.
    let answer = erika.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    assert!(answer.location().starts_with("/office/acme/sign-in"));
}

/// Every GET route of both doors, filled with the ids of others, asked by everybody who is not them.
async fn no_word_of_others_is_in_any_answer(database: &Database) {
    let portal = TestPortal::on(database).await;
    let people = [
        ("drossel", portal.customer("erika@drossel.example").await, "/p/acme"),
        ("amsel", portal.customer("berta@amsel.example").await, "/p/acme"),
        ("zeisig", portal.somebody("/p/bolt", "carla@zeisig.example").await, "/p/bolt"),
        ("meise", portal.somebody("/p/acme-garden", "gerd@meise.example").await, "/p/acme-garden"),
    ];
    let mut ids = vec![NOBODYS.to_owned()];
    for (bird, person, _) in &people {
        if *bird != "meise" {
            ids.push(upload(person).await);
            let page = person.get(&person.path("/new/fault")).await.expect(200);
            let action = page.main_form().action;
            person.post(&action, &[("description", &format!("Draft of {bird}"))]).await;
            ids.push(action.split('/').nth(5).unwrap().to_owned());
        }
    }
    for tenant in [portal.acme, portal.bolt] {
        ids.extend(orders(&portal, tenant, "").await);
    }
    portal.work().await;
    let mut own_words = BTreeMap::new();
    for (bird, person, base) in &people {
        for (door, pattern) in routes() {
            let doors: &[&str] = if door == "portal" {
                &["/p/acme", "/p/bolt", "/p/acme-garden"]
            } else {
                &["/office/acme", "/office/bolt"]
            };
            for door in doors {
                for path in filled(pattern, &ids) {
                    let path = format!("{door}{path}");
                    let answer = if path.ends_with("/events") {
                        // An open stream never ends; that others' streams do not open is tested above.
                        person.ask(Method::HEAD, &path, &[], Vec::new()).await
                    } else {
                        person.get(&path).await
                    };
                    let text = format!("{:?}\n{}", answer.headers, answer.text()).to_lowercase();
                    for (other, ..) in people.iter().filter(|(other, ..)| other != bird) {
                        assert!(!text.contains(other), "{bird} asks for {path} and reads of {other}:\n{text}");
                    }
                    *own_words.entry(*bird).or_insert(0) += usize::from(door == base && text.contains(bird));
                }
            }
        }
    }
    // The birds really sing: everybody reads their own words on several pages.
    assert!(own_words.values().all(|seen| *seen >= 3), "{own_words:?}");
}

/// Patterns of the route table, by door: a new route is tested without a word.
fn routes() -> Vec<(&'static str, &'static str)> {
    let doors = [("portal", [portal::ALL, account::ALL]), ("office", [office::ALL, account::ALL])];
    doors.into_iter().flat_map(|(door, all)| all.concat().into_iter().map(move |pattern| (door, pattern))).collect()
}

/// A pattern with every id in its place.
fn filled(pattern: &str, ids: &[String]) -> Vec<String> {
    let known = pattern.replace("{flow}", "fault").replace("{step}", "problem").replace("{*path}", "site.css");
    let known = known
        .replace("{secret}", "cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj")
        .replace("{provider}", "harms")
        .replace("{role}", "site-manager");
    if !known.contains('{') {
        return vec![known];
    }
    let put = |id: &String| known.replace("{id}", id).replace("{draft}", id);
    let all: Vec<String> = ids.iter().map(put).collect();
    assert!(all.iter().all(|path| !path.contains('{')), "a new kind of placeholder in {pattern} needs a value here");
    all
}

async fn upload(person: &Person) -> String {
    let path = person.path("/uploads");
    let bird = if person.base == "/p/bolt" { "zeisig" } else { "photo" };
    let body = one_file("photos", &format!("{bird}.jpg"), JPEG);
    let answer = person.ask(Method::POST, &path, &[("content-type", &multipart_type())], body).await.expect(201);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// Ids of work orders of a tenant whose title has a word.
async fn orders(portal: &TestPortal, tenant: TenantId, word: &str) -> Vec<String> {
    let scope = scope(&Actor::Engine { tenant });
    let mut conn = portal.cx().store.read(tenant).await.unwrap();
    let all = OrderQuery { page: 1, page_size: 100, ..OrderQuery::default() };
    let found = store::work_orders::list(&mut conn, &scope, &all).await.unwrap();
    let runs = RunFilter { rule: None, work_order: None, outcome: None, limit: 9, offset: 0 };
    assert!(store::runs::list(&mut conn, &scope, &runs).await.unwrap().is_empty(), "nothing ran yet");
    found.lines.iter().filter(|line| line.title.contains(word)).map(|line| line.id.to_string()).collect()
}

/// Ids of addresses and objects of the other customer and the other tenant.
async fn places(portal: &TestPortal) -> BTreeMap<&'static str, Vec<String>> {
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for (tenant, number) in [(portal.acme, "10002"), (portal.bolt, "1")] {
        let scope = scope(&Actor::Engine { tenant });
        let mut conn = portal.cx().store.read(tenant).await.unwrap();
        let customers = store::customers::list(&mut conn, &scope, 100, 0).await.unwrap();
        let customer = customers.into_iter().find(|customer| customer.number == number).unwrap().id;
        let addresses = store::addresses::list_for_customer(&mut conn, &scope, customer).await.unwrap();
        let objects = store::objects::list_for_customer(&mut conn, &scope, customer).await.unwrap();
        found.entry("address").or_default().extend(addresses.iter().map(|address| address.id.to_string()));
        found.entry("object").or_default().extend(objects.iter().map(|object| object.id.to_string()));
    }
    found
}
