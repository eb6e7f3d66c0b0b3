//! Taking a snapshot: under a name of its own until it is complete, and gone when it can't be completed.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use super::{ARCHIVE, End, Head, OpenHead, Summary, frames::FrameWriter};
use crate::{
    base::{Error, Moment, Result},
    data::{
        Checkpoint, ReadTx, Store,
        engine::{
            filesystem::{Failed, FileSystem, OsFileSystem, give_to_owner},
            keys::{self, Slot},
            tables::{FORMAT, Tab},
            verify::recount_and_verify,
        },
    },
};

/// Bytes of rows that go into one frame, before they are compressed.
const ROWS: usize = 1 << 18;

/// Writes a snapshot of a running store into `folder` and returns its path.
pub fn create(store: &Store, folder: &Path, at: Moment) -> Result<(PathBuf, Summary)> {
    let made = (|| {
        OsFileSystem.create_folder(folder)?;
        clear_stale(folder)?;
        let read_tx = store.read_tx()?;
        let head = read_tx.head()?;
        check(store, &read_tx, at)?;
        let part = Part::create(folder.join(format!("{}.part", name_of(at, head.seq))))?;
        let (seq, end) = write_whole(store, &read_tx, &part.file, at)?;
        part.file.sync_all()?;
        let path = part.keep()?;
        OsFileSystem.sync_folder(folder)?;
        let summary = Summary {
            at: at.0,
            seq,
            files: end.files + end.tables.get(Tab::Files.name()).copied().unwrap_or(0),
            tables: end.tables,
            bytes: fs::metadata(&path)?.len(),
        };
        Ok((path, summary))
    })();
    made.map_err(|error| match error {
        Failed::Disk(error) => not_written(folder, &error),
        Failed::Other(error) => error,
    })
}

/// A snapshot of what is damaged can't be restored, and would push out of the folder one that can: none is taken.
fn check(store: &Store, read_tx: &ReadTx, at: Moment) -> Result<()> {
    let journal = read_tx.head()?;
    let keys = store.keys();
    let checkpoint = Checkpoint::sign(&keys.signing(), journal.seq, &journal.hash, at);
    let schema = store.schema();
    // redb may panic over a damaged page.
    let counted = catch_unwind(AssertUnwindSafe(|| {
        recount_and_verify(read_tx, schema, &checkpoint, &keys.verifying())
    }));
    let why = match counted {
        Ok(Ok((counted, _))) => match counted.problems.first() {
            None => return Ok(()),
            Some(first) => format!(
                "its records and indexes disagree in {} places; the first: {first}",
                counted.problems.len()
            ),
        },
        // The disk said no: that says nothing of what lies on it.
        Ok(Err(error @ Error::Unavailable(_))) => return Err(error),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "a page of it can't be read".into(),
    };
    Err(Error::conflict(format!(
        "No snapshot was taken: the database is damaged ({why}). The snapshots there are were left alone. atrium doctor names what is damaged; restore the newest snapshot that atrium snapshot verify finds whole."
    )))
}

fn not_written(folder: &Path, error: &io::Error) -> Error {
    use io::ErrorKind as Kind;
    let folder = folder.display();
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => {
            Error::Unavailable(format!(
                "No snapshot was taken: the disk under {folder} is full ({error}). Everything else goes on. Free some space, or keep snapshots on another disk (the key `snapshots` in the configuration)."
            ))
        }
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => Error::Unavailable(format!(
            "No snapshot was taken: Atrium may not write in {folder} ({error}). Let its user write there, or name another folder."
        )),
        _ => Error::Unavailable(format!(
            "No snapshot was taken: {folder} could not be written, or a file of the house could not be read ({error})."
        )),
    }
}

fn name_of(at: Moment, seq: u64) -> String {
    let stamp = at.rfc3339().replace([':', '-'], "");
    let stamp = stamp
        .split('.')
        .next()
        .unwrap_or(&stamp)
        .trim_end_matches('Z');
    format!("atrium-{stamp}-{seq}")
}

/// A snapshot while it is written: locked, and gone unless it was completed.
struct Part {
    path: PathBuf,
    file: File,
    kept: bool,
}

impl Part {
    fn create(path: PathBuf) -> Result<Part, Failed> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        let file = match file {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::conflict("This snapshot is being taken already.").into());
            }
            file => file?,
        };
        give_to_owner(&file, &path)?;
        let part = Part {
            path,
            file,
            kept: false,
        };
        part.file.try_lock().map_err(io::Error::from)?;
        Ok(part)
    }

    fn keep(mut self) -> Result<PathBuf, Failed> {
        let path = self.path.with_extension("snapshot");
        fs::rename(&self.path, &path)?;
        self.kept = true;
        Ok(path)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.kept {
            // Half a snapshot is of no use, and takes the room that is missing.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Syncs as it goes: a whole snapshot at once would keep the fsync of people's deeds waiting for as long as it takes.
struct InPortions<'f> {
    file: &'f File,
    unsynced: usize,
}

/// Bytes between two syncs.
const PORTION: usize = 4 << 20;

impl Write for InPortions<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.unsynced += written;
        if self.unsynced >= PORTION {
            self.file.sync_data()?;
            self.unsynced = 0;
        }
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a crash left half written. One that is being written is locked by its writer, whichever process that is.
fn clear_stale(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let ours = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("atrium-"))
            && path.extension().is_some_and(|e| e == "part");
        if ours
            && let Ok(file) = OpenOptions::new().write(true).open(&path)
            && file.try_lock().is_ok()
        {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

fn write_whole(
    store: &Store,
    read_tx: &ReadTx,
    file: &File,
    at: Moment,
) -> Result<(u64, End), Failed> {
    let journal = read_tx.head()?;
    let checkpoint = Checkpoint::sign(&store.keys().signing(), journal.seq, &journal.hash, at);
    let slots = store.keys().slots();
    let mut out = BufWriter::with_capacity(1 << 18, InPortions { file, unsynced: 0 });
    let open = OpenHead {
        atrium: "snapshot".into(),
        format: ARCHIVE,
        at: at.0,
        seq: journal.seq,
        slots: slots
            .iter()
            .map(|slot| Slot {
                wrapped: String::new(),
                ..slot.clone()
            })
            .collect(),
    };
    let line = serde_json::to_vec(&open).map_err(Error::internal)?;
    out.write_all(&line)?;
    out.write_all(b"\n")?;
    let recipients = keys::recipients(&slots)?;
    let encryptor =
        age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient))
            .map_err(Error::internal)?;
    let mut frames = FrameWriter {
        out: encryptor.wrap_output(out)?,
        hasher: blake3::Hasher::new(),
    };
    frames.json(
        b'H',
        &Head {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").into(),
            checkpoint,
            slots,
        },
    )?;
    let mut end = End {
        tables: BTreeMap::new(),
        files: 0,
        hash: String::new(),
    };
    for tab in Tab::ALL {
        frames.frame(b'T', tab.name().as_bytes())?;
        let rows = write_rows(read_tx, tab, &mut frames)?;
        end.tables.insert(tab.name().into(), rows);
    }
    for name in store.vault().names()? {
        let mut from = match store.vault().raw(&name) {
            // Swept since it was listed: no record names it.
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            from => from?,
        };
        frames.frame(b'F', name.as_bytes())?;
        let mut chunk = vec![0u8; 1 << 18];
        loop {
            let got = from.read(&mut chunk)?;
            if got == 0 {
                break;
            }
            frames.frame(b'D', &chunk[..got])?;
        }
        end.files += 1;
    }
    end.hash = frames.hasher.finalize().to_hex().to_string();
    frames.json(b'E', &end)?;
    frames.out.finish()?.flush()?;
    Ok((journal.seq, end))
}

fn write_rows<W: Write>(
    read_tx: &ReadTx,
    tab: Tab,
    frames: &mut FrameWriter<W>,
) -> Result<u64, Failed> {
    let mut block = Vec::with_capacity(ROWS + 4096);
    let mut rows = 0;
    let mut failed = None;
    read_tx.scan(tab, &[], &mut |key, value| {
        block.extend((key.len() as u32).to_be_bytes());
        block.extend((value.len() as u32).to_be_bytes());
        block.extend_from_slice(key);
        block.extend_from_slice(value);
        rows += 1;
        if block.len() >= ROWS {
            failed = frames.compressed(b'Z', &block).err();
            block.clear();
        }
        Ok(failed.is_none())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if !block.is_empty() {
        frames.compressed(b'Z', &block)?;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_in_words_and_is_nobodys_fault() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let error = not_written(Path::new("/backup"), &full);
        assert_eq!(error.status(), 503);
        let text = error.to_string();
        for word in ["No snapshot was taken", "/backup", "is full", "`snapshots`"] {
            assert!(text.contains(word), "{text}");
        }
    }
}
