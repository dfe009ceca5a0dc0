//! Roles of portal users: who has which, and why somebody sees a work order or does not.

pub mod changes;

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    Context, Error,
    members::{self, Edited},
    sessions,
};
use crate::{
    domain::{
        access::{self, Actor, Rule, Verb},
        catalogue::Catalogue,
        form::{FieldProblem, Problem},
        id::{CustomerId, MembershipId, WorkOrderId},
        portal::Portal,
        role::Role,
        text::{Email, Slug},
        user::{Membership, User},
    },
    store::{self, Conn, members::MemberQuery, work_orders::OrderDetail},
};

/// Roles that somebody is to have, in place of those that she has now.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub email: Email,
    /// Of which portal; None when the person has only one.
    pub portal: Option<Slug>,
    pub roles: BTreeSet<Slug>,
}

/// Gives a portal user roles. They count from her next request on, in open sessions too. What changes how many work orders she sees is
/// kept only when `agreed`.
pub async fn set(cx: &Context, actor: &Actor, wanted: &Wanted, agreed: bool) -> Result<Edited, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let known = store::catalogue::get(&mut tx).await?;
    if let Some(unknown) = wanted.roles.iter().find(|slug| known.roles().iter().all(|role| role.slug != **slug)) {
        let known: Vec<&str> = known.roles().iter().map(|role| role.slug.as_str()).collect();
        return Err(said("roles", format!("there is no role \"{unknown}\"; there are: {}", known.join(", "))));
    }
    let user = store::users::by_email(&mut tx, &wanted.email).await?.ok_or(Error::NotFound)?;
    let membership = one_of(&mut tx, &user, wanted.portal.as_ref()).await?;
    let roles: Vec<Slug> = wanted.roles.iter().cloned().collect();
    let saw = members::seen(&mut tx, &user, &membership).await?;
    store::memberships::set_roles(&mut tx, membership.id, &roles).await?;
    let changed = store::memberships::get(&mut tx, membership.id).await?.ok_or(Error::NotFound)?;
    let sees = members::seen(&mut tx, &user, &changed).await?;
    // Without a commit nothing of this is kept.
    if let Some(question) = Edited::asks((saw, sees), agreed) {
        return Ok(question);
    }
    let (before, after) = (json!({"roles": membership.roles()}), json!({"roles": roles}));
    members::note(cx, &mut tx, &actor.to_ref(), ("roles.set", membership.id), (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(Edited::Done)
}

/// The membership that is meant.
async fn one_of(conn: &mut Conn, user: &User, portal: Option<&Slug>) -> Result<Membership, Error> {
    let portals = store::portals::list(conn).await?;
    let slug = |membership: &Membership| {
        portals.iter().find(|portal| Some(portal.id) == membership.portal()).map(|portal| portal.slug.clone())
    };
    let mut all = store::memberships::of_user(conn, user.id).await?;
    all.retain(|membership| slug(membership).is_some_and(|slug| portal.is_none_or(|wanted| *wanted == slug)));
    match <[Membership; 1]>::try_from(all) {
        Ok([only]) => Ok(only),
        Err(none) if none.is_empty() => Err(said("portal", "the login is no portal user there".to_owned())),
        Err(several) => {
            let names: Vec<String> = several.iter().filter_map(slug).map(|slug| slug.to_string()).collect();
            Err(said("portal", format!("the login has several portals; say which: {}", names.join(", "))))
        }
    }
}

fn said(field: &str, text: String) -> Error {
    Error::Invalid(vec![FieldProblem::field(field, Problem::Said(text))])
}

/// One place of a person, and whether a work order is seen from there.
#[derive(Debug, Clone)]
pub struct Reason {
    pub user: User,
    /// Slug of the portal; None: the office.
    pub portal: Option<Slug>,
    /// None: the office.
    pub customer: Option<CustomerId>,
    pub membership: MembershipId,
    /// The roles that count there.
    pub roles: Vec<Role>,
    /// The rules that were applied, in order.
    pub rules: Vec<Rule>,
    /// What the query itself says.
    pub sees: bool,
}

/// Why somebody sees the work order of a number, or does not: one reason for each of her places.
pub async fn explain(
    cx: &Context,
    actor: &Actor,
    email: &Email,
    number: i64,
) -> Result<(OrderDetail, Vec<Reason>), Error> {
    access::can(actor, Verb::Office)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    let order = order(&mut conn, actor, number).await?;
    let user = store::users::by_email(&mut conn, email).await?.ok_or(Error::NotFound)?;
    let asked = Asked::read(&mut conn, &order).await?;
    let reasons = asked.reasons(&mut conn, &user).await?;
    Ok((order, reasons))
}

/// Everybody who might see the work order of a number, with the reason why she does or does not: the portal users of its customer, and
/// staff. Nobody else is ever within its scope.
pub async fn viewers(cx: &Context, actor: &Actor, number: i64) -> Result<(OrderDetail, Vec<Reason>), Error> {
    access::can(actor, Verb::Office)?;
    let scope = access::scope(actor);
    let mut conn = cx.store.read(actor.tenant()).await?;
    let order = order(&mut conn, actor, number).await?;
    let asked = Asked::read(&mut conn, &order).await?;
    let mut users = store::users::staff(&mut conn, &scope).await?;
    let customer = Some(order.customer.id);
    let mut query = MemberQuery { customer, page: 1, page_size: PART, ..MemberQuery::default() };
    loop {
        let page = store::members::list(&mut conn, &scope, &query, cx.now()).await?;
        for line in &page.lines {
            let known = users.iter().any(|user| user.id == line.user);
            users.extend(store::users::get(&mut conn, line.user).await?.filter(|_| !known));
        }
        if u64::from(query.page) * u64::from(PART) >= page.total {
            break;
        }
        query.page += 1;
    }
    let mut found = Vec::new();
    for user in &users {
        found.extend(asked.reasons(&mut conn, user).await?);
    }
    found.retain(|reason| reason.customer.is_none() || reason.customer == customer);
    Ok((order, found))
}

/// Portal users that are read at a time.
const PART: u32 = 200;

async fn order(conn: &mut Conn, actor: &Actor, number: i64) -> Result<OrderDetail, Error> {
    let scope = access::scope(actor);
    let id = store::work_orders::by_number(conn, &scope, number).await?;
    let id = id.ok_or_else(|| said("number", format!("there is no request {number}")))?;
    store::work_orders::detail(conn, &scope, id).await?.ok_or(Error::NotFound)
}

/// What is asked about, and what all reasons need to know.
struct Asked {
    order: WorkOrderId,
    catalogue: Catalogue,
    portals: Vec<Portal>,
}

impl Asked {
    async fn read(conn: &mut Conn, order: &OrderDetail) -> Result<Self, Error> {
        let (catalogue, portals) = (store::catalogue::get(conn).await?, store::portals::list(conn).await?);
        Ok(Self { order: order.order.id, catalogue, portals })
    }

    async fn reasons(&self, conn: &mut Conn, user: &User) -> Result<Vec<Reason>, Error> {
        let mut reasons = Vec::new();
        for membership in store::memberships::of_user(conn, user.id).await? {
            let actor = sessions::actor(user, &membership, &self.catalogue);
            let found = store::work_orders::get(conn, &access::scope(&actor), self.order).await?;
            let (mut rules, mut sees) = (access::explain(&actor), found.is_some());
            if user.disabled_at.is_some() || membership.closed_at.is_some() {
                rules.insert(0, Rule::Closed);
                sees = false;
            }
            let portal = self.portals.iter().find(|portal| Some(portal.id) == membership.portal());
            let portal = portal.map(|portal| portal.slug.clone());
            let own = self.catalogue.roles().iter().filter(|role| membership.roles().contains(&role.slug));
            let (customer, roles) = (membership.customer(), own.cloned().collect());
            let (user, membership) = (user.clone(), membership.id);
            reasons.push(Reason { user, portal, customer, membership, roles, rules, sees });
        }
        Ok(reasons)
    }
}
