//! An identity provider on this machine that says what a test wants: the truth, or one of the lies that a client must see through.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use http::{HeaderMap, StatusCode, header};
use portico::config::{Config, IdentityProvider};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{answer::Answer, person::Person, portal::TestPortal};

const CLIENT: &str = "portal";
/// With letters that a form must encode.
const SECRET: &str = "a secret: with % and +";

/// What it does with the next requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Answers,
    Fails,
    /// Takes the connection and says nothing.
    Silent,
    /// Takes so long for every answer.
    Slow(std::time::Duration),
    /// Answers more than anybody wants to keep.
    Huge,
    /// Sends to another place, where the right answer is.
    Redirects,
}

/// How its tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    ByItsKey,
    /// By a key that its documents do not have, under the name of one that they have.
    ByAnother,
    /// `alg` is `none`, without a signature.
    Not,
    /// By the client's secret.
    BySecret,
}

pub struct Says {
    pub mood: Mood,
    pub signed: Signed,
    /// Claims that replace those of the truth; null takes one away.
    pub claims: Value,
    /// What it knows of the person beside the token.
    pub info: Value,
    /// What replaces parts of its document.
    pub document: Value,
    key: (String, EcdsaKeyPair),
    codes: BTreeMap<String, BTreeMap<String, String>>,
    /// How often each path was asked for.
    pub asked: BTreeMap<String, usize>,
}

/// It stops with the runtime of its test.
#[derive(Clone)]
pub struct Provider {
    pub says: Arc<Mutex<Says>>,
    pub issuer: String,
    folder: Arc<TempDir>,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Says {
            mood: Mood::Answers,
            signed: Signed::ByItsKey,
            claims: json!({}),
            info: json!({}),
            document: json!({}),
            key: ("first".to_owned(), new_key()),
            codes: BTreeMap::new(),
            asked: BTreeMap::new(),
        };
        let folder = Arc::new(tempfile::tempdir().unwrap());
        std::fs::write(folder.path().join("secret"), format!("{SECRET}\n")).unwrap();
        let provider = Self { says: Arc::new(Mutex::new(says)), issuer, folder };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/info", get(info))
            .route("/elsewhere", get(document))
            .layer(axum::middleware::from_fn_with_state(provider.clone(), moody))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// A provider of Acme's customer 10002, unless a test changes that.
    pub fn configured(&self) -> IdentityProvider {
        IdentityProvider {
            portal: "acme".parse().unwrap(),
            label: "Amsel Login".to_owned(),
            issuer: self.issuer.clone(),
            client_id: CLIENT.to_owned(),
            client_secret_file: self.folder.path().join("secret"),
            domains: vec!["amsel.example".to_owned()],
            customer: "10002".to_owned(),
            new_logins: false,
            organisations: Vec::new(),
            timeout_s: 1,
        }
    }

    /// Puts it into a configuration under the name `amsel`.
    pub fn put_into(&self, config: &mut Config, change: impl FnOnce(&mut IdentityProvider)) {
        let mut provider = self.configured();
        change(&mut provider);
        config.identity_providers.insert("amsel".parse().unwrap(), provider);
    }

    pub fn set(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// Signs with another key from now on. The keys that it shows follow.
    pub fn rotate(&self, id: &str) {
        self.set(|says| says.key = (id.to_owned(), new_key()));
    }

    pub fn asked(&self, path: &str) -> usize {
        self.says.lock().unwrap().asked.get(path).copied().unwrap_or_default()
    }

    /// What a browser does there: reads what the portal sent along, signs in, and is sent back to this path.
    pub fn sign_in(&self, away: &Answer) -> String {
        let page = away.page();
        let href = page.first("a.button").and_then(|link| link.attribute("href")).unwrap().to_owned();
        assert_eq!(away.header(header::REFRESH), format!("0; url={href}"));
        let (there, query) = href.split_once('?').unwrap();
        assert_eq!(there, format!("{}/authorize", self.issuer));
        let asked: BTreeMap<String, String> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", CLIENT));
        assert_eq!(
            (asked["code_challenge_method"].as_str(), asked["scope"].as_str()),
            ("S256", "openid email profile")
        );
        let (state, back) = (asked["state"].clone(), asked["redirect_uri"].clone());
        assert!(
            back.starts_with("http://localhost:8080/p/") || back.starts_with("https://portal.acme.example/"),
            "{back}"
        );
        let path = back.splitn(4, '/').nth(3).unwrap();
        let mut says = self.says.lock().unwrap();
        let code = format!("code-{}", says.codes.len());
        says.codes.insert(code.clone(), asked);
        format!("/{path}?code={code}&state={state}")
    }
}

/// Types an address into the sign-in page of a portal and goes on to the company's provider.
pub async fn leave(who: &Person, email: &str, next: &str) -> Answer {
    let page = who.get(&who.path(&format!("/sign-in?next={next}"))).await.expect(200);
    let next = page.form("/sign-in").value("next").to_owned();
    who.post(&who.path("/sign-in/company"), &[("email", email), ("password", ""), ("next", &next)]).await
}

/// There and back again.
pub async fn come_back(portal: &TestPortal, provider: &Provider) -> (Person, Answer) {
    let who = portal.browser("/p/acme");
    let away = leave(&who, "somebody@amsel.example", "").await.expect(200);
    let back = who.get(&provider.sign_in(&away)).await;
    (who, back)
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random).unwrap()
}

async fn moody(
    State(provider): State<Provider>,
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let mood = {
        let mut says = provider.says.lock().unwrap();
        *says.asked.entry(path.clone()).or_default() += 1;
        says.mood
    };
    match mood {
        Mood::Redirects if path != "/elsewhere" => Redirect::temporary("/elsewhere").into_response(),
        Mood::Answers | Mood::Redirects => next.run(request).await,
        Mood::Fails => (StatusCode::BAD_GATEWAY, "<h1>broken").into_response(),
        Mood::Slow(wait) => {
            tokio::time::sleep(wait).await;
            next.run(request).await
        }
        Mood::Silent => std::future::pending().await,
        // Without a length, so that only counting finds out.
        Mood::Huge => {
            let piece = || Ok::<_, std::io::Error>(vec![b' '; 1 << 16]);
            Body::from_stream(futures_util::stream::repeat_with(piece)).into_response()
        }
    }
}

async fn document(State(provider): State<Provider>) -> axum::Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let truth = json!({
        "issuer": provider.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/info"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256", "none", "HS256"],
    });
    axum::Json(replaced(truth, &provider.says.lock().unwrap().document))
}

async fn keys(State(provider): State<Provider>) -> axum::Json<Value> {
    let says = provider.says.lock().unwrap();
    let public = says.key.1.public_key().as_ref();
    let (x, y) = (URL_SAFE_NO_PAD.encode(&public[1..33]), URL_SAFE_NO_PAD.encode(&public[33..]));
    let key = json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": says.key.0, "x": x, "y": y});
    axum::Json(json!({"keys": [key]}))
}

async fn token(State(provider): State<Provider>, headers: HeaderMap, body: String) -> Response {
    let sent: BTreeMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut says = provider.says.lock().unwrap();
    let refused = |error: &str| (StatusCode::BAD_REQUEST, axum::Json(json!({"error": error}))).into_response();
    let in_form = says.document["token_endpoint_auth_methods_supported"] == json!(["client_secret_post"]);
    let is_client = match headers.get(header::AUTHORIZATION) {
        Some(basic) if !in_form => {
            let pair = basic.to_str().unwrap().strip_prefix("Basic ").unwrap();
            let pair = String::from_utf8(STANDARD.decode(pair).unwrap()).unwrap();
            let (id, secret) = pair.split_once(':').unwrap();
            let plain = |text: &str| form_urlencoded::parse(text.as_bytes()).next().unwrap().0.into_owned();
            (plain(id), plain(secret)) == (CLIENT.to_owned(), SECRET.to_owned())
        }
        None if in_form => sent["client_id"] == CLIENT && sent["client_secret"] == SECRET,
        _ => false,
    };
    if !is_client || sent["grant_type"] != "authorization_code" {
        return refused("invalid_client");
    }
    // A code is good once, and for who began.
    let Some(asked) = says.codes.remove(&sent["code"]) else { return refused("invalid_grant") };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    if challenge != asked["code_challenge"] || sent["redirect_uri"] != asked["redirect_uri"] {
        return refused("invalid_grant");
    }
    let now = "2026-03-02T09:00:00Z".parse::<jiff::Timestamp>().unwrap().as_second();
    let truth = json!({
        "iss": provider.issuer, "aud": CLIENT, "sub": "person-1", "nonce": asked["nonce"], "iat": now,
        "exp": now + 86_400, "email": "berta@amsel.example", "email_verified": true, "name": "Berta Amsel",
    });
    let id_token = signed(&says, &replaced(truth, &says.claims));
    axum::Json(json!({"access_token": "open sesame", "token_type": "Bearer", "id_token": id_token})).into_response()
}

async fn info(State(provider): State<Provider>, headers: HeaderMap) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|sent| sent != "Bearer open sesame") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    axum::Json(provider.says.lock().unwrap().info.clone()).into_response()
}

fn signed(says: &Says, claims: &Value) -> String {
    let (alg, another) = match says.signed {
        Signed::ByItsKey => ("ES256", None),
        Signed::ByAnother => ("ES256", Some(new_key())),
        Signed::Not => ("none", None),
        Signed::BySecret => ("HS256", None),
    };
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(&json!({"alg": alg, "kid": says.key.0, "typ": "JWT"})), encode(claims));
    let signature = match alg {
        "none" => Vec::new(),
        "HS256" => {
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, SECRET.as_bytes());
            ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
        }
        _ => {
            let key = another.as_ref().unwrap_or(&says.key.1);
            key.sign(&SystemRandom::new(), text.as_bytes()).unwrap().as_ref().to_vec()
        }
    };
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn replaced(truth: Value, by: &Value) -> Value {
    let (Value::Object(mut truth), Value::Object(by)) = (truth, by) else { panic!("both are objects") };
    truth.extend(by.clone());
    let kept: Map<String, Value> = truth.into_iter().filter(|(_, value)| !value.is_null()).collect();
    Value::Object(kept)
}
