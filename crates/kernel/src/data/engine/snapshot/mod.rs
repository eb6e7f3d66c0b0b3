//! Snapshots: everything in one encrypted file, taken through one read transaction while people work.
//!
//! The file is one open line of JSON (which keys open it, so that a stranger machine can ask for the right one)
//! and then an age stream of frames, `[tag][length][bytes]`: the head (checkpoint, key slots), each table's rows, compressed
//! in blocks, each vault file as stored, and an end that names a hash over all before it. It does not depend on redb's format.
//! Restoring checks every hash in a folder of its own before it replaces anything, and keeps what it replaced.
//!
//! `look` reads one without unpacking it, `write` takes one, `restore` checks and puts back, `drill` compares with the house it is of, `frames` is the file's form.

mod drill;
mod frames;
mod look;
mod restore;
mod write;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{keys::Slot, tables::FORMAT};
use crate::{
    base::{Error, Moment, Result, time},
    data::Checkpoint,
};

pub use drill::{Drilled, drill};
pub use look::{ends_well, read_whole};
pub use restore::{restore, restore_on, verify};
pub use write::create;

/// How the file is written, counted on from the formats of the tables: up to those it was their number. 5: rows come in
/// compressed blocks.
const ARCHIVE: u64 = 5;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct OpenHead {
    atrium: String,
    /// `ARCHIVE`, or in older files the tables' format.
    format: u64,
    at: i64,
    seq: u64,
    slots: Vec<Slot>,
}

impl OpenHead {
    /// Whether it says what the head inside says, which nobody without a key could have written: when, of which entry,
    /// and who can open it. Without that whoever has the file could have it ask for another key.
    fn is_of(&self, head: &Head) -> bool {
        let said = |slot: &Slot| {
            let (name, recipient) = (slot.name.clone(), slot.recipient.clone());
            (name, recipient, slot.salt.clone())
        };
        let same = self.slots.iter().map(said).eq(head.slots.iter().map(said));
        same && (self.at, self.seq) == (head.checkpoint.at, head.checkpoint.seq)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Head {
    format: u64,
    version: String,
    checkpoint: Checkpoint,
    slots: Vec<Slot>,
}

/// What a snapshot holds, as `list` and `verify` print it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub at: i64,
    pub seq: u64,
    pub tables: BTreeMap<String, u64>,
    pub files: u64,
    pub bytes: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct End {
    tables: BTreeMap<String, u64>,
    files: u64,
    hash: String,
}

#[derive(Debug, Clone)]
pub struct Listed {
    pub path: PathBuf,
    pub at: Moment,
    pub seq: u64,
    pub bytes: u64,
}

/// A file of the folder that should be a snapshot and can't be read as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub path: PathBuf,
    /// A sentence that names the file.
    pub why: String,
}

/// What a folder of snapshots holds.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Newest first.
    pub found: Vec<Listed>,
    pub unreadable: Vec<Unreadable>,
}

impl Listing {
    /// The newest that can have been taken by now. One that a wrong clock dated into the future would be the newest for
    /// ever, so it stands for nothing.
    pub fn newest(&self, at: Moment) -> Option<&Listed> {
        self.dated(at).next()
    }

    /// Those that can have been taken by now, newest first.
    pub fn dated(&self, at: Moment) -> impl Iterator<Item = &Listed> {
        self.found.iter().filter(move |listed| !listed.is_ahead(at))
    }

    /// A sentence about what is dated into the future: this clock, or the one they were taken by, is or was wrong.
    pub fn ahead(&self, at: Moment) -> Option<String> {
        let ahead: Vec<&Listed> = self.found.iter().filter(|l| l.is_ahead(at)).collect();
        let newest = ahead.first()?;
        let more = match ahead.len() {
            1 => String::new(),
            n => format!(", and {} more", n - 1),
        };
        Some(format!(
            "{} is dated {}{more}: after now, so the clock was ahead then, or is behind now. Set it right, and remove what is dated wrongly; Atrium neither counts it nor removes it.",
            newest.path.display(),
            newest.at.rfc3339(),
        ))
    }
}

impl Listed {
    fn is_ahead(&self, at: Moment) -> bool {
        self.at.since(at) > time::CORRECTED
    }
}

/// The snapshots in a folder. One that can't be read doesn't hide the others.
pub fn list(folder: &Path) -> Result<Listing> {
    let mut out = Listing::default();
    let files = match fs::read_dir(folder) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(out),
        files => files?,
    };
    for file in files {
        let path = file?.path();
        if path.extension().is_none_or(|e| e != "snapshot") {
            continue;
        }
        match look_at(&path) {
            Ok(listed) => out.found.push(listed),
            Err(why) => out.unreadable.push(Unreadable {
                path,
                why: why.to_string(),
            }),
        }
    }
    out.found
        .sort_by_key(|listed| std::cmp::Reverse((listed.at, listed.seq)));
    out.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

fn look_at(path: &Path) -> Result<Listed> {
    let (head, _) = open_head(path)?;
    Ok(Listed {
        at: Moment(head.at),
        seq: head.seq,
        bytes: fs::metadata(path)
            .map_err(|e| not_a_snapshot(path, e))?
            .len(),
        path: path.to_owned(),
    })
}

fn not_a_snapshot(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::conflict(format!(
        "{} is not a readable snapshot: {why}",
        path.display()
    ))
}

fn open_head(path: &Path) -> Result<(OpenHead, BufReader<File>)> {
    let file = File::open(path).map_err(|e| not_a_snapshot(path, e))?;
    let mut reader = BufReader::with_capacity(1 << 18, file);
    let mut line = Vec::new();
    reader
        .by_ref()
        .take(1 << 20)
        .read_until(b'\n', &mut line)
        .map_err(|e| not_a_snapshot(path, e))?;
    let head: OpenHead = serde_json::from_slice(&line).map_err(|e| not_a_snapshot(path, e))?;
    if head.atrium != "snapshot" {
        return Err(not_a_snapshot(path, "it says it is something else"));
    }
    if head.format > ARCHIVE.max(FORMAT) {
        return Err(Error::conflict(format!(
            "{} was made by a newer Atrium (format {}). Install that version.",
            path.display(),
            head.format
        )));
    }
    Ok((head, reader))
}

/// A short name for a folder of snapshots in messages.
pub fn describe(summary: &Summary) -> String {
    let rows: u64 = summary.tables.values().sum();
    format!(
        "journal entry {}, {} records, {rows} rows, {} files, {} KB",
        summary.seq,
        summary.tables.get("records").copied().unwrap_or_default(),
        summary.files,
        summary.bytes / 1024
    )
}
