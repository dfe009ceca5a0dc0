//! One call: a place, a fresh instance, the plugin's answer or the reason why there is none.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use tokio::time::timeout;
use wasmtime::{Store, Trap, UpdateDeadline};

use super::bindings::{FreeField, FreeFieldPre, portico::plugin::types as wit};
use super::caught::caught;
use super::convert::Reader;
use super::engine::Runtime;
use super::fault::{FaultKind, PluginFault, classify, explain};
use super::guest::{Caller, Guest};
use super::health::Function;
use super::loaded::Plugin;
use super::value::{CallContext, Control, FieldConfig, Node, ParsedValue, Problem, RawField, StoredValue, Target};
use crate::effect::{Cost, Run};

type Answer<'a, T> = Pin<Box<dyn Future<Output = wasmtime::Result<T>> + Send + 'a>>;

impl Plugin {
    /// The controls of each field, in the order given.
    pub async fn controls(
        &self,
        context: &CallContext,
        fields: Vec<FieldConfig>,
    ) -> Result<Run<Vec<Vec<Control>>>, PluginFault> {
        let bytes = fields.iter().map(|f| f.config_json.len() + f.value_json.as_ref().map_or(0, String::len)).sum();
        let asked = Asked { function: Function::Controls, count: fields.len(), bytes };
        let fields: Vec<wit::Field> =
            fields.into_iter().map(|f| wit::Field { config: f.config_json, value: f.value_json }).collect();
        let (call, said) = self.said(context);
        self.run(
            (context, call),
            asked,
            move |guest, store| Box::pin(async move { FreeField::call_controls(guest, store, &said, &fields).await }),
            |reader, controls| reader.controls(controls),
        )
        .await
    }

    /// For each field the value to store, or the problems that keep it from being stored; in the order given.
    pub async fn parse(
        &self,
        context: &CallContext,
        fields: Vec<RawField>,
    ) -> Result<Run<Vec<Result<ParsedValue, Vec<Problem>>>>, PluginFault> {
        let inputs = |f: &RawField| f.inputs.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>();
        let bytes = fields.iter().map(|f| f.config_json.len() + inputs(f)).sum();
        let asked = Asked { function: Function::Parse, count: fields.len(), bytes };
        let fields: Vec<wit::RawField> = fields.into_iter().map(wit_raw_field).collect();
        let (call, said) = self.said(context);
        self.run(
            (context, call),
            asked,
            move |guest, store| Box::pin(async move { FreeField::call_parse(guest, store, &said, &fields).await }),
            |reader, outcome| reader.parsed(outcome),
        )
        .await
    }

    /// The parts by which each value is shown, in the order given.
    pub async fn display(
        &self,
        context: &CallContext,
        values: Vec<StoredValue>,
        target: Target,
    ) -> Result<Run<Vec<Vec<Node>>>, PluginFault> {
        let bytes = values.iter().map(|v| v.config_json.len() + v.value_json.len()).sum();
        let asked = Asked { function: Function::Display, count: values.len(), bytes };
        let values: Vec<wit::StoredValue> =
            values.into_iter().map(|v| wit::StoredValue { config: v.config_json, value: v.value_json }).collect();
        let (call, said) = self.said(context);
        self.run(
            (context, call),
            asked,
            move |guest, store| {
                Box::pin(async move { FreeField::call_display(guest, store, &said, &values, wit_target(target)).await })
            },
            |reader, nodes| reader.nodes(nodes),
        )
        .await
    }

    /// One call: refused while the plugin is put aside, else attempted and its outcome counted. A panic of the engine is a fault of this
    /// call, and not the end of the task that made it.
    async fn run<T, U>(
        &self,
        (context, number): (&CallContext, u64),
        asked: Asked,
        call: impl for<'a> FnOnce(&'a FreeField, &'a mut Store<Guest>) -> Answer<'a, Vec<T>> + Send,
        read: impl Fn(&mut Reader, T) -> Result<U, String>,
    ) -> Result<Run<Vec<U>>, PluginFault> {
        let inner = &self.inner;
        if let Some(why) = inner.records.aside(context) {
            return Err(self.refuse(FaultKind::Aside, &wasmtime::Error::msg(why)));
        }
        let function = asked.function;
        let outcome = match caught(self.attempt((context, number), asked, call, read)).await {
            Ok(outcome) => outcome,
            Err(panic) => Err(self.refuse(FaultKind::Engine, &wasmtime::Error::msg(panic))),
        };
        if !context.dry_run {
            inner.records.note((&inner.id, &inner.limits), (context, number, function), outcome.as_ref().err());
        }
        outcome
    }

    async fn attempt<T, U>(
        &self,
        (context, number): (&CallContext, u64),
        asked: Asked,
        call: impl for<'a> FnOnce(&'a FreeField, &'a mut Store<Guest>) -> Answer<'a, Vec<T>> + Send,
        read: impl Fn(&mut Reader, T) -> Result<U, String>,
    ) -> Result<Run<Vec<U>>, PluginFault> {
        let mut running = self.open((context, number), &asked).await?;
        let store = &mut running.store;
        let answer = async {
            let guest = self.inner.pre.instantiate_async(&mut *store).await?;
            call(&guest, store).await
        };
        // Code that runs is stopped by the epoch; this stops what waits, and answers when the epoch's thread is late.
        let answers = match timeout(self.inner.limits.deadline, answer).await {
            Ok(Ok(answers)) => answers,
            Ok(Err(error)) => return Err(running.fault(&error)),
            Err(_) => return Err(running.fault(&Trap::Interrupt.into())),
        };
        running.finish(context, asked.count, answers, read)
    }

    /// Waits for a place and prepares a store with all limits set.
    async fn open(&self, (context, call): (&CallContext, u64), asked: &Asked) -> Result<Running<'_>, PluginFault> {
        let inner = &self.inner;
        let limits = Arc::clone(&inner.limits);
        if asked.count > limits.values_per_call {
            let message = format!("was given {} values, a call may carry {}", asked.count, limits.values_per_call);
            return Err(PluginFault { message, ..self.refuse(FaultKind::Input, &wasmtime::Error::msg("input")) });
        }
        if asked.bytes > limits.input_bytes {
            return Err(self.refuse(FaultKind::Input, &wasmtime::Error::msg("input")));
        }
        let Some(place) = inner.shared.gate(inner.kind).enter(&context.tenant).await else {
            return Err(self.refuse(FaultKind::Saturated, &wasmtime::Error::msg("saturated")));
        };
        let caller = Caller { plugin: inner.id.clone(), tenant: context.tenant.clone(), call };
        let guest = Guest::new(limits, Arc::clone(&inner.settings), caller);
        let start = Instant::now();
        let store = prepare(inner.shared.runtime(inner.kind), guest, start);
        Ok(Running { plugin: self, store, start, _place: place })
    }

    /// A fault without a run that could have cost or said something.
    fn refuse(&self, kind: FaultKind, error: &wasmtime::Error) -> PluginFault {
        let inner = &self.inner;
        let message = explain(kind, error, &inner.limits);
        PluginFault { kind, message, plugin: inner.id.clone(), cost: Cost::default(), log: Vec::new() }
    }

    /// The number of the next call, and the context as the plugin sees it.
    fn said(&self, context: &CallContext) -> (u64, wit::CallContext) {
        let call = self.inner.shared.calls.fetch_add(1, Ordering::Relaxed);
        let said = wit::CallContext {
            call_id: call.to_string(),
            tenant: context.tenant.clone(),
            locale: context.locale.clone(),
            now: context.now.to_string(),
            dry_run: context.dry_run,
        };
        (call, said)
    }
}

/// What a call is for, and how much it is given.
struct Asked {
    function: Function,
    count: usize,
    bytes: usize,
}

/// A call that has its place. The store comes first, so that it is dropped before the place is given back.
struct Running<'p> {
    plugin: &'p Plugin,
    store: Store<Guest>,
    start: Instant,
    _place: crate::gate::Place,
}

impl Running<'_> {
    fn finish<T, U>(
        mut self,
        context: &CallContext,
        count: usize,
        answers: Vec<T>,
        read: impl Fn(&mut Reader, T) -> Result<U, String>,
    ) -> Result<Run<Vec<U>>, PluginFault> {
        if answers.len() != count {
            let error = wasmtime::Error::msg(format!("{count} values were given, {} answers came back", answers.len()));
            return Err(self.fault_of(FaultKind::BadAnswer, &error));
        }
        let inner = &self.plugin.inner;
        let mut reader = Reader::new(&inner.texts, &context.locale, &inner.limits);
        let value: Result<Vec<U>, String> = answers.into_iter().map(|answer| read(&mut reader, answer)).collect();
        let guest = self.store.data_mut();
        for key in &reader.unknown_keys {
            guest.note("warn", &format!("no language has a text for \"{key}\""));
        }
        let too_long = reader.too_long;
        match value {
            Ok(value) => Ok(Run { value, cost: self.cost(), log: std::mem::take(&mut self.store.data_mut().log) }),
            Err(_) if too_long => Err(self.fault_of(FaultKind::Output, &wasmtime::Error::msg("output"))),
            Err(wrong) => Err(self.fault_of(FaultKind::BadAnswer, &wasmtime::Error::msg(wrong))),
        }
    }

    fn fault(self, error: &wasmtime::Error) -> PluginFault {
        let kind = classify(error, self.store.data());
        self.fault_of(kind, error)
    }

    fn fault_of(mut self, kind: FaultKind, error: &wasmtime::Error) -> PluginFault {
        let inner = &self.plugin.inner;
        let message = explain(kind, error, &inner.limits);
        let log = std::mem::take(&mut self.store.data_mut().log);
        PluginFault { kind, message, plugin: inner.id.clone(), cost: self.cost(), log }
    }

    fn cost(&self) -> Cost {
        Cost { micros: u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX), operations: 0 }
    }
}

/// How long a plugin may take for its first words, in deadlines: the machine may be busy compiling others.
const DESCRIBE_DEADLINES: u32 = 10;

/// Runs `describe` to its end on a thread of its own, because loading may be called from anywhere.
pub(super) fn describe(runtime: &Runtime, pre: &FreeFieldPre<Guest>, guest: Guest) -> Result<wit::Description, String> {
    let limits = Arc::clone(&guest.limits);
    let patience = limits.deadline * DESCRIBE_DEADLINES;
    let mut store = prepare(runtime, guest, Instant::now() + patience - limits.deadline);
    let asked = async {
        let plugin = pre.instantiate_async(&mut store).await?;
        plugin.call_describe(&mut store).await
    };
    let answer = block_on(async { timeout(patience, asked).await })?;
    let error = match answer {
        Ok(Ok(description)) => return Ok(description),
        Ok(Err(error)) => error,
        Err(_) => Trap::Interrupt.into(),
    };
    Err(explain(classify(&error, store.data()), &error, &limits))
}

/// Drives a future on a thread of its own.
pub(super) fn block_on<T: Send>(future: impl Future<Output = T> + Send) -> Result<T, String> {
    let run = move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.map(|runtime| runtime.block_on(future)).map_err(|error| format!("cannot be run: {error}"))
    };
    std::thread::scope(|scope| scope.spawn(run).join()).unwrap_or_else(|_| Err("made the engine fail".into()))
}

fn prepare(runtime: &Runtime, guest: Guest, start: Instant) -> Store<Guest> {
    let deadline: Duration = guest.limits.deadline;
    let output = guest.limits.output_bytes;
    let mut store = Store::new(&runtime.engine, guest);
    store.limiter(|guest| guest);
    store.set_hostcall_fuel(output);
    store.set_epoch_deadline(1);
    // Each tick lets other tasks of the thread run, so that a slow plugin slows nobody else down.
    store.epoch_deadline_callback(move |_| match start.elapsed() < deadline {
        true => Ok(UpdateDeadline::Yield(1)),
        false => Ok(UpdateDeadline::Interrupt),
    });
    store
}

fn wit_raw_field(field: RawField) -> wit::RawField {
    let inputs = field.inputs.into_iter().map(|(name, value)| wit::Input { name, value }).collect();
    wit::RawField { config: field.config_json, inputs }
}

fn wit_target(target: Target) -> wit::Target {
    match target {
        Target::Page => wit::Target::Page,
        Target::List => wit::Target::List,
        Target::Mail => wit::Target::Mail,
        Target::Text => wit::Target::Text,
    }
}
