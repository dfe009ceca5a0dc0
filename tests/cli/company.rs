//! A small company in a database, made through the same action that the demonstration uses.

use std::sync::Arc;

use portico::{
    actions::{
        self,
        tenants::{
            self, TenantDocument,
            document::{CustomerPart, UserPart, WorkOrderPart},
        },
    },
    app::{self, Sources},
    config::Config,
    domain::id::TenantId,
};

use super::program::Program;

/// Password of every login that has one.
pub const PASSWORD: &str = "correct horse";

/// The company with so many customers, each with one login, and one open request of each when asked for.
pub fn document(customers: usize, with_requests: bool) -> TenantDocument {
    let mut document: TenantDocument = toml::from_str(include_str!("company.toml")).expect("the document is valid");
    for n in 0..customers {
        let user = UserPart {
            email: email(n),
            name: format!("Customer {n}"),
            portal: "acme".into(),
            language: None,
            password: Some(PASSWORD.into()),
            roles: Vec::new(),
            sites: Vec::new(),
        };
        document.customers.push(CustomerPart {
            number: format!("C-{n}"),
            name: format!("Household {n}"),
            phone: String::new(),
            email: String::new(),
            addresses: Vec::new(),
            contacts: Vec::new(),
            objects: Vec::new(),
            users: vec![user],
        });
        if with_requests {
            document.work_orders.push(request(n));
        }
    }
    document
}

fn request(customer: usize) -> WorkOrderPart {
    let text = format!(
        "customer = \"C-{customer}\"\nportal = \"acme\"\nrequester = \"{}\"\nflow = \"fault\"\nwork_type = \"repair\"\n\
         status = \"new\"\ntitle = \"Request {customer}\"\nhours_ago = 1\n",
        email(customer)
    );
    toml::from_str(&text).expect("the part is valid")
}

/// Mail address of the login of a customer.
pub fn email(customer: usize) -> String {
    format!("c{customer}@home.example")
}

/// The configuration of a program that runs in its folder, with absolute paths.
pub fn configuration(program: &Program) -> Config {
    let mut config = Config::default();
    config.database.url = format!("sqlite:{}", program.path("data/portico.db").display());
    config.files.path = program.path("data/files");
    config.extensions.themes = program.path("themes");
    config.extensions.scripts = program.path("scripts");
    config.extensions.plugins = program.path("plugins");
    config.extensions.cache = program.path("data/cache");
    config.mail.folder = program.path("data/mail");
    config
}

/// Imports a document into a context's database.
pub async fn import(cx: &actions::Context, document: &TenantDocument) -> TenantId {
    tenants::import(cx, document).await.expect("the document can be imported")
}

/// Makes a program's database with a document in it, and closes it again.
pub async fn seed(program: &Program, document: &TenantDocument) {
    let cx = app::context(&configuration(program), &Sources::real()).await.expect("a fresh database can be made");
    import(&cx, document).await;
    let store = cx.store.clone();
    drop(cx);
    store.close().await.expect("nobody else uses the database");
}

/// The same for tests that are not asynchronous.
pub fn seed_now(program: &Program, document: &TenantDocument) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(seed(program, document));
}

/// Time and randomness of a test.
pub fn sources(clock: &portico::domain::clock::FixedClock) -> Sources {
    Sources { clock: Arc::new(clock.clone()), random: Arc::new(portico::domain::clock::SeededRandom::new(7)) }
}
