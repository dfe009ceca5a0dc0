//! Nobody learns which addresses have a login: not by words, status, headers or limits, at no door and by no form.

use http::header;

use crate::support::{person::Person, portal::TestPortal};

const KNOWN: &str = "erika@drossel.example";
/// Unknown everywhere; known to the office alone; known to another portal; to another tenant; invited nowhere.
const OTHERS: [&str; 4] = ["nobody@drossel.example", "sam@acme.example", "gerd@meise.example", "carla@zeisig.example"];

/// What a form answers about an address, time after time, with what a script could compare.
async fn answers(who: &Person, form: &str, email: &str, times: usize) -> Vec<String> {
    let mut seen = Vec::new();
    for _ in 0..times {
        let answer = who.post(&who.path(form), &[("email", email), ("password", "wrong"), ("next", "")]).await;
        let again = answer.header(header::RETRY_AFTER).to_owned();
        seen.push(format!("{} {again} {}", answer.status, answer.normalised(&[email])));
    }
    seen
}

#[tokio::test]
async fn a_known_and_an_unknown_address_answer_alike_however_often_one_asks() {
    for (form, times) in [("/sign-in", 5), ("/forgot-password", 4)] {
        let portal = TestPortal::alone_with(|config| {
            config.security.account_burst = 3;
            config.security.links_per_address = 100;
        })
        .await;
        let known = answers(&portal.browser("/p/acme"), form, KNOWN, times).await;
        assert!(known.last().unwrap().starts_with("429"), "the limit is part of what is compared");
        for other in OTHERS {
            let other = answers(&portal.browser("/p/acme"), form, other, times).await;
            for (known, other) in known.iter().zip(&other) {
                assert_eq!(known, other, "{form}");
            }
        }
    }
}
