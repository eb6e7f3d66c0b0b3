//! Private to `data`: bytes, keys, threads and files. Nothing above this floor can name a table.
//!
//! `disk` is the file (or the simulated one), `crypt` encrypts it sector by sector, `runs` writes neighbours
//! together, `tables` names what is kept,
//! `writer` is the one thread that writes, `store` opens it all, `pack` reads MessagePack without decoding it,
//! `keys` wraps the master key, `rotate` gives the data another, `vault` keeps files, `files` finds them wherever they lie, `snapshot` writes and restores archives, `verify` recounts, `rebuild` refuses a newer program's house, reshapes what older ones stored otherwise and files it anew,
//! `migrate` makes records of former kinds those of the kinds that took them in.

pub mod crypt;
pub mod disk;
pub mod files;
pub mod keys;
mod migrate;
pub mod pack;
pub mod rebuild;
pub mod rotate;
pub mod runs;
pub mod snapshot;
pub mod store;
pub mod tables;
pub mod turns;
pub mod vault;
pub mod verify;
pub mod writer;

pub use rebuild::Progress;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Bytes of redb's page cache; resident memory follows it.
    pub cache: usize,
    /// Commands that may wait for the writer before new ones are refused with "busy".
    pub queue: usize,
    /// How many records are filed anew in one transaction, when an older house is opened.
    pub portion: usize,
    /// Hears how far that is.
    pub told: fn(&Progress),
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            cache: 64 << 20,
            queue: 1024,
            portion: 2_000,
            told: |_| {},
        }
    }
}
