//! A zip that is written bit by bit while it is sent: each entry with its size and hash, and at its end the manifest that
//! names all of them, signed by the key that signs the house's journal.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    sync::{Arc, Mutex, PoisonError},
};

use zip::{ZipWriter, write::SimpleFileOptions, write::StreamWriter};

use super::{EntryRow, FORMAT, MANIFEST, Manifest, SIGNATURE};
use crate::{
    base::{Error, Moment, Result},
    data::{Store, proof},
};

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Ready(Arc<Mutex<VecDeque<u8>>>);

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) struct Pack {
    zip: Option<ZipWriter<StreamWriter<Ready>>>,
    ready: Ready,
    /// The entry that is being written.
    entry: Option<(String, u64, blake3::Hasher)>,
    entries: Vec<EntryRow>,
}

/// What the manifest says beside its entries.
pub(super) struct Said<'s> {
    /// What it is an archive of.
    pub atrium: &'static str,
    pub house: &'s str,
    pub at: Moment,
    pub posts: usize,
}

impl Pack {
    pub fn new() -> Pack {
        let ready = Ready::default();
        Pack {
            zip: Some(ZipWriter::new_stream(ready.clone())),
            ready,
            entry: None,
            entries: Vec::new(),
        }
    }

    pub fn begin(&mut self, path: &str) -> Result<()> {
        self.end();
        let zip = self.zip.as_mut().ok_or_else(closed)?;
        let options = SimpleFileOptions::default().large_file(true);
        zip.start_file(path, options).map_err(Error::internal)?;
        self.entry = Some((path.to_owned(), 0, blake3::Hasher::new()));
        Ok(())
    }

    pub fn put(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some((_, size, hasher)) = &mut self.entry {
            *size += bytes.len() as u64;
            hasher.update(bytes);
        }
        let zip = self.zip.as_mut().ok_or_else(closed)?;
        zip.write_all(bytes).map_err(Error::internal)
    }

    pub fn line(&mut self, row: &impl serde::Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(row).map_err(Error::internal)?;
        line.push(b'\n');
        self.put(&line)
    }

    pub fn end(&mut self) {
        if let Some((path, size, hasher)) = self.entry.take() {
            self.entries.push(EntryRow {
                path,
                size,
                blake3: hasher.finalize().to_hex().to_string(),
            });
        }
    }

    /// As much as was written and not sent yet, into `into`; how many bytes that were.
    pub fn send(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut ready = self.ready.0.lock().unwrap_or_else(PoisonError::into_inner);
        ready.read(into)
    }

    /// The manifest of all that was written, its signature, and the end.
    pub fn finish(&mut self, store: &Store, said: &Said<'_>) -> Result<()> {
        self.end();
        let manifest = Manifest {
            atrium: said.atrium.into(),
            format: FORMAT,
            house: said.house.to_owned(),
            at: said.at.0,
            posts: u32::try_from(said.posts).map_err(Error::internal)?,
            entries: std::mem::take(&mut self.entries),
        };
        let manifest = serde_json::to_string_pretty(&manifest).map_err(Error::internal)?;
        let mut seal = proof::Seal::default();
        seal.line(&manifest);
        let checkpoint = store.checkpoint(said.at)?;
        let signature = proof::last_line(&checkpoint, &store.seal(&seal)).to_string();
        for (path, text) in [(MANIFEST, manifest), (SIGNATURE, signature)] {
            self.begin(path)?;
            self.put(text.as_bytes())?;
        }
        let zip = self.zip.take().ok_or_else(closed)?;
        zip.finish().map_err(Error::internal)?;
        Ok(())
    }
}

fn closed() -> Error {
    Error::internal("an archive was written on after its end")
}
