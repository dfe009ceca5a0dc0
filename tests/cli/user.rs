//! `portico user`.

use super::{
    company::{self, email},
    program::Program,
};

fn program() -> Program {
    let program = Program::new();
    company::seed_now(&program, &company::document(2, false));
    program
}

#[test]
fn the_logins_of_a_tenant_are_listed_with_their_state() {
    let program = program();
    let done = program.run(&["user", "list", "acme"]).expect(0);
    assert_eq!(done.out.lines().count(), 3, "{}", done.out);
    done.says(&["active", &email(0), "Customer 1", "olivia@acme.example"]);
}

#[test]
fn a_mistyped_tenant_names_the_nearest_and_a_foreign_one_names_all() {
    let program = program();
    for command in [
        &["user", "list", "acne"][..],
        &["user", "password", "acne", "olivia@acme.example"],
        &["user", "staff", "acne", "new@acme.example", "--name", "New"],
    ] {
        program.run_with(command, "long enough\n").expect(1).says(&["no tenant \"acne\"", "did you mean \"acme\"?"]);
    }
    program.run(&["user", "list", "something-else"]).expect(1).says(&["there are: acme"]);
}

#[test]
fn a_password_is_read_from_the_first_line_of_standard_input() {
    let program = program();
    let command = ["user", "password", "acme", "olivia@acme.example"];
    program
        .run_with(&command, "tragbarer quittenbaum\nignored\n")
        .expect(0)
        .says(&["olivia@acme.example", "sessions are over"]);
}

#[test]
fn a_refused_password_says_why() {
    let program = program();
    let command = ["user", "password", "acme", "olivia@acme.example"];
    program.run_with(&command, "short\n").expect(1).says(&["at least 8 characters"]);
    program.run_with(&command, "").expect(1).says(&["at least 8 characters"]);
    program.run_with(&command, "Olivia@acme\n").expect(1).says(&["names of people, companies"]);
    program.run_with(&command, "football\n").expect(1).says(&["tried first"]);
}

#[test]
fn a_login_that_does_not_exist_is_named() {
    let program = program();
    let command = ["user", "password", "acme", "nobody@acme.example"];
    program.run_with(&command, "long enough\n").expect(1).says(&["nobody@acme.example", "user list"]);
    program.run_with(&["user", "password", "acme", "nobody"], "long enough\n").expect(1).says(&["nobody"]);
}

#[test]
fn a_person_of_the_office_is_added_once_and_can_be_given_a_password() {
    let program = program();
    let add = ["user", "staff", "acme", "paul@acme.example", "--name", "Paul Planner"];
    program.run(&add).expect(0).says(&["Paul Planner", "portico user password"]);
    program.run(&add).expect(0);
    let listed = program.run(&["user", "list", "acme"]).expect(0);
    assert_eq!(listed.out.matches("paul@acme.example").count(), 1);
    program.run_with(&["user", "password", "acme", "paul@acme.example"], "tragbarer quittenbaum\n").expect(0);
}

#[test]
fn a_customer_can_be_given_access_to_the_office_without_a_second_login() {
    let program = program();
    program.run(&["user", "staff", "acme", &email(0), "--name", "Customer 0"]).expect(0);
    let listed = program.run(&["user", "list", "acme"]).expect(0);
    assert_eq!(listed.out.matches(&email(0)).count(), 1);
}

#[test]
fn who_signs_in_at_no_provider_is_untied_from_none() {
    let program = program();
    program.run(&["user", "unlink", "acme", "olivia@acme.example"]).expect(0).says(&["was tied to no provider"]);
    program.run(&["user", "unlink", "acme", "nobody@acme.example"]).expect(1).says(&["no login", "user list"]);
}

#[test]
fn who_has_no_second_factor_loses_none_and_a_wrong_address_is_named() {
    let program = program();
    program.run(&["user", "reset-factor", "acme", "olivia@acme.example"]).expect(0).says(&["had no second factor"]);
    program.run(&["user", "reset-factor", "acme", "nobody@acme.example"]).expect(1).says(&["no login", "user list"]);
}

#[test]
fn a_person_is_exported_and_after_a_rehearsal_erased() {
    let program = program();
    let document = program.run(&["user", "export", "acme", &email(0)]).expect(0);
    let document: serde_json::Value = serde_json::from_str(&document.out).expect("it is JSON");
    assert_eq!(document["login"]["email"], email(0));
    let rehearsal = program.run(&["user", "erase", "acme", &email(0)]).expect(0);
    rehearsal.says(&["memberships", "nothing was changed; add --yes"]);
    program.run(&["user", "list", "acme"]).expect(0).says(&[&email(0)]);
    let proof = program.run(&["user", "erase", "acme", &email(0), "--yes"]).expect(0);
    let proof: serde_json::Value = serde_json::from_str(&proof.out).expect("it is JSON");
    assert_eq!(proof["erasure"]["format"], "portico erasure 1");
    assert!(!program.run(&["user", "list", "acme"]).expect(0).out.contains(&email(0)));
    program.run(&["user", "erase", "acme", &email(0), "--yes"]).expect(1).says(&["there is no login"]);
    program.run(&["user", "erase", "acme", "olivia@acme.example", "--yes"]).expect(1).says(&["works in the office"]);
}
