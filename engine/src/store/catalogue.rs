//! The whole catalogue of a tenant in one look, for those who keep it in memory.

use super::{Conn, StoreError, arg::args, flows, roles, statuses, work_types};
use crate::domain::catalogue::Catalogue;

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn get(conn: &mut Conn) -> Result<Catalogue, StoreError> {
    let tenant = conn.own_tenant()?;
    let [statuses, work_types, flows, roles] = conn
        .together([
            (&statuses::LIST, args![tenant]),
            (&work_types::LIST, args![tenant]),
            (&flows::LIST, args![tenant]),
            (&roles::LIST, args![tenant]),
        ])
        .await?;
    Ok(Catalogue::new(
        statuses.iter().map(statuses::read).collect::<Result<_, _>>()?,
        work_types.iter().map(work_types::read).collect::<Result<_, _>>()?,
        flows.iter().map(flows::read).collect::<Result<_, _>>()?,
        roles.iter().map(roles::read).collect::<Result<_, _>>()?,
    ))
}
