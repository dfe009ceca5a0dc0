//! Which module may name which. The picture is in ARCHITECTURE.md; this table is what holds.

use super::tree::{File, files_in};
use super::{assert_none, code};

/// A row of the table: what a module may use of ours, and which crates it never names.
struct Row {
    module: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static str],
}

const EVERYTHING: &[&str] = &["*"];
const SQL: &str = "sqlx";
const HTTP: &str = "axum";
const TEMPLATES: &str = "minijinja";

const TABLE: &[Row] = &[
    Row { module: "domain", may: &[], never: &[SQL, HTTP, TEMPLATES, "tokio", "lettre", "portico_host"] },
    Row { module: "config", may: &["domain", "portico_host::diagnostic"], never: &[SQL, HTTP, TEMPLATES] },
    Row { module: "store", may: &["domain", "config"], never: &[HTTP, TEMPLATES] },
    Row { module: "actions", may: &["domain", "store", "config", "portico_host"], never: &[SQL, HTTP, TEMPLATES] },
    Row { module: "views", may: &["domain"], never: &[SQL, HTTP] },
    Row {
        module: "themes",
        may: &["views", "domain::setting", "config", "portico_host::diagnostic"],
        never: &[SQL, HTTP],
    },
    Row { module: "mail", may: &["actions::mails", "views", "themes", "domain", "config"], never: &[SQL, HTTP] },
    Row {
        module: "jobs",
        may: &["actions", "store", "mail", "views", "themes", "reload", "domain", "config"],
        never: &[HTTP, TEMPLATES],
    },
    Row {
        module: "web",
        may: &["actions", "store", "views", "themes", "reload", "domain", "config", "app", "portico_host::diagnostic"],
        never: &[SQL, TEMPLATES, "lettre"],
    },
    Row { module: "reload", may: &["themes", "domain", "config", "portico_host"], never: &[SQL, HTTP] },
    Row { module: "app", may: EVERYTHING, never: &[] },
    Row { module: "cli", may: EVERYTHING, never: &[] },
    Row { module: "lib", may: EVERYTHING, never: &[] },
    Row { module: "main", may: EVERYTHING, never: &[] },
];

/// Crates that the sandbox must not even be able to name.
const NOT_IN_THE_SANDBOX: [&str; 6] = ["sqlx", "axum", "lettre", "minijinja", "reqwest", "hyper"];

fn problems(file: &File) -> Vec<String> {
    let module = module_of(&file.path);
    let Some(row) = TABLE.iter().find(|row| row.module == module) else {
        return vec![file.problem(1, &format!("{module} has no row in the table of tests/tidy/directions.rs"))];
    };
    let code = code::blank(&file.text());
    let mut problems = Vec::new();
    for (line, path) in ours(&code, &file.path) {
        if !allows(row, &path) {
            let used = path.split("::").next().unwrap_or(&path);
            problems.push(file.problem(line, &format!("{module} may not use {used} ({path})")));
        }
    }
    for name in row.never {
        for (line, _) in code::paths_from(&code, name) {
            problems.push(file.problem(line, &format!("{module} may not name the crate {name}")));
        }
    }
    if module == "domain" {
        for at in code::words(&code, "async") {
            problems.push(file.problem(code::line_of(&code, at), "domain may not be async: it does no I/O"));
        }
    }
    problems
}

/// `engine/src/web/portal/requests.rs` → `web`
fn module_of(path: &str) -> &str {
    let inside = path.strip_prefix("engine/src/").unwrap_or(path);
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

/// Every path to something of ours, by whichever name the crate has.
fn ours(code: &str, path: &str) -> Vec<(usize, String)> {
    let mut paths = code::paths_from(code, "crate");
    paths.extend(code::paths_from(code, "portico"));
    let host = code::paths_from(code, "portico_host");
    paths.extend(host.into_iter().map(|(line, path)| (line, format!("portico_host::{path}"))));
    paths.extend(upwards(code, path));
    paths
}

/// Paths that climb to the top of the crate by `super::super::`.
fn upwards(code: &str, path: &str) -> Vec<(usize, String)> {
    let inside = path.strip_prefix("engine/src/").unwrap_or(path).trim_end_matches(".rs").trim_end_matches("/mod");
    let steps = inside.split('/').count();
    let climb = vec!["super"; steps].join("::");
    // An inline module is one step further down.
    let paths = code::paths_from(code, &climb).into_iter();
    paths.map(|(line, path)| (line, path.trim_start_matches("super::").to_owned())).collect()
}

fn allows(row: &Row, path: &str) -> bool {
    let is_module = TABLE.iter().any(|other| path.split("::").next() == Some(other.module));
    let within = |allowed: &str| path == allowed || path.starts_with(&format!("{allowed}::"));
    let is_own = within(row.module);
    let is_ours = is_module || path.starts_with("portico_host");
    row.may == EVERYTHING || is_own || !is_ours || row.may.iter().any(|allowed| within(allowed))
}

#[test]
fn modules_use_only_what_their_row_allows() {
    let files = files_in("engine/src/", ".rs");
    assert!(files.len() > 10, "the engine was not found");
    assert_none(&files.iter().flat_map(problems).collect::<Vec<_>>());
}

#[test]
fn the_sandbox_does_not_list_the_database_the_network_or_the_templates() {
    let manifest = files_in("engine/host/Cargo.toml", "").remove(0);
    assert_none(&sandbox_problems(&manifest));
}

fn sandbox_problems(manifest: &File) -> Vec<String> {
    let text = manifest.text();
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_start()));
    let banned = lines.filter_map(|(number, line)| {
        let name = line.split(['.', ' ', '=']).next()?;
        NOT_IN_THE_SANDBOX.contains(&name).then_some((number, name))
    });
    banned.map(|(line, name)| manifest.problem(line, &format!("the sandbox may not depend on {name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        problems(&File::new(path, text))
    }

    #[test]
    fn a_module_that_points_upwards_is_named_with_its_line() {
        let problems = found("engine/src/domain/tenant.rs", "//! Tenants.\nuse crate::{\n    web::State,\n};");
        assert_eq!(problems, ["engine/src/domain/tenant.rs:2: domain may not use web (web::State)"]);
    }

    #[test]
    fn every_way_to_write_a_path_is_seen() {
        for code in [
            "use crate::store;",
            "use crate::{domain::id, store::Store};",
            "fn f() { crate::store::read() }",
            "use portico::store::Store;",
            "use super::super::store::Store;",
            "mod tests { use super::super::super::store::Store; }",
        ] {
            assert!(!found("engine/src/views/request.rs", code).is_empty(), "{code}");
        }
    }

    #[test]
    fn own_module_allowed_modules_and_other_crates_pass() {
        for code in [
            "use crate::views::page::Page;",
            "use crate::domain::id::TenantId;",
            "use super::super::views::page;",
            "use serde::Serialize;",
            "// crate::store is elsewhere",
            "use super::page::Page;",
        ] {
            assert_eq!(found("engine/src/views/request.rs", code), Vec::<String>::new(), "{code}");
        }
    }

    #[test]
    fn themes_see_diagnostics_of_the_sandbox_and_nothing_else_of_it() {
        assert!(found("engine/src/themes/check.rs", "use portico_host::diagnostic::Diagnostic;").is_empty());
        let problems = found("engine/src/themes/check.rs", "use portico_host::{diagnostic::Diagnostic, script::run};");
        assert_eq!(problems.len(), 1);
        assert!(problems[0].ends_with("themes may not use portico_host (portico_host::script::run)"));
    }

    #[test]
    fn the_web_names_neither_the_database_nor_the_sandbox() {
        assert!(found("engine/src/web/office/runs.rs", "sqlx::query(\"select 1\")")[0].contains("crate sqlx"));
        assert!(!found("engine/src/web/office/runs.rs", "use portico_host::script::run;").is_empty());
    }

    #[test]
    fn the_domain_is_not_async() {
        assert!(found("engine/src/domain/form.rs", "pub async fn ask() {}")[0].contains("async"));
        assert!(found("engine/src/domain/form.rs", "// async is elsewhere\nfn asynchronous() {}").is_empty());
    }

    #[test]
    fn a_module_without_a_row_must_get_one() {
        assert!(found("engine/src/search/index.rs", "")[0].contains("no row"));
    }

    #[test]
    fn the_top_files_may_use_everything() {
        for path in ["engine/src/app.rs", "engine/src/cli/serve.rs", "engine/src/lib.rs", "engine/src/main.rs"] {
            assert!(found(path, "use crate::{web, store}; use portico_host::script;").is_empty());
        }
    }

    #[test]
    fn a_sandbox_that_lists_the_database_is_named_with_its_line() {
        let manifest = File::new("engine/host/Cargo.toml", "[dependencies]\nserde.workspace = true\nsqlx = \"0.9\"\n");
        assert_eq!(sandbox_problems(&manifest), ["engine/host/Cargo.toml:3: the sandbox may not depend on sqlx"]);
    }
}
