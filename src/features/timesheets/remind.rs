//! Weeks begin by themselves with the first time in them, and are reminded of once they are over.

use std::collections::BTreeSet;

use super::{
    notices::NOT_SUBMITTED,
    timesheet::{OF_USER, Timesheet, monday, week_key},
};
use crate::{
    base::{Day, Id, Moment, Result},
    data::{Change, Deriving, Held, Record, Ref},
    features::{
        inbox,
        leave::Absences,
        people::{Directory, User},
        projects::TimeEntry,
    },
};

/// How often somebody is reminded of one week.
const REMINDERS: u8 = 3;
/// Of weeks that began longer ago than so many days nobody is reminded: what is that late is put in order otherwise.
const LATEST: i32 = 28;
/// Minutes into the working day at which reminders come.
const INTO_THE_DAY: i64 = 60;

/// The weeks of the time that was touched, as far as nobody has begun them.
pub fn begin_weeks(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut weeks = BTreeSet::new();
    for of in touched.iter().filter(|of| of.kind == TimeEntry::KIND.code) {
        if let Some(entry) = change.find::<TimeEntry>(Id::new(of.id))? {
            weeks.insert((entry.user, monday(entry.day)));
        }
    }
    for (user, week) in weeks {
        if change
            .by_unique::<Timesheet>(OF_USER, week_key(user, week))?
            .is_some()
        {
            continue;
        }
        if let Some(person) = Directory::person_in(change, user)? {
            let sheet = begun(change, &person, week)?;
            change.insert(sheet)?;
        }
    }
    Ok(())
}

fn begun(change: &mut Change<'_, '_>, person: &User, week: Day) -> Result<Timesheet> {
    let today = change.at.day(&change.tz);
    let remind_at = match today - week > LATEST {
        true => None,
        false => Some(on_working_day(change, person, (week + 7).max(today + 1))?),
    };
    Ok(Timesheet {
        remind_at,
        ..Timesheet::begun(person, week)
    })
}

/// In the morning of a day, or of the next on which their department works and they aren't on leave.
fn on_working_day(change: &mut Change<'_, '_>, person: &User, day: Day) -> Result<Moment> {
    let department = person.departments.first().copied().unwrap_or_default();
    let calendar = Directory::calendar_in(change, department)?;
    let mut day = calendar.on_or_after(day);
    if let Some(absences) = change.cached::<Absences>() {
        for (from, until) in absences.of(person.id) {
            if *from <= day && day <= *until {
                day = calendar.on_or_after(*until + 1);
            }
        }
    }
    Ok(Moment::at(day, calendar.opens + INTO_THE_DAY, &change.tz))
}

/// Reminds whoever it is of. With the first reminder the week that runs begins too, so that somebody who logs nothing in it
/// hears of that as well.
pub fn remind(change: &mut Change<'_, '_>, mut sheet: Held<Timesheet>) -> Result<()> {
    let person = Directory::person_in(change, sheet.user)?;
    let today = change.at.day(&change.tz);
    let long_ago = today - sheet.week > LATEST;
    let Some(person) = person.filter(|person| !person.inactive && !long_ago) else {
        sheet.remind_at = None;
        return change.put(&sheet);
    };
    sheet.reminders = sheet.reminders.saturating_add(1);
    sheet.remind_at = match sheet.reminders < REMINDERS {
        true => Some(on_working_day(change, &person, today + 2)?),
        false => None,
    };
    change.put(&sheet)?;
    let text = format!("The week of {} isn't submitted yet", sheet.week_name());
    inbox::notify(change, person.id, &NOT_SUBMITTED, sheet.as_ref(), text)?;
    let week = monday(today);
    if sheet.reminders == 1
        && week > sheet.week
        && change
            .by_unique::<Timesheet>(OF_USER, week_key(person.id, week))?
            .is_none()
    {
        let next = begun(change, &person, week)?;
        change.insert(next)?;
    }
    Ok(())
}
