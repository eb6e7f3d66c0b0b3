//! Deeds about other people: who is let in as what, and who goes. Whom one may touch and what one may grant is held
//! where people are written (`guards`), not here.

use super::super::{
    Credential, link_mail,
    token::{hash_token, new_token},
    ways::{end_sessions, end_ways, held_credential},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text, time},
    data::{Change, Held, Key, Visit},
    features::{
        authority,
        people::{
            ADMINISTER, DEACTIVATE, Directory, EDIT, EditUser, INVITE, NewUser, Role, RoleRef,
            User, user,
        },
    },
};

/// Adds a person. They choose their password through a single-use link, which is returned for hand-over.
pub fn invite(visit: &Visit, form: NewUser) -> Result<(Id<User>, String)> {
    visit.act(INVITE, move |change| invited(change, form))
}

/// For clients: within a deed of theirs, an account of the client tier for somebody at a company, with the role that is
/// named; else whoever comes first of a company is its own admin, and the others have the first role that there is. They choose their password through the single-use link, as invited staff do.
pub fn insert_client_user(
    change: &mut Change<'_, '_>,
    name: &str,
    email: &str,
    client: u64,
    role: Option<Id<Role>>,
) -> Result<(Id<User>, String)> {
    let mut roles = Directory::roles_in(change)?;
    roles.retain(|role| role.tier == Tier::Client && !role.retired);
    let first = !change
        .unscoped("whoever comes first of a company is its admin, whoever sees the others")
        .all::<User>()?
        .iter()
        .any(|user| user.client == Some(client) && !user.inactive);
    let wanted = |held: &&Role| match role {
        Some(role) => held.id == role,
        None => first && held.key == CLIENT_ADMIN,
    };
    let role = roles
        .iter()
        .find(wanted)
        .or_else(|| {
            let other = |held: &&Role| role.is_none() && held.key != CLIENT_ADMIN;
            roles.iter().find(other)
        })
        .ok_or_else(|| Error::conflict("There is no role for clients' people, so nobody can be let into the portal. Ask an admin to make one in the client tier."))?;
    let form = NewUser {
        name: name.to_owned(),
        email: email.to_owned(),
        title: String::new(),
        tier: Tier::Client,
        roles: vec![role.id],
        departments: Vec::new(),
        teams: Vec::new(),
        client: Some(client),
        skills: Vec::new(),
    };
    invited(change, form)
}

/// The role of a client's own admin, as the configuration ships it.
const CLIENT_ADMIN: &str = "client-admin";

const INVITED: &str =
    "a person lies nowhere yet; the guards of people hold who may be let in as what";

/// A new account and its single-use link, which is made inside the deed: a retry is answered with the link that holds.
fn invited(change: &mut Change<'_, '_>, form: NewUser) -> Result<(Id<User>, String)> {
    let user = insert_user(change, form)?;
    let link = new_token();
    let until = change.at.plus(7 * time::DAY);
    change.on_behalf(INVITED).insert(Credential {
        user,
        link: hash_token(&link),
        link_until: until,
        ..Credential::default()
    })?;
    let person = Directory::person_in(change, user)?.ok_or(Error::NotFound)?;
    link_mail::send(change, &person, &link, until, link_mail::INVITATION)?;
    Ok((user, link))
}

/// Within another room's deed: a new single-use link for somebody who was let in and hasn't come yet. The one before ends.
///
/// # Errors
/// `Conflict` once they have chosen a password.
pub fn invite_again(change: &mut Change<'_, '_>, user: &User) -> Result<String> {
    let mut held = held_credential(
        change,
        user.id,
        "who lets somebody in renews their invitation",
    )?;
    if !held.password.is_empty() {
        return Err(Error::conflict(format!(
            "{} has chosen a password already. A new link for who forgot theirs is asked for where one signs in.",
            user.name
        )));
    }
    let link = new_token();
    let until = change.at.plus(7 * time::DAY);
    held.end_links();
    held.link = hash_token(&link);
    held.link_until = until;
    change.put(&held)?;
    link_mail::replaced(change, user.id)?;
    link_mail::send(change, user, &link, until, link_mail::INVITATION)?;
    Ok(link)
}

pub(in crate::features::sign_in) fn insert_user(
    change: &mut Change<'_, '_>,
    form: NewUser,
) -> Result<Id<User>> {
    // The shell's words come here unread by any form.
    let (name, email) = (
        text::clean_line(&form.name),
        form.email.trim().to_lowercase(),
    );
    if name.is_empty() {
        return Err(Error::field("name", "The name is missing."));
    }
    if !text::is_email(&email) {
        return Err(Error::field(
            "email",
            format!("The e-mail should look like ann@example.org. It reads {email}."),
        ));
    }
    let taken = change
        .unscoped("one e-mail signs one person in")
        .by_unique::<User>(user::BY_EMAIL, Key::new().text(&email))?;
    if taken.is_some() {
        return Err(Error::field("email", "Somebody has this e-mail already."));
    }
    let user = change.on_behalf(INVITED).insert(User {
        name,
        email,
        title: form.title,
        tier: form.tier,
        roles: form.roles,
        departments: form.departments,
        teams: form.teams,
        client: form.client.filter(|_| form.tier == Tier::Client),
        skills: form.skills,
        ..User::default()
    })?;
    Ok(user.id)
}

/// From the server's shell: lets an inactive person in again.
pub fn unlock(visit: &Visit, user: Id<User>) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        let mut person = change.subject(user)?;
        person.inactive = false;
        person.closed_by = None;
        change.put(&person)
    })
}

/// Within the deed by which somebody leaves: whether they may be sent away by whoever does it.
pub fn leaving(change: &mut Change<'_, '_>, id: Id<User>) -> Result<Held<User>> {
    let user = change.subject(id)?;
    authority::touch(change, &user)?;
    if user.id.raw() == change.actor.person {
        return Err(Error::conflict(
            "You can't deactivate yourself. Ask somebody who stands above you.",
        ));
    }
    Ok(user)
}

/// Closes the door to a person at once: sessions and tokens end. What they held was handed over before.
pub fn close_door(change: &mut Change<'_, '_>, id: Id<User>) -> Result<()> {
    const LEFT: &str = "the deed by which somebody leaves holds them";
    let mut user = change.on_behalf(LEFT).load(id)?;
    user.inactive = true;
    user.closed_by = Some(Id::new(change.actor.person)).filter(|by| *by != Id::NONE);
    change.put(&user)?;
    link_mail::gone(change, id)?;
    end_ways(change, id, None)
}

/// Refuses who may not touch somebody's account, within a deed about them.
pub fn may_touch(change: &mut Change<'_, '_>, user: &User) -> Result<()> {
    authority::touch(change, user)
}

pub fn reactivate(visit: &Visit, id: Id<User>) -> Result<()> {
    visit.act(DEACTIVATE, move |change| {
        let mut user = change.subject(id)?;
        authority::touch(change, &user)?;
        user.inactive = false;
        user.closed_by = None;
        change.put(&user)?;
        // Nobody comes back in where they were: an Undo may have let them in and out in between.
        end_sessions(change, id, None)
    })
}

/// Changes what a person is: name, title, roles, where they belong.
pub fn edit(visit: &Visit, id: Id<User>, form: EditUser) -> Result<()> {
    let names = Directory::of(visit)?;
    let find = |role: &RoleRef| role.find(&names, "roles").map(|role| role.id);
    let roles = form.roles.iter().map(find).collect::<Result<_>>()?;
    visit.act(EDIT, move |change| {
        let mut user = change.subject_at(id, form.version)?;
        authority::touch(change, &user)?;
        user.name = form.name;
        user.title = form.title;
        user.roles = roles;
        user.departments = form.departments;
        user.teams = form.teams;
        user.skills = form.skills;
        change.put(&user)
    })
}
