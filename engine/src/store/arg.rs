//! Values on their way into a statement: one list for both databases, bound in one place.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sqlx::{Arguments, postgres::PgArguments, sqlite::SqliteArguments, types::Json};
use uuid::Uuid;

use super::StoreError;
use crate::domain::id::{
    AddressId, ContactId, CustomerId, DeviceId, DraftId, EventId, FieldId, FileId, FlowId, InvitationId, LookId,
    MailId, MembershipId, ObjectId, OfferId, OutboxId, PasskeyId, PortalId, RegistrationId, RunId, SessionId, StatusId,
    TenantId, UserId, WorkOrderId, WorkTypeId,
};

/// One bound value; absent values keep their type, because PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Id(Option<Uuid>),
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
    Json(Option<Value>),
    Unserialisable(String),
}

/// Makes the argument list of a statement.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::store::arg::Arg::from($value)),*] };
}
pub(super) use args;

impl Arg {
    /// A value as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        serde_json::to_value(value)
            .map_or_else(|error| Self::Unserialisable(error.to_string()), |v| Self::Json(Some(v)))
    }
}

macro_rules! from_ids {
    ($($id:ident),+) => {$(
        impl From<$id> for Arg {
            fn from(id: $id) -> Self { Self::Id(Some(id.0)) }
        }
        impl From<Option<$id>> for Arg {
            fn from(id: Option<$id>) -> Self { Self::Id(id.map(|id| id.0)) }
        }
    )+};
}

from_ids!(
    AddressId,
    ContactId,
    CustomerId,
    DeviceId,
    LookId,
    DraftId,
    EventId,
    FieldId,
    FileId,
    FlowId,
    InvitationId,
    MailId,
    MembershipId,
    ObjectId,
    OfferId,
    OutboxId,
    PasskeyId,
    PortalId,
    RegistrationId,
    RunId,
    SessionId,
    StatusId,
    TenantId,
    UserId,
    WorkOrderId,
    WorkTypeId
);

impl From<Uuid> for Arg {
    fn from(id: Uuid) -> Self {
        Self::Id(Some(id))
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<bool> for Arg {
    fn from(flag: bool) -> Self {
        Self::Int(Some(i64::from(flag)))
    }
}

impl From<Timestamp> for Arg {
    fn from(at: Timestamp) -> Self {
        Self::Int(Some(at.as_microsecond()))
    }
}

impl From<Option<Timestamp>> for Arg {
    fn from(at: Option<Timestamp>) -> Self {
        Self::Int(at.map(Timestamp::as_microsecond))
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Arg {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(str::to_owned))
    }
}

impl From<&[u8; 32]> for Arg {
    fn from(bytes: &[u8; 32]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

impl From<&[u8]> for Arg {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

pub(super) fn for_sqlite(args: Vec<Arg>) -> Result<SqliteArguments, StoreError> {
    let mut bound = SqliteArguments::default();
    for arg in args {
        add(&mut bound, check(arg)?)?;
    }
    Ok(bound)
}

pub(super) fn for_postgres(args: Vec<Arg>) -> Result<PgArguments, StoreError> {
    let mut bound = PgArguments::default();
    for arg in args {
        add(&mut bound, check(arg)?)?;
    }
    Ok(bound)
}

fn add<'t, A>(bound: &mut A, arg: Arg) -> Result<(), StoreError>
where
    A: Arguments,
    Option<Uuid>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    Option<i64>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    Option<String>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    Option<Json<Value>>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
    Vec<u8>: sqlx::Encode<'t, A::Database> + sqlx::Type<A::Database>,
{
    let done = match arg {
        Arg::Id(id) => bound.add(id),
        Arg::Int(number) => bound.add(number),
        Arg::Text(text) => bound.add(text),
        Arg::Bytes(bytes) => bound.add(bytes),
        Arg::Json(value) => bound.add(value.map(Json)),
        Arg::Unserialisable(problem) => Err(problem.into()),
    };
    done.map_err(|error| StoreError::Other(format!("a value cannot be stored: {error}")))
}

/// PostgreSQL cannot store the character U+0000, so it is refused on both databases alike.
pub(super) fn check(arg: Arg) -> Result<Arg, StoreError> {
    let found = match &arg {
        Arg::Text(Some(text)) => text.contains('\0'),
        Arg::Json(Some(value)) => has_nul(value),
        _ => false,
    };
    if found {
        return Err(StoreError::Other(
            "a text with the character U+0000 cannot be stored; remove it before".to_owned(),
        ));
    }
    Ok(arg)
}

fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
