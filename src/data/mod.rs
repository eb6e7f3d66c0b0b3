//! The only way to stored things. A `Visit` reads what its person may see; `visit.act(ACTION, |change| ..)` writes,
//! and journals, in one transaction. Records declare once what is derived from them (indexes, tallies, reach, words),
//! and the engine keeps it. The engine is private to this floor: a feature that forgets to check does not compile.

pub mod answers;
mod audit;
mod cache;
pub mod care;
mod change;
mod engine;
mod entity;
mod field;
mod follow;
mod hands;
mod held;
mod journal;
pub mod lately;
mod numbers;
pub mod proof;
mod query;
mod record;
mod related;
mod remember;
mod search;
mod seek;
mod share;
mod sight;
mod source;
mod tallies;
mod undo;
mod visit;
mod wake;
mod whole;
mod within;

pub use audit::Told;
pub use cache::Cached;
pub use change::Change;
pub use engine::{
    Progress, StoreOptions,
    disk::{Disk, FileDisk, write_file},
    files::{Damage, SMALL},
    keys::{self, KeyRing, Unlock},
    snapshot,
    store::{Health, Store},
    turns::Turn,
    vault::{self, FileRef, Vault},
};
pub use entity::{Entity, EntityInfo, fill_in};
pub use field::{Field, FieldKind, Readers, Wire, Word};
pub use follow::Mark;
pub use held::{Deriving, Held, OnBehalf};
pub use journal::{Checkpoint, Entry, FieldChange, Raw, RecordChange, What, verify_journal};
pub use lately::Lately;
pub use numbers::Series;
pub use proof::{Copied, Proof, verify_copy};
pub use query::{Facet, Page, Paging, Query};
pub(crate) use record::record;
pub use record::{
    Declares, Derive, Index, Key, Kind, KindInfo, Named, PlainTally, Record, Ref, Schema, Tally,
};
pub use seek::{Seek, Sought};
pub use share::{
    BY_RECORD as SHARES_BY_RECORD, BY_TIME as SHARES_BY_TIME, ENDS as SHARE_ENDS, Share,
    VIEW_SHARES,
};
pub use source::Snap;
pub use visit::{Looking, Place, Visit};
pub use wake::Wake;
pub use whole::{Lies, PartOf, Takes};

#[doc(hidden)]
pub mod testing {
    //! What the crash simulator and the recount tests need to see of the engine.
    pub use super::engine::{crypt::Xts, verify::recount};
    use super::{Lies, Ref, Visit};
    use crate::base::Result;

    /// Where a record says that it lies: for the oracle, which works out the rest once more.
    pub fn lies(visit: &Visit, of: Ref) -> Result<Option<Lies>> {
        let Some(bytes) = visit.snap()?.bytes(of)? else {
            return Ok(None);
        };
        let info = visit.store().schema().kind(of.kind)?;
        (info.lies)(of.id, &bytes).map(Some)
    }
}
