//! From a portal's colours to a style sheet.

use serde_json::json;

use portico::themes::{Limits, OWN_COLOURS as OWN, Theme};

use super::{build, built_in, problems, source};

fn css(settings: serde_json::Value) -> (String, Vec<String>) {
    let tokens = built_in().tokens(&json!({"theme": settings}), "nordwind");
    let warnings = tokens.warnings.iter().map(|found| found.message.clone()).collect();
    (String::from_utf8_lossy(&tokens.asset.bytes).into_owned(), warnings)
}

#[test]
fn a_readable_colour_is_used_as_it_is() {
    let (css, warnings) = css(json!({"accent": "#0b3c5d", "radius": 4}));
    assert!(
        css.contains("--accent:#0b3c5d;") && css.contains("--radius:4px;") && css.contains("color-scheme:light dark;")
    );
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn a_colour_that_cannot_be_read_is_shifted_and_reported() {
    let (css, warnings) = css(json!({"accent": "#d4ff3a"}));
    assert!(css.contains("--accent-brand:#d4ff3a;") && !css.contains("--accent-ink:#d4ff3a;"));
    assert!(warnings[0].starts_with("accent #d4ff3a has a contrast of 1."), "{warnings:?}");
}

#[test]
fn a_portal_that_chose_nothing_gets_the_themes_own_tokens() {
    let toml = "name = \"x\"\ncontract = 1\n[tokens]\naccent = \"#123456\"\nradius = 0\nscheme = \"dark\"\nfont-heading = \"Georgia, serif\"\n";
    let theme = build(&[source("acme", &[("theme.toml", toml)])]).unwrap();
    let css = |settings| String::from_utf8(theme.tokens(&settings, "x").asset.bytes.to_vec()).unwrap();
    let own = css(json!({"theme": {"accent": "#1f6f54", "signal": "#c2410c", "radius": 8, "scheme": "auto"}}));
    assert!(
        own.contains("--accent-brand:#123456;") && own.contains("--radius:0px;") && own.contains("color-scheme:dark;")
    );
    assert!(own.contains("--font-heading:Georgia, serif;"));
    let chosen = css(json!({"theme": {"accent": "#aa0000", "radius": 24, "scheme": "light"}}));
    assert!(
        chosen.contains("--accent-brand:#aa0000;")
            && chosen.contains("--radius:24px;")
            && chosen.contains("color-scheme:light;")
    );
}

#[test]
fn the_style_sheet_of_a_portal_has_a_name_of_its_own() {
    let theme = built_in();
    let (one, other) = (json!({"theme": {"accent": "#aa0000"}}), json!({"theme": {"accent": "#00aa00"}}));
    let name = theme.tokens(&one, "x").name.clone();
    assert_ne!(name, theme.tokens(&other, "x").name);
    assert!(theme.asset(&name, &one).unwrap().immutable);
    assert!(theme.asset(&name, &other).is_none(), "an old name is gone, not wrong");
    assert!(!theme.asset("tokens.css", &one).unwrap().immutable);
}

/// What building a theme with these tokens warns of.
fn warnings(tokens: &str) -> Vec<String> {
    let toml = format!("name = \"x\"\ncontract = 1\n[tokens]\n{tokens}");
    let layers = [source("acme", &[("theme.toml", &toml)])];
    let (_, found) = Theme::build(&layers, &Limits::default()).unwrap_or_else(|found| panic!("{}", found[0]));
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn tokens_that_are_hard_to_read_on_each_other_are_a_warning_with_both_numbers() {
    let found = warnings("shade = \"#eeeeee\"\nsoft = [\"#aaaaaa\", \"#a9b3af\"]\n");
    assert_eq!(found.len(), 4, "soft on three grounds, and the dark shade is light: {found:#?}");
    let soft = found.iter().find(|one| one.contains("soft #aaaaaa on surface #ffffff")).expect("it is told");
    assert!(soft.contains("has a contrast of 2.3 in the light scheme, it needs 4.5"), "{soft}");
    assert!(soft.contains("themes/acme/theme.toml:5:1") && soft.starts_with("warning"), "{soft}");
    let edge = warnings("edge = \"#dddddd\"\n").join("\n");
    assert!(edge.contains("it needs 3\n"), "an edge needs less than text: {edge}");
    assert_eq!(warnings("ink = \"rebeccapurple\"\naccent = \"#ffff00\"\n"), [] as [String; 0]);
}

#[test]
fn the_colours_that_contrast_is_measured_to_are_those_of_the_style_sheet() {
    let css = std::fs::read_to_string("../themes/default/static/site.css").unwrap();
    for (name, light, dark) in OWN {
        let short = if light == "#ffffff" { "#fff" } else { light };
        let rule = css.lines().find(|line| line.contains(&format!("--{name}: light-dark("))).expect("it has a rule");
        let rule = &rule[rule.find(&format!("--{name}: ")).unwrap()..];
        assert!(rule.contains(short) && rule.contains(dark), "{name}: {rule}");
    }
}

#[test]
fn a_token_cannot_leave_its_property() {
    for evil in ["red;}body{display:none", "url(https://x.example)", "a\\3b", "</style>", "@import 'x'"] {
        let toml = format!("name = \"x\"\ncontract = 1\n[tokens]\naccent = {evil:?}\n");
        assert!(!problems(&[("theme.toml", &toml)]).is_empty(), "{evil}");
    }
}
