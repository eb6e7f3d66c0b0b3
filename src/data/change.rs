//! What a business verb holds while it runs: one unit of work. Everything it puts is applied, indexed,
//! tallied and journaled together, or not at all.

use std::{collections::BTreeMap, sync::Arc};

use jiff::tz::TimeZone;

use super::{
    Declares, Deriving, FieldChange, Held, JournalEntry, Kind, Quiet, Record, RecordChange, Ref,
    Schema, What,
    any::{AnyRecord, Decoded},
    engine::{
        pack,
        tables::{Tab, history_key},
        writer::Tx,
    },
    journal,
    record::{record_key, split_version},
    schema::KindInfo,
    share,
    visit::Origin,
    whole::{self, Beside, Stored, Taken},
};
use crate::{
    access::{Action, Actor, Placement, policy},
    base::{Error, Id, Moment, Result},
};

pub struct Change<'c, 't> {
    pub(super) tx: &'c mut Tx<'t>,
    pub(super) schema: &'c Schema,
    pub actor: Arc<Actor>,
    pub at: Moment,
    /// The house's zone, in which its days begin.
    pub tz: TimeZone,
    origin: Origin,
    pub(super) action: Action,
    /// Whether whoever does this proved lately who they are.
    pub(super) proved: bool,
    /// A record, with the version that the deed was asked over.
    pub(super) expected: Option<(Ref, u64)>,
    /// What stands for the request, and what says that another person has confirmed it.
    pub(super) asked: [u8; 16],
    pub(super) second: Option<Ref>,
    /// Whether what it is a part of was confirmed as a whole.
    pub(super) seconded: bool,
    subjects: Vec<Ref>,
    note: Option<String>,
    /// For whom the person stood in, when that is what let them.
    deputy: Option<String>,
    pub(super) undoes: Option<u64>,
    /// When undoing: the deed that is done in reverse, whose permission is demanded.
    pub(super) reversing: Option<Action>,
    event: bool,
    /// What the permission was held against.
    pub(super) held: Vec<Ref>,
    pub(super) deriving: bool,
    /// The verb is done: what reads is the house's own rules over it, which see everything.
    pub(super) house_asks: bool,
    /// What goes because its time is over: the journal says that it went, not what it held.
    pub(super) forgotten: Vec<Ref>,
    /// The stored bytes of each record before this phase of the command touched it.
    pub(super) before: BTreeMap<Ref, Option<Vec<u8>>>,
    /// The same of the phase that is over, for those who derive.
    pub(super) at_first: BTreeMap<Ref, Option<Vec<u8>>>,
    /// What of it was decoded, as this deed has left it so far.
    pub(super) decoded: Decoded,
    changes: Vec<RecordChange>,
    /// What is changed that the journal isn't told.
    quiet: Quiet,
}

impl<'c, 't> Change<'c, 't> {
    pub(super) fn new(
        tx: &'c mut Tx<'t>,
        schema: &'c Schema,
        actor: Arc<Actor>,
        (at, tz): (Moment, TimeZone),
        origin: Origin,
        action: Action,
    ) -> Self {
        Change {
            tx,
            schema,
            actor,
            at,
            tz,
            origin,
            action,
            proved: false,
            expected: None,
            asked: [0; 16],
            second: None,
            seconded: false,
            subjects: Vec::new(),
            note: None,
            deputy: None,
            undoes: None,
            reversing: None,
            event: false,
            held: Vec::new(),
            deriving: false,
            house_asks: false,
            forgotten: Vec::new(),
            before: BTreeMap::new(),
            at_first: BTreeMap::new(),
            decoded: Decoded::default(),
            changes: Vec::new(),
            quiet: Vec::new(),
        }
    }

    /// From where it is done.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    // ── what the deed is about ──

    /// The record this deed is done to. Invisible is not found; visible but not allowed is forbidden, with the rule.
    pub fn subject<R: Record>(&mut self, id: Id<R>) -> Result<Held<R>> {
        let found = self.everything().find(id)?;
        let record = found.ok_or(Error::NotFound)?;
        let placement = self.placement(&record)?;
        if !self.allowed(&self.action, id.as_ref(), &placement) {
            return Err(match self.sees(&record)? {
                true => {
                    Error::Forbidden(policy::explain(&self.actor, &self.action, Some(&placement)))
                }
                false => Error::NotFound,
            });
        }
        if !self.sees_required(&record)? {
            return Err(Error::NotFound);
        }
        let action = self.demanded();
        if let Some(refusal) = self.in_other_hands(&action, &record)? {
            return Err(Error::Forbidden(refusal));
        }
        if let Some(held) = self.actor.as_deputy(&self.action, &placement) {
            self.deputy = Some(format!("As deputy of {}.", held.manager));
        }
        self.held.push(id.as_ref());
        self.about(id.as_ref());
        self.must_be_as_expected(id.as_ref(), record.version())?;
        Ok(Held::new(record, self.seq()))
    }

    /// Refuses a deed that was asked over another version of the record, once it is known that it may be done to it.
    fn must_be_as_expected(&self, of: Ref, version: u64) -> Result<()> {
        match self.expected {
            Some((expected, seen)) if expected == of && seen != version => Err(Error::Stale),
            _ => Ok(()),
        }
    }

    /// The same for a deed that never took the record as its subject, when it is over.
    fn was_as_expected(&mut self) -> Result<()> {
        let Some((of, _)) = self.expected else {
            return Ok(());
        };
        let before = match self.before.get(&of) {
            Some(before) => before.clone(),
            None => self.tx.get(Tab::Records, &record_key(of))?,
        };
        match before.as_deref().map(split_version).transpose()? {
            Some((version, _)) => self.must_be_as_expected(of, version),
            None => Ok(()),
        }
    }

    /// Whether the person may do this to a record that lies here, or was shared with them.
    pub fn allowed(&self, action: &Action, of: Ref, placement: &[Placement]) -> bool {
        policy::may(&self.actor, action, placement)
            || self
                .actor
                .shared
                .covers(action, of.kind, of.id, self.at)
                .is_some()
    }

    /// Like `subject`, for a deed that is done to a record of any kind. Where it lies of itself.
    pub fn subject_of(&mut self, of: Ref) -> Result<Vec<Placement>> {
        let placement = self.placement_of(of)?.ok_or(Error::NotFound)?;
        if !self.sees_ref(of)? {
            return Err(Error::NotFound);
        }
        if !self.allowed(&self.action, of, &placement) {
            return Err(Error::Forbidden(policy::explain(
                &self.actor,
                &self.action,
                Some(&placement),
            )));
        }
        self.held.push(of);
        self.about(of);
        Ok(placement)
    }

    /// Where a record of any kind lies of itself; None when there is none.
    pub fn placement_of(&mut self, of: Ref) -> Result<Option<Vec<Placement>>> {
        let schema = self.schema;
        whole::placement_of(schema, of, &mut self.stored())
    }

    pub fn kind_of(&self, of: Ref) -> Result<&'c KindInfo> {
        self.schema.kind(of.kind)
    }

    /// Like `subject`, for a form that showed the record at `version`: refused when somebody saved in between.
    pub fn subject_at<R: Record>(&mut self, id: Id<R>, version: Option<u64>) -> Result<Held<R>> {
        let record = self.subject(id)?;
        match version {
            Some(version) if version != record.version() => Err(Error::Stale),
            _ => Ok(record),
        }
    }

    /// The only record of its kind, for a form that showed it at `version`; made with what it starts from when nobody
    /// has saved it yet.
    pub fn only<R: Record + Default>(&mut self, version: Option<u64>) -> Result<Held<R>> {
        match (self.everything().all::<R>()?.pop(), version) {
            (Some(there), version) => self.subject_at(there.id(), version),
            // Nothing is stored, so what was shown must have been nothing too.
            (None, None | Some(0)) => {
                let made = self.insert(R::default())?;
                self.about(made.as_ref());
                Ok(made)
            }
            (None, Some(_)) => Err(Error::Stale),
        }
    }

    /// Adds the entry to another record's history.
    pub fn about(&mut self, of: Ref) {
        if !self.subjects.contains(&of) {
            self.subjects.push(of);
        }
    }

    pub fn note(&mut self, reason: impl Into<String>) {
        let reason = reason.into();
        if !reason.is_empty() {
            self.note = Some(reason);
        }
    }

    /// Journals the deed even when it changes no record (a failed sign-in, an export). It opens nothing.
    pub fn event(&mut self) {
        self.event = true;
    }

    // ── writing ──

    /// The number that the next record of a kind gets.
    pub(super) fn next_id(&mut self, kind: Kind) -> Result<u64> {
        let held = self.tx.get(Tab::Meta, &[b'n', kind.code])?;
        let held = held.and_then(|bytes| bytes.try_into().ok());
        Ok(held.map_or(kind.first, |bytes| u64::from_be_bytes(bytes) + 1))
    }

    pub(super) fn count_up(&mut self, kind: Kind, number: u64) -> Result<()> {
        let counter = [b'n', kind.code];
        self.tx
            .set(Tab::Meta, &counter, Some(&number.to_be_bytes()))
    }

    /// Refuses a deed that turns out to be dangerous (it grants something, it opens somebody's account) unless whoever
    /// does it proved lately who they are.
    pub fn demand_proof(&self) -> Result<()> {
        match self.proved || self.actor.is_system() {
            true => Ok(()),
            false => Err(Error::Unproved),
        }
    }

    /// Whether it puts back what another deed did.
    pub fn is_undo(&self) -> bool {
        self.undoes.is_some()
    }

    /// The action whose permission this deed needs; for an undo, that of the deed that is reversed.
    pub fn demanded(&self) -> Action {
        self.reversing.unwrap_or(self.action)
    }

    pub fn schema(&self) -> &'c Schema {
        self.schema
    }

    /// Every deed there is, for working out what roles grant.
    pub fn actions(&self) -> &'c [Action] {
        &self.schema.actions
    }

    /// Whether this very deed made the record.
    pub fn made_here<R: Record>(&self, id: Id<R>) -> bool {
        matches!(self.before.get(&id.as_ref()), Some(None))
    }

    /// The sequence this deed's entry will have.
    pub fn seq(&self) -> u64 {
        self.tx.head.seq + 1
    }

    /// The byte-level core under `insert`, `put`, `delete` and undo: writes the record and everything derived from it.
    pub(super) fn write(&mut self, of: Ref, new: Option<(&[u8], AnyRecord)>) -> Result<()> {
        let key = record_key(of);
        let old = self.tx.get(Tab::Records, &key)?;
        let (new, record) = new.unzip();
        if old.as_deref().map(|b| &b[8..]) == new.map(|b| &b[8..]) {
            return Ok(());
        }
        let before = match (&old, self.decoded.get(of)) {
            (None, _) => None,
            (Some(_), Some(record)) => Some(record.clone()),
            (Some(bytes), None) => Some(self.schema.decode(of, bytes)?),
        };
        let shared = self.shared_places(of)?;
        let mut taken = Taken::default();
        let was = self.declared(before.as_ref(), (&shared, &mut taken))?;
        let is = self.declared(record.as_ref(), (&shared, &mut taken))?;
        let mut moved = self.parts_to_move(of, is.moved_from(&was))?;
        if of.kind == share::CODE {
            moved.extend(Change::shared_by([before.as_ref(), record.as_ref()])?);
        }
        let mut refiled = Vec::with_capacity(moved.len());
        for other in moved {
            refiled.push((other, self.beside_stored(other, &mut taken)?));
        }
        self.write_entries(&was, &is)?;
        self.write_tallies(&was, &is)?;
        self.tx.set(Tab::Records, &key, new)?;
        match record {
            Some(record) => self.decoded.keep(of, record),
            None => self.decoded.forget(of),
        }
        self.tx.touched[usize::from(of.kind)] = true;
        self.before.entry(of).or_insert(old);
        let mut taken = Taken::default();
        for (other, before) in refiled {
            self.refile(other, &before, &mut taken)?;
        }
        Ok(())
    }

    /// Files a record under the places its shares and wholes give it now; `before` are those it was filed under.
    fn refile(&mut self, of: Ref, before: &Beside, taken: &mut Taken) -> Result<()> {
        let after = self.beside_stored(of, taken)?;
        if after == *before {
            return Ok(());
        }
        let schema = self.schema;
        let Some(record) = self.stored().record(schema, of)? else {
            return Ok(());
        };
        let was = record.declares(&mut |_| Ok(before.clone()))?;
        let is = record.declares(&mut |_| Ok(after.clone()))?;
        self.write_entries(&was, &is)?;
        self.write_tallies(&was, &is)
    }

    fn write_entries(&mut self, was: &Declares, is: &Declares) -> Result<()> {
        // Both are sorted: walk them side by side and write only what differs.
        let (mut old, mut new) = (was.entries.iter().peekable(), is.entries.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                // The same record under the same key says something else there now.
                (Some((a, was)), Some((b, is))) if a == b => {
                    if was != is {
                        self.tx.set(Tab::Index, b, Some(is))?;
                    }
                    std::cmp::Ordering::Equal
                }
                (Some(a), Some(b)) => a.cmp(b),
            };
            match order {
                std::cmp::Ordering::Equal => {
                    old.next();
                    new.next();
                }
                std::cmp::Ordering::Less => {
                    if let Some((key, _)) = old.next() {
                        self.tx.set(Tab::Index, key, None)?;
                    }
                }
                std::cmp::Ordering::Greater => {
                    if let Some((key, value)) = new.next() {
                        let held = self.tx.replace(Tab::Index, key, Some(value))?;
                        if held && !value.is_empty() {
                            return Err(Error::conflict("There is one like this already."));
                        }
                    }
                }
            }
        }
    }

    fn write_tallies(&mut self, was: &Declares, is: &Declares) -> Result<()> {
        let mut amounts: BTreeMap<&[u8], i64> = BTreeMap::new();
        for (key, amount) in &is.tallies {
            *amounts.entry(key).or_default() += amount;
        }
        for (key, amount) in &was.tallies {
            *amounts.entry(key).or_default() -= amount;
        }
        for (key, amount) in amounts.into_iter().filter(|(_, amount)| *amount != 0) {
            let held = self
                .tx
                .get(Tab::Tally, key)?
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(0, i64::from_be_bytes);
            let sum = held + amount;
            let value = sum.to_be_bytes();
            self.tx
                .set(Tab::Tally, key, (sum != 0).then_some(value.as_slice()))?;
        }
        Ok(())
    }

    // ── the end of the deed ──

    /// Runs what is derived, writes the journal entry. Returns its sequence, or None when nothing happened.
    pub(super) fn finish(mut self) -> Result<Option<u64>> {
        let mut touched: Vec<Ref> = self.before.keys().copied().collect();
        // What the deed is about counts as touched: undoing a creation leaves no record to find its parent by.
        touched.extend(&self.subjects);
        touched.sort_unstable();
        touched.dedup();
        self.was_as_expected()?;
        self.house_asks = true;
        self.ask_guards()?;
        self.flush()?;
        self.deriving = true;
        let schema = self.schema;
        for derive in &schema.derives {
            derive(&mut Deriving(&mut self), &touched)?;
        }
        if let (Some(second), Some(seconding)) = (self.second, schema.seconding) {
            (seconding.spend)(&mut Deriving(&mut self), second)?;
        }
        self.flush()?;
        if !self.quiet.is_empty() {
            self.tx.quiet.push(std::mem::take(&mut self.quiet));
        }
        if self.changes.is_empty() && !self.event {
            return Ok(None);
        }
        let seq = self.seq();
        let entry = JournalEntry {
            seq,
            at: self.at,
            action: self.action.key.to_owned(),
            person: self.actor.person,
            session: self.origin.session,
            address: self.origin.address.map(|a| a.to_string()),
            subjects: self.subjects,
            changes: self.changes,
            note: match (self.deputy, self.note) {
                (Some(deputy), Some(note)) => Some(format!("{deputy} {note}")),
                (deputy, note) => deputy.or(note),
            },
            undoes: self.undoes,
            hash: [0; 32],
        };
        let (bytes, hash) = journal::seal(&entry, &self.tx.head.hash)?;
        self.tx
            .set(Tab::Journal, &seq.to_be_bytes(), Some(&bytes))?;
        let mut filed: Vec<Ref> = entry.subjects.clone();
        filed.extend(entry.changes.iter().map(|change| change.of));
        filed.sort_unstable();
        filed.dedup();
        for of in filed {
            self.tx
                .set(Tab::Index, &history_key(of.kind, of.id, seq), Some(&[]))?;
        }
        self.tx.head.seq = seq;
        self.tx.head.hash = hash;
        Ok(Some(seq))
    }

    /// Every kind's own rule over what the deed did to its records.
    fn ask_guards(&mut self) -> Result<()> {
        let schema = self.schema;
        let touched: Vec<Ref> = self.before.keys().copied().collect();
        for of in touched {
            let Some(guard) = &schema.kind(of.kind)?.guard else {
                continue;
            };
            let was = self.before.get(&of).and_then(Option::as_deref);
            let is = self.tx.get(Tab::Records, &record_key(of))?;
            if was.map(|b| &b[8..]) != is.as_deref().map(|b| &b[8..]) {
                let was = was.map(|bytes| schema.decode(of, bytes)).transpose()?;
                let is = self.stored().record(schema, of)?;
                guard(self, was.as_ref(), is.as_ref())?;
            }
        }
        Ok(())
    }

    /// Where a record lies that is stored as these bytes.
    fn places_as(&mut self, of: Ref, bytes: Option<&[u8]>) -> Result<Vec<Placement>> {
        match bytes {
            Some(bytes) => whole::placement_as(self.schema, of, bytes, &mut self.stored()),
            None => Ok(Vec::new()),
        }
    }

    /// Turns what was touched in this phase into field changes.
    fn flush(&mut self) -> Result<()> {
        for (of, before) in std::mem::take(&mut self.before) {
            let after = self.tx.get(Tab::Records, &record_key(of))?;
            let (old, new) = (body(before.as_deref())?, body(after.as_deref())?);
            let what = match (old, new) {
                (None, None) => continue,
                (None, Some(_)) => What::Created,
                (Some(_), None) => What::Deleted,
                (Some(a), Some(b)) if a == b => continue,
                (Some(_), Some(_)) => What::Edited,
            };
            let kind = self.schema.kind(of.kind)?.kind;
            if kind.unjournaled && what != What::Created {
                let mut places = self.places_as(of, before.as_deref())?;
                places.extend(self.places_as(of, after.as_deref())?);
                self.quiet.push((of, places));
            }
            let untold = kind.secret || kind.unjournaled || self.forgotten.contains(&of);
            if !(kind.unjournaled && what == What::Edited) {
                self.changes.push(RecordChange {
                    of,
                    what,
                    derived: self.deriving,
                    fields: match untold {
                        true => Vec::new(),
                        false => differences(old, new)?,
                    },
                });
            }
            self.at_first.entry(of).or_insert(before);
        }
        Ok(())
    }
}

/// What a stored record holds beside its version.
fn body(bytes: Option<&[u8]>) -> Result<Option<&[u8]>> {
    Ok(bytes.map(split_version).transpose()?.map(|(_, body)| body))
}

fn differences(old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Vec<FieldChange>> {
    let old = old.map(pack::fields).transpose()?.unwrap_or_default();
    let new = new.map(pack::fields).transpose()?.unwrap_or_default();
    let mut out = Vec::new();
    let mut gone = vec![true; old.len()];
    for (n, (name, after)) in new.iter().enumerate() {
        // Both are mostly of one program, in one order.
        let at = match old.get(n) {
            Some((held, _)) if held == name => Some(n),
            _ => old.iter().position(|(held, _)| held == name),
        };
        let before = at.map_or(&[][..], |at| {
            gone[at] = false;
            old[at].1
        });
        if before != *after {
            out.push(FieldChange::new((*name).to_owned(), before, after)?);
        }
    }
    for ((name, before), gone) in old.iter().zip(gone) {
        if gone {
            out.push(FieldChange::new((*name).to_owned(), before, &[])?);
        }
    }
    Ok(out)
}
