//! What the people and work orders of a document refer to, by its name there.

use std::collections::{BTreeMap, BTreeSet};

use super::{document::TenantDocument, shape::Shape};
use crate::{
    actions::{Context, Error},
    domain::id::{AddressId, CustomerId, FlowId, ObjectId, PortalId, StatusId, UserId, WorkTypeId},
};

/// Ids by the names that the document uses.
#[derive(Debug, Default)]
pub struct Names {
    pub portals: BTreeMap<String, PortalId>,
    pub statuses: BTreeMap<String, StatusId>,
    pub work_types: BTreeMap<String, WorkTypeId>,
    pub flows: BTreeMap<String, FlowId>,
    pub customers: BTreeMap<String, CustomerId>,
    /// By customer number and key.
    pub addresses: BTreeMap<(String, String), AddressId>,
    pub objects: BTreeMap<(String, String), ObjectId>,
    /// By mail address, with the name for the timeline.
    pub users: BTreeMap<String, (UserId, String)>,
}

impl Names {
    /// The names of everything but people.
    pub fn of(shape: &Shape) -> Self {
        let mut names = Self::default();
        names.portals.extend(shape.portals.iter().map(|portal| (portal.slug.to_string(), portal.id)));
        names.statuses.extend(shape.statuses.iter().map(|status| (status.slug.to_string(), status.id)));
        names.work_types.extend(shape.work_types.iter().map(|kind| (kind.slug.to_string(), kind.id)));
        names.flows.extend(shape.flows.iter().map(|flow| (flow.slug.to_string(), flow.id)));
        names
    }
}

/// Looks a name up, or says where the document is wrong.
pub fn find<K: Ord + std::fmt::Debug, V: Copy>(map: &BTreeMap<K, V>, key: &K, what: &str) -> Result<V, Error> {
    map.get(key).copied().ok_or_else(|| Error::Failed(format!("the document has no {what} {key:?}")))
}

/// Hashes each different password once: the demo's are all the same, and a hash takes its time on purpose.
pub async fn hash_passwords(cx: &Context, document: &TenantDocument) -> Result<BTreeMap<String, String>, Error> {
    let staff = document.staff.iter().filter_map(|person| person.password.clone());
    let users = document.customers.iter().flat_map(|customer| &customer.users).filter_map(|user| user.password.clone());
    let mut hashes = BTreeMap::new();
    for password in staff.chain(users).collect::<BTreeSet<_>>() {
        hashes.insert(password.clone(), cx.passwords.hash(password).await?);
    }
    Ok(hashes)
}
