//! Deployments that swap links: mounted configuration maps, and release folders behind one link.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use portico::config::Extensions;

use super::site::{Site, rule, write};

/// Replaces a link in one step, as `ln -sfn` and deployment tools do.
fn relink(link: &Path, to: &str) {
    let fresh = link.with_file_name("fresh-link");
    symlink(to, &fresh).unwrap();
    fs::rename(fresh, link).unwrap();
}

/// `flows/fault.rhai` is a link through `..data`, which is a link to a dated folder.
fn map(flows: &Path, version: &str, word: &str) {
    write(&flows.join(version).join("fault.rhai"), &rule(word));
    relink(&flows.join("..data"), version);
}

#[test]
fn a_configuration_map_is_followed_through_every_swap() {
    let site = Site::with(&[]);
    let flows = site.path("scripts/acme/flows");
    fs::create_dir_all(&flows).unwrap();
    map(&flows, "..2026_03_01", "one");
    symlink("..data/fault.rhai", flows.join("fault.rhai")).unwrap();
    let mut site = site.follow();
    assert_eq!(site.answer(), "one");
    for (old, new, word) in [("..2026_03_01", "..2026_03_02", "two"), ("..2026_03_02", "..2026_03_03", "three")] {
        map(&flows, new, word);
        fs::remove_dir_all(flows.join(old)).unwrap();
        site.until(|site| site.answer() == word);
    }
}

/// A release is a folder with all three kinds; `link` leads to the live one.
fn release(site: &Site, name: &str, word: &str) -> PathBuf {
    let folder = site.path("releases").join(name);
    write(&folder.join("scripts/acme/flows/fault.rhai"), &rule(word));
    fs::create_dir_all(folder.join("themes")).unwrap();
    fs::create_dir_all(folder.join("plugins")).unwrap();
    folder
}

fn in_release(current: &Path) -> impl FnOnce(&mut Extensions) {
    move |extensions| {
        extensions.scripts = current.join("scripts");
        extensions.themes = current.join("themes");
        extensions.plugins = current.join("plugins");
    }
}

#[test]
fn a_link_above_the_folders_is_followed_through_every_swap() {
    let site = Site::with(&[]);
    release(&site, "1", "one");
    let current = site.path("current");
    symlink("releases/1", &current).unwrap();
    let mut site = site.follow_with(in_release(&current));
    assert_eq!(site.answer(), "one");
    for (name, word) in [("2", "two"), ("3", "three")] {
        release(&site, name, word);
        relink(&current, &format!("releases/{name}"));
        site.until(|site| site.answer() == word);
    }
    // The files behind the link are followed too, wherever it leads by now.
    release(&site, "3", "edited");
    site.until(|site| site.answer() == "edited");
}

#[test]
fn a_root_that_is_a_link_itself_is_followed_through_every_swap() {
    let site = Site::with(&[]);
    release(&site, "1", "one");
    let root = site.path("linked-scripts");
    symlink("releases/1/scripts", &root).unwrap();
    let scripts = root.clone();
    let mut site = site.follow_with(|extensions| extensions.scripts = scripts);
    for (name, word) in [("2", "two"), ("3", "three")] {
        release(&site, name, word);
        relink(&root, &format!("releases/{name}/scripts"));
        site.until(|site| site.answer() == word);
    }
}

#[test]
fn a_swap_to_the_same_content_is_followed_from_then_on() {
    let site = Site::with(&[]);
    release(&site, "1", "same");
    release(&site, "2", "same");
    let current = site.path("current");
    symlink("releases/1", &current).unwrap();
    let mut site = site.follow_with(in_release(&current));
    let before = site.generation("acme").number;
    relink(&current, "releases/2");
    // The next change may come before or after the swap was noticed; either way it is seen.
    release(&site, "2", "edited behind the new link");
    site.until(|site| site.answer() == "edited behind the new link");
    assert_eq!(site.generation("acme").number, before + 1);
    release(&site, "2", "edited once more");
    site.until(|site| site.answer() == "edited once more");
}
