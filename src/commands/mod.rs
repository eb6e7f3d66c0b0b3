//! The command line. What needs the data works while the server runs (through its control socket)
//! and when it doesn't (by opening the data itself); exit codes: 0 done, 1 refused or failed, 2 misused.

#![deny(clippy::print_stdout)]

/// Prints a line. Whoever reads may have gone meanwhile (`| head`), which is no failure.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::commands::said(format_args!($($words)*))
    };
}
mod ask;
mod bench;
pub mod config;
mod control;
mod data;
pub mod demo;
mod doctor;
mod keys;
mod logs;
mod on_store;
mod open;
mod place;
mod search;
mod serve;
mod snapshots;
mod version;

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Parser, Subcommand};

use crate::{base::Result, extract};

pub use open::open;
pub use place::{Listen, Where};

fn said(words: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{words}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            // There is no other place to say it.
            let _ = writeln!(std::io::stderr(), "atrium: nothing can be printed: {e}");
        }
        _ => {}
    }
}

#[derive(Debug, Parser)]
#[command(name = "atrium", version, about = "One server for a service agency")]
struct Cli {
    #[command(flatten)]
    at: Where,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until stopped.
    Serve {
        #[command(flatten)]
        listen: Listen,
    },
    /// Make a believable agency, print its accounts, and serve it.
    Demo {
        #[command(flatten)]
        listen: Listen,
        /// How large: 1 is an agency of 90 people.
        #[arg(long, default_value_t = 1)]
        scale: u32,
        /// The same seed makes the same agency.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Only make it.
        #[arg(long)]
        no_serve: bool,
    },
    /// Make an empty data folder with its key.
    Init,
    /// Check the data, the disk, the key and the network.
    Doctor {
        #[arg(long)]
        json: bool,
    },
    /// Give back to the disk what the database no longer needs. Stop the server first.
    Compact,
    /// Show or check the configuration.
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Print the version.
    Version {
        /// Every component the program is made of, as CycloneDX.
        #[arg(long)]
        sbom: bool,
    },
    /// Measure this machine with this program.
    Bench(bench::Bench),
    /// Snapshots: create, list, verify, restore.
    Snapshot {
        #[command(subcommand)]
        what: snapshots::Snapshot,
    },
    /// The journal: verify, checkpoint.
    Journal {
        #[command(subcommand)]
        what: on_store::Journal,
    },
    /// People, from the server's shell.
    User {
        #[command(subcommand)]
        what: on_store::User,
    },
    /// Take in a room that was written out as an archive, by this house or another, or the rooms of another chat's export.
    ImportRoom {
        /// The archive.
        file: PathBuf,
        /// The key that it has to be signed with, as `atrium journal key` says it where it comes from. Another chat has none.
        #[arg(long)]
        key: Option<String>,
    },
    /// Tokens for programs.
    Token {
        #[command(subcommand)]
        what: on_store::Token,
    },
    /// Rules on countries and devices, from the server's shell.
    Entry {
        #[command(subcommand)]
        what: on_store::Entry,
    },
    /// The search index: how it stands, and making it anew.
    Search {
        #[command(subcommand)]
        what: search::Search,
    },
    /// Keys that open the data.
    Key {
        #[command(subcommand)]
        what: keys::KeyCommand,
    },
    /// Read one file from standard input: what the server starts for each document.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether the configuration can be used.
    Check,
    /// Print every key as it applies.
    Show,
}

pub fn main() -> ExitCode {
    let cli = Cli::parse();
    // It has nothing to do with any data, and answers in its own way.
    if matches!(cli.command, Command::Worker) {
        return extract::child::run();
    }
    // Said in one line instead of on the terminal: in the log of a server, or by a command when it gives up.
    std::panic::set_hook(Box::new(|why| tracing::error!(%why, "something broke off")));
    let done = catch_unwind(AssertUnwindSafe(|| run(&cli.at, cli.command)));
    let error = match done {
        Ok(Ok(())) => return ExitCode::SUCCESS,
        Ok(Err(error)) => error.to_string(),
        Err(why) => broke_off(&*why),
    };
    // Whoever started us may have stopped listening.
    let _ = writeln!(std::io::stderr(), "atrium: {error}");
    ExitCode::FAILURE
}

/// What a command says that came upon what can't be: as a rule, data that is damaged.
fn broke_off(why: &(dyn std::any::Any + Send)) -> String {
    let text = why.downcast_ref::<&str>().copied();
    let text = text.or_else(|| why.downcast_ref::<String>().map(String::as_str));
    format!(
        "This broke off: {}. The data may be damaged; atrium doctor says what of it.",
        text.unwrap_or("it isn't known why").trim_end_matches('.')
    )
}

fn run(at: &Where, command: Command) -> Result<()> {
    match command {
        Command::Serve { listen } => serve::serve(at, listen, None),
        Command::Demo {
            listen,
            scale,
            seed,
            no_serve,
        } => demo::demo(at, listen, scale, seed, no_serve),
        Command::Init => open::init(at),
        Command::Compact => snapshots::compact(at),
        Command::Doctor { json } => doctor::doctor(at, json),
        Command::Config { what } => show_config(at, &what),
        Command::Version { sbom } => {
            version::version(sbom);
            Ok(())
        }
        Command::Bench(bench) => bench::bench(&bench),
        Command::Snapshot { what } => snapshots::run(at, what),
        Command::Journal { what } => data::run(at, on_store::OnStore::Journal(what)),
        Command::User { what } => data::run(at, on_store::OnStore::User(what)),
        Command::ImportRoom { file, key } => data::import_room(at, &file, key),
        Command::Token { what } => data::run(at, on_store::OnStore::Token(what)),
        Command::Entry { what } => data::run(at, on_store::OnStore::Entry(what)),
        Command::Search { what } => data::run(at, on_store::OnStore::Search(what)),
        Command::Key { what } => keys::run(at, &what),
        Command::Worker => Ok(()),
    }
}

fn show_config(at: &Where, what: &ConfigCommand) -> Result<()> {
    let config = config::Config::load(&at.data)?;
    match what {
        ConfigCommand::Check => say!("The configuration can be used."),
        ConfigCommand::Show => say!("{config:#?}"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_data_is_may_stand_anywhere_on_the_line() {
        for line in [
            "atrium --data /srv/a token create --user ann@example.com --days 3",
            "atrium token --data /srv/a create --user ann@example.com --days 3",
            "atrium token create --data /srv/a --user ann@example.com --days 3",
            "atrium serve --data /srv/a --listen 127.0.0.1:8443",
            "atrium demo --data /srv/a --scale 2 --no-serve",
            "atrium journal verify --data /srv/a",
        ] {
            let read = Cli::try_parse_from(line.split(' '));
            let cli = read.unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(cli.at.data, PathBuf::from("/srv/a"), "{line}");
        }
    }
}
