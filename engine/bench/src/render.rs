//! Figure (b), a page: the request list with 25 rows through the built-in theme, and the same bytes written by plain Rust.
//!
//! The plain twin knows the page's constant parts as literals. It escapes and inserts every row's values, and turns every row's time into
//! a local date, so that it does the work that no template engine can save.

use std::{hint::black_box, ops::Range};

use anyhow::{anyhow, ensure};
use jiff::tz::TimeZone;
use portico::{
    themes::{Limits, Theme, ThemeSource},
    views::{request::RequestRow, sample},
};

use crate::{
    Pace, calls,
    report::{Table, Target},
};

const ROWS: usize = 25;

/// Measures and adds the line.
pub fn run(table: &mut Table, pace: Pace) -> anyhow::Result<()> {
    let (theme, _) =
        Theme::build(&[ThemeSource::built_in()], &Limits::default()).map_err(|found| anyhow!("{}", found[0]))?;
    let mut list = sample::requests(ROWS);
    for (index, row) in list.rows.iter_mut().enumerate() {
        row.href = format!("/p/nordwind/requests/018f2b6e-1111-7000-8000-{index:012}");
    }
    let page = sample::page("de", list);
    let html = theme.render(&page)?;
    let rows = &page.page.rows;
    let (pieces, zone) = (cut(&html, rows), TimeZone::get("Europe/Berlin")?);
    ensure!(write(&html, &pieces, rows, &zone) == html, "the list and its twin in Rust disagree");
    let calls = calls::in_turns(
        pace,
        || drop(black_box(theme.render(black_box(&page)))),
        || drop(black_box(write(&html, &pieces, black_box(rows), &zone))),
    );
    calls::row(table, "request list, 25 rows, rendered", &calls, Target::AtMost(150.0));
    table.note(format!("the list has {} bytes and {} inserted values of rows", html.len(), pieces.len() / 2));
    Ok(())
}

/// What the page is made of, in order.
enum Piece {
    Constant(Range<usize>),
    Value { row: usize, field: usize, escape: Escape },
}

/// Values of a row that stand on the page as they are.
fn fields(row: &RequestRow) -> [String; 6] {
    let text = [&row.href, &row.title, &row.address, &row.work_type, &row.status.label].map(Clone::clone);
    let [href, title, address, work_type, label] = text;
    [href, title, address, work_type, label, row.number.to_string()]
}

type Escape = fn(&str) -> String;

const ESCAPES: [Escape; 3] = [str::to_owned, escape, escape_all];

/// One of the ways in which a value of a row may stand on the page.
struct Spelling {
    field: usize,
    escape: Escape,
    word: String,
}

fn cut(html: &str, rows: &[RequestRow]) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (row, values) in rows.iter().enumerate() {
        let next =
            rows.get(row + 1).and_then(|next| ESCAPES.iter().find_map(|escape| html[at..].find(&escape(&next.href))));
        let end = next.map_or(html.len(), |found| at + found);
        let spellings: Vec<Spelling> = fields(values)
            .iter()
            .enumerate()
            .filter(|(_, value)| !value.is_empty())
            .flat_map(|(field, value)| ESCAPES.map(|escape| Spelling { field, escape, word: escape(value) }))
            .collect();
        while let Some((start, field, escape, length)) = first(&html[at..end], &spellings) {
            pieces.extend([Piece::Constant(at..at + start), Piece::Value { row, field, escape }]);
            at += start + length;
        }
    }
    pieces.push(Piece::Constant(at..html.len()));
    pieces
}

type Found = (usize, usize, Escape, usize);

/// The first of the spellings in a text; of several at one place the longest.
fn first(text: &str, spellings: &[Spelling]) -> Option<Found> {
    let place =
        |spelling: &Spelling| Some((text.find(&spelling.word)?, spelling.field, spelling.escape, spelling.word.len()));
    spellings.iter().filter_map(place).min_by_key(|(start, _, _, length)| (*start, usize::MAX - length))
}

fn write(html: &str, pieces: &[Piece], rows: &[RequestRow], zone: &TimeZone) -> String {
    let mut out = String::with_capacity(16 * 1024);
    for row in rows {
        // The theme shows it as a date of the portal's zone, in a machine's form and in people's.
        let local = row.updated_at.to_zoned(zone.clone());
        black_box((local.strftime("%Y-%m-%dT%H:%M").to_string(), local.strftime("%d.%m.%Y").to_string()));
    }
    for piece in pieces {
        match piece {
            Piece::Constant(range) => out.push_str(&html[range.clone()]),
            Piece::Value { row, field, escape } => out.push_str(&escape(&value(&rows[*row], *field))),
        }
    }
    out
}

fn value(row: &RequestRow, field: usize) -> std::borrow::Cow<'_, str> {
    match field {
        0 => row.href.as_str().into(),
        1 => row.title.as_str().into(),
        2 => row.address.as_str().into(),
        3 => row.work_type.as_str().into(),
        4 => row.status.label.as_str().into(),
        _ => row.number.to_string().into(),
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            sign => out.push(sign),
        }
    }
    out
}

/// With the slash, as template engines of this family do it.
fn escape_all(text: &str) -> String {
    escape(text).replace('/', "&#x2f;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_put_together_again_from_its_pieces() {
        let mut rows = sample::requests(3).rows;
        for (index, row) in rows.iter_mut().enumerate() {
            row.href = format!("/p/nordwind/requests/{index:012}");
        }
        let line = |row: &RequestRow| {
            format!("<a href=\"{}\">{}</a> {}\n", escape_all(&row.href), escape(&row.title), row.number)
        };
        let html = format!("<ul>{}</ul>", rows.iter().map(line).collect::<String>());
        let pieces = cut(&html, &rows);
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Value { .. })).count(), 9);
        assert_eq!(write(&html, &pieces, &rows, &TimeZone::UTC), html);
    }
}
