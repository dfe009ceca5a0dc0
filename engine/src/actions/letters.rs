//! Letters: mails about the person who gets them. A secret that a letter carries is made when it is sent and only its hash is kept, so it
//! can be read in no queue and no mail log; a further try carries another one, and the one before opens nothing any more.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Context, Error, invitations, mail_sign_ins,
    mails::{About, Owed, Template},
    password_resets, staff,
};
use crate::{
    domain::{
        id::{InvitationId, MailId, MembershipId, PortalId, UserId},
        mail::Mail,
        outbox::{LeasedTask, NewTask, Task},
        portal::Portal,
        secret::Secret,
        session::{Door, Origin},
        text::Email,
        user::User,
    },
    store::{self, Conn, Writer},
};

/// What a letter says.
#[derive(Debug, Clone)]
pub enum Letter {
    Invitation {
        secret: Secret,
        invited_by: String,
        customer: String,
        expires_at: Timestamp,
    },
    PasswordReset {
        secret: Secret,
        expires_at: Timestamp,
    },
    /// Without a secret for somebody who has a password already.
    StaffWelcome {
        secret: Option<Secret>,
        expires_at: Timestamp,
    },
    /// The link by which somebody who registers confirms her address.
    Registration {
        secret: Secret,
        customer: String,
        expires_at: Timestamp,
    },
    /// What became of a registration: `known`, `approved` or `refused`.
    Registered {
        told: &'static str,
    },
    /// Somebody registered and waits for who gets this.
    Waiting {
        name: String,
        email: String,
        customer: String,
        portal: String,
        to_office: bool,
    },
    SignIn {
        secret: Secret,
        code: String,
        expires_at: Timestamp,
    },
    Account {
        told: Told,
        at: Timestamp,
        from: Origin,
    },
}

/// What happened to a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Password,
    FactorOn,
    FactorOff,
    FactorReset,
    Codes,
    NewDevice,
    PasskeyOn,
    PasskeyOff,
    /// A provider's name for her was tied to it.
    Identity,
    /// A password was set by a link, and all of her names at providers were untied.
    PasswordAndUntied,
}

impl Told {
    const ALL: [Self; 10] = [
        Self::Password,
        Self::FactorOn,
        Self::FactorOff,
        Self::FactorReset,
        Self::Codes,
        Self::NewDevice,
        Self::PasskeyOn,
        Self::PasskeyOff,
        Self::Identity,
        Self::PasswordAndUntied,
    ];

    /// The middle of the keys of its texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::FactorOn => "factor-on",
            Self::FactorOff => "factor-off",
            Self::FactorReset => "factor-reset",
            Self::Codes => "codes",
            Self::NewDevice => "new-device",
            Self::PasskeyOn => "passkey-on",
            Self::PasskeyOff => "passkey-off",
            Self::Identity => "identity",
            Self::PasswordAndUntied => "password-untied",
        }
    }
}

impl Letter {
    /// What only the reader may have.
    pub fn secrets(&self) -> Vec<String> {
        match self {
            Self::Invitation { secret, .. }
            | Self::PasswordReset { secret, .. }
            | Self::Registration { secret, .. } => vec![secret.to_string()],
            Self::StaffWelcome { secret, .. } => secret.iter().map(ToString::to_string).collect(),
            Self::SignIn { secret, code, .. } => vec![secret.to_string(), code.clone()],
            Self::Account { .. } | Self::Registered { .. } | Self::Waiting { .. } => Vec::new(),
        }
    }
}

/// A letter that is owed.
#[derive(Debug, Clone, Copy)]
pub struct Debt {
    pub template: Template,
    /// Who gets it.
    pub user: UserId,
    /// In whose name it is written and where its link leads; None: the office.
    pub portal: Option<PortalId>,
    /// The record that it is about.
    pub about: Uuid,
}

/// Owes a letter, in the transaction of what it tells.
pub(super) async fn owe(cx: &Context, tx: &mut Writer, debt: Debt) -> Result<(), Error> {
    let said = [("user", json!(debt.user.0)), ("about", json!(debt.about))];
    enqueue(cx, tx, (debt.template, debt.portal), said).await
}

/// Owes a link for a new password to whoever has an address, if anybody; that is looked up when it is written.
pub(super) async fn owe_reset(
    cx: &Context,
    tx: &mut Writer,
    email: &Email,
    portal: Option<PortalId>,
    minutes: u64,
) -> Result<(), Error> {
    let said = [("email", json!(email.as_str())), ("minutes", json!(minutes))];
    enqueue(cx, tx, (Template::PasswordReset, portal), said).await
}

/// Owes a mail that signs in to whoever has an address, if anybody; that is looked up when it is written.
pub(super) async fn owe_sign_in(
    cx: &Context,
    tx: &mut Writer,
    email: &Email,
    portal: PortalId,
    browser_hash: &[u8; 32],
) -> Result<(), Error> {
    let said = [("email", json!(email.as_str())), ("browser", json!(browser_hash))];
    enqueue(cx, tx, (Template::SignIn, Some(portal)), said).await
}

/// Owes a person the news about her login, in the transaction of what it tells.
pub(super) async fn tell(
    cx: &Context,
    tx: &mut Writer,
    (user, door): (UserId, Door),
    told: Told,
    from: &Origin,
) -> Result<(), Error> {
    let said = [
        ("user", json!(user.0)),
        ("told", json!(told.as_str())),
        ("agent", json!(from.agent)),
        ("address", json!(from.address)),
    ];
    enqueue(cx, tx, (Template::AccountNotice, door.portal()), said).await
}

async fn enqueue<const N: usize>(
    cx: &Context,
    tx: &mut Writer,
    (template, portal): (Template, Option<PortalId>),
    said: [(&str, Value); N],
) -> Result<(), Error> {
    let always = [
        ("mail", json!(cx.id::<MailId>().0)),
        ("template", json!(template.as_str())),
        ("portal", json!(portal.map(|portal| portal.0))),
    ];
    let payload: Map<String, Value> =
        always.into_iter().chain(said).map(|(name, value)| (name.to_owned(), value)).collect();
    let task = NewTask { task: Task::SendMail, work_order: None, payload };
    Ok(store::outbox::enqueue(tx, &task, cx.id(), cx.now()).await?)
}

/// Loads a letter that is owed. None: nothing is owed any more.
pub(super) async fn load(
    cx: &Context,
    task: &LeasedTask,
    (id, template, written): (MailId, Template, Option<Mail>),
) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let (user, tenant, portal) = {
        let mut conn = cx.store.read(task.tenant).await?;
        let user = reader(&mut conn, task).await?.filter(|user| user.disabled_at.is_none());
        let portal = match read("portal").map(PortalId) {
            Some(portal) => store::portals::get(&mut conn, portal).await?,
            None => None,
        };
        (user, store::tenants::get(&mut conn, task.tenant).await?, portal)
    };
    let (Some(user), Some(tenant)) = (user, tenant) else { return Ok(None) };
    let about = || read("about").ok_or_else(|| Error::Failed("the outbox row of a letter has no record".into()));
    let letter = match template {
        Template::Invitation => invitations::letter(cx, tenant.id, InvitationId(about()?), portal.as_ref()).await?,
        Template::StaffWelcome => staff::letter(cx, &user, MembershipId(about()?)).await?,
        Template::PasswordReset => reset(cx, task, &user, portal.as_ref()).await?,
        Template::SignIn => sign_in(cx, task, &user, portal.as_ref()).await?,
        Template::AccountNotice => Some(account(task)?),
        _ => return Err(Error::Failed(format!("{} is no letter", template.as_str()))),
    };
    let Some(letter) = letter else { return Ok(None) };
    let about = About::Person(letter);
    let (to, to_name, language) = (user.email, user.name, user.language);
    Ok(Some(Owed { id, template, tenant, portal, about, user: Some(user.id), to, to_name, language, written }))
}

/// Who gets a letter: a login, or whoever has the address that somebody typed.
async fn reader(conn: &mut Conn, task: &LeasedTask) -> Result<Option<User>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str);
    match (read("user").and_then(|id| Uuid::parse_str(id).ok()), read("email").map(str::parse)) {
        (Some(user), _) => Ok(store::users::get(conn, UserId(user)).await?),
        (None, Some(Ok(email))) => Ok(store::users::by_email(conn, &email).await?),
        _ => Err(Error::Failed("the outbox row of a letter has no user".into())),
    }
}

/// A link that nobody could be sent for so long is not waited for any more.
const RESET_IS_OLD: SignedDuration = SignedDuration::from_hours(1);
const SIGN_IN_IS_OLD: SignedDuration = SignedDuration::from_mins(15);

async fn reset(cx: &Context, task: &LeasedTask, user: &User, portal: Option<&Portal>) -> Result<Option<Letter>, Error> {
    if task.created_at.duration_until(cx.now()) > RESET_IS_OLD {
        return Ok(None);
    }
    let minutes = task.payload.get("minutes").and_then(Value::as_i64);
    let minutes = minutes.ok_or_else(|| Error::Failed("the outbox row of a reset has no minutes".into()))?;
    let door = portal.map_or(Door::Office, |portal| Door::Portal(portal.id));
    password_resets::letter(cx, user, door, minutes).await
}

async fn sign_in(
    cx: &Context,
    task: &LeasedTask,
    user: &User,
    portal: Option<&Portal>,
) -> Result<Option<Letter>, Error> {
    let browser = task.payload.get("browser").cloned().and_then(|browser| serde_json::from_value(browser).ok());
    let browser = browser.ok_or_else(|| Error::Failed("the outbox row of a sign-in has no browser".into()))?;
    let is_old = task.created_at.duration_until(cx.now()) > SIGN_IN_IS_OLD;
    match portal.filter(|_| !is_old) {
        Some(portal) => mail_sign_ins::letter(cx, user, portal, browser).await,
        None => Ok(None),
    }
}

fn account(task: &LeasedTask) -> Result<Letter, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str).unwrap_or_default();
    let told = Told::ALL.into_iter().find(|told| told.as_str() == read("told"));
    let told = told.ok_or_else(|| Error::Failed("the outbox row of a notice does not say what happened".into()))?;
    let from = Origin { agent: read("agent").to_owned(), address: read("address").to_owned() };
    Ok(Letter::Account { told, at: task.created_at, from })
}
