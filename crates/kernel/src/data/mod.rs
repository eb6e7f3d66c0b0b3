//! The only way to stored things. A `Visit` reads what its person may see; `visit.act(ACTION, |change| ..)` writes,
//! and journals, in one transaction. Records declare once what is derived from them (indexes, tallies, reach, words),
//! and the engine keeps it. The engine is private to this floor: a feature that forgets to check does not compile.

mod any;
mod audit;
mod cache;
mod change;
mod declares;
mod engine;
mod entity;
mod field;
pub mod file_maintenance;
mod find;
mod follow;
mod former;
pub mod full_text;
mod hands;
mod held;
pub mod idempotency;
mod journal;
mod journal_query;
mod json;
pub mod lately;
mod numbers;
pub mod proof;
mod query;
mod quiet;
mod read_tx;
mod recent;
mod recompute;
mod record;
mod related;
mod remember;
mod reshape;
mod rows;
mod schema;
mod search;
mod second;
mod services;
mod share;
mod sight;
mod tallies;
mod undo;
mod visit;
mod wake;
mod whole;
mod write_reads;

pub use audit::RedactedEntry;
pub use cache::Cached;
pub use change::Change;
pub use declares::{Declares, Index, Key, PlainTally, Tally};
pub use engine::{
    Doing, Progress, StoreOptions,
    disk::{Disk, FileDisk},
    files::{Damage, SMALL},
    filesystem::{FileSystem, FolderLock, Found, OsFileSystem, ReadFile, WriteFile, write_file},
    keys::{self, KeyRing, Unlock},
    rotate::{Rotated, rotate, rotate_on},
    snapshot,
    store::{Health, Store},
    swap::{finish_restore, holds_house, restore_pending},
    turns::Turn,
    vault::{self, FileRef, Vault},
};
pub use entity::{Brief, Entity, EntityInfo, fill_in};
pub use field::{Field, FieldKind, Readers, Wire, Word};
pub use follow::Mark;
pub use former::FormerKind;
pub use held::{Deriving, Held, OnBehalf};
pub use journal::{Checkpoint, FieldChange, JournalEntry, Raw, RecordChange, What, verify_journal};
pub use journal_query::{JournalPage, JournalQuery, OwnDeed};
pub use json::Json;
pub use lately::Lately;
pub use numbers::Series;
pub use proof::{Copied, Pin, Proof, verify_copy};
pub use query::{BY_NUMBER, Facet, Page, Paging, Query};
pub use quiet::Quiet;
pub use read_tx::ReadTx;
pub use recompute::{Recompute, Recomputing};
pub use record::record;
pub use record::{Kind, Named, Record, Ref};
pub use reshape::{Old, Reshape, Reshaping};
pub use schema::{Beneath, Derive, HasWords, KindInfo, Schema};
pub use second::{Second, Seconding};
pub use share::{
    BY_RECORD as SHARES_BY_RECORD, BY_TIME as SHARES_BY_TIME, ENDS as SHARE_ENDS, Share,
    VIEW_SHARES,
};
pub use visit::{Impersonation, Origin, Reached, Visit};
pub use wake::Wake;
pub use whole::{Lies, PartOf, Takes};
pub use write_reads::Unscoped;

#[doc(hidden)]
pub mod testing {
    //! What the crash simulator and the recount tests need to see of the engine.
    pub use super::engine::{crypt::Xts, verify::recount};
    pub use super::full_text::by_hand;
    use super::{Lies, Ref, Visit};
    use crate::base::Result;

    /// Where a record says that it lies: for the oracle, which works out the rest once more.
    pub fn lies(visit: &Visit, of: Ref) -> Result<Option<Lies>> {
        let Some(bytes) = visit.read_tx()?.bytes(of)? else {
            return Ok(None);
        };
        let record = visit.store().schema().decode(of, &bytes)?;
        Ok(Some(record.lies()))
    }
}
