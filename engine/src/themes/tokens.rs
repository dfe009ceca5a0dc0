//! Design tokens: from a few values of the theme and the portal to a style sheet of custom properties. Colours that could not be read
//! are shifted until they can, and the shift is reported.

use std::{collections::BTreeMap, fmt::Write, sync::Arc};

use portico_host::diagnostic::Diagnostic;
use serde_json::Value;

use super::{
    assets::{Asset, fingerprinted},
    colour::Colour,
    source::ThemeSource,
};
use crate::{domain::setting, views::mail::Brand};

/// Name of the generated file.
pub const PATH: &str = "tokens.css";

/// Least contrast of text to its ground, by WCAG 2.2 AA.
pub const TEXT_CONTRAST: f64 = 4.5;
/// Least contrast of a control to its ground.
pub const CONTROL_CONTRAST: f64 = 3.0;

/// Main colour of a mail whose theme gives none, and what is read on it.
const NO_ACCENT: (&str, &str) = ("#14191a", "#ffffff");

/// The tokens of one portal.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Fingerprinted name below the assets.
    pub name: String,
    pub asset: Asset,
    /// The main colour in the light, and what can be read on it.
    pub brand: Brand,
    /// Colours that were shifted.
    pub warnings: Vec<Diagnostic>,
}

/// A token as a theme gives it: one value, or one for light and one for dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    One(String),
    Pair(String, String),
}

/// Reads `[tokens]` of a `theme.toml`.
pub fn read(
    tokens: &BTreeMap<String, toml::Value>,
    source: &ThemeSource,
) -> Result<BTreeMap<String, Token>, Vec<Diagnostic>> {
    let path = source.path("theme.toml");
    let mut read = BTreeMap::new();
    let mut found = Vec::new();
    for (name, value) in tokens {
        let token = match value {
            toml::Value::Array(pair) => match pair.as_slice() {
                [light, dark] => word(light).zip(word(dark)).map(|(light, dark)| Token::Pair(light, dark)),
                _ => None,
            },
            value => word(value).map(Token::One),
        };
        let plain_name = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        match token.filter(|_| plain_name) {
            Some(token) => {
                found.extend(misread(name, &token, &path).map(|one| placed(one, source, name)));
                read.insert(name.clone(), token);
            }
            None => {
                let message = format!("the token \"{name}\" is not a value of a custom property");
                let help = "use a number of pixels, a text without ; { } < > \\ @ and url(, or [light, dark]";
                found.push(placed(Diagnostic::error(&path, message).suggest(help), source, name));
            }
        }
    }
    if found.is_empty() { Ok(read) } else { Err(found) }
}

/// The finding with the line of a token.
pub fn placed(found: Diagnostic, source: &ThemeSource, token: &str) -> Diagnostic {
    let Some(Ok(text)) = source.text("theme.toml") else { return found };
    let names_it = |line: &str| line.strip_prefix(token).is_some_and(|rest| rest.trim_start().starts_with('='));
    match text.lines().position(names_it) {
        Some(index) => found.at(text, index + 1, Some(1)),
        None => found,
    }
}

/// Colours that contrasts are computed from.
const COLOURS: [&str; 3] = ["accent", "ground", "signal"];

/// A token that the program itself reads and cannot. Of all others only the browser knows what they mean.
fn misread(name: &str, token: &Token, path: &str) -> Option<Diagnostic> {
    let is_colour = token.clone().colours().is_some();
    let is_scheme = matches!(token, Token::One(word) if ["auto", "light", "dark"].contains(&word.as_str()));
    let (wanted, help) = match name {
        name if COLOURS.contains(&name) && !is_colour => {
            ("a colour", "use #rrggbb, or [\"#rrggbb\", \"#rrggbb\"] for light and dark")
        }
        "scheme" if !is_scheme => ("a scheme", "use \"auto\", \"light\" or \"dark\""),
        _ => return None,
    };
    let said = match token {
        Token::One(word) => format!("\"{word}\""),
        Token::Pair(light, dark) => format!("[\"{light}\", \"{dark}\"]"),
    };
    Some(Diagnostic::error(path, format!("the token \"{name}\" is {said}, which is not {wanted}")).suggest(help))
}

fn word(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::Integer(number) => Some(format!("{number}px")),
        toml::Value::String(text) => {
            let safe = !text.contains([';', '{', '}', '<', '>', '\\', '@']) && !text.to_lowercase().contains("url(");
            (safe && !text.contains("/*") && text.len() <= 200).then(|| text.clone())
        }
        _ => None,
    }
}

/// Makes the style sheet from the theme's tokens and the portal's settings.
pub fn make(theme: &BTreeMap<String, Token>, settings: &Value, portal: &str) -> Tokens {
    let mut own = theme.clone();
    for (name, key) in [("accent", "theme.accent"), ("signal", "theme.signal"), ("scheme", "theme.scheme")] {
        if let Some(chosen) = chosen(settings, key).or_else(|| plain_default(&own, name, key)) {
            own.insert(name.to_owned(), Token::One(chosen));
        }
    }
    let radius = chosen(settings, "theme.radius").or_else(|| plain_default(&own, "radius", "theme.radius"));
    if let Some(radius) = radius {
        own.insert("radius".to_owned(), Token::One(format!("{radius}px")));
    }
    let ground = Ground::new(&own);
    let mut warnings = Vec::new();
    for name in ["accent", "signal"] {
        let Some(colour) = own.remove(name).and_then(|token| token.colours()) else { continue };
        if let Some(warning) = ground.add(name, colour, &mut own, portal) {
            warnings.push(warning);
        }
    }
    let asset = Asset { immutable: true, ..Asset::new(Arc::from(css(&own).into_bytes()), "text/css; charset=utf-8") };
    Tokens { name: fingerprinted(PATH, &asset.etag), asset, brand: brand(&own), warnings }
}

fn brand(own: &BTreeMap<String, Token>) -> Brand {
    let light = |name: &str| match own.get(name)? {
        Token::One(light) | Token::Pair(light, _) => Some(light.clone()),
    };
    // A theme may name its colour in a way that only browsers know.
    let colours = light("accent").zip(light("on-accent"));
    let (accent, on_accent) = colours.unwrap_or_else(|| (NO_ACCENT.0.to_owned(), NO_ACCENT.1.to_owned()));
    Brand { accent, on_accent }
}

/// What the portal chose itself. A portal that left a setting alone gets the theme's own.
fn chosen(settings: &Value, key: &str) -> Option<String> {
    let (section, name) = key.split_once('.')?;
    let value = &settings[section][name];
    let default = setting::find(key)?.default_value();
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    (!value.is_null() && *value != default).then_some(text)
}

fn plain_default(own: &BTreeMap<String, Token>, name: &str, key: &str) -> Option<String> {
    let default = setting::find(key)?.default_value();
    let text = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
    (!own.contains_key(name)).then_some(text)
}

impl Token {
    pub fn colours(self) -> Option<(Colour, Colour)> {
        match self {
            Self::One(one) => Colour::parse(&one).map(|colour| (colour, colour)),
            Self::Pair(light, dark) => Colour::parse(&light).zip(Colour::parse(&dark)),
        }
    }
}

/// What text stands on, light and dark.
struct Ground {
    light: Colour,
    dark: Colour,
}

impl Ground {
    fn new(own: &BTreeMap<String, Token>) -> Self {
        let given = own.get("ground").cloned().and_then(Token::colours);
        // The built-in theme's grounds at their least favourable: a tinted white and a raised dark surface.
        let (light, dark) = given.unwrap_or((Colour([0xf3, 0xf4, 0xf4]), Colour([0x22, 0x27, 0x2a])));
        Self { light, dark }
    }

    /// Adds the four properties of a colour: its fill, text on the fill, text in the colour, and as it was given.
    fn add(
        &self,
        name: &str,
        (light, dark): (Colour, Colour),
        own: &mut BTreeMap<String, Token>,
        portal: &str,
    ) -> Option<Diagnostic> {
        let ink = (light.until(TEXT_CONTRAST, self.light), dark.until(TEXT_CONTRAST, self.dark));
        let fill = (light.until(CONTROL_CONTRAST, self.light), dark.until(CONTROL_CONTRAST, self.dark));
        let pair = |(light, dark): (Colour, Colour)| Token::Pair(light.to_string(), dark.to_string());
        own.insert(format!("{name}-brand"), pair((light, dark)));
        own.insert(name.to_owned(), pair(fill));
        own.insert(format!("on-{name}"), pair((fill.0.on(), fill.1.on())));
        own.insert(format!("{name}-ink"), pair(ink));
        let contrast = light.contrast(self.light);
        (ink.0 != light).then(|| {
            let message = format!(
                "{name} {light} has a contrast of {contrast:.1} to the ground, text needs {TEXT_CONTRAST}; text uses {} instead",
                ink.0
            );
            Diagnostic::warning(format!("portal {portal}, setting theme.{name}"), message)
                .suggest("choose a darker colour to see it as it is")
        })
    }
}

fn css(own: &BTreeMap<String, Token>) -> String {
    let mut plain = String::new();
    let mut paired = String::new();
    let scheme = match own.get("scheme") {
        Some(Token::One(scheme)) if scheme == "light" || scheme == "dark" => scheme.clone(),
        _ => "light dark".to_owned(),
    };
    for (name, token) in own.iter().filter(|(name, _)| name.as_str() != "scheme") {
        match token {
            Token::One(value) => write!(plain, "--{name}:{value};"),
            Token::Pair(light, dark) => {
                let shown = if scheme == "dark" { dark } else { light };
                write!(paired, "--{name}:light-dark({light},{dark});").and_then(|()| write!(plain, "--{name}:{shown};"))
            }
        }
        .expect("writing to a string cannot fail");
    }
    // A browser that does not know light-dark() keeps the plain values.
    format!(
        "@layer base,tokens,theme,tenant;@layer tokens{{:root{{color-scheme:{scheme};{plain}}}@supports (color:light-dark(red,red)){{:root{{{paired}}}}}}}"
    )
}
