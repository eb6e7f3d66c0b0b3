//! What a person sees: the one rule under reading, lists, search, links, live pages and the journal.
//! A record is seen when the grant for seeing its kind reaches it and what it lies behind is seen as well.

use std::sync::Arc;

use super::{
    Change, Named, Record, Ref, Schema, Snap, Visit,
    engine::tables::Tab,
    record::{KindInfo, record_key},
};
use crate::{
    access::{Actor, Reach, policy},
    base::{Moment, Result},
};

/// Where a stored record lies and what it lies behind: all that is asked of it to say who sees it.
pub(super) struct Lies {
    reach: Vec<Reach>,
    behind: Option<Named>,
}

impl Lies {
    pub(super) fn of(schema: &Schema, of: Ref, bytes: &[u8]) -> Result<Lies> {
        let info = schema.kind(of.kind)?;
        Ok(Lies {
            reach: (info.reach)(of.id, bytes)?,
            behind: (info.behind)(of.id, bytes)?,
        })
    }
}

/// Finds where a record lies, in a snapshot or inside a deed; None when there is no such record.
type Fetch<'a> = dyn FnMut(Ref) -> Result<Option<Arc<Lies>>> + 'a;

fn sees_house(actor: &Actor, info: &KindInfo) -> bool {
    actor.places(&info.view) == [Reach::House]
}

/// Whether `actor` sees the record `of`. Of what is gone nobody knows any more where it lay,
/// so only those see it who see all of its kind.
pub(super) fn sees(
    schema: &Schema,
    (actor, at): (&Actor, Moment),
    of: Ref,
    fetch: &mut Fetch<'_>,
) -> Result<bool> {
    let info = schema.kind(of.kind)?;
    let Some(lies) = fetch(of)? else {
        return Ok(sees_house(actor, info));
    };
    let shared = || {
        actor
            .shared
            .covers(&info.view, of.kind, of.id, at)
            .is_some()
    };
    if !policy::may(actor, &info.view, &lies.reach) && !shared() {
        return Ok(false);
    }
    sees_behind(schema, (actor, at), lies.behind, fetch)
}

fn sees_behind(
    schema: &Schema,
    (actor, at): (&Actor, Moment),
    behind: Option<Named>,
    fetch: &mut Fetch<'_>,
) -> Result<bool> {
    match behind {
        Some(named) if !actor.is_system() => sees(schema, (actor, at), schema.named(named)?, fetch),
        _ => Ok(true),
    }
}

/// Finds in a snapshot.
fn within<'a>(
    schema: &'a Schema,
    snap: &'a Snap,
) -> impl FnMut(Ref) -> Result<Option<Arc<Lies>>> + 'a {
    |of| match snap.bytes(of)? {
        Some(bytes) => Ok(Some(Arc::new(Lies::of(schema, of, &bytes)?))),
        None => Ok(None),
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
                let (snap, schema) = (self.snap()?, self.store().schema());
                let who = (self.actor.as_ref(), self.at);
                sees_behind(schema, who, behind, &mut within(schema, &snap))
            }
        }
    }

    pub(super) fn sees_ref(&self, of: Ref) -> Result<bool> {
        let (snap, schema) = (self.snap()?, self.store().schema());
        let who = (self.actor.as_ref(), self.at);
        sees(schema, who, of, &mut within(schema, &snap))
    }

    /// The same where the stored bytes are at hand; None when there is no such record.
    pub(super) fn sees_stored(&self, of: Ref, bytes: Option<&[u8]>) -> Result<bool> {
        let (snap, schema) = (self.snap()?, self.store().schema());
        let who = (self.actor.as_ref(), self.at);
        let mut others = within(schema, &snap);
        sees(schema, who, of, &mut |asked| match bytes {
            _ if asked != of => others(asked),
            Some(bytes) => Ok(Some(Arc::new(Lies::of(schema, of, bytes)?))),
            None => Ok(None),
        })
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
        let who = (actor, self.at);
        let seen = sees_behind(schema, who, behind, &mut within(schema, &snap))?;
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
        sees_behind(schema, (&actor, at), behind, &mut |of| match self
            .tx
            .get(Tab::Records, &record_key(of))?
        {
            Some(bytes) => Ok(Some(Arc::new(Lies::of(schema, of, &bytes)?))),
            None => Ok(None),
        })
    }
}
