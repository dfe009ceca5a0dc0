//! Hints that something may have changed. A hint never says what: any event, and a look every few seconds for file systems that send
//! none, only sets a flag; [`settle`](super::settle) waits for quiet and the content hash decides.

use std::{
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

    /// Watches again what may have been replaced: the parent of each root, because a root may be a link that is swapped, and the folder
    /// that the root leads to now.
    pub fn renew(&mut self) {
        for path in std::mem::take(&mut self.watched) {
            // It may be gone already; the next line looks again.
            let _ = self.watcher.unwatch(&path);
        }
        for root in self.roots.clone() {
            if let Some(parent) = root.parent() {
                let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
                self.add(parent, RecursiveMode::NonRecursive);
            }
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
