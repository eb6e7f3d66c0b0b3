//! The verbs, by whose deed it is: the house's (`house`), about others (`others`), their ways in (`secrets`), one's own
//! (`own`).

mod glass;
mod house;
mod others;
mod own;
mod secrets;

use super::{Credential, Session, User, credential, session};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Key},
};

pub use glass::{Glass, break_glass};
pub use house::{add_user, add_user_hashed, appoint, set_up};
pub use others::{deactivate, edit, insert_client_user, invite, reactivate, unlock};
pub use own::{change_look, change_password, enrol, revoke};
pub use secrets::{
    add_token, choose_password, give_password, give_second_factor, person_of_link,
    reset_password_link, reset_second_factor, set_password,
};

pub(in crate::features::people) fn credential_of(
    change: &mut Change<'_, '_>,
    user: Id<User>,
) -> Result<Credential> {
    change
        .by_unique::<Credential>(credential::BY_USER, Key::new().id(user))?
        .ok_or_else(|| Error::internal(format!("{user} has no credential")))
}

fn end_sessions(change: &mut Change<'_, '_>, user: Id<User>, but: Option<u64>) -> Result<()> {
    for session in change.children::<Session>(session::BY_USER, Key::new().id(user))? {
        if but != Some(session.id.raw()) {
            change.delete(&session)?;
        }
    }
    Ok(())
}
