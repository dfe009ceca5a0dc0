//! Portal users as the office lists them: one line for each membership, with the state of its login.

use jiff::Timestamp;

use super::{
    Conn, StoreError,
    arg::{Arg, args},
    row::Row,
    search::pattern,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{ContactId, CustomerId, MembershipId, PortalId, UserId},
    text::{Email, Slug},
    user::AccountState,
};

/// One portal user at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    pub membership: MembershipId,
    pub user: UserId,
    pub email: Email,
    pub name: String,
    pub language: String,
    pub portal: PortalId,
    pub portal_name: String,
    pub customer: CustomerId,
    pub customer_name: String,
    pub contact: Option<ContactId>,
    pub roles: Vec<Slug>,
    pub state: AccountState,
    /// Since when the login has a way in.
    pub joined_at: Option<Timestamp>,
    pub last_sign_in_at: Option<Timestamp>,
    /// The last sign-in at this place, where that of the login tells of all.
    pub last_sign_in_here_at: Option<Timestamp>,
    /// Since when this place is closed, whatever becomes of the login.
    pub closed_at: Option<Timestamp>,
}

/// Which lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberQuery {
    pub customer: Option<CustomerId>,
    pub portal: Option<PortalId>,
    pub state: Option<AccountState>,
    /// Slug of a role that they have.
    pub role: Option<Slug>,
    /// Part of name or address.
    pub text: Option<String>,
    /// From 1.
    pub page: u32,
    pub page_size: u32,
}

/// The lines of one page, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberPage {
    pub lines: Vec<MemberLine>,
    pub total: u64,
}

/// What is known of a login in one word. Parameter 2 is the present time.
macro_rules! state {
    () => {
        "case when u.disabled_at is not null or m.closed_at is not null then 'disabled' when u.bounced_at is not null then 'bounced' \
         when u.joined_at is not null then 'active' when i.id is null then 'blank' \
         when i.expires_at <= $2 then 'expired' else 'invited' end"
    };
}

macro_rules! from {
    () => {
        " from memberships m join users u on u.tenant_id = m.tenant_id and u.id = m.user_id \
         join portals p on p.tenant_id = m.tenant_id and p.id = m.portal_id \
         join customers c on c.tenant_id = m.tenant_id and c.id = m.customer_id \
         left join invitations i on i.tenant_id = m.tenant_id and i.membership_id = m.id \
         and i.accepted_at is null and i.revoked_at is null \
         where m.tenant_id = $1 and (m.customer_id = $3 or $3 is null) "
    };
}

macro_rules! select {
    ($rest:expr) => {
        sql(concat!(
            "select m.tenant_id, m.id, m.user_id, m.contact_id, u.email, u.name, u.language, u.joined_at, u.last_sign_in_at, \
             m.last_sign_in_at as last_sign_in_here_at, m.closed_at, p.id as portal_id, \
             p.name as portal_name, c.id as customer_id, c.name as customer_name, (select string_agg(r.role_slug, ' ' \
             order by r.role_slug) from membership_roles r where r.tenant_id = m.tenant_id and r.membership_id = m.id) as roles, ",
            state!(),
            " as state",
            from!(),
            $rest
        ))
    };
}

macro_rules! wanted {
    () => {
        "and (m.customer_id = $4 or $4 is null) and (m.portal_id = $5 or $5 is null) \
         and (u.search like $6 escape '\\' or $6 is null) \
         and (exists (select 1 from membership_roles h \
         where h.tenant_id = m.tenant_id and h.membership_id = m.id and h.role_slug = $7) or $7 is null)"
    };
}

statements! { "members":
    LIST = select!(concat!(
        wanted!(), " and (", state!(), " = $8 or $8 is null) order by lower(u.name), m.id limit $9 offset $10"
    ));
    GET = select!("and m.id = $4");
    BY_EMAIL = select!("and m.portal_id = $4 and u.email = $5");
    COUNTS = sql(concat!("select ", state!(), " as state, count(*) as number", from!(), wanted!(), " group by 1"));
}

/// Portal users by name. A customer's scope sees those of the customer.
pub async fn list(
    conn: &mut Conn,
    scope: &Scope,
    query: &MemberQuery,
    now: Timestamp,
) -> Result<MemberPage, StoreError> {
    let counts = counts(conn, scope, query, now).await?;
    let counted = counts.iter().filter(|(state, _)| query.state.is_none_or(|wanted| wanted == *state));
    let total = counted.map(|(_, number)| number).sum();
    let (tenant, state) = (conn.serves(scope)?, query.state.map(|state| state.as_str().to_owned()));
    let offset = i64::from(query.page.saturating_sub(1)) * i64::from(query.page_size);
    let mut values = args![tenant, now, scope.customer(), query.customer, query.portal];
    values.extend(wanted(query));
    values.extend([Arg::Text(state), i64::from(query.page_size).into(), offset.into()]);
    Ok(MemberPage { lines: conn.all(&LIST, values, read).await?, total })
}

/// How many there are in each state, whichever is looked at.
pub async fn counts(
    conn: &mut Conn,
    scope: &Scope,
    query: &MemberQuery,
    now: Timestamp,
) -> Result<Vec<(AccountState, u64)>, StoreError> {
    let tenant = conn.serves(scope)?;
    let mut values = args![tenant, now, scope.customer(), query.customer, query.portal];
    values.extend(wanted(query));
    let read = |row: &Row| Ok((row.word("state", AccountState::parse)?, row.count("number")?));
    conn.all(&COUNTS, values, read).await
}

fn wanted(query: &MemberQuery) -> [Arg; 2] {
    [Arg::Text(query.text.as_deref().map(pattern)), Arg::Text(query.role.as_ref().map(ToString::to_string))]
}

/// One portal user.
pub async fn get(
    conn: &mut Conn,
    scope: &Scope,
    id: MembershipId,
    now: Timestamp,
) -> Result<Option<MemberLine>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, args![tenant, now, scope.customer(), id], read).await
}

/// The portal user of an address, among those that the scope sees.
pub async fn by_email(
    conn: &mut Conn,
    scope: &Scope,
    (portal, email): (PortalId, &Email),
    now: Timestamp,
) -> Result<Option<MemberLine>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&BY_EMAIL, args![tenant, now, scope.customer(), portal, email.as_str()], read).await
}

fn read(row: &Row) -> Result<MemberLine, StoreError> {
    let roles = row.maybe_text("roles")?.unwrap_or_default();
    let slug = |role: &str| role.parse().map_err(|error| row.invalid("roles", format!("{error}")));
    Ok(MemberLine {
        membership: row.id("id")?,
        user: row.id("user_id")?,
        email: row.email("email")?,
        name: row.text("name")?,
        language: row.text("language")?,
        portal: row.id("portal_id")?,
        portal_name: row.text("portal_name")?,
        customer: row.id("customer_id")?,
        customer_name: row.text("customer_name")?,
        contact: row.maybe_id("contact_id")?,
        roles: roles.split_whitespace().map(slug).collect::<Result<_, _>>()?,
        state: row.word("state", AccountState::parse)?,
        joined_at: row.maybe_time("joined_at")?,
        last_sign_in_at: row.maybe_time("last_sign_in_at")?,
        last_sign_in_here_at: row.maybe_time("last_sign_in_here_at")?,
        closed_at: row.maybe_time("closed_at")?,
    })
}
