//! What the monitor remembers: what happened lately at the doors, in memory and bounded, and what of it is written down.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use super::{
    REFUSED,
    judge::{self, Known},
    ops,
    rules::{Fact, Finding, Lately},
};
use crate::{
    base::{Error, Id, Moment, Result, text, time},
    data::{Store, Visit},
    features::{people::User, sign_in::network_of},
    web::Seen,
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

#[derive(Debug, Clone)]
pub struct Failed {
    pub at: Moment,
    pub account: String,
    pub address: String,
    pub why: String,
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
    /// The last journal entry that was looked at.
    cursor: u64,
    /// Whether what failed before the start was looked up.
    remembers: bool,
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

/// Lent to the store while the house is served.
#[derive(Default)]
pub struct Watch(Mutex<Inner>);

/// What the page shows of it.
#[derive(Debug, Default)]
pub struct Seldom {
    pub refused: Vec<Refused>,
    pub failed: Vec<Failed>,
    pub hours: Vec<Hour>,
}

impl Watch {
    /// Watches from here on.
    pub fn after(newest: u64) -> Watch {
        Watch(Mutex::new(Inner {
            cursor: newest,
            ..Inner::default()
        }))
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From the doors, in the midst of a request: notes and goes on.
    pub fn saw(&self, seen: &Seen<'_>) {
        let mut inner = self.inner();
        match seen {
            Seen::Refused {
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
            Seen::Refused { address, .. } => {
                let from = address.map_or_else(String::new, network_of);
                inner.strangers.add(from);
            }
            Seen::Took { person, whole } => {
                if inner.took.len() < APART {
                    inner.took.push((*person, *whole));
                }
            }
            Seen::Opened { .. } => {}
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

/// Every second: reads on in the journal, judges, raises, and writes down sums.
pub fn tick(visit: &Visit) -> Result<()> {
    let Some(watch) = visit.store().lent::<Watch>() else {
        return Ok(());
    };
    let known = Known::of(visit)?;
    let (cursor, remembers) = {
        let inner = watch.inner();
        (inner.cursor, inner.remembers)
    };
    if !remembers {
        remember(visit, &watch, cursor)?;
    }
    let mut findings = read_on(visit, &watch, &known, cursor)?;
    findings.extend(write_down(visit, &watch, &known)?);
    for finding in findings {
        ops::raise(visit, finding)?;
    }
    Ok(())
}

/// After a start: what failed before is shown, and raises nothing anew.
fn remember(visit: &Visit, watch: &Watch, newest: u64) -> Result<()> {
    let rows = judge::failed_before(visit, newest + 1, 200)?;
    let mut inner = watch.inner();
    for row in rows.into_iter().rev() {
        inner.failed(row);
    }
    inner.remembers = true;
    Ok(())
}

fn read_on(visit: &Visit, watch: &Watch, known: &Known, cursor: u64) -> Result<Vec<Finding>> {
    let entries = visit.store().entries_after(cursor, 1000)?;
    let mut findings = Vec::new();
    for entry in entries {
        let failed = judge::failed(known, &entry);
        let mut fact = failed.as_ref().map(judge::fact_of);
        if fact.is_none() {
            fact = judge::fact(visit, known, &entry)?;
        }
        let mut inner = watch.inner();
        if let Some(row) = failed {
            inner.failed(row);
        }
        if matches!(fact, Some(Fact::Entered(_))) {
            inner.hour(entry.at).entered += 1;
        }
        inner.cursor = entry.seq;
        if let Some(fact) = &fact {
            findings.extend(inner.lately.judge(entry.at, fact));
        }
        drop(inner);
        if let Some(Fact::Entered(entered)) = fact {
            ops::remember_stay(visit, *entered)?;
        }
    }
    Ok(findings)
}

fn write_down(visit: &Visit, watch: &Watch, known: &Known) -> Result<Vec<Finding>> {
    let at = visit.at;
    let mut findings = Vec::new();
    let (people, strangers) = {
        let mut inner = watch.inner();
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
        .lent::<Watch>()
        .map(|watch| watch.shown())
        .unwrap_or_default()
}

/// A /24 or a /48 of an address that is written as text.
pub fn network_in(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(address) => network_of(address.to_canonical()),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_requests_are_one_line_a_minute() {
        let mut sum = Sum::default();
        for n in 0..100 {
            sum.add(format!("GET /roles/{}", n % 3));
        }
        let (times, what) = sum.due(Moment(0), time::MINUTE).unwrap();
        assert_eq!(times, 100);
        assert!(what.starts_with("GET /roles/0 (34)"), "{what}");
        sum.add("GET /roles".into());
        assert!(sum.due(Moment(time::MINUTE - 1), time::MINUTE).is_none());
        assert!(sum.due(Moment(time::MINUTE), time::MINUTE).is_some());
        assert!(sum.due(Moment(2 * time::MINUTE), time::MINUTE).is_none());
    }

    #[test]
    fn a_stranger_fills_neither_memory_nor_disk() {
        let watch = Watch::default();
        for n in 0..10_000u32 {
            let address = IpAddr::from(std::net::Ipv4Addr::from(n * 256));
            let path = format!("/{n}");
            watch.saw(&Seen::Refused {
                person: None,
                address: Some(address),
                method: "GET",
                path: &path,
                why: &Error::SignedOut,
                at: Moment(0),
            });
            watch.saw(&Seen::Refused {
                person: Some(7),
                address: Some(address),
                method: "GET",
                path: &path,
                why: &Error::Forbidden("no".into()),
                at: Moment(0),
            });
        }
        let mut inner = watch.inner();
        assert!(inner.refused.len() <= SHOWN && inner.strangers.what.len() <= 12);
        assert_eq!(inner.strangers.times, 10_000);
        let (times, what) = inner
            .by_person
            .get_mut(&7)
            .unwrap()
            .due(Moment(0), 1)
            .unwrap();
        assert!(times == 10_000 && what.len() < 500);
    }
}
