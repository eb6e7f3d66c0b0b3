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
mod options;
mod pages;
mod process;
mod report;
mod scene;
mod search;
mod writes;

use std::fs;

use crate::base::Result;
use report::Report;
use scene::Illustration;

pub use options::{Bench, Part};

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
