//! A search that somebody keeps for themselves.

use serde::{Deserialize, Serialize};

use super::actions::USE;
use crate::{
    access::{Action, Placement},
    base::{Id, Result},
    data::{Declares, Entity, EntityInfo, Field, Index, Key, Kind, Visit, record},
    features::{
        lists::kept::{self, Kept},
        people::User,
    },
    ui::icon::Icon,
    web::form::{Form, Reader, Required},
};

pub const KEEP: Action = Action::own("search.keep", "Keep a search for oneself")
    .told("kept a search")
    .told_back("removed a search that they had kept");

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SavedSearch {
    #[serde(skip)]
    pub id: Id<SavedSearch>,
    #[serde(skip)]
    pub version: u64,
    pub owner: Id<User>,
    pub name: String,
    /// As it was typed.
    pub query: String,
}

const BY_OWNER: Index = Index::scoped(1);

impl SavedSearch {
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

record!(SavedSearch, Kind::new(97, "saved-searches", "SS"), view: USE);

const FIELDS: &[Field] = &[
    Field::person("owner", "Of"),
    Field::text("name", "Name"),
    Field::text("query", "Search"),
];

impl Entity for SavedSearch {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Kept search", "Kept searches", Icon::Star, FIELDS).without_page();
}

#[derive(Debug, Clone)]
pub struct NewSearch {
    pub name: String,
    pub query: String,
}

impl Form for NewSearch {
    fn read(f: &mut Reader) -> Self {
        NewSearch {
            name: f.text("name", "Name of the search", Required, 60),
            query: f.text("q", "Search", Required, 200),
        }
    }
}

impl Kept for SavedSearch {
    const KEEP: Action = KEEP;
    const BY_OWNER: Index = BY_OWNER;

    fn kept(owner: Id<User>, name: String, query: String) -> SavedSearch {
        SavedSearch {
            owner,
            name,
            query,
            ..SavedSearch::default()
        }
    }

    fn owner(&self) -> Id<User> {
        self.owner
    }
}

/// What a demonstration keeps.
pub fn demonstrate(visit: &Visit) -> Result<()> {
    for (name, query) in [
        ("Redirects, last month", "redirect after:30d"),
        ("Blocked tasks", "is:blocked kind:task"),
        ("What I said with files", "from:me has:file"),
    ] {
        kept::keep::<SavedSearch>(visit, name.to_owned(), query.to_owned())?;
    }
    Ok(())
}
