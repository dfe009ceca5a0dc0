//! The roles of portal users, each with how many people have it.

use axum::{extract::State, response::Response};

use crate::{
    actions::roles::changes,
    domain::role::Role,
    views::office::roles::{OfficeRoles, RoleRow},
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

pub async fn list(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    let roles = changes::list(&state.cx, &who.person.actor).await?;
    let base = who.place.base();
    let page = OfficeRoles {
        rows: roles.iter().map(|(role, people)| row(&who, role, *people)).collect(),
        add: path(base, paths::NEW_ROLE, &[]),
        back: path(base, paths::USERS, &[]),
    };
    who.show(&state, page)
}

pub fn row(who: &Staff, role: &Role, people: u64) -> RoleRow {
    let base = who.place.base();
    RoleRow {
        href: path(base, paths::ROLE, &[role.slug.as_str()]),
        name: role.name.get(&who.language).to_owned(),
        slug: role.slug.to_string(),
        sight: role.sight.as_str(),
        allows: role.allows.iter().map(|permission| permission.as_str()).collect(),
        denies: role.denies.iter().map(|permission| permission.as_str()).collect(),
        shows: role.shows.iter().map(|part| part.as_str()).collect(),
        people,
        people_href: format!("{}?role={}", path(base, paths::USERS, &[]), role.slug),
    }
}
