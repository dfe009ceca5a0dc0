//! Who writes, and that no row is read without a scope.

use super::tree::{File, files_in};
use super::{assert_none, code};

const STORE: &str = "engine/src/store/";

/// Where a writer may be made or named.
const WRITERS: [&str; 3] = ["engine/src/actions/", "engine/src/jobs/queue.rs", STORE];

/// Where a text that is no constant becomes SQL.
const SQL_GATE: [&str; 1] = ["engine/src/store/dialect.rs"];

/// Where such a text is put together, from fixed parts.
const SQL_BUILDERS: [&str; 2] = ["engine/src/store/dialect.rs", "engine/src/store/work_orders/query.rs"];

/// The public modules of the store, one per noun; the private ones are about the database itself.
fn nouns(store: &File) -> Vec<String> {
    let code = code::blank(&store.text());
    let lines = code.lines().filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'));
    lines.map(str::to_owned).collect()
}

/// Public functions of a noun that read without a `&Scope` and do not say why.
fn unscoped(file: &File) -> Vec<String> {
    let text = file.text();
    let code = code::blank(&text);
    let lines: Vec<&str> = text.lines().collect();
    let mut problems = Vec::new();
    for at in code::words(&code, "async") {
        let line = code::line_of(&code, at);
        let after = code[at + "async".len()..].trim_start();
        let Some(signature) = after.strip_prefix("fn").filter(|_| is_public(&code[..at])) else { continue };
        let signature = signature.split('{').next().unwrap_or(signature).trim_start();
        let name = signature.split(['(', '<']).next().unwrap_or(signature);
        if !takes_scope(signature) && !only_writes(signature) && !says_why(&lines[..line - 1]) {
            let why = format!("{name} takes no &Scope; take one, or say why not in a line `// unscoped: ...` above it");
            problems.push(file.problem(line, &why));
        }
    }
    problems
}

/// Whether a function changes rows and tells no more about them than how many there were.
fn only_writes(signature: &str) -> bool {
    const NO_ROWS: [&str; 5] = ["()", "bool", "i64", "u64", "usize"];
    let Some((parameters, result)) = signature.split_once("->") else { return false };
    let told = result.trim().strip_prefix("Result<").and_then(|rest| rest.split(',').next()).unwrap_or("");
    parameters.contains("&mut Writer") && NO_ROWS.contains(&told.trim())
}

/// Whether the code before a function makes it visible outside its module.
fn is_public(before: &str) -> bool {
    let before = before.trim_end();
    ["pub", "pub(crate)"].iter().any(|word| before.ends_with(word))
}

fn takes_scope(signature: &str) -> bool {
    signature.match_indices('&').any(|(at, _)| {
        let named = signature[at + 1..].trim_start();
        // A borrowed scope may have a named lifetime.
        let named = if named.starts_with('\'') { named.split_once(' ').map_or("", |(_, rest)| rest) } else { named };
        code::words(named, "Scope").first() == Some(&0)
    })
}

/// Looks through attributes and documentation for the reason.
fn says_why(above: &[&str]) -> bool {
    let lines = above.iter().rev().map(|line| line.trim());
    let mut attached = lines.take_while(|line| line.starts_with("//") || line.starts_with('#'));
    attached.any(|line| line.strip_prefix("// unscoped:").is_some_and(|reason| reason.trim().len() > 3))
}

/// Statements that read work orders, or what hangs on one, without the condition of what a scope sees, and do not say why.
fn unlimited(file: &File) -> Vec<String> {
    let text = file.text();
    let lines: Vec<&str> = text.lines().collect();
    let reads = |line: &str| line.contains("from work_orders o") || line.contains("join work_orders o");
    let mut problems = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| reads(line) && !line.trim().starts_with("//")) {
        // From the line that names the statement to the one that ends it.
        let names = |line: &str| line.contains(" = ") && !line.trim_start().starts_with(['"', 'a', 'f', 'j', 'w']);
        let begin = (0..=at).rev().find(|line| names(lines[*line]) || lines[*line].contains("=> {")).unwrap_or(0);
        let end = (at..lines.len()).find(|line| lines[*line].trim_end().ends_with([';', '}'])).unwrap_or(at);
        let statement = lines[begin..=end].join("\n");
        let limited = statement.contains("visible!()") || statement.contains("{filter}") || statement.contains("$(");
        let mut above = lines[..begin].iter().rev().take_while(|line| line.trim().starts_with("//"));
        if !limited && !above.any(|line| line.trim().strip_prefix("// unlimited:").is_some_and(|why| why.len() > 3)) {
            let why = "this reads work orders without visible!(); use it, or say why not in a line `// unlimited: ...`";
            problems.push(file.problem(at + 1, why));
        }
    }
    problems
}

/// Writers named outside their places.
fn writers(file: &File) -> Vec<String> {
    if is_below(file, &WRITERS) {
        return Vec::new();
    }
    let code = code::blank(&file.text());
    let mut paths = code::paths_from(&code, "crate");
    paths.extend(code::paths_from(&code, "portico"));
    paths.extend(code::paths_from(&code, "store").into_iter().map(|(line, path)| (line, format!("store::{path}"))));
    let is_writer = |path: &str| path.starts_with("store::write") || path.starts_with("store::Writer");
    let named = paths.into_iter().filter(|(_, path)| is_writer(path)).map(|(line, _)| line);
    let mut lines: Vec<usize> = named.chain(calls_to_write(&code)).collect();
    lines.sort_unstable();
    lines.dedup();
    let why = "only actions write (and the job queue); call an action";
    lines.into_iter().map(|line| file.problem(line, why)).collect()
}

/// Lines with `store.write(tenant)` and `store.platform_write()`, also where the store is a field or the answer of a function.
fn calls_to_write(code: &str) -> Vec<usize> {
    let of_store = |(at, _): &(usize, &str)| {
        let before = code[..*at].trim_end();
        before.ends_with("store") || before.ends_with("store()")
    };
    let written = code.match_indices(".write(").filter(of_store);
    written.chain(code.match_indices(".platform_write(")).map(|(at, _)| code::line_of(code, at)).collect()
}

/// SQL that is put together at run time outside its places.
fn built_sql(file: &File) -> Vec<String> {
    let code = code::blank(&file.text());
    let passed = code::words(&code, "AssertSqlSafe").into_iter().filter(|_| !is_below(file, &SQL_GATE));
    let made = code.match_indices("Text::Built").filter(|_| !is_below(file, &SQL_BUILDERS));
    let lines = passed.chain(made.map(|(at, _)| at)).map(|at| code::line_of(&code, at));
    let why = "SQL is a constant; what must be built is built in store/work_orders/query.rs and passed on by store/dialect.rs";
    lines.map(|line| file.problem(line, why)).collect()
}

/// Pages that act as the engine, for which no check of the person who asks is left.
fn engine_in_pages(file: &File) -> Vec<String> {
    let code = code::blank(&file.text());
    let lines = code.match_indices("Actor::Engine").map(|(at, _)| code::line_of(&code, at));
    lines
        .map(|line| file.problem(line, "a page acts as the person who asks; what the engine does is an action"))
        .collect()
}

fn is_below(file: &File, places: &[&str]) -> bool {
    places.iter().any(|place| file.path.starts_with(place))
}

#[test]
fn every_read_of_the_store_takes_a_scope_or_says_why_not() {
    let files = files_in(STORE, ".rs");
    let nouns = files.iter().find(|file| file.path == format!("{STORE}mod.rs")).map(nouns).unwrap_or_default();
    let is_noun = |file: &&File| {
        let inside = file.path.trim_start_matches(STORE).trim_end_matches(".rs");
        nouns.iter().any(|noun| inside.split('/').next() == Some(noun))
    };
    assert_none(&files.iter().filter(is_noun).flat_map(unscoped).collect::<Vec<_>>());
}

#[test]
fn every_statement_about_work_orders_is_limited_to_what_is_seen_or_says_why_not() {
    let files = files_in(STORE, ".rs");
    assert_none(&files.iter().flat_map(unlimited).collect::<Vec<_>>());
}

#[test]
fn only_actions_and_the_job_queue_write() {
    assert_none(&files_in("engine/src/", ".rs").iter().flat_map(writers).collect::<Vec<_>>());
}

#[test]
fn sql_is_put_together_in_one_place() {
    assert_none(&files_in("engine/src/", ".rs").iter().flat_map(built_sql).collect::<Vec<_>>());
}

#[test]
fn no_page_acts_as_the_engine() {
    assert_none(&files_in("engine/src/web/", ".rs").iter().flat_map(engine_in_pages).collect::<Vec<_>>());
}

#[test]
fn every_place_that_is_named_here_exists() {
    let files = files_in("engine/src/", ".rs");
    let is_there = |place: &&str| files.iter().any(|file| file.path.starts_with(place));
    let places = [&WRITERS[..], &SQL_GATE, &SQL_BUILDERS].concat();
    assert_eq!(places.iter().filter(|place| !is_there(place)).collect::<Vec<_>>(), [&""; 0]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(text: &str) -> Vec<String> {
        unscoped(&File::new("engine/src/store/work_orders.rs", text))
    }

    #[test]
    fn a_read_without_a_scope_is_named_with_its_line() {
        let problems =
            reads("//! Work orders.\n\npub async fn list(\n    db: &Db,\n    limit: u32,\n) -> Vec<u8> { vec![] }");
        assert!(
            problems.len() == 1 && problems[0].starts_with("engine/src/store/work_orders.rs:3: list takes no &Scope")
        );
    }

    #[test]
    fn a_scope_a_reason_and_a_private_function_pass() {
        for text in [
            "pub async fn list(db: &Db, scope: &Scope) {}",
            "pub async fn list<'a>(db: &Db, scope: &'a Scope) {}",
            "pub async fn list(\n    db: &Db,\n    scope: &Scope,\n) {}",
            "// unscoped: the sign-in page knows nobody yet\npub async fn by_host(db: &Db) {}",
            "// unscoped: the sign-in page knows nobody yet\n/// Finds it.\n#[must_use]\npub async fn by_host(db: &Db) {}",
            "async fn inner(db: &Db) {}",
            "pub(super) async fn inner(db: &Db) {}",
            "// pub async fn gone(db: &Db) {}",
        ] {
            assert_eq!(reads(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn an_empty_reason_and_a_reason_further_up_do_not_count() {
        for text in [
            "// unscoped:\npub async fn list(db: &Db) {}",
            "// unscoped: because it must\n\npub async fn list(db: &Db) {}",
            "// unscoped: because it must\nconst A: u8 = 1;\npub async fn list(db: &Db) {}",
            "pub(crate) async fn list(db: &Db, scoped: &Scoped) {}",
            "pub async fn list(db: &Db) -> Vec<u8> { let scope: &Scope = todo; }",
        ] {
            assert_eq!(reads(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn what_only_writes_needs_no_scope_and_what_reads_through_a_writer_does() {
        for text in [
            "pub async fn insert(tx: &mut Writer, order: &Order) -> Result<(), StoreError> {}",
            "pub async fn delete(tx: &mut Writer, hash: &[u8; 32]) -> Result<bool, StoreError> {}",
            "pub async fn sweep(tx: &mut Writer,\n    now: Timestamp,\n) -> Result<u64, StoreError> {}",
        ] {
            assert!(reads(text).is_empty(), "{text}");
        }
        for text in [
            "pub async fn get(tx: &mut Writer, id: Id) -> Result<Option<Order>, StoreError> {}",
            "pub async fn count(conn: &mut Conn) -> Result<u64, StoreError> {}",
        ] {
            assert_eq!(reads(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn nouns_are_the_public_modules() {
        let store = File::new(
            "engine/src/store/mod.rs",
            "mod conn;\npub mod work_orders;\n// pub mod gone;\npub use conn::Conn;",
        );
        assert_eq!(nouns(&store), ["work_orders"]);
    }

    #[test]
    fn a_statement_about_work_orders_without_the_condition_is_named_with_its_line() {
        let count = |text: &str| unlimited(&File::new("engine/src/store/files.rs", text)).len();
        let open =
            "    GET = sql(\n        \"select o.id \\\n         from work_orders o where o.tenant_id = $1\"\n    );";
        assert_eq!(count(open), 1);
        assert_eq!(count(&open.replace("$1\"", "$1 and \", visible!()")), 0);
        assert_eq!(count(&format!("    // unlimited: only the office asks.\n{open}")), 0);
        assert_eq!(count(&format!("    // unlimited:\n{open}")), 1);
        assert_eq!(count(&format!("    // Something else.\n    LIST = select!(\"x\", visible!());\n{open}")), 1);
    }

    #[test]
    fn a_writer_outside_the_actions_is_refused_however_it_is_named() {
        for text in [
            "use crate::store::Writer;",
            "crate::store::write(db)",
            "use crate::store;\nstore::write(db)",
            "store.write(tenant)",
            "self.store\n    .write(tenant)",
            "app.store().write(tenant)",
            "store.platform_write()",
        ] {
            assert_eq!(writers(&File::new("engine/src/web/portal/requests.rs", text)).len(), 1, "{text}");
            assert!(writers(&File::new("engine/src/actions/work_orders.rs", text)).is_empty(), "{text}");
        }
        for text in ["use crate::store::Reader;", "lock.write()", "out.write(text)", "// store.write(tenant)"] {
            assert!(writers(&File::new("engine/src/web/portal/requests.rs", text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn sql_built_elsewhere_is_refused() {
        let (passed, made) = ("sqlx::query(AssertSqlSafe(format!(\"{a}\")))", "let text = Text::Built(a);");
        let count = |path: &str, text: &str| built_sql(&File::new(path, text)).len();
        for text in [passed, made] {
            assert_eq!(count("engine/src/store/files.rs", text), 1, "{text}");
            assert_eq!(count("engine/src/store/dialect.rs", text), 0, "{text}");
        }
        let query = "engine/src/store/work_orders/query.rs";
        assert_eq!((count(query, passed), count(query, made)), (1, 0));
    }

    #[test]
    fn a_page_that_acts_as_the_engine_is_refused() {
        let page = |text: &str| engine_in_pages(&File::new("engine/src/web/demo.rs", text)).len();
        assert_eq!(page("access::scope(&Actor::Engine { tenant })"), 1);
        assert_eq!(page("// Actor::Engine\nactions::demo::mailbox(cx, tenant)"), 0);
    }
}
