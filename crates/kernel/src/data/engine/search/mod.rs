//! The index of words: tantivy, behind files that are sealed as all else. It is derived from the store, so nothing of it is
//! ever the only copy, no write of it waits for the disk, and whatever is wrong with it is mended by making it anew.
//!
//! ```text
//!  Entry (a record as it is looked for) ──► Index ──► Generation   one folder `search/N`, whole or never used
//!                                             │           │ tantivy: segments, one writer for the process's life
//!  Ask (words, filters, whose places) ────────┘           │
//!                                                     Directory    `sealed` files, 16 KiB chunks under AES-256-GCM
//! ```
//!
//! `sealed` is one file, `directory` gives files to tantivy, `words` makes words of text (`pieces` says where it is cut,
//! `compound` which words are made of words), `entry` says what is filed of a record and in which fields, `ask` is a
//! question (`begins` the beginnings of words in it, `present` one way of several, `lying` where somebody sees something),
//! `best` finds what answers it best and `rank` tells it, `matching` the same question put to one entry without an index,
//! `generation` is one index on the disk, `index` keeps the one that answers while another is made.
//!
//! What an index answers is a hint and never a permission: whoever shows it asks the store who may see it
//! (`data/full_text`).

pub mod ask;
mod begins;
mod best;
pub mod compound;
mod directory;
pub mod entry;
mod generation;
pub mod index;
mod lying;
mod matching;
pub mod pieces;
mod present;
pub mod rank;
mod sealed;
pub mod words;

/// What went wrong in the index, in words; the store is as it was.
fn failed(what: impl std::fmt::Display) -> crate::base::Error {
    crate::base::Error::Unavailable(format!("The search index can't be used: {what}"))
}
