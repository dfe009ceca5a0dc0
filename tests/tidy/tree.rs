//! The files of the project as git sees them: committed or new, never what is ignored.

use std::path::PathBuf;
use std::process::Command;

/// A file with its path from the top of the project, with forward slashes.
#[derive(Debug, Clone)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// A problem in this file.
    pub fn problem(&self, line: usize, why: &str) -> String {
        format!("{}:{line}: {why}", self.path)
    }
}

/// Cargo runs tests in the folder of their package, one below the top.
fn root() -> PathBuf {
    PathBuf::from("..")
}

/// All files; without git (an unpacked archive) whatever lies there, but not what is built or fetched.
pub fn files() -> Vec<File> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .ok()
        .filter(|listed| listed.status.success());
    let mut paths = match listed {
        Some(listed) => String::from_utf8_lossy(&listed.stdout).split_terminator('\0').map(str::to_owned).collect(),
        None => walk(""),
    };
    paths.sort();
    paths.dedup();
    // A file may be gone and its removal not committed yet.
    paths
        .into_iter()
        .filter_map(|path| std::fs::read(root().join(&path)).ok().map(|bytes| File { path, bytes }))
        .collect()
}

/// Files below `folder` whose path ends with `end`.
pub fn files_in(folder: &str, end: &str) -> Vec<File> {
    files().into_iter().filter(|file| file.path.starts_with(folder) && file.path.ends_with(end)).collect()
}

fn walk(folder: &str) -> Vec<String> {
    const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "data", ".demo"];
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(root().join(folder)).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !NOT_OURS.contains(&name.as_str()) => paths.extend(walk(&path)),
            Ok(kind) if kind.is_file() => paths.push(path),
            _ => {}
        }
    }
    paths
}

#[test]
fn the_files_hold_this_one_and_nothing_that_is_built_or_fetched() {
    for paths in [files().into_iter().map(|file| file.path).collect(), walk("")] {
        assert!(paths.iter().any(|path| path == "tests/tidy/tree.rs"));
        assert!(!paths.iter().any(|path| path.starts_with("target/") || path.contains("node_modules/")));
    }
}
