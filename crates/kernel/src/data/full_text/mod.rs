//! Finding by words. `filing` says what is filed of a record, `following` keeps the index as the store is, `query` asks it
//! for a person, `snippet` shows where in a text the words stand; `by_hand` finds the same without it, for tests.
//!
//! **The store is the truth.** The index proposes, best first, and every proposal is decoded and asked for from one view of
//! the store: who may not see it now doesn't find it, whatever the index has. Whatever is counted is counted over what was
//! shown, so numbers tell nothing of the rest. The index knows places so that somebody who sees little is proposed
//! little; it may be wrong about them, and then finds less and never more.
//!
//! **What is filed.** Kinds that are found (`EntityInfo::found`, `found_beneath`) with their number, their title, and the
//! text of fields that everybody reads who sees the record (`Readers::Everyone`). What fewer may read is not in the index,
//! so it can't be found by whoever may not read it, nor told from what is found.

#[doc(hidden)]
pub mod by_hand;
mod filing;
mod following;
mod query;
mod snippet;

pub use super::engine::search::{
    ask::{Ask, Clause},
    index::{SearchIndex, Stand},
    words::{LANGUAGES, Stemmed, languages},
};
pub use filing::{is_beneath, is_found};
pub use following::Rebuild;
pub use query::{Facets, Hit, TextFound};
pub use snippet::{Mark as Lit, Marks};
