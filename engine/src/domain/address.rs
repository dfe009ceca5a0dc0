//! A place of a customer.

use super::id::{AddressId, CustomerId, TenantId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub id: AddressId,
    pub tenant: TenantId,
    pub customer: CustomerId,
    /// For example "Head office" or "Hafenstraße 12, back building". May be empty.
    pub label: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

impl Address {
    /// The address in one line, as people write it.
    pub fn line(&self) -> String {
        let place = format!("{}, {} {}", self.street, self.postcode, self.city);
        if self.label.is_empty() { place } else { format!("{} – {place}", self.label) }
    }
}
