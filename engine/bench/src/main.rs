//! Figures of Portico. One run prints each figure beside its own reference from the same run, with its spread and its target; what they
//! mean stands in `docs/benchmarks.md`.

mod access;
mod bare;
mod calls;
mod client;
mod cpu;
mod documents;
mod flood;
mod iban;
mod inserts;
mod live;
mod load;
mod pages;
mod render;
mod report;
mod rule;
mod sandbox;
mod site;
mod spread;
mod start;
mod submit;

use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Parser, ValueEnum};

use sandbox::Sandbox;
use site::{Site, Size};

/// The same allocator as the program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Longest a run may take.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// Measures Portico and prints each figure beside its own reference from the same run.
#[derive(Debug, Parser)]
#[command(name = "portico-bench")]
struct Arguments {
    /// Parts to measure, separated by commas: a pages and sending, b calls, c saving while customers work, d start and memory, e access,
    /// f a flood of sign-ins.
    #[arg(long, value_delimiter = ',', default_value = "a,b,c,d,e,f")]
    only: Vec<Part>,
    /// Fewer, shorter rounds and less data: to see that everything works, not to quote.
    #[arg(long)]
    quick: bool,
    /// Only the pages whose name begins with this, and nothing is sent: to look at one of them with a profiler.
    #[arg(long)]
    page: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    A,
    B,
    C,
    D,
    E,
    F,
}

/// How long and how often everything is measured.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub rounds: usize,
    pub time: Duration,
    /// Requests that each customer sends in a round.
    pub sends: usize,
    /// What stands for many tenants.
    pub many: usize,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::new("warn");
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let pace = match arguments.quick {
        true => Pace { rounds: 2, time: Duration::from_millis(300), sends: 5, many: 100 },
        false => Pace { rounds: 5, time: Duration::from_secs(1), sends: 20, many: 1_000 },
    };
    header();
    let sandbox = Sandbox::new()?;
    let started = Instant::now();
    if arguments.only.contains(&Part::B) {
        let mut table = calls::table(pace);
        rule::run(&mut table, &sandbox, pace).context("rule")?;
        iban::run(&mut table, &sandbox, pace).context("plugin")?;
        render::run(&mut table, pace).context("list")?;
        table.print();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let left = LONGEST.saturating_sub(started.elapsed());
    runtime.block_on(async {
        tokio::time::timeout(left, served(&arguments, &sandbox, pace)).await.context("the run took too long")?
    })?;
    println!("\nThe run took {:.0} s.", started.elapsed().as_secs_f64());
    Ok(())
}

/// The parts that need a running application.
async fn served(arguments: &Arguments, sandbox: &Sandbox, pace: Pace) -> anyhow::Result<()> {
    let (quick, only) = (arguments.quick, &arguments.only);
    if [Part::A, Part::C, Part::F].iter().any(|part| only.contains(part)) {
        let size = if quick { Size { tenants: 5, orders: 200 } } else { Size { tenants: 50, orders: 1_000 } };
        let site = Site::start(sandbox, size).await.context("starting the application")?;
        println!("\nOne customer with {} work orders, {} tenants, SQLite on disk.", size.orders, size.tenants);
        if only.contains(&Part::A) {
            pages::run(&site, pace, arguments.page.as_deref().unwrap_or_default()).await.context("pages")?;
            if arguments.page.is_none() {
                submit::run(&site, sandbox, pace).await.context("sending")?;
            }
        }
        if only.contains(&Part::C) {
            live::run(&site, pace).await.context("saving")?;
        }
        if only.contains(&Part::F) {
            flood::run(&site, pace).await.context("a flood of sign-ins")?;
        }
        site.stop().await?;
    }
    if only.contains(&Part::D) {
        start::run(sandbox, pace).await.context("starting")?;
    }
    if only.contains(&Part::E) {
        let size = if quick { (100, 2_000) } else { (1_000, 50_000) };
        access::run(sandbox, pace, access::Size { users: size.0, orders: size.1 }).await.context("access")?;
    }
    Ok(())
}

/// What was run where.
fn header() {
    let command: Vec<String> = std::env::args().skip(1).collect();
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let model = read("/proc/cpuinfo")
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim().to_owned()));
    let build = if cfg!(debug_assertions) { "DEVELOPMENT build: the numbers mean nothing" } else { "release build" };
    println!("cargo xtask bench {}", command.join(" "));
    println!("portico {}, {build}", env!("CARGO_PKG_VERSION"));
    println!("{cores} processors, {}, Linux {}", model.unwrap_or_default(), read("/proc/sys/kernel/osrelease").trim());
}
