//! What a run of the bench is asked to measure.

use clap::{Args, ValueEnum};

use std::path::PathBuf;

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
