//! Reads `portal.toml` and the environment into a [`Config`], or says what is wrong, where, and what was probably meant.

use std::path::Path;

use portico_host::diagnostic::Diagnostic;
use toml::{Table, Value};

use super::{Config, Server, explain::explain, identity_providers};

/// Prefix of environment variables that override the file: `PORTICO__SERVER__LISTEN`.
const PREFIX: &str = "PORTICO__";

/// Longest try of a mail in seconds: the lease of its task, less the time to note what became of it.
const MAIL_TIMEOUT_MAX_S: u64 = crate::domain::outbox::LEASE.as_secs() - 5;

/// WebAssembly addresses 4 GiB.
const PLUGIN_MEMORY_MAX_MIB: usize = 4_096;

/// Reads a file (a missing one counts as empty only when `path` is None) and the variables of the environment.
pub fn load(path: Option<&Path>, environment: &[(String, String)]) -> Result<Config, Diagnostic> {
    let Some(path) = path else { return parse("environment", "", environment) };
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Diagnostic::error(&name, format!("cannot be read: {error}")).suggest("name a file with --config, or create it")
    })?;
    parse(&name, &text, environment)
}

/// Reads the text of a file called `name`, then lets the environment override it.
pub fn parse(name: &str, text: &str, environment: &[(String, String)]) -> Result<Config, Diagnostic> {
    let config: Config = toml::from_str(text).map_err(|error| explain(name, text, error.message(), error.span()))?;
    let overrides: Vec<_> = environment.iter().filter(|(key, _)| key.starts_with(PREFIX)).collect();
    let config = if overrides.is_empty() {
        config
    } else {
        let mut table: Table =
            toml::from_str(text).map_err(|error| explain(name, text, error.message(), error.span()))?;
        let mut config = config;
        for (key, value) in overrides {
            set(&mut table, key, value)?;
            // One after the other, so that it is known which one is wrong.
            config = Config::deserialize_from(table.clone(), key)?;
        }
        config
    };
    check(name, &config)?;
    Ok(config)
}

impl Config {
    fn deserialize_from(table: Table, variable: &str) -> Result<Self, Diagnostic> {
        table.try_into().map_err(|error: toml::de::Error| {
            let mut found = explain("environment", "", error.message(), None);
            found.message = format!("{variable}: {}", found.message);
            found
        })
    }
}

fn set(table: &mut Table, key: &str, value: &str) -> Result<(), Diagnostic> {
    let path: Vec<String> = key[PREFIX.len()..].split("__").map(str::to_lowercase).collect();
    let [sections @ .., last] = path.as_slice() else { return Ok(()) };
    let mut table = table;
    for section in sections {
        let entry = table.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
        table = entry.as_table_mut().ok_or_else(|| {
            Diagnostic::error("environment", format!("{key}: \"{section}\" is a value, not a section"))
        })?;
    }
    // A value that is TOML by itself (number, true, list) is taken as such, everything else as text.
    let parsed = toml::from_str::<Table>(&format!("v = {value}")).ok().and_then(|mut table| table.remove("v"));
    table.insert(last.clone(), parsed.unwrap_or_else(|| Value::String(value.to_owned())));
    Ok(())
}

/// What types cannot say.
fn check(name: &str, config: &Config) -> Result<(), Diagnostic> {
    let url = &config.server.public_url;
    if !(url.starts_with("http://") || url.starts_with("https://")) || url.ends_with('/') {
        let message = format!("server.public_url: \"{url}\" must begin with http:// or https:// and not end with /");
        return Err(Diagnostic::error(name, message));
    }
    let database = &config.database.url;
    if !(database.starts_with("sqlite:") || database.starts_with("postgres:") || database.starts_with("postgresql:")) {
        let message = "database.url: must begin with sqlite: or postgres://".to_owned();
        return Err(Diagnostic::error(name, message));
    }
    let limits = &config.extensions.limits;
    if limits.plugin_memory_mib > PLUGIN_MEMORY_MAX_MIB {
        let (memory, max) = (limits.plugin_memory_mib, PLUGIN_MEMORY_MAX_MIB);
        let message =
            format!("extensions.limits.plugin_memory_mib: {memory} is more than the {max} that a plugin can use");
        return Err(Diagnostic::error(name, message));
    }
    if let Some(key) = zero(config) {
        return Err(Diagnostic::error(name, format!("{key}: must be at least 1")));
    }
    for (key, value, range) in [
        ("security.password_min_chars", config.security.password_min_chars, 8..=64),
        ("security.password_min_score", usize::from(config.security.password_min_score), 0..=4),
        ("database.connections", config.database.connections as usize, 2..=10_000),
    ] {
        if !range.contains(&value) {
            let (from, to) = range.into_inner();
            return Err(Diagnostic::error(name, format!("{key}: {value} is not between {from} and {to}")));
        }
    }
    if let Some(problem) = cut_off(&config.server) {
        return Err(Diagnostic::error(name, problem));
    }
    if let Some(problem) = identity_providers::problem(&config.identity_providers) {
        return Err(Diagnostic::error(name, problem));
    }
    let timeout = config.mail.timeout_s;
    if !(1..=MAIL_TIMEOUT_MAX_S).contains(&timeout) {
        let message = format!(
            "mail.timeout_s: {timeout} is not between 1 and {MAIL_TIMEOUT_MAX_S}; a longer try would be taken for a lost one and made twice"
        );
        return Err(Diagnostic::error(name, message));
    }
    Ok(())
}

/// What is wrong when a connection would be closed while its answer is still being made.
fn cut_off(server: &Server) -> Option<String> {
    let stall = server.stall_timeout_s;
    (stall <= server.body_timeout_s.max(server.stream_ping_s)).then(|| {
        format!(
            "server.stall_timeout_s: {stall} must be more than server.body_timeout_s and server.stream_ping_s; an answer that takes its \
             time, or an event stream in which nothing happens, would be cut off"
        )
    })
}

/// A number that must not be zero and is.
fn zero(config: &Config) -> Option<&'static str> {
    let limits = &config.extensions.limits;
    let numbers = [
        ("server.max_form_kib", config.server.max_form_kib as u64),
        ("server.max_connections", config.server.max_connections as u64),
        ("server.max_connections_per_address", config.server.max_connections_per_address as u64),
        ("server.header_timeout_s", config.server.header_timeout_s),
        ("server.body_timeout_s", config.server.body_timeout_s),
        ("database.readers", u64::from(config.database.readers)),
        ("database.batch_max_actions", config.database.batch_max_actions as u64),
        ("database.keep_drafts_days", config.database.keep_drafts_days),
        ("files.keep_unattached_days", config.files.keep_unattached_days),
        ("security.hash_parallel", config.security.hash_parallel as u64),
        ("security.sessions_per_person", u64::from(config.security.sessions_per_person)),
        ("security.fresh_minutes", config.security.fresh_minutes),
        ("security.look_minutes", config.security.look_minutes),
        ("security.half_sign_in_minutes", config.security.half_sign_in_minutes),
        ("security.reset_link_minutes", config.security.reset_link_minutes),
        ("security.links_per_mailbox", u64::from(config.security.links_per_mailbox)),
        ("security.links_per_address", u64::from(config.security.links_per_address)),
        ("security.links_per_tenant", u64::from(config.security.links_per_tenant)),
        ("security.sign_in_burst", u64::from(config.security.sign_in_burst)),
        ("security.account_burst", u64::from(config.security.account_burst)),
        ("security.writes_burst", u64::from(config.security.writes_burst)),
        ("extensions.limits.plugin_component_kib", limits.plugin_component_kib as u64),
        ("extensions.limits.plugin_memory_mib", limits.plugin_memory_mib as u64),
        ("extensions.limits.plugin_call_ms", limits.plugin_call_ms),
        ("extensions.limits.plugin_concurrent", u64::from(limits.plugin_concurrent)),
        ("extensions.limits.plugin_concurrent_scripted", u64::from(limits.plugin_concurrent_scripted)),
        ("extensions.limits.plugin_concurrent_per_tenant", u64::from(limits.plugin_concurrent_per_tenant)),
        ("extensions.limits.rule_call_ms", limits.rule_call_ms),
        ("extensions.limits.rule_operations", limits.rule_operations),
        ("extensions.limits.rule_memory_kib", limits.rule_memory_kib as u64),
    ];
    numbers.into_iter().find(|(_, value)| *value == 0).map(|(key, _)| key)
}

#[cfg(test)]
mod tests;
