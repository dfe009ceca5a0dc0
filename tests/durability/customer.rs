//! A customer with a browser: signs in once, keeps the cookie by hand (it is for HTTPS only) and submits one request after the other.

use std::sync::Arc;

use portico::domain::clock::{Random, SeededRandom};
use reqwest::{Response, StatusCode, header};

use super::ledger::{Ledger, Wish};
use crate::cli::{company, program::PATIENCE};

pub struct Customer {
    pub number: usize,
    http: reqwest::Client,
    cookie: String,
    random: Arc<SeededRandom>,
    /// Was sent, but nobody said what became of it.
    open: Option<Wish>,
    made: usize,
    /// Every third request is sent a second time. A front that makes numbers up cannot answer that alike.
    pub doubles: bool,
}

/// Why a customer got no answer.
#[derive(Debug)]
pub enum Cut {
    /// Nobody listens.
    Refused,
    /// What stands in front says that nobody listens behind it.
    Behind,
    /// The connection was made, but ended before the answer.
    Broken(#[expect(dead_code, reason = "a failing test shows it")] reqwest::Error),
}

impl Customer {
    /// `keep` connections open between requests, or make one for each.
    pub fn new(number: usize, keep: bool, random: &Arc<SeededRandom>) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(if keep { 1 } else { 0 })
            .timeout(PATIENCE)
            .build();
        let http = client.expect("a client without TLS can be made");
        Self { number, http, cookie: String::new(), random: Arc::clone(random), open: None, made: 0, doubles: true }
    }

    pub async fn sign_in(&mut self, root: &str) {
        let form = [("email", company::email(self.number)), ("password", company::PASSWORD.to_owned())];
        let answer = self.post(root, "sign-in", &form).await.expect("the server answers");
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "the sign-in of customer {}", self.number);
        let cookie = answer.headers().get(header::SET_COOKIE).expect("a session").to_str().unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    /// Submits until the connection breaks. What is acknowledged stands in the ledger; what is not is tried again the next time.
    pub async fn submit_until_cut(&mut self, root: &str, ledger: &Ledger) -> Cut {
        loop {
            if let Err(cut) = self.submit(root, ledger).await {
                return cut;
            }
        }
    }

    /// Submits one request; every third one a second time, as a double click does.
    pub async fn submit(&mut self, root: &str, ledger: &Ledger) -> Result<uuid::Uuid, Cut> {
        let wish = self.open.clone().unwrap_or_else(|| self.next());
        self.open = Some(wish.clone());
        let times = if self.doubles && self.made.is_multiple_of(3) { 2 } else { 1 };
        let mut order = uuid::Uuid::nil();
        for _ in 0..times {
            order = self.send(root, &wish).await?;
            ledger.acknowledge(&wish, order);
        }
        self.open = None;
        Ok(order)
    }

    /// Opens the live updates of a request.
    pub async fn listen(&self, root: &str, order: uuid::Uuid) -> Response {
        let request = self.http.get(format!("{root}/p/acme/requests/{order}/events"));
        let stream = request.header(header::COOKIE, &self.cookie).send().await.expect("the server answers");
        assert_eq!(stream.status(), StatusCode::OK);
        stream
    }

    async fn send(&self, root: &str, wish: &Wish) -> Result<uuid::Uuid, Cut> {
        let draft = format!("new/fault/{}", wish.draft);
        let step = self.post(root, &format!("{draft}/step/what"), &[("description", wish.words.clone())]).await?;
        assert_eq!(step.status(), StatusCode::SEE_OTHER, "{wish:?}");
        if let Some(order) = confirmed(&step) {
            // It was sent by an earlier try, whose answer got lost.
            return Ok(order);
        }
        let sent = self.post(root, &format!("{draft}/send"), &[]).await?;
        Ok(confirmed(&sent).unwrap_or_else(|| panic!("{wish:?}: {} {:?}", sent.status(), sent.headers())))
    }

    async fn post(&self, root: &str, path: &str, form: &[(&str, String)]) -> Result<Response, Cut> {
        let request = self.http.post(format!("{root}/p/acme/{path}")).form(form).header(header::COOKIE, &self.cookie);
        // As a browser marks a form that was sent from the page itself.
        let answer = request.header("sec-fetch-site", "same-origin").send().await;
        match answer {
            Ok(answer) if answer.status() == StatusCode::BAD_GATEWAY => Err(Cut::Behind),
            Ok(answer) => Ok(answer),
            Err(error) if error.is_connect() => Err(Cut::Refused),
            Err(error) => Err(Cut::Broken(error)),
        }
    }

    fn next(&mut self) -> Wish {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        self.made += 1;
        let draft = uuid::Builder::from_unix_timestamp_millis(1_790_000_000_000, &bytes).into_uuid();
        Wish { draft, words: format!("request {} of customer {}", self.made, self.number) }
    }
}

/// The work order whose confirmation an answer leads to.
fn confirmed(answer: &Response) -> Option<uuid::Uuid> {
    let to = answer.headers().get(header::LOCATION)?.to_str().ok()?;
    to.strip_prefix("/p/acme/requests/")?.strip_suffix("/confirmation")?.parse().ok()
}
