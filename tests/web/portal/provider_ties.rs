//! What ties a name at a provider to a login and what unties it, and proving there once more who one is.

use std::time::Duration;

use portico::{
    config::IdentityProvider,
    domain::access::{Actor, scope},
    store,
};
use serde_json::{Value, json};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    factor::{Phone, set_up},
    links,
    person::Person,
    portal::TestPortal,
    provider::{Provider, come_back, leave},
};

on_every_database!(
    a_name_is_tied_only_after_the_second_factor,
    a_password_set_by_a_link_unties_what_was_tied,
    a_private_account_does_not_pass_for_one_of_the_organisation,
    what_a_provider_says_that_cannot_be_kept_is_refused,
    a_login_without_a_password_accepts_an_offer_at_its_provider,
    who_has_neither_password_nor_code_proves_anew_at_her_provider,
);

const BERTA: &str = "berta@amsel.example";

async fn with(database: &Database) -> (TestPortal, Provider) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| {
        provider.put_into(config, |provider| provider.new_logins = true);
    })
    .await;
    (portal, provider)
}

fn say(provider: &Provider, claims: Value) {
    provider.set(|says| says.claims = claims);
}

async fn a_name_is_tied_only_after_the_second_factor(database: &Database) {
    let (portal, provider) = with(database).await;
    let (phone, _) = set_up(&portal, &portal.customer(BERTA).await).await;
    // Somebody has her address at the provider, but not her phone: nothing is tied and nothing told.
    say(&provider, json!({"sub": "thief"}));
    let (_, question) = come_back(&portal, &provider).await;
    assert!(question.location().starts_with("/p/acme/sign-in/code"));
    portal.work().await;
    let told = links::subjects(&portal.mailbox().await, BERTA);
    assert!(!told.iter().any(|subject| subject.starts_with("New way")), "{told:?}");

    // Her own name is not in the way of his, and is tied with her code.
    say(&provider, json!({}));
    let enter = async || {
        let (who, answer) = come_back(&portal, &provider).await;
        let question = who.follow(answer).await.expect(200);
        portal.clock.advance(Duration::from_secs(30));
        who.submit(&question.main_form().fill("code", &phone.code(&portal))).await.expect(303);
        who.get("/p/acme/").await.expect(200);
    };
    enter().await;
    enter().await;
    portal.work().await;
    let told = links::subjects(&portal.mailbox().await, BERTA);
    assert_eq!(told.iter().filter(|subject| subject.starts_with("New way")).count(), 1, "{told:?}");
    say(&provider, json!({"sub": "thief"}));
    come_back(&portal, &provider).await.1.expect(403);
}

async fn a_password_set_by_a_link_unties_what_was_tied(database: &Database) {
    let (portal, provider) = with(database).await;
    say(&provider, json!({"sub": "thief"}));
    come_back(&portal, &provider).await.1.expect(303);
    // The address is hers again, and she has the login back by a link.
    let berta = portal.browser("/p/acme");
    let page = berta.get("/p/acme/forgot-password").await.expect(200);
    berta.submit(&page.form("/forgot-password").fill("email", BERTA)).await.expect(200);
    portal.work().await;
    let link = links::last(&portal, "reset").expect("a link was sent");
    let page = berta.get(&link).await.expect(200);
    berta.submit(&page.form(&link).fill("new", "tragbarer quittenbaum")).await.expect(303);
    portal.work().await;
    let told = links::subjects(&portal.mailbox().await, BERTA);
    assert_eq!(told.last().map(String::as_str), Some("A new password was set for Acme Heating"));
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &scope(&Actor::Engine { tenant: portal.acme }), None, 100).await.unwrap();
    drop(conn);
    assert!(log.iter().any(|entry| entry.action == "identities.unlink"));
    // What opens it now is a name whose address is hers.
    say(&provider, json!({"sub": "thief", "email": "other@amsel.example", "email_verified": false}));
    come_back(&portal, &provider).await.1.expect(403);
    say(&provider, json!({}));
    come_back(&portal, &provider).await.1.expect(303);
}

async fn a_private_account_does_not_pass_for_one_of_the_organisation(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| {
        provider.put_into(config, |provider| provider.organisations = vec!["amsel.example".to_owned()]);
    })
    .await;
    for hd in [Value::Null, json!("evil.example"), json!("")] {
        say(&provider, json!({"hd": hd}));
        come_back(&portal, &provider).await.1.expect(403);
    }
    say(&provider, json!({"hd": "amsel.example"}));
    come_back(&portal, &provider).await.1.expect(303);
    // Who has left the organisation is out, though her name is tied.
    say(&provider, json!({}));
    come_back(&portal, &provider).await.1.expect(403);
}

async fn what_a_provider_says_that_cannot_be_kept_is_refused(database: &Database) {
    let (portal, provider) = with(database).await;
    say(&provider, json!({"sub": "person\u{0}1"}));
    come_back(&portal, &provider).await.1.expect(502);
    // A name with what no name has is made one, or the address stands in its place.
    say(&provider, json!({"sub": "new", "email": "neu@amsel.example", "name": "Nele\u{0}Neu"}));
    let (who, answer) = come_back(&portal, &provider).await;
    answer.expect(303);
    assert!(who.get("/p/acme/profile").await.expect(200).text().contains("Nele Neu"));
    say(&provider, json!({"sub": "newer", "email": "neuer@amsel.example", "name": "\u{0}"}));
    come_back(&portal, &provider).await.1.expect(303);
}

async fn who_has_neither_password_nor_code_proves_anew_at_her_provider(database: &Database) {
    let (portal, provider) = with(database).await;
    let nele = json!({"sub": "new", "email": "neu@amsel.example", "name": "Nele Neu"});
    say(&provider, nele.clone());
    let (who, answer) = come_back(&portal, &provider).await;
    answer.expect(303);
    let enrol = async || {
        let page = who.get("/p/acme/profile/second-factor").await.expect(200);
        let phone = Phone::reading(&page);
        who.submit(&page.form("/profile/second-factor").fill("code", &phone.code(&portal))).await.expect(200)
    };
    let and = |more: Value| {
        let mut claims = nele.clone();
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    let now = portal.cx().now().as_second();
    for (claims, status) in [
        (nele.clone(), 502),
        (and(json!({"auth_time": now - 3_600})), 502),
        (and(json!({"auth_time": now + 3_600})), 502),
        (and(json!({"auth_time": now, "sub": "another"})), 422),
    ] {
        say(&provider, claims.clone());
        assert_eq!(confirm(&who, &provider, &enrol().await).await.status, status, "{claims}");
        // It is as it was: the form is there again.
        enrol().await.form("/profile/confirmation/amsel");
    }
    // In another browser it confirms nothing.
    say(&provider, and(json!({"auth_time": now})));
    let away = who.submit(&enrol().await.form("/profile/confirmation/amsel")).await.expect(200);
    let back = provider.sign_in(&away);
    let (other, answer) = come_back(&portal, &provider).await;
    answer.expect(303);
    other.get(&back).await.expect(422);
    // In hers it leads back, and the act goes through.
    let done = who.get(&back).await.expect(303);
    assert_eq!(done.location(), "/p/acme/profile");
    assert!(!enrol().await.page().texts(".codes li").is_empty());
    // Whoever has a code or a password is asked for that.
    who.post("/p/acme/profile/confirmation/amsel", &[("next", "")]).await.expect(404);
}

async fn confirm(who: &Person, provider: &Provider, asked: &Answer) -> Answer {
    let away = who.submit(&asked.form("/profile/confirmation/amsel")).await.expect(200);
    let page = away.page();
    let href = page.first("a.button").and_then(|link| link.attribute("href")).unwrap().to_owned();
    assert!(href.contains("prompt=login&max_age=0"), "{href}");
    who.get(&provider.sign_in(&away)).await
}

async fn a_login_without_a_password_accepts_an_offer_at_its_provider(database: &Database) {
    let provider = Provider::start().await;
    let portal = TestPortal::with(database, |config| {
        provider.put_into(config, |provider| {
            (provider.portal, provider.new_logins) = ("acme-garden".parse().unwrap(), true);
        });
        let own = IdentityProvider { customer: String::new(), label: "Everybody".into(), ..provider.configured() };
        config.identity_providers.insert("own".parse().unwrap(), own);
    })
    .await;
    // Nele has a login by her company's provider, at the portal of the garden only.
    say(&provider, json!({"sub": "new", "email": "neu@amsel.example", "name": "Nele Neu"}));
    let garden = portal.browser("/p/acme-garden");
    let away = leave(&garden, "neu@amsel.example", "").await.expect(200);
    garden.get(&provider.sign_in(&away)).await.expect(303);
    let jens = portal.customer("jens@drossel.example").await;
    let form = jens.get("/p/acme/company/invitations").await.expect(200).form("/company/invitations");
    jens.submit(&form.fill("name", "Nele Neu").fill("email", "neu@amsel.example")).await.expect(303);
    portal.work().await;
    let link = links::last(&portal, "join").expect("a link was sent");
    let nele = portal.browser("/p/acme");
    let page = nele.get(&link).await.expect(200);
    let go = async || nele.submit(&page.form("/with/own")).await.expect(200);
    // Somebody else at the provider accepts nothing, and signing in with the link in the address accepts nothing either.
    say(&provider, json!({"sub": "another", "email": "x@amsel.example"}));
    nele.get(&provider.sign_in(&go().await)).await.expect(403);
    say(&provider, json!({"sub": "new", "email": "neu@amsel.example"}));
    let sign_in = nele.get(&format!("/p/acme/sign-in?next={link}")).await.expect(200);
    let away = nele.submit(&sign_in.form("/sign-in/with/own")).await.expect(200);
    nele.get(&provider.sign_in(&away)).await.expect(403);
    nele.get(&provider.sign_in(&go().await)).await.expect(303);
    nele.get("/p/acme/").await.expect(200);
    assert!(jens.get("/p/acme/company").await.expect(200).text().contains("Nele Neu"));
    nele.get(&link).await.expect(404);
    // Who has no login to tie it to sees no such button.
    let form = jens.get("/p/acme/company/invitations").await.expect(200).form("/company/invitations");
    jens.submit(&form.fill("name", "Nora").fill("email", "nora@drossel.example")).await.expect(303);
    portal.work().await;
    let link = links::last(&portal, "join").expect("a link was sent");
    nele.post(&format!("{link}/with/own"), &[]).await.expect(404);
}
