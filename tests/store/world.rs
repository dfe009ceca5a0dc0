//! A small tenant with everything that records refer to, and builders for the records themselves.

use std::{str::FromStr, time::Duration};

use jiff::Timestamp;
use portico::{
    domain::{
        access::{self, Actor, CustomerActor, Scope},
        address::Address,
        clock::{Clock, FixedClock, SeededRandom},
        contact::Contact,
        customer::Customer,
        event::{Cause, Event, EventKind},
        file::StoredFile,
        flow::Flow,
        form::{Field, FieldKind, Form, Need, Step},
        id::{self, AddressId, CustomerId, MembershipId, StatusId, UserId, WorkOrderId},
        object::Object,
        outbox::{NewTask, Task},
        part::{Part, Parts},
        portal::Portal,
        role::{Permission, REQUESTER, Rights, Role, Sight},
        staff::StaffRole,
        status::{Category, Status},
        tenant::Tenant,
        text::Localised,
        user::{Membership, Seat, User},
        work_order::{Priority, WorkOrder},
        work_type::WorkType,
    },
    store::{self, Conn, Store, Writer},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

pub struct World {
    pub tenant: Tenant,
    pub portal: Portal,
    pub statuses: Vec<Status>,
    pub work_type: WorkType,
    pub flow: Flow,
    /// The customer that tests look through, and another one whose records it must not see.
    pub home: Household,
    pub other: Household,
    pub staff: User,
    pub clock: FixedClock,
    random: SeededRandom,
}

/// A customer with one of everything.
#[derive(Clone)]
pub struct Household {
    pub customer: Customer,
    pub address: Address,
    pub contact: Contact,
    pub object: Object,
    pub user: User,
    pub membership: Membership,
}

impl World {
    /// Makes a tenant called `name`; its ids depend on the name alone.
    pub async fn new(store: &Store, name: &str) -> Self {
        let seed = name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let clock = FixedClock::at("2026-03-02T08:00:00Z");
        let world = Self::build(name, clock, SeededRandom::new(seed));
        let mut tx = store.write(world.tenant.id).await.unwrap();
        world.write(&mut tx).await;
        tx.commit().await.unwrap();
        world
    }

    fn build(name: &str, clock: FixedClock, random: SeededRandom) -> Self {
        let tenant = tenant(name, id::new(&clock, &random));
        let portal = Portal {
            id: id::new(&clock, &random),
            tenant: tenant.id,
            slug: format!("{name}-portal").parse().unwrap(),
            host: Some(format!("{name}.example")),
            name: format!("Portal {name}"),
            language: "de".into(),
            theme: "default".parse().unwrap(),
            enabled: true,
            settings: map(json!({"theme.accent": "#0b4a6f", "welcome.title": {"de": "Grüß Gott"}})),
        };
        let statuses = Category::ALL.into_iter().zip(0..).map(|(category, position)| Status {
            id: id::new(&clock, &random),
            tenant: tenant.id,
            slug: slug(category.as_str()),
            category,
            name: Localised::new("de", &format!("intern {}", category.as_str())),
            customer_label: Localised::new("de", category.as_str()),
            position,
        });
        let statuses = statuses.collect();
        let work_type = WorkType {
            id: id::new(&clock, &random),
            tenant: tenant.id,
            slug: slug("repair"),
            name: Localised::new("de", "Reparatur"),
            form: form(&["description", "iban"]),
            version: 1,
        };
        let flow = Flow {
            id: id::new(&clock, &random),
            tenant: tenant.id,
            portal: portal.id,
            slug: slug("heating"),
            work_type: work_type.id,
            title: Localised::new("de", "Heizung geht nicht"),
            summary: Localised::default(),
            icon: "flame".into(),
            confirmation: Localised::new("de", "Wir rufen an"),
            position: 1,
            enabled: true,
        };
        let home = household("home", &tenant, &portal, (&clock, &random));
        let other = household("other", &tenant, &portal, (&clock, &random));
        let staff = user("ole", &tenant, id::new(&clock, &random));
        Self { tenant, portal, statuses, work_type, flow, home, other, staff, clock, random }
    }

    async fn write(&self, tx: &mut Writer) {
        store::tenants::insert(tx, &self.tenant).await.unwrap();
        store::portals::insert(tx, &self.portal).await.unwrap();
        store::roles::insert(tx, &requester(&self.tenant)).await.unwrap();
        for status in &self.statuses {
            store::statuses::insert(tx, status).await.unwrap();
        }
        store::work_types::insert(tx, &self.work_type).await.unwrap();
        store::flows::insert(tx, &self.flow).await.unwrap();
        for household in [&self.home, &self.other] {
            store::customers::insert(tx, &household.customer).await.unwrap();
            store::addresses::insert(tx, &household.address).await.unwrap();
            store::contacts::insert(tx, &household.contact).await.unwrap();
            store::objects::insert(tx, &household.object).await.unwrap();
            store::users::insert(tx, &household.user).await.unwrap();
            store::memberships::insert(tx, &household.membership, &[household.address.id]).await.unwrap();
        }
        store::users::insert(tx, &self.staff).await.unwrap();
        store::memberships::insert(tx, &office(&self.staff), &[]).await.unwrap();
    }

    /// Somebody else of the home, who looks after addresses of it.
    pub async fn colleague(&self, db: &Store, name: &str, sites: &[AddressId]) -> Household {
        let user = user(name, &self.tenant, self.id());
        let membership = Membership { id: self.id(), user: user.id, ..self.home.membership.clone() };
        let mut tx = db.write(self.tenant.id).await.unwrap();
        store::users::insert(&mut tx, &user).await.unwrap();
        store::memberships::insert(&mut tx, &membership, sites).await.unwrap();
        tx.commit().await.unwrap();
        Household { user, membership, ..self.home.clone() }
    }

    /// What the office sees.
    pub fn office(&self) -> Scope {
        access::scope(&Actor::Staff {
            tenant: self.tenant.id,
            user: self.staff.id,
            name: "Ole".into(),
            role: StaffRole::Administrator,
        })
    }

    /// What the user of a household sees who sees all of it.
    pub fn customer(&self, household: &Household) -> Scope {
        self.portal_user(household, Sight::Customer)
    }

    /// What the user of a household sees within a sight.
    pub fn portal_user(&self, household: &Household, sight: Sight) -> Scope {
        access::scope(&Actor::Customer(CustomerActor {
            tenant: self.tenant.id,
            portal: self.portal.id,
            user: household.user.id,
            customer: household.customer.id,
            membership: household.membership.id,
            rights: Rights { sight, permissions: Permission::ALL.into(), shows: Parts::ALL, hidden: Parts::NONE },
            name: household.user.name.clone(),
            seen_by: None,
        }))
    }

    pub fn id<T: From<Uuid>>(&self) -> T {
        id::new(&self.clock, &self.random)
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn status(&self, category: Category) -> StatusId {
        self.statuses.iter().find(|status| status.category == category).unwrap().id
    }

    /// A work order of a household, one minute later than everything before. Its number is still to be given.
    pub fn order(&self, household: &Household) -> WorkOrder {
        self.clock.advance(Duration::from_secs(60));
        WorkOrder {
            id: self.id(),
            tenant: self.tenant.id,
            number: 0,
            portal: Some(self.portal.id),
            customer: household.customer.id,
            requester: Some(household.user.id),
            flow: Some(self.flow.id),
            work_type: self.work_type.id,
            status: self.status(Category::Requested),
            priority: Priority::Normal,
            title: "Heizung geht nicht".into(),
            description: "Der Öltank ist leer.".into(),
            address: Some(household.address.id),
            object: Some(household.object.id),
            assignee: String::new(),
            values: map(
                json!({"description": "Der Öltank ist leer.", "iban": {"value": "DE00"}, "count": 3, "ok": true}),
            ),
            planned_from: None,
            planned_until: None,
            created_at: self.now(),
            updated_at: self.now(),
            closed_at: None,
        }
    }

    /// Stores a work order after `change`, with the next number.
    pub async fn add(&self, store: &Store, household: &Household, change: impl FnOnce(&mut WorkOrder)) -> WorkOrder {
        let mut order = self.order(household);
        let mut tx = store.write(self.tenant.id).await.unwrap();
        order.number = store::work_orders::next_number(&mut tx).await.unwrap();
        change(&mut order);
        store::work_orders::insert(&mut tx, &order).await.unwrap();
        tx.commit().await.unwrap();
        order
    }

    /// Stores a work order of the customer that tests look through.
    pub async fn add_order(&self, store: &Store) -> WorkOrder {
        self.add(store, &self.home, |_| {}).await
    }

    pub fn event(&self, work_order: WorkOrderId, kind: EventKind) -> Event {
        Event {
            id: self.id(),
            tenant: self.tenant.id,
            work_order,
            kind,
            at: self.now(),
            actor: portico::domain::access::ActorRef {
                kind: "customer".into(),
                user: Some(self.home.user.id),
                name: "Erika".into(),
            },
            data: map(json!({"text": "Grüße \u{1f600}", "number": 1001})),
            cause: Cause::default(),
        }
    }

    /// Stores an event.
    pub async fn add_event(&self, store: &Store, work_order: WorkOrderId, kind: EventKind) -> Event {
        let event = self.event(work_order, kind);
        let mut tx = store.write(self.tenant.id).await.unwrap();
        store::events::append(&mut tx, &event).await.unwrap();
        tx.commit().await.unwrap();
        event
    }

    pub fn file(&self, owner: UserId) -> StoredFile {
        StoredFile {
            id: self.id(),
            tenant: self.tenant.id,
            owner,
            work_order: None,
            name: "Foto – Öltank.jpg".into(),
            media_type: "image/jpeg".into(),
            size_bytes: 123_456_789_012,
            sha256: [7; 32],
            created_at: self.now(),
        }
    }

    pub fn task(&self, work_order: Option<WorkOrderId>) -> NewTask {
        NewTask { task: Task::Automate, work_order, payload: map(json!({"event": self.home.user.id.to_string()})) }
    }
}

/// The events of a work order that a scope shows, as its page gets them.
pub async fn timeline(conn: &mut Conn, scope: &Scope, order: WorkOrderId) -> Vec<Event> {
    store::work_orders::whole(conn, scope, order, None).await.unwrap().map(|whole| whole.events).unwrap_or_default()
}

/// The files of a work order that a scope shows, as its page gets them.
pub async fn files(conn: &mut Conn, scope: &Scope, order: WorkOrderId) -> Vec<StoredFile> {
    store::work_orders::whole(conn, scope, order, None).await.unwrap().map(|whole| whole.files).unwrap_or_default()
}

pub fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

pub fn slug(text: &str) -> portico::domain::text::Slug {
    portico::domain::text::Slug::from_str(text).unwrap()
}

/// A form of one step with a text field per key.
pub fn form(keys: &[&str]) -> Form {
    let field = |key: &&str| Field {
        key: (*key).into(),
        label: Localised::new("de", key),
        help: Localised::default(),
        kind: FieldKind::Text { max_length: 200, lines: 1 },
        need: Need::Required,
        show_if: portico::domain::form::Condition::default(),
        default: Value::Null,
        autocomplete: String::new(),
    };
    let step =
        Step { key: "what".into(), title: Localised::new("de", "Was?"), fields: keys.iter().map(field).collect() };
    Form { steps: vec![step] }
}

pub fn tenant(name: &str, id: portico::domain::id::TenantId) -> Tenant {
    Tenant {
        id,
        slug: slug(name),
        name: format!("{name} GmbH"),
        language: "de".into(),
        time_zone: "Europe/Berlin".into(),
        office_email: format!("office@{name}.example"),
    }
}

pub fn user(name: &str, tenant: &Tenant, id: UserId) -> User {
    User {
        id,
        tenant: tenant.id,
        email: format!("{name}@{}.example", tenant.slug).parse().unwrap(),
        name: name.to_owned(),
        language: "de".into(),
        password_hash: Some("$argon2id$x".into()),
        disabled_at: None,
    }
}

pub fn requester(tenant: &Tenant) -> Role {
    Role {
        tenant: tenant.id,
        slug: REQUESTER.parse().unwrap(),
        name: Localised::new("de", "Anfragen stellen"),
        position: 0,
        sight: Sight::Own,
        allows: Permission::ALL.into(),
        denies: [].into(),
        shows: Part::ALL.into(),
    }
}

pub fn office(staff: &User) -> Membership {
    // One per login, so its own id will do.
    Membership {
        id: MembershipId(staff.id.0),
        user: staff.id,
        tenant: staff.tenant,
        seat: Seat::Office(StaffRole::Administrator),
        closed_at: None,
    }
}

fn household(name: &str, tenant: &Tenant, portal: &Portal, (clock, random): (&FixedClock, &SeededRandom)) -> Household {
    let customer = Customer {
        id: id::new::<CustomerId>(clock, random),
        tenant: tenant.id,
        number: format!("K-{name}"),
        name: format!("Haushalt {name}"),
        phone: "+49 30 123".into(),
        email: format!("{name}@example.de"),
    };
    let address = Address {
        id: id::new(clock, random),
        tenant: tenant.id,
        customer: customer.id,
        label: String::new(),
        street: format!("Hafenstraße {}", name.len()),
        postcode: "20457".into(),
        city: "Hamburg".into(),
        country: "DE".into(),
    };
    let (id, email) = (id::new(clock, random), customer.email.clone());
    let contact =
        Contact { id, tenant: tenant.id, customer: customer.id, name: "Erika".into(), email, phone: String::new() };
    let object = Object {
        id: id::new(clock, random),
        tenant: tenant.id,
        customer: customer.id,
        address: Some(address.id),
        name: "Kessel".into(),
        kind: "Ölheizung".into(),
        serial: "S-1".into(),
    };
    let user = user(name, tenant, id::new(clock, random));
    let (portal, customer_id, roles) = (portal.id, customer.id, vec![REQUESTER.parse().unwrap()]);
    let seat = Seat::Portal { portal, customer: customer_id, contact: Some(contact.id), roles };
    let membership = Membership { id: id::new(clock, random), user: user.id, tenant: tenant.id, seat, closed_at: None };
    Household { customer, address, contact, object, user, membership }
}
