//! Every kind of person, each in front of a browser, and the things of Erika that they ask for.

use portico::{
    domain::{
        access::{Actor, Verb, scope},
        outbox::Task,
        routes::{office as o, path, portal as p},
        staff::StaffRole,
    },
    store::{self, work_orders::OrderQuery},
};

use crate::support::{databases::Database, flow, invitation, look, person::Person, portal::TestPortal};

/// An id that nobody has.
pub const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";
/// The beginning of a JPEG, which is what its type is told by.
pub const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";

pub struct Visitor {
    pub name: &'static str,
    pub browser: Person,
    is_in: bool,
    /// Whether she sees what Erika asked for.
    pub sees: bool,
    /// Whether her roles let her send requests and write.
    pub writes: bool,
    /// Whether her portal has the flow that Erika used.
    pub has_flow: bool,
    /// Whether the draft is hers.
    pub drafted: bool,
    /// Leaves what she may do to somebody else who may: done twice it would be something else.
    pub gives_way: bool,
    /// What she is in an office.
    role: Option<StaffRole>,
    /// Whether she looks after the colleagues of Erika.
    pub administers: bool,
    /// Whether this is staff who see the portal as Erika does.
    pub looks: bool,
}

impl Visitor {
    pub fn may(&self, verb: Verb) -> bool {
        self.role.is_some_and(|role| role.may(verb))
    }

    pub fn is_in_at(&self, door: &str) -> bool {
        self.is_in && self.browser.base == door
    }
}

/// Ids of what is Erika's, or about her.
pub struct World {
    pub portal: TestPortal,
    /// Id of Acme's portal.
    pub portal_id: String,
    pub visitors: Vec<Visitor>,
    planned: String,
    sent: String,
    file: String,
    draft: String,
    customer: String,
    user: String,
    /// Somebody who may be erased: nobody needs her any more when the office's pages are asked for.
    erasable: String,
    run: String,
    task: String,
    /// Kim's place in the office.
    kim: String,
    colleague: String,
    offer: String,
}

impl World {
    pub async fn on(database: &Database) -> Self {
        let portal = TestPortal::with(database, |config| {
            config.security.account_burst = 10_000;
            config.security.links_per_address = 10_000;
            config.security.links_per_mailbox = 10_000;
        })
        .await;
        let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
        let (sent, file) = with_photo(&erika).await;
        let draft = draft(&erika).await;
        portal.work().await;
        let run = portal.runs().await[0].id.to_string();
        let task = parked(&portal, &erika).await;
        let customer = last(&invitation::card(&sam, "Drossel").await);
        // Ole's login is closed while he is signed in.
        let ole = portal.customer("ole@drossel.example").await;
        let closed = invitation::user_page(&sam, "ole@drossel.example").await;
        sam.post(&format!("{closed}/access"), &[("open", "no")]).await.expect(303);
        let kim = last(&kims_page(&sam).await);
        let erasable = last(&invitation::user_page(&sam, "ida@drossel.example").await);
        let planned = planned(&portal).await;
        let portal_id = portal_id(&portal).await;
        let colleague = last(&invitation::user_page(&sam, "ida@drossel.example").await);
        let offer = offer(&portal).await;
        let visitors = visitors(&portal, (erika, sam, ole)).await;
        let user = last(&closed);
        Self {
            portal,
            portal_id,
            visitors,
            planned,
            sent,
            file,
            draft,
            customer,
            user,
            erasable,
            run,
            task,
            kim,
            colleague,
            offer,
        }
    }

    /// The address of a route at a door, with `id` in place of the thing of Erika that it names.
    pub fn address(&self, door: &str, pattern: &str, id: Option<&str>) -> String {
        let own = if door.starts_with("/office") { self.id_in_office(pattern) } else { self.id_at_portal(pattern) };
        let filled = pattern.replace("{id}", id.unwrap_or(own)).replace("{draft}", &self.draft);
        let filled = filled.replace("{flow}", "fault").replace("{step}", "problem").replace("{*path}", "site.css");
        let filled = filled.replace("{secret}", "cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj");
        let filled = filled.replace("{provider}", "nobodys").replace("{role}", "requester");
        assert!(!filled.contains('{'), "a new kind of placeholder in {pattern} needs a value here");
        path(door, &filled, &[])
    }

    /// The browser of a kind of person.
    pub fn visitor(&self, name: &str) -> &Person {
        &self.visitors.iter().find(|visitor| visitor.name == name).expect("it is one of the kinds").browser
    }

    /// The id of the thing of Erika that a route names.
    pub fn id(&self, door: &str, pattern: &str) -> &str {
        if door.starts_with("/office") { self.id_in_office(pattern) } else { self.id_at_portal(pattern) }
    }

    fn id_at_portal(&self, pattern: &str) -> &str {
        match pattern {
            p::FILE => &self.file,
            p::OFFER | p::OFFER_MAIL | p::OFFER_REVOCATION => &self.offer,
            pattern if pattern.starts_with(p::COLLEAGUE) => &self.colleague,
            _ => &self.planned,
        }
    }

    fn id_in_office(&self, pattern: &str) -> &str {
        match pattern {
            o::FILE => &self.file,
            o::RUN => &self.run,
            o::RETRY => &self.task,
            pattern if pattern.starts_with(o::STAFF) => &self.kim,
            o::USER_ERASURE => &self.erasable,
            pattern if pattern.starts_with(o::CUSTOMERS) => &self.customer,
            pattern if pattern.starts_with(o::USERS) => &self.user,
            _ => &self.sent,
        }
    }
}

impl Visitor {
    /// Somebody who is signed in, may send requests, and has nothing to do with Erika's.
    fn new(name: &'static str, browser: Person) -> Self {
        Self {
            name,
            browser,
            is_in: true,
            sees: false,
            writes: true,
            has_flow: true,
            drafted: false,
            gives_way: false,
            role: None,
            administers: false,
            looks: false,
        }
    }
}

async fn visitors(portal: &TestPortal, (erika, sam, ole): (Person, Person, Person)) -> Vec<Visitor> {
    let at = async |name, base: &str, email: &str| Visitor::new(name, portal.somebody(base, email).await);
    let admin = Some(StaffRole::Administrator);
    let staff = async |name, email: &str, role| Visitor {
        sees: true,
        role: Some(role),
        ..at(name, "/office/acme", email).await
    };
    let look = look::begin(portal, &portal.staff("sam@acme.example").await, "erika@drossel.example").await;
    let colleague = async |name, email: &str| at(name, "/p/acme", email).await;
    vec![
        Visitor { is_in: false, ..Visitor::new("nobody", portal.browser("/p/acme")) },
        colleague("colleague", "ida@drossel.example").await,
        Visitor { sees: true, ..colleague("site manager", "mia@drossel.example").await },
        Visitor { sees: true, administers: true, ..colleague("customer administrator", "jens@drossel.example").await },
        Visitor { sees: true, writes: false, ..colleague("reader", "rita@drossel.example").await },
        Visitor { sees: true, writes: false, ..colleague("on hold", "mute@drossel.example").await },
        Visitor { has_flow: false, ..at("of another portal", "/p/acme-garden", "gerd@meise.example").await },
        colleague("of another customer", "berta@amsel.example").await,
        at("of another tenant", "/p/bolt", "carla@zeisig.example").await,
        Visitor { is_in: false, ..Visitor::new("closed login", ole) },
        Visitor { role: admin, ..at("staff of another tenant", "/office/bolt", "bob@bolt.example").await },
        staff("reader in the office", "rolf@acme.example", StaffRole::Reader).await,
        Visitor { gives_way: true, ..staff("coordinator", "cora@acme.example", StaffRole::Coordinator).await },
        Visitor { sees: true, role: admin, ..Visitor::new("staff", sam) },
        Visitor { sees: true, looks: true, ..Visitor::new("who looks as she who asked", look) },
        Visitor { sees: true, drafted: true, ..Visitor::new("who asked", erika) },
    ]
}

async fn kims_page(sam: &Person) -> String {
    let team = sam.get("/office/acme/staff").await.expect(200).page();
    let kim = team.all("table.people tbody th a").into_iter().find(|link| link.text() == "Kim Office");
    kim.and_then(|link| link.attribute("href")).expect("Kim works there").to_owned()
}

fn last(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Something that an administrator has offered.
async fn offer(portal: &TestPortal) -> String {
    let jens = portal.customer("jens@drossel.example").await;
    let form = jens.get("/p/acme/company/invitations").await.expect(200).form("/company/invitations");
    jens.submit(&form.fill("name", "Nora Neu").fill("email", "nora@drossel.example")).await.expect(303);
    let list = jens.get("/p/acme/company").await.expect(200).form("/mail");
    list.action.split('/').nth(5).expect("the address names the offer").to_owned()
}

/// A request with a photo, and the photo.
async fn with_photo(erika: &Person) -> (String, String) {
    let page = flow::begin(erika).await;
    let page = flow::next(erika, flow::problem(&page, "See the photo").attach("photos", "photo.jpg", JPEG)).await;
    let page = flow::next(erika, flow::place(&page)).await;
    let page = flow::next(erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303)).to_string();
    let shown = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    let file =
        last(shown.first(".file a").and_then(|link| link.attribute("href")).expect("the request shows its file"));
    (order, file)
}

/// A draft whose first step is filled.
async fn draft(erika: &Person) -> String {
    let page = flow::begin(erika).await;
    let action = page.main_form().action;
    erika.submit(&flow::problem(&page, "Not sent yet").press("go", "next")).await.expect(303);
    action.split('/').nth(5).expect("the address of a step names its draft").to_owned()
}

/// The request for which a visit is planned.
async fn planned(portal: &TestPortal) -> String {
    let scope = scope(&Actor::Engine { tenant: portal.acme });
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let all = OrderQuery { page: 1, page_size: 100, ..OrderQuery::default() };
    let found = store::work_orders::list(&mut conn, &scope, &all).await.unwrap();
    found
        .lines
        .iter()
        .find(|line| line.title == "Drosselventil tauschen")
        .expect("it is in the document")
        .id
        .to_string()
}

/// A task that was given up.
async fn parked(portal: &TestPortal, erika: &Person) -> String {
    flow::sent(erika, "Given up").await;
    let mut tx = portal.cx().store.platform_write().await.unwrap();
    let claimed = store::outbox::claim(&mut tx, "w", portal.cx().now(), Task::Automate, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    store::outbox::park(&mut tx, &claimed[0], "it broke").await.unwrap();
    tx.commit().await.unwrap();
    claimed[0].id.to_string()
}

async fn portal_id(portal: &TestPortal) -> String {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let portals = store::portals::list(&mut conn).await.unwrap();
    portals.iter().find(|portal| portal.slug.as_str() == "acme").expect("it is in the document").id.to_string()
}
