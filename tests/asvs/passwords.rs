//! V6.2: passwords.

use std::io::Read;

use portico::actions::Error;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    html::{Element, Html},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(asvs_6_2_2_a_person_changes_her_password, asvs_6_2_3_changing_a_password_needs_the_current_one,);

const NEW: &str = "tragbarer quittenbaum";

/// Tries to change the password of a browser that is signed in.
async fn change(who: &Person, current: &str, new: &str) -> Answer {
    let page = who.get(&who.path("/profile/password")).await.expect(200);
    let form = page.form("/profile/password").fill("current", current).fill("new", new);
    who.submit(&form).await
}

/// What the page says about a new password; empty when it was taken.
async fn refusal(who: &Person, new: &str) -> String {
    let answer = change(who, PASSWORD, new).await;
    answer.page().texts(".problems p").join(" ")
}

async fn can_sign_in(portal: &TestPortal, password: &str) -> bool {
    let stranger = portal.browser("/p/acme");
    let sent = [("email", "erika@drossel.example"), ("password", password)];
    stranger.post("/p/acme/sign-in", &sent).await.status.is_redirection()
}

#[tokio::test]
async fn asvs_6_2_1_a_password_has_at_least_eight_characters() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    assert!(refusal(&erika, "Kn7!xqz").await.contains("mindestens 8"));
    // Characters are counted, not bytes.
    assert!(refusal(&erika, "ßößößöß").await.contains("mindestens 8"));
    assert!(!refusal(&erika, "Kn7!xqzv").await.contains("mindestens 8"));
}

async fn asvs_6_2_2_a_person_changes_her_password(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = erika.visit("/p/acme/profile").await.expect(200).page();
    assert!(page.all("a").iter().any(|link| link.attribute("href") == Some("/p/acme/profile/password")));
    let changed = change(&erika, PASSWORD, NEW).await.expect(303);
    let page = erika.follow(changed).await.expect(200);
    assert!(page.page().texts(".flash").join("").contains("Passwort ist geändert"));
    assert!(can_sign_in(&portal, NEW).await && !can_sign_in(&portal, PASSWORD).await);

    let sam = portal.staff("sam@acme.example").await;
    let changed = change(&sam, PASSWORD, NEW).await.expect(303);
    sam.follow(changed).await.expect(200);
}

async fn asvs_6_2_3_changing_a_password_needs_the_current_one(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    for current in ["", "wrong", NEW, "Correct horse", "correct horse "] {
        let answer = change(&erika, current, NEW).await.expect(422);
        let current = answer.page();
        assert!(current.texts(".problems a").join("").contains("bisherige Passwort"));
        assert_eq!(current.first("#current").unwrap().attribute("aria-invalid"), Some("true"));
    }
    assert!(can_sign_in(&portal, PASSWORD).await);
}

#[tokio::test]
async fn asvs_6_2_4_the_3000_most_used_passwords_are_refused() {
    let portal = TestPortal::alone().await;
    let mut list = String::new();
    let packed = include_bytes!("common-passwords.txt.gz");
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut list).unwrap();
    assert_eq!(list.lines().count(), 3_000);
    let mut taken = Vec::new();
    for password in list.lines() {
        let judged = portal.cx().passwords.hash_new(password.to_owned(), Default::default()).await;
        if !matches!(judged, Err(Error::Password(_))) {
            taken.push(password);
        }
    }
    assert_eq!(taken, [""; 0]);
    let erika = portal.customer("erika@drossel.example").await;
    assert!(refusal(&erika, "baseball").await.contains("als eines der ersten"));
}

#[tokio::test]
async fn asvs_6_2_5_no_kind_of_letter_is_asked_for() {
    let portal = TestPortal::alone().await;
    for password in [NEW, "7340 9526 1847 3062 58", "ΔΡΟΣΙΣΜΑ ΚΥΜΑΤΟΣ", "🦔🐌🦩🪼🦭🪲🐙🦥🪿"]
    {
        let hash = portal.cx().passwords.hash_new(password.to_owned(), Default::default()).await;
        assert!(hash.is_ok(), "{password}");
    }
}

/// The password fields of the pages that have some.
async fn fields(portal: &TestPortal) -> Vec<(Html, &'static str)> {
    let erika = portal.customer("erika@drossel.example").await;
    let own = erika.get("/p/acme/profile/password").await.expect(200).page();
    let sign_in = portal.browser("/p/acme").get("/p/acme/sign-in").await.expect(200).page();
    let office = portal.browser("/office/acme").get("/office/acme/sign-in").await.expect(200).page();
    vec![(own, "new-password"), (sign_in, "current-password"), (office, "current-password")]
}

#[tokio::test]
async fn asvs_6_2_6_password_fields_hide_what_is_typed() {
    for (page, _) in fields(&TestPortal::alone().await).await {
        let fields = ["#password", "#current", "#new"].into_iter().filter_map(|id| page.first(id)).count();
        assert!(fields > 0 && page.all("[type=password]").len() == fields);
    }
}

#[tokio::test]
async fn asvs_6_2_7_password_managers_and_pasting_are_welcome() {
    for (page, kind) in fields(&TestPortal::alone().await).await {
        assert!(page.first(&format!("[autocomplete={kind}]")).is_some(), "{kind}");
        // Beside a passkey's word, where the page takes one.
        let words = |field: &Element<'_>| field.attribute("autocomplete").unwrap_or_default().to_owned();
        assert!(page.all("input").iter().any(|field| words(field).split(' ').any(|word| word == "username")));
        let passwords = page.all("[type=password]");
        assert!(
            page.all("[onpaste]").is_empty() && passwords.iter().all(|field| field.attribute("maxlength").is_none())
        );
    }
}

#[tokio::test]
async fn asvs_6_2_8_a_password_is_neither_trimmed_nor_cut() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let long = format!("  {}  Ende ", "Quittenbaum läuft ".repeat(11));
    assert!(long.chars().count() > 200 && change(&erika, PASSWORD, &long).await.status.is_redirection());
    assert!(can_sign_in(&portal, &long).await);
    for other in [long.trim(), &long.to_lowercase(), &long.to_uppercase(), &long[..72], &format!("{long} ")] {
        assert!(!can_sign_in(&portal, other).await, "{other}");
    }
}

#[tokio::test]
async fn asvs_6_2_9_a_password_may_have_256_characters() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let letters: Vec<char> = "wärme pumpen läufte ".chars().cycle().take(257).collect();
    let of = |length: usize| letters[..length].iter().collect::<String>();
    assert!(refusal(&erika, &of(257)).await.contains("zu lang"));
    change(&erika, PASSWORD, &of(256)).await.expect(303);
    change(&erika, &of(256), &of(64)).await.expect(303);
    assert!(can_sign_in(&portal, &of(64)).await);
}

#[tokio::test]
async fn asvs_6_2_10_a_password_never_has_to_be_changed() {
    let portal = TestPortal::alone().await;
    portal.clock.advance(std::time::Duration::from_secs(10 * 365 * 86_400));
    let erika = portal.customer("erika@drossel.example").await;
    assert_eq!(erika.visit("/p/acme/").await.expect(200).asked, "/p/acme/");
}

#[tokio::test]
async fn asvs_6_2_11_names_of_the_tenant_the_portal_and_the_person_are_refused() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    for own in
        ["AcmeHeating", "acme-heating-2026!", "Erika.Drossel", "erika@drossel.example", "99 Drossel 99", "Acme Gardens"]
    {
        assert!(refusal(&erika, own).await.contains("Namen, den hier jeder kennt"), "{own}");
    }
    assert_eq!(refusal(&erika, "Acme tragbarer quittenbaum").await, "");
}

#[tokio::test]
async fn asvs_6_2_12_passwords_of_a_breached_list_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("breached.txt");
    let lines = ["a lark in the morning", NEW, "zebra crossing wisdom"];
    std::fs::write(&list, lines.join("\n")).unwrap();
    let portal = TestPortal::alone_with(|config| config.security.breached_passwords = list).await;
    let erika = portal.customer("erika@drossel.example").await;
    for stolen in lines {
        assert!(refusal(&erika, stolen).await.contains("gestohlen"), "{stolen}");
    }
    assert_eq!(refusal(&erika, "tragbarer quittenbaun").await, "");
}
