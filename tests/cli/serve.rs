//! `portico serve`: start, stop and the reasons not to start.

use std::{net::TcpListener, time::Duration};

use super::{
    company, damage,
    program::{Program, get},
};

pub const CONFIGURATION: &str = "[server]\nlisten = \"127.0.0.1:0\"\n";
/// Longest time from SIGTERM to the end of a server that has nothing to do.
const STOP: Duration = Duration::from_secs(20);

#[test]
fn it_serves_a_portal_and_stops_on_sigterm_with_code_0() {
    let program = Program::with(CONFIGURATION);
    company::seed_now(&program, &company::document(1, false));
    let (running, root) = program.serve();
    assert!(get(&root, "/health/ready").starts_with("HTTP/1.1 200"), "ready");
    assert!(get(&root, "/health/live").contains("ok"));
    let page = get(&root, "/p/acme/sign-in");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Acme"), "{page}");
    running.terminate();
    let (status, said) = running.ended(STOP);
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("\"stopped\""), "{said}");
}

#[test]
fn a_log_that_goes_to_a_file_has_no_colours() {
    let program = Program::with(CONFIGURATION).set("PORTICO__LOG__FORMAT", "text");
    let mut running = program.start(&["serve"]);
    let line = running.line(|line| line.contains("serving"));
    running.terminate();
    let (_, said) = running.ended(STOP);
    assert!(!line.contains('\u{1b}') && !said.contains('\u{1b}'), "{line:?}\n{said:?}");
}

#[test]
fn a_port_that_is_taken_is_told_with_its_setting() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let program = Program::with(&format!("[server]\nlisten = \"{address}\"\n"));
    program.run(&["serve"]).expect(1).says(&[&format!("server.listen {address}"), "in use"]);
}

#[test]
fn a_taken_port_for_operators_is_told_too() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let program = Program::with(&format!("{CONFIGURATION}ops_listen = \"{address}\"\n"));
    program.run(&["serve"]).expect(1).says(&[&format!("server.ops_listen {address}"), "in use"]);
}

#[test]
fn a_database_without_its_tables_is_not_served_when_migrations_are_off() {
    let program = Program::with(&format!("{CONFIGURATION}[database]\nmigrate = false\n"));
    program.run(&["serve"]).expect(1).says(&["portico migrate"]);
}

#[test]
fn broken_extensions_do_not_keep_a_server_from_starting() {
    let program = Program::with(CONFIGURATION);
    company::seed_now(&program, &company::document(1, false));
    program.write("scripts/acme/flows/fault.rhai", "fn on_form(form, ctx) {");
    program.write("themes/acme/theme.toml", "contract = 99");
    program.write("plugins/none/plugin.toml", "nonsense");
    let (running, root) = program.serve();
    assert!(get(&root, "/p/acme/sign-in").starts_with("HTTP/1.1 200"));
    running.terminate();
    assert_eq!(running.ended(STOP).0.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_that_was_not_closed_is_not_served() {
    let (program, copy) = (Program::with(CONFIGURATION), Program::with(CONFIGURATION));
    company::seed(&program, &company::document(0, false)).await;
    damage::copy_unclosed(&program, &copy, None).await;
    let (running, _) = tokio::task::block_in_place(|| copy.serve());
    running.kill();
    damage::copy_unclosed(&program, &copy, Some("work_orders")).await;
    copy.run(&["serve"]).expect(1).says(&["portico.db is damaged", "restore"]);
}
