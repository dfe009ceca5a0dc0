//! Whether a theme's tokens can be read on each other: text and edges on the grounds that the built-in style sheet puts them on.
//! `accent` and `signal` are not here, because [`super::tokens`] shifts them until they can.

use std::collections::BTreeMap;

use portico_host::diagnostic::Diagnostic;

use super::{
    colour::Colour,
    source::ThemeSource,
    tokens::{CONTROL_CONTRAST, TEXT_CONTRAST, Token, placed as with_place},
};

/// The built-in style sheet's own colours in the light and in the dark, without the touch of the accent. A test compares them.
pub const OWN: [(&str, &str, &str); 8] = [
    ("ground", "#f8f9f9", "#121516"),
    ("surface", "#ffffff", "#1a1e20"),
    ("shade", "#f1f3f2", "#23282a"),
    ("ink", "#14191a", "#e8ecea"),
    ("soft", "#525a58", "#a9b3af"),
    ("edge", "#757d7a", "#87918d"),
    ("good", "#1c6b3c", "#7fd49c"),
    ("bad", "#b3261e", "#ff9b91"),
];

/// What stands on what, and the least contrast by WCAG 2.2: text by criterion 1.4.3, icons and the edges of controls by 1.4.11.
const PAIRS: [(&str, &[&str], f64); 5] = [
    ("ink", &["ground", "surface", "shade"], TEXT_CONTRAST),
    ("soft", &["ground", "surface", "shade"], TEXT_CONTRAST),
    ("bad", &["ground", "surface"], TEXT_CONTRAST),
    ("good", &["ground", "surface"], CONTROL_CONTRAST),
    ("edge", &["ground", "surface"], CONTROL_CONTRAST),
];

/// A warning for every pair that is hard to read and of which this layer of the theme gives a part. `merged` is what all layers give.
pub fn check(source: &ThemeSource, own: &[&String], merged: &BTreeMap<String, Token>) -> Vec<Diagnostic> {
    let pairs = PAIRS.iter().flat_map(|(text, grounds, wanted)| grounds.iter().map(move |on| (*text, *on, *wanted)));
    let gives = |name: &str| own.iter().any(|own| *own == name);
    let given = pairs.filter(|(text, on, _)| gives(text) || gives(on));
    let found = given.filter_map(|(text, on, wanted)| {
        let (text_colours, on_colours) = (colours(text, merged)?, colours(on, merged)?);
        let schemes = [("light", text_colours.0, on_colours.0), ("dark", text_colours.1, on_colours.1)];
        let (scheme, colour, ground) = schemes.into_iter().find(|(_, colour, on)| colour.contrast(*on) < wanted)?;
        let contrast = colour.contrast(ground);
        let message = format!(
            "{text} {colour} on {on} {ground} has a contrast of {contrast:.1} in the {scheme} scheme, it needs {wanted}"
        );
        Some(placed(source, if gives(text) { text } else { on }, message))
    });
    found.collect()
}

/// In the light and in the dark. None: it is no plain colour, so only a browser knows.
fn colours(name: &str, merged: &BTreeMap<String, Token>) -> Option<(Colour, Colour)> {
    match merged.get(name) {
        Some(token) => token.clone().colours(),
        None => {
            let (_, light, dark) = OWN.iter().find(|(own, ..)| *own == name)?;
            Colour::parse(light).zip(Colour::parse(dark))
        }
    }
}

fn placed(source: &ThemeSource, token: &str, message: String) -> Diagnostic {
    let found = Diagnostic::warning(source.path("theme.toml"), message).suggest("make one of them darker or lighter");
    with_place(found, source, token)
}
