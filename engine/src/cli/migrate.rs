//! `portico migrate`.

use clap::Args;

use super::{Failure, log};
use crate::{app, config::Config};

/// Bring the tables of the database up to date.
///
/// Pending migrations are applied and named.
#[derive(Args)]
pub struct Migrate {
    /// Only list what is pending.
    #[arg(long)]
    dry_run: bool,
}

impl Migrate {
    pub async fn run(self, mut config: Config) -> Result<(), Failure> {
        log(&config);
        config.database.migrate = false;
        let store = app::open_store(&config).await?;
        let pending = store.pending_migrations().await.map_err(anyhow::Error::from)?;
        if !self.dry_run {
            store.migrate().await.map_err(anyhow::Error::from)?;
        }
        let verb = if self.dry_run { "pending" } else { "applied" };
        for name in &pending {
            println!("{verb}  {name}");
        }
        if pending.is_empty() {
            println!("nothing to do: the database is up to date");
        }
        store.close().await.map_err(anyhow::Error::from)?;
        Ok(())
    }
}
