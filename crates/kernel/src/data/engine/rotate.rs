//! Another key for the data: its pages and files are encrypted anew under a key that nobody has had, wrapped for the same
//! ways of opening it. What hangs on the master key beside (passwords' pepper, the journal's signing key, the devices'
//! authority) stays, so that nobody has to do anything.
//!
//! All of it is made beside the data and then takes its place in one swap: a kill at any step leaves the old or the new,
//! never some of each. What stood there before is taken away with the swap, because it opens with the key from before.

use std::{path::Path, sync::Arc};

use redb::Database;

use super::{
    crypt::{Encrypted, Xts, leaving_holes},
    disk::{Disk, holds_something},
    filesystem::{FileSystem, OsFileSystem},
    keys::{KeyRing, Unlock},
    store::DATABASE,
    swap::{self, Staging},
    untouched::Untouched,
    vault::Vault,
    writer::Head,
};
use crate::{
    base::{Error, Moment, Result},
    data::journal,
};

/// Bytes that are encrypted anew at once.
const AT_ONCE: usize = 1 << 20;

/// What was encrypted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// Of the database.
    pub bytes: u64,
    pub files: usize,
}

/// Encrypts the data in `folder` anew under another key. Nobody may have it open.
///
/// # Errors
/// `Unavailable` where `unlock` doesn't open it; what was encrypted anew and doesn't open takes no place.
pub fn rotate(folder: &Path, unlock: &Unlock, at: Moment) -> Result<Rotated> {
    rotate_on(&OsFileSystem::shared(), folder, unlock, at)
}

/// The same on files that are given: the crash simulator's way in.
pub fn rotate_on(
    disk: &Arc<dyn FileSystem>,
    folder: &Path,
    unlock: &Unlock,
    at: Moment,
) -> Result<Rotated> {
    let _lock = disk.lock(folder)?;
    // Whoever had the lock before may have given it other keys.
    let keys = KeyRing::open_locked(&**disk, folder, unlock)?;
    let staging = Staging::begin(disk, folder, swap::ROTATING)?;
    match stage(disk, folder, &keys, &staging) {
        Ok(rotated) => {
            staging.commit_instead(at)?;
            Ok(rotated)
        }
        Err(error) => {
            staging.discard()?;
            Err(error)
        }
    }
}

fn stage(
    disk: &Arc<dyn FileSystem>,
    folder: &Path,
    keys: &KeyRing,
    staging: &Staging<'_>,
) -> Result<Rotated> {
    let new = keys.with_new_data_key()?;
    let from = disk.disk(&folder.join(DATABASE), false)?;
    holds_something(&*from, &folder.join(DATABASE))?;
    let to = disk.disk(&staging.base().join(DATABASE), true)?;
    let (old_key, new_key) = (keys.database(), new.database());
    let bytes = pages_anew(&*from, &*to, &Xts::new(&old_key), &Xts::new(&new_key))?;
    if ends_at(from, &old_key)? != ends_at(to, &new_key)? {
        return Err(Error::internal(
            "the journal of what was encrypted anew ends elsewhere",
        ));
    }
    let from = Vault::open(disk, &folder.join(swap::FILES), keys)?;
    let files = from.copy_to(&Vault::open(disk, &staging.files(), &new)?)?;
    new.save_on(&**disk, &staging.base())?;
    Ok(Rotated { bytes, files })
}

/// The end of a database's journal under a key; it is looked at and stays as it is.
fn ends_at(disk: Arc<dyn Disk>, key: &[u8; 64]) -> Result<Head> {
    let looked_at = Arc::new(Untouched::over_disk(disk)?);
    let backend = Encrypted::new(looked_at, key, Arc::default());
    let db = Database::builder()
        .create_with_backend(backend)
        .map_err(|e| Error::Unavailable(format!("The database can't be opened: {e}.")))?;
    journal::head(&db)
}

/// The database as it is, page by page: what was never written stays so.
fn pages_anew(from: &dyn Disk, to: &dyn Disk, old: &Xts, new: &Xts) -> Result<u64> {
    let len = from.len()?;
    if !len.is_multiple_of(16) {
        return Err(Error::internal("the database ends inside a block"));
    }
    to.set_len(len)?;
    let mut held = vec![0u8; AT_ONCE];
    let mut at = 0;
    while at < len {
        let size = usize::try_from(len - at).map_or(AT_ONCE, |left| left.min(AT_ONCE));
        let held = &mut held[..size];
        from.read_at(at, held)?;
        leaving_holes(held, |held| {
            old.decrypt(at, held);
            new.encrypt(at, held);
        });
        to.write_at(at, held)?;
        at += size as u64;
    }
    to.sync()?;
    Ok(len)
}
