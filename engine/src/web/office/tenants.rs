//! The tenants of the installation: what an operator does.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    actions::{
        self,
        tenants::{self, NewTenant},
    },
    domain::{
        access::{self, Verb},
        form::{FieldKind, Form, Need},
        routes::{office_base, portal_base},
        staff::PLATFORM,
    },
    store,
    views::{
        office::tenants::{OfficeTenants, TenantRow},
        page::LANGUAGES,
    },
    web::{
        AppState, Error,
        form_body::FormBody,
        people_form::{Fields, Filled, choice, name_field},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Longest name of a time zone; the longest known one has 30.
const MAX_ZONE_CHARS: usize = 60;

pub async fn list(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageTenants)?;
    let form = Filled::fresh(form(&who));
    show(&state, &who, (StatusCode::OK, form)).await
}

/// Makes a tenant; its portal and office answer at once.
pub async fn add(State(state): State<AppState>, who: Staff, sent: FormBody) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageTenants)?;
    let mut filled = Filled::sent(form(&who), sent.0);
    if filled.problems.is_empty() {
        let new = NewTenant {
            slug: filled.text("slug"),
            name: filled.text("name"),
            language: filled.text("language"),
            time_zone: filled.text("time-zone"),
            office_email: filled.text("office-email"),
            admin_name: filled.text("admin-name"),
            admin_email: filled.text("admin-email"),
        };
        match tenants::make(&state.cx, &who.person.actor, &new).await {
            Ok(_) => {
                state.directory.refresh(&state.cx).await?;
                let list = path(who.place.base(), paths::TENANTS, &[]);
                return Ok(Redirect::to(&format!("{list}?done=tenant-added")).into_response());
            }
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show(&state, &who, (StatusCode::UNPROCESSABLE_ENTITY, filled)).await
}

async fn show(state: &AppState, who: &Staff, (status, filled): (StatusCode, Filled)) -> Result<Response, Error> {
    let mut conn = state.cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    let portals = store::portals::list_all(&mut conn).await?;
    drop(conn);
    let rows = tenants.iter().filter(|tenant| tenant.slug.as_str() != PLATFORM).map(|tenant| {
        let own = portals.iter().filter(|portal| portal.tenant == tenant.id);
        let address = |portal: &crate::domain::portal::Portal| match &portal.host {
            Some(host) => format!("https://{host}"),
            None => portal_base(&portal.slug),
        };
        TenantRow {
            name: tenant.name.clone(),
            slug: tenant.slug.to_string(),
            language: tenant.language.clone(),
            office: office_base(&tenant.slug),
            portals: own.map(|portal| (portal.name.clone(), address(portal))).collect(),
        }
    });
    let page = OfficeTenants {
        rows: rows.collect(),
        action: path(who.place.base(), paths::TENANTS, &[]),
        form: filled.view(&who.language),
    };
    who.place.show(status, &who.page(state, page))
}

fn form(who: &Staff) -> Form {
    let line = |max_length| FieldKind::Text { max_length, lines: 1 };
    let languages = LANGUAGES.map(|language| choice(language.tag, language.name)).to_vec();
    Fields::new(&who.place, &who.language)
        .add("name", name_field(), Need::Required, Value::Null)
        .add("slug", line(MAX_ZONE_CHARS), Need::Required, Value::Null)
        .one_of("language", languages, Need::Required, json!(who.language))
        .add("time-zone", line(MAX_ZONE_CHARS), Need::Required, json!("Europe/Berlin"))
        .add("office-email", FieldKind::Email, Need::Required, Value::Null)
        .add("admin-name", name_field(), Need::Required, Value::Null)
        .add("admin-email", FieldKind::Email, Need::Required, Value::Null)
        .form()
}
