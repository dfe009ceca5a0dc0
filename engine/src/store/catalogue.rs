//! The whole catalogue of a tenant in one look, for those who keep it in memory.

use super::{Conn, StoreError, arg::args, flows, portals, roles, statuses, work_types};
use crate::domain::{catalogue::Catalogue, part::Part, setting};

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn get(conn: &mut Conn) -> Result<Catalogue, StoreError> {
    let tenant = conn.own_tenant()?;
    let [statuses, work_types, flows, roles, portals] = conn
        .together([
            (&statuses::LIST, args![tenant]),
            (&work_types::LIST, args![tenant]),
            (&flows::LIST, args![tenant]),
            (&roles::LIST, args![tenant]),
            (&portals::LIST, args![tenant]),
        ])
        .await?;
    let portals = portals.iter().map(portals::read).collect::<Result<Vec<_>, _>>()?;
    let hidden = portals.iter().map(|portal| {
        let off = |part: &Part| !setting::is_on(&portal.settings, part.setting());
        (portal.id, Part::ALL.into_iter().filter(off).collect())
    });
    let catalogue = Catalogue::new(
        statuses.iter().map(statuses::read).collect::<Result<_, _>>()?,
        work_types.iter().map(work_types::read).collect::<Result<_, _>>()?,
        flows.iter().map(flows::read).collect::<Result<_, _>>()?,
        roles.iter().map(roles::read).collect::<Result<_, _>>()?,
    );
    Ok(catalogue.hiding(hidden))
}
