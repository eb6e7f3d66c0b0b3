//! Puts a house that was made beside it in the place of the one that is there: the whole of it or nothing, whenever the
//! power goes or the program is killed.
//!
//! What is to come is staged where it will lie: database and keys in a folder of the house, files in a folder within
//! `files`, because either may be a disk of its own and nothing can be renamed from one disk to another. Once all of that
//! is on the disk, a note is written, and from that moment on the new house holds: whoever opens the keys next goes on
//! where this ended, under the lock, before anything is read. Without the note nothing was replaced, and what was staged
//! is thrown away.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{
    filesystem::{FileSystem, OsFileSystem},
    keys,
    search::index::FOLDER as SEARCH,
    store::DATABASE,
};
use crate::base::{Error, Moment, Result};

/// Where a snapshot is unpacked to.
pub const RESTORING: &str = "restoring";
/// Where the data is encrypted anew.
pub const ROTATING: &str = "rotating";
/// Where a first house is made.
pub const STARTING: &str = "starting";
pub const FILES: &str = "files";
const REPLACED: &str = "replaced-";
const NOTE: &str = "swap.json";

/// What a swap that began is about. Names of folders are the same in the house and within its `files`.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Swap {
    staged: String,
    /// Where what stood there is kept.
    kept: String,
    /// What lay in `files` when it began.
    files: Vec<String>,
    /// Whether what stood there goes, because it opens with a key that is to open nothing.
    #[serde(default)]
    goes: bool,
    /// Whether the new house stands whole: only what goes is left to do.
    #[serde(default)]
    stands: bool,
}

/// A house that is made beside the one that is there.
pub struct Staging<'f> {
    disk: &'f Arc<dyn FileSystem>,
    folder: &'f Path,
    name: &'static str,
}

impl<'f> Staging<'f> {
    /// Begins with nothing. The folder is locked by whoever calls.
    pub fn begin(
        disk: &'f Arc<dyn FileSystem>,
        folder: &'f Path,
        name: &'static str,
    ) -> Result<Staging<'f>> {
        let staging = Staging { disk, folder, name };
        staging.discard()?;
        disk.create_folder(&staging.base())?;
        Ok(staging)
    }

    /// Where its database and its keys go.
    pub fn base(&self) -> PathBuf {
        self.folder.join(self.name)
    }

    /// Where its files go.
    pub fn files(&self) -> PathBuf {
        self.folder.join(FILES).join(self.name)
    }

    pub fn discard(&self) -> io::Result<()> {
        self.disk.remove_folder(&self.files())?;
        self.disk.remove_folder(&self.base())
    }

    /// From here on it is the house. What stood there is kept under the path that is returned.
    pub fn commit(self, at: Moment) -> Result<Option<PathBuf>> {
        self.swap(at, false)
    }

    /// The same, and what stood there goes, whatever this ends at.
    pub fn commit_instead(self, at: Moment) -> Result<()> {
        self.swap(at, true).map(drop)
    }

    fn swap(self, at: Moment, goes: bool) -> Result<Option<PathBuf>> {
        let files = self.folder.join(FILES);
        let swap = Swap {
            staged: self.name.into(),
            kept: format!("{REPLACED}{}", at.0),
            files: shelves(&**self.disk, &files)?,
            goes,
            stands: false,
        };
        if self.disk.exists(&self.files())? {
            for shelf in shelves(&**self.disk, &self.files())? {
                self.disk.sync_folder(&self.files().join(shelf))?;
            }
            self.disk.sync_folder(&self.files())?;
            self.disk.sync_folder(&files)?;
        }
        self.disk.sync_folder(&self.base())?;
        self.disk.sync_folder(self.folder)?;
        note(&**self.disk, self.folder, &swap)?;
        finish(&**self.disk, self.folder, &swap).map_err(|e| unfinished(self.folder, &swap, &e))
    }
}

/// The folders that the vault's files lie in: the first two digits of their names.
pub fn shelves(disk: &dyn FileSystem, files: &Path) -> io::Result<Vec<String>> {
    let mut names = disk.names(files)?;
    names.retain(|name| name.len() == 2 && name.bytes().all(|b| b.is_ascii_hexdigit()));
    names.sort();
    Ok(names)
}

fn note(disk: &dyn FileSystem, folder: &Path, swap: &Swap) -> io::Result<()> {
    let note = serde_json::to_vec_pretty(swap).map_err(io::Error::other)?;
    disk.replace(&folder.join(NOTE), &note)
}

fn pending(disk: &dyn FileSystem, folder: &Path) -> Result<Option<Swap>> {
    let path = folder.join(NOTE);
    if !disk.exists(&path)? {
        return Ok(None);
    }
    let text = disk.read(&path)?;
    serde_json::from_slice(&text).map(Some).map_err(|e| {
        Error::Unavailable(format!(
            "A restore into {} was interrupted, and {} doesn't tell how far it was ({e}). Nothing is opened meanwhile. Restore the snapshot into an empty folder instead.",
            folder.display(),
            path.display()
        ))
    })
}

/// Goes on with a swap that was interrupted. Whoever reads anything of a house asks first.
pub fn resume(disk: &dyn FileSystem, folder: &Path) -> Result<()> {
    if pending(disk, folder)?.is_none() {
        return Ok(());
    }
    let _lock = disk.lock(folder)?;
    resume_locked(disk, folder)
}

/// The same for whoever has the folder locked.
pub fn resume_locked(disk: &dyn FileSystem, folder: &Path) -> Result<()> {
    let Some(swap) = pending(disk, folder)? else {
        return Ok(());
    };
    tracing::warn!(kept = swap.kept, "finishing what was interrupted");
    finish(disk, folder, &swap)
        .map(drop)
        .map_err(|e| unfinished(folder, &swap, &e))
}

/// Finishes an interrupted restore of the house in a folder of this machine.
pub fn finish_restore(folder: &Path) -> Result<()> {
    resume(&OsFileSystem, folder)
}

/// Whether a restore was interrupted that whatever opens the house next goes on with.
pub fn restore_pending(folder: &Path) -> Result<bool> {
    pending(&OsFileSystem, folder).map(|swap| swap.is_some())
}

/// Throws away what was staged and never came to be the house. Only beside a whole house, and under its lock.
pub fn clear_stale(disk: &dyn FileSystem, folder: &Path) -> io::Result<()> {
    for name in [RESTORING, ROTATING, STARTING] {
        disk.remove_folder(&folder.join(FILES).join(name))?;
        disk.remove_folder(&folder.join(name))?;
    }
    Ok(())
}

/// Each step can be done again, and knows by what is there whether it was done.
fn finish(disk: &dyn FileSystem, folder: &Path, swap: &Swap) -> io::Result<Option<PathBuf>> {
    let (staged, kept) = (folder.join(&swap.staged), folder.join(&swap.kept));
    if !swap.stands {
        put_in_place(disk, folder, swap)?;
        if swap.goes {
            // Nothing is looked for any more in what goes.
            let stands = Swap {
                stands: true,
                ..swap.clone()
            };
            note(disk, folder, &stands)?;
        }
    }
    // It was made of what stood there, under its key; the new house makes its own.
    disk.remove_folder(&folder.join(SEARCH))?;
    disk.remove_folder(&folder.join(FILES).join(&swap.staged))?;
    disk.remove_folder(&staged)?;
    if swap.goes {
        take_away(disk, folder, &kept)?;
    }
    let replaced = disk.exists(&kept)?;
    disk.remove_file(&folder.join(NOTE))?;
    disk.sync_folder(folder)?;
    Ok(replaced.then_some(kept))
}

/// Where `files` is a disk of its own, what lay on it lies on it still.
fn take_away(disk: &dyn FileSystem, folder: &Path, kept: &Path) -> io::Result<()> {
    disk.remove_folder(kept)?;
    let files = folder.join(FILES);
    if let Some(name) = kept.file_name() {
        disk.remove_folder(&files.join(name))?;
    }
    if disk.exists(&files)? {
        disk.sync_folder(&files)?;
    }
    disk.sync_folder(folder)
}

fn put_in_place(disk: &dyn FileSystem, folder: &Path, swap: &Swap) -> io::Result<()> {
    let (staged, kept) = (folder.join(&swap.staged), folder.join(&swap.kept));
    for name in [DATABASE, keys::FILE] {
        let (from, to) = (staged.join(name), folder.join(name));
        if !disk.exists(&from)? {
            if disk.exists(&to)? {
                continue;
            }
            let missing = format!("{} is missing", from.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, missing));
        }
        if disk.exists(&to)? {
            disk.create_folder(&kept)?;
            disk.rename(&to, &kept.join(name))?;
        }
        disk.rename(&from, &to)?;
    }
    swap_files(disk, folder, swap)?;
    if disk.exists(&kept)? {
        disk.sync_folder(&kept)?;
    }
    if disk.exists(&staged)? {
        disk.sync_folder(&staged)?;
    }
    disk.sync_folder(folder)
}

/// First what was there goes out, then what is staged comes in.
fn swap_files(disk: &dyn FileSystem, folder: &Path, swap: &Swap) -> io::Result<()> {
    let files = folder.join(FILES);
    let (incoming, outgoing) = (files.join(&swap.staged), files.join(&swap.kept));
    let kept = folder.join(&swap.kept).join(FILES);
    let moved = disk.exists(&kept)?;
    for name in swap.files.iter().filter(|_| !moved) {
        let (from, to) = (files.join(name), outgoing.join(name));
        if disk.exists(&from)? && !disk.exists(&to)? {
            disk.create_folder(&outgoing)?;
            disk.rename(&from, &to)?;
        }
    }
    if disk.exists(&outgoing)? {
        disk.sync_folder(&outgoing)?;
        disk.sync_folder(&files)?;
    }
    if disk.exists(&incoming)? {
        for name in shelves(disk, &incoming)? {
            disk.rename(&incoming.join(&name), &files.join(&name))?;
        }
        disk.sync_folder(&incoming)?;
    }
    if disk.exists(&outgoing)? && !moved {
        disk.create_folder(&folder.join(&swap.kept))?;
        match disk.rename(&outgoing, &kept) {
            // `files` is a disk of its own: what lay on it stays on it.
            Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
                let there = Path::new("..").join(FILES).join(&swap.kept);
                disk.link_folder(&kept, &there)?;
            }
            done => done?,
        }
    }
    match disk.exists(&files)? {
        true => disk.sync_folder(&files),
        false => Ok(()),
    }
}

fn unfinished(folder: &Path, swap: &Swap, why: &io::Error) -> Error {
    Error::Unavailable(format!(
        "What was put in the place of the house in {folder} was interrupted and can't be finished: {why}. Nothing is opened meanwhile, and nothing is lost: what is to come lies in {folder}/{staged}, what stood there in {folder}/{kept}. Mend what is named and start Atrium again; it goes on by itself.",
        folder = folder.display(),
        staged = swap.staged,
        kept = swap.kept,
    ))
}

/// What there is of a house in a folder, by name. A key file alone is none: it may be brought first.
pub fn traces(disk: &dyn FileSystem, folder: &Path) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    for name in disk.names(folder)? {
        let counts = match name.as_str() {
            DATABASE | keys::FILE | NOTE | RESTORING => true,
            FILES => !shelves(disk, &folder.join(FILES))?.is_empty(),
            "snapshots" => {
                let held = disk.names(&folder.join(&name))?;
                held.iter().any(|name| name.ends_with(".snapshot"))
            }
            other => other.starts_with(REPLACED),
        };
        if counts {
            out.push(name);
        }
    }
    out.sort();
    Ok(out)
}

/// A house that lost a part of it gets no empty one in its place.
pub fn incomplete(folder: &Path, missing: &str, there: &[String]) -> Error {
    if there == [RESTORING] {
        return Error::Unavailable(format!(
            "A restore into {folder} didn't end, and nothing of a house is there but what it began with ({RESTORING}). Restore again: atrium snapshot restore SNAPSHOT --data {folder}. For a new house choose an empty folder.",
            folder = folder.display(),
        ));
    }
    Error::Unavailable(format!(
        "{folder} has {there} but no {missing}: a house that lost something, and not a place for a new one. Nothing was made in its place. Put {missing} back where it went from, or restore the newest snapshot: atrium snapshot restore SNAPSHOT --data {folder}. For a new house choose an empty folder.",
        folder = folder.display(),
        there = there.join(", "),
    ))
}

/// Refuses unless the folder has nothing of a house, or a whole one. Whether it has one.
pub fn is_house(disk: &dyn FileSystem, folder: &Path) -> Result<bool> {
    let there = traces(disk, folder)
        .map_err(|e| Error::Unavailable(format!("{} can't be read: {e}", folder.display())))?;
    let has = |name: &str| there.iter().any(|held| held == name);
    match (has(DATABASE), has(keys::FILE)) {
        (true, true) => Ok(true),
        _ if there.is_empty() => Ok(false),
        (false, _) => Err(incomplete(folder, DATABASE, &there)),
        (true, false) => Err(incomplete(folder, keys::FILE, &there)),
    }
}

/// The same of a folder of this machine.
pub fn holds_house(folder: &Path) -> Result<bool> {
    finish_restore(folder)?;
    is_house(&OsFileSystem, folder)
}
