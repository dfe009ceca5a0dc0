//! An object: a piece of equipment of a customer.

use super::id::{AddressId, CustomerId, ObjectId, TenantId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    pub id: ObjectId,
    pub tenant: TenantId,
    pub customer: CustomerId,
    pub address: Option<AddressId>,
    pub name: String,
    /// What it is, in the tenant's words, for example "Luft-Wasser-Wärmepumpe".
    pub kind: String,
    pub serial: String,
}
