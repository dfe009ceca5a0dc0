//! What templates, mails and the API see: plain values made from domain values that are already loaded, one file per noun.
//!
//! Every page type names its template and brings samples, so that a theme can be checked without a database. [`PAGES`] and
//! [`mail::MAILS`] list them all.

pub mod account;
pub mod answer;
pub mod company;
pub mod crossing;
pub mod demo;
pub mod event;
pub mod file;
pub mod flow;
pub mod form;
pub mod home;
pub mod invitation;
pub mod look;
pub mod mail;
pub mod message;
pub mod office;
pub mod page;
pub mod registration;
pub mod request;
pub mod request_list;
pub mod sample;
pub mod setup;
pub mod sign_in;
pub mod sign_in_away;
pub mod sign_in_mail;
pub mod status;

use serde::Serialize;
use serde_json::Value;

pub use crate::domain::erasure::ERASED;
pub use page::{Door, Page, Person, Site};

/// A page: which template shows it, where it lives and what it may look like.
pub trait View: Serialize + Sized {
    /// Path below `templates/`.
    const TEMPLATE: &'static str;
    const DOOR: Door;
    /// Key of the menu entry that it belongs to; empty when it belongs to none.
    const SECTION: &'static str = "";

    /// Named examples: empty, one, many, longest text, right-to-left, error.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// A page type with its own type forgotten, for lists of all of them.
#[derive(Clone, Copy)]
pub struct PageKind {
    pub template: &'static str,
    pub door: Door,
    samples: fn(&str) -> Vec<(&'static str, Value)>,
}

impl PageKind {
    const fn of<T: View>() -> Self {
        Self { template: T::TEMPLATE, door: T::DOOR, samples: whole_samples::<T> }
    }

    /// Every sample as a whole page in `language`, as templates see it.
    pub fn samples(&self, language: &str) -> Vec<(&'static str, Value)> {
        (self.samples)(language)
    }
}

/// Name of the sample of a portal's page that staff see as somebody else does.
const LOOKED_AT: &str = "looked_at";

fn whole_samples<T: View>(language: &str) -> Vec<(&'static str, Value)> {
    let whole = |page: T, look| {
        let page = Page { look, ..sample::page(language, page) };
        serde_json::to_value(page).expect("views have text keys only, so they always become JSON")
    };
    // Staff may see every page of a portal as somebody else does, and each must say so.
    let looked = T::samples().into_iter().take(usize::from(T::DOOR == Door::Portal));
    let looked = looked.map(|(_, page)| (LOOKED_AT, whole(page, Some(sample::look_bar()))));
    T::samples().into_iter().map(|(name, page)| (name, whole(page, None))).chain(looked).collect()
}

/// All pages. A theme is checked against each.
pub const PAGES: [PageKind; 67] = [
    PageKind::of::<sign_in::SignIn>(),
    PageKind::of::<invitation::Invitation>(),
    PageKind::of::<sign_in_mail::SignInMail>(),
    PageKind::of::<sign_in_mail::SignInLink>(),
    PageKind::of::<sign_in_away::SignInAway>(),
    PageKind::of::<account::code::SignInCode>(),
    PageKind::of::<account::forgot::Forgot>(),
    PageKind::of::<account::reset::Reset>(),
    PageKind::of::<account::profile::Profile>(),
    PageKind::of::<account::password::Password>(),
    PageKind::of::<account::confirm::Confirm>(),
    PageKind::of::<account::factor::SecondFactor>(),
    PageKind::of::<account::recovery::RecoveryCodes>(),
    PageKind::of::<account::passkey::NewPasskey>(),
    PageKind::of::<registration::Register>(),
    PageKind::of::<company::Company>(),
    PageKind::of::<company::ColleaguePage>(),
    PageKind::of::<crossing::Portals>(),
    PageKind::of::<crossing::CrossingAway>(),
    PageKind::of::<crossing::CrossingLink>(),
    PageKind::of::<look::LookLink>(),
    PageKind::of::<home::Home>(),
    PageKind::of::<flow::FlowChoice>(),
    PageKind::of::<flow::FlowStep>(),
    PageKind::of::<flow::FlowCheck>(),
    PageKind::of::<flow::FlowConfirmation>(),
    PageKind::of::<request_list::Requests>(),
    PageKind::of::<request::Request>(),
    PageKind::of::<message::ErrorPage>(),
    PageKind::of::<message::Message>(),
    PageKind::of::<message::OfficeError>(),
    PageKind::of::<office::sign_in::OfficeSignIn>(),
    PageKind::of::<account::code::OfficeSignInCode>(),
    PageKind::of::<account::forgot::OfficeForgot>(),
    PageKind::of::<account::reset::OfficeReset>(),
    PageKind::of::<account::profile::OfficeProfile>(),
    PageKind::of::<account::password::OfficePassword>(),
    PageKind::of::<account::confirm::OfficeConfirm>(),
    PageKind::of::<account::factor::OfficeSecondFactor>(),
    PageKind::of::<account::recovery::OfficeRecoveryCodes>(),
    PageKind::of::<account::passkey::OfficeNewPasskey>(),
    PageKind::of::<office::requests::OfficeRequests>(),
    PageKind::of::<office::request::OfficeRequest>(),
    PageKind::of::<office::orders::OfficeOrders>(),
    PageKind::of::<office::customers::OfficeCustomers>(),
    PageKind::of::<office::customers::OfficeCustomer>(),
    PageKind::of::<office::customers::OfficeNewContact>(),
    PageKind::of::<office::users::OfficeUsers>(),
    PageKind::of::<office::users::OfficeUser>(),
    PageKind::of::<office::look::OfficeLook>(),
    PageKind::of::<office::erasure::OfficeErasure>(),
    PageKind::of::<office::roster::OfficeImport>(),
    PageKind::of::<office::viewers::OfficeViewers>(),
    PageKind::of::<office::extensions::OfficeExtensions>(),
    PageKind::of::<office::runs::OfficeRuns>(),
    PageKind::of::<office::runs::OfficeRun>(),
    PageKind::of::<office::outbox::OfficeOutbox>(),
    PageKind::of::<office::audit::OfficeAudit>(),
    PageKind::of::<office::roles::OfficeRoles>(),
    PageKind::of::<office::roles::OfficeRole>(),
    PageKind::of::<office::staff::OfficeStaff>(),
    PageKind::of::<office::staff::OfficeStaffMember>(),
    PageKind::of::<office::tenants::OfficeTenants>(),
    PageKind::of::<setup::Setup>(),
    PageKind::of::<demo::DemoIndex>(),
    PageKind::of::<demo::DemoMailbox>(),
    PageKind::of::<demo::DemoMail>(),
];
