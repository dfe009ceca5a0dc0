//! The running program under load while themes, rules and plugins are saved, well and broken: no failed answer, and none that mixes two
//! generations. `PORTICO_TEST_RELOAD_S=600` goes on for so many seconds.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use portico::domain::clock::{Random, SeededRandom};
use reqwest::{Client, Response, header, redirect::Policy};
use serde_json::json;
use tokio::{
    sync::watch,
    task::{JoinSet, block_in_place},
};

use crate::{
    cli::{
        company,
        program::{PATIENCE, Program, Running},
    },
    support::component::{Component, MOODY_PARSE, ONE_CONTROL, manifest},
};

const CUSTOMERS: usize = 4;
/// Rounds of saves, of one theme, one rule and one plugin each.
const ROUNDS: u32 = 3;
pub const LAYOUT: &str = "themes/acme/templates/portal/layout.html";
const RULE: &str = "scripts/acme/flows/fault.rhai";
const PLUGIN: &str = "plugins/probe";
const MANIFEST: &str = "plugins/probe/plugin.toml";
const COMPONENT: &str = "plugins/probe/probe.wasm";

/// A layout with a word in two places of every page.
pub fn layout(word: &str) -> String {
    format!(
        "{{% extends \"@parent/portal/layout.html\" %}}\n{{% block mark %}}<i>mark:{word}</i>{{% endblock %}}\n\
         {{% block footer_extra %}}<i>mark:{word}</i>{{% endblock %}}\n"
    )
}

/// The words of a page.
pub fn words(html: &str) -> Vec<&str> {
    after(html, "mark:", '<')
}

fn after<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap_or_default()).collect()
}

/// A rule with a word in the help of the form and in the title of the work order.
fn rule(word: &str) -> String {
    format!(
        "fn on_form(form, ctx) {{ form.help(\"description\", \"rule:{word};\"); }}\n\
         fn before_create(draft, ctx) {{ draft.set_title(\"rule:{word};\"); }}\n"
    )
}

/// A plugin whose only control has `plug-v` and a number of two digits as its help.
fn component(round: u32) -> Vec<u8> {
    let text = format!("plug-v{:02}", round % 100);
    let word = u64::from_le_bytes(text.as_bytes().try_into().expect("the text has eight bytes"));
    // The help of the control: there is one, where it begins and how long it is.
    let help = format!(
        "{ONE_CONTROL} (i64.store (i32.const 600) (i64.const {word}))
        (i32.store8 (i32.const 2080) (i32.const 1))
        (i32.store (i32.const 2088) (i32.const 600)) (i32.store (i32.const 2092) (i32.const 8))"
    );
    Component { controls: &help, parse: MOODY_PARSE, display: "" }.build()
}

/// What every generation looked like, and what was seen last.
#[derive(Default)]
struct Faces {
    themes: Mutex<BTreeMap<u64, String>>,
    rules: Mutex<BTreeMap<u64, String>>,
    plugins: Mutex<BTreeMap<u64, String>>,
    theme: watch::Sender<String>,
    rule: watch::Sender<String>,
    plugin: watch::Sender<String>,
}

impl Faces {
    fn theme(&self, number: u64, word: &str) {
        note(&self.themes, &self.theme, number, word);
    }

    fn rule(&self, number: u64, word: &str) {
        note(&self.rules, &self.rule, number, word);
    }

    fn plugin(&self, number: u64, word: &str) {
        note(&self.plugins, &self.plugin, number, word);
    }
}

fn note(known: &Mutex<BTreeMap<u64, String>>, last: &watch::Sender<String>, number: u64, word: &str) {
    let mut known = known.lock().unwrap();
    let before = known.entry(number).or_insert_with(|| word.to_owned());
    assert_eq!(before, word, "generation {number} has two faces");
    if known.last_key_value().is_some_and(|(newest, _)| *newest == number) {
        last.send_if_modified(|last| {
            last != word && {
                word.clone_into(last);
                true
            }
        });
    }
}

struct Customer {
    client: Client,
    root: String,
    cookie: String,
    random: SeededRandom,
    faces: Arc<Faces>,
}

impl Customer {
    async fn new(number: usize, root: &str, faces: &Arc<Faces>) -> Self {
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
        let (random, faces) = (SeededRandom::new(number as u64), Arc::clone(faces));
        let mut own = Self { client, root: format!("{root}/p/acme"), cookie: String::new(), random, faces };
        let form = [("email", company::email(number)), ("password", company::PASSWORD.to_owned())];
        let signed_in = own.post("sign-in", &form).await;
        let cookie = signed_in.headers().get(header::SET_COOKIE).expect("a session").to_str().unwrap();
        own.cookie = cookie.split(';').next().unwrap().to_owned();
        own
    }

    /// The list, the first step, its live state, a request that is sent, and its page.
    async fn visit(&self) {
        self.page("requests").await;
        let (number, html) = self.page("new/fault").await;
        let helps = after(&html, "rule:", ';');
        assert_eq!(helps.len(), 1, "{html}");
        self.faces.rule(number, helps[0]);
        let helps = after(&html, "plug-", '<');
        assert_eq!(helps.len(), 1, "{html}");
        self.faces.plugin(number, helps[0]);

        let draft = format!("new/fault/{}", self.key());
        let form = [("description", "It is broken".to_owned())];
        let state = self.post(&format!("{draft}/step/what/state"), &form).await;
        let (number, state) = (generation(&state), expect(state, 200).await.text().await.unwrap());
        self.faces.rule(number, after(&state, "rule:", ';')[0]);

        expect(self.post(&format!("{draft}/step/what"), &form).await, 303).await;
        let sent = self.post(&format!("{draft}/send"), &[]).await;
        let (number, sent) = (generation(&sent), expect(sent, 303).await);
        let to = sent.headers()[header::LOCATION].to_str().unwrap().to_owned();
        let order = to.strip_prefix("/p/acme/").and_then(|to| to.strip_suffix("/confirmation")).expect("it was sent");
        let (_, html) = self.page(order).await;
        self.faces.rule(number, after(&html, "rule:", ';')[0]);
    }

    /// A page whose marks are of one theme.
    async fn page(&self, path: &str) -> (u64, String) {
        let request = self.client.get(format!("{}/{path}", self.root)).header(header::COOKIE, &self.cookie);
        let answer = request.send().await.expect("every request is answered");
        let (number, html) = (generation(&answer), expect(answer, 200).await.text().await.unwrap());
        let words = words(&html);
        assert!(words.len() == 2 && words[0] == words[1], "{path}: {words:?}");
        self.faces.theme(number, words[0]);
        (number, html)
    }

    async fn post(&self, path: &str, form: &[(&str, String)]) -> Response {
        let request = self.client.post(format!("{}/{path}", self.root)).form(form);
        // As a browser marks a form that was sent from the page itself.
        let request = request.header("sec-fetch-site", "same-origin").header(header::COOKIE, &self.cookie);
        request.send().await.expect("every request is answered")
    }

    fn key(&self) -> uuid::Uuid {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        uuid::Builder::from_unix_timestamp_millis(1_790_000_000_000, &bytes).into_uuid()
    }
}

fn generation(answer: &Response) -> u64 {
    answer.headers()["x-portal-generation"].to_str().unwrap().parse().unwrap()
}

async fn expect(answer: Response, status: u16) -> Response {
    if answer.status() == status {
        return answer;
    }
    let (got, url) = (answer.status(), answer.url().to_string());
    panic!("{url} gave {got} instead of {status}: {}", answer.text().await.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_under_load_fails_no_request_and_mixes_no_answer() {
    let program = site().await;
    let (mut running, root) = block_in_place(|| program.serve());
    let (stop, faces) = (Arc::new(AtomicBool::new(false)), Arc::new(Faces::default()));
    let mut load = JoinSet::new();
    for number in 0..CUSTOMERS {
        let customer = Customer::new(number, &root, &faces).await;
        let stop = Arc::clone(&stop);
        load.spawn(async move {
            let mut visits = 0;
            while !stop.load(Ordering::SeqCst) {
                customer.visit().await;
                visits += 1;
            }
            visits
        });
    }
    let manifest = manifest("probe");
    let seconds = std::env::var("PORTICO_TEST_RELOAD_S").ok().and_then(|seconds| seconds.parse().ok());
    let end = Instant::now() + Duration::from_secs(seconds.unwrap_or_default());
    let mut round = 0;
    while round < ROUNDS || Instant::now() < end {
        round += 1;
        let word = format!("v{round}");
        save(&program, &mut running, (LAYOUT, "themes/acme"), (b"{% block mark %}", layout(&word).as_bytes()));
        seen(&faces.theme, &word).await;
        save(&program, &mut running, (RULE, RULE), (b"fn on_form(form", rule(&word).as_bytes()));
        seen(&faces.rule, &word).await;
        let fresh = format!("{manifest}\n# {word}\n");
        save(&program, &mut running, (MANIFEST, PLUGIN), (b"nonsense", fresh.as_bytes()));
        block_in_place(|| running.line(|line| line.contains("\"live\"") && line.contains(PLUGIN)));
        save(&program, &mut running, (COMPONENT, PLUGIN), (b"\0asm", &component(round)));
        seen(&faces.plugin, &format!("v{:02}", round % 100)).await;
    }
    stop.store(true, Ordering::SeqCst);
    let visits: Vec<u32> = load.join_all().await;
    assert!(visits.iter().all(|visits| *visits > 0), "{visits:?}");
    running.terminate();
    let (status, said) = block_in_place(|| running.ended(PATIENCE));
    assert_eq!(status.code(), Some(0), "{said}");
}

/// Saves it broken, waits until that was noticed, and saves it well.
fn save(program: &Program, running: &mut Running, (path, unit): (&str, &str), (broken, good): (&[u8], &[u8])) {
    std::fs::write(program.path(path), broken).unwrap();
    block_in_place(|| running.line(|line| line.contains("not live") && line.contains(unit)));
    std::fs::write(program.path(path), good).unwrap();
}

async fn seen(last: &watch::Sender<String>, word: &str) {
    let mut last = last.subscribe();
    let shown = tokio::time::timeout(PATIENCE, last.wait_for(|last| last == word)).await;
    shown.unwrap_or_else(|_| panic!("{word} goes live")).unwrap();
}

async fn site() -> Program {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n[extensions]\npoll_s = 3600\n");
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    program.write(LAYOUT, &layout("v0"));
    program.write(RULE, &rule("v0"));
    program.write(MANIFEST, &manifest("probe"));
    std::fs::write(program.path(COMPONENT), component(0)).unwrap();
    let mut document = company::document(CUSTOMERS, false);
    document.portals[0].theme = "acme".into();
    let kind = json!({"type": "plugin", "plugin": "probe", "provides": "probe"});
    let field = json!({"key": "probe", "label": {"en": "Probe"}, "kind": kind});
    document.work_types[0].steps[0].fields.push(serde_json::from_value(field).expect("this is a field"));
    company::seed(&program, &document).await;
    program
}
