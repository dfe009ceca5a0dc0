//! Migrations and statements: the same on both databases, as far as they can be.

use std::collections::{BTreeMap, BTreeSet};

use portico::store::migration_names;
use sqlx::{Executor, Row};

use crate::support::databases::{self, Database, on_every_database};

on_every_database!(every_statement_is_understood);

async fn every_statement_is_understood(db: &Database) {
    let count = db.prepare_all().await.unwrap();
    assert!(count > 300, "only {count} statements are listed");
}

#[test]
fn both_folders_have_the_files_that_the_program_has() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    for folder in ["sqlite", "postgres"] {
        let names = std::fs::read_dir(root.join(folder)).unwrap().map(|file| file.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.to_str().unwrap().to_owned()).collect();
        names.sort();
        let wanted: Vec<String> = migration_names().iter().map(|name| format!("{name}.sql")).collect();
        assert_eq!(names, wanted, "migrations/{folder}");
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    for (name, number) in migration_names().into_iter().zip(1..) {
        let (digits, what) = name.split_once('_').unwrap();
        assert_eq!((digits.len(), digits.parse::<u32>()), (4, Ok(number)), "{name}");
        assert!(
            !what.is_empty() && what.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "{name}"
        );
    }
}

/// A table as both databases can say it: columns with whether they may be null, and its unique keys.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, bool>,
    keys: BTreeSet<Vec<String>>,
    references: BTreeSet<(String, Vec<String>)>,
}

type Schema = BTreeMap<String, Table>;

#[tokio::test]
async fn both_schemas_mean_the_same() {
    let Some(postgres) = databases::postgres().await else { return };
    let sqlite = databases::sqlite().await;
    let (sqlite, postgres) = (sqlite_schema(&sqlite).await, postgres_schema(&postgres).await);
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, table) in &sqlite {
        assert_eq!(table, &postgres[name], "{name}");
    }
}

#[tokio::test]
async fn the_tenant_leads_every_key_but_the_few_that_are_looked_up_without_one() {
    let schema = sqlite_schema(&databases::sqlite().await).await;
    let without: Vec<(String, Vec<String>)> = schema
        .into_iter()
        .flat_map(|(name, table)| table.keys.into_iter().map(move |key| (name.clone(), key)))
        .filter(|(_, key)| key[0] != "tenant_id")
        .collect();
    let known = [
        ("events", "seq"),
        ("outbox", "seq"),
        ("portals", "host"),
        ("portals", "slug"),
        ("sessions", "secret_hash"),
        ("tenants", "id"),
        ("tenants", "slug"),
    ];
    let known = known.map(|(table, column)| (table.to_owned(), vec![column.to_owned()]));
    assert_eq!(without, known);
}

async fn sqlite_schema(db: &Database) -> Schema {
    let mut raw = db.raw_sqlite().await;
    let columns = "select t.name, c.name, c.\"notnull\", c.pk from sqlite_master t join pragma_table_info(t.name) c \
                   where t.type = 'table' and t.name not like 'sqlite_%' and t.name <> '_sqlx_migrations'";
    let mut schema = Schema::new();
    let mut primary: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
    for row in raw.fetch_all(columns).await.unwrap() {
        let (table, column, not_null, place): (String, String, bool, i64) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        // A primary key of one integer is never null in SQLite, although it does not say so.
        schema.entry(table.clone()).or_default().columns.insert(column.clone(), !not_null && place == 0);
        if place > 0 {
            primary.entry(table).or_default().insert(place, column);
        }
    }
    for (table, key) in primary {
        schema.get_mut(&table).unwrap().keys.insert(key.into_values().collect());
    }
    let indexes = "select t.name, i.name, k.name from sqlite_master t join pragma_index_list(t.name) i \
                   join pragma_index_info(i.name) k where t.type = 'table' and t.name not like 'sqlite_%' \
                   and t.name <> '_sqlx_migrations' and i.\"unique\" = 1 order by t.name, i.name, k.seqno";
    collect_keys(&mut schema, raw.fetch_all(indexes).await.unwrap().iter().map(|r| (r.get(0), r.get(1), r.get(2))));
    let foreign = "select t.name, cast(f.id as text) || f.\"table\", f.\"table\", f.\"from\" from sqlite_master t \
                   join pragma_foreign_key_list(t.name) f where t.type = 'table' order by t.name, f.id, f.seq";
    let rows = raw.fetch_all(foreign).await.unwrap();
    collect_references(&mut schema, rows.iter().map(|r| (r.get(0), r.get(1), r.get(2), r.get(3))));
    schema
}

async fn postgres_schema(db: &Database) -> Schema {
    let mut raw = db.raw_postgres().await;
    let columns = "select table_name::text, column_name::text, is_nullable = 'YES' from information_schema.columns \
                   where table_schema = current_schema() and table_name <> '_sqlx_migrations'";
    let mut schema = Schema::new();
    for row in raw.fetch_all(columns).await.unwrap() {
        schema.entry(row.get(0)).or_default().columns.insert(row.get(1), row.get(2));
    }
    let indexes = "select t.relname::text, i.relname::text, a.attname::text from pg_index x \
                   join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid \
                   cross join lateral unnest(x.indkey) with ordinality k(number, place) \
                   join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number \
                   where t.relnamespace = current_schema()::regnamespace and t.relname <> '_sqlx_migrations' \
                   and x.indisunique order by 1, 2, k.place";
    collect_keys(&mut schema, raw.fetch_all(indexes).await.unwrap().iter().map(|r| (r.get(0), r.get(1), r.get(2))));
    let foreign = "select t.relname::text, c.conname::text, f.relname::text, a.attname::text from pg_constraint c \
                   join pg_class t on t.oid = c.conrelid join pg_class f on f.oid = c.confrelid \
                   cross join lateral unnest(c.conkey) with ordinality k(number, place) \
                   join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number \
                   where t.relnamespace = current_schema()::regnamespace and c.contype = 'f' order by 1, 2, k.place";
    let rows = raw.fetch_all(foreign).await.unwrap();
    collect_references(&mut schema, rows.iter().map(|r| (r.get(0), r.get(1), r.get(2), r.get(3))));
    schema
}

fn collect_keys(schema: &mut Schema, rows: impl Iterator<Item = (String, String, String)>) {
    let mut keys: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (table, index, column) in rows {
        keys.entry((table, index)).or_default().push(column);
    }
    for ((table, _), key) in keys {
        schema.get_mut(&table).unwrap().keys.insert(key);
    }
}

fn collect_references(schema: &mut Schema, rows: impl Iterator<Item = (String, String, String, String)>) {
    let mut keys: BTreeMap<(String, String, String), Vec<String>> = BTreeMap::new();
    for (table, name, other, column) in rows {
        keys.entry((table, name, other)).or_default().push(column);
    }
    for ((table, _, other), columns) in keys {
        schema.get_mut(&table).unwrap().references.insert((other, columns));
    }
}
