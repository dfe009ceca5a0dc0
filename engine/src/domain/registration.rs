//! Self-registration: somebody asks for a place in a portal by herself, because the domain of her address or a code says for whom.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    factor::{mail_code, typed_mail_code},
    id::{CustomerId, PortalId, RegistrationId, TenantId},
    setting,
    text::Email,
};

/// A place that somebody asked for, from the mail with its link until it is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub id: RegistrationId,
    pub tenant: TenantId,
    pub portal: PortalId,
    pub customer: CustomerId,
    pub email: Email,
    pub name: String,
    pub language: String,
    pub created_at: Timestamp,
    /// When the link of the mail ends.
    pub expires_at: Timestamp,
    /// Since when it waits for approval; None: the address is not confirmed yet.
    pub confirmed_at: Option<Timestamp>,
    /// Of the password that she chose. None: she has a login, or has not confirmed yet.
    pub password_hash: Option<String>,
}

/// What says for which customer somebody registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    pub domain: bool,
    pub code: bool,
}

impl Ways {
    /// As a portal's settings say.
    pub fn of(settings: &Map<String, Value>) -> Self {
        let by = setting::text(settings, "registration.by");
        Self { domain: by == "domain" || by == "either", code: by == "code" || by == "either" }
    }

    /// Whether anybody can register.
    pub const fn any(self) -> bool {
        self.domain || self.code
    }
}

/// Who agrees before somebody gets the place that she asked for. The office always may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// Nobody has to.
    Nobody,
    /// An administrator of the customer.
    Company,
    Office,
}

impl Approval {
    /// As a portal's settings say.
    pub fn of(settings: &Map<String, Value>) -> Self {
        match setting::text(settings, "registration.approval").as_str() {
            "none" => Self::Nobody,
            "company" => Self::Company,
            _ => Self::Office,
        }
    }
}

/// Number of the customer to whom a list like `harms.example = 10002, trave.example = 10042` gives the domain of an address. Only the
/// whole domain counts: whoever has a name below one may be somebody else.
pub fn customer_of(list: &str, email: &Email) -> Option<String> {
    let (_, domain) = email.as_str().rsplit_once('@')?;
    let entries = list.split([',', ';', '\n']).filter_map(|entry| entry.split_once('='));
    let mut known = entries.map(|(domain, number)| (domain.trim().trim_start_matches('@'), number.trim()));
    known.find(|(known, _)| known.eq_ignore_ascii_case(domain)).map(|(_, number)| number.to_owned())
}

/// A code of 80 bits that a customer hands out: four groups of four clear letters.
pub fn join_code([a, b, c, d, e, f, g, h, i, j]: [u8; 10]) -> String {
    format!("{}-{}", mail_code([a, b, c, d, e]), mail_code([f, g, h, i, j]))
}

/// A code as it is kept and compared, however somebody typed it.
pub fn typed_join_code(typed: &str) -> String {
    typed_mail_code(typed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_gives_whole_domains_to_customers_and_nothing_below_or_beside_them() {
        let list = "harms.example = 10002, @Trave.example=10042\nbroken, none =";
        let of = |email: &str| customer_of(list, &email.parse().unwrap());
        assert_eq!(of("a@harms.example").as_deref(), Some("10002"));
        assert_eq!(of("a@TRAVE.example").as_deref(), Some("10042"));
        for other in ["a@mail.harms.example", "a@notharms.example", "a@b.example", "harms.example@evil.example"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(customer_of("", &"a@harms.example".parse().unwrap()), None);
    }

    #[test]
    fn nobody_registers_unless_a_portal_says_how_and_the_office_agrees_unless_it_says_who() {
        let settings = |by: &str, approval: &str| {
            let value = json!({"registration.by": by, "registration.approval": approval});
            value.as_object().cloned().unwrap()
        };
        assert!(!Ways::of(&Map::new()).any());
        assert_eq!(Approval::of(&Map::new()), Approval::Office);
        assert_eq!(Ways::of(&settings("domain", "none")), Ways { domain: true, code: false });
        assert_eq!(Ways::of(&settings("either", "none")), Ways { domain: true, code: true });
        assert_eq!(Approval::of(&settings("code", "company")), Approval::Company);
        assert_eq!(Approval::of(&settings("code", "none")), Approval::Nobody);
    }

    #[test]
    fn a_code_is_read_however_people_write_it() {
        let code = join_code([255, 0, 255, 0, 255, 1, 2, 3, 4, 5]);
        assert_eq!(code.len(), 19);
        assert_eq!(typed_join_code(&format!(" {} ", code.to_lowercase())), code.replace('-', ""));
    }
}
