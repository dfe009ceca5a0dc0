//! Records of flow rules. A hook that did its work in silence leaves none: what it answered is in the form. A fault is told to the office,
//! and what a rule logged is kept with the request that was sent.

use portico_host::{
    effect::{Cost, LogLine, Run},
    script::ScriptFault,
};
use serde_json::{Value, json};

use super::Asked;
use crate::{
    actions::Error,
    domain::{
        event::Event,
        run::{Outcome, RunRecord},
    },
    store::{self, Writer},
};

/// What is to be told about one call of a hook.
#[derive(Debug, Clone)]
pub struct Heard {
    hook: &'static str,
    /// File, line, column and message of a failure; empty when there was none.
    error: String,
    cost: Cost,
    log: Vec<LogLine>,
}

impl Heard {
    /// A good run that logged something.
    pub(super) fn from_run<T>(hook: &'static str, run: &Run<T>) -> Option<Self> {
        (!run.log.is_empty()).then(|| Self { hook, error: String::new(), cost: run.cost, log: run.log.clone() })
    }

    /// A rule's fault. None as the fault: there was no place to run the rule in time.
    pub(super) fn from_fault(hook: &'static str, fault: Option<ScriptFault>) -> Self {
        match fault {
            Some(fault) => Self { hook, error: fault.diagnostic.to_string(), cost: fault.cost, log: fault.log },
            None => {
                let error = "not run: no place became free in time".to_owned();
                Self { hook, error, cost: Cost::default(), log: Vec::new() }
            }
        }
    }
}

/// Tells the office about a fault while a form is filled in. The customer goes on whether that works or not.
pub(super) async fn tell(asked: &Asked<'_>, heard: &Heard) {
    let (cx, flow) = (asked.filling.cx, asked.opened.flow.slug.as_str());
    tracing::error!(flow, hook = heard.hook, error = %heard.error, "the rule of a flow failed");
    let tenant = asked.filling.actor.tenant;
    if !cx.rules.is_news(tenant, &format!("{flow} {}", heard.hook), cx.now()) {
        return;
    }
    let written = async {
        let mut tx = cx.store.write(tenant).await?;
        store::runs::insert(&mut tx, &record(asked, heard, None)).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    if let Err(error) = written.await {
        tracing::error!(flow, %error, "the failure of a flow's rule could not be noted");
    }
}

/// Keeps what the rule said on sending, with the request.
pub async fn keep(tx: &mut Writer, asked: &Asked<'_>, heard: &[Heard], event: &Event) -> Result<(), Error> {
    for heard in heard {
        if !heard.error.is_empty() {
            let flow = asked.opened.flow.slug.as_str();
            tracing::error!(flow, hook = heard.hook, error = %heard.error, "the rule of a flow failed");
        }
        store::runs::insert(tx, &record(asked, heard, Some(event))).await?;
    }
    Ok(())
}

/// What was typed is not part of it: a request that is not sent is not the office's to read.
fn record(asked: &Asked<'_>, heard: &Heard, event: Option<&Event>) -> RunRecord {
    let (cx, flow) = (asked.filling.cx, asked.opened.flow.slug.as_str());
    let mut input = json!({"hook": heard.hook, "flow": flow, "step": asked.step});
    if let Some(number) = event.and_then(|event| event.data.get("number")) {
        input["order"] = json!({"number": number});
    }
    RunRecord {
        id: cx.id(),
        tenant: asked.filling.actor.tenant,
        rule: format!("flows/{flow}"),
        work_order: event.map(|event| event.work_order),
        event: event.map(|event| event.id),
        attempt: 1,
        outcome: if heard.error.is_empty() { Outcome::Ok } else { Outcome::Failed },
        generation: i64::try_from(asked.filling.extensions.generation).unwrap_or(i64::MAX),
        input,
        effects: Value::Array(Vec::new()),
        log: json!(heard.log),
        error: heard.error.clone(),
        operations: i64::try_from(heard.cost.operations).unwrap_or(i64::MAX),
        micros: i64::try_from(heard.cost.micros).unwrap_or(i64::MAX),
        at: cx.now(),
    }
}
