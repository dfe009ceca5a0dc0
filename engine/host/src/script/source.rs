//! Source files: where they lie and what their place says about them.

use rhai::Position;

use crate::diagnostic::Diagnostic;

/// One file of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptSource {
    /// Path from the project's top folder, for example `scripts/nordwind/flows/heating_fault.rhai`.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// The path of a rule file, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub tenant: &'a str,
    /// Path below the tenant's folder without `.rhai`; the name under which a library is imported.
    pub module: &'a str,
}

impl ScriptSource {
    /// Takes the path apart. It must lie in a tenant's folder and consist of plain names.
    pub(super) fn place(&self) -> Result<Place<'_>, Diagnostic> {
        let place = self.path.strip_prefix("scripts/").and_then(|rest| rest.split_once('/'));
        match place.and_then(|(tenant, file)| Some((tenant, file.strip_suffix(".rhai")?))) {
            Some((tenant, module)) if is_plain(tenant) && module.split('/').all(is_plain) => {
                Ok(Place { tenant, module })
            }
            _ => Err(Diagnostic::error(&self.path, "this is no path of a rule").suggest(
                "rules lie in scripts/{tenant}/flows, automations or lib, and names have only a-z, 0-9, _ and -",
            )),
        }
    }

    pub(super) fn error(&self, message: impl Into<String>, position: Position) -> Diagnostic {
        self.locate(Diagnostic::error(&self.path, message), position)
    }

    pub(super) fn warning(&self, message: impl Into<String>, position: Position) -> Diagnostic {
        self.locate(Diagnostic::warning(&self.path, message), position)
    }

    pub(super) fn locate(&self, diagnostic: Diagnostic, position: Position) -> Diagnostic {
        let Some(line) = position.line() else { return diagnostic };
        let count = self.text.lines().count();
        if line <= count {
            return diagnostic.at(&self.text, line, position.position());
        }
        // The end of a file stands after its last line; there is nothing to show there.
        let last = self.text.lines().last().unwrap_or_default();
        diagnostic.at(&self.text, count, Some(last.chars().count() + 1))
    }
}

/// A name that can be neither a step upwards nor an absolute path on any system.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> Option<(String, String)> {
        let source = ScriptSource { path: path.into(), text: String::new() };
        source.place().ok().map(|place| (place.tenant.to_owned(), place.module.to_owned()))
    }

    #[test]
    fn a_path_names_tenant_and_module() {
        assert_eq!(place("scripts/nordwind/lib/triage.rhai"), Some(("nordwind".into(), "lib/triage".into())));
        assert_eq!(place("scripts/nordwind/flows/a.rhai"), Some(("nordwind".into(), "flows/a".into())));
    }

    #[test]
    fn a_path_that_leaves_its_folder_is_refused() {
        for path in
            ["scripts/a/../b/x.rhai", "/scripts/a/lib/x.rhai", "scripts/a/lib/x.txt", "scripts/a//x.rhai", "x.rhai"]
        {
            assert_eq!(place(path), None, "{path}");
        }
    }
}
