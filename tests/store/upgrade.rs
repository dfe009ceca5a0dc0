//! Migrations of a database that has something in it.

use portico::store::migration_names;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row, SqliteConnection};

use crate::support::databases;

/// A tenant as it was before there were roles: a portal, a customer, a portal user and a member of staff. Ids are one digit between
/// `<` and `>`.
const BEFORE_ROLES: &str = "
    insert into tenants (id, slug, name, language, time_zone, office_email)
    values (<1>, 'acme', 'Acme', 'en', 'UTC', 'office@acme.example');
    insert into portals (tenant_id, id, slug, name, language, theme, enabled, settings)
    values (<1>, <2>, 'acme', 'Acme', 'en', 'default', 1, '{}');
    insert into customers (tenant_id, id, number, name, phone, email) values (<1>, <3>, '7', 'Drossel', '', '');
    insert into users (tenant_id, id, email, name, language)
    values (<1>, <4>, 'erika@drossel.example', 'Erika', 'de'), (<1>, <5>, 'sam@acme.example', 'Sam', 'en');
    insert into memberships (tenant_id, user_id, portal_id, customer_id, role)
    values (<1>, <4>, <2>, <3>, 'requester'), (<1>, <5>, null, null, 'office');
";

const ROLES: &str = "select slug, cast(name as text), position, sight, cast(allows as text), cast(denies as text) from roles order by position";
const MEMBERSHIPS: &str = "select u.name, coalesce(r.role_slug, 'none') from memberships m \
    join users u on u.tenant_id = m.tenant_id and u.id = m.user_id \
    left join membership_roles r on r.tenant_id = m.tenant_id and r.membership_id = m.id order by u.name, r.role_slug";
/// A portal user without a customer would be taken for staff by whoever looks at one column alone.
const HALF: &str = "insert into memberships (tenant_id, id, user_id, portal_id) values (<1>, <9>, <5>, <2>)";

fn text(folder: &str, name: &str) -> String {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    std::fs::read_to_string(root.join(folder).join(format!("{name}.sql"))).unwrap()
}

/// The text with ids as a database writes them.
fn with_ids(text: &str, id: impl Fn(&str) -> String) -> String {
    let mut pieces = text.split('<');
    let mut whole = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (digit, rest) = piece.split_once('>').unwrap();
        whole.push_str(&id(digit));
        whole.push_str(rest);
    }
    whole
}

/// The migrations before there were roles, and those since.
fn names() -> (Vec<&'static str>, Vec<&'static str>) {
    let mut names = migration_names();
    let at = names.iter().position(|name| *name == "0005_roles").unwrap();
    let since = names.split_off(at);
    (names, since)
}

/// What a migrated database says about roles is what a new tenant begins with, and everybody who was there keeps what she saw.
fn check(roles: &[(String, String, i64, String, String, String)], memberships: &[(String, String)]) {
    let wanted: toml::Table = toml::from_str(include_str!("../../engine/src/actions/tenants/roles.toml")).unwrap();
    let wanted = wanted["roles"].as_array().unwrap();
    assert_eq!(roles.len(), wanted.len());
    for ((slug, name, position, sight, allows, denies), (at, role)) in roles.iter().zip((0_i64..).zip(wanted)) {
        let json = |key: &str| serde_json::to_value(role.get(key)).unwrap();
        let stored = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(
            (Value::from(slug.as_str()), Value::from(sight.as_str()), *position),
            (json("slug"), json("sight"), at)
        );
        assert_eq!(
            (stored(name), stored(allows), stored(denies)),
            (json("name"), json("allows"), Value::Array(Vec::new()))
        );
    }
    let expected = [("Erika", "reader"), ("Erika", "requester"), ("Sam", "none")];
    let expected: Vec<_> = expected.iter().map(|(user, role)| ((*user).to_owned(), (*role).to_owned())).collect();
    assert_eq!(memberships, expected);
}

#[tokio::test]
async fn who_was_there_before_there_were_roles_keeps_what_she_saw_on_sqlite() {
    let database = databases::empty_sqlite().await;
    let mut raw: SqliteConnection = database.raw_sqlite().await;
    let mut run = async |sql: String| raw.execute(AssertSqlSafe(sql)).await.map(|_| ());
    let id = |digit: &str| format!("x'{digit:0>32}'");
    let (before, since) = names();
    for name in before {
        run(text("sqlite", name)).await.unwrap();
    }
    run(with_ids(BEFORE_ROLES, id)).await.unwrap();
    for name in since {
        run(text("sqlite", name)).await.unwrap();
    }
    assert!(run(with_ids(HALF, id)).await.is_err());
    let found = raw.fetch_all(ROLES).await.unwrap();
    let roles: Vec<_> = found.iter().map(|r| (r.get(0), r.get(1), r.get(2), r.get(3), r.get(4), r.get(5))).collect();
    let found = raw.fetch_all(MEMBERSHIPS).await.unwrap();
    check(&roles, &found.iter().map(|row| (row.get(0), row.get(1))).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_was_there_before_there_were_roles_keeps_what_she_saw_on_postgres() {
    let Some(database) = databases::empty_postgres().await else { return };
    let mut raw: PgConnection = database.raw_postgres().await;
    let mut run = async |sql: String| raw.execute(AssertSqlSafe(sql)).await.map(|_| ());
    let id = |digit: &str| format!("'00000000-0000-0000-0000-{digit:0>12}'");
    let (before, since) = names();
    for name in before {
        run(text("postgres", name)).await.unwrap();
    }
    run("set app.platform = 'on'".to_owned()).await.unwrap();
    run(with_ids(BEFORE_ROLES, id)).await.unwrap();
    run("reset app.platform".to_owned()).await.unwrap();
    for name in since {
        run(format!("begin; {}; commit", text("postgres", name))).await.unwrap();
    }
    run("set app.platform = 'on'".to_owned()).await.unwrap();
    assert!(run(with_ids(HALF, id)).await.is_err());
    let found = raw.fetch_all(ROLES).await.unwrap();
    let roles: Vec<_> = found.iter().map(|r| (r.get(0), r.get(1), r.get(2), r.get(3), r.get(4), r.get(5))).collect();
    let found = raw.fetch_all(MEMBERSHIPS).await.unwrap();
    check(&roles, &found.iter().map(|row| (row.get(0), row.get(1))).collect::<Vec<_>>());
}
