//! Mails that sign somebody in: one per person, found by the hash of its link's secret or of the browser that asked.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::{PortalId, UserId},
    session::MailSignIn,
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select user_id, portal_id, secret_hash, browser_hash, code_hash, tries, expires_at from mail_sign_ins \
             where tenant_id = $1 and portal_id = $2 and expires_at > $3 and ",
            $rest
        ))
    };
}

statements! { "mail_sign_ins":
    INSERT = sql(
        "insert into mail_sign_ins (tenant_id, user_id, portal_id, secret_hash, browser_hash, code_hash, tries, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    BY_SECRET = select!("secret_hash = $4");
    BY_BROWSER = select!("browser_hash = $4 order by expires_at desc, user_id limit 1");
    COUNT_TRY = sql(
        "update mail_sign_ins set tries = tries + 1 where tenant_id = $1 and secret_hash = $2 and tries < $3"
    );
    TAKE = sql("delete from mail_sign_ins where tenant_id = $1 and secret_hash = $2");
    DELETE_FOR_USER = sql("delete from mail_sign_ins where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from mail_sign_ins where expires_at <= $1");
}

/// Gives a person a mail in place of the one that she may have.
pub async fn set(tx: &mut Writer, mail: &MailSignIn) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, mail.user]).await?;
    let (code, tries, expires) = (mail.code_hash.as_str(), mail.tries, mail.expires_at);
    let values = args![tenant, mail.user, mail.portal, &mail.secret_hash, &mail.browser_hash, code, tries, expires];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: finds out whose link was opened; the connection is bound to the tenant of the door.
pub async fn by_secret(
    conn: &mut Conn,
    portal: PortalId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<MailSignIn>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_SECRET, args![tenant, portal, now, hash], read).await
}

// unscoped: finds out who asked in this browser; the connection is bound to the tenant of the door.
pub async fn by_browser(
    conn: &mut Conn,
    portal: PortalId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<MailSignIn>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_BROWSER, args![tenant, portal, now, hash], read).await
}

/// Counts a try of its code. False: it had as many as it may have, or there is no such mail.
pub async fn count_try(tx: &mut Writer, secret_hash: &[u8; 32], most: i64) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&COUNT_TRY, args![tenant, secret_hash, most]).await? == 1)
}

/// Uses a mail up. False: somebody was faster.
pub async fn take(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&TAKE, args![tenant, secret_hash]).await? == 1)
}

/// Ends the mail of a person, if she has one.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await.map(|_| ())
}

/// Removes mails that are over, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read(row: &Row) -> Result<MailSignIn, StoreError> {
    Ok(MailSignIn {
        user: row.id("user_id")?,
        portal: row.id("portal_id")?,
        secret_hash: row.hash("secret_hash")?,
        browser_hash: row.hash("browser_hash")?,
        code_hash: row.text("code_hash")?,
        tries: row.int("tries")?,
        expires_at: row.time("expires_at")?,
    })
}
