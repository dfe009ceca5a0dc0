//! The list of a customer's requests with search, filters, order and pages.

use serde::Serialize;

use super::{Door, View, request::RequestRow, sample};

/// A filter to switch on or off: a link that keeps everything else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chip {
    /// The label is the text `filter-{key}`, unless `label` is given.
    pub key: String,
    pub label: String,
    pub href: String,
    pub active: bool,
    /// None: not counted, as what a search finds is not.
    pub count: Option<u64>,
}

impl Chip {
    pub fn keyed(key: &str, href: &str, active: bool, count: Option<u64>) -> Self {
        Self { key: key.to_owned(), label: String::new(), href: href.to_owned(), active, count }
    }
}

/// An order to choose. Its label is the text `sort-{key}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SortLink {
    pub key: &'static str,
    pub href: String,
    /// The order of this page, chosen or not.
    pub active: bool,
}

/// Where in a long list a page is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Paging {
    /// First and last row shown, counted from 1; both zero for an empty list.
    pub from: u64,
    pub to: u64,
    /// Rows that the filters let through.
    pub total: u64,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Paging {
    /// `page` counts from 1; `href` makes the address of a page.
    pub fn new(page: u64, size: u64, total: u64, href: &dyn Fn(u64) -> String) -> Self {
        let page = page.max(1);
        let before = (page - 1).saturating_mul(size);
        let to = total.min(before.saturating_add(size));
        Self {
            from: if to > before { before + 1 } else { 0 },
            to: if to > before { to } else { 0 },
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (to < total && to > before).then(|| href(page + 1)),
        }
    }
}

/// `portal/requests.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Requests {
    pub rows: Vec<RequestRow>,
    /// Takes a GET with `q`.
    pub search_action: String,
    pub search: String,
    /// What the search form sends along, so that filters stay.
    pub search_hidden: Vec<(String, String)>,
    pub chips: Vec<Chip>,
    pub sort: Vec<SortLink>,
    pub paging: Paging,
    /// Requests there are without search and filters.
    pub all: u64,
    /// Shows all again.
    pub clear_href: String,
    /// None: the person may not send requests.
    pub new_request: Option<String>,
}

impl View for Requests {
    const TEMPLATE: &'static str = "portal/requests.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "requests";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::requests(25);
        let nothing = Self { rows: Vec::new(), paging: Paging::default(), ..many.clone() };
        vec![
            ("many", many.clone()),
            ("only_to_look_at", Self { new_request: None, ..many.clone() }),
            ("one", sample::requests(1)),
            ("empty", Self { all: 0, chips: Vec::new(), ..nothing.clone() }),
            ("empty_to_look_at", Self { all: 0, chips: Vec::new(), new_request: None, ..nothing.clone() }),
            ("filtered_empty", Self { search: "<Wärme>".to_owned(), ..nothing }),
            ("longest", Self { rows: vec![sample::row_longest()], ..many.clone() }),
            ("right_to_left", Self { rows: vec![sample::row_rtl()], ..many }),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(page: u64, total: u64) -> Paging {
        Paging::new(page, 25, total, &|n| format!("?page={n}"))
    }

    #[test]
    fn a_page_knows_its_rows_and_its_neighbours() {
        assert_eq!((paging(1, 60).from, paging(1, 60).to), (1, 25));
        assert_eq!((paging(1, 60).previous, paging(1, 60).next.as_deref()), (None, Some("?page=2")));
        assert_eq!((paging(3, 60).from, paging(3, 60).to, paging(3, 60).next), (51, 60, None));
    }

    #[test]
    fn an_empty_list_and_a_page_beyond_the_end_have_no_rows() {
        assert_eq!((paging(1, 0).from, paging(1, 0).to), (0, 0));
        assert_eq!((paging(9, 60).from, paging(9, 60).next), (0, None));
    }
}
