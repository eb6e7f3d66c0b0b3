//! Wholes and parts. A comment is a part of its task, a task of its project: a part is seen by whoever sees its whole,
//! and lies where its whole lies, as far as it says so (`PartOf`). Records declare it once (`Record::part_of`); sight
//! (`sight.rs`) asks it, and here the engine keeps parts filed with their wholes.
//!
//! ```text
//!  project ── lies with its manager, lead, members, departments, client
//!    │ lead_reach            what a task takes of it: manager, lead, the project's department
//!    └─ task ── lies with its own people and department as well
//!         │ reach            what a comment takes of it: all
//!         └─ comment
//! ```
//!
//! Only what a kind files by place (a scoped index or tally) has to follow when a whole moves: such a part has an entry
//! under each whole above it (`tables::PARTS`), and only when the places that it takes differ is it filed anew, in the
//! same transaction. Everything else asks its whole when it is read. A share of a whole files nothing: parts lie
//! `Placement::Within` it, and a list opens that range for whoever it was shared with.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{
    Change, Declares, ReadTx, Record, Ref, Schema, Visit,
    any::{AnyRecord, Decoded},
    engine::{
        tables::{Tab, parts_of},
        writer::Tx,
    },
    record::{Named, record_key},
};
use crate::{
    access::Placement,
    base::{Error, Result},
};

/// How many wholes lie above one another at most; more would be a circle.
pub(super) const DEEPEST: usize = 12;

/// What a record is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartOf {
    pub whole: Ref,
    pub takes: Takes,
    /// Clients who see the whole don't see this of it.
    pub staff_only: bool,
    /// Nobody sees it who doesn't see the whole, whatever they may see of its kind and wherever it lies.
    pub never_alone: bool,
}

/// Which places of its whole a part lies in too, and so who may do with it what their roles say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Takes {
    All,
    /// Those of who answers for it (`Record::lead_reach`).
    Lead,
    Nothing,
}

impl PartOf {
    /// Lies wherever its whole lies.
    pub fn new(whole: Ref) -> PartOf {
        PartOf {
            whole,
            takes: Takes::All,
            staff_only: false,
            never_alone: false,
        }
    }

    /// Lies only with those who answer for the whole (`Record::lead_reach`): not everybody who works on a project may
    /// do to each of its tasks what they may do to their own.
    pub fn with_lead(mut self) -> PartOf {
        self.takes = Takes::Lead;
        self
    }

    /// Is seen with its whole, and lies nowhere but in its own places.
    pub fn apart(mut self) -> PartOf {
        self.takes = Takes::Nothing;
        self
    }

    /// Whether it lies nowhere but with its whole and in places of its own.
    pub(super) fn lies_with_whole(&self) -> bool {
        self.takes == Takes::All
    }

    pub fn staff_only(mut self, yes: bool) -> PartOf {
        self.staff_only = yes;
        self
    }

    /// Is seen through its whole alone. A grant for its own kind opens only those whose whole is gone.
    pub fn never_alone(mut self) -> PartOf {
        self.never_alone = true;
        self
    }
}

/// Where a stored record lies of itself, and what it hangs on.
#[derive(Debug, Clone)]
pub struct Lies {
    pub own: Vec<Placement>,
    pub lead: Vec<Placement>,
    pub part: Option<PartOf>,
    pub requires: Option<Named>,
    /// Isn't shown to whoever looks through another's eyes.
    pub confidential: bool,
}

impl Lies {
    pub(super) fn of<R: Record>(record: &R) -> Lies {
        Lies {
            own: record.placement(),
            lead: record.lead_reach(),
            part: record.part_of(),
            requires: record.requires_visible(),
            confidential: record.confidential(),
        }
    }
}

/// Reads stored records, from a snapshot or inside a deed.
pub(super) trait Stored {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>>;

    /// Whether a whole is seen, when that was asked before.
    fn known(&self, _whole: Ref) -> Option<bool> {
        None
    }

    fn learn(&mut self, _whole: Ref, _seen: bool) {}
}

pub(super) struct InSnap<'s>(pub &'s ReadTx);

impl Stored for InSnap<'_> {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        self.0.decoded(schema, of)
    }
}

pub(super) struct InTx<'a, 't> {
    tx: &'a mut Tx<'t>,
    decoded: &'a mut Decoded,
}

impl Stored for InTx<'_, '_> {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        if let Some(record) = self.decoded.get(of) {
            return Ok(Some(record.clone()));
        }
        let Some(bytes) = self.tx.get(Tab::Records, &record_key(of))? else {
            return Ok(None);
        };
        let record = schema.decode(of, &bytes)?;
        self.decoded.keep(of, record.clone());
        Ok(Some(record))
    }
}

/// What lies beside a record's own places: those of its shares, those it takes of its wholes, and the wholes.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Beside {
    pub places: Vec<Placement>,
    /// Each with what is taken of it.
    pub wholes: Vec<(Ref, Takes)>,
}

/// Says what lies beside a record, by what it is a part of.
pub(super) type WhatIsBeside<'a> = dyn FnMut(Option<PartOf>) -> Result<Beside> + 'a;

/// What parts take of their wholes, worked out once for many parts of one whole while nothing changes.
#[derive(Default)]
pub(super) struct Taken(HashMap<PartOf, Beside>);

impl Taken {
    /// What lies beside a part, with the places of its shares.
    pub fn beside(
        &mut self,
        schema: &Schema,
        part: Option<PartOf>,
        shared: Vec<Placement>,
        stored: &mut dyn Stored,
    ) -> Result<Beside> {
        let mut beside = match part {
            None => Beside::default(),
            Some(part) => match self.0.get(&part) {
                Some(known) => known.clone(),
                None => {
                    let mut beside = Beside::default();
                    inherit(schema, Some(part), &mut beside, stored)?;
                    self.0.insert(part, beside.clone());
                    beside
                }
            },
        };
        beside.places.extend(shared);
        Ok(beside)
    }
}

/// Adds what a part takes of the wholes above it.
fn inherit(
    schema: &Schema,
    mut part: Option<PartOf>,
    beside: &mut Beside,
    stored: &mut dyn Stored,
) -> Result<()> {
    let (mut takes, mut staff_only) = (true, false);
    while let Some(held) = part {
        if beside.wholes.len() == DEEPEST {
            return Err(Error::conflict("This would become a part of itself."));
        }
        takes &= held.takes != Takes::Nothing;
        let taken = if takes { held.takes } else { Takes::Nothing };
        beside.wholes.push((held.whole, taken));
        staff_only |= held.staff_only;
        let Some(whole) = stored.record(schema, held.whole)? else {
            return Ok(());
        };
        let lies = whole.lies();
        let places = match taken {
            Takes::All => lies.own,
            Takes::Lead => lies.lead,
            Takes::Nothing => Vec::new(),
        };
        let open = |place: &Placement| !(staff_only && matches!(place, Placement::Client(_)));
        for place in places.into_iter().filter(open) {
            if !beside.places.contains(&place) {
                beside.places.push(place);
            }
        }
        part = lies.part;
    }
    Ok(())
}

/// The places that a part takes of its wholes.
pub(super) fn inherited(
    schema: &Schema,
    part: Option<PartOf>,
    stored: &mut dyn Stored,
) -> Result<Vec<Placement>> {
    let mut beside = Beside::default();
    inherit(schema, part, &mut beside, stored)?;
    Ok(beside.places)
}

/// Where a record stored as these bytes lies, by itself and with its wholes.
pub(super) fn placement_as(
    schema: &Schema,
    of: Ref,
    bytes: &[u8],
    stored: &mut dyn Stored,
) -> Result<Vec<Placement>> {
    places_of(schema, schema.decode(of, bytes)?.lies(), stored)
}

/// Where a record lies that says this of itself.
pub(super) fn places_of(
    schema: &Schema,
    lies: Lies,
    stored: &mut dyn Stored,
) -> Result<Vec<Placement>> {
    let mut places = lies.own;
    places.extend(inherited(schema, lies.part, stored)?);
    Ok(places)
}

/// The same of what is stored now; None when there is nothing.
pub(super) fn placement_of(
    schema: &Schema,
    of: Ref,
    stored: &mut dyn Stored,
) -> Result<Option<Vec<Placement>>> {
    match stored.record(schema, of)? {
        Some(record) => places_of(schema, record.lies(), stored).map(Some),
        None => Ok(None),
    }
}

/// What of a record's lying changed: its own places, those of who answers for it, or what it is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Moved {
    pub own: bool,
    pub lead: bool,
    pub elsewhere: bool,
}

impl Takes {
    /// Said in the entry of a part below its whole. Never empty: the entry is the part's alone.
    pub(super) fn byte(self) -> u8 {
        match self {
            Takes::All => b'a',
            Takes::Lead => b'l',
            Takes::Nothing => b'n',
        }
    }
}

/// What a visit has found out in its snapshot, because a page asks about many parts of few wholes.
#[derive(Default)]
pub(super) struct Wholes {
    /// What was read one by one; lists leave nothing here.
    decoded: Decoded,
    seen: HashMap<Ref, bool>,
    gives: HashMap<PartOf, Rc<[Placement]>>,
}

pub(super) struct InVisit<'v> {
    read_tx: Rc<ReadTx>,
    wholes: &'v RefCell<Wholes>,
}

impl Stored for InVisit<'_> {
    fn record(&mut self, schema: &Schema, of: Ref) -> Result<Option<AnyRecord>> {
        if let Some(record) = self.wholes.borrow().decoded.get(of) {
            return Ok(Some(record.clone()));
        }
        let found = self.read_tx.decoded(schema, of)?;
        if let Some(record) = &found {
            let mut wholes = self.wholes.borrow_mut();
            wholes.decoded.keep(of, record.clone());
        }
        Ok(found)
    }

    fn known(&self, whole: Ref) -> Option<bool> {
        self.wholes.borrow().seen.get(&whole).copied()
    }

    fn learn(&mut self, whole: Ref, seen: bool) {
        self.wholes.borrow_mut().seen.insert(whole, seen);
    }
}

impl Visit {
    pub(super) fn stored(&self) -> Result<InVisit<'_>> {
        Ok(InVisit {
            read_tx: self.read_tx()?,
            wholes: &self.wholes,
        })
    }

    /// What a record of any kind is a part of.
    pub fn whole_of(&self, of: Ref) -> Result<Option<Ref>> {
        Ok(self.part_of(of)?.map(|part| part.whole))
    }

    pub(super) fn part_of(&self, of: Ref) -> Result<Option<PartOf>> {
        let record = self.stored()?.record(self.store().schema(), of)?;
        Ok(record.and_then(|record| record.part_of()))
    }

    /// Where a record lies, by itself and with what it is a part of.
    pub fn placement<R: Record>(&self, record: &R) -> Result<Vec<Placement>> {
        self.lying_with_wholes(record.placement(), record.part_of())
    }

    /// The same of a record of any kind.
    pub(super) fn reach_any(&self, record: &AnyRecord) -> Result<Vec<Placement>> {
        self.lying_with_wholes(record.placement(), record.part_of())
    }

    fn lying_with_wholes(
        &self,
        mut places: Vec<Placement>,
        part: Option<PartOf>,
    ) -> Result<Vec<Placement>> {
        if let Some(part) = part {
            let known = self.wholes.borrow().gives.get(&part).cloned();
            let given = match known {
                Some(given) => given,
                None => {
                    let mut stored = self.stored()?;
                    let given = inherited(self.store().schema(), Some(part), &mut stored)?;
                    let given: Rc<[Placement]> = given.into();
                    let mut wholes = self.wholes.borrow_mut();
                    wholes.gives.insert(part, given.clone());
                    given
                }
            };
            places.extend(given.iter());
        }
        Ok(places)
    }
}

impl<'t> Change<'_, 't> {
    pub(super) fn stored(&mut self) -> InTx<'_, 't> {
        InTx {
            tx: self.tx,
            decoded: &mut self.decoded,
        }
    }

    /// Where a record lies, by itself and with what it is a part of.
    pub fn placement<R: Record>(&mut self, record: &R) -> Result<Vec<Placement>> {
        let schema = self.schema;
        let mut places = record.placement();
        places.extend(inherited(schema, record.part_of(), &mut self.stored())?);
        Ok(places)
    }

    /// What a record declares; `taken` is what was found out in this step.
    pub(super) fn declared(
        &mut self,
        record: Option<&AnyRecord>,
        (shared, taken): (&[Placement], &mut Taken),
    ) -> Result<Declares> {
        let Some(record) = record else {
            return Ok(Declares::default());
        };
        let schema = self.schema;
        record.declares(&mut |part| taken.beside(schema, part, shared.to_vec(), &mut self.stored()))
    }

    /// What lies beside a record as it is stored now.
    pub(super) fn beside_stored(&mut self, of: Ref, taken: &mut Taken) -> Result<Beside> {
        let schema = self.schema;
        let Some(record) = self.stored().record(schema, of)? else {
            return Ok(Beside::default());
        };
        let shared = self.shared_places(of)?;
        let part = match schema.kind(of.kind)?.is_part {
            true => record.lies().part,
            false => None,
        };
        taken.beside(schema, part, shared, &mut self.stored())
    }

    /// The parts of a whole, at any depth, that are filed by place and have to follow what became of it.
    pub(super) fn parts_to_move(&mut self, whole: Ref, moved: Moved) -> Result<Vec<Ref>> {
        let prefix = parts_of(whole);
        let mut found = Vec::new();
        if moved == Moved::default() {
            return Ok(found);
        }
        self.tx.scan(Tab::Index, &prefix, &mut |key, value| {
            let follows = match value.first() {
                Some(b'a') => moved.own,
                Some(b'l') => moved.lead,
                _ => false,
            };
            if follows || moved.elsewhere {
                let id = super::read_tx::id_at_end(key);
                found.extend(key.get(prefix.len()).map(|kind| Ref { kind: *kind, id }));
            }
            true
        })?;
        Ok(found)
    }
}
