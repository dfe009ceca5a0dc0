//! A tenant's catalogue as it is at one revision: statuses, work types with their forms, flows and roles. Never changed; a newer revision is a
//! new value.

use std::{collections::HashMap, sync::Arc};

use super::{
    flow::Flow,
    form::Form,
    id::{PortalId, StatusId, WorkTypeId},
    part::Parts,
    role::{Rights, Role},
    status::{Category, Status},
    text::Slug,
    work_type::WorkType,
};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// In the tenant's order.
    statuses: Vec<Status>,
    work_types: HashMap<WorkTypeId, Arc<WorkType>>,
    /// In the order of the page.
    flows: Vec<Arc<Flow>>,
    /// In the tenant's order.
    roles: Vec<Role>,
    /// The parts of work orders that a portal shows to nobody.
    hidden: HashMap<PortalId, Parts>,
}

impl Catalogue {
    pub fn new(
        mut statuses: Vec<Status>,
        work_types: Vec<WorkType>,
        mut flows: Vec<Flow>,
        mut roles: Vec<Role>,
    ) -> Self {
        roles.sort_by(|a, b| (a.position, a.slug.as_str()).cmp(&(b.position, b.slug.as_str())));
        statuses.sort_by(|a, b| (a.position, a.slug.as_str()).cmp(&(b.position, b.slug.as_str())));
        flows.sort_by(|a, b| (a.position, a.slug.as_str()).cmp(&(b.position, b.slug.as_str())));
        let work_types = work_types.into_iter().map(|kind| (kind.id, Arc::new(kind))).collect();
        let flows = flows.into_iter().map(Arc::new).collect();
        Self { statuses, work_types, flows, roles, hidden: HashMap::new() }
    }

    /// With the parts that portals show to nobody.
    #[must_use]
    pub fn hiding(self, hidden: impl IntoIterator<Item = (PortalId, Parts)>) -> Self {
        Self { hidden: hidden.into_iter().filter(|(_, parts)| *parts != Parts::NONE).collect(), ..self }
    }

    pub fn statuses(&self) -> &[Status] {
        &self.statuses
    }

    pub fn status(&self, id: StatusId) -> Option<&Status> {
        self.statuses.iter().find(|status| status.id == id)
    }

    /// The first status of a category, in the tenant's order.
    pub fn first_of(&self, category: Category) -> Option<&Status> {
        self.statuses.iter().find(|status| status.category == category)
    }

    pub fn work_type(&self, id: WorkTypeId) -> Option<&Arc<WorkType>> {
        self.work_types.get(&id)
    }

    /// The form of a work type; one without questions when there is no such work type.
    pub fn form(&self, id: WorkTypeId) -> &Form {
        static NONE: Form = Form { steps: Vec::new() };
        self.work_types.get(&id).map_or(&NONE, |kind| &kind.form)
    }

    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// What roles come to at a portal. One that is no longer there gives nothing.
    pub fn rights(&self, portal: PortalId, roles: &[Slug]) -> Rights {
        let rights = Rights::of(self.roles.iter().filter(|role| roles.contains(&role.slug)));
        Rights { hidden: self.hidden.get(&portal).copied().unwrap_or_default(), ..rights }
    }

    /// What the roles come to once one of them is `changed`.
    pub fn rights_with(&self, roles: &[Slug], changed: &Role) -> Rights {
        let own = self.roles.iter().filter(|role| roles.contains(&role.slug));
        Rights::of(own.map(|role| if role.slug == changed.slug { changed } else { role }))
    }

    /// The flows that a portal offers, in the order of the page.
    pub fn flows_of(&self, portal: PortalId) -> impl Iterator<Item = &Arc<Flow>> {
        self.flows.iter().filter(move |flow| flow.portal == portal && flow.enabled)
    }

    /// The flows of all portals, closed ones too.
    pub fn flows(&self) -> &[Arc<Flow>] {
        &self.flows
    }

    /// In no order.
    pub fn work_types(&self) -> impl Iterator<Item = &Arc<WorkType>> {
        self.work_types.values()
    }

    pub fn flow(&self, portal: PortalId, slug: &Slug) -> Option<&Arc<Flow>> {
        self.flows_of(portal).find(|flow| flow.slug == *slug)
    }
}
