//! Who inside a customer sees whose requests, and who may only look: by roles and sites, at every address that leads to a request.

use portico::{
    actions::roles::{self, Wanted},
    domain::{
        access::Actor,
        form::{Form, Need},
        id::WorkOrderId,
    },
    store::StoreKind,
};
use sqlx::Executor;

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_requester_sees_her_own_requests_and_not_those_of_colleagues,
    a_site_manager_sees_the_requests_at_her_sites_beside_her_own,
    an_administrator_and_a_reader_see_all_requests_of_the_customer_and_of_no_other,
    who_may_only_look_is_offered_nothing_else_and_refused_it,
    what_a_role_denies_no_other_role_gives_back,
    a_role_that_is_taken_away_counts_from_the_next_request_on,
    a_visit_and_live_updates_are_for_those_who_see_the_request,
    a_request_that_names_equipment_alone_is_at_the_address_of_the_equipment,
    who_left_the_customer_is_not_written_to_any_more,
);

/// An id that nobody has.
const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";

/// Whether a person finds a request: in the list, by search, on the first page, and at its own addresses, all alike. What is not found
/// answers as an id that nobody has.
async fn finds(person: &Person, order: WorkOrderId, words: &str) -> bool {
    let id = order.to_string();
    let mut found = Vec::new();
    for path in ["/p/acme/requests?filter=all", &format!("/p/acme/requests?filter=all&q={words}"), "/p/acme/"] {
        found.push(person.get(path).await.expect(200).text().contains(&id));
    }
    for rest in ["", "/confirmation", "/visit.ics"] {
        let path = |id: &str| format!("/p/acme/requests/{id}{rest}");
        let nobodys = person.get(&path(NOBODYS)).await.expect(404).normalised(&[NOBODYS]);
        let answer = person.get(&path(&id)).await;
        // No visit is planned, so its calendar file is for nobody.
        if rest == "/visit.ics" {
            assert_eq!(answer.normalised(&[&id]), nobodys);
        } else {
            found.push(answer.normalised(&[&id]) != nobodys);
        }
    }
    let comment = [("text", "hello"), ("key", id.as_str())];
    let answer = person.post(&format!("/p/acme/requests/{id}/comments"), &comment).await;
    found.push(answer.status != 404);
    assert!(found.iter().all(|each| *each == found[0]), "{words}: {found:?}");
    found[0]
}

/// How many requests the list counts.
async fn counted(person: &Person) -> usize {
    let list = person.get("/p/acme/requests?filter=all").await.expect(200);
    let page = list.page();
    page.all("a").iter().filter(|a| a.attribute("href").is_some_and(is_request)).count()
}

fn is_request(href: &str) -> bool {
    href.strip_prefix("/p/acme/requests/").is_some_and(|id| id.parse::<WorkOrderId>().is_ok())
}

async fn a_requester_sees_her_own_requests_and_not_those_of_colleagues(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, ida) = (portal.customer("erika@drossel.example").await, portal.customer("ida@drossel.example").await);
    let order = flow::sent(&erika, "Erikas own words").await;
    assert!(finds(&erika, order, "Erikas").await);
    let before = counted(&ida).await;
    assert!(!finds(&ida, order, "Erikas").await);
    let own = flow::sent(&ida, "Idas own words").await;
    assert!(finds(&ida, own, "Idas").await && !finds(&erika, own, "Idas").await);
    assert_eq!(counted(&ida).await, before + 1);
}

async fn a_site_manager_sees_the_requests_at_her_sites_beside_her_own(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    // The first address of the form is the home, which Mia looks after; Ole looks after none.
    let order = flow::sent(&erika, "at home").await;
    let (mia, ole) = (portal.customer("mia@drossel.example").await, portal.customer("ole@drossel.example").await);
    assert!(finds(&mia, order, "home").await);
    assert!(!finds(&ole, order, "home").await);
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "at the hut")).await;
    let addresses = page.page();
    let hut =
        addresses.all("input[name=address]").get(1).and_then(|choice| choice.attribute("value")).unwrap().to_owned();
    let page = flow::next(&erika, page.main_form().fill("address", &hut).fill("phone", "030 5550009")).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let hut = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    assert!(!finds(&mia, hut, "hut").await, "the hut is not hers to look after");
    let own = flow::sent(&ole, "Oles own").await;
    assert!(finds(&ole, own, "Oles").await);
}

async fn an_administrator_and_a_reader_see_all_requests_of_the_customer_and_of_no_other(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let berta = portal.customer("berta@amsel.example").await;
    let (order, other) = (flow::sent(&erika, "ours").await, flow::sent(&berta, "theirs").await);
    let (jens, rita) = (portal.customer("jens@drossel.example").await, portal.customer("rita@drossel.example").await);
    assert!(finds(&jens, order, "ours").await && !finds(&jens, other, "theirs").await);
    for (order, sees) in [(order, true), (other, false)] {
        let list = rita.get("/p/acme/requests?filter=all").await.expect(200).text();
        assert_eq!(list.contains(&order.to_string()), sees);
        rita.get(&format!("/p/acme/requests/{order}")).await.expect(if sees { 200 } else { 404 });
    }
}

async fn who_may_only_look_is_offered_nothing_else_and_refused_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let rita = portal.customer("rita@drossel.example").await;
    only_looks(&rita, order).await;
    let own = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    assert!(own.page().first("#comment-text").is_some(), "her colleague may write");
}

async fn what_a_role_denies_no_other_role_gives_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    only_looks(&portal.customer("mute@drossel.example").await, order).await;
}

async fn only_looks(person: &Person, order: WorkOrderId) {
    for path in ["/p/acme/".to_owned(), "/p/acme/requests".to_owned(), format!("/p/acme/requests/{order}")] {
        let answer = person.get(&path).await.expect(200);
        let page = answer.page();
        assert!(page.all("a").iter().all(|a| a.attribute("href") != Some("/p/acme/new")), "{path}");
        assert!(page.first("#comment-text").is_none(), "{path}");
    }
    for path in ["/p/acme/new", "/p/acme/new/fault", &format!("/p/acme/new/fault/{NOBODYS}/step/problem")] {
        person.get(path).await.expect(403);
    }
    person.post(&format!("/p/acme/new/fault/{NOBODYS}/step/problem"), &[("symptom", "noise")]).await.expect(403);
    person.post(&format!("/p/acme/new/fault/{NOBODYS}/send"), &[]).await.expect(403);
    let comment = [("text", "hello"), ("key", NOBODYS)];
    person.post(&format!("/p/acme/requests/{order}/comments"), &comment).await.expect(403);
}

async fn a_role_that_is_taken_away_counts_from_the_next_request_on(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = jens.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    let actor = Actor::Engine { tenant: portal.acme };
    let give = async |roles: &[&str]| {
        let roles = roles.iter().map(|role| role.parse().unwrap()).collect();
        let wanted = Wanted { email: "jens@drossel.example".parse().unwrap(), portal: None, roles };
        roles::set(portal.cx(), &actor, &wanted, true).await.unwrap();
    };
    give(&["requester"]).await;
    jens.get(&page.asked).await.expect(404);
    jens.get("/p/acme/new").await.expect(200);
    give(&["reader"]).await;
    jens.get(&page.asked).await.expect(200);
    jens.get("/p/acme/new").await.expect(403);
    give(&["requester", "reader"]).await;
    jens.get(&page.asked).await.expect(200);
    jens.get("/p/acme/new").await.expect(200);
}

async fn a_visit_and_live_updates_are_for_those_who_see_the_request(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, ida) = (portal.customer("erika@drossel.example").await, portal.customer("ida@drossel.example").await);
    let found = erika.get("/p/acme/requests?filter=all&q=Drosselventil").await.expect(200);
    let page = found.page();
    let mut links = page.all("a").into_iter().filter_map(|a| a.attribute("href").filter(|href| is_request(href)));
    let planned = links.next_back().expect("a visit is planned").to_owned();
    let id = planned.rsplit('/').next().unwrap().to_owned();
    assert!(erika.get(&format!("{planned}/visit.ics")).await.expect(200).text().contains("BEGIN:VEVENT"));
    for rest in ["visit.ics", "events"] {
        let nobodys = ida.get(&format!("/p/acme/requests/{NOBODYS}/{rest}")).await.expect(404).normalised(&[NOBODYS]);
        let answer = ida.get(&format!("{planned}/{rest}")).await.expect(404);
        assert_eq!(answer.normalised(&[&id]), nobodys, "{rest}");
    }
}

async fn a_request_that_names_equipment_alone_is_at_the_address_of_the_equipment(database: &Database) {
    let portal = TestPortal::on(database).await;
    let hide = |form: &mut Form| {
        let address = form.steps.iter_mut().flat_map(|step| &mut step.fields).find(|field| field.key == "address");
        address.expect("the form asks where").need = Need::Hidden;
    };
    portal.change_form(portal.acme, hide).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "the boiler")).await;
    let objects = page.page();
    let boiler = objects.first("input[name=object]").and_then(|choice| choice.attribute("value")).unwrap().to_owned();
    let page = flow::next(&erika, page.main_form().fill("object", &boiler).fill("phone", "030 5550009")).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    // Mia looks after the home, where the boiler stands; Ole looks after nothing.
    assert!(finds(&portal.customer("mia@drossel.example").await, order, "boiler").await);
    assert!(!finds(&portal.customer("ole@drossel.example").await, order, "boiler").await);
}

async fn who_left_the_customer_is_not_written_to_any_more(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let sam = portal.staff("sam@acme.example").await;
    let comment = async |text: &str| {
        let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
        sam.submit(&page.form("/comments").fill("text", text)).await.expect(303);
        portal.work().await;
        portal.mailbox().await.iter().any(|mail| mail.text.contains(text))
    };
    assert!(comment("while she belongs").await);
    let leave = "delete from memberships where user_id in (select id from users where email = 'erika@drossel.example')";
    match database.kind() {
        StoreKind::Sqlite => database.raw_sqlite().await.execute(leave).await.map(|_| ()).unwrap(),
        StoreKind::Postgres => {
            let mut raw = database.raw_postgres().await;
            raw.execute("set app.platform = 'on'").await.unwrap();
            raw.execute(leave).await.map(|_| ()).unwrap();
        }
    }
    assert!(!comment("after she left").await);
}
