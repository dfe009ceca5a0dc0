//! Files: the rows; the bytes are in the file store.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect::names,
    row::Row,
    statement::{Text, sql, statements},
    visible::{self, visible},
};
use crate::domain::{
    access::Scope,
    file::StoredFile,
    id::{FileId, TenantId, UserId, WorkOrderId},
    part::Part,
};

macro_rules! select {
    ($($rest:expr),+) => {
        sql(concat!(
            "select f.tenant_id, f.id, f.owner_id, f.work_order_id, f.name, f.media_type, f.size_bytes, f.sha256, \
             f.created_at from files f ",
            $($rest),+
        ))
    };
}

/// Files older than the second parameter that belong to no work order and are named by no draft that is still written.
macro_rules! abandoned {
    ($database:ident) => {
        concat!(
            "select f.tenant_id, f.id, f.owner_id, f.work_order_id, f.name, f.media_type, f.size_bytes, f.sha256, \
             f.created_at from files f where f.tenant_id = $1 and f.work_order_id is null and f.created_at < $2 \
             and not exists (select 1 from drafts d where d.tenant_id = f.tenant_id and d.user_id = f.owner_id \
             and d.sent_as is null and ",
            names!($database, "d.raw", "f.id"),
            ")"
        )
    };
}

/// The condition over `files f` that a scope shows a file: pictures and videos as photos, everything else as documents, one's own always.
/// Parameters: who looks, and whether photos and documents show.
macro_rules! shown {
    ($viewer:literal, $photos:literal, $documents:literal) => {
        concat!(
            "(f.owner_id = ",
            $viewer,
            " or case when f.media_type like 'image/%' or f.media_type like 'video/%' then cast(",
            $photos,
            " as bigint) else cast(",
            $documents,
            " as bigint) end = 1)"
        )
    };
}
pub(super) use shown;

/// The values of [`shown`].
pub(super) fn shown_values(scope: &Scope) -> Vec<Arg> {
    let parts = scope.mask().parts;
    args![scope.viewer(), parts.has(Part::Photos), parts.has(Part::Documents)]
}

/// The values of a statement about the files of a scope.
pub(super) fn values(tenant: TenantId, id: impl Into<Arg>, scope: &Scope) -> Vec<Arg> {
    let mut values = visible::values(tenant, id, scope);
    values.extend(shown_values(scope));
    values
}

statements! { "files":
    INSERT = sql(
        "insert into files (tenant_id, id, owner_id, work_order_id, name, media_type, size_bytes, sha256, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    // An unattached file belongs to whoever uploaded it.
    GET = select!(
        "left join work_orders o on o.tenant_id = f.tenant_id and o.id = f.work_order_id \
         where f.tenant_id = $1 and f.id = $2 and ((f.work_order_id is null and f.owner_id = $6) \
         or (f.work_order_id is not null and ",
        visible!(),
        " and ",
        shown!("$6", "$7", "$8"),
        "))"
    );
    LIST_FOR_ORDER = select!(
        "join work_orders o on o.tenant_id = f.tenant_id and o.id = f.work_order_id \
         where f.tenant_id = $1 and f.work_order_id = $2 and ",
        visible!(),
        " and ",
        shown!("$6", "$7", "$8"),
        " order by f.created_at, f.id"
    );
    ATTACH = sql(
        "update files set work_order_id = $3 \
         where tenant_id = $1 and id = $2 and owner_id = $4 and work_order_id is null"
    );
    UNATTACHED_BEFORE = Text::Each {
        sqlite: concat!(abandoned!(sqlite), " order by f.created_at limit 1000"),
        postgres: concat!(abandoned!(postgres), " order by f.created_at limit 1000"),
    };
    UNATTACHED_BYTES = sql(
        "select cast(coalesce(sum(size_bytes), 0) as bigint) as bytes from files \
         where tenant_id = $1 and owner_id = $2 and work_order_id is null"
    );
    DELETE_UNATTACHED = sql("delete from files where tenant_id = $1 and id = $2 and work_order_id is null");
}

pub async fn insert(tx: &mut Writer, file: &StoredFile) -> Result<(), StoreError> {
    tx.must_own(file.tenant)?;
    let (name, media_type) = (file.name.as_str(), file.media_type.as_str());
    let (size, hash, created) = (file.size_bytes, &file.sha256, file.created_at);
    let values = args![file.tenant, file.id, file.owner, file.work_order, name, media_type, size, hash, created];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: the sum of the person's own uploads.
/// Bytes of all files of a person that belong to no work order yet.
pub async fn unattached_bytes(conn: &mut Conn, owner: UserId) -> Result<i64, StoreError> {
    let tenant = conn.own_tenant()?;
    Ok(conn.optional(&UNATTACHED_BYTES, args![tenant, owner], |row| row.int("bytes")).await?.unwrap_or_default())
}

/// A file of a work order in scope that the scope shows, or one that is not attached yet and is the person's own.
pub async fn get(conn: &mut Conn, scope: &Scope, id: FileId) -> Result<Option<StoredFile>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, values(tenant, id, scope), read).await
}

/// Attaches the owner's unattached files among `ids` and returns how many those were.
pub async fn attach(
    tx: &mut Writer,
    ids: &[FileId],
    work_order: WorkOrderId,
    owner: UserId,
) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut attached = 0;
    for id in ids {
        attached += tx.execute(&ATTACH, args![tenant, *id, work_order, owner]).await?;
    }
    Ok(attached)
}

// unscoped: the sweep of the engine itself. At most 1,000 at once, the oldest first. What a draft names that is still written stays.
pub async fn unattached_before(conn: &mut Conn, before: Timestamp) -> Result<Vec<StoredFile>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&UNATTACHED_BEFORE, args![tenant, before], read).await
}

/// Removes a file, unless it has been attached since it was found. False: it has been.
pub async fn delete_unattached(tx: &mut Writer, id: FileId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE_UNATTACHED, args![tenant, id]).await? == 1)
}

pub(super) fn read(row: &Row) -> Result<StoredFile, StoreError> {
    Ok(StoredFile {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        owner: row.id("owner_id")?,
        work_order: row.maybe_id("work_order_id")?,
        name: row.text("name")?,
        media_type: row.text("media_type")?,
        size_bytes: row.int("size_bytes")?,
        sha256: row.hash("sha256")?,
        created_at: row.time("created_at")?,
    })
}
