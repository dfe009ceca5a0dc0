//! On the way to an identity provider.

use serde::Serialize;

use super::{Door, View};

/// `portal/sign_in_away.html`. The browser goes on by itself; the link is for one that does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInAway {
    /// What people call the provider.
    pub label: String,
    /// Its sign-in page.
    pub href: String,
    pub back: String,
}

impl View for SignInAway {
    const TEMPLATE: &'static str = "portal/sign_in_away.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let href = "https://login.harms.example/authorize?response_type=code".to_owned();
        let one = Self { label: "Bäckerei Harms".into(), href, back: "/p/nordwind/sign-in".into() };
        let long = "Wohnungsbaugenossenschaft Donaudampfschifffahrtsgesellschaft".into();
        vec![("one", one.clone()), ("long", Self { label: long, ..one })]
    }
}
