//! Portal users: the list for all, and one of them.

use jiff::Timestamp;
use serde::Serialize;

use crate::views::{
    Door, View,
    form::{FormView, ProblemView},
    registration::WaitingRow,
    request_list::{Chip, Paging},
    sample,
};

/// One portal user at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserRow {
    /// Id of the membership, for acts on several at once.
    pub id: String,
    pub href: String,
    pub name: String,
    pub email: String,
    pub portal: String,
    pub customer: String,
    pub customer_href: String,
    /// Names of the roles.
    pub roles: Vec<String>,
    /// `blank`, `invited`, `expired`, `active`, `bounced` or `disabled`; its label is the text `filter-{state}`.
    pub state: &'static str,
    pub last_sign_in_at: Option<Timestamp>,
}

/// Somebody whom an administrator of a customer invited and who has not come yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OpenOffer {
    pub name: String,
    pub email: String,
    pub customer: String,
    pub portal: String,
    /// Whose invitation it is.
    pub made_by: String,
    /// `invited` or `expired`; its label is the text `filter-{state}`.
    pub state: &'static str,
    pub expires_at: Option<Timestamp>,
    /// Takes a POST.
    pub revoke: Option<String>,
}

/// `office/users.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeUsers {
    pub rows: Vec<UserRow>,
    pub search_action: String,
    pub search: String,
    pub search_hidden: Vec<(String, String)>,
    pub chips: Vec<Chip>,
    pub paging: Paging,
    /// How many there are, whatever is looked for.
    pub all: u64,
    pub clear_href: String,
    /// Takes a POST with `act` (`invite`, `disable`, `enable` or `remove`), `id` for each row and `next`.
    pub bulk: String,
    /// What an act on several came to: how many it was done for, and who was left out with the key of the reason.
    pub done: Option<BulkDone>,
    /// Where a customer is chosen for a new one.
    pub add: String,
    pub import: String,
    /// Who registered and waits for approval.
    pub waiting: Vec<WaitingRow>,
    /// Invitations of administrators of customers that are open.
    pub offers: Vec<OpenOffer>,
    /// What portal users see and may do; None: somebody else decides that.
    pub roles: Option<String>,
    /// What is found as a table: CSV and XLSX.
    pub export: [String; 2],
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BulkDone {
    /// `invite`, `disable`, `enable` or `remove`.
    pub act: &'static str,
    pub count: u64,
    pub left_out: u64,
}

/// The last invitation of a portal user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitationView {
    /// `waiting`, `open`, `expired`, `accepted` or `revoked`; its label is the text `invitation-{state}`.
    pub state: &'static str,
    pub invited_by: String,
    pub sent_at: Option<Timestamp>,
    pub sends: i64,
    pub expires_at: Option<Timestamp>,
}

/// What can be done now; None: not in this state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UserActions {
    /// Sends the invitation, or sends it again.
    pub invite: Option<String>,
    pub revoke: Option<String>,
    /// Takes a POST with `open`: `yes` or `no`.
    pub access: String,
    pub is_open: bool,
    /// Ends the second factor of who lost it; None: she has none.
    pub reset_factor: Option<String>,
    /// Asks for the link to see the portal as she does; None: she sees nothing.
    pub look: Option<String>,
    /// Downloads everything that is kept about her.
    pub data: String,
    /// What erasing her would come to.
    pub erasure: String,
    pub remove: String,
}

/// A change that waits for somebody to agree: the person would see another number of work orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Asks {
    pub before: u64,
    pub after: u64,
}

/// `office/user.html`: a new portal user, or one that is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeUser {
    /// None: a new one.
    pub row: Option<UserRow>,
    /// Of which customer.
    pub customer: String,
    pub action: String,
    pub form: FormView,
    /// The form is sent again with `agreed`: `yes`.
    pub asks: Option<Asks>,
    pub invitation: Option<InvitationView>,
    pub actions: Option<UserActions>,
    /// Other places of the same login.
    pub others: Vec<UserRow>,
    /// What went wrong with an act.
    pub problems: Vec<ProblemView>,
    pub back: String,
}

impl View for OfficeUsers {
    const TEMPLATE: &'static str = "office/users.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_users();
        let empty = Self { rows: Vec::new(), all: 0, paging: Paging::default(), ..many.clone() };
        let filtered = Self { search: "Kessel".into(), all: 12, ..empty.clone() };
        let done = Self { done: Some(BulkDone { act: "invite", count: 3, left_out: 1 }), ..many.clone() };
        vec![("many", many), ("empty", empty), ("filtered_empty", filtered), ("done", done)]
    }
}

impl View for OfficeUser {
    const TEMPLATE: &'static str = "office/user.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let (new, invited) = sample::office_user();
        let problems = vec![ProblemView::keyed("", "user-conflict")];
        let asks = Self { asks: Some(Asks { before: 2, after: 41 }), ..invited.clone() };
        vec![("new", new), ("invited", invited.clone()), ("asks", asks), ("error", Self { problems, ..invited })]
    }
}
