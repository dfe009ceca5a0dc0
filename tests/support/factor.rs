//! A phone with an app for one-time codes.

use std::time::Duration;

use totp_rs::{Builder, Secret, Totp};

use super::{answer::Answer, person::Person, portal::TestPortal};

/// Seconds that one code is good for.
pub const STEP: Duration = Duration::from_secs(30);

pub struct Phone(Totp);

impl Phone {
    /// Types in the key that a page shows.
    pub fn reading(page: &Answer) -> Self {
        let key: String = page.page().texts(".secret").concat().split_whitespace().collect();
        let secret = Secret::try_from_base32(key).expect("the page shows a key");
        Self(Builder::new().with_secret(secret).build().expect("the key is one that phones take"))
    }

    /// The code that it shows now.
    pub fn code(&self, portal: &TestPortal) -> String {
        let now = u64::try_from(portal.cx().now().as_second()).expect("it is after 1970");
        self.0.generate(now).to_string()
    }
}

/// Sets a second factor up through the pages, and gives the phone and the recovery codes. The clock moves on by a step, so that the
/// phone shows a code that was not used yet.
pub async fn set_up(portal: &TestPortal, who: &Person) -> (Phone, Vec<String>) {
    let page = who.get(&who.path("/profile/second-factor")).await.expect(200);
    let phone = Phone::reading(&page);
    let form = page.form("/profile/second-factor").fill("code", &phone.code(portal));
    let codes = who.submit(&form).await.expect(200).page().texts(".codes li");
    portal.clock.advance(STEP);
    (phone, codes)
}
