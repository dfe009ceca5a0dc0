//! What is removed by its age, oldest first and at most so much at once.

use jiff::Timestamp;

use super::{
    StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};

statements! { "retention":
    MAIL_TEXTS = sql(
        "update mails set plain = '', html = '' where tenant_id = $1 and id in (\
             select w.id from mails w where w.tenant_id = $1 and w.created_at < $2 and w.state <> 'queued' \
             and (w.plain <> '' or w.html <> '') order by w.created_at, w.id limit $3)"
    );
    RUNS = sql(
        "delete from runs where tenant_id = $1 and id in (\
             select r.id from runs r where r.tenant_id = $1 and r.at < $2 order by r.at, r.id limit $3)"
    );
    INVITATIONS = sql(
        "delete from invitations where tenant_id = $1 and id in (\
             select i.id from invitations i where i.tenant_id = $1 \
             and (i.accepted_at < $2 or i.revoked_at < $2 or (i.accepted_at is null and i.revoked_at is null and i.expires_at < $2)) \
             order by i.created_at, i.id limit $3)"
    );
    // One whose mail could never be sent has no end of its own.
    OFFERS = sql(
        "delete from offers where tenant_id = $1 and id in (\
             select o.id from offers o where o.tenant_id = $1 \
             and (o.accepted_at < $2 or o.revoked_at < $2 \
             or (o.accepted_at is null and o.revoked_at is null and coalesce(o.expires_at, o.created_at) < $2)) \
             order by o.created_at, o.id limit $3)"
    );
}

/// Empties mails that were made before a time and are not on their way, and returns how many.
pub async fn mail_texts(tx: &mut Writer, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&MAIL_TEXTS, args![tenant, before, i64::from(most)]).await
}

/// Removes records of runs from before a time, and returns how many.
pub async fn runs(tx: &mut Writer, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&RUNS, args![tenant, before, i64::from(most)]).await
}

/// Removes invitations that were over before a time, and returns how many.
pub async fn invitations(tx: &mut Writer, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&INVITATIONS, args![tenant, before, i64::from(most)]).await
}

/// Removes offers of places that were over before a time, and returns how many.
pub async fn offers(tx: &mut Writer, before: Timestamp, most: u32) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&OFFERS, args![tenant, before, i64::from(most)]).await
}
