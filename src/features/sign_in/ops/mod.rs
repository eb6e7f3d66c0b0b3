//! The verbs, by whose deed it is: the house's (`house`), about others (`others`), their ways in (`secrets`), one's own
//! (`own`), among them one's passkeys (`passkeys`).

mod email;
mod glass;
mod others;
mod own;
mod passkeys;
mod secrets;
mod set_up;
mod tokens;

use super::{Credential, Policy, Session, credential, session};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Held, Key},
    features::people::User,
};

pub use email::{change_email, change_own_email};
pub use glass::{Glass, break_glass};
pub(in crate::features::sign_in) use others::insert_user;
pub use others::{
    close_door, edit, insert_client_user, invite, invite_again, leaving, may_touch, reactivate,
    unlock,
};
pub use own::{
    change_look, change_password, end_others, enrol, forget_device, may_end, new_recovery_codes,
    proves, revoke,
};
pub use passkeys::{add_passkey, ask_for_new, ask_for_proof, remove_passkey, rename_passkey};
pub use secrets::{
    choose_password, give_password, give_second_factor, person_of_link, remove_second_factor,
    reset_password_link, reset_second_factor, set_password,
};
pub use set_up::{add_user, add_user_hashed, appoint, set_up};
pub use tokens::{
    add_token, add_token_for, end_tokens, keep_used, make_own_token, revoke_own_token,
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
fn end_ways(change: &mut Change<'_, '_>, user: Id<User>, but: Option<u64>) -> Result<()> {
    end_tokens(change, user)?;
    end_sessions(change, user, but)
}

fn end_sessions(change: &mut Change<'_, '_>, user: Id<User>, but: Option<u64>) -> Result<()> {
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
