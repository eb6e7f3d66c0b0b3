//! Records as they were decoded lately, because pages come back to the same ones. One is found by the bytes that are
//! stored of it in the view that asks, so it is what decoding those would give, whatever else was put meanwhile; who may
//! see it is asked of each reader.
//!
//! It holds at most `2 * SHARDS * KEPT` bytes, eight megabytes. Secrets are never kept.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{Ref, Schema, any::AnyRecord};
use crate::base::Result;

/// Readers lock one of these each.
const SHARDS: usize = 16;
/// Bytes that one of them keeps as recent; as many more wait to be asked for again, or to be forgotten.
const KEPT: usize = 256 << 10;
/// Larger ones would take the place of many.
const LARGEST: usize = 16 << 10;

/// What a record takes, about: as it is stored, and decoded.
fn weight(stored: &[u8]) -> usize {
    2 * stored.len() + 1024
}

type Kept = HashMap<Ref, (Box<[u8]>, AnyRecord)>;

#[derive(Default)]
struct Shard {
    recent: Kept,
    weight: usize,
    /// What was recent before. Forgotten all at once.
    before: Kept,
}

impl Shard {
    fn find(&mut self, of: Ref, bytes: &[u8]) -> Option<AnyRecord> {
        if let Some((held, record)) = self.recent.get(&of) {
            return (**held == *bytes).then(|| record.clone());
        }
        let (held, record) = self.before.remove(&of)?;
        let found = (*held == *bytes).then(|| record.clone());
        if found.is_some() {
            self.keep(of, (held, record));
        }
        found
    }

    fn keep(&mut self, of: Ref, kept: (Box<[u8]>, AnyRecord)) {
        let more = weight(&kept.0);
        if self.weight + more > KEPT {
            self.before = std::mem::take(&mut self.recent);
            self.weight = 0;
        }
        self.weight += more;
        if let Some((was, _)) = self.recent.insert(of, kept) {
            self.weight -= weight(&was);
        }
    }
}

#[derive(Default)]
pub(super) struct Recent {
    shards: [Mutex<Shard>; SHARDS],
    decoded: AtomicU64,
}

impl Recent {
    pub fn decode(&self, schema: &Schema, of: Ref, bytes: &[u8]) -> Result<AnyRecord> {
        if bytes.len() > LARGEST || schema.kind(of.kind)?.kind.secret {
            return self.anew(schema, of, bytes);
        }
        let shard = &self.shards[(of.id as usize ^ usize::from(of.kind)) % SHARDS];
        let lock = || shard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(record) = lock().find(of, bytes) {
            return Ok(record);
        }
        let record = self.anew(schema, of, bytes)?;
        lock().keep(of, (bytes.into(), record.clone()));
        Ok(record)
    }

    fn anew(&self, schema: &Schema, of: Ref, bytes: &[u8]) -> Result<AnyRecord> {
        self.decoded.fetch_add(1, Ordering::Relaxed);
        schema.decode(of, bytes)
    }

    /// How many were decoded since the start.
    pub fn decodes(&self) -> u64 {
        self.decoded.load(Ordering::Relaxed)
    }
}
