//! A small company with open requests, its clock in the test's hand, and its worker.

use std::time::Duration;

use portico::{
    actions::{Context, outbox, work_orders},
    app::App,
    config,
    domain::{
        access::{self, Actor, Scope},
        clock::FixedClock,
        event::EventKind,
        id::{TenantId, WorkOrderId},
        mail::Mail,
        staff::StaffRole,
    },
    jobs::Worker,
    store::{
        self,
        outbox::{OutboxStats, ParkedTask},
        work_orders::{OrderQuery, Sort},
    },
};

use super::peer::Peer;
use crate::cli::{company, program::Program};

pub struct World {
    pub app: App,
    pub clock: FixedClock,
    pub staff: Actor,
    pub orders: Vec<WorkOrderId>,
    pub worker: Worker,
    pub place: Program,
}

impl World {
    /// With so many open requests, each of another customer. `mail` sets how mail leaves.
    pub async fn new(requests: usize, mail: impl FnOnce(&mut config::Mail)) -> Self {
        Self::with(Program::new(), requests, mail).await
    }

    /// The same in a folder that already holds something.
    pub async fn with(place: Program, requests: usize, mail: impl FnOnce(&mut config::Mail)) -> Self {
        let clock = FixedClock::at("2026-03-02T09:00:00Z");
        let mut config = company::configuration(&place);
        mail(&mut config.mail);
        let mut app = App::build(config, company::sources(&clock), None).await.expect("the application can be built");
        let tenant = company::import(&app.state.cx, &company::document(requests, true)).await;
        app.refresh().await.unwrap();
        app.look().await.unwrap();
        let Company { staff, orders } = company(&app.state.cx, tenant).await;
        let worker = app.worker("test");
        Self { app, clock, staff, orders, worker, place }
    }

    /// Another company on the same installation, with one open request. Its mails go to `bolt.example`.
    pub async fn neighbour(&mut self) -> Company {
        let mut document = company::document(1, true);
        for slug in [&mut document.tenant.slug, &mut document.portals[0].slug, &mut document.flows[0].portal] {
            "bolt".clone_into(slug);
        }
        let (user, order) = (&mut document.customers[0].users[0], &mut document.work_orders[0]);
        (user.email, user.portal) = ("bea@bolt.example".into(), "bolt".into());
        (order.requester, order.portal) = (Some(user.email.clone()), Some("bolt".into()));
        let tenant = company::import(&self.app.state.cx, &document).await;
        self.app.refresh().await.unwrap();
        self.app.look().await.unwrap();
        company(&self.app.state.cx, tenant).await
    }

    /// Mail goes to a server on this machine, without TLS; one try takes a second at most.
    pub async fn with_peer(requests: usize, peer: &Peer) -> Self {
        let port = peer.port;
        Self::new(requests, |mail| smtp(mail, port)).await
    }

    pub fn scope(&self) -> Scope {
        access::scope(&self.staff)
    }

    /// The office accepts a request, which its customer gets a mail about.
    pub async fn accept(&self, order: usize) {
        work_orders::accept(&self.app.state.cx, &self.staff, self.orders[order]).await.unwrap();
    }

    /// The office writes to a customer.
    pub async fn comment(&self, order: usize, text: &str) {
        let cx = &self.app.state.cx;
        work_orders::comment(cx, &self.staff, self.orders[order], text.to_owned(), cx.id()).await.unwrap();
    }

    /// Time passes, and the worker does what can be done then.
    pub async fn later(&self, by: Duration) -> usize {
        self.clock.advance(by);
        self.work().await
    }

    pub async fn work(&self) -> usize {
        self.worker.drain().await.unwrap()
    }

    pub async fn mails(&self) -> Vec<Mail> {
        let mut conn = self.app.state.cx.store.read(self.staff.tenant()).await.unwrap();
        store::mails::list(&mut conn, &self.scope(), 100, 0).await.unwrap()
    }

    /// The only mail that there is.
    pub async fn mail(&self) -> Mail {
        let mut mails = self.mails().await;
        assert_eq!(mails.len(), 1, "{mails:#?}");
        mails.remove(0)
    }

    pub async fn stats(&self) -> OutboxStats {
        let mut conn = self.app.state.cx.store.platform_read().await.unwrap();
        store::outbox::stats(&mut conn).await.unwrap()
    }

    pub async fn parked(&self) -> Vec<ParkedTask> {
        let mut conn = self.app.state.cx.store.read(self.staff.tenant()).await.unwrap();
        store::outbox::list_parked(&mut conn, &self.scope()).await.unwrap()
    }

    /// A person of the office asks for another try.
    pub async fn retry(&self, task: &ParkedTask) {
        outbox::retry_now(&self.app.state.cx, &self.staff, task.id).await.unwrap();
    }

    /// How many events of a kind a work order has.
    pub async fn events(&self, order: usize, kind: EventKind) -> usize {
        let mut conn = self.app.state.cx.store.read(self.staff.tenant()).await.unwrap();
        let whole =
            store::work_orders::whole(&mut conn, &self.scope(), self.orders[order], None).await.unwrap().unwrap();
        whole.events.iter().filter(|event| event.kind == kind).count()
    }
}

/// Who works for a company, and its open requests.
pub struct Company {
    pub staff: Actor,
    pub orders: Vec<WorkOrderId>,
}

async fn company(cx: &Context, tenant: TenantId) -> Company {
    let mut conn = cx.store.read(tenant).await.unwrap();
    let olivia = "olivia@acme.example".parse().unwrap();
    let user = store::users::by_email(&mut conn, &olivia).await.unwrap().expect("the document has her");
    let staff = Actor::Staff { tenant, user: user.id, name: user.name, role: StaffRole::Administrator };
    let query = OrderQuery { sort: Sort::Oldest, page_size: 200, ..OrderQuery::default() };
    let mut lines = store::work_orders::list(&mut conn, &access::scope(&staff), &query).await.unwrap().lines;
    lines.sort_by_key(|line| line.number);
    Company { staff, orders: lines.iter().map(|line| line.id).collect() }
}

pub fn smtp(mail: &mut config::Mail, port: u16) {
    mail.transport = config::Transport::Smtp;
    mail.timeout_s = 1;
    "127.0.0.1".clone_into(&mut mail.smtp.host);
    mail.smtp.port = port;
    mail.smtp.tls = config::Tls::Off;
}
