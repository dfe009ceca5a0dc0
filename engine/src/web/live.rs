//! Live updates as server-sent events: a hint that something changed, nothing more; the page fetches what it may see. A stream begins
//! with the event that the timeline ends with now, by which a page knows whether it was drawn before it. Whether the person may still
//! see it is asked again before each hint and with each sign of life.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Path, State},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures_util::{StreamExt, stream};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    AppState, Error,
    person::{Customer, Staff},
};
use crate::{
    actions::{
        looks,
        sessions::{self, Person},
    },
    domain::{
        access,
        id::{UserId, WorkOrderId},
        session::Session,
    },
    store::{self, EventHint},
};

/// Events of one request, for its customer.
pub async fn of_customer(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    listen(state, who.person, &ids.1).await
}

/// Events of one work order, for the office.
pub async fn of_staff(
    State(state): State<AppState>,
    who: Staff,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    listen(state, who.person, &ids.1).await
}

struct Listening {
    state: AppState,
    person: Person,
    order: WorkOrderId,
    hints: Receiver<EventHint>,
}

async fn listen(state: AppState, person: Person, id: &str) -> Result<Response, Error> {
    let order = id.parse().map_err(|_| Error::NOT_FOUND)?;
    // Subscribed before the first look, so that nothing falls between the two.
    let hints = state.cx.store.subscribe();
    let listening = Listening { state, person, order, hints };
    if !listening.may_see().await? {
        return Err(Error::NOT_FOUND);
    }
    let opened = Event::default().event("opened").data(listening.last().await?);
    let events = stream::unfold(listening, |mut listening| async move {
        let event = listening.next().await?;
        Some((event, listening))
    });
    let events = stream::once(std::future::ready(opened)).chain(events).map(Ok::<_, Infallible>);
    Ok(Sse::new(events).into_response())
}

impl Listening {
    /// The next hint about the order or sign of life, or None when the stream is over.
    async fn next(&mut self) -> Option<Event> {
        let mut stopping = self.state.stopping.clone();
        let ping = tokio::time::sleep(Duration::from_secs(self.state.config.server.stream_ping_s.max(1)));
        tokio::pin!(ping);
        loop {
            let hint = tokio::select! {
                hint = self.hints.recv() => Some(hint),
                _ = stopping.wait_for(|stop| *stop) => return None,
                () = &mut ping => None,
            };
            // A session ends without an event, so it is looked at even when nothing happens.
            let Some(hint) = hint else { return self.if_seen(Event::default().comment("here")).await };
            match hint {
                Ok(EventHint::Appended { tenant, work_order, .. })
                    if work_order == self.order && tenant == self.person.user.tenant => {}
                Ok(hint) if self.may_end(hint) => {
                    // A session that ended takes its streams with it at once; what else changed is no news about the order.
                    if !matches!(self.may_see().await, Ok(true)) {
                        return None;
                    }
                    continue;
                }
                // Hints were missed: the page looks again, as after a hint.
                Ok(EventHint::CatchUp) | Err(RecvError::Lagged(_)) => {}
                Ok(_) => continue,
                Err(RecvError::Closed) => return None,
            }
            return self.if_seen(Event::default().event("changed").data(self.order.to_string())).await;
        }
    }

    /// Whether a hint is about what this person may see.
    fn may_end(&self, hint: EventHint) -> bool {
        match hint {
            EventHint::PersonChanged { tenant, user } => tenant == self.person.user.tenant && self.is_about(user),
            EventHint::RolesChanged { tenant } => tenant == self.person.user.tenant,
            EventHint::Appended { .. } | EventHint::CatchUp => false,
        }
    }

    /// Whether a login is that of the person, or of who looks as she does.
    fn is_about(&self, user: UserId) -> bool {
        user == self.person.user.id || self.person.seen_by.as_ref().is_some_and(|onlooker| onlooker.staff == user)
    }

    /// The event, if the person may still see the order.
    async fn if_seen(&self, event: Event) -> Option<Event> {
        matches!(self.may_see().await, Ok(true)).then_some(event)
    }

    /// The event that the order's timeline ends with; blank when it shows none.
    async fn last(&self) -> Result<String, Error> {
        let mut conn = self.state.cx.store.read(self.person.session.tenant).await?;
        let last = store::events::last(&mut conn, &access::scope(&self.person.actor), self.order).await?;
        Ok(last.map(|event| event.to_string()).unwrap_or_default())
    }

    /// Whether the session is still valid and the order still in its scope.
    async fn may_see(&self) -> Result<bool, Error> {
        let Session { tenant, door, .. } = self.person.session;
        let cx = &self.state.cx;
        let found = match self.person.seen_by {
            Some(_) => looks::still(cx, &self.person).await?,
            None => sessions::still(cx, tenant, door, &self.person.session).await?,
        };
        let Some(person) = found else { return Ok(false) };
        let mut conn = cx.store.read(tenant).await?;
        Ok(store::work_orders::get(&mut conn, &access::scope(&person.actor), self.order).await?.is_some())
    }
}
