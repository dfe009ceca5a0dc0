//! The running program under load while its files are saved: no failed request, and no page that mixes two versions.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::task::{JoinSet, block_in_place};

use crate::cli::{
    company,
    program::{PATIENCE, Program},
};

const VISITORS: usize = 4;
const SAVES: u32 = 5;

fn page(word: &str) -> String {
    format!(
        "{{% extends \"@parent/portal/sign_in.html\" %}}\n{{% block title %}}<{word}>{{% endblock %}}\n\
         {{% block sign_in_art %}}<i>mark-{word}</i><i>mark-{word}</i>{{% endblock %}}\n"
    )
    .replace(&format!("<{word}>"), word)
}

/// The words of a page, which all are the same unless it was mixed.
fn words(html: &str) -> Vec<&str> {
    html.split("mark-").skip(1).map(|rest| rest.split('<').next().unwrap_or_default()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn saving_under_load_fails_no_request_and_mixes_no_page() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n[extensions]\npoll_s = 3600\n");
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    program.write("themes/acme/templates/portal/sign_in.html", &page("v0"));
    let mut document = company::document(1, false);
    document.portals[0].theme = "acme".into();
    company::seed(&program, &document).await;
    let (running, root) = block_in_place(|| program.serve());
    let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(BTreeMap::<u64, String>::new())));
    let live = tokio::sync::watch::Sender::new(String::new());
    let client = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
    let mut load = JoinSet::new();
    for _ in 0..VISITORS {
        let (client, url, stop, seen, live) =
            (client.clone(), format!("{root}/p/acme/sign-in"), Arc::clone(&stop), Arc::clone(&seen), live.clone());
        load.spawn(async move {
            let mut requests = 0;
            while !stop.load(Ordering::SeqCst) {
                let answer = client.get(&url).send().await.expect("every request is answered");
                assert_eq!(answer.status(), 200);
                let number = answer.headers()["x-portal-generation"].to_str().unwrap().parse::<u64>().unwrap();
                let html = answer.text().await.unwrap();
                let words = words(&html);
                assert!(words.len() == 2 && words[0] == words[1], "{words:?}");
                let mut seen = seen.lock().unwrap();
                let known = seen.entry(number).or_insert_with(|| words[0].to_owned());
                assert_eq!(known, words[0], "generation {number} has two faces");
                live.send_if_modified(|live| {
                    live != words[0] && {
                        words[0].clone_into(live);
                        true
                    }
                });
                requests += 1;
            }
            requests
        });
    }
    for save in 1..=SAVES {
        // Every third save is broken first, which nobody may see.
        if save % 3 == 0 {
            program.write("themes/acme/templates/portal/sign_in.html", "{% block title %}");
        }
        let word = format!("v{save}");
        program.write("themes/acme/templates/portal/sign_in.html", &page(&word));
        let mut live = live.subscribe();
        let shown = tokio::time::timeout(PATIENCE, live.wait_for(|live| *live == word)).await;
        shown.unwrap_or_else(|_| panic!("{word} goes live")).unwrap();
    }
    stop.store(true, Ordering::SeqCst);
    let requests: u32 = load.join_all().await.iter().sum();
    assert!(requests > SAVES, "{requests} requests");
    running.terminate();
    let (status, said) = block_in_place(|| running.ended(PATIENCE));
    assert_eq!(status.code(), Some(0), "{said}");
}
