//! Hints that something may have changed. A hint never says what: any event, and a look every few seconds for file systems that send
//! none, only sets a flag; [`settle`](super::settle) waits for quiet and the content hash decides.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::Sender,
};

use notify::{RecursiveMode, Watcher};

/// Watches folders for as long as it lives.
pub struct Watch {
    watcher: notify::RecommendedWatcher,
    roots: Vec<PathBuf>,
    watched: Vec<PathBuf>,
}

impl Watch {
    /// Watches `roots`; every event becomes a hint.
    pub fn new(roots: &[&Path], hints: Sender<()>) -> notify::Result<Self> {
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let relevant = match &event {
                Ok(event) => event.need_rescan() || !event.kind.is_access(),
                Err(_) => true,
            };
            if relevant {
                // The receiver is gone only when the process ends.
                let _ = hints.send(());
            }
        })?;
        let roots = roots.iter().map(|root| root.to_path_buf()).collect();
        let mut watch = Self { watcher, roots, watched: Vec::new() };
        watch.renew();
        Ok(watch)
    }

    /// Watches again what may have been replaced: the folders in which a part of the path may be swapped or made, and the folder that the
    /// root leads to now.
    pub fn renew(&mut self) {
        for path in std::mem::take(&mut self.watched) {
            // It may be gone already; the next line looks again.
            let _ = self.watcher.unwatch(&path);
        }
        let turns: BTreeSet<PathBuf> = self.roots.iter().flat_map(|root| turns(root)).collect();
        for folder in turns {
            self.add(&folder, RecursiveMode::NonRecursive);
        }
        for root in self.roots.clone() {
            if let Ok(real) = root.canonicalize() {
                self.add(&real, RecursiveMode::Recursive);
            }
        }
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) {
        match self.watcher.watch(path, mode) {
            Ok(()) => self.watched.push(path.to_path_buf()),
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "a folder cannot be watched; changes are found by looking every few seconds");
            }
        }
    }
}

/// Longest chain of links that is followed.
const MAX_LINKS: usize = 8;

/// The folders in which something decides where `root` leads: its own parent, the one of every link on the way, which a deployment may
/// swap, and the nearest that exists, in which the missing rest may be made.
fn turns(root: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![(root.to_path_buf(), 0)];
    while let Some((path, links)) = open.pop() {
        let Ok(path) = std::path::absolute(path) else { continue };
        if let Some(folder) = path.parent().filter(|folder| folder.is_dir()) {
            found.insert(folder.to_path_buf());
        }
        for part in path.ancestors() {
            let Some(folder) = part.parent() else { break };
            match part.symlink_metadata() {
                Ok(metadata) if metadata.is_symlink() => {
                    found.insert(folder.to_path_buf());
                    if let Ok(to) = part.read_link()
                        && links < MAX_LINKS
                    {
                        open.push((folder.join(to), links + 1));
                    }
                }
                Ok(_) => {}
                Err(_) if folder.is_dir() => {
                    found.insert(folder.to_path_buf());
                }
                Err(_) => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn every_folder_that_decides_where_a_path_leads_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let at = |path: &str| dir.path().join(path);
        std::fs::create_dir_all(at("releases/1/scripts")).unwrap();
        std::os::unix::fs::symlink("releases/1", at("newest")).unwrap();
        std::os::unix::fs::symlink("newest", at("current")).unwrap();
        let found = turns(&at("current/scripts"));
        for folder in ["current", "", "releases"] {
            let folder = if folder.is_empty() { dir.path().to_path_buf() } else { at(folder) };
            assert!(found.contains(&folder), "{} in {found:?}", folder.display());
        }
        assert!(turns(&at("gone/deep/scripts")).contains(dir.path()));
    }
}
