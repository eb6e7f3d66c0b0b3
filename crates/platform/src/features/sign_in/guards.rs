//! What is held wherever a way into an account is written, whatever deed writes it: who may touch its person.

use super::{Credential, Session, Token};
use crate::{
    base::{Id, Result},
    data::Change,
    features::{authority::touch, people::User},
};

/// A way into an account is changed by its person, or by who may touch that person.
fn way_in(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    if change.actor.person == user.raw() || change.made_here(user) {
        return Ok(());
    }
    match change.find(user)? {
        Some(person) => touch(change, &person),
        // Gone in the same deed: that was asked of the person themselves.
        None => Ok(()),
    }
}

pub fn credential(
    change: &mut Change<'_, '_>,
    was: Option<&Credential>,
    is: Option<&Credential>,
) -> Result<()> {
    // A link, a password, a second factor of somebody else's is a key to their account.
    if let Some(user) = is.or(was).map(|held| held.user)
        && user.raw() != change.actor.person
        && !change.made_here(user)
    {
        change.demand_proof()?;
    }
    each(change, was.map(|c| c.user), is.map(|c| c.user))
}

pub fn session(
    change: &mut Change<'_, '_>,
    was: Option<&Session>,
    is: Option<&Session>,
) -> Result<()> {
    each(change, was.map(|s| s.user), is.map(|s| s.user))
}

pub fn token(change: &mut Change<'_, '_>, was: Option<&Token>, is: Option<&Token>) -> Result<()> {
    each(change, was.map(|t| t.user), is.map(|t| t.user))
}

fn each(change: &mut Change<'_, '_>, was: Option<Id<User>>, is: Option<Id<User>>) -> Result<()> {
    for user in was.into_iter().chain(is.filter(|is| Some(*is) != was)) {
        way_in(change, user)?;
    }
    Ok(())
}
