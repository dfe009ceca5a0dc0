//! The page of a new installation: who has the setup code becomes its first operator.

use serde::Serialize;

use super::{Door, View, form::ProblemView};

/// `demo/setup.html`. It takes a POST with `code`, `name`, `email`, `language` and `password`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Setup {
    pub action: String,
    pub name: String,
    pub email: String,
    /// Shortest password that is taken, in characters.
    pub min: usize,
    /// About `code`, `name`, `email` or `password`.
    pub problems: Vec<ProblemView>,
}

impl View for Setup {
    const TEMPLATE: &'static str = "demo/setup.html";
    const DOOR: Door = Door::Demo;

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self { action: "/setup".into(), min: 12, ..Self::default() };
        let (name, email) = ("Maike Lorenzen".into(), "maike".into());
        let problems =
            vec![ProblemView::keyed("code", "problem-setup-code"), ProblemView::keyed("email", "problem-not-an-email")];
        vec![("empty", empty.clone()), ("error", Self { name, email, problems, ..empty })]
    }
}
