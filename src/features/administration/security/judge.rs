//! What a journal entry says about somebody at the doors, for the rules.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use super::{
    habit::{self, Habit, Stay},
    rules::{Entered, Fact},
    watch::{Failed, network_in},
};
use crate::{
    access::Tier,
    base::{Id, Result},
    data::{Entry, Key, Kind, Record, Seek, Visit, What},
    features::{
        history,
        people::{Directory, SIGN_IN, SIGN_IN_FAILED, Session},
    },
};

/// Who there is.
pub struct Known(Arc<Directory>);

impl Known {
    pub fn of(visit: &Visit) -> Result<Known> {
        Directory::of(visit).map(Known)
    }

    pub fn name(&self, person: u64) -> String {
        self.0.name_of(person).to_owned()
    }
}

const SESSIONS: Kind = <Session as Record>::KIND;

/// A sign-in that failed, as the journal has it: `who: why`, or a wrong code of somebody known.
pub fn failed(known: &Known, entry: &Entry) -> Option<Failed> {
    let note = entry.note.as_deref().unwrap_or_default();
    let (account, why) = if entry.action == SIGN_IN_FAILED.key {
        let (account, why) = note.rsplit_once(": ")?;
        (account.to_owned(), why.to_owned())
    } else if entry.action == SIGN_IN.key && note == "Wrong code" {
        let user = entry.subjects.first()?;
        let email = known.0.users.get(&user.id).map(|user| user.email.clone());
        (email?, "wrong code".to_owned())
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

/// The newest of those that failed before the server started.
pub fn failed_before(visit: &Visit, before: u64, most: usize) -> Result<Vec<Failed>> {
    let known = Known::of(visit)?;
    let seek = Seek {
        action: Some(SIGN_IN_FAILED.key.into()),
        from: Some(visit.at.plus(-24 * crate::base::time::HOUR)),
        ..Seek::default()
    };
    let sought = visit.seek_journal(&history::VIEW, &seek, Some(before), most)?;
    let rows = sought.found.iter();
    Ok(rows
        .filter_map(|told| failed(&known, &told.entry))
        .collect())
}

/// What else an entry says that a rule asks about.
pub fn fact(visit: &Visit, known: &Known, entry: &Entry) -> Result<Option<Fact>> {
    if entry.action == SIGN_IN.key {
        return entered(visit, known, entry);
    }
    let took = entry.action.ends_with(".export") || entry.action.ends_with(".download");
    Ok((took && entry.person != 0).then(|| Fact::Took {
        user: entry.person,
        name: known.name(entry.person),
        whole: true,
    }))
}

fn entered(visit: &Visit, known: &Known, entry: &Entry) -> Result<Option<Fact>> {
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
    let habit = visit.find_by::<Habit>(habit::BY_USER, Key::new().id(user.id));
    let habit = habit.unwrap_or_default();
    Ok(Some(Fact::Entered(Box::new(Entered {
        user: user.id.raw(),
        name: user.name.clone(),
        superadmin: user.superadmin,
        staff: user.tier != Tier::Client,
        address: session.address.clone(),
        new_device: before && is_new(visit, &session)?,
        device: browser(&session.agent),
        stay: stay(visit, entry, &session),
        countries: habit.countries,
        before: habit.last,
    }))))
}

/// Whether the person has no other session from such a browser.
fn is_new(visit: &Visit, session: &Session) -> Result<bool> {
    let all = visit.cached::<super::ops::Sessions>()?;
    let mut others = all
        .0
        .iter()
        .filter(|other| other.user == session.user && other.id != session.id && !other.half);
    Ok(!others.any(|other| other.agent == session.agent))
}

/// Where the address lies, where a file says so.
fn stay(_: &Visit, entry: &Entry, session: &Session) -> Option<Stay> {
    let _: IpAddr = session.address.parse().ok()?;
    let country: Option<String> = None;
    Some(Stay {
        at: entry.at,
        country: country?,
        spot: None,
    })
}

/// `Firefox on Windows`.
pub fn browser(agent: &str) -> String {
    let first = |names: &[(&'static str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let program = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program} on {system}"),
        (Some(program), None) => program.into(),
        (None, Some(system)) => format!("A program on {system}"),
        (None, None) => "A program that doesn't say what it is".into(),
    }
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
    fn browsers_are_named_as_people_know_them() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1";
        assert_eq!(browser(firefox), "Firefox on Linux");
        assert_eq!(browser(edge), "Edge on Windows");
        assert_eq!(browser(phone), "Safari on iPhone");
        assert_eq!(browser(""), "A program that doesn't say what it is");
    }

    #[test]
    fn what_repeats_stands_first() {
        let rows = ["b", "a", "b"];
        let counted = by_count(&rows, |row| (*row).to_owned());
        assert_eq!(counted[0].0, "b");
        assert_eq!(counted[0].1.len(), 2);
    }
}
