//! What people hold that must not be left without an owner: who holds a record while it is open, and how it changes hands.
//! Each room says it of its own records; whoever leaves hands all of it over (`handover`).

use serde::{Deserialize, Serialize};

use super::{Department, Team, User};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Change, Entity, EntityInfo, Index, Key, Record, Ref},
};

/// A kind of record that people hold.
pub trait Holding: Entity {
    /// Its place among the kinds, as they are listed.
    const PLACE: u8;
    /// What those of one person are called together.
    const LABEL: &'static str = Self::INFO.many;
    /// A post: whoever manages there is proposed first.
    const IS_POST: bool = false;
    /// Whether it can be in the hands of somebody with whom it doesn't lie yet.
    const LIES_ELSEWHERE: bool = false;

    /// The scoped indexes and beginnings of keys under which the open ones are filed; none for kinds of which there are
    /// few, and none lies with a person.
    fn filed() -> Vec<(Index, Key)>;
    /// In whose hands it is, or comes back to; nobody's once it is over.
    fn holders(&self) -> Vec<Id<User>>;
    /// Where it lies, for proposing who takes it.
    fn department(&self) -> Id<Department>;
    /// With which department it is left by whoever moves on; none where it goes along.
    fn left_with(&self) -> Id<Department> {
        self.department()
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>);
    /// Why somebody can't take it over, beside what they may see.
    fn refuses(&self, _from: Id<User>, _to: Id<User>) -> Option<&'static str> {
        None
    }

    /// What else follows the new hands.
    ///
    /// # Errors
    /// When it can't be written.
    fn after(&self, _: &mut Change<'_, '_>) -> Result<()> {
        Ok(())
    }
}

/// One record that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub of: Ref,
    pub number: String,
    pub department: Id<Department>,
    pub left_with: Id<Department>,
}

/// What can be done with every kind that people hold.
pub struct Holds {
    pub code: u8,
    pub plural: &'static str,
    pub place: u8,
    pub label: &'static str,
    pub is_post: bool,
    pub entity: &'static EntityInfo,
    /// What whoever takes it must be able to see.
    pub view: Action,
    pub find: fn(&mut Change<'_, '_>, Id<User>) -> Result<Vec<Held>>,
    pub pass: fn(&mut Change<'_, '_>, u64, Id<User>, Id<User>) -> Result<()>,
    /// Who holds it now and didn't before this deed.
    pub fresh: fn(&mut Change<'_, '_>, u64) -> Result<Vec<Id<User>>>,
}

impl Holds {
    pub fn of<R: Holding>() -> Holds {
        Holds {
            code: R::KIND.code,
            plural: R::KIND.plural,
            place: R::PLACE,
            label: R::LABEL,
            is_post: R::IS_POST,
            entity: R::INFO,
            view: R::VIEW,
            find: find::<R>,
            pass: pass::<R>,
            fresh: fresh::<R>,
        }
    }
}

/// Ends what runs in the name of somebody who leaves, where nobody takes that over.
pub type EndsWith = fn(&mut Change<'_, '_>, Id<User>) -> Result<()>;

/// Puts one person in the other's place.
pub fn swap(hand: &mut Id<User>, from: Id<User>, to: Id<User>) {
    if *hand == from {
        *hand = to;
    }
}

pub fn swap_maybe(hand: &mut Option<Id<User>>, from: Id<User>, to: Id<User>) {
    if *hand == Some(from) {
        *hand = Some(to);
    }
}

impl Holding for Department {
    const PLACE: u8 = 8;
    const LABEL: &'static str = "Departments they manage";
    const IS_POST: bool = true;
    fn filed() -> Vec<(Index, Key)> {
        Vec::new()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.retired {
            true => Vec::new(),
            false => self.manager.into_iter().collect(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.parent.unwrap_or(self.id)
    }
    fn left_with(&self) -> Id<Department> {
        self.id
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        if self.manager == Some(from) {
            self.appoint(Some(to));
        }
    }
}

impl Holding for Team {
    const PLACE: u8 = 9;
    const LABEL: &'static str = "Teams they lead";
    fn filed() -> Vec<(Index, Key)> {
        Vec::new()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.retired {
            true => Vec::new(),
            false => self.lead.into_iter().collect(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap_maybe(&mut self.lead, from, to);
    }
}

fn find<R: Holding>(change: &mut Change<'_, '_>, user: Id<User>) -> Result<Vec<Held>> {
    let mut found: Vec<R> = Vec::new();
    let filed = R::filed();
    let mut all = change.unscoped("whatever somebody holds is handed on, whoever sees it");
    if filed.is_empty() {
        found = all.all()?;
    }
    for (index, key) in filed {
        found.extend(match R::LIES_ELSEWHERE {
            true => all.lying_anywhere::<R>(index, key)?,
            false => all.lying_with::<R>(user.raw(), index, key)?,
        });
    }
    found.retain(|held| held.holders().contains(&user));
    Ok(found
        .iter()
        .map(|held| Held {
            of: Record::as_ref(held),
            number: held.number(),
            department: held.department(),
            left_with: held.left_with(),
        })
        .collect())
}

fn pass<R: Holding>(
    change: &mut Change<'_, '_>,
    id: u64,
    from: Id<User>,
    to: Id<User>,
) -> Result<()> {
    let mut held = change
        .on_behalf("what somebody holds goes to who comes after them")
        .load::<R>(Id::new(id))?;
    if let Some(why) = held.refuses(from, to) {
        return Err(Error::conflict(format!("{}: {why}", held.number())));
    }
    held.hand(from, to);
    change.about(Record::as_ref(&*held));
    change.put(&held)?;
    held.after(change)
}

fn fresh<R: Holding>(change: &mut Change<'_, '_>, id: u64) -> Result<Vec<Id<User>>> {
    let Some(is) = change.find::<R>(Id::new(id))? else {
        return Ok(Vec::new());
    };
    let was = change
        .was::<R>(Id::new(id))?
        .map(|was| was.holders())
        .unwrap_or_default();
    let mut holders = is.holders();
    holders.retain(|held| !was.contains(held) && !held.is_none());
    Ok(holders)
}
