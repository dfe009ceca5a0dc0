//! Which tenants and portals there are, in memory: found by name or host without a query, refreshed when they change.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
use tokio::sync::watch;

use crate::{
    actions::{Context, Error},
    domain::{
        form::Form,
        portal::Site,
        routes::{office_base, portal_base},
        staff::PLATFORM,
        tenant::Tenant,
    },
    reload::{FormSamples, Needs},
    store::{self, tenants::Mark},
    views,
};

/// A portal with its site as templates see it, by path and on its own host.
#[derive(Debug)]
pub struct Entry {
    pub site: Site,
    by_path: Arc<views::Site>,
    by_host: Arc<views::Site>,
}

impl Entry {
    /// The site as templates see it below `base`, which is empty on the portal's own host.
    pub fn view(&self, base: &str) -> Arc<views::Site> {
        Arc::clone(if base.is_empty() { &self.by_host } else { &self.by_path })
    }
}

/// A tenant with its office as templates see it.
#[derive(Debug)]
pub struct Office {
    pub tenant: Arc<Tenant>,
    pub view: Arc<views::Site>,
}

#[derive(Debug, Default)]
struct Names {
    portals: HashMap<String, Arc<Entry>>,
    hosts: HashMap<String, String>,
    offices: HashMap<String, Arc<Office>>,
    slugs: HashMap<crate::domain::id::TenantId, String>,
    /// Portals that are switched off: nobody finds them, but mails are still written in their look and lead to their addresses.
    off: Vec<Arc<Entry>>,
}

/// All tenants and portals.
#[derive(Debug, Default)]
pub struct Directory {
    names: ArcSwap<Names>,
    /// What the names were read at.
    read_at: Mutex<Option<Mark>>,
    changes: watch::Sender<u64>,
    base_domain: String,
}

impl Directory {
    pub fn new(base_domain: &str) -> Self {
        Self { base_domain: base_domain.to_owned(), ..Self::default() }
    }

    /// Reads everything again when something has changed; true: it had.
    pub async fn refresh(&self, cx: &Context) -> Result<bool, Error> {
        let mut conn = cx.store.platform_read().await?;
        // Taken before the reading: what changes meanwhile is read once more, never missed.
        let mark = store::tenants::mark(&mut conn).await?;
        if self.read_at() == Some(mark) {
            return Ok(false);
        }
        let tenants = store::tenants::list(&mut conn).await?;
        let portals = store::portals::list_all(&mut conn).await?;
        let tenants: HashMap<_, _> = tenants.into_iter().map(|tenant| (tenant.id, Arc::new(tenant))).collect();
        let titles = grouped(store::flows::titles(&mut conn).await?);
        let labels = grouped(store::statuses::labels(&mut conn).await?);
        let mut names = Names::default();
        for tenant in tenants.values() {
            let view = Arc::new(views::Site::office(tenant, &office_base(&tenant.slug)));
            let office = Office { tenant: Arc::clone(tenant), view };
            names.slugs.insert(tenant.id, tenant.slug.to_string());
            names.offices.insert(tenant.slug.to_string(), Arc::new(office));
        }
        for portal in portals {
            let Some(tenant) = tenants.get(&portal.tenant) else { continue };
            let slug = portal.slug.to_string();
            let titles = titles.get(&portal.id).into_iter().flatten();
            let content: Vec<_> = titles.chain(labels.get(&tenant.id).into_iter().flatten()).collect();
            let view = |base: &str| Arc::new(views::Site::portal(tenant, &portal, base).written(&content));
            let (by_path, by_host) = (view(&portal_base(&portal.slug)), view(""));
            let site = Site { tenant: Arc::clone(tenant), portal: Arc::new(portal) };
            let entry = Arc::new(Entry { site, by_path, by_host });
            if !entry.site.portal.enabled {
                names.off.push(entry);
                continue;
            }
            for host in entry.site.portal.host.clone().into_iter().chain(self.sub_domain(&slug)) {
                names.hosts.insert(host, slug.clone());
            }
            names.portals.insert(slug, entry);
        }
        self.names.store(Arc::new(names));
        *self.read_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(mark);
        self.changes.send_modify(|count| *count += 1);
        Ok(true)
    }

    /// Counts how often something was read anew, whoever asked for it.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn read_at(&self) -> Option<Mark> {
        *self.read_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sub_domain(&self, slug: &str) -> Option<String> {
        (!self.base_domain.is_empty()).then(|| format!("{slug}.{}", self.base_domain))
    }

    /// The portal of a name.
    pub fn portal(&self, slug: &str) -> Option<Arc<Entry>> {
        self.names.load().portals.get(slug).cloned()
    }

    /// Name of the portal that answers on a host, given without its port.
    pub fn portal_of_host(&self, host: &str) -> Option<String> {
        self.names.load().hosts.get(&host.to_ascii_lowercase()).cloned()
    }

    /// The office of a tenant.
    pub fn office(&self, tenant: &str) -> Option<Arc<Office>> {
        self.names.load().offices.get(tenant).cloned()
    }

    /// The only tenant, when there is just one. The office of the platform counts only as long as there is no other.
    pub fn only_office(&self) -> Option<Arc<Office>> {
        let names = self.names.load();
        let mut offices = names.offices.iter().filter(|(slug, _)| slug.as_str() != PLATFORM).map(|(_, office)| office);
        match (offices.next(), offices.next()) {
            (None, _) => names.offices.get(PLATFORM).cloned(),
            (Some(office), None) => Some(Arc::clone(office)),
            _ => None,
        }
    }

    /// Name of a tenant's folders.
    pub fn slug(&self, tenant: crate::domain::id::TenantId) -> Option<String> {
        self.names.load().slugs.get(&tenant).cloned()
    }

    /// What every address of a portal begins with, from outside: its own host, or its path below the configured address.
    pub fn address(&self, id: crate::domain::id::PortalId, public_url: &str) -> Option<String> {
        let portal = self.portal_by_id(id)?.site.portal.clone();
        let by_path = || format!("{public_url}{}", portal_base(&portal.slug));
        Some(portal.host.as_ref().map_or_else(by_path, |host| format!("https://{host}")))
    }

    /// The portal with an id, unless it is switched off.
    pub fn portal_by_id(&self, id: crate::domain::id::PortalId) -> Option<Arc<Entry>> {
        self.names.load().portals.values().find(|entry| entry.site.portal.id == id).cloned()
    }

    /// The portal with an id for who writes to its people, who do not stop being its people while it is switched off.
    pub fn portal_of_mails(&self, id: crate::domain::id::PortalId) -> Option<Arc<Entry>> {
        let names = self.names.load();
        names.portals.values().chain(&names.off).find(|entry| entry.site.portal.id == id).cloned()
    }
}

fn grouped<K: Eq + Hash, V>(pairs: Vec<(K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    pairs.into_iter().for_each(|(key, value)| groups.entry(key).or_default().push(value));
    groups
}

/// What every tenant needs from the folders.
pub async fn needs(cx: &Context) -> Result<Vec<Needs>, Error> {
    let mut conn = cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    let portals = store::portals::list_all(&mut conn).await?;
    let flows = store::flows::forms(&mut conn).await?;
    let statuses = store::statuses::slugs(&mut conn).await?;
    let mut needs: HashMap<_, _> = tenants
        .iter()
        .map(|tenant| (tenant.id, Needs { tenant: tenant.slug.to_string(), ..Needs::default() }))
        .collect();
    for portal in portals {
        if let Some(need) = needs.get_mut(&portal.tenant)
            && !need.themes.contains(&portal.theme.to_string())
        {
            need.themes.push(portal.theme.to_string());
        }
    }
    // Equal forms are one value, and so are the samples of them.
    let mut samples: HashMap<*const Form, Arc<FormSamples>> = HashMap::new();
    for (tenant, flow, form) in &flows {
        if let Some(need) = needs.get_mut(tenant) {
            let samples = samples.entry(Arc::as_ptr(form)).or_insert_with(|| Arc::new(FormSamples::of(form)));
            need.flows.insert(flow.clone(), Arc::clone(samples));
        }
    }
    for (tenant, slug) in statuses {
        if let Some(need) = needs.get_mut(&tenant) {
            need.statuses.push(slug);
        }
    }
    let mut needs: Vec<_> = needs.into_values().collect();
    needs.sort_by(|a, b| a.tenant.cmp(&b.tenant));
    Ok(needs)
}
