//! Registering by oneself: nobody learns from the answer what is known, the link of the mail confirms once, and who has to agree does.

use std::time::Duration;

use http::Method;
use portico::domain::mail::Mail;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    invitation::{CHOSEN, user_page},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    the_answer_is_the_same_whatever_is_known_and_only_the_mail_tells,
    who_has_an_address_of_the_company_joins_where_nobody_has_to_agree,
    who_has_the_code_waits_for_her_company_and_hears_what_it_says,
    who_registers_waits_for_the_office_where_the_portal_says_so,
    who_has_a_login_elsewhere_confirms_with_its_password,
    a_code_that_was_renewed_or_ended_opens_nothing,
    the_link_confirms_once_and_looking_at_it_changes_nothing,
    where_it_is_not_offered_there_are_no_such_pages,
    a_company_decides_about_nobody_elses_people,
    those_who_may_approve_are_told_that_somebody_waits,
);

/// An id that nobody has.
const NOBODYS: &str = "019ca0e6-7c00-7000-8000-00000000aaaa";
const NORA: &str = "nora@drossel.example";

async fn open(database: &Database, by: &str, approval: &str) -> TestPortal {
    let portal = TestPortal::with(database, |config| {
        config.security.links_per_address = 1_000;
        config.security.account_burst = 1_000;
    })
    .await;
    portal.set("acme", "registration.by", by.into()).await;
    portal.set("acme", "registration.domains", "drossel.example = 10001, nobody.example = 99".into()).await;
    portal.set("acme", "registration.approval", approval.into()).await;
    portal
}

async fn ask(who: &Person, email: &str, code: &str) -> Answer {
    let fields = [("name", "Nora Neu"), ("email", email), ("language", "de"), ("code", code)];
    let fields = if code.is_empty() { &fields[..3] } else { &fields[..] };
    who.post("/p/acme/register", fields).await
}

/// The mails to an address, after the workers have done what is owed.
async fn mails(portal: &TestPortal, email: &str) -> Vec<Mail> {
    portal.work().await;
    portal.mailbox().await.into_iter().filter(|mail| mail.to.as_str() == email).collect()
}

/// The path of the link in the last mail to an address.
async fn link(portal: &TestPortal, email: &str) -> String {
    let mails = mails(portal, email).await;
    let mail = mails.last().expect("a mail was sent");
    let word = mail.text.split_whitespace().find(|word| word.contains("/register/")).expect("the mail has a link");
    word.replace("https://portal.acme.example/", "/p/acme/").replace(&portal.app.state.config.server.public_url, "")
}

async fn code(jens: &Person) -> String {
    let page = jens.get("/p/acme/company").await.expect(200);
    let page = jens.send(&page.form("/company/code").press("act", "renew")).await.expect(200).page();
    page.texts("section code").concat()
}

async fn confirmed(portal: &TestPortal, link: &str) -> (Person, Answer) {
    let nora = portal.browser("/p/acme");
    let form = nora.get(link).await.expect(200).main_form().fill("password", CHOSEN);
    let answer = nora.submit(&form).await;
    (nora, answer)
}

async fn the_answer_is_the_same_whatever_is_known_and_only_the_mail_tells(database: &Database) {
    let portal = open(database, "either", "none").await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    let right = code(&jens).await;
    assert_eq!(right.len(), 19, "{right}");
    let closed = user_page(&sam, "ole@drossel.example").await;
    sam.post(&format!("{closed}/access"), &[("open", "no")]).await.expect(303);
    portal.work().await;
    let before = portal.mailbox().await.len();
    let asked = [
        ("new@drossel.example", "", Some("/register/")),
        ("stranger@meise.example", "", None),
        ("stranger@mail.drossel.example", "", None),
        ("lost@nobody.example", "", None),
        ("coded@meise.example", right.as_str(), Some("/register/")),
        ("wrong@meise.example", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", None),
        ("both@drossel.example", "ZZZZ-ZZZZ-ZZZZ-ZZZZ", Some("/register/")),
        ("erika@drossel.example", "", Some("/sign-in")),
        ("berta@amsel.example", right.as_str(), Some("/sign-in")),
        ("gerd@meise.example", right.as_str(), Some("/register/")),
        ("kim@acme.example", "", None),
        ("carla@zeisig.example", right.as_str(), Some("/register/")),
        ("ole@drossel.example", "", None),
    ];
    let mut answers = Vec::new();
    for (email, code, _) in asked {
        let who = portal.browser("/p/acme");
        let mut told = Vec::new();
        for _ in 0..4 {
            let answer = ask(&who, email, code).await;
            told.push(answer.normalised(&[email, code]));
        }
        assert!(told[0].starts_with("200") && told[3].starts_with("429"), "{email}: {told:?}");
        answers.push((email, code, told));
    }
    for (email, code, told) in &answers {
        let wanted = if code.is_empty() { &answers[0].2 } else { &answers[4].2 };
        // What was typed stands in the form again when somebody has to wait; the code is one more field of it.
        assert_eq!(told[..3], answers[0].2[..3], "{email}");
        assert_eq!(told[3], wanted[3], "{email}");
    }
    portal.work().await;
    let sent = portal.mailbox().await.split_off(before);
    for (email, _, wanted) in asked {
        let mails: Vec<_> = sent.iter().filter(|mail| mail.to.as_str() == email).collect();
        let is_right = |mail: &&Mail| wanted.is_some_and(|link| mail.text.contains(link));
        assert_eq!(mails.len(), if wanted.is_some() { 3 } else { 0 }, "{email}");
        assert!(mails.iter().all(is_right), "{email}");
    }
}

async fn who_has_an_address_of_the_company_joins_where_nobody_has_to_agree(database: &Database) {
    let portal = open(database, "domain", "none").await;
    let nora = portal.browser("/p/acme");
    let sign_in = nora.get("/p/acme/sign-in").await.expect(200).page();
    assert!(sign_in.all("a").iter().any(|link| link.attribute("href") == Some("/p/acme/register")));
    let form = nora.get("/p/acme/register").await.expect(200).form("/register");
    assert!(!form.shows("code"));
    let empty = nora.submit(&form.clone().fill("name", "Nora Neu")).await.expect(422);
    assert_eq!(empty.form("/register").value("name"), "Nora Neu", "what was typed stays");
    let told = nora.submit(&form.fill("name", "Nora Neu").fill("email", NORA)).await.expect(200);
    assert!(!told.text().contains(NORA));
    let link = link(&portal, NORA).await;
    let weak = nora.submit(&nora.get(&link).await.expect(200).main_form().fill("password", "password")).await;
    assert_eq!(weak.expect(422).problems().len(), 1);
    let (nora, answer) = confirmed(&portal, &link).await;
    answer.expect(303);
    assert!(nora.get("/p/acme/").await.expect(200).text().contains("Nora Neu"));
    nora.get("/p/acme/new").await.expect(200);
    nora.get("/p/acme/company").await.expect(403);
    let log = portal.staff("sam@acme.example").await.get("/office/acme/audit").await.expect(200).text();
    assert!(log.contains("Joined after asking herself"));
}

async fn who_has_the_code_waits_for_her_company_and_hears_what_it_says(database: &Database) {
    let portal = open(database, "code", "company").await;
    let jens = portal.customer("jens@drossel.example").await;
    let code = code(&jens).await;
    let nobody = portal.browser("/p/acme");
    ask(&nobody, "x@drossel.example", "").await.expect(422);
    for (email, act, told) in
        [("a@meise.example", "/approval", "freigegeben"), ("b@meise.example", "/refusal", "abgelehnt")]
    {
        ask(&nobody, email, &format!(" {} ", code.to_lowercase())).await.expect(200);
        let link = link(&portal, email).await;
        let list = jens.get("/p/acme/company").await.expect(200);
        assert!(!list.text().contains(email), "nobody has confirmed yet");
        let (person, answer) = confirmed(&portal, &link).await;
        answer.expect(200);
        person.get("/p/acme/").await.expect(303);
        let sign_in = [("email", email), ("password", CHOSEN)];
        person.post("/p/acme/sign-in", &sign_in).await.expect(422);
        // Asking once more is no way round, and tells nobody anything.
        ask(&nobody, email, &code).await.expect(200);
        portal.work().await;
        let list = jens.get("/p/acme/company").await.expect(200);
        assert!(list.text().contains(email));
        jens.submit(&list.form(act)).await.expect(303);
        jens.submit(&list.form(act)).await.expect(404);
        let mails = mails(&portal, email).await;
        assert_eq!(mails.len(), 2);
        assert!(mails[1].text.contains(told), "{}", mails[1].text);
        person.post("/p/acme/sign-in", &sign_in).await.expect(if act == "/approval" { 303 } else { 422 });
    }
}

async fn who_registers_waits_for_the_office_where_the_portal_says_so(database: &Database) {
    let portal = open(database, "domain", "office").await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    ask(&portal.browser("/p/acme"), NORA, "").await.expect(200);
    let (nora, answer) = confirmed(&portal, &link(&portal, NORA).await).await;
    answer.expect(200);
    assert!(!jens.get("/p/acme/company").await.expect(200).text().contains(NORA));
    let list = sam.get("/office/acme/users").await.expect(200);
    assert!(list.text().contains(NORA));
    let id = list.form("/approval").action.split('/').nth(4).expect("the address names it").to_owned();
    jens.post(&format!("/p/acme/company/registrations/{id}/approval"), &[]).await.expect(404);
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    let foreign = async |id: &str| bob.post(&format!("/office/bolt/registrations/{id}/approval"), &[]).await;
    assert_eq!(foreign(&id).await.normalised(&[&id]), foreign(NOBODYS).await.expect(404).normalised(&[NOBODYS]));
    sam.submit(&list.form("/approval")).await.expect(303);
    sam.submit(&list.form("/approval")).await.expect(404);
    nora.post("/p/acme/sign-in", &[("email", NORA), ("password", CHOSEN)]).await.expect(303);
}

async fn who_has_a_login_elsewhere_confirms_with_its_password(database: &Database) {
    let portal = open(database, "code", "none").await;
    let code = code(&portal.customer("jens@drossel.example").await).await;
    ask(&portal.browser("/p/acme"), "gerd@meise.example", &code).await.expect(200);
    let link = link(&portal, "gerd@meise.example").await;
    let gerd = portal.browser("/p/acme");
    let form = gerd.get(&link).await.expect(200).main_form();
    assert!(!form.shows("name"));
    gerd.submit(&form.clone().fill("password", CHOSEN)).await.expect(422);
    gerd.submit(&form.fill("password", PASSWORD)).await.expect(303);
    assert!(gerd.get("/p/acme/").await.expect(200).text().contains("Gerd Meise"));
    portal.somebody("/p/acme-garden", "gerd@meise.example").await;
}

async fn a_code_that_was_renewed_or_ended_opens_nothing(database: &Database) {
    let portal = open(database, "code", "none").await;
    let jens = portal.customer("jens@drossel.example").await;
    let first = code(&jens).await;
    let second = code(&jens).await;
    assert_ne!(first, second);
    let nobody = portal.browser("/p/acme");
    ask(&nobody, "a@meise.example", &first).await.expect(200);
    ask(&nobody, "b@meise.example", &second).await.expect(200);
    assert_eq!((mails(&portal, "a@meise.example").await.len(), mails(&portal, "b@meise.example").await.len()), (0, 1));
    let page = jens.get("/p/acme/company").await.expect(200);
    jens.submit(&page.form("/company/code").press("act", "end")).await.expect(303);
    jens.submit(&page.form("/company/code").press("act", "end")).await.expect(409);
    ask(&nobody, "c@meise.example", &second).await.expect(200);
    assert!(mails(&portal, "c@meise.example").await.is_empty());
}

async fn the_link_confirms_once_and_looking_at_it_changes_nothing(database: &Database) {
    let portal = open(database, "domain", "none").await;
    let robot = portal.browser("/p/acme");
    ask(&robot, NORA, "").await.expect(200);
    let first = link(&portal, NORA).await;
    ask(&robot, NORA, "").await.expect(200);
    let second = link(&portal, NORA).await;
    robot.get(&first).await.expect(404);
    for _ in 0..5 {
        assert_eq!(robot.get(&second).await.expect(200).header("referrer-policy"), "no-referrer");
        robot.ask(Method::HEAD, &second, &[], Vec::new()).await.expect(200);
    }
    assert_eq!(robot.cookie_header(), "");
    let form = robot.get(&second).await.expect(200).main_form().fill("password", CHOSEN);
    let tabs = [portal.browser("/p/acme"), portal.browser("/p/acme")];
    let (one, other) = tokio::join!(tabs[0].submit(&form), tabs[1].submit(&form));
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [303, 404]);
    let before = database.contents().await;
    ask(&robot, "late@drossel.example", "").await.expect(200);
    let late = link(&portal, "late@drossel.example").await;
    portal.clock.advance(Duration::from_secs(7 * 24 * 3_600));
    robot.get(&late).await.expect(404);
    portico::actions::sessions::sweep(portal.cx()).await.unwrap();
    let kept = database.contents().await.changed_since(&before);
    assert!(kept.iter().all(|what| !what.starts_with("registrations:")), "what nobody confirmed is not kept: {kept:?}");
}

async fn where_it_is_not_offered_there_are_no_such_pages(database: &Database) {
    let portal = open(database, "domain", "none").await;
    let nobody = portal.browser("/p/acme");
    ask(&nobody, NORA, "").await.expect(200);
    let link = link(&portal, NORA).await;
    ask(&nobody, "late@drossel.example", "").await.expect(200);
    portal.set("acme", "registration.by", "off".into()).await;
    nobody.get("/p/acme/register").await.expect(404);
    ask(&nobody, NORA, "").await.expect(404);
    nobody.get(&link).await.expect(404);
    assert!(!nobody.get("/p/acme/sign-in").await.expect(200).text().contains("/register"));
    assert!(mails(&portal, "late@drossel.example").await.is_empty());
    let jens = portal.customer("jens@drossel.example").await;
    jens.post("/p/acme/company/code", &[("act", "renew")]).await.expect(404);
}

async fn a_company_decides_about_nobody_elses_people(database: &Database) {
    let portal = open(database, "domain", "company").await;
    let sam = portal.staff("sam@acme.example").await;
    let berta = sam.get(&user_page(&sam, "berta@amsel.example").await).await.expect(200).main_form();
    sam.submit(&berta.forge("roles", &["customer-admin"])).await.expect(303);
    ask(&portal.browser("/p/acme"), NORA, "").await.expect(200);
    confirmed(&portal, &link(&portal, NORA).await).await.1.expect(200);
    let (jens, berta) = (portal.customer("jens@drossel.example").await, portal.customer("berta@amsel.example").await);
    assert!(!berta.get("/p/acme/company").await.expect(200).text().contains(NORA));
    let act = jens.get("/p/acme/company").await.expect(200).form("/approval").action;
    let id = act.split('/').nth(5).expect("the address names it").to_owned();
    for act in ["approval", "refusal"] {
        let send = async |id: &str| berta.post(&format!("/p/acme/company/registrations/{id}/{act}"), &[]).await;
        assert_eq!(send(&id).await.normalised(&[&id]), send(NOBODYS).await.expect(404).normalised(&[NOBODYS]));
    }
    jens.post(&act, &[]).await.expect(303);
}

async fn those_who_may_approve_are_told_that_somebody_waits(database: &Database) {
    let portal = open(database, "domain", "company").await;
    let wait = async |email: &str| {
        ask(&portal.browser("/p/acme"), email, "").await.expect(200);
        confirmed(&portal, &link(&portal, email).await).await.1.expect(200);
        portal.work().await;
    };
    let told = async |email: &str| mails(&portal, email).await.into_iter().map(|mail| mail.text).collect::<Vec<_>>();
    // The administrator in her own language; nobody else of the company, and not the office.
    wait(NORA).await;
    let mine = told("jens@drossel.example").await;
    assert_eq!(mine.len(), 1, "{mine:?}");
    assert!(mine[0].contains("Nora Neu (nora@drossel.example) hat um Zugang") && mine[0].contains("/company"));
    for other in ["erika@drossel.example", "ida@drossel.example", "mute@drossel.example", "office@acme.example"] {
        assert!(!told(other).await.iter().any(|text| text.contains("Nora Neu")), "{other}");
    }
    // Where nobody of the company can, or the office decides, the office is told, with the way to its list.
    for approval in ["company", "office"] {
        portal.set("acme", "registration.approval", approval.into()).await;
        portal.set("acme", "colleagues.administered", (approval == "office").into()).await;
        let before = told("office@acme.example").await.len();
        wait(&format!("{approval}@drossel.example")).await;
        let texts = told("office@acme.example").await;
        assert_eq!(texts.len(), before + 1, "{approval}");
        assert!(texts[before].contains("/office/acme/users") && texts[before].contains("Drossel"), "{texts:?}");
    }
    // And nobody where the portal wants it so.
    portal.set("acme", "registration.notify", false.into()).await;
    let before = told("office@acme.example").await.len();
    wait("quiet@drossel.example").await;
    assert_eq!(told("office@acme.example").await.len(), before);
}
