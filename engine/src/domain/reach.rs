//! How far somebody may go who looks after colleagues: never further than she may herself.

use std::collections::BTreeSet;

use super::{
    id::AddressId,
    role::{Rights, Role, Sight},
};

/// What an administrator of a customer may give, and whom she may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    rights: Rights,
    /// The addresses that are hers to look after.
    sites: BTreeSet<AddressId>,
}

impl Reach {
    pub const fn new(rights: Rights, sites: BTreeSet<AddressId>) -> Self {
        Self { rights, sites }
    }

    /// Whether she may give a role, or take it. One that denies something is the office's way to hold somebody back.
    pub fn has_role(&self, role: &Role) -> bool {
        role.sight <= self.rights.sight
            && role.allows.is_subset(&self.rights.permissions)
            && role.denies.is_empty()
            && role.shows.iter().all(|part| self.rights.shows.has(*part))
    }

    /// Whether she may put an address into somebody's care: one at which she sees what is asked for.
    pub fn has_site(&self, site: &AddressId) -> bool {
        match self.rights.sight {
            Sight::Customer => true,
            Sight::Sites => self.sites.contains(site),
            Sight::Own => false,
        }
    }

    /// Whether all of this is within her reach.
    pub fn has_all<'a>(
        &self,
        roles: impl IntoIterator<Item = &'a Role>,
        sites: impl IntoIterator<Item = &'a AddressId>,
    ) -> bool {
        roles.into_iter().all(|role| self.has_role(role)) && sites.into_iter().all(|site| self.has_site(site))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{id::TenantId, role::Permission, text::Localised};

    fn role(sight: Sight, allows: &[Permission], denies: &[Permission]) -> Role {
        Role {
            tenant: TenantId(Uuid::nil()),
            slug: "r".parse().unwrap(),
            name: Localised::default(),
            position: 0,
            sight,
            allows: allows.iter().copied().collect(),
            denies: denies.iter().copied().collect(),
            shows: BTreeSet::new(),
        }
    }

    fn reach(sight: Sight, permissions: &[Permission], sites: &[u128]) -> Reach {
        let rights = Rights { sight, permissions: permissions.iter().copied().collect(), ..Rights::default() };
        Reach::new(rights, sites.iter().map(|id| AddressId(Uuid::from_u128(*id))).collect())
    }

    #[test]
    fn nobody_gives_a_role_that_sees_or_may_more_than_she() {
        let own = reach(Sight::Sites, &[Permission::Comment, Permission::Invite], &[]);
        assert!(own.has_role(&role(Sight::Sites, &[Permission::Comment], &[])));
        assert!(own.has_role(&role(Sight::Own, &[], &[])));
        assert!(!own.has_role(&role(Sight::Customer, &[], &[])));
        assert!(!own.has_role(&role(Sight::Own, &[Permission::Create], &[])));
        let shows = Role { shows: [crate::domain::part::Part::Photos].into(), ..role(Sight::Own, &[], &[]) };
        assert!(!own.has_role(&shows));
    }

    #[test]
    fn a_role_that_denies_is_the_offices_alone() {
        let own = reach(Sight::Customer, &Permission::ALL, &[]);
        assert!(!own.has_role(&role(Sight::Own, &[], &[Permission::Create])));
    }

    #[test]
    fn only_addresses_that_she_sees_herself_are_hers_to_give() {
        let (known, other) = (AddressId(Uuid::from_u128(1)), AddressId(Uuid::from_u128(2)));
        let sites = reach(Sight::Sites, &Permission::ALL, &[1]);
        assert!(sites.has_site(&known) && !sites.has_site(&other));
        assert!(reach(Sight::Customer, &[], &[]).has_site(&other));
        assert!(!reach(Sight::Own, &Permission::ALL, &[1]).has_site(&known));
        let manager = role(Sight::Sites, &[], &[]);
        assert!(sites.has_all([&manager], [&known]) && !sites.has_all([&manager], [&known, &other]));
    }
}
