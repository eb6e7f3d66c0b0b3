//! Saving how mail is sent, and what is done with single letters by hand.

use std::sync::Arc;

use super::forms::MailForm;
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        mail::{
            self, AGAIN, EDIT, GIVE_UP, Letter, MailPassword, MailServer, Outside, PASSWORD,
            SERVER, Secret, Tried,
        },
        people::{Directory, User},
        settings::House,
    },
};

/// The settings as they are, or as they would begin.
pub fn held(visit: &Visit) -> Result<MailServer> {
    visit.demand(&mail::VIEW)?;
    let system = visit.system_at(visit.place.clone());
    match system.find(SERVER) {
        Err(Error::NotFound) => Ok(MailServer::default()),
        found => found,
    }
}

/// Whether there is a password for the server and the user name that are set.
pub fn has_password(visit: &Visit, server: &MailServer) -> bool {
    let system = visit.system_at(visit.place.clone());
    let held = system.find(PASSWORD);
    held.is_ok_and(|held: MailPassword| held.account == server.account())
}

pub fn outside(visit: &Visit) -> Result<Arc<Outside>> {
    visit
        .store()
        .lent()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

pub fn edit(visit: &Visit, form: MailForm) -> Result<()> {
    if form.server.on && outside(visit)?.base(false).is_none() {
        return Err(Error::field(
            "on",
            "Mails carry links, and the configuration doesn't say by which address people come. Set public in it (https://atrium.example.org), restart, then turn mail on.",
        ));
    }
    visit.act(EDIT, move |change| {
        let was = change.find(SERVER)?;
        let shown = form.version.unwrap_or_default();
        let version = match &was {
            Some(was) => {
                change.subject_at(SERVER, form.version)?;
                was.version
            }
            None if shown == 0 => {
                change.allow_new();
                change.about(SERVER.as_ref());
                0
            }
            None => return Err(Error::Stale),
        };
        let server = MailServer {
            id: SERVER,
            version,
            ..form.server
        };
        let account = server.account();
        let password = change.find(PASSWORD)?;
        let fits = |held: &MailPassword| held.account == account;
        if !form.password.is_empty() {
            change.put(&MailPassword {
                id: PASSWORD,
                version: 0,
                account,
                password: Secret(form.password),
            })?;
        } else if !server.username.is_empty() && !password.as_ref().is_some_and(fits) {
            return Err(Error::field(
                "password",
                "A password belongs to one server, port and user name, and goes to no other. Type the one for these.",
            ));
        }
        change.put(&server)
    })
}

/// A mail to oneself, with what is saved.
pub fn test(visit: &Visit) -> Result<Tried> {
    let me: User = visit
        .system_at(visit.place.clone())
        .find(Id::new(visit.actor.person))?;
    let house = House::of(visit)?.0.name.clone();
    mail::try_out(visit, &me.email, &me.name, &house)
}

pub fn again(visit: &Visit, id: Id<Letter>) -> Result<()> {
    visit.act(AGAIN, move |change| {
        let mut held = change.subject(id)?;
        held.again(change.at)?;
        change.put(&held)
    })?;
    outside(visit)?.wake();
    Ok(())
}

pub fn give_up(visit: &Visit, id: Id<Letter>) -> Result<()> {
    let by = Directory::of(visit)?.name_of(visit.actor.person).to_owned();
    visit.act(GIVE_UP, move |change| {
        let mut held = change.subject(id)?;
        held.give_up(change.at, &by)?;
        change.put(&held)
    })
}
