//! `portico check`.

use std::sync::Arc;

use clap::Args;
use portico_host::diagnostic::Severity;
use tokio::sync::watch;

use super::{Failure, keys};
use crate::{
    actions::Context,
    app::{self, Sources},
    config::Config,
    reload::{Reloader, State, counted, keep::Keep},
    web,
};

/// Check every theme, rule and plugin, and show what is wrong with line and excerpt.
///
/// It is the same check that decides whether a saved file goes live. It ends with code 1 when something would not.
///
/// With a database, rules are held against the forms, statuses and texts of their tenants; without one, against the language and the texts
/// of all themes together.
#[derive(Args)]
pub struct Check {
    /// Also fail when there are only warnings.
    #[arg(long)]
    strict: bool,
    /// Do not look into the database.
    #[arg(long)]
    offline: bool,
    /// List the keys of a tenant (flows, fields, choices, statuses, roles, settings) instead, by the name of its folder.
    #[arg(long, value_name = "TENANT", conflicts_with_all = ["strict", "offline"])]
    keys: Option<String>,
}

impl Check {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        let sources = Sources::real();
        if let Some(tenant) = &self.keys {
            print!("{}", keys::list(&existing(&config, &sources).await?, tenant).await?);
            return Ok(());
        }
        let folders = &config.extensions;
        for (name, folder) in
            [("themes", &folders.themes), ("scripts", &folders.scripts), ("plugins", &folders.plugins)]
        {
            if !folder.is_dir() {
                println!("note: extensions.{name}: the folder {} does not exist\n", folder.display());
            }
        }
        let needs = if self.offline { Vec::new() } else { needs(&config, &sources).await };
        // A check neither touches what a running server keeps nor leaves anything behind: compiled code on disk is as good as the folder
        // that it lies in.
        let engines = (app::builder(&config, None)?, Keep::nowhere());
        let (_sender, receiver) = watch::channel(Arc::new(needs));
        let (folders, clock) = (config.extensions.clone(), sources.clock);
        let started =
            tokio::task::spawn_blocking(move || Reloader::start(folders, engines, clock, (receiver, counted()))).await;
        let reports = match started.map_err(anyhow::Error::from)? {
            Ok((reloader, _)) => reloader.reports(),
            Err(found) => {
                found.iter().for_each(|one| eprintln!("{one}\n"));
                return Err(Failure::Told);
            }
        };
        let (mut errors, mut warnings) = (0_usize, 0_usize);
        for report in reports.values() {
            for found in &report.diagnostics {
                match found.severity {
                    Severity::Error => errors += 1,
                    Severity::Warning => warnings += 1,
                }
                println!("{found}\n");
            }
            let mark = if report.state == State::Good { "ok" } else { "FAILED" };
            println!("{mark:<7}{}", report.unit);
        }
        println!("\n{} checked, {}, {}", reports.len(), many(errors, "error"), many(warnings, "warning"));
        let bad = reports.values().any(|report| report.state != State::Good) || (self.strict && warnings > 0);
        if bad { Err(Failure::Told) } else { Ok(()) }
    }
}

/// A number with its noun.
fn many(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// The database as it is. A check brings none to a newer version.
async fn context(config: &Config, sources: &Sources) -> anyhow::Result<Context> {
    let mut config = config.clone();
    config.database.migrate = false;
    app::context(&config, sources).await
}

fn is_missing(config: &Config) -> bool {
    let file = config.database.url.strip_prefix("sqlite:").map(std::path::Path::new);
    file.is_some_and(|file| !file.exists())
}

/// The same, where nothing can be said without one.
async fn existing(config: &Config, sources: &Sources) -> anyhow::Result<Context> {
    if is_missing(config) {
        anyhow::bail!("there is no database yet at {}; start the server or portico demo once", config.database.url);
    }
    context(config, sources).await
}

async fn needs(config: &Config, sources: &Sources) -> Vec<crate::reload::Needs> {
    if is_missing(config) {
        println!(
            "note: there is no database yet, so forms and statuses of tenants are not looked at, and a text of any theme will do\n"
        );
        return Vec::new();
    }
    let found = async { anyhow::Ok(web::needs(&context(config, sources).await?).await?) }.await;
    found.unwrap_or_else(|error| {
        println!("note: forms and statuses of tenants are not looked at: {error:#}\n");
        Vec::new()
    })
}
