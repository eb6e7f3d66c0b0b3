//! Deeds about other people: who is let in as what, and who goes. Nobody grants what stands above their own roles.

use super::{
    super::{
        ADMINISTER, Credential, DEACTIVATE, EDIT, INVITE, NewUser, Role, User,
        credential::{hash_token, new_token},
        user,
    },
    end_sessions,
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, time},
    data::{Change, Key, Visit},
};

/// Adds a person. They choose their password through a single-use link, which is returned for hand-over.
pub fn invite(visit: &Visit, form: NewUser) -> Result<(Id<User>, String)> {
    let link = new_token();
    let (hash, until) = (hash_token(&link), visit.at.plus(7 * time::DAY));
    let id = visit.act(INVITE, move |change| {
        change.allow_new();
        let user = insert_user(change, form)?;
        change.insert(Credential {
            user,
            link: hash,
            link_until: until,
            ..Credential::default()
        })?;
        Ok(user)
    })?;
    Ok((id, link))
}

/// For clients: within a deed of theirs, an account of the client tier for somebody at a company. They choose their
/// password through the single-use link (`new_link`), as invited staff do.
pub fn insert_client_user(
    change: &mut Change<'_, '_>,
    name: &str,
    email: &str,
    client: u64,
    link: &str,
) -> Result<Id<User>> {
    let role = change
        .all::<Role>()?
        .into_iter()
        .find(|role| role.key == "client" && role.tier == Tier::Client)
        .ok_or_else(|| Error::conflict("The role Client is missing, so nobody can be let into the portal. Ask an admin to restore it."))?;
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
    let user = insert_user(change, form)?;
    let until = change.at.plus(7 * time::DAY);
    change.insert(Credential {
        user,
        link: hash_token(link),
        link_until: until,
        ..Credential::default()
    })?;
    Ok(user)
}

/// A fresh single-use link, to be handed over by whoever makes the account.
pub fn new_link() -> String {
    new_token()
}

pub(super) fn insert_user(change: &mut Change<'_, '_>, form: NewUser) -> Result<Id<User>> {
    let taken = change.by_unique::<User>(user::BY_EMAIL, Key::new().text(&form.email))?;
    if taken.is_some() {
        return Err(Error::field("email", "Somebody has this e-mail already."));
    }
    let actor = change.actor.clone();
    let highest = highest_level(change, actor.person)?;
    for id in &form.roles {
        let role = change
            .find(*id)?
            .ok_or_else(|| Error::field("roles", "There is no such role."))?;
        if !actor.superadmin && role.level > highest {
            return Err(Error::field(
                "roles",
                format!(
                    "{} stands above your own roles, so you can't grant it.",
                    role.name
                ),
            ));
        }
        if (role.tier == Tier::Client) != (form.tier == Tier::Client) {
            return Err(Error::field(
                "roles",
                format!("{} is a role for the {} tier.", role.name, role.tier.name()),
            ));
        }
        if role.tier == Tier::Admin && form.tier != Tier::Admin {
            return Err(Error::field(
                "roles",
                format!(
                    "{} asks for the admin tier, with its second factor.",
                    role.name
                ),
            ));
        }
    }
    if form.tier == Tier::Admin && !actor.superadmin && actor.tier != Tier::Admin {
        return Err(Error::field("tier", "Only admins make admins."));
    }
    let user = change.insert(User {
        name: form.name,
        email: form.email,
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

fn highest_level(change: &mut Change<'_, '_>, person: u64) -> Result<u8> {
    let Some(user) = change.find::<User>(Id::new(person))? else {
        return Ok(0);
    };
    let mut highest = 0;
    for role in &user.roles {
        highest = highest.max(change.load(*role)?.level);
    }
    Ok(highest)
}

/// From the server's shell: lets an inactive person in again.
pub fn unlock(visit: &Visit, user: Id<User>) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        let mut person = change.load(user)?;
        person.inactive = false;
        change.put(&person)
    })
}

/// Closes the door to a person at once: sessions and tokens end, their records stay.
pub fn deactivate(visit: &Visit, id: Id<User>) -> Result<()> {
    visit.act(DEACTIVATE, move |change| {
        let mut user = change.subject(id)?;
        let actor = change.actor.clone();
        user.guard(&actor)?;
        if user.id.raw() == actor.person {
            return Err(Error::conflict("You can't deactivate yourself."));
        }
        if user.superadmin && last_superadmin(change, id)? {
            return Err(Error::conflict("The last superadmin can't go."));
        }
        user.inactive = true;
        change.put(&user)?;
        end_sessions(change, id, None)
    })
}

fn last_superadmin(change: &mut Change<'_, '_>, id: Id<User>) -> Result<bool> {
    Ok(!change
        .all::<User>()?
        .iter()
        .any(|user| user.superadmin && !user.inactive && user.id != id))
}

pub fn reactivate(visit: &Visit, id: Id<User>) -> Result<()> {
    visit.act(DEACTIVATE, move |change| {
        let mut user = change.subject(id)?;
        user.guard(&change.actor.clone())?;
        user.inactive = false;
        change.put(&user)
    })
}

/// Changes what a person is: name, title, roles, where they belong.
pub fn edit(visit: &Visit, id: Id<User>, version: Option<u64>, form: NewUser) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut user = change.subject_at(id, version)?;
        let actor = change.actor.clone();
        user.guard(&actor)?;
        let highest = highest_level(change, actor.person)?;
        for role in form.roles.iter().chain(&user.roles.clone()) {
            let kept = form.roles.contains(role) && user.roles.contains(role);
            let held = change
                .find(*role)?
                .ok_or_else(|| Error::field("roles", "There is no such role."))?;
            if !kept && !actor.superadmin && held.level > highest {
                return Err(Error::field(
                    "roles",
                    format!(
                        "{} stands above your own roles, so you can't grant or take it.",
                        held.name
                    ),
                ));
            }
        }
        if user.id.raw() == actor.person && user.roles != form.roles && !actor.superadmin {
            return Err(Error::field(
                "roles",
                "Nobody changes their own roles. Ask an admin.",
            ));
        }
        user.name = form.name;
        user.title = form.title;
        user.roles = form.roles;
        user.departments = form.departments;
        user.teams = form.teams;
        user.skills = form.skills;
        change.put(&user)
    })
}
