//! What belongs to the process that serves a store (who logs people in, who listens, what runs beside them), found by its
//! type wherever there is a visit. `features::app` provides them, once, before anybody is served; a command that serves
//! nobody has none, and whoever asks must say what that means.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::Store;

#[derive(Default)]
pub struct Services(RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Store {
    /// In the place of another of its type.
    pub fn provide<T: Send + Sync + 'static>(&self, service: Arc<T>) {
        self.services
            .0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(TypeId::of::<T>(), service);
    }

    /// Nothing where nobody provided it.
    pub fn service<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let services = self
            .services
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        services.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }
}
