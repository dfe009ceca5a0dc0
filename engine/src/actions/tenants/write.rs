//! Writes what differs between two shapes of one tenant. What refers to something comes after it and goes before it.

use super::shape::Shape;
use crate::{
    actions::Error,
    store::{self, Writer},
};

/// What is in one of two lists or differs in them.
struct Sorted<'a, T> {
    added: Vec<&'a T>,
    changed: Vec<&'a T>,
    removed: Vec<&'a T>,
}

fn sorted<'a, T: PartialEq>(now: &'a [T], wanted: &'a [T], is: impl Fn(&T, &T) -> bool) -> Sorted<'a, T> {
    let before = |one: &T| now.iter().find(|other| is(one, other));
    Sorted {
        added: wanted.iter().filter(|one| before(one).is_none()).collect(),
        changed: wanted.iter().filter(|one| before(one).is_some_and(|other| other != *one)).collect(),
        removed: now.iter().filter(|one| wanted.iter().all(|other| !is(one, other))).collect(),
    }
}

pub async fn changes(tx: &mut Writer, now: &Shape, wanted: &Shape) -> Result<(), Error> {
    if now.tenant != wanted.tenant {
        store::tenants::update(tx, &wanted.tenant).await?;
    }
    let portals = sorted(&now.portals, &wanted.portals, |a, b| a.id == b.id);
    for portal in portals.added {
        store::portals::insert(tx, portal).await?;
    }
    for portal in portals.changed {
        store::portals::update(tx, portal).await?;
    }
    catalogue(tx, now, wanted).await?;
    let roles = sorted(&now.roles, &wanted.roles, |a, b| a.slug == b.slug);
    for role in roles.added {
        store::roles::insert(tx, role).await?;
    }
    for role in roles.changed {
        store::roles::update(tx, role).await?;
    }
    for role in roles.removed {
        store::roles::delete(tx, role).await?;
    }
    Ok(())
}

async fn catalogue(tx: &mut Writer, now: &Shape, wanted: &Shape) -> Result<(), Error> {
    let statuses = sorted(&now.statuses, &wanted.statuses, |a, b| a.id == b.id);
    for status in statuses.added {
        store::statuses::insert(tx, status).await?;
    }
    for status in statuses.changed {
        store::statuses::update(tx, status).await?;
    }
    let fields = sorted(&now.fields, &wanted.fields, |a, b| a.id == b.id);
    for field in fields.added {
        store::fields::insert(tx, field).await?;
    }
    for field in fields.changed {
        store::fields::update(tx, field).await?;
    }
    work_types_and_flows(tx, now, wanted).await?;
    for field in fields.removed {
        store::fields::delete(tx, field.id).await?;
    }
    for status in statuses.removed {
        store::statuses::delete(tx, status.id).await?;
    }
    Ok(())
}

async fn work_types_and_flows(tx: &mut Writer, now: &Shape, wanted: &Shape) -> Result<(), Error> {
    let work_types = sorted(&now.work_types, &wanted.work_types, |a, b| a.id == b.id);
    for work_type in work_types.added {
        store::work_types::insert(tx, work_type).await?;
    }
    for work_type in work_types.changed {
        store::work_types::update(tx, work_type).await?;
    }
    let flows = sorted(&now.flows, &wanted.flows, |a, b| a.id == b.id);
    for flow in flows.removed {
        store::flows::delete(tx, flow.id).await?;
    }
    for flow in flows.added {
        store::flows::insert(tx, flow).await?;
    }
    for flow in flows.changed {
        store::flows::update(tx, flow).await?;
    }
    for work_type in work_types.removed {
        store::work_types::delete(tx, work_type.id).await?;
    }
    Ok(())
}
