//! The verbs on what one has with a room: how far one read, what of it counts.

use super::{
    ChatRoom, ReadForm, Subscription, SubscriptionForm,
    actions::{READ, SET},
    notices,
    standing::Standing,
    subscription::{BY_ROOM, OF},
    unread::{self},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Held, Key, Query, Record, Ref, Visit},
    features::{conversation::Post, inbox, people::User},
};

/// What the person has with a room; none where they never read in it.
pub fn held(visit: &Visit, of: Ref) -> Result<Option<Subscription>> {
    let key = Subscription::key_of(visit.actor.person, of);
    match visit.own_by::<Subscription>(OF, key) {
        Ok(held) => Ok(Some(held)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Where the person stands in a room that they see.
pub fn standing(visit: &Visit, of: Ref) -> Result<Standing> {
    match held(visit, of)? {
        Some(held) => Ok(Standing::of(&held)),
        None => Ok(Standing::new(of, came_at(visit, of)?)),
    }
}

/// The last post there was when the person came into a room; nothing where it has no members of its own.
fn came_at(visit: &Visit, of: Ref) -> Result<u64> {
    if of.kind != ChatRoom::KIND.code {
        return Ok(0);
    }
    let room: ChatRoom = visit.find(Id::new(of.id))?;
    let member = room.member(Id::<User>::new(visit.actor.person));
    Ok(member.map_or(0, |member| member.came_at))
}

/// Changes what the person has with a room, which they see.
fn change_mine(
    visit: &Visit,
    action: crate::access::Action,
    of: Ref,
    rule: impl FnOnce(&mut Subscription, crate::base::Moment) -> Result<()> + Send + 'static,
) -> Result<()> {
    if !visit.sees_ref(of)? {
        return Err(Error::NotFound);
    }
    let start = standing(visit, of)?.position;
    visit.act_softly(action, move |change| {
        let mut mine = mine(change, of, start)?;
        rule(&mut mine, change.at)?;
        change.put(&mine)
    })
}

fn mine(change: &mut Change<'_, '_>, of: Ref, start: u64) -> Result<Held<Subscription>> {
    let me = change.actor.person;
    let key: Key = Subscription::key_of(me, of);
    match change.by_unique::<Subscription>(OF, key)? {
        Some(held) => change.subject(held.id),
        None => change.insert(Subscription {
            person: Id::new(me),
            of,
            read: start,
            at: change.at,
            ..Subscription::default()
        }),
    }
}

/// The person has seen a room up to a post, or to its end.
pub fn read(visit: &Visit, of: Ref, form: &ReadForm) -> Result<()> {
    let last = unread::last(visit, of)?.map_or(0, |(number, _)| number);
    let to = form.post.map_or(last, |post| post.raw().min(last));
    let done = form.done;
    let now = standing(visit, of)?;
    // Most pages that say so say nothing new.
    if to <= now.position && !done {
        return Ok(());
    }
    change_mine(visit, READ, of, move |mine, at| {
        match done {
            true => mine.done(to, at),
            false => mine.seen(to, at),
        }
        Ok(())
    })?;
    inbox::saw(visit, &notices::DIRECT, of)
}

/// A post and what follows it is unread again.
pub fn mark_unread(visit: &Visit, of: Ref, post: Id<Post>) -> Result<()> {
    let found = visit.find(post)?;
    if found.on != of {
        return Err(Error::NotFound);
    }
    change_mine(visit, READ, of, move |mine, _| {
        mine.unread(post.raw());
        Ok(())
    })
}

/// Says what of a room counts for the person.
pub fn set(visit: &Visit, of: Ref, form: SubscriptionForm) -> Result<()> {
    change_mine(visit, SET, of, move |mine, _| {
        mine.level = form.level.unwrap_or(mine.level);
        mine.muted = form.muted.unwrap_or(mine.muted);
        mine.favourite = form.favourite.unwrap_or(mine.favourite);
        mine.kept = form.kept.unwrap_or(mine.kept);
        Ok(())
    })
}

/// Who reads a room that the person sees, and up to which post.
pub fn readers(visit: &Visit, of: Ref) -> Result<Vec<(Id<User>, u64)>> {
    let query = Query::<Subscription>::by(BY_ROOM).under(Subscription::room_key(of));
    let mut found = Vec::new();
    visit.each_row(of, &query, &mut |_, row| {
        found.extend(Subscription::read_by(row));
        true
    })?;
    Ok(found)
}
