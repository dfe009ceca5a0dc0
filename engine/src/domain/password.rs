//! Passwords: what is refused, and why. The rules follow ASVS 5.0: length counts, composition does not, and nothing is trimmed, cut or
//! folded. Judging needs lists and is done in [`crate::actions::passwords`].

/// Longest password in characters.
pub const MAX_CHARS: usize = 256;

/// The same in bytes: what MAX_CHARS of the longest UTF-8 take. Longer input is refused before anything looks at it.
pub const MAX_BYTES: usize = MAX_CHARS * 4;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a password has at least {min} characters; several words in a row are easy to remember and hard to guess")]
    TooShort { min: usize },
    #[error("a password has at most {MAX_CHARS} characters; take a shorter one")]
    TooLong,
    #[error(
        "the password is hardly more than a name that everybody knows here; leave out names of people, companies and mail addresses"
    )]
    OwnWords,
    #[error("the password is one of those that are tried first; take several words that do not belong together")]
    Common,
    #[error("the password is in a list of stolen ones; take another, and change it wherever else it is in use")]
    Breached,
    #[error("the password is too easy to guess; add further words that do not belong together")]
    Weak,
}

impl Refusal {
    /// Key of the text that says it on a page, with `min` as its parameter where there is one.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password-too-short",
            Self::TooLong => "password-too-long",
            Self::OwnWords => "password-own-words",
            Self::Common => "password-common",
            Self::Breached => "password-breached",
            Self::Weak => "password-weak",
        }
    }
}

/// What a password is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// From 0 (guessed at once) to 4 (never), as zxcvbn estimates it.
    pub score: u8,
    /// None: it is taken.
    pub refusal: Option<Refusal>,
}

/// Words that a password must not consist of: names and addresses of the person, the tenant and its portals.
#[derive(Debug, Clone, Default)]
pub struct OwnWords(Vec<String>);

/// Shortest own word that counts; shorter ones are in too many others.
const SHORTEST: usize = 4;

impl OwnWords {
    /// Whole names and addresses; their parts count as well.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut words = Vec::new();
        for name in names {
            let name = name.to_lowercase();
            let parts = name.split(|letter: char| !letter.is_alphanumeric());
            words.extend(parts.filter(|part| part.chars().count() >= SHORTEST).map(str::to_owned));
            let joined: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
            words.extend([joined, name].into_iter().filter(|word| word.chars().count() >= SHORTEST));
        }
        // The longest first, so that taking out a part does not hide the whole.
        words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Self(words)
    }

    pub fn as_strs(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// Letters and digits that are left of a password without these words; None when it has none of them.
    pub fn rest(&self, password: &str) -> Option<usize> {
        let whole = password.to_lowercase();
        let rest = self.0.iter().fold(whole.clone(), |rest, word| rest.replace(word.as_str(), " "));
        (rest != whole).then(|| rest.chars().filter(|letter| letter.is_alphanumeric()).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_without_own_words_is_counted_in_letters_and_digits() {
        let own = OwnWords::new(["Nordwind Haustechnik", "erika.petersen@example.org"]);
        assert_eq!(own.rest("NORDWIND-2026!"), Some(4));
        assert_eq!(own.rest("nordwindhaustechnik"), Some(0));
        assert_eq!(own.rest("Erika.Petersen@example.org1"), Some(1));
        assert_eq!(own.rest("wärmepumpe läuft"), None);
    }

    #[test]
    fn short_words_are_in_too_many_others_to_count() {
        assert_eq!(OwnWords::new(["Bo Li"]).rest("bottleneck"), None);
    }
}
