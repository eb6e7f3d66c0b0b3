//! Private to `data`: bytes, keys, threads and files. Nothing above this floor can name a table.
//!
//! `disk` is the file (or the simulated one), `crypt` encrypts it sector by sector, `tables` names what is kept,
//! `writer` is the one thread that writes, `store` opens it all, `pack` reads MessagePack without decoding it,
//! `keys` wraps the master key, `vault` keeps files, `files` finds them wherever they lie, `snapshot` writes and restores archives, `verify` recounts, `rebuild` files anew what older programs filed otherwise.

pub mod crypt;
pub mod disk;
pub mod files;
pub mod keys;
pub mod pack;
pub mod rebuild;
pub mod snapshot;
pub mod store;
pub mod tables;
pub mod turns;
pub mod vault;
pub mod verify;
pub mod writer;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// Bytes of redb's page cache; resident memory follows it.
    pub cache: usize,
    /// Commands that may wait for the writer before new ones are refused with "busy".
    pub queue: usize,
}

impl Default for StoreOptions {
    fn default() -> Self {
        StoreOptions {
            cache: 64 << 20,
            queue: 1024,
        }
    }
}
