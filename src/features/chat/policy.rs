//! What holds for a room whoever is in it: how long what is said is kept, whether it is held for legal reasons, who writes
//! and who asks others in. One record a room, there from its beginning, so that whoever keeps order finds every room and
//! reads none: it says what the room is called, and of a direct one whose it is. What a room leaves open, the house says for
//! all of its type (`RoomDefaults`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{RoomType, actions::VIEW_POLICIES};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, text, time},
    choices,
    data::{
        Cached, Declares, Entity, EntityInfo, Field, FieldKind, Index, Key, Kind, ReadTx, Ref,
        Store, record,
    },
    features::people::User,
    ui::icon::Icon,
};

/// Shorter would take away what people still talk about, longer is for ever.
pub const DAYS: std::ops::RangeInclusive<i64> = 1..=3650;

/// Why a room is held, by whom and since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hold {
    pub reason: String,
    pub by: Id<User>,
    pub at: Moment,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoomPolicy {
    #[serde(skip)]
    pub id: Id<RoomPolicy>,
    #[serde(skip)]
    pub version: u64,
    pub of: Ref,
    /// Days that a post is kept; nothing keeps it for ever.
    #[serde(default)]
    pub days: Option<u32>,
    /// Kept for ever, whatever the house says for rooms of its type.
    #[serde(default)]
    pub for_ever: bool,
    /// Nothing of it goes, whatever else is said.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// Who writes in it, of those who are in it.
    #[serde(default)]
    pub posting: Circle,
    /// Who asks others in; nothing where the house says it.
    #[serde(default)]
    pub inviting: Option<Circle>,
    /// What the room is and is called; nothing for the conversation of a record, which says that itself.
    #[serde(default)]
    pub how: Option<RoomType>,
    #[serde(default)]
    pub name: String,
    /// Whose a direct room is.
    #[serde(default)]
    pub people: Vec<Id<User>>,
}

choices! {
    /// Of those who are in a room, who does something in it.
    pub enum Circle {
        Everybody: "everybody", "Everybody in it";
        Owners: "owners", "Whoever made it, or leads the department";
    }
}

impl Default for RoomPolicy {
    fn default() -> RoomPolicy {
        RoomPolicy {
            id: Id::NONE,
            version: 0,
            of: Ref { kind: 0, id: 0 },
            days: None,
            for_ever: false,
            hold: None,
            posting: Circle::Everybody,
            inviting: None,
            how: None,
            name: String::new(),
            people: Vec::new(),
        }
    }
}

pub const OF: Index = Index::unique(1);
pub const BY_NUMBER: Index = crate::data::BY_NUMBER;
/// By what the room is called.
pub const BY_NAME: Index = Index::scoped(2);

impl RoomPolicy {
    pub fn key_of(of: Ref) -> Key {
        Key::new().byte(of.kind).number(of.id)
    }

    fn title(&self) -> String {
        match self.how {
            Some(RoomType::Direct) => "Direct messages".into(),
            Some(_) => self.name.clone(),
            None => "The room of a record".into(),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF, RoomPolicy::key_of(self.of));
        to.index(BY_NUMBER, Key::new());
        to.index(BY_NAME, Key::new().text(&self.name.to_lowercase()));
        to.words(&self.name);
    }

    /// Days that a post is kept, by what was said of this room and of all of its type.
    pub fn kept(&self, house: &RoomDefaults) -> Option<u32> {
        match (self.days, self.for_ever) {
            (Some(days), _) => Some(days),
            (None, true) => None,
            (None, false) => house.days(self.how),
        }
    }

    /// What was said before this moment goes; nothing goes while it is held.
    pub fn cutoff(&self, house: &RoomDefaults, now: Moment) -> Option<Moment> {
        let days = self.kept(house).filter(|_| self.hold.is_none())?;
        Some(now.plus(-i64::from(days) * time::DAY))
    }

    /// As it is told to whoever is in the room; nothing where it is kept for ever.
    pub fn words(&self, house: &RoomDefaults) -> Option<String> {
        match (&self.hold, self.kept(house)) {
            (Some(_), _) => Some("held for legal reasons: nothing is removed".into()),
            (None, Some(days)) => Some(format!(
                "kept {}",
                text::count(days as usize, "day", "days")
            )),
            (None, None) => None,
        }
    }
}

record!(RoomPolicy, Kind::new(77, "room-policies", "RPO").filing(2), view: VIEW_POLICIES);

/// What the house says for all rooms of a type that leave it open. The conversations of records are kept as long as they.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RoomDefaults {
    #[serde(skip)]
    pub id: Id<RoomDefaults>,
    #[serde(skip)]
    pub version: u64,
    /// Days that a post is kept; nothing keeps it for ever.
    #[serde(default)]
    pub groups: Option<u32>,
    #[serde(default)]
    pub direct: Option<u32>,
    #[serde(default)]
    pub departments: Option<u32>,
    /// Who asks others into a group.
    #[serde(default)]
    pub inviting: Circle,
}

impl RoomDefaults {
    fn title(&self) -> String {
        "all rooms".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
    }

    fn days(&self, how: Option<RoomType>) -> Option<u32> {
        match how? {
            RoomType::Group => self.groups,
            RoomType::Direct => self.direct,
            RoomType::Department => self.departments,
            RoomType::Unknown => None,
        }
    }
}

record!(RoomDefaults, Kind::new(79, "room-defaults", "RDF"), view: VIEW_POLICIES);

const HOLD_FIELDS: &[Field] = &[
    Field::text("reason", "Reason"),
    Field::person("by", "By"),
    Field::moment("at", "Since"),
];

const POLICY: &[Field] = &[
    Field::new("of", "Room", FieldKind::AnyRecord),
    Field::choice::<RoomType>("how", "Kind"),
    Field::text("name", "Name"),
    Field::people("people", "Between").only_for(&[super::actions::HOLD]),
    Field::number("days", "Days kept"),
    Field::yes_no("for_ever", "Kept for ever"),
    Field::new("hold", "Legal hold", FieldKind::Object(HOLD_FIELDS)),
    Field::choice::<Circle>("posting", "Who writes"),
    Field::choice::<Circle>("inviting", "Who asks others in"),
];

const DEFAULTS: &[Field] = &[
    Field::number("groups", "Days that groups are kept"),
    Field::number("direct", "Days that direct rooms are kept"),
    Field::number("departments", "Days that the rooms of departments are kept"),
    Field::choice::<Circle>("inviting", "Who asks others into a group"),
];

impl Entity for RoomDefaults {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "House rule for rooms",
        "House rules for rooms",
        Icon::Shield,
        DEFAULTS,
    )
    .without_page();
}

impl Entity for RoomPolicy {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Room policy", "Room policies", Icon::Shield, POLICY);
}

/// All there are, in memory: whoever sees a room may know what holds for it.
pub struct Policies {
    rooms: BTreeMap<Ref, RoomPolicy>,
    pub house: RoomDefaults,
}

impl Cached for Policies {
    const FROM: &'static [Kind] = &[
        <RoomPolicy as crate::data::Record>::KIND,
        <RoomDefaults as crate::data::Record>::KIND,
    ];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let rooms = read_tx.all::<RoomPolicy>()?.into_iter();
        Ok(Policies {
            rooms: rooms.map(|held| (held.of, held)).collect(),
            house: read_tx.all()?.pop().unwrap_or_default(),
        })
    }
}

impl Policies {
    pub fn of(&self, room: Ref) -> Option<&RoomPolicy> {
        self.rooms.get(&room)
    }

    pub fn all(&self) -> impl Iterator<Item = &RoomPolicy> {
        self.rooms.values()
    }

    /// How long a room is kept, in words; nothing where that is for ever.
    pub fn words(&self, room: Ref) -> Option<String> {
        self.of(room)?.words(&self.house)
    }

    /// Who writes in a room.
    pub fn posting(&self, room: Ref) -> Circle {
        self.of(room).map_or(Circle::Everybody, |held| held.posting)
    }

    /// Who asks others into a room.
    pub fn inviting(&self, room: Ref) -> Circle {
        let said = self.of(room).and_then(|held| held.inviting);
        said.unwrap_or(self.house.inviting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_has_no_end() {
        let now = Moment(100 * time::DAY);
        let (mut policy, house) = (RoomPolicy::default(), RoomDefaults::default());
        assert_eq!(policy.cutoff(&house, now), None);
        policy.days = Some(30);
        assert_eq!(policy.cutoff(&house, now), Some(Moment(70 * time::DAY)));
        assert_eq!(policy.words(&house).as_deref(), Some("kept 30 days"));
        policy.hold = Some(Hold {
            reason: "Case 12".into(),
            by: Id::new(1),
            at: now,
        });
        assert_eq!(policy.cutoff(&house, now), None);
        assert!(
            policy
                .words(&house)
                .is_some_and(|words| words.contains("legal"))
        );
    }

    #[test]
    fn what_a_room_leaves_open_the_house_says() {
        let house = RoomDefaults {
            groups: Some(90),
            ..RoomDefaults::default()
        };
        let of = |how: Option<RoomType>, days: Option<u32>, for_ever: bool| {
            let policy = RoomPolicy {
                how,
                days,
                for_ever,
                ..RoomPolicy::default()
            };
            policy.kept(&house)
        };
        assert_eq!(of(Some(RoomType::Group), None, false), Some(90));
        assert_eq!(of(Some(RoomType::Group), Some(7), false), Some(7));
        assert_eq!(of(Some(RoomType::Group), None, true), None);
        assert_eq!(of(Some(RoomType::Direct), None, false), None);
        assert_eq!(of(None, None, false), None, "the room of a record");
    }
}
