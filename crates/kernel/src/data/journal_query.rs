//! Looking for entries in the journal. One record's are found by its history; others by walking the journal from the
//! newest back, for a bounded while: what is left is looked through when the reader says "go on", so a page costs the
//! same at a thousand entries and at a million.
//!
//! Whole blocks that a walk has passed are remembered in memory by what occurs in them (the journal never changes), so
//! that a later search steps over those that can't hold what it looks for.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    ops::Bound,
    sync::{Arc, PoisonError, RwLock},
};

use ipnet::IpNet;
use serde::Deserialize;

use super::{
    JournalEntry, ReadTx, RedactedEntry, Ref, Schema, Store, Visit, engine::tables::Tab,
    journal::unseal, read_tx::id_at_end,
};
use crate::{
    access::{Action, lies_in},
    base::{Error, Moment, Result},
};

/// What an entry must be like. Nothing set: every entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JournalQuery {
    /// By any of these, by raw id; 0 is Atrium itself. Nobody named is everybody.
    pub people: Vec<u64>,
    /// It changed this record or was about it.
    pub of: Option<Ref>,
    /// Any of these: an action's key (`leads.win`), or a resource (`leads`) for all of its actions.
    pub actions: Vec<String>,
    pub from: Option<Moment>,
    /// Not included.
    pub until: Option<Moment>,
    pub network: Option<IpNet>,
}

/// Something that somebody did themselves.
#[derive(Debug, Clone)]
pub struct OwnDeed {
    pub at: Moment,
    /// The action's key.
    pub action: String,
    /// What it was about and what it changed, as far as they see it; not what followed from that.
    pub about: Vec<Ref>,
}

pub struct JournalPage {
    pub found: Vec<RedactedEntry>,
    /// Go on with entries before this one; None at the journal's beginning.
    pub next: Option<u64>,
}

/// Entries that one search reads at most.
const LOOK_AT: usize = 20_000;
/// Blocks it steps over at most: each costs a look into memory.
const STEP_OVER: usize = 20_000;
const BLOCK: u64 = 1024;

/// An entry's head: what filters ask, without what was changed.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "t")]
    at: Moment,
    #[serde(rename = "a")]
    action: String,
    #[serde(rename = "p", default)]
    person: u64,
    #[serde(rename = "i", default)]
    address: Option<String>,
}

fn head(sealed: &[u8]) -> Result<Head> {
    let (payload, _) = sealed
        .split_last_chunk::<32>()
        .ok_or_else(|| Error::internal("a journal entry is cut short"))?;
    Ok(rmp_serde::from_slice(payload)?)
}

impl ReadTx {
    /// When an entry was written; None where there is no such entry.
    pub(super) fn written_at(&self, seq: u64) -> Result<Option<Moment>> {
        let found = self.with(Tab::Journal, &seq.to_be_bytes(), head)?;
        Ok(found.transpose()?.map(|head| head.at))
    }
}

/// What is read of an entry before the rest of it.
pub struct EntryHead<'a> {
    pub at: Moment,
    pub action: &'a str,
}

impl Store {
    /// Of the next `most` entries after `seq`, in order, those whose heads are `wanted`; and the sequence of the last that
    /// was looked at, None where there are no more.
    ///
    /// # Errors
    /// `Unavailable` where the store can't be read.
    pub fn entries_of(
        &self,
        seq: u64,
        most: usize,
        wanted: &dyn Fn(EntryHead<'_>) -> bool,
    ) -> Result<(Vec<JournalEntry>, Option<u64>)> {
        let read_tx = self.read_tx()?;
        let from = (seq + 1).to_be_bytes();
        let rows = read_tx.range(Tab::Journal, Bound::Included(&from), Bound::Unbounded)?;
        let (mut found, mut last) = (Vec::new(), None);
        for row in rows.into_iter().flatten().take(most) {
            let (key, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
            last = Some(id_at_end(key.value()));
            let head = head(value.value())?;
            let (at, action) = (head.at, head.action.as_str());
            if wanted(EntryHead { at, action }) {
                found.push(unseal(value.value())?);
            }
        }
        Ok((found, last))
    }
}

impl JournalQuery {
    pub fn is_everything(&self) -> bool {
        *self == JournalQuery::default()
    }

    pub fn fits(&self, schema: &Schema, entry: &JournalEntry) -> bool {
        let names = |of: Ref| {
            entry.subjects.contains(&of) || entry.changes.iter().any(|change| change.of == of)
        };
        self.of.is_none_or(|of| schema.written_as(of).any(names))
            && self.fits_head(
                entry.at,
                &entry.action,
                entry.person,
                entry.address.as_deref(),
            )
    }

    fn fits_head(&self, at: Moment, action: &str, person: u64, address: Option<&str>) -> bool {
        (self.people.is_empty() || self.people.contains(&person))
            && self.from.is_none_or(|from| at >= from)
            && self.until.is_none_or(|until| at < until)
            && self.fits_action(action)
            && self.network.is_none_or(|network| {
                address
                    .and_then(|text| text.parse::<IpAddr>().ok())
                    .is_some_and(|address| lies_in(address, &network))
            })
    }

    fn fits_action(&self, action: &str) -> bool {
        let means = |wanted: &String| {
            action == wanted
                || action
                    .strip_prefix(wanted.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        self.actions.is_empty() || self.actions.iter().any(means)
    }

    /// Whether a block can hold what is looked for.
    fn may_fit(&self, block: &Block) -> bool {
        self.from.is_none_or(|from| block.last >= from)
            && self.until.is_none_or(|until| block.first < until)
            && (self.people.is_empty()
                || self
                    .people
                    .iter()
                    .any(|person| block.people.contains(person)))
            && block.actions.iter().any(|action| self.fits_action(action))
    }
}

/// What occurs in the entries `number * BLOCK ..` of a whole block.
#[derive(Debug, Clone)]
struct Block {
    first: Moment,
    last: Moment,
    people: BTreeSet<u64>,
    actions: BTreeSet<String>,
}

#[derive(Default)]
struct Blocks(RwLock<BTreeMap<u64, Arc<Block>>>);

impl Blocks {
    fn of(store: &Store) -> Arc<Blocks> {
        store.service().unwrap_or_else(|| {
            let blocks = Arc::new(Blocks::default());
            store.provide(blocks.clone());
            blocks
        })
    }

    fn get(&self, number: u64) -> Option<Arc<Block>> {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.get(&number).cloned()
    }

    fn keep(&self, number: u64, block: Block) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(number, Arc::new(block));
    }
}

impl Visit {
    /// Entries that fit, newest first, as far as the person may read them; only a house-wide grant reads the journal.
    pub fn seek_journal(
        &self,
        action: &Action,
        seek: &JournalQuery,
        before: Option<u64>,
        limit: usize,
    ) -> Result<JournalPage> {
        self.demand_journal(action)?;
        let read_tx = self.read_tx()?;
        let before = before.unwrap_or(u64::MAX);
        let (entries, next) = match seek.of {
            Some(of) => along_history(self.store().schema(), &read_tx, (seek, of), before, limit)?,
            None => along_journal(self.store(), &read_tx, seek, before, limit)?,
        };
        let found = entries
            .into_iter()
            .map(|entry| self.tell(entry))
            .collect::<Result<_>>()?;
        Ok(JournalPage { found, next })
    }

    /// What the visitor did from one moment up to another, newest first, at most so many; undone or not. What one did
    /// oneself needs no right to the journal, and nothing of it is told but which records it was about.
    pub fn own_deeds(&self, from: Moment, until: Moment, most: usize) -> Result<Vec<OwnDeed>> {
        let seek = JournalQuery {
            people: vec![self.actor.person],
            from: Some(from),
            until: Some(until),
            ..JournalQuery::default()
        };
        let (entries, _) = along_journal(self.store(), &*self.read_tx()?, &seek, u64::MAX, most)?;
        let mut deeds = Vec::new();
        for entry in entries {
            let changed = entry.changes.iter().filter(|change| !change.derived);
            let changed = changed.map(|change| change.of);
            let mut about: Vec<Ref> = Vec::new();
            for of in entry.subjects.iter().copied().chain(changed) {
                if !about.contains(&of) && self.sees_ref(of)? {
                    about.push(of);
                }
            }
            deeds.push(OwnDeed {
                at: entry.at,
                action: entry.action,
                about,
            });
        }
        Ok(deeds)
    }
}

type Found = (Vec<JournalEntry>, Option<u64>);

fn along_history(
    schema: &Schema,
    read_tx: &ReadTx,
    (seek, of): (&JournalQuery, Ref),
    before: u64,
    limit: usize,
) -> Result<Found> {
    let mut out = Vec::new();
    let mut last = 0;
    let sequences = read_tx.sequences_of(schema.written_as(of), before)?;
    for (looked, seq) in sequences.enumerate() {
        if out.len() == limit || looked == LOOK_AT {
            return Ok((out, Some(last)));
        }
        last = seq?;
        if let Some(entry) = read_tx
            .entry(last)?
            .filter(|entry| seek.fits(schema, entry))
        {
            out.push(entry);
        }
    }
    Ok((out, None))
}

fn along_journal(
    store: &Store,
    read_tx: &ReadTx,
    seek: &JournalQuery,
    before: u64,
    limit: usize,
) -> Result<Found> {
    let blocks = Blocks::of(store);
    // What an fsync has not covered yet may be another entry after a power cut.
    let durable = store.durable();
    let mut before = before.min(store.newest().saturating_add(1));
    let mut out = Vec::new();
    let (mut looked, mut stepped) = (0, 0);
    while before > 1 {
        let number = (before - 1) / BLOCK;
        let from = number * BLOCK;
        if stepped < STEP_OVER
            && blocks
                .get(number)
                .is_some_and(|block| !seek.may_fit(&block))
        {
            stepped += 1;
            before = from;
            continue;
        }
        let whole = before == from + BLOCK && before - 1 <= durable;
        let mut seen: Option<Block> = None;
        let rows = read_tx.range(
            Tab::Journal,
            Bound::Included(&from.to_be_bytes()),
            Bound::Excluded(&before.to_be_bytes()),
        )?;
        for row in rows.into_iter().flat_map(Iterator::rev) {
            if out.len() == limit || looked >= LOOK_AT {
                return Ok((out, Some(before)));
            }
            let (key, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
            before = id_at_end(key.value());
            looked += 1;
            let head = head(value.value())?;
            if seek.fits_head(head.at, &head.action, head.person, head.address.as_deref()) {
                out.push(unseal(value.value())?);
            }
            if whole {
                note(&mut seen, head);
            }
        }
        if let (true, Some(block)) = (whole, seen) {
            blocks.keep(number, block);
        }
        before = from;
    }
    Ok((out, None))
}

fn note(seen: &mut Option<Block>, head: Head) {
    let block = seen.get_or_insert_with(|| Block {
        first: head.at,
        last: head.at,
        people: BTreeSet::new(),
        actions: BTreeSet::new(),
    });
    block.first = block.first.min(head.at);
    block.last = block.last.max(head.at);
    block.people.insert(head.person);
    block.actions.insert(head.action);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_means_all_its_actions_and_no_other() {
        let seek = JournalQuery {
            actions: vec!["leads".into()],
            ..JournalQuery::default()
        };
        assert!(seek.fits_action("leads.win") && !seek.fits_action("leadsx.win"));
        assert!(!seek.fits_action("quotes.leads"));
        let one = JournalQuery {
            actions: vec!["leads.win".into()],
            ..JournalQuery::default()
        };
        assert!(one.fits_action("leads.win") && !one.fits_action("leads.winner"));
    }

    #[test]
    fn networks_and_days_have_ends() {
        let seek = JournalQuery {
            network: "10.1.0.0/16".parse().ok(),
            from: Some(Moment(10)),
            until: Some(Moment(20)),
            ..JournalQuery::default()
        };
        let fits = |at, address| seek.fits_head(Moment(at), "x.y", 1, address);
        assert!(fits(10, Some("10.1.2.3")) && fits(19, Some("::ffff:10.1.0.1")));
        assert!(!fits(20, Some("10.1.2.3")) && !fits(9, Some("10.1.2.3")));
        assert!(!fits(15, Some("10.2.0.1")) && !fits(15, None));
    }
}
