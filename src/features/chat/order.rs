//! The order that is kept in rooms: every room has its policy from the beginning, and who may write in one and ask others
//! in holds whatever deed does it.

use super::{
    ChatRoom, RoomType,
    actions::KEEP,
    policy::{Circle, OF, RoomDefaults, RoomPolicy},
};
use crate::{
    base::{Error, Id, Result},
    data::{Deriving, Record, Ref, Visit},
    features::{
        conversation::Post,
        people::{Department, Directory, User},
    },
};

/// Whether somebody is among the owners of a room: they made it, lead its department, or keep order in all.
pub fn owns(visit: &Visit, room: &ChatRoom) -> Result<bool> {
    let me = Id::<User>::new(visit.actor.person);
    let names = Directory::of(visit)?;
    let department = room
        .department
        .and_then(|id| names.departments.get(&id.raw()));
    let leads = department.is_some_and(|held| held.manager == Some(me));
    Ok(room.by == me || leads || visit.may_somewhere(&KEEP))
}

fn owns_within(change: &mut Deriving<'_, '_, '_>, room: &ChatRoom) -> Result<bool> {
    let me = Id::<User>::new(change.actor.person);
    if room.by == me || change.actor.is_system() || change.allowed(&KEEP, room.as_ref(), &[]) {
        return Ok(true);
    }
    let department = match room.department {
        Some(id) => change.find::<Department>(id)?,
        None => None,
    };
    Ok(department.is_some_and(|held| held.manager == Some(me)))
}

fn policy_of(change: &mut Deriving<'_, '_, '_>, of: Ref) -> Result<Option<RoomPolicy>> {
    change.by_unique(OF, RoomPolicy::key_of(of))
}

/// Every room has its policy from the beginning, which says what the room is called.
pub(super) fn follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == ChatRoom::KIND.code) {
        let held = policy_of(change, *of)?;
        let Some(room) = change.find::<ChatRoom>(Id::new(of.id))? else {
            // What is held stays known.
            if let Some(held) = held.filter(|held| held.hold.is_none()) {
                change.delete(&held)?;
            }
            continue;
        };
        let direct = room.how == RoomType::Direct;
        let policy = RoomPolicy {
            how: Some(room.how),
            name: room.name.clone(),
            people: room.people().filter(|_| direct).collect(),
            ..held.clone().unwrap_or_else(|| RoomPolicy {
                of: *of,
                ..RoomPolicy::default()
            })
        };
        match held {
            None => change.insert(policy)?,
            Some(held)
                if (held.how, &held.name, &held.people)
                    != (policy.how, &policy.name, &policy.people) =>
            {
                change.put(&policy)?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// Who may write in a room and ask others in is held whatever deed does it.
pub(super) fn holds_to(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        if of.kind == Post::KIND.code {
            may_write(change, Id::new(of.id))?;
        } else if of.kind == ChatRoom::KIND.code {
            may_ask_in(change, Id::new(of.id))?;
        }
    }
    Ok(())
}

fn may_write(change: &mut Deriving<'_, '_, '_>, id: Id<Post>) -> Result<()> {
    if change.was(id)?.is_some() {
        return Ok(());
    }
    let Some(post) = change.find(id)? else {
        return Ok(());
    };
    // What is taken in was said elsewhere.
    if post.on.kind != ChatRoom::KIND.code || post.by.raw() != change.actor.person {
        return Ok(());
    }
    let policy = policy_of(change, post.on)?;
    if policy.is_none_or(|policy| policy.posting != Circle::Owners) {
        return Ok(());
    }
    let room = change
        .find::<ChatRoom>(Id::new(post.on.id))?
        .ok_or(Error::NotFound)?;
    match owns_within(change, &room)? {
        true => Ok(()),
        false => Err(Error::Forbidden(NOT_YOURS.into())),
    }
}

fn may_ask_in(change: &mut Deriving<'_, '_, '_>, id: Id<ChatRoom>) -> Result<()> {
    let (Some(was), Some(is)) = (change.was(id)?, change.find(id)?) else {
        return Ok(());
    };
    if is.how != RoomType::Group || is.people().all(|person| was.has(person)) {
        return Ok(());
    }
    let said = policy_of(change, is.as_ref())?.and_then(|policy| policy.inviting);
    let circle = match said {
        Some(circle) => circle,
        None => {
            change
                .all::<RoomDefaults>()?
                .pop()
                .unwrap_or_default()
                .inviting
        }
    };
    match circle != Circle::Owners || owns_within(change, &was)? {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "Only whoever made this room asks others in.".into(),
        )),
    }
}

/// Why somebody who is in a room doesn't write there.
pub const NOT_YOURS: &str = "Only whoever made this room writes in it.";
