//! `cargo xtask plugins`: builds the plugins in `plugins/` from their sources, Rust first, then JavaScript.
//!
//! A Rust component is committed beside its sources with a record of what it was built from, so that tests need no WebAssembly toolchain.
//! A toolchain that is missing is an error with the command that installs it; nothing is skipped in silence.
#![expect(clippy::disallowed_methods, reason = "these commands have no configuration but their environment")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";

/// Builds everything. With `check`, the committed components stay as they are and are compared with the fresh ones.
///
/// An outdated record is an error, and so are other bytes from the same compiler. Other bytes from another compiler are only reported:
/// compilers differ from machine to machine, and the tests decide whether the fresh component behaves the same
/// (`PORTICO_PLUGINS_FROM=source`).
pub fn build(root: &Path, check: bool) -> Result<(), String> {
    let plugins = root.join("plugins");
    let route = Route::find()?;
    let built = build_rust(root, &plugins, &route, check)?;
    let mut wrong = Vec::new();
    for (name, component) in built {
        let outcome = match check {
            true => compare(&plugins, &name, &component, &route),
            false => keep(&plugins, &name, &component, &route),
        };
        match outcome {
            Ok(line) => println!("{line}"),
            Err(line) => wrong.push(line),
        }
    }
    for name in with_file(&plugins, "package.json")? {
        build_javascript(&plugins.join(&name))?;
        println!("plugins/{name}: built from JavaScript");
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// A compiler for WebAssembly.
struct Route {
    /// The compiler to call instead of cargo's own, with the standard library built from its sources.
    distribution_rustc: Option<&'static str>,
    linker: PathBuf,
    version: String,
}

impl Route {
    /// A rustup target when it is installed, else Debian's compiler with its sources, else what to install.
    fn find() -> Result<Self, String> {
        let own = PathBuf::from(output("rustc", &["--print", "target-libdir"])?);
        let bin = own.parent().ok_or("rustc names no library folder")?.join("bin");
        let linker = bin.join("wasm-component-ld");
        if !linker.exists() {
            return Err(format!(
                "{} is missing; install Rust with rustup, whose toolchains bring it along",
                linker.display()
            ));
        }
        let rustup_target = PathBuf::from(output("rustc", &["--print", "target-libdir", "--target", TARGET])?);
        if rustup_target.exists() {
            return Ok(Self { distribution_rustc: None, linker, version: output("rustc", &["--version"])? });
        }
        let sources = Path::new("/usr/lib/rustlib/src/rust/library/std/src/lib.rs");
        if Path::new(DEBIAN_RUSTC).exists() && sources.exists() {
            let version = output(DEBIAN_RUSTC, &["--version"])?;
            return Ok(Self { distribution_rustc: Some(DEBIAN_RUSTC), linker, version });
        }
        Err(format!(
            "there is no compiler for WebAssembly; run\n  rustup target add {TARGET}\nor, on Debian,\n  \
             apt-get install --no-install-recommends rustc-web rust-web-src"
        ))
    }
}

/// Builds all Rust plugins in one go and returns their names and fresh components.
fn build_rust(root: &Path, plugins: &Path, route: &Route, check: bool) -> Result<Vec<(String, PathBuf)>, String> {
    let names: Vec<String> = with_file(plugins, "Cargo.toml")?
        .into_iter()
        .filter(|name| plugins.join(name).join("plugin.toml").exists())
        .collect();
    let target = target_dir(root);
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(plugins).args(["build", "--release", "--target", TARGET, "--target-dir"]).arg(&target);
    // A new plugin is not in the lock file yet; a check finds everything as it was committed.
    if check {
        cargo.arg("--locked");
    }
    for name in &names {
        cargo.args(["-p", name]);
    }
    // Rust flags from outside would replace ours, and with them the removal of this machine's paths.
    for other in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
        cargo.env_remove(other);
    }
    cargo.arg("--config").arg(format!("target.{TARGET}.linker='{}'", route.linker.display()));
    cargo.arg("--config").arg(format!("target.{TARGET}.rustflags=[{}]", remaps(plugins)?.join(",")));
    if let Some(linker_dir) = route.linker.parent() {
        cargo.env("PATH", with_path(&linker_dir.join("gcc-ld"))?);
    }
    if let Some(rustc) = route.distribution_rustc {
        // Only for the guests: building the standard library from source is not a stable option.
        cargo.env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").arg("-Zbuild-std=std,panic_abort");
    }
    run(&mut cargo)?;
    let component = |name: &str| target.join(TARGET).join("release").join(format!("{}.wasm", name.replace('-', "_")));
    Ok(names.into_iter().map(|name| (name.clone(), component(&name))).collect())
}

/// Flags that take this machine's paths out of the component: they would give away the machine and differ between machines.
fn remaps(plugins: &Path) -> Result<Vec<String>, String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .ok_or("there is no home folder; set CARGO_HOME")?;
    let mut pairs = vec![
        (home.clone(), "/cargo"),
        (PathBuf::from("/usr/lib/rustlib/src/rust"), "/rust"),
        (plugins.to_path_buf(), "/plugins"),
    ];
    // Later flags win, so each registry's own folder name disappears as well.
    let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
    pairs.extend(registries.map(|entry| (entry.path(), "/crates")));
    Ok(pairs.iter().map(|(from, to)| format!("'--remap-path-prefix={}={to}'", from.display())).collect())
}

fn keep(plugins: &Path, name: &str, component: &Path, route: &Route) -> Result<String, String> {
    let bytes = read(component)?;
    write(&plugins.join(name).join(format!("{name}.wasm")), &bytes)?;
    let record =
        Record { sources: sources(plugins, name)?, component: sha256(&bytes), compiler: route.version.clone() };
    write(&record_file(plugins, name), record.text().as_bytes())?;
    Ok(format!("plugins/{name}: built by {}, {} KiB", route.version, bytes.len().div_ceil(1024)))
}

fn compare(plugins: &Path, name: &str, component: &Path, route: &Route) -> Result<String, String> {
    let again = "run cargo xtask plugins and commit what it writes";
    let record = Record::read(&record_file(plugins, name))?;
    if record.sources != sources(plugins, name)? {
        return Err(format!("plugins/{name}: the committed component was built from other sources; {again}"));
    }
    if record.component != sha256(&read(&plugins.join(name).join(format!("{name}.wasm")))?) {
        return Err(format!("plugins/{name}: the committed component is not the one in its record; {again}"));
    }
    match (sha256(&read(component)?) == record.component, record.compiler == route.version) {
        (true, _) => Ok(format!("plugins/{name}: the committed component equals the fresh one")),
        (false, true) => {
            Err(format!("plugins/{name}: the same compiler makes another component of the same sources; {again}"))
        }
        (false, false) => Ok(format!(
            "plugins/{name}: the committed component is by {}, the fresh one by {}, so their bytes differ",
            record.compiler, route.version
        )),
    }
}

fn build_javascript(plugin: &Path) -> Result<(), String> {
    let lock = fs::read_to_string(plugin.join("package-lock.json"));
    let lock = lock.map_err(|error| format!("{}: {error}", plugin.join("package-lock.json").display()))?;
    if lock.contains("\"resolved\"") {
        let lock = plugin.join("package-lock.json");
        return Err(format!(
            "{} names a registry; keep omit-lockfile-registry-resolved=true in .npmrc",
            lock.display()
        ));
    }
    run(Command::new("npm").arg("ci").current_dir(plugin))?;
    run(Command::new("npm").args(["run", "build"]).current_dir(plugin))
}

/// What a committed component was built from, kept beside it as `<name>.wasm.source`.
struct Record {
    sources: String,
    component: String,
    compiler: String,
}

impl Record {
    fn text(&self) -> String {
        format!(
            "# Written by cargo xtask plugins. A test compares it with the sources and the component.\n\
             sources = \"{}\"\ncomponent = \"{}\"\ncompiler = \"{}\"\n",
            self.sources, self.component, self.compiler
        )
    }

    fn read(path: &Path) -> Result<Self, String> {
        let text = String::from_utf8_lossy(&read(path)?).into_owned();
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'));
            line.map(String::from).ok_or_else(|| format!("{} has no {key}", path.display()))
        };
        Ok(Self { sources: value("sources")?, component: value("component")?, compiler: value("compiler")? })
    }
}

fn record_file(plugins: &Path, name: &str) -> PathBuf {
    plugins.join(name).join(format!("{name}.wasm.source"))
}

/// Checksum over everything that goes into a component: for each file in the order of its path, the line `<sha256>  <path>`.
fn sources(plugins: &Path, name: &str) -> Result<String, String> {
    let mut files = vec![plugins.join("Cargo.toml"), plugins.join("Cargo.lock")];
    for package in ["api", name] {
        files.push(plugins.join(package).join("Cargo.toml"));
        collect(&plugins.join(package).join("src"), &mut files)?;
    }
    collect(&plugins.join("api/wit"), &mut files)?;
    let mut lines = Vec::new();
    for file in files {
        let path = file.strip_prefix(plugins).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        lines.push((path, sha256(&read(&file)?)));
    }
    lines.sort();
    let list: String = lines.iter().map(|(path, sum)| format!("{sum}  {path}\n")).collect();
    Ok(sha256(list.as_bytes()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?.flatten() {
        match entry.path().is_dir() {
            true => collect(&entry.path(), files)?,
            false => files.push(entry.path()),
        }
    }
    Ok(())
}

/// Names of the folders in `plugins` that hold this file, in alphabetical order.
fn with_file(plugins: &Path, file: &str) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(plugins).map_err(|error| format!("{}: {error}", plugins.display()))?;
    let found = entries.flatten().filter(|entry| entry.path().join(file).exists());
    let mut names: Vec<String> = found.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Where the guests are compiled: a folder of its own, so that this build and the server's do not wait for each other.
fn target_dir(root: &Path) -> PathBuf {
    let base = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    base.join("plugins")
}

fn with_path(folder: &Path) -> Result<std::ffi::OsString, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain([folder.to_path_buf()]);
    env::join_paths(folders).map_err(|error| format!("cannot extend PATH: {error}"))
}

fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let out =
        Command::new(program).args(arguments).output().map_err(|error| format!("cannot run {program}: {error}"))?;
    if !out.status.success() {
        return Err(format!(
            "{program} {} failed: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&out.stderr).trim()
        ));
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_string())
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("cannot run {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed, see above")) }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    fs::read(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}
/// SHA-256 (FIPS 180-4) in hexadecimal, written out because this package has no dependencies.
fn sha256(bytes: &[u8]) -> String {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend_from_slice(&(bytes.len() as u64 * 8).to_be_bytes());
    let (constants, mut state) = fractions();
    for block in message.chunks_exact(64) {
        compress(&mut state, block, &constants);
    }
    state.iter().map(|word| format!("{word:08x}")).collect()
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the first 8.
fn fractions() -> ([u32; 64], [u32; 8]) {
    let primes: Vec<u128> = (2..).filter(|n| (2..*n).all(|d| n % d != 0)).take(64).collect();
    let root = |value: u128, power: u32| {
        // The whole root of the value shifted left by 32 bits per power; the fraction is what remains after cutting to 32 bits.
        let shifted = value << (32 * power);
        let (mut low, mut high) = (0_u128, 1 << 40);
        while high - low > 1 {
            let middle = low.midpoint(high);
            match middle.pow(power) <= shifted {
                true => low = middle,
                false => high = middle,
            }
        }
        low as u32
    };
    (std::array::from_fn(|i| root(primes[i], 3)), std::array::from_fn(|i| root(primes[i], 2)))
}

fn compress(state: &mut [u32; 8], block: &[u8], constants: &[u32; 64]) {
    let mut words: Vec<u32> = block.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
    for i in 16..64 {
        let (near, far) = (words[i - 2], words[i - 15]);
        let small0 = far.rotate_right(7) ^ far.rotate_right(18) ^ (far >> 3);
        let small1 = near.rotate_right(17) ^ near.rotate_right(19) ^ (near >> 10);
        words.push(words[i - 16].wrapping_add(small0).wrapping_add(words[i - 7]).wrapping_add(small1));
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (word, constant) in words.iter().zip(constants) {
        let big1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let first = h.wrapping_add(big1).wrapping_add((e & f) ^ (!e & g)).wrapping_add(*constant).wrapping_add(*word);
        let big0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let second = big0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
    }
    for (word, worked) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(worked);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_the_standard() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sha256(&[b'a'; 1000]), "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
    }

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let file = env::temp_dir().join(format!("portico-record-{}", std::process::id()));
        let record = Record { sources: "a".into(), component: "b".into(), compiler: "rustc 1.0 (x)".into() };
        write(&file, record.text().as_bytes()).unwrap();
        let read_back = Record::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        assert_eq!(read_back.text(), record.text());
    }
}
