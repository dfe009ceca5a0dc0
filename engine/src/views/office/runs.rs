//! Runs of rules and plugins: what they were given, what they asked for, what became of it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::{
    domain::run::RunRecord,
    views::{
        Door, View,
        request_list::{Chip, Paging},
        sample,
    },
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunRow {
    pub href: String,
    pub rule: String,
    pub at: Timestamp,
    /// `ok`, `failed` or `loop_blocked`.
    pub outcome: &'static str,
    pub micros: i64,
    pub operations: i64,
    pub attempt: i64,
    pub effect_count: usize,
    /// First line of the error.
    pub error: String,
    /// Number of the work order.
    pub order_number: Option<i64>,
    pub order_href: Option<String>,
}

impl RunRow {
    /// `order` is the number and address of the work order.
    pub fn new(run: &RunRecord, href: String, order: Option<(i64, String)>) -> Self {
        let (order_number, order_href) = order.unzip();
        Self {
            href,
            rule: run.rule.clone(),
            at: run.at,
            outcome: run.outcome.as_str(),
            micros: run.micros,
            operations: run.operations,
            attempt: run.attempt,
            effect_count: run.effects.as_array().map_or(0, Vec::len),
            error: run.error.lines().next().unwrap_or_default().to_owned(),
            order_number,
            order_href,
        }
    }
}

/// `office/runs.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeRuns {
    pub rows: Vec<RunRow>,
    pub chips: Vec<Chip>,
    pub paging: Paging,
}

impl View for OfficeRuns {
    const TEMPLATE: &'static str = "office/runs.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "runs";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::runs()), ("empty", Self::default())]
    }
}

/// One thing that a run asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EffectView {
    pub action: String,
    /// Its input as indented JSON.
    pub input: String,
    /// What became of it, in the engine's words.
    pub result: String,
    pub ok: bool,
}

/// `office/run.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeRun {
    pub run: RunRow,
    pub generation: i64,
    /// What the rule was given, as indented JSON.
    pub input: String,
    pub effects: Vec<EffectView>,
    pub log: Vec<String>,
    /// File, line, column and message of a failure.
    pub error: String,
    pub back: String,
}

impl OfficeRun {
    pub fn new(run: &RunRecord, row: RunRow, back: String) -> Self {
        Self {
            run: row,
            generation: run.generation,
            input: pretty(&run.input),
            effects: run.effects.as_array().into_iter().flatten().map(effect).collect(),
            log: run.log.as_array().into_iter().flatten().map(line).collect(),
            error: run.error.clone(),
            back,
        }
    }
}

fn effect(value: &Value) -> EffectView {
    let result = &value["result"];
    let ok = matches!(result.as_str(), Some("ok" | "done")) || result["ok"].as_bool() == Some(true);
    EffectView { action: words(&value["action"]), input: pretty(&value["input"]), result: words(result), ok }
}

fn line(value: &Value) -> String {
    match (&value["level"], &value["text"]) {
        (Value::String(level), Value::String(text)) => format!("{level}: {text}"),
        _ => words(value),
    }
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("a JSON value always prints")
}

impl View for OfficeRun {
    const TEMPLATE: &'static str = "office/run.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "runs";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::run();
        let empty = Self { effects: Vec::new(), log: Vec::new(), ..many.clone() };
        let error = "automations/triage.rhai:14:9: variable not found: pririty".to_owned();
        let failed = RunRow { outcome: "failed", error: error.clone(), ..many.run.clone() };
        vec![("many", many.clone()), ("empty", empty), ("error", Self { run: failed, error, ..many })]
    }
}
