//! What mails say. Each has a folder `mail/{name}/` in the theme with `subject.txt`, `body.txt` and `body.html`.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{Site, sample};

/// A mail: which folder words it, and what it may look like.
pub trait MailView: Serialize + Sized {
    const NAME: &'static str;

    /// Where the button at its end leads; None: nowhere.
    fn link(&self) -> Option<MailLink>;

    fn samples() -> Vec<(&'static str, Self)>;
}

/// The button at the end of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailLink {
    /// Key of a text.
    pub label: &'static str,
    /// Absolute address.
    pub url: String,
}

/// A whole mail as its templates see it.
#[derive(Debug, Clone, Serialize)]
pub struct MailPage<T> {
    pub site: Arc<Site>,
    pub brand: Brand,
    pub language: String,
    pub now: Timestamp,
    /// Name of who gets it; may be empty.
    pub to_name: String,
    /// Who gets it is the office, which needs no greeting and no telephone number of its own.
    pub to_office: bool,
    pub link: Option<MailLink>,
    pub mail: T,
}

/// Colours of the portal, which a mail has to name one by one: mail programs know no custom properties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brand {
    /// The main colour, dark enough to be seen on white.
    pub accent: String,
    /// What can be read on it.
    pub on_accent: String,
}

/// A mail type with its own type forgotten.
#[derive(Clone, Copy)]
pub struct MailKind {
    pub name: &'static str,
    samples: fn(&str) -> Vec<(&'static str, Value)>,
}

impl MailKind {
    const fn of<T: MailView>() -> Self {
        Self { name: T::NAME, samples: whole_samples::<T> }
    }

    pub fn samples(&self, language: &str) -> Vec<(&'static str, Value)> {
        (self.samples)(language)
    }
}

fn whole_samples<T: MailView>(language: &str) -> Vec<(&'static str, Value)> {
    let whole = |mail: T| {
        let page = sample::mail_page(language, mail);
        serde_json::to_value(page).expect("views have text keys only, so they always become JSON")
    };
    T::samples().into_iter().map(|(name, mail)| (name, whole(mail))).collect()
}

/// All mails.
pub const MAILS: [MailKind; 14] = [
    MailKind::of::<RequestReceived>(),
    MailKind::of::<RequestAccepted>(),
    MailKind::of::<RequestRejected>(),
    MailKind::of::<RequestClosed>(),
    MailKind::of::<Comment>(),
    MailKind::of::<Notice>(),
    MailKind::of::<Invitation>(),
    MailKind::of::<PasswordReset>(),
    MailKind::of::<Registration>(),
    MailKind::of::<Registered>(),
    MailKind::of::<RegistrationWaiting>(),
    MailKind::of::<StaffWelcome>(),
    MailKind::of::<SignInByMail>(),
    MailKind::of::<AccountNotice>(),
];

/// What every mail about a request has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AboutRequest {
    pub number: i64,
    pub title: String,
    /// Absolute address of the request.
    pub url: String,
}

impl AboutRequest {
    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-open", url: self.url.clone() })
    }
}

/// The receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestReceived {
    pub request: AboutRequest,
    /// By when the office answers; None: no promise.
    pub reply_by: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestAccepted {
    pub request: AboutRequest,
    pub planned_from: Option<Timestamp>,
    pub planned_until: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestRejected {
    pub request: AboutRequest,
    pub reason: String,
}

/// A request that was taken on and is not carried out after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestClosed {
    pub request: AboutRequest,
    pub reason: String,
}

/// A new public comment, to the customer or to the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comment {
    pub request: AboutRequest,
    pub author: String,
    pub text: String,
}

/// Words of a rule, to the office or to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub request: AboutRequest,
    pub subject: String,
    pub text: String,
    /// The subject names the request by its number already.
    pub has_number: bool,
}

/// What opens a portal to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invitation {
    /// Name of who invited.
    pub invited_by: String,
    /// Name of the customer that the person will act for.
    pub customer: String,
    /// When the link ends.
    pub expires_at: Timestamp,
    /// Absolute address of the page with the button.
    pub url: String,
}

impl Notice {
    pub fn new(request: AboutRequest, subject: String, text: String) -> Self {
        let number = request.number.to_string();
        // Whole numbers only: "17 °C" does not name request 7.
        let has_number = subject.split(|c: char| !c.is_ascii_digit()).any(|found| found == number);
        Self { request, subject, text, has_number }
    }
}

impl MailView for RequestReceived {
    const NAME: &'static str = "request_received";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self { request: sample::about_request(), reply_by: Some(sample::at("2025-03-15T10:00:00Z")) };
        vec![("one", one.clone()), ("no_promise", Self { reply_by: None, ..one })]
    }
}

impl MailView for RequestAccepted {
    const NAME: &'static str = "request_accepted";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let planned_from = Some(sample::at("2025-03-17T07:00:00Z"));
        let planned_until = Some(sample::at("2025-03-17T09:00:00Z"));
        let one = Self { request: sample::about_request(), planned_from, planned_until };
        vec![("planned", one.clone()), ("not_planned", Self { planned_from: None, planned_until: None, ..one })]
    }
}

impl MailView for RequestRejected {
    const NAME: &'static str = "request_rejected";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let reason = "Diese Anlage warten wir nicht.\nBitte wenden Sie sich an den Hersteller.".to_owned();
        let one = Self { request: sample::about_request(), reason };
        vec![("one", one.clone()), ("no_reason", Self { reason: String::new(), ..one })]
    }
}

impl MailView for RequestClosed {
    const NAME: &'static str = "request_closed";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let reason =
            "Das Ersatzteil wird nicht mehr hergestellt.\nWir beraten Sie gern zu einer neuen Anlage.".to_owned();
        vec![("one", Self { request: sample::about_request(), reason })]
    }
}

impl MailView for Comment {
    const NAME: &'static str = "comment";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let text =
            "Der Monteur kommt zwischen 8 und 10 Uhr.\n\nBitte halten Sie den Keller frei. <b>Danke!</b>".to_owned();
        vec![("one", Self { request: sample::about_request(), author: "Ole Petersen".to_owned(), text })]
    }
}

impl MailView for Notice {
    const NAME: &'static str = "notice";

    fn link(&self) -> Option<MailLink> {
        self.request.link()
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let subject = "Notfall: Gasgeruch gemeldet".to_owned();
        let text = "Bitte sofort anrufen: +49 451 123456".to_owned();
        let one = Self::new(sample::about_request(), subject, text);
        vec![("one", one.clone()), ("has_number", Self { has_number: true, ..one })]
    }
}

/// The link to a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasswordReset {
    pub expires_at: Timestamp,
    /// Absolute address of the page behind the link.
    pub url: String,
}

impl MailView for PasswordReset {
    const NAME: &'static str = "password_reset";

    fn samples() -> Vec<(&'static str, Self)> {
        let url = "https://portal.nordwind.example/reset/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned();
        vec![("one", Self { expires_at: sample::at("2025-03-14T13:50:00Z"), url })]
    }

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-reset-open", url: self.url.clone() })
    }
}

/// To somebody who works in the office from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffWelcome {
    /// End of the link that sets a password; None: she has one already, and the link leads to the office.
    pub expires_at: Option<Timestamp>,
    /// Absolute address of the page behind the link.
    pub url: String,
}

impl MailView for StaffWelcome {
    const NAME: &'static str = "staff_welcome";

    fn samples() -> Vec<(&'static str, Self)> {
        let office = "https://portal.nordwind.example/office/nordwind".to_owned();
        let url = format!("{office}/reset/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj");
        let until = Some(sample::at("2025-03-17T13:30:00Z"));
        vec![("new", Self { expires_at: until, url }), ("known", Self { expires_at: None, url: office })]
    }

    fn link(&self) -> Option<MailLink> {
        let label = if self.expires_at.is_some() { "mail-staff-join" } else { "mail-staff-open" };
        Some(MailLink { label, url: self.url.clone() })
    }
}

/// The link by which somebody who registers confirms her address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registration {
    /// Name of the customer that the person would act for.
    pub customer: String,
    pub expires_at: Timestamp,
    /// Absolute address of the page with the button.
    pub url: String,
}

impl MailView for Registration {
    const NAME: &'static str = "registration";

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            customer: "Hausverwaltung Trave GmbH".to_owned(),
            expires_at: sample::at("2025-03-21T13:20:00Z"),
            url: "https://portal.nordwind.example/register/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned(),
        };
        vec![("one", one)]
    }

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-registration-open", url: self.url.clone() })
    }
}

/// Somebody registered and waits for who gets this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrationWaiting {
    pub name: String,
    pub email: String,
    /// Name of the customer that the person would act for.
    pub customer: String,
    /// Name of the portal.
    pub portal: String,
    /// Absolute address of the page where one decides.
    pub url: String,
}

impl MailView for RegistrationWaiting {
    const NAME: &'static str = "registration_waiting";

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            name: "Nora Neu".to_owned(),
            email: "nora@trave.example".to_owned(),
            customer: "Hausverwaltung Trave GmbH".to_owned(),
            portal: "Nordwind Haustechnik".to_owned(),
            url: "https://portal.nordwind.example/company".to_owned(),
        };
        vec![("one", one)]
    }

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-waiting-open", url: self.url.clone() })
    }
}

/// What became of a registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registered {
    /// Its texts are `mail-registered-{told}-subject` and `-text`: `known`, `approved` or `refused`.
    pub told: &'static str,
    /// Absolute address of the sign-in page.
    pub url: String,
}

impl MailView for Registered {
    const NAME: &'static str = "registered";

    fn samples() -> Vec<(&'static str, Self)> {
        let told = |told| Self { told, url: "https://portal.nordwind.example/sign-in".to_owned() };
        ["known", "approved", "refused"].map(|name| (name, told(name))).to_vec()
    }

    fn link(&self) -> Option<MailLink> {
        (self.told != "refused").then(|| MailLink { label: "mail-registered-open", url: self.url.clone() })
    }
}

/// A link and a code that sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignInByMail {
    /// For the browser that asked.
    pub code: String,
    pub expires_at: Timestamp,
    /// Absolute address of the page behind the link.
    pub url: String,
}

impl MailView for SignInByMail {
    const NAME: &'static str = "sign_in";

    fn samples() -> Vec<(&'static str, Self)> {
        let url =
            "https://portal.nordwind.example/sign-in/mail/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned();
        vec![("one", Self { code: "7K2M-41QX".to_owned(), expires_at: sample::at("2025-03-14T13:30:00Z"), url })]
    }

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-sign-in-open", url: self.url.clone() })
    }
}

/// Something happened to the login of who gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountNotice {
    /// Its texts are `mail-account-{told}-subject` and `-text`: `password`, `factor-on`, `factor-off`, `factor-reset`, `codes`, `new-device`,
    /// `passkey-on`, `passkey-off`, `identity` or `password-untied`.
    pub told: &'static str,
    pub at: Timestamp,
    /// Empty when it is not known.
    pub browser: &'static str,
    pub system: &'static str,
    /// The network address without its last part; empty: the office did it.
    pub address: String,
    /// Absolute address of the profile.
    pub url: String,
}

impl MailView for AccountNotice {
    const NAME: &'static str = "account_notice";

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            told: "password",
            at: sample::now(),
            browser: "Firefox",
            system: "Windows",
            address: "203.0.113.x".to_owned(),
            url: "https://portal.nordwind.example/profile".to_owned(),
        };
        let told = |told| Self { told, ..one.clone() };
        let unknown = Self { browser: "", system: "", ..told("new-device") };
        let reset = Self { address: String::new(), ..told("factor-reset") };
        let (on, off, codes) = (told("factor-on"), told("factor-off"), told("codes"));
        vec![("password", one), ("on", on), ("off", off), ("codes", codes), ("unknown", unknown), ("reset", reset)]
    }

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-account-open", url: self.url.clone() })
    }
}

impl MailView for Invitation {
    const NAME: &'static str = "invitation";

    fn link(&self) -> Option<MailLink> {
        Some(MailLink { label: "mail-invitation-open", url: self.url.clone() })
    }

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            invited_by: "Ole Petersen".to_owned(),
            customer: "Hausverwaltung Trave GmbH".to_owned(),
            expires_at: sample::at("2025-03-21T13:20:00Z"),
            url: "https://portal.nordwind.example/join/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned(),
        };
        vec![("one", one)]
    }
}
