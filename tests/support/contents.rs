//! Everything that a database holds, to tell whether something changed.

use std::collections::BTreeMap;

use portico::store::StoreKind;
use sqlx::{AssertSqlSafe, Connection, Executor, Row};

use super::databases::Database;

/// The rows of every table, as text in a fixed order.
#[derive(Debug, PartialEq, Eq)]
pub struct Contents(BTreeMap<String, String>);

impl Contents {
    /// Tables that differ from an earlier state, with what they hold now.
    pub fn changed_since(&self, before: &Self) -> Vec<String> {
        let differs = |(table, rows): (&String, &String)| {
            let was = before.0.get(table).map_or("", String::as_str);
            let new: Vec<&str> = rows.lines().filter(|row| !was.lines().any(|old| old == *row)).collect();
            (was != rows).then(|| format!("{table}: {}", new.join(" / ").chars().take(400).collect::<String>()))
        };
        self.0.iter().filter_map(differs).collect()
    }
}

impl Contents {
    /// Rows with a word, in whichever case, after the name of their table.
    pub fn rows_with(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        let has = |row: &&str| row.to_lowercase().contains(&word);
        self.0
            .iter()
            .flat_map(|(table, rows)| rows.lines().filter(has).map(move |row| format!("{table}: {row}")))
            .collect()
    }
}

impl Database {
    /// What all tables hold now, read beside the store.
    pub async fn contents(&self) -> Contents {
        Contents(match self.kind() {
            StoreKind::Sqlite => of_sqlite(self).await,
            StoreKind::Postgres => of_postgres(self).await,
        })
    }
}

async fn of_sqlite(database: &Database) -> BTreeMap<String, String> {
    let mut raw = database.raw_sqlite().await;
    let tables = "select m.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ')
        from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' group by m.name";
    let mut all = BTreeMap::new();
    for table in raw.fetch_all(tables).await.unwrap() {
        let (name, line): (String, String) = (table.get(0), table.get(1));
        let rows = format!("select {line} from \"{name}\" order by 1");
        let rows = raw.fetch_all(AssertSqlSafe(rows)).await.unwrap();
        all.insert(name, rows.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>().join("\n"));
    }
    raw.close().await.unwrap();
    all
}

async fn of_postgres(database: &Database) -> BTreeMap<String, String> {
    let mut raw = database.raw_postgres().await;
    raw.execute("set app.platform = 'on'").await.unwrap();
    let tables = "select tablename::text from pg_tables where schemaname = current_schema()";
    let mut all = BTreeMap::new();
    for table in raw.fetch_all(tables).await.unwrap() {
        let name: String = table.get(0);
        let rows = format!("select t::text from \"{name}\" t order by 1");
        let rows = raw.fetch_all(AssertSqlSafe(rows)).await.unwrap();
        all.insert(name, rows.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>().join("\n"));
    }
    raw.close().await.unwrap();
    all
}
