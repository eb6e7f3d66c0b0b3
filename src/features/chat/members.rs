//! What follows from a rule, at the end of every deed, so that no verb forgets it: who is in a department's room, which
//! rooms are archived with their project, and who finds a room among theirs because they are talked with there.

use std::collections::BTreeSet;

use super::{
    ChatRoom, RoomType, Subscription,
    room::{BY_DEPARTMENT, BY_PROJECT},
    subscription::OF,
};
use crate::{
    access::{Placement, Tier},
    base::{Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::{
        clients::Client,
        conversation::Post,
        people::{Department, Directory, User},
        projects::{Project, Status},
    },
};

// ── departments ──

/// Whether somebody is in a department's room.
fn belongs(user: &User, department: &Department) -> bool {
    let works = !user.inactive && user.tier != Tier::Client;
    works && (user.departments.contains(&department.id) || department.manager == Some(user.id))
}

/// Whether somebody came, went, or belongs elsewhere than before.
fn is_elsewhere(sides: &[Option<User>; 2]) -> bool {
    let stands = |user: &User| (user.inactive, user.tier, user.departments.clone());
    match sides {
        [Some(was), Some(is)] => stands(was) != stands(is),
        _ => true,
    }
}

/// The rooms of departments that were touched, or whose people were.
pub(super) fn departments_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut concerned: BTreeSet<Id<Department>> = BTreeSet::new();
    for of in touched {
        if of.kind == Department::KIND.code {
            concerned.insert(Id::new(of.id));
        } else if of.kind == User::KIND.code {
            let id = Id::<User>::new(of.id);
            let sides = [change.was(id)?, change.find(id)?];
            if is_elsewhere(&sides) {
                let both = sides.into_iter().flatten();
                concerned.extend(both.flat_map(|user| user.departments));
            }
        }
    }
    if concerned.is_empty() {
        return Ok(());
    }
    let people: Vec<User> = change.all()?;
    for department in concerned {
        follow(change, department, &people)?;
    }
    Ok(())
}

fn follow(change: &mut Deriving<'_, '_, '_>, id: Id<Department>, people: &[User]) -> Result<()> {
    let held: Option<ChatRoom> = change.by_unique(BY_DEPARTMENT, Key::new().id(id))?;
    let department = change.find(id)?.filter(|department| !department.retired);
    let Some(department) = department else {
        // What was said there stays with those who were in it.
        return match held.filter(|room| room.archived.is_none()) {
            Some(room) => change.put(&ChatRoom {
                archived: Some(change.at),
                ..room
            }),
            None => Ok(()),
        };
    };
    let members = people.iter().filter(|user| belongs(user, &department));
    let mut members: Vec<Id<User>> = members.map(|user| user.id).collect();
    members.sort_unstable();
    let came_at = change.last_number::<Post>()?;
    let Some(before) = held else {
        let mut room = ChatRoom {
            how: RoomType::Department,
            name: department.name,
            topic: department.summary,
            department: Some(id),
            since: change.at,
            ..ChatRoom::default()
        };
        room.follow(&members, came_at);
        return change.insert(room);
    };
    let mut room = ChatRoom {
        name: department.name,
        archived: None,
        ..before.clone()
    };
    let moved = room.follow(&members, came_at);
    match moved || room.name != before.name || before.archived.is_some() {
        true => change.put(&room),
        false => Ok(()),
    }
}

// ── projects ──

/// Rooms that were made for a project are archived when it is closed, and come back when it is taken up again.
pub(super) fn projects_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let over = matches!(project.status, Status::Closed | Status::Cancelled);
        let rooms: Vec<ChatRoom> = change.children(BY_PROJECT, Key::new().id(id))?;
        for mut room in rooms.into_iter().filter(|room| room.how == RoomType::Group) {
            match (over, room.archived) {
                (true, None) => {
                    room.archived = Some(change.at);
                    room.with_project = true;
                }
                (false, Some(_)) if room.with_project => {
                    room.archived = None;
                    room.with_project = false;
                }
                _ => continue,
            }
            change.put(&room)?;
        }
    }
    Ok(())
}

// ── whose rooms a record's is among ──

/// Whoever says something on a record, or is named there, has its room among theirs from then on. So do those with whom a
/// project or a client lies, with the first thing that is said there. Rooms of their own have members instead.
pub(super) fn readers_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Post::KIND.code) {
        let id = Id::<Post>::new(of.id);
        let Some(post) = change.find(id)? else {
            continue;
        };
        let was = change.was(id)?;
        if post.on.kind == ChatRoom::KIND.code || was.as_ref().is_some_and(|was| was.on == post.on)
        {
            continue;
        }
        // What turned out to be said on another record is nothing new there.
        let read = match was {
            Some(_) => change.last_number::<Post>()?,
            None => post.id.raw().saturating_sub(1),
        };
        let named = post.mentions.iter().filter(|of| of.kind == User::KIND.code);
        let mut concerned: BTreeSet<Id<User>> = named.map(|of| Id::new(of.id)).collect();
        concerned.insert(post.by);
        for person in &concerned {
            keep(change, *person, (post.on, read), true)?;
        }
        if [Project::KIND.code, Client::KIND.code].contains(&post.on.kind) {
            let places = change.placement_of(post.on)?.unwrap_or_default();
            for place in places {
                if let Placement::Person(person) = place
                    && !concerned.contains(&Id::new(person))
                {
                    keep(change, Id::new(person), (post.on, read), false)?;
                }
            }
        }
    }
    Ok(())
}

/// Puts a room among somebody's, with what was said up to a post as nothing new; `again` also where they once put it away.
fn keep(
    change: &mut Deriving<'_, '_, '_>,
    person: Id<User>,
    (on, read): (Ref, u64),
    again: bool,
) -> Result<()> {
    let key = Subscription::key_of(person.raw(), on);
    if let Some(held) = change.by_unique::<Subscription>(OF, key)? {
        return match again && !held.kept {
            true => change.put(&Subscription { kept: true, ..held }),
            false => Ok(()),
        };
    }
    // A client's people have one room, which is always theirs.
    let works = Directory::person_in(change, person)?.is_some_and(|user| user.tier != Tier::Client);
    match works {
        true => change.insert(Subscription {
            person,
            of: on,
            read,
            kept: true,
            at: change.at,
            ..Subscription::default()
        }),
        false => Ok(()),
    }
}
