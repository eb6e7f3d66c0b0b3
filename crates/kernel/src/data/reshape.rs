//! What becomes of records that an earlier version stored in another shape: one becomes itself and others. The feature
//! of the kind says so (`Feature::reshapes`) and raises `Kind::filing`; it is done when a house is opened, before anybody
//! reads it (`engine/rebuild`).
//!
//! Nobody did it, so the journal isn't told: its entries go on saying what people did, in the shape in which they did it,
//! and a deed whose fields are elsewhere since is not undone. A record that is made keeps the version of the one it was
//! made of.

use redb::ReadableTable;
use serde::de::DeserializeOwned;

use super::{
    Kind, Record,
    engine::refile::Bytes,
    record::{decode, encode, record_key, split_version},
};
use crate::base::{Error, Id, Result};

/// What becomes of the stored records of a kind.
#[derive(Debug, Clone, Copy)]
pub struct Reshape {
    pub kind: Kind,
    /// The kinds of what is made of them, beside their own.
    pub makes: &'static [Kind],
    /// Asked once for each record, in the order of their numbers; leaves alone what has its shape already.
    pub run: fn(&mut Reshaping<'_, '_>, Old<'_>) -> Result<()>,
}

/// A record as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Old<'b> {
    pub id: u64,
    pub version: u64,
    bytes: &'b [u8],
}

impl<'b> Old<'b> {
    pub(super) fn new(id: u64, bytes: &'b [u8]) -> Result<Old<'b>> {
        let (version, _) = split_version(bytes)?;
        Ok(Old { id, version, bytes })
    }

    /// What of it is as today; fields that are elsewhere now are passed over.
    pub fn record<R: Record>(&self) -> Result<R> {
        decode(self.id, self.bytes)
    }

    /// What was in it, by the names under which it was stored.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let (_, body) = split_version(self.bytes)?;
        rmp_serde::from_slice(body)
            .map_err(|e| Error::internal(format!("reading an old record {}: {e}", self.id)))
    }
}

/// Writes what becomes of records, in the transaction of their portion. What is derived from it is filed later.
pub struct Reshaping<'a, 't> {
    records: &'a mut Bytes<'t>,
    meta: &'a mut Bytes<'t>,
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("Records can't be reshaped: {e}"))
}

impl<'a, 't> Reshaping<'a, 't> {
    pub(super) fn new(records: &'a mut Bytes<'t>, meta: &'a mut Bytes<'t>) -> Reshaping<'a, 't> {
        Reshaping { records, meta }
    }

    /// Stores a record that is made of an old one, under the next number of its kind.
    pub fn insert<R: Record>(&mut self, of: &Old<'_>, mut record: R) -> Result<Id<R>> {
        let counter = [b'n', R::KIND.code];
        let held = self.meta.get(counter.as_slice()).map_err(failed)?;
        let last = held.and_then(|held| held.value().try_into().ok());
        let next = last.map_or(R::KIND.first, |last| u64::from_be_bytes(last) + 1);
        self.meta
            .insert(counter.as_slice(), next.to_be_bytes().as_slice())
            .map_err(failed)?;
        record.set_id(Id::new(next));
        record.set_version(of.version);
        self.put(&record)?;
        Ok(record.id())
    }

    /// Stores a record under its number, with the version it has.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        let bytes = encode(record)?;
        self.records
            .insert(record_key(record.as_ref()).as_slice(), bytes.as_slice())
            .map(drop)
            .map_err(failed)
    }
}
