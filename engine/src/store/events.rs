//! Events: appended, never changed.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect,
    hints::{EventHint, Hint},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::{ActorRef, Scope},
    event::{Cause, Event, EventKind},
    id::{EventId, WorkOrderId},
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select e.tenant_id, e.id, e.work_order_id, e.kind, e.at, e.actor_kind, e.actor_user_id, e.actor_name, e.data, \
             e.root_event_id, e.rules from events e \
             join work_orders o on o.tenant_id = e.tenant_id and o.id = e.work_order_id ",
            $rest
        ))
    };
}

statements! { "events":
    APPEND = sql(
        "insert into events (tenant_id, id, work_order_id, kind, at, actor_kind, actor_user_id, actor_name, data, \
         root_event_id, rules) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    GET = select!("where e.tenant_id = $1 and e.id = $2 and (o.customer_id = $3 or $3 is null)");
    TIMELINE = select!(
        "where e.tenant_id = $1 and e.work_order_id = $2 and (o.customer_id = $3 or $3 is null) order by e.at, e.seq"
    );
    SINCE = select!(
        "where e.tenant_id = $1 and (o.customer_id = $2 or $2 is null) \
         and e.seq > coalesce((select k.seq from events k where k.tenant_id = $1 and k.id = $3), 0) \
         order by e.seq limit $4"
    );
    LATEST = sql("select id from events where tenant_id = $1 order by seq desc limit 1");
}

/// Appends an event. Those who listen are told when the transaction is kept.
pub async fn append(tx: &mut Writer, event: &Event) -> Result<(), StoreError> {
    tx.must_own(event.tenant)?;
    dialect::append_in_order(tx).await?;
    let values = args![
        event.tenant,
        event.id,
        event.work_order,
        event.kind.as_str(),
        event.at,
        event.actor.kind.as_str(),
        event.actor.user,
        event.actor.name.as_str(),
        Arg::json(&event.data),
        event.cause.root,
        Arg::json(&event.cause.rules),
    ];
    tx.put_off(&APPEND, values)?;
    let (tenant, work_order, event) = (event.tenant, event.work_order, event.id);
    tx.hint(Hint::Event(EventHint::Appended { tenant, work_order, event }));
    Ok(())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: EventId) -> Result<Option<Event>, StoreError> {
    let tenant = conn.serves(scope)?;
    let found = conn.optional(&GET, args![tenant, id, scope.customer()], read).await?;
    Ok(found.filter(|event| shows(scope, true, event)))
}

/// The events of a work order, oldest first. Internal ones only when they are wanted, and never for a customer.
pub async fn timeline(
    conn: &mut Conn,
    scope: &Scope,
    work_order: WorkOrderId,
    internal: bool,
) -> Result<Vec<Event>, StoreError> {
    let tenant = conn.serves(scope)?;
    let mut events = conn.all(&TIMELINE, args![tenant, work_order, scope.customer()], read).await?;
    events.retain(|event| shows(scope, internal, event));
    Ok(events)
}

/// Reads rows of [`TIMELINE`] as far as they are shown.
pub(super) fn shown(scope: &Scope, internal: bool, rows: &[Row]) -> Result<Vec<Event>, StoreError> {
    let events = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(events.into_iter().filter(|event| shows(scope, internal, event)).collect())
}

/// Events after a known one, in the order in which they were kept; from the beginning when it is None or unknown. At most `limit` are
/// read, of which a customer gets the public ones.
pub async fn since(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<EventId>,
    limit: u32,
) -> Result<Vec<Event>, StoreError> {
    let tenant = conn.serves(scope)?;
    let mut events = conn.all(&SINCE, args![tenant, scope.customer(), after, i64::from(limit)], read).await?;
    events.retain(|event| shows(scope, true, event));
    Ok(events)
}

// unscoped: an id says nothing about the event; it is where a live page begins to look.
pub async fn latest(conn: &mut Conn) -> Result<Option<EventId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&LATEST, args![tenant], |row| row.id("id")).await
}

fn shows(scope: &Scope, internal: bool, event: &Event) -> bool {
    event.kind.is_public() || (internal && scope.customer().is_none())
}

pub(super) fn read(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        work_order: row.id("work_order_id")?,
        kind: row.word("kind", EventKind::parse)?,
        at: row.time("at")?,
        actor: ActorRef {
            kind: row.text("actor_kind")?,
            user: row.maybe_id("actor_user_id")?,
            name: row.text("actor_name")?,
        },
        data: row.json("data")?,
        cause: Cause { root: row.maybe_id("root_event_id")?, rules: row.json("rules")? },
    })
}
