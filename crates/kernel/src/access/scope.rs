//! How far a grant reaches (`Scope`) and where a record lies (`Placement`). A grant covers a record when
//! the places the grant opens and the places the record lies in have one in common.

use serde::{Deserialize, Serialize};

use crate::base::Id;

#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    #[default]
    None,
    Own,
    Team,
    /// The department and all below it.
    Department,
    All,
}

impl Scope {
    pub const ALL: [Scope; 5] = [
        Scope::None,
        Scope::Own,
        Scope::Team,
        Scope::Department,
        Scope::All,
    ];

    pub fn parse(text: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|s| s.name() == text)
    }

    pub fn name(self) -> &'static str {
        match self {
            Scope::None => "none",
            Scope::Own => "own",
            Scope::Team => "team",
            Scope::Department => "department",
            Scope::All => "all",
        }
    }

    /// How a refusal or an explanation says it.
    pub fn phrase(self) -> &'static str {
        match self {
            Scope::None => "nothing",
            Scope::Own => "your own",
            Scope::Team => "your team's",
            Scope::Department => "your department's and those below it",
            Scope::All => "all",
        }
    }
}

/// A place a record lies in. The number is the raw id of the person, team, department or client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    Global,
    Person(u64),
    Team(u64),
    Department(u64),
    Client(u64),
    /// Not where the record lies of itself: it was shared with this person.
    Shared(u64),
    /// It is a part of the record of this kind and number: whoever was given that one finds it there.
    Within(u8, u64),
}

/// The tag of places that parts are filed under beside where they lie.
pub(crate) const WITHIN: u8 = 7;

impl Placement {
    /// The people among these; nobody is passed over.
    pub fn people<T>(ids: impl IntoIterator<Item = Id<T>>) -> impl Iterator<Item = Placement> {
        ids.into_iter()
            .filter(|id| !id.is_none())
            .map(|id| Placement::Person(id.raw()))
    }

    pub fn departments<'a, T: 'a>(
        ids: impl IntoIterator<Item = &'a Id<T>>,
    ) -> impl Iterator<Item = Placement> {
        ids.into_iter().map(|id| Placement::Department(id.raw()))
    }

    /// The nine bytes under which a scoped index files a record. No kind ever has 2^56 records.
    pub fn bytes(self) -> [u8; 9] {
        let (tag, id) = match self {
            Placement::Global => (0, 0),
            Placement::Person(id) => (1, id),
            Placement::Team(id) => (2, id),
            Placement::Department(id) => (3, id),
            Placement::Client(id) => (4, id),
            // 5 was a place that nothing lay in.
            Placement::Shared(id) => (6, id),
            Placement::Within(kind, id) => (WITHIN, u64::from(kind) << 56 | id),
        };
        let mut out = [0; 9];
        out[0] = tag;
        out[1..].copy_from_slice(&id.to_be_bytes());
        out
    }
}
