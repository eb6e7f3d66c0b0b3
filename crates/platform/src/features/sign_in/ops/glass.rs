//! Breaking the glass: whoever holds the server's shell gets the superadmin back in, or appoints another when the person
//! is gone. It asks for the house's name, stands in the journal as what it is, and every admin is told.

use super::super::{
    Credential,
    actions::BREAK_GLASS,
    credential::{self},
    token::{hash_token, new_token},
    ways::{end_ways, held_credential},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result, text, time},
    data::{Change, Key, Visit},
    features::{
        people::{Directory, User},
        settings::CurrentSettings,
    },
};

/// What is asked on the shell.
#[derive(Debug, Clone, Default)]
pub struct Glass {
    /// The house's name, typed.
    pub house: String,
    pub reason: String,
    /// Which superadmin, when there are several.
    pub email: Option<String>,
    /// Who becomes superadmin instead of getting one back in.
    pub appoint: Option<String>,
    /// Whether the former superadmins' accounts are closed when another is appointed.
    pub close_former: bool,
}

pub struct Broken {
    /// Whom it was about.
    pub user: Id<User>,
    pub name: String,
    /// A single-use link to choose a password; none for whoever was appointed, who has one.
    pub link: Option<String>,
}

pub fn break_glass(visit: &Visit, glass: Glass) -> Result<Broken> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    if glass.house.trim() != house {
        return Err(Error::conflict(
            "This is not the house's name as its settings have it, so nothing was done.",
        ));
    }
    if text::shows_nothing(&glass.reason) {
        return Err(Error::conflict("Say why, for the journal (--reason)."));
    }
    match &glass.appoint {
        Some(email) => appoint(visit, email, &glass),
        None => let_back_in(visit, &glass),
    }
}

fn by_email(visit: &Visit, email: &str) -> Result<User> {
    let names = Directory::of(visit)?;
    names
        .users
        .values()
        .find(|user| user.email.eq_ignore_ascii_case(email.trim()))
        .cloned()
        .ok_or_else(|| Error::conflict(format!("Nobody has the e-mail {email}.")))
}

fn superadmins(visit: &Visit) -> Result<Vec<User>> {
    let names = Directory::of(visit)?;
    Ok(names
        .users
        .values()
        .filter(|u| u.superadmin)
        .cloned()
        .collect())
}

const GLASS: &str = "whoever holds the server's shell gets the superadmin back in";

/// Closes every way in there is, and leaves nothing that could have been known to whoever had them.
fn close_ways(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    end_ways(change, user, None)
}

fn let_back_in(visit: &Visit, glass: &Glass) -> Result<Broken> {
    let mut found = superadmins(visit)?;
    if let Some(email) = &glass.email {
        found.retain(|user| user.email.eq_ignore_ascii_case(email.trim()));
    }
    let [user] = found.as_slice() else {
        return Err(Error::conflict(match found.is_empty() {
            true => "There is no such superadmin. Appoint one with --appoint EMAIL.",
            false => "There are several superadmins. Say which with --email EMAIL.",
        }));
    };
    let (id, name, reason) = (user.id, user.name.clone(), glass.reason.clone());
    let link = visit.act(BREAK_GLASS, move |change| {
        change.event();
        change.about(id.as_ref());
        change.note(format!("Let back in: {reason}"));
        let mut person = change.on_behalf(GLASS).load(id)?;
        if person.inactive {
            person.inactive = false;
            person.closed_by = None;
            change.put(&person)?;
        }
        let link = new_token();
        let mut held = held_credential(change, id, GLASS)?;
        held.password = String::new();
        held.drop_factors();
        held.devices.clear();
        held.known.clear();
        held.end_links();
        held.link = hash_token(&link);
        held.link_until = change.at.plus(time::HOUR);
        change.put(&held)?;
        close_ways(change, id)?;
        Ok(link)
    })?;
    Ok(Broken {
        user: id,
        name,
        link: Some(link),
    })
}

fn appoint(visit: &Visit, email: &str, glass: &Glass) -> Result<Broken> {
    let user = by_email(visit, email)?;
    if user.tier == Tier::Client || user.inactive || user.superadmin {
        return Err(Error::conflict(
            "Appoint somebody of the staff who is active and not superadmin already.",
        ));
    }
    let former = match glass.close_former {
        true => superadmins(visit)?,
        false => Vec::new(),
    };
    let (id, name, reason) = (user.id, user.name.clone(), glass.reason.clone());
    visit.act(BREAK_GLASS, move |change| {
        change.event();
        change.about(id.as_ref());
        change.note(format!("Appointed superadmin: {reason}"));
        let mut person = change.on_behalf(GLASS).load(id)?;
        person.superadmin = true;
        person.tier = Tier::Admin;
        change.put(&person)?;
        close_ways(change, id)?;
        for gone in former {
            change.about(gone.id.as_ref());
            let mut gone = change.on_behalf(GLASS).load(gone.id)?;
            gone.superadmin = false;
            gone.inactive = true;
            change.put(&gone)?;
            close_ways(change, gone.id)?;
            let held = change
                .on_behalf(GLASS)
                .by_unique::<Credential>(credential::BY_USER, Key::new().id(gone.id))?;
            if let Some(mut held) = held {
                held.end_links();
                change.put(&held)?;
            }
        }
        Ok(())
    })?;
    Ok(Broken {
        user: id,
        name,
        link: None,
    })
}
