//! `ctx`: the circumstances of a run. Everything in it was fixed before the run began, so the same input gives the same answer.

use std::sync::{Arc, OnceLock};

use rhai::{Dynamic, ImmutableString};
use serde_json::{Map, Value};

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
    actor: Late,
    customer: Late,
    settings: Late,
    event: Option<Happening>,
}

/// What an automation knows beyond a flow.
pub(in crate::script) struct Happening {
    pub event: Record,
    pub attempt: i64,
    pub depth: i64,
}

/// A record that is made when a rule asks for it: most rules never look at most of them.
struct Late {
    source: Arc<Map<String, Value>>,
    depth: usize,
    made: OnceLock<Record>,
}

impl Late {
    fn new(source: &Arc<Map<String, Value>>, depth: usize) -> Result<Self, Refused> {
        Record::check(source, depth)?;
        Ok(Self { source: Arc::clone(source), depth, made: OnceLock::new() })
    }

    fn get(&self) -> Record {
        // What does not fit was refused before the run, so nothing is lost here.
        self.made.get_or_init(|| Record::from_json(&self.source, self.depth).unwrap_or_default()).clone()
    }
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
            actor: Late::new(&context.actor, depth)?,
            customer: Late::new(&context.customer, depth)?,
            settings: Late::new(&context.settings, depth)?,
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
    functions.property("actor", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.actor.get());
    functions.property("customer", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.customer.get());
    functions.property("settings", &["ctx: Ctx", "Record"], |ctx: &mut Ctx| ctx.0.settings.get());
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
