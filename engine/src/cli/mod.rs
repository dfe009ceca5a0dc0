//! The command line: one file per command. Wrong configuration ends with code 2 before anything is started, other failures with 1.

mod access;
mod check;
mod demo;
mod doctor;
mod keys;
mod migrate;
mod serve;
mod tenant;
mod user;

use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use portico_host::diagnostic::Diagnostic;

use crate::{
    actions::Context,
    app::{self, Sources},
    config::{self, Config, Format},
};

/// Customer portals for companies that do work for others.
#[derive(Parser)]
#[command(name = "portico", version, about, propagate_version = true)]
struct Arguments {
    /// Configuration file. Without it, `portal.toml` of the current folder is read when there is one.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

/// What each does is said at its own type, so that the list and its help say the same.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Demo(demo::Demo),
    Check(check::Check),
    Migrate(migrate::Migrate),
    Tenant(tenant::Tenant),
    User(user::User),
    Access(access::Access),
    Doctor(doctor::Doctor),
}

/// Why a command ended.
enum Failure {
    /// The configuration is wrong: exit code 2.
    Configuration(Box<Diagnostic>),
    /// Something else: exit code 1.
    Other(anyhow::Error),
    /// Already told; exit code 1.
    Told,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match start(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Configuration(found)) => {
            eprintln!("{found}");
            ExitCode::from(2)
        }
        Err(Failure::Other(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
        Err(Failure::Told) => ExitCode::FAILURE,
    }
}

fn start(arguments: Arguments) -> Result<(), Failure> {
    let config = read(arguments.config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(anyhow::Error::from)?;
    // Outbound TLS has one provider, chosen here; a second call in one process changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    runtime.block_on(async {
        match arguments.command {
            Command::Serve(command) => command.run(config).await,
            Command::Demo(command) => command.run(config).await,
            Command::Check(command) => command.run(config).await,
            Command::Migrate(command) => command.run(config).await,
            Command::Tenant(command) => command.run(config).await,
            Command::User(command) => command.run(config).await,
            Command::Access(command) => command.run(config).await,
            Command::Doctor(command) => command.run(config).await,
        }
    })
}

fn read(path: Option<PathBuf>) -> Result<Config, Failure> {
    let default = PathBuf::from("portal.toml");
    let path = path.or_else(|| default.exists().then_some(default));
    config::load(path.as_deref(), &app::environment()).map_err(|found| Failure::Configuration(Box::new(found)))
}

/// Does a command's work with the database and closes it: what one program leaves open, the next looks over.
async fn with_database(config: &Config, work: impl AsyncFnOnce(&Context) -> anyhow::Result<()>) -> Result<(), Failure> {
    let cx = app::context(config, &Sources::real()).await?;
    let done = work(&cx).await;
    cx.store.close().await.map_err(anyhow::Error::from)?;
    Ok(done?)
}

/// Begins logging as configured.
fn log(config: &Config) {
    let filter = tracing_subscriber::EnvFilter::new(&config.log.level);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Colours are for people; without this call the library leaves them out only when NO_COLOR is set.
    let builder = if std::io::stderr().is_terminal() { builder } else { builder.with_ansi(false) };
    // A second logger in one process is refused; the first one stays.
    let _ = match config.log.format {
        Format::Text => builder.try_init(),
        Format::Json => builder.json().try_init(),
    };
}

#[expect(clippy::disallowed_methods, reason = "nothing may be waited for here, and destructors may wait")]
fn at_once() {
    std::process::exit(130)
}

/// Done when the process is asked to stop, by SIGTERM or by Ctrl-C. Listens from the call on, so that whoever was told that we are ready
/// may ask at once. Asked a second time the process ends at once: what was acknowledged is on disk, and whoever asks twice will not wait.
fn asked_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop; requests that are being answered are finished first");
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::warn!("asked to stop a second time; requests that are still answered are cut off");
            at_once();
        });
    })
}
