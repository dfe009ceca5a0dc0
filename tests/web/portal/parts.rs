//! Parts of a request that a role or a portal does not show: hidden on pages, in lists, in downloads and in mails alike, for who sees the
//! request itself.

use portico::{
    actions::roles::changes::{self, Saved, Wish},
    domain::{access::Actor, part::Part, role::Role, staff::StaffRole},
    store,
};
use serde_json::json;

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_photo_that_a_role_does_not_show_is_missing_everywhere_and_its_owner_keeps_it,
    a_document_stays_where_only_photos_are_hidden,
    a_visit_and_the_name_of_who_comes_are_hidden_on_every_page,
    what_a_portal_shows_to_nobody_no_role_gives_back,
    a_comment_and_its_mail_do_not_name_who_wrote_it_to_who_is_not_shown_names,
    a_new_role_shows_no_part,
    an_administrator_of_a_customer_gives_no_role_that_shows_more_than_hers,
);

const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";
const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n";

/// Lets a role show these parts and nothing else.
async fn show(portal: &TestPortal, slug: &str, parts: &[Part]) {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let known = store::catalogue::get(&mut conn).await.unwrap();
    let office = store::users::staff(&mut conn, &portal.scope()).await.unwrap().swap_remove(0);
    drop(conn);
    let role: Role = known.roles().iter().find(|role| role.slug.as_str() == slug).cloned().unwrap();
    let role_name = StaffRole::Administrator;
    let actor = Actor::Staff { tenant: portal.acme, user: office.id, name: office.name, role: role_name };
    let Role { name, sight, allows, denies, .. } = role.clone();
    let wish = Wish { name, sight, allows, denies, shows: parts.iter().copied().collect() };
    let saved = changes::edit(portal.cx(), &actor, &role.slug, &wish, "").await.unwrap();
    assert_eq!(saved, Saved::Done, "nobody sees more or fewer requests");
}

/// Sends a request with a file, and gives back its address and that of the file.
async fn sent_with(person: &Person, name: &str, bytes: &[u8]) -> (String, String) {
    let page = flow::begin(person).await;
    let page = flow::next(person, flow::problem(&page, "See there").attach("photos", name, bytes)).await;
    let page = flow::next(person, flow::place(&page)).await;
    let page = flow::next(person, flow::billing(&page)).await;
    let order = flow::order_of(&person.submit(&page.form("/send")).await.expect(303));
    let request = format!("/p/acme/requests/{order}");
    let page = person.get(&request).await.expect(200).page();
    (request, page.first(".file a").and_then(|link| link.attribute("href")).expect("it has a file").to_owned())
}

/// Whether somebody is told of a file, by the page of its request or at its own address. What is hidden answers as an id that nobody has.
async fn has(person: &Person, (request, file): (&str, &str), name: &str) -> bool {
    let page = person.get(request).await.expect(200).text();
    let id = file.rsplit('/').next().unwrap();
    let answer = person.get(file).await;
    if answer.status == 404 {
        let nobodys = person.get(&format!("/p/acme/files/{NOBODYS}")).await;
        assert_eq!(answer.normalised(&[id]), nobodys.normalised(&[NOBODYS]));
    }
    let told = [page.contains(name), page.contains(id), answer.status == 200];
    assert!(told.iter().all(|each| *each == told[0]), "{told:?}");
    told[0]
}

async fn a_photo_that_a_role_does_not_show_is_missing_everywhere_and_its_owner_keeps_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, rita) = (portal.customer("erika@drossel.example").await, portal.customer("rita@drossel.example").await);
    let (request, file) = sent_with(&erika, "boiler.jpg", JPEG).await;
    assert!(has(&rita, (&request, &file), "boiler.jpg").await);
    for slug in ["reader", "requester"] {
        show(&portal, slug, &[Part::Documents, Part::Planned, Part::Employee]).await;
    }
    assert!(!has(&rita, (&request, &file), "boiler.jpg").await);
    assert!(has(&erika, (&request, &file), "boiler.jpg").await, "it is her own");
    let sam = portal.staff("sam@acme.example").await;
    sam.get(&file.replace("/p/acme", "/office/acme")).await.expect(200);
}

async fn a_document_stays_where_only_photos_are_hidden(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, rita) = (portal.customer("erika@drossel.example").await, portal.customer("rita@drossel.example").await);
    let (request, file) = sent_with(&erika, "protocol.pdf", PDF).await;
    show(&portal, "reader", &[Part::Documents]).await;
    assert!(has(&rita, (&request, &file), "protocol.pdf").await);
    show(&portal, "reader", &[Part::Photos]).await;
    assert!(!has(&rita, (&request, &file), "protocol.pdf").await);
}

async fn a_visit_and_the_name_of_who_comes_are_hidden_on_every_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let found = erika.get("/p/acme/requests?filter=all&q=Drosselventil").await.expect(200).page();
    let links = found.all("a");
    let mut requests = links.iter().filter_map(|a| a.attribute("href").filter(|h| h.starts_with("/p/acme/requests/")));
    let request = requests.next_back().expect("a visit is planned").to_owned();
    let order = request.replace("/p/acme/requests", "/office/acme/orders");
    sam.post(&format!("{order}/assignee"), &[("assignee", "Wanda Werkt")]).await.expect(303);
    let pages = ["/p/acme/".to_owned(), request.clone()];
    let told = async || {
        let mut told = Vec::new();
        for page in &pages {
            told.push(erika.get(page).await.expect(200).text().contains("Wanda Werkt"));
        }
        told.push(erika.get(&format!("{request}/visit.ics")).await.status == 200);
        told
    };
    assert_eq!(told().await, [true, true, true]);
    show(&portal, "requester", &[Part::Planned]).await;
    assert_eq!(told().await, [false, false, true]);
    show(&portal, "requester", &[Part::Employee]).await;
    // The name stands beside the visit, so without the one there is no place for the other.
    assert_eq!(told().await, [false, false, false]);
    assert!(!erika.get("/p/acme/").await.expect(200).text().contains("visit.ics"));
    assert!(sam.get(&order).await.expect(200).text().contains("Wanda Werkt"), "nothing is lost");
}

async fn what_a_portal_shows_to_nobody_no_role_gives_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, rita) = (portal.customer("erika@drossel.example").await, portal.customer("rita@drossel.example").await);
    let (request, file) = sent_with(&erika, "boiler.jpg", JPEG).await;
    portal.set("acme", "display.photos", json!(false)).await;
    assert!(!has(&rita, (&request, &file), "boiler.jpg").await);
    portal.set("acme", "display.photos", json!(true)).await;
    assert!(has(&rita, (&request, &file), "boiler.jpg").await);
}

async fn a_comment_and_its_mail_do_not_name_who_wrote_it_to_who_is_not_shown_names(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let order = flow::sent(&erika, "x").await;
    let page = format!("/office/acme/orders/{order}");
    let name = "Sam";
    let write = async |words: &str| {
        let shown = sam.get(&page).await.expect(200);
        sam.submit(&shown.form("/comments").fill("text", words)).await.expect(303);
        portal.work().await;
        let mails = portal.mailbox().await;
        let mail = mails.into_iter().find(|mail| mail.text.contains(words)).expect("she is written to");
        let said = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page().texts(".said").join(" ");
        assert!(said.contains(words), "{said}");
        (mail.text.contains(name) || mail.html.contains(name) || mail.subject.contains(name), said.contains(name))
    };
    assert_eq!(write("We look at it").await, (true, true));
    show(&portal, "requester", &[Part::Photos, Part::Documents, Part::Planned]).await;
    assert_eq!(write("We come soon").await, (false, false));
}

async fn a_new_role_shows_no_part(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let form = sam.get("/office/acme/new-role").await.expect(200).main_form();
    let form = form.fill("role-slug", "books").fill("name-en", "Books").fill("sight", "customer");
    sam.submit(&form).await.expect(303);
    let list = sam.get("/office/acme/roles").await.expect(200).page().texts("table.people tbody tr");
    let books = list.iter().find(|row| row.contains("books")).unwrap();
    assert!(books.contains("Without photos, documents, visits and names"), "{books}");
    let form = sam.get("/office/acme/roles/books").await.expect(200).main_form().fill("shows", "photos");
    sam.submit(&form).await.expect(303);
    assert_eq!(sam.get("/office/acme/roles/books").await.expect(200).main_form().value("shows"), "photos");
}

async fn an_administrator_of_a_customer_gives_no_role_that_shows_more_than_hers(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let offered =
        async || jens.get("/p/acme/company/invitations").await.expect(200).text().contains("value=\"reader\"");
    assert!(offered().await);
    show(&portal, "customer-admin", &[Part::Photos]).await;
    assert!(!offered().await);
    show(&portal, "reader", &[Part::Photos]).await;
    assert!(offered().await);
}
