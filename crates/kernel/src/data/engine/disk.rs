//! The few calls the engine makes on its file, as a trait, so that tests can put a failing or forgetful disk under it.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    fs::{File, OpenOptions},
    io,
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use super::filesystem::give_to_owner;
use crate::base::{Error, Result};

// A disk is never asked whether it is empty.
#[allow(clippy::len_without_is_empty)]
pub trait Disk: Debug + Send + Sync + 'static {
    fn len(&self) -> io::Result<u64>;
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()>;
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()>;
    fn set_len(&self, len: u64) -> io::Result<()>;
    fn sync(&self) -> io::Result<()>;
}

/// A database that was emptied is a loss, as one that is missing: what reads it would make a new house of it.
pub fn holds_something(disk: &dyn Disk, path: &Path) -> Result<()> {
    match disk.len()? {
        0 => Err(Error::Unavailable(format!(
            "The database {} is empty: something cut it to nothing, and no new house is made of it. Bring it back, or restore the newest snapshot: atrium snapshot restore --help",
            path.display()
        ))),
        _ => Ok(()),
    }
}

#[derive(Debug)]
pub struct FileDisk(File);

impl FileDisk {
    /// Opens an existing database file, or creates an empty one, readable by its owner only.
    pub fn open(path: &Path, create: bool) -> io::Result<FileDisk> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(create)
            .mode(0o600)
            .open(path)?;
        if create {
            give_to_owner(&file, path)?;
        }
        Ok(FileDisk(file))
    }

    /// The same to be read only, on read-only media too.
    pub fn to_look(path: &Path) -> io::Result<FileDisk> {
        File::open(path).map(FileDisk)
    }
}

impl Disk for FileDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read_exact_at(out, offset)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write_all_at(data, offset)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
    fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// After a failed sync the kernel takes pages it could not write for written: it shows them, and the next sync
/// succeeds without them. So whatever was written since the last good sync is written again before another counts.
#[derive(Debug)]
pub struct Steady {
    disk: Arc<dyn Disk>,
    /// Offset and length of what was written since the last good sync.
    unsynced: Mutex<BTreeMap<u64, usize>>,
    failed: AtomicBool,
}

impl Steady {
    pub fn new(disk: Arc<dyn Disk>) -> Steady {
        Steady {
            disk,
            unsynced: Mutex::default(),
            failed: AtomicBool::new(false),
        }
    }

    fn write_again(&self, unsynced: &BTreeMap<u64, usize>) -> io::Result<()> {
        let end = self.disk.len()?;
        for (offset, len) in unsynced {
            let len = (*len as u64).min(end.saturating_sub(*offset));
            let mut bytes = vec![0; len as usize];
            self.disk.read_at(*offset, &mut bytes)?;
            self.disk.write_at(*offset, &bytes)?;
        }
        Ok(())
    }
}

impl Disk for Steady {
    fn len(&self) -> io::Result<u64> {
        self.disk.len()
    }
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.disk.read_at(offset, out)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        let len = unsynced.entry(offset).or_default();
        *len = data.len().max(*len);
        drop(unsynced);
        self.disk.write_at(offset, data)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.set_len(len)
    }
    fn sync(&self) -> io::Result<()> {
        let mut unsynced = self.unsynced.lock().unwrap_or_else(PoisonError::into_inner);
        if self.failed.swap(true, Ordering::AcqRel) {
            self.write_again(&unsynced)?;
        }
        self.disk.sync()?;
        unsynced.clear();
        self.failed.store(false, Ordering::Release);
        Ok(())
    }
}
