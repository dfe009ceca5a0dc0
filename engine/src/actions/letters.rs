//! Letters: mails about the person who gets them. A secret that a letter carries is made when it is sent and only its hash is kept, so it
//! can be read in no queue and no mail log; a further try carries another one, and the one before opens nothing any more.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    Context, Error, invitations,
    mails::{About, Owed, Template},
};
use crate::{
    domain::{
        id::{InvitationId, MailId, PortalId, UserId},
        mail::Mail,
        outbox::{LeasedTask, NewTask, Task},
        secret::Secret,
    },
    store::{self, Writer},
};
use jiff::Timestamp;

/// What a letter says.
#[derive(Debug, Clone)]
pub enum Letter {
    Invitation { secret: Secret, invited_by: String, customer: String, expires_at: Timestamp },
}

impl Letter {
    pub const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Invitation { secret, .. } => Some(secret),
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
    let payload = Map::from_iter([
        ("mail".to_owned(), json!(cx.id::<MailId>().0)),
        ("template".to_owned(), json!(debt.template.as_str())),
        ("user".to_owned(), json!(debt.user.0)),
        ("portal".to_owned(), json!(debt.portal.map(|portal| portal.0))),
        ("about".to_owned(), json!(debt.about)),
    ]);
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
    let (Some(user), Some(about)) = (read("user"), read("about")) else {
        return Err(Error::Failed("the outbox row of a letter has no user or record".into()));
    };
    let (user, tenant, portal) = {
        let mut conn = cx.store.read(task.tenant).await?;
        let user = store::users::get(&mut conn, UserId(user)).await?.filter(|user| user.disabled_at.is_none());
        let portal = match read("portal").map(PortalId) {
            Some(portal) => store::portals::get(&mut conn, portal).await?,
            None => None,
        };
        (user, store::tenants::get(&mut conn, task.tenant).await?, portal)
    };
    let (Some(user), Some(tenant)) = (user, tenant) else { return Ok(None) };
    let letter = match template {
        Template::Invitation => invitations::letter(cx, tenant.id, InvitationId(about), portal.as_ref()).await?,
        _ => return Err(Error::Failed(format!("{} is no letter", template.as_str()))),
    };
    let Some(letter) = letter else { return Ok(None) };
    let about = About::Person(letter);
    let (to, to_name, language) = (user.email, user.name, user.language);
    Ok(Some(Owed { id, template, tenant, portal, about, user: Some(user.id), to, to_name, language, written }))
}
