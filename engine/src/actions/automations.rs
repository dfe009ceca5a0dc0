//! Runs the tenant's automations about an event. All effects of one run are one transaction, applied at most once per event and rule,
//! through the same functions that a person's click reaches. Every run is a record.

mod input;
mod job;

use std::collections::{BTreeMap, BTreeSet};

use portico_host::extensions::Extensions;
use serde_json::Value;
use uuid::Uuid;

use super::{Context, Error, outbox};
use crate::{
    domain::{
        access::{self, Actor},
        event::Event,
        id::{EventId, PortalId},
        outbox::LeasedTask,
        portal::Portal,
        tenant::Tenant,
    },
    store::{self, work_orders::OrderDetail},
};
use job::Job;

/// A text of a portal's theme, or of the office's, by language, key and parameters.
pub type Texts<'a> = dyn Fn(Option<PortalId>, &str, &str, &BTreeMap<String, String>) -> String + Send + Sync + 'a;

/// Runs every automation that answers the task's event, then finishes the task. A rule that failed for a passing reason is tried again
/// later; the others are not run twice.
pub async fn run(cx: &Context, extensions: &Extensions, texts: &Texts<'_>, task: &LeasedTask) -> Result<(), Error> {
    let Some(mut about) = load(cx, extensions, task).await? else { return outbox::finish(cx, task).await };
    let (mut again, mut has_run) = (None, false);
    for (name, rule) in &extensions.automations {
        if !about.is_for(name, rule) {
            continue;
        }
        if std::mem::replace(&mut has_run, true) {
            // It sees what the one before it did, and the office meanwhile.
            let Some(fresh) = load(cx, extensions, task).await? else { break };
            about = fresh;
        }
        let job = Job { cx, name, rule, about: &about, texts, task, generation: extensions.generation };
        if let Err(reason) = job.run().await? {
            again = Some(reason);
        }
    }
    match again {
        Some(reason) => outbox::failed(cx, task, &reason).await,
        None => outbox::finish(cx, task).await,
    }
}

/// What the task is about.
struct Subjects {
    event: Event,
    order: OrderDetail,
    tenant: Tenant,
    /// The portal that the request came through.
    portal: Option<Portal>,
    /// Language of who asked.
    language: String,
    /// Rules that are done with this event.
    done: BTreeSet<String>,
}

impl Subjects {
    fn is_for(&self, name: &str, rule: &portico_host::script::Automation) -> bool {
        rule.handles(self.event.kind.as_str()) && !self.done.contains(name)
    }
}

/// None: no rule has anything to do with it.
async fn load(cx: &Context, extensions: &Extensions, task: &LeasedTask) -> Result<Option<Subjects>, Error> {
    let id = task.payload.get("event").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let id = id.map(EventId).ok_or_else(|| Error::Failed("the outbox row of an automation has no event".into()))?;
    let scope = access::scope(&Actor::Engine { tenant: task.tenant });
    let mut conn = cx.store.read(task.tenant).await?;
    let Some(event) = store::events::get(&mut conn, &scope, id).await? else { return Ok(None) };
    if !extensions.automations.values().any(|rule| rule.handles(event.kind.as_str())) {
        return Ok(None);
    }
    let Some(tenant) = store::tenants::get(&mut conn, task.tenant).await? else { return Ok(None) };
    let Some(order) = store::work_orders::detail(&mut conn, &scope, event.work_order).await? else { return Ok(None) };
    let portal = match order.order.portal {
        Some(portal) => store::portals::get(&mut conn, portal).await?,
        None => None,
    };
    let requester = match order.order.requester {
        Some(requester) => store::users::get(&mut conn, requester).await?,
        None => None,
    };
    let language = requester.map(|user| user.language).or_else(|| portal.as_ref().map(|p| p.language.clone()));
    let language = language.unwrap_or_else(|| tenant.language.clone());
    let done = store::effects::applied(&mut conn, &scope, event.id).await?.into_iter().collect();
    Ok(Some(Subjects { event, order, tenant, portal, language, done }))
}
