//! Customers: the list, the card, and new contacts.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::Value;

use super::{user::only_portal, users::row};
use crate::{
    actions::{self, contacts, contacts::NewContact},
    domain::{
        access::{self, Verb},
        contact::Contact,
        form::{FieldKind, Form, Need},
        id::CustomerId,
    },
    store::{
        self,
        customers::CustomerLine,
        members::{MemberLine, MemberQuery},
    },
    views::{
        office::customers::{ContactRow, CustomerRow, OfficeCustomer, OfficeCustomers, OfficeNewContact},
        page::Phone,
        request_list::Paging,
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists,
        people_form::{Fields, Filled, name_field, portal_choices},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Rows of a page.
const SIZE: u32 = 50;

/// Portal users on the card of a customer; the rest is in the list.
const MEMBERS: u32 = 25;

/// Tenant and id of an address.
type Ids = Path<(String, String)>;

fn customer(ids: &Ids) -> Result<CustomerId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let (page, search) = (lists::page(&form)?, form.one("q")?.trim().chars().take(200).collect::<String>());
    let words = (!search.is_empty()).then_some(search.as_str());
    let part = (SIZE, page.saturating_sub(1).saturating_mul(SIZE));
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let (lines, total) = store::customers::find(&mut conn, &who.scope(), words, part).await?;
    drop(conn);
    let list = path(who.place.base(), paths::CUSTOMERS, &[]);
    let href = |page: u64| {
        let words = words.map(|words| ("q", words.to_owned()));
        let page = (page > 1).then(|| ("page", page.to_string()));
        let query =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(words.into_iter().chain(page)).finish();
        if query.is_empty() { list.clone() } else { format!("{list}?{query}") }
    };
    let view = OfficeCustomers {
        rows: lines.iter().map(|line| customer_row(&who, line)).collect(),
        search_action: list.clone(),
        search: search.clone(),
        paging: Paging::new(u64::from(page), u64::from(SIZE), total, &href),
    };
    who.show(&state, view)
}

fn customer_row(who: &Staff, CustomerLine { customer, members }: &CustomerLine) -> CustomerRow {
    CustomerRow {
        href: path(who.place.base(), paths::CUSTOMER, &[&customer.id.to_string()]),
        number: customer.number.clone(),
        name: customer.name.clone(),
        phone: customer.phone.clone(),
        email: customer.email.clone(),
        users: *members,
    }
}

pub async fn show(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let (id, scope, base) = (customer(&ids)?, who.scope(), who.place.base());
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let places = store::customers::with_places(&mut conn, &scope, id).await?.ok_or(Error::NOT_FOUND)?;
    let contacts = store::contacts::list_for_customer(&mut conn, &scope, id).await?;
    let query = MemberQuery { customer: Some(id), page: 1, page_size: MEMBERS, ..MemberQuery::default() };
    let members = store::members::list(&mut conn, &scope, &query, state.cx.now()).await?;
    drop(conn);
    let at = |pattern| path(base, pattern, &[&ids.0.1]);
    let more = format!("{}?customer={id}", path(base, paths::USERS, &[]));
    let orders: String = form_urlencoded::byte_serialize(places.customer.name.as_bytes()).collect();
    let view = OfficeCustomer {
        phone: Phone::new(&places.customer.phone),
        addresses: places.addresses.iter().map(|address| address.line()).collect(),
        contacts: contacts.iter().map(|contact| contact_row(&who, contact, &members.lines)).collect(),
        objects: places.objects.iter().map(|o| (o.name.clone(), o.kind.clone(), o.serial.clone())).collect(),
        users: members.lines.iter().map(|line| row(&who, line)).collect(),
        more_users: (members.total > u64::from(MEMBERS)).then_some(more),
        new_contact: at(paths::NEW_CONTACT),
        new_user: at(paths::NEW_USER),
        orders: format!("{}?filter=all&q={orders}", path(base, paths::ORDERS, &[])),
        back: path(base, paths::CUSTOMERS, &[]),
        customer: customer_row(&who, &CustomerLine { customer: places.customer, members: members.total }),
    };
    who.show(&state, view)
}

fn contact_row(who: &Staff, contact: &Contact, members: &[MemberLine]) -> ContactRow {
    let is_she = |line: &&MemberLine| {
        line.contact == Some(contact.id) || line.email.as_str().eq_ignore_ascii_case(contact.email.trim())
    };
    let new_user = path(who.place.base(), paths::NEW_USER, &[&contact.customer.to_string()]);
    ContactRow {
        give_access: format!("{new_user}?contact={}", contact.id),
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: Phone::new(&contact.phone),
        user: members.iter().find(is_she).map(|line| row(who, line)),
    }
}

/// The form for a new contact.
pub async fn new_contact(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageCustomers)?;
    let (form, name) = contact_form(&state, &who, customer(&ids)?).await?;
    show_contact(&state, &who, &ids, (StatusCode::OK, Filled::fresh(form), name))
}

async fn contact_form(state: &AppState, who: &Staff, customer: CustomerId) -> Result<(Form, String), Error> {
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let found = store::customers::get(&mut conn, &who.scope(), customer).await?.ok_or(Error::NOT_FOUND)?;
    let (portals, first) = portal_choices(&mut conn).await?;
    let form = Fields::new(&who.place, &who.language)
        .add("name", name_field(), Need::Required, Value::Null)
        .add("email", FieldKind::Email, Need::Optional, Value::Null)
        .add("phone", FieldKind::Phone, Need::Optional, Value::Null)
        .add("invite", FieldKind::Check, Need::Optional, Value::Null)
        .one_of("portal", portals, Need::Required, first);
    Ok((form.form(), found.name))
}

fn show_contact(
    state: &AppState,
    who: &Staff,
    ids: &Ids,
    (status, filled, customer): (StatusCode, Filled, String),
) -> Result<Response, Error> {
    let base = who.place.base();
    let page = OfficeNewContact {
        customer,
        action: path(base, paths::NEW_CONTACT, &[&ids.0.1]),
        form: filled.view(&who.language),
        back: path(base, paths::CUSTOMER, &[&ids.0.1]),
    };
    who.place.show(status, &who.page(state, page))
}

/// Adds a contact; the tick box makes her a portal user and invites her.
pub async fn add_contact(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    form: FormBody,
) -> Result<Response, Error> {
    let customer = customer(&ids)?;
    let (form_of, name) = contact_form(&state, &who, customer).await?;
    let mut filled = Filled::sent(form_of, form.0);
    if filled.problems.is_empty() {
        let portal = match filled.text("portal").parse() {
            Ok(portal) => portal,
            Err(_) => only_portal(&state, &who).await?,
        };
        let new = NewContact { name: filled.text("name"), email: filled.text("email"), phone: filled.text("phone") };
        let invite = filled.is_ticked("invite");
        match contacts::add(&state.cx, &who.person.actor, (customer, portal), &new, invite).await {
            Ok(_) => return Ok(back(&who, &ids, if invite { "contact-invited" } else { "contact-added" })),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show_contact(&state, &who, &ids, (StatusCode::UNPROCESSABLE_ENTITY, filled, name))
}

fn back(who: &Staff, ids: &Ids, done: &str) -> Response {
    let card = path(who.place.base(), paths::CUSTOMER, &[&ids.0.1]);
    Redirect::to(&format!("{card}?done={done}")).into_response()
}
