//! The verbs: share, take back, and what Atrium does with those that are over.

use super::{
    actions::{GIVE, TAKE_BACK},
    forms::NewShare,
    notices,
};
use crate::{
    access::policy,
    base::{Error, Id, Moment, Result},
    data::{
        Change, Held, Key, Page, Paging, Query, Ref, SHARES_BY_RECORD, SHARES_BY_TIME, Share, Visit,
    },
    features::{inbox, people::User},
};

/// The record that a number names, if this person may see it and such records can be shared.
pub fn record_of(visit: &Visit, number: &str) -> Result<Ref> {
    let no = || {
        Error::field(
            "record",
            "There is no record of this number that you may share.",
        )
    };
    let schema = visit.store().schema();
    let of = schema.parse_number(number).ok_or_else(no)?;
    if schema.kind(of.kind)?.shared.is_none() || visit.title_of(of)?.is_none() {
        return Err(no());
    }
    Ok(of)
}

/// Shares a record with somebody, or says anew how far and how long.
pub fn give(visit: &Visit, form: NewShare) -> Result<Id<Share>> {
    let of = record_of(visit, &form.record)?;
    if form.person.raw() == visit.actor.person {
        return Err(Error::field("person", "This is you. Choose somebody else."));
    }
    let today = visit.today();
    if form.until.is_some_and(|until| until < today) {
        return Err(Error::field(
            "until",
            "This day is over. Choose a later one, or none.",
        ));
    }
    let (title, number) = (
        visit.title_of(of)?.unwrap_or_default(),
        visit.store().schema().number(of),
    );
    visit.act(GIVE, move |change| {
        change.subject_of(of)?;
        let person: Id<User> = form.person;
        change.about(person.as_ref());
        let ends = form.until.map(|day| Moment::at(day + 1, 0, &change.tz));
        let held = filed(change, Share::key_of(of).number(person.raw()))?;
        let id = match held.into_iter().next() {
            Some(mut share) => {
                share.edit = form.edit;
                share.until = form.until;
                share.ends = ends;
                share.by = change.actor.person;
                change.put(&share)?;
                share.id
            }
            None => {
                change
                    .insert(Share {
                        of,
                        to: person.raw(),
                        by: change.actor.person,
                        edit: form.edit,
                        until: form.until,
                        ends,
                        at: change.at,
                        ..Share::default()
                    })?
                    .id
            }
        };
        let what = if form.edit { "to edit" } else { "to see" };
        let text = format!(
            "{} shared {number} with you, {what}: {title}",
            change.actor.name
        );
        inbox::notify(change, person, &notices::SHARED, of, text)?;
        Ok(id)
    })
}

fn filed(change: &mut Change<'_, '_>, key: Key) -> Result<Vec<Held<Share>>> {
    change
        .on_behalf("one share a person and record: the one there is changes, and its guard asks")
        .children(SHARES_BY_RECORD, key)
}

/// Shares of a record open the one that it turns out to be; whoever has a share of that already keeps it as it is.
pub(super) fn bring(change: &mut Change<'_, '_>, from: Ref, to: Ref) -> Result<()> {
    for mut share in filed(change, Share::key_of(from))? {
        if filed(change, Share::key_of(to).number(share.to))?.is_empty() {
            share.of = to;
            change.put(&share)?;
        } else {
            change.delete(&share)?;
        }
    }
    Ok(())
}

/// Whether this person may take a share back, before anything else is looked at.
pub fn may_take_back(visit: &Visit, id: Id<Share>) -> Result<()> {
    let share = visit.find(id)?;
    let of_theirs = [share.by, share.to].contains(&visit.actor.person);
    match of_theirs || visit.may_to(&TAKE_BACK, share.of)? {
        true => Ok(()),
        false => Err(Error::Forbidden(policy::explain(
            &visit.actor,
            &TAKE_BACK,
            None,
        ))),
    }
}

pub fn take_back(visit: &Visit, id: Id<Share>) -> Result<Ref> {
    visit.act(TAKE_BACK, move |change| {
        let share = change
            .on_behalf("both sides take a share back, and whoever may of the record")
            .find(id)?
            .ok_or(Error::NotFound)?;
        if ![share.by, share.to].contains(&change.actor.person) {
            change.subject_of(share.of)?;
        }
        remove(change, &share)?;
        Ok(share.of)
    })
}

fn remove(change: &mut Change<'_, '_>, share: &Held<Share>) -> Result<()> {
    change.event();
    change.about(share.of);
    change.about(Id::<User>::new(share.to).as_ref());
    change.delete(share)
}

/// It is over, and opened nothing from then on already: it goes.
pub fn lapse(change: &mut Change<'_, '_>, share: Held<Share>) -> Result<()> {
    remove(change, &share)
}

/// What was shared with one and by one, newest first. Those over are filed until the hour in which they are removed.
pub fn holding(visit: &Visit, paging: Paging) -> Result<Page<Share>> {
    let query = Query::by(SHARES_BY_TIME).descending(true).page(paging);
    visit.sift(query, |share: &Share| share.holds(visit.at))
}
