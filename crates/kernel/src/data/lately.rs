//! What was done lately, for whoever tells others of it: entries of the journal in their order, where the records they
//! are about lay before and after each of them, and who sees these now. All of it is read from one snapshot.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    JournalEntry, ReadTx, Ref, Schema, Store,
    any::AnyRecord,
    sight,
    undo::before,
    whole::{self, InSnap, Stored},
};
use crate::{
    access::{Actor, Placement},
    base::{Moment, Result},
};

pub struct Lately {
    pub entries: Vec<JournalEntry>,
    /// The journal goes on behind these entries.
    pub more: bool,
    schema: Arc<Schema>,
    read_tx: ReadTx,
    /// What was read of it, once for everybody who asks.
    read: RefCell<HashMap<Ref, Option<AnyRecord>>>,
}

impl Stored for &Lately {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        if let Some(record) = self.read.borrow().get(&of) {
            return Ok(record.clone());
        }
        let record = self.read_tx.decoded(schema, of)?;
        self.read.borrow_mut().insert(of, record.clone());
        Ok(record)
    }
}

/// The places that records lay in before or after an entry; none where nobody can say any more, so that it may be any.
pub type Places = HashMap<Ref, Option<HashSet<Placement>>>;

impl Store {
    /// Entries after `seq`, at most so many.
    pub fn lately(&self, seq: u64, most: usize) -> Result<Lately> {
        let read_tx = self.read_tx()?;
        let mut entries = read_tx.entries_after(seq, most + 1)?;
        let more = entries.len() > most;
        entries.truncate(most);
        Ok(Lately {
            entries,
            more,
            schema: self.schema.clone(),
            read_tx,
            read: RefCell::default(),
        })
    }
}

impl Lately {
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Whether somebody sees a record now.
    pub fn sees(&self, actor: &Actor, at: Moment, of: Ref) -> Result<bool> {
        let (mut stored, of) = (self, self.schema.now(of));
        let record = stored.record(&self.schema, of)?;
        sight::sees(&self.schema, (actor, at), of, record.as_ref(), &mut stored)
    }

    /// For each entry where the records of the `wanted` kinds lay that it changed or is about. Only the end of the
    /// journal is stored as it is: from there one goes back, entry by entry.
    pub fn places(&self, wanted: impl Fn(u8) -> bool) -> Vec<Places> {
        let mut now: HashMap<Ref, Option<Vec<u8>>> = HashMap::new();
        let mut out = Vec::with_capacity(self.entries.len());
        for entry in self.entries.iter().rev() {
            let mut places = Places::new();
            for change in entry.changes.iter().rev().filter(|c| wanted(c.of.kind)) {
                let of = change.of;
                self.lay(&mut now, &mut places, of);
                let held = now.get(&of).and_then(Option::as_deref);
                match before(held, change) {
                    Ok(was) => {
                        now.insert(of, was);
                        self.lay(&mut now, &mut places, of);
                    }
                    Err(_) => {
                        places.insert(of, None);
                    }
                }
            }
            for of in entry.subjects.iter().filter(|of| wanted(of.kind)) {
                self.lay(&mut now, &mut places, *of);
            }
            out.push(places);
        }
        out.reverse();
        out
    }

    /// Adds where a record lies at the point that was reached.
    fn lay(&self, now: &mut HashMap<Ref, Option<Vec<u8>>>, places: &mut Places, of: Ref) {
        let known = !self.more;
        let mut read = || {
            let bytes = match now.get(&of) {
                Some(bytes) => bytes,
                None => now.entry(of).or_insert(self.read_tx.bytes(of)?),
            };
            match bytes {
                Some(bytes) => {
                    whole::placement_as(&self.schema, of, bytes, &mut InSnap(&self.read_tx))
                }
                None => Ok(Vec::new()),
            }
        };
        match read() {
            Ok(placement) if known => {
                let held = places.entry(of).or_insert_with(|| Some(HashSet::new()));
                if let Some(held) = held {
                    held.extend(placement);
                }
            }
            _ => {
                places.insert(of, None);
            }
        }
    }
}
