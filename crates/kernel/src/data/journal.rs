//! The journal: one entry per deed, chained by hash. It is the audit trail, the history tab, the undo,
//! the outbox and the live feed. There is no way to delete an entry.

use std::ops::Bound;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use redb::{Database, ReadableDatabase};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{
    ReadTx, Ref, Store,
    engine::{
        tables::{Tab, history_key},
        writer::Head,
    },
    proof::Seal,
    rows::Rows,
};
use crate::base::{Error, Moment, Result};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JournalEntry {
    #[serde(rename = "s")]
    pub seq: u64,
    #[serde(rename = "t")]
    pub at: Moment,
    #[serde(rename = "a")]
    pub action: String,
    /// Raw id of the person; 0 is Atrium itself.
    #[serde(rename = "p", default)]
    pub person: u64,
    #[serde(rename = "z", default, skip_serializing_if = "Option::is_none")]
    pub session: Option<u64>,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What the deed was about, beside what it changed.
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Ref>,
    #[serde(rename = "c", default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<RecordChange>,
    /// A reason or a remark the person gave.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// The entry's own hash; not part of what is hashed.
    #[serde(skip)]
    pub hash: [u8; 32],
}

impl JournalEntry {
    /// The record it is about first of all.
    pub fn about(&self) -> Option<Ref> {
        let changed = self.changes.first().map(|change| change.of);
        self.subjects.first().copied().or(changed)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    #[serde(rename = "c")]
    Created,
    #[serde(rename = "e")]
    Edited,
    #[serde(rename = "d")]
    Deleted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordChange {
    #[serde(rename = "o")]
    pub of: Ref,
    #[serde(rename = "w")]
    pub what: What,
    /// Worked out by Atrium from other changes in the same deed, not made by the person.
    #[serde(rename = "d", default, skip_serializing_if = "std::ops::Not::not")]
    pub derived: bool,
    #[serde(rename = "f")]
    pub fields: Vec<FieldChange>,
}

/// One field's MessagePack before and after, empty where there was none; of a list of which most is as it was, the rows
/// that changed instead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FieldChange {
    #[serde(rename = "n")]
    pub name: String,
    #[serde(rename = "b", default, skip_serializing_if = "Raw::is_empty")]
    pub(super) before: Raw,
    #[serde(rename = "a", default, skip_serializing_if = "Raw::is_empty")]
    pub(super) after: Raw,
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    rows: Option<Rows>,
}

impl FieldChange {
    pub(super) fn new(name: String, before: &[u8], after: &[u8]) -> Result<FieldChange> {
        let rows = Rows::between(before, after)?;
        let whole = |bytes: &[u8]| match rows {
            Some(_) => Raw::default(),
            None => Raw(bytes.to_vec()),
        };
        Ok(FieldChange {
            name,
            before: whole(before),
            after: whole(after),
            rows,
        })
    }

    /// What it was, in a form that can be shown and compared; of a list perhaps only the rows that are others since. None
    /// where there was nothing.
    pub fn before(&self) -> Option<Value> {
        match &self.rows {
            Some(rows) => Some(rows.before()),
            None => (!self.before.is_empty()).then(|| self.before.value()),
        }
    }

    pub fn after(&self) -> Option<Value> {
        match &self.rows {
            Some(rows) => Some(rows.after()),
            None => (!self.after.is_empty()).then(|| self.after.value()),
        }
    }

    /// How many rows the list has after a change of which only the rows that changed are told.
    pub fn length(&self) -> Option<usize> {
        self.rows.as_ref().map(Rows::length)
    }

    /// Whether the field still is as this change left it.
    pub(super) fn left(&self, now: &[u8]) -> bool {
        match &self.rows {
            Some(rows) => rows.left(now),
            None => self.after.0 == now,
        }
    }

    /// What the field was before, from what it is; empty where it was nothing.
    pub(super) fn back(&self, now: &[u8]) -> Result<Vec<u8>> {
        match &self.rows {
            Some(rows) => rows.back(now),
            None => Ok(self.before.0.clone()),
        }
    }
}

/// Bytes that MessagePack stores as bytes and not as a list of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raw(pub Vec<u8>);

impl Raw {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value in a form that can be shown and compared.
    pub fn value(&self) -> Value {
        rmp_serde::from_slice(&self.0).unwrap_or(Value::Null)
    }
}

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Raw;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Raw, E> {
                Ok(Raw(bytes.to_vec()))
            }
            fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Raw, E> {
                Ok(Raw(bytes))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// What an entry is stored as: its MessagePack, then the hash over the previous hash and that.
pub(super) fn seal(entry: &JournalEntry, previous: &[u8; 32]) -> Result<(Vec<u8>, [u8; 32])> {
    let mut bytes = rmp_serde::to_vec_named(entry)?;
    let hash = chain(previous, &bytes);
    bytes.extend(hash);
    Ok((bytes, hash))
}

pub(super) fn chain(previous: &[u8; 32], payload: &[u8]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    hasher.update(payload);
    *hasher.finalize().as_bytes()
}

/// The MessagePack of an entry that is stored as this, and its hash.
fn cut(bytes: &[u8]) -> Result<(&[u8], &[u8; 32])> {
    let cut = bytes.split_last_chunk::<32>();
    cut.ok_or_else(|| Error::internal("a journal entry is cut short"))
}

pub(super) fn unseal(bytes: &[u8]) -> Result<JournalEntry> {
    let (payload, hash) = cut(bytes)?;
    let mut entry: JournalEntry = rmp_serde::from_slice(payload)?;
    entry.hash = *hash;
    Ok(entry)
}

/// The end of the journal of a database that was just opened.
pub(super) fn head(db: &Database) -> Result<Head> {
    let txn = db
        .begin_read()
        .map_err(|e| Error::Unavailable(e.to_string()))?;
    let read_tx = ReadTx::open(txn);
    read_tx.head()
}

impl ReadTx {
    pub(super) fn head(&self) -> Result<Head> {
        let Some(rows) = self.range(Tab::Journal, Bound::Unbounded, Bound::Unbounded)? else {
            return Ok(Head::default());
        };
        let mut rows = rows;
        match rows.next_back() {
            None => Ok(Head::default()),
            Some(row) => {
                let (key, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
                // Not taken apart: the last deed may be one over thousands of records, and whoever looks something up asks.
                let seq = key.value().try_into().map(u64::from_be_bytes);
                let (_, hash) = cut(value.value())?;
                Ok(Head {
                    seq: seq.map_err(Error::internal)?,
                    hash: *hash,
                })
            }
        }
    }

    pub fn entry(&self, seq: u64) -> Result<Option<JournalEntry>> {
        self.with(Tab::Journal, &seq.to_be_bytes(), unseal)?
            .transpose()
    }

    /// Entries after `seq`, oldest first, at most `limit`: how followers read.
    pub fn entries_after(&self, seq: u64, limit: usize) -> Result<Vec<JournalEntry>> {
        let from = (seq + 1).to_be_bytes();
        let rows = self.range(Tab::Journal, Bound::Included(&from), Bound::Unbounded)?;
        collect(rows, limit)
    }

    /// Entries before `seq`, newest first, at most `limit`.
    pub fn entries_before(&self, seq: u64, limit: usize) -> Result<Vec<JournalEntry>> {
        let to = seq.to_be_bytes();
        let rows = self.range(Tab::Journal, Bound::Unbounded, Bound::Excluded(&to))?;
        collect(rows.map(Iterator::rev), limit)
    }

    /// The sequences before `before` of the entries that changed a record or were about it, newest first. `written_as`
    /// says under what it stands in the journal, the latest first.
    pub(super) fn sequences_of(
        &self,
        written_as: impl Iterator<Item = Ref>,
        before: u64,
    ) -> Result<impl Iterator<Item = Result<u64>>> {
        let mut ranges = Vec::new();
        for of in written_as {
            let from = history_key(of.kind, of.id, 0);
            let to = history_key(of.kind, of.id, before);
            ranges.extend(self.range(Tab::Index, Bound::Included(&from), Bound::Excluded(&to))?);
        }
        Ok(ranges.into_iter().flat_map(Iterator::rev).map(|row| {
            let (key, _) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
            Ok(super::read_tx::id_at_end(key.value()))
        }))
    }

    /// The entries that changed a record or were about it, newest first, as `sequences_of` finds them.
    pub(super) fn history(
        &self,
        written_as: impl Iterator<Item = Ref>,
        before: u64,
        limit: usize,
    ) -> Result<Vec<JournalEntry>> {
        let mut out = Vec::new();
        for seq in self.sequences_of(written_as, before)?.take(limit) {
            out.extend(self.entry(seq?)?);
        }
        Ok(out)
    }

    /// The sequence of the entry that undid this one.
    pub fn undone_by(&self, seq: u64) -> Result<Option<u64>> {
        let bytes = self.get(Tab::Meta, &undone_key(seq))?;
        Ok(bytes
            .and_then(|b| b.try_into().ok())
            .map(u64::from_be_bytes))
    }
}

pub(super) fn undone_key(seq: u64) -> Vec<u8> {
    [b"undone".as_slice(), &seq.to_be_bytes()].concat()
}

fn collect<I>(rows: Option<I>, limit: usize) -> Result<Vec<JournalEntry>>
where
    I: Iterator<
        Item = Result<
            (
                redb::AccessGuard<'static, &'static [u8]>,
                redb::AccessGuard<'static, &'static [u8]>,
            ),
            redb::StorageError,
        >,
    >,
{
    let mut out = Vec::new();
    for row in rows.into_iter().flatten().take(limit) {
        let (_, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
        out.push(unseal(value.value())?);
    }
    Ok(out)
}

/// A signed statement of where the journal stood. Once it has left the machine, cutting, rolling back
/// or rewriting the journal before it can be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub seq: u64,
    pub hash: String,
    pub at: i64,
    pub key: String,
    pub signature: String,
}

impl Checkpoint {
    fn message(seq: u64, hash: &str, at: i64) -> Vec<u8> {
        format!("atrium checkpoint\n{seq}\n{hash}\n{at}\n").into_bytes()
    }

    pub fn sign(key: &SigningKey, seq: u64, hash: &[u8; 32], at: Moment) -> Checkpoint {
        let hash = HEXLOWER.encode(hash);
        let signature = key.sign(&Checkpoint::message(seq, &hash, at.0));
        Checkpoint {
            seq,
            at: at.0,
            key: HEXLOWER.encode(key.verifying_key().as_bytes()),
            signature: HEXLOWER.encode(&signature.to_bytes()),
            hash,
        }
    }

    /// Whether the signature is by `expected` (hex), or by the key it names when none is expected.
    pub fn verify(&self, expected: Option<&str>) -> Result<()> {
        if expected.is_some_and(|key| key != self.key) {
            return Err(Error::conflict(
                "The checkpoint was signed by another installation.",
            ));
        }
        let message = Checkpoint::message(self.seq, &self.hash, self.at);
        self.verify_words(&message, &self.signature)
    }

    /// Whether who signed the checkpoint signed this too.
    pub(super) fn verify_words(&self, words: &[u8], signature: &str) -> Result<()> {
        let bad = || Error::conflict("The checkpoint's signature doesn't hold.");
        let key = unhex::<32>(&self.key).ok_or_else(bad)?;
        let signature = unhex::<64>(signature).ok_or_else(bad)?;
        VerifyingKey::from_bytes(&key)
            .and_then(|key| key.verify(words, &Signature::from_bytes(&signature)))
            .map_err(|_| bad())
    }
}

impl Store {
    /// The journal's state, signed.
    pub fn checkpoint(&self, at: Moment) -> Result<Checkpoint> {
        let head = self.read_tx()?.head()?;
        Ok(Checkpoint::sign(
            &self.keys().signing(),
            head.seq,
            &head.hash,
            at,
        ))
    }

    /// The journal's state right after an entry, signed.
    pub fn checkpoint_at(&self, seq: u64, at: Moment) -> Result<Checkpoint> {
        let hash = match self.read_tx()?.entry(seq)? {
            Some(entry) => entry.hash,
            None if seq == 0 => [0; 32],
            None => return Err(Error::NotFound),
        };
        Ok(Checkpoint::sign(&self.keys().signing(), seq, &hash, at))
    }

    /// Signs the lines of a copy.
    pub fn seal(&self, copy: &Seal) -> String {
        HEXLOWER.encode(&self.keys().signing().sign(&copy.words()).to_bytes())
    }

    /// For followers: entries after `seq` that are on disk.
    pub fn entries_after(&self, seq: u64, limit: usize) -> Result<Vec<JournalEntry>> {
        self.read_tx()?.entries_after(seq, limit)
    }
}

/// Walks the whole chain; with a checkpoint, also that the journal still contains what was signed.
/// Returns how many entries hold.
pub fn verify_journal(store: &Store, since: Option<&Checkpoint>) -> Result<u64> {
    verify_snap(&store.read_tx()?, since, &store.keys().verifying())
}

pub(super) fn verify_snap(read_tx: &ReadTx, since: Option<&Checkpoint>, key: &str) -> Result<u64> {
    verify_each(read_tx, since, key, &mut |_| {})
}

/// The same walk for whoever wants to see each entry on the way: reading them is most of what it costs.
pub(super) fn verify_each(
    read_tx: &ReadTx,
    since: Option<&Checkpoint>,
    key: &str,
    each: &mut dyn FnMut(&JournalEntry),
) -> Result<u64> {
    if let Some(checkpoint) = since {
        checkpoint.verify(Some(key))?;
    }
    let mut previous = [0u8; 32];
    let mut expected = 1u64;
    let mut found = since.is_none_or(|c| c.seq == 0);
    read_tx.scan(Tab::Journal, &[], &mut |stored_key, value| {
        let at = super::read_tx::id_at_end(stored_key);
        let broken = |what: &str| {
            Err(Error::conflict(format!(
                "The journal does not hold at entry {at}: {what}."
            )))
        };
        if at != expected {
            return broken(&format!("entry {expected} is missing"));
        }
        let Some((payload, hash)) = value.split_last_chunk::<32>() else {
            return broken("it is cut short");
        };
        if chain(&previous, payload) != *hash {
            return broken("its hash doesn't follow from the one before");
        }
        let entry = unseal(value)?;
        if entry.seq != at {
            return broken("it carries another number");
        }
        each(&entry);
        if let Some(checkpoint) = since
            && checkpoint.seq == at
        {
            if HEXLOWER.encode(hash) != checkpoint.hash {
                return broken("it is not what the checkpoint signed");
            }
            found = true;
        }
        previous = *hash;
        expected += 1;
        Ok(true)
    })?;
    if !found {
        return Err(Error::conflict(format!(
            "The journal ends at {}, before the checkpoint's entry {}: it was cut or rolled back.",
            expected - 1,
            since.map_or(0, |c| c.seq)
        )));
    }
    Ok(expected - 1)
}

/// So many bytes written in hexadecimal, whichever way its letters are.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}
