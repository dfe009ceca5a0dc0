//! A lane's places: how many tasks run side by side, and how many of one tenant.

use std::collections::HashMap;

use tokio::task::JoinSet;

use crate::domain::id::TenantId;

/// Tasks of one kind that run at the same time. Those of one work order are never claimed together, so they can run side by side.
pub const PLACES: usize = 16;
/// Most of them that one tenant has. The others are kept for tenants with little to do, which would otherwise wait behind ten thousand mails
/// of somebody else, or behind a few that hang.
pub const SHARE: usize = 12;
/// Most that are claimed for everybody at once, oldest first, while something runs.
const PORTION: usize = SHARE / 2;

/// What runs in a lane.
#[derive(Default)]
pub struct Lane {
    running: JoinSet<TenantId>,
    by_tenant: HashMap<TenantId, usize>,
}

/// What may be claimed: so many tasks, and none of these tenants.
#[derive(Debug, PartialEq, Eq)]
pub struct Claim {
    pub most: usize,
    pub left_out: Vec<TenantId>,
}

impl Lane {
    pub fn start(&mut self, tenant: TenantId, work: impl Future<Output = ()> + Send + 'static) {
        *self.by_tenant.entry(tenant).or_default() += 1;
        self.running.spawn(async move {
            work.await;
            tenant
        });
    }

    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Waits until one task is over and counts off all that are. At once when nothing runs.
    pub async fn ended(&mut self) {
        let mut next = self.running.join_next().await;
        while let Some(ended) = next {
            // A task notes its own panics; one that was aborted ends with the whole lane.
            if let Ok(tenant) = ended {
                self.count_off(tenant);
            }
            next = self.running.try_join_next();
        }
    }

    fn count_off(&mut self, tenant: TenantId) {
        if let Some(count) = self.by_tenant.get_mut(&tenant) {
            *count -= 1;
            if *count == 0 {
                self.by_tenant.remove(&tenant);
            }
        }
    }

    /// For tenants of which nothing runs. None: everybody's claim finds them, or there is too little room.
    pub fn claim_for_waiting(&self) -> Option<Claim> {
        let room = PLACES - self.running.len();
        let left_out: Vec<TenantId> = self.by_tenant.keys().copied().collect();
        (!left_out.is_empty() && room >= PLACES - SHARE).then_some(Claim { most: room, left_out })
    }

    /// For everybody, as soon as half of the places are free: a claim is a transaction, so it should fetch several.
    pub fn claim_for_all(&self) -> Option<Claim> {
        let room = PLACES - self.running.len();
        if self.running.is_empty() {
            return Some(Claim { most: SHARE, left_out: Vec::new() });
        }
        let full = self.by_tenant.iter().filter(|(_, count)| **count + PORTION > SHARE);
        let left_out = full.map(|(tenant, _)| *tenant).collect();
        (room * 2 >= PLACES).then_some(Claim { most: room.min(PORTION), left_out })
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn tenant(n: u128) -> TenantId {
        TenantId(uuid::Uuid::from_u128(n))
    }

    fn fill(lane: &mut Lane, tenant: TenantId, count: usize) {
        (0..count).for_each(|_| lane.start(tenant, pending()));
    }

    #[tokio::test]
    async fn one_tenant_never_has_all_places() {
        let (mut lane, busy) = (Lane::default(), tenant(1));
        while let Some(claim) = lane.claim_for_all().filter(|claim| !claim.left_out.contains(&busy)) {
            fill(&mut lane, busy, claim.most);
        }
        assert_eq!(lane.by_tenant[&busy], SHARE);
        let claim = lane.claim_for_waiting().expect("there is room for others");
        assert_eq!(claim, Claim { most: PLACES - SHARE, left_out: vec![busy] });
    }

    #[tokio::test]
    async fn a_tenant_below_its_share_gets_no_more_than_that() {
        let (mut lane, busy) = (Lane::default(), tenant(1));
        for running in 0..=PLACES / 2 {
            let claim = lane.claim_for_all().expect("half of the places are free");
            let gets = if claim.left_out.contains(&busy) { 0 } else { claim.most };
            assert!(running + gets <= SHARE, "{running} run and {gets} are claimed");
            fill(&mut lane, busy, 1);
        }
        assert_eq!(lane.claim_for_all(), None, "a claim for one or two is not worth its transaction");
    }

    #[tokio::test]
    async fn who_waits_is_looked_for_only_beside_somebody_else() {
        let mut lane = Lane::default();
        assert_eq!(lane.claim_for_waiting(), None);
        (1..=4).for_each(|n| fill(&mut lane, tenant(n), 4));
        assert_eq!(lane.claim_for_waiting(), None, "there is no room");
    }

    #[tokio::test]
    async fn what_is_over_gives_its_place_back() {
        let mut lane = Lane::default();
        lane.start(tenant(1), ready(()));
        lane.start(tenant(2), pending());
        lane.ended().await;
        assert_eq!(lane.by_tenant, HashMap::from([(tenant(2), 1)]));
    }
}
