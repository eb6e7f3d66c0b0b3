//! Saving the mailbox, and having it looked into.

use super::{
    InboundMail, Outcome,
    actions::{AGAIN, FETCH},
    cursor,
    forms::MailboxForm,
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Record, Visit},
    features::mail::{
        EDIT, INBOUND_PASSWORD, InboundMailbox, InboundPassword, MAILBOX, Secret, VIEW,
    },
};

/// The mailbox as it is, or as it would begin.
pub fn held(visit: &Visit) -> Result<InboundMailbox> {
    visit.demand(&VIEW)?;
    Ok(if_found(visit.find(MAILBOX))?.unwrap_or_default())
}

/// Whether there is a password for the mailbox as it is set, for whoever may change it.
pub fn has_password(visit: &Visit, of: &InboundMailbox) -> Result<bool> {
    let held: Option<InboundPassword> = if_found(visit.find(INBOUND_PASSWORD))?;
    Ok(held.is_some_and(|held| held.account == of.account()))
}

pub fn edit(visit: &Visit, form: MailboxForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<InboundMailbox>(form.version)?;
        *held = InboundMailbox {
            id: held.id,
            version: held.version,
            ..form.mailbox
        };
        change.about(held.as_ref());
        let account = held.account();
        let known: Option<InboundPassword> = change.find(INBOUND_PASSWORD)?;
        let fits = known.is_some_and(|known| known.account == account);
        if !form.password.is_empty() {
            let mut password = change.only::<InboundPassword>(None)?;
            (password.account, password.password) = (account, Secret(form.password));
            change.put(&password)?;
        } else if !held.username.is_empty() && !fits {
            return Err(Error::field(
                "password",
                "A password belongs to one server, port and user name, and goes to no other. Type the one for these.",
            ));
        }
        change.put(&held)
    })?;
    cursor::hasten(visit);
    Ok(())
}

/// Has the mailbox looked into now.
pub fn look(visit: &Visit) -> Result<()> {
    visit.act(FETCH, |change| {
        change.event();
        change.about(MAILBOX.as_ref());
        Ok(())
    })?;
    cursor::hasten(visit);
    Ok(())
}

/// Has a mail that was left taken in after all, when the reason is gone.
pub fn again(visit: &Visit, id: Id<InboundMail>) -> Result<()> {
    visit.act(AGAIN, move |change| {
        change.event();
        let mut held = change.subject(id)?;
        if held.outcome != Outcome::Left {
            return Err(Error::conflict(
                "Only a mail that was left is taken in after all.",
            ));
        }
        held.again = true;
        change.put(&held)
    })?;
    cursor::hasten(visit);
    Ok(())
}

/// A mailbox as a house would have it, switched off: a demonstration fetches nothing.
pub fn demonstrate(visit: &Visit) -> Result<()> {
    let mailbox = InboundMailbox {
        host: "imap.juniperhale.example".into(),
        username: "reply".into(),
        address: "reply@juniperhale.example".into(),
        done_folder: "Taken in".into(),
        bounces: true,
        ..InboundMailbox::default()
    };
    let form = MailboxForm {
        mailbox,
        password: "only a demonstration".into(),
        version: None,
    };
    edit(visit, form)
}
