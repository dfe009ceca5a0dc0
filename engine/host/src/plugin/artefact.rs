//! Compiled components on disk, so that a restart does not compile them again.
//!
//! Loading machine code is a matter of trust: a file is used only when it lies in a folder that nobody else can write, and only the
//! very bytes whose checksum was verified are loaded. Plugins bring components, never artefacts.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};
use wasmtime::Engine;
use wasmtime::component::Component;

/// A folder of artefacts; without one, everything is compiled anew.
pub(super) struct Artefacts {
    folder: Option<PathBuf>,
    kept: usize,
}

const CHECKSUM: usize = 32;
const ENDING: &str = "cwasm";
const PART: &str = "part";

impl Artefacts {
    /// Creates the folder for this process's user only, and refuses one that others can write.
    pub(super) fn new(folder: Option<PathBuf>, kept: usize) -> Result<Self, String> {
        if let Some(folder) = &folder {
            let ready = make_private(folder).and_then(|()| sweep(folder));
            ready.map_err(|error| format!("cannot use {} for compiled plugins: {error}", folder.display()))?;
        }
        Ok(Self { folder, kept })
    }

    /// The component for these bytes: from the folder when it was compiled before by the same engine, else compiled and kept.
    pub(super) fn component(&self, engine: &Engine, bytes: &[u8], sha256: &str) -> wasmtime::Result<Component> {
        let path =
            self.folder.as_ref().map(|folder| folder.join(format!("{sha256}-{:016x}.{ENDING}", compatibility(engine))));
        if let Some(component) = path.as_deref().and_then(|path| read(engine, path)) {
            return Ok(component);
        }
        let component = Component::from_binary(engine, bytes)?;
        if let Some(path) = path {
            let kept = component
                .serialize()
                .map_err(|e| e.to_string())
                .and_then(|code| write(&path, &code).map_err(|e| e.to_string()));
            match kept {
                Ok(()) => self.prune(),
                Err(error) => tracing::warn!("cannot keep the compiled plugin {}: {error}", path.display()),
            }
        }
        Ok(component)
    }

    fn prune(&self) {
        let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else { return };
        let ours = entries.flatten().filter(|entry| entry.path().extension().is_some_and(|ending| ending == ENDING));
        let mut dated: Vec<_> =
            ours.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
        dated.sort();
        for (_, path) in dated.iter().rev().skip(self.kept) {
            drop(fs::remove_file(path));
        }
    }
}

/// What the engine's settings and version come down to; other artefacts have other names and are never opened.
fn compatibility(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    hasher.finish()
}

fn read(engine: &Engine, path: &Path) -> Option<Component> {
    let file = fs::read(path).ok()?;
    let (checksum, code) = file.split_at_checked(CHECKSUM)?;
    if Sha256::digest(code).as_slice() != checksum {
        tracing::warn!("the compiled plugin {} is damaged and is compiled again", path.display());
        return None;
    }
    #[expect(
        unsafe_code,
        reason = "the bytes carry our checksum and lie in a folder that only this process's user can write"
    )]
    let component = unsafe { Component::deserialize(engine, code) };
    component
        .inspect_err(|error| tracing::warn!("the compiled plugin {} does not load: {error:#}", path.display()))
        .ok()
}

/// Removes what a process left behind that was stopped while it wrote.
fn sweep(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        if entry.path().extension().is_some_and(|ending| ending == PART) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// A name for something unfinished. Two tasks may write the same artefact at once, so each gets a name of its own.
fn part_name(stem: &str) -> String {
    static TURNS: AtomicU32 = AtomicU32::new(0);
    let turn = TURNS.fetch_add(1, Ordering::Relaxed);
    format!("{stem}.{}-{turn}.{PART}", std::process::id())
}

/// Writes beside the target and renames, so that a reader sees a whole file or none.
fn write(path: &Path, code: &[u8]) -> std::io::Result<()> {
    let mut file = Sha256::digest(code).to_vec();
    file.extend_from_slice(code);
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let part = path.with_file_name(part_name(stem));
    fs::write(&part, file)?;
    fs::rename(&part, path).inspect_err(|_| drop(fs::remove_file(&part)))
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let us = own_user(folder)?;
    let there = fs::metadata(folder)?;
    // Whoever owns the folder, or the link that leads to it, can put another one in its place.
    if there.uid() != us || fs::symlink_metadata(folder)?.uid() != us {
        return Err(std::io::Error::other("it belongs to another user; remove it, or run chown on it"));
    }
    if there.permissions().mode() & 0o022 != 0 {
        return Err(std::io::Error::other("others can write in it; run chmod go-w on it"));
    }
    Ok(())
}

/// The user that this process writes files as, which a file of its own shows.
#[cfg(unix)]
fn own_user(folder: &Path) -> std::io::Result<u32> {
    use std::os::unix::fs::MetadataExt;
    let (probe, file) = loop {
        let probe = folder.join(part_name("owner"));
        match fs::File::options().write(true).create_new(true).open(&probe) {
            // A process with this number was stopped between these lines once.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            opened => break (probe, opened?),
        }
    };
    let uid = file.metadata().map(|there| there.uid());
    // Another process that starts may have swept it away already.
    drop(fs::remove_file(&probe));
    uid
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
