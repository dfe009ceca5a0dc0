//! Databases as a crash and a bad disk leave them.

use std::{
    io::{Seek, SeekFrom, Write},
    path::Path,
};

use sqlx::{Connection, Executor, Row, SqliteConnection, sqlite::SqliteConnectOptions};

use super::program::Program;

pub async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file);
    SqliteConnection::connect_with(&options).await.expect("the file of the program can be opened")
}

/// Copies the database of `from` as it is while somebody has it open and has just written, with the first page of a table overwritten.
pub async fn copy_unclosed(from: &Program, to: &Program, table: Option<&str>) {
    let file = from.path("data/portico.db");
    let mut database = open(&file).await;
    let page = first_page(&mut database, table.unwrap_or("tenants")).await;
    database.execute("pragma wal_checkpoint(truncate)").await.unwrap();
    database.execute("update tenants set name = name || '.'").await.unwrap();
    std::fs::create_dir_all(to.path("data")).unwrap();
    for name in ["portico.db", "portico.db-wal"] {
        std::fs::copy(from.path("data").join(name), to.path("data").join(name)).unwrap();
    }
    if table.is_some() {
        overwrite(&to.path("data/portico.db"), page);
    }
    database.close().await.unwrap();
}

/// Overwrites the first page of a table in the closed database of a program.
pub async fn damage(program: &Program, table: &str) {
    let file = program.path("data/portico.db");
    let mut database = open(&file).await;
    let page = first_page(&mut database, table).await;
    database.close().await.unwrap();
    overwrite(&file, page);
}

async fn first_page(database: &mut SqliteConnection, table: &str) -> u64 {
    let row =
        sqlx::query("select (rootpage - 1) * page_size as at from sqlite_schema, pragma_page_size where name = $1");
    let row = row.bind(table.to_owned()).fetch_one(database).await.unwrap();
    u64::try_from(row.get::<i64, _>("at")).unwrap()
}

fn overwrite(file: &Path, at: u64) {
    let mut file = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(&[0xa5; 512]).unwrap();
}
