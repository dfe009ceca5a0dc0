//! What the engine hands to a rule.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The circumstances of a run. They are part of the recorded input, so a run can be repeated.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleContext {
    /// The time, frozen by the caller, RFC 3339.
    pub now: String,
    /// The date in the portal's time zone, `YYYY-MM-DD`.
    pub today: String,
    /// The hour in the portal's time zone, 0 to 23.
    pub hour: i64,
    /// The day of the week in the portal's time zone, 1 is Monday.
    pub weekday: i64,
    /// The reader's language, for example `de`.
    pub locale: String,
    /// The tenant's slug.
    pub tenant: String,
    /// The portal's slug.
    pub portal: String,
    /// Who acts: `name` and `kind` (customer, staff, extension or engine). Never an address.
    pub actor: Arc<Map<String, Value>>,
    /// The customer, as far as the actor may see it.
    pub customer: Arc<Map<String, Value>>,
    /// The settings of the portal that everybody may see, by section.
    pub settings: Arc<Map<String, Value>>,
}

/// What a flow rule is called with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FlowInput {
    /// Key of the flow.
    pub flow: String,
    /// Key of the work type.
    pub work_type: String,
    /// Key of the step that is shown, or None on submit.
    pub step: Option<String>,
    /// Every field of the form with its value: text, number, yes or no, list, or null when blank.
    ///
    /// A field that is missing here is known to a rule only when the vocabulary at compile time listed it.
    pub values: Map<String, Value>,
    /// The circumstances.
    pub context: RuleContext,
}

/// What an automation is called with.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EventInput {
    /// Kind of the event, for example `work_order.requested`.
    pub kind: String,
    /// The event's own values; a rule reads them at `ctx.event`, where `kind` is added.
    pub event: Map<String, Value>,
    /// The work order: number, title, description, status, status_category, priority, assignee, work_type, flow, values, customer, address,
    /// object, created_at.
    pub order: Map<String, Value>,
    /// The circumstances.
    pub context: RuleContext,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// How many rules in a row led to this event; 0 when a person did.
    pub depth: i64,
}
