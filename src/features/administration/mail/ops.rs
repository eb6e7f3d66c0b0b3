//! Saving how mail is sent, and trying it.

use std::sync::Arc;

use super::forms::MailForm;
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        mail::{
            self, EDIT, MailPassword, MailServer, PASSWORD, SERVER, Secret, SmtpContext, Tried,
        },
        people::User,
        settings::CurrentSettings,
    },
};

/// The settings as they are, or as they would begin.
pub fn held(visit: &Visit) -> Result<MailServer> {
    visit.demand(&mail::VIEW)?;
    let system = visit.unchecked_as_system("the one mail server, for whoever may see it");
    match system.find(SERVER) {
        Err(Error::NotFound) => Ok(MailServer::default()),
        found => found,
    }
}

/// Whether there is a password for the server and the user name that are set.
pub fn has_password(visit: &Visit, server: &MailServer) -> bool {
    let system = visit.unchecked_as_system("whether there is a password, and nothing of it");
    let held = system.find(PASSWORD);
    held.is_ok_and(|held: MailPassword| held.account == server.account())
}

pub fn outside(visit: &Visit) -> Result<Arc<SmtpContext>> {
    visit
        .store()
        .service()
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
        let shown = form.version.unwrap_or_default();
        let there = change.unscoped("there is one, whoever sees it").find(SERVER)?;
        let mut held = match there {
            Some(_) => change.subject_at(SERVER, form.version)?,
            None if shown == 0 => {
                change.about(SERVER.as_ref());
                change.insert(MailServer::default())?
            }
            None => return Err(Error::Stale),
        };
        *held = MailServer {
            id: held.id,
            version: held.version,
            ..form.server
        };
        let account = held.account();
        const WITH_SERVER: &str = "the server's password is changed with the server";
        let password = change.on_behalf(WITH_SERVER).find(PASSWORD)?;
        let fits = |held: &MailPassword| held.account == account;
        if !form.password.is_empty() {
            let mut password = match password {
                Some(password) => password,
                None => change.on_behalf(WITH_SERVER).insert(MailPassword::default())?,
            };
            (password.account, password.password) = (account, Secret(form.password));
            change.put(&password)?;
        } else if !held.username.is_empty() && !password.as_deref().is_some_and(fits) {
            return Err(Error::field(
                "password",
                "A password belongs to one server, port and user name, and goes to no other. Type the one for these.",
            ));
        }
        change.put(&held)
    })
}

/// A mail to oneself, with what is saved.
pub fn test(visit: &Visit) -> Result<Tried> {
    let me: User = visit.own(Id::new(visit.actor.person))?;
    let house = CurrentSettings::of(visit)?.0.name.clone();
    mail::try_out(visit, &me.email, &me.name, &house)
}
