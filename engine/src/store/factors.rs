//! Second factors: sealed seeds, recovery codes as hashes, and how many wrong codes came in a row.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    dialect::locking,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    factor::Factor,
    id::{TenantId, UserId},
};

statements! { "factors":
    INSERT = sql(
        "insert into factors (tenant_id, user_id, seed, created_at, last_step, wrong, closed_until) \
         values ($1, $2, $3, $4, $5, 0, 0)"
    );
    GET = sql(
        "select seed, created_at, last_step, wrong, closed_until from factors where tenant_id = $1 and user_id = $2"
    );
    LOCK = locking!(
        "select seed, created_at, last_step, wrong, closed_until from factors where tenant_id = $1 and user_id = $2"
    );
    ANY = sql("select tenant_id, user_id, seed from factors order by created_at limit 1");
    USE_STEP = sql(
        "update factors set last_step = $3, wrong = 0, closed_until = 0 \
         where tenant_id = $1 and user_id = $2 and last_step < $3"
    );
    SET_WRONG = sql("update factors set wrong = $3, closed_until = $4 where tenant_id = $1 and user_id = $2");
    DELETE = sql("delete from factors where tenant_id = $1 and user_id = $2");
    ADD_CODE = sql("insert into recovery_codes (tenant_id, user_id, code_hash) values ($1, $2, $3)");
    USE_CODE = sql("delete from recovery_codes where tenant_id = $1 and user_id = $2 and code_hash = $3");
    CLEAR_CODES = sql("delete from recovery_codes where tenant_id = $1 and user_id = $2");
    COUNT_CODES = sql("select count(*) as codes from recovery_codes where tenant_id = $1 and user_id = $2");
}

pub async fn insert(
    tx: &mut Writer,
    user: UserId,
    seed: &[u8],
    (at, step): (Timestamp, i64),
) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&INSERT, args![tenant, user, seed, at, step]).await.map(|_| ())
}

// unscoped: the factor of the person who acts or signs in.
pub async fn get(conn: &mut Conn, user: UserId) -> Result<Option<Factor>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, user], read).await
}

// unscoped: the factor of the person who signs in; held until the transaction ends, so that tries are counted one after the other.
pub async fn lock(tx: &mut Writer, user: UserId) -> Result<Option<Factor>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&LOCK, args![tenant, user], read).await
}

// unscoped: a start asks whether its key fits what is sealed; needs the platform's connection.
pub async fn any_seed(conn: &mut Conn) -> Result<Option<(TenantId, UserId, Vec<u8>)>, StoreError> {
    conn.must_be_platform()?;
    let read = |row: &Row| Ok((row.id("tenant_id")?, row.id("user_id")?, row.bytes("seed")?));
    conn.optional(&ANY, args![], read).await
}

/// Takes a step's code, once. False: it was taken before, or there is no factor.
pub async fn use_step(tx: &mut Writer, user: UserId, step: i64) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&USE_STEP, args![tenant, user, step]).await? == 1)
}

/// Sets how many wrong codes came in a row, and until when none is looked at.
pub async fn set_wrong(tx: &mut Writer, user: UserId, wrong: i64, until: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SET_WRONG, args![tenant, user, wrong, until]).await.map(|_| ())
}

/// Removes a factor with its recovery codes. False: there was none.
pub async fn delete(tx: &mut Writer, user: UserId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&CLEAR_CODES, args![tenant, user]).await?;
    Ok(tx.execute(&DELETE, args![tenant, user]).await? == 1)
}

/// Gives a person these recovery codes in place of those that she has.
pub async fn set_codes(tx: &mut Writer, user: UserId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&CLEAR_CODES, args![tenant, user]).await?;
    for hash in hashes {
        tx.execute(&ADD_CODE, args![tenant, user, hash]).await?;
    }
    Ok(())
}

/// Takes a recovery code, once. False: it is not one of this person's, or was used.
pub async fn use_code(tx: &mut Writer, user: UserId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&USE_CODE, args![tenant, user, hash]).await? == 1)
}

// unscoped: how many codes the person who looks at her own profile has left.
pub async fn count_codes(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.one(&COUNT_CODES, args![tenant, user], |row| row.int("codes")).await
}

fn read(row: &Row) -> Result<Factor, StoreError> {
    Ok(Factor {
        seed: row.bytes("seed")?,
        created_at: row.time("created_at")?,
        last_step: row.int("last_step")?,
        wrong: row.int("wrong")?,
        closed_until: row.time("closed_until")?,
    })
}
