//! A consistent view of everything at one moment. A page reads one, so it never shows half of a change.

use std::{
    ops::Bound,
    sync::{Arc, OnceLock},
};

use redb::{Range, ReadOnlyTable, ReadTransaction};

use super::{
    Record, Ref, Schema,
    any::AnyRecord,
    engine::tables::{COUNT, Tab, after_prefix},
    recent::Recent,
    record::{decode, record_key},
};
use crate::base::{Error, Id, Result};

type Bytes = ReadOnlyTable<&'static [u8], &'static [u8]>;
pub(super) type Rows = Range<'static, &'static [u8], &'static [u8]>;

/// What a scan calls with each key and value; false stops it.
pub(super) type Each<'a> = dyn FnMut(&[u8], &[u8]) -> Result<bool> + 'a;

/// The same for one that may pass over some.
pub(super) type EachStep<'a> = dyn FnMut(&[u8], &[u8]) -> Result<Step> + 'a;

/// Where a scan goes on.
pub(super) enum Step {
    Next,
    /// At the first key that is not before this one.
    Seek(Vec<u8>),
    Stop,
}

pub struct ReadTx {
    /// Records that were decoded lately; of a view that nobody comes back to, none.
    recent: Option<Arc<Recent>>,
    /// Each opened when it is first read; none for tables of a database so young that nothing was written yet.
    tables: [OnceLock<Option<Bytes>>; COUNT],
    txn: ReadTransaction,
}

pub(super) fn unavailable(e: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!(
        "Atrium can't read its data right now ({e}). Nothing was changed. Try again in a minute, or tell IT."
    ))
}

impl ReadTx {
    pub(super) fn open(txn: ReadTransaction) -> ReadTx {
        ReadTx {
            recent: None,
            tables: Default::default(),
            txn,
        }
    }

    fn table(&self, tab: Tab) -> Result<Option<&Bytes>> {
        let held = &self.tables[tab as usize];
        if held.get().is_none() {
            let opened = match self.txn.open_table(tab.definition()) {
                Ok(table) => Some(table),
                Err(redb::TableError::TableDoesNotExist(_)) => None,
                Err(e) => return Err(unavailable(e)),
            };
            // Whoever was quicker opened the same.
            let _ = held.set(opened);
        }
        Ok(held.get().and_then(Option::as_ref))
    }

    pub(super) fn remembering(mut self, recent: &Arc<Recent>) -> ReadTx {
        self.recent = Some(recent.clone());
        self
    }

    pub(super) fn get(&self, tab: Tab, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.with(tab, key, |bytes| bytes.to_vec())
    }

    pub(super) fn with<T>(
        &self,
        tab: Tab,
        key: &[u8],
        read: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>> {
        let Some(table) = self.table(tab)? else {
            return Ok(None);
        };
        let found = table.get(key).map_err(unavailable)?;
        Ok(found.map(|guard| read(guard.value())))
    }

    pub(super) fn range(
        &self,
        tab: Tab,
        from: Bound<&[u8]>,
        to: Bound<&[u8]>,
    ) -> Result<Option<Rows>> {
        let Some(table) = self.table(tab)? else {
            return Ok(None);
        };
        table
            .range::<&[u8]>((from, to))
            .map(Some)
            .map_err(unavailable)
    }

    /// Calls `each` over the keys that begin with `prefix`, until it says stop.
    pub(super) fn scan(&self, tab: Tab, prefix: &[u8], each: &mut Each<'_>) -> Result<()> {
        self.skip_scan(tab, prefix, &mut |key, value| {
            Ok(match each(key, value)? {
                true => Step::Next,
                false => Step::Stop,
            })
        })
    }

    /// The same where whole stretches may be passed over.
    pub(super) fn skip_scan(&self, tab: Tab, prefix: &[u8], each: &mut EachStep<'_>) -> Result<()> {
        let end = after_prefix(prefix);
        let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let mut from = prefix.to_vec();
        'from: loop {
            let Some(rows) = self.range(tab, Bound::Included(&from), upper)? else {
                return Ok(());
            };
            for row in rows {
                let (key, value) = row.map_err(unavailable)?;
                match each(key.value(), value.value())? {
                    Step::Next => {}
                    Step::Stop => return Ok(()),
                    Step::Seek(to) if to.starts_with(prefix) => {
                        from = to;
                        continue 'from;
                    }
                    // Behind the last that was asked for.
                    Step::Seek(_) => return Ok(()),
                }
            }
            return Ok(());
        }
    }

    /// A record whoever asks: for caches and for what a visit has checked.
    pub(super) fn record<R: Record>(&self, id: Id<R>) -> Result<Option<R>> {
        self.with(Tab::Records, &record_key(id.as_ref()), |bytes| {
            decode::<R>(id.raw(), bytes)
        })?
        .transpose()
    }

    /// The same of a record of any kind.
    pub(super) fn decoded(&self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        self.with(Tab::Records, &record_key(of), |bytes| match &self.recent {
            Some(recent) => recent.decode(schema, of, bytes),
            None => schema.decode(of, bytes),
        })?
        .transpose()
    }

    pub(super) fn bytes(&self, of: Ref) -> Result<Option<Vec<u8>>> {
        self.get(Tab::Records, &record_key(of))
    }

    /// Every record of a kind, oldest first: for caches over small kinds (people, roles, departments).
    pub fn all<R: Record>(&self) -> Result<Vec<R>> {
        let mut out = Vec::new();
        self.scan(Tab::Records, &[R::KIND.code], &mut |key, value| {
            out.push(decode(id_at_end(key), value)?);
            Ok(true)
        })?;
        Ok(out)
    }
}

pub(super) fn id_at_end(key: &[u8]) -> u64 {
    key.last_chunk::<8>()
        .map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
