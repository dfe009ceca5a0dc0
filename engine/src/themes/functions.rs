//! The functions of templates. `themes/README.md` describes each; a test compares the lists.

use std::{borrow::Cow, fmt, sync::Arc};

use fluent_bundle::FluentArgs;
use jiff::{Timestamp, civil, tz::TimeZone};
use minijinja::{
    Environment, Error, Value,
    value::{Kwargs, Rest, ValueKind},
};
use portico_host::diagnostic::nearest;

use super::{
    assets::Assets,
    dates::{Near, Style, Written},
    icons, meter,
    texts::{Texts, argument},
};

/// Names of all functions.
pub const NAMES: [&str; 9] = ["asset", "date", "file_size", "has_text", "icon", "number", "range", "t", "time_tag"];

/// Longest `range`.
const MAX_RANGE: i64 = 1_000;

/// Adds them to an environment.
pub fn add(env: &mut Environment<'static>, texts: &Arc<Texts>, assets: &Arc<Assets>) {
    let own = Arc::clone(texts);
    env.add_function("t", move |key: Cow<'_, str>, rest: Rest<Value>, named: Kwargs| t(&own, &key, &rest, &named));
    let own = Arc::clone(texts);
    env.add_function("has_text", move |key: Cow<'_, str>| -> Result<bool, Error> {
        let language = language()?;
        Ok(own.has(&language, &key))
    });
    let own = Arc::clone(texts);
    env.add_function("date", move |at: Value, style: Option<Cow<'_, str>>| {
        write_date(&own, &moment(&at)?, style.as_deref().unwrap_or("relative"), None)
    });
    let own = Arc::clone(texts);
    env.add_function("time_tag", move |at: Value, style: Option<Cow<'_, str>>, named: Kwargs| {
        time_tag(&own, &at, style.as_deref().unwrap_or("relative"), &named)
    });
    env.add_function("number", |value: Value| number(&value.to_string()));
    let own = Arc::clone(texts);
    env.add_function("file_size", move |bytes: i64| file_size(&own, bytes));
    env.add_function("icon", |name: Cow<'_, str>, named: Kwargs| icon(&name, &named));
    let own = Arc::clone(assets);
    env.add_function("asset", move |path: Cow<'_, str>| asset(&own, &path));
    env.add_function("range", range);
}

fn language() -> Result<Arc<super::texts::Language>, Error> {
    meter::frame(|frame| Arc::clone(&frame.language))
}

/// `t("key", name=value)` or `t(problem.key, problem.params)`.
fn t(texts: &Texts, key: &str, rest: &[Value], named: &Kwargs) -> Result<Value, Error> {
    let language = language()?;
    let mut args = FluentArgs::new();
    let mut bytes = 0;
    let mut add = |name: String, value: Value| {
        bytes += value.as_str().map_or(24, str::len);
        args.set(name, argument(&value));
    };
    for map in rest.iter().filter(|value| value.kind() == ValueKind::Map) {
        for name in map.try_iter()? {
            add(name.to_string(), map.get_item(&name)?);
        }
    }
    for name in named.args() {
        add(name.to_owned(), named.get(name)?);
    }
    if bytes == 0 {
        // A text without values is shared, not made.
        return texts.get(&language, key, Some(&args)).map_or_else(|| missing(&language, key), Ok);
    }
    meter::made(bytes)?;
    let Some(text) = texts.get(&language, key, Some(&args)) else { return missing(&language, key) };
    meter::made(text.as_str().map_or(0, str::len))?;
    Ok(text)
}

/// A missing text is an error in checks and the key itself on a live page.
fn missing(language: &super::texts::Language, key: &str) -> Result<Value, Error> {
    if !meter::frame(|frame| frame.strict)? {
        return Ok(Value::from(key));
    }
    let near = nearest(key, language.keys().iter().map(String::as_str));
    let hint = near.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
    Err(meter::refuse(format!("there is no text \"{key}\"{hint}")))
}

fn timestamp(value: &Value) -> Result<Timestamp, Error> {
    let text = value.as_str().unwrap_or_default();
    text.parse()
        .map_err(|_| meter::refuse(format!("\"{value}\" is not a time; dates of the page are, for example now")))
}

/// What `date` writes: a time, or a day like `2025-03-14`, which is the same in every time zone.
enum Moment {
    At(Timestamp),
    Day(civil::Date),
}

fn moment(value: &Value) -> Result<Moment, Error> {
    let day = value.as_str().filter(|text| !text.contains('T')).and_then(|text| text.parse().ok());
    day.map_or_else(|| timestamp(value).map(Moment::At), |day| Ok(Moment::Day(day)))
}

/// In the page's own time zone, or in another.
fn write_date(texts: &Texts, moment: &Moment, style: &str, other: Option<TimeZone>) -> Result<String, Error> {
    let style = Style::parse(style).ok_or_else(|| {
        meter::refuse(format!("\"{style}\" is not a style of dates; there are {}", Style::NAMES.join(", ")))
    })?;
    let (language, now, zone) = meter::frame(|frame| (Arc::clone(&frame.language), frame.now, frame.zone.clone()))?;
    let zone = other.unwrap_or(zone);
    let join = |key: &str, values: [(&'static str, String); 2]| {
        let args: FluentArgs<'_> = values.into_iter().collect();
        texts.get(&language, key, Some(&args)).map(|text| text.to_string()).unwrap_or_default()
    };
    let written = match moment {
        Moment::At(at) => language.formats.write(*at, style, now, &zone),
        Moment::Day(day) => language.formats.write_day(*day, style),
    };
    let text = match written {
        Written::Text(text) => text,
        Written::Near { near, time } => {
            let key = match near {
                Near::Today => "date-today",
                Near::Yesterday => "date-yesterday",
                Near::Tomorrow => "date-tomorrow",
            };
            join(key, [("time", time), ("day", String::new())])
        }
        Written::Day { weekday, date, time } => {
            let day = join("date-day", [("weekday", weekday), ("date", date)]);
            match time {
                Some(time) => join("date-and-time", [("day", day), ("time", time)]),
                None => day,
            }
        }
    };
    meter::made(text.len())?;
    Ok(text)
}

fn time_tag(texts: &Texts, at: &Value, style: &str, named: &Kwargs) -> Result<Value, Error> {
    let at = timestamp(at)?;
    let zone: Option<Cow<'_, str>> = named.get("zone")?;
    named.assert_all_used()?;
    let zone = zone.map(|name| {
        TimeZone::get(&name)
            .map_err(|_| meter::refuse(format!("\"{name}\" is not a time zone, for example Europe/Berlin")))
    });
    let text = write_date(texts, &Moment::At(at), style, zone.transpose()?)?;
    Ok(Value::from_safe_string(format!("<time datetime=\"{at}\">{}</time>", escape(&text))))
}

fn number(text: &str) -> Result<String, Error> {
    let language = language()?;
    let written = language.formats.number(text);
    written.ok_or_else(|| meter::refuse(format!("\"{text}\" is not a number")))
}

/// "184 kB" or "2,4 MB". A kB has 1024 bytes and an MB 1024 kB, as limits are set and as people's file managers count, so that a limit of
/// 25 MiB reads "25 MB" everywhere and a file that is shown as smaller is never refused.
fn file_size(texts: &Texts, bytes: i64) -> Result<Value, Error> {
    const KB: i64 = 1024;
    const MB: i64 = 1024 * KB;
    let (key, size) = match bytes {
        ..KB => ("file-size-bytes", bytes.to_string()),
        // What would be rounded to 1024 kB is 1 MB already.
        _ if bytes + KB / 2 < MB => ("file-size-kb", ((bytes + KB / 2) / KB).to_string()),
        _ => match (bytes * 10 + MB / 2) / MB {
            tenths if tenths % 10 == 0 => ("file-size-mb", (tenths / 10).to_string()),
            tenths => ("file-size-mb", format!("{}.{}", tenths / 10, tenths % 10)),
        },
    };
    let args: FluentArgs<'_> = [("size", number(&size)?)].into_iter().collect();
    Ok(texts.get(&*language()?, key, Some(&args)).unwrap_or_else(|| Value::from(size)))
}

/// `icon("flame")`; `icon(flow.icon, fallback="message")` for a name that a tenant typed.
fn icon(name: &str, named: &Kwargs) -> Result<Value, Error> {
    let fallback: Option<Cow<'_, str>> = named.get("fallback")?;
    named.assert_all_used()?;
    let found = icons::find(name).or_else(|| icons::find(fallback.as_deref()?));
    found.ok_or_else(|| {
        let hint = nearest(name, icons::names()).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        meter::refuse(format!("there is no icon \"{name}\"{hint}"))
    })
}

fn asset(assets: &Assets, path: &str) -> Result<String, Error> {
    if path == super::tokens::PATH {
        return meter::frame(|frame| frame.tokens.clone());
    }
    let name = assets.fingerprinted(path).ok_or_else(|| {
        let hint = nearest(path, assets.names()).map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        meter::refuse(format!("there is no file \"static/{path}\"{hint}"))
    })?;
    meter::frame(|frame| format!("{}{name}", frame.assets))
}

fn range(first: i64, end: Option<i64>) -> Result<Value, Error> {
    let (first, end) = end.map_or((0, first), |end| (first, end));
    let count = end.saturating_sub(first).max(0);
    if count > MAX_RANGE {
        return Err(meter::refuse(format!("a range of {count} is longer than the {MAX_RANGE} allowed")));
    }
    meter::listed(usize::try_from(count).unwrap_or_default())?;
    Ok(Value::from_iter(first..end))
}

/// Text for HTML content and attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let append = |part: &str| {
        out.push_str(part);
        Ok(())
    };
    write_escaped(text, append).expect("appending to a string cannot fail");
    out
}

/// Writes text for HTML content and quoted attributes, piece by piece.
pub fn write_escaped(text: &str, mut write: impl FnMut(&str) -> fmt::Result) -> fmt::Result {
    let mut from = 0;
    for (index, byte) in text.bytes().enumerate() {
        let name = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        write(&text[from..index])?;
        write(name)?;
        from = index + 1;
    }
    write(&text[from..])
}
