//! A status as a person reads it: a word and a category, which the theme turns into a shape and a colour.

use serde::Serialize;

use crate::domain::status::{Category, Status};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatusView {
    pub slug: String,
    pub label: String,
    /// Name of the category, for example `in_progress`.
    pub category: &'static str,
    pub is_open: bool,
}

impl StatusView {
    /// The customer's word for it.
    pub fn for_customer(status: &Status, language: &str) -> Self {
        Self::labelled(status, status.customer_label.get(language))
    }

    /// The office's word for it.
    pub fn for_office(status: &Status, language: &str) -> Self {
        Self::labelled(status, status.name.get(language))
    }

    fn labelled(status: &Status, label: &str) -> Self {
        Self {
            slug: status.slug.to_string(),
            label: label.to_owned(),
            category: status.category.as_str(),
            is_open: status.category.is_open(),
        }
    }

    /// For samples.
    pub fn sample(category: Category, label: &str) -> Self {
        let category_name = category.as_str();
        Self {
            slug: category_name.to_owned(),
            label: label.to_owned(),
            category: category_name,
            is_open: category.is_open(),
        }
    }
}
