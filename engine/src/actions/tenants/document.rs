//! A tenant as one reviewable text: portals, catalogue, people, customers and work orders. The demo is three of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::domain::{
    form::{FieldKind, Need, condition::Condition},
    part::Part,
    role::{Permission, Sight},
    text::Localised,
};

/// Everything about one tenant. Parts refer to each other by slug, number, key or mail address.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantDocument {
    pub tenant: TenantPart,
    #[serde(default)]
    pub staff: Vec<StaffPart>,
    #[serde(default)]
    pub portals: Vec<PortalPart>,
    /// Roles of portal users beside those that every tenant has.
    #[serde(default)]
    pub roles: Vec<RolePart>,
    #[serde(default)]
    pub statuses: Vec<StatusPart>,
    #[serde(default)]
    pub fields: Vec<FreeFieldPart>,
    #[serde(default)]
    pub work_types: Vec<WorkTypePart>,
    #[serde(default)]
    pub flows: Vec<FlowPart>,
    #[serde(default)]
    pub customers: Vec<CustomerPart>,
    #[serde(default)]
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

#[derive(Debug, Clone, Deserialize)]
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

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalPart {
    pub slug: String,
    #[serde(default)]
    pub host: Option<String>,
    pub name: String,
    pub language: String,
    pub theme: String,
    /// Keys of the settings schema, for example `"theme.accent" = "#0b4a6f"`.
    #[serde(default)]
    pub settings: Map<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePart {
    pub slug: String,
    pub name: Localised,
    /// `own`, `sites` or `customer`.
    pub sight: Sight,
    /// `create`, `comment`, `invite`, `upload` or `withdraw`.
    #[serde(default)]
    pub allows: BTreeSet<Permission>,
    #[serde(default)]
    pub denies: BTreeSet<Permission>,
    /// `photos`, `documents`, `planned` or `employee`; nothing when absent.
    #[serde(default)]
    pub shows: BTreeSet<Part>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusPart {
    pub slug: String,
    /// One of the seven categories.
    pub category: String,
    pub name: Localised,
    pub customer_label: Localised,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeFieldPart {
    pub slug: String,
    pub label: Localised,
    #[serde(default)]
    pub help: Localised,
    pub kind: FieldKind,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkTypePart {
    pub slug: String,
    pub name: Localised,
    pub steps: Vec<StepPart>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepPart {
    pub key: String,
    pub title: Localised,
    pub fields: Vec<PlacedFieldPart>,
}

/// A field on a form: either a free field placed by its slug (`free = "iban"`), or an item of its own with `key`, `label` and `kind`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacedFieldPart {
    #[serde(default)]
    pub free: Option<String>,
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub label: Localised,
    #[serde(default)]
    pub help: Localised,
    #[serde(default)]
    pub kind: Option<FieldKind>,
    #[serde(default)]
    pub need: Need,
    #[serde(default)]
    pub show_if: Condition,
    #[serde(default)]
    pub default: Value,
    #[serde(default)]
    pub autocomplete: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowPart {
    pub portal: String,
    pub slug: String,
    pub work_type: String,
    pub title: Localised,
    #[serde(default)]
    pub summary: Localised,
    pub icon: String,
    #[serde(default)]
    pub confirmation: Localised,
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
