//! Small things that Atrium itself remembers across restarts and that are no record: they have no history and no permission.

use serde::{Serialize, de::DeserializeOwned};

use super::{Change, Store, engine::tables::Tab};
use crate::base::{Error, Result};

fn key_of(name: &str) -> Vec<u8> {
    [b"remembered/", name.as_bytes()].concat()
}

impl Store {
    /// What was remembered under a name; None when nothing was, or when an older program can't read it.
    pub fn remembered<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let held = self.read_tx()?.get(Tab::Meta, &key_of(name))?;
        Ok(held.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

impl Change<'_, '_> {
    /// Remembers it within this deed, in place of what was remembered before. Not journaled.
    pub fn remember<T: Serialize>(&mut self, name: &str, value: &T) -> Result<()> {
        let bytes = serde_json::to_vec(value).map_err(Error::internal)?;
        self.tx.set(Tab::Meta, &key_of(name), Some(&bytes))
    }
}
