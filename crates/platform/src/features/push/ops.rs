//! Switching web push on, adding and removing devices, and putting messages into the box.

use super::{
    actions::{EDIT, OWN, SEND},
    records::{
        BY_ENDPOINT, DEVICES, OF_PERSON, OF_SESSION, OutgoingPush, PushDevice, PushSettings,
        SETTINGS, endpoint_key,
    },
};
use crate::{
    base::{Id, Result, text, time},
    data::{Change, Deriving, Key, Visit},
    features::mail::Secret,
    jobs::outbox::{self, Delivery},
};

const HOUSE: &str = "whether and where the house pushes is its own matter";
/// How long a message is worth pushing.
const WORTH: i64 = 12 * time::HOUR;

pub fn is_on(visit: &Visit) -> bool {
    let system = visit.unchecked_as_system("whether web push is on is no secret");
    system
        .find(SETTINGS)
        .is_ok_and(|held: PushSettings| held.on)
}

pub fn is_on_in(change: &mut Change<'_, '_>) -> Result<bool> {
    let held = change.unscoped(HOUSE).find(SETTINGS)?;
    Ok(held.is_some_and(|held: PushSettings| held.on))
}

pub fn switch(visit: &Visit, on: bool, version: Option<u64>) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<PushSettings>(version)?;
        held.on = on;
        change.put(&held)
    })
}

/// One's own devices, the newest last.
pub fn devices(visit: &Visit) -> Result<Vec<PushDevice>> {
    visit.own_related(
        OF_PERSON,
        Key::new().number(visit.actor.person),
        DEVICES + 1,
    )
}

/// Takes a device in. A browser is one person's: whoever opened it before loses it, themselves or somebody else who sat
/// there. With one too many, the oldest goes.
pub fn add(visit: &Visit, device: PushDevice) -> Result<()> {
    device.check()?;
    let person = visit.actor.person;
    visit.act(OWN, move |change| {
        let key = endpoint_key(&device.endpoint.0);
        let browser = change.on_behalf("a browser takes messages of whoever opened it last");
        if let Some(known) = browser.by_unique::<PushDevice>(BY_ENDPOINT, key)? {
            change.delete(&known)?;
        }
        let mine = change.children::<PushDevice>(OF_PERSON, Key::new().number(person))?;
        let over = (mine.len() + 1).saturating_sub(DEVICES);
        for oldest in mine.iter().take(over) {
            let held = change.subject(oldest.id)?;
            change.delete(&held)?;
        }
        let device = PushDevice {
            person,
            since: change.at,
            session: change.origin().session.unwrap_or_default(),
            name: text::shorten(&text::clean_line(&device.name), 80),
            ..device
        };
        change.insert(device).map(drop)
    })
}

/// Somebody left: what was opened in their session is nobody's to be told by any more.
pub fn close_with(change: &mut Deriving<'_, '_, '_>, session: u64) -> Result<()> {
    for held in change.children::<PushDevice>(OF_SESSION, Key::new().number(session))? {
        change.delete(&held)?;
    }
    Ok(())
}

pub fn remove(visit: &Visit, id: Id<PushDevice>) -> Result<()> {
    visit.act(OWN, move |change| {
        let held = change.subject(id)?;
        change.delete(&held)
    })
}

/// Nothing is pushed to the device any more: its push service knows it no more or never answers, or its person has left.
pub fn gone(visit: &Visit, id: Id<PushDevice>) -> Result<()> {
    visit.act(SEND, move |change| {
        let held = change.subject(id)?;
        change.delete(&held)
    })
}

/// Somebody signed in anew at the same browser: what was opened there stays open.
pub fn goes_on(change: &mut Deriving<'_, '_, '_>, session: u64, with: u64) -> Result<()> {
    for mut held in change.children::<PushDevice>(OF_SESSION, Key::new().number(session))? {
        held.session = with;
        change.put(&held)?;
    }
    Ok(())
}

/// What is pushed to somebody.
#[derive(Debug, Clone)]
pub struct News {
    /// Raw id of whom it is for.
    pub person: u64,
    /// What it is about: the same key is the same message.
    pub key: String,
    /// What the browser shows once, however often it hears of it.
    pub tag: String,
    pub text: String,
    /// The path that it leads to.
    pub path: String,
}

/// Puts a message for every device of somebody into the box. It goes after the commit.
pub fn put(change: &mut Change<'_, '_>, news: News) -> Result<()> {
    let at = change.at;
    let devices = change
        .unscoped(HOUSE)
        .children::<PushDevice>(OF_PERSON, Key::new().number(news.person))?;
    for device in devices {
        let item = OutgoingPush {
            id: Id::NONE,
            version: 0,
            delivery: Delivery::new(format!("{} {}", news.key, device.id), at, at.plus(WORTH)),
            device: device.id,
            person: news.person,
            tag: news.tag.clone(),
            text: Secret(text::shorten(&news.text, 300)),
            path: Secret(news.path.clone()),
        };
        outbox::put(change, item)?;
    }
    Ok(())
}
