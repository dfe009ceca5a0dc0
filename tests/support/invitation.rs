//! Inviting somebody through the office's pages, and the link that her mail brings.

use super::{person::Person, portal::TestPortal};

/// Password of who accepts; none of the rules has anything against it.
pub const CHOSEN: &str = "tragbarer quittenbaum";

/// The card of a customer of Acme, by part of its name.
pub async fn card(office: &Person, customer: &str) -> String {
    let list = office.get(&format!("/office/acme/customers?q={customer}")).await.expect(200).page();
    let found = list.all("table a.cover").first().and_then(|a| a.attribute("href").map(str::to_owned));
    found.unwrap_or_else(|| panic!("there is no customer {customer}"))
}

/// Adds a portal user for a customer and invites her at once.
pub async fn invite(office: &Person, customer: &str, (name, email): (&str, &str)) {
    let new = format!("{}/users", card(office, customer).await);
    let form = office.get(&new).await.expect(200).form("/users").fill("name", name).fill("email", email);
    office.submit(&form).await.expect(303);
}

/// The page of a portal user in the office.
pub async fn user_page(office: &Person, email: &str) -> String {
    let list = office.get(&format!("/office/acme/users?q={email}")).await.expect(200).page();
    let links: Vec<_> =
        list.all("table.people tbody th a").iter().filter_map(|a| a.attribute("href").map(str::to_owned)).collect();
    let [only] = links.as_slice() else { panic!("{email}: {links:?}") };
    only.clone()
}

/// What the list says about the state of a portal user.
pub async fn state(office: &Person, email: &str) -> String {
    let list = office.get(&format!("/office/acme/users?q={email}")).await.expect(200).page();
    list.texts("table.people .health").join(", ")
}

/// The path in the last mail to an address, after the workers have done what is owed.
pub async fn link(portal: &TestPortal, email: &str) -> String {
    portal.work().await;
    let mails = portal.mailbox().await;
    let mail = mails.iter().rev().find(|mail| mail.to.as_str() == email).expect("a mail was sent");
    let word = mail.text.split_whitespace().find(|word| word.contains("/join/")).expect("the mail has a link");
    // A portal with a host of its own is asked by path, as all of the tests do.
    word.replace("https://portal.acme.example/", "/p/acme/").replace(&portal.app.state.config.server.public_url, "")
}

/// Opens a link in a new browser, chooses a password and presses the button.
pub async fn accept(portal: &TestPortal, link: &str) -> Person {
    let base = link.split("/join/").next().expect("a link has a base");
    let person = portal.browser(base);
    let page = person.get(link).await.expect(200);
    person.submit(&page.main_form().fill("password", CHOSEN)).await.expect(303);
    person
}
