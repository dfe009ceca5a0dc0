//! A second factor: codes that change with time, and recovery codes for a lost phone.

use std::time::Duration;

use jiff::Timestamp;

/// A person's factor as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Sealed.
    pub seed: Vec<u8>,
    pub created_at: Timestamp,
    /// The last step whose code was taken.
    pub last_step: i64,
    /// Wrong codes in a row, whatever the sign-in.
    pub wrong: i64,
    /// Until then no code is looked at.
    pub closed_until: Timestamp,
}

/// Seconds that one code is good for.
pub const STEP_S: u64 = 30;

/// Wrong codes after which a half sign-in is over, and after each of which codes are not looked at for a while.
pub const WRONG_CODES: i64 = 5;

/// How long codes are not looked at after so many wrong ones in a row: a minute after the first five, twice as long after each further
/// five, an hour at most. Somebody who knows the password has 130 tries a day: one in 2,500 to find a code.
pub fn closed_for(wrong: i64) -> Option<Duration> {
    if wrong == 0 || wrong % WRONG_CODES != 0 {
        return None;
    }
    let doublings = u32::try_from(wrong / WRONG_CODES - 1).unwrap_or(u32::MAX).min(6);
    Some(Duration::from_secs(60 * (1 << doublings)).min(Duration::from_secs(3_600)))
}

/// Recovery codes that a person gets at once.
pub const RECOVERY_CODES: usize = 10;

/// Letters of a recovery code: no I, L, O or U, which are read as something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code from 120 random bits, in six groups of four.
pub fn recovery_code(random: [u8; 15]) -> String {
    let bits = random.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
    let letter = |at: u32| char::from(ALPHABET[usize::try_from(bits >> (at * 5) & 31).unwrap_or_default()]);
    let letters: Vec<char> = (0..24).rev().map(letter).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A code for a mail from 40 random bits, in two groups of four.
pub fn mail_code(random: [u8; 5]) -> String {
    let mut bits = [0; 15];
    bits[10..].copy_from_slice(&random);
    recovery_code(bits)[20..].to_owned()
}

/// A code of a mail in the form that is compared.
pub fn typed_mail_code(text: &str) -> String {
    clear(&text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').take(40).collect::<String>())
}

/// In capitals, with what looks like another letter read as that.
fn clear(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_uppercase);
    letters
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

/// What somebody typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// A recovery code in the form that is hashed.
    Recovery(String),
    /// Neither.
    Nothing,
}

impl Typed {
    /// Reads a code as people write it: with spaces or hyphens, in small letters, with an O for a zero.
    pub fn read(text: &str) -> Self {
        let letters = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').take(40);
        let typed: String = letters.flat_map(char::to_uppercase).collect();
        if typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::Code(typed);
        }
        let clear = clear(&typed);
        let known = |byte: u8| ALPHABET.contains(&byte);
        if clear.len() == 24 && clear.bytes().all(known) { Self::Recovery(clear) } else { Self::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_however_people_write_them() {
        assert_eq!(Typed::read(" 123 456 "), Typed::Code("123456".into()));
        let code = recovery_code([255; 15]);
        assert_eq!(code, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(Typed::read(&code.to_lowercase().replace('-', " ")), Typed::Recovery("Z".repeat(24)));
        assert_eq!(Typed::read("oooo iiii llll 0000 1111 2222"), Typed::Recovery("000011111111000011112222".into()));
        for nothing in ["", "12345", "1234567", "１２３４５６", "+12345", "ZZZZ"] {
            assert_eq!(Typed::read(nothing), Typed::Nothing, "{nothing}");
        }
    }

    #[test]
    fn a_code_of_a_mail_has_eight_clear_letters_and_is_read_however_people_write_it() {
        let code = mail_code([255, 0, 255, 0, 255]);
        assert_eq!(code.len(), 9);
        assert_eq!(typed_mail_code(&code.to_lowercase()), code.replace('-', ""));
        assert_eq!(typed_mail_code(" oil0 "), "0110");
    }

    #[test]
    fn five_wrong_codes_close_the_factor_for_longer_each_time() {
        let minutes = |wrong| closed_for(wrong).map(|wait| wait.as_secs() / 60);
        assert_eq!(
            [1, 4, 5, 6, 10, 15, 35, 5_000].map(minutes),
            [None, None, Some(1), None, Some(2), Some(4), Some(60), Some(60)]
        );
    }
}
