//! A portal: one branded site of a tenant.

use serde_json::{Map, Value};

use super::{
    id::{PortalId, TenantId},
    text::Slug,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Portal {
    pub id: PortalId,
    pub tenant: TenantId,
    /// Its address name: `/p/{slug}` and `{slug}.{base domain}`. Unique over all tenants.
    pub slug: Slug,
    /// Its own domain, when it has one, in lower case and without a port.
    pub host: Option<String>,
    pub name: String,
    pub language: String,
    /// Name of a folder in `themes/`.
    pub theme: Slug,
    pub enabled: bool,
    /// Values that differ from the defaults of [`super::setting`], by key.
    pub settings: Map<String, Value>,
}

/// A portal with its tenant: where a request is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub tenant: std::sync::Arc<super::tenant::Tenant>,
    pub portal: std::sync::Arc<Portal>,
}
