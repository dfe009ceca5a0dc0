//! Links in mails, as their reader finds them.

use portico::{domain::mail::Mail, mail::Transport};

use super::portal::TestPortal;

/// Texts of the mails that were handed over, oldest first, with the secrets that the kept ones do not have.
pub fn texts(portal: &TestPortal) -> Vec<String> {
    let Transport::Memory(kept) = &portal.app.jobs.transport else { panic!("tests keep mails in memory") };
    kept.lock().unwrap().iter().map(|bytes| decoded(&String::from_utf8_lossy(bytes))).collect()
}

/// The path of the last link below `/{what}/` that anybody was sent, as it is reached without the portal's own host.
pub fn last(portal: &TestPortal, what: &str) -> Option<String> {
    let begin = format!("/{what}/");
    texts(portal).iter().rev().find_map(|text| {
        let text = text.replace("://portal.acme.example/", "://localhost:8080/p/acme/");
        let at = text.find(&begin)?;
        let start =
            text[..at].rfind("://").and_then(|scheme| text[scheme + 3..].find('/').map(|slash| scheme + 3 + slash))?;
        let end = text[start..].find(|letter: char| letter.is_whitespace() || letter == '"')? + start;
        Some(text[start..end].to_owned())
    })
}

/// Subjects of mails to an address, in their order.
pub fn subjects(mails: &[Mail], to: &str) -> Vec<String> {
    mails.iter().filter(|mail| mail.to.as_str() == to).map(|mail| mail.subject.clone()).collect()
}

/// Undoes the encoding of long lines.
fn decoded(text: &str) -> String {
    let joined = text.replace("=\r\n", "");
    let mut out = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.filter(|_| *first == b'=').and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
