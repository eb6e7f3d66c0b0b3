//! Another key for the data: its pages and files are encrypted anew under a key that nobody has had, wrapped for the same
//! ways of opening it. What hangs on the master key beside (passwords' pepper, the journal's signing key, the devices'
//! authority) stays, so that nobody has to do anything.
//!
//! **A kill at any step leaves the old or the new, never some of each.** Everything is made in a folder of its own beside the
//! data, and a mark in it is written last: from then on, whoever opens the data first puts what was made in its place
//! (`settle`), as often as that is begun. Without the mark the folder is taken away.

use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::{
    crypt::Xts,
    disk::{sync_folder, write_file},
    keys::KeyRing,
    store::{DATABASE, FILES, lock_folder},
    vault::Vault,
};
use crate::base::{Error, Result};

/// Where it is made.
const MADE: &str = "rotating";
/// Says that it is made whole.
const READY: &str = "ready";
/// Bytes that are encrypted anew at once.
const AT_ONCE: usize = 1 << 20;

/// What was encrypted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rotated {
    /// Of the database.
    pub bytes: u64,
    pub files: usize,
}

/// Encrypts the data in `folder` anew under another key. Nobody may have it open. `step` is told before each step, and what it
/// refuses is as if the power had failed there.
pub fn rotate(
    folder: &Path,
    keys: &KeyRing,
    step: &mut dyn FnMut(&'static str) -> Result<()>,
) -> Result<Rotated> {
    let lock = lock_folder(folder)?;
    let made = folder.join(MADE);
    if made.exists() {
        return Err(Error::conflict(
            "Another rotation was begun. Open the data once, so that it is finished or taken back.",
        ));
    }
    step("begin")?;
    fs::create_dir_all(&made)?;
    let new = keys.with_new_data_key()?;
    step("pages")?;
    let bytes = pages_anew(
        (
            folder.join(DATABASE).as_path(),
            made.join(DATABASE).as_path(),
        ),
        &Xts::new(&keys.database()),
        &Xts::new(&new.database()),
    )?;
    step("files")?;
    let from = Vault::open(&folder.join(FILES), keys)?;
    let files = from.copy_to(&Vault::open(&made.join(FILES), &new)?)?;
    step("keys")?;
    new.save(&made)?;
    sync_folder(&made)?;
    step("ready")?;
    write_file(&made.join(READY), b"")?;
    put_in_place(folder, step)?;
    drop(lock);
    Ok(Rotated { bytes, files })
}

/// Finishes what was made whole, and takes away what wasn't. To be called before anything of the data is read.
pub(super) fn settle(folder: &Path) -> Result<()> {
    let made = folder.join(MADE);
    if !made.exists() {
        return Ok(());
    }
    let _lock = lock_folder(folder)?;
    match made.join(READY).exists() {
        true => put_in_place(folder, &mut |_| Ok(())),
        false => Ok(fs::remove_dir_all(&made)?),
    }
}

fn put_in_place(folder: &Path, step: &mut dyn FnMut(&'static str) -> Result<()>) -> Result<()> {
    let made = folder.join(MADE);
    for name in [FILES, DATABASE, super::keys::FILE] {
        let (new, held) = (made.join(name), folder.join(name));
        if !new.exists() {
            // It took its place already.
            continue;
        }
        // A file takes the other's place at once; a folder has to be out of the way first.
        if held.is_dir() {
            step("aside")?;
            fs::rename(&held, made.join(format!("old-{name}")))?;
        }
        step("in place")?;
        fs::rename(&new, &held)?;
        sync_folder(folder)?;
        sync_folder(&made)?;
    }
    step("away")?;
    fs::remove_dir_all(&made)?;
    sync_folder(folder)?;
    Ok(())
}

/// The database as it is, page by page: what was never written stays so.
fn pages_anew((from, to): (&Path, &Path), old: &Xts, new: &Xts) -> Result<u64> {
    let mut from = File::open(from)?;
    let mut to = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)?;
    let mut at = 0u64;
    let mut held = vec![0u8; AT_ONCE];
    loop {
        let got = fill(&mut from, &mut held)?;
        if got == 0 {
            break;
        }
        if !got.is_multiple_of(16) {
            return Err(Error::internal("the database ends inside a block"));
        }
        let held = &mut held[..got];
        let holes: Vec<usize> = held
            .as_chunks::<16>()
            .0
            .iter()
            .enumerate()
            .filter(|(_, block)| **block == [0; 16])
            .map(|(n, _)| n)
            .collect();
        old.decrypt(at, held);
        new.encrypt(at, held);
        for n in holes {
            held[n * 16..n * 16 + 16].fill(0);
        }
        to.write_all(held)?;
        at += got as u64;
    }
    to.sync_all()?;
    Ok(at)
}

/// Reads until it is full or the file ends.
fn fill(from: &mut File, into: &mut [u8]) -> Result<usize> {
    let mut got = 0;
    while got < into.len() {
        match from.read(&mut into[got..])? {
            0 => break,
            more => got += more,
        }
    }
    Ok(got)
}
