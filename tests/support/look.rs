//! Staff who see a portal as one of its users does.

use super::{invitation::user_page, person::Person, portal::TestPortal};

/// Asks the office for the link to see a portal as somebody does, and gives its path.
pub async fn offer(office: &Person, email: &str) -> String {
    let page = office.get(&user_page(office, email).await).await.expect(200);
    let offered = office.submit(&page.form("/look")).await.expect(200).page();
    let links = offered.all("a").into_iter().filter_map(|link| link.attribute("href"));
    let link = links.into_iter().find(|href| href.contains("/look/")).expect("the office shows the link").to_owned();
    // A portal with a host of its own is asked by path, as all of the tests do.
    link.replace("https://portal.acme.example/", "/p/acme/")
}

/// A browser that sees the portal of Acme as somebody does.
pub async fn begin(portal: &TestPortal, office: &Person, email: &str) -> Person {
    let browser = portal.browser("/p/acme");
    press(&browser, &offer(office, email).await).await;
    browser
}

/// Opens a link and presses its button.
pub async fn press(browser: &Person, link: &str) {
    let page = browser.get(link).await.expect(200);
    let begun = browser.submit(&page.main_form()).await.expect(303);
    assert_eq!(begun.location(), "/p/acme/");
}
