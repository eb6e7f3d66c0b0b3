//! What is held over every time entry, whatever deed writes it: time of a week that is submitted or approved, and of a
//! locked period, stays as it is.

use super::{
    lock,
    timesheet::{OF_USER, Timesheet, monday, week_key},
};
use crate::{base::Result, data::Change, features::projects::TimeEntry};

/// # Errors
/// A conflict for an entry, as it was or as it is to be, that lies in such a week or period.
pub fn entry(
    change: &mut Change<'_, '_>,
    was: Option<&TimeEntry>,
    is: Option<&TimeEntry>,
) -> Result<()> {
    if change.actor.is_system() || says_the_same(was, is) || ends_a_timer(was, is) {
        return Ok(());
    }
    let lock = lock::held(change)?;
    let mut looked = None;
    for side in was.into_iter().chain(is) {
        lock.must_not_hold(side.day)?;
        let week = (side.user, monday(side.day));
        if looked.replace(week) == Some(week) {
            continue;
        }
        if let Some(sheet) = change.by_unique::<Timesheet>(OF_USER, week_key(week.0, week.1))? {
            sheet.must_be_open()?;
        }
    }
    Ok(())
}

/// Whether it tells the same of the person's week: where its task was moved to, or into which of that project its work
/// went, is not their deed.
fn says_the_same(was: Option<&TimeEntry>, is: Option<&TimeEntry>) -> bool {
    let told = |entry: &TimeEntry| {
        let TimeEntry {
            user,
            minutes,
            day,
            billable,
            started,
            ..
        } = *entry;
        (user, minutes, day, billable, started)
    };
    was.zip(is).is_some_and(|(was, is)| {
        let stands = was.task == is.task || was.project != is.project;
        stands && told(was) == told(is) && was.note == is.note && was.category == is.category
    })
}

/// A timer that runs can always be stopped, or it would run for ever.
fn ends_a_timer(was: Option<&TimeEntry>, is: Option<&TimeEntry>) -> bool {
    was.zip(is).is_some_and(|(was, is)| {
        was.started.is_some()
            && is.started.is_none()
            && was.day == is.day
            && was.user == is.user
            && was.on() == is.on()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Id, Moment};

    #[test]
    fn what_moves_with_its_task_says_the_same() {
        let was = TimeEntry {
            minutes: 30,
            ..TimeEntry::default()
        };
        let moved = TimeEntry {
            project: Some(Id::new(9)),
            ..was.clone()
        };
        let parted = TimeEntry {
            task: Some(Id::new(8)),
            ..moved.clone()
        };
        assert!(says_the_same(Some(&was), Some(&parted)));
        let other = TimeEntry {
            task: Some(Id::new(8)),
            ..was.clone()
        };
        assert!(!says_the_same(Some(&was), Some(&other)));
        let more = TimeEntry {
            minutes: 31,
            ..was.clone()
        };
        assert!(says_the_same(Some(&was), Some(&moved)));
        assert!(!says_the_same(Some(&was), Some(&more)));
        assert!(!says_the_same(None, Some(&was)) && !says_the_same(Some(&was), None));
    }

    #[test]
    fn a_timer_ends_where_it_began() {
        let runs = TimeEntry {
            started: Some(Moment(1)),
            ..TimeEntry::default()
        };
        let stopped = TimeEntry {
            minutes: 5,
            ..TimeEntry::default()
        };
        let elsewhere = TimeEntry {
            day: runs.day + 1,
            ..stopped.clone()
        };
        assert!(ends_a_timer(Some(&runs), Some(&stopped)));
        assert!(!ends_a_timer(Some(&runs), Some(&elsewhere)));
        assert!(!ends_a_timer(Some(&stopped), Some(&runs)));
    }
}
