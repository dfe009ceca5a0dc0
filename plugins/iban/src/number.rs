//! Account numbers themselves: reading, check digits, ways to write them.

use crate::countries::length_of;

/// A number with a known country, its length and right check digits.
#[derive(Debug, PartialEq)]
pub struct Iban(String);

/// Why a text is no account number.
#[derive(Debug, PartialEq)]
pub enum Fault {
    /// A character that no account number has.
    Character(char),
    /// The first two characters name no country that takes part.
    Country(String),
    /// Too long or too short for its country.
    Length { country: String, expected: usize, found: usize },
    /// The check digits do not belong to the rest, so something is mistyped.
    Checksum,
}

impl Iban {
    /// Reads a number in any spelling: small letters, spaces, hyphens and dots are accepted.
    pub fn parse(typed: &str) -> Result<Self, Fault> {
        let bare: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if let Some(odd) = bare.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(Fault::Character(odd));
        }
        let country = bare.get(..2).unwrap_or(&bare);
        let expected = length_of(country).ok_or_else(|| Fault::Country(country.to_string()))?;
        if bare.len() != expected {
            return Err(Fault::Length { country: country.to_string(), expected, found: bare.len() });
        }
        if !has_right_check_digits(&bare) {
            return Err(Fault::Checksum);
        }
        Ok(Self(bare))
    }

    /// Capital letters and digits only: the form that is stored.
    pub fn bare(&self) -> &str {
        &self.0
    }

    /// The country's two letters.
    pub fn country(&self) -> &str {
        &self.0[..2]
    }
}

/// Groups of four, as banks print it.
pub fn grouped(bare: &str) -> String {
    let mut out = String::with_capacity(bare.len() + bare.len() / 4);
    for (i, c) in bare.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// The same groups with all but the first and the last four characters hidden.
pub fn masked(bare: &str) -> String {
    let hidden_to = bare.chars().count().saturating_sub(4);
    let hidden: String =
        bare.chars().enumerate().map(|(i, c)| if (4..hidden_to).contains(&i) { '•' } else { c }).collect();
    grouped(&hidden)
}

/// ISO 7064, MOD 97-10: with the first four characters moved to the end and letters read as 10 to 35, the remainder is 1.
fn has_right_check_digits(bare: &str) -> bool {
    let digits_right = bare.as_bytes()[2..4].iter().all(u8::is_ascii_digit);
    let rotated = bare.bytes().skip(4).chain(bare.bytes().take(4));
    let remainder = rotated.fold(0_u32, |rest, c| match c {
        b'0'..=b'9' => (rest * 10 + u32::from(c - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter - b'A') + 10) % 97,
    });
    digits_right && remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_any_spelling() {
        for typed in ["DE89370400440532013000", "de89 3704 0044 0532 0130 00", " DE89-3704.0044 0532 0130 00 "] {
            assert_eq!(Iban::parse(typed), Ok(Iban("DE89370400440532013000".into())), "{typed}");
        }
    }

    #[test]
    fn letters_inside_the_number_count_for_the_check_digits() {
        for typed in ["GB82WEST12345698765432", "NL91ABNA0417164300", "MT84MALT011000012345MTLCAST001S"] {
            assert!(Iban::parse(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn any_single_wrong_digit_is_found() {
        let right = "DE89370400440532013000";
        for place in 4..right.len() {
            let mut wrong = right.as_bytes().to_vec();
            wrong[place] = if wrong[place] == b'9' { b'0' } else { wrong[place] + 1 };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(Iban::parse(&wrong), Err(Fault::Checksum), "{wrong}");
        }
    }

    #[test]
    fn faults_say_what_is_wrong() {
        assert_eq!(Iban::parse("XX12"), Err(Fault::Country("XX".into())));
        assert_eq!(Iban::parse("D"), Err(Fault::Country("D".into())));
        assert_eq!(Iban::parse("DE8937"), Err(Fault::Length { country: "DE".into(), expected: 22, found: 6 }));
        assert_eq!(Iban::parse("DE89 3704!"), Err(Fault::Character('!')));
        assert_eq!(Iban::parse("ÄÖ12"), Err(Fault::Character('Ä')));
        assert_eq!(Iban::parse("DEAB370400440532013000"), Err(Fault::Checksum));
    }

    #[test]
    fn a_masked_number_shows_its_ends_only() {
        assert_eq!(masked("DE89370400440532013000"), "DE89 •••• •••• •••• ••30 00");
        assert_eq!(masked("DE"), "DE");
    }
}
