//! Parts of a work order that not everybody sees, whoever sees the work order itself. What a role does not show stays hidden, so a part that
//! is added later is seen by nobody until a role says so.

use serde::{Deserialize, Serialize};

use super::access::ActorRef;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Pictures and videos that somebody else uploaded.
    Photos,
    /// Other files that somebody else uploaded.
    Documents,
    /// When somebody comes.
    Planned,
    /// Who comes, and who of the office wrote or decided.
    Employee,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Photos, Self::Documents, Self::Planned, Self::Employee];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photos => "photos",
            Self::Documents => "documents",
            Self::Planned => "planned",
            Self::Employee => "employee",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }

    /// The setting by which a portal shows it at all.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Photos => "display.photos",
            Self::Documents => "display.documents",
            Self::Planned => "display.planned",
            Self::Employee => "display.employee",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Several parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts(u8);

impl Parts {
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(Part::Photos.bit() | Part::Documents.bit() | Part::Planned.bit() | Part::Employee.bit());

    pub const fn has(self, part: Part) -> bool {
        self.0 & part.bit() != 0
    }

    #[must_use]
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether somebody is named to who sees these parts. Customers name themselves.
    pub fn names(self, actor: &ActorRef) -> bool {
        self.has(Part::Employee) || actor.kind != "staff"
    }
}

impl FromIterator<Part> for Parts {
    fn from_iter<T: IntoIterator<Item = Part>>(parts: T) -> Self {
        Self(parts.into_iter().fold(0, |bits, part| bits | part.bit()))
    }
}

impl Extend<Part> for Parts {
    fn extend<T: IntoIterator<Item = Part>>(&mut self, parts: T) {
        self.0 |= Self::from_iter(parts).0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_they_are_written_and_each_has_a_setting() {
        for part in Part::ALL {
            assert_eq!(Part::parse(part.as_str()), Some(part));
            assert!(crate::domain::setting::find(part.setting()).is_some());
        }
        assert_eq!(Part::ALL.into_iter().collect::<Parts>(), Parts::ALL);
    }

    #[test]
    fn what_is_taken_away_is_gone_and_the_rest_stays() {
        let rest = Parts::ALL.without([Part::Photos].into_iter().collect());
        assert!(!rest.has(Part::Photos) && rest.has(Part::Documents) && rest.has(Part::Employee));
        assert!(Part::ALL.into_iter().all(|part| !Parts::NONE.has(part)));
    }
}
