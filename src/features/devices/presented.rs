//! What a connection shows of its device, looked up anew at each request; and what is kept in memory only: when a device
//! was last seen, and certificates that wait a few minutes to be fetched.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::device::{BY_SERIAL, Device, State};
use crate::{
    base::{Id, Moment, Result, if_found, time},
    data::{Key, Visit, keys},
    features::people::User,
};

/// What the connection's certificate is worth now.
#[derive(Debug)]
pub enum Presented {
    Nothing,
    /// Of this house and alive.
    Good(Device),
    Ended,
    Revoked,
}

/// `system` is Atrium at the visitor's place.
pub fn presented(system: &Visit) -> Result<Presented> {
    let Some(serial) = &system.origin.device else {
        return Ok(Presented::Nothing);
    };
    let found = system.find_by::<Device>(BY_SERIAL, Key::new().text(serial));
    let Some(device) = if_found(found)? else {
        // Ours by its signature and unknown to the data: of a time that a restored snapshot doesn't have.
        return Ok(Presented::Revoked);
    };
    Ok(match device.state(system.at) {
        State::Active | State::Ending => Presented::Good(device),
        State::Revoked => Presented::Revoked,
        State::Ended | State::Unknown => Presented::Ended,
    })
}

impl Presented {
    /// The device when it is this person's and counts.
    pub fn of(self, user: &User) -> Option<Device> {
        match self {
            Presented::Good(device) if device.user == user.id => Some(device),
            _ => None,
        }
    }
}

/// A file that waits to be downloaded.
struct Waiting {
    file: Zeroizing<Vec<u8>>,
    name: String,
    until: Moment,
}

/// How long a file waits. The key in it is nowhere else.
const WAITS: i64 = 10 * time::MINUTE;

#[derive(Default)]
pub struct Devices {
    seen: Mutex<HashMap<u64, Moment>>,
    waiting: Mutex<HashMap<String, Waiting>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Devices {
    pub fn saw(&self, device: Id<Device>, at: Moment) {
        held(&self.seen).insert(device.raw(), at);
    }

    /// When a device was last seen; memory knows better than the record.
    pub fn last_seen(&self, device: &Device) -> Option<Moment> {
        let remembered = held(&self.seen).get(&device.id.raw()).copied();
        remembered.max(device.seen)
    }

    /// Keeps a file for its person; gives the word that fetches it.
    pub fn keep(&self, file: Vec<u8>, name: String, at: Moment) -> String {
        let mut bytes = [0u8; 16];
        keys::random(&mut bytes);
        let word = HEXLOWER.encode(&bytes);
        let mut waiting = held(&self.waiting);
        waiting.retain(|_, waiting| waiting.until > at);
        let file = Waiting {
            file: Zeroizing::new(file),
            name,
            until: at.plus(WAITS),
        };
        waiting.insert(word.clone(), file);
        word
    }

    /// The file and its name, while it waits. A download that breaks off may be tried again.
    pub fn take(&self, word: &str, at: Moment) -> Option<(Vec<u8>, String)> {
        let mut waiting = held(&self.waiting);
        waiting.retain(|_, waiting| waiting.until > at);
        let found = waiting.get(word)?;
        Some((found.file.to_vec(), found.name.clone()))
    }
}
