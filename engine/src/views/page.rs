//! What every page has besides its own content: the site, the person, the language and a message of the last act.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::View;
use crate::domain::{
    access::Verb,
    portal::Portal,
    routes::{office as office_paths, path, portal as portal_paths},
    setting,
    staff::{PLATFORM, StaffRole},
    tenant::Tenant,
    text::Localised,
    user::User,
};

/// Where a page lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    Portal,
    Office,
    Demo,
}

/// A whole page as its template sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    pub site: Arc<Site>,
    /// None: nobody is signed in.
    pub person: Option<Person>,
    /// Language of the page, for example `de`.
    pub language: String,
    /// For the one script element that the content-security policy lets run.
    pub nonce: String,
    /// Number of the extensions' generation that made the page.
    pub generation: u64,
    pub now: Timestamp,
    /// What the last act came to, shown once.
    pub flash: Option<Flash>,
    /// Path and query of this page, to come back to.
    pub path: String,
    /// Staff see the portal as the person does, and change nothing: every page says so.
    pub look: Option<LookBar>,
    /// Menu entry that the page belongs to.
    pub section: &'static str,
    pub page: T,
}

impl<T: View> Page<T> {
    /// A page for nobody in particular, in the site's language; the web layer fills in the rest.
    pub fn new(site: Arc<Site>, now: Timestamp, page: T) -> Self {
        let language = site.language.clone();
        let (nonce, path) = (String::new(), String::new());
        let (person, flash, look, section) = (None, None, None, T::SECTION);
        Self { site, person, language, nonce, generation: 0, now, flash, path, look, section, page }
    }
}

/// One branded site. Made once per generation and shared by all its pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Site {
    pub door: Door,
    /// Name of the portal, or of the tenant in the office.
    pub name: String,
    pub tenant: String,
    /// What all addresses of the site begin with: `/p/nordwind`, or nothing on an own domain.
    pub base: String,
    /// Name of the theme.
    pub theme: String,
    /// Language of who has not chosen one.
    pub language: String,
    /// Languages to choose from; a portal has those that its own content is written in.
    pub languages: Vec<LanguageName>,
    /// IANA name of the zone that dates are shown in.
    pub time_zone: String,
    /// Settings that everybody may see, by section and name.
    pub settings: Value,
    pub logo: Option<String>,
    pub phone: Option<Phone>,
    pub emergency_phone: Option<Phone>,
    pub links: Links,
    pub nav: Vec<NavItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageName {
    pub tag: &'static str,
    /// In the language itself.
    pub name: &'static str,
}

/// Languages that the built-in texts are complete in.
pub const LANGUAGES: [LanguageName; 3] = [
    LanguageName { tag: "de", name: "Deutsch" },
    LanguageName { tag: "en", name: "English" },
    LanguageName { tag: "nl", name: "Nederlands" },
];

/// A phone number as people write it and as a link takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phone {
    pub text: String,
    pub href: String,
}

impl Phone {
    /// None for a blank number.
    pub fn new(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        (!digits.is_empty()).then(|| Self { text: text.trim().to_owned(), href: format!("tel:{digits}") })
    }
}

/// Addresses that every page of a site may need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Links {
    pub home: String,
    pub sign_in: String,
    /// Takes a POST.
    pub sign_out: String,
    /// One's own profile.
    pub profile: String,
    /// Takes a POST with `language` and `next`.
    pub language: String,
    /// What the address of an asset begins with, with a slash at the end.
    pub assets: String,
}

/// One entry of the menu. Its label is the text `nav-{key}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavItem {
    pub key: &'static str,
    pub href: String,
    pub icon: &'static str,
    /// How many wait there.
    pub count: Option<u64>,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub initials: String,
    pub email: String,
    /// Name of the customer that the person belongs to; empty for staff.
    pub company: String,
    /// What she may do in an office: `work`, `users`, `customers`, `retry`, `audit`, `staff`, `tenants`. Empty for portal users.
    pub may: Vec<&'static str>,
    /// The page about her colleagues; None: she does not look after them.
    pub company_page: Option<String>,
    /// Where she changes to another portal; None: she has a place at this one only.
    pub portals: Option<String>,
}

impl Person {
    pub fn new(user: &User, company: &str) -> Self {
        Self {
            id: user.id.to_string(),
            name: user.name.clone(),
            initials: initials(&user.name),
            email: user.email.as_str().to_owned(),
            company: company.to_owned(),
            may: Vec::new(),
            company_page: None,
            portals: None,
        }
    }

    /// Somebody in an office.
    pub fn staff(user: &User, role: StaffRole) -> Self {
        let may = OFFICE.into_iter().filter(|(_, verb)| role.may(*verb)).map(|(key, _)| key).collect();
        Self { may, ..Self::new(user, "") }
    }
}

/// What pages of an office show only to who may do it.
const OFFICE: [(&str, Verb); 7] = [
    ("work", Verb::Transition),
    ("users", Verb::ManageLogins),
    ("customers", Verb::ManageCustomers),
    ("retry", Verb::RetryTask),
    ("audit", Verb::Audit),
    ("staff", Verb::ManageStaff),
    ("tenants", Verb::ManageTenants),
];

/// What a page says to staff who see the portal as one of its users does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookBar {
    /// Who is seen.
    pub name: String,
    /// Who looks.
    pub staff: String,
    pub until: Timestamp,
    /// Takes a POST that ends it.
    pub end: String,
}

/// First letters of the first and last word of a name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

/// What the last act came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flash {
    /// `success`, `info` or `error`.
    pub kind: &'static str,
    /// Key of a text, for example `flash-comment-sent`.
    pub key: String,
}

impl Site {
    /// A portal below `base`.
    pub fn portal(tenant: &Tenant, portal: &Portal, base: &str) -> Self {
        let own = &portal.settings;
        let nav = |key, pattern, icon| NavItem { key, href: path(base, pattern, &[]), icon, count: None };
        Self {
            door: Door::Portal,
            name: portal.name.clone(),
            theme: portal.theme.to_string(),
            language: portal.language.clone(),
            settings: setting::public(own),
            phone: Phone::new(&setting::text(own, "general.phone")),
            emergency_phone: Phone::new(&setting::text(own, "general.emergency_phone")),
            nav: vec![nav("home", portal_paths::HOME, "home"), nav("requests", portal_paths::REQUESTS, "list")],
            ..Self::bare(Door::Portal, tenant, base)
        }
    }

    /// With only the languages that all of these texts are written in, and its own.
    #[must_use]
    pub fn written(mut self, content: &[&Localised]) -> Self {
        let own = self.language.split('-').next().unwrap_or_default().to_owned();
        let filled = |text: &Localised, tag: &str| text.0.get(tag).is_some_and(|text| !text.trim().is_empty());
        let all = |tag: &str| content.iter().filter(|text| !text.is_empty()).all(|text| filled(text, tag));
        self.languages.retain(|known| known.tag == own || all(known.tag));
        self
    }

    /// A tenant's office below `base`.
    pub fn office(tenant: &Tenant, base: &str) -> Self {
        let nav = |key, pattern, icon| NavItem { key, href: path(base, pattern, &[]), icon, count: None };
        if tenant.slug.as_str() == PLATFORM {
            let nav = vec![
                nav("tenants", office_paths::TENANTS, "building"),
                nav("staff", office_paths::STAFF, "shield"),
                nav("outbox", office_paths::OUTBOX, "send"),
                nav("audit", office_paths::AUDIT, "history"),
            ];
            return Self { nav, ..Self::bare(Door::Office, tenant, base) };
        }
        let nav = vec![
            nav("inbox", office_paths::REQUESTS, "inbox"),
            nav("orders", office_paths::ORDERS, "list"),
            nav("customers", office_paths::CUSTOMERS, "building"),
            nav("users", office_paths::USERS, "user"),
            nav("staff", office_paths::STAFF, "shield"),
            nav("extensions", office_paths::EXTENSIONS, "puzzle"),
            nav("runs", office_paths::RUNS, "activity"),
            nav("outbox", office_paths::OUTBOX, "send"),
            nav("audit", office_paths::AUDIT, "history"),
        ];
        Self { nav, ..Self::bare(Door::Office, tenant, base) }
    }

    fn bare(door: Door, tenant: &Tenant, base: &str) -> Self {
        Self {
            door,
            name: tenant.name.clone(),
            tenant: tenant.name.clone(),
            base: base.to_owned(),
            theme: "default".to_owned(),
            language: tenant.language.clone(),
            languages: LANGUAGES.to_vec(),
            time_zone: tenant.time_zone.clone(),
            settings: setting::public(&Default::default()),
            logo: None,
            phone: None,
            emergency_phone: None,
            links: Links::below(base),
            nav: Vec::new(),
        }
    }

    /// The pages of the demonstration, which belong to no tenant.
    pub fn demo(base: &str) -> Self {
        Self {
            door: Door::Demo,
            name: "Portico".to_owned(),
            tenant: "Portico".to_owned(),
            base: base.to_owned(),
            theme: "default".to_owned(),
            language: "en".to_owned(),
            languages: LANGUAGES.to_vec(),
            time_zone: "UTC".to_owned(),
            settings: setting::public(&Default::default()),
            logo: None,
            phone: None,
            emergency_phone: None,
            links: Links::below(base),
            nav: Vec::new(),
        }
    }
}

impl Links {
    /// The addresses that every door has at the same place below its base.
    pub fn below(base: &str) -> Self {
        let at = |pattern| path(base, pattern, &[""]);
        Self {
            home: at(portal_paths::HOME),
            sign_in: at(portal_paths::SIGN_IN),
            sign_out: at(portal_paths::SIGN_OUT),
            profile: at(portal_paths::PROFILE),
            language: at(portal_paths::LANGUAGE),
            assets: at(portal_paths::ASSET),
        }
    }
}
