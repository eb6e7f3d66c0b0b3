//! Opening the data: which key, which folder, which options.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::{config::Config, place::Where};
use crate::{
    base::{Error, Result},
    data::{
        FileSystem, KeyRing, OsFileSystem, Progress, Store, StoreOptions, Unlock, holds_house, keys,
    },
    features,
    jobs::egress::tell_manager,
};

/// What the operator has: a passphrase file, a systemd credential, or a key file.
pub fn unlock(at: &Where, config: &Config) -> Result<Unlock> {
    if let Some(path) = &at.passphrase_file {
        let text = std::fs::read_to_string(path).map_err(|e| {
            Error::Unavailable(format!(
                "The passphrase file {} can't be read: {e}",
                path.display()
            ))
        })?;
        return Ok(Unlock::passphrase(text.trim_end_matches(['\n', '\r'])));
    }
    if at.key_file.is_none()
        && let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY")
    {
        let credential = Path::new(&folder).join("atrium.key");
        if credential.exists() {
            return Unlock::key_file(&credential);
        }
    }
    Unlock::key_file(&key_path(at, config))
}

pub fn key_path(at: &Where, config: &Config) -> std::path::PathBuf {
    at.key_file
        .clone()
        .unwrap_or_else(|| config.key_path(&at.data))
}

/// Makes an empty house where nothing of one is, and a key file when there is nothing else to open it with.
pub fn prepare(at: &Where, config: &Config) -> Result<bool> {
    if holds_house(&at.data)? {
        return Ok(false);
    }
    let path = key_path(at, config);
    let by_passphrase = at.passphrase_file.is_some();
    if !by_passphrase && std::env::var_os("CREDENTIALS_DIRECTORY").is_none() && !path.exists() {
        // What lies in here is the house's alone.
        OsFileSystem.create_folder(&at.data)?;
        keys::write_key_file(&path)?;
    }
    let name = if by_passphrase {
        "passphrase"
    } else {
        "key file"
    };
    Store::init(&at.data, name, &unlock(at, config)?)?;
    Ok(true)
}

/// Opens the data, which must be there.
pub fn open(at: &Where, config: &Config) -> Result<Arc<Store>> {
    if !holds_house(&at.data)? {
        return Err(Error::Unavailable(format!(
            "There is no data in {}. Make it with: atrium init --data {0}",
            at.data.display()
        )));
    }
    let ring = KeyRing::open(&at.data, &unlock(at, config)?)?;
    Store::open(&at.data, ring, features::schema(), &options(config))
}

/// The same to be looked at: whatever is written to it is gone with it, and the folder stays as it is.
pub fn untouched(at: &Where, config: &Config) -> Result<Arc<Store>> {
    let ring = KeyRing::open(&at.data, &unlock(at, config)?)?;
    Store::untouched(&at.data, ring, features::schema(), &options(config))
}

pub fn options(config: &Config) -> StoreOptions {
    StoreOptions {
        cache: config.cache_mb << 20,
        told,
        ..StoreOptions::default()
    }
}

/// On stderr, at most once a second: the house opens when it is done.
fn told(progress: &Progress) {
    static LAST: Mutex<Option<Instant>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if last.is_none_or(|last| last.elapsed() >= Duration::from_secs(1)) {
        *last = Some(Instant::now());
        eprintln!("Atrium {progress}.");
        // A large house takes its time; the service manager waits as long as it goes on.
        tell_manager(&format!(
            "STATUS=Atrium {progress}.\nEXTEND_TIMEOUT_USEC=60000000"
        ));
    }
}

pub fn init(at: &Where) -> Result<()> {
    let config = Config::load(&at.data)?;
    if !prepare(at, &config)? {
        return Err(Error::conflict(format!(
            "{} has data already.",
            at.data.display()
        )));
    }
    open(at, &config)?.close();
    say!("Made {}.", at.data.display());
    if at.passphrase_file.is_none() {
        say!(
            "Its key is {}. Keep a copy away from this server: without it nobody can read the data.",
            key_path(at, &config).display()
        );
    }
    say!("Start it with: atrium serve --data {}", at.data.display());
    Ok(())
}
