//! A record of whatever kind, decoded once and asked what is wanted of it without its type.

use std::{any::Any, collections::HashMap, sync::Arc};

use super::{
    Declares, Index, Kind, Named, PartOf, Record, Ref,
    record::{decode, encode},
    whole::{Lies, WhatIsBeside},
};
use crate::{
    access::{Hands, Placement},
    base::{Error, Result},
};

#[derive(Clone)]
pub(super) struct AnyRecord(Arc<dyn Asked>);

/// What the engine asks of a record of any kind.
trait Asked: Any + Send + Sync {
    fn title(&self) -> String;
    fn encoded(&self) -> Result<Vec<u8>>;
    fn lies(&self) -> Lies;
    fn hands(&self) -> Option<Hands>;
    fn placement(&self) -> Vec<Placement>;
    fn part_of(&self) -> Option<PartOf>;
    fn requires_visible(&self) -> Option<Named>;
    fn declares(&self, beside: &mut WhatIsBeside<'_>) -> Result<Declares>;
    fn row_of(&self, index: Index) -> (Vec<u8>, Vec<Vec<u8>>);
}

impl<R: Record> Asked for R {
    fn encoded(&self) -> Result<Vec<u8>> {
        encode(self)
    }
    fn title(&self) -> String {
        Record::title(self)
    }

    fn lies(&self) -> Lies {
        Lies::of(self)
    }

    fn hands(&self) -> Option<Hands> {
        Record::hands(self)
    }

    fn placement(&self) -> Vec<Placement> {
        Record::placement(self)
    }

    fn part_of(&self) -> Option<PartOf> {
        Record::part_of(self)
    }

    fn requires_visible(&self) -> Option<Named> {
        Record::requires_visible(self)
    }

    fn declares(&self, beside: &mut WhatIsBeside<'_>) -> Result<Declares> {
        Declares::of(self, beside)
    }

    fn row_of(&self, index: Index) -> (Vec<u8>, Vec<Vec<u8>>) {
        Declares::row_of(self, index)
    }
}

impl AnyRecord {
    pub fn new<R: Record>(record: R) -> AnyRecord {
        AnyRecord(Arc::new(record))
    }

    pub fn decode<R: Record>(id: u64, bytes: &[u8]) -> Result<AnyRecord> {
        decode::<R>(id, bytes).map(AnyRecord::new)
    }

    /// The record itself.
    ///
    /// # Errors
    /// When it is of another kind, which is a mistake in the source.
    pub fn get<R: Record>(&self) -> Result<&R> {
        let held: &dyn Any = &*self.0;
        held.downcast_ref().ok_or_else(|| another_kind(&R::KIND))
    }

    /// The same for whoever has no use for the rest.
    pub fn into_record<R: Record>(self) -> Result<R> {
        let held: Arc<dyn Any + Send + Sync> = self.0;
        let held = held.downcast().map_err(|_| another_kind(&R::KIND))?;
        Ok(Arc::unwrap_or_clone(held))
    }

    /// As it would be stored now.
    pub fn encoded(&self) -> Result<Vec<u8>> {
        self.0.encoded()
    }

    pub fn title(&self) -> String {
        self.0.title()
    }

    pub fn lies(&self) -> Lies {
        self.0.lies()
    }

    pub fn hands(&self) -> Option<Hands> {
        self.0.hands()
    }

    /// Where it lies of itself.
    pub fn placement(&self) -> Vec<Placement> {
        self.0.placement()
    }

    pub fn part_of(&self) -> Option<PartOf> {
        self.0.part_of()
    }

    pub fn requires_visible(&self) -> Option<Named> {
        self.0.requires_visible()
    }

    /// What a row of an index says of it, and the keys of its rows there.
    pub fn row_of(&self, index: Index) -> (Vec<u8>, Vec<Vec<u8>>) {
        self.0.row_of(index)
    }

    /// Its indexes, tallies and words; `beside` says which places its shares and wholes give it.
    pub fn declares(&self, beside: &mut WhatIsBeside<'_>) -> Result<Declares> {
        self.0.declares(beside)
    }
}

fn another_kind(wanted: &Kind) -> Error {
    Error::internal(format!("a record is none of {}", wanted.plural))
}

/// How many are kept at once: more than a page or a deed comes back to.
const KEPT: usize = 512;

/// Records that were decoded, for whoever asks for one again.
#[derive(Default)]
pub(super) struct Decoded(HashMap<Ref, AnyRecord>);

impl Decoded {
    pub fn get(&self, of: Ref) -> Option<&AnyRecord> {
        self.0.get(&of)
    }

    pub fn keep(&mut self, of: Ref, record: AnyRecord) {
        if self.0.len() >= KEPT {
            self.0.clear();
        }
        self.0.insert(of, record);
    }

    pub fn forget(&mut self, of: Ref) {
        self.0.remove(&of);
    }
}
