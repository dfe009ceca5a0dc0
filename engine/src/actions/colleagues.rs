//! Colleagues: what an administrator of a customer does about the people of her company in one portal. She never gives more than she has,
//! never changes who has more, and never herself, so that a company is never left without the one who acted last.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Context, Error, invitations, members::note, sessions};
use crate::{
    domain::{
        access::{self, Actor, CustomerActor, Denied, Scope, Verb},
        address::Address,
        catalogue::Catalogue,
        form::{FieldProblem, Problem},
        id::{AddressId, MembershipId},
        offer::Offer,
        portal::Portal,
        reach::Reach,
        role::Role,
        setting,
        text::Slug,
        user::Membership,
    },
    store::{
        self, Conn, Writer,
        customers::Places,
        members::{MemberLine, MemberPage, MemberQuery},
    },
};

/// Whether a portal lets administrators of its customers look after their colleagues.
pub fn is_offered(portal: &Portal) -> bool {
    setting::is_on(&portal.settings, "colleagues.administered")
}

/// What an administrator gives a colleague.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    pub roles: BTreeSet<Slug>,
    /// Addresses of the customer that she looks after.
    pub sites: BTreeSet<AddressId>,
}

/// An administrator with all that decides how far she may go, as it is at this moment and not as it was when her page was made.
#[derive(Debug, Clone)]
pub struct Administrator {
    pub actor: CustomerActor,
    pub reach: Reach,
    pub catalogue: Catalogue,
    pub places: Places,
}

/// Somebody of the company, as an administrator sees her.
#[derive(Debug, Clone)]
pub struct Colleague {
    pub line: MemberLine,
    pub sites: Vec<AddressId>,
    /// Whether the administrator may change her.
    pub is_within: bool,
}

/// A part of the people of a company in a portal, and everybody who was offered a place there.
#[derive(Debug, Clone)]
pub struct Company {
    pub administrator: Administrator,
    pub colleagues: Vec<Colleague>,
    pub total: u64,
    /// Each with whether the administrator may act on it.
    pub offers: Vec<(Offer, bool)>,
}

impl Administrator {
    /// Who looks after colleagues from this place. None: nobody does, because she may not, or not any more, or the portal does not offer it.
    pub(super) async fn find(conn: &mut Conn, id: MembershipId) -> Result<Option<Self>, Error> {
        let place = store::memberships::get(conn, id).await?.filter(|place| place.closed_at.is_none());
        let Some(place) = place else { return Ok(None) };
        let user = store::users::get(conn, place.user).await?.filter(|user| user.disabled_at.is_none());
        let Some(user) = user else { return Ok(None) };
        let catalogue = store::catalogue::get(conn).await?;
        let actor = sessions::actor(&user, &place, &catalogue);
        let may = access::can(&actor, Verb::ManageColleagues).is_ok();
        let scope = access::scope(&actor);
        let Actor::Customer(actor) = actor else { return Ok(None) };
        let portal = store::portals::get(conn, actor.portal).await?;
        if !may || !portal.is_some_and(|portal| is_offered(&portal)) {
            return Ok(None);
        }
        let sites = store::memberships::sites(conn, id).await?.into_iter().collect();
        let places = store::customers::with_places(conn, &scope, actor.customer).await?.ok_or(Error::NotFound)?;
        Ok(Some(Self { reach: Reach::new(actor.rights.clone(), sites), actor, catalogue, places }))
    }

    /// Begins to change something: whoever else does for the same company waits.
    pub(super) async fn begin(cx: &Context, actor: &CustomerActor) -> Result<(Writer, Self), Error> {
        let mut tx = cx.store.write(actor.tenant).await?;
        store::memberships::lock(&mut tx, actor.portal, actor.customer).await?;
        let found = Self::find(&mut tx, actor.membership).await?;
        Ok((tx, found.ok_or(Denied("this person may not look after colleagues here"))?))
    }

    pub(super) fn as_actor(&self) -> Actor {
        Actor::Customer(self.actor.clone())
    }

    pub(super) fn scope(&self) -> Scope {
        access::scope(&self.as_actor())
    }

    /// The roles that she may give, in the tenant's order.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.catalogue.roles().iter().filter(|role| self.reach.has_role(role))
    }

    /// The addresses that she may put into somebody's care.
    pub fn sites(&self) -> impl Iterator<Item = &Address> {
        self.places.addresses.iter().filter(|address| self.reach.has_site(&address.id))
    }

    /// Whether she may act on who has these. A role that is gone gives nothing, so it is in nobody's way.
    pub(super) fn reaches(&self, roles: &[Slug], sites: &[AddressId]) -> bool {
        self.reach.has_all(self.catalogue.roles().iter().filter(|role| roles.contains(&role.slug)), sites)
    }

    /// What of a gift is not hers to give.
    pub(super) fn problems(&self, given: &Given) -> Vec<FieldProblem> {
        let knows_roles = given.roles.iter().all(|slug| self.roles().any(|role| role.slug == *slug));
        let knows_sites = given.sites.iter().all(|site| self.sites().any(|address| address.id == *site));
        let roles = (!knows_roles).then(|| FieldProblem::field("roles", Problem::NotAChoice));
        roles.into_iter().chain((!knows_sites).then(|| FieldProblem::field("sites", Problem::NotFound))).collect()
    }

    /// A colleague whom she may change, with the addresses in her care. A stranger is missing; who is out of reach, and herself, are refused.
    async fn colleague(&self, cx: &Context, conn: &mut Conn, id: MembershipId) -> Result<(Membership, Given), Error> {
        let line = store::members::get(conn, &self.scope(), id, cx.now()).await?;
        line.filter(|line| line.portal == self.actor.portal).ok_or(Error::NotFound)?;
        let place = store::memberships::get(conn, id).await?.ok_or(Error::NotFound)?;
        let sites = store::memberships::sites(conn, id).await?;
        if place.user == self.actor.user || !self.reaches(place.roles(), &sites) {
            return Err(Denied("this colleague is the office's to change").into());
        }
        let given = Given { roles: place.roles().iter().cloned().collect(), sites: sites.into_iter().collect() };
        Ok((place, given))
    }
}

/// The administrator herself, for her pages.
pub async fn administrator(cx: &Context, actor: &CustomerActor) -> Result<Administrator, Error> {
    let mut conn = cx.store.read(actor.tenant).await?;
    let found = Administrator::find(&mut conn, actor.membership).await?;
    Ok(found.ok_or(Denied("this person may not look after colleagues here"))?)
}

/// The people of the company in this portal.
pub async fn list(cx: &Context, actor: &CustomerActor, query: &MemberQuery) -> Result<Company, Error> {
    let administrator = administrator(cx, actor).await?;
    let (scope, now) = (administrator.scope(), cx.now());
    let mut conn = cx.store.read(actor.tenant).await?;
    let query = MemberQuery { portal: Some(actor.portal), ..query.clone() };
    let MemberPage { lines, total } = store::members::list(&mut conn, &scope, &query, now).await?;
    let cared = store::memberships::sites_of_portal(&mut conn, &scope, actor.portal).await?;
    let offers = store::offers::open(&mut conn, &scope, Some(actor.portal)).await?;
    let colleague = |line: MemberLine| {
        let own = cared.iter().filter(|(membership, _)| *membership == line.membership);
        let sites: Vec<AddressId> = own.map(|(_, site)| *site).collect();
        let is_within = line.user != actor.user && administrator.reaches(&line.roles, &sites);
        Colleague { line, sites, is_within }
    };
    let colleagues = lines.into_iter().map(colleague).collect();
    let within = |offer: Offer| {
        let is_within = administrator.reaches(&offer.roles, &offer.sites);
        (offer, is_within)
    };
    let offers = offers.into_iter().map(within).collect();
    Ok(Company { colleagues, total, offers, administrator })
}

/// One colleague whom the administrator may change, for her page.
pub async fn show(cx: &Context, actor: &CustomerActor, id: MembershipId) -> Result<(Administrator, Colleague), Error> {
    let administrator = administrator(cx, actor).await?;
    let mut conn = cx.store.read(actor.tenant).await?;
    let (place, given) = administrator.colleague(cx, &mut conn, id).await?;
    let line = store::members::get(&mut conn, &administrator.scope(), place.id, cx.now()).await?;
    let line = line.ok_or(Error::NotFound)?;
    Ok((administrator, Colleague { line, sites: given.sites.into_iter().collect(), is_within: true }))
}

/// Gives a colleague these roles and addresses in place of those that she has. They count from her next request on.
pub async fn edit(cx: &Context, actor: &CustomerActor, id: MembershipId, given: &Given) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let (place, before) = administrator.colleague(cx, &mut tx, id).await?;
    let problems = administrator.problems(given);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    store::memberships::set_roles(&mut tx, place.id, &Vec::from_iter(given.roles.iter().cloned())).await?;
    store::memberships::set_sites(&mut tx, place.id, &Vec::from_iter(given.sites.iter().copied())).await?;
    let (before, after) = (said(&before), said(given));
    let about = ("colleagues.edit", place.id);
    note(cx, &mut tx, &administrator.as_actor().to_ref(), about, (Some(&before), &after)).await?;
    Ok(tx.commit().await?)
}

/// What was given, for the audit log.
pub(super) fn said(given: &Given) -> serde_json::Value {
    let sites: Vec<uuid::Uuid> = given.sites.iter().map(|site| site.0).collect();
    json!({"roles": given.roles, "sites": sites})
}

/// Closes a colleague's place in this portal or opens it again. Her login, which may have other places, is the office's alone.
pub async fn set_access(cx: &Context, actor: &CustomerActor, id: MembershipId, open: bool) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let (place, _) = administrator.colleague(cx, &mut tx, id).await?;
    let changed = match open {
        true => store::memberships::open(&mut tx, place.id).await?,
        false => store::memberships::close(&mut tx, &place, cx.now()).await?,
    };
    if !changed {
        return Err(Error::Conflict("the place is so already"));
    }
    if !open {
        store::sessions::delete_at(&mut tx, place.user, actor.portal).await?;
        store::half_sign_ins::delete_for_user(&mut tx, place.user).await?;
        store::offers::revoke_of(&mut tx, place.id, cx.now()).await?;
    }
    let about = (if open { "colleagues.open" } else { "colleagues.close" }, place.id);
    note(cx, &mut tx, &administrator.as_actor().to_ref(), about, (None, &json!({"user": place.user.0}))).await?;
    Ok(tx.commit().await?)
}

/// Sends a colleague whom the office has given a place the mail that lets her in, or sends it again.
pub async fn invite(cx: &Context, actor: &CustomerActor, id: MembershipId) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let (place, _) = administrator.colleague(cx, &mut tx, id).await?;
    if place.closed_at.is_some() {
        return Err(Error::Conflict("the place is closed"));
    }
    invitations::invite(cx, &mut tx, &administrator.as_actor(), &place).await?;
    Ok(tx.commit().await?)
}
