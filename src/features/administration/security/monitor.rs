//! What the monitor remembers: what happened lately at the doors, in memory and bounded, and what of it is written down.
//! The journal it follows from a stored cursor, so that what happened while the server restarted is judged after it.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::{
    actions::{RAISE, REFUSED},
    failed::Failed,
    habit::Stay,
    judge::{self, Habits, Subjects},
    ops::{self, Recipients},
    rules::{Fact, Finding, Lately},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, text, time},
    data::{Change, JournalEntry, Store, Visit},
    features::{people::User, sign_in::network_of},
    jobs::{self, Follower, Job},
    web::SecurityEvent,
};

/// Rows that are kept to be shown.
const SHOWN: usize = 500;
/// People and networks that are counted apart at once.
const APART: usize = 2_000;
const DAY: i64 = 24;

#[derive(Debug, Clone)]
pub struct Refused {
    pub at: Moment,
    pub person: u64,
    pub address: String,
    pub what: String,
}

/// Refused requests that wait to be written down as one line.
#[derive(Debug, Default)]
struct Sum {
    times: u64,
    /// Those the rules haven't judged yet.
    new: u64,
    what: BTreeMap<String, u64>,
    written: Option<Moment>,
}

/// What is written down of a person's refused requests within a minute, and of strangers' within an hour.
impl Sum {
    fn add(&mut self, what: String) {
        self.times += 1;
        self.new += 1;
        if self.what.len() < 12 || self.what.contains_key(&what) {
            *self.what.entry(what).or_default() += 1;
        }
    }

    /// The line, when there is something and the last one is long enough ago.
    fn due(&mut self, at: Moment, every: i64) -> Option<(u64, String)> {
        let early = self.written.is_some_and(|last| at.since(last) < every);
        if self.times == 0 || early {
            return None;
        }
        let mut what: Vec<(String, u64)> = std::mem::take(&mut self.what).into_iter().collect();
        what.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        let words: Vec<String> = what
            .iter()
            .map(|(what, times)| format!("{what} ({times})"))
            .collect();
        let times = std::mem::take(&mut self.times);
        self.written = Some(at);
        Some((times, text::shorten(&words.join(", "), 400)))
    }
}

/// Sign-ins that went well and that failed, by hour.
#[derive(Debug, Default, Clone, Copy)]
pub struct Hour {
    pub number: i64,
    pub entered: u64,
    pub failed: u64,
    pub refused: u64,
}

#[derive(Default)]
struct Inner {
    lately: Lately,
    by_person: HashMap<u64, Sum>,
    strangers: Sum,
    took: Vec<(u64, bool)>,
    refused: VecDeque<Refused>,
    failed: VecDeque<Failed>,
    hours: VecDeque<Hour>,
}

impl Inner {
    fn hour(&mut self, at: Moment) -> &mut Hour {
        let number = at.0.div_euclid(time::HOUR);
        if self.hours.back().is_none_or(|hour| hour.number < number) {
            self.hours.push_back(Hour {
                number,
                ..Hour::default()
            });
        }
        while self.hours.len() > DAY as usize {
            self.hours.pop_front();
        }
        let last = self.hours.len() - 1;
        &mut self.hours[last]
    }

    fn failed(&mut self, row: Failed) {
        self.hour(row.at).failed += 1;
        push(&mut self.failed, row);
    }
}

fn push<T>(rows: &mut VecDeque<T>, row: T) {
    rows.push_back(row);
    if rows.len() > SHOWN {
        rows.pop_front();
    }
}

/// A service of the store that is being served.
#[derive(Default)]
pub struct SecurityMonitor(Mutex<Inner>);

/// What the page shows of it.
#[derive(Debug, Default)]
pub struct Seldom {
    pub refused: Vec<Refused>,
    pub failed: Vec<Failed>,
    pub hours: Vec<Hour>,
}

impl SecurityMonitor {
    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From the doors, in the midst of a request: notes and goes on.
    pub fn saw(&self, seen: &SecurityEvent<'_>) {
        let mut inner = self.inner();
        match seen {
            SecurityEvent::Refused {
                person: Some(person),
                why: Error::Forbidden(_),
                address,
                method,
                path,
                at,
            } => {
                let what = format!("{method} {}", text::shorten(path, 80));
                inner.hour(*at).refused += 1;
                let address = address.map(|a| a.to_string()).unwrap_or_default();
                let row = Refused {
                    at: *at,
                    person: *person,
                    address,
                    what: what.clone(),
                };
                push(&mut inner.refused, row);
                if inner.by_person.len() < APART || inner.by_person.contains_key(person) {
                    inner.by_person.entry(*person).or_default().add(what);
                }
            }
            SecurityEvent::Refused { address, .. } => {
                let from = address.map_or_else(String::new, network_of);
                inner.strangers.add(from);
            }
            SecurityEvent::Took { person, whole } => {
                if inner.took.len() < APART {
                    inner.took.push((*person, *whole));
                }
            }
            SecurityEvent::Opened { .. } => {}
        }
    }

    pub fn shown(&self) -> Seldom {
        let inner = self.inner();
        Seldom {
            refused: inner.refused.iter().rev().cloned().collect(),
            failed: inner.failed.iter().rev().cloned().collect(),
            hours: inner.hours.iter().copied().collect(),
        }
    }
}

/// Reads the journal for what the rules ask about.
struct Judge;

/// What is to be written of some entries.
struct Found {
    findings: Vec<Finding>,
    stays: Vec<(Id<User>, Stay)>,
    told: Recipients,
}

/// The job that judges what is journaled.
pub fn follow() -> Box<dyn Job> {
    jobs::follower(Judge)
}

/// How far back what was judged before a restart still counts.
const LOOKS_BACK: i64 = time::HOUR;
/// Entries that are read for it, at most.
const READ_BACK: u64 = 20_000;

impl Follower for Judge {
    const NAME: &'static str = "security monitor";
    const ACTION: Action = RAISE;
    // What happened before there was a monitor is nobody's alert.
    const FROM: jobs::From = jobs::From::Now;
    type Found = Found;

    /// What failed before the start is shown, and counts towards what comes, but raises nothing anew.
    fn begin(&mut self, visit: &Visit, done: u64) -> Result<()> {
        let monitor = monitor(visit)?;
        let known = Subjects::of(visit)?;
        let mut inner = monitor.inner();
        let mut at = done.saturating_sub(READ_BACK);
        // Of most entries only the head is read: the journal of a busy day is long.
        let since = visit.at.plus(-judge::SHOWS_BACK);
        while at < done {
            let (entries, last) = visit.store().entries_of(at, 500, &|head| {
                head.at > since && judge::may_count(head.action)
            })?;
            for entry in entries.iter().filter(|entry| entry.seq <= done) {
                if let Some(failed) = judge::failed(&known, entry) {
                    inner.failed(failed);
                }
                if visit.at.since(entry.at) < LOOKS_BACK
                    && let Some(fact) = judge::counted(&known, entry)
                {
                    inner.lately.judge(entry.at, &fact);
                }
            }
            match last {
                Some(last) => at = last,
                None => break,
            }
        }
        Ok(())
    }

    fn read(&mut self, visit: &Visit, entries: &[JournalEntry]) -> Result<Option<Found>> {
        let monitor = monitor(visit)?;
        let (known, mut habits) = (Subjects::of(visit)?, Habits::default());
        // Everything that can fail first: entries are judged once.
        let mut facts = Vec::new();
        for entry in entries {
            let fact = match judge::counted(&known, entry) {
                Some(fact) => Some(fact),
                None => judge::fact(visit, &known, &mut habits, entry)?,
            };
            facts.extend(fact.map(|fact| (entry, fact)));
        }
        if facts.is_empty() {
            return Ok(None);
        }
        let told = Recipients::of(visit)?;
        let (mut findings, mut stays) = (Vec::new(), Vec::new());
        let mut inner = monitor.inner();
        for (entry, fact) in facts {
            if let Some(row) = judge::failed(&known, entry) {
                inner.failed(row);
            }
            findings.extend(inner.lately.judge(entry.at, &fact));
            if let Fact::Entered(entered) = fact {
                inner.hour(entry.at).entered += 1;
                stays.extend(entered.stay.map(|stay| (Id::new(entered.user), stay)));
            }
        }
        Ok(
            (!findings.is_empty() || !stays.is_empty()).then_some(Found {
                findings,
                stays,
                told,
            }),
        )
    }

    fn write(found: &Found, change: &mut Change<'_, '_>) -> Result<()> {
        for finding in &found.findings {
            ops::note(change, finding, &found.told)?;
        }
        for (user, stay) in &found.stays {
            ops::remember_stay(change, *user, stay)?;
        }
        Ok(())
    }
}

fn monitor(visit: &Visit) -> Result<Arc<SecurityMonitor>> {
    visit
        .store()
        .service()
        .ok_or_else(|| Error::internal("this store is not being served"))
}

/// The job that writes down what no deed journals, in sums.
pub fn count() -> Box<dyn Job> {
    jobs::every("refused requests", Duration::from_secs(1), |turn| {
        let visit = turn.visit();
        let monitor = monitor(&visit)?;
        for finding in write_down(&visit, &monitor)? {
            ops::raise(&visit, finding)?;
        }
        Ok(())
    })
}

fn write_down(visit: &Visit, monitor: &SecurityMonitor) -> Result<Vec<Finding>> {
    let at = visit.at;
    let known = Subjects::of(visit)?;
    let mut findings = Vec::new();
    let (people, strangers) = {
        let mut inner = monitor.inner();
        for (person, whole) in std::mem::take(&mut inner.took) {
            let fact = Fact::Took {
                user: person,
                name: known.name(person),
                whole,
            };
            findings.extend(inner.lately.judge(at, &fact));
        }
        let mut people = Vec::new();
        let mut new = Vec::new();
        for (person, sum) in &mut inner.by_person {
            new.push((*person, std::mem::take(&mut sum.new)));
            if let Some((times, what)) = sum.due(at, time::MINUTE) {
                people.push((*person, times, what));
            }
        }
        inner.by_person.retain(|_, sum| {
            sum.times > 0 || sum.written.is_some_and(|w| at.since(w) < time::MINUTE)
        });
        for (person, times) in new.into_iter().filter(|(_, times)| *times > 0) {
            let fact = Fact::Refused {
                user: person,
                name: known.name(person),
                times,
            };
            findings.extend(inner.lately.judge(at, &fact));
        }
        // The first stranger opens the hour.
        let strangers = &mut inner.strangers;
        strangers.written.get_or_insert(at);
        (people, strangers.due(at, time::HOUR))
    };
    for (person, times, what) in people {
        let user: Id<User> = Id::new(person);
        let note = format!(
            "{}: {what}",
            text::count(times as usize, "refused request", "refused requests")
        );
        visit.act(REFUSED, move |change| {
            change.event();
            change.about(user.as_ref());
            change.note(note);
            Ok(())
        })?;
    }
    if let Some((times, what)) = strangers {
        let note = format!(
            "{} of nobody known or made to wait, by network: {what}",
            text::count(times as usize, "request", "requests")
        );
        visit.act(REFUSED, move |change| {
            change.event();
            change.note(note);
            Ok(())
        })?;
    }
    Ok(findings)
}

pub fn of(store: &Store) -> Seldom {
    store
        .service::<SecurityMonitor>()
        .map(|monitor| monitor.shown())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
