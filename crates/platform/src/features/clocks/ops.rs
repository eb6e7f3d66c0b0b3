//! Making, changing and retiring policies and calendars.

use super::{
    BusinessCalendar, Policy, PolicyVersion,
    actions::{
        EDIT_CALENDAR, EDIT_POLICY, MAKE_CALENDAR, MAKE_POLICY, RETIRE_CALENDAR, RETIRE_POLICY,
    },
    forms::{CalendarForm, NewPolicy, PolicyForm, known_words},
    target::HoursOf,
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Record, Visit},
};

fn take(policy: &mut Policy, form: PolicyForm) {
    policy.name = form.name;
    policy.order = form.order;
    policy.kinds = form.kinds;
    policy.stages = form.stages;
    policy.priorities = form.priorities;
    policy.clients = form.clients;
    policy.categories = form.categories;
    policy.departments = form.departments;
    policy.minutes = form.minutes;
    policy.hours = form.hours;
    policy.calendar = form.calendar;
    policy.ladder = form.ladder;
    policy.restarts = form.restarts;
    policy.pauses = form.pauses;
}

/// What it names is some of what there is.
fn must_know(policy: &Policy) -> Result<()> {
    type Words = Vec<(&'static str, &'static str)>;
    let unknown = |named: &[String], known: &Words| {
        let mut named = named.iter();
        named
            .find(|key| known.iter().all(|(held, _)| held != key))
            .cloned()
    };
    let refuse = |field, other: String, known: &Words| {
        let keys: Vec<&str> = known.iter().map(|(key, _)| *key).collect();
        let why = format!("There is no {other}. Choose some of {}.", keys.join(", "));
        Err(Error::field(field, why))
    };
    let kinds = known_words(|kind| (kind.kinds)());
    if let Some(other) = unknown(&policy.kinds, &kinds) {
        return refuse("kinds", other, &kinds);
    }
    let stages = known_words(|kind| (kind.stages)());
    match unknown(&policy.stages, &stages) {
        Some(other) => refuse("stages", other, &stages),
        None => Ok(()),
    }
}

/// What it holds for has to be said, unless it is the standard one, which holds for whatever is left.
fn must_hold_for_something(policy: &Policy) -> Result<()> {
    match (policy.standard, policy.asks()) {
        (true, 1..) => Err(Error::field(
            "priorities",
            "The standard policy holds for everything else. Make a further one for what this is for.",
        )),
        (false, 0) => Err(Error::field(
            "priorities",
            "Say what it holds for: a kind, a priority, a client, a category or a department. The standard policy holds for everything else.",
        )),
        _ => Ok(()),
    }
}

fn must_have_calendar(change: &mut Change<'_, '_>, policy: &Policy) -> Result<()> {
    let Some(id) = policy
        .calendar
        .filter(|_| policy.hours == HoursOf::Calendar)
    else {
        return Ok(());
    };
    match change.find::<BusinessCalendar>(id)? {
        Some(held) if !held.retired => Ok(()),
        Some(held) => Err(Error::field(
            "calendar",
            format!("{} is retired. Choose another.", held.name),
        )),
        None => Err(Error::field(
            "calendar",
            "There is no such calendar that you may see.",
        )),
    }
}

fn keep_version(change: &mut Change<'_, '_>, policy: &Policy) -> Result<()> {
    let by = Id::new(change.actor.person);
    let version = PolicyVersion::of(policy, by, change.at);
    change.insert(version).map(drop)
}

pub fn make_policy(visit: &Visit, form: NewPolicy) -> Result<Id<Policy>> {
    visit.act(MAKE_POLICY, move |change| {
        let mut policy = Policy {
            target: form.target,
            number: 1,
            ..Policy::default()
        };
        take(&mut policy, form.policy);
        must_know(&policy)?;
        must_hold_for_something(&policy)?;
        must_have_calendar(change, &policy)?;
        let made = change.insert(policy)?;
        change.about(made.as_ref());
        keep_version(change, &made)?;
        Ok(made.id)
    })
}

/// Changes what it holds for at once; what it promises, from the next clock on that begins.
pub fn edit_policy(visit: &Visit, id: Id<Policy>, form: PolicyForm) -> Result<()> {
    visit.act(EDIT_POLICY, move |change| {
        let mut policy = change.subject_at::<Policy>(id, form.version)?;
        let before = policy.terms();
        take(&mut policy, form);
        must_know(&policy)?;
        must_hold_for_something(&policy)?;
        if policy.terms() != before {
            must_have_calendar(change, &policy)?;
            policy.number += 1;
            keep_version(change, &policy)?;
        }
        change.put(&policy)
    })
}

/// Nothing more is promised by it; what was goes on. `back` takes it in use again.
pub fn retire_policy(visit: &Visit, id: Id<Policy>, back: bool) -> Result<()> {
    visit.act(RETIRE_POLICY, move |change| {
        let mut policy = change.subject::<Policy>(id)?;
        if policy.standard {
            return Err(Error::conflict(
                "The standard policy holds for whatever no other does, so it stays. Change what it promises.",
            ));
        }
        if policy.retired != back {
            return Err(Error::conflict(match back {
                true => "This policy is in use.",
                false => "This policy is retired already.",
            }));
        }
        policy.retired = !back;
        change.put(&policy)
    })
}

fn take_calendar(calendar: &mut BusinessCalendar, form: CalendarForm) {
    calendar.name = form.name;
    calendar.zone = form.zone;
    calendar.hours = form.hours;
    calendar.holidays = form.holidays;
    calendar.with_house = form.with_house;
}

pub fn make_calendar(visit: &Visit, form: CalendarForm) -> Result<Id<BusinessCalendar>> {
    visit.act(MAKE_CALENDAR, move |change| {
        let mut calendar = BusinessCalendar::default();
        take_calendar(&mut calendar, form);
        let made = change.insert(calendar)?;
        change.about(made.as_ref());
        Ok(made.id)
    })
}

/// Clocks that run by it find the days off that were entered when their next step is due, and have that much more time.
pub fn edit_calendar(visit: &Visit, id: Id<BusinessCalendar>, form: CalendarForm) -> Result<()> {
    visit.act(EDIT_CALENDAR, move |change| {
        let mut calendar = change.subject_at::<BusinessCalendar>(id, form.version)?;
        take_calendar(&mut calendar, form);
        change.put(&calendar)
    })
}

pub fn retire_calendar(visit: &Visit, id: Id<BusinessCalendar>, back: bool) -> Result<()> {
    visit.act(RETIRE_CALENDAR, move |change| {
        let mut calendar = change.subject::<BusinessCalendar>(id)?;
        if calendar.retired != back {
            return Err(Error::conflict(match back {
                true => "This calendar is in use.",
                false => "This calendar is retired already.",
            }));
        }
        let named = change.all::<Policy>()?.into_iter().find(|policy| {
            !policy.retired && policy.hours == HoursOf::Calendar && policy.calendar == Some(id)
        });
        if let Some(policy) = named.filter(|_| !back) {
            return Err(Error::conflict(format!(
                "{} is counted by it. Choose another calendar there first.",
                policy.name
            )));
        }
        calendar.retired = !back;
        change.put(&calendar)
    })
}
