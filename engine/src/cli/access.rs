//! `portico access`.

use std::collections::BTreeSet;

use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand};

use super::{Failure, log, user, with_database};
use crate::{
    actions::{
        self, Context,
        members::Edited,
        roles::{self, Reason, Wanted},
    },
    config::Config,
    domain::{
        access::Actor,
        form::Problem,
        role::{Permission, Role},
        text::Slug,
    },
    store::{self, work_orders::OrderDetail},
};

/// Give portal users roles, and tell why somebody sees a request or does not.
#[derive(Args)]
pub struct Access {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List the roles of a tenant: what each sees, allows and denies.
    Roles {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
    },
    /// Give a portal user roles, in place of those that she has.
    Set {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
        /// Names of roles; what they allow adds up, and what one denies is denied.
        #[arg(required = true)]
        roles: Vec<String>,
        /// Which portal, when the login has several.
        #[arg(long)]
        portal: Option<String>,
        /// Agree to the change although the person sees another number of requests afterwards.
        #[arg(long)]
        yes: bool,
    },
    /// Tell why a login sees a request, or why it does not.
    Why {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Mail address of the login.
        email: String,
        /// Number of the request.
        number: i64,
    },
    /// List everybody who sees a request, with the reason.
    Who {
        /// Name of the tenant's folder, for example `nordwind`.
        tenant: String,
        /// Number of the request.
        number: i64,
    },
}

impl Access {
    pub async fn run(self, config: Config) -> Result<(), Failure> {
        log(&config);
        with_database(&config, async |cx| self.what.run(cx).await).await
    }
}

impl What {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Roles { tenant } => list(cx, &tenant).await,
            Self::Set { tenant: slug, email, roles, portal, yes } => {
                let actor = engine(cx, &slug).await?;
                let email = user::address(&email)?;
                let portal = portal.as_deref().map(slug_of).transpose()?;
                let roles = roles.iter().map(|role| slug_of(role)).collect::<anyhow::Result<BTreeSet<Slug>>>()?;
                let wanted = Wanted { email, portal, roles };
                let done = roles::set(cx, &actor, &wanted, yes).await;
                match done.map_err(|error| explain(error, &slug, &wanted.email))? {
                    Edited::Done => {
                        println!("{} has the roles {} from the next request on", wanted.email, names(&wanted.roles));
                        Ok(())
                    }
                    Edited::Asks { before, after } => Err(anyhow!(
                        "{} sees {before} of the customer's requests now and would see {after}; nothing is changed. \
                         If that is what you want, add --yes",
                        wanted.email
                    )),
                }
            }
            Self::Why { tenant, email, number } => {
                let (actor, email) = (engine(cx, &tenant).await?, user::address(&email)?);
                let found = roles::explain(cx, &actor, &email, number).await;
                let (order, reasons) = found.map_err(|error| explain(error, &tenant, &email))?;
                print(&order);
                reasons.iter().for_each(tell);
                if reasons.is_empty() {
                    println!("{email} has no portal and no office, and so sees nothing");
                }
                Ok(())
            }
            Self::Who { tenant, number } => {
                let actor = engine(cx, &tenant).await?;
                let (order, reasons) = roles::viewers(cx, &actor, number).await.map_err(plain)?;
                print(&order);
                reasons.iter().filter(|reason| reason.sees).for_each(tell);
                Ok(())
            }
        }
    }
}

async fn engine(cx: &Context, tenant: &str) -> anyhow::Result<Actor> {
    Ok(Actor::Engine { tenant: user::find(cx, tenant).await? })
}

async fn list(cx: &Context, tenant: &str) -> anyhow::Result<()> {
    let mut conn = cx.store.read(user::find(cx, tenant).await?).await?;
    for role in store::catalogue::get(&mut conn).await?.roles() {
        let denies = if role.denies.is_empty() { String::new() } else { format!(", denies {}", words(&role.denies)) };
        let allows = if role.allows.is_empty() { "nothing".to_owned() } else { words(&role.allows) };
        let (sees, name) = (role.sight.as_str(), role.name.get("en"));
        let shows: Vec<&str> = role.shows.iter().map(|part| part.as_str()).collect();
        let shows = if shows.is_empty() { "no part".to_owned() } else { shows.join(" and ") };
        println!("{:<16} sees {sees}, allows {allows}{denies}, shows {shows}  ({name})", role.slug.as_str());
    }
    Ok(())
}

fn words<'a>(permissions: impl IntoIterator<Item = &'a Permission>) -> String {
    let words: Vec<&str> = permissions.into_iter().map(|permission| permission.as_str()).collect();
    words.join(" and ")
}

fn print(order: &OrderDetail) {
    println!("request {} \"{}\"", order.order.number, order.order.title);
    println!("  of customer {} {}", order.customer.number, order.customer.name);
    let requester = order.requester.as_ref().map(|(name, email)| format!("{name}, {email}"));
    println!("  asked for by {}", requester.as_deref().unwrap_or("nobody at a portal"));
    let address = order.address.as_ref().map(crate::domain::address::Address::line);
    println!("  at {}\n", address.as_deref().unwrap_or("no address"));
}

fn tell(reason: &Reason) {
    let place = reason.portal.as_ref().map_or_else(|| "the office".to_owned(), |slug| format!("portal {slug}"));
    let verdict = if reason.sees { "sees it" } else { "does not see it" };
    println!("{} ({}) at {place}: {verdict}", reason.user.name, reason.user.email);
    let role = |role: &Role| println!("  role {} sees {}", role.slug, role.sight.as_str());
    reason.roles.iter().for_each(role);
    reason.rules.iter().for_each(|rule| println!("  {}", rule.sentence()));
}

fn names(roles: &BTreeSet<Slug>) -> String {
    roles.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ")
}

fn slug_of(text: &str) -> anyhow::Result<Slug> {
    text.parse().with_context(|| format!("\"{text}\""))
}

/// An action's refusal in words for who typed the command.
fn explain(error: actions::Error, tenant: &str, email: &crate::domain::text::Email) -> anyhow::Error {
    match error {
        actions::Error::NotFound => {
            anyhow!("there is no login \"{email}\"; list them with: portico user list {tenant}")
        }
        other => plain(other),
    }
}

fn plain(error: actions::Error) -> anyhow::Error {
    match error {
        actions::Error::Invalid(problems) => match problems.into_iter().next().map(|problem| problem.problem) {
            Some(Problem::Said(text)) => anyhow!(text),
            _ => anyhow!("that is not valid"),
        },
        other => other.into(),
    }
}
