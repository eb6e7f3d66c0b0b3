//! Opening the mailbox as it is saved, and trying whether it opens.

use super::{actions::TEST, cursor::hasten};
use crate::{
    base::{Error, Result, text},
    data::Visit,
    features::mail::{self, InboundMailbox, MAILBOX, Secret, SmtpContext},
    jobs::egress::imap::{self, Line, Way},
};

/// What came of asking the server, or why it couldn't be asked, in words.
pub type Said<T> = std::result::Result<T, String>;

/// Opens the mailbox with the password that belongs to it.
pub fn open(visit: &Visit, held: &InboundMailbox, password: Option<Secret>) -> Said<Line> {
    let outside = visit.store().service::<SmtpContext>();
    let roots = outside
        .as_ref()
        .and_then(|outside| outside.roots.as_deref());
    let Some(password) = password else {
        return Err(format!(
            "There is no password for {} at {}. Type it in the settings.",
            held.username, held.host
        ));
    };
    imap::open(&Way {
        host: &held.host,
        port: held.port,
        user: &held.username,
        password: &password.0,
        roots,
    })
}

/// Whether the mailbox can be opened, and its folder in it; None while it is off. Nothing is fetched.
pub fn reaches(visit: &Visit) -> Option<Said<String>> {
    let (held, password) = mail::to_open(visit).ok()?.filter(|(held, _)| held.on)?;
    let opened = open(visit, &held, password).and_then(|mut line| {
        let found = line.select(&held.folder);
        line.close();
        found
    });
    Some(opened.map(|_| format!("{} at {} opens", held.folder, held.host)))
}

/// What came of a test, in words.
pub struct Tried {
    pub well: bool,
    pub said: String,
}

/// Opens the mailbox and its folder as they are saved, on or off, and says what is there. Nothing is fetched or marked.
pub fn try_out(visit: &Visit) -> Result<Tried> {
    visit.demand(&TEST)?;
    let held = mail::to_open(visit)?.filter(|(held, _)| !held.host.is_empty());
    let Some((held, password)) = held else {
        return Err(Error::conflict("Save a server and a user name first."));
    };
    let looked = open(visit, &held, password).and_then(|mut line| {
        let found = line.select(&held.folder);
        line.close();
        found
    });
    let tried = match looked {
        Ok(folder) => Tried {
            well: true,
            said: format!(
                "{} opens: {} in {}.",
                held.host,
                text::count(folder.mails as usize, "mail lies", "mails lie"),
                held.folder
            ),
        },
        Err(said) => Tried { well: false, said },
    };
    let note = tried.said.clone();
    visit.act(TEST, move |change| {
        change.event();
        change.about(MAILBOX.as_ref());
        change.note(note);
        Ok(())
    })?;
    if tried.well {
        hasten(visit);
    }
    Ok(tried)
}
