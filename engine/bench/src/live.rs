//! Figure (c): from saving a template, a rule or a plugin to the first answer that it made, while customers use the portal. Every one of
//! their requests that fails is counted, and so is every answer that looks different from another of the same generation.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use portico::{domain::id::DraftId, themes::ThemeSource};

use crate::{
    Pace,
    client::{Answer, Client},
    load::{Check, Load, Outcome, Work},
    report::{Table, Target, median, shown},
    site::Site,
    spread::number,
};

/// Customers who go on using the portal meanwhile.
const CONNECTIONS: usize = 8;
/// Longest wait for something saved to go live.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pause before a save, so that the last one is over.
const PAUSE: Duration = Duration::from_millis(300);

/// What is saved, and how a visitor sees that it is live.
struct Saved<'a> {
    name: &'static str,
    file: PathBuf,
    /// The whole file for a number.
    content: Box<dyn Fn(usize) -> Vec<u8> + 'a>,
    request: Vec<u8>,
    seen: Seen,
    target: Target,
}

enum Seen {
    /// The number stands in the answer.
    Marker,
    /// The answer's generation has grown: nothing in a page depends on a build of the same sources.
    Generation,
}

/// Measures and prints.
pub async fn run(site: &Site, pace: Pace) -> anyhow::Result<()> {
    let calm = calm(site, pace).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(users(site, |requests| Work::Until(requests, Arc::clone(&stop), one_face())).run());
    let mut measured = Vec::new();
    for saved in everything(site)? {
        let before = Instant::now();
        let times = save_often(site, &saved, pace.rounds.max(3)).await.with_context(|| saved.name)?;
        measured.push((saved.name, times, saved.target));
        ensure!(before.elapsed() < Duration::from_secs(60), "saving took too long");
    }
    stop.store(true, Ordering::Relaxed);
    print(&measured, &load.await??, &calm);
    Ok(())
}

/// The same visitors while nobody saves, so that the price of a reload for the pages can be told.
async fn calm(site: &Site, pace: Pace) -> anyhow::Result<Outcome> {
    let time = pace.time * u32::try_from(pace.rounds).unwrap_or(1);
    users(site, |requests| Work::Repeat(requests, time)).run().await?.whole()
}

fn print(measured: &[(&'static str, Vec<f64>, Target)], outcome: &Outcome, calm: &Outcome) {
    let title =
        format!("(c) From saving to the first page made by it, {CONNECTIONS} connections meanwhile, median (min–max)");
    let mut table = Table::new(&title, &["saved", "times", "ms", "target"]);
    for (name, times, target) in measured {
        table.row([(*name).to_owned(), times.len().to_string(), shown(times), target.verdict(median(times), "ms")]);
    }
    let verdict = if outcome.failed == 0 { "0 failed requests: met" } else { "0 failed requests: MISSED" };
    #[expect(clippy::cast_precision_loss, reason = "some thousand requests")]
    let count = number(outcome.requests as f64);
    table.note(format!(
        "meanwhile {count} requests ({} per second, p99 {} ms), of which {} failed; {verdict}",
        number(outcome.per_second()),
        number(outcome.ms(0.99)),
        outcome.failed
    ));
    table.note(format!(
        "an answer fails too when another of its generation showed another marker; while nobody saves: {} per second, p99 {} ms",
        number(calm.per_second()),
        number(calm.ms(0.99)),
    ));
    if let Some(why) = &outcome.failure {
        table.note(format!("first failure: {why}"));
    }
    table.note("watching waits for extensions.settle_ms (150 ms by default) of quiet before it reads; that is part of every figure");
    table.print();
}

/// The list, a request, a form step and its live state, over and over.
fn users(site: &Site, work: impl Fn(Arc<Vec<Vec<u8>>>) -> Work) -> Load {
    let draft: DraftId = site.state.cx.id();
    let step = Site::path(&format!("/new/heating-fault/{draft}/step/problem"));
    let requests = Arc::new(vec![
        site.big.get(&Site::path("/requests"), ""),
        site.big.get(&Site::path(&format!("/requests/{}", site.ids.order)), ""),
        site.big.get(&step, ""),
        site.big.post(&format!("{step}/state"), &site.answers()),
    ]);
    Load { address: site.address, work: vec![work(requests); CONNECTIONS], expected: &[200] }
}

/// Whatever a generation showed first at an address is what it must show there for ever.
fn one_face() -> Check {
    let faces: Mutex<BTreeMap<(usize, String), String>> = Mutex::default();
    Arc::new(move |request, answer: &Answer<'_>| {
        let number = answer.header("x-portal-generation").ok_or("the answer names no generation")?.to_owned();
        let shown = shown_marker(answer.body);
        let mut faces = faces.lock().unwrap_or_else(PoisonError::into_inner);
        let first = faces.entry((request, number.clone())).or_insert_with(|| shown.clone());
        if *first == shown { Ok(()) } else { Err(format!("generation {number} showed {first:?} and then {shown:?}")) }
    })
}

/// The marker of a page, or nothing.
fn shown_marker(body: &[u8]) -> String {
    let at = body.windows(MARKER.len()).position(|window| window == MARKER.as_bytes());
    let digits = at.map_or(&[][..], |at| &body[at + MARKER.len()..]);
    digits.iter().take_while(|byte| byte.is_ascii_digit()).map(|byte| char::from(*byte)).collect()
}

fn everything(site: &Site) -> anyhow::Result<Vec<Saved<'_>>> {
    let folders = &site.config.extensions;
    let half_a_second = Target::AtMost(500.0);
    let draft: DraftId = site.state.cx.id();
    let state = Site::path(&format!("/new/heating-fault/{draft}/step/problem/state"));
    let list = site.big.get(&Site::path("/requests"), "");
    let mut all = Vec::new();

    let template = built_in("templates/portal/requests.html")?;
    let begin = "{% block main %}";
    ensure!(template.contains(begin), "the list's template has no block main");
    let theme =
        site.state.directory.portal(crate::documents::TENANT).context("no portal")?.site.portal.theme.to_string();
    all.push(Saved {
        name: "template of the list, in the portal's theme",
        file: folders.themes.join(theme).join("templates/portal/requests.html"),
        content: Box::new(move |n| template.replacen(begin, &format!("{begin}<!-- {} -->", marker(n)), 1).into_bytes()),
        request: list.clone(),
        seen: Seen::Marker,
        target: half_a_second,
    });

    let file = folders.scripts.join("shared/flows/heating-fault.rhai");
    let rule = std::fs::read_to_string(&file)?;
    let begin = "fn on_form(form, ctx) {";
    ensure!(rule.contains(begin), "the heating rule has no on_form");
    all.push(Saved {
        name: "flow rule heating-fault.rhai",
        file,
        content: Box::new(move |n| {
            rule.replacen(begin, &format!("{begin}\n    form.notice(\"info\", \"{}\");", marker(n)), 1).into_bytes()
        }),
        request: site.big.post(&state, &site.answers()),
        seen: Seen::Marker,
        target: half_a_second,
    });

    let file = folders.plugins.join("iban/iban.wasm");
    if file.exists() {
        let component = std::fs::read(&file)?;
        all.push(Saved {
            name: "plugin iban, rebuilt",
            file,
            content: Box::new(move |n| [&component[..], &custom_section(&marker(n))].concat()),
            request: list,
            seen: Seen::Generation,
            target: Target::None,
        });
    }
    Ok(all)
}

fn built_in(file: &str) -> anyhow::Result<String> {
    let theme = ThemeSource::built_in();
    let bytes = theme.files.get(file).with_context(|| format!("the built-in theme has no {file}"))?;
    Ok(std::str::from_utf8(bytes)?.to_owned())
}

const MARKER: &str = "bench-marker-";

/// Ends with a sign that is no digit, so that 1 is not found in 11.
fn marker(number: usize) -> String {
    format!("{MARKER}{number}.")
}

/// A section of a component that means nothing to anybody, as a changed name or a debug section of a rebuild.
fn custom_section(name: &str) -> Vec<u8> {
    let length = u8::try_from(name.len()).unwrap_or(0).min(100);
    [&[0, length + 1, length], &name.as_bytes()[..usize::from(length)]].concat()
}

async fn save_often(site: &Site, saved: &Saved<'_>, times: usize) -> anyhow::Result<Vec<f64>> {
    let mut client = Client::connect(site.address).await?;
    let mut found = Vec::new();
    for number in 1..=times {
        tokio::time::sleep(PAUSE).await;
        let before = generation(&mut client, &saved.request).await?;
        let content = (saved.content)(number);
        let started = Instant::now();
        save(&saved.file, &content)?;
        while !is_live(&mut client, saved, number, before).await? {
            ensure!(started.elapsed() < PATIENCE, "save {number} is not live after {} s", PATIENCE.as_secs());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        found.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(found)
}

/// Beside the file and then into its place, as most editors and build tools do it.
fn save(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = file.with_extension("tmp");
    std::fs::write(&beside, content)?;
    Ok(std::fs::rename(&beside, file)?)
}

async fn is_live(client: &mut Client, saved: &Saved<'_>, number: usize, before: u64) -> anyhow::Result<bool> {
    match saved.seen {
        Seen::Generation => Ok(generation(client, &saved.request).await? > before),
        Seen::Marker => {
            let answer = client.send(&saved.request).await?;
            let wanted = marker(number);
            Ok(answer.body.windows(wanted.len()).any(|window| window == wanted.as_bytes()))
        }
    }
}

async fn generation(client: &mut Client, request: &[u8]) -> anyhow::Result<u64> {
    let answer = client.send(request).await?;
    Ok(answer.header("x-portal-generation").context("the answer names no generation")?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_its_marker_or_none() {
        assert_eq!(shown_marker(format!("<p>{}</p>", marker(12)).as_bytes()), "12");
        assert_eq!(shown_marker(b"<p></p>"), "");
    }

    #[test]
    fn a_custom_section_has_its_length_and_name() {
        assert_eq!(custom_section("ab"), [0, 3, 2, b'a', b'b']);
    }
}
