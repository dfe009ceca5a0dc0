//! What everybody may see of a demonstration, and of nothing else: the mails that nobody really gets.

use super::{Context, Error};
use crate::{
    domain::{
        access::{self, Actor},
        id::{MailId, TenantId},
        mail::Mail,
    },
    store,
};

/// Mails of one tenant that are shown.
const SHOWN: u32 = 50;

/// The youngest mails of a tenant.
pub async fn mailbox(cx: &Context, tenant: TenantId) -> Result<Vec<Mail>, Error> {
    let mut conn = cx.store.read(tenant).await?;
    Ok(store::mails::list(&mut conn, &access::scope(&Actor::Engine { tenant }), SHOWN, 0).await?)
}

/// One mail.
pub async fn mail(cx: &Context, tenant: TenantId, id: MailId) -> Result<Option<Mail>, Error> {
    let mut conn = cx.store.read(tenant).await?;
    Ok(store::mails::get(&mut conn, &access::scope(&Actor::Engine { tenant }), id).await?)
}
