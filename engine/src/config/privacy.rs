//! `[privacy]`: how long what nobody needs any more is kept. 0 days: for ever.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Days after which the text of a mail that was sent or given up is removed; to whom, when and about what stays.
    pub keep_mail_texts_days: u64,
    /// Days after which the record of a rule's run is removed.
    pub keep_runs_days: u64,
    /// Days after which an invitation that was accepted, taken back or is too old is removed.
    pub keep_invitations_days: u64,
    /// Days after which a portal user's login that is closed, and was not used since, is erased.
    pub erase_closed_after_days: u64,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { keep_mail_texts_days: 730, keep_runs_days: 180, keep_invitations_days: 365, erase_closed_after_days: 0 }
    }
}
