//! What an administrator of a customer does about her colleagues, and that she learns of nobody who has a login and gives nothing that she
//! does not have.

use std::time::Duration;

use http::header;
use portico::{
    actions::roles::{self, Wanted},
    domain::{access::Actor, mail::Mail},
    store::StoreKind,
};

use crate::support::{
    answer::Answer,
    databases::{self, Database, on_every_database},
    invitation::{CHOSEN, accept, invite, link, user_page},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    an_administrator_invites_a_colleague_who_joins_with_a_password_of_her_own,
    an_address_that_has_a_login_looks_to_the_administrator_like_any_other,
    who_has_a_login_joins_by_its_password_and_by_nothing_else,
    who_acts_for_another_customer_in_the_portal_goes_on_doing_so,
    guesses_at_the_password_behind_a_link_are_limited,
    an_administrator_gives_nothing_that_she_does_not_have,
    what_a_colleague_may_do_counts_from_her_next_request_on,
    a_place_is_closed_and_opened_without_the_login_and_its_other_places,
    nobody_changes_herself_or_who_is_not_a_colleague_here,
    of_two_administrators_who_take_each_others_rights_one_remains,
    an_offer_stands_as_long_as_who_made_it_may_make_it,
    who_is_closed_leaves_no_offers_behind,
    an_offer_is_sent_ten_times_and_no_more_whoever_takes_it_back,
    where_the_office_does_not_want_it_there_are_no_such_pages,
    an_open_offer_is_changed_until_it_is_accepted,
    the_office_sees_open_offers_and_takes_them_back,
    whom_the_office_gave_a_place_is_sent_the_mail_by_an_administrator_too,
);

/// An id that nobody has.
const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";
const NORA: (&str, &str) = ("Nora Neu", "nora@drossel.example");

async fn offered(jens: &Person, (name, email): (&str, &str), roles: &[&str]) -> Answer {
    let form = jens.get("/p/acme/company/invitations").await.expect(200).form("/company/invitations");
    jens.submit(&form.fill("name", name).fill("email", email).forge("roles", roles)).await
}

/// What the list says, line by line.
async fn lines(jens: &Person) -> Vec<String> {
    jens.get("/p/acme/company").await.expect(200).page().texts("table.people tbody tr")
}

/// What the list says about the one of whom a line has this word.
async fn line(jens: &Person, word: &str) -> String {
    let lines = lines(jens).await;
    lines.iter().find(|line| line.contains(word)).unwrap_or_else(|| panic!("{word}: {lines:?}")).clone()
}

/// The page of a colleague.
async fn page(jens: &Person, name: &str) -> String {
    let list = jens.get("/p/acme/company").await.expect(200).page();
    let links = list.all("table.people tbody th a");
    let found = links.iter().find(|link| link.text().contains(name)).and_then(|link| link.attribute("href"));
    found.unwrap_or_else(|| panic!("{name} has no page")).to_owned()
}

/// Gives somebody roles, as the office does.
async fn give(portal: &TestPortal, email: &str, roles: &[&str]) {
    let roles = roles.iter().map(|slug| slug.parse().unwrap()).collect();
    let wanted = Wanted { email: email.parse().unwrap(), portal: None, roles };
    roles::set(portal.cx(), &Actor::Engine { tenant: portal.acme }, &wanted, true).await.unwrap();
}

async fn an_administrator_invites_a_colleague_who_joins_with_a_password_of_her_own(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let home = jens.get("/p/acme/").await.expect(200).page();
    assert!(home.all("nav.pages a").iter().any(|link| link.attribute("href") == Some("/p/acme/company")));
    let answer = offered(&jens, NORA, &["reader"]).await.expect(303);
    assert_eq!(answer.location(), "/p/acme/company?done=offer-made");
    let told = line(&jens, NORA.1).await;
    assert!(told.contains("Eingeladen") && told.contains("Nur lesen"), "{told}");
    let again = offered(&jens, NORA, &["reader"]).await.expect(422);
    assert_eq!(again.problems().len(), 1, "{:?}", again.problems());
    assert_eq!(again.form("/company/invitations").value("name"), NORA.0, "what was typed stays");
    let nora = accept(&portal, &link(&portal, NORA.1).await).await;
    nora.get("/p/acme/").await.expect(200);
    nora.get("/p/acme/new").await.expect(403);
    nora.get("/p/acme/company").await.expect(403);
    let told = line(&jens, NORA.1).await;
    assert!(told.contains("Aktiv") && told.contains("Nur lesen"), "{told}");
    let known = offered(&jens, NORA, &[]).await.expect(422);
    assert_eq!(known.problems().len(), 1, "{:?}", known.problems());
    let log = portal.staff("sam@acme.example").await.get("/office/acme/audit").await.expect(200).text();
    for entry in ["Invited a colleague", "Accepted an invitation of the company"] {
        assert!(log.contains(entry), "{entry}");
    }
}

/// Everything that an administrator sees of an offer from making it to taking it back, and the mail.
async fn told(database: &Database, email: &str) -> Vec<String> {
    let fresh = match database.kind() {
        StoreKind::Sqlite => databases::sqlite().await,
        StoreKind::Postgres => databases::postgres().await.expect("there was one before"),
    };
    let portal = TestPortal::on(&fresh).await;
    let sam = portal.staff("sam@acme.example").await;
    sam.post(&format!("{}/access", user_page(&sam, "ida@drossel.example").await), &[("open", "no")]).await.expect(303);
    // Somebody of another customer whose login is closed.
    invite(&sam, "Amsel", ("Clara", "closed@amsel.example")).await;
    let clara = user_page(&sam, "closed@amsel.example").await;
    sam.post(&format!("{clara}/access"), &[("open", "no")]).await.expect(303);
    invite(&sam, "Amsel", ("Ines", "invited@amsel.example")).await;
    portal.work().await;
    let portal = portal.restarted(77).await;
    let jens = portal.customer("jens@drossel.example").await;
    let mut told = Vec::new();
    let mut see = |answer: Answer| told.push(answer.normalised(&[email]));
    see(offered(&jens, ("Somebody", email), &["requester"]).await.expect(303));
    see(jens.get("/p/acme/company").await.expect(200));
    portal.work().await;
    let list = jens.get("/p/acme/company").await.expect(200);
    see(list.clone());
    see(jens.submit(&list.form("/mail")).await.expect(303));
    portal.work().await;
    see(offered(&jens, ("Somebody", email), &["requester"]).await.expect(422));
    see(jens.submit(&list.form("/revocation")).await.expect(303));
    see(jens.get("/p/acme/company").await.expect(200));
    see(offered(&jens, ("Somebody", email), &["requester"]).await.expect(303));
    portal.clock.advance(Duration::from_secs(8 * 24 * 3_600));
    portal.work().await;
    let jens = portal.customer("jens@drossel.example").await;
    see(jens.get("/p/acme/company").await.expect(200));
    let mails = portal.mailbox().await;
    let made = |mail: &&Mail| mail.to.as_str() == email && mail.text.contains("Jens");
    told.extend(mails.iter().filter(made).map(|mail| {
        let words = mail.text.split_whitespace().map(|word| if word.contains("/join/") { "LINK" } else { word });
        format!("{} {}", mail.subject, words.collect::<Vec<_>>().join(" "))
    }));
    told
}

async fn an_address_that_has_a_login_looks_to_the_administrator_like_any_other(database: &Database) {
    let fresh = told(database, "fresh@meise.example").await;
    assert_eq!(fresh.len(), 9 + 3, "answers, and mails");
    // Of another portal, of another customer here, of the office, of another tenant, closed.
    for known in [
        "gerd@meise.example",
        "berta@amsel.example",
        "kim@acme.example",
        "carla@zeisig.example",
        "closed@amsel.example",
    ] {
        let told = told(database, known).await;
        assert_eq!(told, fresh, "{known}");
    }
}

async fn who_has_a_login_joins_by_its_password_and_by_nothing_else(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, ("Somebody", "gerd@meise.example"), &["reader"]).await.expect(303);
    let link = link(&portal, "gerd@meise.example").await;
    let gerd = portal.browser("/p/acme");
    let shown = gerd.get(&link).await.expect(200);
    assert!(shown.page().all("input[name=name]").is_empty(), "her name is her own");
    let wrong = gerd.submit(&shown.main_form().fill("password", CHOSEN)).await.expect(422);
    assert_eq!(wrong.problems().len(), 1);
    assert_eq!(gerd.cookie_header(), "");
    // A name that comes along is not taken either.
    gerd.post(&link, &[("name", "Mallory"), ("password", PASSWORD)]).await.expect(303);
    assert!(gerd.get("/p/acme/").await.expect(200).text().contains("Gerd Meise"));
    portal.browser("/p/acme").get(&link).await.expect(404);
    let told = line(&jens, "gerd@meise.example").await;
    assert!(told.contains("Aktiv") && told.contains("Gerd Meise"), "{told}");
    // What she does elsewhere is not the company's business.
    portal.clock.advance(Duration::from_secs(3 * 24 * 3_600));
    portal.somebody("/p/acme-garden", "gerd@meise.example").await;
    let jens = portal.customer("jens@drossel.example").await;
    let row = |text: &str| text.split_whitespace().last().map(str::to_owned);
    portal.somebody("/p/acme-garden", "gerd@meise.example").await;
    let quiet = line(&jens, "gerd@meise.example").await;
    portal.clock.advance(Duration::from_secs(3_600));
    portal.somebody("/p/acme-garden", "gerd@meise.example").await;
    assert_eq!(row(&line(&jens, "gerd@meise.example").await), row(&quiet));
    portal.somebody("/p/acme", "gerd@meise.example").await;
    assert_ne!(row(&line(&jens, "gerd@meise.example").await), row(&quiet));
}

async fn who_acts_for_another_customer_in_the_portal_goes_on_doing_so(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, ("Somebody", "berta@amsel.example"), &["customer-admin"]).await.expect(303);
    let link = link(&portal, "berta@amsel.example").await;
    let berta = portal.browser("/p/acme");
    let before = lines(&jens).await;
    berta.submit(&berta.get(&link).await.expect(200).main_form().fill("password", PASSWORD)).await.expect(409);
    assert_eq!(lines(&jens).await, before, "the administrator sees nothing of it");
    let berta = portal.customer("berta@amsel.example").await;
    assert!(!berta.get("/p/acme/requests?filter=all").await.expect(200).text().contains("Drossel"));
    berta.get("/p/acme/company").await.expect(403);
}

async fn guesses_at_the_password_behind_a_link_are_limited(database: &Database) {
    let portal = TestPortal::with(database, |config| config.security.account_burst = 3).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, ("Somebody", "gerd@meise.example"), &[]).await.expect(303);
    let link = link(&portal, "gerd@meise.example").await;
    let thief = portal.browser("/p/acme");
    for _ in 0..3 {
        thief.post(&link, &[("password", "guess")]).await.expect(422);
    }
    let answer = thief.post(&link, &[("password", PASSWORD)]).await.expect(429);
    assert!(!answer.header(header::RETRY_AFTER).is_empty());
}

async fn an_administrator_gives_nothing_that_she_does_not_have(database: &Database) {
    let portal = TestPortal::on(database).await;
    give(&portal, "mia@drossel.example", &["site-lead"]).await;
    let mia = portal.customer("mia@drossel.example").await;
    let form = mia.get("/p/acme/company/invitations").await.expect(200);
    let offers = |name: &str| form.page().all(&format!("input[name={name}]")).len();
    assert_eq!((offers("roles"), offers("sites")), (3, 1), "requester, site manager, site lead; her own address");
    for role in ["customer-admin", "reader", "on-hold", "no-such-role"] {
        offered(&mia, NORA, &[role]).await.expect(422);
    }
    let sam = portal.staff("sam@acme.example").await;
    let all = sam.get(&user_page(&sam, "mia@drossel.example").await).await.expect(200).page();
    let sites: Vec<_> =
        all.all("input[name=sites]").iter().filter_map(|i| i.attribute("value").map(str::to_owned)).collect();
    let own = form.page().all("input[name=sites]")[0].attribute("value").unwrap().to_owned();
    let other = sites.iter().find(|site| **site != own).expect("Drossel has two addresses");
    for site in [other.as_str(), NOBODYS] {
        let form = form.form("/company/invitations").fill("name", NORA.0).fill("email", NORA.1);
        mia.submit(&form.forge("sites", &[site])).await.expect(422);
    }
    // Whoever has more than she is not hers to change, nor is a person on hold.
    for email in ["jens@drossel.example", "rita@drossel.example", "mute@drossel.example"] {
        let id = user_page(&sam, email).await.rsplit('/').next().unwrap().to_owned();
        mia.get(&format!("/p/acme/company/colleagues/{id}")).await.expect(403);
        mia.post(&format!("/p/acme/company/colleagues/{id}"), &[("roles", "requester")]).await.expect(403);
        mia.post(&format!("/p/acme/company/colleagues/{id}/access"), &[("open", "no")]).await.expect(403);
    }
    // What an administrator with more has offered is not hers either.
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, NORA, &["customer-admin"]).await.expect(303);
    let list = jens.get("/p/acme/company").await.expect(200);
    for act in ["/mail", "/revocation"] {
        mia.submit(&list.form(act)).await.expect(403);
    }
    assert!(!mia.get("/p/acme/company").await.expect(200).text().contains("/revocation\""));
    // Nor does the form give what it does not show.
    let ida = page(&mia, "Ida").await;
    mia.post(&ida, &[("roles", "customer-admin")]).await.expect(422);
    mia.post(&ida, &[("roles", "site-manager"), ("sites", &own)]).await.expect(303);
}

async fn what_a_colleague_may_do_counts_from_her_next_request_on(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (jens, ida) = (portal.customer("jens@drossel.example").await, portal.customer("ida@drossel.example").await);
    ida.get("/p/acme/new").await.expect(200);
    let page = page(&jens, "Ida").await;
    let form = jens.get(&page).await.expect(200).main_form();
    let answer = jens.submit(&form.forge("roles", &["reader"])).await.expect(303);
    assert!(jens.follow(answer).await.text().contains("Gespeichert"));
    ida.get("/p/acme/new").await.expect(403);
    assert!(line(&jens, "ida@").await.contains("Nur lesen"));
}

async fn a_place_is_closed_and_opened_without_the_login_and_its_other_places(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, ("Somebody", "gerd@meise.example"), &["reader"]).await.expect(303);
    let link = link(&portal, "gerd@meise.example").await;
    let gerd = portal.browser("/p/acme");
    gerd.post(&link, &[("password", PASSWORD)]).await.expect(303);
    let garden = portal.somebody("/p/acme-garden", "gerd@meise.example").await;
    let page = page(&jens, "Gerd").await;
    let close = jens.get(&page).await.expect(200).form("/access");
    jens.submit(&close).await.expect(303);
    jens.submit(&close).await.expect(409);
    assert!(line(&jens, "gerd@").await.contains("Gesperrt"));
    assert!(gerd.get("/p/acme/").await.expect(303).location().starts_with("/p/acme/sign-in"));
    garden.get("/p/acme-garden/").await.expect(200);
    let sign_in = [("email", "gerd@meise.example"), ("password", PASSWORD)];
    portal.browser("/p/acme").post("/p/acme/sign-in", &sign_in).await.expect(422);
    portal.somebody("/p/acme-garden", "gerd@meise.example").await;
    // The session that was ended stays ended when the place is open again.
    jens.submit(&jens.get(&page).await.expect(200).form("/access")).await.expect(303);
    gerd.get("/p/acme/").await.expect(303);
    portal.customer("gerd@meise.example").await;
    // What the office closes, only the office opens; and it opens what the company has closed.
    jens.submit(&close).await.expect(303);
    let sam = portal.staff("sam@acme.example").await;
    let there = user_page(&sam, "ida@drossel.example").await;
    sam.post(&format!("{there}/access"), &[("open", "no")]).await.expect(303);
    let ida = page.replace(page.rsplit('/').next().unwrap(), there.rsplit('/').next().unwrap());
    assert!(!jens.get(&ida).await.expect(200).text().contains("/access\""));
    jens.post(&format!("{ida}/access"), &[("open", "yes")]).await.expect(409);
    let gerds = sam.get("/office/acme/users?q=gerd").await.expect(200).page();
    let links: Vec<_> =
        gerds.all("table.people tbody th a").iter().filter_map(|a| a.attribute("href").map(str::to_owned)).collect();
    for link in links {
        sam.post(&format!("{link}/access"), &[("open", "yes")]).await;
    }
    portal.customer("gerd@meise.example").await;
}

async fn nobody_changes_herself_or_who_is_not_a_colleague_here(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    let id = async |email: &str| user_page(&sam, email).await.rsplit('/').next().unwrap().to_owned();
    let own = id("jens@drossel.example").await;
    let strangers = [id("berta@amsel.example").await, id("gerd@meise.example").await];
    let before = database.contents().await;
    for (rest, fields) in
        [("", &[("roles", "requester")]), ("/access", &[("open", "no")]), ("/invitation", &[("x", "")])]
    {
        let path = |id: &str| format!("/p/acme/company/colleagues/{id}{rest}");
        jens.post(&path(&own), fields).await.expect(403);
        let nobodys = jens.post(&path(NOBODYS), fields).await.expect(404).normalised(&[NOBODYS]);
        for stranger in &strangers {
            assert_eq!(jens.post(&path(stranger), fields).await.normalised(&[stranger]), nobodys);
        }
    }
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}

async fn of_two_administrators_who_take_each_others_rights_one_remains(database: &Database) {
    let portal = TestPortal::on(database).await;
    give(&portal, "ida@drossel.example", &["customer-admin"]).await;
    let (jens, ida) = (portal.customer("jens@drossel.example").await, portal.customer("ida@drossel.example").await);
    let (of_ida, of_jens) = (page(&jens, "Ida").await, page(&ida, "Jens").await);
    let fields = [("roles", "requester")];
    let (one, other) = tokio::join!(jens.post(&of_ida, &fields), ida.post(&of_jens, &fields));
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 403]);
}

async fn an_offer_stands_as_long_as_who_made_it_may_make_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, NORA, &["customer-admin"]).await.expect(303);
    let link = link(&portal, NORA.1).await;
    let nora = portal.browser("/p/acme");
    let form = nora.get(&link).await.expect(200).main_form().fill("password", CHOSEN);
    offered(&jens, ("Late", "late@drossel.example"), &[]).await.expect(303);
    give(&portal, "jens@drossel.example", &["reader"]).await;
    nora.get(&link).await.expect(404);
    nora.submit(&form).await.expect(404);
    portal.work().await;
    assert!(portal.mailbox().await.iter().all(|mail| mail.to.as_str() != "late@drossel.example"));
    // Another administrator takes it over.
    give(&portal, "ida@drossel.example", &["customer-admin"]).await;
    let ida = portal.customer("ida@drossel.example").await;
    let list = ida.get("/p/acme/company").await.expect(200);
    let again = list
        .page()
        .all("form")
        .iter()
        .filter_map(|f| f.attribute("action").map(str::to_owned))
        .filter(|a| a.ends_with("/mail"))
        .collect::<Vec<_>>();
    for act in again {
        ida.post(&act, &[]).await.expect(303);
    }
    accept(&portal, &crate::support::invitation::link(&portal, NORA.1).await)
        .await
        .get("/p/acme/company")
        .await
        .expect(200);
}

async fn who_is_closed_leaves_no_offers_behind(database: &Database) {
    let portal = TestPortal::on(database).await;
    give(&portal, "ida@drossel.example", &["customer-admin"]).await;
    let (jens, ida) = (portal.customer("jens@drossel.example").await, portal.customer("ida@drossel.example").await);
    offered(&ida, NORA, &[]).await.expect(303);
    let link = link(&portal, NORA.1).await;
    jens.post(&format!("{}/access", page(&jens, "Ida").await), &[("open", "no")]).await.expect(303);
    assert!(lines(&jens).await.iter().all(|line| !line.contains(NORA.1)));
    portal.browser("/p/acme").get(&link).await.expect(404);
    ida.get("/p/acme/company").await.expect(303);
}

async fn an_offer_is_sent_ten_times_and_no_more_whoever_takes_it_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, NORA, &[]).await.expect(303);
    // Asked for at once, so that the limit is not a matter of how fast mails go.
    let again = jens.get("/p/acme/company").await.expect(200).form("/mail");
    for _ in 0..12 {
        jens.submit(&again).await.expect(303);
    }
    let first = link(&portal, NORA.1).await;
    let count = async || portal.mailbox().await.iter().filter(|mail| mail.to.as_str() == NORA.1).count();
    assert_eq!(count().await, 10);
    jens.submit(&again).await.expect(409);
    let list = jens.get("/p/acme/company").await.expect(200);
    assert!(!list.text().contains("/mail\""));
    jens.submit(&list.form("/revocation")).await.expect(303);
    portal.browser("/p/acme").get(&first).await.expect(404);
    offered(&jens, NORA, &[]).await.expect(422);
    portal.work().await;
    assert_eq!(count().await, 10);
}

async fn where_the_office_does_not_want_it_there_are_no_such_pages(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, NORA, &[]).await.expect(303);
    let link = link(&portal, NORA.1).await;
    portal.set("acme", "colleagues.administered", false.into()).await;
    for path in ["/p/acme/company", "/p/acme/company/invitations"] {
        jens.get(path).await.expect(404);
    }
    offered_without_page(&jens).await.expect(404);
    assert!(!jens.get("/p/acme/").await.expect(200).text().contains("/company"));
    portal.browser("/p/acme").get(&link).await.expect(404);
}

async fn offered_without_page(jens: &Person) -> Answer {
    let fields = [("name", "Late"), ("email", "late@drossel.example"), ("language", "de")];
    jens.post("/p/acme/company/invitations", &fields).await
}

async fn whom_the_office_gave_a_place_is_sent_the_mail_by_an_administrator_too(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    invite(&sam, "Drossel", NORA).await;
    let first = link(&portal, NORA.1).await;
    let page = page(&jens, "Nora").await;
    jens.submit(&jens.get(&page).await.expect(200).form("/invitation")).await.expect(303);
    let second = link(&portal, NORA.1).await;
    assert_ne!(first, second);
    accept(&portal, &second).await;
    assert!(!jens.get(&page).await.expect(200).text().contains("/invitation\""));
}

async fn an_open_offer_is_changed_until_it_is_accepted(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    offered(&jens, NORA, &["customer-admin"]).await.expect(303);
    let link = link(&portal, NORA.1).await;
    let list = jens.get("/p/acme/company").await.expect(200).page();
    let own = list
        .all("table.people a")
        .iter()
        .find_map(|link| link.attribute("href").filter(|href| href.contains("/invitations/")).map(str::to_owned));
    let own = own.expect("the list leads to the offer");
    let page = jens.get(&own).await.expect(200);
    assert!(page.text().contains(NORA.1));
    let form = page.form(&own);
    jens.submit(&form.clone().forge("roles", &["owner"])).await.expect(422);
    jens.submit(&form.clone().forge("roles", &["reader"])).await.expect(303);
    assert!(line(&jens, NORA.1).await.contains("Nur lesen"), "the list has the new role");
    // Who may not look after colleagues, or is of another company, has no such page.
    let erika = portal.customer("erika@drossel.example").await;
    erika.get(&own).await.expect(403);
    erika.post(&own, &[("roles", "requester")]).await.expect(403);
    // The link of the mail is the same, and gives what the offer gives now.
    let nora = accept(&portal, &link).await;
    nora.get("/p/acme/company").await.expect(403);
    nora.get("/p/acme/new").await.expect(403);
    jens.submit(&form).await.expect(409);
}

async fn the_office_sees_open_offers_and_takes_them_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    offered(&jens, NORA, &["requester"]).await.expect(303);
    let link = link(&portal, NORA.1).await;
    let list = sam.get("/office/acme/users").await.expect(200);
    assert!(list.text().contains(NORA.1) && list.text().contains("Jens Drossel"));
    let form = list.form("/revocation");
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    bob.post(&form.action.replace("/acme/", "/bolt/"), &[]).await.expect(404);
    portal.browser("/p/acme").get(&link).await.expect(200);
    assert!(sam.submit(&form).await.expect(303).location().ends_with("?done=offer-revoked"));
    assert!(sam.submit(&form).await.expect(303).location().ends_with("?done=conflict"));
    portal.browser("/p/acme").get(&link).await.expect(404);
    assert!(!sam.get("/office/acme/users").await.expect(200).text().contains(NORA.1));
}
