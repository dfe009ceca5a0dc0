//! Values for samples: one small made-up company with its customers, used to check themes and to show them.

mod demo;
mod flow;
mod office;
mod people;
mod requests;

use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use serde_json::json;

use super::{
    Door, Page, Person, Site, View,
    mail::{AboutRequest, Brand, MailPage, MailView},
    page::{LookBar, Phone},
};
use crate::domain::{portal::Portal, tenant::Tenant};

pub use demo::{demo_index, demo_mail, demo_mailbox};
pub use flow::{flow_cards, flow_check, flow_confirmation, flow_step, form_with_notice, form_with_problems};
pub use office::{extensions, office_order, office_orders, office_requests, outbox, run, runs};
pub use people::{
    colleague, company, office_audit, office_customer, office_customers, office_import, office_new_contact,
    office_role, office_roles, office_staff, office_staff_member, office_tenants, office_user, office_users,
    office_viewers, register,
};
pub use requests::{
    home, request, requests, row_done, row_longest, row_new, row_planned, row_rtl, row_waiting, timeline,
    timeline_parts,
};

/// An instant from a literal.
///
/// # Panics
/// When the literal is not an instant; every sample is built in a test.
pub fn at(instant: &str) -> Timestamp {
    instant.parse().expect("samples write RFC 3339 instants")
}

/// The instant at which all samples are looked at.
pub fn now() -> Timestamp {
    at("2025-03-14T13:20:00Z")
}

fn tenant() -> Tenant {
    Tenant {
        id: uuid::Uuid::from_u128(1).into(),
        slug: "nordwind".parse().expect("the literal is a slug"),
        name: "Nordwind Haustechnik".into(),
        language: "de".into(),
        time_zone: "Europe/Berlin".into(),
        office_email: "buero@nordwind.example".into(),
    }
}

/// The site behind a door: made once, as every sample of every check stands in it.
pub fn site(door: Door) -> Arc<Site> {
    static MADE: [OnceLock<Arc<Site>>; 3] = [const { OnceLock::new() }; 3];
    Arc::clone(MADE[door as usize].get_or_init(|| Arc::new(make_site(door))))
}

fn make_site(door: Door) -> Site {
    let tenant = tenant();
    match door {
        Door::Office => {
            let mut site = Site::office(&tenant, "/office/nordwind");
            site.nav[0].count = Some(4);
            site
        }
        Door::Demo => Site::demo(""),
        Door::Portal => {
            let phone = "0451 / 12 34 56";
            let settings = json!({"general.phone": phone, "general.emergency_phone": "0451 / 12 34 99"});
            let portal = Portal {
                id: uuid::Uuid::from_u128(2).into(),
                tenant: tenant.id,
                slug: tenant.slug.clone(),
                host: None,
                name: "Nordwind Kundenportal".into(),
                language: "de".into(),
                theme: "default".parse().expect("the literal is a slug"),
                enabled: true,
                settings: settings.as_object().cloned().unwrap_or_default(),
            };
            let site = Site::portal(&tenant, &portal, "/p/nordwind");
            Site { phone: Phone::new(phone), ..site }
        }
    }
}

/// A whole page around a sample.
pub fn page<T: View>(language: &str, page: T) -> Page<T> {
    let signed_out = T::TEMPLATE.contains("sign_in")
        || T::TEMPLATE.contains("invitation")
        || T::TEMPLATE.contains("register")
        || T::DOOR == Door::Demo;
    let staff = T::DOOR == Door::Office;
    let name = if staff { "Ole Petersen" } else { "Erika Lindqvist" };
    let person = Person {
        id: "018f2b6e-0000-7000-8000-000000000003".into(),
        name: name.into(),
        initials: super::page::initials(name),
        email: if staff { "ole@nordwind.example" } else { "erika.lindqvist@example.de" }.into(),
        company: if staff { String::new() } else { "Hausverwaltung Trave GmbH".into() },
        may: if staff { vec!["work", "users", "customers", "retry", "audit", "staff", "tenants"] } else { Vec::new() },
        portals: (!staff).then(|| "/p/nordwind/portals".into()),
        company_page: (!staff).then(|| "/p/nordwind/company".into()),
    };
    Page {
        person: (!signed_out).then_some(person),
        language: language.into(),
        nonce: "c2FtcGxlLW5vbmNl".into(),
        generation: 42,
        path: site(T::DOOR).links.home.clone(),
        ..Page::new(site(T::DOOR), now(), page)
    }
}

/// What pages say to staff who see the portal as Erika does.
pub fn look_bar() -> LookBar {
    LookBar {
        name: "Erika Lindqvist".into(),
        staff: "Ole Petersen".into(),
        until: at("2025-03-14T13:35:00Z"),
        end: "/p/nordwind/look-end".into(),
    }
}

/// A whole mail around a sample.
pub fn mail_page<T: MailView>(language: &str, mail: T) -> MailPage<T> {
    MailPage {
        site: site(Door::Portal),
        brand: Brand { accent: "#0b4a6f".into(), on_accent: "#ffffff".into() },
        language: language.into(),
        now: now(),
        to_name: "Erika Lindqvist".into(),
        to_office: false,
        link: mail.link(),
        mail,
    }
}

/// What mails are about.
pub fn about_request() -> AboutRequest {
    AboutRequest {
        number: 1042,
        title: "Heizung bleibt kalt".into(),
        url: "https://portal.nordwind.example/requests/018f2b6e-1111-7000-8000-000000000042".into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::views::{PAGES, mail::MAILS};

    #[test]
    fn every_page_and_mail_has_samples_with_names_of_their_own() {
        let pages = PAGES.iter().map(|kind| (kind.template, kind.samples("de")));
        let mails = MAILS.iter().map(|kind| (kind.name, kind.samples("de")));
        for (of, samples) in pages.chain(mails) {
            let mut names: Vec<_> = samples.iter().map(|(name, _)| *name).collect();
            assert!(!names.is_empty(), "{of}");
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), samples.len(), "{of}");
        }
    }
}
