//! What lists have in common: rows from lines of the store, the query of an address with search, filter, order and page, and the parts of
//! a timeline.

use crate::{
    domain::{catalogue::Catalogue, id::EventId, status::Category},
    store::work_orders::{OrderLine, OrderQuery, Sort, WholeOrder},
    views::{event::TimelineParts, office::requests::OfficeRow, request::RequestRow, status::StatusView},
    web::{
        Error,
        form_body::{FormBody, decode},
        routes::{office as office_paths, path, portal as paths},
    },
};

/// A line as its customer sees it.
pub fn request_row(line: &OrderLine, catalogue: &Catalogue, language: &str, base: &str) -> RequestRow {
    let status = catalogue.status(line.status);
    RequestRow {
        href: path(base, paths::REQUEST, &[&line.id.to_string()]),
        number: line.number,
        title: line.title.clone(),
        status: status.map(|status| StatusView::for_customer(status, language)).unwrap_or_default(),
        work_type: work_type(line, catalogue, language),
        address: line.address_line.clone().unwrap_or_default(),
        created_at: line.created_at,
        updated_at: line.updated_at,
        planned_from: line.planned_from,
        planned_until: line.planned_until,
        assignee: line.assignee.clone(),
        needs_answer: status.is_some_and(|status| status.category == Category::Waiting),
    }
}

/// A line as the office sees it.
pub fn office_row(line: &OrderLine, catalogue: &Catalogue, language: &str, base: &str) -> OfficeRow {
    let status = catalogue.status(line.status);
    OfficeRow {
        href: path(base, office_paths::ORDER, &[&line.id.to_string()]),
        number: line.number,
        title: line.title.clone(),
        status: status.map(|status| StatusView::for_office(status, language)).unwrap_or_default(),
        priority: line.priority.as_str(),
        work_type: work_type(line, catalogue, language),
        customer: line.customer_name.clone(),
        requester: line.requester_name.clone(),
        place: line.city.clone(),
        assignee: line.assignee.clone(),
        created_at: line.created_at,
        updated_at: line.updated_at,
        planned_from: line.planned_from,
        current: false,
    }
}

fn work_type(line: &OrderLine, catalogue: &Catalogue, language: &str) -> String {
    catalogue.work_type(line.work_type).map(|kind| kind.name.get(language).to_owned()).unwrap_or_default()
}

/// The query of a list as its address has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    pub search: String,
    /// `open`, `closed` for all that is over, a category by its [`filter_name`], or nothing for all.
    pub filter: String,
    pub sort: String,
    pub page: u32,
}

/// Orders that an address may name.
pub const SORTS: [(&str, Sort); 4] =
    [("newest", Sort::Newest), ("updated", Sort::Updated), ("oldest", Sort::Oldest), ("priority", Sort::Priority)];

/// What the filter of a category is called. "Closed" means all that is over, so what was never carried out needs a word of its own.
pub const fn filter_name(category: Category) -> &'static str {
    match category {
        Category::Closed => "not_done",
        other => other.as_str(),
    }
}

fn category(filter: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|category| filter_name(*category) == filter)
}

/// The page that an address asks for, counted from 1.
pub fn page(query: &FormBody) -> Result<u32, Error> {
    let page = query.one("page")?;
    if page.is_empty() {
        return Ok(1);
    }
    page.parse().ok().filter(|page| *page > 0).ok_or(Error::NOT_FOUND)
}

/// The event before which an address asks for a part of a timeline; None: for the youngest part.
pub fn before(query: Option<String>) -> Result<Option<EventId>, Error> {
    let event = FormBody(decode(query.unwrap_or_default().as_bytes())?).one("before")?;
    (!event.is_empty()).then(|| event.parse().map_err(|_| Error::NOT_FOUND)).transpose()
}

/// The ways from a part of a timeline to the others, on the page of the work order at `href`.
pub fn parts(whole: &WholeOrder, before: Option<EventId>, href: &str) -> TimelineParts {
    let first = whole.events.first().filter(|_| whole.has_earlier);
    TimelineParts {
        earlier: first.map(|event| format!("{href}?before={}#history", event.id)),
        latest: before.map(|_| format!("{href}#history")),
    }
}

impl ListQuery {
    /// Reads an address. An unknown filter or order is a wrong address, not an empty list.
    pub fn read(query: &FormBody, default_filter: &str) -> Result<Self, Error> {
        let filter = query.one("filter")?;
        let filter = if query.0.contains_key("filter") { filter } else { default_filter.to_owned() };
        let known =
            filter.is_empty() || ["open", "closed", "all"].contains(&filter.as_str()) || category(&filter).is_some();
        let sort = query.one("sort")?;
        let known_sort = sort.is_empty() || SORTS.iter().any(|(name, _)| *name == sort);
        if !known || !known_sort {
            return Err(Error::NOT_FOUND);
        }
        let page = page(query)?;
        let search: String = query.one("q")?.trim().chars().take(200).collect();
        Ok(Self { search, filter, sort, page })
    }

    /// The order that was asked for, or the list's own.
    pub fn sort(&self, default: Sort) -> Sort {
        SORTS.iter().find(|(name, _)| *name == self.sort).map_or(default, |(_, sort)| *sort)
    }

    /// What a filter shows of how much there is: nothing while somebody searches, because that many are not found.
    pub fn counted(&self, count: u64) -> Option<u64> {
        self.search.is_empty().then_some(count)
    }

    /// The store's query.
    pub fn orders(&self, page_size: u32, default_sort: Sort) -> OrderQuery {
        OrderQuery {
            open: match self.filter.as_str() {
                "open" => Some(true),
                "closed" => Some(false),
                _ => None,
            },
            category: category(&self.filter),
            text: (!self.search.is_empty()).then(|| self.search.clone()),
            sort: self.sort(default_sort),
            page: self.page,
            page_size,
            ..OrderQuery::default()
        }
    }

    /// The address of this list with something changed.
    pub fn href(&self, list: &str, change: impl FnOnce(&mut Self)) -> String {
        let mut query = self.clone();
        change(&mut query);
        let mut out = form_urlencoded::Serializer::new(String::new());
        let page = query.page.to_string();
        let parts = [("q", &query.search), ("filter", &query.filter), ("sort", &query.sort), ("page", &page)];
        for (name, value) in parts {
            let is_first_page = name == "page" && query.page == 1;
            if !value.is_empty() && !is_first_page {
                out.append_pair(name, value);
            }
        }
        let text = out.finish();
        if text.is_empty() { list.to_owned() } else { format!("{list}?{text}") }
    }

    /// What a search form carries along.
    pub fn hidden(&self) -> Vec<(String, String)> {
        let parts = [("filter", &self.filter), ("sort", &self.sort)];
        parts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::form_body::decode;

    fn read(query: &str) -> Result<ListQuery, Error> {
        ListQuery::read(&FormBody(decode(query.as_bytes()).unwrap()), "open")
    }

    #[test]
    fn an_address_reads_back_from_itself() {
        let query = read("q=Heizung+%26+Bad&filter=closed&sort=oldest&page=3").unwrap();
        let href = query.href("/requests", |_| {});
        assert_eq!(read(href.split_once('?').unwrap().1).unwrap(), query);
        assert_eq!(
            query.href("/requests", |query| query.page = 1),
            "/requests?q=Heizung+%26+Bad&filter=closed&sort=oldest"
        );
    }

    #[test]
    fn what_is_over_and_what_was_never_carried_out_are_two_filters() {
        let orders = |filter: &str| read(&format!("filter={filter}")).unwrap().orders(25, Sort::Newest);
        assert_eq!((orders("closed").open, orders("closed").category), (Some(false), None));
        assert_eq!((orders("not_done").open, orders("not_done").category), (None, Some(Category::Closed)));
    }

    #[test]
    fn an_unknown_filter_order_or_page_is_not_found() {
        for bad in ["filter=secret", "sort=price", "page=0", "page=x", "page=-1", "filter=open&filter=closed"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
