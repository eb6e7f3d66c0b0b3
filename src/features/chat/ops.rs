//! The verbs on rooms.

use super::{
    ChatRoom, Circle, EditRoom, NewRoom, Policies, RoomType, Subscription,
    actions::{ARCHIVE, CREATE, EDIT, FURNISH, INVITE, LEAVE, REMOVE, TALK},
    notices, order,
    room::{BY_PEOPLE, MOST_DIRECT},
    standing::Involvement,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{BY_NUMBER, Change, Held, Paging, Query, Record, Ref, Visit},
    features::{
        conversation::{Post, Room},
        inbox,
        people::{Directory, User},
    },
};

impl Room for ChatRoom {
    const POST: crate::access::Action = TALK;

    fn closed(&self) -> Option<&'static str> {
        self.archived
            .map(|_| "This room is archived. Take it out of the archive to write in it.")
    }

    fn listens(&self, visit: &Visit) -> Result<Option<&'static str>> {
        let all = visit.cached::<Policies>()?.posting(self.as_ref()) != Circle::Owners;
        Ok((!all && !order::owns(visit, self)?).then_some(order::NOT_YOURS))
    }

    /// Whoever is in it finds it among their rooms, and whom the post names is told by the conversation. Those of a direct
    /// room are told that somebody writes, until they look.
    fn posted(
        change: &mut Change<'_, '_>,
        room: &mut Held<ChatRoom>,
        post: &Post,
        _: &Directory,
    ) -> Result<()> {
        if room.how != RoomType::Direct {
            return Ok(());
        }
        let told = format!("{} wrote to you", change.actor.name);
        for person in room.people() {
            let named = post.mentions.contains(&person.as_ref());
            if !named && counts(change, room.id.as_ref(), person)? {
                let of = room.id.as_ref();
                inbox::notify(change, person, &notices::DIRECT, of, told.as_str())?;
            }
        }
        Ok(())
    }
}

/// Whether what is said in a room counts for somebody, by what they said of it.
fn counts(change: &mut Change<'_, '_>, of: Ref, person: Id<User>) -> Result<bool> {
    let held = inbox::wish::<Subscription>(change, person, of)?;
    Ok(held.is_none_or(|held| held.level == Involvement::All && !held.muted))
}

/// What holds whatever deed writes a room: it is changed from within, whatever somebody's roles are.
pub(super) fn from_within(
    change: &mut Change<'_, '_>,
    was: Option<&ChatRoom>,
    is: Option<&ChatRoom>,
) -> Result<()> {
    if change.actor.is_system() {
        return Ok(());
    }
    let me = Id::new(change.actor.person);
    match (was, is) {
        (Some(was), _) if !was.has(me) => Err(Error::NotFound),
        (None, Some(is)) if !is.has(me) => {
            Err(Error::Forbidden("Whoever makes a room is in it.".into()))
        }
        _ => Ok(()),
    }
}

/// The people of a form, each once and sorted.
///
/// # Errors
/// When one of them doesn't work here (any more).
fn staff(names: &Directory, people: &[Id<User>]) -> Result<Vec<Id<User>>> {
    let working = names.staff();
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    match people
        .iter()
        .all(|id| working.iter().any(|user| user.id == *id))
    {
        true => Ok(people),
        false => Err(Error::field(
            "people",
            "Choose people who work here. A client's people are talked with in the client's room.",
        )),
    }
}

/// A group, or, without a name, the direct room of these people: the one there is, or a new one.
pub fn create(visit: &Visit, form: NewRoom) -> Result<Id<ChatRoom>> {
    let names = Directory::of(visit)?;
    let me = Id::new(visit.actor.person);
    let mut people = staff(&names, &form.people)?;
    if let Err(at) = people.binary_search(&me) {
        people.insert(at, me);
    }
    let direct = form.name.is_empty();
    if direct && people.len() > MOST_DIRECT {
        return Err(Error::field(
            "name",
            format!("More than {MOST_DIRECT} people make a group. Give it a name."),
        ));
    }
    visit.act(CREATE, move |change| {
        if direct
            && let Some(held) =
                change.by_unique::<ChatRoom>(BY_PEOPLE, ChatRoom::people_key(&people))?
        {
            return Ok(held.id);
        }
        if let Some(project) = form.project
            && change.find(project)?.is_none()
        {
            return Err(Error::field("project", "There is no such project."));
        }
        let mut room = ChatRoom {
            how: RoomType::Group,
            name: form.name,
            topic: form.topic,
            project: form.project,
            by: me,
            since: change.at,
            ..ChatRoom::default()
        };
        for person in &people {
            room.let_in(*person, 0)?;
        }
        if direct {
            room.how = RoomType::Direct;
        }
        let room = change.insert(room)?;
        change.about(room.as_ref());
        if !direct {
            tell(change, &room, &people)?;
        }
        Ok(room.id)
    })
}

/// Says to those who were asked in that they were.
fn tell(change: &mut Change<'_, '_>, room: &ChatRoom, people: &[Id<User>]) -> Result<()> {
    let told = format!("{} asked you into {}", change.actor.name, room.name);
    for person in people {
        inbox::notify(
            change,
            *person,
            &notices::ASKED_IN,
            room.id.as_ref(),
            told.as_str(),
        )?;
    }
    Ok(())
}

/// Renames a room, says what it is for.
pub fn edit(visit: &Visit, id: Id<ChatRoom>, form: EditRoom) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut room = change.subject_at(id, form.version)?;
        room.must_be_named_by_people()?;
        room.must_be_open()?;
        if let Some(name) = form.name.filter(|name| *name != room.name) {
            if room.how == RoomType::Department {
                return Err(Error::field(
                    "name",
                    "A department's room is called as the department is.",
                ));
            }
            room.name = name;
        }
        room.topic = form.topic.unwrap_or_else(|| room.topic.clone());
        if let Some(project) = form.project.filter(|project| *project != room.project) {
            if room.how != RoomType::Group {
                return Err(Error::field(
                    "project",
                    "A department's room goes on with the department, whatever project ends.",
                ));
            }
            if let Some(project) = project
                && change.find(project)?.is_none()
            {
                return Err(Error::field("project", "There is no such project."));
            }
            room.project = project;
        }
        change.put(&room)
    })
}

/// Asks others in. What was said before they come is theirs to read, and nothing new to them.
pub fn invite(visit: &Visit, id: Id<ChatRoom>, people: Vec<Id<User>>) -> Result<()> {
    let names = Directory::of(visit)?;
    let people = staff(&names, &people)?;
    visit.act(INVITE, move |change| {
        let mut room = change.subject(id)?;
        let came_at = change.last_number::<Post>()?;
        let mut came = Vec::new();
        for person in people {
            if room.let_in(person, came_at)? {
                change.about(person.as_ref());
                came.push(person);
            }
        }
        change.put(&room)?;
        tell(change, &room, &came)
    })
}

/// Whoever leaves sees and hears nothing more of it.
pub fn leave(visit: &Visit, id: Id<ChatRoom>) -> Result<()> {
    visit.act(LEAVE, move |change| {
        let mut room = change.subject(id)?;
        room.take_out(Id::new(change.actor.person), change.at)?;
        change.put(&room)
    })
}

/// Takes somebody else out: they see and hear nothing more of it from then on.
pub fn remove(visit: &Visit, id: Id<ChatRoom>, person: Id<User>) -> Result<()> {
    visit.act(REMOVE, move |change| {
        let mut room = change.subject(id)?;
        if person.raw() == change.actor.person {
            return Err(Error::field(
                "person",
                "This is you. Leave the room instead.",
            ));
        }
        room.take_out(person, change.at)?;
        change.about(person.as_ref());
        change.put(&room)
    })
}

pub fn archive(visit: &Visit, id: Id<ChatRoom>) -> Result<()> {
    visit.act(ARCHIVE, move |change| {
        let mut room = change.subject(id)?;
        room.archive(change.at)?;
        change.put(&room)
    })
}

pub fn restore(visit: &Visit, id: Id<ChatRoom>) -> Result<()> {
    visit.act(ARCHIVE, move |change| {
        let mut room = change.subject(id)?;
        room.restore()?;
        change.put(&room)
    })
}

/// Rooms that get their policy in one deed.
const AT_ONCE: usize = 200;

/// Gives each room that has none its policy: for houses that are older than those are.
pub fn policies(visit: &Visit) -> Result<()> {
    let known = visit.cached::<Policies>()?;
    let mut paging = Paging::first(AT_ONCE);
    loop {
        let page = visit.list::<ChatRoom>(Query::by(BY_NUMBER).page(paging))?;
        let rooms = page.rows.iter().map(ChatRoom::as_ref);
        let bare: Vec<Ref> = rooms.filter(|of| known.of(*of).is_none()).collect();
        if !bare.is_empty() {
            visit.act(FURNISH, move |change| {
                change.note(text::count(bare.len(), "room", "rooms"));
                // What a deed is about counts as touched, and the policies follow.
                bare.into_iter().for_each(|of| change.about(of));
                Ok(())
            })?;
        }
        match page.next {
            Some(next) => paging = Paging::first(AT_ONCE).after(next),
            None => return Ok(()),
        }
    }
}

/// Gives each department that has none its room: for houses that are older than rooms are.
pub fn department_rooms(visit: &Visit) -> Result<()> {
    let names = Directory::of(visit)?;
    let mut bare = Vec::new();
    for department in names.open_departments() {
        let key = crate::data::Key::new().id(department.id);
        match visit.find_by::<ChatRoom>(super::room::BY_DEPARTMENT, key) {
            Err(Error::NotFound) => bare.push(department.id),
            other => drop(other?),
        }
    }
    if bare.is_empty() {
        return Ok(());
    }
    visit.act(FURNISH, move |change| {
        change.note(text::count(bare.len(), "department", "departments"));
        // What a deed is about counts as touched, and the rooms follow.
        for id in bare {
            change.about(id.as_ref());
        }
        Ok(())
    })
}
