//! The ways in: who may open the data besides, and who may no longer. Each has a name of its own, so that a new one never
//! takes the place of one that somebody counts on.

use std::path::Path;

use super::{
    super::filesystem::{FileSystem, OsFileSystem},
    KeyRing, Slot, Unlock,
};
use crate::base::{Error, Result};

impl KeyRing {
    /// Lets whoever holds the identity behind `to` open the house in `folder`: nobody is let in who isn't there after a crash.
    ///
    /// # Errors
    /// When the name or the key is that of a way in already.
    pub fn let_in(&self, disk: &dyn FileSystem, folder: &Path, name: &str, to: &str) -> Result<()> {
        let before = self.slots();
        if let Some(slot) = before.iter().find(|slot| slot.name == name) {
            return Err(Error::conflict(format!(
                "{name} opens the data already, with another key perhaps ({}): choose another name, or take it away first with atrium key remove.",
                slot.recipient
            )));
        }
        if let Some(slot) = before.iter().find(|slot| slot.recipient == to) {
            return Err(Error::conflict(format!(
                "{to} opens the data already, as {}.",
                slot.name
            )));
        }
        let stored = self
            .add_recipient(name, to, None)
            .and_then(|()| self.save_on(disk, folder));
        self.unless_stored(before, stored)
    }

    /// Takes a way in away. What each of `stays` is must open the data afterwards as well.
    ///
    /// # Errors
    /// As `without`.
    pub fn shut_out(
        &self,
        disk: &dyn FileSystem,
        folder: &Path,
        name: &str,
        stays: &[&Unlock],
    ) -> Result<()> {
        let before = self.slots();
        let left = self.without(name, stays)?;
        *self.held() = left;
        let stored = self.save_on(disk, folder);
        self.unless_stored(before, stored)
    }

    /// The ways in that would be left.
    ///
    /// # Errors
    /// When there is none of that name, or one of `stays` would be shut out with it.
    pub fn without(&self, name: &str, stays: &[&Unlock]) -> Result<Vec<Slot>> {
        let mut left = self.slots();
        let names: Vec<String> = left.iter().map(|slot| slot.name.clone()).collect();
        left.retain(|slot| slot.name != name);
        if left.len() == names.len() {
            return Err(Error::conflict(format!(
                "Nothing that opens the data is called {name}. There is: {}.",
                names.join(", ")
            )));
        }
        let shut_out = |unlock: &&Unlock| KeyRing::from_slots(left.clone(), unlock).is_err();
        if stays.iter().any(shut_out) {
            return Err(Error::conflict(format!(
                "{name} is what the server, or you, open the data with, so it stays. Name another as key_file in the configuration, or with --key-file, restart the server, and take it away then."
            )));
        }
        Ok(left)
    }

    /// What couldn't be stored isn't so in memory either.
    fn unless_stored(&self, before: Vec<Slot>, stored: Result<()>) -> Result<()> {
        if stored.is_err() {
            *self.held() = before;
        }
        stored
    }
}

/// Lets whoever holds the identity behind `recipient` open the house in `folder`, which nobody has open.
pub fn let_in(folder: &Path, unlock: &Unlock, name: &str, recipient: &str) -> Result<()> {
    let disk = OsFileSystem;
    let _lock = disk.lock(folder)?;
    KeyRing::open_locked(&disk, folder, unlock)?.let_in(&disk, folder, name, recipient)
}

/// Takes a way into the house in `folder` away, which nobody has open.
pub fn shut_out(folder: &Path, unlock: &Unlock, name: &str) -> Result<()> {
    let disk = OsFileSystem;
    let _lock = disk.lock(folder)?;
    KeyRing::open_locked(&disk, folder, unlock)?.shut_out(&disk, folder, name, &[unlock])
}
