//! Events: appended, never changed.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect::{self, names},
    files::{self, shown},
    hints::{EventHint, Hint},
    row::Row,
    statement::{Text, sql, statements},
    visible::{self, visible},
};
use crate::domain::{
    access::{ActorRef, Scope},
    event::{Cause, Event, EventKind, fit_page},
    id::{EventId, TenantId, WorkOrderId},
};

macro_rules! text {
    ($($rest:expr),+) => {
        concat!(
            "select e.tenant_id, e.id, e.work_order_id, e.kind, e.at, e.actor_kind, e.actor_user_id, e.actor_name, e.data, \
             e.root_event_id, e.rules from events e \
             join work_orders o on o.tenant_id = e.tenant_id and o.id = e.work_order_id ",
            $($rest),+
        )
    };
}

/// The news of a file is for who is shown the file.
macro_rules! timeline {
    ($database:ident) => {
        text!(
            "where e.tenant_id = $1 and e.work_order_id = $2 and ",
            visible!(),
            " and (e.kind in (",
            public!(),
            ") or cast($6 as bigint) = 1) and (e.kind <> 'work_order.file_added' \
             or (cast($10 as bigint) = 1 and cast($11 as bigint) = 1) or exists (select 1 from files f \
             where f.tenant_id = $1 and f.work_order_id = $2 and ",
            names!($database, "e.data", "f.id"),
            " and ",
            shown!("$9", "$10", "$11"),
            ")) and ((e.at, e.seq) < (select b.at, b.seq from events b \
             where b.tenant_id = $1 and b.work_order_id = $2 and b.id = $7) or $7 is null) \
             order by e.at desc, e.seq desc limit $8"
        )
    };
}

/// What [`EventKind::is_public`] says yes to. It is asked before the entries of a page are counted, so that internal ones leave no gap.
macro_rules! public {
    () => {
        "'work_order.requested', 'work_order.accepted', 'work_order.rejected', 'work_order.status_changed', \
         'work_order.closed', 'work_order.commented', 'work_order.file_added'"
    };
}

statements! { "events":
    APPEND = sql(
        "insert into events (tenant_id, id, work_order_id, kind, at, actor_kind, actor_user_id, actor_name, data, \
         root_event_id, rules) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    GET = sql(text!("where e.tenant_id = $1 and e.id = $2 and ", visible!()));
    TIMELINE = Text::Each { sqlite: timeline!(sqlite), postgres: timeline!(postgres) };
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
    let found = conn.optional(&GET, visible::values(tenant, id, scope), read).await?;
    Ok(found.filter(|event| shows(scope, event)).map(|event| event.masked(scope.mask().parts)))
}

/// The youngest event of a work order that the scope shows: what its timeline ends with.
pub async fn last(conn: &mut Conn, scope: &Scope, order: WorkOrderId) -> Result<Option<EventId>, StoreError> {
    let tenant = conn.serves(scope)?;
    let values = timeline_values(tenant, (order, None, 1), scope);
    Ok(conn.all(&TIMELINE, values, |row| row.id("id")).await?.into_iter().next())
}

/// The values of [`TIMELINE`]: so many of the youngest entries before one.
pub(super) fn timeline_values(
    tenant: TenantId,
    (order, before, limit): (WorkOrderId, Option<EventId>, usize),
    scope: &Scope,
) -> Vec<Arg> {
    let mut values = visible::values(tenant, order, scope);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    values.extend(args![scope.mask().internal, before, limit]);
    values.extend(files::shown_values(scope));
    values
}

/// Reads rows of [`TIMELINE`] as far as the scope shows them and a page holds them, oldest first, and whether there are earlier ones.
pub(super) fn shown(scope: &Scope, rows: &[Row]) -> Result<(Vec<Event>, bool), StoreError> {
    let events = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let shown = events.into_iter().filter(|event| shows(scope, event));
    let mut events: Vec<_> = shown.map(|event| event.masked(scope.mask().parts)).collect();
    let (found, fitting) = (events.len(), fit_page(&events));
    events.truncate(fitting);
    events.reverse();
    Ok((events, fitting < found))
}

const fn shows(scope: &Scope, event: &Event) -> bool {
    event.kind.is_public() || scope.mask().internal
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_knows_the_public_kinds() {
        let public = EventKind::ALL.into_iter().filter(|kind| kind.is_public());
        let listed = public.map(|kind| format!("'{}'", kind.as_str())).collect::<Vec<_>>().join(", ");
        assert_eq!(public!(), listed);
    }
}
