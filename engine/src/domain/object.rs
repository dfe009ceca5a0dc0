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

impl Object {
    /// Name and serial number in one line.
    pub fn line(&self) -> String {
        if self.serial.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.serial) }
    }
}
