//! What must follow from a change: workers take rows of the outbox, at least once and in order per work order and kind, and hand them to the
//! action that does the work. Also what runs now and then.

mod automate;
mod lane;
mod queue;
mod send_mail;
mod sweep;
mod worker;

use std::sync::Arc;

use crate::{actions::Context, config::Config, domain::id::TenantId, mail::Transport, reload::Generation, views};

pub use worker::Worker;

/// What a worker may reach of the rest.
#[derive(Clone)]
pub struct Jobs {
    pub cx: Context,
    pub config: Arc<Config>,
    pub transport: Transport,
    pub surroundings: Arc<dyn Surroundings>,
}

/// The live generation and the site of a tenant; implemented by the composition root.
pub trait Surroundings: Send + Sync {
    /// The tenant's generation, or None when the tenant is not known.
    fn generation(&self, tenant: TenantId) -> Option<Arc<Generation>>;

    /// Site and theme name for mails: of the portal that a request came through, else of the office.
    fn site(&self, tenant: TenantId, portal: Option<crate::domain::id::PortalId>)
    -> Option<(Arc<views::Site>, String)>;
}
