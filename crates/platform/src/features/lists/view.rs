//! A view of a list that somebody keeps, and how each likes to read a list.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::Id,
    choices,
    data::{Cached, Declares, Index, Key, Kind, ReadTx, Store, record},
    features::people::{Role, User},
};

choices! {
    /// For whom a view is.
    pub enum Audience {
        Mine: "mine", "Only me";
        Role: "role", "A role";
        All: "all", "Everybody";
    }
}

choices! {
    /// How close rows stand.
    pub enum Density {
        Usual: "usual", "Usual";
        Compact: "compact", "Close together";
    }
}

/// A list as it was asked for, under a name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SavedView {
    #[serde(skip)]
    pub id: Id<SavedView>,
    #[serde(skip)]
    pub version: u64,
    /// The plural of what it lists.
    pub list: String,
    pub name: String,
    /// What is asked for and how it is sorted, as it stands in the address.
    #[serde(default)]
    pub query: String,
    /// The keys of its columns; none are the usual ones.
    #[serde(default)]
    pub columns: Vec<String>,
    #[serde(default)]
    pub density: Density,
    pub owner: Id<User>,
    #[serde(default)]
    pub audience: Audience,
    /// Whose, when it is for a role.
    #[serde(default)]
    pub role: Option<Id<Role>>,
}

impl SavedView {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.owner.raw())]
    }

    fn declare(&self, _: &mut Declares) {}

    /// Whether it is kept for others as well.
    pub fn is_shared(&self) -> bool {
        self.audience != Audience::Mine
    }
}

record!(SavedView, Kind::new(54, "saved-views", "SV"), view: VIEW);

/// How somebody reads a list where they chose: by view, 0 being the list itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Look {
    pub view: u64,
    #[serde(default)]
    pub columns: Vec<String>,
    #[serde(default)]
    pub density: Density,
}

/// What somebody chose for one list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Reading {
    #[serde(skip)]
    pub id: Id<Reading>,
    #[serde(skip)]
    pub version: u64,
    pub owner: Id<User>,
    /// The plural of what it lists.
    pub list: String,
    #[serde(default)]
    pub looks: Vec<Look>,
    /// The view that the list opens with.
    #[serde(default)]
    pub opens: Option<Id<SavedView>>,
}

/// Of one person and one list there is one.
pub const BY_OWNER: Index = Index::plain(1);

impl Reading {
    fn title(&self) -> String {
        format!("How {} are read", self.list)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.owner.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_OWNER, key(self.owner, &self.list));
    }

    pub fn look(&self, view: u64) -> Option<&Look> {
        self.looks.iter().find(|look| look.view == view)
    }

    /// Keeps how a view is read; what is as usual isn't kept.
    pub fn keep(&mut self, look: Look) {
        self.looks.retain(|held| held.view != look.view);
        if !look.columns.is_empty() || look.density != Density::Usual {
            self.looks.push(look);
        }
    }
}

pub fn key(owner: Id<User>, list: &str) -> Key {
    Key::new().id(owner).text(list)
}

record!(Reading, Kind::new(55, "readings", "RD"), view: VIEW);

/// All views that are kept. For whom one is isn't a place that records lie in, so they are read from here, and given out
/// to those they are for (`views_of`).
pub struct Kept(pub Vec<SavedView>);

impl Cached for Kept {
    const FROM: &'static [Kind] = &[<SavedView as crate::data::Record>::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> crate::base::Result<Self> {
        Ok(Kept(read_tx.all::<SavedView>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_kept_once_for_each_view_and_not_when_it_is_usual() {
        let look = |view: u64, columns: &[&str]| Look {
            view,
            columns: columns.iter().map(|key| (*key).to_owned()).collect(),
            density: Density::Usual,
        };
        let mut reading = Reading::default();
        reading.keep(look(0, &["stage"]));
        reading.keep(look(3, &["owner", "value"]));
        reading.keep(look(0, &["value"]));
        assert_eq!(reading.looks.len(), 2);
        assert_eq!(reading.look(0), Some(&look(0, &["value"])));
        reading.keep(look(0, &[]));
        assert_eq!(reading.look(0), None);
        assert_eq!(reading.looks.len(), 1);
    }
}
