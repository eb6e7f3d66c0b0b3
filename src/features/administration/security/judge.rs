//! What a journal entry says about somebody at the doors, for the rules.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use super::{
    failed::{Failed, network_in},
    habit::{self, Habit, Stay},
    rules::{Entered, Fact},
};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{JournalEntry, Key, Kind, Record, Visit, What},
    features::{
        people::{Directory, User},
        sign_in::{
            COPIED, PROVE, SIGN_IN, SIGN_IN_FAILED, Session, WRONG_CODE_NOTE, WRONG_PASSKEY_NOTE,
            device_in_words,
        },
    },
    web::GeoIp,
};

/// Who there is.
pub struct Subjects(Arc<Directory>);

impl Subjects {
    pub fn of(visit: &Visit) -> Result<Subjects> {
        Directory::of(visit).map(Subjects)
    }

    pub fn name(&self, person: u64) -> String {
        self.0.name_of(person).to_owned()
    }
}

const SESSIONS: Kind = <Session as Record>::KIND;
const USERS: Kind = <User as Record>::KIND;

/// A sign-in that failed, as the journal has it: `who: why`, or a wrong code of somebody known.
pub fn failed(known: &Subjects, entry: &JournalEntry) -> Option<Failed> {
    let note = entry.note.as_deref().unwrap_or_default();
    let (account, why) = if entry.action == SIGN_IN_FAILED.key {
        let (account, why) = note.rsplit_once(": ")?;
        (account.to_owned(), why.to_owned())
    } else if entry.action == SIGN_IN.key && [WRONG_CODE_NOTE, WRONG_PASSKEY_NOTE].contains(&note) {
        let user = entry.subjects.first()?;
        let email = known.0.users.get(&user.id).map(|user| user.email.clone());
        (email?, note.to_lowercase())
    } else {
        return None;
    };
    Some(Failed {
        at: entry.at,
        account,
        address: entry.address.clone().unwrap_or_default(),
        why,
    })
}

pub fn fact_of(failed: &Failed) -> Fact {
    Fact::Failed {
        account: failed.account.clone(),
        network: network_in(&failed.address),
    }
}

/// For how long a sign-in that failed is shown, in milliseconds.
pub const SHOWS_BACK: i64 = 24 * crate::base::time::HOUR;

/// Whether entries of an action can be such as failed or are counted; of all others nothing but the action is read.
pub fn may_count(action: &str) -> bool {
    [SIGN_IN_FAILED.key, SIGN_IN.key].contains(&action) || takes_along(action)
}

fn takes_along(action: &str) -> bool {
    action.ends_with(".export") || action.ends_with(".download")
}

/// What is known of where people come from, while entries are judged one after another.
#[derive(Default)]
pub struct Habits(HashMap<u64, Habit>);

impl Habits {
    fn of(&mut self, visit: &Visit, user: Id<User>) -> &mut Habit {
        self.0.entry(user.raw()).or_insert_with(|| {
            let held = visit.find_by::<Habit>(habit::BY_USER, Key::new().id(user));
            held.unwrap_or_default()
        })
    }
}

/// What an entry says that is counted, without reading anything else.
pub fn counted(known: &Subjects, entry: &JournalEntry) -> Option<Fact> {
    if let Some(failed) = failed(known, entry) {
        return Some(fact_of(&failed));
    }
    (takes_along(&entry.action) && entry.person != 0).then(|| Fact::Took {
        user: entry.person,
        name: known.name(entry.person),
        whole: true,
    })
}

/// What else an entry says that a rule asks about.
pub fn fact(
    visit: &Visit,
    known: &Subjects,
    habits: &mut Habits,
    entry: &JournalEntry,
) -> Result<Option<Fact>> {
    let shown = [SIGN_IN.key, PROVE.key].contains(&entry.action.as_str());
    if shown && entry.note.as_deref() == Some(COPIED) {
        let whose = entry.subjects.iter().find(|of| of.kind == USERS.code);
        return Ok(whose.map(|of| Fact::Copied {
            user: of.id,
            name: known.name(of.id),
        }));
    }
    match entry.action == SIGN_IN.key {
        true => entered(visit, known, habits, entry),
        false => Ok(None),
    }
}

fn entered(
    visit: &Visit,
    known: &Subjects,
    habits: &mut Habits,
    entry: &JournalEntry,
) -> Result<Option<Fact>> {
    let made = entry
        .changes
        .iter()
        .find(|change| change.of.kind == SESSIONS.code && change.what == What::Created);
    let Some(made) = made else { return Ok(None) };
    let Ok(session) = visit.find(Id::<Session>::new(made.of.id)) else {
        return Ok(None);
    };
    let Some(user) = known.0.users.get(&session.user.raw()) else {
        return Ok(None);
    };
    if session.half {
        return Ok(None);
    }
    let earlier = visit.history(user, Some(entry.seq), 200)?;
    let before = earlier
        .iter()
        .any(|held| held.action == SIGN_IN.key && held.note.is_none());
    let stay = stay(visit, entry, &session);
    let habit = habits.of(visit, user.id);
    let (countries, last) = (habit.countries.clone(), habit.last.clone());
    if let Some(stay) = &stay {
        habit.stay(stay.clone());
    }
    Ok(Some(Fact::Entered(Box::new(Entered {
        user: user.id.raw(),
        name: user.name.clone(),
        superadmin: user.superadmin,
        staff: user.tier != Tier::Client,
        address: session.address.clone(),
        new_device: before && session.new_device,
        device: device_in_words(&session.agent),
        stay,
        countries,
        before: last,
    }))))
}

/// Where the address lies, where a file says so.
fn stay(visit: &Visit, entry: &JournalEntry, session: &Session) -> Option<Stay> {
    let address: IpAddr = session.address.parse().ok()?;
    let geoip = visit.store().service::<GeoIp>()?;
    let spot = geoip.spot_of(address);
    Some(Stay {
        at: entry.at,
        country: geoip.country_of(address)?.code().to_owned(),
        spot: spot.map(|spot| (spot.latitude, spot.longitude)),
    })
}

/// The names of those that are counted more than once, most first: for the page.
pub fn by_count<'r, T>(rows: &'r [T], key: impl Fn(&'r T) -> String) -> Vec<(String, Vec<&'r T>)> {
    let mut groups: HashMap<String, Vec<&T>> = HashMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(row);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_stands_first() {
        let rows = ["b", "a", "b"];
        let counted = by_count(&rows, |row| (*row).to_owned());
        assert_eq!(counted[0].0, "b");
        assert_eq!(counted[0].1.len(), 2);
    }
}
