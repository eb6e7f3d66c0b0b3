//! What a person sees: the one rule under reading, lists, search, links, live pages and the journal.
//! A record is seen when the grant for seeing its kind reaches it, when it was shared, or when the whole it is a part of
//! is seen; and only when what it requires to be visible is seen as well. What is never seen alone (`PartOf::never_alone`),
//! and what is a part of something that no grant opens (a room is its people's), is seen through the whole or by a share.

use super::{
    Change, Named, Record, Ref, Schema, Visit,
    any::AnyRecord,
    schema::KindInfo,
    whole::{DEEPEST, Lies, PartOf, Stored, inherited},
};
use crate::{
    access::{Action, ActionKind, Actor, Placement, policy},
    base::{Moment, Result},
};

type Who<'a> = (&'a Actor, Moment);

fn sees_all(actor: &Actor, info: &KindInfo) -> bool {
    actor.places(&info.view) == [Placement::Global]
}

/// Whether `actor` sees what is stored as `of`. Of what is gone nobody knows any more where it lay,
/// so only those see it who see all of its kind.
pub(super) fn sees(
    schema: &Schema,
    who: Who<'_>,
    of: Ref,
    record: Option<&AnyRecord>,
    stored: &mut dyn Stored,
) -> Result<bool> {
    let info = schema.kind(of.kind)?;
    match record {
        Some(record) => sees_lying(schema, who, (info, of), record.lies(), stored),
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
    let aside = lies.part.is_some_and(|part| part.staff_only) && !actor.tier.is_staff();
    if aside || lies.confidential && actor.looked_through {
        return Ok(false);
    }
    let shared = &actor.shared;
    let near = policy::may(actor, &info.view, &lies.own)
        || shared.covers(&info.view, of.kind, of.id, at).is_some();
    let seen = near
        || match lies.part {
            None => false,
            Some(part) => {
                // Of a part whose whole is gone, the grant for its own kind decides.
                sees_stored(schema, who, part.whole, stored)?.unwrap_or(false)
                    || policy::may(actor, &info.view, &inherited(schema, lies.part, stored)?)
            }
        };
    Ok(seen
        && !is_kept_from(schema, who, (info, of), lies.part, stored)?
        && sees_required(schema, who, lies.requires, stored)?)
}

/// Whether being where a part lies isn't enough to see it.
pub(super) fn needs_whole(schema: &Schema, part: Option<PartOf>) -> bool {
    let keeps = |whole: Ref| {
        let info = schema.kind(whole.kind);
        info.is_ok_and(|info| info.view.kind == ActionKind::Own)
    };
    part.is_some_and(|part| part.never_alone || keeps(part.whole))
}

/// Whether a part is kept from somebody who doesn't see the whole that it needs, or is a part of one that is. A share of
/// the part itself opens it; where the whole is gone, what they may see of its kind decides.
fn is_kept_from(
    schema: &Schema,
    who: Who<'_>,
    (mut info, mut of): (&KindInfo, Ref),
    mut part: Option<PartOf>,
    stored: &mut dyn Stored,
) -> Result<bool> {
    let (actor, at) = who;
    for _ in 0..DEEPEST {
        let Some(held) = part.filter(|_| !actor.is_system()) else {
            break;
        };
        if needs_whole(schema, part) {
            let shared = actor.shared.covers(&info.view, of.kind, of.id, at);
            let seen = sees_stored(schema, who, held.whole, stored)?;
            return Ok(seen == Some(false) && shared.is_none());
        }
        (info, of) = (schema.kind(held.whole.kind)?, held.whole);
        part = match info.is_part {
            true => stored.record(schema, of)?.and_then(|whole| whole.part_of()),
            false => None,
        };
    }
    Ok(false)
}

/// Whether a record is seen that others hang on: asked once for all its parts. None when there is no such record.
fn sees_stored(
    schema: &Schema,
    who: Who<'_>,
    of: Ref,
    stored: &mut dyn Stored,
) -> Result<Option<bool>> {
    if let Some(known) = stored.known(of) {
        return Ok(Some(known));
    }
    let Some(record) = stored.record(schema, of)? else {
        return Ok(None);
    };
    let seen = sees(schema, who, of, Some(&record), stored)?;
    stored.learn(of, seen);
    Ok(Some(seen))
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
            match sees_stored(schema, who, of, stored)? {
                Some(seen) => Ok(seen),
                None => sees(schema, who, of, None, stored),
            }
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

    /// The same of a record of any kind.
    pub(super) fn sees_any(&self, of: Ref, record: &AnyRecord) -> Result<bool> {
        let schema = self.store().schema();
        sees(schema, self.who(), of, Some(record), &mut self.stored()?)
    }

    /// Whether the person sees what others are parts of: asked once, however many of them there are.
    pub(super) fn sees_whole(&self, whole: Ref) -> Result<bool> {
        let schema = self.store().schema();
        let seen = sees_stored(schema, self.who(), whole, &mut self.stored()?)?;
        Ok(seen.unwrap_or(false))
    }

    /// Whether the person may do this to a record of any kind. To what is gone only those may who may to all.
    pub fn may_to(&self, action: &Action, of: Ref) -> Result<bool> {
        let schema = self.store().schema();
        let of = schema.now(of);
        let Some(placement) = super::whole::placement_of(schema, of, &mut self.stored()?)? else {
            return Ok(self.actor.is_system() || self.actor.places(action) == [Placement::Global]);
        };
        Ok(self.allowed(action, of, &placement))
    }

    /// Whether the person sees a record of any kind.
    pub fn sees_ref(&self, of: Ref) -> Result<bool> {
        let schema = self.store().schema();
        let of = schema.now(of);
        let mut stored = self.stored()?;
        let record = stored.record(schema, of)?;
        sees(schema, self.who(), of, record.as_ref(), &mut stored)
    }

    /// Where a record of any kind lies, and whether `actor` sees what it is never seen without: what the permission
    /// explorer answers from. None when there is no such record. The page that asks holds the permission to explain.
    pub fn where_lies(&self, actor: &Actor, of: Ref) -> Result<Option<(Vec<Placement>, bool)>> {
        let read_tx = self.read_tx()?;
        let schema = self.store().schema();
        let of = schema.now(of);
        // Another's eyes: nothing of what this visit found out counts.
        let mut stored = super::whole::InSnap(&read_tx);
        let Some(record) = stored.record(schema, of)? else {
            return Ok(None);
        };
        let (info, who) = (schema.kind(of.kind)?, (actor, self.at));
        let lies = record.lies();
        let (requires, part) = (lies.requires, lies.part);
        let placement = super::whole::places_of(schema, lies, &mut stored)?;
        let seen = !is_kept_from(schema, who, (info, of), part, &mut stored)?
            && sees_required(schema, who, requires, &mut stored)?;
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

    /// Whether it is a part that is kept from them, because they don't see the whole that it needs.
    pub(super) fn is_kept_from<R: Record>(&mut self, record: &R) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        let of = record.as_ref();
        let (info, part) = (schema.kind(of.kind)?, record.part_of());
        is_kept_from(schema, (&actor, at), (info, of), part, &mut self.stored())
    }

    /// The same of a record of any kind.
    pub fn sees_ref(&mut self, of: Ref) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        let mut stored = self.stored();
        match stored.record(schema, of)? {
            Some(record) => sees(schema, (&actor, at), of, Some(&record), &mut stored),
            None => Ok(false),
        }
    }
}
