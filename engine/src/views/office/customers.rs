//! Customers: the list, and the card of one with everything that belongs to it.

use serde::Serialize;

use super::users::UserRow;
use crate::views::{Door, View, form::FormView, page::Phone, request_list::Paging, sample};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerRow {
    pub href: String,
    pub number: String,
    pub name: String,
    pub phone: String,
    pub email: String,
    /// How many portal users it has.
    pub users: u64,
}

/// `office/customers.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeCustomers {
    pub rows: Vec<CustomerRow>,
    pub search_action: String,
    pub search: String,
    pub paging: Paging,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContactRow {
    pub name: String,
    pub email: String,
    pub phone: Option<Phone>,
    /// The form for a new portal user, filled from this contact.
    pub give_access: String,
    /// The portal user that this contact is, if she is one.
    pub user: Option<UserRow>,
}

/// `office/customer.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeCustomer {
    pub customer: CustomerRow,
    pub phone: Option<Phone>,
    /// In one line each.
    pub addresses: Vec<String>,
    pub contacts: Vec<ContactRow>,
    /// Name, kind and serial number.
    pub objects: Vec<(String, String, String)>,
    pub users: Vec<UserRow>,
    /// More portal users than this page shows.
    pub more_users: Option<String>,
    pub new_contact: String,
    pub new_user: String,
    pub orders: String,
    pub back: String,
}

/// `office/new_contact.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeNewContact {
    pub customer: String,
    pub action: String,
    pub form: FormView,
    pub back: String,
}

impl View for OfficeCustomers {
    const TEMPLATE: &'static str = "office/customers.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "customers";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_customers();
        let empty = Self { rows: Vec::new(), paging: Paging::default(), ..many.clone() };
        let filtered = Self { search: "Kessel".into(), ..empty.clone() };
        vec![("many", many), ("empty", empty), ("filtered_empty", filtered)]
    }
}

impl View for OfficeCustomer {
    const TEMPLATE: &'static str = "office/customer.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "customers";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_customer();
        let (contacts, users) = (Vec::new(), Vec::new());
        let bare =
            Self { contacts, users, addresses: Vec::new(), objects: Vec::new(), more_users: None, ..many.clone() };
        vec![("many", many), ("bare", bare)]
    }
}

impl View for OfficeNewContact {
    const TEMPLATE: &'static str = "office/new_contact.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "customers";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("empty", sample::office_new_contact())]
    }
}
