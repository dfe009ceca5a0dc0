//! Words that somebody looks for, as a pattern of `like`.

/// Longest text that is looked for, in characters; the rest is ignored.
const MAX_SEARCH_CHARS: usize = 200;

/// A pattern that finds the words as they stand: the signs of `like` have no power in it.
pub(super) fn pattern(words: &str) -> String {
    let words: String = words.chars().take(MAX_SEARCH_CHARS).collect::<String>().to_lowercase();
    let mut pattern = String::from("%");
    for sign in words.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn signs_of_like_are_looked_for_as_they_stand() {
        assert_eq!(pattern("50%_A\\"), "%50\\%\\_a\\\\%");
        assert_eq!(pattern("Ölbrenner"), "%ölbrenner%");
        assert_eq!(pattern(&"x".repeat(500)).len(), 202);
    }
}
