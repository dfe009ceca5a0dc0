//! What browsers may keep, and in which form things are sent.

use std::io::Read;

use http::{Method, header};

use crate::support::{answer::Answer, flow, person::Person, portal::TestPortal};

#[tokio::test(flavor = "multi_thread")]
async fn a_fingerprinted_name_is_kept_for_good_and_a_plain_one_is_asked_about_again() {
    let portal = TestPortal::alone().await;
    let stranger = portal.browser("/p/acme");
    let print = style_sheet(&stranger).await;
    let kept = stranger.get(&print).await.expect(200);
    assert_eq!(kept.header(header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    let plain = stranger.get("/p/acme/assets/site.css").await.expect(200);
    assert_eq!(plain.body, kept.body);
    assert_eq!(plain.header(header::CACHE_CONTROL), "public, no-cache");
    let tag = plain.header(header::ETAG).to_owned();
    let again = ask(&stranger, "/p/acme/assets/site.css", &[("if-none-match", &format!("\"other\", {tag}"))]).await;
    let again = again.expect(304);
    assert_eq!((again.body.as_slice(), again.header(header::ETAG)), (&b""[..], tag.as_str()));
    ask(&stranger, "/p/acme/assets/site.css", &[("if-none-match", "W/\"other\"")]).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_assets_come_in_the_form_that_the_browser_takes() {
    let portal = TestPortal::alone().await;
    let stranger = portal.browser("/p/acme");
    let sheet = style_sheet(&stranger).await;
    for path in ["/p/acme/sign-in", sheet.as_str()] {
        for (accepted, coding) in [
            ("br, gzip", "br"),
            ("gzip, deflate", "gzip"),
            ("gzip, br;q=0", "gzip"),
            ("identity", ""),
            ("br;q=0, gzip;q=0", ""),
            ("", ""),
        ] {
            let answer = ask(&stranger, path, &[("accept-encoding", accepted)]).await.expect(200);
            assert_eq!(answer.header(header::CONTENT_ENCODING), coding, "{path}: {accepted}");
            assert!(answer.header(header::VARY).to_lowercase().contains("accept-encoding"), "{path}: {accepted}");
            let text = unpacked(&answer);
            assert!(text.contains(if path.ends_with(".css") { "{" } else { "</html>" }), "{path}: {accepted}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_sent_as_it_is() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let photo = [b"\xff\xd8\xff\xe0\x00\x10JFIF".as_slice(), &[7; 4_000]].concat();
    let form = flow::problem(&flow::begin(&erika).await, "with a photo").attach("photos", "a.jpg", &photo);
    let place = flow::next(&erika, form).await;
    let page = erika.get(&place.asked.replace("/step/place", "/step/problem")).await.expect(200);
    let id = page.page().first("input[name=photos][type=hidden]").unwrap().attribute("value").unwrap().to_owned();
    let sent = ask(&erika, &format!("/p/acme/files/{id}"), &[("accept-encoding", "br, gzip")]).await.expect(200);
    assert_eq!(sent.header(header::CONTENT_ENCODING), "", "it is compressed already");
    assert_eq!(sent.body, photo);
}

/// Address of the theme's style sheet, as the page names it.
async fn style_sheet(person: &Person) -> String {
    let page = person.get("/p/acme/sign-in").await.expect(200).page();
    let sheets = page.all("link[rel=stylesheet]");
    let found = sheets.iter().filter_map(|link| link.attribute("href")).find(|href| href.contains("/site."));
    found.expect("the page has a style sheet").to_owned()
}

async fn ask(person: &Person, path: &str, headers: &[(&str, &str)]) -> Answer {
    person.ask(Method::GET, path, headers, Vec::new()).await
}

fn unpacked(answer: &Answer) -> String {
    let mut text = String::new();
    match answer.header(header::CONTENT_ENCODING) {
        "br" => brotli::Decompressor::new(answer.body.as_slice(), 4_096).read_to_string(&mut text).unwrap(),
        "gzip" => flate2::read::GzDecoder::new(answer.body.as_slice()).read_to_string(&mut text).unwrap(),
        _ => return answer.text(),
    };
    text
}
