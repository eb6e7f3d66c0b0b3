//! A restore drill: a snapshot is really restored, in a private folder, checked whole, and held against the house that
//! took it. What the house held then is worked out from what it holds now and what its journal says came and went
//! since, so that a snapshot which is whole in itself but isn't ours, or lacks something, doesn't pass.

use std::{collections::BTreeMap, path::Path};

use data_encoding::HEXLOWER;

use super::{Summary, restore::unpack_and_remove};
use crate::{
    base::Result,
    data::{
        Checkpoint, ReadTx, Schema, Store, What,
        engine::{keys::Unlock, tables::Tab},
    },
};

#[derive(Debug, Clone)]
pub struct Drilled {
    pub summary: Summary,
    /// What differs from the house, in words; empty when the drill went well.
    pub differences: Vec<String>,
}

pub fn drill(store: &Store, path: &Path, unlock: &Unlock) -> Result<Drilled> {
    let restored = unpack_and_remove(path, unlock, store.schema())?;
    let read_tx = store.read_tx()?;
    let mut differences = journal_differs(&read_tx, &restored.checkpoint)?;
    if differences.is_empty() {
        let expected = held_at(&read_tx, store.schema(), restored.checkpoint.seq)?;
        for info in store.schema().kinds() {
            let of = |counts: &BTreeMap<u8, i64>| counts.get(&info.kind.code).copied().unwrap_or(0);
            let found = restored
                .kinds
                .get(&info.kind.code)
                .map_or(0, |count| i64::try_from(*count).unwrap_or(i64::MAX));
            if found != of(&expected) {
                differences.push(format!(
                    "{found} {} came back where the house had {}",
                    info.kind.plural,
                    of(&expected)
                ));
            }
        }
    }
    Ok(Drilled {
        summary: restored.summary,
        differences,
    })
}

/// Whether the house's journal still contains the snapshot's end, entry for entry.
fn journal_differs(read_tx: &ReadTx, checkpoint: &Checkpoint) -> Result<Vec<String>> {
    if checkpoint.seq == 0 {
        return Ok(Vec::new());
    }
    Ok(match read_tx.entry(checkpoint.seq)? {
        None => vec![format!(
            "the house's journal ends before the snapshot's entry {}: it was cut or rolled back",
            checkpoint.seq
        )],
        Some(entry) if HEXLOWER.encode(&entry.hash) != checkpoint.hash => vec![format!(
            "entry {} of the journal is another one in the snapshot than in the house",
            checkpoint.seq
        )],
        Some(_) => Vec::new(),
    })
}

/// How many records of each kind there were right after the entry `seq`.
fn held_at(read_tx: &ReadTx, schema: &Schema, seq: u64) -> Result<BTreeMap<u8, i64>> {
    let mut counts: BTreeMap<u8, i64> = BTreeMap::new();
    read_tx.scan(Tab::Records, &[], &mut |key, _| {
        *counts.entry(key[0]).or_default() += 1;
        Ok(true)
    })?;
    let mut at = seq;
    loop {
        let entries = read_tx.entries_after(at, 1000)?;
        let Some(last) = entries.last() else {
            return Ok(counts);
        };
        at = last.seq;
        for change in entries.iter().flat_map(|entry| &entry.changes) {
            let count = counts.entry(schema.kind_now(change.of.kind)).or_default();
            match change.what {
                What::Created => *count -= 1,
                What::Deleted => *count += 1,
                What::Edited => {}
            }
        }
    }
}
