//! One rule about one event: run, effects and record. What is decided for good is noted under the key of event and rule in the same
//! transaction, so a rule acts at most once per event, whatever becomes of the task.

use std::sync::Arc;

use portico_host::{
    effect::{EffectRequest, Run},
    script::{Automation, ScriptFault, Text},
};
use serde_json::{Map, Value, json};

use super::{Subjects, Texts, input};
use crate::{
    actions::{
        Context, Error, flow_rules, mails,
        work_orders::{self, Act, Subject},
    },
    domain::{
        access::{self, Actor},
        effect::Effect,
        event::{Cause, LoopBlock, MAX_CAUSE_RUNS},
        outbox::LeasedTask,
        run::{Outcome, RunRecord},
    },
    store,
};

pub(super) struct Job<'a> {
    pub cx: &'a Context,
    pub name: &'a str,
    pub rule: &'a Arc<Automation>,
    pub about: &'a Subjects,
    pub texts: &'a Texts<'a>,
    pub task: &'a LeasedTask,
    pub generation: u64,
}

/// Err holds why the task must be tried again.
pub(super) type Attempt = Result<(), String>;

impl Job<'_> {
    pub(super) async fn run(&self) -> Result<Attempt, Error> {
        if let Some(block) = self.about.event.cause.blocks(self.name) {
            return self.stop(block).await;
        }
        let input = input::input(self.cx, self.about, self.task.attempt);
        let mut record = self.record(Outcome::Ok);
        record.input = json!({"kind": input.kind, "event": input.event, "order": input.order});
        let rule = Arc::clone(self.rule);
        match self.cx.rules.run(self.about.tenant.slug.as_str(), move || rule.run(&input)).await? {
            Some(Ok(answer)) => self.apply(answer, record).await,
            Some(Err(fault)) => self.fail(fault, record).await,
            None => Ok(Err("no place to run the rule became free in time".to_owned())),
        }
    }

    async fn apply(&self, answer: Run<Vec<EffectRequest>>, mut record: RunRecord) -> Result<Attempt, Error> {
        record.operations = i64::try_from(answer.cost.operations).unwrap_or(i64::MAX);
        record.micros = i64::try_from(answer.cost.micros).unwrap_or(i64::MAX);
        record.log = json!(answer.log);
        let mut tx = self.cx.store.write(self.task.tenant).await?;
        if !store::effects::apply_once(&mut tx, self.about.event.id, self.name, self.cx.now()).await? {
            tx.give_up().await?;
            return Ok(Ok(()));
        }
        // The row before anything is appended, as everybody does: an effect that appends and one that changes the work order would else
        // take their locks in the other order, and end in a deadlock with a person who does something at this moment.
        let engine = access::scope(&Actor::Engine { tenant: self.task.tenant });
        store::work_orders::get_for_update(&mut tx, &engine, self.about.order.order.id).await?;
        if !answer.value.is_empty() && self.is_one_too_many(&mut tx).await? {
            drop(tx);
            return self.stop(LoopBlock::TooMany).await;
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
            let kind = self.about.event.kind.as_str();
            tracing::warn!(rule = self.name, event.kind = kind, refused, "an effect of an automation was refused");
            record.outcome = Outcome::Failed;
            record.error = format!("{refused}; none of the effects was applied");
            self.close(record).await?;
            return Ok(Ok(()));
        }
        store::runs::insert(&mut tx, &record).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Counts a run that wants to do something; the others lead to nothing.
    async fn is_one_too_many(&self, tx: &mut store::Writer) -> Result<bool, Error> {
        let event = &self.about.event;
        let Some(root) = event.cause.root else { return Ok(false) };
        let runs = store::effects::follow(tx, (root, event.id), self.name, self.cx.now()).await?;
        Ok(runs > MAX_CAUSE_RUNS)
    }

    async fn stop(&self, block: LoopBlock) -> Result<Attempt, Error> {
        let mut record = self.record(Outcome::LoopBlocked);
        record.error = block.to_string();
        self.close(record).await?;
        Ok(Ok(()))
    }

    async fn effect(&self, tx: &mut store::Writer, request: &EffectRequest) -> Result<(), Error> {
        let effect =
            Effect::parse(&request.action, &self.said(request)).map_err(|error| Error::Failed(error.to_string()))?;
        let actor = Actor::Extension { tenant: self.task.tenant, name: self.name.to_owned() };
        let subject = Subject { id: self.about.order.order.id, cause: Cause::through(&self.about.event, self.name) };
        match Act::of(&effect) {
            Some(act) => work_orders::perform(self.cx, tx, &actor, subject, act).await.map(|_| ()),
            None => mails::notice(self.cx, tx, &actor, subject, &effect).await,
        }
    }

    /// The input with the texts of the theme filled in, in the language of who will read them.
    fn said(&self, request: &EffectRequest) -> Map<String, Value> {
        let office = Effect::is_for_office(&request.action);
        let language = if office { &self.about.tenant.language } else { &self.about.language };
        let portal = self.about.portal.as_ref().map(|portal| portal.id);
        let said = |value: &Value| match serde_json::from_value::<Text>(value.clone()) {
            Ok(Text { key: Some(key), params, .. }) => {
                Value::String((self.texts)(portal, language, &key, &flow_rules::params(&params)))
            }
            _ => value.clone(),
        };
        request.input.iter().map(|(name, value)| (name.clone(), said(value))).collect()
    }

    async fn fail(&self, fault: ScriptFault, mut record: RunRecord) -> Result<Attempt, Error> {
        record.outcome = Outcome::Failed;
        record.error = fault.diagnostic.to_string();
        record.operations = i64::try_from(fault.cost.operations).unwrap_or(i64::MAX);
        record.micros = i64::try_from(fault.cost.micros).unwrap_or(i64::MAX);
        record.log = json!(fault.log);
        let kind = self.about.event.kind.as_str();
        tracing::warn!(rule = self.name, event.kind = kind, error = %fault.diagnostic, "an automation failed");
        if fault.permanent {
            self.close(record).await?;
            return Ok(Ok(()));
        }
        let mut tx = self.cx.store.write(self.task.tenant).await?;
        store::runs::insert(&mut tx, &record).await?;
        tx.commit().await?;
        Ok(Err(fault.diagnostic.message))
    }

    /// Keeps the record of a run that will not be repeated.
    async fn close(&self, record: RunRecord) -> Result<(), Error> {
        let mut tx = self.cx.store.write(self.task.tenant).await?;
        if store::effects::apply_once(&mut tx, self.about.event.id, self.name, self.cx.now()).await? {
            store::runs::insert(&mut tx, &record).await?;
        }
        Ok(tx.commit().await?)
    }

    fn record(&self, outcome: Outcome) -> RunRecord {
        RunRecord {
            id: self.cx.id(),
            tenant: self.task.tenant,
            rule: self.name.to_owned(),
            work_order: Some(self.about.event.work_order),
            event: Some(self.about.event.id),
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
}
