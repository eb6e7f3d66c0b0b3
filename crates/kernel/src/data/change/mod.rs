//! What a business verb holds while it runs: one unit of work. Everything it puts is applied, indexed,
//! tallied and journaled together, or not at all.

mod ending;
mod filing;

use std::{collections::BTreeMap, sync::Arc};

use jiff::tz::TimeZone;

use super::{
    Cached, Held, Kind, Quiet, Record, RecordChange, Ref, Schema,
    any::Decoded,
    cache::Memory,
    engine::{tables::Tab, writer::Tx},
    record::{record_key, split_version},
    schema::KindInfo,
    visit::Origin,
    whole,
};
use crate::{
    access::{Action, Actor, Placement, policy},
    base::{Error, Id, Moment, Result},
};

pub struct Change<'c, 't> {
    pub(super) tx: &'c mut Tx<'t>,
    pub(super) schema: &'c Schema,
    /// What is kept in memory, for `cached`.
    pub(super) memory: Memory,
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
    pub(super) second: Option<(Ref, u64)>,
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
        (schema, memory): (&'c Schema, Memory),
        actor: Arc<Actor>,
        (at, tz): (Moment, TimeZone),
        origin: Origin,
        action: Action,
    ) -> Self {
        Change {
            tx,
            schema,
            memory,
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
        if !self.sees_required(&record)? || self.is_kept_from(&record)? {
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

    /// The number that was given last to a record of a kind; 0 where there was none yet.
    pub fn last_number<R: Record>(&mut self) -> Result<u64> {
        let next = self.next_id(R::KIND)?;
        Ok(if next == R::KIND.first { 0 } else { next - 1 })
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

    /// What is kept in memory of small kinds (`Cached`); None where it isn't there, or where one of them was changed by
    /// a deed that isn't committed yet, this one among them: then it is read.
    pub fn cached<C: Cached>(&self) -> Option<Arc<C>> {
        let touched = |kind: &Kind| self.tx.touched[usize::from(kind.code)];
        match C::FROM.iter().any(touched) {
            true => None,
            false => self.memory.known(),
        }
    }

    /// Whether this very deed made the record.
    pub fn made_here<R: Record>(&self, id: Id<R>) -> bool {
        matches!(self.before.get(&id.as_ref()), Some(None))
    }

    /// The sequence this deed's entry will have.
    pub fn seq(&self) -> u64 {
        self.tx.head.seq + 1
    }

    // ── the end of the deed ──
}
