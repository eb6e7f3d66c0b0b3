//! Rooms for programs: those somebody has with what is unread, and each by itself.

use serde_json::{Value, json};

use super::{
    ChatRoom, Policies, RoomPolicy, RoomType,
    list::{self, Line, Look},
    room::{BY_NAME, HOW},
};
use crate::{
    base::{Choice, Error, Id, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Ref, Visit},
    features::conversation::AnyRoom,
    web::{Form, Reader, Reply, Request, Told, form::Optional},
};

/// Which rooms are asked for, of those one is in.
pub struct RoomQuery {
    how: Option<RoomType>,
    archived: bool,
    by_number: bool,
}

impl Form for RoomQuery {
    fn read(f: &mut Reader) -> Self {
        let archived = f.flag("archived", "Those that are archived");
        RoomQuery {
            how: f.choice("how", "Kind", Optional),
            archived,
            by_number: f.by_number(&["archived"]),
        }
    }
}

impl RoomQuery {
    fn query(&self) -> Query<ChatRoom> {
        let query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(BY_NAME).under(Key::new().byte(u8::from(self.archived))),
        };
        match self.how {
            Some(how) => query.facet(HOW, Key::new().text(how.key())),
            None => query,
        }
    }
}

pub fn rooms(visit: &Visit, request: &Request, asked: RoomQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|room| visit.json(&room))?))
}

pub fn room(visit: &Visit, request: &Request) -> Result<Reply> {
    one(visit, request.id("id")?)
}

pub fn one(visit: &Visit, id: Id<ChatRoom>) -> Result<Reply> {
    let room: ChatRoom = visit.find(id)?;
    Ok(Reply::json(visit.json(&room)?))
}

/// The record that an address names, which people talk on and the person sees.
///
/// # Errors
/// Not found where there is none.
pub fn named(visit: &Visit, request: &Request) -> Result<AnyRoom> {
    let schema = visit.store().schema();
    let of: Ref = schema
        .parse_number(request.capture("room"))
        .ok_or(Error::NotFound)?;
    AnyRoom::of(visit, of)
}

pub const LINE: Told = Told::Object(&[
    ("room", Told::Record),
    ("name", Told::Text),
    (
        "kind",
        Told::Word(&["direct", "group", "department", "client", "record"]),
    ),
    ("about", Told::Text),
    ("unread", Told::Number),
    ("mentions", Told::Number),
    ("first_unread", Told::Record),
    ("level", Told::Word(&["all", "mentions", "nothing"])),
    ("muted", Told::Flag),
    ("favourite", Told::Flag),
    ("last", Told::Moment),
]);

fn as_json(visit: &Visit, line: &Line) -> Value {
    let kind = match line.called.look {
        Look::Direct(_) => "direct",
        Look::Group => "group",
        Look::Department => "department",
        Look::Client => "client",
        Look::Record(_) => "record",
    };
    json!({
        "room": visit.store().schema().number(line.called.of), "name": line.called.name, "kind": kind,
        "about": line.called.about, "unread": line.unread.posts, "mentions": line.unread.mentions,
        "first_unread": line.unread.first.map(|number| format!("PO-{number}")),
        "level": line.standing.level.key(), "muted": line.standing.muted,
        "favourite": line.standing.favourite, "last": line.last.map(|at| at.rfc3339()),
    })
}

/// All rooms that the person has, in the order of their page.
pub fn mine(visit: &Visit, request: &Request) -> Result<Reply> {
    let lines = list::lines(visit, None)?;
    let rows: Vec<(usize, Value)> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| (at, as_json(visit, line)))
        .collect();
    let key = |row: &(usize, Value)| Key::new().number(row.0 as u64);
    let page = request.paging()?.page("chat", rows, key, false)?;
    Ok(Reply::page(page.map(|(_, row)| row)))
}

pub const POLICY: Told = Told::Object(&[
    ("room", Told::Record),
    ("days", Told::Number),
    ("held", Told::Flag),
    ("reason", Told::Text),
    ("posting", Told::Word(&["everybody", "owners"])),
    ("inviting", Told::Word(&["everybody", "owners"])),
]);

/// How long a room is kept.
pub fn policy(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = named(visit, request)?;
    let policies = visit.cached::<Policies>()?;
    let held = policies.of(room.on);
    let hold = held.and_then(|policy| policy.hold.as_ref());
    Ok(Reply::json(json!({
        "room": visit.store().schema().number(room.on),
        "days": held.and_then(|policy| policy.kept(&policies.house)),
        "held": hold.is_some(),
        "reason": hold.map(|hold| hold.reason.as_str()),
        "posting": policies.posting(room.on).key(),
        "inviting": policies.inviting(room.on).key(),
    })))
}

/// What was said of rooms, whoever is in them: which there are, and no word of what is said there.
pub fn policies(visit: &Visit, request: &Request) -> Result<Reply> {
    let page = visit.list(Query::by(NUMBERED).page(request.paging()?))?;
    Ok(Reply::page(
        page.try_map(|policy: RoomPolicy| visit.json(&policy))?,
    ))
}

pub fn one_policy(visit: &Visit, request: &Request) -> Result<Reply> {
    let policy: RoomPolicy = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&policy)?))
}

pub const DEFAULTS: Told = Told::Object(&[
    ("groups", Told::Number),
    ("direct", Told::Number),
    ("departments", Told::Number),
    ("inviting", Told::Word(&["everybody", "owners"])),
]);

/// What the house says for all rooms of a type.
pub fn defaults(visit: &Visit) -> Result<Reply> {
    let policies = visit.cached::<Policies>()?;
    let house = &policies.house;
    Ok(Reply::json(json!({
        "groups": house.groups, "direct": house.direct, "departments": house.departments,
        "inviting": house.inviting.key(),
    })))
}

/// Where the person stands in one room.
pub fn line(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = named(visit, request)?;
    let lines = list::one(visit, room.on)?;
    Ok(Reply::json(as_json(visit, &lines)))
}
