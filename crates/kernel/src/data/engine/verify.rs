//! Counts everything again from the records and the journal, and compares with what is kept.
//! Used by snapshots, the doctor and every crash test: an index or tally that drifted is named.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::{HISTORY, Tab, WAKES, history_key};
use crate::{
    base::{Error, Result},
    data::{
        Checkpoint, Declares, JournalEntry, ReadTx, Ref, Schema, Store, journal,
        read_tx::id_at_end,
        share::AllShared,
        whole::{InSnap, Stored, Taken},
    },
};

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recount {
    pub records: u64,
    pub entries: u64,
    pub tallies: u64,
    /// How many records there are of each kind.
    pub kinds: BTreeMap<u8, u64>,
    pub problems: Vec<String>,
}

const NAMED: usize = 20;

/// Recounts a store as it is now.
pub fn recount(store: &Store) -> Result<Recount> {
    recount_snap(&store.read_tx()?, store.schema())
}

/// A sum over hashes: equal for equal sets, whatever the order, in constant memory.
fn mark(key: &[u8], value: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(key.len() as u64).to_be_bytes());
    hasher.update(key);
    hasher.update(value);
    let mut first = [0u8; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(first)
}

pub fn recount_snap(read_tx: &ReadTx, schema: &Schema) -> Result<Recount> {
    recount_beside(read_tx, schema, || {
        let mut filed = Marks::default();
        each_filed(read_tx, &mut |key| add(&mut filed, &key, &[]))?;
        Ok((filed, ()))
    })
    .map(|(recount, ())| recount)
}

/// Recounts, and verifies the journal's chain in the same walk over its entries. The number of entries comes along.
pub fn recount_and_verify(
    read_tx: &ReadTx,
    schema: &Schema,
    checkpoint: &Checkpoint,
    key: &str,
) -> Result<(Recount, u64)> {
    recount_beside(read_tx, schema, || {
        let mut filed = Marks::default();
        let entries = journal::verify_each(read_tx, Some(checkpoint), key, &mut |entry| {
            filed_by(entry, &mut |key| add(&mut filed, &key, &[]));
        })?;
        Ok((filed, entries))
    })
}

/// The journal, the index and the records are three walks that share nothing, so they are made side by side.
fn recount_beside<T: Send>(
    read_tx: &ReadTx,
    schema: &Schema,
    journal: impl FnOnce() -> Result<(Marks, T)> + Send,
) -> Result<(Recount, T)> {
    fn lost<T>(_: Box<dyn std::any::Any + Send>) -> Result<T> {
        Err(Error::internal("a walk over the data broke off"))
    }
    let (filed, kept, counted) = std::thread::scope(|scope| {
        let filed = scope.spawn(journal);
        let kept = scope.spawn(|| kept(read_tx));
        let counted = counted(read_tx, schema);
        (
            filed.join().unwrap_or_else(lost),
            kept.join().unwrap_or_else(lost),
            counted,
        )
    });
    let (filed, beside) = filed?;
    let (kept, (mut declared, mut tallies, mut out)) = (kept?, counted?);
    declared.0 += filed.0;
    declared.1 = declared.1.wrapping_add(filed.1);
    out.entries = kept.0;
    if kept != declared {
        name_differences(read_tx, schema, &mut out)?;
    }
    tallies.retain(|_, amount| *amount != 0);
    compare_tallies(read_tx, &tallies, &mut out)?;
    Ok((out, beside))
}

/// How many there are, and a sum that is equal for equal sets.
type Marks = (u64, u128);

fn add(marks: &mut Marks, key: &[u8], value: &[u8]) {
    marks.0 += 1;
    marks.1 = marks.1.wrapping_add(mark(key, value));
}

fn kept(read_tx: &ReadTx) -> Result<Marks> {
    let mut kept = (0u64, 0u128);
    read_tx.scan(Tab::Index, &[], &mut |key, value| {
        add(&mut kept, key, value);
        Ok(true)
    })?;
    Ok(kept)
}

fn counted(read_tx: &ReadTx, schema: &Schema) -> Result<(Marks, BTreeMap<Vec<u8>, i64>, Recount)> {
    let mut out = Recount::default();
    let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    let mut declared = (0u64, 0u128);
    each_declared(read_tx, schema, &mut |key, declares| {
        out.records += 1;
        *out.kinds.entry(key[0]).or_default() += 1;
        for (entry, value) in &declares.entries {
            add(&mut declared, entry, value);
        }
        for (tally, amount) in declares.tallies {
            *tallies.entry(tally).or_default() += amount;
        }
    })?;
    Ok((declared, tallies, out))
}

/// Calls `each` with the key of every record and what it declares.
fn each_declared(
    read_tx: &ReadTx,
    schema: &Schema,
    each: &mut dyn FnMut(&[u8], Declares),
) -> Result<()> {
    let shared = read_tx.all_shared()?;
    let mut taken = Taken::default();
    read_tx.scan(Tab::Records, &[], &mut |key, value| {
        let beside = (&mut InSnap(read_tx) as &mut dyn Stored, &mut taken);
        each(key, declares(schema, &shared, key, value, beside)?);
        Ok(true)
    })
}

/// What a stored record declares, filed under whomever it is shared with and where its wholes lie as well.
pub(in crate::data) fn declares(
    schema: &Schema,
    shared: &AllShared,
    key: &[u8],
    value: &[u8],
    (stored, taken): (&mut dyn Stored, &mut Taken),
) -> Result<Declares> {
    let of = Ref {
        kind: key[0],
        id: id_at_end(key),
    };
    let shared = shared.get(&of).cloned().unwrap_or_default();
    schema
        .decode(of, value)?
        .declares(&mut |part| taken.beside(schema, part, shared.clone(), stored))
}

fn compare_tallies(
    read_tx: &ReadTx,
    tallies: &BTreeMap<Vec<u8>, i64>,
    out: &mut Recount,
) -> Result<()> {
    let mut stored: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    read_tx.scan(Tab::Tally, &[], &mut |key, value| {
        let amount = value.try_into().map_or(0, i64::from_be_bytes);
        stored.insert(key.to_vec(), amount);
        Ok(true)
    })?;
    out.tallies = stored.len() as u64;
    for key in stored.keys().chain(tallies.keys()).collect::<BTreeSet<_>>() {
        let (held, counted) = (stored.get(key), tallies.get(key));
        if held != counted && out.problems.len() < NAMED {
            out.problems.push(format!(
                "tally {key:?} is kept as {held:?} and counts {counted:?}"
            ));
        }
    }
    Ok(())
}

/// The history keys that the journal's entries ask for.
fn each_filed(read_tx: &ReadTx, each: &mut dyn FnMut(Vec<u8>)) -> Result<()> {
    read_tx.scan(Tab::Journal, &[], &mut |_, value| {
        filed_by(&journal::unseal(value)?, each);
        Ok(true)
    })
}

fn filed_by(entry: &JournalEntry, each: &mut dyn FnMut(Vec<u8>)) {
    let filed: BTreeSet<_> = entry
        .subjects
        .iter()
        .copied()
        .chain(entry.changes.iter().map(|change| change.of))
        .collect();
    for of in filed {
        each(history_key(of.kind, of.id, entry.seq));
    }
}

fn name_differences(read_tx: &ReadTx, schema: &Schema, out: &mut Recount) -> Result<()> {
    let mut declared = BTreeSet::new();
    each_declared(read_tx, schema, &mut |_, declares| {
        declared.extend(declares.entries);
    })?;
    each_filed(read_tx, &mut |key| {
        declared.insert((key, Vec::new()));
    })?;
    let mut problems = Vec::new();
    read_tx.scan(Tab::Index, &[], &mut |key, value| {
        if !declared.remove(&(key.to_vec(), value.to_vec())) {
            problems.push(format!("index entry {key:?} belongs to nothing"));
        }
        Ok(problems.len() < NAMED)
    })?;
    for (key, _) in declared.iter().take(NAMED) {
        let what = match key[0] {
            HISTORY => "history",
            WAKES => "wake",
            _ => "index",
        };
        problems.push(format!("{what} entry {key:?} is missing"));
    }
    out.problems.extend(problems);
    Ok(())
}
