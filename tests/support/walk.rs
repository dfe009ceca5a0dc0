//! Going everywhere that pages lead to.

use std::collections::{BTreeSet, VecDeque};

use super::{answer::Answer, person::Person};

/// More pages than any door of the test site has: links that lead on for ever are a bug.
const MOST: usize = 1_500;

/// Opens `starts` and everything below the person's door that links, pictures, forms and redirects lead to from there. Streams never end, so
/// they are left out.
pub async fn walk(person: &Person, starts: &[String]) -> Vec<Answer> {
    let mut known: BTreeSet<String> = starts.iter().cloned().collect();
    let mut queue: VecDeque<String> = starts.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(path) = queue.pop_front() {
        let answer = person.get(&path).await;
        for link in links(&answer) {
            let is_own = link.starts_with(&format!("{}/", person.base)) && !link.ends_with("/events");
            if is_own && known.insert(link.clone()) {
                queue.push_back(link);
            }
        }
        found.push(answer);
        assert!(found.len() < MOST, "the pages of {} lead on for ever: {path}", person.base);
    }
    found
}

fn links(answer: &Answer) -> Vec<String> {
    let mut found = vec![answer.header(http::header::LOCATION).to_owned()];
    if answer.header(http::header::CONTENT_TYPE).starts_with("text/html") {
        let page = answer.page();
        for name in ["href", "src", "action"] {
            let all = page.all(&format!("[{name}]"));
            found.extend(all.iter().filter_map(|element| element.attribute(name).map(str::to_owned)));
        }
    }
    found.into_iter().map(|link| link.split('#').next().unwrap_or_default().to_owned()).collect()
}
