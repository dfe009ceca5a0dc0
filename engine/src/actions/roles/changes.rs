//! Changes of the roles themselves. What a role sees is somebody's sight of other people's requests, so a change is a question first: who
//! would see more, who less, and how many work orders.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    actions::{Context, Error, audit, members},
    domain::{
        access::{self, Actor, CustomerActor, Verb},
        catalogue::Catalogue,
        form::{FieldProblem, Problem},
        id::MembershipId,
        part::Part,
        role::{MAX_ROLES, Permission, REQUESTER, Rights, Role, Sight},
        text::{Localised, Slug},
        user::{AccountState, MAX_NAME_CHARS},
    },
    store::{
        self, Conn, Writer,
        members::{MemberLine, MemberQuery},
    },
};

/// What a role is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub name: Localised,
    pub sight: Sight,
    pub allows: BTreeSet<Permission>,
    pub denies: BTreeSet<Permission>,
    pub shows: BTreeSet<Part>,
}

/// Somebody who would see another number of work orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub membership: MembershipId,
    pub name: String,
    pub email: String,
    pub customer: String,
    pub before: u64,
    pub after: u64,
}

/// What a change of a role would do to who has it. Empty: nobody sees more or less.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// By name.
    pub changes: Vec<Change>,
}

impl Question {
    /// What somebody agrees to. It is another one as soon as another person or number of work orders is concerned.
    pub fn sign(&self) -> String {
        let mut hash = Sha256::new();
        for Change { membership, before, after, .. } in &self.changes {
            hash.update(format!("{membership} {before} {after}\n"));
        }
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}

/// What saving a role came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Nothing was changed yet, because nobody has agreed to this.
    Asks(Question),
}

/// The roles in the tenant's order, each with how many places have it.
pub async fn list(cx: &Context, actor: &Actor) -> Result<Vec<(Role, u64)>, Error> {
    access::can(actor, Verb::ManageRoles)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    let known = store::catalogue::get(&mut conn).await?;
    let people = store::roles::people(&mut conn, &access::scope(actor)).await?;
    let count = |role: &Role| people.iter().find(|(slug, _)| *slug == role.slug).map_or(0, |(_, people)| *people);
    Ok(known.roles().iter().map(|role| (role.clone(), count(role))).collect())
}

/// Adds a role, which nobody has yet.
pub async fn add(cx: &Context, actor: &Actor, slug: &str, wish: &Wish) -> Result<Slug, Error> {
    access::can(actor, Verb::ManageRoles)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let known = store::catalogue::get(&mut tx).await?;
    let mut problems = problems(wish);
    let slug = match slug.trim().parse::<Slug>() {
        Ok(slug) if known.roles().iter().any(|role| role.slug == slug) => Err("problem-slug-taken"),
        Ok(_) if known.roles().len() >= MAX_ROLES => Err("problem-role-count"),
        Ok(slug) => Ok(slug),
        Err(_) => Err("problem-slug"),
    };
    let slug = slug.map_err(|key| problems.push(keyed("role-slug", key)));
    let (Ok(slug), true) = (slug, problems.is_empty()) else { return Err(Error::Invalid(problems)) };
    let position = known.roles().iter().map(|role| role.position).max().map_or(0, |last| last + 1);
    let role = wish.to_role(Role {
        tenant: actor.tenant(),
        slug: slug.clone(),
        name: Localised::default(),
        position,
        sight: Sight::Own,
        allows: BTreeSet::new(),
        denies: BTreeSet::new(),
        shows: BTreeSet::new(),
    });
    store::roles::insert(&mut tx, &role).await?;
    note(cx, &mut tx, actor, ("roles.add", &slug), (None, &said(&role))).await?;
    tx.commit().await?;
    Ok(slug)
}

/// Changes a role for everybody who has it, from the next request on and in open pages. What changes how many work orders somebody sees is
/// kept only when `agreed` is the sign of that very question.
pub async fn edit(cx: &Context, actor: &Actor, slug: &Slug, wish: &Wish, agreed: &str) -> Result<Saved, Error> {
    access::can(actor, Verb::ManageRoles)?;
    // Counting takes longer than writing may, so it is done before anybody has to wait.
    let mut conn = cx.store.read(actor.tenant()).await?;
    let known = store::catalogue::get(&mut conn).await?;
    let before = known.roles().iter().find(|role| role.slug == *slug).cloned().ok_or(Error::NotFound)?;
    let problems = problems(wish);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let role = wish.to_role(before.clone());
    let question = question(cx, &mut conn, actor, (&known, &role)).await?;
    drop(conn);
    if !question.changes.is_empty() && question.sign() != agreed {
        return Ok(Saved::Asks(question));
    }
    let mut tx = cx.store.write(actor.tenant()).await?;
    if store::roles::lock(&mut tx, slug).await? != Some(before.clone()) {
        return Err(Error::Conflict("somebody else changed the role"));
    }
    store::roles::update(&mut tx, &role).await?;
    note(cx, &mut tx, actor, ("roles.edit", slug), (Some(&said(&before)), &said(&role))).await?;
    tx.commit().await?;
    Ok(Saved::Done)
}

/// Removes a role that nobody has and nobody is offered.
pub async fn remove(cx: &Context, actor: &Actor, slug: &Slug) -> Result<(), Error> {
    access::can(actor, Verb::ManageRoles)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let role = store::roles::lock(&mut tx, slug).await?.ok_or(Error::NotFound)?;
    let scope = access::scope(actor);
    if slug.as_str() == REQUESTER {
        return Err(Error::Conflict("it is the role of everybody of whom nothing else is said"));
    }
    let is_held = store::roles::people(&mut tx, &scope).await?.iter().any(|(held, _)| held == slug);
    let offers = store::offers::open(&mut tx, &scope, None).await?;
    if is_held || offers.iter().any(|offer| offer.roles.contains(slug)) {
        return Err(Error::Conflict("somebody has the role"));
    }
    store::roles::delete(&mut tx, &role).await?;
    note(cx, &mut tx, actor, ("roles.remove", slug), (Some(&said(&role)), &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Who would see another number of work orders if the role were as it is given. Only who has it is asked about, and of those only whose
/// sight becomes another one: a wider role may cover it.
pub(in crate::actions) async fn question(
    cx: &Context,
    conn: &mut Conn,
    actor: &Actor,
    (known, role): (&Catalogue, &Role),
) -> Result<Question, Error> {
    let (scope, mut changes) = (access::scope(actor), Vec::new());
    let held = Some(role.slug.clone());
    let mut query = MemberQuery { role: held, page: 1, page_size: PART, ..MemberQuery::default() };
    loop {
        let page = store::members::list(conn, &scope, &query, cx.now()).await?;
        for line in page.lines.iter().filter(|line| line.state != AccountState::Disabled) {
            let (was, becomes) = (known.rights(line.portal, &line.roles), known.rights_with(&line.roles, role));
            if was.sight == becomes.sight {
                continue;
            }
            let before = members::seen_by(conn, &person(actor, line, was)).await?;
            let after = members::seen_by(conn, &person(actor, line, becomes)).await?;
            let (name, customer, email) = (line.name.clone(), line.customer_name.clone(), line.email.to_string());
            let change = Change { membership: line.membership, name, email, customer, before, after };
            changes.extend((before != after).then_some(change));
        }
        if u64::from(query.page) * u64::from(PART) >= page.total {
            return Ok(Question { changes });
        }
        query.page += 1;
    }
}

/// People who are read at a time.
const PART: u32 = 200;

/// A portal user with rights that she might have.
fn person(actor: &Actor, line: &MemberLine, rights: Rights) -> Actor {
    Actor::Customer(CustomerActor {
        tenant: actor.tenant(),
        portal: line.portal,
        user: line.user,
        customer: line.customer,
        membership: line.membership,
        rights,
        name: line.name.clone(),
        seen_by: None,
    })
}

impl Wish {
    fn to_role(&self, role: Role) -> Role {
        let (allows, denies) = (self.allows.clone(), self.denies.clone());
        Role { name: self.name.clone(), sight: self.sight, allows, denies, shows: self.shows.clone(), ..role }
    }
}

fn problems(wish: &Wish) -> Vec<FieldProblem> {
    let too_long = |(language, name): (&String, &String)| {
        let problem = Problem::TooLong { max: MAX_NAME_CHARS };
        (name.chars().count() > MAX_NAME_CHARS).then(|| FieldProblem::field(&format!("name-{language}"), problem))
    };
    let nameless = wish.name.is_empty().then(|| keyed("name", "problem-role-name"));
    wish.name.0.iter().filter_map(too_long).chain(nameless).collect()
}

fn keyed(field: &str, key: &str) -> FieldProblem {
    FieldProblem::field(field, Problem::Keyed { key: key.to_owned(), params: std::collections::BTreeMap::new() })
}

/// A role, for the audit log.
fn said(role: &Role) -> Value {
    json!({"name": role.name, "sight": role.sight.as_str(), "allows": role.allows, "denies": role.denies, "shows": role.shows})
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (action, slug): (&str, &Slug),
    states: (Option<&Value>, &Value),
) -> Result<(), Error> {
    audit::note(cx, tx, &actor.to_ref(), (action, &format!("role:{slug}")), states).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_agrees_agrees_to_these_people_and_numbers() {
        let sign = |person: u128, before: u64, after: u64| {
            let membership = MembershipId(uuid::Uuid::from_u128(person));
            let (name, email, customer) = (String::new(), String::new(), String::new());
            Question { changes: vec![Change { membership, name, email, customer, before, after }] }.sign()
        };
        assert_eq!(sign(1, 2, 3), sign(1, 2, 3));
        assert_ne!(sign(1, 2, 3), sign(2, 2, 3), "somebody else is concerned");
        assert_ne!(sign(1, 2, 3), sign(1, 2, 4));
    }
}
