//! What a person sees: the one rule under reading, lists, search, links, live pages and the journal.
//! A record is seen when the grant for seeing its kind reaches it, when it was shared, or when the whole it is a part of
//! is seen; and only when what it requires to be visible is seen as well.

use super::{
    Change, Named, Record, Ref, Schema, Visit,
    record::KindInfo,
    whole::{Lies, Stored, inherited},
};
use crate::{
    access::{Action, Actor, Placement, policy},
    base::{Moment, Result},
};

type Who<'a> = (&'a Actor, Moment);

fn sees_all(actor: &Actor, info: &KindInfo) -> bool {
    actor.places(&info.view) == [Placement::Global]
}

/// Whether `actor` sees what is stored under `of`. Of what is gone nobody knows any more where it lay,
/// so only those see it who see all of its kind.
pub(super) fn sees(
    schema: &Schema,
    who: Who<'_>,
    of: Ref,
    bytes: Option<&[u8]>,
    stored: &mut dyn Stored,
) -> Result<bool> {
    let info = schema.kind(of.kind)?;
    match bytes {
        Some(bytes) => {
            let lies = (info.lies)(of.id, bytes)?;
            sees_lying(schema, who, (info, of), lies, stored)
        }
        None => Ok(sees_all(who.0, info)),
    }
}

fn sees_lying(
    schema: &Schema,
    who: Who<'_>,
    (info, of): (&KindInfo, Ref),
    lies: Lies,
    stored: &mut dyn Stored,
) -> Result<bool> {
    let (actor, at) = who;
    if lies.part.is_some_and(|part| part.staff_only) && !actor.tier.is_staff() {
        return Ok(false);
    }
    let shared = &actor.shared;
    let near = policy::may(actor, &info.view, &lies.own)
        || shared.covers(&info.view, of.kind, of.id, at).is_some();
    let seen = near
        || match lies.part {
            None => false,
            Some(part) => {
                sees_known(schema, who, part.whole, stored)?
                    || policy::may(actor, &info.view, &inherited(schema, lies.part, stored)?)
            }
        };
    Ok(seen && sees_required(schema, who, lies.requires, stored)?)
}

/// Whether a whole is seen; asked once for all its parts.
fn sees_known(schema: &Schema, who: Who<'_>, whole: Ref, stored: &mut dyn Stored) -> Result<bool> {
    if let Some(known) = stored.known(whole) {
        return Ok(known);
    }
    let bytes = stored.bytes(whole)?;
    // Of a part whose whole is gone, the grant for its own kind decides.
    let seen = bytes.is_some() && sees(schema, who, whole, bytes.as_deref(), stored)?;
    stored.learn(whole, seen);
    Ok(seen)
}

fn sees_required(
    schema: &Schema,
    who: Who<'_>,
    required: Option<Named>,
    stored: &mut dyn Stored,
) -> Result<bool> {
    match required {
        Some(named) if !who.0.is_system() => {
            let of = schema.named(named)?;
            let bytes = stored.bytes(of)?;
            sees(schema, who, of, bytes.as_deref(), stored)
        }
        _ => Ok(true),
    }
}

fn sees_record<R: Record>(
    schema: &Schema,
    who: Who<'_>,
    record: &R,
    stored: &mut dyn Stored,
) -> Result<bool> {
    let of = record.as_ref();
    let info = schema.kind(of.kind)?;
    sees_lying(schema, who, (info, of), Lies::of(record), stored)
}

impl Visit {
    fn who(&self) -> Who<'_> {
        (self.actor.as_ref(), self.at)
    }

    pub(super) fn sees<R: Record>(&self, record: &R) -> Result<bool> {
        let schema = self.store().schema();
        sees_record(schema, self.who(), record, &mut self.stored()?)
    }

    pub(super) fn sees_stored(&self, of: Ref, bytes: Option<&[u8]>) -> Result<bool> {
        let schema = self.store().schema();
        sees(schema, self.who(), of, bytes, &mut self.stored()?)
    }

    /// Whether the person may do this to a record of any kind. To what is gone only those may who may to all.
    pub fn may_to(&self, action: &Action, of: Ref) -> Result<bool> {
        let Some(bytes) = self.read_tx()?.bytes(of)? else {
            return Ok(self.actor.is_system() || self.actor.places(action) == [Placement::Global]);
        };
        let schema = self.store().schema();
        let placement = super::whole::placement_as(schema, of, &bytes, &mut self.stored()?)?;
        Ok(self.allowed(action, of, &placement))
    }

    pub(super) fn sees_ref(&self, of: Ref) -> Result<bool> {
        let bytes = self.read_tx()?.bytes(of)?;
        self.sees_stored(of, bytes.as_deref())
    }

    /// Where a record of any kind lies, and whether `actor` sees what it requires to be visible: what the permission
    /// explorer answers from. None when there is no such record. The page that asks holds the permission to explain.
    pub fn where_lies(&self, actor: &Actor, of: Ref) -> Result<Option<(Vec<Placement>, bool)>> {
        let read_tx = self.read_tx()?;
        let schema = self.store().schema();
        let Some(bytes) = read_tx.bytes(of)? else {
            return Ok(None);
        };
        // Another's eyes: nothing of what this visit found out counts.
        let mut stored = super::whole::InSnap(&read_tx);
        let placement = super::whole::placement_as(schema, of, &bytes, &mut stored)?;
        let requires = (schema.kind(of.kind)?.lies)(of.id, &bytes)?.requires;
        let seen = sees_required(schema, (actor, self.at), requires, &mut stored)?;
        Ok(Some((placement, seen)))
    }
}

impl Change<'_, '_> {
    /// Whether the person who does the deed sees this record.
    pub fn sees<R: Record>(&mut self, record: &R) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        sees_record(schema, (&actor, at), record, &mut self.stored())
    }

    /// Whether they see what must be visible for this record to be (a client's person: the client).
    pub fn sees_required<R: Record>(&mut self, record: &R) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        let required = record.requires_visible();
        sees_required(schema, (&actor, at), required, &mut self.stored())
    }

    /// The same of a record of any kind.
    pub fn sees_ref(&mut self, of: Ref) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        let mut stored = self.stored();
        match stored.bytes(of)? {
            Some(bytes) => sees(schema, (&actor, at), of, Some(&bytes), &mut stored),
            None => Ok(false),
        }
    }
}
