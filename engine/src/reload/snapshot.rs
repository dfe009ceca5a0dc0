//! Reads a folder into memory once, so that nothing is read twice from a moving folder, and hashes it, so that a touch is no change.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use portico_host::diagnostic::Diagnostic;
use sha2::{Digest, Sha256};

use super::classify::{self, Kind};

/// Largest file that is read, in bytes. Each kind of extension has its own smaller limits.
pub const MAX_FILE_BYTES: u64 = 8 * 1024 * 1024;
/// Most files below one folder.
pub const MAX_FILES: usize = 20_000;
/// Most that one extension's folder may hold, in bytes: what goes beyond is not read, so that photos copied into the wrong place cost
/// their theme and not the memory of all. Each kind of extension has its own smaller limits.
const MAX_EXTENSION_BYTES: u64 = 64 * 1024 * 1024;
/// Most files and folders that are looked at, read or not.
const MAX_ENTRIES: usize = 200_000;
/// Deepest folder.
const MAX_DEPTH: usize = 12;

/// Files by their path below the folder, with forward slashes.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// A folder as it was at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshot {
    pub files: Files,
    /// What is there but could not be read, as findings about the file or the folder. What is below it is unknown, which is not the same
    /// as gone.
    pub problems: Vec<Diagnostic>,
}

impl Snapshot {
    /// Reads `root`. A missing folder is empty. `kind` names it in messages and picks files by their path.
    pub fn read(root: &Path, kind: &Kind) -> Self {
        Self::at_most(MAX_FILES, root, kind)
    }

    fn at_most(max_files: usize, root: &Path, kind: &Kind) -> Self {
        let most = Most { files: max_files, bytes: MAX_EXTENSION_BYTES, entries: MAX_ENTRIES };
        Self::within(most, root, kind)
    }

    fn within(most: Most, root: &Path, kind: &Kind) -> Self {
        let mut snapshot = Self::default();
        match root.canonicalize() {
            Ok(real_root) => snapshot = Reading::new(&real_root, kind, most).whole(root),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => problem(&mut snapshot, kind, "", &format!("cannot be read: {error}")),
        }
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

/// What one reading takes in.
#[derive(Clone, Copy)]
struct Most {
    files: usize,
    /// Of one extension.
    bytes: u64,
    entries: usize,
}

struct Reading<'a> {
    real_root: &'a Path,
    kind: &'a Kind,
    most: Most,
    snapshot: Snapshot,
    /// Real folders that this place lies in, so that a link into one of them is not followed round and round.
    around: Vec<PathBuf>,
    /// Files and folders that were looked at.
    entries: usize,
    /// By extension.
    bytes: BTreeMap<String, u64>,
}

impl<'a> Reading<'a> {
    fn new(real_root: &'a Path, kind: &'a Kind, most: Most) -> Self {
        let (snapshot, around, bytes) = (Snapshot::default(), vec![real_root.to_owned()], BTreeMap::new());
        Self { real_root, kind, most, snapshot, around, entries: 0, bytes }
    }

    fn whole(mut self, root: &Path) -> Snapshot {
        self.folder(root, "");
        let files = self.most.files;
        if self.snapshot.files.len() >= files {
            self.problem("", &format!("holds {files} files or more, so not all were read"));
        } else if self.is_full() {
            let entries = self.most.entries;
            self.problem("", &format!("holds {entries} files and folders or more, so not all were read"));
        }
        self.snapshot
    }

    fn is_full(&self) -> bool {
        self.snapshot.files.len() >= self.most.files || self.entries >= self.most.entries
    }

    fn folder(&mut self, folder: &Path, below: &str) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.unread(below, &error),
        };
        for entry in entries {
            match entry {
                Ok(entry) if !self.is_full() => self.entry(&entry, below),
                Ok(_) => return,
                Err(error) => self.unread(below, &error),
            }
        }
    }

    fn entry(&mut self, entry: &fs::DirEntry, below: &str) {
        self.entries += 1;
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| classify::is_meant(name)) else { return };
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        let real = entry.path().canonicalize().and_then(|real| Ok((fs::metadata(&real)?, real)));
        let (found, real) = match real {
            Ok(found) => found,
            Err(error) => return self.unread(&path, &error),
        };
        let wanted = if found.is_dir() { (self.kind.entered)(&path) } else { (self.kind.wanted)(&path) };
        if found.is_file() && !wanted && (self.kind.is_folder)(&path) {
            return self.problem(&path, "is a file, not a folder");
        }
        if !wanted {
            return;
        }
        if !real.starts_with(self.real_root) {
            return self.problem(&path, "is a link that leaves the folder");
        }
        if found.is_file() {
            self.file(&real, path, found.len());
        } else if found.is_dir() {
            self.enter(real, &path);
        }
        // A socket or a pipe is nothing that an author means.
    }

    fn enter(&mut self, real: PathBuf, path: &str) {
        if self.around.contains(&real) {
            return self.problem(path, "is a link to a folder that it lies in");
        }
        if self.around.len() > MAX_DEPTH {
            return self.problem(path, &format!("is nested deeper than {MAX_DEPTH} folders"));
        }
        self.around.push(real.clone());
        self.folder(&real, path);
        self.around.pop();
    }

    fn file(&mut self, real: &Path, path: String, size: u64) {
        if size > MAX_FILE_BYTES {
            let what = format!("is larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024);
            return self.problem(&path, &what);
        }
        let extension = path.split('/').next().unwrap_or_default().to_owned();
        let held = self.bytes.entry(extension.clone()).or_default();
        let before = *held;
        *held = before.saturating_add(size);
        if *held > self.most.bytes {
            if before <= self.most.bytes {
                let what = format!("holds more than {} MiB, so not all was read", self.most.bytes / 1024 / 1024);
                self.problem(&extension, &what);
            }
            return;
        }
        match fs::read(real) {
            Ok(bytes) => {
                self.snapshot.files.insert(path, bytes.into());
            }
            Err(error) => self.unread(&path, &error),
        }
    }

    /// It may be gone by now, or be a link that leads nowhere: then it is not there. Everything else is a problem.
    fn unread(&mut self, path: &str, error: &io::Error) {
        if error.kind() != io::ErrorKind::NotFound {
            self.problem(path, &format!("cannot be read: {error}"));
        }
    }

    fn problem(&mut self, path: &str, what: &str) {
        problem(&mut self.snapshot, self.kind, path, what);
    }
}

fn problem(snapshot: &mut Snapshot, kind: &Kind, path: &str, what: &str) {
    let file = if path.is_empty() { kind.label.to_owned() } else { format!("{}/{path}", kind.label) };
    snapshot.problems.push(Diagnostic::error(file, what));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reload::classify::{PLUGINS, THEMES};

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
        let snapshot = Snapshot::read(dir.path(), &THEMES);
        assert_eq!(snapshot.folders(), ["a", "ab"]);
        assert_eq!(snapshot.below("a").keys().collect::<Vec<_>>(), ["theme.toml", "x/y.html"]);
    }

    #[test]
    fn a_touch_changes_no_hash_and_a_moved_byte_does() {
        let read = |files: &[(&str, &str)]| hash(&Snapshot::read(folder(files).path(), &THEMES).files);
        assert_eq!(read(&[("a", "1"), ("b", "2")]), read(&[("b", "2"), ("a", "1")]));
        assert_ne!(read(&[("a", "12"), ("b", "")]), read(&[("a", "1"), ("b", "2")]));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_folder_is_an_error_and_is_not_followed() {
        let outside = folder(&[("secret", "s")]);
        let dir = folder(&[("a/theme.toml", "1")]);
        std::os::unix::fs::symlink(outside.path().join("secret"), dir.path().join("a/x.html")).unwrap();
        let snapshot = Snapshot::read(dir.path(), &THEMES);
        assert!(!snapshot.files.contains_key("a/x.html"));
        assert_eq!(snapshot.problems[0].file, "themes/a/x.html");
    }

    #[test]
    fn a_missing_folder_is_empty() {
        assert_eq!(Snapshot::read(Path::new("/nowhere/at/all"), &THEMES), Snapshot::default());
    }

    #[test]
    fn a_folder_with_too_many_files_says_so_instead_of_hiding_some() {
        let dir = folder(&[("a/1", ""), ("a/2", ""), ("a/3", "")]);
        assert!(Snapshot::at_most(4, dir.path(), &THEMES).problems.is_empty());
        let cut = Snapshot::at_most(2, dir.path(), &THEMES);
        assert_eq!((cut.files.len(), cut.problems[0].file.as_str()), (2, "themes"));
    }

    #[test]
    fn an_extension_that_holds_too_much_is_cut_and_says_so_and_the_others_are_whole() {
        let dir = folder(&[("a/1", "12345"), ("a/2", "12345"), ("a/3", "12345"), ("b/1", "12345")]);
        let most = Most { files: 99, bytes: 10, entries: 99 };
        let cut = Snapshot::within(most, dir.path(), &THEMES);
        assert_eq!((cut.below("a").len(), cut.below("b").len()), (2, 1));
        assert_eq!(cut.problems.iter().map(|found| found.file.as_str()).collect::<Vec<_>>(), ["themes/a"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_a_folder_around_them_are_told_and_not_followed_round_and_round() {
        let dir = folder(&[("a/theme.toml", "1")]);
        for link in ["b", "c", "d", "e"] {
            std::os::unix::fs::symlink(".", dir.path().join("a").join(link)).unwrap();
        }
        let snapshot = Snapshot::read(dir.path(), &THEMES);
        assert_eq!((snapshot.files.len(), snapshot.problems.len()), (1, 4));
        let most = Most { files: 99, bytes: 99, entries: 3 };
        assert_eq!(Snapshot::within(most, dir.path(), &THEMES).problems.last().unwrap().file, "themes");
    }

    #[cfg(unix)]
    #[test]
    fn links_in_what_a_plugin_does_not_load_concern_nobody() {
        let outside = folder(&[("secret", "s")]);
        let dir = folder(&[("iban/plugin.toml", ""), ("iban/target/x", "")]);
        std::os::unix::fs::symlink(outside.path(), dir.path().join("iban/target/deep")).unwrap();
        assert!(Snapshot::read(dir.path(), &PLUGINS).problems.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_itself_is_unread_and_one_to_nothing_is_not_there() {
        let dir = folder(&[]);
        std::os::unix::fs::symlink("loop", dir.path().join("loop")).unwrap();
        std::os::unix::fs::symlink("nothing", dir.path().join("dangling")).unwrap();
        let snapshot = Snapshot::read(dir.path(), &THEMES);
        assert_eq!(snapshot.problems.iter().map(|found| found.file.as_str()).collect::<Vec<_>>(), ["themes/loop"]);
    }
}
