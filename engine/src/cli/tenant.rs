//! `portico tenant`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand};

use super::{Failure, log};
use crate::{
    actions::{
        Context, Error,
        tenants::{self, TenantDocument},
    },
    app::{self, Sources},
    config::Config,
    store::{self, StoreError},
};

/// List the tenants of the database, and make one from a document.
#[derive(Args)]
pub struct Tenant {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the tenants with their portals.
    List,
    /// Make a tenant from a document, whole or not at all. A running server finds it within a few seconds.
    Import {
        /// TOML file with the tenant, its portals, catalogue, staff and customers, like those of the demonstration.
        file: PathBuf,
    },
}

impl Tenant {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        log(&config);
        let cx = app::context(&config, &Sources::real()).await?;
        match self.what {
            What::List => list(&cx).await?,
            What::Import { file } => import(&cx, &file).await?,
        }
        Ok(())
    }
}

async fn list(cx: &Context) -> anyhow::Result<()> {
    let mut conn = cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    let portals = store::portals::list_all(&mut conn).await?;
    for tenant in tenants {
        let own = portals.iter().filter(|portal| portal.tenant == tenant.id);
        let own: Vec<&str> = own.map(|portal| portal.slug.as_str()).collect();
        println!("{:<24} {:<40} {}", tenant.slug.as_str(), tenant.name, own.join(", "));
    }
    Ok(())
}

async fn import(cx: &Context, file: &Path) -> anyhow::Result<()> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| name.to_string())?;
    let document: TenantDocument = toml::from_str(&text).with_context(|| name.to_string())?;
    tenants::import(cx, &document).await.map_err(explain).with_context(|| name.to_string())?;
    println!("{} is there", document.tenant.name);
    for person in document.staff.iter().filter(|person| person.password.is_none()) {
        println!("give {} a password: portico user password {} {}", person.name, document.tenant.slug, person.email);
    }
    Ok(())
}

/// A refusal of the database in words for who wrote the document.
fn explain(error: Error) -> anyhow::Error {
    match error {
        Error::Store(StoreError::Conflict { table }) => {
            anyhow!("{table}: the document gives a name, number or host that is taken, here or in the database")
        }
        other => other.into(),
    }
}
