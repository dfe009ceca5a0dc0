//! Staff: what each of those who work in an office may do there.

use super::access::Verb;

/// Name of the office in which operators work: that of the company which runs this installation. No other tenant may have it.
pub const PLATFORM: &str = "platform";

/// What somebody is in an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StaffRole {
    /// Makes tenants, and sees nothing of what is theirs. Only in the office of the platform, and the only role there.
    Operator,
    /// Everything in the office of one tenant, its staff included.
    Administrator,
    /// Works on requests and looks after customers and portal users.
    Coordinator,
    /// Sees everything of the tenant but the audit log, and changes nothing.
    Reader,
}

impl StaffRole {
    /// The roles in the office of a tenant, the strongest first.
    pub const OF_TENANT: [Self; 3] = [Self::Administrator, Self::Coordinator, Self::Reader];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::Reader => "reader",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Operator].into_iter().chain(Self::OF_TENANT).find(|role| role.as_str() == text)
    }

    /// The roles that people in the office of this name may have.
    pub fn of_office(tenant: &str) -> &'static [Self] {
        if tenant == PLATFORM { &[Self::Operator] } else { &Self::OF_TENANT }
    }

    /// Whether the role allows it.
    pub const fn may(self, verb: Verb) -> bool {
        match self {
            Self::Operator => matches!(verb, Verb::Office | Verb::Audit | Verb::ManageStaff | Verb::ManageTenants),
            Self::Administrator => !matches!(verb, Verb::Submit | Verb::ManageTenants),
            Self::Coordinator => !matches!(
                verb,
                Verb::Submit
                    | Verb::ManageTenants
                    | Verb::ManageStaff
                    | Verb::ManageRoles
                    | Verb::Audit
                    | Verb::RetryTask
            ),
            Self::Reader => matches!(verb, Verb::Office),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_read_back_by_its_name() {
        for role in [StaffRole::Operator].into_iter().chain(StaffRole::OF_TENANT) {
            assert_eq!(StaffRole::parse(role.as_str()), Some(role));
        }
        assert_eq!(StaffRole::parse("owner"), None);
    }

    #[test]
    fn only_the_office_of_the_platform_has_operators_and_it_has_nobody_else() {
        assert_eq!(StaffRole::of_office(PLATFORM), [StaffRole::Operator]);
        assert!(!StaffRole::of_office("nordwind").contains(&StaffRole::Operator));
    }

    #[test]
    fn an_operator_makes_tenants_and_does_nothing_with_their_work_orders() {
        assert!(StaffRole::Operator.may(Verb::ManageTenants));
        for verb in [Verb::Accept, Verb::Comment, Verb::ManageLogins, Verb::ManageCustomers] {
            assert!(!StaffRole::Operator.may(verb));
        }
        assert!(StaffRole::OF_TENANT.iter().all(|role| !role.may(Verb::ManageTenants)));
    }

    #[test]
    fn a_coordinator_works_and_only_an_administrator_decides_who_works_there() {
        for verb in [Verb::Accept, Verb::ManageLogins, Verb::ManageCustomers] {
            assert!(StaffRole::Coordinator.may(verb) && StaffRole::Administrator.may(verb));
            assert!(!StaffRole::Reader.may(verb));
        }
        for verb in [Verb::ManageStaff, Verb::ManageRoles, Verb::Audit, Verb::RetryTask] {
            assert!(!StaffRole::Coordinator.may(verb) && StaffRole::Administrator.may(verb));
        }
        assert!(StaffRole::Reader.may(Verb::Office));
    }
}
