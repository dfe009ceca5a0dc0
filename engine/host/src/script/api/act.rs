//! `act`: what an automation may ask for. Every function appends an effect; the engine decides and applies it after the run.

use std::sync::{Arc, Mutex};

use rhai::Dynamic;
use serde_json::{Map, Value};

use super::{Registry, message};
use crate::effect::EffectRequest;
use crate::script::record::{Failure, Recorder, hold, storable};
use crate::script::value::weight;

/// Collects the effects of one run, in order.
#[derive(Clone)]
pub(in crate::script) struct Act(Arc<State>);

struct State {
    effects: Mutex<Vec<EffectRequest>>,
    recorder: Arc<Recorder>,
}

impl Act {
    pub(in crate::script) fn new(recorder: Arc<Recorder>) -> Self {
        Self(Arc::new(State { effects: Mutex::new(Vec::new()), recorder }))
    }

    pub(in crate::script) fn take(&self) -> Vec<EffectRequest> {
        std::mem::take(&mut hold(&self.0.effects))
    }

    fn ask(&self, action: &str, input: &[(&str, Value)]) -> Result<(), Failure> {
        for (_, value) in input {
            value.as_str().map_or(Ok(()), storable)?;
        }
        let input: Map<String, Value> = input.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        self.0.recorder.count(action.len() + input.values().map(weight).sum::<usize>())?;
        hold(&self.0.effects).push(EffectRequest { action: action.to_owned(), input });
        Ok(())
    }
}

pub(super) fn register(functions: &mut Registry) {
    functions.add(
        "set_priority",
        &["act: Act", "priority: string", "()"],
        "Gives the work order a priority.",
        |act: &mut Act, priority: &str| act.ask("work_orders.prioritise", &[("priority", priority.into())]),
    );
    functions.add(
        "assign",
        &["act: Act", "who: string", "()"],
        "Gives the work order to a person or team.",
        |act: &mut Act, who: &str| act.ask("work_orders.assign", &[("assignee", who.into())]),
    );
    functions.add(
        "transition",
        &["act: Act", "status: string", "()"],
        "Moves the work order to a status.",
        |act: &mut Act, status: &str| act.ask("work_orders.transition", &[("status", status.into())]),
    );
    functions.add(
        "transition",
        &["act: Act", "status: string", "reason: string | Text", "()"],
        "Moves the work order to a status that closes it, with the reason that the customer reads.",
        |act: &mut Act, status: &str, reason: Dynamic| {
            act.ask("work_orders.transition", &[("status", status.into()), ("reason", message(&reason)?.to_value())])
        },
    );
    functions.add(
        "add_note",
        &["act: Act", "text: string | Text", "()"],
        "Adds a note that only the office sees.",
        |act: &mut Act, text: Dynamic| act.ask("work_orders.note", &[("text", message(&text)?.to_value())]),
    );
    functions.add(
        "comment",
        &["act: Act", "text: string | Text", "()"],
        "Adds a comment that the customer sees.",
        |act: &mut Act, text: Dynamic| act.ask("work_orders.comment", &[("text", message(&text)?.to_value())]),
    );
    functions.add(
        "mail_office",
        &["act: Act", "subject: string | Text", "text: string | Text", "()"],
        "Sends a mail to the office's notification addresses.",
        |act: &mut Act, subject: Dynamic, text: Dynamic| mail(act, "mail.office", &subject, &text),
    );
    functions.add(
        "mail_customer",
        &["act: Act", "subject: string | Text", "text: string | Text", "()"],
        "Sends a mail to the customer of the work order.",
        |act: &mut Act, subject: Dynamic, text: Dynamic| mail(act, "mail.customer", &subject, &text),
    );
}

fn mail(act: &Act, action: &str, subject: &Dynamic, text: &Dynamic) -> Result<(), Failure> {
    act.ask(action, &[("subject", message(subject)?.to_value()), ("text", message(text)?.to_value())])
}
