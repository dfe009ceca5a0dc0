//! A status as a person reads it: a word and a category, which the theme turns into a shape and a colour.

use serde::Serialize;

use crate::domain::status::{Category, Status};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatusView {
    pub slug: String,
    pub label: String,
    /// Name of the category, for example `in_progress`.
    pub category: &'static str,
    /// Name of the icon that stands for the category.
    pub icon: &'static str,
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
        Self::of(status.category, status.slug.to_string(), label)
    }

    /// For samples.
    pub fn sample(category: Category, label: &str) -> Self {
        Self::of(category, category.as_str().to_owned(), label)
    }

    fn of(category: Category, slug: String, label: &str) -> Self {
        let icon = match category {
            Category::Requested => "inbox",
            Category::Accepted => "circle-check",
            Category::Planned => "calendar",
            Category::InProgress => "wrench",
            Category::Waiting => "message",
            Category::Done => "check",
            Category::Closed => "archive",
        };
        Self { slug, label: label.to_owned(), category: category.as_str(), icon, is_open: category.is_open() }
    }
}
