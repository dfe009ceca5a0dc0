//! What the guard puts in place of operators: the same results, but every growth goes through the meter.

use std::{fmt, sync::Arc};

use minijinja::{
    Environment, Error, State, Value,
    value::{Enumerator, Object, ObjectRepr, Rest, ValueKind},
};

use super::{filters::primitive, meter};

/// Most values inside one list with all its lists: comparing two costs that much.
const MAX_LEAVES: usize = 1_000;

/// Adds the functions that [`super::guard`] names.
pub fn add(env: &mut Environment<'static>) {
    env.add_function("__cat", concatenate);
    env.add_function("__add", add_values);
    env.add_function("__mul", multiply);
    env.add_function("__list", |items: Rest<Value>| list(items.0));
    env.add_function("__map", |parts: Rest<Value>| map(&parts.0));
    env.add_function("__keep", keep);
    env.add_function("__read", read);
    env.add_filter("__keep", keep);
}

fn concatenate(state: &mut State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    defined(state, left)?;
    defined(state, right)?;
    let (left_text, right_text) = (primitive(left)?, primitive(right)?);
    meter::made(left_text.len().saturating_add(right_text.len()))?;
    Ok(Value::from([left_text.as_ref(), right_text.as_ref()].concat()))
}

/// The engine's own error for an undefined value knows where the value was looked for.
fn defined(state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() { state.format(value.clone()).map(drop) } else { Ok(()) }
}

fn add_values(state: &mut State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    defined(state, left)?;
    defined(state, right)?;
    if left.kind() == ValueKind::String && right.kind() == ValueKind::String {
        return concatenate(state, left, right);
    }
    arithmetic("+", left, right, i64::checked_add, |a, b| a + b)
}

fn multiply(state: &mut State<'_, '_>, left: &Value, right: &Value) -> Result<Value, Error> {
    defined(state, left)?;
    defined(state, right)?;
    arithmetic("*", left, right, i64::checked_mul, |a, b| a * b)
}

fn arithmetic(
    sign: &str,
    left: &Value,
    right: &Value,
    whole: fn(i64, i64) -> Option<i64>,
    broken: fn(f64, f64) -> f64,
) -> Result<Value, Error> {
    let wrong = || {
        let kinds = format!("{} {sign} {}", left.kind(), right.kind());
        meter::refuse(format!("{kinds} is not available; {sign} takes numbers and ~ joins texts"))
    };
    if let (Some(a), Some(b)) = (integer(left), integer(right)) {
        return whole(a, b).map(Value::from).ok_or_else(|| meter::refuse("the number is too large".to_owned()));
    }
    let float = |value: &Value| f64::try_from(value.clone()).ok().filter(|_| value.is_number());
    match (float(left), float(right)) {
        (Some(a), Some(b)) => Ok(Value::from(broken(a, b))),
        _ => Err(wrong()),
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().filter(|_| value.is_integer())
}

/// Lets a value through that may be kept in a variable.
fn keep(value: Value) -> Result<Value, Error> {
    meter::made(value.as_str().map_or(0, str::len))?;
    Ok(value)
}

/// Lets a value through that is compared, or in which something is looked for.
fn read(value: Value) -> Result<Value, Error> {
    meter::searched(reading(&value, READ_DEPTH))?;
    Ok(value)
}

/// How deep a value of the page is measured; those of the engine nest less.
const READ_DEPTH: usize = 4;

/// Bytes that are read to compare a value.
pub fn reading(value: &Value, depth: usize) -> usize {
    if let Some(text) = value.as_str() {
        return text.len();
    }
    if let Some(made) = value.downcast_object_ref::<Made>() {
        return made.bytes;
    }
    match (value.kind(), depth.checked_sub(1)) {
        (ValueKind::Seq | ValueKind::Map | ValueKind::Iterable, Some(depth)) => {
            let items = value.try_iter().into_iter().flatten();
            items.map(|item| reading(&item, depth).saturating_add(WORD)).fold(WORD, usize::saturating_add)
        }
        _ => WORD,
    }
}

/// What a number or the place in a list counts.
const WORD: usize = 16;

/// A list or map that a template made. It knows how deep and how large it is, so that nothing in it can grow by nesting.
struct Made {
    shape: Shape,
    depth: usize,
    leaves: usize,
    /// What comparing it reads.
    bytes: usize,
}

enum Shape {
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
}

fn list(items: Vec<Value>) -> Result<Value, Error> {
    let (depth, leaves, bytes) = measure(items.iter())?;
    Ok(Value::from_object(Made { shape: Shape::List(items), depth, leaves, bytes }))
}

fn map(parts: &[Value]) -> Result<Value, Error> {
    let (depth, leaves, bytes) = measure(parts.iter())?;
    let pairs = parts.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
    Ok(Value::from_object(Made { shape: Shape::Map(pairs), depth, leaves, bytes }))
}

fn measure<'a>(items: impl ExactSizeIterator<Item = &'a Value>) -> Result<(usize, usize, usize), Error> {
    meter::listed(items.len())?;
    let (mut depth, mut leaves, mut bytes) = (0, 0_usize, WORD);
    for item in items {
        let (deep, many) = item.downcast_object_ref::<Made>().map_or((0, 1), |made| (made.depth, made.leaves));
        (depth, leaves) = (depth.max(deep), leaves.saturating_add(many));
        bytes = bytes.saturating_add(reading(item, READ_DEPTH)).saturating_add(WORD);
    }
    let allowed = meter::limits()?.list_depth;
    if depth >= allowed {
        return Err(meter::refuse(format!("lists nest deeper than the {allowed} levels allowed")));
    }
    if leaves > MAX_LEAVES {
        return Err(meter::refuse(format!("a list holds more than the {MAX_LEAVES} values allowed")));
    }
    Ok((depth + 1, leaves, bytes))
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::List(items) => write!(f, "a list of {}", items.len()),
            Shape::Map(pairs) => write!(f, "a map of {}", pairs.len()),
        }
    }
}

impl Object for Made {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.shape {
            Shape::List(_) => ObjectRepr::Seq,
            Shape::Map(_) => ObjectRepr::Map,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match &self.shape {
            Shape::List(items) => items.get(key.as_usize()?).cloned(),
            Shape::Map(pairs) => pairs.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone()),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &self.shape {
            Shape::List(items) => Enumerator::Seq(items.len()),
            Shape::Map(pairs) => Enumerator::Values(pairs.iter().map(|(key, _)| key.clone()).collect()),
        }
    }
}
