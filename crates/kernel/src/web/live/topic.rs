//! What a page says it shows, and what an entry of the journal concerns.
//!
//! `tasks:7` is a record, or something that was done about it; `tasks@person:5` are the tasks that lie with a person
//! (likewise `team`, `department`, `client`), where they lay before a change and where they lie after it;
//! `tasks@projects:214` are tasks that something was done to about that project; `tasks` are all there are;
//! `person:5` is what is addressed to a person. The narrower a page says what it shows, the fewer wake.

use std::fmt;

use crate::{
    access::Placement,
    data::{Ref, Schema},
};

/// Topics that one page may name, and how long each may be.
const MOST: usize = 60;
const LONGEST: usize = 80;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Any record of a kind.
    Kind(u8),
    Record(Ref),
    /// Records of a kind that lie in a place.
    Lying(u8, Placement),
    /// Records of a kind that something was done to about this one.
    About(u8, Ref),
    /// What is addressed to a person.
    Person(u64),
}

impl Topic {
    pub fn parse(schema: &Schema, text: &str) -> Option<Topic> {
        let kind = |plural: &str| {
            let mut kinds = schema.kinds();
            kinds
                .find(|info| info.kind.plural == plural)
                .map(|info| info.kind.code)
        };
        if let Some((plural, place)) = text.split_once('@') {
            let of = kind(plural)?;
            let (plural, id) = numbered(place)?;
            return Some(match plural {
                "person" => Topic::Lying(of, Placement::Person(id)),
                "team" => Topic::Lying(of, Placement::Team(id)),
                "department" => Topic::Lying(of, Placement::Department(id)),
                "client" => Topic::Lying(of, Placement::Client(id)),
                plural => Topic::About(
                    of,
                    Ref {
                        kind: kind(plural)?,
                        id,
                    },
                ),
            });
        }
        match numbered(text) {
            Some(("person", id)) => Some(Topic::Person(id)),
            Some((plural, id)) => Some(Topic::Record(Ref {
                kind: kind(plural)?,
                id,
            })),
            None => kind(text).map(Topic::Kind),
        }
    }

    /// The topics that a page asks for; what isn't one is passed over.
    pub fn all(schema: &Schema, text: &str) -> Vec<Topic> {
        let mut topics: Vec<Topic> = text
            .split([' ', '+', ','])
            .filter(|topic| !topic.is_empty() && topic.len() < LONGEST)
            .take(MOST)
            .filter_map(|topic| Topic::parse(schema, topic))
            .collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }

    /// As a page writes it.
    pub fn show(self, schema: &Schema) -> Shown<'_> {
        Shown(self, schema)
    }
}

/// What a page shows that lists records of a kind from these places; all of the kind, where no place says it.
pub fn of_list(plural: &str, places: &[Placement]) -> Vec<String> {
    let named = |place: &Placement| {
        let (name, id) = name_of(*place)?;
        Some(format!("{plural}@{name}:{id}"))
    };
    let named: Option<Vec<String>> = places.iter().map(named).collect();
    named.unwrap_or_else(|| vec![plural.to_owned()])
}

/// How a topic writes a place that records lie in; None for one that none names.
fn name_of(place: Placement) -> Option<(&'static str, u64)> {
    match place {
        Placement::Person(id) => Some(("person", id)),
        Placement::Team(id) => Some(("team", id)),
        Placement::Department(id) => Some(("department", id)),
        Placement::Client(id) => Some(("client", id)),
        Placement::Global | Placement::Within(..) | Placement::Shared(_) => None,
    }
}

/// `projects:214`.
fn numbered(text: &str) -> Option<(&str, u64)> {
    let (plural, id) = text.split_once(':')?;
    Some((plural, id.parse().ok()?))
}

pub struct Shown<'a>(Topic, &'a Schema);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |kind: u8| self.1.kind(kind).map_or("?", |info| info.kind.plural);
        match self.0 {
            Topic::Kind(kind) => f.write_str(plural(kind)),
            Topic::Record(of) => write!(f, "{}:{}", plural(of.kind), of.id),
            Topic::About(kind, of) => write!(f, "{}@{}:{}", plural(kind), plural(of.kind), of.id),
            Topic::Person(id) => write!(f, "person:{id}"),
            Topic::Lying(kind, place) => {
                // No other place is parsed into a topic.
                let (name, id) = name_of(place).unwrap_or(("?", 0));
                write!(f, "{}@{name}:{id}", plural(kind))
            }
        }
    }
}
