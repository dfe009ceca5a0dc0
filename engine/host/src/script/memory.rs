//! Bounds the memory of a run as a whole.
//!
//! Rhai bounds each value it makes, but not a list or map that is filled through an index (`list[i] = text`), and not all
//! variables together. So the variables are weighed now and then while a run uses them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rhai::{Dynamic, EvalAltResult, EvalContext, Position};

use super::limits::ScriptLimits;
use super::record::{Failure, hold};

/// Between two weighings a run can add this many texts of the largest size.
const EVERY: usize = 16;

/// What one entry of a list costs, and one of a map beside its name.
const ITEM: usize = 16;
const ENTRY: usize = 48;

/// The weights of the functions that are running, outermost first.
pub(super) struct Memory {
    most: usize,
    looks: AtomicUsize,
    level: AtomicUsize,
    weights: Mutex<Vec<usize>>,
}

impl Memory {
    pub(super) fn new(limits: &ScriptLimits) -> Self {
        let (looks, level) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { most: limits.memory_bytes, looks, level, weights: Mutex::new(Vec::new()) }
    }

    /// Called whenever a rule reads or writes a variable.
    pub(super) fn look(&self, context: &EvalContext) -> Result<(), Failure> {
        let level = context.call_level();
        let moved = self.level.swap(level, Ordering::Relaxed) != level;
        if !moved && !self.looks.fetch_add(1, Ordering::Relaxed).is_multiple_of(EVERY) {
            return Ok(());
        }
        let own = context.scope().iter_raw().map(|(_, _, value)| weigh(value)).sum();
        let mut weights = hold(&self.weights);
        weights.resize(level + 1, 0);
        weights[level] = own;
        if weights.iter().sum::<usize>() <= self.most {
            return Ok(());
        }
        let message = format!("the variables take more than {} bytes together", self.most);
        Err(EvalAltResult::ErrorDataTooLarge(message, Position::NONE).into())
    }
}

fn weigh(value: &Dynamic) -> usize {
    if let Ok(text) = value.as_immutable_string_ref() {
        return ITEM + text.len();
    }
    if let Ok(items) = value.as_array_ref() {
        return ITEM + items.iter().map(weigh).sum::<usize>();
    }
    if let Ok(map) = value.as_map_ref() {
        return ITEM + map.iter().map(|(name, value)| ENTRY + name.len() + weigh(value)).sum::<usize>();
    }
    ITEM
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_weighs_what_is_in_it() {
        assert_eq!(weigh(&Dynamic::UNIT), ITEM);
        assert_eq!(weigh(&"12345".into()), ITEM + 5);
        assert_eq!(weigh(&Dynamic::from_array(vec!["12345".into(), Dynamic::ONE])), ITEM + ITEM + 5 + ITEM);
        let map = rhai::Map::from([("key".into(), Dynamic::ONE)]);
        assert_eq!(weigh(&Dynamic::from_map(map)), ITEM + ENTRY + 3 + ITEM);
    }
}
