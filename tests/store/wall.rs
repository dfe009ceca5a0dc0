//! PostgreSQL's row-level security, met from outside the store: no setting, no rows.

use sqlx::{AssertSqlSafe, Executor, Row};

use super::world::World;
use crate::support::databases::{self, Database};

/// Runs a statement as another program with access to the whole database would.
pub async fn as_platform(db: &Database, sql: &'static str) {
    if db.kind() == portico::store::StoreKind::Sqlite {
        db.raw_sqlite().await.execute(sql).await.unwrap();
        return;
    }
    let mut raw = db.raw_postgres().await;
    raw.execute("set app.platform = 'on'").await.unwrap();
    raw.execute(sql).await.unwrap();
}

/// Names of all tables of ours.
async fn tables(raw: &mut sqlx::PgConnection) -> Vec<String> {
    let sql =
        "select tablename::text from pg_tables where schemaname = current_schema() and tablename <> '_sqlx_migrations'";
    raw.fetch_all(sql).await.unwrap().iter().map(|row| row.get(0)).collect()
}

async fn count(raw: &mut sqlx::PgConnection, table: &str) -> i64 {
    raw.fetch_one(AssertSqlSafe(format!("select count(*) from {table}"))).await.unwrap().get(0)
}

#[tokio::test]
async fn every_table_has_a_forced_wall() {
    let Some(db) = databases::postgres().await else { return };
    let mut raw = db.raw_postgres().await;
    let sql = "select c.relname::text from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' \
               and c.relname <> '_sqlx_migrations' and not (c.relrowsecurity and c.relforcerowsecurity \
               and (select count(*) from pg_policy p where p.polrelid = c.oid) = 2)";
    let open: Vec<String> = raw.fetch_all(sql).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert_eq!(open, Vec::<String>::new(), "tables without the wall");
    assert!(tables(&mut raw).await.len() > 20);
}

#[tokio::test]
async fn without_a_tenant_there_are_no_rows_in_any_table() {
    let Some(db) = databases::postgres().await else { return };
    let world = World::new(&db, "nord").await;
    let order = world.add_order(&db).await;
    world.add_event(&db, order.id, portico::domain::event::EventKind::Requested).await;
    let mut raw = db.raw_postgres().await;
    for table in tables(&mut raw).await {
        assert_eq!(count(&mut raw, &table).await, 0, "{table}");
    }
    raw.execute("set app.tenant = ''").await.unwrap();
    assert_eq!(count(&mut raw, "work_orders").await, 0);
    raw.execute("set app.platform = 'on'").await.unwrap();
    assert_eq!((count(&mut raw, "work_orders").await, count(&mut raw, "events").await), (1, 1));
}

#[tokio::test]
async fn a_tenant_reads_and_writes_only_its_own_rows() {
    let Some(db) = databases::postgres().await else { return };
    let (north, south) = (World::new(&db, "nord").await, World::new(&db, "sued").await);
    let mut raw = db.raw_postgres().await;
    let set = format!("set app.tenant = '{}'", north.tenant.id);
    raw.execute(AssertSqlSafe(set)).await.unwrap();
    assert_eq!((count(&mut raw, "tenants").await, count(&mut raw, "customers").await), (1, 2));
    let stolen = "update customers set name = 'x' where name like 'Haushalt%'";
    assert_eq!(raw.execute(stolen).await.unwrap().rows_affected(), 2);
    let into = format!("insert into counters (tenant_id, noun, value) values ('{}', 'x', 1)", south.tenant.id);
    let error = raw.execute(AssertSqlSafe(into)).await.unwrap_err();
    assert!(error.to_string().contains("row-level security"), "{error}");
}

#[tokio::test]
async fn a_connection_of_the_pool_keeps_no_tenant() {
    let Some(db) = databases::postgres().await else { return };
    let world = World::new(&db, "nord").await;
    for _ in 0..20 {
        drop(db.read(world.tenant.id).await.unwrap());
        let mut conn = db.platform_read().await.unwrap();
        assert_eq!(portico::store::tenants::list(&mut conn).await.unwrap().len(), 1);
        drop(conn);
        let mut conn = db.read(world.id()).await.unwrap();
        assert!(portico::store::users::by_email(&mut conn, &world.staff.email).await.unwrap().is_none());
    }
}
