//! `portico access`.

use super::{
    company::{self, email},
    program::Program,
};

/// Two households with a request each: 1001 is of the first, 1002 of the second.
fn program() -> Program {
    let program = Program::new();
    company::seed_now(&program, &company::document(2, true));
    program
}

#[test]
fn the_roles_of_a_tenant_are_listed_with_what_they_see_and_allow() {
    let done = program().run(&["access", "roles", "acme"]).expect(0);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", done.out);
    assert!(
        lines[0].starts_with("requester ") && lines[0].contains("sees own, allows create and comment"),
        "{}",
        lines[0]
    );
    assert!(
        lines[3].starts_with("reader ")
            && lines[3].contains(
                "sees customer, allows nothing, shows photos and documents and planned and employee  (Read only)"
            ),
        "{}",
        lines[3]
    );
}

#[test]
fn why_tells_the_roles_and_rules_that_lead_to_the_answer() {
    let program = program();
    let sees = program.run(&["access", "why", "acme", &email(0), "1001"]).expect(0);
    sees.says(&[
        "request 1001",
        "customer C-0",
        "at portal acme: sees it",
        "role requester sees own",
        "what belongs to their customer",
    ]);
    let other = program.run(&["access", "why", "acme", &email(1), "1001"]).expect(0);
    other.says(&["at portal acme: does not see it"]);
    let staff = program.run(&["access", "why", "acme", "olivia@acme.example", "1001"]).expect(0);
    staff.says(&["at the office: sees it", "staff see everything of their tenant"]);
}

#[test]
fn who_lists_everybody_who_sees_a_request_and_nobody_else() {
    let done = program().run(&["access", "who", "acme", "1002"]).expect(0);
    done.says(&["Customer 1", "Olivia"]);
    assert!(!done.out.contains(&email(0)), "{}", done.out);
    assert_eq!(done.out.matches(": sees it").count(), 2, "{}", done.out);
}

#[test]
fn roles_are_set_and_those_that_do_not_exist_are_named_with_those_that_do() {
    let program = program();
    program.run(&["access", "set", "acme", &email(0), "reader", "reader"]).expect(0).says(&["has the roles reader"]);
    program.run(&["access", "why", "acme", &email(0), "1001"]).expect(0).says(&["role reader sees customer"]);
    let wrong = program.run(&["access", "set", "acme", &email(0), "raeder"]).expect(1);
    wrong.says(&["there is no role \"raeder\"", "requester, site-manager, customer-admin, reader"]);
    program.run(&["access", "set", "acme", "olivia@acme.example", "reader"]).expect(1).says(&["no portal user"]);
    program
        .run(&["access", "set", "acme", "nobody@acme.example", "reader"])
        .expect(1)
        .says(&["nobody@acme.example", "user list"]);
    program
        .run(&["access", "set", "acme", &email(0), "reader", "--portal", "garden"])
        .expect(1)
        .says(&["no portal user there"]);
}

#[test]
fn roles_that_change_what_somebody_sees_are_set_only_when_that_is_agreed_to() {
    let mut document = company::document(1, true);
    let mut neighbour = document.customers[0].users[0].clone();
    neighbour.email = "kai@home.example".into();
    document.customers[0].users.push(neighbour);
    let program = Program::new();
    company::seed_now(&program, &document);
    let set = ["access", "set", "acme", "kai@home.example", "reader"];
    program.run(&set).expect(1).says(&["kai@home.example sees 0 ", "would see 1; nothing is changed", "--yes"]);
    program.run(&["access", "why", "acme", "kai@home.example", "1001"]).expect(0).says(&["does not see it"]);
    program.run(&[&set[..], &["--yes"]].concat()).expect(0).says(&["has the roles reader"]);
    program.run(&["access", "why", "acme", "kai@home.example", "1001"]).expect(0).says(&["role reader sees customer"]);
    program.run(&set).expect(0).says(&["has the roles reader"]);
}

#[test]
fn a_request_that_does_not_exist_is_named() {
    program().run(&["access", "who", "acme", "77"]).expect(1).says(&["there is no request 77"]);
}
