//! Staff who see a portal as a customer: a look that writes, lives longer than it may, or passes for a session would be a master key.

use std::time::Duration;

use http::Method;
use portico::{
    actions::{looks, sessions},
    domain::{
        routes::{path, portal as p},
        session::Door,
    },
    store,
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    form::{multipart_type, one_file},
    look::{begin, offer, press},
    portal::TestPortal,
};

on_every_database!(
    by_no_route_and_no_method_does_a_look_write,
    a_look_is_not_prolonged_by_being_used_and_opens_nothing_after_its_end,
    the_secrets_of_a_look_a_link_and_a_session_do_not_pass_for_each_other,
    a_link_is_used_once_by_its_button_within_a_minute_and_at_its_portal,
    a_look_gives_none_of_the_persons_secrets,
);

const ERIKA: &str = "erika@drossel.example";
const COOKIE: &str = "__Host-v-p-acme";
const KEY: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";

async fn by_no_route_and_no_method_does_a_look_write(database: &Database) {
    let portal = TestPortal::with(database, |config| config.security.look_minutes = 600).await;
    let erika = portal.customer(ERIKA).await;
    let order = flow::sent(&erika, "Cold").await.to_string();
    let page = flow::begin(&erika).await;
    let draft = page.main_form().action.split('/').nth(5).unwrap().to_owned();
    erika.submit(&flow::problem(&page, "Not sent yet").press("go", "next")).await.expect(303);
    let look = begin(&portal, &portal.staff("sam@acme.example").await, ERIKA).await;
    // Longer than the quarter of an hour after which a session is noted as used.
    portal.clock.advance(Duration::from_secs(1_200));
    let before = database.contents().await;
    let fields =
        format!("text=Written&key={KEY}&name=Mallory&language=en&open=no&session=others&go=next&description=x");
    let upload = one_file("photos", "photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01");
    let mut refused = 0;
    for pattern in p::ALL.iter().chain(portico::domain::routes::account::ALL) {
        let filled = pattern.replace("{id}", &order).replace("{draft}", &draft).replace("{flow}", "fault");
        let filled = filled.replace("{step}", "problem").replace("{*path}", "site.css").replace("{provider}", "harms");
        let address = path("/p/acme", &filled.replace("{secret}", &"A".repeat(43)), &[]);
        assert!(!address.contains('{'), "a new kind of placeholder in {pattern} needs a value here");
        // A stream never ends.
        let get = if pattern.ends_with("/events") { Method::HEAD } else { Method::GET };
        look.ask(get, &address, &[], Vec::new()).await;
        if *pattern == p::LOOK_END {
            continue;
        }
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
            for (kind, body) in [
                ("application/x-www-form-urlencoded".to_owned(), fields.clone().into_bytes()),
                (multipart_type(), upload.clone()),
                ("application/json".to_owned(), b"{}".to_vec()),
            ] {
                let answer = look.ask(method.clone(), &address, &[("content-type", &kind)], body).await;
                let is_open = [p::LOOK, p::ASSET].contains(pattern);
                let right = if is_open { [404, 405].contains(&answer.status.as_u16()) } else { answer.status == 403 };
                assert!(right, "{method} {address} with {kind} gave {}", answer.status);
                refused += usize::from(answer.status == 403);
            }
        }
    }
    assert!(refused > 15 * 30, "{refused} refusals are not all routes");
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
    look.get("/p/acme/").await.expect(200);
}

async fn a_look_is_not_prolonged_by_being_used_and_opens_nothing_after_its_end(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer(ERIKA).await, "Cold").await;
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    let cookie = look.cookie(COOKIE).unwrap();
    for _ in 0..14 {
        portal.clock.advance(Duration::from_secs(60));
        look.get("/p/acme/").await.expect(200);
    }
    portal.clock.advance(Duration::from_secs(60));
    let ended = portal.browser("/p/acme");
    for path in
        ["/", "/requests", &format!("/requests/{order}"), &format!("/requests/{order}/events"), "/profile", "/new"]
    {
        ended.put_cookie(COOKIE, &cookie);
        let answer = ended.get(&ended.path(path)).await.expect(403);
        assert!(!answer.text().contains("Cold") && !answer.text().contains("Erika"), "{path}");
    }
    // Ended by its button, the secret of a copied cookie is dead at once.
    let look = begin(&portal, &portal.staff("sam@acme.example").await, ERIKA).await;
    let copied = look.cookie(COOKIE).unwrap();
    look.submit(&look.get("/p/acme/").await.form("/look-end")).await.expect(200);
    ended.put_cookie(COOKIE, &copied);
    ended.get("/p/acme/").await.expect(403);
    // What was begun in a look and comes after its end must not reach the session that the browser has beside it.
    let jens = portal.customer("jens@drossel.example").await;
    jens.put_cookie(COOKIE, &copied);
    let before = database.contents().await;
    let comment = [("text", "Meant for Erika"), ("key", KEY)];
    jens.post(&format!("/p/acme/requests/{order}/comments"), &comment).await.expect(403);
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}

async fn the_secrets_of_a_look_a_link_and_a_session_do_not_pass_for_each_other(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let (erika, look) = (portal.customer(ERIKA).await, begin(&portal, &sam, ERIKA).await);
    let secret = look.cookie(COOKIE).unwrap();
    let thief = portal.browser("/p/acme");
    for (name, door) in [("__Host-p-acme", "/p/acme"), ("__Host-o-acme", "/office/acme"), ("__Host-p-bolt", "/p/bolt")]
    {
        thief.put_cookie(name, &secret);
        assert!(thief.get(&format!("{door}/profile")).await.expect(303).location().contains("/sign-in"), "{door}");
    }
    let other = portal.browser("/p/acme-garden");
    other.put_cookie("__Host-v-p-acme-garden", &secret);
    other.get("/p/acme-garden/").await.expect(403);
    let thief = portal.browser("/p/acme");
    let link = offer(&portal.staff("sam@acme.example").await, ERIKA).await;
    let link = link.rsplit('/').next().unwrap();
    for foreign in [link, &erika.cookie("__Host-p-acme").unwrap(), &sam.cookie("__Host-o-acme").unwrap()] {
        thief.put_cookie(COOKIE, foreign);
        thief.get("/p/acme/").await.expect(403);
    }
    for foreign in [&secret, &erika.cookie("__Host-p-acme").unwrap()] {
        portal.browser("/p/acme").get(&format!("/p/acme/look/{foreign}")).await.expect(404);
    }
}

async fn a_link_is_used_once_by_its_button_within_a_minute_and_at_its_portal(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let link = offer(&sam, ERIKA).await;
    let before = database.contents().await;
    let page = portal.browser("/p/acme").get(&link).await.expect(200);
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(database.contents().await.changed_since(&before), [""; 0], "opening it does nothing");
    portal.browser("/p/acme-garden").get(&link.replace("/p/acme/", "/p/acme-garden/")).await.expect(404);
    let (one, two) = (portal.browser("/p/acme"), portal.browser("/p/acme"));
    let form = page.main_form();
    let (first, second) = tokio::join!(one.submit(&form), two.submit(&form));
    let mut both = [first.status.as_u16(), second.status.as_u16()];
    both.sort_unstable();
    assert_eq!(both, [303, 404], "of two clicks one begins");
    portal.browser("/p/acme").get(&link).await.expect(404);

    let late = offer(&sam, ERIKA).await;
    let form = portal.browser("/p/acme").get(&late).await.expect(200).main_form();
    portal.clock.advance(Duration::from_secs(60));
    portal.browser("/p/acme").submit(&form).await.expect(404);
    // A further link of the same session replaces the one before.
    let (replaced, newest) = (offer(&sam, ERIKA).await, offer(&sam, ERIKA).await);
    portal.browser("/p/acme").get(&replaced).await.expect(404);
    press(&portal.browser("/p/acme"), &newest).await;
    // No secret is stored as it is.
    let secret = newest.rsplit('/').next().unwrap().to_owned();
    assert!(!format!("{:?}", portal.mailbox().await).contains(&secret));
}

async fn a_look_gives_none_of_the_persons_secrets(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    let look = begin(&portal, &portal.staff("sam@acme.example").await, ERIKA).await;
    let decode = |text: &str| {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        <[u8; 32]>::try_from(URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    let (own, looked) = (decode(&erika.cookie("__Host-p-acme").unwrap()), decode(&look.cookie(COOKIE).unwrap()));
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let portals = store::portals::list(&mut conn).await.unwrap();
    let acme = portals.iter().find(|portal| portal.slug.as_str() == "acme").unwrap().id;
    drop(conn);
    let person = looks::find(portal.cx(), portal.acme, acme, &looked).await.unwrap().unwrap();
    assert_eq!(person.user.password_hash, None);
    let mine = sessions::find(portal.cx(), portal.acme, Door::Portal(acme), &own).await.unwrap().unwrap();
    assert_eq!(person.user.id, mine.user.id);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let sessions = store::sessions::list(&mut conn, person.user.id, portal.cx().now()).await.unwrap();
    assert_eq!(sessions.len(), 1, "a look is no session of hers");
    assert!(sessions.iter().all(|session| session.id != person.session.id));
    let user = store::users::get(&mut conn, person.user.id).await.unwrap().unwrap();
    assert_eq!(user.password_hash, mine.user.password_hash);
    let actor = person.actor;
    assert!(portico::domain::access::can(&actor, portico::domain::access::Verb::Comment).is_err());
}
