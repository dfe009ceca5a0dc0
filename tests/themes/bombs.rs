//! Templates that try to take the process with them. Each must end soon, in little memory, with a page from the built-in theme.

use std::time::{Duration, Instant};

use super::render_extra;

/// How long a hostile template may take in a development build on a busy machine; a release build needs a fiftieth of it.
const SOON: Duration = Duration::from_secs(20);
/// How much memory the whole test program may gain by one.
const LITTLE: u64 = 100 * 1024 * 1024;

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|text| text.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// Runs one template and gives what stopped it.
fn defuse(template: &str) -> String {
    let (before, began) = (resident(), Instant::now());
    let result = render_extra(template);
    assert!(began.elapsed() < SOON, "{:?} for {}", began.elapsed(), &template[..template.len().min(80)]);
    assert!(
        resident().saturating_sub(before) < LITTLE,
        "{} MB for {}",
        (resident() - before) >> 20,
        &template[..template.len().min(80)]
    );
    match result {
        Ok(html) => format!("harmless: {} bytes", html.len()),
        Err(error) => error,
    }
}

#[test]
fn doubling_a_text_ends_at_the_limit_for_values() {
    let doubled = "{% set x = x ~ x %}".repeat(60);
    assert!(defuse(&format!("{{% set x = 'aaaaaaaa' %}}{doubled}{{{{ x }}}}")).contains("longer than"));
    let added = "{% set x = x + x %}".repeat(60);
    assert!(defuse(&format!("{{% set x = 'aaaaaaaa' %}}{added}{{{{ x }}}}")).contains("longer than"));
}

#[test]
fn repeating_replacing_joining_and_indenting_are_bounded() {
    for (template, wanted) in [
        ("{{ 'a' * 100000000 }}", "takes numbers"),
        (
            "{% set x = 'a' ~ 'a' %}{% for i in range(100) %}{% set x = x|replace('a', x) %}{{ x }}{% endfor %}",
            "harmless",
        ),
        (
            "{% set x %}{% for i in range(1000) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}{% endset %}{{ x|replace('a', x)|length }}",
            "longer than",
        ),
        (
            "{% set x %}{% for i in range(1000) %}aaaaaaaaaaaaaaaaaaaa{% endfor %}{% endset %}{{ range(1000)|join(x)|length }}",
            "longer than",
        ),
        ("{{ 'a\nb'|indent(300000000) }}", "longer than"),
        ("{{ range(1000000000) }}", "longer than the 1000"),
    ] {
        let said = defuse(template);
        assert!(said.contains(wanted), "{template}: {said}");
    }
}

#[test]
fn captured_blocks_and_macros_cannot_grow_either() {
    let captured = "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(40);
    assert!(defuse(&format!("{{% set x = 'aaaaaaaaaaaaaaaa' %}}{captured}")).contains("than"));
    let text = "a".repeat(60_000);
    let raw = format!(
        "{{% set x %}}{{% for i in range(1000) %}}{{% for j in range(1000) %}}{text}{{% endfor %}}{{% endfor %}}{{% endset %}}"
    );
    assert!(defuse(&raw).contains("steps"));
    let recursion = "{% macro grow(x, n) %}{% if n > 0 %}{{ grow(x ~ x, n - 1) }}{% endif %}{{ x }}{% endmacro %}{{ grow('aaaaaaaa', 40) }}";
    assert!(!defuse(recursion).contains("harmless"));
    let passed = "{% macro f(g, x) %}{{ g(g, x ~ x) }}{% endmacro %}{{ f(f, 'aaaaaaaa') }}";
    assert!(!defuse(passed).contains("harmless"));
}

#[test]
fn lists_in_lists_cannot_grow_by_nesting() {
    let nested = "{% set x = [x, x] %}".repeat(60);
    assert!(defuse(&format!("{{% set x = ['a'] %}}{nested}{{{{ x|json }}}}")).contains("deeper"));
    let maps = "{% set x = {'a': x, 'b': x} %}".repeat(60);
    assert!(defuse(&format!("{{% set x = 1 %}}{maps}{{{{ x == x }}}}")).contains("deeper"));
    let wide = "{% set x = [1] %}{% for i in range(1000) %}{% for j in range(1000) %}{% set y = [i, j, x] %}{% endfor %}{% endfor %}";
    assert!(defuse(wide).contains("than"));
}

#[test]
fn endless_work_ends_with_the_fuel() {
    let loops = "{% for a in range(1000) %}{% for b in range(1000) %}{% for c in range(1000) %}{% endfor %}{% endfor %}{% endfor %}";
    assert!(!defuse(loops).contains("harmless"));
    let steps = "{% for a in range(50) %}{% for b in range(50) %}{% for c in range(50) %}{{ a }}{{ b }}{% endfor %}{% endfor %}{% endfor %}";
    assert!(defuse(steps).contains("than"));
    let compare = format!(
        "{{% set x %}}{}{{% endset %}}{{% for a in range(1000) %}}{{% for b in range(1000) %}}{{% if x == x ~ '' %}}{{% endif %}}{{% endfor %}}{{% endfor %}}",
        "{{ 'a' ~ 'b' }}".repeat(200)
    );
    assert!(!defuse(&compare).contains("harmless"));
    assert!(!defuse("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}").contains("harmless"));
}

#[test]
fn an_endless_page_ends_at_the_limit_for_pages() {
    let text = "a".repeat(2_000);
    let page = format!("{{% for a in range(1000) %}}{text}{{% endfor %}}");
    assert!(defuse(&page).contains("longer than"));
}

#[test]
fn sources_that_are_too_large_or_too_many_are_refused_before_they_are_read() {
    let large = "a".repeat(300 * 1024);
    let found = super::problems(&[("templates/portal/home.html", &large)]);
    assert!(found[0].message.contains("bytes"), "{found:?}");
    let names: Vec<String> = (0..600).map(|n| format!("templates/x/{n}.html")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert!(super::problems(&files)[0].message.contains("files"));
}

#[test]
fn looking_through_and_comparing_long_texts_ends_at_their_limit() {
    let long = format!("{{% set h = 'aaaaaaaaaaaaaaaa' %}}{}", "{% set h = h ~ h %}".repeat(13));
    let twin = format!("{{% set g = 'aaaaaaaaaaaaaaaa' %}}{}", "{% set g = g ~ g %}".repeat(13));
    let list = format!("[{}]", vec!["1"; 40].join(","));
    let each = format!("{{% for a in {list} %}}{{% for b in {list} %}}");
    for test in ["n in h", "n is in h", "h == g", "h < g", "h is startingwith(g)", "h|length > 1"] {
        let template = format!(
            "{long}{twin}{{% set n = 'b' ~ 'c' %}}{each}{{% if {test} %}}x{{% endif %}}{{% endfor %}}{{% endfor %}}"
        );
        let said = defuse(&template);
        assert!(said.contains("compares and searches more than"), "{test}: {said}");
    }
}
