//! What the office reads about themes, rules and plugins.

use std::fs;

use portico::actions::tenants;

use crate::{cli::company, support::portal::TestPortal};

/// The samples of the check are of another tenant, so that only a page of this one fails.
const FAILS_LIVE: &str = "{% extends \"@parent/portal/sign_in.html\" %}\n{% block sign_in_help %}\n\
    {% if site.tenant == \"Acme Service\" %}{{ 1 // 0 }}{% endif %}\n{% endblock %}\n";

#[tokio::test]
async fn a_page_that_fails_only_when_it_is_live_is_told_with_its_place_and_then_rolled_back() {
    let mut portal = TestPortal::alone().await;
    let theme = portal.app.state.config.extensions.themes.join("corner");
    fs::create_dir_all(theme.join("templates/portal")).unwrap();
    fs::write(theme.join("theme.toml"), "name = \"Corner\"\ncontract = 1\n").unwrap();
    let mut document = company::document(0, false);
    document.tenant.slug = "corner".into();
    document.portals[0].slug = "corner".into();
    document.portals[0].theme = "corner".into();
    document.flows[0].portal = "corner".into();
    document.staff[0].password = Some(company::PASSWORD.into());
    tenants::import(portal.cx(), &document).await.unwrap();
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
    fs::write(theme.join("templates/portal/sign_in.html"), FAILS_LIVE).unwrap();
    portal.app.look().await.unwrap();

    let olivia = portal.somebody("/office/corner", "olivia@acme.example").await;
    let page = olivia.get("/office/corner/extensions").await.expect(200).page();
    assert_eq!(page.texts(".extension.is-ok h3"), ["corner", "default", "iban"], "the samples find nothing");

    portal.browser("/p/corner").get("/p/corner/sign-in").await.expect(200);
    let page = olivia.get("/office/corner/extensions").await.expect(200).page();
    let rows = page.all(".extension.is-warning");
    assert_eq!(rows.iter().flat_map(|row| row.all("h3")).map(|name| name.text()).collect::<Vec<_>>(), ["corner"]);
    let place = rows[0].all("figcaption code")[0].text();
    assert!(place.starts_with("themes/corner/templates/portal/sign_in.html:3"), "{place}");
    assert!(rows[0].all("pre code")[0].raw_text().contains("{{ 1 // 0 }}"), "{}", rows[0].text());
    let said = rows[0].all("figcaption [lang=en]")[0].text();
    assert!(said.contains("1 // 0") || said.contains("divi"), "what the engine says is English: {said}");
    assert!(rows[0].all("figcaption")[0].text().starts_with("Error · themes/corner/"), "{}", rows[0].text());
    let folders = page.texts(".hello code");
    assert_eq!(folders, ["themes/corner", "themes/default", "scripts/corner", "plugins"]);
    let server = portal.app.state.config.extensions.themes.parent().unwrap().display().to_string();
    assert!(!page.text().contains(&server), "where the folders are on the server is nobody's business here");

    for _ in 1..5 {
        portal.browser("/p/corner").get("/p/corner/sign-in").await.expect(200);
    }
    assert!(portal.app.look().await.unwrap(), "five failures take it back");
    let page = olivia.get("/office/corner/extensions").await.expect(200).page();
    let rows = page.all(".extension.is-stale");
    assert!(
        rows[0].text().contains("was rolled back") && rows[0].text().contains("sign_in.html:3"),
        "{}",
        rows[0].text()
    );
}
