//! The page *Extensions*, the log and `portico check` say the same about a broken rule: where it is, what is there and what to do.

use std::time::Duration;

use tokio::task::block_in_place;

use crate::{
    cli::{company, program::Program},
    support::html::Html,
};

const RULE: &str = "scripts/acme/flows/fault.rhai";
/// File, line, column and message; then line and column in parts.
const PLACE: &str = "scripts/acme/flows/fault.rhai:2:10";
const EXCERPT: [&str; 2] = ["   2 |     form.notise(\"info\", \"x\");", "     |          ^"];
const HELP: &str = "did you mean \"notice\"?";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_rule_is_told_with_place_excerpt_and_suggestion_everywhere() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n[security]\nstaff_second_factor = \"optional\"\n");
    program.write(RULE, "fn on_form(form, ctx) {\n    form.notice(\"info\", \"x\");\n}\n");
    let mut document = company::document(0, false);
    document.staff[0].password = Some(company::PASSWORD.into());
    company::seed(&program, &document).await;
    let (mut running, root) = block_in_place(|| program.serve());
    program.write(RULE, "fn on_form(form, ctx) {\n    form.notise(\"info\", \"x\");\n}\n");

    let line = block_in_place(|| running.line(|line| line.contains("not live: ")));
    let told: serde_json::Value = serde_json::from_str(&line).expect("the log is JSON");
    assert_eq!(told["fields"]["unit"], RULE);
    tells("the log", told["fields"]["message"].as_str().unwrap());

    let page = Html::parse(&extensions(&root).await);
    let row = page.all("li.extension.is-stale");
    assert_eq!(row.len(), 1, "the rule alone is stale");
    let place: Vec<_> = row[0].all("figcaption code").iter().map(|code| code.text()).collect();
    assert_eq!(place, [PLACE]);
    let excerpt = row[0].all("pre code")[0].raw_text();
    EXCERPT.iter().for_each(|part| assert!(excerpt.contains(part), "the page shows\n{excerpt}"));
    assert!(row[0].all("figcaption")[0].text().contains(HELP), "{}", row[0].text());

    let done = block_in_place(|| program.run(&["check"])).expect(1);
    tells("the check", &done.out);
}

#[test]
fn a_warning_of_a_rule_that_is_live_is_logged_as_a_warning() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n[security]\nstaff_second_factor = \"optional\"\n");
    company::seed_now(&program, &company::document(0, false));
    let (mut running, _root) = program.serve();
    program.write(RULE, "fn idle() { 1 }\nfn on_form(form, ctx) {}\n");
    let line = running.line(|line| line.contains(RULE) && line.contains("warning: "));
    let told: serde_json::Value = serde_json::from_str(&line).expect("the log is JSON");
    assert_eq!((&told["level"], &told["fields"]["unit"]), (&"WARN".into(), &RULE.into()));
    let message = told["fields"]["message"].as_str().unwrap();
    assert!(message.starts_with("live, with a warning: "), "{message}");
}

#[track_caller]
fn tells(who: &str, text: &str) {
    for part in EXCERPT.into_iter().chain([PLACE, HELP]) {
        assert!(text.contains(part), "{who} says nothing of {part:?}:\n{text}");
    }
}

/// The page as a member of the office sees it, asked again until the broken save is on it.
async fn extensions(root: &str) -> String {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let form = [("email", "olivia@acme.example"), ("password", company::PASSWORD)];
    let signed_in =
        client.post(format!("{root}/office/acme/sign-in")).header("sec-fetch-site", "same-origin").form(&form);
    let signed_in = signed_in.send().await.unwrap();
    let set = signed_in.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = set.map(|cookie| cookie.split(';').next().unwrap()).collect::<Vec<_>>().join("; ");
    let look = async {
        loop {
            let page =
                client.get(format!("{root}/office/acme/extensions")).header("cookie", &cookie).send().await.unwrap();
            let page = page.text().await.unwrap();
            // The log is written a moment before the page's pointer is stored.
            if page.contains("is-stale") {
                return page;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.expect("the page shows it soon after the log")
}
