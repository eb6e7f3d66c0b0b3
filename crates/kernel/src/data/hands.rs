//! In whose hands a record is, asked where its permission is asked: by `Change::subject`, by what a page may offer
//! (`Visit::may`), and by whoever explains it.

use super::{
    Change, Record, Ref, Schema, Visit,
    whole::{Lies, Stored, inherited},
};
use crate::{
    access::{Action, Actor, Hands, Placement, policy},
    base::Result,
};

/// The kind that people are, of whom a refusal names one.
const PEOPLE: &str = "users";

/// In whose hands a record is instead, when a deed that demands them isn't in this person's. `hands` and `lies` are what
/// the record says.
fn elsewhere(
    schema: &Schema,
    actor: &Actor,
    action: &Action,
    of: Ref,
    (hands, lies): (Option<Hands>, Lies),
    stored: &mut dyn Stored,
) -> Result<Option<Hands>> {
    if !action.in_hands || actor.shared.gives(action, of.kind, of.id) {
        return Ok(None);
    }
    let Some(mut hands) = hands else {
        return Ok(None);
    };
    let above = inherited(schema, lies.part, stored)?;
    if hands.with_lead {
        let people = above.iter().filter_map(|place| match place {
            Placement::Person(id) => Some(*id),
            _ => None,
        });
        hands.people.extend(people);
    }
    let places = [lies.own, above].concat();
    let theirs = policy::has_in_hand(actor, action, &hands, &places);
    Ok((!theirs).then_some(hands))
}

/// The same of a record that is held.
fn held_elsewhere<R: Record>(
    schema: &Schema,
    actor: &Actor,
    action: &Action,
    record: &R,
    stored: &mut dyn Stored,
) -> Result<Option<Hands>> {
    if !action.in_hands {
        return Ok(None);
    }
    let says = (record.hands(), Lies::of(record));
    elsewhere(schema, actor, action, record.as_ref(), says, stored)
}

/// The same, as what somebody else is told.
fn refusal<R: Record>(
    schema: &Schema,
    actor: &Actor,
    action: &Action,
    record: &R,
    stored: &mut dyn Stored,
) -> Result<Option<String>> {
    let hands = held_elsewhere(schema, actor, action, record, stored)?;
    hands.map(|hands| words(schema, &hands, stored)).transpose()
}

/// What somebody else is told.
fn words(schema: &Schema, hands: &Hands, stored: &mut dyn Stored) -> Result<String> {
    let mut name = None;
    if let Some(id) = hands.people.first() {
        let of: Ref = schema.named((PEOPLE, *id))?;
        name = stored.record(schema, of)?.map(|person| person.title());
    }
    let name = name.unwrap_or_else(|| "somebody else".to_owned());
    Ok(hands.refusal.replace("{hand}", &name))
}

impl Visit {
    /// Whether work is in this person's hands for a deed that demands them.
    pub fn has_in_hand<R: Record>(&self, action: &Action, record: &R) -> Result<bool> {
        let (schema, mut stored) = (self.store().schema(), self.stored()?);
        let hands = held_elsewhere(schema, &self.actor, action, record, &mut stored)?;
        Ok(hands.is_none())
    }

    /// What they are told when it isn't.
    pub(super) fn in_other_hands<R: Record>(
        &self,
        action: &Action,
        record: &R,
    ) -> Result<Option<String>> {
        let schema = self.store().schema();
        refusal(schema, &self.actor, action, record, &mut self.stored()?)
    }

    /// The same of somebody and a record of any kind, for whoever looks into another's permissions.
    pub fn hands_elsewhere(
        &self,
        actor: &Actor,
        action: &Action,
        of: Ref,
    ) -> Result<Option<String>> {
        let schema = self.store().schema();
        let mut stored = self.stored()?;
        let Some(record) = stored.record(schema, of)? else {
            return Ok(None);
        };
        let says = (record.hands(), record.lies());
        match elsewhere(schema, actor, action, of, says, &mut stored)? {
            Some(hands) => words(schema, &hands, &mut stored).map(Some),
            None => Ok(None),
        }
    }
}

impl Change<'_, '_> {
    /// What the person is told when a deed that demands hands isn't in theirs.
    pub fn in_other_hands<R: Record>(
        &mut self,
        action: &Action,
        record: &R,
    ) -> Result<Option<String>> {
        let (schema, actor) = (self.schema, self.actor.clone());
        refusal(schema, &actor, action, record, &mut self.stored())
    }

    /// Whether work is in this person's hands for a deed that demands them.
    pub fn has_in_hand<R: Record>(&mut self, action: &Action, record: &R) -> Result<bool> {
        let (schema, actor) = (self.schema, self.actor.clone());
        let hands = held_elsewhere(schema, &actor, action, record, &mut self.stored())?;
        Ok(hands.is_none())
    }
}
