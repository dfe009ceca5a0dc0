//! The last good version of every extension on disk, so that a restart with broken sources still serves.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    classify::{self, Unit},
    snapshot::{Files, Snapshot},
    source::{Candidate, candidate},
};

/// A folder that only we write: `{cache}/good/{unit}/`. A check keeps nothing and finds nothing.
#[derive(Debug, Clone)]
pub struct Keep {
    folder: Option<PathBuf>,
}

impl Keep {
    pub fn new(cache: &Path) -> Self {
        Self { folder: Some(cache.join("good")) }
    }

    pub fn nowhere() -> Self {
        Self { folder: None }
    }

    /// Keeps a version that is live now. A version is written beside the old one and swapped by two renames; when the machine stops
    /// between them, the older version is found under its aside name.
    pub fn put(&self, candidate: &Candidate) -> io::Result<()> {
        let Some(target) = self.path(&candidate.unit) else { return Ok(()) };
        let (fresh, aside) = (target.with_extension("new"), target.with_extension("old"));
        remove(&fresh)?;
        for (path, bytes) in &candidate.files {
            let file = fresh.join(path);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(file, bytes)?;
        }
        remove(&aside)?;
        if target.exists() {
            fs::rename(&target, &aside)?;
        }
        fs::rename(&fresh, &target)?;
        remove(&aside)
    }

    /// The last good version, if one was kept.
    pub fn get(&self, unit: &Unit) -> Option<Candidate> {
        let target = self.path(unit)?;
        [target.clone(), target.with_extension("old")].into_iter().find_map(|folder| {
            let files: Files = Snapshot::read(&folder, "kept", |_| true).files;
            (!files.is_empty()).then(|| candidate(unit.clone(), files))
        })
    }

    fn path(&self, unit: &Unit) -> Option<PathBuf> {
        let name = unit.to_string().replace('/', "+").replace(".rhai", "");
        debug_assert!(classify::is_meant(&name), "names of units come from folders that were read");
        Some(self.folder.as_ref()?.join(name))
    }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn theme(text: &str) -> Candidate {
        let bytes: Arc<[u8]> = text.as_bytes().into();
        candidate(Unit::Theme("acme".into()), [("templates/a.html".to_owned(), bytes)].into())
    }

    #[test]
    fn what_was_kept_comes_back_with_the_same_hash_and_the_newest_wins() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::new(dir.path());
        assert_eq!(keep.get(&Unit::Theme("acme".into())), None);
        keep.put(&theme("one")).unwrap();
        keep.put(&theme("two")).unwrap();
        assert_eq!(keep.get(&Unit::Theme("acme".into())), Some(theme("two")));
    }

    #[test]
    fn a_stop_between_the_two_renames_still_finds_the_older_version() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::new(dir.path());
        keep.put(&theme("one")).unwrap();
        let path = keep.path(&Unit::Theme("acme".into())).unwrap();
        fs::rename(&path, path.with_extension("old")).unwrap();
        assert_eq!(keep.get(&Unit::Theme("acme".into())), Some(theme("one")));
    }
}
