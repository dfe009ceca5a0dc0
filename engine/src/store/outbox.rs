//! The outbox: tasks written with the change that they follow from, leased by workers, in order per work order and kind. A finished task is gone.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect,
    hints::Hint,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{OutboxId, TenantId, WorkOrderId},
    outbox::{LEASE, LeasedTask, NewTask, Task},
};

/// A task that needs a person.
#[derive(Debug, Clone, PartialEq)]
pub struct ParkedTask {
    pub id: OutboxId,
    pub task: Task,
    pub work_order: Option<WorkOrderId>,
    /// The number that people call the work order by.
    pub order_number: Option<i64>,
    pub attempt: i64,
    pub error: String,
    pub created_at: Timestamp,
    /// When its last try was due.
    pub tried_at: Timestamp,
}

/// How full the outbox is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxStats {
    /// Tasks that wait or run.
    pub open: i64,
    pub parked: i64,
    /// When the oldest task that waits or runs was made.
    pub oldest: Option<Timestamp>,
}

/// Longest error that is kept, in characters.
const MAX_ERROR_CHARS: usize = 4_000;

statements! { "outbox":
    ENQUEUE = sql(
        "insert into outbox (tenant_id, id, task, work_order_id, payload, attempt, due_at, error, created_at) \
         values ($1, $2, $3, $4, $5, 0, $6, '', $6)"
    );
    CLAIM = dialect::CLAIM_TASKS;
    FINISH = sql("delete from outbox where tenant_id = $1 and id = $2");
    // Only of the try that failed: a worker that was slower than its lease must not end the lease of the one that has the task now.
    RETRY = sql(
        "update outbox set due_at = $4, error = $5, leased_by = null, leased_until = null \
         where tenant_id = $1 and id = $2 and attempt = $3 and parked_at is null"
    );
    // parked_at is when the last try was due, so that the order of parked tasks is that of their failures.
    PARK = sql(
        "update outbox set parked_at = due_at, error = $4, leased_by = null, leased_until = null \
         where tenant_id = $1 and id = $2 and attempt = $3 and parked_at is null"
    );
    UNPARK = sql(
        "update outbox set parked_at = null, due_at = $3, attempt = 0 \
         where tenant_id = $1 and id = $2 and parked_at is not null"
    );
    // unlimited: only the office reads tasks.
    LIST_PARKED = sql(
        "select x.id, x.task, x.work_order_id, x.attempt, x.error, x.created_at, x.parked_at, o.number as order_number \
         from outbox x left join work_orders o on o.tenant_id = x.tenant_id and o.id = x.work_order_id \
         where x.tenant_id = $1 and x.parked_at is not null order by x.seq desc limit 200"
    );
    STATS = sql(
        "select cast(coalesce(sum(case when parked_at is null then 1 else 0 end), 0) as bigint) as open, \
         cast(coalesce(sum(case when parked_at is null then 0 else 1 end), 0) as bigint) as parked, \
         min(case when parked_at is null then created_at end) as oldest from outbox"
    );
}

/// Writes a task down. Sleeping workers are told when the transaction is kept.
pub async fn enqueue(tx: &mut Writer, task: &NewTask, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    let values = args![tenant, id, task.task.as_str(), task.work_order, Arg::json(&task.payload), now];
    tx.put_off(&ENQUEUE, values)?;
    tx.hint(Hint::Outbox);
    Ok(())
}

// unscoped: workers serve all tenants; needs the platform's connection.
/// Leases up to `limit` due tasks of one kind, of all tenants, for [`LEASE`], oldest first. A task waits while an earlier one of its work
/// order and kind waits or runs; one of another kind or a parked one holds nobody up.
pub async fn claim(
    tx: &mut Writer,
    worker: &str,
    now: Timestamp,
    task: Task,
    limit: u32,
) -> Result<Vec<LeasedTask>, StoreError> {
    claim_except(tx, worker, now, (task, limit), &[]).await
}

// unscoped: workers serve all tenants; needs the platform's connection.
/// The same without the tasks of some tenants.
pub async fn claim_except(
    tx: &mut Writer,
    worker: &str,
    now: Timestamp,
    (task, limit): (Task, u32),
    left_out: &[TenantId],
) -> Result<Vec<LeasedTask>, StoreError> {
    tx.must_be_platform()?;
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let left_out: Vec<String> = left_out.iter().map(ToString::to_string).collect();
    let values = args![worker, until, now, i64::from(limit), task.as_str(), left_out.join(" ")];
    let read = |row: &Row| Ok((row.int("seq")?, read_leased(row)?));
    let mut claimed = tx.all(&CLAIM, values, read).await?;
    claimed.sort_by_key(|(seq, _)| *seq);
    Ok(claimed.into_iter().map(|(_, task)| task).collect())
}

/// Done: the task is removed. One that somebody else finished meanwhile is no failure.
pub async fn finish(tx: &mut Writer, id: OutboxId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&FINISH, args![tenant, id]).await?;
    // The next task of the same work order may be claimed now.
    tx.hint(Hint::Outbox);
    Ok(())
}

/// This try failed, but another is worth it at `at`. False: the lease was over and somebody else has the task, or had it.
pub async fn retry(tx: &mut Writer, task: &LeasedTask, at: Timestamp, error: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&RETRY, args![tenant, task.id, task.attempt, at, shortened(error)]).await? == 1)
}

/// Failed for good: kept where the office sees it. False: as for [`retry`].
pub async fn park(tx: &mut Writer, task: &LeasedTask, error: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let parked = tx.execute(&PARK, args![tenant, task.id, task.attempt, shortened(error)]).await? == 1;
    tx.hint(Hint::Outbox);
    Ok(parked)
}

/// Puts a parked task back, to be tried at `now` as if for the first time. False: there is none.
pub async fn unpark(tx: &mut Writer, id: OutboxId, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let found = tx.execute(&UNPARK, args![tenant, id, now]).await? == 1;
    tx.hint(Hint::Outbox);
    Ok(found)
}

/// The 200 youngest parked tasks, for the office; a customer's scope sees none.
pub async fn list_parked(conn: &mut Conn, scope: &Scope) -> Result<Vec<ParkedTask>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST_PARKED, args![tenant], read_parked).await
}

// unscoped: numbers for the operator; needs the platform's connection.
pub async fn stats(conn: &mut Conn) -> Result<OutboxStats, StoreError> {
    conn.must_be_platform()?;
    let read = |row: &Row| {
        Ok(OutboxStats { open: row.int("open")?, parked: row.int("parked")?, oldest: row.maybe_time("oldest")? })
    };
    conn.one(&STATS, args![], read).await
}

fn shortened(error: &str) -> String {
    error.chars().filter(|sign| *sign != '\0').take(MAX_ERROR_CHARS).collect()
}

fn read_leased(row: &Row) -> Result<LeasedTask, StoreError> {
    Ok(LeasedTask {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        task: row.word("task", Task::parse)?,
        work_order: row.maybe_id("work_order_id")?,
        payload: row.json("payload")?,
        attempt: row.int("attempt")?,
        created_at: row.time("created_at")?,
    })
}

fn read_parked(row: &Row) -> Result<ParkedTask, StoreError> {
    Ok(ParkedTask {
        id: row.id("id")?,
        task: row.word("task", Task::parse)?,
        work_order: row.maybe_id("work_order_id")?,
        order_number: row.maybe_int("order_number")?,
        attempt: row.int("attempt")?,
        error: row.text("error")?,
        created_at: row.time("created_at")?,
        tried_at: row.time("parked_at")?,
    })
}
