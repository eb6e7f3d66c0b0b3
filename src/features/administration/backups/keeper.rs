//! What the server knows about keeping snapshots and no record holds: the folder, the key that opens them, what the
//! configuration says, and what is being done right now. A service of the store that is being served.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    base::{Error, Moment, Result},
    data::{Store, Unlock, Visit, snapshot},
    features::settings::Settings,
};

pub struct Keeper {
    pub folder: PathBuf,
    /// What opens them.
    pub unlock: Unlock,
    /// Hours between snapshots and how many are kept, as the configuration says.
    pub hours: u32,
    pub keep: u32,
    /// Since when this server runs.
    pub started: Moment,
    /// The snapshot that is being drilled; it is not removed, and no second drill begins.
    drilling: Mutex<Option<String>>,
}

/// What is really done: the settings over the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub hours: u32,
    pub keep: u32,
}

impl Keeper {
    pub fn new(folder: PathBuf, unlock: Unlock, hours: u32, keep: u32, started: Moment) -> Keeper {
        Keeper {
            folder,
            unlock,
            hours,
            keep,
            started,
            drilling: Mutex::default(),
        }
    }

    pub fn of(visit: &Visit) -> Option<Arc<Keeper>> {
        visit.store().service()
    }

    /// The same for those who can't do without.
    pub fn needed(store: &Store) -> Result<Arc<Keeper>> {
        store.service().ok_or_else(|| {
            Error::Unavailable("Snapshots are kept by the server, and it isn't running.".into())
        })
    }

    pub fn plan(&self, settings: &Settings) -> Plan {
        Plan {
            hours: settings.snapshot_hours.unwrap_or(self.hours),
            keep: settings.snapshot_keep.unwrap_or(self.keep).max(1),
        }
    }

    pub fn list(&self) -> Result<snapshot::Listing> {
        snapshot::list(&self.folder)
    }

    /// A snapshot of the folder by its file name; anything else is not found.
    pub fn find(&self, name: &str) -> Result<snapshot::Listed> {
        self.list()?
            .found
            .into_iter()
            .find(|listed| name_of(&listed.path) == name)
            .ok_or(Error::NotFound)
    }

    pub fn drilling(&self) -> Option<String> {
        self.held().clone()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.drilling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Restores a snapshot in a private folder and compares; one at a time.
    pub(super) fn try_out(&self, store: &Store, path: &Path) -> Result<snapshot::Drilled> {
        {
            let mut held = self.held();
            if let Some(other) = &*held {
                return Err(Error::conflict(format!(
                    "{other} is being checked right now. Wait until that is done."
                )));
            }
            *held = Some(name_of(path));
        }
        let _done = Done(self);
        snapshot::drill(store, path, &self.unlock)
    }
}

/// Lets the next one begin, whatever came of this one.
struct Done<'a>(&'a Keeper);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        *self.0.held() = None;
    }
}

pub fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
