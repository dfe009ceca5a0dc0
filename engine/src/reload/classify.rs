//! Which file belongs to which extension, decided from its path alone. Pure, so that every editor's habit is a line in a test.

use std::fmt;

/// One thing that is built, checked and swapped by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A folder in `themes/`.
    Theme(String),
    /// `scripts/{tenant}/flows/{name}.rhai`.
    Flow { tenant: String, name: String },
    /// `scripts/{tenant}/automations/{name}.rhai`.
    Automation { tenant: String, name: String },
    /// A folder in `plugins/`.
    Plugin(String),
}

pub use crate::domain::tenant::SHARED;

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Theme(name) => write!(f, "themes/{name}"),
            Self::Flow { tenant, name } => write!(f, "scripts/{tenant}/flows/{name}.rhai"),
            Self::Automation { tenant, name } => write!(f, "scripts/{tenant}/automations/{name}.rhai"),
            Self::Plugin(name) => write!(f, "plugins/{name}"),
        }
    }
}

impl Unit {
    /// Its name without the folder.
    pub fn name(&self) -> &str {
        match self {
            Self::Theme(name) | Self::Plugin(name) | Self::Flow { name, .. } | Self::Automation { name, .. } => name,
        }
    }

    /// The folder of `scripts` that a rule lies in.
    pub fn tenant(&self) -> Option<&str> {
        match self {
            Self::Flow { tenant, .. } | Self::Automation { tenant, .. } => Some(tenant),
            Self::Theme(_) | Self::Plugin(_) => None,
        }
    }

    /// Its kind, as pages and metrics call it.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Theme(_) => "theme",
            Self::Flow { .. } => "flow",
            Self::Automation { .. } => "automation",
            Self::Plugin(_) => "plugin",
        }
    }

    /// Whether something that could not be read, called `path` as in a finding, is it, is in it, or holds it. The libraries of a
    /// tenant are in all of its rules.
    pub fn is_touched_by(&self, path: &str) -> bool {
        let own = self.to_string();
        let library = match self {
            Self::Flow { tenant, .. } | Self::Automation { tenant, .. } => Some(format!("scripts/{tenant}/lib")),
            Self::Theme(_) | Self::Plugin(_) => None,
        };
        let is_below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        own == path
            || is_below(&own, path)
            || is_below(path, &own)
            || library.is_some_and(|library| library == path || is_below(path, &library))
    }
}

/// One of the three folders: its name, and what of it is read.
pub struct Kind {
    pub label: &'static str,
    /// Files that are loaded.
    pub wanted: fn(&str) -> bool,
    /// Folders that may hold some.
    pub entered: fn(&str) -> bool,
    /// Places at which a file is in the way of a folder.
    pub is_folder: fn(&str) -> bool,
}

pub const THEMES: Kind = Kind { label: "themes", wanted: |_| true, entered: |_| true, is_folder: |_| false };
pub const SCRIPTS: Kind = Kind {
    label: "scripts",
    wanted: |path| path.ends_with(".rhai"),
    entered: |_| true,
    is_folder: |path| path.matches('/').count() < 2,
};
pub const PLUGINS: Kind =
    Kind { label: "plugins", wanted: is_loaded_of_plugin, entered: is_entered_of_plugin, is_folder: |_| false };

/// The unit that a file or folder which cannot be read would be, or be the heart of, called as in a finding.
pub fn unread(path: &str) -> Option<Unit> {
    let (folder, rest) = path.split_once('/')?;
    let first = || rest.split('/').next().unwrap_or(rest).to_owned();
    match folder {
        "themes" => Some(Unit::Theme(first())),
        "plugins" => Some(Unit::Plugin(first())),
        _ => script(rest),
    }
}

/// What a path below one of the three folders is for. None: nothing that is loaded.
pub fn script(path: &str) -> Option<Unit> {
    let mut parts = path.split('/');
    let (tenant, kind, file) = (parts.next()?, parts.next()?, parts.next()?);
    let name = file.strip_suffix(".rhai").filter(|_| parts.next().is_none())?;
    let (tenant, name) = (tenant.to_owned(), name.to_owned());
    match kind {
        "flows" => Some(Unit::Flow { tenant, name }),
        "automations" => Some(Unit::Automation { tenant, name }),
        _ => None,
    }
}

/// True for files that an author means: not hidden, not an editor's copy, not half of a save.
pub fn is_meant(path: &str) -> bool {
    path.split('/').all(|part| {
        let dropping = part.ends_with('~')
            || part.ends_with(".swp")
            || part.ends_with(".swx")
            || part.ends_with(".tmp")
            || part.ends_with(".part")
            || part.ends_with(".orig")
            || part.ends_with(".rej")
            || part.starts_with('#')
            // The name that vim writes to find out whether it may.
            || part == "4913";
        !part.is_empty() && !part.starts_with('.') && !dropping
    })
}

/// Folders below `plugins/{name}` that hold sources and builds, not what is loaded.
pub fn is_loaded_of_plugin(path: &str) -> bool {
    let file = path.split_once('/').map_or("", |(_, file)| file);
    !file.contains('/') && (file == "plugin.toml" || file.ends_with(".wasm"))
        || file.starts_with("static/")
        || file.starts_with("tests/")
}

fn is_entered_of_plugin(path: &str) -> bool {
    match path.split('/').nth(1) {
        Some(folder) => folder == "static" || folder == "tests",
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_belongs_to_its_tenant_and_kind() {
        let flow = Unit::Flow { tenant: "nordwind".into(), name: "heating-fault".into() };
        assert_eq!(script("nordwind/flows/heating-fault.rhai"), Some(flow));
        let automation = Unit::Automation { tenant: "nordwind".into(), name: "triage".into() };
        assert_eq!(script("nordwind/automations/triage.rhai"), Some(automation));
        for other in [
            "nordwind/lib/a.rhai",
            "nordwind/flows/deep/a.rhai",
            "nordwind/flows/a.txt",
            "a.rhai",
            "nordwind/tests/a.toml",
        ] {
            assert_eq!(script(other), None, "{other}");
        }
    }

    #[test]
    fn what_editors_drop_is_not_meant() {
        for dropping in
            ["a/.page.html.swp", "a/page.html~", "a/4913", "a/#page#", "a/.#page", "a/page.tmp", ".git/x", "a/b.orig"]
        {
            assert!(!is_meant(dropping), "{dropping}");
        }
        for meant in ["a/templates/portal/request.html", "a/theme.toml", "a/locales/de.ftl"] {
            assert!(is_meant(meant), "{meant}");
        }
    }

    #[test]
    fn sources_of_a_plugin_are_not_loaded() {
        assert!(is_loaded_of_plugin("iban/plugin.toml") && is_loaded_of_plugin("iban/iban.wasm"));
        assert!(!is_loaded_of_plugin("iban/src/lib.rs") && !is_loaded_of_plugin("iban/target/x.wasm"));
    }

    #[test]
    fn what_cannot_be_read_touches_what_it_is_holds_or_belongs_to() {
        let rule = Unit::Flow { tenant: "acme".into(), name: "fault".into() };
        for path in
            ["scripts", "scripts/acme", "scripts/acme/flows", "scripts/acme/flows/fault.rhai", "scripts/acme/lib/a"]
        {
            assert!(rule.is_touched_by(path), "{path}");
        }
        for path in ["themes", "scripts/ac", "scripts/other", "scripts/acme/flows/fault2.rhai", "scripts/acme/libs"] {
            assert!(!rule.is_touched_by(path), "{path}");
        }
        let theme = Unit::Theme("acme".into());
        assert!(theme.is_touched_by("themes/acme/static/a") && !theme.is_touched_by("themes/acme2/static/a"));
    }
}
