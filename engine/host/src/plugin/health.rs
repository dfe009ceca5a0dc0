//! How a plugin does for each tenant, and when it is put aside for a while.
//!
//! This is kept in memory and nowhere else: it begins anew when the process starts and when another version of the plugin goes live,
//! and every process has its own. Each tenant has its own as well, so what one types or configures takes a plugin from no other.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::fault::{FaultKind, PluginFault};
use super::limits::PluginLimits;
use super::value::CallContext;

/// How a plugin does for one tenant, since this version went live in this process.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Calls, answered or not; without those that were refused because it was put aside.
    pub runs: u64,
    /// Calls among them that brought no answer.
    pub failures: u64,
    /// The last call that brought none.
    pub last_fault: Option<LastFault>,
    /// Until when it is put aside. It may be past.
    pub aside_until: Option<Timestamp>,
}

/// A call that brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastFault {
    /// When it was made.
    pub at: Timestamp,
    /// What ended it.
    pub kind: FaultKind,
    /// What happened, as in [`PluginFault`].
    pub message: String,
}

/// A function of the contract that is called for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Controls,
    Parse,
    Display,
}

impl Function {
    fn name(self) -> &'static str {
        match self {
            Self::Controls => "controls",
            Self::Parse => "parse",
            Self::Display => "display",
        }
    }
}

/// Failed runs further apart than this are not in a row.
const IN_A_ROW: Duration = Duration::from_secs(60);

/// The tenants' records of one plugin.
#[derive(Default)]
pub(super) struct Records(Mutex<HashMap<String, Record>>);

#[derive(Default)]
struct Record {
    health: Health,
    /// By function, because a plugin that draws its form well may still fail at every value.
    streaks: [Streak; 3],
}

/// What a function did since it last answered.
#[derive(Default)]
struct Streak {
    failed_at: Vec<Timestamp>,
    /// How often the plugin was put aside for it.
    asides: u32,
}

impl Records {
    pub(super) fn of(&self, tenant: &str) -> Health {
        self.lock().get(tenant).map(|record| record.health.clone()).unwrap_or_default()
    }

    /// Why the plugin is not called now, if it is put aside.
    pub(super) fn aside(&self, context: &CallContext) -> Option<String> {
        let records = self.lock();
        let health = &records.get(&context.tenant)?.health;
        let until = health.aside_until.filter(|until| *until > context.now && !context.dry_run)?;
        let last = health.last_fault.as_ref().map(|fault| fault.message.as_str()).unwrap_or_default();
        Some(format!("it failed again and again and is not called before {until}; it last {last}"))
    }

    /// Counts a call, writes what went wrong to the log, and puts the plugin aside when it has failed often enough.
    pub(super) fn note(
        &self,
        (id, limits): (&str, &PluginLimits),
        (context, call, function): (&CallContext, u64, Function),
        fault: Option<&PluginFault>,
    ) {
        let (tenant, function_name) = (&context.tenant, function.name());
        let mut records = self.lock();
        let record = records.entry(tenant.clone()).or_default();
        record.health.runs += 1;
        let Some(fault) = fault else {
            record.streaks[function as usize] = Streak::default();
            return;
        };
        record.health.failures += 1;
        let (kind, message) = (fault.kind, fault.message.clone());
        record.health.last_fault = Some(LastFault { at: context.now, kind, message });
        let aside = if kind.is_failed_run() { record.failed(function, context.now, limits) } else { None };
        drop(records);
        tracing::error!(
            plugin.id = id,
            tenant,
            call,
            function = function_name,
            error = fault.message,
            "a plugin failed"
        );
        if let Some(until) = aside {
            tracing::error!(plugin.id = id, tenant, %until, "a plugin failed again and again and is put aside");
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    /// Notes a failed run. Returns until when the plugin is put aside, if it is put aside for this.
    fn failed(&mut self, function: Function, now: Timestamp, limits: &PluginLimits) -> Option<Timestamp> {
        // A call that began before the plugin was put aside says nothing new.
        let is_aside = self.health.aside_until.is_some_and(|until| until > now);
        if is_aside || limits.faults_in_a_row == 0 {
            return None;
        }
        let streak = &mut self.streaks[function as usize];
        streak.failed_at.retain(|at| now.duration_since(*at).unsigned_abs() <= IN_A_ROW);
        streak.failed_at.push(now);
        // The first call after a pause is a trial: when it fails too, nothing has changed.
        if streak.asides == 0 && streak.failed_at.len() < limits.faults_in_a_row as usize {
            return None;
        }
        let pause = limits.aside_first.saturating_mul(2_u32.saturating_pow(streak.asides)).min(limits.aside_longest);
        streak.asides += 1;
        streak.failed_at.clear();
        self.health.aside_until = now.checked_add(pause).ok();
        self.health.aside_until
    }
}
