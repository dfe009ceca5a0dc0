//! Invitations: one that is open per membership, found by the hash of the secret in its last mail.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::{InvitationId, MembershipId, UserId},
    invitation::Invitation,
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, membership_id, invited_by, created_at, sent_at, sends, expires_at, accepted_at, revoked_at \
             from invitations where tenant_id = $1 and ",
            $rest
        ))
    };
}

statements! { "invitations":
    INSERT = sql(
        "insert into invitations (tenant_id, id, membership_id, invited_by, created_at, sends) values ($1, $2, $3, $4, $5, 0)"
    );
    GET = select!("id = $2");
    LAST = select!("membership_id = $2 order by created_at desc, id desc limit 1");
    BY_SECRET = select!("secret_hash = $2");
    RENEW = sql(
        "update invitations set secret_hash = $3, sent_at = $4, expires_at = $5, sends = sends + 1 \
         where tenant_id = $1 and id = $2 and accepted_at is null and revoked_at is null and sends < $6"
    );
    // Whoever comes second finds nothing left to take: of two clicks one goes on.
    ACCEPT = sql(
        "update invitations set accepted_at = $3 where tenant_id = $1 and id = $2 and accepted_at is null \
         and revoked_at is null and expires_at > $3"
    );
    REVOKE_OF_USER = sql(
        "update invitations set revoked_at = $3 where tenant_id = $1 and accepted_at is null and revoked_at is null \
         and membership_id in (select m.id from memberships m where m.tenant_id = $1 and m.user_id = $2)"
    );
    REVOKE = sql(
        "update invitations set revoked_at = $3 where tenant_id = $1 and membership_id = $2 and accepted_at is null \
         and revoked_at is null"
    );
}

pub async fn insert(tx: &mut Writer, invitation: &Invitation) -> Result<(), StoreError> {
    tx.must_own(invitation.tenant)?;
    let (by, at) = (invitation.invited_by.as_str(), invitation.created_at);
    let values = args![invitation.tenant, invitation.id, invitation.membership, by, at];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: for the mail that is owed and for the page of who was invited, who is nobody yet.
pub async fn get(conn: &mut Conn, id: InvitationId) -> Result<Option<Invitation>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read).await
}

// unscoped: about a membership that its caller found within its own scope.
pub async fn last_of(conn: &mut Conn, membership: MembershipId) -> Result<Option<Invitation>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&LAST, args![tenant, membership], read).await
}

// unscoped: nobody is signed in; who has the secret has the mail. The connection is bound to the tenant of the door.
pub async fn by_secret(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<Invitation>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_SECRET, args![tenant, hash], read).await
}

/// Gives an invitation the secret of a new mail; the one of the mail before opens nothing any more. False: it is over.
pub async fn renew(
    tx: &mut Writer,
    id: InvitationId,
    (secret_hash, most_sends): (&[u8; 32], i64),
    (sent, expires): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&RENEW, args![tenant, id, secret_hash, sent, expires, most_sends]).await? == 1)
}

/// Uses an invitation up. False: it was used, revoked or is too old.
pub async fn accept(tx: &mut Writer, id: InvitationId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&ACCEPT, args![tenant, id, at]).await? == 1)
}

/// Takes the open invitation of a membership back. False: there is none.
pub async fn revoke(tx: &mut Writer, membership: MembershipId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&REVOKE, args![tenant, membership, at]).await? == 1)
}

/// Takes back every open invitation of a person, wherever it leads.
pub async fn revoke_of_user(tx: &mut Writer, user: UserId, at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&REVOKE_OF_USER, args![tenant, user, at]).await.map(|_| ())
}

fn read(row: &Row) -> Result<Invitation, StoreError> {
    Ok(Invitation {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        membership: row.id("membership_id")?,
        invited_by: row.text("invited_by")?,
        created_at: row.time("created_at")?,
        sent_at: row.maybe_time("sent_at")?,
        sends: row.int("sends")?,
        expires_at: row.maybe_time("expires_at")?,
        accepted_at: row.maybe_time("accepted_at")?,
        revoked_at: row.maybe_time("revoked_at")?,
    })
}
