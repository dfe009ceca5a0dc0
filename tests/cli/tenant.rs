//! `portico tenant`.

use super::program::Program;
use crate::support::portal::project;

const COMPANY: &str = include_str!("company.toml");

fn program() -> Program {
    let program = Program::new();
    program.write("company.toml", COMPANY);
    program
}

#[test]
fn a_document_becomes_a_tenant_whole_and_only_once() {
    let program = program();
    let made = program.run(&["tenant", "import", "company.toml"]).expect(0);
    made.says(&["Acme Service is there", "portico user password acme olivia@acme.example"]);
    program.run(&["tenant", "list"]).expect(0).says(&["acme", "Acme Service"]);
    program.run_with(&["user", "password", "acme", "olivia@acme.example"], "tragbarer quittenbaum\n").expect(0);
    program.run(&["tenant", "import", "company.toml"]).expect(1).says(&["company.toml", "tenants", "is taken"]);
    // The portal's name is taken, so nothing of the other tenant is there.
    program.write("other.toml", &COMPANY.replacen("slug = \"acme\"", "slug = \"other\"", 1));
    program.run(&["tenant", "import", "other.toml"]).expect(1).says(&["portals", "is taken"]);
    assert_eq!(program.run(&["tenant", "list"]).expect(0).out.lines().count(), 1);
}

#[test]
fn a_tenant_is_changed_by_its_document_when_somebody_agrees() {
    let program = program();
    program.run(&["tenant", "import", "company.toml"]).expect(0);
    program.run(&["tenant", "apply", "company.toml"]).expect(0).says(&["not looked at", "nothing to change"]);
    let hidden = "theme = \"default\"\nsettings = { \"display.photos\" = false }";
    program.write("changed.toml", &COMPANY.replacen("theme = \"default\"", hidden, 1));
    let dry = program.run(&["tenant", "apply", "changed.toml", "--dry-run"]).expect(0);
    dry.says(&["~ portal acme: settings.display.photos", "becomes hidden", "1 change, not made: this was a dry run"]);
    program.run(&["tenant", "apply", "changed.toml"]).expect(1).says(&["changed.toml", "nothing was changed", "--yes"]);
    program.run(&["tenant", "apply", "changed.toml", "--yes"]).expect(0).says(&["1 change made"]);
    program.run(&["tenant", "apply", "changed.toml", "--yes"]).expect(0).says(&["nothing to change"]);
    // Its own document, by both ways out.
    let printed = program.run(&["tenant", "export", "acme"]).expect(0).out;
    assert!(printed.contains("display.photos") && !printed.contains("olivia@"), "{printed}");
    program.run(&["tenant", "export", "acme", "--output", "own.toml"]).expect(0);
    assert_eq!(std::fs::read_to_string(program.path("own.toml")).unwrap(), printed);
    program.run(&["tenant", "apply", "own.toml"]).expect(0).says(&["nothing to change"]);
    program.write("gone.toml", &printed.replacen("slug = \"acme\"", "slug = \"acne\"", 1));
    program.run(&["tenant", "apply", "gone.toml"]).expect(1).says(&["no tenant \"acne\"", "portico tenant import"]);
    program.write("less.toml", &printed[..printed.find("[[portals]]").unwrap()]);
    program.run(&["tenant", "apply", "less.toml"]).expect(1).says(&["portal acme: leave it in the document"]);
    program.run(&["tenant", "export", "acne"]).expect(1).says(&["no tenant \"acne\""]);
}

#[test]
fn what_a_document_names_and_the_installation_lacks_is_told_and_refuses_nothing() {
    let program = program();
    let kind = "kind = { type = \"plugin\", plugin = \"meter\", provides = \"reading\" }\n";
    let text = COMPANY
        .replace("icon = \"wrench\"", "icon = \"wrnch\"")
        .replace("theme = \"default\"", "theme = \"nordlicht\"")
        .replace("kind = { type = \"text\", max_length = 2000, lines = 5 }\n", kind);
    program.write("lacking.toml", &text);
    let told = program.run(&["tenant", "import", "lacking.toml"]).expect(0);
    told.says(&["warning: flow fault: there is no icon \"wrnch\"", "did you mean \"wrench\"?", "lacking.toml:"]);
    told.says(&[
        "warning: portal acme: there is no theme \"nordlicht\" at ",
        "work type repair, field description: there is no plugin",
    ]);
    program.run(&["tenant", "apply", "lacking.toml"]).expect(0).says(&["there is no icon", "nothing to change"]);
}

#[test]
fn the_companies_of_the_demonstration_come_back_from_their_own_documents() {
    let program = Program::new();
    for name in ["nordwind", "vankade", "brightside"] {
        let document = project().join(format!("engine/src/cli/demo/{name}.toml"));
        let document = std::fs::read_to_string(document).unwrap();
        program.write("demo.toml", &document);
        program.run(&["tenant", "import", "demo.toml"]).expect(0);
        program.run(&["tenant", "export", name, "--output", "own.toml"]).expect(0);
        for file in ["demo.toml", "own.toml"] {
            program.run(&["tenant", "apply", file]).expect(0).says(&["nothing to change"]);
        }
    }
}

#[test]
fn what_is_wrong_in_a_document_is_told_with_its_place_and_makes_nothing() {
    let program = program();
    for (good, bad, said) in [
        (
            "time_zone = \"UTC\"",
            "time_zone = \"Mars/Olympus\"",
            &[":8:1", "there is no time zone \"Mars/Olympus\""][..],
        ),
        ("slug = \"acme\"", "slug = \"platform\"", &[":5:1", "names a part of the installation"]),
        ("slug = \"acme\"", "slug = \"shared\"", &["names a part of the installation"]),
        ("slug = \"acme\"", "slug = \"Acme!\"", &[":5:1", "is not a slug"]),
        ("name = \"Olivia Office\"", "name = \"Olivia Office\"\nrole = \"owner\"", &["no role \"owner\""]),
        (
            "category = \"closed\"",
            "category = \"closd\"",
            &["status closed", "\"closd\"", "did you mean \"closed\"?", "^"],
        ),
        ("[[staff]]", "[[stuff]]", &[":11:3", "unknown key \"stuff\"", "did you mean \"staff\"?"]),
        ("language = \"en\"", "language = 5", &[":7:12", "is the number 5, and must be a text in quotes"]),
        ("slug = \"repair\"\n", "", &["the key \"slug\" is missing"]),
        ("work_type = \"repair\"", "work_type = \"repiar\"", &["flow fault", "no work type \"repiar\"", "\"repair\"?"]),
        ("portal = \"acme\"", "portal = \"acne\"", &["flow fault", "no portal \"acne\"", "did you mean \"acme\"?"]),
        (
            "theme = \"default\"",
            "theme = \"default\"\nsettings = { \"general.fone\" = \"1\" }",
            &["portal acme", "general.fone"],
        ),
        (
            "need = \"required\"",
            "show_if = { set = { field = \"descripton\" } }",
            &["field description", "\"description\"?"],
        ),
        ("key = \"description\"\n", "free = \"iban\"\n", &["work type repair, field iban", "either free"]),
        ("slug = \"accepted\"", "slug = \"new\"", &[":28:1", "status new", "stands twice"]),
    ] {
        let wrong = COMPANY.replacen(good, bad, 1);
        assert_ne!(wrong, COMPANY, "{good}");
        program.write("wrong.toml", &wrong);
        program.run(&["tenant", "import", "wrong.toml"]).expect(1).says(&[&["wrong.toml"], said].concat());
    }
    program.run(&["tenant", "import", "missing.toml"]).expect(1).says(&["missing.toml"]);
    assert_eq!(program.run(&["tenant", "list"]).expect(0).out, "");
}
