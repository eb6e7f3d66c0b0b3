//! Private to `data`: bytes, keys, threads and files. Nothing above this floor can name a table.
//!
//! `disk` is the file (or the simulated one), `crypt` encrypts it sector by sector, `runs` writes neighbours
//! together, `tables` names what is kept, `writer` is the one thread that writes, `store` opens it all, `search` is
//! the index of words, `pack` reads
//! MessagePack without decoding it, `filesystem` is folders and whole files (or simulated ones), `keys` wraps the master
//! key, `rotate` gives the data another, `vault` keeps files, `files` finds them wherever they lie, `swap` puts one house
//! in the place of another, `snapshot` writes and restores archives, `verify` recounts, `rebuild` refuses a newer program's
//! house and brings up an older one, kind by kind, in the portions of `refile`, `migrate` makes records of former kinds
//! those of the kinds that took them in, `turns` lets stories be told side by side.

pub mod crypt;
pub mod disk;
pub mod files;
pub mod filesystem;
pub mod keys;
mod migrate;
pub mod pack;
pub mod rebuild;
pub mod refile;
pub mod rotate;
pub mod runs;
pub mod search;
pub mod snapshot;
pub mod store;
pub mod swap;
pub mod tables;
pub mod turns;
mod untouched;
pub mod vault;
pub mod verify;
pub mod writer;

use std::time::Duration;

pub use rebuild::{Doing, Progress};

use std::sync::Arc;

use filesystem::{FileSystem, OsFileSystem};

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Bytes of redb's page cache; resident memory follows it.
    pub cache: usize,
    /// Commands that may wait for the writer before new ones are refused with "busy".
    pub queue: usize,
    /// How many records are filed anew in one transaction, when an older house is opened.
    pub portion: usize,
    /// Hears how far that is, and how far a repair after a crash.
    pub told: fn(&Progress),
    /// For how long nothing was written when it is noted which pages of the file are free. With the note a file is opened
    /// in milliseconds after a crash. It costs two fsyncs and some bits for each page of the file, and the next deed takes
    /// it away again, so it is not made between the deeds of somebody who works alone.
    pub rest: Duration,
    /// Where its files lie.
    pub files: Arc<dyn FileSystem>,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            cache: 64 << 20,
            queue: 1024,
            portion: 2_000,
            told: |_| {},
            rest: Duration::from_secs(10),
            files: OsFileSystem::shared(),
        }
    }
}
