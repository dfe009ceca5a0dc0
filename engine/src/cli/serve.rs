//! `portico serve`.

use anyhow::Context;
use clap::Args;

use super::{Failure, asked_to_stop, log};
use crate::{
    app::{App, Sources},
    config::Config,
    web::Listener,
};

/// Serve portals and offices until SIGTERM or Ctrl-C, then let running requests finish.
#[derive(Args)]
pub struct Serve {}

impl Serve {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        log(&config);
        let stop = asked_to_stop()?;
        let listen = config.server.listen.to_string();
        // First of all: an address that is taken is told before anything is opened or built. Who comes early waits.
        let listener = Listener::bind(&listen).await.with_context(|| format!("server.listen {listen}"))?;
        let app = App::build(config, Sources::real(), None).await?;
        tracing::info!(address = %listener.address().map_err(anyhow::Error::from)?, "serving");
        app.tell_setup_code().await?;
        app.run(listener, stop).await?;
        tracing::info!("stopped");
        Ok(())
    }
}
