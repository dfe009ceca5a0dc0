//! Portal users: one list for all, with acts on several at once.

use std::collections::BTreeMap;

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::{self, invitations, members, registrations::decisions},
    domain::{
        access::{self, Verb},
        id::{CustomerId, MembershipId},
        text::Slug,
        user::AccountState,
    },
    store::{
        self,
        members::{MemberLine, MemberQuery},
    },
    views::{
        office::users::{BulkDone, OfficeUsers, UserRow},
        registration::WaitingRow,
        request_list::{Chip, Paging},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists,
        next::safe_next,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Rows of a page.
const SIZE: u32 = 50;

/// What can be done to several at once.
const ACTS: [&str; 4] = ["invite", "disable", "enable", "remove"];

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let query = read_query(&form)?;
    let base = who.place.base();
    let (now, scope) = (state.cx.now(), who.scope());
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let counts = store::members::counts(&mut conn, &scope, &query, now).await?;
    let page = store::members::list(&mut conn, &scope, &query, now).await?;
    drop(conn);
    // Who decides about nobody is not asked to.
    let decides = access::can(&who.person.actor, Verb::ManageLogins).is_ok();
    let waiting = if decides { waiting(&state, &who).await? } else { Vec::new() };
    let offers = if decides { super::offers::open(&state, &who).await? } else { Vec::new() };
    let address = Address::of(&query, base);
    let other = |page: u64| address.with("page", if page > 1 { page.to_string() } else { String::new() });
    let view = OfficeUsers {
        rows: page.lines.iter().map(|line| row(&who, line)).collect(),
        search_action: address.list.clone(),
        search: query.text.clone().unwrap_or_default(),
        search_hidden: address.hidden(),
        chips: chips(&address, &query, &counts),
        paging: Paging::new(u64::from(query.page), u64::from(SIZE), page.total, &other),
        all: counts.iter().map(|(_, number)| number).sum(),
        clear_href: address.list.clone(),
        bulk: path(base, paths::USERS_BULK, &[]),
        done: done(&form)?,
        add: path(base, paths::CUSTOMERS, &[]),
        import: path(base, paths::USERS_IMPORT, &[]),
        waiting,
        offers,
        roles: access::can(&who.person.actor, Verb::ManageRoles).is_ok().then(|| path(base, paths::ROLES, &[])),
        export: ["csv", "xlsx"].map(|format| {
            let list = path(base, paths::USERS_EXPORT, &[]);
            Address { list, ..address.clone() }.with("format", format.to_owned())
        }),
    };
    who.show(&state, view)
}

/// Who registered and waits, each with the name of her customer.
async fn waiting(state: &AppState, who: &Staff) -> Result<Vec<WaitingRow>, Error> {
    let found = decisions::of_office(&state.cx, &who.person.actor).await?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let mut rows = Vec::new();
    for found in found {
        let customer = store::customers::get(&mut conn, &who.scope(), found.customer).await?;
        let at = |pattern| path(who.place.base(), pattern, &[&found.id.to_string()]);
        rows.push(WaitingRow {
            name: found.name.clone(),
            email: found.email.to_string(),
            customer: customer.map(|customer| customer.name).unwrap_or_default(),
            confirmed_at: found.confirmed_at,
            approve: at(paths::REGISTRATION_APPROVAL),
            refuse: at(paths::REGISTRATION_REFUSAL),
        });
    }
    Ok(rows)
}

/// The address of a list with what it asks for, so that a link can change one part.
#[derive(Clone)]
struct Address {
    list: String,
    asked: BTreeMap<&'static str, String>,
}

impl Address {
    fn of(query: &MemberQuery, base: &str) -> Self {
        let asked = BTreeMap::from([
            ("q", query.text.clone().unwrap_or_default()),
            ("state", query.state.map(|state| state.as_str().to_owned()).unwrap_or_default()),
            ("customer", query.customer.map(|customer| customer.to_string()).unwrap_or_default()),
            ("role", query.role.as_ref().map(ToString::to_string).unwrap_or_default()),
        ]);
        Self { list: path(base, paths::USERS, &[]), asked }
    }

    fn with(&self, name: &'static str, value: String) -> String {
        let mut asked = self.asked.clone();
        asked.insert(name, value);
        let asked = asked.iter().filter(|(_, value)| !value.is_empty());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        if query.is_empty() { self.list.clone() } else { format!("{}?{query}", self.list) }
    }

    /// What a search carries along.
    fn hidden(&self) -> Vec<(String, String)> {
        let kept = self.asked.iter().filter(|(name, value)| **name != "q" && !value.is_empty());
        kept.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}

/// A filter for each state that somebody is in, or that is looked at.
fn chips(address: &Address, query: &MemberQuery, counts: &[(AccountState, u64)]) -> Vec<Chip> {
    let counted = |number| query.text.is_none().then_some(number);
    let all = counts.iter().map(|(_, number)| number).sum();
    let mut chips =
        vec![Chip::keyed("all", &address.with("state", String::new()), query.state.is_none(), counted(all))];
    for known in AccountState::ALL {
        let number = counts.iter().find(|(state, _)| *state == known).map_or(0, |(_, number)| *number);
        if number > 0 || query.state == Some(known) {
            let href = address.with("state", known.as_str().to_owned());
            chips.push(Chip::keyed(known.as_str(), &href, query.state == Some(known), counted(number)));
        }
    }
    chips
}

/// What an address asks for.
pub fn read_query(form: &FormBody) -> Result<MemberQuery, Error> {
    let state = form.one("state")?;
    let known = AccountState::parse(&state);
    if !state.is_empty() && known.is_none() {
        return Err(Error::NOT_FOUND);
    }
    let customer = form.one("customer")?;
    let customer = match customer.as_str() {
        "" => None,
        id => Some(id.parse::<CustomerId>().map_err(|_| Error::NOT_FOUND)?),
    };
    let words: String = form.one("q")?.trim().chars().take(200).collect();
    let text = (!words.is_empty()).then_some(words);
    let role = form.one("role")?;
    let role = (!role.is_empty()).then(|| role.parse()).transpose().map_err(|_| Error::BAD)?;
    let page = lists::page(form)?;
    Ok(MemberQuery { customer, portal: None, state: known, role, text, page, page_size: SIZE })
}

/// What an act on several came to, as its address says.
fn done(form: &FormBody) -> Result<Option<BulkDone>, Error> {
    let act = form.one("act")?;
    let number = |text: String| text.parse().unwrap_or_default();
    let (count, left_out) = (number(form.one("count")?), number(form.one("left")?));
    let act = ACTS.into_iter().find(|known| *known == act);
    Ok(act.map(|act| BulkDone { act, count, left_out }))
}

/// A portal user as the office sees her.
pub fn row(who: &Staff, line: &MemberLine) -> UserRow {
    let base = who.place.base();
    let name = |slug: &Slug| who.person.catalogue.roles().iter().find(|role| role.slug == *slug);
    UserRow {
        id: line.membership.to_string(),
        href: path(base, paths::USER, &[&line.membership.to_string()]),
        name: line.name.clone(),
        email: line.email.to_string(),
        portal: line.portal_name.clone(),
        customer: line.customer_name.clone(),
        customer_href: path(base, paths::CUSTOMER, &[&line.customer.to_string()]),
        roles: line.roles.iter().filter_map(name).map(|role| role.name.get(&who.language).to_owned()).collect(),
        state: line.state.as_str(),
        last_sign_in_at: line.last_sign_in_at,
    }
}

/// Does the same to several. Whom it does not fit is left out and counted; each is an act of its own.
pub async fn bulk(State(state): State<AppState>, who: Staff, form: FormBody) -> Result<Response, Error> {
    let act = form.one("act")?;
    if !ACTS.contains(&act.as_str()) {
        return Err(Error::BAD);
    }
    let ids = form.0.get("id").map(Vec::as_slice).unwrap_or_default();
    let ids =
        ids.iter().map(|id| id.parse()).collect::<Result<Vec<MembershipId>, _>>().map_err(|_| Error::NOT_FOUND)?;
    let (mut count, mut left) = (0, 0);
    for id in ids {
        match one(&state, &who, &act, id).await {
            Ok(()) => count += 1,
            Err(actions::Error::Conflict(_) | actions::Error::NotFound) => left += 1,
            Err(error) => return Err(error.into()),
        }
    }
    let list = path(who.place.base(), paths::USERS, &[]);
    let next = safe_next(who.place.base(), &form.one("next")?);
    let next = if next.split('?').next() == Some(list.as_str()) { next } else { list };
    let next = without_outcome(&next);
    let mark = if next.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{next}{mark}act={act}&count={count}&left={left}")).into_response())
}

/// The address without what an earlier act came to.
fn without_outcome(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let kept =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !["act", "count", "left"].contains(&&**name));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

async fn one(state: &AppState, who: &Staff, act: &str, id: MembershipId) -> Result<(), actions::Error> {
    let actor = &who.person.actor;
    match act {
        "invite" => invitations::send(&state.cx, actor, id).await,
        "remove" => members::remove(&state.cx, actor, id).await,
        act => members::set_access(&state.cx, actor, id, act == "enable").await,
    }
}
