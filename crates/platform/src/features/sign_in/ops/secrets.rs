//! People's ways in: single-use links, passwords, second factors. Only their hashes are kept.

use super::super::{
    Credential, LinkRequest,
    actions::RESET_FACTOR,
    credential::{self},
    link_mail, link_request, notices,
    password::Rule,
    password_hash::hash_password,
    token::{hash_token, new_token},
    ways::{end_ways, held_credential},
};
use crate::{
    access::Action,
    base::{Error, Id, Result, if_found, time},
    data::{Change, Key, Visit},
    features::{
        authority, inbox,
        people::{ADMINISTER, User},
    },
};

/// A new single-use link to choose a password; for who forgot theirs. Ends their sessions when it is used.
pub fn reset_password_link(visit: &Visit, user: Id<User>, action: Action) -> Result<String> {
    visit.act(action, move |change| {
        let person = change.subject(user)?;
        authority::touch(change, &person)?;
        if user.raw() == change.actor.person {
            return Err(Error::conflict(
                "This is your own account. Change your password on your profile, where the current one is asked for.",
            ));
        }
        authority::second_for(change, &person)?;
        change.note("Made a sign-in link");
        for mut asked in change
            .on_behalf("a new link answers whoever asked for one")
            .children::<LinkRequest>(link_request::REQUESTS_OF, Key::new().id(user))?
        {
            asked.answered = asked.answered.or(Some(change.at));
            change.put(&asked)?;
        }
        let link = new_token();
        let (hash, until) = (hash_token(&link), change.at.plus(time::DAY));
        alter(change, user, |credential| {
            credential.end_links();
            credential.link = hash;
            credential.link_until = until;
        })?;
        link_mail::replaced(change, user)?;
        link_mail::send(change, &person, &link, until, link_mail::NEW_LINK)?;
        Ok(link)
    })
}

fn used_up() -> Error {
    Error::conflict("This link was used already or has expired. Ask for a new one.")
}

/// Changes how a person comes in, as a deed that stands in their history.
fn alter(
    change: &mut Change<'_, '_>,
    user: Id<User>,
    rule: impl FnOnce(&mut Credential),
) -> Result<()> {
    change.event();
    change.about(user.as_ref());
    let why = "how somebody comes in is changed by who may touch their account";
    let mut credential = held_credential(change, user, why)?;
    rule(&mut credential);
    change.put(&credential)
}

/// The person behind a link that still holds.
pub fn person_of_link(visit: &Visit, link: &str) -> Result<User> {
    let key = Key::new().text(&hash_token(link));
    let credential = if_found(visit.find_by::<Credential>(credential::BY_LINK, key))?
        .filter(|credential| credential.takes_link(&hash_token(link), visit.at))
        .ok_or_else(used_up)?;
    visit.find(credential.user)
}

/// Uses a link up: sets the password and ends whatever sessions there were.
pub fn choose_password(visit: &Visit, link: &str, password: &str) -> Result<Id<User>> {
    let rule = Rule::of(visit, &person_of_link(visit, link)?)?;
    rule.check("password", password)?;
    let held_to = rule.held_to();
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    let link = hash_token(link);
    visit.act(ADMINISTER, move |change| {
        change.event();
        let mut credential = change
            .on_behalf("whoever has the link chooses the password")
            .by_unique::<Credential>(credential::BY_LINK, Key::new().text(&link))?
            .filter(|credential| credential.takes_link(&link, change.at))
            .ok_or_else(used_up)?;
        change.about(credential.user.as_ref());
        change.note("Chose a password by link");
        let first = credential.password.is_empty();
        credential.password = hash;
        credential.held_to = held_to;
        credential.end_links();
        change.put(&credential)?;
        link_mail::used(change, credential.user)?;
        if !first {
            let user = credential.user;
            let text = "A new password was chosen for you with a link. If this was not you, tell an admin at once.";
            inbox::notify(change, user, &notices::ACCOUNT, user.as_ref(), text)?;
        }
        end_ways(change, credential.user, None)?;
        Ok(credential.user)
    })
}

/// From the server's shell.
pub fn set_password(visit: &Visit, user: Id<User>, password: &str) -> Result<()> {
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    visit.act(ADMINISTER, move |change| {
        change.note("Set a password from the server's shell");
        alter(change, user, |credential| {
            credential.password = hash;
            credential.mailed = String::new();
        })?;
        end_ways(change, user, None)
    })
}

/// From the server's shell: the person enrols a second factor anew at the next sign-in.
pub fn reset_second_factor(visit: &Visit, user: Id<User>) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.note("Removed the second factor from the server's shell");
        alter(change, user, Credential::drop_factors)?;
        end_ways(change, user, None)
    })
}

/// For somebody whose phone is lost and whose recovery codes are used up: authenticator and passkeys go. Their sessions end; where the policy asks for
/// a second factor, they set up a new one at the next sign-in.
pub fn remove_second_factor(visit: &Visit, user: Id<User>) -> Result<()> {
    visit.act(RESET_FACTOR, move |change| {
        let person = change.subject(user)?;
        authority::touch(change, &person)?;
        if user.raw() == change.actor.person {
            return Err(Error::conflict(
                "This is your own account. Replace your second factor on your profile.",
            ));
        }
        authority::second_for(change, &person)?;
        alter(change, user, Credential::drop_factors)?;
        let text = "Your second factor was removed by an admin. If you didn't ask for it, tell them at once.";
        inbox::notify(change, user, &notices::ACCOUNT, user.as_ref(), text)?;
        end_ways(change, user, None)
    })
}

/// For a house that is made by a program: a second factor that is enrolled already.
pub fn give_second_factor(visit: &Visit, user: Id<User>, seed: &str) -> Result<()> {
    let seed = seed.to_owned();
    visit.act(ADMINISTER, move |change| {
        alter(change, user, |credential| credential.totp = seed)
    })
}

/// For a house that is made by a program: a password whose hash is known already.
pub fn give_password(visit: &Visit, user: Id<User>, hash: String) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        alter(change, user, |credential| {
            credential.password = hash;
            credential.end_links();
        })
    })
}
