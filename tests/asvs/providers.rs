//! V10: signing in at an identity provider.

use std::time::Duration;

use portico::{actions::users, domain::access::Actor};
use serde_json::{Value, json};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    person::Person,
    portal::TestPortal,
    provider::{Provider, Signed, come_back, leave},
};

on_every_database!(
    asvs_10_1_2_a_state_is_good_once_and_in_the_browser_that_began,
    asvs_10_2_2_another_issuer_cannot_send_anybody_back,
    asvs_10_5_1_a_token_without_the_nonce_of_this_browser_opens_nothing,
    asvs_10_5_2_the_subject_finds_the_login_and_never_a_changed_address,
    asvs_10_5_3_documents_of_another_issuer_are_not_believed,
    asvs_10_5_4_tokens_for_others_forged_or_over_open_nothing,
);

const BERTA: &str = "berta@amsel.example";

async fn with(database: &Database) -> (TestPortal, Provider) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| provider.put_into(config, |_| {})).await;
    (portal, provider)
}

async fn is_in(who: &Person) -> bool {
    who.get("/p/acme/").await.status == 200
}

/// A page that says what to do, and nobody is signed in.
#[track_caller]
fn says(answer: &Answer, status: u16, heading: &str) {
    assert_eq!((answer.status.as_u16(), answer.heading().as_str()), (status, heading), "{}", answer.text());
}

const DOWN: &str = "That sign-in does not work at the moment";
const OVER: &str = "You are not signed in";
const UNKNOWN: &str = "We do not know this account yet";

async fn asvs_10_1_2_a_state_is_good_once_and_in_the_browser_that_began(database: &Database) {
    let (portal, provider) = with(database).await;
    let (berta, mallory) = (portal.browser("/p/acme"), portal.browser("/p/acme"));
    let own = provider.sign_in(&leave(&mallory, BERTA, "").await);
    let back = provider.sign_in(&leave(&berta, BERTA, "").await);
    // Whoever lures Berta to his own way back, or takes hers, gets nobody in, and hers stays good.
    says(&berta.get(&own).await, 422, OVER);
    says(&mallory.get(&back).await, 422, OVER);
    says(&portal.browser("/p/acme").get(&back).await, 422, OVER);
    let before = berta.cookie_header();
    berta.get(&back).await.expect(303);
    assert!(is_in(&berta).await && !is_in(&mallory).await);

    // Once more with everything that the browser had then.
    let again = portal.browser("/p/acme");
    for pair in before.split("; ") {
        let (name, value) = pair.split_once('=').unwrap();
        again.put_cookie(name, value);
    }
    says(&again.get(&back).await, 422, OVER);
    assert!(!is_in(&again).await);

    // Ten minutes later, at another portal, or called off over there.
    let late = portal.browser("/p/acme");
    let back = provider.sign_in(&leave(&late, BERTA, "").await);
    portal.clock.advance(Duration::from_secs(600));
    says(&late.get(&back).await, 422, OVER);
    let back = provider.sign_in(&leave(&late, BERTA, "").await);
    late.get(&back.replace("/p/acme/", "/p/acme-garden/")).await.expect(404);
    let (path, query) = back.split_once('?').unwrap();
    let state = query.split_once("&state=").unwrap().1;
    says(&late.get(&format!("{path}?error=access_denied&state={state}")).await, 422, OVER);
    assert_eq!(provider.asked("/token"), 1, "what is not ours is never handed in");
}

async fn asvs_10_2_2_another_issuer_cannot_send_anybody_back(database: &Database) {
    let (portal, provider) = with(database).await;
    let visit = async |issuer: &str| {
        let who = portal.browser("/p/acme");
        let back = provider.sign_in(&leave(&who, BERTA, "").await);
        let issuer: String = form_urlencoded::byte_serialize(issuer.as_bytes()).collect();
        who.get(&format!("{back}&iss={issuer}")).await
    };
    says(&visit("https://login.evil.example").await, 502, DOWN);
    says(&visit(&format!("{}/", provider.issuer)).await, 502, DOWN);
    visit(&provider.issuer).await.expect(303);
    // Who promises to name itself must.
    provider.set(|says| says.document = json!({"authorization_response_iss_parameter_supported": true}));
    portal.clock.advance(Duration::from_secs(3_600));
    says(&come_back(&portal, &provider).await.1, 502, DOWN);
    visit(&provider.issuer).await.expect(303);
}

async fn asvs_10_5_1_a_token_without_the_nonce_of_this_browser_opens_nothing(database: &Database) {
    let (portal, provider) = with(database).await;
    for nonce in [json!("another"), Value::Null] {
        provider.set(|says| says.claims = json!({"nonce": nonce}));
        let (who, answer) = come_back(&portal, &provider).await;
        says(&answer, 502, DOWN);
        assert!(!is_in(&who).await);
    }
}

async fn asvs_10_5_2_the_subject_finds_the_login_and_never_a_changed_address(database: &Database) {
    let (portal, provider) = with(database).await;
    come_back(&portal, &provider).await.1.expect(303);
    // Her address there changes to one that is somebody else's here, and to none.
    for claims in [json!({"email": "erika@drossel.example"}), json!({"email": null}), json!({"email_verified": false})]
    {
        provider.set(|says| {
            says.claims = claims;
            says.info = json!({"sub": "person-1"});
        });
        let (who, answer) = come_back(&portal, &provider).await;
        answer.expect(303);
        assert!(who.get("/p/acme/profile").await.text().contains("Berta Amsel"));
    }
    assert_eq!(provider.asked("/info"), 0, "who is known is asked nothing about");
    // Her address is given to somebody else over there, who does not get her login with it.
    provider.set(|says| says.claims = json!({"sub": "person-2"}));
    says(&come_back(&portal, &provider).await.1, 403, UNKNOWN);
    // It is the same person after all: the operator unties her login, and what is open ends.
    provider.set(|says| says.claims = json!({}));
    let (berta, _) = come_back(&portal, &provider).await;
    assert!(is_in(&berta).await);
    let (operator, email) = (Actor::Engine { tenant: portal.acme }, BERTA.parse().unwrap());
    assert!(users::unlink(portal.cx(), &operator, &email).await.unwrap());
    assert!(!is_in(&berta).await);
    provider.set(|says| says.claims = json!({"sub": "person-2"}));
    come_back(&portal, &provider).await.1.expect(303);
    provider.set(|says| says.claims = json!({}));
    says(&come_back(&portal, &provider).await.1, 403, UNKNOWN);
}

async fn asvs_10_5_3_documents_of_another_issuer_are_not_believed(database: &Database) {
    let (portal, provider) = with(database).await;
    for document in [
        json!({"issuer": "https://login.evil.example"}),
        json!({"issuer": format!("{}/", provider.issuer)}),
        json!({"jwks_uri": "http://10.0.0.1/keys"}),
        json!({"jwks_uri": "http://login.evil.example/keys"}),
        json!({"issuer": null}),
    ] {
        provider.set(|says| says.document = document.clone());
        let answer = leave(&portal.browser("/p/acme"), BERTA, "").await;
        says(&answer, 502, DOWN);
        portal.clock.advance(Duration::from_secs(10));
    }
    provider.set(|says| says.document = json!({}));
    come_back(&portal, &provider).await.1.expect(303);
}

async fn asvs_10_5_4_tokens_for_others_forged_or_over_open_nothing(database: &Database) {
    let (portal, provider) = with(database).await;
    let over = portal.cx().now().as_second() - 1;
    for claims in [
        json!({"aud": "another"}),
        json!({"aud": ["portal", "another"]}),
        json!({"aud": []}),
        json!({"azp": "another"}),
        json!({"iss": "https://login.evil.example"}),
        json!({"exp": over}),
        json!({"exp": null}),
        json!({"sub": ""}),
        json!({"sub": "x".repeat(256)}),
    ] {
        provider.set(|says| says.claims = claims.clone());
        let (who, answer) = come_back(&portal, &provider).await;
        assert_eq!(answer.status, 502, "{claims}");
        assert!(!is_in(&who).await, "{claims}");
    }
    provider.set(|says| says.claims = json!({"azp": "portal"}));
    for signed in [Signed::Not, Signed::BySecret, Signed::ByAnother] {
        provider.set(|says| says.signed = signed);
        let (who, answer) = come_back(&portal, &provider).await;
        assert_eq!(answer.status, 502, "{signed:?}");
        assert!(!is_in(&who).await, "{signed:?}");
    }
    provider.set(|says| says.signed = Signed::ByItsKey);
    come_back(&portal, &provider).await.1.expect(303);
}
