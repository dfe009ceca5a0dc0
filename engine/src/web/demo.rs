//! Pages of a demonstration: where to begin, whom to be, and the mails that nobody really gets. Served only by `portico demo`.

use std::collections::HashMap;

use axum::{
    extract::{Path, State},
    response::{Html, IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};

use super::{
    AppState, Error,
    place::Place,
    routes::{path, platform as paths},
};
use crate::{
    actions,
    domain::{
        id::{MailId, TenantId},
        mail::Mail,
        tenant::Tenant,
    },
    views::{
        demo::{DemoIndex, DemoMail, DemoMailRow, DemoMailbox, DemoPortal},
        sign_in::DemoLogin,
    },
};

/// What everybody may know of a demonstration.
#[derive(Debug, Clone, Default)]
pub struct Demo {
    pub portals: Vec<DemoPortal>,
    pub tenants: Vec<DemoTenant>,
    /// Logins by the name of the door's cookie.
    pub logins: HashMap<String, Vec<DemoLogin>>,
    pub folders: Vec<String>,
}

/// A tenant whose mails are shown.
#[derive(Debug, Clone)]
pub struct DemoTenant {
    pub id: TenantId,
    /// Its folder name.
    pub slug: String,
    pub time_zone: String,
}

impl From<Tenant> for DemoTenant {
    fn from(tenant: Tenant) -> Self {
        Self { id: tenant.id, slug: tenant.slug.to_string(), time_zone: tenant.time_zone }
    }
}

impl Demo {
    /// Logins to try at a door.
    pub fn people(&self, door: &str) -> Vec<DemoLogin> {
        self.logins.get(door).cloned().unwrap_or_default()
    }
}

/// The first page.
pub async fn index(State(state): State<AppState>, place: Place) -> Result<Response, Error> {
    let demo = state.demo.as_ref().ok_or(Error::NOT_FOUND)?;
    let page = DemoIndex {
        portals: demo.portals.iter().map(|portal| coloured(&state, portal)).collect(),
        mailbox: path("", paths::DEMO_MAILBOX, &[]),
        folders: demo.folders.clone(),
    };
    place.show(StatusCode::OK, &place.page(&state, None, page))
}

/// The portal with a colour to know it by. A theme can change while the demonstration runs.
fn coloured(state: &AppState, portal: &DemoPortal) -> DemoPortal {
    let mut portal = portal.clone();
    if portal.accent.is_none() {
        let generation = state.live.generation(&portal.slug);
        let theme = generation.themes.get(portal.theme.as_str());
        portal.accent = theme.and_then(|theme| theme.accent()).map(str::to_owned);
    }
    portal
}

/// All mails of all tenants, newest first.
pub async fn mailbox(State(state): State<AppState>, place: Place) -> Result<Response, Error> {
    let demo = state.demo.as_ref().ok_or(Error::NOT_FOUND)?;
    let mut mails = Vec::new();
    for tenant in &demo.tenants {
        let found = actions::demo::mailbox(&state.cx, tenant.id).await?;
        mails.extend(found.iter().map(|mail| row(mail, tenant)));
    }
    mails.sort_by_key(|mail: &DemoMailRow| std::cmp::Reverse(mail.at));
    let page = DemoMailbox { mails, home: path("", paths::INDEX, &[]) };
    place.show(StatusCode::OK, &place.page(&state, None, page))
}

/// One mail.
pub async fn mail(
    State(state): State<AppState>,
    place: Place,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let (mail, tenant) = find(&state, &ids).await?;
    let html = path("", paths::DEMO_MAIL_HTML, &[&tenant.slug, &mail.id.to_string()]);
    let page = DemoMail {
        html_href: (!mail.html.is_empty()).then_some(html),
        text: mail.text.clone(),
        mail: row(&mail, tenant),
        back: path("", paths::DEMO_MAILBOX, &[]),
    };
    place.show(StatusCode::OK, &place.page(&state, None, page))
}

/// The HTML part alone, for a frame without rights.
pub async fn html(State(state): State<AppState>, Path(ids): Path<(String, String)>) -> Result<Response, Error> {
    let (mail, _) = find(&state, &ids).await?;
    let mut response = Html(mail.html).into_response();
    let policy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    Ok(response)
}

async fn find<'a>(state: &'a AppState, (slug, id): &(String, String)) -> Result<(Mail, &'a DemoTenant), Error> {
    let demo = state.demo.as_ref().ok_or(Error::NOT_FOUND)?;
    let id: MailId = id.parse().map_err(|_| Error::NOT_FOUND)?;
    let tenant = demo.tenants.iter().find(|known| known.slug == *slug).ok_or(Error::NOT_FOUND)?;
    let mail = actions::demo::mail(&state.cx, tenant.id, id).await?.ok_or(Error::NOT_FOUND)?;
    Ok((mail, tenant))
}

fn row(mail: &Mail, tenant: &DemoTenant) -> DemoMailRow {
    DemoMailRow {
        href: path("", paths::DEMO_MAIL, &[&tenant.slug, &mail.id.to_string()]),
        to: mail.to.to_string(),
        subject: mail.subject.clone(),
        at: mail.created_at,
        time_zone: tenant.time_zone.clone(),
    }
}
