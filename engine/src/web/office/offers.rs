//! Invitations of administrators of customers: seen and taken back by the office.

use std::collections::{BTreeMap, btree_map::Entry};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::{self, offers},
    domain::{
        id::{CustomerId, OfferId},
        invitation::InvitationState,
    },
    store,
    views::office::users::OpenOffer,
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Those that are open, for the list of portal users.
pub async fn open(state: &AppState, who: &Staff) -> Result<Vec<OpenOffer>, Error> {
    let found = offers::of_office(&state.cx, &who.person.actor).await?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let mut customers: BTreeMap<CustomerId, String> = BTreeMap::new();
    for offer in &found {
        if let Entry::Vacant(name) = customers.entry(offer.customer) {
            let customer = store::customers::get(&mut conn, &who.scope(), offer.customer).await?;
            name.insert(customer.map(|customer| customer.name).unwrap_or_default());
        }
    }
    let row = |offer: &crate::domain::offer::Offer| {
        let is_expired = offer.state(state.cx.now()) == InvitationState::Expired;
        let portal = state.directory.portal_by_id(offer.portal);
        OpenOffer {
            name: offer.name.clone(),
            email: offer.email.to_string(),
            customer: customers.get(&offer.customer).cloned().unwrap_or_default(),
            portal: portal.map(|entry| entry.site.portal.name.clone()).unwrap_or_default(),
            made_by: offer.made_by_name.clone(),
            state: if is_expired { "expired" } else { "invited" },
            expires_at: offer.expires_at.filter(|_| !is_expired),
            revoke: Some(path(who.place.base(), paths::OFFER_REVOCATION, &[&offer.id.to_string()])),
        }
    };
    Ok(found.iter().map(row).collect())
}

/// Takes one back, and to the list with a word about it.
pub async fn revoke(State(state): State<AppState>, who: Staff, ids: Path<(String, String)>) -> Result<Response, Error> {
    let id: OfferId = ids.0.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let done = match offers::revoke_in_office(&state.cx, &who.person.actor, id).await {
        Ok(()) => "offer-revoked",
        Err(actions::Error::Conflict(_)) => "conflict",
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}?done={done}", path(who.place.base(), paths::USERS, &[]))).into_response())
}
