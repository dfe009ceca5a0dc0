//! A front that lies: it passes everything on to the real program, but acknowledges a submission at once and hands it over some
//! submissions later, as a cache that writes behind would.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use tokio::{
    net::TcpListener,
    sync::Mutex,
    task::{AbortHandle, spawn},
};

/// Submissions that are held back at any time.
const BEHIND: usize = 4;

/// Ends when it is dropped, with everything that it held back.
pub struct Liar {
    pub root: String,
    serving: AbortHandle,
}

#[derive(Clone)]
struct Front {
    root: Arc<str>,
    http: reqwest::Client,
    held: Arc<Mutex<Vec<Submission>>>,
    made: Arc<AtomicU64>,
}

struct Submission {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

/// Stands in front of the program at `root`.
pub async fn before(root: &str) -> Liar {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
    let http = client.expect("a client without TLS can be made");
    let front = Front { root: root.into(), http, held: Arc::default(), made: Arc::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let app = Router::new().fallback(answer).with_state(front);
    let serving = spawn(async move { axum::serve(listener, app).await }).abort_handle();
    Liar { root, serving }
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(front): State<Front>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let submission = Submission { path: parts.uri.to_string(), headers: parts.headers, body };
    if !submission.path.ends_with("/send") {
        return front.pass_on(submission).await;
    }
    let mut held = front.held.lock().await;
    held.push(submission);
    if held.len() > BEHIND {
        let oldest = held.remove(0);
        drop(held);
        front.pass_on(oldest).await;
    }
    let order = uuid::Uuid::from_u128(u128::from(front.made.fetch_add(1, Ordering::SeqCst)));
    let to = format!("/p/acme/requests/{order}/confirmation");
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

impl Front {
    async fn pass_on(&self, submission: Submission) -> Response {
        let mut request = self.http.post(format!("{}{}", self.root, submission.path)).body(submission.body);
        for name in [header::COOKIE, header::CONTENT_TYPE, header::HeaderName::from_static("sec-fetch-site")] {
            request = request.headers(submission.headers.get(&name).map(|v| (name, v.clone())).into_iter().collect());
        }
        match request.send().await {
            Ok(answer) => {
                let (status, headers) = (answer.status(), answer.headers().clone());
                (status, headers, Body::from(answer.bytes().await.unwrap_or_default())).into_response()
            }
            Err(_) => StatusCode::BAD_GATEWAY.into_response(),
        }
    }
}
