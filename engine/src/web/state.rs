//! What every handler may reach.

use std::sync::Arc;

use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use super::{demo::Demo, directory::Directory, limits::Limits, ops::Counted};
use crate::{
    actions::{
        Context,
        sessions::{Life, Person},
    },
    config::{Config, SecondFactor},
    domain::{access::Actor, session::Door},
    reload::Live,
};

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

pub struct Parts {
    pub cx: Context,
    pub config: Config,
    pub directory: Arc<Directory>,
    pub live: Arc<Live>,
    pub limits: Limits,
    pub metrics: PrometheusHandle,
    pub counted: Counted,
    /// True as soon as the process is asked to stop: streams end then, so that they hold up nobody.
    pub stopping: watch::Receiver<bool>,
    /// Addresses and logins that everybody may know, in a demonstration only.
    pub demo: Option<Demo>,
}

impl AppState {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Gives up what requests left in memory: keys that are no longer limited, and durations that nobody asked for yet. To be called now
    /// and then, since nobody has to fetch the metrics.
    pub fn forget(&self) {
        self.limits.forget();
        self.metrics.run_upkeep();
    }

    /// How long a customer's session lives.
    pub fn customer_life(&self) -> Life {
        let day = |days: u64| std::time::Duration::from_secs(days * 86_400);
        let security = &self.config.security;
        Life {
            idle: day(security.customer_idle_days),
            absolute: day(security.customer_session_days),
            most: security.sessions_per_person,
        }
    }

    /// How long staff see a portal as one of its users does, until they begin anew.
    pub fn look_life(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.config.security.look_minutes * 60)
    }

    /// How long a staff session lives.
    pub fn staff_life(&self) -> Life {
        let hour = |hours: u64| std::time::Duration::from_secs(hours * 3_600);
        let security = &self.config.security;
        Life {
            idle: hour(security.staff_idle_hours),
            absolute: hour(security.staff_session_hours),
            most: security.sessions_per_person,
        }
    }
}

impl AppState {
    /// How long a session at a door lives.
    pub fn life(&self, door: Door) -> Life {
        match door {
            Door::Portal(_) => self.customer_life(),
            Door::Office => self.staff_life(),
        }
    }

    /// Whether somebody must set up a second factor before anything else.
    pub fn owes_factor(&self, person: &Person) -> bool {
        let is_required = self.config.security.staff_second_factor == SecondFactor::Required;
        is_required && !person.has_factor && !person.by_passkey && matches!(person.actor, Actor::Staff { .. })
    }
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
