//! What a change of a tenant's shape meets: what is in use and must stay, and people who would see or may do something else.

use super::shape::Shape;
use crate::{
    actions::{Context, Error, roles::changes},
    domain::{
        access::{self, Actor},
        part::Part,
        portal::Portal,
        role::Role,
        setting,
        text::Slug,
    },
    store::{self, Conn},
};

/// Why the document cannot be applied, with what to do instead.
pub async fn refused(conn: &mut Conn, (now, wanted): (&Shape, &Shape)) -> Result<Vec<String>, Error> {
    let mut refused = Vec::new();
    for portal in now.portals.iter().filter(|portal| wanted.portals.iter().all(|other| other.id != portal.id)) {
        let slug = &portal.slug;
        refused.push(format!("portal {slug}: leave it in the document; enabled = false switches it off"));
    }
    statuses(conn, (now, wanted), &mut refused).await?;
    for kind in now.work_types.iter().filter(|kind| wanted.work_types.iter().all(|other| other.id != kind.id)) {
        let orders = store::work_types::uses(conn, kind.id).await?;
        if orders > 0 {
            let slug = &kind.slug;
            refused.push(format!("work type {slug}: work orders have it ({orders}); leave it in the document"));
        }
    }
    for flow in now.flows.iter().filter(|flow| wanted.flows.iter().all(|other| other.id != flow.id)) {
        let (orders, drafts) = store::flows::uses(conn, flow.id).await?;
        if orders + drafts > 0 {
            refused.push(format!(
                "flow {}: requests were made or begun through it ({orders} sent, {drafts} drafts); leave it in the document, \
                 enabled = false closes it",
                flow.slug
            ));
        }
    }
    roles(conn, (now, wanted), &mut refused).await?;
    Ok(refused)
}

async fn statuses(conn: &mut Conn, (now, wanted): (&Shape, &Shape), refused: &mut Vec<String>) -> Result<(), Error> {
    for status in &now.statuses {
        let becomes = wanted.statuses.iter().find(|other| other.id == status.id);
        if becomes.is_some_and(|other| other.category == status.category) {
            continue;
        }
        let orders = store::statuses::uses(conn, status.id).await?;
        if orders == 0 {
            continue;
        }
        let (slug, category) = (&status.slug, status.category.as_str());
        refused.push(match becomes {
            Some(_) => format!("status {slug}: work orders have it ({orders}), so its category stays {category}"),
            None => {
                format!("status {slug}: work orders have it ({orders}); leave it in the document, or move them first")
            }
        });
    }
    Ok(())
}

async fn roles(conn: &mut Conn, (now, wanted): (&Shape, &Shape), refused: &mut Vec<String>) -> Result<(), Error> {
    let scope = access::scope(&Actor::Engine { tenant: now.tenant.id });
    let (people, offers) = (store::roles::people(conn, &scope).await?, store::offers::open(conn, &scope, None).await?);
    for role in now.roles.iter().filter(|role| wanted.roles.iter().all(|other| other.slug != role.slug)) {
        let holders = holders(&people, &role.slug);
        let offered = offers.iter().filter(|offer| offer.roles.contains(&role.slug)).count();
        if holders > 0 || offered > 0 {
            let slug = &role.slug;
            refused.push(format!(
                "role {slug}: people have it or are offered it ({holders} and {offered}); give them another, or leave it in the \
                 document"
            ));
        }
    }
    Ok(())
}

fn holders(people: &[(Slug, u64)], role: &Slug) -> u64 {
    people.iter().find(|(slug, _)| slug == role).map_or(0, |(_, count)| *count)
}

/// What somebody must agree to: roles that people have and parts that portals show.
pub async fn asks(cx: &Context, conn: &mut Conn, (now, wanted): (&Shape, &Shape)) -> Result<Vec<String>, Error> {
    let actor = Actor::Engine { tenant: now.tenant.id };
    let people = store::roles::people(conn, &access::scope(&actor)).await?;
    let known = store::catalogue::get(conn).await?;
    let mut asks = Vec::new();
    for role in &wanted.roles {
        let Some(before) = now.roles.iter().find(|before| before.slug == role.slug) else { continue };
        let holders = holders(&people, &role.slug);
        let gives = |role: &Role| (role.sight, role.allows.clone(), role.denies.clone(), role.shows.clone());
        if holders == 0 || gives(before) == gives(role) {
            continue;
        }
        asks.push(format!("role {}: what {holders} people may and see becomes another", role.slug));
        let question = changes::question(cx, conn, &actor, (&known, role)).await?;
        asks.extend(question.changes.iter().map(|change| {
            let changes::Change { name, email, before, after, .. } = change;
            format!("    {name} <{email}> sees {after} work orders instead of {before}")
        }));
    }
    for portal in &wanted.portals {
        let Some(before) = now.portals.iter().find(|before| before.id == portal.id) else { continue };
        asks.extend(shown(before, portal));
    }
    Ok(asks)
}

fn shown(before: &Portal, after: &Portal) -> Vec<String> {
    let is_on = |portal: &Portal, part: Part| setting::is_on(&portal.settings, part.setting());
    let differs = Part::ALL.into_iter().filter(|part| is_on(before, *part) != is_on(after, *part));
    let said = |part: Part| {
        let (slug, key) = (&after.slug, part.setting());
        let becomes = if is_on(after, part) { "shown" } else { "hidden" };
        format!("portal {slug}: {key}: this part of work orders becomes {becomes}")
    };
    differs.map(said).collect()
}
