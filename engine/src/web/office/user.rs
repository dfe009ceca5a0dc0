//! One portal user: new, changed, invited, closed, opened, taken away.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::json;

use super::users::row;
use crate::{
    actions::{
        self, invitations,
        members::{self, Edited},
        second_factors,
    },
    domain::{
        access::{self, Verb},
        address::Address,
        contact::Contact,
        form::{Choice, FieldKind, Form, Need},
        id::{ContactId, CustomerId, MembershipId},
        role::REQUESTER,
        user::AccountState,
    },
    store::{
        self, Conn,
        customers::Places,
        members::{MemberLine, MemberQuery},
    },
    views::{
        form::ProblemView,
        office::users::{Asks, InvitationView, OfficeUser, UserActions},
        page::LANGUAGES,
    },
    web::{
        AppState, Error,
        account::confirm,
        form_body::{FormBody, decode},
        people_form::{Fields, Filled, choice, name_field, portal_choices},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Tenant and id of an address.
pub type Ids = Path<(String, String)>;

pub fn membership(ids: &Ids) -> Result<MembershipId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

fn customer(ids: &Ids) -> Result<CustomerId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

/// What a form about a portal user chooses from.
struct Surroundings {
    places: Places,
    contacts: Vec<Contact>,
}

impl Surroundings {
    async fn read(conn: &mut Conn, who: &Staff, customer: CustomerId) -> Result<Self, Error> {
        let scope = who.scope();
        let places = store::customers::with_places(conn, &scope, customer).await?.ok_or(Error::NOT_FOUND)?;
        let contacts = store::contacts::list_for_customer(conn, &scope, customer).await?;
        Ok(Self { places, contacts })
    }

    /// The fields that a new and a known portal user have in common.
    fn fields<'a>(&self, who: &'a Staff, known: &Known<'_>) -> Fields<'a> {
        let language = known.language.unwrap_or(&who.place.tenant.language);
        let languages = LANGUAGES.map(|language| choice(language.tag, language.name)).to_vec();
        let own = if known.has_joined { Need::ReadOnly } else { Need::Required };
        let role = |role: &crate::domain::role::Role| Choice { value: role.slug.to_string(), label: role.name.clone() };
        let roles = who.person.catalogue.roles().iter().map(role).collect();
        let site = |address: &Address| choice(&address.id.to_string(), &address.line());
        let contact = |contact: &Contact| choice(&contact.id.to_string(), &contact.name);
        Fields::new(&who.place, &who.language)
            .add("name", name_field(), own, json!(known.name))
            .add("email", FieldKind::Email, own, json!(known.email))
            .one_of("language", languages, Need::Required, json!(language))
            .any_of("roles", roles, json!(known.roles))
            .any_of("sites", self.places.addresses.iter().map(site).collect(), json!(known.sites))
            .one_of("contact", self.contacts.iter().map(contact).collect(), Need::Optional, json!(known.contact))
    }
}

/// What a form begins with.
#[derive(Default)]
struct Known<'a> {
    name: &'a str,
    email: &'a str,
    language: Option<&'a str>,
    roles: Vec<String>,
    sites: Vec<String>,
    contact: Option<String>,
    has_joined: bool,
}

/// The form for a new portal user, filled from a contact when the address names one.
pub async fn new(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageLogins)?;
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let contact = query.one("contact")?;
    let contact = (!contact.is_empty()).then(|| contact.parse()).transpose().map_err(|_| Error::NOT_FOUND)?;
    let (form, customer_name) = new_form(&state, &who, customer(&ids)?, contact).await?;
    show_new(&state, &who, &ids, (StatusCode::OK, Filled::fresh(form), customer_name))
}

async fn new_form(
    state: &AppState,
    who: &Staff,
    customer: CustomerId,
    contact: Option<ContactId>,
) -> Result<(Form, String), Error> {
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let surroundings = Surroundings::read(&mut conn, who, customer).await?;
    let contact = match contact {
        Some(id) => Some(surroundings.contacts.iter().find(|known| known.id == id).ok_or(Error::NOT_FOUND)?),
        None => None,
    };
    let known = Known {
        name: contact.map_or("", |contact| &contact.name),
        email: contact.map_or("", |contact| &contact.email),
        contact: contact.map(|contact| contact.id.to_string()),
        roles: vec![REQUESTER.to_owned()],
        ..Known::default()
    };
    let fields = surroundings.fields(who, &known);
    let (portals, first) = portal_choices(&mut conn).await?;
    let fields = fields.one_of("portal", portals, Need::Required, first);
    let form = fields.add("invite", FieldKind::Check, Need::Optional, json!(true)).form();
    Ok((form, surroundings.places.customer.name))
}

fn show_new(
    state: &AppState,
    who: &Staff,
    ids: &Ids,
    (status, filled, customer): (StatusCode, Filled, String),
) -> Result<Response, Error> {
    let base = who.place.base();
    let page = OfficeUser {
        customer,
        action: path(base, paths::NEW_USER, &[&ids.0.1]),
        form: filled.view(&who.language),
        back: path(base, paths::CUSTOMER, &[&ids.0.1]),
        ..OfficeUser::default()
    };
    who.place.show(status, &who.page(state, page))
}

/// Adds a portal user, and invites her when the box is ticked.
pub async fn add(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let customer = customer(&ids)?;
    let (new, customer_name) = new_form(&state, &who, customer, None).await?;
    let mut filled = Filled::sent(new, form.0);
    if filled.problems.is_empty() {
        let portal = match filled.text("portal").parse() {
            Ok(portal) => portal,
            Err(_) => only_portal(&state, &who).await?,
        };
        let invite = filled.is_ticked("invite");
        match members::add(&state.cx, &who.person.actor, (portal, customer), &filled.profile(), invite).await {
            Ok(_) => return Ok(to(&path(who.place.base(), paths::CUSTOMER, &[&ids.0.1]), "user-added")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show_new(&state, &who, &ids, (StatusCode::UNPROCESSABLE_ENTITY, filled, customer_name))
}

/// The tenant's only portal. With several, somebody has to choose.
pub async fn only_portal(state: &AppState, who: &Staff) -> Result<crate::domain::id::PortalId, Error> {
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let portals = store::portals::list(&mut conn).await?;
    match portals.as_slice() {
        [only] => Ok(only.id),
        _ => Err(Error::NOT_FOUND),
    }
}

fn to(address: &str, done: &str) -> Response {
    Redirect::to(&format!("{address}?done={done}")).into_response()
}

pub async fn show(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    page(&state, &who, membership(&ids)?, (StatusCode::OK, None, Vec::new())).await
}

/// What was sent and not taken, or not yet.
struct Sent {
    filled: Filled,
    asks: Option<Asks>,
}

/// The page of a portal user.
async fn page(
    state: &AppState,
    who: &Staff,
    id: MembershipId,
    (status, sent, problems): (StatusCode, Option<Sent>, Vec<ProblemView>),
) -> Result<Response, Error> {
    let (scope, now, base) = (who.scope(), state.cx.now(), who.place.base());
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::members::get(&mut conn, &scope, id, now).await?.ok_or(Error::NOT_FOUND)?;
    let form = edit_form(&mut conn, who, &line).await?;
    let invitation = store::invitations::last_of(&mut conn, id).await?;
    let query = MemberQuery { text: Some(line.email.to_string()), page: 1, page_size: 50, ..MemberQuery::default() };
    let others = store::members::list(&mut conn, &scope, &query, now).await?.lines;
    let has_factor = store::factors::get(&mut conn, line.user).await?.is_some()
        || store::passkeys::count(&mut conn, line.user).await? > 0;
    drop(conn);
    let at = |pattern| path(base, pattern, &[&id.to_string()]);
    let pending = invitation.as_ref().is_some_and(|invitation| invitation.is_pending());
    let can_invite = !matches!(line.state, AccountState::Active | AccountState::Disabled) && !has_joined(&line);
    let actions = UserActions {
        invite: can_invite.then(|| at(paths::USER_INVITATION)),
        revoke: pending.then(|| at(paths::USER_REVOCATION)),
        access: at(paths::USER_ACCESS),
        is_open: line.state != AccountState::Disabled,
        reset_factor: has_factor.then(|| at(paths::USER_FACTOR_RESET)),
        look: (line.state != AccountState::Disabled).then(|| at(paths::USER_LOOK)),
        erasure: at(paths::USER_ERASURE),
        data: at(paths::USER_DATA),
        remove: at(paths::USER_REMOVAL),
    };
    let view = OfficeUser {
        row: Some(row(who, &line)),
        customer: line.customer_name.clone(),
        action: at(paths::USER),
        asks: sent.as_ref().and_then(|sent| sent.asks),
        form: sent.map_or_else(|| Filled::fresh(form), |sent| sent.filled).view(&who.language),
        invitation: invitation.map(|invitation| InvitationView {
            state: invitation.state(now).as_str(),
            invited_by: invitation.invited_by,
            sent_at: invitation.sent_at,
            sends: invitation.sends,
            expires_at: invitation.expires_at,
        }),
        actions: Some(actions),
        others: others.iter().filter(|o| o.user == line.user && o.membership != id).map(|o| row(who, o)).collect(),
        problems,
        back: path(base, paths::CUSTOMER, &[&line.customer.to_string()]),
    };
    who.place.show(status, &who.page(state, view))
}

fn has_joined(line: &MemberLine) -> bool {
    line.joined_at.is_some()
}

async fn edit_form(conn: &mut Conn, who: &Staff, line: &MemberLine) -> Result<Form, Error> {
    let surroundings = Surroundings::read(conn, who, line.customer).await?;
    let sites = store::memberships::sites(conn, line.membership).await?;
    let known = Known {
        name: &line.name,
        email: line.email.as_str(),
        language: Some(&line.language),
        roles: line.roles.iter().map(ToString::to_string).collect(),
        sites: sites.iter().map(ToString::to_string).collect(),
        contact: line.contact.map(|contact| contact.to_string()),
        has_joined: has_joined(line),
    };
    Ok(surroundings.fields(who, &known).form())
}

/// Changes what is said about a portal user.
pub async fn edit(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    let known = edit_form(&mut conn, &who, &line).await?;
    drop(conn);
    let agreed = form.one("agreed")? == "yes";
    let mut raw = form.0;
    raw.remove("agreed");
    let mut filled = Filled::sent(known, raw);
    if filled.problems.is_empty() {
        match members::edit(&state.cx, &who.person.actor, id, &filled.profile(), agreed).await {
            Ok(Edited::Asks { before, after }) => {
                let sent = Sent { filled, asks: Some(Asks { before, after }) };
                return page(&state, &who, id, (StatusCode::OK, Some(sent), Vec::new())).await;
            }
            Ok(Edited::Done) => return Ok(to(&path(who.place.base(), paths::USER, &[&ids.0.1]), "user-saved")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    let sent = Sent { filled, asks: None };
    page(&state, &who, id, (StatusCode::UNPROCESSABLE_ENTITY, Some(sent), Vec::new())).await
}

pub async fn invite(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let done = invitations::send(&state.cx, &who.person.actor, membership(&ids)?).await;
    answer(&state, &who, &ids, ("invited", done)).await
}

pub async fn revoke(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let done = invitations::revoke(&state.cx, &who.person.actor, membership(&ids)?).await;
    answer(&state, &who, &ids, ("revoked", done)).await
}

pub async fn access(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let open = match form.one("open")?.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BAD),
    };
    let done = members::set_access(&state.cx, &who.person.actor, membership(&ids)?, open).await;
    answer(&state, &who, &ids, (if open { "user-opened" } else { "user-closed" }, done)).await
}

/// Ends the second factor of somebody who lost it. Whoever does that has proved lately who she is herself.
pub async fn reset_factor(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    form: FormBody,
) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let back = path(who.place.base(), paths::USER, &[&ids.0.1]);
    let fresh = match confirm::fresh_from(&state, &who.as_somebody(), &form, &back).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let done = match second_factors::reset(&state.cx, &who.person.actor, &line.email).await {
        Ok(false) => Err(actions::Error::Conflict("there is no second factor")),
        done => done.map(|_| ()),
    };
    Ok(fresh.on(answer(&state, &who, &ids, ("factor-reset", done)).await?))
}

pub async fn remove(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    members::remove(&state.cx, &who.person.actor, id).await?;
    Ok(to(&path(who.place.base(), paths::CUSTOMER, &[&line.customer.to_string()]), "user-removed"))
}

/// Back to the page, with a word about what was done or why not.
pub async fn answer(
    state: &AppState,
    who: &Staff,
    ids: &Ids,
    (flash, result): (&str, Result<(), actions::Error>),
) -> Result<Response, Error> {
    match result {
        Ok(()) => Ok(to(&path(who.place.base(), paths::USER, &[&ids.0.1]), flash)),
        Err(actions::Error::Conflict(_)) => {
            let problems = vec![ProblemView::keyed("", "user-conflict")];
            page(state, who, membership(ids)?, (StatusCode::CONFLICT, None, problems)).await
        }
        Err(error) => Err(error.into()),
    }
}
