//! The last good version of every extension on disk, so that a restart with broken sources still serves.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    classify::{self, Kind, Unit},
    snapshot::{Files, Snapshot},
    source::{Candidate, candidate},
};

/// Everything in it is ours.
const KEPT: Kind = Kind { label: "kept", wanted: |_| true, entered: |_| true, is_folder: |_| false };

/// The hash that the files of a kept version had; its name is one of those that are not read as a file of the version.
const HASH: &str = ".hash";

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

    /// Keeps a version that is live now. A version is written beside the old one and swapped by two renames; the one before stays under its
    /// aside name. So there is a whole one when the machine stops between the renames, and when it loses what was written last.
    pub fn put(&self, candidate: &Candidate) -> io::Result<()> {
        let unit = &candidate.unit;
        let paths = (self.path(unit), self.beside("new", unit), self.beside("old", unit));
        let (Some(target), Some(fresh), Some(aside)) = paths else { return Ok(()) };
        remove(&fresh)?;
        for (path, bytes) in &candidate.files {
            let file = fresh.join(path);
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(file, bytes)?;
        }
        fs::write(fresh.join(HASH), candidate.hash)?;
        remove(&aside)?;
        if target.exists() {
            fs::rename(&target, &aside)?;
        }
        fs::rename(&fresh, &target)?;
        self.beside("refused", unit).as_deref().map_or(Ok(()), remove)
    }

    /// The last good version, if one was kept.
    pub fn get(&self, unit: &Unit) -> Option<Candidate> {
        [self.path(unit), self.beside("old", unit)].into_iter().flatten().find_map(|folder| {
            let files: Files = Snapshot::read(&folder, &KEPT).files;
            let kept = (!files.is_empty()).then(|| candidate(unit.clone(), files))?;
            fs::read(folder.join(HASH)).is_ok_and(|hash| hash == kept.hash).then_some(kept)
        })
    }

    /// Remembers the hash of a version that was taken back, until another one is kept.
    pub fn refuse(&self, unit: &Unit, made_of: &[u8; 32]) -> io::Result<()> {
        let Some(folder) = self.beside("refused", unit) else { return Ok(()) };
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("hash"), made_of)
    }

    /// Whether just this version was taken back.
    pub fn has_refused(&self, unit: &Unit, made_of: &[u8; 32]) -> bool {
        let folder = self.beside("refused", unit);
        folder.and_then(|folder| fs::read(folder.join("hash")).ok()).is_some_and(|hash| hash == made_of)
    }

    /// Everything of which a version was kept.
    pub fn units(&self) -> Vec<Unit> {
        let Some(Ok(entries)) = self.folder.as_ref().map(fs::read_dir) else { return Vec::new() };
        entries.flatten().filter_map(|entry| unit(entry.file_name().to_str()?)).collect()
    }

    /// Forgets what its author has deleted, so that it does not come back.
    pub fn forget(&self, unit: &Unit) -> io::Result<()> {
        [self.beside("old", unit), self.beside("refused", unit), self.path(unit)]
            .iter()
            .flatten()
            .try_for_each(|folder| remove(folder))
    }

    fn path(&self, unit: &Unit) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(name(unit)))
    }

    /// Begins with a dot, as no name of a unit does.
    fn beside(&self, what: &str, unit: &Unit) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!(".{what}+{}", name(unit))))
    }
}

fn name(unit: &Unit) -> String {
    let name = unit.to_string().replace('/', "+");
    let name = name.strip_suffix(".rhai").unwrap_or(&name).to_owned();
    debug_assert!(classify::is_meant(&name), "names of units come from folders that were read");
    name
}

fn unit(name: &str) -> Option<Unit> {
    let (folder, rest) = name.split_once('+')?;
    match folder {
        "themes" => Some(Unit::Theme(rest.to_owned())),
        "plugins" => Some(Unit::Plugin(rest.to_owned())),
        "scripts" => classify::script(&format!("{}.rhai", rest.replacen('+', "/", 2))),
        _ => None,
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
        let unit = Unit::Theme("acme".into());
        fs::rename(keep.path(&unit).unwrap(), keep.beside("old", &unit).unwrap()).unwrap();
        assert_eq!(keep.get(&Unit::Theme("acme".into())), Some(theme("one")));
    }

    #[test]
    fn a_version_that_is_not_whole_is_not_taken_for_a_good_one() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::new(dir.path());
        let unit = Unit::Theme("acme".into());
        keep.put(&theme("one")).unwrap();
        keep.put(&theme("two")).unwrap();
        fs::write(keep.path(&unit).unwrap().join("templates/a.html"), "").unwrap();
        assert_eq!(keep.get(&unit), Some(theme("one")));
        fs::remove_file(keep.beside("old", &unit).unwrap().join(HASH)).unwrap();
        assert_eq!(keep.get(&unit), None);
    }

    #[test]
    fn what_is_kept_can_be_listed_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let keep = Keep::new(dir.path());
        let flow = Unit::Flow { tenant: "acme".into(), name: "a+b.c".into() };
        let rule = candidate(flow.clone(), [("flows/a+b.c.rhai".to_owned(), Arc::from(*b"1"))].into());
        keep.put(&theme("one")).unwrap();
        keep.put(&rule).unwrap();
        let mut units = keep.units();
        units.sort();
        assert_eq!(units, [Unit::Theme("acme".into()), flow.clone()]);
        keep.forget(&flow).unwrap();
        assert_eq!((keep.units().len(), keep.get(&flow)), (1, None));
    }
}
