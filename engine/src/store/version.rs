//! The version gate: SQLite versions that can lose committed transactions (the WAL-reset fault) are refused at start.

/// First version with write-ahead logging; older ones cannot keep our promises either.
const FIRST_WITH_WAL: [u32; 3] = [3, 7, 0];
/// First version of the main line without the fault.
const FIXED: [u32; 3] = [3, 51, 3];
/// Older lines that got the fix later.
const FIXED_LINES: [[u32; 3]; 2] = [[3, 44, 6], [3, 50, 7]];

/// Why this version of SQLite must not be used, if so.
pub fn refusal(version: &str) -> Option<String> {
    let Some(number) = parse(version) else {
        return Some(format!("SQLite calls its version \"{version}\", which cannot be read"));
    };
    if number < FIRST_WITH_WAL {
        return Some(format!("SQLite {version} has no write-ahead log; use 3.51.3 or newer"));
    }
    let repaired = FIXED_LINES.iter().any(|line| number[..2] == line[..2] && number >= *line);
    if number >= FIXED || repaired {
        return None;
    }
    Some(format!(
        "SQLite {version} can lose committed transactions (the WAL-reset fault of 3.7.0 to 3.51.2); \
         use 3.51.3 or newer, 3.50.7 or 3.44.6"
    ))
}

fn parse(version: &str) -> Option<[u32; 3]> {
    let mut parts = version.split('.').map(str::parse);
    let number = [parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?];
    parts.all(|rest| rest.is_ok()).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::refusal;

    #[test]
    fn versions_with_the_fault_are_refused_and_repaired_ones_are_not() {
        let table = [
            ("3.6.23", false),
            ("3.7.0", false),
            ("3.43.2", false),
            ("3.44.5", false),
            ("3.44.6", true),
            ("3.44.9", true),
            ("3.45.0", false),
            ("3.46.0", false),
            ("3.49.9", false),
            ("3.50.6", false),
            ("3.50.7", true),
            ("3.50.12", true),
            ("3.51.0", false),
            ("3.51.2", false),
            ("3.51.3", true),
            ("3.52.0", true),
            ("3.100.0", true),
            ("4.0.0", true),
        ];
        for (version, good) in table {
            assert_eq!(refusal(version).is_none(), good, "{version}");
        }
    }

    #[test]
    fn a_version_that_cannot_be_read_is_refused() {
        for odd in ["", "3", "3.51", "3.51.x", "three"] {
            assert!(refusal(odd).is_some_and(|why| why.contains("cannot be read")), "{odd}");
        }
    }
}
