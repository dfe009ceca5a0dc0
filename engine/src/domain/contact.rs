//! A person at a customer.

use super::id::{ContactId, CustomerId, TenantId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    pub id: ContactId,
    pub tenant: TenantId,
    pub customer: CustomerId,
    pub name: String,
    pub email: String,
    pub phone: String,
}
