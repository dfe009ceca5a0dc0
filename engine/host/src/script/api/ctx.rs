//! `ctx`: the circumstances of a run. Everything in it was fixed before the run began, so the same input gives the same answer.

use std::sync::Arc;

use rhai::{Dynamic, ImmutableString};

use super::Registry;
use crate::script::input::RuleContext;
use crate::script::record::{Failure, refuse};
use crate::script::value::{Record, Refused};

/// The circumstances of a run.
#[derive(Clone)]
pub(in crate::script) struct Ctx(Arc<State>);

struct State {
    now: ImmutableString,
    today: ImmutableString,
    hour: i64,
    weekday: i64,
    locale: ImmutableString,
    tenant: ImmutableString,
    portal: ImmutableString,
    actor: Record,
    customer: Record,
    settings: Record,
    event: Option<Happening>,
}

/// What an automation knows beyond a flow.
pub(in crate::script) struct Happening {
    pub event: Record,
    pub attempt: i64,
    pub depth: i64,
}

impl Ctx {
    pub(in crate::script) fn new(
        context: &RuleContext,
        event: Option<Happening>,
        depth: usize,
    ) -> Result<Self, Refused> {
        Ok(Self(Arc::new(State {
            now: context.now.as_str().into(),
            today: context.today.as_str().into(),
            hour: context.hour,
            weekday: context.weekday,
            locale: context.locale.as_str().into(),
            tenant: context.tenant.as_str().into(),
            portal: context.portal.as_str().into(),
            actor: Record::from_json(&context.actor, depth)?,
            customer: Record::from_json(&context.customer, depth)?,
            settings: Record::from_json(&context.settings, depth)?,
            event,
        })))
    }

    fn happening(&self, name: &str) -> Result<&Happening, Failure> {
        self.0.event.as_ref().ok_or_else(|| refuse(format!("ctx.{name} exists only in automations")))
    }
}

pub(super) fn register(functions: &mut Registry) {
    functions.property("now", &["ctx: Ctx", "string"], |ctx: &mut Ctx| ctx.0.now.clone());
    functions.property("today", &["ctx: Ctx", "string"], |ctx: &mut Ctx| ctx.0.today.clone());
    functions.property("hour", &["ctx: Ctx", "int"], |ctx: &mut Ctx| ctx.0.hour);
    functions.property("weekday", &["ctx: Ctx", "int"], |ctx: &mut Ctx| ctx.0.weekday);
    functions.property("locale", &["ctx: Ctx", "string"], |ctx: &mut Ctx| ctx.0.locale.clone());
    functions.property("tenant", &["ctx: Ctx", "string"], |ctx: &mut Ctx| ctx.0.tenant.clone());
    functions.property("portal", &["ctx: Ctx", "string"], |ctx: &mut Ctx| ctx.0.portal.clone());
    functions.property("actor", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.actor.clone());
    functions.property("customer", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.customer.clone());
    functions.property("settings", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.settings.clone());
    functions.property("event", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| -> Result<Dynamic, Failure> {
        Ok(Dynamic::from(ctx.happening("event")?.event.clone()))
    });
    functions.property("attempt", &["ctx: Ctx", "int"], |ctx: &mut Ctx| -> Result<i64, Failure> {
        Ok(ctx.happening("attempt")?.attempt)
    });
    functions.property("depth", &["ctx: Ctx", "int"], |ctx: &mut Ctx| -> Result<i64, Failure> {
        Ok(ctx.happening("depth")?.depth)
    });
}
