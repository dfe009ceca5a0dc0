//! The colleagues of a customer administrator: all of them, and one.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Door, View,
    form::{FormView, ProblemView},
    registration::WaitingRow,
    request_list::Paging,
    sample,
};

/// Somebody of the company in this portal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ColleagueRow {
    /// Where she is changed; None: that is not the administrator's to do.
    pub href: Option<String>,
    pub name: String,
    pub email: String,
    /// Names of the roles.
    pub roles: Vec<String>,
    /// The addresses in her care, in one line each.
    pub sites: Vec<String>,
    /// `blank`, `invited`, `expired`, `active`, `bounced` or `disabled`; its label is the text `filter-{state}`.
    pub state: &'static str,
    pub last_sign_in_at: Option<Timestamp>,
    /// The administrator herself.
    pub is_self: bool,
}

/// Somebody who was offered a place and has not come yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfferRow {
    pub name: String,
    pub email: String,
    pub roles: Vec<String>,
    pub sites: Vec<String>,
    /// `invited` or `expired`; its label is the text `filter-{state}`.
    pub state: &'static str,
    /// Whose offer it is.
    pub made_by: String,
    pub expires_at: Option<Timestamp>,
    /// Where it is changed; None: it gives more than the administrator has.
    pub edit: Option<String>,
    /// Takes a POST; None: it was sent often enough, or gives more than the administrator has.
    pub send: Option<String>,
    /// Takes a POST.
    pub revoke: Option<String>,
}

/// `portal/company.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Company {
    /// Its name.
    pub customer: String,
    pub rows: Vec<ColleagueRow>,
    pub offers: Vec<OfferRow>,
    pub search_action: String,
    pub search: String,
    pub paging: Paging,
    /// The form for an offer.
    pub invite: String,
    /// Who registered and waits for the company's approval.
    pub waiting: Vec<WaitingRow>,
    /// People register by a code here.
    pub has_codes: bool,
    /// The one of the company.
    pub code: Option<String>,
    /// Takes a POST with `act`: `renew` or `end`.
    pub code_action: String,
    /// What went wrong with an act.
    pub problems: Vec<ProblemView>,
}

/// What can be done about a colleague now; None: not in this state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ColleagueActions {
    /// Sends the mail that lets her in, or sends it again.
    pub invite: Option<String>,
    /// Takes a POST with `open`: `yes` or `no`.
    pub access: Option<String>,
    pub is_open: bool,
}

/// `portal/colleague.html`: somebody to invite, or one who is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ColleaguePage {
    /// None: somebody to invite.
    pub row: Option<ColleagueRow>,
    pub customer: String,
    pub action: String,
    pub form: FormView,
    pub actions: ColleagueActions,
    /// What went wrong with an act.
    pub problems: Vec<ProblemView>,
    pub back: String,
}

impl View for Company {
    const TEMPLATE: &'static str = "portal/company.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "company";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::company();
        let plain = Self { code: None, waiting: Vec::new(), ..many.clone() };
        let alone = Self { has_codes: false, rows: many.rows[..1].to_vec(), offers: Vec::new(), ..plain.clone() };
        let nobody = Self { rows: Vec::new(), search: "Kessel".into(), paging: Paging::default(), ..alone.clone() };
        let problems = vec![ProblemView::keyed("", "user-conflict")];
        vec![
            ("many", many.clone()),
            ("plain", plain),
            ("alone", alone),
            ("nobody", nobody),
            ("error", Self { problems, ..many }),
        ]
    }
}

impl View for ColleaguePage {
    const TEMPLATE: &'static str = "portal/colleague.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "company";

    fn samples() -> Vec<(&'static str, Self)> {
        let (new, known) = sample::colleague();
        let closed = ColleagueActions { is_open: false, invite: None, ..known.actions.clone() };
        let closed = Self { actions: closed, ..known.clone() };
        let problems = vec![ProblemView::keyed("", "user-conflict")];
        vec![("new", new), ("known", known.clone()), ("closed", closed), ("error", Self { problems, ..known })]
    }
}
