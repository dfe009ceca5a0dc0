//! Generations of a tenant's extensions that went live, by number.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};

/// A generation that was checked and put to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation {
    pub number: i64,
    /// SHA-256 over the files that it was made from.
    pub content_hash: [u8; 32],
    pub at: Timestamp,
}

statements! { "generations":
    INSERT = sql("insert into generations (tenant_id, number, content_hash, at) values ($1, $2, $3, $4)");
    LAST_GOOD = sql(
        "select number, content_hash, at from generations where tenant_id = $1 order by number desc limit 1"
    );
}

/// Adds a generation; a conflict means that the number is taken.
pub async fn insert(tx: &mut Writer, generation: &Generation) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    let values = args![tenant, generation.number, &generation.content_hash, generation.at];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: a number and a hash of files that the operator wrote.
pub async fn last_good(conn: &mut Conn) -> Result<Option<Generation>, StoreError> {
    let tenant = conn.own_tenant()?;
    let read = |row: &super::row::Row| {
        Ok(Generation { number: row.int("number")?, content_hash: row.hash("content_hash")?, at: row.time("at")? })
    };
    conn.optional(&LAST_GOOD, args![tenant], read).await
}
