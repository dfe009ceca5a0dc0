//! What pages are compared with: handlers that send the same bytes from memory, alone and after the page's one query.

use std::{net::SocketAddr, sync::Arc};

use axum::{Router, body::Bytes, response::IntoResponse, routing::any};
use http::{StatusCode, header};
use sqlx::{Arguments as _, AssertSqlSafe, SqlSafeStr as _, SqlitePool, sqlite::SqliteArguments};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A query as the store sends it, with its values.
#[derive(Debug, Clone)]
pub struct Query {
    pub text: String,
    pub values: Vec<Value>,
}

#[derive(Debug, Clone, Copy)]
pub enum Value {
    Id(Uuid),
    Int(i64),
}

/// A page's bytes, and its query if it has one.
#[derive(Debug, Clone)]
pub struct Bare {
    pub kind: String,
    pub body: Bytes,
    pub query: Option<Query>,
}

/// Serves bare handlers, each page at `/bare/{index}` and, with its query, at `/query/{index}`.
pub struct Bares {
    pub address: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

impl Bares {
    pub async fn start(pages: Vec<Bare>, pool: &SqlitePool) -> anyhow::Result<Self> {
        let mut router = Router::new();
        for (index, page) in pages.into_iter().enumerate() {
            let page = Arc::new(page);
            let plain = Arc::clone(&page);
            // The body is taken, as every handler of a form has to.
            let bare = move |_: Bytes| std::future::ready(plain.answer());
            router = router.route(&format!("/bare/{index}"), any(bare));
            let pool = pool.clone();
            let queried = move |_: Bytes| {
                let (page, pool) = (Arc::clone(&page), pool.clone());
                async move {
                    match page.ask(&pool).await {
                        Ok(()) => page.answer().into_response(),
                        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
                    }
                }
            };
            router = router.route(&format!("/query/{index}"), any(queried));
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, task })
    }
}

impl Drop for Bares {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Bare {
    fn answer(&self) -> impl IntoResponse + use<> {
        ([(header::CONTENT_TYPE, self.kind.clone())], self.body.clone())
    }

    async fn ask(&self, pool: &SqlitePool) -> Result<(), sqlx::Error> {
        let Some(query) = &self.query else { return Ok(()) };
        let mut bound = SqliteArguments::default();
        for value in &query.values {
            match value {
                Value::Id(id) => bound.add(id),
                Value::Int(number) => bound.add(number),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        let text = AssertSqlSafe(query.text.clone()).into_sql_str();
        let rows = sqlx::query_with(text, bound).fetch_all(pool).await?;
        if rows.is_empty() { Err(sqlx::Error::RowNotFound) } else { Ok(()) }
    }
}
