//! What a customer sees after sending: the number, what happens next, and a copy to keep. It can be opened again.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::details::{Audience, details};
use crate::{
    domain::{id::WorkOrderId, setting},
    store,
    views::flow::{CheckGroup, FlowConfirmation},
    web::{
        AppState, Error,
        person::Customer,
        routes::{path, portal as paths},
    },
};

pub async fn show(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: WorkOrderId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let base = who.place.base();
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let detail = store::work_orders::detail(&mut conn, &who.scope(), id).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let flow = detail.flow_slug.as_ref().and_then(|slug| who.person.catalogue.flow(who.actor.portal, slug));
    let form = who.person.catalogue.form(detail.order.work_type);
    let own = who.place.portal.as_ref().map(|site| site.portal.settings.clone()).unwrap_or_default();
    let hours = setting::number(&own, "request.reply_hours");
    let audience = Audience { place: &who.place, scope: &who.scope(), language: &who.language, is_copy: true };
    let rows = details(&state, form, &detail, &audience).await?;
    let page = FlowConfirmation {
        number: detail.order.number,
        title: detail.order.title.clone(),
        text: flow.map(|flow| flow.confirmation.get(&who.language).to_owned()).unwrap_or_default(),
        reply_by: (hours > 0).then(|| detail.order.created_at + jiff::SignedDuration::from_hours(hours)),
        sent_at: detail.order.created_at,
        email: if setting::is_on(&own, "mail.customer") { who.person.user.email.to_string() } else { String::new() },
        request_href: path(base, paths::REQUEST, &[&ids.1]),
        home_href: path(base, paths::HOME, &[]),
        groups: vec![CheckGroup { title: String::new(), change: String::new(), rows }],
    };
    who.show(&state, page)
}
