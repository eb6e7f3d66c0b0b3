//! A search somebody keeps for themselves.

use serde::{Deserialize, Serialize};

use super::{
    actions::{EXPORT, KEEP_SEARCH},
    ask::Ask,
};
use crate::{
    access::{Action, Placement},
    base::{Id, Result},
    data::{Declares, Index, Key, Kind, Visit, record},
    features::{history, lists::kept::Kept, people::User},
    web::form::{Form, Reader, Required},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Search {
    #[serde(skip)]
    pub id: Id<Search>,
    #[serde(skip)]
    pub version: u64,
    pub owner: Id<User>,
    pub name: String,
    /// As it stands in the address.
    pub query: String,
}

const BY_OWNER: Index = Index::scoped(1);

impl Search {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.owner.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_OWNER, Key::new().id(self.owner));
    }
}

record!(Search, Kind::new(41, "searches", "JS"), view: history::VIEW);

#[derive(Debug, Clone)]
pub struct NewSearch {
    pub name: String,
    pub ask: Ask,
}

impl Form for NewSearch {
    fn read(f: &mut Reader) -> Self {
        NewSearch {
            name: f.text("name", "Name of the search", Required, 60),
            ask: Ask::read(f),
        }
    }
}

impl Kept for Search {
    const KEEP: Action = KEEP_SEARCH;
    const BY_OWNER: Index = BY_OWNER;

    fn kept(owner: Id<User>, name: String, query: String) -> Search {
        Search {
            owner,
            name,
            query,
            ..Search::default()
        }
    }

    fn owner(&self) -> Id<User> {
        self.owner
    }
}

/// Says in the journal who takes a copy out of the house.
pub fn note_export(visit: &Visit, note: String) -> Result<()> {
    visit.act(EXPORT, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })
}
