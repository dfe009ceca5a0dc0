//! What the guard lets through and what it stops.

use super::*;

fn rewritten(source: &str) -> String {
    guard(source, "t.html").unwrap().source
}

fn refused(source: &str) -> String {
    guard(source, "t.html").unwrap_err().remove(0).message
}

#[test]
fn operations_that_grow_values_become_metered_calls() {
    assert_eq!(rewritten("{{ a ~ b ~ c }}"), "{{ __cat(__cat(a , b) , c) }}");
    assert_eq!(rewritten("{{ (a ~ b)|upper ~ 1 }}"), "{{ __cat((__cat(a , b))|upper , 1) }}");
    assert_eq!(rewritten("{{ (a) * (b + 2) }}"), "{{ __mul((a) , (__add(b , 2))) }}");
    assert_eq!(rewritten("{% set x = [a, [b]] %}"), "{% set x = __list(a, __list(b)) %}");
    assert_eq!(rewritten("{{ f({'k': a}) }}"), "{{ f(__map('k', a)) }}");
    assert_eq!(rewritten("{% set x = m(1) %}"), "{% set x = __keep(m(1)) %}");
    assert_eq!(rewritten("{% set x %}a{% endset %}"), "{% set x|__keep %}a{% endset %}");
    assert_eq!(rewritten("{% set x|upper %}a{% endset %}"), "{% set x|upper|__keep %}a{% endset %}");
}

#[test]
fn what_is_compared_or_looked_through_is_counted_unless_one_side_is_short_and_constant() {
    assert_eq!(rewritten("{{ a.b.c == d.e[0].f }}"), "{{ __read(a.b.c) == __read(d.e[0].f) }}");
    assert_eq!(rewritten("{{ 'x' in a.b }}"), "{{ 'x' in __read(a.b) }}");
    assert_eq!(rewritten("{{ a not in b|trim }}"), "{{ __read(a) not in __read(b|trim) }}");
    assert_eq!(rewritten("{{ a < b < c }}"), "{{ __read(a) < __read(b) < __read(c) }}");
    assert_eq!(rewritten("{{ a ~ b == c }}"), "{{ __read(__cat(a , b)) == __read(c) }}");
    let long = format!("'{}'", "x".repeat(300));
    assert_eq!(rewritten(&format!("{{{{ a == {long} }}}}")), format!("{{{{ __read(a) == __read({long}) }}}}"));
    for short in ["{{ a.b == 'x' }}", "{{ 1 < a }}", "{{ a in ['x', 'y'] }}", "{{ a != -1 }}"] {
        assert_eq!(rewritten(short), short);
    }
}

#[test]
fn what_cannot_grow_stays_as_it_is() {
    for source in [
        "{{ a.b|default('x') }}",
        "{{ t('k', n=a) }}",
        "{% for x in [1, 2] %}{{ x - 1 }}{% endfor %}",
        "{{ m(1) }}",
        "{{ super() }}",
    ] {
        assert_eq!(rewritten(source), source);
    }
}

#[test]
fn long_plain_text_is_cut_but_never_after_a_brace() {
    let text = "ä{".repeat(400);
    let guarded = guard(&text, "t.html").unwrap();
    assert_eq!(guarded.source.replace("{{''}}", ""), text);
    assert!(!guarded.source.contains("{{{") && guarded.source.contains("{{''}}"));
}

#[test]
fn the_place_in_the_authors_file_is_found_again() {
    let source = "{{ a ~ b ~ missing }}";
    let guarded = guard(source, "t.html").unwrap();
    let offset = guarded.source.find("missing").unwrap();
    assert_eq!(&source[guarded.original(offset)..][..7], "missing");
}

#[test]
fn what_cannot_be_metered_is_refused() {
    assert!(refused("{{ a[1:2] }}").contains("slices"));
    assert!(refused("{% autoescape false %}{% endautoescape %}").contains("escaping"));
    assert!(refused("{% for x in y recursive %}{% endfor %}").contains("recursive"));
    assert!(refused("{% include name %}").contains("in quotes"));
    assert!(refused("{% set a = b, c %}").contains("square brackets"));
    assert!(refused(&format!("{{% raw %}}{}{{% endraw %}}", "x".repeat(300))).contains("raw block"));
}

#[test]
fn sources_that_would_exhaust_the_stack_are_refused() {
    assert!(refused(&format!("{{{{ a{} }}}}", "~a".repeat(50_000))).contains("words and signs"));
    assert!(refused(&format!("{{{{ a{} }}}}", "|upper".repeat(20_000))).contains("words and signs"));
    let elifs = "{% elif a %}".repeat(10_000);
    assert!(refused(&format!("{{% if a %}}{elifs}{{% endif %}}")).contains("elif"));
    assert!(refused(&"{% macro a() %}{% endmacro %}".repeat(70)).contains("macros"));
    assert!(!refused(&"{% if a %}".repeat(5_000)).is_empty());
    assert!(!refused(&format!("{{{{ {} }}}}", "(".repeat(400))).is_empty());
}
