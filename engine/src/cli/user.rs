//! `portico user`.

use std::io::BufRead;

use anyhow::{Context, anyhow, bail};
use clap::{Args, Subcommand};

use super::{Failure, log, with_database};
use crate::{
    actions::{
        Error, erasures, personal_data, second_factors,
        staff::{self, NewStaff},
        users,
    },
    config::Config,
    domain::{
        access::{self, Actor},
        staff::StaffRole,
        text::Email,
    },
    store,
};

/// Set passwords, list logins, and give people access to an office.
#[derive(Args)]
pub struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the logins of a tenant.
    List {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
    },
    /// Set a password, read from the first line of standard input, and end all sessions of the login.
    Password {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
    },
    /// End the second factor of somebody who lost it, and all sessions of the login. Staff set up another when they sign in.
    ResetFactor {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
    },
    /// Untie a login from its names at identity providers, and end all its sessions. The next sign-in there ties it anew.
    Unlink {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
    },
    /// Write everything that is kept about a person to standard output, as JSON.
    Export {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
    },
    /// Erase a person: her details go, the work stays. Without --yes, say what would be done. The proof goes to standard output.
    Erase {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
        /// Really do it.
        #[arg(long)]
        yes: bool,
    },
    /// Give a person access to the tenant's office; the login is made when there is none.
    Staff {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address that the person signs in with.
        email: String,
        /// Full name.
        #[arg(long)]
        name: String,
        /// `administrator`, `coordinator` or `reader`; in the office of the platform `operator`.
        #[arg(long, default_value = "administrator")]
        role: String,
    },
}

impl User {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        log(&config);
        with_database(&config, async |cx| self.what.run(cx).await).await
    }
}

impl What {
    async fn run(self, cx: &crate::actions::Context) -> anyhow::Result<()> {
        match self {
            Self::List { tenant } => {
                let tenant = find(cx, &tenant).await?;
                let scope = access::scope(&Actor::Engine { tenant });
                let mut conn = cx.store.read(tenant).await?;
                for user in store::users::list(&mut conn, &scope).await? {
                    let state = if user.disabled_at.is_some() { "disabled" } else { "active" };
                    println!("{state:<9} {:<40} {}", user.email.as_str(), user.name);
                }
                Ok(())
            }
            Self::Password { tenant: slug, email } => {
                let tenant = find(cx, &slug).await?;
                let email = address(&email)?;
                let mut password = String::new();
                std::io::stdin().lock().read_line(&mut password).context("standard input")?;
                let password = password.trim_end_matches(['\r', '\n']);
                let set = users::set_password(cx, &Actor::Engine { tenant }, &email, password.to_owned()).await;
                set.map_err(|error| explain(error, &email, &slug))?;
                println!("the password of {email} is set, and all its sessions are over");
                Ok(())
            }
            Self::ResetFactor { tenant: slug, email } => {
                let tenant = find(cx, &slug).await?;
                let email = address(&email)?;
                let reset = second_factors::reset(cx, &Actor::Engine { tenant }, &email).await;
                if reset.map_err(|error| explain(error, &email, &slug))? {
                    println!("{email} has no second factor any more, and all its sessions are over");
                } else {
                    println!("{email} had no second factor; nothing was changed");
                }
                Ok(())
            }
            Self::Unlink { tenant: slug, email } => {
                let tenant = find(cx, &slug).await?;
                let email = address(&email)?;
                let untied = users::unlink(cx, &Actor::Engine { tenant }, &email).await;
                if untied.map_err(|error| explain(error, &email, &slug))? {
                    println!("{email} is tied to no provider any more, and all its sessions are over");
                } else {
                    println!("{email} was tied to no provider; nothing was changed");
                }
                Ok(())
            }
            Self::Export { tenant, email } => export(cx, &tenant, &email).await,
            Self::Erase { tenant, email, yes } => erase(cx, (&tenant, &email), yes).await,
            Self::Staff { tenant, email, name, role } => staff(cx, (&tenant, &email), &name, &role).await,
        }
    }
}

async fn export(cx: &crate::actions::Context, tenant: &str, email: &str) -> anyhow::Result<()> {
    let actor = Actor::Engine { tenant: find(cx, tenant).await? };
    let email = address(email)?;
    let made = personal_data::of_address(cx, &actor, &email).await;
    println!("{}", made.map_err(|error| explain(error, &email, tenant))?);
    Ok(())
}

async fn erase(cx: &crate::actions::Context, (tenant, email): (&str, &str), yes: bool) -> anyhow::Result<()> {
    let actor = Actor::Engine { tenant: find(cx, tenant).await? };
    let email = address(email)?;
    let told = |error| explain(error, &email, tenant);
    let user = erasures::of_address(cx, &actor, &email).await.map_err(told)?;
    if yes {
        let proof = erasures::erase(cx, &actor, user).await.map_err(told)?;
        println!("{}", serde_json::to_string_pretty(&proof)?);
        return Ok(());
    }
    for (table, rows) in erasures::rehearse(cx, &actor, user).await.map_err(told)? {
        println!("{table:<16} {rows}");
    }
    println!("nothing was changed; add --yes to do it");
    Ok(())
}

/// Gives somebody a place in an office, unless she has one.
async fn staff(
    cx: &crate::actions::Context,
    (tenant, email): (&str, &str),
    name: &str,
    role: &str,
) -> anyhow::Result<()> {
    let tenant = find(cx, tenant).await?;
    let email = address(email)?;
    let role = StaffRole::parse(role).with_context(|| format!("there is no role \"{role}\""))?;
    let new = NewStaff { email: email.to_string(), name: name.to_owned(), language: None, role };
    match staff::add(cx, &Actor::Engine { tenant }, &new, false).await {
        Err(error) if staff::is_known(&error) => {
            println!("{email} works in this office already; nothing was changed");
            return Ok(());
        }
        other => drop(other?),
    }
    println!("{name} may work in the office; set a password with: portico user password");
    Ok(())
}

pub(super) fn address(text: &str) -> anyhow::Result<Email> {
    text.parse().with_context(|| format!("the mail address \"{text}\""))
}

/// An action's refusal in words for who typed the command.
fn explain(error: Error, email: &Email, tenant: &str) -> anyhow::Error {
    match error {
        Error::NotFound => anyhow!("there is no login \"{email}\"; list them with: portico user list {tenant}"),
        other => other.into(),
    }
}

/// The tenant of a folder's name, or which names there are.
pub(super) async fn find(cx: &crate::actions::Context, slug: &str) -> anyhow::Result<crate::domain::id::TenantId> {
    let mut conn = cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    if let Some(tenant) = tenants.iter().find(|tenant| tenant.slug.as_str() == slug) {
        return Ok(tenant.id);
    }
    let known: Vec<&str> = tenants.iter().map(|tenant| tenant.slug.as_str()).collect();
    match portico_host::diagnostic::nearest(slug, known.iter().copied()) {
        Some(near) => bail!("there is no tenant \"{slug}\"; did you mean \"{near}\"?"),
        None => bail!("there is no tenant \"{slug}\"; there are: {}", known.join(", ")),
    }
}
