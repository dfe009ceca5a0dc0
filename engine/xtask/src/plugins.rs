//! Builds the shipped plugins from source.

use std::path::Path;

pub fn build(root: &Path, _check: bool) -> Result<(), String> {
    Err(format!("there are no plugins below {}", root.display()))
}
