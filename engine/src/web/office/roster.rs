//! Portal users from and for a spreadsheet: export of what a list shows, and import with a rehearsal first.

use axum::{
    body::Bytes,
    extract::{Multipart, RawQuery, State, multipart::MultipartError},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};

use super::{
    packed::{pack, unpack},
    tables::{self, Kind, Unreadable},
    users::read_query,
};
use crate::{
    actions::{
        self,
        roster::{self, Outcome, Row},
    },
    domain::{
        access::{self, Verb},
        form::{FieldProblem, Problem},
    },
    views::{
        form::ProblemView,
        message::ErrorKind,
        office::roster::{OfficeImport, Rehearsal, RehearsedRow},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode, is_form},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Largest file of an import, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;

/// Rows that a page lists at most, those that are wrong first.
const LISTED: usize = 200;

/// Letters of a cell that a page shows at most.
const SHOWN_CHARS: usize = 100;

/// What the columns are called; the first seven are read, the others only written.
const COLUMNS: [&str; 10] =
    ["customer", "name", "email", "portal", "language", "roles", "sites", "customer_name", "state", "last_sign_in"];

/// Columns that a file must have.
const NEEDED: [&str; 3] = ["customer", "name", "email"];

/// The portal users that the list shows, on all of its pages, as a table.
pub async fn export(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let kind = match form.one("format")?.as_str() {
        "" | "csv" => Kind::Csv,
        "xlsx" => Kind::Xlsx,
        _ => return Err(Error::NOT_FOUND),
    };
    let listed = roster::list(&state.cx, &who.person.actor, &read_query(&form)?).await?;
    let cells = |listed: &roster::Listed| {
        let (row, line) = (&listed.row, &listed.line);
        let seen = line.last_sign_in_at.map(|at| at.to_string()).unwrap_or_default();
        let own = [&row.customer, &row.name, &row.email, &row.portal, &row.language, &row.roles, &row.sites];
        let mut cells: Vec<String> = own.into_iter().cloned().collect();
        cells.extend([listed.customer_name.clone(), line.state.as_str().to_owned(), seen]);
        cells
    };
    let rows: Vec<Vec<String>> = listed.iter().map(cells).collect();
    let bytes = tables::write(kind, &COLUMNS, &rows, state.cx.now()).map_err(Error::Internal)?;
    let name = format!("attachment; filename=\"portal-users.{}\"", kind.extension());
    let headers = [
        (header::CONTENT_TYPE, kind.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

pub async fn form(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageLogins)?;
    show(&state, &who, StatusCode::OK, None, Vec::new())
}

fn show(
    state: &AppState,
    who: &Staff,
    status: StatusCode,
    rehearsal: Option<Rehearsal>,
    problems: Vec<ProblemView>,
) -> Result<Response, Error> {
    let base = who.place.base();
    let page = OfficeImport {
        action: path(base, paths::USERS_IMPORT, &[]),
        confirm: path(base, paths::USERS_IMPORT_CONFIRM, &[]),
        columns: COLUMNS[..7].to_vec(),
        needed: NEEDED.to_vec(),
        max_rows: roster::MAX_ROWS,
        rehearsal,
        problems,
        back: path(base, paths::USERS, &[]),
    };
    who.place.show(status, &who.page(state, page))
}

/// Takes a file and says what would become of each row. Nothing is kept.
pub async fn rehearse(State(state): State<AppState>, who: Staff, mut form: Multipart) -> Result<Response, Error> {
    let (mut file, mut invite) = (None::<(String, Bytes)>, false);
    while let Some(field) = form.next_field().await.map_err(|error| cut(&error))? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                file = Some((name, field.bytes().await.map_err(|error| cut(&error))?));
            }
            Some("invite") => invite = true,
            _ => return Err(Error::BAD),
        }
    }
    let (name, bytes) = file.ok_or(Error::BAD)?;
    let rows = match tables::read(&name, &bytes).and_then(|table| rows(&table)) {
        Ok(rows) => rows,
        Err(unreadable) => return show(&state, &who, StatusCode::UNPROCESSABLE_ENTITY, None, vec![said(&unreadable)]),
    };
    answer(&state, &who, &rows, (invite, true)).await
}

/// Why a form did not arrive whole.
fn cut(error: &MultipartError) -> Error {
    let is_too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    Error::Page(if is_too_large { ErrorKind::TooLarge } else { ErrorKind::Bad })
}

/// Does what was rehearsed: the same rows come back with the page.
pub async fn confirm(
    State(state): State<AppState>,
    who: Staff,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageLogins)?;
    if !is_form(&headers) {
        return Err(Error::BAD);
    }
    let form = FormBody(decode(&body)?);
    let (text, invite) = (unpack(&form.one("rows")?).ok_or(Error::BAD)?, form.one("invite")? == "on");
    let rows = tables::read("rows.csv", &text).and_then(|table| rows(&table)).map_err(|_| Error::BAD)?;
    answer(&state, &who, &rows, (invite, false)).await
}

async fn answer(
    state: &AppState,
    who: &Staff,
    rows: &[Row],
    (invite, is_rehearsal): (bool, bool),
) -> Result<Response, Error> {
    let outcomes = match roster::import(&state.cx, &who.person.actor, rows, (invite, is_rehearsal)).await {
        Ok(outcomes) => outcomes,
        Err(actions::Error::Invalid(problems)) => {
            let problems = problems.iter().map(|found| ProblemView::of("file", &found.problem)).collect();
            return show(state, who, StatusCode::UNPROCESSABLE_ENTITY, None, problems);
        }
        Err(error) => return Err(error.into()),
    };
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| wanted(outcome)).count();
    let added = count(|outcome| matches!(outcome, Outcome::Added { .. }));
    let known = count(|outcome| *outcome == Outcome::Known);
    let own: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let text = tables::write(Kind::Csv, &COLUMNS[..7], &own, state.cx.now()).map_err(Error::Internal)?;
    let failed = |error: std::io::Error| Error::Internal(error.to_string());
    let packed = if is_rehearsal { pack(&text).map_err(failed)? } else { Some(String::new()) };
    let Some(packed) = packed else {
        let problem = ProblemView::keyed("file", "import-too-much");
        return show(state, who, StatusCode::UNPROCESSABLE_ENTITY, None, vec![problem]);
    };
    let rehearsal = Rehearsal {
        is_done: !is_rehearsal,
        invite,
        added,
        known,
        wrong: outcomes.len() - added - known,
        unlisted: rows.len().saturating_sub(LISTED),
        rows: listed(rows, &outcomes),
        text: packed,
    };
    show(state, who, StatusCode::OK, Some(rehearsal), Vec::new())
}

/// What a page has room for: when that is not all, the wrong rows first, since somebody has to mend them.
fn listed(rows: &[Row], outcomes: &[Outcome]) -> Vec<RehearsedRow> {
    let is_wrong = |outcome: &Outcome| matches!(outcome, Outcome::Wrong(_));
    // The first line of a file names its columns.
    let all = || (2..).zip(rows.iter().zip(outcomes));
    let fits = rows.len() <= LISTED;
    let first = all().filter(|(_, (_, outcome))| fits || is_wrong(outcome));
    let others = all().filter(|(_, (_, outcome))| !fits && !is_wrong(outcome));
    first.chain(others).take(LISTED).map(|(line, (row, outcome))| rehearsed(line, row, outcome)).collect()
}

fn rehearsed(line: usize, row: &Row, outcome: &Outcome) -> RehearsedRow {
    let cut = |cell: &str| cell.chars().take(SHOWN_CHARS).collect();
    let problem = |found: &FieldProblem| ProblemView::of(found.field.as_deref().unwrap_or_default(), &found.problem);
    RehearsedRow {
        line,
        name: cut(&row.name),
        email: cut(&row.email),
        customer: cut(&row.customer),
        outcome: match outcome {
            Outcome::Added { .. } => "added",
            Outcome::Known => "known",
            Outcome::Wrong(_) => "wrong",
        },
        sees: match outcome {
            Outcome::Added { sees } => *sees,
            _ => 0,
        },
        problems: match outcome {
            Outcome::Wrong(problems) => problems.iter().map(problem).collect(),
            _ => Vec::new(),
        },
    }
}

fn cells(row: &Row) -> Vec<String> {
    let own = [&row.customer, &row.name, &row.email, &row.portal, &row.language, &row.roles, &row.sites];
    own.into_iter().cloned().collect()
}

/// The rows of a table by the names of its columns.
fn rows(table: &[Vec<String>]) -> Result<Vec<Row>, Unreadable> {
    let Some((head, body)) = table.split_first() else { return Err(Unreadable::Empty) };
    let head: Vec<String> = head.iter().map(|name| name.trim().to_lowercase()).collect();
    if let Some(unknown) = head.iter().find(|name| !name.is_empty() && !COLUMNS.contains(&name.as_str())) {
        return Err(Unreadable::Column(unknown.chars().take(60).collect()));
    }
    if let Some(missing) = NEEDED.iter().find(|needed| !head.iter().any(|name| name == *needed)) {
        return Err(Unreadable::Missing((*missing).to_owned()));
    }
    let cell = |row: &[String], name: &str| {
        let at = head.iter().position(|known| known == name);
        at.and_then(|at| row.get(at)).map(|cell| cell.trim().to_owned()).unwrap_or_default()
    };
    let row = |row: &Vec<String>| Row {
        customer: cell(row, "customer"),
        name: cell(row, "name"),
        email: cell(row, "email"),
        portal: cell(row, "portal"),
        language: cell(row, "language"),
        roles: cell(row, "roles"),
        sites: cell(row, "sites"),
    };
    Ok(body.iter().map(row).collect())
}

fn said(unreadable: &Unreadable) -> ProblemView {
    let (key, name) = match unreadable {
        Unreadable::Empty => ("import-empty", String::new()),
        Unreadable::Kind => ("import-kind", String::new()),
        Unreadable::Broken(why) => ("import-broken", why.clone()),
        Unreadable::Column(name) => ("import-column", name.clone()),
        Unreadable::Missing(name) => ("import-missing", name.clone()),
    };
    let params = [("name".to_owned(), name), ("known".to_owned(), COLUMNS[..7].join(", "))].into();
    ProblemView::of("file", &Problem::Keyed { key: key.to_owned(), params })
}
