//! All work orders of the tenant in one dense table.

use serde::Serialize;

use super::requests::OfficeRow;
use crate::views::{
    Door, View,
    request_list::{Chip, Paging, SortLink},
    sample,
};

/// `office/orders.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeOrders {
    pub rows: Vec<OfficeRow>,
    pub search_action: String,
    pub search: String,
    pub search_hidden: Vec<(String, String)>,
    pub chips: Vec<Chip>,
    pub sort: Vec<SortLink>,
    pub paging: Paging,
    pub all: u64,
    pub clear_href: String,
}

impl View for OfficeOrders {
    const TEMPLATE: &'static str = "office/orders.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "orders";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_orders();
        let empty = Self { rows: Vec::new(), all: 0, paging: Paging::default(), ..many.clone() };
        let filtered = Self { search: "Kessel".into(), all: 12, ..empty.clone() };
        vec![("many", many), ("empty", empty), ("filtered_empty", filtered)]
    }
}
