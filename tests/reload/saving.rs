//! Every way to save a file is one change, and no way to save half a file makes it live.

use std::{fs, fs::File, path::Path, time::Duration};

use portico::reload::State;

use super::site::{MARK, RULE, Site, rule, write};

/// One way to save a text.
type Save = fn(&Path, &str);
/// How programs save.
const WAYS: [(&str, Save); 6] = [
    ("truncate and write", |path, text| fs::write(path, text).unwrap()),
    ("write in place, in pieces", |path, text| {
        use std::io::Write;
        let mut file = File::create(path).unwrap();
        for piece in text.as_bytes().chunks(7) {
            file.write_all(piece).unwrap();
        }
        file.sync_all().unwrap();
    }),
    ("write beside and rename", |path, text| {
        let beside = path.with_file_name("fault.rhai.tmp");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }),
    ("hidden file and rename, as rsync does", |path, text| {
        let beside = path.with_file_name(".fault.rhai.Xk2p9Q");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, path).unwrap();
    }),
    ("swap file, probe, backup, write, as vim does", |path, text| {
        let (swap, probe, backup) = (".fault.rhai.swp", "4913", "fault.rhai~");
        fs::write(path.with_file_name(swap), "b0VIM").unwrap();
        fs::write(path.with_file_name(probe), "").unwrap();
        fs::remove_file(path.with_file_name(probe)).unwrap();
        fs::rename(path, path.with_file_name(backup)).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(path.with_file_name(backup)).unwrap();
        fs::remove_file(path.with_file_name(swap)).unwrap();
    }),
    ("remove and make anew, as git does", |path, text| {
        fs::remove_file(path).unwrap();
        fs::write(path, text).unwrap();
    }),
];

#[test]
fn every_way_to_save_is_one_change() {
    let mut site = Site::acme().follow().watched();
    for (n, (way, save)) in WAYS.into_iter().enumerate() {
        let (word, before) = (format!("way {n}"), site.generation("acme").number);
        save(&site.path(RULE), &rule(&word));
        site.until(|site| site.answer() == word);
        assert_eq!(site.generation("acme").number, before + 1, "{way}");
    }
}

#[test]
fn two_hundred_files_at_once_are_one_build() {
    let mut site = Site::acme().follow_with(|extensions| {
        extensions.settle_ms = 500;
        extensions.settle_max_ms = 20_000;
    });
    site = site.watched();
    let before = site.generation("acme").number;
    for n in 0..200 {
        site.write(&format!("themes/acme/static/file-{n}.txt"), &n.to_string());
    }
    site.write(MARK, "burst");
    site.until(|site| site.mark() == "burst");
    assert_eq!(site.generation("acme").number, before + 1);
}

#[test]
fn a_touch_without_a_change_builds_nothing() {
    let mut site = Site::acme().follow();
    let before = site.generation("acme");
    for path in [RULE, MARK] {
        let file = File::options().append(true).open(site.path(path)).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
        let text = fs::read_to_string(site.path(path)).unwrap();
        write(&site.path(path), &text);
    }
    // What comes after the touches is seen after them.
    site.write("scripts/other/flows/fault.rhai", &rule("changed"));
    site.until(|site| site.answer_of("other") == "changed");
    assert!(std::sync::Arc::ptr_eq(&before, &site.generation("acme")), "acme keeps its generation");
}

#[test]
fn a_look_at_unchanged_folders_says_so() {
    let mut site = Site::acme();
    assert!(!site.look());
    let text = fs::read_to_string(site.path(RULE)).unwrap();
    site.write(RULE, &text);
    assert!(!site.look());
    site.write(RULE, &rule("two"));
    assert!(site.look());
    assert!(!site.look());
}

#[test]
fn half_a_file_never_goes_live_and_the_whole_one_does() {
    let mut site = Site::acme();
    let validate = "fn validate(form, ctx) { form.error(\"description\", \"no\"); }";
    let whole = format!("// A rule in several parts.\n{}\n{validate}\n", rule("two"));
    let mut states = Vec::new();
    for cut in (40..whole.len()).step_by(9) {
        site.write(RULE, &whole[..cut]);
        site.look();
        states.push(site.state(RULE));
        let answer = site.answer();
        assert!(answer == "one" || whole[..cut].contains(&rule("two")), "{answer} after {cut} bytes");
    }
    assert!(states.contains(&State::Stale));
    site.write(RULE, &whole);
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("two", State::Good));
}

#[test]
fn a_new_folder_is_followed_like_an_old_one() {
    let mut site = Site::with(&[]).follow();
    site.write(RULE, &rule("first"));
    site.until(|site| site.answer() == "first");
    site.write(RULE, &rule("second"));
    site.until(|site| site.answer() == "second");
}

#[test]
fn a_root_that_is_deleted_and_made_again_is_followed_again() {
    let mut site = Site::acme().follow();
    for round in ["two", "three"] {
        site.remove("scripts");
        site.until(|site| site.answer() == "no rule");
        site.write(RULE, &rule(round));
        site.until(|site| site.answer() == round);
    }
}
