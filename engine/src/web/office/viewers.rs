//! Who sees a work order, and why: asked with the very query that the portal's pages use.

use axum::{
    extract::{Path, State},
    response::Response,
};

use crate::{
    actions::roles::{self, Reason},
    domain::{address::Address, id::WorkOrderId},
    store,
    views::office::viewers::{OfficeViewers, ViewerRow},
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

pub async fn show(State(state): State<AppState>, who: Staff, ids: Path<(String, String)>) -> Result<Response, Error> {
    let id: WorkOrderId = ids.0.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let order = store::work_orders::get(&mut conn, &who.scope(), id).await?.ok_or(Error::NOT_FOUND)?;
    let portals = store::portals::list(&mut conn).await?;
    drop(conn);
    let (order, reasons) = roles::viewers(&state.cx, &who.person.actor, order.number).await?;
    let name = |reason: &Reason| {
        let slug = reason.portal.as_ref()?;
        portals.iter().find(|portal| portal.slug == *slug).map(|portal| portal.name.clone())
    };
    let (staff, users): (Vec<&Reason>, Vec<&Reason>) = reasons.iter().partition(|reason| reason.customer.is_none());
    let page = OfficeViewers {
        number: order.order.number,
        title: order.order.title.clone(),
        customer: order.customer.name.clone(),
        requester: order.requester.as_ref().map(|(name, _)| name.clone()),
        address: order.address.as_ref().map(Address::line),
        rows: users.iter().map(|reason| row(&who, reason, name(reason))).collect(),
        staff: staff.iter().filter(|reason| reason.sees).map(|reason| reason.user.name.clone()).collect(),
        back: path(who.place.base(), paths::ORDER, &[&ids.0.1]),
    };
    who.show(&state, page)
}

fn row(who: &Staff, reason: &Reason, portal: Option<String>) -> ViewerRow {
    ViewerRow {
        name: reason.user.name.clone(),
        email: reason.user.email.to_string(),
        href: Some(path(who.place.base(), paths::USER, &[&reason.membership.to_string()])),
        portal,
        roles: reason.roles.iter().map(|role| role.name.get(&who.language).to_owned()).collect(),
        sees: reason.sees,
        why: reason.rules.iter().map(|rule| rule.key()).collect(),
    }
}
