//! Signing in with a login from elsewhere, and a provider that does not do what it should.

use std::{collections::BTreeSet, time::Duration};

use portico::{
    domain::{
        access::{Actor, scope},
        identity::Identity,
    },
    store,
};
use serde_json::json;

use crate::support::{
    databases::{Database, on_every_database},
    factor::{Phone, set_up},
    links,
    person::Person,
    portal::TestPortal,
    provider::{Mood, Provider, come_back, leave},
};

on_every_database!(
    somebody_of_a_company_goes_to_its_provider_and_comes_back_to_where_she_wanted,
    the_domain_decides_and_nobody_learns_who_has_a_login,
    only_a_login_that_the_provider_may_vouch_for_is_opened,
    a_login_is_made_only_where_the_configuration_says_so,
    what_a_provider_answers_is_no_fresh_proof,
    a_login_has_one_name_at_a_provider_and_a_name_one_login,
);

const BERTA: &str = "berta@amsel.example";

async fn somebody_of_a_company_goes_to_its_provider_and_comes_back_to_where_she_wanted(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| provider.put_into(config, |_| {})).await;
    let berta = portal.browser("/p/acme");
    let away = leave(&berta, BERTA, "/p/acme/requests").await.expect(200);
    assert_eq!((away.heading().as_str(), away.header("referrer-policy")), ("On to Amsel Login", "no-referrer"));
    let back = berta.get(&provider.sign_in(&away)).await.expect(303);
    assert_eq!(back.location(), "/p/acme/requests");
    assert!(berta.get("/p/acme/profile").await.expect(200).text().contains("Berta Amsel"));
    assert!(berta.cookie("__Host-i-p-acme").is_none(), "the cookie of the way is gone");

    // It is in the audit log and told by mail, once.
    portal.work().await;
    let told = || async { links::subjects(&portal.mailbox().await, BERTA) };
    assert_eq!(told().await, ["New way to sign in to Acme Heating"]);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &scope(&Actor::Engine { tenant: portal.acme }), None, 100).await.unwrap();
    let links: Vec<_> = log.iter().filter(|row| row.action == "identities.link").collect();
    assert!(links.len() == 1 && links[0].after.contains("person-1"), "{links:?}");
    drop(conn);
    let away = leave(&berta, BERTA, "").await.expect(200);
    berta.get(&provider.sign_in(&away)).await.expect(303);
    portal.work().await;
    assert_eq!(told().await.len(), 1);

    // By a new path on the portal's own host the same.
    let mut own = portal.browser("");
    own.host = "portal.acme.example".to_owned();
    let away = leave(&own, BERTA, "").await.expect(200);
    assert_eq!(own.get(&provider.sign_in(&away)).await.expect(303).location(), "/");

    // Her second factor is asked for whoever proved the first.
    let (phone, _) = set_up(&portal, &portal.customer(BERTA).await).await;
    let (who, answer) = come_back(&portal, &provider).await;
    assert!(answer.location().starts_with("/p/acme/sign-in/code"), "{}", answer.location());
    who.get("/p/acme/").await.expect(303);
    let question = who.follow(answer).await.expect(200);
    who.submit(&question.main_form().fill("code", &phone.code(&portal))).await.expect(303);
    who.get("/p/acme/").await.expect(200);
}

async fn the_domain_decides_and_nobody_learns_who_has_a_login(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| provider.put_into(config, |_| {})).await;
    let ask = async |email: &str| leave(&portal.browser("/p/acme"), email, "").await;
    let shown = async |email: &str| {
        let answer = ask(email).await.expect(200);
        let page = answer.page();
        let href = page.first("a.button").and_then(|link| link.attribute("href")).unwrap().to_owned();
        let random = href.split_once('?').unwrap().1.to_owned();
        let random = form_urlencoded::parse(random.as_bytes()).into_owned();
        let random: Vec<String> = random
            .filter(|(name, _)| ["state", "nonce", "code_challenge"].contains(&name.as_str()))
            .map(|(_, value)| value)
            .collect();
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        answer.normalised(&[&random[0], &random[1], &random[2], &cookie])
    };
    let known = shown(BERTA).await;
    for other in ["nobody@amsel.example", "NOBODY@Amsel.Example", "sam@amsel.example"] {
        assert_eq!(shown(other).await, known, "{other}");
    }
    for email in
        ["erika@drossel.example", "berta@sub.amsel.example", "amsel.example", "", "x@amsel.example.evil.example"]
    {
        let again = ask(email).await.expect(422);
        assert!(again.text().contains("For this mail address there is no company login"), "{email}");
        assert_eq!(again.form("/sign-in").value("email"), email);
    }
    // Where no company has a provider there is no such button and no such address.
    for base in ["/p/acme-garden", "/p/bolt"] {
        let who = portal.browser(base);
        assert!(!who.get(&who.path("/sign-in")).await.expect(200).text().contains("company login"));
        who.post(&who.path("/sign-in/company"), &[("email", BERTA)]).await.expect(404);
        who.post(&who.path("/sign-in/with/amsel"), &[]).await.expect(404);
        who.get(&who.path("/sign-in/with/amsel/return?code=a&state=b")).await.expect(404);
    }
}

async fn only_a_login_that_the_provider_may_vouch_for_is_opened(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| {
        provider.put_into(config, |provider| {
            provider.domains =
                ["amsel.example", "drossel.example", "acme.example", "meise.example"].map(str::to_owned).to_vec()
        });
    })
    .await;
    let say = |claims: serde_json::Value| provider.set(|says| says.claims = claims);
    for (why, claims) in [
        ("unverified", json!({"email_verified": false})),
        ("not said to be verified", json!({"email_verified": null})),
        ("a foreign domain", json!({"email": "berta@evil.example"})),
        ("no address", json!({"email": "berta"})),
        ("nobody's address", json!({"email": "nobody@amsel.example"})),
        ("another customer's person", json!({"email": "erika@drossel.example"})),
        ("a person of another portal", json!({"email": "gerd@meise.example"})),
        ("somebody of the office", json!({"email": "sam@acme.example"})),
    ] {
        say(claims);
        let (who, answer) = come_back(&portal, &provider).await;
        assert_eq!(
            (answer.status.as_u16(), answer.heading().as_str()),
            (403, "We do not know this account yet"),
            "{why}"
        );
        who.get("/p/acme/").await.expect(303);
    }
    // A closed login stays closed, also for who was tied to it before.
    say(json!({}));
    come_back(&portal, &provider).await.1.expect(303);
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let berta = store::users::by_email(&mut tx, &BERTA.parse().unwrap()).await.unwrap().unwrap();
    store::users::disable(&mut tx, berta.id, portal.cx().now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(come_back(&portal, &provider).await.1.status, 403);
}

async fn a_login_is_made_only_where_the_configuration_says_so(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| {
        provider.put_into(config, |provider| provider.new_logins = true);
        config.identity_providers.insert(
            "strict".parse().unwrap(),
            portico::config::IdentityProvider {
                customer: String::new(),
                domains: vec!["*".into()],
                label: "Everybody".into(),
                ..provider.configured()
            },
        );
    })
    .await;
    provider.set(|says| says.claims = json!({"sub": "new", "email": "neu@amsel.example", "name": "Nele Neu"}));
    // The portal's own provider makes none.
    let who = portal.browser("/p/acme");
    let page = who.get("/p/acme/sign-in").await.expect(200);
    let away = who.submit(&page.form("/sign-in/with/strict")).await.expect(200);
    assert_eq!(who.get(&provider.sign_in(&away)).await.status, 403);
    let (nele, answer) = come_back(&portal, &provider).await;
    answer.expect(303);
    assert!(nele.get("/p/acme/profile").await.expect(200).text().contains("Nele Neu"));
    // She belongs to the customer of the provider, as a requester, and is known the next time, at the portal's own provider too.
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let user = store::users::by_email(&mut conn, &"neu@amsel.example".parse().unwrap()).await.unwrap().unwrap();
    let places = store::memberships::of_user(&mut conn, user.id).await.unwrap();
    let roles: BTreeSet<&str> = places[0].roles().iter().map(|role| role.as_str()).collect();
    assert_eq!((places.len(), roles), (1, BTreeSet::from(["requester"])));
    drop(conn);
    let away = who.submit(&page.form("/sign-in/with/strict")).await.expect(200);
    who.get(&provider.sign_in(&away)).await.expect(303);
}

async fn what_a_provider_answers_is_no_fresh_proof(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| provider.put_into(config, |_| {})).await;
    let set_up = async |who: &Person| {
        let page = who.get("/p/acme/profile/second-factor").await.expect(200);
        let phone = Phone::reading(&page);
        who.submit(&page.form("/profile/second-factor").fill("code", &phone.code(&portal))).await.expect(200)
    };
    let (away, answer) = come_back(&portal, &provider).await;
    answer.expect(303);
    let asked = set_up(&away).await;
    assert!(asked.form("/profile/second-factor").shows("confirm"), "{}", asked.text());
    let here = portal.customer(BERTA).await;
    assert!(!set_up(&here).await.page().texts(".codes li").is_empty(), "a password just now is proof enough");
}

async fn a_login_has_one_name_at_a_provider_and_a_name_one_login(database: &Database) {
    let portal = TestPortal::on(database).await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let mut user = Vec::new();
    for email in [BERTA, "erika@drossel.example"] {
        user.push(store::users::by_email(&mut tx, &email.parse().unwrap()).await.unwrap().unwrap().id);
    }
    let mut tie = async |issuer: &str, subject: &str, user| {
        let identity = Identity { issuer: issuer.into(), subject: subject.into(), user, linked_at: portal.cx().now() };
        store::identities::insert(&mut tx, &identity).await.unwrap()
    };
    assert!(tie("https://a.example", "person-1", user[0]).await);
    assert!(!tie("https://a.example", "person-2", user[0]).await, "a second name for the same login");
    assert!(!tie("https://a.example", "person-1", user[1]).await, "the same name for a second login");
    assert!(tie("https://a.example", "person-2", user[1]).await && tie("https://b.example", "person-1", user[0]).await);
}

async fn portal_of(provider: &Provider) -> TestPortal {
    TestPortal::alone_with(|config| provider.put_into(config, |_| {})).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_down_slow_huge_or_leads_elsewhere_is_left_alone_for_a_while() {
    let provider = Provider::start().await;
    let portal = portal_of(&provider).await;
    for mood in [Mood::Fails, Mood::Silent, Mood::Huge, Mood::Redirects] {
        provider.set(|says| says.mood = mood);
        let asked = provider.asked("/.well-known/openid-configuration");
        for _ in 0..3 {
            let answer = leave(&portal.browser("/p/acme"), BERTA, "").await.expect(502);
            assert_eq!(answer.heading(), "That sign-in does not work at the moment", "{mood:?}");
        }
        assert_eq!(provider.asked("/.well-known/openid-configuration"), asked + 1, "{mood:?}");
        portal.clock.advance(Duration::from_secs(10));
    }
    assert_eq!(provider.asked("/elsewhere"), 0);
    provider.set(|says| says.mood = Mood::Answers);
    come_back(&portal, &provider).await.1.expect(303);

    // On the way back too.
    for mood in [Mood::Fails, Mood::Silent, Mood::Huge] {
        let who = portal.browser("/p/acme");
        let back = provider.sign_in(&leave(&who, BERTA, "").await.expect(200));
        provider.set(|says| says.mood = mood);
        who.get(&back).await.expect(502);
        provider.set(|says| says.mood = Mood::Answers);
        who.get("/p/acme/").await.expect(303);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_sent_where_others_could_read_along_or_where_a_script_waits() {
    let provider = Provider::start().await;
    let portal = portal_of(&provider).await;
    for away in ["http://login.evil.example/authorize", "javascript:alert(1)", "data:text/html,hello"] {
        provider.set(|says| says.document = json!({"authorization_endpoint": away}));
        let answer = leave(&portal.browser("/p/acme"), BERTA, "").await.expect(502);
        assert!(answer.header("refresh").is_empty() && !answer.text().contains("evil"), "{away}");
        portal.clock.advance(Duration::from_secs(10));
    }
    provider.set(|says| says.document = json!({"authorization_endpoint": "https://login.amsel.example/authorize"}));
    let answer = leave(&portal.browser("/p/acme"), BERTA, "").await.expect(200);
    assert!(answer.header("refresh").starts_with("0; url=https://login.amsel.example/authorize?"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_are_kept_and_rotated_keys_are_fetched_once_a_minute_at_most() {
    let provider = Provider::start().await;
    let portal = portal_of(&provider).await;
    for _ in 0..3 {
        come_back(&portal, &provider).await.1.expect(303);
    }
    assert_eq!((provider.asked("/keys"), provider.asked("/.well-known/openid-configuration")), (1, 1));
    provider.rotate("second");
    come_back(&portal, &provider).await.1.expect(502);
    portal.clock.advance(Duration::from_secs(60));
    come_back(&portal, &provider).await.1.expect(303);
    assert_eq!(provider.asked("/keys"), 2);
    // Tokens with keys that nobody knows have them fetched once.
    portal.clock.advance(Duration::from_secs(60));
    provider.set(|says| says.signed = crate::support::provider::Signed::ByAnother);
    for _ in 0..3 {
        come_back(&portal, &provider).await.1.expect(502);
    }
    assert_eq!((provider.asked("/keys"), provider.asked("/.well-known/openid-configuration")), (3, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_may_come_from_beside_the_token_if_it_is_about_the_same_person() {
    let provider = Provider::start().await;
    let portal = portal_of(&provider).await;
    // A secret goes where the provider wants it.
    provider.set(|says| {
        says.document = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
        says.claims = json!({"email": null, "email_verified": null});
        says.info = json!({"sub": "person-2", "email": BERTA, "email_verified": true});
    });
    come_back(&portal, &provider).await.1.expect(502);
    provider.set(|says| says.info = json!({"sub": "person-1", "email": BERTA}));
    come_back(&portal, &provider).await.1.expect(403);
    provider.set(|says| says.info = json!({"sub": "person-1", "email": BERTA, "email_verified": "yes"}));
    come_back(&portal, &provider).await.1.expect(403);
    // Some say it as a text.
    provider.set(|says| says.info = json!({"sub": "person-1", "email": BERTA, "email_verified": "true"}));
    come_back(&portal, &provider).await.1.expect(303);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn going_to_a_provider_counts_among_the_tries_of_a_network_address() {
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| {
        provider.put_into(config, |_| {});
        config.security.sign_in_burst = 2;
    })
    .await;
    for _ in 0..2 {
        leave(&portal.browser("/p/acme"), BERTA, "").await.expect(200);
    }
    let late = leave(&portal.browser("/p/acme"), BERTA, "").await.expect(429);
    assert!(!late.header("retry-after").is_empty() && late.form("/sign-in").value("email") == BERTA);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn domains_that_lead_nowhere_count_among_the_tries_too() {
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| {
        provider.put_into(config, |_| {});
        config.security.sign_in_burst = 2;
    })
    .await;
    for _ in 0..2 {
        leave(&portal.browser("/p/acme"), "x@drossel.example", "").await.expect(422);
    }
    leave(&portal.browser("/p/acme"), "x@drossel.example", "").await.expect(429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_answers_together_have_one_time_out() {
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| provider.put_into(config, |provider| provider.timeout_s = 2)).await;
    provider.set(|says| says.mood = Mood::Slow(Duration::from_millis(1_200)));
    leave(&portal.browser("/p/acme"), BERTA, "").await.expect(502);
    assert_eq!(provider.asked("/keys"), 1, "the first answer came in time, and the second was not waited for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pause_after_a_failure_begins_when_it_failed() {
    const DOCUMENT: &str = "/.well-known/openid-configuration";
    let provider = Provider::start().await;
    let portal = portal_of(&provider).await;
    provider.set(|says| says.mood = Mood::Silent);
    let who = portal.browser("/p/acme");
    let passing = async {
        while provider.asked(DOCUMENT) == 0 {
            tokio::task::yield_now().await;
        }
        portal.clock.advance(Duration::from_secs(9));
    };
    let (answer, ()) = tokio::join!(leave(&who, BERTA, ""), passing);
    answer.expect(502);
    portal.clock.advance(Duration::from_secs(9));
    leave(&who, BERTA, "").await.expect(502);
    assert_eq!(provider.asked(DOCUMENT), 1);
    portal.clock.advance(Duration::from_secs(1));
    leave(&who, BERTA, "").await.expect(502);
    assert_eq!(provider.asked(DOCUMENT), 2);
}
