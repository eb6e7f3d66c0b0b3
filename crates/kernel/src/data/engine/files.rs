//! The house's files, wherever they lie: below 16 KB in the database, where one fsync keeps many of them,
//! and otherwise in the vault. Both go by the keyed hash of what they hold, and are held against it when read.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};

use super::{
    store::Store,
    tables::Tab,
    turns::Turn,
    vault::FileRef,
    writer::{Answer, Run, Tx},
};
use crate::{
    base::{Error, Moment, Result},
    data::Ref,
};

/// From this size on a file lies in the vault.
pub const SMALL: usize = 16 << 10;

/// A file that is not what it was, as the scrub found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    pub file: String,
    pub how: String,
    /// A record that names it.
    pub of: Option<Ref>,
}

/// What is known to be damaged; read with every file, so it is kept at hand.
#[derive(Default)]
pub struct Damages(Mutex<Arc<BTreeMap<String, Damage>>>);

impl Damages {
    pub fn all(&self) -> Arc<BTreeMap<String, Damage>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn set(&self, found: BTreeMap<String, Damage>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(found);
    }

    /// It was brought in anew.
    fn mended(&self, name: &str) {
        if self.all().contains_key(name) {
            let mut left = (*self.all()).clone();
            left.remove(name);
            self.set(left);
        }
    }
}

impl Store {
    /// Takes a stream in. It is on disk when this returns; a record that names it can follow.
    pub fn keep(&self, from: impl Read, most: u64) -> Result<FileRef> {
        self.keep_new(from, most).map(|(file, _)| file)
    }

    /// The same, and whether it wasn't there before: what was may be a record's, or an Undo's.
    pub fn keep_new(&self, mut from: impl Read, most: u64) -> Result<(FileRef, bool)> {
        let mut head = Vec::new();
        from.by_ref().take(SMALL as u64).read_to_end(&mut head)?;
        let (file, new) = if head.len() < SMALL && head.len() as u64 <= most {
            self.keep_small(head)?
        } else {
            self.vault().keep_new(Cursor::new(head).chain(from), most)?
        };
        self.damages.mended(&file.name);
        Ok((file, new))
    }

    fn keep_small(&self, content: Vec<u8>) -> Result<(FileRef, bool)> {
        let (file, run) = self.small(content);
        let new = self.submit(run, false)?;
        Ok((file, new.downcast::<bool>().is_ok_and(|new| *new)))
    }

    /// A small file, and the command that keeps it, which answers whether it wasn't there.
    fn small(&self, content: Vec<u8>) -> (FileRef, Run) {
        let file = FileRef {
            name: self.vault().name_of(&content),
            size: content.len() as u64,
        };
        let mut row = Moment::now().0.to_be_bytes().to_vec();
        row.extend(content);
        let name = file.name.clone();
        let run = move |tx: &mut Tx<'_>| -> Result<Answer> {
            let held = tx.replace(Tab::Files, name.as_bytes(), Some(&row))?;
            Ok(Box::new(!held))
        };
        (file, Box::new(run))
    }

    /// A reader that fails before its last byte when the content is not what the name says.
    pub fn file(&self, file: &FileRef) -> Result<Box<dyn Read + Send>> {
        match self.small_file(file)? {
            Some(content) => Ok(Box::new(Cursor::new(content))),
            None => Ok(Box::new(self.vault().read(file)?)),
        }
    }

    /// So many bytes of a file from `from` on, as far as it has them. Each piece of 64 KB is held against the keys, and
    /// the whole against nothing.
    pub fn file_part(
        &self,
        file: &FileRef,
        from: u64,
        length: u64,
    ) -> Result<Box<dyn Read + Send>> {
        let length = length.min(file.size.saturating_sub(from));
        match self.small_file(file)? {
            Some(content) => {
                let mut content = Cursor::new(content);
                content.set_position(from);
                Ok(Box::new(content.take(length)))
            }
            None => Ok(Box::new(self.vault().read_part(file, from, length)?)),
        }
    }

    /// What lies in the database; None for what lies in the vault.
    fn small_file(&self, file: &FileRef) -> Result<Option<Vec<u8>>> {
        if self.damages.all().contains_key(&file.name) {
            return Err(Error::Unavailable(
                "This file is damaged on the server's disk, so it is not handed out. IT can bring it back from a snapshot; who has it can upload it again.".into(),
            ));
        }
        if file.size >= SMALL as u64 {
            return Ok(None);
        }
        let Some(row) = self.read_tx()?.get(Tab::Files, file.name.as_bytes())? else {
            return Ok(None);
        };
        let content = small_content(&row)?;
        if content.len() as u64 != file.size || self.vault().name_of(content) != file.name {
            return Err(damaged(&file.name));
        }
        Ok(Some(content.to_vec()))
    }
}

impl Turn {
    /// Keeps a small file when the turn comes.
    pub fn keep(&self, content: &[u8]) -> Result<FileRef> {
        if content.len() >= SMALL {
            return Err(Error::internal("a file that is told of must be small"));
        }
        let (file, run) = self.store().small(content.to_vec());
        self.submit(run)?;
        Ok(file)
    }
}

fn damaged(name: &str) -> Error {
    Error::internal(format!(
        "The file {name} is damaged: its content is not what its name says."
    ))
}

/// A row is the moment it was kept and then the content.
pub fn small_content(row: &[u8]) -> Result<&[u8]> {
    row.get(8..)
        .ok_or_else(|| Error::internal("a stored file is cut short"))
}

pub fn small_kept_at(row: &[u8]) -> Moment {
    Moment(
        row.first_chunk::<8>()
            .map_or(0, |bytes| i64::from_be_bytes(*bytes)),
    )
}
