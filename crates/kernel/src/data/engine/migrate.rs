//! Converts the records of former kinds into those of the kinds that took them in, when an older house is opened. What was
//! derived of them goes first; then record after record leaves its old place for the new one, filed as it is now, in
//! portions, each a transaction. What still lies in the old place is what is left to do, so whatever ends the program
//! meanwhile, the next opening goes on from there.

use std::collections::BTreeMap;

use redb::{Database, ReadableDatabase, ReadableTable, WriteTransaction};

use super::{
    rebuild::{Doing, Progress},
    refile::{
        Held, UNDER_WAY, add_tallies, clear, failed, filed_key, number, part_kind, set_number, walk,
    },
    tables::{PARTS, Tab, WAKES},
    verify::declares,
};
use crate::{
    base::Result,
    data::{
        FormerKind, ReadTx, Ref, Schema, Wake,
        former::{base_key, given_key},
        read_tx::id_at_end,
        record::{record_key, split_version},
        share::AllShared,
        whole::{Stored, Taken},
    },
};

fn counter(code: u8) -> [u8; 2] {
    [b'n', code]
}

/// How many were ever given of a former kind, while it isn't migrated: the counter is the last that goes.
fn given(read_tx: &ReadTx, former: &FormerKind) -> Result<Option<u64>> {
    let held = read_tx.get(Tab::Meta, &counter(former.was.code))?;
    Ok(held.as_deref().and_then(number))
}

/// Whether a house has anything to be migrated.
pub(super) fn is_due(schema: &Schema, read_tx: &ReadTx) -> Result<bool> {
    for former in schema.former() {
        if given(read_tx, former)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Converts whatever a house still holds of former kinds. `told` hears of each portion.
pub(super) fn migrate(
    db: &Database,
    schema: &Schema,
    shared: &AllShared,
    portion: usize,
    told: &mut dyn FnMut(&Progress),
) -> Result<()> {
    for former in schema.former() {
        let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
        let Some(given) = given(&read_tx, former)? else {
            continue;
        };
        drop(read_tx);
        tracing::info!(was = former.was.plural, is = former.is.plural, "migrating");
        begin(db, former, given)?;
        clear_derived(db, former.was.code, portion)?;
        let base = base(db, former)?;
        let mut done = 0;
        loop {
            told(&Progress {
                doing: Doing::Reshapes(former.was.plural),
                done,
                of: given,
            });
            let txn = db.begin_write().map_err(failed)?;
            let last = convert_some(&txn, schema, former, base, shared, portion)?;
            if last.is_none() {
                let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
                set_number(&mut meta, &counter(former.was.code), None)?;
                set_number(&mut meta, &filed_key(former.was.code), None)?;
            }
            txn.commit().map_err(failed)?;
            match last {
                Some(id) => done = id,
                None => break,
            }
        }
    }
    Ok(())
}

/// Sets aside numbers for all that were ever given, also for what is gone: an undo may bring it back.
fn begin(db: &Database, former: &FormerKind, given: u64) -> Result<()> {
    let txn = db.begin_write().map_err(failed)?;
    {
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        let key = base_key(former.was.code);
        if meta.get(key.as_slice()).map_err(failed)?.is_some() {
            return Ok(());
        }
        let taken = {
            let held = meta
                .get(counter(former.is.code).as_slice())
                .map_err(failed)?;
            held.and_then(|held| number(held.value()))
                .unwrap_or(former.is.first.saturating_sub(1))
        };
        set_number(&mut meta, &key, Some(taken))?;
        set_number(&mut meta, &given_key(former.was.code), Some(given))?;
        set_number(&mut meta, &counter(former.is.code), Some(taken + given))?;
        // What was being filed anew gets more, so it begins again.
        set_number(&mut meta, UNDER_WAY, None)?;
    }
    txn.commit().map_err(failed)
}

fn base(db: &Database, former: &FormerKind) -> Result<u64> {
    let read_tx = ReadTx::open(db.begin_read().map_err(failed)?);
    let held = read_tx.get(Tab::Meta, &base_key(former.was.code))?;
    Ok(held.as_deref().and_then(number).unwrap_or_default())
}

/// Takes out what was derived of the kind: index entries, tallies, entries under its wholes, what its records wait for.
fn clear_derived(db: &Database, code: u8, portion: usize) -> Result<()> {
    let parts = |key: &[u8]| part_kind(key) == code;
    let wakes = |key: &[u8]| Wake::read(key).is_some_and(|wake| wake.of.kind == code);
    let all = |_: &[u8]| true;
    type Ours<'o> = &'o dyn Fn(&[u8]) -> bool;
    let stages: [(Tab, u8, Ours<'_>); 4] = [
        (Tab::Index, code, &all),
        (Tab::Tally, code, &all),
        (Tab::Index, PARTS, &parts),
        (Tab::Index, WAKES, &wakes),
    ];
    for (tab, prefix, ours) in stages {
        let mut after = Vec::new();
        loop {
            let txn = db.begin_write().map_err(failed)?;
            let next = clear(
                &txn,
                tab,
                &[prefix],
                &after,
                portion.saturating_mul(16),
                ours,
            )?;
            txn.commit().map_err(failed)?;
            let Some(next) = next else { break };
            after = next;
        }
    }
    Ok(())
}

/// Converts the next records. The number of the last of them; None when there are no more.
fn convert_some(
    txn: &WriteTransaction,
    schema: &Schema,
    former: &FormerKind,
    base: u64,
    shared: &AllShared,
    portion: usize,
) -> Result<Option<u64>> {
    let mut index = txn.open_table(Tab::Index.definition()).map_err(failed)?;
    let mut kept = txn.open_table(Tab::Tally.definition()).map_err(failed)?;
    let mut records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
    let (keys, _) = walk(&records, &[former.was.code], &[], portion)?;
    let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    let mut taken = Taken::default();
    for key in &keys {
        let Some(old) = records
            .remove(key.as_slice())
            .map_err(failed)?
            .map(|held| held.value().to_vec())
        else {
            continue;
        };
        let (version, fields) = split_version(&old)?;
        let mut new = version.to_be_bytes().to_vec();
        new.extend((former.convert)(fields)?);
        let to = record_key(Ref {
            kind: former.is.code,
            id: base + id_at_end(key),
        });
        records
            .insert(to.as_slice(), new.as_slice())
            .map_err(failed)?;
        let beside = (&mut Held(&records) as &mut dyn Stored, &mut taken);
        let declares = declares(schema, shared, &to, &new, beside)?;
        for (entry, value) in &declares.entries {
            index
                .insert(entry.as_slice(), value.as_slice())
                .map_err(failed)?;
        }
        for (tally, amount) in declares.tallies {
            *tallies.entry(tally).or_default() += amount;
        }
    }
    add_tallies(&mut kept, tallies)?;
    Ok(keys.last().map(|key| id_at_end(key)))
}
