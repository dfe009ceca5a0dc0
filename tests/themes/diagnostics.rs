//! What an author reads when something is wrong: file, line, column, the lines around it, and the name that was meant.

use super::problems;

/// Place, message and suggestion of the first problem.
fn first(path: &str, text: &str) -> (String, String, String) {
    let found = problems(&[(path, text)]);
    let one = found.first().unwrap_or_else(|| panic!("nothing is wrong with {text}"));
    let place = |n: Option<usize>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let place = format!("{}:{}:{}", one.file, place(one.line), place(one.column));
    (place, one.message.clone(), one.suggestion.clone().unwrap_or_default())
}

fn in_home(text: &str) -> (String, String, String) {
    first(
        "templates/portal/home.html",
        &format!("{{% extends \"@parent/portal/home.html\" %}}\n{{% block home_top %}}\n{text}\n{{% endblock %}}\n"),
    )
}

#[test]
fn an_undefined_value_names_what_was_probably_meant() {
    let (place, message, suggestion) = in_home("<p>{{ page.opn_total }}</p>");
    assert_eq!(place, "themes/acme/templates/portal/home.html:3:7");
    assert_eq!(
        (message.as_str(), suggestion.as_str()),
        ("undefined: page.opn_total", "did you mean \"page.open_total\"?")
    );
    let (place, message, suggestion) = in_home("{% for row in page.open %}ä {{ \"x\" ~ row.titel }}{% endfor %}");
    assert_eq!(place, "themes/acme/templates/portal/home.html:3:38");
    assert_eq!((message.as_str(), suggestion.as_str()), ("undefined: row.titel", "did you mean \"row.title\"?"));
}

#[test]
fn a_misspelt_name_is_looked_for_where_it_stands() {
    let cases = [
        ("{{ pgae.title }}", "undefined: pgae", "did you mean \"page\"?"),
        ("{{ site.nmae }}", "undefined: site.nmae", "did you mean \"site.name\"?"),
        ("{{ theme.settigns }}", "undefined: theme.settigns", "did you mean \"theme.settings\"?"),
        ("{% for entry in page.open %}{{ enrty.title }}{% endfor %}", "undefined: enrty", "did you mean \"entry\"?"),
        (
            "{% from \"parts/ui.html\" import detials %}{{ detials([]) }}",
            "\"parts/ui.html\" has no macro \"detials\"",
            "did you mean \"details\"?",
        ),
        (
            "{% import \"parts/ui.html\" as ui %}{{ ui.detials([]) }}",
            "\"parts/ui.html\" has no macro \"detials\"",
            "did you mean \"details\"?",
        ),
    ];
    for (text, message, suggestion) in cases {
        let (place, said, help) = in_home(text);
        assert!(place.starts_with("themes/acme/templates/portal/home.html:3:"), "{text}: {place}");
        assert_eq!((said.as_str(), help.as_str()), (message, suggestion), "{text}");
    }
}

#[test]
fn a_problem_shows_the_lines_around_it() {
    let found = problems(&[(
        "templates/portal/home.html",
        "{% extends \"@parent/portal/home.html\" %}\n{% block home_top %}\n<p>{{ icon(\"fla\") }}</p>\n{% endblock %}\n",
    )]);
    assert_eq!(
        found[0].excerpt,
        "   1 | {% extends \"@parent/portal/home.html\" %}\n   2 | {% block home_top %}\n   3 | <p>{{ icon(\"fla\") }}</p>\n     |            ^\n   4 | {% endblock %}"
    );
}

#[test]
fn every_unknown_name_is_found_before_anything_is_rendered() {
    let cases = [
        ("{{ page.all|upperr }}", "there is no filter \"upperr\"", "did you mean \"upper\"?", 3, 13),
        (
            "{{ site.name|safe }}",
            "there is no filter \"safe\"",
            "text is always escaped; |paragraphs keeps line breaks",
            3,
            14,
        ),
        ("{% if page.all is definde %}{% endif %}", "there is no test \"definde\"", "did you mean \"defined\"?", 3, 19),
        ("{{ dat(now) }}", "there is no function \"dat\"", "did you mean \"date\"?", 3, 4),
        ("{{ icon(\"flam\") }}", "there is no icon \"flam\"", "did you mean \"flame\"?", 3, 9),
        ("{{ t(\"home-opn\") }}", "there is no text \"home-opn\" in de, en, nl", "did you mean \"home-open\"?", 3, 6),
        ("{{ asset(\"sit.css\") }}", "there is no file \"static/sit.css\"", "did you mean \"site.css\"?", 3, 10),
        (
            "{% include \"parts/row.html\" %}",
            "there is no template \"parts/row.html\"",
            "did you mean \"parts/rows.html\"?",
            3,
            12,
        ),
    ];
    for (text, message, suggestion, line, column) in cases {
        let found = in_home(text);
        assert_eq!(
            found,
            (format!("themes/acme/templates/portal/home.html:{line}:{column}"), message.into(), suggestion.into())
        );
    }
}

#[test]
fn a_text_key_that_is_put_together_is_found_by_rendering() {
    let (_, message, suggestion) = in_home("{{ t(\"home-\" ~ \"clsed\") }}");
    assert_eq!(
        (message.as_str(), suggestion.as_str()),
        ("there is no text \"home-clsed\"; did you mean \"home-closed\"?", "")
    );
}

#[test]
fn a_syntax_error_and_a_wrong_block_name_have_their_place() {
    let (place, message, _) = in_home("{% if page.all %}");
    assert!(place.starts_with("themes/acme/templates/portal/home.html:4:"), "{place} {message}");
    let text = "{% extends \"@parent/portal/home.html\" %}\n\n  {% block home_tpo %}{% endblock %}";
    let (place, message, suggestion) = first("templates/portal/home.html", text);
    assert_eq!(place, "themes/acme/templates/portal/home.html:3:6");
    assert_eq!(
        (message.as_str(), suggestion.as_str()),
        ("\"@parent/portal/home.html\" has no block \"home_tpo\"", "did you mean \"home_top\"?")
    );
}

#[test]
fn what_the_browser_would_refuse_is_an_error() {
    let cases = [
        ("<p onclick=\"x()\">", "event handlers"),
        ("<p style=\"color:red\">", "style attributes"),
        ("<style>p{}</style>", "style elements"),
        ("<script>x()</script>", "scripts stand in files"),
        ("<script src=\"https://cdn.example/x.js\"></script>", "files of other hosts"),
        ("<a href=\"javascript:x()\">x</a>", "links cannot run scripts"),
        ("{% autoescape false %}{{ site.name }}{% endautoescape %}", "escaping is always on"),
    ];
    for (text, wanted) in cases {
        let found = problems(&[(
            "templates/portal/home.html",
            &format!("{{% extends \"@parent/portal/home.html\" %}}{{% block home_top %}}{text}{{% endblock %}}"),
        )]);
        assert!(found.iter().any(|one| one.message.contains(wanted)), "{text}: {found:?}");
    }
}

#[test]
fn a_page_that_loses_its_heading_or_its_skip_link_is_refused() {
    let (_, message, _) = first(
        "templates/portal/message.html",
        "{% extends \"portal/layout.html\" %}{% block title %}x{% endblock %}{% block main %}<p>x</p>{% endblock %}",
    );
    assert_eq!(message, "a page has one heading of the first level, this one has 0");
    let (_, message, _) = first(
        "templates/portal/message.html",
        "<!doctype html><html lang=\"de\"><title>x</title><main><h1>x</h1></main></html>",
    );
    assert_eq!(message, "the link that skips to the content is gone");
}

#[test]
fn a_page_that_hides_that_staff_see_it_as_somebody_else_is_refused() {
    let (_, message, help) = first(
        "templates/portal/message.html",
        "<!doctype html><html lang=\"de\"><title>x</title><a href=\"#main\">x</a><main id=\"main\"><h1>x</h1></main></html>",
    );
    assert_eq!(message, "the page does not tell staff that they see it as somebody else does");
    assert!(help.contains("base.html"), "{help}");
}

#[test]
fn a_required_block_must_be_filled() {
    let (_, message, _) = first(
        "templates/portal/message.html",
        "{% extends \"portal/layout.html\" %}{% block main %}<h1>x</h1>{% endblock %}",
    );
    assert!(message.contains("title"), "{message}");
}

#[test]
fn a_manifest_that_cannot_be_read_says_where_and_what() {
    let (place, message, _) = first("theme.toml", "name = \"x\"\ncontract = 1\ncolour = 3\n");
    assert!(place.starts_with("themes/acme/theme.toml:3:") && message.contains("colour"), "{place} {message}");
    let (_, message, _) = first("theme.toml", "name = \"x\"\ncontract = 2\n");
    assert_eq!(message, "the theme is written for contract 2, this engine has 1");
    let (_, message, _) =
        first("theme.toml", "name = \"x\"\ncontract = 1\n[tokens]\naccent = \"red;}body{display:none\"\n");
    assert!(message.contains("\"accent\""), "{message}");
}

#[test]
fn a_token_that_the_program_cannot_read_does_not_go_live() {
    let of = |line: &str| first("theme.toml", &format!("name = \"x\"\ncontract = 1\n[tokens]\n{line}\n"));
    for (line, said) in [
        ("accent = \"#12\"", "the token \"accent\" is \"#12\", which is not a colour"),
        ("signal = \"blu\"", "the token \"signal\" is \"blu\", which is not a colour"),
        ("ground = [\"#ffffff\", \"#12\"]", "the token \"ground\" is [\"#ffffff\", \"#12\"], which is not a colour"),
        ("scheme = \"drak\"", "the token \"scheme\" is \"drak\", which is not a scheme"),
    ] {
        let (place, message, suggestion) = of(line);
        assert_eq!((place.as_str(), message.as_str()), ("themes/acme/theme.toml:4:1", said));
        assert!(suggestion.contains("#rrggbb") || suggestion.contains("\"dark\""), "{suggestion}");
    }
}

#[test]
fn a_text_that_names_what_it_is_not_given_is_pointed_out() {
    let texts = "# { $nothing } in a comment\nrequest-number = Vorgang { $nubmer }\nrule-own = { $anything }\nall-requests =\n    Alle { $count }\n";
    let layers = [super::source("acme", &[("locales/de.ftl", texts)])];
    let (_, found) = portico::themes::Theme::build(&layers, &portico::themes::Limits::default()).unwrap();
    let said: Vec<_> = found.iter().map(|one| (one.line, one.message.as_str(), one.suggestion.as_deref())).collect();
    let wanted = [
        (Some(2), "the text \"request-number\" is not given $nubmer", Some("did you mean \"$number\"?")),
        (Some(5), "the text \"all-requests\" is not given $count", Some("it is given nothing")),
    ];
    assert_eq!(said, wanted);
    assert_eq!((found[0].file.as_str(), found[0].column), ("themes/acme/locales/de.ftl", Some(28)));
}

#[test]
fn a_style_sheet_that_is_not_closed_does_not_go_live_and_one_of_another_host_is_pointed_out() {
    let (place, message, _) = first("static/brand.css", "a { color: red }\nb { color: blue\n");
    assert_eq!((place.as_str(), message.as_str()), ("themes/acme/static/brand.css:2:3", "a { that is not closed"));
    let sheet = "a { background: url(https://cdn.example/x.png) }\n";
    let layers = [super::source("acme", &[("static/brand.css", sheet)])];
    let (_, found) = portico::themes::Theme::build(&layers, &portico::themes::Limits::default()).unwrap();
    assert_eq!((found.len(), found[0].line, found[0].column), (1, Some(1), Some(17)));
    assert!(found[0].message.contains("another host"), "{}", found[0]);
}

#[test]
fn a_template_that_leads_back_to_itself_is_refused() {
    let (_, message, suggestion) = first("templates/portal/home.html", "{% extends \"portal/home.html\" %}");
    assert_eq!(message, "\"portal/home.html\" leads back to this template");
    assert_eq!(suggestion, "name the level above: \"@parent/portal/home.html\"");
}

#[test]
fn a_template_that_no_page_shows_is_pointed_out() {
    let theme = portico::themes::Theme::build(
        &[super::source("acme", &[("templates/portal/requets.html", "x")])],
        &Default::default(),
    );
    let warnings = theme.map(|(_, warnings)| warnings).unwrap();
    assert_eq!(warnings[0].suggestion.as_deref(), Some("did you mean \"portal/requests.html\"?"));
}

#[test]
fn plain_text_in_the_html_of_a_mail_is_refused_because_nothing_in_it_is_escaped() {
    let include = "{% include \"request_accepted/body.txt\" %}";
    let (place, message, _) = first("mail/request_accepted/body.html", include);
    assert_eq!(place, "themes/acme/mail/request_accepted/body.html:1:12");
    assert!(message.contains("nothing is escaped"), "{message}");
}
