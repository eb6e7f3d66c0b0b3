//! The ways in that somebody has, and their end.

use super::{
    credential,
    credential::Credential,
    policy::Policy,
    session,
    session::Session,
    token::{self, Token},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Held, Key, Ref},
    features::people::User,
};

/// How somebody comes in, to be changed.
pub(in crate::features::sign_in) fn held_credential(
    change: &mut Change<'_, '_>,
    user: Id<User>,
    why: &'static str,
) -> Result<Held<Credential>> {
    change
        .on_behalf(why)
        .by_unique::<Credential>(credential::BY_USER, Key::new().id(user))?
        .ok_or_else(|| Error::internal(format!("{user} has no credential")))
}

/// Refuses to change a second factor in a session that never showed the one there is: a password opened it, and a
/// password is not enough to replace what stands beside it.
pub(in crate::features::sign_in) fn factor_was_shown(
    change: &mut Change<'_, '_>,
    credential: &Credential,
) -> Result<()> {
    let session = change.origin().session.map(Id::<Session>::new);
    let held = match session {
        Some(id) => change.unscoped("it is the session that asks").find(id)?,
        None => None,
    };
    match held.is_some_and(|held| held.owes_factor(credential)) {
        true => Err(Error::Unproved),
        false => Ok(()),
    }
}

/// Ends what is over, and the oldest beyond how many sessions a person may have.
pub(in crate::features::sign_in) fn trim_sessions(
    change: &mut Change<'_, '_>,
    user: Id<User>,
    policy: &Policy,
) -> Result<()> {
    let at = change.at;
    let mut held = change
        .unscoped("what is over ends whoever sees it")
        .children::<Session>(session::BY_USER, Key::new().id(user))?;
    let mut over = Vec::new();
    held.retain(|session| {
        let lives = session.ends(policy) > at;
        if !lives {
            over.push(session.id);
        }
        lives && !session.half
    });
    held.sort_by_key(|session| session.id);
    let beyond = held
        .len()
        .saturating_sub(usize::try_from(policy.sessions).unwrap_or(1).max(1));
    over.extend(held.drain(..beyond).map(|session| session.id));
    for id in over {
        let sessions = change.on_behalf("sessions end with what opened them");
        let session = sessions.load(id)?;
        change.delete(&session)?;
    }
    Ok(())
}

/// Ends everything that a password or a second factor opened: sessions but one, and tokens.
pub fn end_ways(change: &mut Change<'_, '_>, user: Id<User>, but: Option<u64>) -> Result<()> {
    end_tokens(change, user)?;
    end_sessions(change, user, but)
}

pub fn end_sessions(change: &mut Change<'_, '_>, user: Id<User>, but: Option<u64>) -> Result<()> {
    for session in change
        .on_behalf("sessions end with what opened them")
        .children::<Session>(session::BY_USER, Key::new().id(user))?
    {
        if but != Some(session.id.raw()) {
            change.delete(&session)?;
        }
    }
    Ok(())
}

/// All of somebody's: what was opened with something that holds no more.
pub fn end_tokens(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    for token in change
        .on_behalf("tokens end with what they were made under")
        .children::<Token>(token::BY_USER, Key::new().id(user))?
    {
        change.delete(&token)?;
    }
    Ok(())
}

/// Whoever has more sessions than a new policy allows keeps the newest. Not in the deed itself: whoever may change the
/// policy need not be one who may touch each of those people.
pub fn sessions_fit(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let kind = <Policy as crate::data::Record>::KIND.code;
    for of in touched.iter().filter(|of| of.kind == kind) {
        let Some(policy) = change.find::<Policy>(Id::new(of.id))? else {
            continue;
        };
        for user in change.all::<User>()? {
            if user.tier == policy.tier {
                super::ways::trim_sessions(change, user.id, &policy)?;
            }
        }
    }
    Ok(())
}
