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

/// Folder in `scripts/` whose rules serve every tenant that has no rule of the same name.
pub const SHARED: &str = "shared";

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
}
