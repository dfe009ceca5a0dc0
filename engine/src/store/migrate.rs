//! Migrations: the files of `migrations/`, built into the program, applied once each and in order.

use std::borrow::Cow;

use sqlx::{
    Connection, PgConnection, SqlSafeStr, SqliteConnection,
    migrate::{AppliedMigration, Migrate, MigrateError, Migration, MigrationType, Migrator},
};

use super::StoreError;

/// File name without `.sql`, text for SQLite, text for PostgreSQL. A test compares this list with the folders.
const FILES: [(&str, &str, &str); 17] = [
    (
        "0001_init",
        include_str!("../../../migrations/sqlite/0001_init.sql"),
        include_str!("../../../migrations/postgres/0001_init.sql"),
    ),
    (
        "0002_drafts_per_person",
        include_str!("../../../migrations/sqlite/0002_drafts_per_person.sql"),
        include_str!("../../../migrations/postgres/0002_drafts_per_person.sql"),
    ),
    (
        "0003_catalogue_revision",
        include_str!("../../../migrations/sqlite/0003_catalogue_revision.sql"),
        include_str!("../../../migrations/postgres/0003_catalogue_revision.sql"),
    ),
    (
        "0004_flow_runs",
        include_str!("../../../migrations/sqlite/0004_flow_runs.sql"),
        include_str!("../../../migrations/postgres/0004_flow_runs.sql"),
    ),
    (
        "0005_roles",
        include_str!("../../../migrations/sqlite/0005_roles.sql"),
        include_str!("../../../migrations/postgres/0005_roles.sql"),
    ),
    (
        "0006_invitations",
        include_str!("../../../migrations/sqlite/0006_invitations.sql"),
        include_str!("../../../migrations/postgres/0006_invitations.sql"),
    ),
    (
        "0007_sign_in",
        include_str!("../../../migrations/sqlite/0007_sign_in.sql"),
        include_str!("../../../migrations/postgres/0007_sign_in.sql"),
    ),
    (
        "0008_mail_sign_ins",
        include_str!("../../../migrations/sqlite/0008_mail_sign_ins.sql"),
        include_str!("../../../migrations/postgres/0008_mail_sign_ins.sql"),
    ),
    (
        "0009_identity_providers",
        include_str!("../../../migrations/sqlite/0009_identity_providers.sql"),
        include_str!("../../../migrations/postgres/0009_identity_providers.sql"),
    ),
    (
        "0010_staff_roles",
        include_str!("../../../migrations/sqlite/0010_staff_roles.sql"),
        include_str!("../../../migrations/postgres/0010_staff_roles.sql"),
    ),
    (
        "0011_colleagues",
        include_str!("../../../migrations/sqlite/0011_colleagues.sql"),
        include_str!("../../../migrations/postgres/0011_colleagues.sql"),
    ),
    (
        "0012_looks_and_privacy",
        include_str!("../../../migrations/sqlite/0012_looks_and_privacy.sql"),
        include_str!("../../../migrations/postgres/0012_looks_and_privacy.sql"),
    ),
    (
        "0013_passkeys",
        include_str!("../../../migrations/sqlite/0013_passkeys.sql"),
        include_str!("../../../migrations/postgres/0013_passkeys.sql"),
    ),
    (
        "0014_role_rights",
        include_str!("../../../migrations/sqlite/0014_role_rights.sql"),
        include_str!("../../../migrations/postgres/0014_role_rights.sql"),
    ),
    (
        "0015_upload_and_withdraw",
        include_str!("../../../migrations/sqlite/0015_upload_and_withdraw.sql"),
        include_str!("../../../migrations/postgres/0015_upload_and_withdraw.sql"),
    ),
    (
        "0016_ways_in",
        include_str!("../../../migrations/sqlite/0016_ways_in.sql"),
        include_str!("../../../migrations/postgres/0016_ways_in.sql"),
    ),
    (
        "0017_closed_flows",
        include_str!("../../../migrations/sqlite/0017_closed_flows.sql"),
        include_str!("../../../migrations/postgres/0017_closed_flows.sql"),
    ),
];

/// Where applied migrations are remembered.
const TABLE: &str = "_sqlx_migrations";

/// What [`super::Store::migrate`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationReport {
    /// Names of the migrations that were applied, oldest first.
    pub applied: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// Names of all migrations of this program.
pub fn migration_names() -> Vec<&'static str> {
    FILES.iter().map(|(name, ..)| *name).collect()
}

/// The migrations that a database still needs. A database that is newer or was changed is refused.
pub(super) async fn pending<C: Migrate>(kind: Kind, connection: &mut C) -> Result<Vec<String>, StoreError> {
    // Asking must not change anything, so the table is not made here: its absence means that nothing was applied.
    let applied = match connection.list_applied_migrations(TABLE).await {
        Ok(applied) => applied,
        Err(error) if is_missing_table(&error) => Vec::new(),
        Err(error) => return Err(failed(&error)),
    };
    let known = migrator(kind);
    compare(&known, &applied)?;
    let open = known.iter().filter(|migration| !applied.iter().any(|done| done.version == migration.version));
    Ok(open.map(name).collect())
}

/// All pending migrations of SQLite in one transaction, which no other process can enter.
pub(super) async fn run_on_sqlite(connection: &mut SqliteConnection) -> Result<MigrationReport, StoreError> {
    let mut transaction =
        connection.begin_with("begin immediate").await.map_err(|error| StoreError::of("migrations", error))?;
    let applied = pending(Kind::Sqlite, &mut *transaction).await?;
    migrator(Kind::Sqlite).run_direct(None, &mut *transaction, false).await.map_err(|error| failed(&error))?;
    transaction.commit().await.map_err(|error| StoreError::of("migrations", error))?;
    Ok(MigrationReport { applied })
}

/// All pending migrations of PostgreSQL, each in its transaction, under a lock that other nodes wait for.
pub(super) async fn run_on_postgres(mut connection: PgConnection) -> Result<MigrationReport, StoreError> {
    connection.lock().await.map_err(|error| failed(&error))?;
    let applied = pending(Kind::Postgres, &mut connection).await?;
    let mut migrator = migrator(Kind::Postgres);
    migrator.set_locking(false);
    migrator.run_direct(None, &mut connection, false).await.map_err(|error| failed(&error))?;
    // Closing the connection gives the lock back.
    connection.close().await.map_err(|error| StoreError::of("migrations", error))?;
    Ok(MigrationReport { applied })
}

fn migrator(kind: Kind) -> Migrator {
    let migrations = FILES.iter().map(|&(name, sqlite, postgres)| {
        let (number, what) = name.split_once('_').expect("a test holds the names to NNNN_what");
        let version = number.parse().expect("a test holds the names to NNNN_what");
        let text = if kind == Kind::Sqlite { sqlite } else { postgres };
        Migration::new(version, Cow::Borrowed(what), MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(migrations.collect())
}

fn name(migration: &Migration) -> String {
    format!("{:04}_{}", migration.version, migration.description)
}

fn compare(known: &Migrator, applied: &[AppliedMigration]) -> Result<(), StoreError> {
    for done in applied {
        let version = done.version;
        match known.iter().find(|migration| migration.version == version) {
            None => {
                return Err(StoreError::Schema(format!(
                    "the database has migration {version:04}, which this program does not know; run the newer program, or restore a backup"
                )));
            }
            Some(migration) if migration.checksum != done.checksum => {
                return Err(StoreError::Schema(format!(
                    "migration {} was changed after it was applied; restore the file, and put the change into a new one",
                    name(migration)
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn is_missing_table(error: &MigrateError) -> bool {
    let MigrateError::Execute(sqlx::Error::Database(error)) = error else { return false };
    // PostgreSQL: undefined_table. SQLite has only its general code, so its words decide.
    error.code().is_some_and(|code| code == "42P01") || error.message().contains("no such table")
}

fn failed(error: &MigrateError) -> StoreError {
    StoreError::Schema(format!("the migrations stopped: {error}"))
}
