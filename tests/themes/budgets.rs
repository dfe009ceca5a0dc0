//! Bytes and requests of a visit, and the names of files.

use std::io::Write;

use portico::views::{PAGES, home::Home, sample, sign_in::SignIn};

use super::{build, built_in, problems, sample_page, source};

fn packed(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything").len()
}

fn settings() -> serde_json::Value {
    sample::site(portico::views::Door::Portal).settings.clone()
}

#[test]
fn every_page_fits_the_first_round_trip() {
    let theme = built_in();
    for kind in &PAGES {
        for (name, page) in kind.samples("de") {
            let bytes = packed(theme.preview(kind, &page, "de").unwrap().as_bytes());
            assert!(bytes <= 12_000, "{} {name} has {bytes} bytes", kind.template);
        }
    }
}

#[test]
fn style_and_scripts_stay_within_ten_kilobytes_each() {
    let theme = built_in();
    let weigh = |ending: &str| -> usize {
        let names = theme.asset_names().into_iter().filter(|name| name.ends_with(ending));
        names.map(|name| theme.asset(&name, &settings()).unwrap().packed.gzip().unwrap().len()).sum()
    };
    assert!(weigh(".css") + theme.tokens(&settings(), "x").asset.bytes.len() <= 10_000, "{}", weigh(".css"));
    assert!(weigh(".js") <= 10_000, "{}", weigh(".js"));
}

#[test]
fn a_first_visit_takes_five_requests() {
    let html = built_in().render(&sample_page::<SignIn>()).unwrap();
    // The page, its two style sheets, its script and the one module that the script imports; the icon comes at leisure.
    assert_eq!(html.matches("rel=\"stylesheet\"").count(), 2);
    assert_eq!(html.matches("<script").count(), 1);
    assert!(!html.contains("http://") && !html.contains("https://"));
}

#[test]
fn a_file_is_named_by_its_content_and_names_others_by_theirs() {
    let theme = built_in();
    let html = theme.render(&sample_page::<Home>()).unwrap();
    let at = html.find("/p/nordwind/assets/site.").unwrap();
    let css = html[at..].split('"').next().unwrap().trim_start_matches("/p/nordwind/assets/");
    let asset = theme.asset(css, &settings()).unwrap();
    assert_eq!((asset.media_type, asset.immutable), ("text/css; charset=utf-8", true));
    assert!(asset.packed.br().unwrap().len() < asset.packed.gzip().unwrap().len());
    let script =
        theme.asset_names().into_iter().find(|name| name.starts_with("site.") && name.ends_with(".js")).unwrap();
    let text = String::from_utf8(theme.asset(&script, &settings()).unwrap().bytes.to_vec()).unwrap();
    let other = text.split("\"./").nth(1).unwrap().split('"').next().unwrap();
    assert!(theme.asset(other, &settings()).is_some_and(|asset| asset.immutable), "{other}");
    assert!(theme.asset("../theme.toml", &settings()).is_none() && theme.asset("theme.toml", &settings()).is_none());
}

#[test]
fn a_tenants_file_hides_the_built_in_one_and_changes_its_name() {
    let theme = build(&[source("acme", &[("static/site.css", "p{color:red}")])]).unwrap();
    let own = |theme: &portico::themes::Theme| {
        theme.asset_names().into_iter().find(|name| name.starts_with("site.") && name.ends_with(".css"))
    };
    assert_ne!(own(&theme), own(&built_in()));
    assert_eq!(theme.asset("site.css", &settings()).unwrap().bytes.as_ref(), b"p{color:red}");
}

#[test]
fn files_that_browsers_should_not_get_and_circles_are_refused() {
    assert!(problems(&[("static/x.html", "<p>")])[0].message.contains("not sent"));
    let found = problems(&[("static/a.js", "import \"./b.js\""), ("static/b.js", "import \"./a.js\"")]);
    assert!(found[0].message.contains("circle"));
    let found = problems(&[("static/a.js", "import \"./sit.js\"")]);
    assert_eq!(found[0].suggestion.as_deref(), Some("did you mean \"site.js\"?"));
}

#[test]
fn what_a_theme_has_from_its_parent_is_compressed_once_for_both() {
    let packed = |theme: &portico::themes::Theme| {
        let name = theme.asset_names().into_iter().find(|name| name.starts_with("site.") && name.ends_with(".css"));
        theme.asset(&name.unwrap(), &settings()).unwrap().packed
    };
    let child = build(&[source("child", &[])]).unwrap();
    assert!(std::sync::Arc::ptr_eq(&packed(&built_in()), &packed(&child)));
}
