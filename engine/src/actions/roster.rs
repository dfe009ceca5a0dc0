//! Portal users as rows of a table: written out for a spreadsheet, and read in with a rehearsal that changes nothing.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    Context, Error, invitations, members,
    members::{Profile, note},
};
use crate::{
    domain::{
        access::{self, Actor, Scope, Verb},
        address::Address,
        form::{FieldProblem, Problem},
        id::{AddressId, CustomerId, PortalId},
        portal::Portal,
        text::Slug,
    },
    store::{
        self, Conn, Writer,
        members::{MemberLine, MemberQuery},
    },
};

/// Most rows of one import. What is more comes in several files.
pub const MAX_ROWS: usize = 5_000;

/// One portal user, every cell as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Number of the customer.
    pub customer: String,
    pub name: String,
    pub email: String,
    /// Slug of the portal; blank where there is only one.
    pub portal: String,
    /// Blank: the portal's.
    pub language: String,
    /// Slugs, with spaces between them.
    pub roles: String,
    /// Labels or streets of the customer's addresses, with semicolons between them.
    pub sites: String,
}

/// A row as it is written out, with what is known of the login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub row: Row,
    pub customer_name: String,
    pub line: MemberLine,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// With so many work orders to see.
    Added {
        sees: u64,
    },
    /// The person has access to this portal already; nothing is changed.
    Known,
    Wrong(Vec<FieldProblem>),
}

/// All portal users that a query finds, whatever page it names.
pub async fn list(cx: &Context, actor: &Actor, query: &MemberQuery) -> Result<Vec<Listed>, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let scope = access::scope(actor);
    let mut conn = cx.store.read(actor.tenant()).await?;
    let portals = store::portals::list(&mut conn).await?;
    let mut query = MemberQuery { page: 1, page_size: 500, ..query.clone() };
    let mut found = Vec::new();
    loop {
        let page = store::members::list(&mut conn, &scope, &query, cx.now()).await?;
        for line in page.lines {
            found.push(listed(&mut conn, &scope, &portals, line).await?);
        }
        if u64::from(query.page) * u64::from(query.page_size) >= page.total {
            return Ok(found);
        }
        query.page += 1;
    }
}

async fn listed(conn: &mut Conn, scope: &Scope, portals: &[Portal], line: MemberLine) -> Result<Listed, Error> {
    let sites = store::memberships::sites(conn, line.membership).await?;
    let places = store::customers::with_places(conn, scope, line.customer).await?.ok_or(Error::NotFound)?;
    let own = places.addresses.iter().filter(|address| sites.contains(&address.id)).map(site_name);
    let portal = portals.iter().find(|portal| portal.id == line.portal);
    let row = Row {
        customer: places.customer.number.clone(),
        name: line.name.clone(),
        email: line.email.to_string(),
        portal: portal.map(|portal| portal.slug.to_string()).unwrap_or_default(),
        language: line.language.clone(),
        roles: line.roles.iter().map(Slug::as_str).collect::<Vec<_>>().join(" "),
        sites: own.collect::<Vec<_>>().join("; "),
    };
    Ok(Listed { row, customer_name: places.customer.name, line })
}

fn site_name(address: &Address) -> &str {
    if address.label.is_empty() { &address.street } else { &address.label }
}

/// Reads rows in. A wrong row is told and left out; the others are added, and invited if asked for. A rehearsal keeps nothing.
pub async fn import(
    cx: &Context,
    actor: &Actor,
    rows: &[Row],
    (invite, rehearsal): (bool, bool),
) -> Result<Vec<Outcome>, Error> {
    access::can(actor, Verb::ManageLogins)?;
    if rows.len() > MAX_ROWS {
        return Err(Error::Invalid(vec![FieldProblem::form(Problem::TooMany { max: MAX_ROWS })]));
    }
    let mut tx = cx.store.write(actor.tenant()).await?;
    let portals = store::portals::list(&mut tx).await?;
    let mut outcomes = Vec::new();
    for row in rows {
        outcomes.push(one(cx, &mut tx, actor, (row, &portals), invite).await?);
    }
    if !rehearsal {
        let added = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Added { .. })).count();
        let after = json!({"rows": rows.len(), "added": added, "invited": invite});
        note(cx, &mut tx, &actor.to_ref(), ("members.import", "members"), (None, &after)).await?;
        tx.commit().await?;
    }
    Ok(outcomes)
}

async fn one(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (row, portals): (&Row, &[Portal]),
    invite: bool,
) -> Result<Outcome, Error> {
    let (place, profile) = match read(tx, actor, row, portals).await? {
        Ok(read) => read,
        Err(problems) => return Ok(Outcome::Wrong(problems)),
    };
    let id = match members::place(cx, tx, actor, place, &profile).await {
        Ok(id) => id,
        Err(Error::Invalid(problems)) => {
            let is_known = |found: &FieldProblem| found.problem.key() == members::KNOWN;
            return Ok(if problems.iter().any(is_known) { Outcome::Known } else { Outcome::Wrong(problems) });
        }
        Err(error) => return Err(error),
    };
    let membership = store::memberships::get(tx, id).await?.ok_or(Error::NotFound)?;
    let user = store::users::get(tx, membership.user).await?.ok_or(Error::NotFound)?;
    if invite && store::users::joined_at(tx, user.id).await?.is_none() {
        invitations::invite(cx, tx, actor, &membership).await?;
    }
    Ok(Outcome::Added { sees: members::seen(tx, &user, &membership).await? })
}

type Read = ((PortalId, CustomerId), Profile);

/// What the cells of a row mean.
async fn read(
    conn: &mut Conn,
    actor: &Actor,
    row: &Row,
    portals: &[Portal],
) -> Result<Result<Read, Vec<FieldProblem>>, Error> {
    let scope = access::scope(actor);
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem| problems.push(FieldProblem::field(field, problem));
    let portal = match (row.portal.trim(), portals) {
        ("", [only]) => Some(only),
        (slug, _) => portals.iter().find(|portal| portal.slug.as_str() == slug),
    };
    if portal.is_none() {
        wrong("portal", if row.portal.trim().is_empty() { Problem::Required } else { Problem::NotAChoice });
    }
    let customer = store::customers::by_number(conn, &scope, row.customer.trim()).await?;
    if customer.is_none() {
        wrong("customer", if row.customer.trim().is_empty() { Problem::Required } else { Problem::NotFound });
    }
    let roles = row.roles.split_whitespace().map(str::parse).collect::<Result<BTreeSet<Slug>, _>>();
    if roles.is_err() {
        wrong("roles", Problem::NotAChoice);
    }
    let mut sites = BTreeSet::<AddressId>::new();
    if let Some(customer) = customer {
        let places = store::customers::with_places(conn, &scope, customer).await?.ok_or(Error::NotFound)?;
        for name in row.sites.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            match places.addresses.iter().find(|address| address.label == name || address.street == name) {
                Some(address) => _ = sites.insert(address.id),
                None => wrong("sites", Problem::NotFound),
            }
        }
    }
    let (Some(portal), Some(customer), Ok(roles), true) = (portal, customer, roles, problems.is_empty()) else {
        return Ok(Err(problems));
    };
    let language = match row.language.trim() {
        "" => portal.language.clone(),
        language => language.to_owned(),
    };
    let (email, name) = (row.email.clone(), row.name.clone());
    Ok(Ok(((portal.id, customer), Profile { email, name, language, contact: None, roles, sites })))
}
