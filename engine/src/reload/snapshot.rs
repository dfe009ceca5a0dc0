//! Reads a folder into memory once, so that nothing is read twice from a moving folder, and hashes it, so that a touch is no change.

use std::{collections::BTreeMap, fs, io, path::Path, sync::Arc};

use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use super::classify;

/// Largest file that is read, in bytes. Each kind of extension has its own smaller limits.
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;
/// Most files below one folder.
pub const MAX_FILES: usize = 20_000;
/// Deepest folder.
const MAX_DEPTH: usize = 12;

/// Files by their path below the folder, with forward slashes.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// A folder as it was at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub files: Files,
    /// What could not be read, as findings about the file.
    pub problems: Vec<Diagnostic>,
}

impl Snapshot {
    /// Reads `root`, called `label` in messages. A missing folder is empty. `wanted` picks files by their path.
    pub fn read(root: &Path, label: &str, wanted: impl Fn(&str) -> bool) -> Self {
        let mut snapshot = Self::default();
        let Ok(real_root) = root.canonicalize() else { return snapshot };
        let reading = Reading { real_root: &real_root, label, wanted: &wanted };
        reading.folder(root, "", 0, &mut snapshot);
        snapshot
    }

    /// The files below one sub-folder, with paths relative to it.
    pub fn below(&self, folder: &str) -> Files {
        let prefix = format!("{folder}/");
        let files = self.files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix));
        files.map(|(path, bytes)| (path[prefix.len()..].to_owned(), Arc::clone(bytes))).collect()
    }

    /// Names of the first-level folders.
    pub fn folders(&self) -> Vec<String> {
        let mut names: Vec<_> =
            self.files.keys().filter_map(|path| path.split_once('/')).map(|(name, _)| name.to_owned()).collect();
        names.dedup();
        names
    }
}

/// Hash of a set of files: paths and contents, nothing else.
pub fn hash<'a>(files: impl IntoIterator<Item = (&'a String, &'a Arc<[u8]>)>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().into()
}

struct Reading<'a> {
    real_root: &'a Path,
    label: &'a str,
    wanted: &'a dyn Fn(&str) -> bool,
}

impl Reading<'_> {
    fn folder(&self, folder: &Path, below: &str, depth: usize, snapshot: &mut Snapshot) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problem(snapshot, below, &format!("cannot be read: {error}")),
        };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            if !classify::is_meant(name) || snapshot.files.len() >= MAX_FILES {
                continue;
            }
            // The file may be gone again, or be a link that leads nowhere: then it is not there.
            let Ok(real) = entry.path().canonicalize() else { continue };
            if !real.starts_with(self.real_root) {
                self.problem(snapshot, &path, "is a link that leaves the folder");
                continue;
            }
            match fs::metadata(&real) {
                Ok(found) if found.is_dir() && depth < MAX_DEPTH => self.folder(&real, &path, depth + 1, snapshot),
                Ok(found) if found.is_file() && (self.wanted)(&path) => self.file(&real, path, found.len(), snapshot),
                _ => {}
            }
        }
    }

    fn file(&self, real: &Path, path: String, size: u64, snapshot: &mut Snapshot) {
        if size > MAX_FILE_BYTES {
            return self.problem(snapshot, &path, &format!("is larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024));
        }
        match fs::read(real) {
            Ok(bytes) => {
                snapshot.files.insert(path, bytes.into());
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.problem(snapshot, &path, &format!("cannot be read: {error}")),
        }
    }

    fn problem(&self, snapshot: &mut Snapshot, path: &str, what: &str) {
        snapshot.problems.push(Diagnostic::error(format!("{}/{path}", self.label), what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    #[test]
    fn a_folder_is_read_without_droppings_and_cut_by_sub_folder() {
        let dir = folder(&[("a/theme.toml", "1"), ("a/x/y.html", "2"), ("a/.y.swp", "3"), ("ab/theme.toml", "4")]);
        let snapshot = Snapshot::read(dir.path(), "themes", |_| true);
        assert_eq!(snapshot.folders(), ["a", "ab"]);
        assert_eq!(snapshot.below("a").keys().collect::<Vec<_>>(), ["theme.toml", "x/y.html"]);
    }

    #[test]
    fn a_touch_changes_no_hash_and_a_moved_byte_does() {
        let read = |files: &[(&str, &str)]| hash(&Snapshot::read(folder(files).path(), "x", |_| true).files);
        assert_eq!(read(&[("a", "1"), ("b", "2")]), read(&[("b", "2"), ("a", "1")]));
        assert_ne!(read(&[("a", "12"), ("b", "")]), read(&[("a", "1"), ("b", "2")]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_an_error_and_is_not_followed() {
        let outside = folder(&[("secret", "s")]);
        let dir = folder(&[("a/theme.toml", "1")]);
        std::os::unix::fs::symlink(outside.path().join("secret"), dir.path().join("a/x.html")).unwrap();
        let snapshot = Snapshot::read(dir.path(), "themes", |_| true);
        assert!(!snapshot.files.contains_key("a/x.html"));
        assert_eq!(snapshot.problems[0].file, "themes/a/x.html");
    }

    #[test]
    fn a_missing_folder_is_empty() {
        assert_eq!(Snapshot::read(Path::new("/nowhere/at/all"), "x", |_| true), Snapshot::default());
    }
}
