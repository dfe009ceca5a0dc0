//! Forms with what no page sends: missing, repeated, oversized, unknown and wrongly encoded fields, and forms that are too old.

use http::Method;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    form::{Form, multipart_type},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_page_from_before_the_form_changed_is_told_so_and_keeps_what_was_typed,
    a_draft_from_before_the_form_changed_is_not_sent_incomplete,
    a_draft_with_an_answer_to_a_question_that_is_gone_can_be_sent,
    a_page_that_still_asks_a_question_that_is_gone_is_told_so_once,
    a_draft_of_one_flow_is_not_found_in_another,
    hidden_and_read_only_fields_are_not_taken_from_the_browser,
);

type Forging = fn(Form) -> Form;

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_answer_comes_back_with_its_problem_and_with_everything_typed() {
    let portal = TestPortal::alone().await;
    let jens = portal.customer("jens@drossel.example").await;
    let cases: [(&str, Forging, &str); 9] = [
        ("missing", |form| form.forge("symptom", &[]), "Was beobachten Sie?"),
        ("blank", |form| form.forge("symptom", &[" "]), "Was beobachten Sie?"),
        ("repeated", |form| form.forge("symptom", &["leak", "noise"]), "doppelt"),
        ("no choice", |form| form.forge("symptom", &["flood"]), "wählen Sie eine"),
        ("no choice of several", |form| form.forge("extras", &["water", "gold"]), "wählen Sie eine"),
        ("too long", |form| form.forge("description", &[&"ä".repeat(501)]), "höchstens 500"),
        ("far too long", |form| form.forge("description", &[&"x".repeat(30_000)]), "höchstens"),
        ("unknown", |form| form.forge("is_admin", &["true"]), "is_admin"),
        ("too many files", |form| form.forge("photos", &["a", "b", "c", "d"]), "höchstens 3"),
    ];
    for (case, forging, expected) in cases {
        let page = flow::begin(&jens).await;
        let form = forging(flow::problem(&page, "Kept <as> typed").fill("extras", "filter"));
        let answer = jens.submit(&form.press("go", "next")).await.expect(422);
        let problems = answer.problems().join("\n");
        assert!(problems.contains(expected), "{case}: {problems}");
        if !case.contains("long") {
            assert_eq!(answer.main_form().value("description"), "Kept <as> typed", "{case}");
        }
        if case == "too long" {
            assert_eq!(answer.main_form().value("description").chars().count(), 501, "nothing typed is lost");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_days_and_phones_that_are_none_are_told_apart() {
    let portal = TestPortal::alone().await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    for (typed, expected) in [
        ("warm", "eine Zahl"),
        ("41", "höchstens 40"),
        ("-11", "mindestens -10"),
        ("1e999", "eine Zahl"),
        ("NaN", "eine Zahl"),
    ] {
        let form = flow::problem(&page, "x").fill("symptom", "cold").forge("temperature", &[typed]);
        let answer = jens.submit(&form.press("go", "next")).await.expect(422);
        assert!(answer.problems().join("\n").contains(expected), "{typed}: {:?}", answer.problems());
        assert_eq!(answer.main_form().value("temperature"), typed);
    }
    let page = flow::next(&jens, flow::problem(&page, "x").fill("symptom", "noise")).await;
    for (name, typed, expected) in [
        ("preferred_date", "2026-02-30", "Datum"),
        ("phone", "call me", "Telefonnummer"),
        ("phone", "123", "Telefonnummer"),
    ] {
        let answer = jens.submit(&flow::place(&page).fill(name, typed).press("go", "next")).await.expect(422);
        assert!(answer.problems().join("\n").contains(expected), "{typed}: {:?}", answer.problems());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_encodings_are_refused_and_nothing_of_them_is_kept() {
    let portal = TestPortal::alone().await;
    let jens = portal.customer("jens@drossel.example").await;
    let step = flow::begin(&jens).await.main_form().action;
    let urlencoded = "application/x-www-form-urlencoded";
    for (kind, body) in [
        (urlencoded, &b"description=%FF%FE"[..]),
        (urlencoded, b"description=\xc3\x28"),
        (urlencoded, b"description=a%00b"),
        (urlencoded, b"%FF=1"),
        ("application/json", b"{\"description\":\"x\"}"),
        ("text/plain", b"description=x"),
        ("", b"description=x"),
        ("multipart/form-data", b"description=x"),
        ("multipart/form-data; boundary=xyz", b"no boundary in here"),
    ] {
        let answer = jens.ask(Method::POST, &step, &[("content-type", kind)], body.to_vec()).await;
        assert_eq!(answer.status, 400, "{kind} {:?}", String::from_utf8_lossy(body));
        assert!(!answer.heading().is_empty(), "a person gets a page");
    }
    let part = "--xyz\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n";
    let body = [part.as_bytes(), b"\xff\xfe\r\n--xyz--\r\n"].concat();
    jens.ask(Method::POST, &step, &[("content-type", "multipart/form-data; boundary=xyz")], body).await.expect(400);
    let kept = jens.get(&step).await.expect(200);
    assert_eq!(kept.main_form().value("description"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_of_text_are_refused_in_every_form() {
    let portal = TestPortal::alone().await;
    let jens = portal.customer("jens@drossel.example").await;
    let flood = "x".repeat(10 * 1024 * 1024);
    let step = flow::begin(&jens).await.main_form().action;
    let request = format!("/p/acme/requests/{}", flow::sent(&jens, "x").await);
    for path in [&step, &format!("{step}/state"), &format!("{request}/comments"), "/p/acme/sign-in", "/p/acme/language"]
    {
        let answer = jens.post(path, &[("text", &flood), ("description", &flood)]).await;
        assert_eq!(answer.status, 413, "{path}");
    }
    let head = "------testportalboundary7MA4YWxk\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n";
    let body = format!("{head}{flood}\r\n------testportalboundary7MA4YWxk--\r\n").into_bytes();
    let answer = jens.ask(Method::POST, &step, &[("content-type", &multipart_type())], body).await;
    assert_eq!(answer.status, 413);
    let many: Vec<(String, String)> = (0..2_000).map(|n| (format!("f{n}"), "1".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    jens.post(&step, &many).await.expect(413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_must_have_words_and_not_too_many() {
    let portal = TestPortal::alone().await;
    let jens = portal.customer("jens@drossel.example").await;
    let request = format!("/p/acme/requests/{}", flow::sent(&jens, "x").await);
    let form = jens.get(&request).await.expect(200).form("/comments");
    jens.submit(&form.clone().fill("text", "  \n ")).await.expect(422);
    let long = "ß".repeat(10_001);
    let answer = jens.submit(&form.clone().fill("text", &long)).await.expect(422);
    assert_eq!(answer.form("/comments").value("text"), long, "nothing typed is lost");
    assert!(answer.problems().join("\n").contains("höchstens"), "{:?}", answer.problems());
    let answer = jens.submit(&form.clone().forge("text", &["one", "two"])).await;
    assert_eq!(answer.status, 400);
    // The key that makes a second sending do nothing is ours: one that no page gave is refused.
    for key in [&[][..], &[""], &["no id"], &[&"x".repeat(201)]] {
        jens.submit(&form.clone().fill("text", "x").forge("key", key)).await.expect(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_that_must_be_ticked_and_a_limit_of_size_have_words_of_their_own() {
    let portal = TestPortal::alone().await;
    let terms =
        serde_json::json!({"key": "terms", "label": {"en": "I agree"}, "need": "required", "kind": {"type": "check"}});
    portal.change_form(portal.acme, |form| form.steps[0].fields.push(serde_json::from_value(terms).unwrap())).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    assert!(page.page().text().contains("jede höchstens 2 MB"), "the setting says 2 MiB");
    let answer = jens.submit(&flow::problem(&page, "x").press("go", "next")).await.expect(422);
    assert_eq!(answer.problems(), ["I agree – Bitte setzen Sie hier ein Häkchen."]);
}

async fn a_page_from_before_the_form_changed_is_told_so_and_keeps_what_was_typed(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    change_form(&portal).await;
    let answer = jens.submit(&flow::problem(&page, "Typed before").press("go", "next")).await.expect(422);
    assert!(answer.problems().join("\n").contains("geändert"), "{:?}", answer.problems());
    assert_eq!(answer.main_form().value("description"), "Typed before");
    let again = answer.main_form().fill("floor", "3");
    jens.submit(&again.press("go", "next")).await.expect(303);
}

async fn a_draft_from_before_the_form_changed_is_not_sent_incomplete(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let send = flow::checked(&jens, "Complete then").await.form("/send");
    change_form(&portal).await;
    let answer = jens.submit(&send).await.expect(422);
    let problems = answer.problems().join("\n");
    assert!(problems.contains("geändert") && problems.contains("Which floor?"), "{problems}");
    let change = answer.page();
    let link = change.first(".problems a[href]").expect("the summary leads to where it can be mended");
    let page = jens.get(link.attribute("href").unwrap().split('#').next().unwrap()).await.expect(200);
    let page = finish(&jens, page.main_form().fill("floor", "3")).await;
    jens.submit(&page.form("/send")).await.expect(303);
}

async fn a_draft_with_an_answer_to_a_question_that_is_gone_can_be_sent(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    let page = finish(&jens, flow::problem(&page, "x").fill("extras", "filter")).await;
    without_extras(&portal).await;
    jens.submit(&page.form("/send")).await.expect(303);
}

async fn a_page_that_still_asks_a_question_that_is_gone_is_told_so_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    without_extras(&portal).await;
    let form = flow::problem(&page, "Typed before").fill("extras", "filter").press("go", "next");
    let answer = jens.submit(&form).await.expect(422);
    assert!(answer.problems().join("\n").contains("geändert"), "{:?}", answer.problems());
    let page = finish(&jens, answer.main_form()).await;
    jens.submit(&page.form("/send")).await.expect(303);
}

async fn a_draft_of_one_flow_is_not_found_in_another(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let send = flow::checked(&jens, "For one flow").await.form("/send");
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let door = portico::store::portals::list(&mut tx).await.unwrap().into_iter().find(|p| p.slug.as_str() == "acme");
    let catalogue = portico::store::catalogue::get(&mut tx).await.unwrap();
    let mut other = catalogue.flows_of(door.unwrap().id).next().unwrap().as_ref().clone();
    (other.id, other.slug) = (portal.cx().id(), "other".parse().unwrap());
    portico::store::flows::insert(&mut tx, &other).await.unwrap();
    tx.commit().await.unwrap();
    jens.get("/p/acme/new/other").await.expect(200);
    let elsewhere = send.action.replace("/new/fault/", "/new/other/");
    jens.post(&elsewhere, &[]).await.expect(404);
    jens.get(&elsewhere.replace("/send", "/check")).await.expect(404);
    jens.get(&elsewhere.replace("/send", "/step/problem")).await.expect(404);
    jens.submit(&send).await.expect(303);
}

async fn hidden_and_read_only_fields_are_not_taken_from_the_browser(database: &Database) {
    let portal = TestPortal::on(database).await;
    let jens = portal.customer("jens@drossel.example").await;
    let page = flow::begin(&jens).await;
    let form = flow::problem(&page, "x").forge("tariff", &["A"]).forge("internal_code", &["0000"]);
    let page = finish(&jens, form).await;
    let order = flow::order_of(&jens.submit(&page.form("/send")).await.expect(303));
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let order = portico::store::work_orders::get(&mut conn, &portal.scope(), order).await.unwrap().unwrap();
    assert_eq!(order.values["tariff"], "B");
    assert_eq!(order.values.get("internal_code"), None);
}

/// From the first step to the check page.
async fn finish(person: &Person, form: Form) -> Answer {
    let mut page = person.send(&form.press("go", "next")).await.expect(200);
    for _ in 0..2 {
        if page.asked.ends_with("/step/place") {
            page = flow::next(person, flow::place(&page)).await;
        }
        if page.asked.ends_with("/step/billing") {
            page = flow::next(person, flow::billing(&page)).await;
        }
    }
    page
}

/// The office adds a question that must be answered.
async fn change_form(portal: &TestPortal) {
    let floor = serde_json::json!({"key": "floor", "label": {"en": "Which floor?"}, "need": "required", "kind": {"type": "text", "max_length": 9}});
    portal.change_form(portal.acme, |form| form.steps[0].fields.push(serde_json::from_value(floor).unwrap())).await;
}

/// The office asks one question less.
async fn without_extras(portal: &TestPortal) {
    portal.change_form(portal.acme, |form| form.steps[0].fields.retain(|field| field.key != "extras")).await;
}
