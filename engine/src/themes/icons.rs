//! The few icons that themes may name, as inline SVG. Their drawings come from Lucide.

use std::{collections::BTreeMap, fmt::Write, sync::LazyLock};

use icondata_core::Icon;
use icondata_lu as lu;
use minijinja::Value;

/// All names, alphabetically.
const ICONS: [(&str, Icon); 59] = [
    ("activity", lu::LuActivity),
    ("alert", lu::LuTriangleAlert),
    ("archive", lu::LuArchive),
    ("arrow-left", lu::LuArrowLeft),
    ("arrow-right", lu::LuArrowRight),
    ("box", lu::LuBox),
    ("building", lu::LuBuilding),
    ("calendar", lu::LuCalendar),
    ("camera", lu::LuCamera),
    ("check", lu::LuCheck),
    ("chevron-down", lu::LuChevronDown),
    ("chevron-right", lu::LuChevronRight),
    ("circle-check", lu::LuCircleCheck),
    ("circle-help", lu::LuCircleHelp),
    ("clipboard", lu::LuClipboardList),
    ("clock", lu::LuClock),
    ("download", lu::LuDownload),
    ("droplets", lu::LuDroplets),
    ("external", lu::LuExternalLink),
    ("eye-off", lu::LuEyeOff),
    ("file", lu::LuFileText),
    ("flame", lu::LuFlame),
    ("globe", lu::LuGlobe),
    ("history", lu::LuHistory),
    ("home", lu::LuHouse),
    ("image", lu::LuImage),
    ("inbox", lu::LuInbox),
    ("info", lu::LuInfo),
    ("key", lu::LuKey),
    ("keyboard", lu::LuKeyboard),
    ("layers", lu::LuLayers),
    ("leaf", lu::LuLeaf),
    ("lightbulb", lu::LuLightbulb),
    ("list", lu::LuList),
    ("lock", lu::LuLock),
    ("log-out", lu::LuLogOut),
    ("mail", lu::LuMail),
    ("map-pin", lu::LuMapPin),
    ("menu", lu::LuMenu),
    ("message", lu::LuMessageSquare),
    ("moon", lu::LuMoon),
    ("paperclip", lu::LuPaperclip),
    ("phone", lu::LuPhone),
    ("plus", lu::LuPlus),
    ("printer", lu::LuPrinter),
    ("puzzle", lu::LuPuzzle),
    ("refresh", lu::LuRefreshCw),
    ("search", lu::LuSearch),
    ("send", lu::LuSend),
    ("shield", lu::LuShield),
    ("star", lu::LuStar),
    ("thermometer", lu::LuThermometer),
    ("truck", lu::LuTruck),
    ("upload", lu::LuUpload),
    ("user", lu::LuUser),
    ("wind", lu::LuWind),
    ("wrench", lu::LuWrench),
    ("x", lu::LuX),
    ("zap", lu::LuZap),
];

static DRAWN: LazyLock<BTreeMap<&'static str, Value>> =
    LazyLock::new(|| ICONS.iter().map(|(name, icon)| (*name, Value::from_safe_string(draw(name, icon)))).collect());

/// The names that [`find`] knows.
pub fn names() -> impl Iterator<Item = &'static str> {
    ICONS.iter().map(|(name, _)| *name)
}

/// The drawing of a known icon. It says nothing to a screen reader: the words stand beside it.
pub fn find(name: &str) -> Option<Value> {
    DRAWN.get(name).cloned()
}

fn draw(name: &str, icon: &Icon) -> String {
    let mut svg = format!("<svg class=\"icon icon-{name}\" aria-hidden=\"true\" width=\"20\" height=\"20\"");
    let attributes = [
        ("viewBox", icon.view_box),
        ("fill", icon.fill),
        ("stroke", icon.stroke),
        ("stroke-width", icon.stroke_width),
        ("stroke-linecap", icon.stroke_linecap),
        ("stroke-linejoin", icon.stroke_linejoin),
    ];
    for (name, value) in attributes {
        if let Some(value) = value {
            write!(svg, " {name}=\"{value}\"").expect("writing to a string cannot fail");
        }
    }
    svg + ">" + icon.data + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_are_named_once_and_in_order() {
        let all: Vec<_> = names().collect();
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
    }

    #[test]
    fn an_icon_is_hidden_from_screen_readers_and_has_no_inline_style() {
        for name in names() {
            let svg = find(name).unwrap().to_string();
            assert!(svg.starts_with("<svg") && svg.contains("aria-hidden") && !svg.contains("style="), "{svg}");
        }
    }
}
