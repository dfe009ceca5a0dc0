//! Tools that put many files in place: a checkout of another branch, and a copy as rsync makes it.

use std::{fs, process::Command};

use super::site::{MARK, RULE, Site, THEME, rule};

const LIBRARY: &str = "scripts/acme/lib/words.rhai";
const AUTOMATION: &str = "scripts/acme/automations/note.rhai";

/// Long enough that no slow machine cuts one deployment in two.
fn followed(site: Site) -> Site {
    let site = site.follow_with(|extensions| {
        extensions.settle_ms = 500;
        extensions.settle_max_ms = 20_000;
    });
    site.watched()
}

fn git(site: &Site, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(site.path("")).args(["-c", "user.name=A", "-c", "user.email=a@acme.example"]);
    // Whoever runs the tests may have hooks and signatures of their own.
    command.args(["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"]).args(arguments);
    let done = command.output().expect("git is there");
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// A theme, a library, a rule that needs just this library, and an automation.
fn write_all(site: &Site, word: &str) {
    site.write(MARK, word);
    site.write("themes/acme/theme.toml", THEME);
    site.write(LIBRARY, &format!("fn {word}() {{ \"{word}\" }}\n"));
    let uses =
        format!("import \"lib/words\" as w;\nfn before_create(draft, ctx) {{ draft.set_title(w::{word}()); }}\n");
    site.write(RULE, &uses);
    site.write(AUTOMATION, &format!("fn on_accepted(order, act, ctx) {{ act.add_note(\"{word}\"); }}\n"));
}

#[test]
fn a_checkout_of_another_branch_is_one_generation() {
    let site = Site::with(&[]);
    git(&site, &["init", "--quiet", "--initial-branch", "one"]);
    for word in ["one", "two"] {
        if word == "two" {
            git(&site, &["checkout", "--quiet", "-b", "two"]);
        }
        write_all(&site, word);
        git(&site, &["add", "themes", "scripts/acme"]);
        git(&site, &["commit", "--quiet", "-m", word]);
    }
    let mut site = followed(site);
    let mut before = site.generation("acme").number;
    for branch in ["one", "two", "one"] {
        git(&site, &["checkout", "--quiet", branch]);
        site.until(|site| site.answer() == branch && site.mark() == branch);
        before += 1;
        assert_eq!(site.generation("acme").number, before, "{branch}");
        assert!(site.generation("acme").report.iter().all(|report| report.diagnostics.is_empty()));
    }
}

#[test]
fn a_copy_of_many_files_is_one_generation_by_rename_and_in_place() {
    let mut site = followed(Site::acme());
    let by_rename = |site: &Site, path: &str, text: &[u8]| {
        let (folder, name) = path.rsplit_once('/').unwrap();
        let beside = site.path(&format!("{folder}/.{name}.Xk2p9Q"));
        fs::create_dir_all(site.path(folder)).unwrap();
        // Half of it stands there for a while under the hidden name.
        fs::write(&beside, &text[..text.len() / 2]).unwrap();
        fs::write(&beside, text).unwrap();
        fs::rename(beside, site.path(path)).unwrap();
    };
    let in_place = |site: &Site, path: &str, text: &[u8]| {
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).open(site.path(path)).unwrap();
        text.chunks(11).for_each(|piece| std::io::Write::write_all(&mut file, piece).unwrap());
    };
    type Way<'a> = &'a dyn Fn(&Site, &str, &[u8]);
    let ways: [(&str, Way<'_>); 2] = [("renamed", &by_rename), ("rewritten", &in_place)];
    for (word, save) in ways {
        let source = Site::with(&[]);
        write_all(&source, word);
        let before = site.generation("acme").number;
        for path in [RULE, AUTOMATION, LIBRARY, MARK] {
            save(&site, path, &fs::read(source.path(path)).unwrap());
        }
        site.until(|site| site.answer() == word && site.mark() == word);
        assert_eq!(site.generation("acme").number, before + 1, "{word}");
    }
    site.write(RULE, &rule("after"));
    site.until(|site| site.answer() == "after");
}
