//! The portions in which a kind is brought up (`rebuild` says which kinds, and when): what was derived of its records is
//! taken out and made again, or the records become what the program reads. Each is a transaction that also stores where
//! the next one begins.

use std::{collections::BTreeMap, fmt, ops::Bound};

use redb::{ReadableTable, Table, WriteTransaction};

use super::{
    tables::{PARTS, Tab, WAKES, after_prefix},
    verify::declares,
};
use crate::{
    base::{Error, Result},
    data::{
        Ref, Schema, Wake,
        any::AnyRecord,
        read_tx::id_at_end,
        recompute::Recomputing,
        record::record_key,
        reshape::{Old, Reshaping},
        share::AllShared,
        whole::{Stored, Taken},
    },
};

/// By which declarations a kind is filed: this and the kind's code.
pub(super) const FILED: &[u8] = b"filed";
/// The same of a kind whose records were brought into their shape.
pub(super) const SHAPED: &[u8] = b"shaped";
/// By which rule what is derived for the records of a kind was worked out.
pub(super) const RECOMPUTED: &[u8] = b"recomputed";
pub(super) const UNDER_WAY: &[u8] = b"refiling";

pub(super) fn failed(e: impl fmt::Display) -> Error {
    Error::Unavailable(format!("The indexes can't be brought up to date: {e}"))
}

/// The kind of the part in an entry under its whole.
pub(super) fn part_kind(key: &[u8]) -> u8 {
    key.iter().rev().nth(8).copied().unwrap_or_default()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// What is derived goes: index entries, tallies, entries under its wholes.
    Entries,
    Tallies,
    Parts,
    /// What its records wait for.
    Wakes,
    /// And is made again.
    Records,
    /// Before all of these: records become what the program reads.
    Shape,
    /// After all of these: what is derived by another rule is worked out anew.
    Recompute,
}

impl Stage {
    const ALL: [Stage; 7] = [
        Stage::Entries,
        Stage::Tallies,
        Stage::Parts,
        Stage::Wakes,
        Stage::Records,
        Stage::Shape,
        Stage::Recompute,
    ];

    /// Under what it is noted that a kind is through with it.
    pub fn noted_under(self) -> &'static [u8] {
        match self {
            Stage::Shape => SHAPED,
            Stage::Recompute => RECOMPUTED,
            Stage::Entries | Stage::Tallies | Stage::Parts | Stage::Wakes | Stage::Records => FILED,
        }
    }
}

/// One portion: of which kind, by which declarations or rule, and after which key of the stage's table it begins.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub kind: u8,
    pub filing: u64,
    pub stage: Stage,
    pub after: Vec<u8>,
}

impl Step {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.kind];
        bytes.extend(self.filing.to_be_bytes());
        bytes.push(self.stage as u8);
        bytes.extend(&self.after);
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Option<Step> {
        let (kind, rest) = bytes.split_first()?;
        let (filing, rest) = rest.split_first_chunk::<8>()?;
        let (stage, after) = rest.split_first()?;
        Some(Step {
            kind: *kind,
            filing: u64::from_be_bytes(*filing),
            stage: *Stage::ALL.get(usize::from(*stage))?,
            after: after.to_vec(),
        })
    }

    /// Whether it goes from record to record.
    pub fn walks_records(&self) -> bool {
        matches!(self.stage, Stage::Records | Stage::Shape | Stage::Recompute)
    }

    /// Does this portion and stores the next one; None when the kind is through with it.
    pub fn run(
        self,
        txn: &WriteTransaction,
        schema: &Schema,
        shared: &AllShared,
        portion: usize,
    ) -> Result<Option<Step>> {
        let kind = self.kind;
        // A record has some dozen entries.
        let keys = portion.saturating_mul(16);
        let (after, following) = match self.stage {
            Stage::Entries => (
                clear(txn, Tab::Index, &[kind], &self.after, keys, &|_| true)?,
                Some(Stage::Tallies),
            ),
            Stage::Tallies => (
                clear(txn, Tab::Tally, &[kind], &self.after, keys, &|_| true)?,
                Some(Stage::Parts),
            ),
            Stage::Parts => {
                let ours = |key: &[u8]| part_kind(key) == kind;
                (
                    clear(txn, Tab::Index, &[PARTS], &self.after, keys, &ours)?,
                    Some(Stage::Wakes),
                )
            }
            Stage::Wakes => {
                let ours = |key: &[u8]| Wake::read(key).is_some_and(|wake| wake.of.kind == kind);
                (
                    clear(txn, Tab::Index, &[WAKES], &self.after, keys, &ours)?,
                    Some(Stage::Records),
                )
            }
            Stage::Records => (self.file(txn, schema, shared, portion)?, None),
            Stage::Shape => (self.reshape(txn, schema, portion)?, None),
            Stage::Recompute => (self.recompute(txn, schema, shared, portion)?, None),
        };
        let next = match (after, following) {
            (Some(after), _) => Some(Step { after, ..self }),
            (None, Some(stage)) => Some(Step {
                stage,
                after: Vec::new(),
                ..self
            }),
            (None, None) => None,
        };
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        match &next {
            Some(step) => {
                meta.insert(UNDER_WAY, step.encode().as_slice())
                    .map_err(failed)?;
            }
            None => {
                set_number(&mut meta, UNDER_WAY, None)?;
                let done = [self.stage.noted_under(), &[kind]].concat();
                set_number(&mut meta, &done, Some(self.filing))?;
            }
        }
        Ok(next)
    }

    /// Brings the next records into their shape. After which key to go on, when there may be more.
    fn reshape(
        &self,
        txn: &WriteTransaction,
        schema: &Schema,
        portion: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        let mut meta = txn.open_table(Tab::Meta.definition()).map_err(failed)?;
        let (keys, next) = walk(&records, &[self.kind], &self.after, portion)?;
        let ours = schema
            .reshapes()
            .iter()
            .filter(|reshape| reshape.kind.code == self.kind);
        for reshape in ours {
            for key in &keys {
                let held = records.get(key.as_slice()).map_err(failed)?;
                let Some(bytes) = held.map(|held| held.value().to_vec()) else {
                    continue;
                };
                let old = Old::new(id_at_end(key), &bytes)?;
                (reshape.run)(&mut Reshaping::new(&mut records, &mut meta), old)?;
            }
        }
        Ok(next)
    }

    /// Works out anew what is derived for the next records. After which key to go on, when there may be more.
    fn recompute(
        &self,
        txn: &WriteTransaction,
        schema: &Schema,
        shared: &AllShared,
        portion: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut recomputes = schema.recomputes().iter();
        let Some(recompute) = recomputes.find(|r| r.kind.code == self.kind) else {
            return Ok(None);
        };
        let mut records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        let mut index = txn.open_table(Tab::Index.definition()).map_err(failed)?;
        let mut tallies = txn.open_table(Tab::Tally.definition()).map_err(failed)?;
        // Each stands above some dozen others.
        let most = (portion / 32).max(1);
        let (keys, next) = walk(&records, &[self.kind], &self.after, most)?;
        for key in keys {
            let mut to = Recomputing {
                schema,
                shared,
                records: &mut records,
                index: &mut index,
                tallies: &mut tallies,
            };
            (recompute.run)(&mut to, id_at_end(&key))?;
        }
        Ok(next)
    }

    /// Files the next records. After which key to go on, when there may be more.
    fn file(
        &self,
        txn: &WriteTransaction,
        schema: &Schema,
        shared: &AllShared,
        portion: usize,
    ) -> Result<Option<Vec<u8>>> {
        let mut index = txn.open_table(Tab::Index.definition()).map_err(failed)?;
        let mut kept = txn.open_table(Tab::Tally.definition()).map_err(failed)?;
        let records = txn.open_table(Tab::Records.definition()).map_err(failed)?;
        let (keys, next) = walk(&records, &[self.kind], &self.after, portion)?;
        let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        let mut taken = Taken::default();
        for key in keys {
            let Some(value) = records.get(key.as_slice()).map_err(failed)? else {
                continue;
            };
            let beside = (&mut Held(&records) as &mut dyn Stored, &mut taken);
            let declares = declares(schema, shared, &key, value.value(), beside)?;
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
        Ok(next)
    }
}

pub(in crate::data) fn add_tallies(
    kept: &mut Bytes<'_>,
    tallies: BTreeMap<Vec<u8>, i64>,
) -> Result<()> {
    for (tally, amount) in tallies {
        let held = kept.get(tally.as_slice()).map_err(failed)?;
        let held = held
            .and_then(|held| number(held.value()))
            .unwrap_or_default();
        let sum = i64::from_be_bytes(held.to_be_bytes()) + amount;
        let sum = u64::from_be_bytes(sum.to_be_bytes());
        set_number(kept, &tally, (sum != 0).then_some(sum))?;
    }
    Ok(())
}

pub type Bytes<'t> = Table<'t, &'static [u8], &'static [u8]>;

pub(super) fn filed_key(code: u8) -> Vec<u8> {
    [FILED, &[code]].concat()
}

pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

pub(super) fn set_number(table: &mut Bytes<'_>, key: &[u8], number: Option<u64>) -> Result<()> {
    match number {
        Some(number) => table
            .insert(key, number.to_be_bytes().as_slice())
            .map(drop)
            .map_err(failed),
        None => table.remove(key).map(drop).map_err(failed),
    }
}

/// Takes out the next keys that are `ours`; after which one to go on, when there may be more.
pub(super) fn clear(
    txn: &WriteTransaction,
    tab: Tab,
    prefix: &[u8],
    after: &[u8],
    most: usize,
    ours: &dyn Fn(&[u8]) -> bool,
) -> Result<Option<Vec<u8>>> {
    let mut table = txn.open_table(tab.definition()).map_err(failed)?;
    let (keys, next) = walk(&table, prefix, after, most)?;
    for key in keys.iter().filter(|key| ours(key)) {
        table.remove(key.as_slice()).map_err(failed)?;
    }
    Ok(next)
}

/// Keys, and the last of them when there may be more.
type Walked = (Vec<Vec<u8>>, Option<Vec<u8>>);

/// The next keys under a prefix.
pub(in crate::data) fn walk(
    table: &Bytes<'_>,
    prefix: &[u8],
    after: &[u8],
    most: usize,
) -> Result<Walked> {
    let end = after_prefix(prefix);
    let upper = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let lower = match after {
        [] => Bound::Included(prefix),
        after => Bound::Excluded(after),
    };
    let mut keys = Vec::new();
    let rows = table.range::<&[u8]>((lower, upper)).map_err(failed)?;
    for row in rows.take(most) {
        let (key, _) = row.map_err(failed)?;
        keys.push(key.value().to_vec());
    }
    let next = keys.last().filter(|_| keys.len() == most).cloned();
    Ok((keys, next))
}

/// The records as they lie in the table that is walked.
pub(in crate::data) struct Held<'t, 'm>(pub &'m Bytes<'t>);

impl Stored for Held<'_, '_> {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        let held = self.0.get(record_key(of).as_slice()).map_err(failed)?;
        held.map(|bytes| schema.decode(of, bytes.value()))
            .transpose()
    }
}
