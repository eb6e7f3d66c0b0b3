//! A copy of the journal that proves itself: each line carries the entry's own bytes, its hash and the one before, and
//! the last line is the signed checkpoint with a seal over all lines before it. It is checked without the house, against a checkpoint that left it earlier.
//! Entries with something the exporter may not see come without their bytes: their hashes still hold the chain together.

use std::{io::BufRead, ops::Bound};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde_json::{Value, json};

use super::{
    Checkpoint, JournalEntry, JournalQuery, RedactedEntry, Visit,
    engine::tables::Tab,
    journal::{chain, unhex, unseal},
    read_tx::id_at_end,
};
use crate::{
    access::Action,
    base::{Error, Result},
};

/// What a line of the copy carries beside what people read.
#[derive(Debug, Clone)]
pub struct Proof {
    pub previous: [u8; 32],
    /// The entry as it is stored; None when something in it is withheld.
    pub payload: Option<Vec<u8>>,
}

/// Some of a copy, and the entry after which it goes on.
pub type Batch = (Vec<(RedactedEntry, Proof)>, Option<u64>);

/// One line: what people read, and the proof.
pub fn line(mut readable: Value, proof: &Proof) -> Value {
    readable["previous"] = json!(HEXLOWER.encode(&proof.previous));
    if let Some(payload) = &proof.payload {
        readable["payload"] = json!(HEXLOWER.encode(payload));
    }
    readable
}

/// The first line: what this is.
pub fn first_line(whole: bool, upto: u64) -> Value {
    json!({ "atrium": "journal", "format": 1, "whole": whole, "upto": upto })
}

/// The last line.
pub fn last_line(checkpoint: &Checkpoint, seal: &str) -> Value {
    json!({ "checkpoint": checkpoint, "seal": seal })
}

/// Goes over the lines of a copy as they are written or read. The house signs the result: so also the words of entries
/// that came without their bytes, and what the copy says it is, can't be changed.
#[derive(Default)]
pub struct Seal(blake3::Hasher);

impl Seal {
    pub fn line(&mut self, text: &str) {
        self.0.update(text.as_bytes());
        self.0.update(b"\n");
    }

    /// What is signed.
    pub(super) fn words(&self) -> Vec<u8> {
        format!("atrium copy\n{}\n", self.0.finalize().to_hex()).into_bytes()
    }
}

/// Whether whoever signed a checkpoint sealed these lines as well; `signature` in hex, as `Store::seal` gives it.
///
/// # Errors
/// A conflict when they didn't.
pub fn verify_seal(checkpoint: &Checkpoint, seal: &Seal, signature: &str) -> Result<()> {
    checkpoint.verify_words(&seal.words(), signature)
}

impl Visit {
    /// Entries after `after` up to `upto` that fit, oldest first, with their proof; and where to go on.
    pub fn copy_journal(
        &self,
        action: &Action,
        seek: &JournalQuery,
        after: u64,
        upto: u64,
        limit: usize,
    ) -> Result<Batch> {
        self.demand_journal(action)?;
        let read_tx = self.read_tx()?;
        let mut previous = match after {
            0 => [0; 32],
            seq => read_tx.entry(seq)?.ok_or(Error::NotFound)?.hash,
        };
        let rows = read_tx.range(
            Tab::Journal,
            Bound::Included(&(after + 1).to_be_bytes()),
            Bound::Included(&upto.to_be_bytes()),
        )?;
        let mut out = Vec::new();
        let mut last = after;
        for row in rows.into_iter().flatten().take(limit) {
            let (key, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
            last = id_at_end(key.value());
            let entry = unseal(value.value())?;
            let hash = entry.hash;
            if seek.fits(self.store().schema(), &entry) {
                let told = self.tell(entry)?;
                let payload = value
                    .value()
                    .split_last_chunk::<32>()
                    .map(|(payload, _)| payload.to_vec())
                    .filter(|_| !told.withheld);
                out.push((told, Proof { previous, payload }));
            }
            previous = hash;
        }
        Ok((out, (last > after && last < upto).then_some(last)))
    }
}

/// What a copy turned out to be.
#[derive(Debug, Clone)]
pub struct Copied {
    pub entries: u64,
    /// Entries without their bytes: only their place in the chain is known.
    pub withheld: u64,
    /// Every entry from the first on, none missing.
    pub whole: bool,
    pub checkpoint: Checkpoint,
}

/// Checks a copy: every entry against its hash and its words, the chain from line to line, the checkpoint at its end,
/// and that what was signed `since` is still in it. `readable` says how an entry reads. Whose copy it is only a key says that
/// was known before (`Pin`): without one, whoever forges a whole copy signs it too.
pub fn verify_copy(
    mut lines: impl BufRead,
    pin: &Pin<'_>,
    readable: &dyn Fn(&RedactedEntry) -> Value,
) -> Result<Copied> {
    let since = pin.since;
    let mut walk = Walk {
        pin,
        since,
        readable,
        whole: false,
        seq: 0,
        hash: [0; 32],
        entries: 0,
        withheld: 0,
        found: since.is_none_or(|c| c.seq == 0),
        end: None,
        seal: Seal::default(),
    };
    let mut text = String::new();
    for number in 1u64.. {
        text.clear();
        if lines.read_line(&mut text)? == 0 {
            break;
        }
        // A line's end is part of what was sealed: another is a change.
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if text.ends_with('\r') {
            return Err(Error::conflict(format!(
                "Line {number} of the copy doesn't end as it was written: another program saved it anew."
            )));
        }
        let value: Value = serde_json::from_str(text).map_err(|e| {
            Error::conflict(format!("Line {number} of the copy is not readable: {e}"))
        })?;
        walk.take(number, &value)?;
        if walk.end.is_none() {
            walk.seal.line(text);
        }
    }
    walk.finish()
}

/// What was known before of whose copy it should be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pin<'a> {
    /// A checkpoint that left the house earlier: what it signed has to be in the copy still.
    pub since: Option<&'a Checkpoint>,
    /// The house's signing key, as checkpoints say it.
    pub key: Option<&'a str>,
}

struct Walk<'a> {
    pin: &'a Pin<'a>,
    since: Option<&'a Checkpoint>,
    readable: &'a dyn Fn(&RedactedEntry) -> Value,
    whole: bool,
    seq: u64,
    hash: [u8; 32],
    entries: u64,
    withheld: u64,
    found: bool,
    end: Option<End>,
    seal: Seal,
}

/// What the last line says, and whether the chain stood there when it came.
struct End {
    checkpoint: Checkpoint,
    here: bool,
    seal: String,
}

impl Walk<'_> {
    fn take(&mut self, number: u64, value: &Value) -> Result<()> {
        if number == 1 {
            if value["atrium"] != "journal" || value["format"] != 1 {
                return Err(Error::conflict("This is not a copy of a journal (JSONL)."));
            }
            self.whole = value["whole"] == true;
            return Ok(());
        }
        if self.end.is_some() {
            return Err(Error::conflict(format!(
                "Line {number} stands after the checkpoint, where nothing may be."
            )));
        }
        if let Some(checkpoint) = value.get("checkpoint") {
            let checkpoint: Checkpoint =
                serde_json::from_value(checkpoint.clone()).map_err(|_| {
                    Error::conflict("The checkpoint at the end of the copy is not readable.")
                })?;
            let here = self.seq == checkpoint.seq && HEXLOWER.encode(&self.hash) == checkpoint.hash;
            let seal = value["seal"].as_str().unwrap_or_default().to_owned();
            self.end = Some(End {
                checkpoint,
                here,
                seal,
            });
            return Ok(());
        }
        self.entry(value)
    }

    fn entry(&mut self, value: &Value) -> Result<()> {
        let seq = value["seq"].as_u64().unwrap_or(0);
        let broken = |what: &str| {
            Err(Error::conflict(format!(
                "The copy does not hold at entry {seq}: {what}."
            )))
        };
        let bytes = |name: &str| value[name].as_str().and_then(unhex::<32>);
        let (Some(previous), Some(hash)) = (bytes("previous"), bytes("hash")) else {
            return broken("it carries no hashes");
        };
        if seq <= self.seq {
            return broken("it is out of order");
        }
        if seq == self.seq + 1 {
            if previous != self.hash {
                return broken("it doesn't follow from the one before");
            }
        } else if self.whole {
            return broken(&format!("entry {} is missing", self.seq + 1));
        }
        match value.get("payload").and_then(Value::as_str) {
            None => self.withheld += 1,
            Some(text) => {
                let Some(payload) = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok() else {
                    return broken("its bytes are not readable");
                };
                if chain(&previous, &payload) != hash {
                    return broken("its bytes don't give its hash");
                }
                let mut entry: JournalEntry = rmp_serde::from_slice(&payload)?;
                entry.hash = hash;
                if entry.seq != seq {
                    return broken("it carries another number");
                }
                let said = (self.readable)(&RedactedEntry {
                    entry,
                    withheld: false,
                });
                let same = said.as_object().is_some_and(|fields| {
                    fields
                        .iter()
                        .all(|(name, held)| value.get(name) == Some(held))
                });
                if !same {
                    return broken("what it says is not what its bytes say");
                }
            }
        }
        if let Some(since) = self.since.filter(|since| since.seq == seq) {
            if since.hash != HEXLOWER.encode(&hash) {
                return broken("it is not what the checkpoint signed");
            }
            self.found = true;
        }
        (self.seq, self.hash) = (seq, hash);
        self.entries += 1;
        Ok(())
    }

    fn finish(self) -> Result<Copied> {
        let Some(End {
            checkpoint,
            here,
            seal,
        }) = self.end
        else {
            return Err(Error::conflict(
                "The copy has no checkpoint at its end: it was cut.",
            ));
        };
        checkpoint.verify(self.since.map(|since| since.key.as_str()))?;
        if let Some(key) = self.pin.key {
            checkpoint.verify(Some(key))?;
        }
        if let Some(since) = self.since {
            since.verify(None)?;
        }
        checkpoint
            .verify_words(&self.seal.words(), &seal)
            .map_err(|_| {
                Error::conflict("The copy was changed after it was made: its seal doesn't hold.")
            })?;
        if self.whole && !here {
            return Err(Error::conflict(format!(
                "The copy ends at entry {}, and its checkpoint signed entry {}: it was cut.",
                self.seq, checkpoint.seq
            )));
        }
        if !self.found {
            let seq = self.since.map_or(0, |since| since.seq);
            return Err(Error::conflict(match self.whole {
                true => format!(
                    "The copy ends at {}, before the checkpoint's entry {seq}: the journal was cut or rolled back.",
                    self.seq
                ),
                false => format!(
                    "This copy is a selection without entry {seq}, so the checkpoint says nothing about it. Export the whole journal."
                ),
            }));
        }
        Ok(Copied {
            entries: self.entries,
            withheld: self.withheld,
            whole: self.whole,
            checkpoint,
        })
    }
}
