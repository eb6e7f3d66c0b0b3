//! `atrium bench`: what this machine does with this program, row by row as the design's budgets have them.
//!
//! The server runs as a process of its own, so that its CPU is its own; requests go over TLS, packed as a browser asks
//! for it, on kept connections. CPU is the honest figure on a machine that does other things too. Each row runs until
//! it used so much of it that the grain of the kernel's clock (10 ms) doesn't show. `--server` puts another build under
//! the same load: what two builds cost is compared in one go.

mod chat;
mod engine;
mod journal;
mod live;
mod pages;
mod process;
mod report;
mod scene;
mod search;
mod writes;

use std::{fs, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use crate::base::Result;
use report::Report;
use scene::Illustration;

#[derive(Debug, Args)]
pub struct Bench {
    /// Sizes to compare; 100 has about 20,000 leads and 500 projects.
    #[arg(long, value_delimiter = ',', default_values_t = [1u32, 100])]
    pub scale: Vec<u32>,
    /// What to measure.
    #[arg(long, value_delimiter = ',', default_values_t = Part::ALL)]
    pub part: Vec<Part>,
    /// Milliseconds of the server's CPU that a row is taken over.
    #[arg(long, default_value_t = 1000)]
    pub cpu: u64,
    /// Another build of Atrium to put under the same load.
    #[arg(long)]
    pub server: Option<PathBuf>,
    /// Where to work; removed afterwards.
    #[arg(long)]
    pub folder: Option<PathBuf>,
    /// Print one JSON object at the end instead of a table as it goes.
    #[arg(long)]
    pub json: bool,
}

/// The parts of the bench, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The store in this process, without a server: commands, growth, making a demo.
    Engine,
    /// What the journal keeps of commands that are done often, in this process.
    Journal,
    /// The search index in this process: filing posts, and questions with permission.
    Search,
    /// What is read: pages, filters, boards, search, lists of the API.
    Pages,
    /// What is written, alone and by many at once, and what it costs on the disk.
    Writes,
    /// Open pages: what one change costs when many listen, and what they hold.
    Live,
    /// Rooms: a post to many people and pages, and pages on which nothing happens.
    Chat,
    /// Snapshots beside a writer, and coming back from one.
    Copies,
}

impl Part {
    const ALL: [Part; 8] = [
        Part::Engine,
        Part::Journal,
        Part::Search,
        Part::Pages,
        Part::Writes,
        Part::Live,
        Part::Chat,
        Part::Copies,
    ];
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Part::Engine => "engine",
            Part::Journal => "journal",
            Part::Search => "search",
            Part::Pages => "pages",
            Part::Writes => "writes",
            Part::Live => "live",
            Part::Chat => "chat",
            Part::Copies => "copies",
        })
    }
}

pub fn bench(options: &Bench) -> Result<()> {
    let root = options.folder.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("atrium-bench-{}", std::process::id()))
    });
    fs::create_dir_all(&root)?;
    let wants = |part: Part| options.part.contains(&part);
    let mut report = Report::new(!options.json);
    if wants(Part::Engine) {
        report.begin("Engine", None);
        engine::measure(&root, &mut report)?;
    }
    if wants(Part::Journal) {
        report.begin("Journal", None);
        journal::measure(&root, &mut report)?;
    }
    if wants(Part::Search) {
        report.begin("Search", None);
        search::measure(&root, &mut report)?;
    }
    let served = [
        Part::Pages,
        Part::Writes,
        Part::Live,
        Part::Chat,
        Part::Copies,
    ];
    for scale in options
        .scale
        .iter()
        .filter(|_| served.into_iter().any(wants))
    {
        let folder = root.join(format!("scale-{scale}"));
        report.begin(&format!("Scale {scale}"), Some(*scale));
        let mut scene = Illustration::set(&folder, *scale, options, &mut report)?;
        if wants(Part::Pages) {
            pages::measure(&mut scene, &mut report)?;
        }
        if wants(Part::Writes) {
            writes::measure(&mut scene, &mut report)?;
        }
        if wants(Part::Live) {
            live::measure(&mut scene, &mut report)?;
        }
        if wants(Part::Chat) {
            chat::measure(&scene, &mut report)?;
        }
        scene.close(&mut report)?;
        if wants(Part::Copies) {
            engine::copies(&folder, scene.account("sales-closer")?, &mut report)?;
        }
        fs::remove_dir_all(&folder)?;
    }
    report.finish();
    fs::remove_dir_all(&root)?;
    Ok(())
}

/// Milliseconds at a percentage of a sorted list.
fn at(sorted: &[Duration], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((sorted.len() * percent / 100).min(last))
        .map_or(0.0, |took| took.as_secs_f64() * 1000.0)
}
