//! Reads licence expressions (`(MIT OR Apache-2.0) AND Unicode-3.0`) and decides whether Portico may be given away with such a crate in it.

/// Licences that ask for no more than a notice.
pub const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under the MPL, whose files we use unchanged. No other crate may be.
const MPL: &[&str] =
    &["crypto-glue", "smartstring", "webauthn-attestation-ca", "webauthn-rs", "webauthn-rs-core", "webauthn-rs-proto"];

/// What is wrong with the licence of a crate, if anything.
pub fn complaint(name: &str, licence: &str) -> Option<String> {
    if licence.is_empty() {
        return Some(format!("{name} names no licence"));
    }
    // The slash is the old way to write OR.
    let words = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "_WITH_");
    let mut words = words.split_whitespace().map(|word| word.replace("_WITH_", " WITH ")).peekable();
    let allowed = either(&mut words, name);
    match (allowed, words.next()) {
        (Some(true), None) => None,
        (Some(false), None) => Some(format!("{name} is under {licence}, which is not on the list of allowed licences")),
        _ => Some(format!("{name} has a licence that cannot be read: {licence}")),
    }
}

type Words<'a, I> = &'a mut std::iter::Peekable<I>;

fn either<I: Iterator<Item = String>>(words: Words<'_, I>, name: &str) -> Option<bool> {
    let mut allowed = both(words, name)?;
    while words.next_if(|word| word == "OR").is_some() {
        allowed |= both(words, name)?;
    }
    Some(allowed)
}

fn both<I: Iterator<Item = String>>(words: Words<'_, I>, name: &str) -> Option<bool> {
    let mut allowed = one(words, name)?;
    while words.next_if(|word| word == "AND").is_some() {
        allowed &= one(words, name)?;
    }
    Some(allowed)
}

fn one<I: Iterator<Item = String>>(words: Words<'_, I>, name: &str) -> Option<bool> {
    let word = words.next()?;
    match word.as_str() {
        "(" => {
            let allowed = either(words, name)?;
            words.next_if(|word| word == ")").map(|_| allowed)
        }
        ")" | "AND" | "OR" => None,
        "MPL-2.0" | "MPL-2.0+" => Some(MPL.contains(&name)),
        licence => Some(ALLOWED.contains(&licence)),
    }
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn expressions_are_read_with_their_operators() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "Apache-2.0 / MIT",
            "GPL-2.0-only OR MIT",
            "(MIT OR GPL-3.0-only) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "MIT OR Apache-2.0 AND GPL-3.0-only",
        ] {
            assert_eq!(complaint("some", good), None, "{good}");
        }
        for bad in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT OR Apache-2.0) AND LGPL-2.1-only", "MPL-2.0"] {
            assert!(complaint("some", bad).unwrap().contains("not on the list"), "{bad}");
        }
    }

    #[test]
    fn the_mozilla_licence_is_for_named_crates_only() {
        assert_eq!(complaint("smartstring", "MPL-2.0+"), None);
        assert!(complaint("other", "MPL-2.0+").is_some());
    }

    #[test]
    fn a_missing_or_broken_expression_is_a_complaint_and_not_a_pass() {
        for bad in ["", "MIT OR", "(MIT", "MIT)", "OR MIT", "MIT Apache-2.0"] {
            assert!(complaint("some", bad).is_some(), "{bad:?}");
        }
    }
}
