//! Values on their way out of a row. What cannot be read is reported with table, column and row.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::{Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow, sqlite::SqliteRow, types::Json};
use uuid::Uuid;

use super::StoreError;
use crate::domain::text::{Email, Slug};

/// A row of either database.
pub(super) struct Row {
    table: &'static str,
    raw: Raw,
}

pub(super) enum Raw {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub const fn new(table: &'static str, raw: Raw) -> Self {
        Self { table, raw }
    }

    pub fn id<T: From<Uuid>>(&self, column: &str) -> Result<T, StoreError> {
        self.get::<Uuid>(column).map(T::from)
    }

    pub fn maybe_id<T: From<Uuid>>(&self, column: &str) -> Result<Option<T>, StoreError> {
        self.get::<Option<Uuid>>(column).map(|id| id.map(T::from))
    }

    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.get(column)
    }

    /// A number of rows.
    pub fn count(&self, column: &str) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.int(column)?).unwrap_or_default())
    }

    pub fn maybe_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        self.get(column)
    }

    pub fn text(&self, column: &str) -> Result<String, StoreError> {
        self.get(column)
    }

    pub fn maybe_text(&self, column: &str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    pub fn time(&self, column: &str) -> Result<Timestamp, StoreError> {
        self.read(column, self.int(column)?, |micros| Timestamp::from_microsecond(micros).map_err(|e| e.to_string()))
    }

    pub fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>, StoreError> {
        self.maybe_int(column)?.map(|_| self.time(column)).transpose()
    }

    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        let value: Json<serde_json::Value> = self.get(column)?;
        self.read(column, value.0, |value| serde_json::from_value(value).map_err(|error| error.to_string()))
    }

    pub fn maybe_json(&self, column: &str) -> Result<Option<serde_json::Value>, StoreError> {
        self.get::<Option<Json<serde_json::Value>>>(column).map(|value| value.map(|json| json.0))
    }

    pub fn hash(&self, column: &str) -> Result<[u8; 32], StoreError> {
        let bytes: Vec<u8> = self.get(column)?;
        self.read(column, bytes, |bytes| bytes.try_into().map_err(|_| "is not 32 bytes long".to_owned()))
    }

    pub fn bytes(&self, column: &str) -> Result<Vec<u8>, StoreError> {
        self.get(column)
    }

    pub fn slug(&self, column: &str) -> Result<Slug, StoreError> {
        self.read(column, self.text(column)?, |text| {
            text.parse().map_err(|error: crate::domain::text::TextError| error.0)
        })
    }

    pub fn email(&self, column: &str) -> Result<Email, StoreError> {
        self.read(column, self.text(column)?, |text| {
            text.parse().map_err(|error: crate::domain::text::TextError| error.0)
        })
    }

    /// A word out of a fixed list.
    pub fn word<T>(&self, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        self.read(column, self.text(column)?, |text| {
            parse(&text).ok_or_else(|| format!("\"{text}\" is not a known word"))
        })
    }

    /// A number out of a fixed list.
    pub fn rank<T>(&self, column: &str, parse: fn(i64) -> Option<T>) -> Result<T, StoreError> {
        self.read(column, self.int(column)?, |rank| parse(rank).ok_or_else(|| format!("{rank} is not a known rank")))
    }

    fn read<V, T>(&self, column: &str, value: V, parse: impl FnOnce(V) -> Result<T, String>) -> Result<T, StoreError> {
        parse(value).map_err(|problem| self.invalid(column, problem))
    }

    fn get<T>(&self, column: &str) -> Result<T, StoreError>
    where
        T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    {
        let found = match &self.raw {
            Raw::Sqlite(row) => row.try_get(column),
            Raw::Postgres(row) => row.try_get(column),
        };
        found.map_err(|error| self.invalid(column, error.to_string()))
    }

    /// The error of a value that cannot be.
    pub fn invalid(&self, column: &str, problem: String) -> StoreError {
        let id: Option<Uuid> = match &self.raw {
            Raw::Sqlite(row) => row.try_get("id").ok(),
            Raw::Postgres(row) => row.try_get("id").ok(),
        };
        let row = id.map_or_else(|| "without id".to_owned(), |id| id.to_string());
        StoreError::Invalid { table: self.table, column: column.to_owned(), row, problem }
    }
}
