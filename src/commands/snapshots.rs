//! Commands on snapshots, and on the room that the database takes.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::on_store::OnStore;
use super::place::Where;
use crate::{
    base::{Error, Moment, Result},
    commands::{config::Config, data::run as on_store, open},
    data::{KeyRing, Store, snapshot},
    features,
};

#[derive(Debug, Subcommand)]
pub enum Snapshot {
    /// Take a snapshot, while the server works or not. In the configured folder the oldest beyond `snapshot_keep` go.
    Create {
        /// Where to; by default the configured folder. Nothing is removed from one that is named.
        #[arg(long)]
        to: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// List snapshots, newest first.
    List {
        #[arg(long)]
        from: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Check a snapshot whole: every hash, every file, the journal's chain, every index.
    Verify {
        snapshot: PathBuf,
        #[arg(long)]
        json: bool,
    },
    /// Restore a snapshot into the data folder; what stood there is kept beside it.
    Restore { snapshot: PathBuf },
    /// Restore the newest snapshot into a private folder, check it, and remove it again.
    Drill,
}

pub fn run(at: &Where, command: Snapshot) -> Result<()> {
    let config = Config::load(&at.data)?;
    let folder = config.snapshots_folder(&at.data);
    match command {
        Snapshot::Create { to, json } => {
            // A folder that is named is whoever's who named it, and nothing is removed from it.
            let keep = to.is_none().then_some(config.snapshot_keep);
            let to = std::path::absolute(to.unwrap_or(folder))?;
            on_store(at, OnStore::Snapshot { to, json, keep })
        }
        Snapshot::List { from, json } => list(&from.unwrap_or(folder), json),
        Snapshot::Verify { snapshot, json } => {
            let summary =
                snapshot::verify(&snapshot, &open::unlock(at, &config)?, &features::schema())?;
            if json {
                say!(
                    "{}",
                    serde_json::to_string(&summary).map_err(Error::internal)?
                );
            } else {
                say!(
                    "{} holds: {}",
                    snapshot.display(),
                    snapshot::describe(&summary)
                );
            }
            Ok(())
        }
        Snapshot::Restore { snapshot } => {
            let unlock = open::unlock(at, &config)?;
            let (summary, replaced) = snapshot::restore(
                &snapshot,
                &unlock,
                &features::schema(),
                &at.data,
                Moment::now(),
            )?;
            say!(
                "Restored {}: {}",
                at.data.display(),
                snapshot::describe(&summary)
            );
            if let Some(kept) = replaced {
                say!("What stood there is kept in {}.", kept.display());
            }
            Ok(())
        }
        Snapshot::Drill => {
            let listing = snapshot::list(&folder)?;
            warn_of(&listing);
            let newest = listing.newest(Moment::now()).ok_or_else(|| {
                Error::conflict(format!("There is no snapshot in {}.", folder.display()))
            })?;
            let summary = snapshot::verify(
                &newest.path,
                &open::unlock(at, &config)?,
                &features::schema(),
            )?;
            say!(
                "The drill went well: {} {}",
                newest.path.display(),
                snapshot::describe(&summary)
            );
            Ok(())
        }
    }
}

/// On the error output, so that what a script reads stays a list of snapshots.
fn warn_of(listing: &snapshot::Listing) {
    for bad in &listing.unreadable {
        eprintln!("{}", bad.why);
    }
}

fn list(folder: &Path, json: bool) -> Result<()> {
    let listing = snapshot::list(folder)?;
    warn_of(&listing);
    let listed = listing.found;
    if json {
        let rows: Vec<serde_json::Value> = listed
            .iter()
            .map(|s| serde_json::json!({ "path": s.path, "at": s.at.rfc3339(), "seq": s.seq, "bytes": s.bytes }))
            .collect();
        say!("{}", serde_json::Value::from(rows));
        return Ok(());
    }
    if listed.is_empty() {
        say!("There is no snapshot in {}.", folder.display());
    }
    for s in listed {
        say!(
            "{}  entry {:>8}  {:>8} KB  {}",
            s.at.rfc3339(),
            s.seq,
            s.bytes / 1024,
            s.path.display()
        );
    }
    Ok(())
}

pub fn compact(at: &Where) -> Result<()> {
    let config = Config::load(&at.data)?;
    let keys = KeyRing::open(&at.data, &open::unlock(at, &config)?)?;
    let (before, after) = Store::compact(&at.data, &keys, &open::options(&config))?;
    say!(
        "The database takes {} MB; it took {} MB.",
        after.div_ceil(1 << 20),
        before.div_ceil(1 << 20)
    );
    Ok(())
}
