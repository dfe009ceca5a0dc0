//! What the files of a theme say without being rendered: every name must exist, and nothing may be there that the browser would refuse.

use std::collections::BTreeSet;

use portico_host::diagnostic::Diagnostic;

use crate::{
    themes::{
        engine::Shared,
        filters, functions,
        guard::{Guarded, Use},
        icons,
        layers::{Family, PARENT, Template},
        source::line_column,
        tokens,
    },
    views::PAGES,
};

/// Names that the language itself knows.
const LANGUAGE: [&str; 4] = ["super", "loop", "caller", "self"];

/// Checks every template of all layers.
pub fn check(shared: &Shared) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for template in shared.layers.templates() {
        if let Some(guarded) = shared.guarded.get(&template.file) {
            let checked = Checked { shared, template, guarded };
            found.extend(checked.filters_tests_functions());
            found.extend(checked.literals());
            found.extend(checked.templates());
            found.extend(checked.macros());
            found.extend(checked.blocks());
            if template.family == Family::Pages {
                found.extend(super::markup::check(template, guarded));
            }
        }
    }
    found.extend(strays(shared));
    found
}

struct Checked<'a> {
    shared: &'a Shared,
    template: &'a Template,
    guarded: &'a Guarded,
}

impl Checked<'_> {
    fn at(&self, what: &Use, message: String) -> Diagnostic {
        let (line, column) = line_column(&self.template.source, what.offset);
        Diagnostic::error(&self.template.file, message).at(&self.template.source, line, Some(column))
    }

    fn filters_tests_functions(&self) -> Vec<Diagnostic> {
        let uses = &self.guarded.uses;
        let mut found = Vec::new();
        for (kind, all, known) in
            [("filter", &uses.filters, filters::NAMES.as_slice()), ("test", &uses.tests, filters::TESTS.as_slice())]
        {
            for one in all.iter().filter(|one| !known.contains(&one.name.as_str())) {
                let problem = self.at(one, format!("there is no {kind} \"{}\"", one.name));
                found.push(match one.name.as_str() {
                    "safe" => problem.suggest("text is always escaped; |paragraphs keeps line breaks"),
                    name => problem.suggest_nearest(name, known.iter().copied()),
                });
            }
        }
        let declared = |name: &str| uses.declared.iter().any(|own| own == name);
        let known = |name: &str| functions::NAMES.contains(&name) || LANGUAGE.contains(&name) || declared(name);
        for one in uses.functions.iter().filter(|one| !known(&one.name)) {
            let names = functions::NAMES.into_iter().chain(uses.declared.iter().map(String::as_str));
            let problem = self.at(one, format!("there is no function \"{}\"", one.name));
            found.push(problem.suggest_nearest(&one.name, names));
        }
        found
    }

    /// Texts, icons and files that are named by literals.
    fn literals(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (function, one) in &self.guarded.uses.literals {
            let problem = |message: String| self.at(one, message);
            match function.as_str() {
                "t" => found.extend(self.text(one)),
                "icon" if icons::find(&one.name).is_none() => found.push(
                    problem(format!("there is no icon \"{}\"", one.name)).suggest_nearest(&one.name, icons::names()),
                ),
                "asset" if one.name != tokens::PATH && self.shared.assets.get(&one.name).is_none() => found.push(
                    problem(format!("there is no file \"static/{}\"", one.name))
                        .suggest_nearest(&one.name, self.shared.assets.names()),
                ),
                _ => {}
            }
        }
        found
    }

    fn text(&self, one: &Use) -> Option<Diagnostic> {
        let texts = &self.shared.texts;
        let lacking: Vec<&str> = texts.tags().filter(|tag| !texts.has(texts.language(tag), &one.name)).collect();
        let any = texts.language(lacking.first()?);
        let problem = self.at(one, format!("there is no text \"{}\" in {}", one.name, lacking.join(", ")));
        Some(problem.suggest_nearest(&one.name, any.keys().iter().map(String::as_str)))
    }

    fn templates(&self) -> Vec<Diagnostic> {
        let (layers, file) = (&self.shared.layers, self.template.file.as_str());
        let mut found = Vec::new();
        for one in &self.guarded.uses.templates {
            if layers.resolve(&one.name, file, 0).is_none() {
                let plain = one.name.strip_prefix(PARENT).unwrap_or(&one.name);
                let problem = self.at(one, format!("there is no template \"{}\"", one.name));
                found.push(problem.suggest_nearest(plain, layers.names(self.template.family)));
            } else if self.reaches_itself(&one.name) {
                let problem = self.at(one, format!("\"{}\" leads back to this template", one.name));
                found.push(problem.suggest(format!("name the level above: \"{PARENT}{}\"", self.template.name)));
            } else if file.ends_with(".html") && one.name.ends_with(".txt") {
                let problem = self.at(one, format!("\"{}\" is plain text, in which nothing is escaped", one.name));
                found.push(problem.suggest("write it as HTML, in a template of its own"));
            }
        }
        found
    }

    /// Macros of another template, imported by name or asked of the template as a whole.
    fn macros(&self) -> Vec<Diagnostic> {
        let uses = &self.guarded.uses;
        let module = |name: &str| uses.modules.iter().find(|(own, _)| own == name).map(|(_, template)| template);
        let asked = uses.members.iter().filter_map(|(of, one)| Some((module(of)?, one)));
        let missing = |(template, one): (&String, &Use)| {
            let file = self.shared.layers.resolve(template, &self.template.file, 0)?;
            let other = &self.shared.guarded.get(file)?.uses;
            if other.declared.contains(&one.name) {
                return None;
            }
            let problem = self.at(one, format!("\"{template}\" has no macro \"{}\"", one.name));
            Some(problem.suggest_nearest(&one.name, other.macros.iter().map(String::as_str)))
        };
        uses.imported.iter().map(|(template, one)| (template, one)).chain(asked).filter_map(missing).collect()
    }

    /// Whether following `name` comes back to this template.
    fn reaches_itself(&self, name: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&str> = self.shared.layers.resolve(name, &self.template.file, 0).into_iter().collect();
        while let Some(file) = open.pop() {
            if file == self.template.file {
                return true;
            }
            if seen.insert(file)
                && let Some(guarded) = self.shared.guarded.get(file)
            {
                let next = guarded.uses.templates.iter();
                open.extend(next.filter_map(|one| self.shared.layers.resolve(&one.name, file, 0)));
            }
        }
        false
    }

    /// A block that no ancestor has is never shown.
    fn blocks(&self) -> Vec<Diagnostic> {
        let Some(parent) = &self.guarded.uses.extends else { return Vec::new() };
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let mut next = self.shared.layers.resolve(parent, &self.template.file, 0);
        while let Some(file) = next {
            let Some(guarded) = self.shared.guarded.get(file) else { break };
            let before = known.len();
            known.extend(guarded.uses.blocks.iter().map(|(_, one)| one.name.as_str()));
            let parent = guarded.uses.extends.as_deref();
            next = parent.and_then(|name| self.shared.layers.resolve(name, file, 0)).filter(|_| known.len() > before);
        }
        let own = self.guarded.uses.blocks.iter().filter(|(top, one)| *top && !known.contains(one.name.as_str()));
        own.map(|(_, one)| {
            let problem = self.at(one, format!("\"{parent}\" has no block \"{}\"", one.name));
            problem.suggest_nearest(&one.name, known.iter().copied())
        })
        .collect()
    }
}

/// Templates that nothing shows: their name is probably wrong.
fn strays(shared: &Shared) -> Vec<Diagnostic> {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (file, guarded) in shared.guarded.iter() {
        used.extend(guarded.uses.templates.iter().filter_map(|one| shared.layers.resolve(&one.name, file, 0)));
    }
    let pages: Vec<&str> = PAGES.iter().map(|kind| kind.template).collect();
    let stray = |template: &&Template| {
        template.family == Family::Pages
            && !used.contains(template.file.as_str())
            && !pages.contains(&template.name.as_str())
            && shared.layers.find(Family::Pages, &template.name, template.layer + 1).is_none()
    };
    let all = shared.layers.templates().filter(stray);
    let note = |template: &Template| {
        Diagnostic::warning(&template.file, format!("no page shows the template \"{}\"", template.name))
            .suggest_nearest(&template.name, pages.iter().copied())
    };
    all.map(note).collect()
}
