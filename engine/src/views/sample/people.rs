//! Samples of the office's customers and portal users.

use super::at;
use crate::views::{
    company::{ColleagueActions, ColleaguePage, ColleagueRow, Company, OfferRow},
    form::{ChoiceView, FieldView, FormView, ProblemView},
    office::{
        audit::{ACTIONS, AuditEntry, OfficeAudit, text_of},
        customers::{ContactRow, CustomerRow, OfficeCustomer, OfficeCustomers, OfficeNewContact},
        roles::{OfficeRole, OfficeRoles, RoleAsks, RoleRow, SightChange},
        roster::{OfficeImport, Rehearsal, RehearsedRow},
        staff::{OfficeStaff, OfficeStaffMember, StaffRow},
        tenants::{OfficeTenants, TenantRow},
        users::{InvitationView, OfficeUser, OfficeUsers, OpenOffer, UserActions, UserRow},
        viewers::{OfficeViewers, ViewerRow},
    },
    page::Phone,
    registration::{Register, WaitingRow},
    request_list::{Chip, Paging},
};

const BASE: &str = "/office/nordwind";

fn user(name: &str, email: &str, state: &'static str) -> UserRow {
    UserRow {
        id: "018f2b6e-0000-7000-8000-000000000007".into(),
        href: format!("{BASE}/users/018f2b6e-0000-7000-8000-000000000007"),
        name: name.into(),
        email: email.into(),
        portal: "Nordwind Kundenportal".into(),
        customer: "Hausverwaltung Trave GmbH".into(),
        customer_href: format!("{BASE}/customers/018f2b6e-0000-7000-8000-000000000005"),
        roles: vec!["Anfragen stellen".into(), "Standortleitung".into()],
        state,
        last_sign_in_at: (state == "active").then(|| at("2025-03-14T12:41:00Z")),
    }
}

fn users() -> Vec<UserRow> {
    vec![
        user("Erika Lindqvist", "erika.lindqvist@example.de", "active"),
        user("Jens Petersen", "jens@example.de", "invited"),
        UserRow { roles: Vec::new(), ..user("Mia Sommer", "mia@example.de", "blank") },
        user(
            "Ada Verwaltungsgemeinschaft-Kurfürst-Friedrich",
            "ada.von.der.verwaltung@beispielhausverwaltung.example",
            "bounced",
        ),
        user("مريم حداد", "maryam@example.de", "disabled"),
        user("Tom Brandt", "tom@example.de", "expired"),
    ]
}

pub fn office_users() -> OfficeUsers {
    let chip = |key: &str, count| Chip::keyed(key, &format!("{BASE}/users?state={key}"), key == "all", Some(count));
    OfficeUsers {
        rows: users(),
        search_action: format!("{BASE}/users"),
        search_hidden: vec![("state".into(), "active".into())],
        chips: vec![chip("all", 6), chip("blank", 1), chip("invited", 1), chip("active", 1), chip("disabled", 1)],
        paging: Paging::new(1, 50, 6, &|page| format!("{BASE}/users?page={page}")),
        all: 6,
        clear_href: format!("{BASE}/users"),
        bulk: format!("{BASE}/users/bulk"),
        add: format!("{BASE}/customers"),
        import: format!("{BASE}/users/import"),
        roles: Some(format!("{BASE}/roles")),
        waiting: waiting(BASE, "Hausverwaltung Trave GmbH"),
        offers: vec![OpenOffer {
            name: "Karl Hausmeister".into(),
            email: "karl@example.de".into(),
            customer: "Hausverwaltung Trave GmbH".into(),
            portal: "Nordwind Haustechnik".into(),
            made_by: "Erika Lindqvist".into(),
            state: "invited",
            expires_at: Some(at("2025-03-21T12:41:00Z")),
            revoke: Some(format!("{BASE}/offers/7/revocation")),
        }],
        export: ["csv", "xlsx"].map(|format| format!("{BASE}/users/export?format={format}")),
        ..OfficeUsers::default()
    }
}

fn field(key: &str, label: &str, kind: &'static str, value: &str) -> FieldView {
    FieldView {
        key: key.into(),
        id: format!("field-{key}"),
        label: label.into(),
        kind,
        required: true,
        visible: true,
        value: value.into(),
        ..FieldView::default()
    }
}

fn form() -> FormView {
    let choice = |at: usize, label: &str| ChoiceView {
        id: format!("field-roles-{at}"),
        value: label.to_lowercase(),
        label: label.into(),
        selected: at == 1,
    };
    let choices = vec![choice(1, "Anfragen stellen"), choice(2, "Standortleitung"), choice(3, "Nur lesen")];
    let roles = FieldView { choices, required: false, ..field("roles", "Rollen", "checkboxes", "") };
    let (name, email) = (field("name", "Name", "text", "Jens Petersen"), field("email", "E-Mail", "email", ""));
    FormView { fields: vec![name, email, roles], ..FormView::default() }
}

/// A new portal user, and one who was invited.
pub fn office_user() -> (OfficeUser, OfficeUser) {
    let new = OfficeUser {
        customer: "Hausverwaltung Trave GmbH".into(),
        action: format!("{BASE}/customers/5/users"),
        form: form(),
        back: format!("{BASE}/customers/5"),
        ..OfficeUser::default()
    };
    let invitation = InvitationView {
        state: "open",
        invited_by: "Ole Petersen".into(),
        sent_at: Some(at("2025-03-14T12:41:00Z")),
        sends: 2,
        expires_at: Some(at("2025-03-21T12:41:00Z")),
    };
    let actions = UserActions {
        invite: Some(format!("{BASE}/users/7/invitation")),
        revoke: Some(format!("{BASE}/users/7/revocation")),
        access: format!("{BASE}/users/7/access"),
        is_open: true,
        reset_factor: Some(format!("{BASE}/users/7/factor-reset")),
        erasure: format!("{BASE}/users/7/erasure"),
        data: format!("{BASE}/users/7/data"),
        look: Some(format!("{BASE}/users/7/look")),
        remove: format!("{BASE}/users/7/removal"),
    };
    let (row, others) = (Some(user("Jens Petersen", "jens@example.de", "invited")), users()[..1].to_vec());
    let invited = OfficeUser { row, invitation: Some(invitation), actions: Some(actions), others, ..new.clone() };
    (new, invited)
}

fn customer(name: &str, users: u64) -> CustomerRow {
    CustomerRow {
        href: format!("{BASE}/customers/018f2b6e-0000-7000-8000-000000000005"),
        number: "10042".into(),
        name: name.into(),
        phone: "0451 / 77 88 99".into(),
        email: "info@trave.example".into(),
        users,
    }
}

pub fn office_customers() -> OfficeCustomers {
    OfficeCustomers {
        rows: vec![
            customer("Hausverwaltung Trave GmbH", 6),
            CustomerRow { phone: String::new(), email: String::new(), ..customer("Familie Brandt", 0) },
            customer("Wohnungseigentümergemeinschaft Kurfürst-Friedrich-Straße", 1),
        ],
        search_action: format!("{BASE}/customers"),
        search: String::new(),
        paging: Paging::new(1, 50, 3, &|page| format!("{BASE}/customers?page={page}")),
    }
}

pub fn office_customer() -> OfficeCustomer {
    let contact = |name: &str, email: &str, user| ContactRow {
        give_access: format!("{BASE}/customers/5/users?contact=9"),
        name: name.into(),
        email: email.into(),
        phone: Phone::new("0451 / 77 88 90"),
        user,
    };
    OfficeCustomer {
        customer: customer("Hausverwaltung Trave GmbH", 6),
        phone: Phone::new("0451 / 77 88 99"),
        addresses: vec!["Büro – Hafenstraße 12, 23568 Lübeck".into(), "Am Markt 3, 23552 Lübeck".into()],
        contacts: vec![
            contact("Erika Lindqvist", "erika.lindqvist@example.de", users().into_iter().next()),
            contact("Karl Hausmeister", "karl@example.de", None),
            contact("Ohne Adresse", "", None),
        ],
        objects: vec![("Gaskessel".into(), "Heizkessel".into(), "GK-2231".into())],
        users: users(),
        more_users: Some(format!("{BASE}/users?customer=5")),
        new_contact: format!("{BASE}/customers/5/contacts"),
        new_user: format!("{BASE}/customers/5/users"),
        orders: format!("{BASE}/orders?filter=all&q=Trave"),
        back: format!("{BASE}/customers"),
    }
}

pub fn office_new_contact() -> OfficeNewContact {
    OfficeNewContact {
        customer: "Hausverwaltung Trave GmbH".into(),
        action: format!("{BASE}/customers/5/contacts"),
        form: form(),
        back: format!("{BASE}/customers/5"),
    }
}

pub fn office_viewers() -> OfficeViewers {
    let row = |name: &str, sees, last| ViewerRow {
        name: name.into(),
        email: "jemand@trave.example".into(),
        href: Some(format!("{BASE}/users/7")),
        portal: Some("Nordwind Kundenportal".into()),
        roles: vec!["Standortleitung".into()],
        sees,
        why: vec!["own-tenant", "own-customer", last],
    };
    let mut closed = row("Tom Brandt", false, "whole-customer");
    closed.why.insert(0, "closed");
    OfficeViewers {
        number: 1042,
        title: "Heizung bleibt kalt".into(),
        customer: "Hausverwaltung Trave GmbH".into(),
        requester: Some("Erika Lindqvist".into()),
        address: Some("Hafenstraße 12, 23568 Lübeck".into()),
        rows: vec![row("Erika Lindqvist", true, "own-requests"), row("Kai Nissen", true, "own-sites"), closed],
        staff: vec!["Ole Petersen".into(), "Maike Lorenzen".into()],
        back: format!("{BASE}/orders/7"),
    }
}

/// The page before a file is chosen, and after its rehearsal.
pub fn office_import() -> (OfficeImport, OfficeImport) {
    let fresh = OfficeImport {
        action: format!("{BASE}/users/import"),
        confirm: format!("{BASE}/users/import/confirm"),
        columns: vec!["customer", "name", "email", "portal", "language", "roles", "sites"],
        needed: vec!["customer", "name", "email"],
        max_rows: 5_000,
        rehearsal: None,
        problems: Vec::new(),
        back: format!("{BASE}/users"),
    };
    let row = |line, name: &str, outcome, problems| RehearsedRow {
        line,
        name: name.into(),
        email: "jemand@trave.example".into(),
        customer: "10042".into(),
        outcome,
        sees: 12,
        problems,
    };
    let rows = vec![
        row(2, "Erika Lindqvist", "known", Vec::new()),
        row(3, "Karl Hausmeister", "added", Vec::new()),
        row(4, "", "wrong", vec![ProblemView::keyed("name", "problem-required")]),
    ];
    let text = "customer,name,email\n10042,Karl Hausmeister,jemand@trave.example\n".into();
    let rehearsal = Rehearsal { is_done: false, invite: true, added: 1, known: 1, wrong: 1, rows, unlisted: 120, text };
    let rehearsed = OfficeImport { rehearsal: Some(rehearsal), ..fresh.clone() };
    (fresh, rehearsed)
}

/// One entry of each kind, so that each has its text.
pub fn office_audit() -> OfficeAudit {
    let kinds = ["staff", "customer", "extension", "engine"];
    let row = |(index, action): (usize, &&str)| AuditEntry {
        position: i64::try_from(ACTIONS.len() - index).unwrap_or_default(),
        at: at("2025-03-14T12:41:00Z"),
        kind: kinds[index % kinds.len()].into(),
        name: if index % kinds.len() == 3 { String::new() } else { "Ole Petersen".into() },
        action: (*action).into(),
        what: text_of(action),
        subject: "membership:018f2b6e-0000-7000-8000-000000000007".into(),
        href: (index % 2 == 0).then(|| format!("{BASE}/users/7")),
        before: (index == 7).then(|| "{\n  \"roles\": [\n    \"requester\"\n  ]\n}".into()),
        after: (index % 3 == 1).then(|| "{\n  \"roles\": [\n    \"reader\"\n  ]\n}".into()),
    };
    let unknown = AuditEntry { action: "weather.change".into(), what: None, ..row((1, &"members.edit")) };
    OfficeAudit {
        rows: ACTIONS.iter().enumerate().map(row).chain([unknown]).collect(),
        older: Some(format!("{BASE}/audit?before=1")),
        newest: Some(format!("{BASE}/audit")),
    }
}

fn staff(name: &str, role: &'static str, state: &'static str) -> StaffRow {
    StaffRow {
        href: format!("{BASE}/staff/018f2b6e-0000-7000-8000-000000000003"),
        name: name.into(),
        email: "ole@nordwind.example".into(),
        role,
        state,
        last_sign_in_at: (state == "active").then(|| at("2025-03-14T08:02:00Z")),
        is_self: false,
    }
}

pub fn office_staff() -> OfficeStaff {
    let own = StaffRow { is_self: true, ..staff("Ole Petersen", "administrator", "active") };
    let rows =
        vec![own, staff("Maike Lorenzen-Schwartau", "coordinator", "invited"), staff("שרה כהן", "reader", "disabled")];
    OfficeStaff { rows, action: format!("{BASE}/staff"), form: form() }
}

pub fn office_staff_member() -> OfficeStaffMember {
    let row = staff("Maike Lorenzen", "coordinator", "invited");
    OfficeStaffMember {
        action: Some(row.href.clone()),
        welcome: Some(format!("{}/welcome", row.href)),
        remove: Some(format!("{}/removal", row.href)),
        form: form(),
        back: format!("{BASE}/staff"),
        row,
    }
}

pub fn office_roles() -> OfficeRoles {
    let role = |name: &str, slug: &str, sight, people| RoleRow {
        href: format!("{BASE}/roles/{slug}"),
        name: name.into(),
        slug: slug.into(),
        sight,
        allows: vec!["create", "comment"],
        denies: Vec::new(),
        shows: vec!["photos", "planned"],
        people,
        people_href: format!("{BASE}/users?role={slug}"),
    };
    let denied = RoleRow {
        allows: Vec::new(),
        denies: vec!["create"],
        shows: Vec::new(),
        ..role("Gesperrt", "on-hold", "own", 1)
    };
    let rows = vec![
        role("Anfragen stellen", "requester", "own", 214),
        role("Donaudampfschifffahrtsgesellschaftsstandortleitung", "site-manager", "sites", 12),
        role("مدير العميل", "customer-admin", "customer", 0),
        denied,
    ];
    OfficeRoles { rows, add: format!("{BASE}/new-role"), back: format!("{BASE}/users") }
}

/// A new role, one that is there, and a question about it.
pub fn office_role() -> (OfficeRole, OfficeRole, RoleAsks) {
    let new = OfficeRole {
        action: format!("{BASE}/new-role"),
        form: form(),
        back: format!("{BASE}/roles"),
        ..OfficeRole::default()
    };
    let row = office_roles().rows.swap_remove(1);
    let known = OfficeRole { action: row.href.clone(), row: Some(row), ..new.clone() };
    let change = |name: &str, before, after| SightChange {
        name: name.into(),
        email: "erika@trave.example".into(),
        customer: "Hausverwaltung Trave GmbH".into(),
        href: format!("{BASE}/users/7"),
        before,
        after,
    };
    let people = vec![change("Erika Lang", 2, 41), change("Jens Petersen-Schwartau", 41, 2), change("שרה כהן", 0, 1)];
    (new, known, RoleAsks { sign: "2-1-43-44".into(), more: 2, less: 1, people, unlisted: 120 })
}

pub fn office_tenants() -> OfficeTenants {
    let row = |name: &str, slug: &str, language: &str| TenantRow {
        name: name.into(),
        slug: slug.into(),
        language: language.into(),
        office: format!("/office/{slug}"),
        portals: vec![(name.into(), format!("/p/{slug}"))],
    };
    let rows = vec![
        row("Nordwind Haustechnik", "nordwind", "de"),
        row("Donaudampfschifffahrtsgesellschaft Aufzugsdienste", "donau", "de"),
    ];
    OfficeTenants { rows, action: format!("{BASE}/tenants"), form: form() }
}

fn colleague_row(name: &str, email: &str, state: &'static str) -> ColleagueRow {
    ColleagueRow {
        href: Some("/p/nordwind/company/colleagues/7".into()),
        name: name.into(),
        email: email.into(),
        roles: vec!["Anfragen stellen".into(), "Standortleitung".into()],
        sites: vec!["Hafenstraße 12, 23568 Lübeck".into(), "Am Markt 3, 23552 Lübeck".into()],
        state,
        last_sign_in_at: (state == "active").then(|| at("2025-03-14T12:41:00Z")),
        is_self: false,
    }
}

pub fn company() -> Company {
    let own = colleague_row("Erika Lindqvist", "erika.lindqvist@example.de", "active");
    let own = ColleagueRow { href: None, sites: Vec::new(), is_self: true, ..own };
    let offer = |name: &str, email: &str, state| OfferRow {
        name: name.into(),
        email: email.into(),
        roles: vec!["Anfragen stellen".into()],
        sites: Vec::new(),
        state,
        made_by: "Erika Lindqvist".into(),
        expires_at: (state == "invited").then(|| at("2025-03-21T12:41:00Z")),
        edit: Some("/p/nordwind/company/invitations/7".into()),
        send: Some("/p/nordwind/company/invitations/7/mail".into()),
        revoke: Some("/p/nordwind/company/invitations/7/revocation".into()),
    };
    let beyond = offer("مريم حداد", "maryam@example.de", "expired");
    Company {
        customer: "Hausverwaltung Trave GmbH".into(),
        rows: vec![
            own,
            colleague_row("Jens Petersen", "jens@example.de", "active"),
            ColleagueRow { roles: Vec::new(), ..colleague_row("Mia Sommer", "mia@example.de", "blank") },
            colleague_row(
                "Ada Verwaltungsgemeinschaft-Kurfürst-Friedrich",
                "ada.von.der.verwaltung@beispielhausverwaltung.example",
                "disabled",
            ),
        ],
        offers: vec![
            offer("Karl Hausmeister", "karl@example.de", "invited"),
            OfferRow { edit: None, send: None, revoke: None, ..beyond },
        ],
        search_action: "/p/nordwind/company".into(),
        search: String::new(),
        paging: Paging::new(1, 50, 4, &|page| format!("/p/nordwind/company?page={page}")),
        invite: "/p/nordwind/company/invitations".into(),
        waiting: waiting("/p/nordwind/company", ""),
        has_codes: true,
        code: Some("7K2M-41QX-9ZB3-0V6T".into()),
        code_action: "/p/nordwind/company/code".into(),
        problems: Vec::new(),
    }
}

/// Somebody to invite, and a colleague.
pub fn colleague() -> (ColleaguePage, ColleaguePage) {
    let new = ColleaguePage {
        customer: "Hausverwaltung Trave GmbH".into(),
        action: "/p/nordwind/company/invitations".into(),
        form: form(),
        back: "/p/nordwind/company".into(),
        ..ColleaguePage::default()
    };
    let actions = ColleagueActions {
        invite: Some("/p/nordwind/company/colleagues/7/invitation".into()),
        access: Some("/p/nordwind/company/colleagues/7/access".into()),
        is_open: true,
    };
    let row = Some(colleague_row("Jens Petersen", "jens@example.de", "invited"));
    let action = "/p/nordwind/company/colleagues/7".into();
    (new.clone(), ColleaguePage { row, action, actions, ..new })
}

fn waiting(base: &str, customer: &str) -> Vec<WaitingRow> {
    let row = |name: &str, email: &str| WaitingRow {
        name: name.into(),
        email: email.into(),
        customer: customer.into(),
        confirmed_at: Some(at("2025-03-14T12:41:00Z")),
        approve: format!("{base}/registrations/7/approval"),
        refuse: format!("{base}/registrations/7/refusal"),
    };
    vec![row("Nora Neu", "nora@trave.example"), row("مريم حداد", "maryam@trave.example")]
}

pub fn register() -> Register {
    Register {
        action: "/p/nordwind/register".into(),
        form: form(),
        back: "/p/nordwind/sign-in".into(),
        ..Register::default()
    }
}
