//! The flow "fault" of Acme, walked as a customer walks it.

use portico::domain::id::WorkOrderId;

use super::{answer::Answer, form::Form, person::Person};

/// The first step of a new request.
pub async fn begin(person: &Person) -> Answer {
    person.get(&person.path("/new/fault")).await.expect(200)
}

/// The first step, filled so that nothing is wrong with it. It is loud, not cold: no rule has anything to do.
pub fn problem(page: &Answer, words: &str) -> Form {
    page.main_form().fill("symptom", "noise").fill("description", words)
}

/// The second step, filled.
pub fn place(page: &Answer) -> Form {
    let form = page.main_form();
    let mine =
        page.page().all("input[name=address]").first().and_then(|choice| choice.attribute("value").map(str::to_owned));
    form.fill("address", &mine.expect("the customer has an address")).fill("phone", "030 5550009")
}

/// The third step, filled.
pub fn billing(page: &Answer) -> Form {
    page.main_form().fill("billing", "invoice")
}

/// Goes on to the next page and insists that it is one.
pub async fn next(person: &Person, form: Form) -> Answer {
    person.send(&form.press("go", "next")).await.expect(200)
}

/// The check page of a request in these words, with everything filled.
pub async fn checked(person: &Person, words: &str) -> Answer {
    let page = begin(person).await;
    let page = next(person, problem(&page, words)).await;
    let page = next(person, place(&page)).await;
    next(person, billing(&page)).await
}

/// A request that was sent.
pub async fn sent(person: &Person, words: &str) -> WorkOrderId {
    let page = checked(person, words).await;
    let answer = person.submit(&page.form("/send")).await.expect(303);
    order_of(&answer)
}

/// The work order that an answer leads to.
pub fn order_of(answer: &Answer) -> WorkOrderId {
    let id = answer.location().split('/').find_map(|part| part.parse().ok());
    id.unwrap_or_else(|| panic!("{} names no request", answer.location()))
}
