//! What goes out beside the inbox, when it is due. Each is done by the clock in a deed of its own: what is put into the box
//! of mails and that it was put are one transaction, so nothing is lost and nothing goes twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Notification, NotificationPreferences, Reason, follow,
    notice_type::{NoticeTypes, Reach},
    notification::BY_MAIL,
    preferences::{DIGESTS, preferences_in, reach_in},
    shown::{Eyes, talked_of},
};
use crate::{
    access::Tier,
    base::{
        Error, Id, Result,
        language::{self, Language, translated},
        text, time,
    },
    data::{Change, Held, Key, Ref, Visit},
    features::{
        gateways::{self, Message, Purpose},
        mail::{self, Draft, What},
        people::{Directory, User},
        push,
        settings::Look,
    },
    said,
};

/// Lines of one mail; the rest is counted.
const LINES: usize = 40;
/// What is due so soon after another goes with it.
const TOGETHER: i64 = 2 * time::SECOND;
/// How long news wait when there were very many.
const CROWDED: i64 = 15 * time::MINUTE;
/// How long news are worth sending.
const WORTH: i64 = 2 * time::DAY;

const DUE: &str = "what its person wants by mail goes when it is due";

/// What is asked once more of news that are due, beside the writer's thread: their people may have lost sight meanwhile of
/// what they are about.
pub struct Asked {
    types: Arc<NoticeTypes>,
    unseen: BTreeSet<Id<Notification>>,
    /// What was done, in the words of its history.
    deeds: BTreeMap<Id<Notification>, String>,
    /// The records on which the words were said that they are about: mails hang together by these.
    places: BTreeMap<Id<Notification>, Ref>,
}

impl Asked {
    pub fn of(visit: &Visit, held: &Notification) -> Result<Asked> {
        Asked::of_all(visit, held.to, std::slice::from_ref(held))
    }

    /// The same of all that wait to go to that person by mail.
    pub fn of_mails(visit: &Visit, held: &Notification) -> Result<Asked> {
        let names = Directory::of(visit)?;
        let waiting = match names.users.get(&held.to.raw()) {
            Some(person) => visit.related(person, BY_MAIL, Key::new().id(person.id), usize::MAX)?,
            None => Vec::new(),
        };
        Asked::of_all(visit, held.to, &waiting)
    }

    fn of_all(visit: &Visit, to: Id<User>, waiting: &[Notification]) -> Result<Asked> {
        let types = super::ops::types(visit)?;
        let eyes: Arc<Eyes> = visit
            .store()
            .service()
            .ok_or_else(|| Error::internal("this store is not being served"))?;
        let theirs = (eyes.0)(visit, to)?;
        let mut unseen = BTreeSet::new();
        for held in waiting.iter().filter(|held| hangs_on_sight(held, &types)) {
            let seen = match &theirs {
                Some(theirs) => theirs.sees_ref(held.about)?,
                None => false,
            };
            if !seen {
                unseen.insert(held.id);
            }
        }
        let mut deeds = BTreeMap::new();
        let mut places = BTreeMap::new();
        if let Some(theirs) = &theirs {
            let said = talked_of(theirs, waiting)?;
            places.extend(said.into_iter().map(|(id, said)| (id, said.on)));
            for held in waiting
                .iter()
                .filter(|held| held.mail.is_some())
                .take(LINES)
            {
                deeds.extend(super::shown::deed_of(theirs, held)?.map(|said| (held.id, said)));
            }
        }
        Ok(Asked {
            types,
            unseen,
            deeds,
            places,
        })
    }

    /// By which channels something goes to its person, as they have it by now.
    fn reach(
        &self,
        change: &mut Change<'_, '_>,
        person: &User,
        preferences: &NotificationPreferences,
        held: &Notification,
    ) -> Result<Reach> {
        if self.unseen.contains(&held.id) {
            return Ok(Reach::NOWHERE);
        }
        match self.types.find(&held.kind) {
            // Nothing was chosen for what nobody chooses any more.
            None => Ok(Reach::EVERYWHERE),
            Some(of) if follow::is_muted(change, person.id, of, held.about)? => Ok(Reach::NOWHERE),
            Some(of) => reach_in(change, person, of, preferences),
        }
    }
}

/// Whether it goes only to whoever sees what it is about. What concerns the safety of the house or of one's own account,
/// and what the house says to all, is nothing that one loses sight of.
fn hangs_on_sight(held: &Notification, types: &NoticeTypes) -> bool {
    let own = held.about == held.to.as_ref();
    let of_the_house = matches!(held.reason, Reason::Security | Reason::Maintenance);
    !own && !of_the_house && !types.find(&held.kind).is_some_and(|of| of.locked)
}

/// Mail is due to somebody: with it goes all that is due to them in the same way.
pub fn mail_due(
    change: &mut Change<'_, '_>,
    held: Held<Notification>,
    asked: &Asked,
) -> Result<()> {
    let (to, digest, at) = (held.to, held.digest, change.at);
    let waiting = change
        .on_behalf(DUE)
        .children::<Notification>(BY_MAIL, Key::new().id(to))?;
    let is_due = |held: &Held<Notification>| {
        let soon = at.plus(TOGETHER);
        held.digest == digest && held.mail.is_some_and(|mail| mail <= soon)
    };
    let mut due: Vec<Notification> = Vec::new();
    // Whoever is told very much gets the rest of it in one mail.
    let put_off = match digest || mail::takes_news(change, to.raw())? {
        true => None,
        false => Some(at.plus(CROWDED)),
    };
    for mut held in waiting.into_iter().filter(is_due) {
        held.mail = put_off;
        change.put(&held)?;
        due.push(held.into_record());
    }
    if put_off.is_some() {
        return Ok(());
    }
    let person = Directory::person_in(change, to)?.filter(|person| !person.inactive);
    let Some(person) = person else {
        return Ok(());
    };
    let preferences = preferences_in(change, to)?;
    let mut wanted = Vec::new();
    for held in due {
        let by_mail = asked.reach(change, &person, &preferences, &held)?.mail;
        if preferences.takes(by_mail) && (!preferences.skip_read || is_news(&held)) {
            wanted.push(held);
        }
    }
    match wanted.is_empty() {
        true => Ok(()),
        false => {
            let letter = letter(change, &person, (&wanted, digest), asked)?;
            mail::put(change, letter).map(drop)
        }
    }
}

/// Whether its person hasn't read it where they would have; what stands in no list is read nowhere.
fn is_news(held: &Notification) -> bool {
    held.read.is_none() || held.unlisted
}

/// A text message is due to somebody.
pub fn sms_due(
    change: &mut Change<'_, '_>,
    mut held: Held<Notification>,
    asked: &Asked,
) -> Result<()> {
    held.sms = None;
    change.put(&held)?;
    let person = Directory::person_in(change, held.to)?.filter(|person| !person.inactive);
    let preferences = preferences_in(change, held.to)?;
    let Some(person) = person.filter(|_| !preferences.phone.is_empty() && held.done.is_none())
    else {
        return Ok(());
    };
    if preferences.skip_read && !is_news(&held)
        || !asked.reach(change, &person, &preferences, &held)?.sms
    {
        return Ok(());
    }
    let number = change.schema().number(held.about);
    let message = Message {
        purpose: Purpose::Sms,
        key: format!("sms {}", held.id),
        person: held.to.raw(),
        to: preferences.phone,
        text: held.text.clone(),
        path: String::new(),
        what: held.kind.clone(),
        number,
    };
    gateways::put(change, message).map(drop)
}

/// It is pushed to the devices of somebody, unless they read it meanwhile.
pub fn push_due(
    change: &mut Change<'_, '_>,
    mut held: Held<Notification>,
    asked: &Asked,
) -> Result<()> {
    held.push = None;
    change.put(&held)?;
    let person = Directory::person_in(change, held.to)?.filter(|person| !person.inactive);
    let Some(person) = person.filter(|_| held.done.is_none() && is_news(&held)) else {
        return Ok(());
    };
    let preferences = preferences_in(change, held.to)?;
    if !asked.reach(change, &person, &preferences, &held)?.push {
        return Ok(());
    }
    let home = match person.tier {
        Tier::Client => "/portal/news",
        _ => "/inbox",
    };
    let news = push::News {
        person: held.to.raw(),
        key: format!("push {}", held.id),
        // Under which a page that is open shows it as well (`notify.js`): the browser shows it once.
        tag: format!("atrium-{}", held.id.raw()),
        text: {
            let _spoken = language::speak(spoken_to(change, &person));
            translated(&held.text).into_owned()
        },
        path: format!("{home}/{}", held.id),
    };
    push::put(change, news)
}

/// In which language somebody is told.
fn spoken_to(change: &Change<'_, '_>, person: &User) -> Language {
    let look = change.cached::<Look>();
    person.reads(look.and_then(|look| look.0.language))
}

fn letter(
    change: &mut Change<'_, '_>,
    person: &User,
    (due, digest): (&[Notification], bool),
    asked: &Asked,
) -> Result<Draft> {
    let portal = person.tier == Tier::Client;
    let home = if portal { "/portal/news" } else { "/inbox" };
    let _spoken = language::speak(spoken_to(change, person));
    let schema = change.schema();
    let line = |held: &Notification| mail::Line {
        text: mail::Secret(translated(&held.text).into_owned()),
        why: mail::Secret(match portal {
            // A client knows our numbers of their own requests only.
            true => translated(&held.why).into_owned(),
            false => match asked.deeds.get(&held.id) {
                Some(deed) => format!("{} · {deed} · {}", schema.number(held.about), held.why),
                None => format!("{} · {}", schema.number(held.about), held.why),
            },
        }),
        path: mail::Secret(format!("{home}/{}", held.id)),
    };
    let first = &due[0];
    let alone = due.len() == 1;
    let about_one = due.iter().all(|held| held.about == first.about);
    let place = |held: &Notification| asked.places.get(&held.id).copied().unwrap_or(held.about);
    let one_place = due.iter().all(|held| place(held) == place(first));
    let mut kinds: Vec<&str> = due.iter().map(|held| held.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let more = due.len().saturating_sub(LINES);
    Ok(Draft {
        what: if digest { What::Digest } else { What::News },
        // The newest of them stands in no other mail.
        key: format!("news {} of {}", first.id, due.len()),
        person: person.id.raw(),
        to: person.email.clone(),
        to_name: person.name.clone(),
        subject: match digest {
            true => said!("mail-things-came-together", count = due.len()),
            false => said!("mail-things-for-you", count = due.len()),
        },
        headline: match alone {
            true => text::shorten(&translated(&first.text), 100),
            false => String::new(),
        },
        text: said!("mail-hello", name = text::clean_line(&person.name)),
        path: match alone {
            true => format!("{home}/{}", first.id),
            false => home.into(),
        },
        close: match more {
            0 => String::new(),
            more => said!("mail-more-in-inbox", count = more),
        },
        portal,
        until: change.at.plus(WORTH),
        notice: Some(mail::Notice {
            lines: due.iter().take(LINES).map(line).collect(),
            thread: match one_place && !portal {
                true => schema.number(place(first)),
                false => String::new(),
            },
            about: about_one.then_some(first.about),
            stop: match digest {
                true => DIGESTS.into(),
                false => kinds.join("+"),
            },
        }),
    })
}

/// What was put off is back.
pub fn comes_back(change: &mut Change<'_, '_>, mut held: Held<Notification>) -> Result<()> {
    held.come_back();
    change.put(&held)
}
