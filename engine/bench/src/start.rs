//! Figure (d): the release binary started on a prepared database, until it says that it is ready, and the memory that it then holds.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use portico::{
    actions::tenants,
    app::{self, Sources},
};

use crate::{
    Pace,
    client::{Client, Visitor},
    documents,
    report::{Table, Target, median, shown},
    sandbox::Sandbox,
};

/// Longest wait for a started program.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database with its configuration.
struct Prepared {
    tenants: usize,
    folder: PathBuf,
    config: PathBuf,
    address: SocketAddr,
}

#[derive(Default)]
struct Rounds {
    first_ms: f64,
    ready_ms: Vec<f64>,
    ready_mb: Vec<f64>,
    opened_mb: Vec<f64>,
}

/// Measures and prints.
pub async fn run(sandbox: &Sandbox, pace: Pace) -> anyhow::Result<()> {
    let program = program()?;
    let title = format!("(d) Start of the program and its memory, {} starts each, median (min–max)", pace.rounds);
    let mut table = Table::new(
        &title,
        &[
            "tenants",
            "first start ms",
            "later starts ms",
            "resident MB when ready",
            "resident MB with every portal opened",
            "targets",
        ],
    );
    for tenants in [0, 3, pace.many] {
        let prepared = prepare(sandbox, tenants).await.with_context(|| format!("{tenants} tenants"))?;
        let rounds = starts(&program, &prepared, pace).await.with_context(|| format!("{tenants} tenants"))?;
        let start = Target::AtMost(1_000.0).verdict(median(&rounds.ready_ms), "ms");
        let memory = if tenants < pace.many { Target::None } else { Target::AtMost(150.0) };
        let memory = memory.verdict(median(&rounds.opened_mb), "MB");
        table.row([
            if tenants == 0 { "none (reference)".to_owned() } else { tenants.to_string() },
            crate::spread::number(rounds.first_ms),
            shown(&rounds.ready_ms),
            shown(&rounds.ready_mb),
            shown(&rounds.opened_mb),
            format!("{start}; {memory}").trim_end_matches("; ").to_owned(),
        ]);
    }
    table.note(
        "first start: with an empty cache, so it compiles the plugins; later starts take them from the cache on disk",
    );
    table.note("all tenants share the theme, the rules and the plugins; resident memory is VmRSS of /proc/PID/status");
    table.print();
    Ok(())
}

/// The program itself, built beside this one.
fn program() -> anyhow::Result<PathBuf> {
    let program = std::env::current_exe()?.with_file_name("portico");
    ensure!(program.exists(), "{} is not there; cargo xtask bench builds it", program.display());
    Ok(program)
}

async fn prepare(sandbox: &Sandbox, tenants: usize) -> anyhow::Result<Prepared> {
    let name = format!("start-{tenants}");
    let mut config = sandbox.config(&name)?;
    let cx = app::context(&config, &Sources::real()).await?;
    let base = documents::base(sandbox)?;
    for index in 1..=tenants {
        tenants::import(&cx, &documents::neighbour(&base, index, 5)).await?;
    }
    cx.store.close().await?;
    let address = free_address()?;
    config.server.listen = address;
    let (folder, file) = (sandbox.folder.join(&name), sandbox.folder.join(&name).join("portal.toml"));
    std::fs::write(&file, toml::to_string(&config)?)?;
    Ok(Prepared { tenants, folder, config: file, address })
}

/// An address that is free now. It lies below the ports that systems give to clients: who knocks at one of those until somebody opens may
/// end up connected to itself.
fn free_address() -> anyhow::Result<SocketAddr> {
    let mut addresses = (20_000..30_000).map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    addresses.find(|address| TcpListener::bind(address).is_ok()).context("no port between 20000 and 30000 is free")
}

async fn starts(program: &Path, prepared: &Prepared, pace: Pace) -> anyhow::Result<Rounds> {
    let mut rounds = Rounds::default();
    for round in 0..=pace.rounds {
        let started = Instant::now();
        let running = Running::start(program, prepared)?;
        running.ready(prepared.address).await?;
        let ready_ms = started.elapsed().as_secs_f64() * 1e3;
        if round == 0 {
            rounds.first_ms = ready_ms;
            continue;
        }
        rounds.ready_ms.push(ready_ms);
        rounds.ready_mb.push(running.resident_mb()?);
        open_all(prepared).await?;
        rounds.opened_mb.push(running.resident_mb()?);
    }
    Ok(rounds)
}

/// Opens the sign-in page of every portal.
async fn open_all(prepared: &Prepared) -> anyhow::Result<()> {
    let mut client = Client::connect(prepared.address).await?;
    let visitor = Visitor { host: prepared.address, cookie: String::new() };
    for index in 1..=prepared.tenants {
        let answer = client.send(&visitor.get(&format!("/p/tenant-{index:04}/sign-in"), "")).await?;
        ensure!(answer.status == 200, "the portal of tenant {index} gave {}", answer.status);
    }
    Ok(())
}

/// A started program, which ends with this value.
struct Running(Child);

impl Running {
    fn start(program: &Path, prepared: &Prepared) -> anyhow::Result<Self> {
        let log = std::fs::File::create(prepared.folder.join("log"))?;
        let mut command = Command::new(program);
        command.args(["serve", "--config"]).arg(&prepared.config).current_dir(&prepared.folder);
        Ok(Self(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?))
    }

    async fn ready(&self, address: SocketAddr) -> anyhow::Result<()> {
        let visitor = Visitor { host: address, cookie: String::new() };
        let request = visitor.get("/health/ready", "");
        let asked = async {
            loop {
                if let Ok(mut client) = Client::connect(address).await
                    && client.send(&request).await.is_ok_and(|answer| answer.status == 200)
                {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.context("the program did not get ready")
    }

    fn resident_mb(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        resident_mb(&status).context("the kernel names no resident memory")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A program that has ended already is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn resident_mb(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_in_megabytes() {
        assert_eq!(resident_mb("Name:\tportico\nVmRSS:\t  125000 kB\n"), Some(128.0));
        assert_eq!(resident_mb("Name:\tportico\n"), None);
    }
}
