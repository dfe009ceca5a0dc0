//! The roles of a document: those that every tenant begins with, and its own.

use super::{
    document::{RolePart, TenantDocument},
    shape::{once, slug},
};
use crate::{
    actions::Error,
    domain::{id::TenantId, role::Role, tenant::Tenant},
};

/// The roles that every tenant begins with.
const BUILT_IN: &str = include_str!("roles.toml");

/// The roles that every tenant begins with, from narrow to wide.
pub fn built_in(tenant: TenantId) -> Result<Vec<Role>, Error> {
    #[derive(serde::Deserialize)]
    struct BuiltIn {
        roles: Vec<RolePart>,
    }
    let built_in: BuiltIn = toml::from_str(BUILT_IN).map_err(|error| Error::Failed(error.to_string()))?;
    (0_i64..).zip(&built_in.roles).map(|(position, part)| role(tenant, part, position)).collect()
}

/// Those that a document describes, and those that every tenant begins with: as they are known, or as they are at the beginning.
pub fn of(tenant: &Tenant, document: &TenantDocument, known: &[Role]) -> Result<Vec<Role>, Error> {
    once("roles", document.roles.iter().map(|part| (part.slug.as_str(), "")))?;
    let mut roles = built_in(tenant.id)?;
    for role in &mut roles {
        if let Some(known) = known.iter().find(|known| known.slug == role.slug) {
            *role = known.clone();
        }
    }
    let last = known.iter().chain(&roles).map(|role| role.position).max().unwrap_or_default();
    for (next, part) in (last + 1..).zip(&document.roles) {
        let position = known.iter().chain(&roles).find(|role| role.slug.as_str() == part.slug);
        let role = role(tenant.id, part, position.map_or(next, |role| role.position))?;
        roles.retain(|other| other.slug != role.slug);
        roles.push(role);
    }
    roles.sort_by(|a, b| (a.position, a.slug.as_str()).cmp(&(b.position, b.slug.as_str())));
    Ok(roles)
}

fn role(tenant: TenantId, part: &RolePart, position: i64) -> Result<Role, Error> {
    let (allows, denies) = (part.allows.clone(), part.denies.clone());
    let (name, sight, shows) = (part.name.clone(), part.sight, part.shows.clone());
    Ok(Role { tenant, slug: slug("roles", &part.slug)?, name, position, sight, allows, denies, shows })
}
