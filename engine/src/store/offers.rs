//! Offers: one that is open per customer, portal and address, found by the hash of the secret in its last mail.

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{AddressId, CustomerId, MembershipId, OfferId, PortalId},
    offer::Offer,
    text::{Email, Slug},
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, portal_id, customer_id, email, name, language, roles, sites, made_by, made_by_name, \
             created_at, sent_at, sends, expires_at, accepted_at, revoked_at from offers where tenant_id = $1 and ",
            $rest
        ))
    };
}

statements! { "offers":
    INSERT = sql(
        "insert into offers (tenant_id, id, portal_id, customer_id, email, name, language, roles, sites, made_by, \
         made_by_name, created_at, sends) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    );
    GET = select!("id = $2");
    BY_SECRET = select!("secret_hash = $2");
    OPEN = select!(
        "(customer_id = $2 or $2 is null) and (portal_id = $3 or $3 is null) and accepted_at is null \
         and revoked_at is null order by lower(name), id"
    );
    LAST = select!("customer_id = $2 and portal_id = $3 and email = $4 order by created_at desc, id desc limit 1");
    COUNT = sql(
        "select count(*) as number from offers where tenant_id = $1 and customer_id = $2 and portal_id = $3 and created_at > $4"
    );
    MAKE = sql(
        "update offers set made_by = $3, made_by_name = $4 where tenant_id = $1 and id = $2 \
         and accepted_at is null and revoked_at is null"
    );
    GIVE = sql(
        "update offers set roles = $3, sites = $4, made_by = $5, made_by_name = $6 where tenant_id = $1 and id = $2 \
         and accepted_at is null and revoked_at is null"
    );
    RENEW = sql(
        "update offers set secret_hash = $3, sent_at = $4, expires_at = $5, sends = sends + 1 \
         where tenant_id = $1 and id = $2 and accepted_at is null and revoked_at is null and sends < $6"
    );
    // Whoever comes second finds nothing left to take: of two clicks one goes on.
    ACCEPT = sql(
        "update offers set accepted_at = $3 where tenant_id = $1 and id = $2 and accepted_at is null \
         and revoked_at is null and expires_at > $3"
    );
    REVOKE = sql(
        "update offers set revoked_at = $3 where tenant_id = $1 and id = $2 and accepted_at is null and revoked_at is null"
    );
    REVOKE_OF = sql(
        "update offers set revoked_at = $3 where tenant_id = $1 and made_by = $2 and accepted_at is null \
         and revoked_at is null"
    );
}

pub async fn insert(tx: &mut Writer, offer: &Offer) -> Result<(), StoreError> {
    tx.must_own(offer.tenant)?;
    let sites: Vec<Uuid> = offer.sites.iter().map(|site| site.0).collect();
    let values = args![
        offer.tenant,
        offer.id,
        offer.portal,
        offer.customer,
        offer.email.as_str(),
        offer.name.as_str(),
        offer.language.as_str(),
        Arg::json(&offer.roles),
        Arg::json(&sites),
        offer.made_by,
        offer.made_by_name.as_str(),
        offer.created_at,
        offer.sends
    ];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: for the mail that is owed and for the page of who opened its link, who is nobody yet.
pub async fn by_id(conn: &mut Conn, id: OfferId) -> Result<Option<Offer>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read).await
}

/// An offer that the scope sees: a customer's scope its own, the office all.
pub async fn get(conn: &mut Conn, scope: &Scope, id: OfferId) -> Result<Option<Offer>, StoreError> {
    let tenant = conn.serves(scope)?;
    let found = conn.optional(&GET, args![tenant, id], read).await?;
    Ok(found.filter(|offer| scope.customer().is_none_or(|customer| customer == offer.customer)))
}

/// Offers that nobody accepted or took back, by name.
pub async fn open(conn: &mut Conn, scope: &Scope, portal: Option<PortalId>) -> Result<Vec<Offer>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&OPEN, args![tenant, scope.customer(), portal], read).await
}

// unscoped: nobody is signed in; who has the secret has the mail. The connection is bound to the tenant of the door.
pub async fn by_secret(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<Offer>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_SECRET, args![tenant, hash], read).await
}

/// The last offer of a customer to an address, whatever became of it.
pub async fn last_to(
    conn: &mut Conn,
    scope: &Scope,
    (customer, portal, email): (CustomerId, PortalId, &Email),
) -> Result<Option<Offer>, StoreError> {
    let tenant = conn.serves(scope)?;
    let found = conn.optional(&LAST, args![tenant, customer, portal, email.as_str()], read).await?;
    Ok(found.filter(|offer| scope.customer().is_none_or(|customer| customer == offer.customer)))
}

/// How many offers a customer made in a portal since then.
pub async fn count_since(
    conn: &mut Conn,
    scope: &Scope,
    (customer, portal): (CustomerId, PortalId),
    since: Timestamp,
) -> Result<u64, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.one(&COUNT, args![tenant, customer, portal, since], |row| row.count("number")).await
}

/// Makes an open offer somebody else's. False: it is over.
pub async fn set_maker(
    tx: &mut Writer,
    id: OfferId,
    (membership, name): (MembershipId, &str),
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&MAKE, args![tenant, id, membership, name]).await? == 1)
}

/// Changes what an open offer gives, which makes it that of who changes it. False: it is over.
pub async fn give(
    tx: &mut Writer,
    id: OfferId,
    (roles, sites): (&BTreeSet<Slug>, &BTreeSet<AddressId>),
    (membership, name): (MembershipId, &str),
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let sites: Vec<Uuid> = sites.iter().map(|site| site.0).collect();
    let values = args![tenant, id, Arg::json(roles), Arg::json(&sites), membership, name];
    Ok(tx.execute(&GIVE, values).await? == 1)
}

/// Gives an offer the secret of a new mail; the one of the mail before opens nothing any more. False: it is over, or was sent `most` times.
pub async fn renew(
    tx: &mut Writer,
    id: OfferId,
    (secret_hash, most): (&[u8; 32], i64),
    (sent, expires): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&RENEW, args![tenant, id, secret_hash, sent, expires, most]).await? == 1)
}

/// Uses an offer up. False: it was used, taken back or is too old.
pub async fn accept(tx: &mut Writer, id: OfferId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&ACCEPT, args![tenant, id, at]).await? == 1)
}

/// Takes an open offer back. False: there is none.
pub async fn revoke(tx: &mut Writer, id: OfferId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&REVOKE, args![tenant, id, at]).await? == 1)
}

/// Takes back every open offer that somebody made.
pub async fn revoke_of(tx: &mut Writer, maker: MembershipId, at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&REVOKE_OF, args![tenant, maker, at]).await.map(|_| ())
}

fn read(row: &Row) -> Result<Offer, StoreError> {
    let sites: Vec<Uuid> = row.json("sites")?;
    Ok(Offer {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        portal: row.id("portal_id")?,
        customer: row.id("customer_id")?,
        email: row.email("email")?,
        name: row.text("name")?,
        language: row.text("language")?,
        roles: row.json("roles")?,
        sites: sites.into_iter().map(AddressId).collect(),
        made_by: row.id("made_by")?,
        made_by_name: row.text("made_by_name")?,
        created_at: row.time("created_at")?,
        sent_at: row.maybe_time("sent_at")?,
        sends: row.int("sends")?,
        expires_at: row.maybe_time("expires_at")?,
        accepted_at: row.maybe_time("accepted_at")?,
        revoked_at: row.maybe_time("revoked_at")?,
    })
}
