//! The verbs: set up the house, add people, their passwords, links and tokens.

use super::{
    ADMINISTER, Credential, DEACTIVATE, Department, EDIT, INVITE, NewUser, OWN, OWN_SECRET, REVOKE,
    Role, SET_UP, Session, SetUp, Team, Token, User,
    credential::{self, hash_password, hash_token, new_token, password_fits},
    role, session, user,
};
use crate::{
    access::{Action, Tier},
    base::{Error, Id, Result, time},
    data::{Change, Key, Visit},
    features::settings::Settings,
};

/// The first person, who is the superadmin, with the shipped departments and roles. Refused once somebody is there.
pub fn set_up(visit: &Visit, form: SetUp) -> Result<Id<User>> {
    let hash = hash_password(&form.password, &visit.store().keys().pepper())?;
    let shipped = role::shipped()?;
    visit.act(SET_UP, move |change| {
        change.event();
        if !change.all::<User>()?.is_empty() {
            return Err(Error::conflict("This house is set up already. Sign in."));
        }
        change.insert(Settings {
            name: form.house.clone(),
            currency: form.currency.code.into(),
            ..Settings::default()
        })?;
        for department in &shipped.department {
            let parent = match &department.parent {
                None => None,
                Some(key) => change
                    .all::<Department>()?
                    .into_iter()
                    .find(|d| d.key == *key)
                    .map(|d| d.id),
            };
            let made = change.insert(Department {
                name: department.name.clone(),
                key: department.key.clone(),
                parent,
                ..Department::default()
            })?;
            for team in &department.teams {
                change.insert(Team {
                    name: team.clone(),
                    department: made.id,
                    ..Team::default()
                })?;
            }
        }
        role::seed(change, &shipped.role)?;
        let user = change.insert(User {
            name: form.name,
            email: form.email,
            tier: Tier::Admin,
            superadmin: true,
            title: "Superadmin".into(),
            ..User::default()
        })?;
        change.insert(Credential {
            user: user.id,
            password: hash,
            ..Credential::default()
        })?;
        Ok(user.id)
    })
}

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

/// From the server's shell and for the demo: a person with a password at once.
pub fn add_user(visit: &Visit, form: NewUser, password: &str, totp: &str) -> Result<Id<User>> {
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    add_user_hashed(visit, form, hash, totp.to_owned())
}

pub fn add_user_hashed(
    visit: &Visit,
    form: NewUser,
    hash: String,
    totp: String,
) -> Result<Id<User>> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        let user = insert_user(change, form)?;
        change.insert(Credential {
            user,
            password: hash,
            totp,
            ..Credential::default()
        })?;
        Ok(user)
    })
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

fn insert_user(change: &mut Change<'_, '_>, form: NewUser) -> Result<Id<User>> {
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

pub(super) fn credential_of(change: &mut Change<'_, '_>, user: Id<User>) -> Result<Credential> {
    change
        .by_unique::<Credential>(credential::BY_USER, Key::new().id(user))?
        .ok_or_else(|| Error::internal(format!("{user} has no credential")))
}

pub(super) fn end_sessions(
    change: &mut Change<'_, '_>,
    user: Id<User>,
    but: Option<u64>,
) -> Result<()> {
    for session in change.children::<Session>(session::BY_USER, Key::new().id(user))? {
        if but != Some(session.id.raw()) {
            change.delete(&session)?;
        }
    }
    Ok(())
}

/// A new single-use link to choose a password; for who forgot theirs. Ends their sessions when it is used.
pub fn reset_password_link(visit: &Visit, user: Id<User>, action: Action) -> Result<String> {
    let link = new_token();
    let (hash, until) = (hash_token(&link), visit.at.plus(time::DAY));
    visit.act(action, move |change| {
        change.event();
        let person = change.load(user)?;
        person.guard(&change.actor.clone())?;
        change.about(user.as_ref());
        let mut credential = credential_of(change, user)?;
        credential.link = hash;
        credential.link_until = until;
        change.put(&credential)
    })?;
    Ok(link)
}

/// The person behind a link that still holds.
pub fn person_of_link(visit: &Visit, link: &str) -> Result<User> {
    let credential = visit
        .find_by::<Credential>(credential::BY_LINK, Key::new().text(&hash_token(link)))
        .ok()
        .filter(|credential| credential.link_until > visit.at)
        .ok_or_else(|| {
            Error::conflict("This link was used already or has expired. Ask for a new one.")
        })?;
    visit.find(credential.user)
}

/// Uses a link up: sets the password and ends whatever sessions there were.
pub fn choose_password(visit: &Visit, link: &str, password: &str) -> Result<Id<User>> {
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    let link = hash_token(link);
    visit.act(ADMINISTER, move |change| {
        change.event();
        let mut credential = change
            .by_unique::<Credential>(credential::BY_LINK, Key::new().text(&link))?
            .filter(|credential| credential.link_until > change.at)
            .ok_or_else(|| {
                Error::conflict("This link was used already or has expired. Ask for a new one.")
            })?;
        change.about(credential.user.as_ref());
        change.note("Chose a password by link");
        credential.password = hash;
        credential.link = String::new();
        change.put(&credential)?;
        end_sessions(change, credential.user, None)?;
        Ok(credential.user)
    })
}

/// From the server's shell.
pub fn set_password(visit: &Visit, user: Id<User>, password: &str) -> Result<()> {
    let hash = hash_password(password, &visit.store().keys().pepper())?;
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        change.note("Set a password from the server's shell");
        let mut credential = credential_of(change, user)?;
        credential.password = hash;
        change.put(&credential)?;
        end_sessions(change, user, None)
    })
}

/// From the server's shell: the person enrols a second factor anew at the next sign-in.
pub fn reset_second_factor(visit: &Visit, user: Id<User>) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        change.note("Removed the second factor from the server's shell");
        let mut credential = credential_of(change, user)?;
        credential.totp = String::new();
        credential.recovery.clear();
        change.put(&credential)?;
        end_sessions(change, user, None)
    })
}

/// For a house that is made by a program: a second factor that is enrolled already.
pub fn give_second_factor(visit: &Visit, user: Id<User>, seed: &str) -> Result<()> {
    let seed = seed.to_owned();
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        let mut credential = credential_of(change, user)?;
        credential.totp = seed;
        change.put(&credential)
    })
}

/// For a house that is made by a program: a password whose hash is known already.
pub fn give_password(visit: &Visit, user: Id<User>, hash: String) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        change.about(user.as_ref());
        let mut credential = credential_of(change, user)?;
        credential.password = hash;
        credential.link = String::new();
        change.put(&credential)
    })
}

/// Who manages which department (by its key), and who leads that department's first team.
pub fn appoint(
    visit: &Visit,
    managers: Vec<(String, Id<User>)>,
    team_lead: Option<Id<User>>,
) -> Result<()> {
    visit.act(ADMINISTER, move |change| {
        change.event();
        for mut department in change.all::<Department>()? {
            if let Some((_, manager)) = managers.iter().find(|(key, _)| *key == department.key) {
                department.manager = Some(*manager);
                change.put(&department)?;
            }
        }
        if let Some(lead) = team_lead {
            for team in change.load(lead)?.teams {
                let mut team = change.load(team)?;
                team.lead = Some(lead);
                change.put(&team)?;
            }
        }
        Ok(())
    })
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

/// A token for programs; the text is returned once and only its hash is kept.
pub fn add_token(
    visit: &Visit,
    user: Id<User>,
    name: &str,
    days: i64,
    action: Action,
) -> Result<String> {
    let token = format!("atr_{}", new_token());
    let (hash, name, until) = (
        hash_token(&token),
        name.to_owned(),
        visit.at.plus(days * time::DAY),
    );
    visit.act(action, move |change| {
        change.event();
        change.about(user.as_ref());
        change.note(format!("Token {name}"));
        change
            .insert(Token {
                user,
                name,
                hash,
                until,
                ..Token::default()
            })
            .map(drop)
    })?;
    Ok(token)
}

pub fn change_password(visit: &Visit, current: &str, password: &str) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let pepper = visit.store().keys().pepper();
    // Nobody may read even the own hash; Atrium compares.
    let system = visit.system_at(visit.place.clone());
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(me))?;
    if !password_fits(current, Some(&held.password), &pepper)? {
        return Err(Error::field(
            "current",
            "This is not your current password.",
        ));
    }
    let hash = hash_password(password, &pepper)?;
    let session = visit.place.session;
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Changed the password");
        let mut credential = credential_of(change, me)?;
        credential.password = hash;
        change.put(&credential)?;
        end_sessions(change, me, session)
    })
}

pub fn change_look(visit: &Visit, theme: Option<String>, density: Option<String>) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    visit.act(OWN, move |change| {
        change.event();
        let mut user = change.load(me)?;
        if let Some(theme) = theme {
            user.theme = theme;
        }
        if let Some(density) = density {
            user.density = density;
        }
        change.put(&user)
    })
}

/// Ends one of one's own sessions, or anybody's with the permission for it.
pub fn revoke(visit: &Visit, id: Id<Session>) -> Result<()> {
    let system = visit.system_at(visit.place.clone());
    let mine = system.find(id)?.user.raw() == visit.actor.person;
    let action = if mine { OWN_SECRET } else { REVOKE };
    visit.act(action, move |change| {
        change.event();
        let session = change.find(id)?.ok_or(Error::NotFound)?;
        let actor = change.actor.clone();
        if session.user.raw() != actor.person {
            change.subject(id)?;
            change.load(session.user)?.guard(&actor)?;
        }
        change.about(session.user.as_ref());
        change.delete(&session)
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

/// Turns the second factor on after a first right code; returns recovery codes, shown once.
pub fn enrol(visit: &Visit, seed: &str, code: &str) -> Result<Vec<String>> {
    let me: Id<User> = Id::new(visit.actor.person);
    let step = credential::totp_step(seed, code, visit.at)
        .ok()
        .flatten()
        .ok_or_else(|| {
            Error::field(
                "code",
                "This code is not right. Check the phone's clock and type the next one.",
            )
        })?;
    let codes: Vec<String> = (0..10)
        .map(|_| {
            let token = new_token();
            format!("{}-{}-{}", &token[..4], &token[4..8], &token[8..12])
        })
        .collect();
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| hash_token(&crate::base::text::fold(code)))
        .collect();
    let (seed, session) = (seed.to_owned(), visit.place.session);
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Set up a second factor");
        let mut credential = credential_of(change, me)?;
        credential.totp = seed;
        credential.step = step;
        credential.recovery = hashes;
        change.put(&credential)?;
        end_sessions(change, me, session)
    })?;
    Ok(codes)
}
