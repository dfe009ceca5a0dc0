//! A customer: a company or household that the tenant works for.

use super::id::{CustomerId, TenantId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub tenant: TenantId,
    /// The tenant's own number for the customer.
    pub number: String,
    pub name: String,
    pub phone: String,
    pub email: String,
}
