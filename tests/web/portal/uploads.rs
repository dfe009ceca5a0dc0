//! Files on their way in and out: cut, too large, lying about their kind, empty, and somebody else's.

use axum::body::Body;
use bytes::Bytes;
use futures_util::StreamExt;
use http::{Method, header};
use serde_json::Value;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    form::{multipart_type, one_file},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_photo_goes_with_its_request_and_its_customer_and_office_can_open_it,
    somebody_elses_upload_cannot_be_attached_and_looks_like_none,
);

/// The beginning of a JPEG, which is what its type is told by.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";

async fn a_photo_goes_with_its_request_and_its_customer_and_office_can_open_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "See the photo").attach("photos", "../Küche \"1\".jpg", JPEG);
    let page = flow::next(&erika, form).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    let link = request.first(".file a").expect("the request shows its file");
    let file = erika.get(link.attribute("href").unwrap()).await.expect(200);
    assert_eq!(file.body, JPEG);
    assert_eq!(file.header(header::CONTENT_TYPE), "image/jpeg");
    assert!(file.header(header::CONTENT_SECURITY_POLICY).starts_with("sandbox"));
    assert_eq!(file.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(file.header(header::CACHE_CONTROL).contains("no-store"));
    let sam = portal.staff("sam@acme.example").await;
    let id = link.attribute("href").unwrap().rsplit('/').next().unwrap().to_owned();
    assert_eq!(sam.get(&format!("/office/acme/files/{id}")).await.expect(200).body, JPEG);
    // A colleague who sees the request sees its file; one who does not finds nothing.
    let jens = portal.customer("jens@drossel.example").await;
    jens.get(&format!("/p/acme/files/{id}")).await.expect(200);
    let ida = portal.customer("ida@drossel.example").await;
    ida.get(&format!("/p/acme/files/{id}")).await.expect(404);
}

async fn somebody_elses_upload_cannot_be_attached_and_looks_like_none(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (jens, berta) = (portal.customer("jens@drossel.example").await, portal.customer("berta@amsel.example").await);
    let carla = portal.somebody("/p/bolt", "carla@zeisig.example").await;
    let mut answers = Vec::new();
    // A colleague's, another customer's, another tenant's, one that never was, and one that cannot be.
    let erika = portal.customer("erika@drossel.example").await;
    let ids = [
        uploaded(&jens).await,
        uploaded(&berta).await,
        uploaded(&carla).await,
        "019ca0e6-7c00-7000-8000-00000000aaaa".to_owned(),
    ];
    for id in &ids {
        let page = flow::begin(&erika).await;
        let form = flow::problem(&page, "With a stolen file").forge("photos", &[id]);
        let page = flow::next(&erika, form).await;
        let page = flow::next(&erika, flow::place(&page)).await;
        let check = flow::next(&erika, flow::billing(&page)).await;
        let draft = check.asked.split('/').nth(5).unwrap().to_owned();
        assert!(!check.page().text().contains("secret.jpg"), "the name of the file is not told");
        let answer = erika.submit(&check.form("/send")).await.expect(422);
        answers.push(answer.normalised(&[id, &draft]));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{}", answers.join("\n---\n"));
    for (owner, id) in [(&jens, &ids[0]), (&berta, &ids[1])] {
        erika.get(&format!("/p/acme/files/{id}")).await.expect(404);
        owner.get(&format!("/p/acme/files/{id}")).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_judged_by_its_content_not_by_its_name() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    for (name, bytes) in [
        ("photo.jpg", &b"<html><script>alert(1)</script>"[..]),
        ("photo.jpg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"),
        ("photo.jpg", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"),
        ("photo.jpg", b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
        ("photo.jpg", b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00"),
        ("photo.jpg", b"\x00\x01\x02\x03"),
    ] {
        let answer = upload(&erika, name, bytes).await.expect(422);
        assert_eq!(answer.json()["problem"], "problem-file-kind", "{bytes:?}");
        let text = answer.json()["text"].as_str().unwrap().to_owned();
        assert!(text.starts_with("Dateien dieser Art nehmen wir nicht an"), "the reason, to be shown as it is: {text}");
    }
    let answer = upload(&erika, "not really.exe", JPEG).await.expect(201);
    assert_eq!(answer.json()["media_type"], "image/jpeg");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_file_and_one_over_the_portals_limit_are_refused() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    assert_eq!(upload(&erika, "a.jpg", b"").await.expect(422).json()["problem"], "problem-file-empty");
    let large = [JPEG, &vec![7; 2 * 1024 * 1024]].concat();
    let answer = upload(&erika, "a.jpg", &large).await.expect(422);
    assert_eq!(
        (answer.json()["problem"].as_str(), answer.json()["params"]["max"].as_str()),
        (Some("problem-file-too-large"), Some("2"))
    );
    assert_eq!(answer.json()["text"], "Die Datei ist größer als 2 MB.");
    let fits = [JPEG, &vec![7; 2 * 1024 * 1024 - JPEG.len()]].concat();
    upload(&erika, "a.jpg", &fits).await.expect(201);
    // Without scripts the page says the same, and keeps what was typed.
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "Too large a photo").attach("photos", "a.jpg", &large);
    let answer = erika.submit(&form.press("go", "next")).await.expect(422);
    assert!(answer.problems().join("\n").contains("größer als 2 MB"), "{:?}", answer.problems());
    assert_eq!(answer.main_form().value("description"), "Too large a photo");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_no_more_files_than_the_portal_allows() {
    let portal = TestPortal::alone().await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let doors = portico::store::portals::list(&mut tx).await.unwrap();
    let mut door = doors.into_iter().find(|door| door.slug.as_str() == "acme").unwrap();
    door.settings.insert("request.max_files".into(), 2.into());
    portico::store::portals::update_settings(&mut tx, door.id, &door.settings).await.unwrap();
    tx.commit().await.unwrap();
    portal.app.refresh().await.unwrap();
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let form = flow::problem(&page, "Three photos");
    let three = ["a.jpg", "b.jpg", "c.jpg"].iter().fold(form, |form, name| form.attach("photos", name, JPEG));
    let answer = erika.submit(&three.press("go", "next")).await.expect(422);
    assert!(answer.problems().join("\n").contains("höchstens 2 Dateien"), "{:?}", answer.problems());
    assert_eq!(stored(&portal.app.state.config.files.path), 2, "the third is not even kept");
    // One more in a later sending of the same step counts with those that are there.
    let fourth = answer.main_form().attach("photos", "d.jpg", JPEG).press("go", "next");
    let answer = erika.submit(&fourth).await.expect(422);
    let problem = answer.page().texts("#field-photos-problem").join("");
    assert!(problem.contains("höchstens 2 Dateien"), "it is told at the field: {:?} {problem}", answer.problems());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_is_cut_in_the_middle_leaves_nothing() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let whole = one_file("photos", "a.jpg", &[JPEG, &vec![7; 1_500_000]].concat());
    let kind = multipart_type();
    let headers = [("content-type", kind.as_str())];
    for cut in [60, 200, 700_000, whole.len() - 40] {
        // Once the connection breaks, once the body just ends too early.
        let pieces = [Ok(Bytes::copy_from_slice(&whole[..cut])), Err(std::io::Error::other("the cable was pulled"))];
        let broken = Body::from_stream(futures_util::stream::iter(pieces));
        let answer = erika.stream("/p/acme/uploads", &headers, broken).await;
        assert!(answer.status.is_client_error(), "{cut}: {}", answer.status);
        let answer = erika.ask(Method::POST, "/p/acme/uploads", &headers, whole[..cut].to_vec()).await;
        assert!(answer.status.is_client_error(), "{cut}: {}", answer.status);
    }
    let later = portal.cx().now() + jiff::SignedDuration::from_hours(1);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert_eq!(portico::store::files::unattached_before(&mut conn, later).await.unwrap(), []);
    assert_eq!(stored(&portal.app.state.config.files.path), 0, "no bytes of a cut file stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_row_cannot_be_written_leaves_no_bytes() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let database = portal.cx().store.clone();
    let photo = [JPEG, &vec![7; 1_500_000]].concat();
    let answer = with_end(&erika, &photo, async move { database.close().await.unwrap() });
    assert!(answer.await.status.is_server_error());
    assert_eq!(stored(&portal.app.state.config.files.path), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_whose_bytes_cannot_be_written_leaves_no_row() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let folder = portal.app.state.config.files.path.clone();
    let gone = folder.clone();
    let answer = with_end(&erika, JPEG, async move {
        std::fs::remove_dir_all(&gone).unwrap();
        std::fs::write(&gone, "no folder any more").unwrap();
    });
    assert!(answer.await.status.is_server_error());
    let later = portal.cx().now() + jiff::SignedDuration::from_hours(1);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert_eq!(portico::store::files::unattached_before(&mut conn, later).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_file_that_cannot_be_kept_is_told_and_nothing_typed_is_lost() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let form = flow::problem(&flow::begin(&erika).await, "A disk that is full").attach("photos", "a.jpg", JPEG);
    let folder = portal.app.state.config.files.path.clone();
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "no folder any more").unwrap();
    let answer = erika.submit(&form.press("go", "next")).await.expect(422);
    let problem = answer.page().texts("#field-photos-problem").join("");
    assert!(problem.contains("konnte gerade nicht gespeichert werden"), "{:?} {problem}", answer.problems());
    assert_eq!(answer.main_form().value("description"), "A disk that is full");
    // By script there is nothing to lose, and the fault is told to be the machine's.
    upload(&erika, "a.jpg", JPEG).await.expect(500);
}

/// Uploads a photo; before its last bytes arrive, something happens.
async fn with_end(person: &Person, photo: &[u8], happens: impl Future<Output = ()> + Send + 'static) -> Answer {
    let whole = Bytes::from(one_file("photos", "a.jpg", photo));
    let (begin, end) = (whole.slice(..whole.len() - 40), whole.slice(whole.len() - 40..));
    let begin = futures_util::stream::iter([Ok::<_, std::io::Error>(begin)]);
    let end = futures_util::stream::once(async move {
        happens.await;
        Ok(end)
    });
    let kind = multipart_type();
    person.stream("/p/acme/uploads", &[("content-type", &kind)], Body::from_stream(begin.chain(end))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_uploaded_but_never_sent_is_removed_after_its_days() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let id = uploaded(&erika).await;
    let days = |days: i64| portal.cx().now() - jiff::SignedDuration::from_hours(24 * days);
    assert_eq!(portico::actions::files::sweep(portal.cx(), portal.acme, days(1)).await.unwrap(), 0);
    erika.get(&format!("/p/acme/files/{id}")).await.expect(200);
    assert_eq!(portico::actions::files::sweep(portal.cx(), portal.acme, days(-1)).await.unwrap(), 1);
    erika.get(&format!("/p/acme/files/{id}")).await.expect(404);
    assert_eq!(stored(&portal.app.state.config.files.path), 0);
}

async fn upload(person: &Person, name: &str, bytes: &[u8]) -> Answer {
    let path = person.path("/uploads");
    person.ask(Method::POST, &path, &[("content-type", &multipart_type())], one_file("photos", name, bytes)).await
}

async fn uploaded(person: &Person) -> String {
    let answer: Value = upload(person, "secret.jpg", JPEG).await.expect(201).json();
    answer["id"].as_str().unwrap().to_owned()
}

/// Files below a folder.
fn stored(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { stored(&path) } else { 1 }).sum()
}
