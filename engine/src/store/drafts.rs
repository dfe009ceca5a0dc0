//! Drafts of requests. A person sees only their own.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect::locking,
    row::Row,
    statement::{sql, statements},
    work_orders,
};
use crate::domain::{
    draft::Draft,
    form::RawForm,
    id::{DraftId, PortalId, UserId, WorkOrderId},
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at from drafts ",
            $rest
        ))
    };
}

statements! { "drafts":
    // Ids are per person, so nobody meets a draft of somebody else. One that was sent keeps what was sent.
    SAVE = sql(
        "insert into drafts (tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, user_id, id) do update set \
         raw = case when drafts.sent_as is null then excluded.raw else drafts.raw end, \
         form_version = case when drafts.sent_as is null then excluded.form_version else drafts.form_version end, \
         updated_at = case when drafts.sent_as is null then excluded.updated_at else drafts.updated_at end \
         where drafts.portal_id = excluded.portal_id and drafts.flow_id = excluded.flow_id"
    );
    BEGIN = sql(
        "insert into drafts (tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, user_id, id) do nothing"
    );
    GET = select!("where tenant_id = $1 and portal_id = $2 and user_id = $3 and id = $4");
    LOCK = locking!(
        "select tenant_id, id, portal_id, user_id, flow_id, raw, form_version, sent_as, updated_at from drafts \
         where tenant_id = $1 and portal_id = $2 and user_id = $3 and id = $4"
    );
    MARK_SENT = sql(
        "update drafts set sent_as = $4 where tenant_id = $1 and id = $2 and user_id = $3 and sent_as is null returning raw"
    );
    SWEEP = sql(
        "delete from drafts where tenant_id = $1 and (user_id, id) in (\
         select user_id, id from drafts where tenant_id = $1 and updated_at < $2 limit 200)"
    );
}

/// Writes a draft down. False: the person has a draft of this id in another portal or flow. A draft that was sent stays as it is.
pub async fn save(tx: &mut Writer, draft: &Draft) -> Result<bool, StoreError> {
    tx.must_own(draft.tenant)?;
    Ok(tx.execute(&SAVE, values(draft)).await? == 1)
}

// unscoped: the person's own draft; held until the transaction ends, so that two pages of it change it one after the other.
/// The draft as it is now, or `blank` when there is none yet. None: the person has a draft of this id in another portal.
pub async fn lock(tx: &mut Writer, blank: &Draft) -> Result<Option<Draft>, StoreError> {
    tx.must_own(blank.tenant)?;
    let key = || args![blank.tenant, blank.portal, blank.user, blank.id];
    if let Some(draft) = tx.optional(&LOCK, key(), read).await? {
        return Ok(Some(draft));
    }
    tx.execute(&BEGIN, values(blank)).await?;
    tx.optional(&LOCK, key(), read).await
}

fn values(draft: &Draft) -> Vec<Arg> {
    args![
        draft.tenant,
        draft.id,
        draft.portal,
        draft.user,
        draft.flow,
        Arg::json(&draft.raw),
        draft.form_version,
        draft.sent_as,
        draft.updated_at,
    ]
}

// unscoped: narrower than a scope, the person's own draft.
pub async fn get(conn: &mut Conn, portal: PortalId, user: UserId, id: DraftId) -> Result<Option<Draft>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, portal, user, id], read).await
}

/// A draft that was marked as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The number of its work order.
    pub number: i64,
    /// What was typed, as it is in the draft at this moment.
    pub raw: RawForm,
}

// unscoped: the person's own draft, to be written; what comes back is hers and the new work order's number.
/// Claims a draft for a work order and gives that its number. None for all but one of several tries: their transactions are to be dropped.
pub async fn claim(
    tx: &mut Writer,
    id: DraftId,
    user: UserId,
    order: WorkOrderId,
) -> Result<Option<Claimed>, StoreError> {
    let tenant = tx.own_tenant()?;
    let marked = (&MARK_SENT, args![tenant, id, user, order]);
    let number = (&work_orders::NEXT_NUMBER, work_orders::number_args(tenant));
    let [marked, number] = tx.together([marked, number]).await?;
    match (marked.as_slice(), number.as_slice()) {
        ([marked], [number]) => Ok(Some(Claimed { number: number.int("value")?, raw: marked.json("raw")? })),
        _ => Ok(None),
    }
}

/// Removes drafts that were not changed since `before` and returns how many.
pub async fn sweep(tx: &mut Writer, before: Timestamp) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SWEEP, args![tenant, before]).await
}

fn read(row: &Row) -> Result<Draft, StoreError> {
    Ok(Draft {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        portal: row.id("portal_id")?,
        user: row.id("user_id")?,
        flow: row.id("flow_id")?,
        raw: row.json("raw")?,
        form_version: row.int("form_version")?,
        sent_as: row.maybe_id("sent_as")?,
        updated_at: row.time("updated_at")?,
    })
}
