//! A tenant as one reviewable text: portals, catalogue, people, customers and work orders. The demo is three of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::{
    form::{FieldKind, Need, condition::Condition},
    part::Part,
    role::{Permission, Sight},
    text::Localised,
};

/// Everything about one tenant. Parts refer to each other by slug, number, key or mail address.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantDocument {
    pub tenant: TenantPart,
    #[serde(default, skip_serializing)]
    pub staff: Vec<StaffPart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub portals: Vec<PortalPart>,
    /// Roles of portal users beside those that every tenant has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RolePart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statuses: Vec<StatusPart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FreeFieldPart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work_types: Vec<WorkTypePart>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<FlowPart>,
    #[serde(default, skip_serializing)]
    pub customers: Vec<CustomerPart>,
    #[serde(default, skip_serializing)]
    pub work_orders: Vec<WorkOrderPart>,
}

impl TenantDocument {
    /// A tenant with nothing in it.
    pub fn bare(tenant: TenantPart) -> Self {
        let (staff, portals, roles, statuses) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (fields, work_types, flows) = (Vec::new(), Vec::new(), Vec::new());
        let (customers, work_orders) = (Vec::new(), Vec::new());
        Self { tenant, staff, portals, roles, statuses, fields, work_types, flows, customers, work_orders }
    }
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
const fn is_yes(is: &bool) -> bool {
    *is
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantPart {
    pub slug: String,
    pub name: String,
    pub language: String,
    pub time_zone: String,
    pub office_email: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffPart {
    pub email: String,
    pub name: String,
    /// `administrator`, `coordinator` or `reader`; administrator when absent.
    #[serde(default)]
    pub role: Option<String>,
    /// Language of the office pages; the tenant's when absent.
    #[serde(default)]
    pub language: Option<String>,
    /// For demos only; a real person is given a password by `portico user`.
    #[serde(default)]
    pub password: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalPart {
    pub slug: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    pub name: String,
    pub language: String,
    pub theme: String,
    /// False: nobody finds it; mails about its requests keep their look.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
    /// Keys of the settings schema, for example `"theme.accent" = "#0b4a6f"`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePart {
    pub slug: String,
    pub name: Localised,
    /// `own`, `sites` or `customer`.
    pub sight: Sight,
    /// `create`, `comment`, `invite`, `upload` or `withdraw`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub allows: BTreeSet<Permission>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub denies: BTreeSet<Permission>,
    /// `photos`, `documents`, `planned` or `employee`; nothing when absent.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub shows: BTreeSet<Part>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusPart {
    pub slug: String,
    /// One of the seven categories.
    pub category: String,
    pub name: Localised,
    pub customer_label: Localised,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeFieldPart {
    pub slug: String,
    pub label: Localised,
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub help: Localised,
    pub kind: FieldKind,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkTypePart {
    pub slug: String,
    pub name: Localised,
    pub steps: Vec<StepPart>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepPart {
    pub key: String,
    pub title: Localised,
    pub fields: Vec<PlacedFieldPart>,
}

/// A field on a form: either a free field placed by its slug (`free = "iban"`), or an item of its own with `key`, `label` and `kind`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacedFieldPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub label: Localised,
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub help: Localised,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<FieldKind>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub need: Need,
    #[serde(default, skip_serializing_if = "is_default")]
    pub show_if: Condition,
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub default: Value,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub autocomplete: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowPart {
    pub portal: String,
    pub slug: String,
    pub work_type: String,
    pub title: Localised,
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub summary: Localised,
    pub icon: String,
    #[serde(default, skip_serializing_if = "Localised::is_empty")]
    pub confirmation: Localised,
    /// False: no request begins with it any more.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerPart {
    pub number: String,
    pub name: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub addresses: Vec<AddressPart>,
    #[serde(default)]
    pub contacts: Vec<ContactPart>,
    #[serde(default)]
    pub objects: Vec<ObjectPart>,
    #[serde(default)]
    pub users: Vec<UserPart>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressPart {
    /// Name inside this document only.
    pub key: String,
    #[serde(default)]
    pub label: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPart {
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectPart {
    /// Name inside this document only.
    pub key: String,
    #[serde(default)]
    pub address: Option<String>,
    pub name: String,
    pub kind: String,
    #[serde(default)]
    pub serial: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserPart {
    pub email: String,
    pub name: String,
    pub portal: String,
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub password: Option<String>,
    /// Slugs of roles; `requester` when absent.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Keys of the customer's addresses that the person looks after.
    #[serde(default)]
    pub sites: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkOrderPart {
    /// Number of the customer.
    pub customer: String,
    #[serde(default)]
    pub portal: Option<String>,
    /// Mail address of the portal user who asked.
    #[serde(default)]
    pub requester: Option<String>,
    #[serde(default)]
    pub flow: Option<String>,
    pub work_type: String,
    pub status: String,
    #[serde(default)]
    pub priority: Option<String>,
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// Key of an address of the customer.
    #[serde(default)]
    pub address: Option<String>,
    /// Key of an object of the customer.
    #[serde(default)]
    pub object: Option<String>,
    #[serde(default)]
    pub assignee: String,
    #[serde(default)]
    pub values: BTreeMap<String, Value>,
    /// When it was made, counted back from the import.
    pub hours_ago: i64,
    /// Planned visit, in hours from the import (negative: in the past), and its length.
    #[serde(default)]
    pub planned_in_hours: Option<i64>,
    #[serde(default)]
    pub planned_hours: Option<i64>,
    #[serde(default)]
    pub timeline: Vec<TimelinePart>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelinePart {
    /// Hours after the work order was made.
    pub after_hours: i64,
    /// `accepted`, `rejected`, `status_changed`, `commented`, `noted`, `prioritised`, `assigned` or `closed`.
    pub kind: String,
    /// `customer`, a staff mail address, or `rule:{name}`.
    pub by: String,
    /// Text of a comment, note or reason.
    #[serde(default)]
    pub text: String,
    /// New status, priority or assignee, where the kind has one.
    #[serde(default)]
    pub to: String,
}
