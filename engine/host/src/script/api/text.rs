//! `text(key, params)`: a text from the theme's language files.

use rhai::Map;

use super::{Registry, refused};
use crate::script::record::Failure;
use crate::script::text::Text;
use crate::script::value::to_json;

/// Parameters of a text are plain and flat; lists of names are the deepest sensible thing.
const PARAM_DEPTH: usize = 2;

pub(super) fn register(functions: &mut Registry) {
    functions.add(
        "text",
        &["key: string", "Text"],
        "A text of the theme's language files, in the reader's language.",
        |key: &str| Text::keyed(key, serde_json::Map::new()),
    );
    functions.add(
        "text",
        &["key: string", "params: map", "Text"],
        "The same with values for its placeholders.",
        |key: &str, params: Map| -> Result<Text, Failure> {
            let params = params.iter().map(|(name, value)| Ok((name.to_string(), to_json(value, PARAM_DEPTH)?)));
            Ok(Text::keyed(key, params.collect::<Result<_, _>>().map_err(refused)?))
        },
    );
}
