//! A folder on a real disk for one run: copies of the extensions, databases, caches. It is removed at the end.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use portico::config::{Config, Transport};

/// The folder, and the project that the extensions come from.
pub struct Sandbox {
    pub folder: PathBuf,
    pub project: PathBuf,
}

impl Sandbox {
    /// Makes it below the folder of this program, which lies on a disk: in a temporary folder a commit may cost nothing.
    pub fn new() -> anyhow::Result<Self> {
        let project = std::env::current_dir()?;
        ensure!(
            project.join("scripts/nordwind").is_dir(),
            "{} is not the project's top folder: run cargo xtask bench from there",
            project.display()
        );
        let program = std::env::current_exe()?;
        let beside = program.parent().context("this program lies in no folder")?;
        let folder = beside.join(format!("bench-data-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { folder, project })
    }

    /// A configuration whose database, files and caches lie in a folder of this name, with extensions copied from the project. Rules are
    /// put where all tenants share them.
    pub fn config(&self, name: &str) -> anyhow::Result<Config> {
        let folder = self.folder.join(name);
        std::fs::create_dir_all(&folder)?;
        let mut config = Config::default();
        config.database.url = format!("sqlite:{}", folder.join("portico.db").display());
        config.files.path = folder.join("files");
        config.mail.transport = Transport::Folder;
        config.mail.folder = folder.join("mail");
        config.extensions.cache = folder.join("cache");
        config.security.key_file = folder.join("portico.key");
        config.extensions.themes = folder.join("themes");
        config.extensions.scripts = folder.join("scripts");
        config.extensions.plugins = folder.join("plugins");
        config.security.sign_in_burst = 1_000_000;
        config.security.writes_burst = 1_000_000;
        "warn".clone_into(&mut config.log.level);
        for entry in folders(&self.project.join("themes"))? {
            // The built-in theme is part of the program.
            if entry != "default" {
                copy(&self.project.join("themes").join(&entry), &config.extensions.themes.join(&entry))?;
            }
        }
        copy(&self.project.join("scripts/nordwind"), &config.extensions.scripts.join("shared"))?;
        std::fs::create_dir_all(&config.extensions.plugins)?;
        for entry in folders(&self.project.join("plugins"))? {
            let from = self.project.join("plugins").join(&entry);
            // A plugin that is built only where its tools are, and was not, would be reported as broken at every start.
            if from.join("plugin.toml").exists() && has_component(&from) {
                copy_plugin(&from, &config.extensions.plugins.join(&entry))?;
            }
        }
        Ok(config)
    }

    /// Whether the project has an extension at this path.
    pub fn has(&self, path: &str) -> bool {
        self.project.join(path).exists()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{}: {error}", self.folder.display());
        }
    }
}

fn folders(path: &Path) -> anyhow::Result<Vec<String>> {
    let entries = std::fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut found: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| from.display().to_string())? {
        let (path, target) =
            (entry.as_ref().map(std::fs::DirEntry::path), entry.as_ref().map(std::fs::DirEntry::file_name));
        let (Ok(path), Ok(name)) = (path, target) else { continue };
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

fn has_component(plugin: &Path) -> bool {
    let entries = std::fs::read_dir(plugin).into_iter().flatten().filter_map(Result::ok);
    entries.map(|entry| entry.path()).any(|path| path.extension().is_some_and(|kind| kind == "wasm"))
}

/// What is loaded of a plugin: not its sources, not what they were built with.
fn copy_plugin(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)?.filter_map(Result::ok) {
        let (path, name) = (entry.path(), entry.file_name());
        let is_loaded = name == "plugin.toml" || path.extension().is_some_and(|kind| kind == "wasm");
        if is_loaded {
            std::fs::copy(&path, to.join(name))?;
        } else if name == "tests" || name == "static" {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}
