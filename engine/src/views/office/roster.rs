//! Portal users from a spreadsheet.

use serde::Serialize;

use crate::views::{Door, View, form::ProblemView, sample};

/// One row of the file, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RehearsedRow {
    /// Line of the file; the first names the columns.
    pub line: usize,
    pub name: String,
    pub email: String,
    pub customer: String,
    /// `added`, `known` or `wrong`; its label is the text `import-{outcome}`.
    pub outcome: &'static str,
    /// How many work orders somebody who is added sees.
    pub sees: u64,
    pub problems: Vec<ProblemView>,
}

/// What would become of a file, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rehearsal {
    pub is_done: bool,
    pub invite: bool,
    pub added: usize,
    pub known: usize,
    pub wrong: usize,
    /// In the order of the file; where there is no room for all, those that are wrong first.
    pub rows: Vec<RehearsedRow>,
    /// How many rows there was no room for.
    pub unlisted: usize,
    /// All rows, packed, to be sent again with the button that does it.
    pub text: String,
}

/// `office/import.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeImport {
    /// Takes a POST with `file` and, ticked, `invite`.
    pub action: String,
    /// Takes a POST with `rows` and `invite`.
    pub confirm: String,
    /// Names of the columns that are read.
    pub columns: Vec<&'static str>,
    pub needed: Vec<&'static str>,
    pub max_rows: usize,
    pub rehearsal: Option<Rehearsal>,
    pub problems: Vec<ProblemView>,
    pub back: String,
}

impl View for OfficeImport {
    const TEMPLATE: &'static str = "office/import.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let (fresh, rehearsed) = sample::office_import();
        let mut done = rehearsed.clone();
        done.rehearsal = done.rehearsal.map(|rehearsal| Rehearsal { is_done: true, ..rehearsal });
        let problems = vec![ProblemView::keyed("file", "import-empty")];
        let wrong = Self { problems, ..fresh.clone() };
        vec![("fresh", fresh), ("rehearsed", rehearsed), ("done", done), ("error", wrong)]
    }
}
