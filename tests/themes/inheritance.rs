//! A tenant's theme on its parent on the built-in theme, block by block.

use portico::views::{home::Home, request::Request};

use super::{build, sample_page, source};

const PARENT: &[(&str, &str)] = &[
    (
        "templates/portal/layout.html",
        "{% extends \"@parent/portal/layout.html\" %}{% block mark %}<i>parent mark</i>{% endblock %}",
    ),
    (
        "templates/portal/request.html",
        "{% extends \"@parent/portal/request.html\" %}{% block facts_extra %}[parent]{% endblock %}{% block reply %}<p>parent reply</p>{{ super() }}{% endblock %}",
    ),
];

#[test]
fn three_levels_each_change_one_block_of_one_page() {
    let tenant = source(
        "tenant",
        &[(
            "templates/portal/request.html",
            "{% extends \"@parent/portal/request.html\" %}{% block facts_extra %}[tenant]{{ super() }}{% endblock %}",
        )],
    );
    let theme = build(&[tenant, source("partner", PARENT)]).unwrap();
    let html = theme.render(&sample_page::<Request>()).unwrap();
    assert!(html.contains("[tenant][parent]"), "the tenant's block around the parent's");
    assert!(
        html.contains("<p>parent reply</p>") && html.contains("id=\"reply\""),
        "the parent's block around the built-in one"
    );
    assert!(html.contains("parent mark"), "the parent's layout, through the built-in page's own name");
    assert!(html.contains("Heizung bleibt kalt"), "everything else is built in");
    assert_eq!(theme.problems(), []);
}

#[test]
fn a_page_that_fails_live_is_made_by_the_parent_and_reported_once() {
    let broken = "{% extends \"@parent/portal/home.html\" %}{% block home_top %}{{ page.open_total / 0 ~ person.nam }}{% endblock %}";
    let theme =
        build(&[source("tenant", &[("templates/portal/home.html", broken)]), source("partner", PARENT)]).unwrap();
    for _ in 0..3 {
        let html = theme.render(&sample_page::<Home>()).unwrap();
        assert!(html.contains("Offene Anfragen") && html.contains("parent mark"));
    }
    let problems = theme.problems();
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].file.as_str(), problems[0].line), ("themes/tenant/templates/portal/home.html", Some(1)));
}

#[test]
fn a_parents_partial_can_be_replaced_for_all_pages() {
    let tenant = source(
        "tenant",
        &[(
            "templates/parts/rows.html",
            "{% macro rows(rows) %}{% for row in rows %}<b>{{ row.number }}</b>{% endfor %}{% endmacro %}",
        )],
    );
    let html = build(&[tenant]).unwrap().render(&sample_page::<Home>()).unwrap();
    assert!(html.contains("<b>1042</b><b>1037</b>") && !html.contains("class=\"rows\""));
}

#[test]
fn a_theme_may_bring_settings_that_its_templates_see() {
    let toml = "name = \"t\"\ncontract = 1\n[settings]\nslogan = \"Immer warm\"\n";
    let page = "{% extends \"@parent/portal/home.html\" %}{% block home_top %}<q>{{ theme.settings.slogan }}</q>{% endblock %}";
    let theme = build(&[source("tenant", &[("theme.toml", toml), ("templates/portal/home.html", page)])]).unwrap();
    assert!(theme.render(&sample_page::<Home>()).unwrap().contains("<q>Immer warm</q>"));
}
