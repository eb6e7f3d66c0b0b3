//! Things worked out from small kinds of record (who holds which role, the departments' tree, the settings),
//! kept in memory and rebuilt when one of those kinds changed. A change is visible here before its author is answered.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::{Kind, ReadTx, Store};
use crate::base::{Error, Result};

pub trait Cached: Send + Sync + Sized + 'static {
    /// The kinds of record it is built from.
    const FROM: &'static [Kind];
    fn build(read_tx: &ReadTx, store: &Store) -> Result<Self>;
}

type Slot = (u64, Arc<dyn Any + Send + Sync>);

#[derive(Default)]
pub struct Caches(RwLock<HashMap<TypeId, Slot>>);

impl Store {
    pub fn cached<C: Cached>(&self) -> Result<Arc<C>> {
        let build =
            |read_tx: &ReadTx| Ok(Arc::new(C::build(read_tx, self)?) as Arc<dyn Any + Send + Sync>);
        let value = self.cached_any(TypeId::of::<C>(), C::FROM, &build)?;
        value
            .downcast()
            .map_err(|_| Error::internal("a cache holds another type"))
    }

    /// The same whatever it is, so that it is made once and not for each of them.
    fn cached_any(
        &self,
        of: TypeId,
        from: &[Kind],
        build: &dyn Fn(&ReadTx) -> Result<Arc<dyn Any + Send + Sync>>,
    ) -> Result<Arc<dyn Any + Send + Sync>> {
        // Read before the snapshot is taken: a change in between makes the entry stale at once, never wrong for long.
        let version: u64 = from
            .iter()
            .map(|kind| self.shared.version(kind.code))
            .fold(0, u64::wrapping_add);
        let slots = self.caches.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((built, value)) = slots.get(&of)
            && *built == version
        {
            return Ok(value.clone());
        }
        drop(slots);
        let value = build(&self.read_tx()?)?;
        self.caches
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(of, (version, value.clone()));
        Ok(value)
    }
}
