//! `portico demo`: three companies that look nothing alike, in a folder of their own. Nothing of it leaves this machine.

use std::{collections::HashMap, path::PathBuf};

use anyhow::Context;
use clap::Args;

use super::{Failure, asked_to_stop, log};
use crate::{
    actions::tenants::{self, TenantDocument},
    app::{self, App, Sources},
    config::{self, Config},
    domain::routes::{path, platform},
    store,
    views::{demo::DemoPortal, sign_in::DemoLogin},
    web::{self, Listener},
};

/// The companies.
const DOCUMENTS: [(&str, &str); 3] = [
    ("nordwind.toml", include_str!("demo/nordwind.toml")),
    ("vankade.toml", include_str!("demo/vankade.toml")),
    ("brightside.toml", include_str!("demo/brightside.toml")),
];

/// Serve a demonstration: three companies with customers, requests, rules and plugins, kept in a folder of its own.
///
/// Mails stay here and can be read in the browser.
#[derive(Args)]
pub struct Demo {
    /// Port to listen on; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder for the demonstration's database, files and mails.
    #[arg(long, value_name = "FOLDER", default_value = ".demo")]
    data: PathBuf,
    /// Begin anew: remove what an earlier demonstration left in the folder.
    #[arg(long)]
    fresh: bool,
}

impl Demo {
    pub async fn run(self, mut config: Config) -> Result<(), Failure> {
        if config.log.level == config::Log::default().level {
            // What was saved is told, also when it is live again.
            "warn,portico::reload=info".clone_into(&mut config.log.level);
        }
        log(&config);
        // First of all: a demonstration that runs on the port uses what a fresh one would remove.
        let listener =
            Listener::bind(&format!("127.0.0.1:{}", self.port)).await.with_context(|| format!("port {}", self.port))?;
        if self.fresh {
            self.clear()?;
        }
        let address = listener.address().map_err(anyhow::Error::from)?;
        self.settle(&mut config, address.port())?;
        let sources = Sources::real();
        let cx = app::context(&config, &sources).await?;
        let documents = documents()?;
        fill(&cx, &documents).await?;
        let demo = describe(&cx, &documents, &config).await?;
        let app = App::with(config, cx, Some(demo.clone())).await?;
        let stop = asked_to_stop()?;
        print(&demo, address.port());
        app.run(listener, stop).await?;
        Ok(())
    }

    /// Removes what a demonstration makes, and nothing else that may lie in the folder.
    fn clear(&self) -> Result<(), Failure> {
        for name in ["portico.db", "portico.db-wal", "portico.db-shm", "portico.key", "files", "cache", "mail"] {
            let path = self.data.join(name);
            let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            match removed {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(anyhow::Error::new(error).context(path.display().to_string()).into());
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Everything of the demonstration is in its folder, and sign-ins from one machine are not slowed down.
    fn settle(&self, config: &mut Config, port: u16) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.data).with_context(|| self.data.display().to_string())?;
        config.server.public_url = format!("http://localhost:{port}");
        config.database.url = format!("sqlite:{}", self.data.join("portico.db").display());
        config.files.path = self.data.join("files");
        config.extensions.cache = self.data.join("cache");
        config.mail.transport = config::Transport::Folder;
        config.mail.folder = self.data.join("mail");
        config.security.sign_in_burst = 1_000;
        config.security.key_file = self.data.join("portico.key");
        // Everybody may be the office here, by a password that is printed; a second factor would protect nothing.
        config.security.staff_second_factor = config::SecondFactor::Optional;
        Ok(())
    }
}

fn documents() -> anyhow::Result<Vec<TenantDocument>> {
    DOCUMENTS.iter().map(|(name, text)| toml::from_str(text).with_context(|| (*name).to_owned())).collect()
}

/// Makes the tenants that are not there yet.
async fn fill(cx: &crate::actions::Context, documents: &[TenantDocument]) -> anyhow::Result<()> {
    let mut conn = cx.store.platform_read().await?;
    let known = store::tenants::list(&mut conn).await?;
    drop(conn);
    for document in documents {
        if !known.iter().any(|tenant| tenant.slug.as_str() == document.tenant.slug) {
            tenants::import(cx, document).await.with_context(|| document.tenant.name.clone())?;
        }
    }
    Ok(())
}

async fn describe(
    cx: &crate::actions::Context,
    documents: &[TenantDocument],
    config: &Config,
) -> anyhow::Result<web::Demo> {
    let mut conn = cx.store.platform_read().await?;
    let known = store::tenants::list(&mut conn).await?;
    let mut logins: HashMap<String, Vec<DemoLogin>> = HashMap::new();
    let mut portals = Vec::new();
    for document in documents {
        let slug = &document.tenant.slug;
        let login = |name: &str, email: &str, password: &Option<String>| DemoLogin {
            name: name.to_owned(),
            email: email.to_owned(),
            password: password.clone().unwrap_or_default(),
        };
        let staff: Vec<_> = document.staff.iter().map(|p| login(&p.name, &p.email, &p.password)).collect();
        let users = document.customers.iter().flat_map(|customer| &customer.users);
        let people: Vec<_> = users.map(|p| login(&p.name, &p.email, &p.password)).collect();
        logins.insert(format!("o-{slug}"), staff.clone());
        let door = |pattern, name: &str| format!("{}/", path("", pattern, &[name]));
        for portal in &document.portals {
            logins.insert(format!("p-{}", portal.slug), people.clone());
            portals.push(DemoPortal {
                name: portal.name.clone(),
                slug: slug.clone(),
                theme: portal.theme.clone(),
                language: portal.language.clone(),
                href: door(platform::PORTAL_DOOR, &portal.slug),
                office_href: door(platform::OFFICE_DOOR, slug),
                accent: portal.settings.get("theme.accent").and_then(|v| v.as_str()).map(str::to_owned),
                people: people.clone(),
                staff: staff.clone(),
            });
        }
    }
    let folders = [&config.extensions.themes, &config.extensions.scripts, &config.extensions.plugins];
    Ok(web::Demo {
        portals,
        tenants: known.into_iter().map(web::DemoTenant::from).collect(),
        logins,
        folders: folders.map(|folder| folder.display().to_string()).to_vec(),
    })
}

fn about(tenant: &str) -> &'static str {
    match tenant {
        "nordwind" => "Heat pumps and heating service in Lübeck",
        "vankade" => "Family installer in Utrecht",
        _ => "Facility management in London",
    }
}

fn print(demo: &web::Demo, port: u16) {
    let root = format!("http://localhost:{port}");
    println!("\nPortico is running: {root}/\n");
    for portal in &demo.portals {
        println!("  {}  ({})", portal.name, about(&portal.slug));
        println!("    portal   {root}{}", portal.href);
        for person in portal.people.iter().take(2) {
            println!("             {}  {}", person.email, person.password);
        }
        println!("    office   {root}{}", portal.office_href);
        for person in portal.staff.iter().take(1) {
            println!("             {}  {}", person.email, person.password);
        }
    }
    println!(
        "\n  Passwords are known to everybody, so the office needs no second factor here (security.staff_second_factor)."
    );
    println!("\n  mails    {root}/demo/mail");
    println!("  Change a file in {} and reload the page. Stop with Ctrl-C.\n", demo.folders.join(", "));
    // Programs that start the demonstration wait for this line.
    println!("ready http://127.0.0.1:{port}");
}
