//! The verbs: add and edit clients and contacts, and open the portal for a contact.

use super::{
    Client, Contact,
    actions::{CONTACT, CREATE, EDIT, PORTAL},
    contact::BY_CLIENT,
    forms::{ContactForm, EditClient, EditContact, NewClient, NewContact},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Held, Key, Record, Ref, Visit},
    features::{
        people::{Department, Directory, User},
        sign_in,
    },
};

pub fn create(visit: &Visit, form: NewClient) -> Result<Id<Client>> {
    let made = create_all(visit, vec![form])?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed: all or none, and one Undo takes all back.
pub(super) fn create_all(visit: &Visit, all: Vec<NewClient>) -> Result<Vec<Id<Client>>> {
    // Whose client it is, and the departments of whoever adds it: they keep the relation.
    let departments: Vec<Id<Department>> = visit
        .actor
        .departments
        .iter()
        .map(|id| Id::new(*id))
        .collect();
    visit.act(CREATE, move |change| {
        let made = all.into_iter();
        made.map(|form| make(change, form, departments.clone()))
            .collect()
    })
}

fn make(
    change: &mut Change<'_, '_>,
    form: NewClient,
    departments: Vec<Id<Department>>,
) -> Result<Id<Client>> {
    let client = change.insert(Client {
        name: form.name,
        owner: Id::new(change.actor.person),
        departments,
        categories: form.categories,
        phone: form.phone,
        website: form.website,
        address: form.address,
        source: form.source,
        note: form.note,
        since: change.at,
        touched: change.at,
        ..Client::default()
    })?;
    if !form.contact.is_empty() {
        insert_contact(
            change,
            Contact {
                client: client.id,
                name: form.contact,
                email: form.email,
                phone: form.contact_phone,
                role: form.contact_role,
                ..Contact::default()
            },
        )?;
    }
    Ok(client.id)
}

/// For other features' deeds: stores a new client.
pub fn insert(change: &mut Change<'_, '_>, client: Client) -> Result<Held<Client>> {
    let at = change.at;
    let clients = change.on_behalf("whose lead is quoted becomes a client with the first quote");
    clients.insert(Client {
        since: at,
        touched: at,
        ..client
    })
}

/// For other features' deeds: stores a new contact of a client.
pub fn insert_contact(change: &mut Change<'_, '_>, contact: Contact) -> Result<Held<Contact>> {
    change.insert(contact)
}

/// For other features' deeds: something happened with the client, and a department works with them from now on.
pub fn touch(
    change: &mut Change<'_, '_>,
    id: Id<Client>,
    department: Option<Id<Department>>,
) -> Result<()> {
    let mut client = change
        .on_behalf("what is done for a client is seen on the client")
        .load(id)?;
    if let Some(department) = department {
        client.join(department);
    }
    client.touched = change.at;
    change.put(&client)
}

/// For other features' deeds: who of the client's people has an account in the portal.
pub fn portal_users(change: &mut Change<'_, '_>, id: Id<Client>) -> Result<Vec<Id<User>>> {
    let contacts = change
        .unscoped("whoever of the client comes into the portal is told")
        .children::<Contact>(BY_CLIENT, Key::new().id(id))?;
    Ok(contacts
        .into_iter()
        .filter_map(|contact| contact.user)
        .collect())
}

pub fn edit(visit: &Visit, id: Id<Client>, form: EditClient) -> Result<()> {
    let names = Directory::of(visit)?;
    let works_here = |owner| names.is_staff(owner);
    let works_here = form.owner.is_none_or(works_here);
    visit.act(EDIT, move |change| {
        let mut client = change.subject_at::<Client>(id, form.version)?;
        // Whoever keeps it may have left since; then it is handed over, and not refused here.
        if !works_here && form.owner != Some(client.owner) {
            return Err(Error::field("owner", "Choose somebody who works here."));
        }
        form.fill(&mut client);
        change.put_touched(&mut client, |client, at| client.touched = at)
    })
}

pub fn add_contact(visit: &Visit, id: Id<Client>, form: ContactForm) -> Result<Id<Contact>> {
    let new = NewContact {
        client: Some(id),
        contact: form,
    };
    let made = add_contacts(visit, vec![new])?;
    made.first().copied().ok_or(Error::NotFound)
}

/// Several in one deed: all or none.
pub(super) fn add_contacts(visit: &Visit, all: Vec<NewContact>) -> Result<Vec<Id<Contact>>> {
    visit.act(CONTACT, move |change| {
        let mut made = Vec::new();
        for new in all {
            let client: Held<Client> = change.subject(new.client.ok_or(Error::NotFound)?)?;
            let form = new.contact;
            let contact = insert_contact(
                change,
                Contact {
                    client: client.id,
                    name: form.name,
                    email: form.email,
                    phone: form.phone,
                    role: form.role,
                    ..Contact::default()
                },
            )?;
            made.push(contact.id);
        }
        Ok(made)
    })
}

/// A contact with its client: it lies where the client lies, and the deed is about both.
fn of_client(
    change: &mut Change<'_, '_>,
    id: Id<Contact>,
) -> Result<(Held<Contact>, Held<Client>)> {
    let of = change.find(id)?.ok_or(Error::NotFound)?.client;
    let client = change.subject(of)?;
    let contact = change
        .on_behalf("a contact is edited as a part of its client")
        .load(id)?;
    Ok((contact, client))
}

pub fn edit_contact(visit: &Visit, id: Id<Contact>, form: EditContact) -> Result<()> {
    visit.act(CONTACT, move |change| {
        let (mut contact, _) = of_client(change, id)?;
        if form.version.is_some_and(|shown| shown != contact.version) {
            return Err(Error::Stale);
        }
        if contact.user.is_some() && form.email.as_ref().is_some_and(|email| *email != contact.email) {
            return Err(Error::field("email", "They sign in to the portal with this e-mail. Ask an admin to change their account."));
        }
        form.fill(&mut contact);
        change.put(&contact)
    })
}

/// Lets a contact into the portal. The single-use link is returned for whoever hands it over.
pub fn open_portal(visit: &Visit, id: Id<Contact>) -> Result<(Id<User>, String)> {
    visit.act(PORTAL, move |change| {
        let (mut contact, client) = of_client(change, id)?;
        if contact.user.is_some() {
            return Err(Error::conflict(format!(
                "The portal is open for {} already. If they lost their link, ask an admin for a new sign-in link.",
                contact.name
            )));
        }
        if contact.email.is_empty() {
            return Err(Error::conflict(format!(
                "{} has no e-mail yet, and signs in with it. Add it to the contact first.",
                contact.name
            )));
        }
        let (user, link) = sign_in::insert_client_user(
            change,
            &contact.name,
            &contact.email,
            client.id.raw(),
            None,
        )
        .map_err(|e| match e {
            // Said of a form elsewhere; here there is no field to mend.
            Error::Invalid(problems) => Error::conflict(format!("{}: {problems}", contact.email)),
            other => other,
        })?;
        contact.user = Some(user);
        change.about(contact.as_ref());
        change.put(&contact)?;
        Ok((user, link))
    })
}

/// A contact is known by the e-mail they sign in to the portal with, whoever changed it there.
pub fn contacts_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let users = touched.iter().filter(|of| of.kind == User::KIND.code);
    for id in users.map(|of| Id::<User>::new(of.id)) {
        let Some(user) = change.find(id)? else {
            continue;
        };
        let Some(client) = user.client.map(Id::<Client>::new) else {
            continue;
        };
        for mut contact in change.children::<Contact>(BY_CLIENT, Key::new().id(client))? {
            if contact.user == Some(id) && contact.email != user.email {
                contact.email.clone_from(&user.email);
                change.put(&contact)?;
            }
        }
    }
    Ok(())
}
