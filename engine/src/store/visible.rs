//! Which work orders a scope sees, as a condition of the query itself. Every statement of a portal user about work orders, or
//! about what hangs on one, has it; nothing is filtered after it was read.

use super::arg::{Arg, args};
use crate::domain::{access::Scope, id::TenantId};

/// The condition over `work_orders o`. Parameters: tenant, any one, and those of [`values`] from the third on.
macro_rules! visible {
    () => {
        "(o.customer_id = $3 or $3 is null) and (o.requester_id = $4 or $4 is null or o.address_id in (\
         select s.address_id from membership_sites s where s.tenant_id = $1 and s.membership_id = $5))"
    };
}
pub(super) use visible;

/// The values of a statement about one record that has the condition.
pub(super) fn values(tenant: TenantId, id: impl Into<Arg>, scope: &Scope) -> Vec<Arg> {
    vec![tenant.into(), id.into(), scope.customer().into(), scope.requester().into(), scope.sites_of().into()]
}

/// Parts of the condition for statements that are built: `?` stands for the values in turn.
pub(super) const OWN: &str = "o.requester_id = ?";
pub(super) const SITES: &str = "(o.requester_id = ? or o.address_id in (\
                               select s.address_id from membership_sites s where s.tenant_id = $1 and s.membership_id = ?))";

/// What limits a portal user to a part of her customer's work orders, with its values; None when nothing does.
pub(super) fn narrowed(scope: &Scope) -> Option<(&'static str, Vec<Arg>)> {
    let user = scope.requester()?;
    Some(scope.sites_of().map_or_else(|| (OWN, args![user]), |sites_of| (SITES, args![user, sites_of])))
}
