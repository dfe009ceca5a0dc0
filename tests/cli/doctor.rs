//! `portico doctor`.

use super::{company, damage, program::Program};
use crate::support::provider::Provider;

const FOLDERS: [&str; 3] = ["themes", "scripts", "plugins"];

/// A program whose surroundings are right, with lines added to its configuration.
fn healthy(configuration: &str) -> Program {
    let program = Program::with(&format!("[server]\nlisten = \"127.0.0.1:0\"\n{configuration}"));
    for folder in FOLDERS {
        std::fs::create_dir(program.path(folder)).unwrap();
    }
    program.run(&["migrate"]).expect(0);
    program
}

#[test]
fn everything_that_is_right_is_listed() {
    let program = healthy("");
    let done = program.run(&["doctor"]).expect(0);
    assert!(!done.out.contains("FAILED"), "{}", done.out);
    for part in
        ["configuration", "address", "listen", "themes", "scripts", "plugins", "uploads", "cache", "database", "mail"]
    {
        assert!(done.out.contains(&format!("ok      {part}: ")), "{part}: {}", done.out);
    }
    done.says(&["sqlite with 0 tenants"]);
}

#[test]
fn tenants_are_counted() {
    let program = healthy("");
    company::seed_now(&program, &company::document(0, false));
    let done = program.run(&["doctor"]).expect(0);
    done.says(&["sqlite with 1 tenants", "ok      audit log of acme: 1 entries, the chain holds"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_audit_log_that_was_changed_past_the_program_is_found() {
    let program = healthy("");
    company::seed(&program, &company::document(0, false)).await;
    let mut database = damage::open(&program.path("data/portico.db")).await;
    sqlx::query("update audit set actor_name = 'nobody'").execute(&mut database).await.unwrap();
    sqlx::Connection::close(database).await.unwrap();
    program.run(&["doctor"]).expect(1).says(&["FAILED  audit log of acme: the chain breaks at entry 1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_database_is_found() {
    let program = healthy("");
    company::seed(&program, &company::document(0, false)).await;
    damage::damage(&program, "work_orders").await;
    program.run(&["doctor"]).expect(1).says(&["FAILED  database: ", "portico.db is damaged", "restore"]);
}

#[test]
fn pending_migrations_are_found_and_not_applied() {
    let program = healthy("[database]\nurl = \"sqlite:fresh.db\"\n");
    std::fs::remove_file(program.path("fresh.db")).unwrap();
    for _ in 0..2 {
        program.run(&["doctor"]).expect(1).says(&["FAILED  database: ", "run: portico migrate"]);
    }
}

#[test]
fn an_address_without_https_that_is_not_local_is_found() {
    for (url, code) in [
        ("http://portal.example.org", 1),
        ("http://localhost.example.org", 1),
        ("https://portal.example.org", 0),
        ("http://localhost:8080", 0),
        ("http://127.0.0.1:8080", 0),
        ("http://[::1]:8080", 0),
    ] {
        let done = healthy(&format!("public_url = \"{url}\"\n")).run(&["doctor"]).expect(code);
        if code == 1 {
            done.says(&["FAILED  address: ", url, "HTTPS"]);
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_found() {
    // A file stands where the folder should be: that stops even an administrator.
    let program = healthy("[files]\npath = \"uploads\"\n");
    std::fs::remove_dir_all(program.path("uploads")).ok();
    program.write("uploads", "not a folder");
    program.run(&["doctor"]).expect(1).says(&["FAILED  uploads: uploads", "FAILED"]);
}

#[test]
fn a_missing_extension_folder_is_found_with_what_to_do() {
    for folder in FOLDERS {
        let program = healthy("");
        std::fs::remove_dir(program.path(folder)).unwrap();
        program.run(&["doctor"]).expect(1).says(&[&format!("FAILED  {folder}: {folder}"), "[extensions]"]);
    }
}

#[test]
fn mail_that_cannot_leave_is_found() {
    let program =
        healthy("[mail]\ntransport = \"smtp\"\n[mail.smtp]\nusername = \"portal\"\npassword_file = \"gone\"\n");
    program.run(&["doctor"]).expect(1).says(&["FAILED  mail: ", "mail.smtp.password_file gone"]);
}

#[test]
fn one_run_finds_everything_that_is_wrong() {
    let program = Program::with("[server]\npublic_url = \"http://portal.example.org\"\nlisten = \"127.0.0.1:0\"\n");
    let done = program.run(&["doctor"]).expect(1);
    for part in ["address", "themes", "scripts", "plugins", "database"] {
        done.says(&[&format!("FAILED  {part}: ")]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_with_an_identity_provider_is_found_one_thing_after_the_other() {
    let provider = Provider::start().await;
    let section = |portal: &str, customer: &str, issuer: &str| {
        format!(
            "[identity_providers.amsel]\nportal = \"{portal}\"\nlabel = \"Amsel\"\nissuer = \"{issuer}\"\nclient_id = \"portal\"\n\
             client_secret_file = \"amsel.secret\"\ndomains = [\"amsel.example\"]\ncustomer = \"{customer}\"\n"
        )
    };
    let program = healthy(&section("acme", "C-0", &provider.issuer));
    company::seed(&program, &company::document(1, false)).await;
    let doctor = |expected: i32, says: &[&str]| program.run(&["doctor"]).expect(expected).says(says);
    doctor(1, &["FAILED  identity providers: identity_providers.amsel.client_secret_file: amsel.secret: "]);
    program.write("amsel.secret", " \n");
    doctor(1, &["amsel.secret: is empty"]);
    program.write("amsel.secret", "secret\n");
    doctor(0, &["ok      identity provider amsel: ", "answers with documents and keys"]);
    provider.set(|says| says.document = serde_json::json!({"issuer": "https://login.evil.example"}));
    doctor(1, &["identity_providers.amsel.issuer: ", "write exactly that as issuer"]);
    provider.set(|says| says.document = serde_json::json!({"authorization_endpoint": "http://login.evil.example/"}));
    doctor(1, &["its authorization_endpoint is http://login.evil.example/, not https"]);
    for (portal, customer, issuer, says) in [
        ("nowhere", "C-0", provider.issuer.as_str(), "amsel.portal: there is no portal nowhere"),
        ("acme", "99999", provider.issuer.as_str(), "amsel.customer: acme has no customer 99999"),
        ("acme", "C-0", "http://127.0.0.1:1", "amsel.issuer: GET http://127.0.0.1:1/.well-known/openid-configuration"),
    ] {
        let text = format!("[server]\nlisten = \"127.0.0.1:0\"\n{}", section(portal, customer, issuer));
        program.write("portal.toml", &text);
        doctor(1, &[says]);
    }
}
