//! What a person sees: the one rule under reading, lists, search, links, live pages and the journal.
//! A record is seen when the grant for seeing its kind reaches it and what it lies behind is seen as well.

use super::{
    Change, Named, Record, Ref, Schema, Visit,
    engine::tables::Tab,
    record::{KindInfo, record_key},
};
use crate::{
    access::{Action, Actor, Reach, policy},
    base::{Moment, Result},
};

/// Reads the stored bytes of a record, from a snapshot or inside a deed.
type Fetch<'a> = dyn FnMut(Ref) -> Result<Option<Vec<u8>>> + 'a;

fn sees_house(actor: &Actor, info: &KindInfo) -> bool {
    actor.places(&info.view) == [Reach::House]
}

/// Whether `actor` sees what is stored under `of`. Of what is gone nobody knows any more where it lay,
/// so only those see it who see all of its kind.
fn sees(
    schema: &Schema,
    (actor, at): (&Actor, Moment),
    of: Ref,
    bytes: Option<&[u8]>,
    fetch: &mut Fetch<'_>,
) -> Result<bool> {
    let info = schema.kind(of.kind)?;
    let Some(bytes) = bytes else {
        return Ok(sees_house(actor, info));
    };
    let shared = || {
        actor
            .shared
            .covers(&info.view, of.kind, of.id, at)
            .is_some()
    };
    if !policy::may(actor, &info.view, &(info.reach)(of.id, bytes)?) && !shared() {
        return Ok(false);
    }
    sees_behind(schema, (actor, at), (info.behind)(of.id, bytes)?, fetch)
}

fn sees_behind(
    schema: &Schema,
    (actor, at): (&Actor, Moment),
    behind: Option<Named>,
    fetch: &mut Fetch<'_>,
) -> Result<bool> {
    match behind {
        Some(named) if !actor.is_system() => {
            let of = schema.named(named)?;
            let bytes = fetch(of)?;
            sees(schema, (actor, at), of, bytes.as_deref(), fetch)
        }
        _ => Ok(true),
    }
}

impl Visit {
    pub(super) fn sees<R: Record>(&self, record: &R) -> Result<bool> {
        if !self.may(&R::VIEW, record) {
            return Ok(false);
        }
        match record.behind() {
            None => Ok(true),
            behind => {
                let snap = self.snap()?;
                let who = (self.actor.as_ref(), self.at);
                sees_behind(self.store().schema(), who, behind, &mut |of| snap.bytes(of))
            }
        }
    }

    pub(super) fn sees_stored(&self, of: Ref, bytes: Option<&[u8]>) -> Result<bool> {
        let snap = self.snap()?;
        let who = (self.actor.as_ref(), self.at);
        sees(self.store().schema(), who, of, bytes, &mut |of| {
            snap.bytes(of)
        })
    }

    /// Whether the person may do this to a record of any kind. To what is gone only those may who may to all.
    pub fn may_to(&self, action: &Action, of: Ref) -> Result<bool> {
        let Some(bytes) = self.snap()?.bytes(of)? else {
            return Ok(self.actor.is_system() || self.actor.places(action) == [Reach::House]);
        };
        let info = self.store().schema().kind(of.kind)?;
        Ok(self.allowed(action, of, &(info.reach)(of.id, &bytes)?))
    }

    pub(super) fn sees_ref(&self, of: Ref) -> Result<bool> {
        let bytes = self.snap()?.bytes(of)?;
        self.sees_stored(of, bytes.as_deref())
    }
}

impl Visit {
    /// Where a record of any kind lies, and whether `actor` sees what it lies behind: what the permission explorer
    /// answers from. None when there is no such record. The page that asks holds the permission to explain.
    pub fn where_lies(&self, actor: &Actor, of: Ref) -> Result<Option<(Vec<Reach>, bool)>> {
        let snap = self.snap()?;
        let schema = self.store().schema();
        let Some(bytes) = snap.bytes(of)? else {
            return Ok(None);
        };
        let info = schema.kind(of.kind)?;
        let reach = (info.reach)(of.id, &bytes)?;
        let behind = (info.behind)(of.id, &bytes)?;
        let seen = sees_behind(schema, (actor, self.at), behind, &mut |of| snap.bytes(of))?;
        Ok(Some((reach, seen)))
    }
}

impl Change<'_, '_> {
    /// Whether the person sees what this record lies behind (a client's person: the client).
    pub fn sees_behind<R: Record>(&mut self, record: &R) -> Result<bool> {
        self.sees_named(record.behind())
    }

    /// The same of a record of any kind.
    pub(super) fn sees_what_is_behind(&mut self, of: Ref) -> Result<bool> {
        let info = self.schema.kind(of.kind)?;
        let Some(bytes) = self.tx.get(Tab::Records, &record_key(of))? else {
            return Ok(false);
        };
        let behind = (info.behind)(of.id, &bytes)?;
        self.sees_named(behind)
    }

    fn sees_named(&mut self, behind: Option<Named>) -> Result<bool> {
        let (schema, actor, at) = (self.schema, self.actor.clone(), self.at);
        sees_behind(schema, (&actor, at), behind, &mut |of| {
            self.tx.get(Tab::Records, &record_key(of))
        })
    }
}
