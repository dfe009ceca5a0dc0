//! Run records of rules and plugins. They are the office's: a customer's scope sees none.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{RunId, WorkOrderId},
    run::{Outcome, RunRecord},
};

/// Which runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    pub rule: Option<String>,
    pub work_order: Option<WorkOrderId>,
    pub outcome: Option<Outcome>,
    /// At most so many, the youngest first; 0 counts as 50, and 500 is the most.
    pub limit: u32,
    /// So many are passed over first.
    pub offset: u32,
}

/// How often a rule ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunCount {
    pub rule: String,
    pub runs: i64,
    pub failed: i64,
}

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, rule, work_order_id, event_id, attempt, outcome, generation, input, effects, log, error, \
             operations, micros, at from runs where tenant_id = $1 ",
            $rest
        ))
    };
}

statements! { "runs":
    INSERT = sql(
        "insert into runs (tenant_id, id, rule, work_order_id, event_id, attempt, outcome, generation, input, effects, log, \
         error, operations, micros, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    );
    GET = select!("and id = $2");
    LIST = select!(
        "and (rule = $2 or $2 is null) and (work_order_id = $3 or $3 is null) and (outcome = $4 or $4 is null) \
         order by at desc, id desc limit $5 offset $6"
    );
    COUNTS = sql(
        "select rule, count(*) as runs, cast(sum(case when outcome = 'failed' then 1 else 0 end) as bigint) as failed \
         from runs where tenant_id = $1 group by rule order by rule"
    );
}

pub async fn insert(tx: &mut Writer, run: &RunRecord) -> Result<(), StoreError> {
    tx.must_own(run.tenant)?;
    let values = args![
        run.tenant,
        run.id,
        run.rule.as_str(),
        run.work_order,
        run.event,
        run.attempt,
        run.outcome.as_str(),
        run.generation,
        Arg::json(&run.input),
        Arg::json(&run.effects),
        Arg::json(&run.log),
        run.error.as_str(),
        run.operations,
        run.micros,
        run.at,
    ];
    tx.execute(&INSERT, values).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: RunId) -> Result<Option<RunRecord>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(None) };
    conn.optional(&GET, args![tenant, id], read).await
}

pub async fn list(conn: &mut Conn, scope: &Scope, filter: &RunFilter) -> Result<Vec<RunRecord>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    let limit = if filter.limit == 0 { 50 } else { filter.limit.min(500) };
    let outcome = filter.outcome.map(Outcome::as_str);
    let (limit, offset) = (i64::from(limit), i64::from(filter.offset));
    let values = args![tenant, filter.rule.as_deref(), filter.work_order, outcome, limit, offset];
    conn.all(&LIST, values, read).await
}

/// How often each rule ran and failed.
pub async fn counts(conn: &mut Conn, scope: &Scope) -> Result<Vec<RunCount>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    let read = |row: &Row| Ok(RunCount { rule: row.text("rule")?, runs: row.int("runs")?, failed: row.int("failed")? });
    conn.all(&COUNTS, args![tenant], read).await
}

fn read(row: &Row) -> Result<RunRecord, StoreError> {
    Ok(RunRecord {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        rule: row.text("rule")?,
        work_order: row.maybe_id("work_order_id")?,
        event: row.maybe_id("event_id")?,
        attempt: row.int("attempt")?,
        outcome: row.word("outcome", Outcome::parse)?,
        generation: row.int("generation")?,
        input: row.json("input")?,
        effects: row.json("effects")?,
        log: row.json("log")?,
        error: row.text("error")?,
        operations: row.int("operations")?,
        micros: row.int("micros")?,
        at: row.time("at")?,
    })
}
