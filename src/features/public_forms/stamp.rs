//! When a page with a public form was made, sealed so that nobody makes one up: what is sent sooner than people write, or
//! later than a day, isn't taken.

use blake3::Hash;

use crate::{
    base::{Moment, time},
    data::Store,
};

/// Sooner than this nobody has read and written it.
pub const SOONEST: i64 = 3 * time::SECOND;
/// A page is sent within this.
pub const LATEST: i64 = time::DAY;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// At a person's pace.
    Well,
    TooSoon,
    /// Too late, or it was never made here.
    TooLate,
}

fn seal(store: &Store, word: &str, what: &str) -> Hash {
    let key = blake3::derive_key("atrium 2026-11 public form", &store.keys().pepper());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    for part in [word, what] {
        hasher.update(&(part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize()
}

/// The stamp of a page made now: the moment, something of its own (`unique`), and the seal of both.
pub fn make(store: &Store, word: &str, unique: &str, at: Moment) -> String {
    let what = format!("{}.{unique}", at.0);
    let seal = seal(store, word, &what);
    format!("{what}-{}", seal.to_hex())
}

/// How what is sent with it came.
pub fn came(store: &Store, word: &str, stamp: &str, at: Moment) -> Came {
    let sealed = stamp.rsplit_once('-').filter(|(what, held)| {
        // Compared in a time that tells nothing.
        Hash::from_hex(held).is_ok_and(|held| held == seal(store, word, what))
    });
    let made = sealed
        .and_then(|(what, _)| what.split_once('.'))
        .and_then(|(made, _)| made.parse::<i64>().ok());
    match made.map(|made| at.0 - made) {
        Some(age) if !(0..=LATEST).contains(&age) => Came::TooLate,
        Some(age) if age < SOONEST => Came::TooSoon,
        Some(_) => Came::Well,
        None => Came::TooLate,
    }
}
