//! What the tests need besides cargo, how to find it, and how to install it where that is ours to do: by apt, as root.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{postgres, shell};

/// Something that has to be installed.
pub struct Component {
    pub name: &'static str,
    /// Its Debian packages.
    packages: &'static [&'static str],
    /// What to do where there is no apt.
    elsewhere: &'static str,
    found: fn() -> bool,
}

pub const POSTGRES: Component = Component {
    name: "PostgreSQL",
    packages: &["postgresql"],
    elsewhere: "install the PostgreSQL server, so that `initdb` and `pg_ctl` are in the search path",
    found: || postgres::programs().is_some(),
};

pub const NODE: Component = Component {
    name: "Node",
    packages: &["nodejs", "npm"],
    elsewhere: "install Node 18.19 or newer with npm",
    found: || shell::find("node").is_some() && shell::find("npm").is_some(),
};

pub const CHROMIUM: Component = Component {
    name: "Chromium",
    // Without a font, pages are measured and pictured with empty boxes.
    packages: &["chromium", "fonts-dejavu-core"],
    elsewhere: "install Chromium or Chrome and set PORTICO_CHROMIUM to the program if it is not in the search path",
    found: || chromium().is_some(),
};

pub const PLUGIN_TOOLS: Component = Component {
    name: "the plugin tool-chain",
    packages: &["rustc-web", "rust-web-src"],
    elsewhere: "run `rustup target add wasm32-unknown-unknown`",
    found: can_build_plugins,
};

/// Finds components and installs what is missing, asking apt for its lists once.
#[derive(Default)]
pub struct Installer {
    lists_are_fresh: bool,
}

impl Installer {
    /// Makes sure that the component is there; the error says what to do by hand.
    pub fn ensure(&mut self, component: &Component) -> Result<(), String> {
        if (component.found)() {
            return Ok(());
        }
        if shell::find("apt-get").is_none() {
            return Err(format!("{} is not installed: {}", component.name, component.elsewhere));
        }
        let packages = missing_packages(component);
        if !shell::is_root() {
            return Err(format!("{} is not installed: {}", component.name, by_hand(&packages)));
        }
        println!("Installing {} ({})", component.name, packages.join(" "));
        self.install(&packages).map_err(|error| format!("{} could not be installed: {error}", component.name))?;
        if (component.found)() {
            return Ok(());
        }
        Err(format!("{} is installed by apt, but not found: {}", component.name, component.elsewhere))
    }

    fn install(&mut self, packages: &[&str]) -> Result<(), String> {
        if !self.lists_are_fresh {
            shell::output(apt().arg("update"))?;
            self.lists_are_fresh = true;
        }
        shell::output(apt().args(["install", "-y", "--no-install-recommends"]).args(packages)).map(|_| ())
    }
}

/// The Chromium to drive.
pub fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = shell::variable("PORTICO_CHROMIUM") {
        return Some(PathBuf::from(chosen)).filter(|file| shell::is_program(file));
    }
    ["chromium", "google-chrome-stable", "google-chrome", "chromium-browser"].into_iter().find_map(shell::find)
}

fn apt() -> Command {
    let mut apt = Command::new("apt-get");
    // Run level 1 keeps a freshly installed server from starting its own service: the tests start theirs.
    apt.arg("-q").env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1");
    apt
}

fn by_hand(packages: &[&str]) -> String {
    format!("run `sudo apt-get update && sudo apt-get install -y --no-install-recommends {}`", packages.join(" "))
}

/// Node's own package brings npm along, Debian's does not; asking for both would replace the one by the other.
fn missing_packages(component: &Component) -> Vec<&'static str> {
    let is_missing = |package: &&str| match *package {
        "nodejs" => shell::find("node").is_none(),
        "npm" => shell::find("npm").is_none() && !node_package_brings_npm(),
        _ => true,
    };
    component.packages.iter().copied().filter(is_missing).collect()
}

fn node_package_brings_npm() -> bool {
    shell::output(Command::new("apt-cache").args(["show", "--no-all-versions", "nodejs"]))
        .is_ok_and(|text| text.lines().any(|line| line.starts_with("Provides:") && line.contains("npm")))
}

/// A target of rustup, or Debian's compiler for the web with its sources.
fn can_build_plugins() -> bool {
    let libraries =
        shell::output(Command::new("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]));
    if libraries.is_ok_and(|folder| Path::new(folder.trim()).is_dir()) {
        return true;
    }
    ["rustc-web", "rust-web-src"].iter().all(|package| {
        shell::output(Command::new("dpkg-query").args(["--show", "--showformat=${Status}", package]))
            .is_ok_and(|status| status.ends_with("ok installed"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABSENT: Component =
        Component { name: "Nothing", packages: &["none"], elsewhere: "look elsewhere", found: || false };

    #[test]
    fn a_component_that_is_there_is_not_installed_again() {
        let present = Component { found: || true, ..ABSENT };
        assert_eq!(Installer { lists_are_fresh: false }.ensure(&present), Ok(()));
    }

    #[test]
    fn the_command_by_hand_can_be_pasted() {
        assert_eq!(
            by_hand(&["nodejs", "npm"]),
            "run `sudo apt-get update && sudo apt-get install -y --no-install-recommends nodejs npm`"
        );
    }

    #[test]
    fn every_component_says_what_to_do_without_apt() {
        for component in [&POSTGRES, &NODE, &CHROMIUM, &PLUGIN_TOOLS] {
            assert!(!component.packages.is_empty() && component.elsewhere.len() > 20, "{}", component.name);
        }
    }
}
