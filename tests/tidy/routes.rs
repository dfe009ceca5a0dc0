//! That routers take only patterns of `domain/routes.rs`, which lists them, so that the rules in `tests/access/rules.rs` are about all.

use super::assert_none;
use super::tree::{File, files_in};

const ROUTES: &str = "engine/src/domain/routes.rs";

/// Routes of a file that the lists do not have.
fn unlisted(file: &File, listed: &[String]) -> Vec<String> {
    let text = file.text();
    let own = text.split("#[cfg(test)]").next().unwrap_or(&text);
    let mut problems = Vec::new();
    let line = |at: usize| own[..at].lines().count();
    for (at, call) in own.match_indices(".route(") {
        let after = own[at + call.len()..].trim_start();
        let name = after.strip_prefix("paths::").and_then(|rest| rest.split(',').next()).unwrap_or_default();
        if !listed.iter().any(|known| known == name) {
            problems
                .push(file.problem(line(at), "a route takes its pattern from a list of engine/src/domain/routes.rs"));
        }
    }
    for call in [".route_service(", ".nest_service("] {
        let found = own.match_indices(call);
        problems
            .extend(found.map(|(at, _)| file.problem(line(at), "a whole service has routes that no rule is about")));
    }
    problems
}

/// Names of the patterns that are in a list.
fn listed(routes: &File) -> Vec<String> {
    let text = routes.text();
    let is_name = |name: &str| name.bytes().all(|letter| letter.is_ascii_uppercase() || letter == b'_');
    let names = text.lines().filter_map(|line| line.trim().split_once(" = \"").map(|(name, _)| name.to_owned()));
    names.filter(|name| is_name(name)).collect()
}

#[test]
fn every_router_takes_its_patterns_from_the_lists() {
    let routes = files_in(ROUTES, "").pop().expect("the lists are there");
    let listed = listed(&routes);
    assert!(listed.len() > 50, "the lists are read: {listed:?}");
    assert_none(
        &files_in("engine/src/web/", ".rs").iter().flat_map(|file| unlisted(file, &listed)).collect::<Vec<_>>(),
    );
}

#[test]
fn a_route_by_another_name_is_found() {
    let listed = listed(&File::new(ROUTES, "patterns! {\n    HOME = \"/\";\n}\npub const DEMO: &str = \"/demo\";"));
    assert_eq!(listed, ["HOME"]);
    let problems = |code: &str| unlisted(&File::new("engine/src/web/x.rs", code), &listed).len();
    assert_eq!(problems("Router::new().route(paths::HOME, get(home))"), 0);
    assert_eq!(problems("Router::new().route(\"/\", get(home)).route(paths::DEMO, get(demo))"), 2);
    assert_eq!(problems("Router::new().nest_service(paths::HOME, files)"), 1);
}
