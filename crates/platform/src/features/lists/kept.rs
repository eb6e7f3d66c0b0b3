//! Searches that people keep for themselves, as they were asked: each room that is searched has a kind of its own, and they
//! are kept alike.

use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Index, Key, Query, Record, Visit},
    features::people::User,
};

/// A search that somebody keeps.
pub trait Kept: Record {
    /// Keeping one, and removing it.
    const KEEP: Action;
    /// Those of a person, by their number.
    const BY_OWNER: Index;

    fn kept(owner: Id<User>, name: String, asked: String) -> Self;
    fn owner(&self) -> Id<User>;
}

/// More nobody finds anything in.
const MOST: usize = 40;

/// One's own; others' are nobody's business.
///
/// # Errors
/// When the store can't be read.
pub fn own<R: Kept>(visit: &Visit) -> Result<Vec<R>> {
    Ok(visit.list(query::<R>(visit).limit(MOST))?.rows)
}

pub fn query<R: Kept>(visit: &Visit) -> Query<R> {
    Query::by(R::BY_OWNER).under(Key::new().number(visit.actor.person))
}

/// # Errors
/// `Conflict` when there are as many as anybody keeps.
pub fn keep<R: Kept>(visit: &Visit, name: String, asked: String) -> Result<Id<R>> {
    if own::<R>(visit)?.len() >= MOST {
        return Err(Error::conflict(format!(
            "{MOST} searches are kept already. Remove one first."
        )));
    }
    visit.act(R::KEEP, move |change| {
        let owner = Id::new(change.actor.person);
        Ok(change.insert(R::kept(owner, name, asked))?.id())
    })
}

/// # Errors
/// `NotFound` for another's.
pub fn remove<R: Kept>(visit: &Visit, id: Id<R>) -> Result<()> {
    visit.act(R::KEEP, move |change| {
        let held = change.subject(id)?;
        if held.owner().raw() != change.actor.person {
            return Err(Error::NotFound);
        }
        change.delete(&held)
    })
}
