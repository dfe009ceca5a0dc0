//! Just enough Rust to look at code and not at what is said about it: comments and literals blanked, paths read out of `use` trees.

/// The code with comments, strings and characters as spaces. Lines stay where they are.
pub fn blank(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let end = literal_end(&letters, at);
        if end == at {
            out.push(letters[at]);
            at += 1;
        } else {
            out.extend(letters[at..end].iter().map(|letter| if *letter == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none does.
fn literal_end(letters: &[char], at: usize) -> usize {
    let next = letters.get(at + 1).copied();
    match letters[at] {
        '/' if next == Some('/') => find(letters, at, |letter| letter == '\n'),
        '/' if next == Some('*') => block_comment_end(letters, at),
        '"' => string_end(letters, at + 1),
        '\'' => character_end(letters, at),
        'r' if !follows_word(letters, at) => raw_string_end(letters, at + 1).unwrap_or(at),
        'b' | 'c' if next == Some('r') && !follows_word(letters, at) => raw_string_end(letters, at + 2).unwrap_or(at),
        _ => at,
    }
}

fn find(letters: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    letters[from..].iter().position(|letter| wanted(*letter)).map_or(letters.len(), |offset| from + offset)
}

fn follows_word(letters: &[char], at: usize) -> bool {
    at > 0 && is_word(letters[at - 1])
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn block_comment_end(letters: &[char], from: usize) -> usize {
    let (mut depth, mut at) = (0, from);
    while at < letters.len() {
        match (letters[at], letters.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    at
}

fn string_end(letters: &[char], from: usize) -> usize {
    let mut at = from;
    while at < letters.len() {
        match letters[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    letters.len()
}

/// A lifetime is not a character: it has no quote after its first letter.
fn character_end(letters: &[char], at: usize) -> usize {
    match letters.get(at + 1) {
        Some('\\') => (find(letters, at + 3, |letter| letter == '\'') + 1).min(letters.len()),
        Some(_) if letters.get(at + 2) == Some(&'\'') => at + 3,
        _ => at,
    }
}

/// `from` is after the `r`.
fn raw_string_end(letters: &[char], from: usize) -> Option<usize> {
    let quote = find(letters, from, |letter| letter != '#');
    if letters.get(quote) != Some(&'"') {
        return None;
    }
    let hashes = quote - from;
    let closes =
        |at: &usize| letters[*at] == '"' && letters[at + 1..].iter().take_while(|l| **l == '#').count() >= hashes;
    Some((quote + 1..letters.len()).find(closes).map_or(letters.len(), |at| at + 1 + hashes))
}

/// Where `word` stands in blanked code as a whole word: byte offsets.
pub fn words(code: &str, word: &str) -> Vec<usize> {
    let is_whole = |at: &usize| {
        !code[..*at].chars().next_back().is_some_and(is_word)
            && !code[at + word.len()..].chars().next().is_some_and(is_word)
    };
    code.match_indices(word).map(|(at, _)| at).filter(is_whole).collect()
}

pub fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// Every path that begins with `root::` in blanked code, without the root and with its line: `use crate::{a::{B, c}, d}` gives `a::B`,
/// `a::c` and `d`.
pub fn paths_from(code: &str, root: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in words(code, root) {
        let after = code[at + root.len()..].trim_start();
        // `other::root::x` is somebody else's root.
        if let Some(tree) = after.strip_prefix("::").filter(|_| !code[..at].trim_end().ends_with("::")) {
            let line = line_of(code, at);
            read_tree(tree, "", &mut |path| found.push((line, path)));
        }
    }
    found
}

/// Reads one branch of a `use` tree and gives what stands after it.
fn read_tree<'a>(tree: &'a str, before: &str, found: &mut impl FnMut(String)) -> &'a str {
    let tree = tree.trim_start();
    if let Some(mut inside) = tree.strip_prefix('{') {
        loop {
            inside = read_tree(inside, before, found).trim_start();
            match inside.strip_prefix(',') {
                Some(rest) if rest.trim_start().starts_with('}') => inside = rest.trim_start(),
                Some(rest) => {
                    inside = rest;
                    continue;
                }
                None => {}
            }
            return inside.strip_prefix('}').unwrap_or("");
        }
    }
    let end = tree.find(|letter: char| !is_word(letter)).unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    let path = if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") };
    let continued = rest.trim_start().strip_prefix("::").map(str::trim_start);
    match continued.filter(|next| next.starts_with(|letter: char| letter == '{' || is_word(letter))) {
        Some(next) => read_tree(next, &path, found),
        None => {
            found(if name.is_empty() { before.to_owned() } else { path });
            // Up to the next branch: an alias, a star, a call.
            let stop = rest.find([',', '}', ';', '\n']).unwrap_or(rest.len());
            &rest[stop..]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_vanish_and_code_and_lines_stay() {
        let code = "let a = \"crate::web\"; // crate::web\nlet b = r#\"a \" crate::web\"#;\n/* a /* b */ crate::web */ let c = '\"'; x::<'a>()";
        let blanked = blank(code);
        assert!(!blanked.contains("crate"), "{blanked}");
        assert!(blanked.contains("let b =") && blanked.contains("let c =") && blanked.contains("x::<'a>()"));
        assert_eq!(blanked.matches('\n').count(), 2);
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_string_or_a_character() {
        assert_eq!(blank(r#"("\"todo!()", '\'', b"\\", 1)"#).replace(' ', ""), "(,,b,1)");
    }

    #[test]
    fn a_word_that_ends_in_r_does_not_begin_a_raw_string() {
        assert_eq!(blank("for\"x\" in"), "for    in");
    }

    #[test]
    fn paths_are_read_from_trees_calls_and_types() {
        let code = "use crate::{domain::{access::Scope, id}, store as s,};\nfn f(x: &crate::web::State) { crate::mail::send() }";
        let paths: Vec<_> = paths_from(code, "crate");
        let expected =
            [(1, "domain::access::Scope"), (1, "domain::id"), (1, "store"), (2, "web::State"), (2, "mail::send")];
        assert_eq!(paths, expected.map(|(line, path)| (line, path.to_owned())));
    }

    #[test]
    fn a_tree_over_several_lines_is_read_to_its_end() {
        let code = "use crate::{\n    a::{self, b},\n    c::*,\n};\nuse other::crate_::x;";
        let paths: Vec<_> = paths_from(code, "crate").into_iter().map(|(_, path)| path).collect();
        assert_eq!(paths, ["a::self", "a::b", "c"]);
    }

    #[test]
    fn a_root_in_the_middle_of_a_path_is_not_a_root() {
        assert!(paths_from("use self::portico::x; use a::portico::y;", "portico").is_empty());
    }
}
