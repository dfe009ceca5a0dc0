//! Who may do and see what. [`scope`] turns an actor into the part of a query that limits rows, with the mask of what shows of each. It is
//! pure, can say why, and is the only way to get a [`Scope`].

use super::{
    id::{CustomerId, MembershipId, PortalId, TenantId, UserId},
    part::Parts,
    role::{Permission, Rights, Sight},
    staff::StaffRole,
};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A portal user in one portal, for one customer.
    Customer(CustomerActor),
    /// A member of the tenant's office.
    Staff { tenant: TenantId, user: UserId, name: String, role: StaffRole },
    /// A rule or plugin, acting for the tenant about the work order of its run.
    Extension { tenant: TenantId, name: String },
    /// The engine itself, for example the mail worker.
    Engine { tenant: TenantId },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerActor {
    pub tenant: TenantId,
    pub portal: PortalId,
    pub user: UserId,
    pub customer: CustomerId,
    pub membership: MembershipId,
    /// What the roles of the membership come to.
    pub rights: Rights,
    pub name: String,
    /// Staff who see the portal as this person does. They see what she sees, and do nothing.
    pub seen_by: Option<UserId>,
}

/// An actor as it is written into events and the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorRef {
    /// `customer`, `staff`, `extension` or `engine`.
    pub kind: String,
    pub user: Option<UserId>,
    pub name: String,
}

impl Actor {
    pub const fn tenant(&self) -> TenantId {
        match self {
            Self::Customer(actor) => actor.tenant,
            Self::Staff { tenant, .. } | Self::Extension { tenant, .. } | Self::Engine { tenant } => *tenant,
        }
    }

    pub fn to_ref(&self) -> ActorRef {
        let (kind, user, name) = match self {
            Self::Customer(actor) => ("customer", Some(actor.user), actor.name.clone()),
            Self::Staff { user, name, .. } => ("staff", Some(*user), name.clone()),
            Self::Extension { name, .. } => ("extension", None, name.clone()),
            Self::Engine { .. } => ("engine", None, String::new()),
        };
        ActorRef { kind: kind.to_owned(), user, name }
    }
}

/// Which rows of a tenant somebody sees. Every read of the store takes one; only this module makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    tenant: TenantId,
    rows: Rows,
    mask: Mask,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Every row of the tenant.
    All,
    /// Rows of one customer and, of its work orders, those within the sight.
    Customer { customer: CustomerId, user: UserId, membership: MembershipId, sight: Sight },
}

impl Scope {
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    pub const fn rows(&self) -> Rows {
        self.rows
    }

    /// The customer that the query is limited to, to be bound as a nullable parameter.
    pub const fn customer(&self) -> Option<CustomerId> {
        match self.rows {
            Rows::All => None,
            Rows::Customer { customer, .. } => Some(customer),
        }
    }

    /// The portal user who looks. None: somebody of the office, or the engine.
    pub const fn viewer(&self) -> Option<UserId> {
        match self.rows {
            Rows::All => None,
            Rows::Customer { user, .. } => Some(user),
        }
    }

    /// The person whose own work orders are seen; None when whose they are makes no difference.
    pub const fn requester(&self) -> Option<UserId> {
        match self.rows {
            Rows::All | Rows::Customer { sight: Sight::Customer, .. } => None,
            Rows::Customer { user, sight: Sight::Own | Sight::Sites, .. } => Some(user),
        }
    }

    /// The membership whose sites are seen beside the person's own work orders.
    pub const fn sites_of(&self) -> Option<MembershipId> {
        match self.rows {
            Rows::Customer { membership, sight: Sight::Sites, .. } => Some(membership),
            _ => None,
        }
    }

    /// The parts of a record that show.
    pub const fn mask(&self) -> Mask {
        self.mask
    }
}

/// What `actor` may read.
pub const fn scope(actor: &Actor) -> Scope {
    let (rows, mask) = match actor {
        Actor::Customer(CustomerActor { customer, user, membership, rights, .. }) => {
            let (customer, user, membership, sight) = (*customer, *user, *membership, rights.sight);
            let mask = Mask { internal: false, parts: rights.shows.without(rights.hidden) };
            (Rows::Customer { customer, user, membership, sight }, mask)
        }
        Actor::Staff { .. } | Actor::Extension { .. } | Actor::Engine { .. } => {
            (Rows::All, Mask { internal: true, parts: Parts::ALL })
        }
    };
    Scope { tenant: actor.tenant(), rows, mask }
}

/// A rule that decides what somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A closed login signs in nowhere.
    Closed,
    OwnTenant,
    OwnCustomer,
    OwnRequests,
    OwnSites,
    WholeCustomer,
    Staff,
    Extension,
    Engine,
}

impl Rule {
    /// The rule in one English sentence, for the command line. Pages have the texts `why-{key}`.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Closed => "the login is closed, so nobody can sign in with it",
            Self::OwnTenant => "portal users see only their tenant",
            Self::OwnCustomer => "of it, what belongs to their customer",
            Self::OwnRequests => "none of the roles sees more than what the person asked for",
            Self::OwnSites => "a role sees the work orders at the person's sites, beside her own",
            Self::WholeCustomer => "a role sees all work orders of the customer",
            Self::Staff => "staff see everything of their tenant",
            Self::Extension => "rules and plugins act for the tenant, about the record of their run",
            Self::Engine => "the engine acts for the tenant",
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::OwnTenant => "own-tenant",
            Self::OwnCustomer => "own-customer",
            Self::OwnRequests => "own-requests",
            Self::OwnSites => "own-sites",
            Self::WholeCustomer => "whole-customer",
            Self::Staff => "staff",
            Self::Extension => "extension",
            Self::Engine => "engine",
        }
    }
}

/// The chain of rules that leads to the scope of `actor`, in order.
pub fn explain(actor: &Actor) -> Vec<Rule> {
    match actor {
        Actor::Customer(actor) => {
            let seen = match actor.rights.sight {
                Sight::Own => Rule::OwnRequests,
                Sight::Sites => Rule::OwnSites,
                Sight::Customer => Rule::WholeCustomer,
            };
            vec![Rule::OwnTenant, Rule::OwnCustomer, seen]
        }
        Actor::Staff { .. } => vec![Rule::Staff],
        Actor::Extension { .. } => vec![Rule::Extension],
        Actor::Engine { .. } => vec![Rule::Engine],
    }
}

/// Parts of a record that not everybody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// Internal notes, priorities, assignments and mails on the timeline.
    pub internal: bool,
    /// Photos, documents and what else a role shows.
    pub parts: Parts,
}

/// What can be done to work orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Submit,
    Comment,
    Accept,
    Reject,
    Transition,
    Note,
    Prioritise,
    Assign,
    Mail,
    Upload,
    /// Take back one's own request before anybody has decided about it.
    Withdraw,
    /// Read what belongs to the office alone: customers, mails, runs, extensions.
    Office,
    /// Set passwords, and add, invite, change and close portal users.
    ManageLogins,
    /// Decide who works in the office, and as what.
    ManageStaff,
    /// Decide what the roles of portal users see and may do.
    ManageRoles,
    /// Read who changed what.
    Audit,
    /// Make tenants.
    ManageTenants,
    /// See a portal as one of its users does.
    Look,
    /// Add what belongs to a customer: contacts.
    ManageCustomers,
    /// Look after the colleagues of one's own customer in a portal.
    ManageColleagues,
    /// Put a task that gave up back into the queue.
    RetryTask,
}

/// A refusal that names its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Denied(pub &'static str);

/// Whether `actor` may do `verb` at all; which records is the scope's matter.
pub fn can(actor: &Actor, verb: Verb) -> Result<(), Denied> {
    match actor {
        Actor::Customer(CustomerActor { seen_by: Some(_), .. }) => {
            Err(Denied("who sees a portal as somebody else does nothing there"))
        }
        _ => offered(actor, verb),
    }
}

/// Whether pages offer `verb` to `actor`. Differs from [`can`] only for staff who see a portal as somebody else: they are shown what she
/// is offered.
pub fn offered(actor: &Actor, verb: Verb) -> Result<(), Denied> {
    use Verb::{
        Accept, Assign, Audit, Comment, Look, Mail, ManageColleagues, ManageCustomers, ManageLogins, ManageRoles,
        ManageStaff, ManageTenants, Note, Office, Prioritise, Reject, RetryTask, Submit, Transition, Upload, Withdraw,
    };
    match (actor, verb) {
        (Actor::Customer(actor), Submit) => {
            allowed(actor, Permission::Create, "no role of this person may send requests")
        }
        (Actor::Customer(actor), Upload) => allowed(actor, Permission::Upload, "no role of this person may send files"),
        (Actor::Customer(actor), Withdraw) => {
            allowed(actor, Permission::Withdraw, "no role of this person may take requests back")
        }
        (Actor::Customer(actor), Comment) => {
            allowed(actor, Permission::Comment, "no role of this person may write to the office")
        }
        (Actor::Customer(actor), ManageColleagues) => {
            allowed(actor, Permission::Invite, "no role of this person may look after colleagues")
        }
        (Actor::Customer(_), _) => {
            Err(Denied("portal users may send and take back requests, comment, upload and look after colleagues"))
        }
        (Actor::Staff { .. }, Submit) => Err(Denied("requests are sent through a portal")),
        (Actor::Staff { .. }, Withdraw) => Err(Denied("the office rejects or closes; only who asked takes back")),
        (Actor::Staff { .. }, ManageColleagues) => Err(Denied("the office manages logins, not its own colleagues")),
        (Actor::Staff { role, .. }, verb) if role.may(verb) => Ok(()),
        (Actor::Staff { .. }, _) => Err(Denied("the role of this person in the office does not allow it")),
        (Actor::Extension { .. }, Comment | Note | Prioritise | Assign | Transition | Mail) => Ok(()),
        (
            Actor::Extension { .. },
            Submit | Withdraw | Accept | Reject | Upload | Office | ManageLogins | ManageStaff | ManageTenants
            | ManageRoles | Audit | Look | ManageCustomers | ManageColleagues | RetryTask,
        ) => Err(Denied("rules and plugins may comment, note, prioritise, assign, change the status and mail")),
        (Actor::Engine { .. }, Mail | Office | ManageLogins | ManageStaff | ManageTenants) => Ok(()),
        (Actor::Engine { .. }, _) => {
            Err(Denied("the engine itself mails, reads what is the office's and sets up tenants and logins"))
        }
    }
}

fn allowed(actor: &CustomerActor, permission: Permission, otherwise: &'static str) -> Result<(), Denied> {
    if actor.rights.allow(permission) { Ok(()) } else { Err(Denied(otherwise)) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::part::Part;

    fn customer() -> Actor {
        portal_user(Rights { permissions: Permission::ALL.into(), ..Rights::default() })
    }

    fn portal_user(rights: Rights) -> Actor {
        let id = Uuid::from_u128;
        Actor::Customer(CustomerActor {
            tenant: TenantId(id(1)),
            portal: PortalId(id(2)),
            user: UserId(id(3)),
            customer: CustomerId(id(4)),
            membership: MembershipId(id(5)),
            rights,
            name: "Erika".into(),
            seen_by: None,
        })
    }

    fn staff() -> Actor {
        let (tenant, user) = (TenantId(Uuid::from_u128(1)), UserId(Uuid::from_u128(9)));
        Actor::Staff { tenant, user, name: "Ole".into(), role: StaffRole::Administrator }
    }

    fn rule() -> Actor {
        Actor::Extension { tenant: TenantId(Uuid::from_u128(1)), name: "triage".into() }
    }

    #[test]
    fn a_portal_user_reads_only_rows_of_the_customer_and_no_internal_part() {
        let scope = scope(&customer());
        assert_eq!(scope.customer(), Some(CustomerId(Uuid::from_u128(4))));
        assert!(!scope.mask().internal);
    }

    #[test]
    fn a_sight_limits_a_portal_user_to_her_own_or_her_sites_or_nothing_more() {
        let (user, membership) = (UserId(Uuid::from_u128(3)), MembershipId(Uuid::from_u128(5)));
        let limits = |sight| {
            let actor = portal_user(Rights { sight, ..Rights::default() });
            let scope = scope(&actor);
            assert_eq!((scope.viewer(), explain(&actor).len()), (Some(user), 3));
            (scope.requester(), scope.sites_of())
        };
        assert_eq!(limits(Sight::Own), (Some(user), None));
        assert_eq!(limits(Sight::Sites), (Some(user), Some(membership)));
        assert_eq!(limits(Sight::Customer), (None, None));
        assert_eq!((scope(&staff()).viewer(), scope(&staff()).requester()), (None, None));
    }

    #[test]
    fn what_shows_is_what_a_role_shows_and_the_portal_does_not_hide() {
        let (photos, names) = ([Part::Photos].into_iter().collect(), [Part::Employee].into_iter().collect());
        let mask = |shows, hidden| scope(&portal_user(Rights { shows, hidden, ..Rights::default() })).mask().parts;
        assert_eq!(mask(Parts::NONE, Parts::NONE), Parts::NONE);
        assert_eq!(mask(photos, names), photos);
        assert_eq!(mask(Parts::ALL, names), Parts::ALL.without(names));
        assert_eq!(scope(&staff()).mask().parts, Parts::ALL);
    }

    #[test]
    fn a_portal_user_may_only_what_a_role_allows() {
        for (verb, permission) in [
            (Verb::Submit, Permission::Create),
            (Verb::Upload, Permission::Upload),
            (Verb::Withdraw, Permission::Withdraw),
            (Verb::Comment, Permission::Comment),
            (Verb::ManageColleagues, Permission::Invite),
        ] {
            let only = portal_user(Rights { permissions: [permission].into(), ..Rights::default() });
            assert!(can(&only, verb).is_ok());
            assert!(can(&portal_user(Rights::default()), verb).is_err());
        }
    }

    #[test]
    fn staff_read_all_rows_of_their_own_tenant() {
        let scope = scope(&staff());
        assert_eq!((scope.tenant(), scope.rows()), (TenantId(Uuid::from_u128(1)), Rows::All));
        assert!(scope.mask().internal);
    }

    #[test]
    fn only_staff_decide_about_a_request() {
        for verb in [Verb::Accept, Verb::Reject] {
            assert!(can(&staff(), verb).is_ok());
            assert!(can(&customer(), verb).is_err() && can(&rule(), verb).is_err());
        }
    }

    #[test]
    fn a_rule_may_do_what_the_office_does_but_not_send_requests_or_upload() {
        assert!(can(&rule(), Verb::Prioritise).is_ok() && can(&rule(), Verb::Mail).is_ok());
        assert!(can(&rule(), Verb::Submit).is_err() && can(&rule(), Verb::Upload).is_err());
    }

    #[test]
    fn logins_are_managed_and_tasks_put_back_by_the_office_and_not_by_portal_users_or_rules() {
        for verb in [Verb::Office, Verb::ManageLogins, Verb::RetryTask] {
            assert!(can(&staff(), verb).is_ok());
            assert!(can(&customer(), verb).is_err() && can(&rule(), verb).is_err());
        }
        // The command line sets passwords as the engine; putting a task back is a person's decision.
        let engine = Actor::Engine { tenant: TenantId(Uuid::from_u128(1)) };
        assert!(can(&engine, Verb::ManageLogins).is_ok() && can(&engine, Verb::RetryTask).is_err());
    }

    #[test]
    fn who_looks_as_somebody_else_sees_the_same_and_may_do_nothing() {
        let own = customer();
        let Actor::Customer(seen) = own.clone() else { unreachable!("she is a customer") };
        let looked = Actor::Customer(CustomerActor { seen_by: Some(UserId(Uuid::from_u128(9))), ..seen });
        assert_eq!(scope(&looked), scope(&own));
        for verb in [Verb::Submit, Verb::Comment, Verb::Upload, Verb::Office, Verb::Look] {
            assert!(can(&looked, verb).is_err());
            assert_eq!(offered(&looked, verb), can(&own, verb));
        }
        assert!(can(&staff(), Verb::Look).is_ok() && can(&rule(), Verb::Look).is_err());
    }
}
