//! A list of breached passwords on disk, far too big for memory: sorted lines, found by halving. The lines are SHA-1 in hexadecimal, as
//! "Pwned Passwords" hands them out (`HASH:COUNT`), or passwords as they are; the first line decides.

use std::{cmp::Ordering, fs::File, io, os::unix::fs::FileExt, path::Path};

use sha1::{Digest, Sha1};

/// Longest line that is read; longer ones are no password that could be set.
const MAX_LINE: usize = 2_048;

/// An open list.
#[derive(Debug)]
pub struct Breached {
    file: File,
    bytes: u64,
    is_hashed: bool,
    name: String,
}

impl Breached {
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let wrong = |error: io::Error| {
            format!("security.breached_passwords: {name}: {error}; name a file that Portico may read")
        };
        let file = File::open(path).map_err(wrong)?;
        let bytes = file.metadata().map_err(wrong)?.len();
        let mut list = Self { file, bytes, is_hashed: false, name: name.clone() };
        let (first, _) = list.line(0).map_err(wrong)?;
        list.is_hashed = first.len() == 40 && first.iter().all(u8::is_ascii_hexdigit);
        Ok(list)
    }

    /// Whether a password is in the list.
    pub fn contains(&self, password: &str) -> Result<bool, String> {
        let key = if self.is_hashed { hash(password) } else { password.as_bytes().to_vec() };
        self.find(&key).map_err(|error| format!("security.breached_passwords: {}: {error}", self.name))
    }

    /// Halves the file until the line that could be the key is found. `low` is always the beginning of a line.
    fn find(&self, key: &[u8]) -> io::Result<bool> {
        let (mut low, mut high) = (0, self.bytes);
        while low < high {
            let middle = low + (high - low) / 2;
            // From the middle of a line to the beginning of the next; the lower half keeps what lies before.
            let begin = if middle == low { low } else { self.line(middle - 1)?.1 };
            if begin >= high {
                high = middle;
                continue;
            }
            let (line, next) = self.line(begin)?;
            match self.compare(&line, key) {
                Ordering::Equal => return Ok(true),
                Ordering::Less => low = next,
                Ordering::Greater => high = if begin == low { low } else { middle },
            }
        }
        Ok(false)
    }

    fn compare(&self, line: &[u8], key: &[u8]) -> Ordering {
        if self.is_hashed { line.to_ascii_uppercase().as_slice().cmp(key) } else { line.cmp(key) }
    }

    /// What stands from `at` to the end of the line, without a count, and where the next line begins.
    fn line(&self, at: u64) -> io::Result<(Vec<u8>, u64)> {
        let mut text = Vec::new();
        let mut next = at;
        loop {
            let mut part = [0; 256];
            let read = self.file.read_at(&mut part, next)?;
            let end = part[..read].iter().position(|byte| *byte == b'\n');
            if text.len() < MAX_LINE {
                text.extend_from_slice(&part[..end.unwrap_or(read)]);
            }
            next += end.map_or(read, |end| end + 1) as u64;
            if end.is_some() || read == 0 {
                break;
            }
        }
        if text.last() == Some(&b'\r') {
            text.pop();
        }
        // Counts follow hashes only; a colon may be part of a password.
        let is_counted = text.len() > 40 && text[40] == b':' && text[..40].iter().all(u8::is_ascii_hexdigit);
        if is_counted {
            text.truncate(40);
        }
        Ok((text, next))
    }
}

fn hash(password: &str) -> Vec<u8> {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(40);
    for byte in Sha1::digest(password.as_bytes()) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(lines: &[String], ending: &str) -> (tempfile::TempDir, Breached) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.txt");
        std::fs::write(&path, lines.iter().map(|line| format!("{line}{ending}")).collect::<String>()).unwrap();
        let list = Breached::open(&path).unwrap();
        (folder, list)
    }

    #[test]
    fn every_line_of_a_plain_list_is_found_and_nothing_between_them() {
        let mut lines: Vec<String> = (0..500).map(|n| format!("{}pass{n}", "x".repeat(n % 7))).collect();
        lines.push("with:colon and space".into());
        lines.sort();
        for ending in ["\n", "\r\n"] {
            let (_folder, list) = list(&lines, ending);
            assert!(!list.is_hashed);
            assert!(lines.iter().all(|line| list.contains(line).unwrap()));
            assert!(lines.iter().all(|line| !list.contains(&format!("{line}~")).unwrap()));
            assert!(!list.contains("").unwrap() && !list.contains("zzzz").unwrap());
        }
    }

    #[test]
    fn hashes_with_their_counts_are_found_in_either_case() {
        let passwords: Vec<String> = (0..300).map(|n| format!("secret {n}")).collect();
        let upper = passwords.iter().map(|password| String::from_utf8(hash(password)).unwrap());
        let mut lines: Vec<String> = upper.map(|hash| format!("{hash}:{}", hash.len())).collect();
        lines.sort();
        for lines in [lines.clone(), lines.iter().map(|line| line.to_lowercase()).collect()] {
            let (_folder, list) = list(&lines, "\n");
            assert!(list.is_hashed);
            assert!(passwords.iter().all(|password| list.contains(password).unwrap()));
            assert!(!list.contains("secret 300").unwrap());
        }
    }

    #[test]
    fn an_empty_list_has_nothing_and_a_missing_one_is_named() {
        let (_folder, list) = list(&[], "\n");
        assert!(!list.contains("x").unwrap());
        assert!(Breached::open(Path::new("no/such/list")).unwrap_err().contains("no/such/list"));
    }
}
