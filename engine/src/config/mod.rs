//! `portal.toml`: one struct per section, strict, with defaults that are written once here and shown in the commented example.
//!
//! A value is taken from the environment (`PORTICO__SECTION__KEY`), else from the file, else from the default. Secrets come only from
//! files or the environment.

mod database;
mod explain;
mod extensions;
mod files;
mod identity_providers;
mod load;
mod log;
mod mail;
mod network;
mod privacy;
mod security;
mod server;

use serde::{Deserialize, Serialize};

pub use database::Database;
pub use explain::{at, toml_error};
pub use extensions::{ExtensionLimits, Extensions, Follow};
pub use files::Files;
pub use identity_providers::{IdentityProvider, IdentityProviders, is_loopback};
pub use load::{load, parse};
pub use log::{Format, Log};
pub use mail::{Mail, Smtp, Tls, Transport};
pub use network::Network;
pub use privacy::Privacy;
pub use security::{SecondFactor, Security};
pub use server::Server;

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    pub server: Server,
    pub database: Database,
    pub files: Files,
    pub extensions: Extensions,
    pub mail: Mail,
    pub security: Security,
    pub privacy: Privacy,
    pub identity_providers: IdentityProviders,
    pub log: Log,
}
