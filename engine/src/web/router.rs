//! The route table: four doors and the platform, with the layers that every request passes. Portals answer by path and, through one
//! rewrite, on their own hosts.

use std::time::{Duration, Instant};

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, RawPathParams, Request, State, rejection::RawPathParamsRejection},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, Version, header};
use tower::{Service, util::BoxCloneSyncService};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer};

use super::{
    AppState, Error, alarms, assets, demo,
    form_body::{body_error, is_form},
    headers, office, ops,
    place::{self, OwnHost, Reference},
    portal,
    routes::{office as office_paths, office_base, path, platform as paths},
    setup,
};
use crate::views::message::ErrorKind;

/// The whole application as one service.
pub type Application = BoxCloneSyncService<Request, Response, std::convert::Infallible>;

/// Builds the application.
pub fn router(state: AppState) -> Application {
    let at_portal = middleware::from_fn_with_state(state.clone(), place::at_portal);
    let at_office = middleware::from_fn_with_state(state.clone(), place::at_office);
    let at_platform = middleware::from_fn_with_state(state.clone(), place::at_platform);

    let portals = guarded(portal::router(), &state).layer(at_portal);
    let offices = guarded(office::router(), &state).layer(at_office);
    let mut platform = Router::new()
        .route(paths::OFFICE, get(only_office))
        .route(paths::SETUP, get(setup::form).post(setup::accept))
        .route(paths::DEMO_ASSET, get(assets::asset));
    if state.demo.is_some() {
        platform = platform
            .route(paths::INDEX, get(demo::index))
            .route(paths::DEMO_MAILBOX, get(demo::mailbox))
            .route(paths::DEMO_MAIL, get(demo::mail))
            .route(paths::DEMO_MAIL_HTML, get(demo::html));
    }
    let platform = guarded(platform, &state).layer(at_platform);

    let mut doors = Router::new().nest(paths::PORTAL_DOOR, portals).nest(paths::OFFICE_DOOR, offices).merge(platform);
    if state.config.server.ops_listen.is_empty() {
        let known_only = middleware::from_fn_with_state(state.clone(), ops::known_only);
        doors = doors.merge(health_routes()).merge(metrics_routes().layer(known_only));
    }
    let app = doors
        // For what goes wrong around the doors, where nobody could draw it.
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .layer(CompressionLayer::new().gzip(true).br(true).compress_when(is_text))
        .with_state(state.clone());
    BoxCloneSyncService::new(ByHost { inner: app, state })
}

/// What gets smaller by it. Photographs, documents and fonts are compressed already, and doing it again for every visitor only takes time;
/// a stream of events would be held back.
fn is_text(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    media != "text/event-stream"
        && (media.starts_with("text/")
            || media.ends_with("json")
            || media.ends_with("javascript")
            || media.ends_with("xml"))
}

/// A door's routes with what may refuse or give up a request. It stands inside the door, so that the door draws every error.
fn guarded(routes: Router<AppState>, state: &AppState) -> Router<AppState> {
    routes
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(state.clone(), whole_form))
        .layer(middleware::from_fn(readable))
        .layer(DefaultBodyLimit::max(state.config.server.max_form_kib * 1024))
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), alarms::note_forged))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(state.clone(), in_time))
}

/// Health and metrics, for an address of their own.
pub fn ops_router(state: AppState) -> Application {
    BoxCloneSyncService::new(health_routes().merge(metrics_routes()).with_state(state))
}

fn health_routes() -> Router<AppState> {
    Router::new().route(paths::LIVE, get(ops::live)).route(paths::READY, get(ops::ready))
}

fn metrics_routes() -> Router<AppState> {
    Router::new().route(paths::METRICS, get(ops::metrics))
}

async fn not_found() -> Error {
    Error::NOT_FOUND
}

/// An address with a part that is no text names nothing. Asked here once, because an extractor would answer before any page is drawn.
async fn readable(
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    match params {
        Err(RawPathParamsRejection::InvalidUtf8InPathParam(_)) => Err(Error::NOT_FOUND),
        // What has no named parts at all is no matter of ours.
        _ => Ok(next.run(request).await),
    }
}

/// A form is read before anybody is asked who sends it. Otherwise a person could be let in, keep her form half sent, and have it finished
/// after her session, her place or her role has ended.
async fn whole_form(State(state): State<AppState>, request: Request, next: Next) -> Result<Response, Error> {
    if !is_form(request.headers()) {
        return Ok(next.run(request).await);
    }
    let route = request.extensions().get::<MatchedPath>();
    let is_table = route.is_some_and(|route| route.as_str().ends_with(office_paths::USERS_IMPORT_CONFIRM));
    let limit = if is_table { office::TABLE_BYTES } else { state.config.server.max_form_kib * 1024 };
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|error| body_error(&error))?;
    Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await)
}

async fn wrong_method() -> Error {
    Error::Page(ErrorKind::Method)
}

/// Ends a request whose body or answer takes too long. Event streams and downloads go on after the deadline: their answer has begun.
async fn in_time(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_upload = kind.is_some_and(|kind| kind.starts_with("multipart/"));
    let deadline = body_deadline(state.config.server.body_timeout_s, is_upload);
    tokio::time::timeout(deadline, next.run(request)).await.unwrap_or_else(|_| {
        let mut response = Error::Page(ErrorKind::Timeout).into_response();
        // The rest of the body is still on its way, so this connection can carry no further request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        response
    })
}

/// The office of the only tenant; with several, the address of the right one must be known.
async fn only_office(State(state): State<AppState>) -> Result<Redirect, Error> {
    let office = state.directory.only_office().ok_or(Error::NOT_FOUND)?;
    Ok(Redirect::to(&path(&office_base(&office.tenant.slug), office_paths::HOME, &[])))
}

/// A panic is a bug of ours: told to the log, and to the visitor as an internal error.
fn panicked(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text =
        cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    Error::Internal(format!("a handler panicked: {}", text.unwrap_or_default())).into_response()
}

/// Reference number, log line, metrics and the headers that every response has.
async fn around(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let mut random = [0; 5];
    state.cx.random.fill(&mut random);
    let reference = reference(random);
    request.extensions_mut().insert(Reference(reference.clone()));
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let (method, started) = (request.method().clone(), Instant::now());
    let mut response = next.run(request).await;
    let (status, taken) = (response.status(), started.elapsed());
    metrics::counter!("portico_http_requests_total", "method" => method_label(&method), "route" => route.clone(), "status" => status.as_u16().to_string()).increment(1);
    metrics::histogram!("portico_http_request_seconds", "route" => route.clone()).record(taken.as_secs_f64());
    let duration_ms = u64::try_from(taken.as_millis()).unwrap_or(u64::MAX);
    tracing::debug!(request.id = %reference, %method, route, status = status.as_u16(), duration_ms, "request");
    for (name, value) in headers::ALWAYS {
        response.headers_mut().entry(name).or_insert(value);
    }
    if let Some(value) = headers::transport(&state.config.server.public_url) {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if let Ok(value) = HeaderValue::from_str(&reference) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// A method as metrics name it. Anybody can send any word as a method, and every word would be a series that stays for ever.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// Eight letters and digits that are read over a telephone without doubt.
fn reference(random: [u8; 5]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter = |at: u32| char::from(ALPHABET[usize::try_from(bits >> (at * 5) & 31).unwrap_or_default()]);
    (0..8).rev().map(letter).collect::<String>()
}

/// Finds the portal of a host and puts its internal path before the request's, so that one route table serves both.
#[derive(Clone)]
struct ByHost {
    inner: Router,
    state: AppState,
}

impl Service<Request> for ByHost {
    type Response = Response;
    type Error = std::convert::Infallible;
    type Future = <Router as Service<Request<Body>>>::Future;

    fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
        <Router as Service<Request<Body>>>::poll_ready(&mut self.inner, cx)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        if let Some(host) = host(&request)
            && let Some(portal) = self.state.directory.portal_of_host(&host)
            && let Some(uri) = below(request.uri(), &portal)
        {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(OwnHost(host.to_ascii_lowercase()));
        }
        if let Some(uri) = without_slash(request.uri()) {
            *request.uri_mut() = uri;
        }
        <Router as Service<Request<Body>>>::call(&mut self.inner, request)
    }
}

fn host(request: &Request) -> Option<String> {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| request.uri().authority().map(http::uri::Authority::as_str))?;
    let without_port = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    Some(without_port.to_owned())
}

/// The internal address of a path on a portal's own host. It has that portal's pages and no others: no offices, no health.
fn below(uri: &Uri, portal: &str) -> Option<Uri> {
    let shown = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("{}{shown}", path("", paths::PORTAL_DOOR, &[portal])).parse().ok()
}

/// A path with a slash at its end is the path without it; the router knows only the latter.
fn without_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty())?;
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{path}{query}").parse().ok()
}

/// Deadlines for whole bodies: a form is small, an upload may be slow.
fn body_deadline(seconds: u64, is_upload: bool) -> Duration {
    Duration::from_secs(if is_upload { seconds * 10 } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_has_eight_clear_letters() {
        assert_eq!(reference([0; 5]), "00000000");
        assert_eq!(reference([255; 5]), "ZZZZZZZZ");
        assert_eq!(reference([1, 2, 3, 4, 5]).len(), 8);
    }

    #[test]
    fn a_host_loses_its_port_and_its_paths_go_below_the_portal() {
        let request =
            Request::builder().uri("/requests?q=1").header("host", "portal.example:8080").body(Body::empty()).unwrap();
        assert_eq!(host(&request).unwrap(), "portal.example");
        assert_eq!(below(request.uri(), "acme").unwrap(), "/p/acme/requests?q=1");
        assert_eq!(below(&"/office/acme".parse().unwrap(), "acme").unwrap(), "/p/acme/office/acme");
    }

    #[test]
    fn a_slash_at_the_end_makes_no_other_page() {
        assert_eq!(without_slash(&"/p/acme/?done=comment".parse().unwrap()).unwrap(), "/p/acme?done=comment");
        assert_eq!(without_slash(&"/".parse().unwrap()), None);
        assert_eq!(without_slash(&"/p/acme".parse().unwrap()), None);
    }
}
