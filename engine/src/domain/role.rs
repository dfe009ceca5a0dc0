//! Roles of portal users: what they may do in a portal, and which work orders of their customer they see.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    id::TenantId,
    part::{Part, Parts},
    text::{Localised, Slug},
};

/// Something that a role allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Send requests.
    Create,
    /// Write to the office about a request.
    Comment,
    /// Look after the colleagues in a portal: invite them, and say what they may do.
    Invite,
    /// Send files with a request.
    Upload,
    /// Take back what one asked for, as long as nobody has decided about it.
    Withdraw,
}

impl Permission {
    pub const ALL: [Self; 5] = [Self::Create, Self::Comment, Self::Invite, Self::Upload, Self::Withdraw];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Comment => "comment",
            Self::Invite => "invite",
            Self::Upload => "upload",
            Self::Withdraw => "withdraw",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == text)
    }
}

/// Which work orders somebody sees, from narrow to wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// Those that she asked for herself.
    #[default]
    Own,
    /// Her own, and those at the addresses that are hers to look after.
    Sites,
    /// All of her customer.
    Customer,
}

impl Sight {
    pub const ALL: [Self; 3] = [Self::Own, Self::Sites, Self::Customer];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Sites => "sites",
            Self::Customer => "customer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sight| sight.as_str() == text)
    }
}

/// A role of a tenant. Its slug never changes: memberships name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    pub tenant: TenantId,
    pub slug: Slug,
    pub name: Localised,
    /// Place in lists.
    pub position: i64,
    pub sight: Sight,
    pub allows: BTreeSet<Permission>,
    /// Taken away, whichever other role allows it.
    pub denies: BTreeSet<Permission>,
    /// The parts of what it sees that show.
    pub shows: BTreeSet<Part>,
}

/// What all roles of a membership come to: what they allow and show adds up, the widest sight counts, and what one denies is denied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    pub sight: Sight,
    pub permissions: BTreeSet<Permission>,
    /// The parts that the roles show.
    pub shows: Parts,
    /// The parts that the portal shows to nobody.
    pub hidden: Parts,
}

impl Rights {
    /// Without any role: what the person asked for herself, to look at.
    pub fn of<'a>(roles: impl IntoIterator<Item = &'a Role>) -> Self {
        let (mut rights, mut denied) = (Self::default(), BTreeSet::<Permission>::new());
        for role in roles {
            rights.sight = rights.sight.max(role.sight);
            rights.permissions.extend(&role.allows);
            rights.shows.extend(role.shows.iter().copied());
            denied.extend(&role.denies);
        }
        rights.permissions.retain(|permission| !denied.contains(permission));
        rights
    }

    pub fn allow(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }
}

/// Most roles that a tenant has.
pub const MAX_ROLES: usize = 100;

/// The role of somebody of whom nothing else is said. It is never removed.
pub const REQUESTER: &str = "requester";

#[cfg(test)]
mod tests {
    use super::*;

    fn role(sight: Sight, allows: &[Permission], denies: &[Permission]) -> Role {
        Role {
            tenant: TenantId(uuid::Uuid::nil()),
            slug: "r".parse().unwrap(),
            name: Localised::default(),
            position: 0,
            sight,
            allows: allows.iter().copied().collect(),
            denies: denies.iter().copied().collect(),
            shows: BTreeSet::new(),
        }
    }

    #[test]
    fn what_roles_allow_adds_up_and_the_widest_sight_counts() {
        let roles = [role(Sight::Own, &[Permission::Create], &[]), role(Sight::Sites, &[Permission::Comment], &[])];
        let rights = Rights::of(&roles);
        assert_eq!(rights.sight, Sight::Sites);
        assert!(rights.allow(Permission::Create) && rights.allow(Permission::Comment));
        assert!(!Rights::of(&roles[1..]).allow(Permission::Create));
    }

    #[test]
    fn what_one_role_denies_no_other_gives_back_in_whichever_order() {
        let gives = role(Sight::Customer, &Permission::ALL, &[]);
        let takes = role(Sight::Own, &[], &[Permission::Create]);
        for roles in [[&gives, &takes], [&takes, &gives]] {
            let rights = Rights::of(roles);
            assert!(!rights.allow(Permission::Create) && rights.allow(Permission::Comment));
            assert_eq!(rights.sight, Sight::Customer, "a denial says nothing about what is seen");
        }
    }

    #[test]
    fn without_a_role_one_sees_ones_own_and_may_do_nothing() {
        assert_eq!(Rights::of([]), Rights::default());
        assert_eq!(Rights::default().sight, Sight::Own);
    }

    #[test]
    fn what_roles_show_adds_up_and_is_nothing_unless_one_says_so() {
        let shows = |parts: &[Part]| Role { shows: parts.iter().copied().collect(), ..role(Sight::Own, &[], &[]) };
        let rights = Rights::of(&[shows(&[Part::Photos]), shows(&[Part::Planned]), shows(&[])]);
        assert_eq!(rights.shows, [Part::Photos, Part::Planned].into_iter().collect());
    }

    #[test]
    fn sights_are_read_as_they_are_written() {
        for sight in Sight::ALL {
            assert_eq!(Sight::parse(sight.as_str()), Some(sight));
        }
        assert_eq!(Sight::parse("all"), None);
    }
}
