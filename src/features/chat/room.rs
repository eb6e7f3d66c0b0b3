//! A room that people made, or that a department has: who is in it, and what it is for.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, record},
    features::{
        people::{Department, User},
        projects::Project,
    },
};

choices! {
    /// How people come into a room.
    pub enum RoomType {
        /// Whoever is in it asks others in.
        Group: "group", "Group";
        /// It is these people's, and nobody comes or goes.
        Direct: "direct", "Direct";
        /// Whoever belongs to the department is in it, and nobody else.
        Department: "department", "Department";
    }
}

/// People in one room at most: more are a department.
pub const MOST_MEMBERS: usize = 500;
/// People who talk directly at most: more make a group.
pub const MOST_DIRECT: usize = 9;

/// Somebody who is in a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub person: Id<User>,
    /// The last post there was anywhere when they came: what lies before it is nothing new to them.
    #[serde(default)]
    pub came_at: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChatRoom {
    #[serde(skip)]
    pub id: Id<ChatRoom>,
    #[serde(skip)]
    pub version: u64,
    pub how: RoomType,
    /// Empty for a direct room: it is called by who is in it.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub topic: String,
    /// By their numbers, so that the same people are the same list.
    #[serde(default)]
    pub members: Vec<Member>,
    /// Whose room it is, where it is a department's.
    #[serde(default)]
    pub department: Option<Id<Department>>,
    /// What it was made for: it is archived with it.
    #[serde(default)]
    pub project: Option<Id<Project>>,
    /// Since when nothing is said in it any more.
    #[serde(default)]
    pub archived: Option<Moment>,
    /// Whether that followed from its project, and goes when that is taken up again.
    #[serde(default)]
    pub with_project: bool,
    pub by: Id<User>,
    pub since: Moment,
}

/// The one direct room of these people.
pub const BY_PEOPLE: Index = Index::unique(1);
/// The one room of a department.
pub const BY_DEPARTMENT: Index = Index::unique(2);
/// Those where something is said first, then by name.
pub const BY_NAME: Index = Index::scoped(3);
pub const BY_PROJECT: Index = Index::plain(4);
/// The rooms somebody is in and where something is said, each row with how much they had seen when they came.
pub const BY_MEMBER: Index = Index::plain(5);
pub const HOW: Facet = Facet::carried(1);

impl ChatRoom {
    /// The key of the direct room of these people, in whatever order.
    pub fn people_key(people: &[Id<User>]) -> Key {
        let mut people = people.to_vec();
        people.sort_unstable();
        people.dedup();
        people.iter().fold(Key::new(), |key, id| key.id(*id))
    }

    fn title(&self) -> String {
        match self.how {
            RoomType::Direct => "Direct messages".into(),
            _ => self.name.clone(),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Placement::people(self.people()).collect()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(
            BY_NAME,
            Key::new()
                .byte(u8::from(self.archived.is_some()))
                .text(&self.name.to_lowercase()),
        );
        to.facet(HOW, Key::new().text(crate::base::Choice::key(self.how)));
        if let Some(project) = self.project {
            to.index(BY_PROJECT, Key::new().id(project));
        }
        if self.archived.is_none() {
            for member in &self.members {
                let row = member.came_at.to_be_bytes().to_vec();
                to.index_with(BY_MEMBER, Key::new().id(member.person), row);
            }
        }
        match (self.how, self.department) {
            (RoomType::Direct, _) => {
                let people: Vec<Id<User>> = self.people().collect();
                to.index(BY_PEOPLE, ChatRoom::people_key(&people));
            }
            (RoomType::Department, Some(department)) => {
                to.index(BY_DEPARTMENT, Key::new().id(department));
                to.words(&self.name);
            }
            _ => {
                to.words(&self.name);
                to.words(&self.topic);
            }
        }
    }

    /// What people say to one another in it is nobody else's to look at.
    fn is_direct(&self) -> bool {
        self.how == RoomType::Direct
    }

    pub fn people(&self) -> impl Iterator<Item = Id<User>> {
        self.members.iter().map(|member| member.person)
    }

    pub fn member(&self, person: Id<User>) -> Option<&Member> {
        let at = self.members.binary_search_by_key(&person, |m| m.person);
        at.ok().and_then(|at| self.members.get(at))
    }

    pub fn has(&self, person: Id<User>) -> bool {
        self.member(person).is_some()
    }

    // ── rules ──

    /// Lets somebody in, who has seen as much as `came_at` of it; whether they weren't in it.
    ///
    /// # Errors
    /// When nobody comes into it this way, or it is full.
    pub fn let_in(&mut self, person: Id<User>, came_at: u64) -> Result<bool> {
        self.must_be_asked_into()?;
        self.must_be_open()?;
        if self.members.len() >= MOST_MEMBERS && !self.has(person) {
            return Err(Error::conflict(format!(
                "A room holds {MOST_MEMBERS} people, and this one is full."
            )));
        }
        Ok(self.put_in(Member { person, came_at }))
    }

    fn put_in(&mut self, member: Member) -> bool {
        let at = self
            .members
            .binary_search_by_key(&member.person, |m| m.person);
        match at {
            Ok(_) => false,
            Err(at) => {
                self.members.insert(at, member);
                true
            }
        }
    }

    /// Takes somebody out. A room that nobody is in any more is archived.
    ///
    /// # Errors
    /// When nobody goes out of it this way, or they aren't in it.
    pub fn take_out(&mut self, person: Id<User>, at: Moment) -> Result<()> {
        self.must_be_asked_into()?;
        let before = self.members.len();
        self.members.retain(|member| member.person != person);
        if self.members.len() == before {
            return Err(Error::conflict("They are not in this room."));
        }
        if self.members.is_empty() {
            self.archived.get_or_insert(at);
        }
        Ok(())
    }

    /// Makes the members those that a rule says; who came has seen as much as `came_at`. Whether anything changed.
    pub fn follow(&mut self, people: &[Id<User>], came_at: u64) -> bool {
        let before = self.members.clone();
        self.members
            .retain(|member| people.contains(&member.person));
        for person in people {
            self.put_in(Member {
                person: *person,
                came_at,
            });
        }
        self.members != before
    }

    fn must_be_asked_into(&self) -> Result<()> {
        match self.how {
            RoomType::Group => Ok(()),
            RoomType::Direct => Err(Error::conflict(
                "A direct room is its people's. Begin another with whoever is to be in it.",
            )),
            RoomType::Department | RoomType::Unknown => Err(Error::conflict(
                "Who is in a department's room follows from the department.",
            )),
        }
    }

    /// Whether its name and topic are its members' to change.
    pub fn must_be_named_by_people(&self) -> Result<()> {
        match self.how {
            RoomType::Direct => Err(Error::conflict("A direct room is called by who is in it.")),
            _ => Ok(()),
        }
    }

    pub fn must_be_open(&self) -> Result<()> {
        match self.archived {
            None => Ok(()),
            Some(_) => Err(Error::conflict(
                "This room is archived. Take it out of the archive first.",
            )),
        }
    }

    pub fn archive(&mut self, at: Moment) -> Result<()> {
        self.must_be_open()?;
        if self.how != RoomType::Group {
            return Err(Error::conflict(
                "Only groups are archived: direct rooms are their people's, and a department's goes with it.",
            ));
        }
        self.archived = Some(at);
        self.with_project = false;
        Ok(())
    }

    pub fn restore(&mut self) -> Result<()> {
        if self.archived.is_none() {
            return Err(Error::conflict("This room is not archived."));
        }
        if self.how != RoomType::Group {
            return Err(Error::conflict(
                "A department's room comes back with the department.",
            ));
        }
        self.archived = None;
        self.with_project = false;
        Ok(())
    }
}

record!(ChatRoom, Kind::new(75, "rooms", "RM"), view: VIEW, confidential: ChatRoom::is_direct);

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u64) -> Id<User> {
        Id::new(number)
    }

    fn group(people: &[u64]) -> ChatRoom {
        let mut room = ChatRoom::default();
        for person in people {
            room.let_in(id(*person), 0).unwrap();
        }
        room
    }

    #[test]
    fn whoever_comes_is_in_it_once_and_in_order() {
        let mut room = group(&[7, 3, 5]);
        assert_eq!(room.people().map(Id::raw).collect::<Vec<_>>(), [3, 5, 7]);
        assert!(!room.let_in(id(5), 90).unwrap());
        assert_eq!(room.member(id(5)).map(|m| m.came_at), Some(0));
        assert!(room.let_in(id(4), 90).unwrap());
        assert_eq!(room.member(id(4)).map(|m| m.came_at), Some(90));
        assert!(room.take_out(id(9), Moment(1)).is_err());
    }

    #[test]
    fn a_room_that_everybody_left_is_archived() {
        let mut room = group(&[1, 2]);
        room.take_out(id(1), Moment(5)).unwrap();
        assert!(room.archived.is_none());
        room.take_out(id(2), Moment(6)).unwrap();
        assert_eq!(room.archived, Some(Moment(6)));
        assert!(room.let_in(id(3), 0).is_err());
    }

    #[test]
    fn nobody_comes_or_goes_where_the_room_says_who_is_in_it() {
        for how in [RoomType::Direct, RoomType::Department] {
            let mut room = ChatRoom {
                how,
                ..group(&[1, 2])
            };
            assert!(room.let_in(id(3), 0).is_err(), "{how:?}");
            assert!(room.take_out(id(1), Moment(1)).is_err(), "{how:?}");
            assert!(room.archive(Moment(1)).is_err(), "{how:?}");
            room.archived = Some(Moment(1));
            assert!(room.restore().is_err(), "{how:?}");
        }
    }

    #[test]
    fn the_members_of_a_rule_come_and_go_with_it() {
        let mut room = ChatRoom {
            how: RoomType::Department,
            ..ChatRoom::default()
        };
        assert!(room.follow(&[id(4), id(2)], 10));
        assert!(!room.follow(&[id(2), id(4)], 50));
        assert!(room.follow(&[id(4), id(9)], 50));
        let came: Vec<_> = room
            .members
            .iter()
            .map(|m| (m.person.raw(), m.came_at))
            .collect();
        assert_eq!(came, [(4, 10), (9, 50)]);
    }

    #[test]
    fn the_same_people_have_one_key() {
        assert_eq!(
            ChatRoom::people_key(&[id(3), id(1)]),
            ChatRoom::people_key(&[id(1), id(3), id(1)])
        );
        assert_ne!(
            ChatRoom::people_key(&[id(3), id(1)]),
            ChatRoom::people_key(&[id(3)])
        );
    }
}
