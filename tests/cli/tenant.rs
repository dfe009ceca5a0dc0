//! `portico tenant`.

use super::program::Program;

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
fn what_is_wrong_in_a_document_is_told_with_its_place_and_makes_nothing() {
    let program = program();
    for (good, bad, said) in [
        ("time_zone = \"UTC\"", "time_zone = \"Mars/Olympus\"", "there is no time zone \"Mars/Olympus\""),
        ("slug = \"acme\"", "slug = \"platform\"", "names a part of the installation"),
        ("slug = \"acme\"", "slug = \"shared\"", "names a part of the installation"),
        ("name = \"Olivia Office\"", "name = \"Olivia Office\"\nrole = \"owner\"", "no role \"owner\""),
        ("category = \"closed\"", "category = \"gone\"", "no category \"gone\""),
        ("[[staff]]", "[[stuff]]", "unknown field `stuff`"),
    ] {
        program.write("wrong.toml", &COMPANY.replacen(good, bad, 1));
        program.run(&["tenant", "import", "wrong.toml"]).expect(1).says(&["wrong.toml", said]);
    }
    program.run(&["tenant", "import", "missing.toml"]).expect(1).says(&["missing.toml"]);
    assert_eq!(program.run(&["tenant", "list"]).expect(0).out, "");
}
