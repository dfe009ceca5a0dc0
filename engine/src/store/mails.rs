//! Mails that are owed, sent or stuck. They are the office's: a customer's scope sees none.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::MailId,
    mail::{Mail, MailState},
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, work_order_id, recipient, subject, plain, html, message_id, state, answer, created_at, \
             sent_at from mails where tenant_id = $1 ",
            $rest
        ))
    };
}

statements! { "mails":
    INSERT = sql(
        "insert into mails (tenant_id, id, work_order_id, recipient, subject, plain, html, message_id, state, answer, \
         created_at, sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         on conflict (tenant_id, id) do nothing"
    );
    GET = select!("and id = $2");
    LIST = select!("order by created_at desc, id desc limit $2 offset $3");
    SET_STATE = sql("update mails set state = $3, answer = $4, sent_at = $5 where tenant_id = $1 and id = $2");
}

/// Writes a mail down. False: it was written down before, for an earlier try, and that one stands.
pub async fn insert(tx: &mut Writer, mail: &Mail) -> Result<bool, StoreError> {
    tx.must_own(mail.tenant)?;
    let values = args![
        mail.tenant,
        mail.id,
        mail.work_order,
        mail.to.as_str(),
        mail.subject.as_str(),
        mail.text.as_str(),
        mail.html.as_str(),
        mail.message_id.as_str(),
        word(mail.state),
        mail.answer.as_str(),
        mail.created_at,
        mail.sent_at,
    ];
    Ok(tx.execute(&INSERT, values).await? == 1)
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: MailId) -> Result<Option<Mail>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(None) };
    conn.optional(&GET, args![tenant, id], read).await
}

/// Mails, the youngest first, in parts of `limit`.
pub async fn list(conn: &mut Conn, scope: &Scope, limit: u32, offset: u32) -> Result<Vec<Mail>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST, args![tenant, i64::from(limit), i64::from(offset)], read).await
}

/// Notes what became of a mail and what the transport said.
pub async fn set_state(
    tx: &mut Writer,
    id: MailId,
    state: MailState,
    answer: &str,
    sent_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SET_STATE, args![tenant, id, word(state), answer, sent_at]).await.map(|_| ())
}

const STATES: [(MailState, &str); 3] =
    [(MailState::Queued, "queued"), (MailState::Sent, "sent"), (MailState::Parked, "parked")];

const fn word(state: MailState) -> &'static str {
    match state {
        MailState::Queued => STATES[0].1,
        MailState::Sent => STATES[1].1,
        MailState::Parked => STATES[2].1,
    }
}

fn state(word: &str) -> Option<MailState> {
    STATES.into_iter().find(|(_, name)| *name == word).map(|(state, _)| state)
}

fn read(row: &Row) -> Result<Mail, StoreError> {
    Ok(Mail {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        work_order: row.maybe_id("work_order_id")?,
        to: row.email("recipient")?,
        subject: row.text("subject")?,
        text: row.text("plain")?,
        html: row.text("html")?,
        message_id: row.text("message_id")?,
        state: row.word("state", state)?,
        answer: row.text("answer")?,
        created_at: row.time("created_at")?,
        sent_at: row.maybe_time("sent_at")?,
    })
}
