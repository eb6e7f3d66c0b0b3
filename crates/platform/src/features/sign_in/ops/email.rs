//! The e-mail somebody signs in with. Who changes it could turn the account into their own, so it asks anew who does it
//! (`guards`, wherever it is written), ends the links that were sent to the old one, and its person is told.

use super::super::{
    LinkRequest,
    actions::{CHANGE_EMAIL, OWN_EMAIL},
    link_request, notices,
    ways::{end_sessions, held_credential},
};
use crate::{
    access::{Action, Tier},
    base::{Error, Id, Result},
    data::{Change, Held, Key, Visit},
    features::{
        authority, inbox,
        people::{User, user},
    },
};

/// Somebody's e-mail, by who administers them. Their sessions end: whoever holds one may be why it is changed.
pub fn change_email(
    visit: &Visit,
    id: Id<User>,
    version: Option<u64>,
    email: String,
) -> Result<()> {
    if id.raw() == visit.actor.person {
        return Err(Error::conflict(
            "This is your own account. Change your e-mail on your profile.",
        ));
    }
    visit.act(CHANGE_EMAIL, move |change| {
        let person = change.subject_at(id, version)?;
        authority::touch(change, &person)?;
        give(change, person, email)?;
        end_sessions(change, id, None)
    })
}

/// One's own. A client's people ask the house, which knows whom it serves by their e-mail.
pub fn change_own_email(visit: &Visit, email: String) -> Result<()> {
    if visit.actor.tier == Tier::Client {
        return Err(Error::Forbidden(
            "The house knows you by this e-mail. Ask the people who serve you to change it.".into(),
        ));
    }
    let (me, session) = (Id::new(visit.actor.person), visit.origin.session);
    let action: Action = OWN_EMAIL;
    visit.act(action, move |change| {
        change.event();
        let person = change.subject(me)?;
        give(change, person, email)?;
        end_sessions(change, me, session)
    })
}

fn give(change: &mut Change<'_, '_>, mut person: Held<User>, email: String) -> Result<()> {
    let email = email.to_lowercase();
    if person.email == email {
        return Err(Error::field("email", "This is the e-mail they have."));
    }
    let taken = change
        .unscoped("one e-mail signs one person in")
        .by_unique::<User>(user::BY_EMAIL, Key::new().text(&email))?;
    if taken.is_some_and(|other| other.id != person.id) {
        return Err(Error::field("email", "Somebody has this e-mail already."));
    }
    let id = person.id;
    let text = format!(
        "The e-mail you sign in with was changed from {} to {email}. If you didn't ask for it, tell an admin at once.",
        person.email
    );
    inbox::warn(change, id, &notices::ACCOUNT, id.as_ref(), text)?;
    person.email = email;
    change.put(&person)?;
    const RENAMED: &str = "what was sent to the old e-mail opens nothing any more";
    let mut credential = held_credential(change, id, RENAMED)?;
    credential.end_links();
    change.put(&credential)?;
    // What was asked for under the old name is asked for anew, if it still is.
    for asked in change
        .on_behalf(RENAMED)
        .children::<LinkRequest>(link_request::REQUESTS_OF, Key::new().id(id))?
    {
        if asked.answered.is_none() {
            change.delete(&asked)?;
        }
    }
    Ok(())
}
