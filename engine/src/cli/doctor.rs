//! `portico doctor`.

use std::{net::TcpListener, path::Path};

use clap::Args;

use super::Failure;
use crate::{
    actions::identity_providers::{Provider, Providers},
    app::{self, Sources},
    config::Config,
    domain::{
        access::{Actor, scope},
        tenant::Tenant,
    },
    mail::Transport,
    store::{self, Store},
};

/// Find out why something does not work: folders, database, audit logs, identity providers, mail, addresses, and what to do about it.
#[derive(Args)]
pub struct Doctor {}

impl Doctor {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let mut sick = 0;
        let mut say = |name: &str, result: Result<String, String>| match result {
            Ok(detail) => println!("ok      {name}: {detail}"),
            Err(why) => {
                sick += 1;
                println!("FAILED  {name}: {why}");
            }
        };
        say("configuration", Ok("read, no unknown keys".to_owned()));
        say("address", address(&config));
        say("listen", listen(&config));
        for (name, folder) in [
            ("themes", &config.extensions.themes),
            ("scripts", &config.extensions.scripts),
            ("plugins", &config.extensions.plugins),
        ] {
            say(name, readable(folder));
        }
        say("uploads", writable(&config.files.path));
        say("cache", writable(&config.extensions.cache));
        match database(&config).await {
            Ok((store, tenants)) => {
                say("database", Ok(format!("{:?} with {} tenants", store.kind(), tenants.len()).to_lowercase()));
                for tenant in tenants {
                    say(&format!("audit log of {}", tenant.slug), audit_log(&store, &tenant).await);
                }
                match Providers::new(&config.identity_providers) {
                    Ok(providers) => {
                        for provider in providers.all() {
                            let name = format!("identity provider {}", provider.name);
                            say(&name, identity_provider(&store, provider).await);
                        }
                    }
                    Err(why) => say("identity providers", Err(why)),
                }
            }
            Err(why) => say("database", Err(why)),
        }
        say(
            "mail",
            Transport::new(&config.mail).map(|_| format!("transport {:?}", config.mail.transport).to_lowercase()),
        );
        if sick == 0 { Ok(()) } else { Err(Failure::Told) }
    }
}

/// Browsers keep our sign-in cookies only over HTTPS, or on this machine itself.
fn address(config: &Config) -> Result<String, String> {
    let url = &config.server.public_url;
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let is_local = ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
        let after = rest.strip_prefix(host);
        after.is_some_and(|after| after.is_empty() || after.starts_with(':'))
    });
    if url.starts_with("https://") || is_local {
        return Ok(url.clone());
    }
    Err(format!(
        "server.public_url is {url}: nobody can sign in without HTTPS; put a proxy with a certificate in front"
    ))
}

fn listen(config: &Config) -> Result<String, String> {
    let address = config.server.listen;
    match TcpListener::bind(address) {
        Ok(_) => Ok(format!("{address} is free")),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Ok(format!("{address} is in use, perhaps by Portico itself"))
        }
        Err(error) => Err(format!("server.listen {address}: {error}")),
    }
}

fn readable(folder: &Path) -> Result<String, String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}; create it or set [extensions]", folder.display()))?;
    Ok(format!("{} with {} entries", folder.display(), entries.count()))
}

fn writable(folder: &Path) -> Result<String, String> {
    let probe = folder.join(format!(".portico-doctor-{}", std::process::id()));
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&probe, b"probe"));
    // Removing the probe is courtesy; that it was written is the answer.
    let _ = std::fs::remove_file(&probe);
    written
        .map(|()| format!("{} can be written", folder.display()))
        .map_err(|error| format!("{}: {error}", folder.display()))
}

/// The database, looked over, with its tenants.
async fn database(config: &Config) -> Result<(Store, Vec<Tenant>), String> {
    let mut config = config.clone();
    config.database.migrate = false;
    let store = app::open_store(&config).await.map_err(|error| format!("{error:#}"))?;
    store.check().await.map_err(|error| error.to_string())?;
    let pending = store.pending_migrations().await.map_err(|error| error.to_string())?;
    if !pending.is_empty() {
        return Err(format!("{} migrations are pending; run: portico migrate", pending.len()));
    }
    let mut conn = store.platform_read().await.map_err(|error| error.to_string())?;
    let tenants = store::tenants::list(&mut conn).await.map_err(|error| error.to_string())?;
    drop(conn);
    Ok((store, tenants))
}

/// Whether the chain of a tenant's audit log holds from its first entry to its last.
async fn audit_log(store: &Store, tenant: &Tenant) -> Result<String, String> {
    let mut conn = store.read(tenant.id).await.map_err(|error| error.to_string())?;
    let found = store::audit::verify(&mut conn).await.map_err(|error| error.to_string())?;
    match found.broken_at {
        None => Ok(format!("{} entries, the chain holds", found.intact)),
        Some(position) => Err(format!(
            "the chain breaks at entry {position}: it, or one before it, was changed, removed or put in past Portico; \
             compare with a backup"
        )),
    }
}

/// Whether what a provider's section names is there, and whether the provider answers as it says.
async fn identity_provider(store: &Store, provider: &Provider) -> Result<String, String> {
    let (name, configured) = (&provider.name, &provider.configured);
    let wrong = |key: &str, what: String| Err(format!("identity_providers.{name}.{key}: {what}"));
    let mut conn = store.platform_read().await.map_err(|error| error.to_string())?;
    let portals = store::portals::list_all(&mut conn).await.map_err(|error| error.to_string())?;
    drop(conn);
    let Some(portal) = portals.iter().find(|portal| portal.slug == configured.portal) else {
        return wrong("portal", format!("there is no portal {}", configured.portal));
    };
    if !configured.customer.is_empty() {
        let scope = scope(&Actor::Engine { tenant: portal.tenant });
        let mut conn = store.read(portal.tenant).await.map_err(|error| error.to_string())?;
        let found = store::customers::by_number(&mut conn, &scope, &configured.customer).await;
        if found.map_err(|error| error.to_string())?.is_none() {
            return wrong("customer", format!("{} has no customer {}", configured.portal, configured.customer));
        }
    }
    match provider.look(&*Sources::real().clock).await {
        Ok(()) => Ok(format!("{} answers with documents and keys", configured.issuer)),
        Err(error) => wrong("issuer", error.to_string()),
    }
}
