//! The verbs, each of one's own company.

use super::{
    actions::{INVITE, LET_GO, LET_IN, RIGHTS},
    forms::{NewColleague, Rights},
    notices,
};
use crate::{
    access::{Action, RoleRules, Scope, Tier, compile},
    base::{Error, Id, Result},
    data::{Change, Held, Key, Record, Visit},
    features::{
        clients::{self, Client, Contact},
        inbox,
        people::{Directory, Role, User},
        sign_in,
    },
};

/// The company of whoever does it.
fn company(visit: &Visit) -> Result<Id<Client>> {
    let client = visit
        .actor
        .client
        .filter(|_| visit.actor.tier == Tier::Client);
    client.map(Id::new).ok_or_else(|| {
        Error::Forbidden(
            "A client's own people do this in their portal. Staff open it from the client's contacts.".into(),
        )
    })
}

/// Whether a role gives nothing that somebody doesn't have themselves, as far as they have it.
fn within(role: &Role, roles: &[Role], actions: &[Action], has: impl Fn(&Action) -> Scope) -> bool {
    let rules: Vec<RoleRules> = roles.iter().map(Role::rules).collect();
    let given = compile(&[role.id.raw()], &rules, actions);
    actions
        .iter()
        .all(|action| given.scope(action) <= has(action))
}

/// The roles that this person may give to colleagues, by name.
///
/// # Errors
/// When the store can't be read.
pub fn offered(visit: &Visit) -> Result<Vec<Role>> {
    let names = Directory::of(visit)?;
    let roles: Vec<Role> = names.roles.values().cloned().collect();
    let actions = &visit.store().schema().actions;
    let mut found: Vec<Role> = roles
        .iter()
        .filter(|role| {
            role.tier == Tier::Client
                && !role.retired
                && within(role, &roles, actions, |action| visit.actor.scope(action))
        })
        .cloned()
        .collect();
    found.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.name.cmp(&b.name)));
    Ok(found)
}

/// The role, if it is theirs to give. Asked where it is written, too, of the roles as they are then.
fn given(change: &mut Change<'_, '_>, id: Option<Id<Role>>) -> Result<Id<Role>> {
    let roles = Directory::roles_in(change)?;
    let role = roles
        .iter()
        .find(|role| Some(role.id) == id && role.tier == Tier::Client && !role.retired)
        .ok_or_else(|| Error::field("role", "Choose one of the list."))?;
    let actor = change.actor.clone();
    let actions = change.actions().to_vec();
    match within(role, &roles, &actions, |action| actor.scope(action)) {
        true => Ok(role.id),
        false => Err(Error::field(
            "role",
            format!("{} gives more than you may do yourself.", role.name),
        )),
    }
}

/// Lets a colleague into the portal. The single-use link is returned for whoever hands it over. Who is a contact of the
/// company already stays that contact.
///
/// # Errors
/// Beside the field; `Forbidden` for whoever is of no client.
pub fn invite(visit: &Visit, form: NewColleague) -> Result<(Id<User>, String)> {
    let client = company(visit)?;
    let names = Directory::of(visit)?;
    visit.act(INVITE, move |change| {
        let held: Held<Client> = change.subject(client)?;
        let same = |email: &str| email.eq_ignore_ascii_case(&form.email);
        let known = names
            .users
            .values()
            .find(|user| is_of(user, client) && same(&user.email));
        if let Some(known) = known {
            return Err(Error::field(
                "email",
                match known.inactive {
                    true => format!(
                        "{} had access before. Let them in again where they are listed.",
                        known.name
                    ),
                    false => format!("{} comes in already.", known.name),
                },
            ));
        }
        let role = given(change, form.role)?;
        let (user, link) =
            sign_in::insert_client_user(change, &form.name, &form.email, client.raw(), Some(role))?;
        let contacts = change
            .on_behalf("a contact who is let in stays the contact that they are")
            .children::<Contact>(clients::CONTACTS, Key::new().id(client))?;
        let known = contacts
            .into_iter()
            .find(|contact| contact.user.is_none() && same(&contact.email));
        let contact = match known {
            Some(mut contact) => {
                contact.user = Some(user);
                if contact.role.is_empty() {
                    contact.role = form.title.clone();
                }
                change.put(&contact)?;
                contact
            }
            None => clients::insert_contact(
                change,
                Contact {
                    client,
                    name: form.name.clone(),
                    email: form.email.clone(),
                    role: form.title.clone(),
                    user: Some(user),
                    ..Contact::default()
                },
            )?,
        };
        change.about(user.as_ref());
        let told = format!("{} of {} comes into the portal now", form.name, held.name);
        let of = &notices::INVITED;
        inbox::notify(change, held.owner, of, held.as_ref(), told)?;
        change.about(contact.as_ref());
        Ok((user, link))
    })
}

/// Makes a new link for a colleague who was let in and hasn't come yet; the one before ends.
///
/// # Errors
/// As said of `colleague`; `Conflict` once they came, or have no access.
pub fn invite_again(visit: &Visit, id: Id<User>) -> Result<String> {
    let client = company(visit)?;
    visit.act(INVITE, move |change| {
        let user = colleague(change, client, id)?;
        if user.inactive {
            return Err(Error::conflict(format!(
                "{} has no access. Let them in again first.",
                user.name
            )));
        }
        change.about(user.as_ref());
        sign_in::invite_again(change, &user)
    })
}

/// Somebody of the own company. Accounts are nobody's to look at from a portal but for this.
///
/// # Errors
/// `NotFound` for everybody else, and for staff.
pub fn of_company(visit: &Visit, id: Id<User>) -> Result<User> {
    let company = company(visit).map_err(|_| Error::NotFound)?;
    let names = Directory::of(visit)?;
    let found = names
        .users
        .get(&id.raw())
        .filter(|user| is_of(user, company));
    found.cloned().ok_or(Error::NotFound)
}

fn is_of(user: &User, company: Id<Client>) -> bool {
    user.tier == Tier::Client && user.client == Some(company.raw())
}

/// A colleague, held for whoever may change their access; never oneself.
fn colleague(change: &mut Change<'_, '_>, client: Id<Client>, id: Id<User>) -> Result<Held<User>> {
    const THEIRS: &str =
        "who may decide on it holds the accounts of the own company, and no others";
    let user = change.on_behalf(THEIRS).load::<User>(id)?;
    if !is_of(&user, client) {
        return Err(Error::NotFound);
    }
    if user.id.raw() == change.actor.person {
        return Err(Error::conflict(
            "Nobody changes their own access. Ask a colleague who may, or us.",
        ));
    }
    sign_in::may_touch(change, &user)?;
    Ok(user)
}

/// Changes what a colleague may do.
///
/// # Errors
/// As said of `colleague`; beside the role when it isn't theirs to give.
pub fn rights(visit: &Visit, id: Id<User>, form: Rights) -> Result<()> {
    let client = company(visit)?;
    visit.act(RIGHTS, move |change| {
        let mut user = colleague(change, client, id)?;
        let role = given(change, form.role)?;
        user.roles = vec![role];
        change.put(&user)
    })
}

/// Takes a colleague's access away at once, with their sessions.
///
/// # Errors
/// As said of `colleague`.
pub fn let_go(visit: &Visit, id: Id<User>) -> Result<()> {
    let client = company(visit)?;
    visit.act(LET_GO, move |change| {
        let user = colleague(change, client, id)?;
        match user.inactive {
            true => Err(Error::conflict(format!(
                "{} has no access already.",
                user.name
            ))),
            false => sign_in::close_door(change, id),
        }
    })
}

/// Whether a company took the access of one of its people away itself: what staff closed, and what was closed before that
/// was written down, staff open again. `by` is who closed it.
pub(super) fn closed_by_company(user: &User, by: Option<&User>) -> bool {
    by.is_some_and(|by| user.client.is_some() && by.client == user.client)
}

/// Gives a colleague's access back, as it was, where their own company took it away.
///
/// # Errors
/// As said of `colleague`; `Conflict` with whom to ask where staff took it away.
pub fn let_in(visit: &Visit, id: Id<User>) -> Result<()> {
    let client = company(visit)?;
    visit.act(LET_IN, move |change| {
        let mut user = colleague(change, client, id)?;
        let by = match user.closed_by {
            Some(by) => Directory::person_in(change, by)?,
            None => None,
        };
        if user.inactive && !closed_by_company(&user, by.as_ref()) {
            let company: Held<Client> = change.subject(client)?;
            let owner = Directory::person_in(change, company.owner)?;
            let whom = owner.map_or("us".to_owned(), |owner| {
                format!("{}, who looks after you", owner.name)
            });
            return Err(Error::conflict(format!(
                "We took {}'s access away ourselves, so we give it back. Ask {whom}.",
                user.name
            )));
        }
        user.inactive = false;
        user.closed_by = None;
        change.put(&user)
    })
}
