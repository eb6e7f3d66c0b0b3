//! The rooms that somebody has at the left: those they are in, and those of records that they keep.

use std::collections::BTreeMap;

use super::{
    ChatRoom, RoomType, Subscription,
    room::BY_MEMBER,
    standing::Standing,
    subscription::BY_PERSON,
    thread,
    unread::{self, Names, Unread},
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Record, Ref, Visit},
    features::{
        clients::Client,
        people::{Directory, User},
    },
    ui::icon::Icon,
};

/// Rooms that are looked at for one person.
const MOST: usize = 300;

/// Where the person stands in each of their rooms, read along two indexes.
pub fn standings(visit: &Visit) -> Result<Vec<Standing>> {
    let mut read: BTreeMap<Ref, Standing> = BTreeMap::new();
    visit.each_own_row::<Subscription>(BY_PERSON, &mut |_, row| {
        if let Some(standing) = Subscription::read_row(row) {
            read.insert(standing.of, standing);
        }
        true
    })?;
    let mut found = Vec::new();
    visit.each_own_row::<ChatRoom>(BY_MEMBER, &mut |number, row| {
        let of = Id::<ChatRoom>::new(number).as_ref();
        let came_at = row.try_into().map_or(0, u64::from_be_bytes);
        let held = read.remove(&of);
        found.push(held.unwrap_or_else(|| Standing::new(of, came_at)));
        found.len() < MOST
    })?;
    let theirs =
        |held: &Standing| (held.kept || held.favourite) && held.of.kind != ChatRoom::KIND.code;
    found.extend(read.into_values().filter(theirs).take(MOST));
    Ok(found)
}

/// What the badge says: how much in all of their rooms counts for the person, and in how many of their threads something
/// is unread. The numbers beside the rooms and the threads add up to it, as far as it is counted: it stands on every page,
/// and says "99+" from there on.
pub fn badge(visit: &Visit) -> Result<usize> {
    let names = Names::of(visit)?;
    let mut all = thread::waiting(visit)?;
    for standing in standings(visit)? {
        if all >= unread::MOST {
            break;
        }
        all += unread::counted(visit, &names, &standing)?;
    }
    Ok(all)
}

/// What a room is to people.
#[derive(Debug, Clone, PartialEq)]
pub enum Look {
    /// Of these people, beside whoever looks.
    Direct(Vec<Id<User>>),
    Group,
    Department,
    /// A client's people read it.
    Client,
    /// The conversation of a record.
    Record(Icon),
}

/// A room as its people know it.
#[derive(Debug, Clone)]
pub struct Called {
    pub of: Ref,
    pub name: String,
    pub look: Look,
    /// What it is about, in a line.
    pub about: String,
    pub archived: bool,
}

/// What a room that the person sees is called; none when they don't.
pub fn called(visit: &Visit, names: &Directory, of: Ref) -> Result<Option<Called>> {
    let Some(title) = visit.title_of(of)? else {
        return Ok(None);
    };
    if of.kind == ChatRoom::KIND.code {
        let room: ChatRoom = visit.find(Id::new(of.id))?;
        return Ok(Some(Called::of(visit, names, &room)));
    }
    let schema = visit.store().schema();
    let info = schema.kind(of.kind)?;
    let icon = info.entity.map_or(Icon::Chat, |entity| entity.icon);
    let one = info.entity.map_or("Record", |entity| entity.one);
    let client = of.kind == Client::KIND.code;
    Ok(Some(Called {
        of,
        name: title,
        look: if client {
            Look::Client
        } else {
            Look::Record(icon)
        },
        about: format!("{one} {}", schema.number(of)),
        archived: false,
    }))
}

impl Called {
    pub fn of(visit: &Visit, names: &Directory, room: &ChatRoom) -> Called {
        let me = Id::<User>::new(visit.actor.person);
        let others: Vec<Id<User>> = room.people().filter(|person| *person != me).collect();
        let (name, look) = match room.how {
            RoomType::Direct => (direct_name(names, &others), Look::Direct(others)),
            RoomType::Department => (room.name.clone(), Look::Department),
            RoomType::Group | RoomType::Unknown => (room.name.clone(), Look::Group),
        };
        Called {
            of: room.id.as_ref(),
            name,
            look,
            about: room.topic.clone(),
            archived: room.archived.is_some(),
        }
    }

    pub fn icon(&self) -> Icon {
        match &self.look {
            Look::Direct(_) => Icon::Users,
            Look::Group => Icon::Chat,
            Look::Department => Icon::Org,
            Look::Client => Icon::Client,
            Look::Record(icon) => *icon,
        }
    }
}

/// Two are called by their names, more by their first ones.
fn direct_name(names: &Directory, others: &[Id<User>]) -> String {
    match others {
        [] => "Notes to yourself".into(),
        [one] => names.name(*one).to_owned(),
        several => {
            let first = |id: &Id<User>| {
                let name = names.name(*id);
                name.split_whitespace().next().unwrap_or(name).to_owned()
            };
            several.iter().map(first).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A line at the left.
#[derive(Debug, Clone)]
pub struct Line {
    pub called: Called,
    pub standing: Standing,
    pub unread: Unread,
    /// What of it counts for the person.
    pub counted: usize,
    pub last: Option<Moment>,
}

/// Which part of the list a line stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Favourites,
    Unread,
    Rooms,
    People,
}

impl Line {
    pub fn shelf(&self) -> Shelf {
        match self.called.look {
            _ if self.standing.favourite => Shelf::Favourites,
            _ if self.counted > 0 => Shelf::Unread,
            Look::Direct(_) => Shelf::People,
            _ => Shelf::Rooms,
        }
    }
}

/// Where the person stands in one room that they see.
pub fn one(visit: &Visit, of: Ref) -> Result<Line> {
    let (names, who) = (Directory::of(visit)?, Names::of(visit)?);
    let standing = super::reading::standing(visit, of)?;
    line(visit, (&names, &who), standing)?.ok_or(Error::NotFound)
}

fn line(
    visit: &Visit,
    (names, who): (&Directory, &Names),
    standing: Standing,
) -> Result<Option<Line>> {
    let Some(called) = called(visit, names, standing.of)? else {
        return Ok(None);
    };
    let unread = unread::unread(visit, who, &standing)?;
    let last = unread::last(visit, standing.of)?.map(|(_, row)| row.at);
    Ok(Some(Line {
        called,
        standing,
        unread,
        counted: unread.counted(standing.level, standing.muted),
        last,
    }))
}

/// All rooms of the person: favourites, those with something unread, then the others; in each those first in which
/// something was said last. `also` is one that is open, whether it is theirs or not.
pub fn lines(visit: &Visit, also: Option<Ref>) -> Result<Vec<Line>> {
    let (names, who) = (Directory::of(visit)?, Names::of(visit)?);
    let mut standings = standings(visit)?;
    if let Some(of) = also
        && !standings.iter().any(|held| held.of == of)
    {
        standings.push(super::reading::standing(visit, of)?);
    }
    let mut lines = Vec::with_capacity(standings.len());
    for standing in standings {
        lines.extend(line(visit, (&names, &who), standing)?);
    }
    sort(&mut lines);
    Ok(lines)
}

fn sort(lines: &mut [Line]) {
    lines.sort_by(|a, b| {
        let by = |line: &Line| (line.shelf(), std::cmp::Reverse(line.last));
        by(a)
            .cmp(&by(b))
            .then_with(|| a.called.name.cmp(&b.called.name))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u64, favourite: bool, counted: usize, last: i64, look: Look) -> Line {
        let of = Ref { kind: 75, id };
        Line {
            called: Called {
                of,
                name: format!("room {id}"),
                look,
                about: String::new(),
                archived: false,
            },
            standing: Standing {
                favourite,
                ..Standing::new(of, 0)
            },
            unread: Unread::default(),
            counted,
            last: (last > 0).then_some(Moment(last)),
        }
    }

    #[test]
    fn favourites_come_first_then_what_is_unread_then_what_was_said_last() {
        let direct = || Look::Direct(vec![Id::new(4)]);
        let mut lines = vec![
            line(1, false, 0, 90, direct()),
            line(2, false, 0, 10, Look::Group),
            line(3, false, 0, 0, Look::Group),
            line(4, false, 0, 50, Look::Department),
            line(5, false, 3, 20, direct()),
            line(6, true, 0, 1, Look::Group),
            line(7, false, 1, 30, Look::Client),
        ];
        sort(&mut lines);
        let order: Vec<u64> = lines.iter().map(|line| line.called.of.id).collect();
        assert_eq!(order, [6, 7, 5, 4, 2, 3, 1]);
    }
}
