//! Who may do and see what. [`scope`] turns an actor into the part of a query that limits rows, with the mask of what shows of each. It is
//! pure, can say why, and is the only way to get a [`Scope`].

use super::id::{CustomerId, PortalId, TenantId, UserId};

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A portal user in one portal, for one customer.
    Customer(CustomerActor),
    /// A member of the tenant's office.
    Staff { tenant: TenantId, user: UserId, name: String },
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
    pub name: String,
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
    reasons: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Every row of the tenant.
    All,
    /// Rows of one customer.
    Customer(CustomerId),
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
            Rows::Customer(customer) => Some(customer),
        }
    }

    /// The parts of a record that show.
    pub const fn mask(&self) -> Mask {
        self.mask
    }

    /// The chain of rules that led to this scope, in order.
    pub fn explain(&self) -> &[&'static str] {
        &self.reasons
    }
}

/// What `actor` may read.
pub fn scope(actor: &Actor) -> Scope {
    let (rows, reasons) = match actor {
        Actor::Customer(actor) => (
            Rows::Customer(actor.customer),
            vec!["portal users see only their tenant", "requesters see what belongs to their customer"],
        ),
        Actor::Staff { .. } => (Rows::All, vec!["staff see everything of their tenant"]),
        Actor::Extension { .. } => {
            (Rows::All, vec!["rules and plugins act for the tenant, about the record of their run"])
        }
        Actor::Engine { .. } => (Rows::All, vec!["the engine acts for the tenant"]),
    };
    let mask = Mask { internal: rows == Rows::All };
    Scope { tenant: actor.tenant(), rows, mask, reasons }
}

/// Parts of a record that not everybody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mask {
    /// Internal notes, priorities, assignments and mails on the timeline.
    pub internal: bool,
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
    /// Read what belongs to the office alone: customers, mails, runs, extensions.
    Office,
    /// Set passwords and give people access to the office.
    ManageLogins,
    /// Put a task that gave up back into the queue.
    RetryTask,
}

/// A refusal that names its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Denied(pub &'static str);

/// Whether `actor` may do `verb` at all; which records is the scope's matter.
pub const fn can(actor: &Actor, verb: Verb) -> Result<(), Denied> {
    use Verb::{
        Accept, Assign, Comment, Mail, ManageLogins, Note, Office, Prioritise, Reject, RetryTask, Submit, Transition,
        Upload,
    };
    match (actor, verb) {
        (Actor::Customer(_), Submit | Comment | Upload) => Ok(()),
        (Actor::Customer(_), _) => Err(Denied("portal users may send requests, comment and upload")),
        (Actor::Staff { .. }, Submit) => Err(Denied("requests are sent through a portal")),
        (Actor::Staff { .. }, _) => Ok(()),
        (Actor::Extension { .. }, Comment | Note | Prioritise | Assign | Transition | Mail) => Ok(()),
        (Actor::Extension { .. }, Submit | Accept | Reject | Upload | Office | ManageLogins | RetryTask) => {
            Err(Denied("rules and plugins may comment, note, prioritise, assign, change the status and mail"))
        }
        (Actor::Engine { .. }, Mail | Office | ManageLogins) => Ok(()),
        (Actor::Engine { .. }, _) => {
            Err(Denied("the engine itself mails, reads what is the office's and sets up logins"))
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn customer() -> Actor {
        let id = Uuid::from_u128;
        Actor::Customer(CustomerActor {
            tenant: TenantId(id(1)),
            portal: PortalId(id(2)),
            user: UserId(id(3)),
            customer: CustomerId(id(4)),
            name: "Erika".into(),
        })
    }

    fn staff() -> Actor {
        Actor::Staff { tenant: TenantId(Uuid::from_u128(1)), user: UserId(Uuid::from_u128(9)), name: "Ole".into() }
    }

    fn rule() -> Actor {
        Actor::Extension { tenant: TenantId(Uuid::from_u128(1)), name: "triage".into() }
    }

    #[test]
    fn a_portal_user_reads_only_rows_of_the_customer_and_no_internal_part() {
        let scope = scope(&customer());
        assert_eq!(scope.customer(), Some(CustomerId(Uuid::from_u128(4))));
        assert!(!scope.mask().internal);
        assert_eq!(scope.explain().len(), 2);
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
}
