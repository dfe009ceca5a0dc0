//! The filters and tests of templates: an allow-list, each bounded by the meter. `themes/README.md` describes them.

use std::{borrow::Cow, fmt::Write};

use minijinja::{Environment, Error, State, Value, filters as plain, tests, value::ValueKind};

use super::{functions::escape, meter, values::reading};

/// Names of all filters.
pub const NAMES: [&str; 24] = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "dialled",
    "first",
    "indent",
    "int",
    "items",
    "join",
    "json",
    "last",
    "length",
    "lower",
    "paragraphs",
    "rejectattr",
    "replace",
    "round",
    "selectattr",
    "take",
    "trim",
    "truncate",
    "upper",
];

/// Names of all tests.
pub const TESTS: [&str; 12] = [
    "defined",
    "divisibleby",
    "endingwith",
    "even",
    "in",
    "none",
    "number",
    "odd",
    "sequence",
    "startingwith",
    "string",
    "undefined",
];

/// Adds them to an environment.
pub fn add(env: &mut Environment<'static>) {
    env.add_filter("abs", plain::abs);
    env.add_filter("round", plain::round);
    env.add_filter("int", plain::int);
    env.add_filter("first", plain::first);
    env.add_filter("last", plain::last);
    env.add_filter("length", length);
    env.add_filter("count", length);
    env.add_filter("default", plain::default);
    env.add_filter("d", plain::default);
    env.add_filter("lower", |text: Cow<'_, str>| metered(&text, 3, |text| text.to_lowercase()));
    env.add_filter("upper", |text: Cow<'_, str>| metered(&text, 3, |text| text.to_uppercase()));
    env.add_filter("trim", |text: Cow<'_, str>| metered(&text, 1, |text| text.trim().to_owned()));
    env.add_filter("capitalize", |text: Cow<'_, str>| metered(&text, 3, capitalize));
    env.add_filter("truncate", truncate);
    env.add_filter("replace", replace);
    env.add_filter("join", join);
    env.add_filter("indent", indent);
    env.add_filter("json", json);
    env.add_filter("items", items);
    env.add_filter("take", take);
    env.add_filter("selectattr", |list: Value, name: Cow<'_, str>, wanted: Option<Value>| {
        by_attribute(&list, &name, wanted.as_ref(), true)
    });
    env.add_filter("rejectattr", |list: Value, name: Cow<'_, str>, wanted: Option<Value>| {
        by_attribute(&list, &name, wanted.as_ref(), false)
    });
    env.add_filter("paragraphs", paragraphs);
    env.add_filter("dialled", dialled);
    env.add_test("defined", tests::is_defined);
    env.add_test("undefined", tests::is_undefined);
    env.add_test("none", tests::is_none);
    env.add_test("string", tests::is_string);
    env.add_test("number", tests::is_number);
    env.add_test("sequence", tests::is_sequence);
    env.add_test("odd", tests::is_odd);
    env.add_test("even", tests::is_even);
    env.add_test("divisibleby", tests::is_divisibleby);
    env.add_test("startingwith", |text: Cow<'_, str>, start: Cow<'_, str>| {
        meter::searched(start.len())?;
        Ok::<_, Error>(text.starts_with(start.as_ref()))
    });
    env.add_test("endingwith", |text: Cow<'_, str>, end: Cow<'_, str>| {
        meter::searched(end.len())?;
        Ok::<_, Error>(text.ends_with(end.as_ref()))
    });
    env.add_test("in", |state: &mut State<'_, '_>, value: &Value, within: &Value| {
        meter::searched(reading(value, 1).saturating_add(reading(within, 4)))?;
        tests::is_in(state, value, within)
    });
}

/// How many characters, elements or entries; characters are counted one by one.
fn length(value: Value) -> Result<usize, Error> {
    meter::searched(value.as_str().map_or(0, str::len))?;
    plain::length(&value)
}

/// Makes a text from another that may become `factor` times as long.
fn metered(text: &str, factor: usize, make: impl FnOnce(&str) -> String) -> Result<String, Error> {
    meter::made(text.len().saturating_mul(factor))?;
    Ok(make(text))
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// At most `count` characters; what was longer ends in "…".
fn truncate(text: Cow<'_, str>, count: usize) -> Result<String, Error> {
    meter::made(text.len().saturating_add(3))?;
    match text.char_indices().nth(count) {
        Some((end, _)) => Ok(format!("{}…", text[..end].trim_end())),
        None => Ok(text.into_owned()),
    }
}

fn replace(text: Cow<'_, str>, from: Cow<'_, str>, to: Cow<'_, str>) -> Result<String, Error> {
    if from.is_empty() {
        return Err(meter::refuse("replace needs something to look for".to_owned()));
    }
    meter::searched(text.len())?;
    let found = text.matches(from.as_ref()).count();
    let kept = text.len().saturating_sub(found.saturating_mul(from.len()));
    meter::made(kept.saturating_add(found.saturating_mul(to.len())))?;
    Ok(text.replace(from.as_ref(), &to))
}

fn join(list: Value, between: Option<Cow<'_, str>>) -> Result<String, Error> {
    let between = between.unwrap_or_default();
    let mut out = String::new();
    for (index, item) in list.try_iter()?.enumerate() {
        let text = primitive(&item)?;
        let separator = if index == 0 { "" } else { between.as_ref() };
        meter::made(separator.len().saturating_add(text.len()))?;
        if out.len() + separator.len() + text.len() > meter::limits()?.value_bytes {
            return Err(meter::refuse("join makes a text that is longer than allowed".to_owned()));
        }
        out.push_str(separator);
        out.push_str(&text);
    }
    Ok(out)
}

/// A value that is one word: no list, no map.
pub fn primitive(value: &Value) -> Result<Cow<'_, str>, Error> {
    match value.kind() {
        ValueKind::String => Ok(value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)),
        ValueKind::Number | ValueKind::Bool => Ok(Cow::Owned(value.to_string())),
        ValueKind::None | ValueKind::Undefined => Ok(Cow::Borrowed("")),
        kind => Err(meter::refuse(format!("a {kind} cannot be written as text; loop over it or use |json"))),
    }
}

fn indent(text: Cow<'_, str>, width: usize) -> Result<String, Error> {
    meter::searched(text.len())?;
    let lines = text.matches('\n').count();
    meter::made(text.len().saturating_add(lines.saturating_mul(width)))?;
    Ok(text.replace('\n', &format!("\n{}", " ".repeat(width))))
}

/// For a data attribute: the text is escaped like any other.
fn json(value: Value) -> Result<String, Error> {
    /// Stops the writer of JSON as soon as the meter does.
    struct Bounded(Vec<u8>, Option<Error>);
    impl std::io::Write for Bounded {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let limit = meter::limits().map_or(0, |limits| limits.value_bytes);
            let fits = self.0.len().saturating_add(bytes.len()) <= limit;
            let paid = meter::made(bytes.len());
            if let Err(error) = paid {
                self.1 = Some(error);
            }
            if !fits || self.1.is_some() {
                return Err(std::io::Error::other("the text is longer than allowed"));
            }
            self.0.extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut out = Bounded(Vec::new(), None);
    if let Err(error) = serde_json::to_writer(&mut out, &value) {
        return Err(out.1.unwrap_or_else(|| meter::refuse(format!("json: {error}"))));
    }
    String::from_utf8(out.0).map_err(|_| meter::refuse("json made no text".to_owned()))
}

fn items(map: Value) -> Result<Value, Error> {
    meter::listed(map.len().unwrap_or_default().saturating_mul(2))?;
    plain::items(&map)
}

/// The first `count` elements.
fn take(list: Value, count: usize) -> Result<Value, Error> {
    let all = list.try_iter()?;
    meter::listed(count.min(list.len().unwrap_or(count)))?;
    Ok(Value::from(all.take(count).collect::<Vec<_>>()))
}

fn by_attribute(list: &Value, name: &str, wanted: Option<&Value>, keep: bool) -> Result<Value, Error> {
    let mut kept = Vec::new();
    for item in list.try_iter()? {
        let value = item.get_attr(name)?;
        meter::searched(reading(&value, 4))?;
        let matches = wanted.map_or_else(|| value.is_true(), |wanted| value == *wanted);
        if matches == keep {
            meter::listed(1)?;
            kept.push(item);
        }
    }
    Ok(Value::from(kept))
}

/// Text of a person as paragraphs and lines. The text is escaped; the only marks are ours.
fn paragraphs(text: Cow<'_, str>) -> Result<Value, Error> {
    meter::made(text.len().saturating_mul(2))?;
    let mut out = String::with_capacity(text.len() + 16);
    for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
        write!(out, "<p>{}</p>", escape(part).replace('\n', "<br>")).expect("writing to a string cannot fail");
    }
    Ok(Value::from_safe_string(out))
}

/// Text of a person in which each of these phones is a link that dials it. Phones are `{text, href}`; none is passed over.
fn dialled(text: Cow<'_, str>, phones: Value) -> Result<Value, Error> {
    let mut known = Vec::new();
    for phone in phones.try_iter()? {
        let (number, href) = (phone.get_attr("text"), phone.get_attr("href"));
        let (Ok(number), Ok(href)) = (number, href) else { continue };
        let number = primitive(&number)?.into_owned();
        if !number.is_empty() {
            known.push((number, primitive(&href)?.into_owned()));
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    loop {
        meter::searched(rest.len().saturating_mul(known.len()))?;
        // The first number of the rest; of two that begin together the longer one.
        let found = known.iter().filter_map(|(number, href)| Some((rest.find(number.as_str())?, number, href)));
        let Some((at, number, href)) = found.min_by_key(|(at, number, _)| (*at, usize::MAX - number.len())) else {
            break;
        };
        meter::made(href.len().saturating_add(number.len()).saturating_mul(6))?;
        write!(out, "{}<a href=\"{}\">{}</a>", escape(&rest[..at]), escape(href), escape(number))
            .expect("writing to a string cannot fail");
        rest = &rest[at + number.len()..];
    }
    meter::made(text.len().saturating_mul(6))?;
    out.push_str(&escape(rest));
    Ok(Value::from_safe_string(out))
}
