//! Announcing, taking down, acknowledging.

use super::{
    Acknowledgement, Announcement, Matter,
    actions::{ACKNOWLEDGE, ANNOUNCE, WITHDRAW},
    announcement::{ACKNOWLEDGED, BY_PAIR, Standing, pair},
    forms::{NewAnnouncement, When},
    notices::{MAINTENANCE, WARNING},
};
use crate::{
    base::{Error, Id, Result, time},
    data::{Change, Held, Key, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
};

pub fn announce(visit: &Visit, form: NewAnnouncement) -> Result<Id<Announcement>> {
    visit.act(ANNOUNCE, move |change| {
        let at = change.at;
        let made = Announcement {
            matter: form.matter,
            text: form.text,
            from: form.from.moment(&change.tz).unwrap_or(at),
            until: form.until.moment(&change.tz).unwrap_or(at),
            to_clients: form.to_clients,
            by: Id::new(change.actor.person),
            made: at,
            ..Announcement::default()
        };
        made.check(at)?;
        let made = change.insert(made)?;
        change.about(made.as_ref());
        Ok(made.id)
    })
}

/// It begins: those whom it concerns are told.
pub fn begin(change: &mut Change<'_, '_>, mut held: Held<Announcement>) -> Result<()> {
    held.told = true;
    change.put(&held)?;
    // The house was off while it stood.
    if held.until <= change.at {
        return Ok(());
    }
    let of = match held.matter {
        Matter::Security => &WARNING,
        _ => &MAINTENANCE,
    };
    let people = Directory::people_in(change)?;
    let concerned = |user: &&User| !user.inactive && user.id != held.by && held.is_for(user.tier);
    for user in people.iter().filter(concerned) {
        inbox::notify(change, user.id, of, held.as_ref(), held.text.as_str())?;
    }
    Ok(())
}

pub fn withdraw(visit: &Visit, id: Id<Announcement>) -> Result<()> {
    visit.act(WITHDRAW, move |change| {
        let mut held = change.subject(id)?;
        held.withdraw(change.at)?;
        change.put(&held)
    })
}

/// One that stands above this person's pages.
fn standing(visit: &Visit, id: Id<Announcement>) -> Result<Announcement> {
    let standing = Standing::of(visit)?;
    let mut now = standing.now(visit);
    now.find(|held| held.id == id)
        .cloned()
        .ok_or(Error::NotFound)
}

/// Somebody has read it, once.
pub fn acknowledge(visit: &Visit, id: Id<Announcement>) -> Result<()> {
    let held = standing(visit, id)?;
    if is_acknowledged(visit, &held)? {
        return Ok(());
    }
    let person = Id::new(visit.actor.person);
    visit.act(ACKNOWLEDGE, move |change| {
        // Another tab of the same person may have come first.
        let before = change.by_unique::<Acknowledgement>(BY_PAIR, pair(id, person))?;
        if before.is_some() {
            return Ok(());
        }
        let at = change.at;
        change
            .insert(Acknowledgement {
                announcement: id,
                person,
                at,
                ..Acknowledgement::default()
            })
            .map(drop)
    })
}

pub fn is_acknowledged(visit: &Visit, held: &Announcement) -> Result<bool> {
    let key = pair(held.id, Id::new(visit.actor.person));
    match visit.own_by::<Acknowledgement>(BY_PAIR, key) {
        Ok(_) => Ok(true),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// How many have read it, for whoever may see that.
pub fn read_by(visit: &Visit, held: &Announcement) -> Result<i64> {
    visit.tally::<Acknowledgement>(ACKNOWLEDGED, Key::new().id(held.id))
}

/// What a demonstration says to everybody.
pub fn demonstrate(visit: &Visit) -> Result<()> {
    // A demonstration tells of a year: this one was read long ago.
    let when = |days: i64| When {
        moment: Some(visit.at.plus(days * time::DAY)),
        ..When::default()
    };
    announce(
        visit,
        NewAnnouncement {
            matter: Matter::Maintenance,
            text: "Atrium restarts on Friday at 19:00 for a new version; it takes about a minute."
                .into(),
            from: when(120),
            until: when(127),
            to_clients: false,
        },
    )
    .map(drop)
}
