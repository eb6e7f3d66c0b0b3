//! Things worked out from small kinds of record (who holds which role, the departments' tree, the settings),
//! kept in memory and rebuilt when one of those kinds changed. A change is visible here before its author is answered.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::{Kind, ReadTx, Store, engine::store::Shared};
use crate::base::{Error, Result, language};

pub trait Cached: Send + Sync + Sized + 'static {
    /// The kinds of record it is built from.
    const FROM: &'static [Kind];
    fn build(read_tx: &ReadTx, store: &Store) -> Result<Self>;
}

type Slot = (u64, Arc<dyn Any + Send + Sync>);

#[derive(Default)]
pub struct Caches(RwLock<HashMap<TypeId, Slot>>);

impl Caches {
    fn held(&self, of: TypeId, version: u64) -> Option<Arc<dyn Any + Send + Sync>> {
        let slots = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (built, value) = slots.get(&of)?;
        (*built == version).then(|| value.clone())
    }
}

/// By how many changes of these kinds something was built.
fn version(shared: &Shared, from: &[Kind]) -> u64 {
    let versions = from.iter().map(|kind| shared.version(kind.code));
    versions.fold(0, u64::wrapping_add)
}

/// What a deed may look up of it: what is there already, and as new as what was committed last. Nothing is built on the
/// thread that writes.
pub(super) struct Memory(Arc<Caches>, Arc<Shared>);

impl Memory {
    pub fn of(store: &Store) -> Memory {
        Memory(store.caches.clone(), store.shared.clone())
    }

    pub fn known<C: Cached>(&self) -> Option<Arc<C>> {
        let held = self.0.held(TypeId::of::<C>(), version(&self.1, C::FROM))?;
        held.downcast().ok()
    }
}

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
        let version = version(&self.shared, from);
        if let Some(value) = self.caches.held(of, version) {
            return Ok(value);
        }
        // Whoever asks first: what is kept in memory is everybody's, whatever language they read.
        let value = language::in_english(|| self.read_tx().and_then(|read_tx| build(&read_tx)))?;
        self.caches
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(of, (version, value.clone()));
        Ok(value)
    }
}
