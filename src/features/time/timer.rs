//! A timer that runs: started, stopped now or at the moment its person says they ended, and asked after where it runs so
//! long that it may have been forgotten. What it measured is always booked: where that goes beyond a budget, whoever leads
//! the project hears of it, and where that asks for a reason the entry owes one until its person gives it.

use jiff::tz::TimeZone;

use super::{
    actions::{START, STOP},
    forms::{StartTimer, StopTimer},
    notices,
    ops::{about, blank, must_be_bookable, must_have_room},
    place::Place,
};
use crate::{
    base::{
        Error, Id, Moment, Result,
        time::{self, MINUTE},
    },
    data::{Change, Held, Key, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{self, Adds, AtFull, Left, RUNNING, Task, TimeEntry},
        tasks,
    },
};

/// Starts a timer on a task, a project or a ticket one may see. Another that runs is stopped; a task that is still to do is started.
///
/// # Errors
/// For a task that is over, and beside the fields where its budgets have no room.
pub fn start(visit: &Visit, form: StartTimer) -> Result<Id<TimeEntry>> {
    let missing = "Say on which task you work, on which project as a whole, on which ticket, or on what internal work.";
    let on = form.on.on().ok_or_else(|| Error::field("task", missing))?;
    let place = Place::find(visit, on)?;
    let on = place.on();
    let today = visit.today();
    visit.act(START, move |change| {
        let me = Id::new(change.actor.person);
        if let Some(mut running) = running(change, me)? {
            if running.on() == on {
                let word = on.word();
                return Err(Error::conflict(format!(
                    "The timer runs on this {word} already."
                )));
            }
            let at = change.at;
            end(change, &mut running, at, "")?;
            change.put(&running)?;
            about(change, &running);
        }
        let place = begun(change, place)?;
        let mut entry = TimeEntry {
            started: Some(change.at),
            note: form.note,
            ..blank(change, me, &place, today)?
        };
        // There has to be room for a minute at least.
        let minute = TimeEntry {
            minutes: 1,
            ..entry.clone()
        };
        let over = must_have_room(
            change,
            &entry,
            Adds::of(&minute),
            (on.word(), "over_budget"),
            &form.over_budget,
        )?;
        if over {
            entry.over_budget = form.over_budget;
        }
        entry.budget_ends = budget_ends(change, &entry, 0)?;
        let entry = change.insert(entry)?;
        about(change, &entry);
        Ok(entry.id)
    })
}

/// A task that is still to do is started with its timer; a project has to take time.
fn begun(change: &mut Change<'_, '_>, place: Place) -> Result<Place> {
    match place {
        Place::Task(task) => {
            let task = tasks::begin(change, task.id)?;
            if !task.state.is_open() {
                return Err(Error::conflict(
                    "This task is finished. Reopen it before you work on it.",
                ));
            }
            Ok(Place::Task(Box::new(Task::clone(&task))))
        }
        Place::Ticket(_) if !place.is_open() => Err(Error::conflict(
            "This ticket is closed. Reopen it before you work on it.",
        )),
        Place::Project(_) | Place::Ticket(_) | Place::Internal(_) => {
            must_be_bookable(change, &place.filed()?)?;
            Ok(place)
        }
    }
}

/// Stops the running timer; it says what was booked.
///
/// # Errors
/// While none runs, and beside `ended` for a moment before it was started or still to come.
pub fn stop(visit: &Visit, form: StopTimer) -> Result<TimeEntry> {
    let held = projects::running(visit)?.ok_or_else(|| Error::conflict("No timer is running."))?;
    visit
        .act(STOP, move |change| {
            let mut entry = change.subject::<TimeEntry>(held.id)?;
            let said = form.moment(change.at, &change.tz);
            let at = ended(&entry, said, change.at)?;
            if !form.note.is_empty() {
                entry.note = form.note;
            }
            end(change, &mut entry, at, &form.over_budget)?;
            change.put(&entry)?;
            about(change, &entry);
            Ok(entry.id)
        })
        .and_then(|id| visit.find(id))
}

impl StopTimer {
    /// When it says that the work ended: a time of day is the last one that was.
    fn moment(&self, now: Moment, zone: &TimeZone) -> Option<Moment> {
        let clock = self.ended_at.map(|minutes| {
            let today = Moment::at(now.day(zone), minutes, zone);
            match today > now {
                true => Moment::at(now.day(zone) + -1, minutes, zone),
                false => today,
            }
        });
        self.ended.or(clock)
    }
}

/// When the work ended: now, or when its person says.
fn ended(entry: &TimeEntry, said: Option<Moment>, now: Moment) -> Result<Moment> {
    let Some(at) = said else {
        return Ok(now);
    };
    match entry.started {
        Some(since) if at < since => Err(Error::field(
            "ended",
            "The timer was started later than that. Choose a later moment.",
        )),
        _ if at > now => Err(Error::field(
            "ended",
            "That moment is still to come. Choose now or earlier.",
        )),
        _ => Ok(at),
    }
}

/// Books what it measured, and says it where that goes beyond a budget.
fn end(change: &mut Change<'_, '_>, entry: &mut TimeEntry, at: Moment, reason: &str) -> Result<()> {
    entry.stop(at)?;
    let Some(project) = entry.project_in(change)? else {
        return Ok(());
    };
    // Nothing of it is counted before it is put.
    let beyond = projects::beyond(change, &project, entry, Adds::default())?;
    if beyond.is_empty() {
        return Ok(());
    }
    let booked = time::minutes(i64::from(entry.minutes));
    match (reason.is_empty(), entry.over_budget.is_empty()) {
        (false, _) => entry.over_budget = reason.to_owned(),
        // Said when it was started, and told then.
        (true, false) => return Ok(()),
        (true, true) => entry.owes_reason = beyond.iter().any(|held| held.asks),
    }
    let why = entry.over_budget.clone();
    projects::tell_beyond(change, &beyond, |title| match why.is_empty() {
        true => format!("A timer ran beyond the budget of {title}: {booked} booked"),
        false => format!("Time beyond the budget of {title}: {why}"),
    })
}

fn running(change: &mut Change<'_, '_>, user: Id<User>) -> Result<Option<Held<TimeEntry>>> {
    let timers = change.on_behalf("one timer runs at a time: another of one's own is stopped");
    timers.by_unique(RUNNING, Key::new().id(user))
}

/// The timer of whoever leaves is stopped.
pub fn leave(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    if let Some(mut entry) = running(change, user)? {
        entry.stop(change.at)?;
        change.put(&entry)?;
    }
    Ok(())
}

/// Which of the budgets is used up next while a timer runs, after so many minutes of it.
fn next(left: &[Left], spent: i64) -> Option<i64> {
    let later = left.iter().map(|held| held.minutes);
    later.filter(|minutes| *minutes > spent).min()
}

fn budget_ends(
    change: &mut Change<'_, '_>,
    entry: &TimeEntry,
    spent: i64,
) -> Result<Option<Moment>> {
    let Some(project) = entry.project_in(change)? else {
        return Ok(None);
    };
    let left = projects::left_of(change, &project, entry)?;
    let since = entry.started;
    Ok(next(&left, spent).and_then(|minutes| {
        let millis = minutes.checked_mul(MINUTE)?;
        Some(since?.plus(millis))
    }))
}

/// Asks its person after a timer that runs for long, once.
///
/// # Errors
/// When the store can't be read or written.
pub(super) fn ask_after(change: &mut Change<'_, '_>, mut entry: Held<TimeEntry>) -> Result<()> {
    entry.asked_after = true;
    change.put(&entry)?;
    about(change, &entry);
    let since = entry.started.unwrap_or(change.at);
    let told = format!(
        "Your timer on {} runs for {}. If you forgot it, stop it as of when you ended",
        entry.work_title(change)?,
        time::minutes(change.at.since(since) / MINUTE)
    );
    inbox::notify(change, entry.user, &notices::TIMER, entry.as_ref(), told)
}

/// Does what a project wants once a budget is used up under a timer that runs: it stops it, or tells its person what comes.
///
/// # Errors
/// When the store can't be read or written.
pub(super) fn at_budget(change: &mut Change<'_, '_>, mut entry: Held<TimeEntry>) -> Result<()> {
    let Some(project) = entry.project_in(change)? else {
        return Ok(());
    };
    let left = projects::left_of(change, &project, &entry)?;
    let since = entry.started.unwrap_or(change.at);
    let spent = change.at.since(since) / MINUTE;
    // What was told of before, or was used up when it was started, is no news.
    let told_until = entry.budget_ends.map_or(0, |at| at.since(since) / MINUTE);
    about(change, &entry);
    let full = |held: &&Left| held.minutes <= spent;
    let stops = left
        .iter()
        .filter(full)
        .find(|held| held.at_full == AtFull::Stop);
    if let Some(held) = stops {
        let manager = Directory::person_in(change, held.manager)?;
        let whom = manager.map_or_else(|| "whoever manages it".to_owned(), |manager| manager.name);
        let title = held.title.clone();
        let at = change.at;
        entry.stop(at)?;
        change.put(&entry)?;
        let booked = time::minutes(i64::from(entry.minutes));
        let told = format!(
            "The budget of {title} is used up, so your timer is stopped: {booked} booked. Ask {whom} for more"
        );
        return inbox::notify(change, entry.user, &notices::TIMER, entry.as_ref(), told);
    }
    let news = left
        .iter()
        .filter(full)
        .filter(|held| held.minutes > 0)
        .max_by_key(|held| held.minutes);
    let told = news.map(|held| match held.at_full {
        AtFull::Ask => format!(
            "The budget of {} is used up under your timer. Say why it goes on when you stop it",
            held.title
        ),
        _ => format!("The budget of {} is used up under your timer", held.title),
    });
    entry.budget_ends = next(&left, spent.max(told_until)).and_then(|minutes| {
        let millis = minutes.checked_mul(MINUTE)?;
        Some(since.plus(millis))
    });
    change.put(&entry)?;
    match told {
        Some(told) => inbox::notify(change, entry.user, &notices::TIMER, entry.as_ref(), told),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(minutes: i64) -> Left {
        Left {
            title: "Website".into(),
            minutes,
            at_full: AtFull::Warn,
            manager: Id::NONE,
        }
    }

    #[test]
    fn what_is_used_up_next_is_what_takes_least_of_what_is_left() {
        let all = [left(90), left(-4), left(30), left(0)];
        assert_eq!(next(&all, 0), Some(30));
        assert_eq!(next(&all, 30), Some(90));
        assert_eq!(next(&all, 90), None);
        assert_eq!(next(&[], 0), None);
    }

    #[test]
    fn a_time_of_day_is_the_last_one_that_was() {
        let at = |day: i32, minutes| {
            let day = crate::base::Day::parse("2026-06-09").unwrap() + day;
            Moment::at(day, minutes, &TimeZone::UTC)
        };
        let said = |ended_at| {
            let form = StopTimer {
                ended_at: Some(ended_at),
                ..StopTimer::default()
            };
            form.moment(at(0, 9 * 60), &TimeZone::UTC)
        };
        assert_eq!(said(8 * 60), Some(at(0, 8 * 60)));
        assert_eq!(said(9 * 60), Some(at(0, 9 * 60)));
        assert_eq!(said(17 * 60), Some(at(-1, 17 * 60)));
        let nothing = StopTimer::default().moment(at(0, 0), &TimeZone::UTC);
        assert_eq!(nothing, None);
    }

    #[test]
    fn a_timer_ends_while_it_ran() {
        let entry = TimeEntry {
            started: Some(Moment(1_000)),
            ..TimeEntry::default()
        };
        let now = Moment(9_000);
        let at = |said| ended(&entry, said, now);
        assert_eq!(at(None).unwrap(), now);
        assert_eq!(at(Some(Moment(5_000))).unwrap(), Moment(5_000));
        for wrong in [Moment(999), Moment(9_001)] {
            assert!(matches!(at(Some(wrong)), Err(Error::Invalid(_))));
        }
    }
}
