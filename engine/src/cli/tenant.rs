//! `portico tenant`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};
use portico_host::diagnostic::{Diagnostic, Severity};

mod lacking;
mod place;

use super::{Failure, log, with_database};
use crate::{
    actions::{
        Context, Error,
        tenants::{self, TenantDocument},
    },
    config::{self, Config},
    store::{self, StoreError},
};

/// List the tenants of the database, make one from a document, and bring it to what the document says later.
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
    /// Change a tenant to what its document says: portals, roles, statuses, fields, work types and flows. All of it or nothing.
    Apply {
        /// TOML file as for `import`. People, customers and work orders in it are left as they are.
        file: PathBuf,
        /// Only say what would be changed.
        #[arg(long)]
        dry_run: bool,
        /// Agree that people may and see something else afterwards.
        #[arg(long)]
        yes: bool,
    },
    /// Print the document of a tenant, as `apply` takes it: everything but people, customers and work orders.
    Export {
        /// Name of the tenant.
        tenant: String,
        /// Write it to this file instead.
        #[arg(long)]
        output: Option<PathBuf>,
    },
}

impl Tenant {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        log(&config);
        with_database(&config, async |cx| match self.what {
            What::List => list(cx).await,
            What::Import { file } => import(cx, &file, &config).await,
            What::Apply { file, dry_run, yes } => apply(cx, &file, (dry_run, yes), &config).await,
            What::Export { tenant, output } => export(cx, &tenant, output.as_deref()).await,
        })
        .await
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

/// A document with its text, in which mistakes have a place.
struct Written {
    name: String,
    text: String,
    document: TenantDocument,
}

impl Written {
    fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
        let document = toml::from_str(&text).map_err(|error| said(&config::toml_error(&name, &text, &error)))?;
        Ok(Self { name, text, document })
    }

    /// Tells what the document names and this installation does not have. It may come later, so nothing is refused.
    fn doubts(&self, config: &Config) {
        for fault in lacking::of(&self.document, &config.extensions) {
            let found = place::diagnostic(&self.name, &self.text, &fault);
            eprintln!("{}", Diagnostic { severity: Severity::Warning, ..found });
        }
    }

    /// What is wrong, in words for who wrote the document.
    fn explain(&self, error: Error) -> anyhow::Error {
        match error {
            Error::Document(fault) => said(&place::diagnostic(&self.name, &self.text, &fault)),
            Error::Store(StoreError::Conflict { table }) => anyhow!(
                "{}: {table}: the document gives a name, number or host that is taken, here or in the database",
                self.name
            ),
            other => anyhow!("{}: {other}", self.name),
        }
    }
}

/// Every error of a command begins with that word already.
fn said(found: &Diagnostic) -> anyhow::Error {
    anyhow!("{}", found.to_string().trim_start_matches("error: "))
}

async fn apply(cx: &Context, file: &Path, (dry_run, yes): (bool, bool), config: &Config) -> anyhow::Result<()> {
    let written = Written::read(file)?;
    written.doubts(config);
    let Written { name, document, .. } = &written;
    let changes = tenants::prepare(cx, document).await.map_err(|error| written.explain(error))?;
    if !(document.staff.is_empty() && document.customers.is_empty() && document.work_orders.is_empty()) {
        println!("people, customers and work orders of the document are not looked at");
    }
    changes.lines.iter().for_each(|line| println!("{line}"));
    if !changes.refused.is_empty() {
        bail!("{name}: nothing was changed\n{}", changes.refused.join("\n"));
    }
    let count = match changes.lines.len() {
        0 => {
            println!("nothing to change");
            return Ok(());
        }
        1 => "1 change".to_owned(),
        count => format!("{count} changes"),
    };
    changes.asks.iter().for_each(|ask| println!("{ask}"));
    if dry_run {
        println!("{count}, not made: this was a dry run");
        return Ok(());
    }
    if !(changes.asks.is_empty() || yes) {
        bail!("{name}: nothing was changed; people would see or may do something else, say --yes to agree");
    }
    tenants::carry_out(cx, &changes).await.map_err(|error| written.explain(error))?;
    println!("{count} made");
    Ok(())
}

async fn export(cx: &Context, tenant: &str, output: Option<&Path>) -> anyhow::Result<()> {
    let document = tenants::export(cx, tenant).await?;
    let text = toml::to_string_pretty(&document)?;
    match output {
        Some(file) => std::fs::write(file, text).with_context(|| file.display().to_string()),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

async fn import(cx: &Context, file: &Path, config: &Config) -> anyhow::Result<()> {
    let written = Written::read(file)?;
    written.doubts(config);
    let document = &written.document;
    tenants::import(cx, document).await.map_err(|error| written.explain(error))?;
    println!("{} is there", document.tenant.name);
    for person in document.staff.iter().filter(|person| person.password.is_none()) {
        println!("give {} a password: portico user password {} {}", person.name, document.tenant.slug, person.email);
    }
    Ok(())
}
