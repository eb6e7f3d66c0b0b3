//! Undo: puts back what the journal says was before, when nothing has changed it since.
//! Derived fields are not put back; they are derived anew in the same transaction. Nor are secrets, which the journal
//! doesn't know. What moves on by itself says what becomes of it (`KindInfo::undone`).
//!
//! An undo is a deed like the one it reverses: it needs the same permission, and passes the same guards, as if done
//! anew. Undoing an undo does the first deed again, so it needs that one's.

use std::borrow::Cow;

use super::{
    Change, FieldChange, JournalEntry, RecordChange, Ref, Visit, What,
    engine::{pack, tables::Tab},
    journal::undone_key,
    record::{record_key, split_version},
    whole,
};
use crate::{
    access::{Action, ActionKind, Tier, policy},
    base::{Error, Result},
};

fn person_left() -> Error {
    Error::conflict("This can't be undone: its effect has left the house.")
}

pub(super) const UNDO: Action = Action {
    undoable: true,
    ..Action::own("journal.undo", "Undo what was done").told("undid {deed}[ on {about}]")
};

impl Visit {
    /// Undoes an entry: one's own. Another's deed is a colleague's word or work: it is returned with a reason, by the
    /// feature's own verb; only an administrator who may do the same to the same record takes it back.
    pub fn undo(&self, seq: u64) -> Result<JournalEntry> {
        self.undo_and(seq, |_, _| Ok(()))
    }

    /// The same with what follows from it, in its transaction.
    pub fn undo_and(
        &self,
        seq: u64,
        then: impl FnOnce(&mut Change<'_, '_>, &JournalEntry) -> Result<()> + Send + 'static,
    ) -> Result<JournalEntry> {
        let entry = self.entry_as_now(seq)?;
        let deed = self.check_undo(&entry)?;
        if entry.person != self.actor.person {
            self.must_reach_all(&entry, &deed)?;
        }
        if deed.dangerous {
            self.demand_proof()?;
        }
        let reverted = entry.clone();
        self.act(UNDO, move |change| {
            change.event();
            change.undoes = Some(seq);
            change.reversing = Some(deed);
            if deed.second_person {
                change.demand_second()?;
            }
            change.revert(&reverted)?;
            then(change, &reverted)
        })
        .map_err(|e| match e {
            // Said of a form elsewhere; here there is no field to mend.
            Error::Invalid(problems) => Error::Forbidden(problems.to_string()),
            other => other,
        })?;
        Ok(entry)
    }

    /// Another's deed is taken back by whoever may do it to each record that it was done to: of several at once the first
    /// says nothing of the others.
    fn must_reach_all(&self, entry: &JournalEntry, deed: &Action) -> Result<()> {
        let schema = self.store().schema();
        let read_tx = self.read_tx()?;
        let kind = entry.about().map(|of| of.kind);
        // What else it is about wasn't what it was done to.
        for of in entry.subjects.iter().filter(|of| Some(of.kind) == kind) {
            let Some(bytes) = read_tx.bytes(*of)? else {
                continue;
            };
            let places = whole::placement_as(schema, *of, &bytes, &mut whole::InSnap(&read_tx))?;
            if !self.allowed(deed, *of, &places) {
                let why = policy::explain(&self.actor, deed, Some(&places));
                return Err(Error::Forbidden(why));
            }
        }
        Ok(())
    }

    /// Whether Undo would be offered for this entry, from what is known without trying.
    pub fn may_undo(&self, entry: &JournalEntry) -> bool {
        let Ok(entry) = self.store().schema().as_now(entry) else {
            return false;
        };
        // Of a history most don't stand, which is soon known.
        self.stands(&entry).unwrap_or(false) && self.check_undo(&entry).is_ok()
    }

    /// An entry, with what its records are now.
    fn entry_as_now(&self, seq: u64) -> Result<JournalEntry> {
        let entry = self.read_tx()?.entry(seq)?.ok_or(Error::NotFound)?;
        self.store().schema().entry_as_now(entry)
    }

    /// Nobody has undone it or changed the same since.
    fn stands(&self, entry: &JournalEntry) -> Result<bool> {
        let read_tx = self.read_tx()?;
        if read_tx.undone_by(entry.seq)?.is_some() {
            return Ok(false);
        }
        for change in entry.changes.iter().filter(|change| !change.derived) {
            let info = self.store().schema().kind(change.of.kind)?;
            if info.kind.secret || info.kind.unjournaled || info.undone.is_some() {
                continue;
            }
            let held = read_tx.bytes(change.of)?;
            let fields = held
                .as_deref()
                .map(|bytes| pack::fields(split_version(bytes)?.1))
                .transpose()?;
            if !is_as_left(entry, change, fields.as_deref()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The deed that is reversed, if the person may undo this entry.
    fn check_undo(&self, entry: &JournalEntry) -> Result<Action> {
        let schema = self.store().schema();
        let read_tx = self.read_tx()?;
        let mut first = entry.clone();
        while first.action == UNDO.key {
            let undone = first.undoes.ok_or(Error::NotFound)?;
            first = self.entry_as_now(undone)?;
        }
        let action = schema
            .action(&first.action)
            .filter(|action| action.undoable && action.kind != ActionKind::Own)
            .ok_or_else(person_left)?;
        let is_secret = |change: &RecordChange| {
            schema
                .kind(change.of.kind)
                .is_ok_and(|info| info.kind.secret)
        };
        if !entry.changes.is_empty() && entry.changes.iter().all(is_secret) {
            return Err(person_left());
        }
        // Nobody knows any more what stood in it.
        let lost = |change: &RecordChange| {
            change.what == What::Deleted
                && schema
                    .kind(change.of.kind)
                    .is_ok_and(|info| !info.kind.withheld.is_empty())
        };
        if entry.changes.iter().any(lost) {
            return Err(Error::conflict(
                "This can't be undone: what it said is kept nowhere once it is gone.",
            ));
        }
        let about = entry.subjects.first().copied();
        let of = entry.about().ok_or(Error::NotFound)?;
        let change = entry
            .changes
            .iter()
            .find(|change| change.of == of && !change.derived);
        let mine = entry.person == self.actor.person;
        let placement_of =
            |bytes: &[u8]| whole::placement_as(schema, of, bytes, &mut whole::InSnap(&read_tx));
        let now = read_tx.bytes(of)?;
        let was = match (mine, change) {
            // What is theirs to undo may have left their reach by this very deed (a hand-over).
            (true, Some(change)) => before(now.as_deref(), change)?,
            _ => None,
        };
        let mut may = false;
        for bytes in now.iter().chain(&was) {
            may |= self.allowed(&action, of, &placement_of(bytes)?);
        }
        // Making something needs the permission anywhere, so taking back what one made does too.
        let made = entry.changes.iter().any(|change| {
            change.what == What::Created
                && schema
                    .kind(change.of.kind)
                    .is_ok_and(|made| made.kind.plural == action.resource())
        });
        // Of what is gone meanwhile there is no place to ask about; putting it back is refused below.
        let gone = now.is_none() && was.is_none();
        may |= mine && (made || gone || about.is_none()) && self.may_somewhere(&action);
        let for_another = self.actor.tier == Tier::Admin && about.is_some();
        if may && (mine || for_another) {
            return Ok(action);
        }
        if !mine && !self.sees_ref(of)? {
            return Err(Error::NotFound);
        }
        if may {
            return Err(Error::Forbidden(
                "Only who did this can undo it. Return the work with a reason, or ask them.".into(),
            ));
        }
        let placement = now.as_deref().map(placement_of).transpose()?;
        Err(Error::Forbidden(policy::explain(
            &self.actor,
            &action,
            placement.as_deref(),
        )))
    }
}

/// Whether a record still is what this deed made of it; `fields` are those it has now, None when it is gone.
fn is_as_left(
    entry: &JournalEntry,
    change: &RecordChange,
    fields: Option<&[(&str, &[u8])]>,
) -> bool {
    let there = change.what != What::Deleted;
    let now = |name: &str| {
        let held = fields.into_iter().flatten().find(|(held, _)| *held == name);
        held.map_or(&[][..], |(_, bytes)| bytes)
    };
    fields.is_some() == there
        && change.fields.iter().all(|field| {
            // What the same deed derived from itself is not a change since.
            derived(entry, change, &field.name)
                .unwrap_or(field)
                .left(now(&field.name))
        })
}

/// What a deed derived in a field that it changed as well.
fn derived<'e>(
    entry: &'e JournalEntry,
    change: &RecordChange,
    name: &str,
) -> Option<&'e FieldChange> {
    entry
        .changes
        .iter()
        .filter(|other| other.derived && other.of == change.of)
        .flat_map(|other| &other.fields)
        .find(|field| field.name == name)
}

/// A field by its name, as it is stored.
type Stored<'f> = (&'f str, Cow<'f, [u8]>);

/// The fields that a record had, from those it has: each that changed is turned back by what was done to it, the last
/// first.
fn turned_back<'f>(
    fields: Vec<(&'f str, &'f [u8])>,
    change: &'f RecordChange,
    since: impl Fn(&str) -> Option<&'f FieldChange>,
) -> Result<Vec<Stored<'f>>> {
    let mut fields: Vec<Stored<'_>> = fields
        .into_iter()
        .map(|(name, bytes)| (name, Cow::Borrowed(bytes)))
        .collect();
    for field in &change.fields {
        let at = fields.iter().position(|(name, _)| *name == field.name);
        let mut bytes = match at {
            Some(at) => fields[at].1.to_vec(),
            None => Vec::new(),
        };
        if let Some(since) = since(&field.name) {
            bytes = since.back(&bytes)?;
        }
        bytes = field.back(&bytes)?;
        match (at, bytes.is_empty()) {
            (Some(at), true) => drop(fields.remove(at)),
            (Some(at), false) => fields[at].1 = Cow::Owned(bytes),
            (None, true) => {}
            (None, false) => fields.push((&field.name, Cow::Owned(bytes))),
        }
    }
    Ok(fields)
}

/// What a record was before a change that left it as it is `now`: to know where it lay.
pub(super) fn before(now: Option<&[u8]>, change: &RecordChange) -> Result<Option<Vec<u8>>> {
    let fields = match now {
        Some(bytes) => pack::fields(split_version(bytes)?.1)?,
        None => Vec::new(),
    };
    if change.what == What::Created || (change.what == What::Edited && now.is_none()) {
        return Ok(None);
    }
    let fields = turned_back(fields, change, |_| None)?;
    if fields.is_empty() {
        return Ok(None);
    }
    let mut bytes = vec![0; 8];
    bytes.extend(pack::build(&fields)?);
    Ok(Some(bytes))
}

impl Change<'_, '_> {
    fn revert(&mut self, entry: &JournalEntry) -> Result<()> {
        if self.tx.get(Tab::Meta, &undone_key(entry.seq))?.is_some() {
            return Err(Error::conflict("This has been undone already."));
        }
        for subject in &entry.subjects {
            self.about(*subject);
        }
        let mut back = Vec::new();
        for change in entry.changes.iter().filter(|change| !change.derived) {
            let info = self.schema.kind(change.of.kind)?;
            let kind = info.kind;
            if let Some(undone) = info.undone {
                if change.what == What::Created {
                    undone(self, change.of.id)?;
                }
                continue;
            }
            match change.what {
                // The journal never knew what a secret was: a session that ended stays ended.
                _ if kind.secret => {}
                // Whom it was told, read or not, is told no more; and if done again, not again.
                What::Created if kind.unjournaled => back.push((change.of, None)),
                _ if kind.unjournaled => {}
                _ => back.push((change.of, self.before_entry(entry, change)?)),
            }
        }
        // All first give up what is unique to them, so that two records can take back what they had exchanged.
        for (of, _) in &back {
            self.write(*of, None)?;
        }
        for (of, bytes) in &back {
            let back = match bytes {
                Some(bytes) => Some((bytes.as_slice(), self.schema.decode(*of, bytes)?)),
                None => None,
            };
            self.write(*of, back)?;
        }
        let seq = self.seq();
        self.tx
            .set(Tab::Meta, &undone_key(entry.seq), Some(&seq.to_be_bytes()))?;
        if let Some(undone) = entry.undoes {
            // Undoing an undo is doing it again: the first entry may be undone once more.
            self.tx.set(Tab::Meta, &undone_key(undone), None)?;
        }
        Ok(())
    }

    /// What a record was before a change, if nobody has changed the same since.
    fn before_entry(
        &mut self,
        entry: &JournalEntry,
        change: &RecordChange,
    ) -> Result<Option<Vec<u8>>> {
        let stored = self.tx.get(Tab::Records, &record_key(change.of))?;
        let fields = stored
            .as_deref()
            .map(|bytes| pack::fields(split_version(bytes)?.1))
            .transpose()?;
        if !is_as_left(entry, change, fields.as_deref()) {
            return Err(Error::conflict(
                "This was changed again in the meantime, so it can't be undone by itself. The history says by whom.",
            ));
        }
        if change.what == What::Created {
            return Ok(None);
        }
        let fields = turned_back(fields.unwrap_or_default(), change, |name| {
            derived(entry, change, name)
        })?;
        let mut bytes = self.seq().to_be_bytes().to_vec();
        bytes.extend(pack::build(&fields)?);
        if change.what == What::Deleted && !self.keeps(change.of, &bytes)? {
            return Err(Error::conflict(
                "This was deleted before an upgrade that keeps such records otherwise, so it can't be brought back.",
            ));
        }
        Ok(Some(bytes))
    }

    /// Whether every field of a record as it was stored once is a field of its kind today: what reshaped its kind
    /// meanwhile never met it.
    fn keeps(&self, of: Ref, bytes: &[u8]) -> Result<bool> {
        let now = self.schema.decode(of, bytes)?.encoded()?;
        let now = pack::fields(split_version(&now)?.1)?;
        let once = pack::fields(split_version(bytes)?.1)?;
        // Nothing, false and what is empty needn't be stored.
        let says = |value: &[u8]| !matches!(value, [0x80 | 0x90 | 0xa0 | 0xc0 | 0xc2 | 0]);
        let mut said = once.iter().filter(|(_, value)| says(value));
        Ok(said.all(|(name, _)| now.iter().any(|(held, _)| held == name)))
    }
}
