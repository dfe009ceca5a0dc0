//! Runs the tenant's automations about an event. All effects of one run are one transaction, applied at most once per event and rule,
//! through the same functions that a person's click reaches. Every run is a record.

use std::sync::Arc;

use portico_host::{
    effect::{EffectRequest, Run},
    extensions::Extensions,
    script::{Automation, EventInput, ScriptFault},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Context, Error, flow_rules, mails, outbox,
    work_orders::{self, Act, Subject},
};
use crate::{
    domain::{
        access::{self, Actor},
        effect::Effect,
        event::{Cause, Event},
        id::EventId,
        outbox::LeasedTask,
        run::{Outcome, RunRecord},
    },
    store::{self, work_orders::OrderDetail},
};

/// Runs every automation that answers the task's event, then finishes the task. A rule that failed for a passing reason is tried again
/// later; the others are not run twice.
pub async fn run(cx: &Context, extensions: &Extensions, task: &LeasedTask) -> Result<(), Error> {
    let Some(about) = load(cx, task).await? else { return outbox::finish(cx, task).await };
    let mut again = None;
    for (name, rule) in extensions.automations.iter().filter(|(_, rule)| rule.handles(about.event.kind.as_str())) {
        let job = Job { cx, name, rule, event: &about.event, about: &about, task, generation: extensions.generation };
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
    time_zone: String,
}

async fn load(cx: &Context, task: &LeasedTask) -> Result<Option<Subjects>, Error> {
    let id = task.payload.get("event").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let id = id.map(EventId).ok_or_else(|| Error::Failed("the outbox row of an automation has no event".into()))?;
    let scope = access::scope(&Actor::Engine { tenant: task.tenant });
    let mut conn = cx.store.read(task.tenant).await?;
    let Some(event) = store::events::get(&mut conn, &scope, id).await? else { return Ok(None) };
    let Some(tenant) = store::tenants::get(&mut conn, task.tenant).await? else { return Ok(None) };
    let order = store::work_orders::detail(&mut conn, &scope, event.work_order).await?;
    Ok(order.map(|order| Subjects { event, order, time_zone: tenant.time_zone }))
}

/// One rule about one event.
struct Job<'a> {
    cx: &'a Context,
    name: &'a str,
    rule: &'a Arc<Automation>,
    event: &'a Event,
    about: &'a Subjects,
    task: &'a LeasedTask,
    generation: u64,
}

/// Err holds why the task must be tried again.
type Attempt = Result<(), String>;

impl Job<'_> {
    async fn run(&self) -> Result<Attempt, Error> {
        if let Some(block) = self.event.cause.blocks(self.name) {
            let mut record = self.record(Outcome::LoopBlocked);
            record.error = block.to_string();
            self.save(record).await?;
            return Ok(Ok(()));
        }
        let input = self.input();
        let (rule, given) = (Arc::clone(self.rule), input.clone());
        let answer = tokio::task::spawn_blocking(move || rule.run(&given)).await;
        let answer = answer.map_err(|error| Error::Failed(error.to_string()))?;
        let mut record = self.record(Outcome::Ok);
        record.input = json!({"kind": input.kind, "event": input.event, "order": input.order});
        match answer {
            Ok(answer) => self.apply(answer, record).await,
            Err(fault) => self.fail(fault, record).await,
        }
    }

    async fn apply(&self, answer: Run<Vec<EffectRequest>>, mut record: RunRecord) -> Result<Attempt, Error> {
        record.operations = i64::try_from(answer.cost.operations).unwrap_or(i64::MAX);
        record.micros = i64::try_from(answer.cost.micros).unwrap_or(i64::MAX);
        record.log = json!(answer.log);
        let mut tx = self.cx.store.write(self.task.tenant).await?;
        if !store::effects::apply_once(&mut tx, self.event.id, self.name, self.cx.now()).await? {
            return Ok(Ok(()));
        }
        let mut refused = None;
        let mut results = Vec::new();
        for request in &answer.value {
            let result = match &refused {
                Some(_) => "not tried".to_owned(),
                None => match self.effect(&mut tx, request).await {
                    Ok(()) => "done".to_owned(),
                    Err(Error::Store(error)) => return Err(Error::Store(error)),
                    Err(error) => {
                        refused = Some(format!("{}: {error}", request.action));
                        error.to_string()
                    }
                },
            };
            results.push(json!({"action": request.action, "input": request.input, "result": result}));
        }
        record.effects = Value::Array(results);
        if let Some(refused) = refused {
            // Nothing of a run is kept when one of its effects is refused; only the record is.
            drop(tx);
            record.outcome = Outcome::Failed;
            record.error = format!("{refused}; none of the effects was applied");
            self.save(record).await?;
            return Ok(Ok(()));
        }
        store::runs::insert(&mut tx, &record).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn effect(&self, tx: &mut store::Writer, request: &EffectRequest) -> Result<(), Error> {
        let effect =
            Effect::parse(&request.action, &request.input).map_err(|error| Error::Failed(error.to_string()))?;
        let actor = Actor::Extension { tenant: self.task.tenant, name: self.name.to_owned() };
        let subject = Subject { id: self.about.order.order.id, cause: Cause::through(self.event, self.name) };
        match Act::of(&effect) {
            Some(act) => work_orders::perform(self.cx, tx, &actor, subject, act).await.map(|_| ()),
            None => mails::notice(self.cx, tx, &actor, subject, &effect).await,
        }
    }

    async fn fail(&self, fault: ScriptFault, mut record: RunRecord) -> Result<Attempt, Error> {
        record.outcome = Outcome::Failed;
        record.error = fault.diagnostic.to_string();
        record.operations = i64::try_from(fault.cost.operations).unwrap_or(i64::MAX);
        record.micros = i64::try_from(fault.cost.micros).unwrap_or(i64::MAX);
        record.log = json!(fault.log);
        tracing::warn!(rule = self.name, event.kind = self.event.kind.as_str(), error = %fault.diagnostic, "an automation failed");
        let reason = fault.diagnostic.message.clone();
        self.save(record).await?;
        Ok(if fault.permanent { Ok(()) } else { Err(reason) })
    }

    async fn save(&self, record: RunRecord) -> Result<(), Error> {
        let mut tx = self.cx.store.write(self.task.tenant).await?;
        store::runs::insert(&mut tx, &record).await?;
        Ok(tx.commit().await?)
    }

    fn record(&self, outcome: Outcome) -> RunRecord {
        RunRecord {
            id: self.cx.id(),
            tenant: self.task.tenant,
            rule: self.name.to_owned(),
            work_order: self.event.work_order,
            event: self.event.id,
            attempt: self.task.attempt,
            outcome,
            generation: i64::try_from(self.generation).unwrap_or(i64::MAX),
            input: Value::Null,
            effects: json!([]),
            log: json!([]),
            error: String::new(),
            operations: 0,
            micros: 0,
            at: self.cx.now(),
        }
    }

    fn input(&self) -> EventInput {
        let mut event: Map<String, Value> = self.event.data.clone();
        event.insert("kind".into(), json!(self.event.kind.as_str()));
        event.insert("at".into(), json!(self.event.at.to_string()));
        let by = Map::from_iter([
            ("kind".to_owned(), json!(self.event.actor.kind)),
            ("name".to_owned(), json!(self.event.actor.name)),
        ]);
        event.insert("by".into(), Value::Object(by.clone()));
        let mut context = flow_rules::event_context(&self.about.order, self.cx.now(), &self.about.time_zone);
        context.actor = by.clone();
        EventInput {
            kind: self.event.kind.as_str().to_owned(),
            event,
            order: flow_rules::order_values(&self.about.order),
            context,
            attempt: self.task.attempt,
            depth: i64::try_from(self.event.cause.depth()).unwrap_or(i64::MAX),
        }
    }
}
