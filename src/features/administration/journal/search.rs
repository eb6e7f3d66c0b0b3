//! A search somebody keeps for themselves.

use serde::{Deserialize, Serialize};

use super::{EXPORT, KEEP_SEARCH, ask::Ask};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
    data::{Declares, Index, Key, Kind, Query, Visit, record},
    features::{history, people::User},
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
/// More nobody finds anything in.
const MOST: usize = 40;

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

/// One's own; others' are nobody's business.
pub fn own(visit: &Visit) -> Result<Vec<Search>> {
    Ok(visit.list(query(visit).limit(MOST))?.rows)
}

pub fn query(visit: &Visit) -> Query<Search> {
    Query::by(BY_OWNER).under(Key::new().number(visit.actor.person))
}

pub fn keep(visit: &Visit, name: String, query: String) -> Result<Id<Search>> {
    if own(visit)?.len() >= MOST {
        return Err(Error::conflict(format!(
            "{MOST} searches are kept already. Remove one first."
        )));
    }
    visit.act(KEEP_SEARCH, move |change| {
        let owner = Id::new(change.actor.person);
        let made = change.insert(Search {
            owner,
            name,
            query,
            ..Search::default()
        })?;
        Ok(made.id)
    })
}

pub fn remove(visit: &Visit, id: Id<Search>) -> Result<()> {
    visit.act(KEEP_SEARCH, move |change| {
        let held = change.subject(id)?;
        if held.owner.raw() != change.actor.person {
            return Err(Error::NotFound);
        }
        change.delete(&held)
    })
}

/// Says in the journal who takes a copy out of the house.
pub fn note_export(visit: &Visit, note: String) -> Result<()> {
    visit.act(EXPORT, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })
}
