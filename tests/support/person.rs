//! Somebody in front of a browser without scripts. It keeps cookies itself, because ours are for https only and tests have no certificate.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::body::{Body, to_bytes};
use http::{HeaderName, HeaderValue, Method, Request, header};
use portico::web::Application;
use tower::ServiceExt;

use super::{
    answer::Answer,
    form::{Form, urlencoded},
};

/// Password of everybody in the documents of the test sites.
pub const PASSWORD: &str = "correct horse";

/// A browser. Clones are further tabs of it: they share its cookies.
#[derive(Clone)]
pub struct Person {
    router: Application,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    pub host: String,
    /// Where the person's door is, for example `/p/acme`.
    pub base: String,
}

impl Person {
    /// A browser that was never here.
    pub fn new(router: Application, base: &str) -> Self {
        Self { router, cookies: Arc::default(), host: "localhost".to_owned(), base: base.to_owned() }
    }

    /// Signs in through the page, as a person does.
    #[track_caller]
    pub fn sign_in(&self, email: &str) -> impl Future<Output = ()> {
        let (tab, email) = (self.clone(), email.to_owned());
        async move {
            let page = tab.get(&tab.path("/sign-in")).await.expect(200);
            let form = page.form("/sign-in").fill("email", &email).fill("password", PASSWORD);
            tab.submit(&form).await.expect(303);
        }
    }

    /// The address of a path below the person's door.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Asks for a page and goes nowhere else.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], Vec::new()).await
    }

    /// Asks for a page and follows where it leads.
    pub async fn visit(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        self.follow(answer).await
    }

    /// Goes where an answer leads, at most five times.
    pub async fn follow(&self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            if !answer.status.is_redirection() {
                return answer;
            }
            answer = self.get(&answer.location().to_owned()).await;
        }
        panic!("{} redirects for ever", answer.asked)
    }

    /// Sends a form and goes nowhere else.
    pub async fn submit(&self, form: &Form) -> Answer {
        let (kind, body) = form.body();
        if form.is_post {
            return self.ask(Method::POST, &form.action, &[("content-type", &kind)], body).await;
        }
        self.get(&format!("{}?{}", form.action, String::from_utf8_lossy(&body))).await
    }

    /// Sends a form and follows where it leads.
    pub async fn send(&self, form: &Form) -> Answer {
        let answer = self.submit(form).await;
        self.follow(answer).await
    }

    /// Posts fields that no page offered.
    pub async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let kind = ("content-type", "application/x-www-form-urlencoded");
        self.ask(Method::POST, path, &[kind], urlencoded(&pairs).into_bytes()).await
    }

    /// Any request, with what a browser adds to it: cookies, the host, and where it comes from. Given headers replace those.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let request = self.request(method, path, headers, Body::from(body));
        self.read(path, request).await
    }

    /// Like [`Person::ask`], with a body that comes in pieces.
    pub async fn stream(&self, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let request = self.request(Method::POST, path, headers, body);
        self.read(path, request).await
    }

    /// What the cookie jar would send, for requests that go another way.
    pub fn cookie_header(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie into the jar, as an attacker would.
    pub fn put_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    fn request(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request<Body> {
        let mut request =
            Request::builder().method(method.clone()).uri(path).body(body).expect("a test asks for a path");
        let own = request.headers_mut();
        let value = |text: &str| HeaderValue::from_str(text).expect("a header of a test is one");
        own.insert(header::HOST, value(&self.host));
        own.insert(header::ACCEPT, value("text/html"));
        let cookies = self.cookie_header();
        if !cookies.is_empty() {
            own.insert(header::COOKIE, value(&cookies));
        }
        if method != Method::GET && method != Method::HEAD {
            own.insert("sec-fetch-site", value("same-origin"));
        }
        for (name, text) in headers {
            let name: HeaderName = name.parse().expect("a header of a test is one");
            // An empty text means that the browser does not send it.
            if text.is_empty() {
                own.remove(name)
            } else {
                own.insert(name, value(text))
            };
        }
        request
    }

    async fn read(&self, path: &str, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("an answer is sent whole").to_vec();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(set.to_str().expect("cookies are ASCII"));
        }
        Answer { asked: path.to_owned(), status: parts.status, headers: parts.headers, body }
    }

    fn keep(&self, set: &str) {
        let mut parts = set.split("; ");
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie has a name");
        let mut cookies = self.cookies.lock().unwrap();
        if parts.any(|part| part == "Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
