//! Portal users out to a spreadsheet and in from one: rehearsed first, wrong rows told, nothing changed before the button.

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    invitation::{accept, link, state},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    what_a_list_shows_is_exported_and_reads_back_as_known,
    a_rehearsal_tells_what_each_row_comes_to_and_changes_nothing,
    what_was_rehearsed_is_done_by_the_button,
    a_file_with_as_many_rows_as_there_may_be_is_shown_and_done,
    a_file_that_is_no_table_says_why,
    an_export_is_for_the_office_of_its_own_tenant,
);

const IMPORT: &str = "/office/acme/users/import";

/// Two good rows, one known, and two wrong ones.
const FILE: &str = "Customer;Name;Email;Portal;Roles;Sites\r\n\
    10001;Nora Neu;nora@drossel.example;acme;site-manager reader;Hut\r\n\
    10002;Ömer Übel;oemer@amsel.example;acme;;\r\n\
    10001;Erika;erika@drossel.example;acme;;\r\n\
    99999;Nobody;nobody@else.example;acme;;\r\n\
    10001;;not an address;acme;boss;Castle\r\n";

async fn rehearse(office: &Person, name: &str, bytes: &[u8], invite: bool) -> Answer {
    let form = office.get(IMPORT).await.expect(200).main_form().attach("file", name, bytes);
    let form = if invite { form.fill("invite", "on") } else { form };
    office.submit(&form).await
}

async fn what_a_list_shows_is_exported_and_reads_back_as_known(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get("/office/acme/users?q=drossel").await.expect(200).page();
    let links: Vec<_> = page.all("a[download]").iter().filter_map(|a| a.attribute("href").map(str::to_owned)).collect();
    let csv = sam.get(&links[0]).await.expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").starts_with("attachment"));
    let text = csv.text();
    assert_eq!(text.lines().count(), 8, "{text}");
    assert!(text.contains("10001,Mia Drossel,mia@drossel.example,acme,de,site-manager,Home,Familie Drossel,active,"));
    assert!(!text.contains("amsel"));
    let xlsx = sam.get(&links[1]).await.expect(200);
    assert!(xlsx.body.starts_with(b"PK"));
    for (name, bytes) in [("users.csv", csv.body), ("users.xlsx", xlsx.body)] {
        let answer = rehearse(&sam, name, &bytes, false).await.expect(200);
        let told = "0 would be added, 7 have access already, 0 rows are wrong and would be left out.";
        assert_eq!(answer.page().texts("p.notice"), [told], "{name}");
    }
}

async fn a_rehearsal_tells_what_each_row_comes_to_and_changes_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let answer = rehearse(&sam, "people.csv", FILE.as_bytes(), true).await.expect(200);
    let page = answer.page();
    let told = "2 would be added, 1 have access already, 2 rows are wrong and would be left out.";
    assert_eq!(page.texts("p.notice"), [told]);
    let rows = page.texts("tbody tr td .health");
    assert_eq!(rows, ["Is added", "Is added", "Has access already", "Is left out", "Is left out"]);
    let text = page.text();
    let sees: Vec<String> = page.texts("tbody td .soft").into_iter().filter(|word| word.starts_with("sees")).collect();
    assert_eq!(sees, ["sees 2 work orders", "sees 0 work orders"], "who reads the customer's, and who only her own");
    assert!(text.contains("customer: ") && text.contains("sites: "), "{text}");
    portal.work().await;
    let mails = portal.mailbox().await;
    assert!(mails.iter().all(|mail| !mail.text.contains("/join/")), "nobody is invited by a rehearsal");
    assert_eq!(state(&sam, "nora@drossel.example").await, "");
}

async fn what_was_rehearsed_is_done_by_the_button(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let rehearsed = rehearse(&sam, "people.csv", FILE.as_bytes(), true).await.expect(200);
    let done = sam.submit(&rehearsed.form("/import/confirm")).await.expect(200);
    let told = "2 are added, 1 had access already, 2 rows were left out.";
    assert_eq!(done.page().texts("p.notice"), [told]);
    assert_eq!(state(&sam, "nora@drossel.example").await, "Invited");
    let nora = accept(&portal, &link(&portal, "nora@drossel.example").await).await;
    assert!(nora.get("/p/acme/").await.expect(200).text().contains("Nora Neu"));
    // The same once more adds nobody.
    let again = sam.submit(&rehearsed.form("/import/confirm")).await.expect(200);
    assert_eq!(again.page().texts("p.notice"), ["0 are added, 3 had access already, 2 rows were left out."]);
    portal.work().await;
    let invited = portal.mailbox().await.into_iter().filter(|mail| mail.text.contains("/join/"));
    assert_eq!(invited.count(), 2, "and invites nobody twice");
}

async fn a_file_with_as_many_rows_as_there_may_be_is_shown_and_done(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let mut file = "customer,name,email,portal\n".to_owned();
    for row in 0..5_000 {
        // Most are of a customer that nobody knows; one good row comes last.
        let customer = if row == 4_999 { "10001" } else { "99999" };
        let name = format!("Somebody <{row}> with a long name, {}", row * 7_919);
        file.push_str(&format!("{customer},\"{name}\",person-{row}@of-a-large-company-{}.example,acme\n", row % 97));
    }
    let rehearsed = rehearse(&sam, "people.csv", file.as_bytes(), false).await.expect(200);
    let page = rehearsed.page();
    let told = "1 would be added, 0 have access already, 4999 rows are wrong and would be left out.";
    assert_eq!(page.texts("p.notice"), [told]);
    assert_eq!(page.all("tbody tr").len(), 200);
    assert!(page.text().contains("800 further rows are not listed here."), "{}", page.texts("p.soft").join(" "));
    let done = sam.submit(&rehearsed.form("/import/confirm")).await.expect(200).page();
    assert_eq!(done.texts("p.notice"), ["1 are added, 0 had access already, 4999 rows were left out."]);
    assert_ne!(state(&sam, "person-4999@of-a-large-company-52.example").await, "");
}

async fn a_file_that_is_no_table_says_why(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let many = format!("customer,name,email\n{}", "1,a,a@b.c\n".repeat(5_001));
    let cases: [(&str, &[u8], &str); 6] = [
        ("x.csv", b"", "no rows"),
        ("x.xls", b"\xd0\xcf\x11\xe0", "neither CSV nor XLSX"),
        ("x.xlsx", b"PK\x03\x04", "cannot be read"),
        ("x.csv", b"customer,name,email,boss\n", "There is no column \"boss\""),
        ("x.csv", b"customer,name\n", "\"email\" is missing"),
        ("x.csv", many.as_bytes(), "5000"),
    ];
    for (name, bytes, said) in cases {
        let answer = rehearse(&sam, name, bytes, false).await.expect(422);
        assert!(answer.problems().join(" ").contains(said), "{name}: {:?}", answer.problems());
    }
    // What would not fit into the database is a wrong row, not a failed import.
    let long = format!("customer,name,email,portal,language\n10001,A,a@b.example,acme,{}\n", "x".repeat(36));
    let answer = rehearse(&sam, "x.csv", long.as_bytes(), false).await.expect(200);
    assert_eq!(answer.page().texts("tbody tr td .health"), ["Is left out"]);
    let huge = vec![b'x'; 3 * 1024 * 1024];
    rehearse(&sam, "x.csv", &huge, false).await.expect(413);
}

async fn an_export_is_for_the_office_of_its_own_tenant(database: &Database) {
    let portal = TestPortal::on(database).await;
    let path = "/office/acme/users/export?format=csv";
    let jens = portal.customer("jens@drossel.example").await;
    assert!(jens.get(path).await.expect(303).location().contains("/office/acme/sign-in"));
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    assert!(bob.get(path).await.expect(303).location().contains("/office/acme/sign-in"));
    assert!(!bob.get(&path.replace("acme", "bolt")).await.expect(200).text().contains("Drossel"));
    portal.staff("sam@acme.example").await.get("/office/acme/users/export?format=exe").await.expect(404);
}
