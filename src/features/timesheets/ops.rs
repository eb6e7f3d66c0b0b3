//! The verbs of timesheets.

use super::{
    LockForm, Reopen, Submit, TimeLock,
    actions::{LOCK, REOPEN, SUBMIT},
    approval::{WEEK, draft},
    notices::REOPENED,
    timesheet::{OF_USER, Sums, Timesheet, monday, week_key},
};
use crate::{
    base::{Day, Error, Id, Result, if_found},
    data::{Change, Record, Visit},
    features::{
        approvals::{self, Approval, Asking},
        inbox,
        people::{Directory, User},
        projects::{ENTRIES_OF_USER, TimeEntry, day_key},
    },
};

/// The timesheet of somebody's week, as far as the visitor sees it; None where nobody has begun it.
pub fn of_week(visit: &Visit, user: Id<User>, week: Day) -> Result<Option<Timesheet>> {
    if_found(visit.find_by(OF_USER, week_key(user, monday(week))))
}

/// What waits for an answer about a week.
pub fn waiting(visit: &Visit, sheet: &Timesheet) -> Result<Option<Approval>> {
    Ok(approvals::waiting_about(visit, sheet)?.into_iter().next())
}

/// Held wherever a timesheet comes to wait for an answer or to have one, Undo among it: it says what its week comes to.
///
/// # Errors
/// A conflict where its time is another since it was submitted, and while a timer runs in it.
pub fn is_as_submitted(
    change: &mut Change<'_, '_>,
    was: Option<&Timesheet>,
    is: Option<&Timesheet>,
) -> Result<()> {
    let Some(is) = is.filter(|is| !is.is_open() && was.is_none_or(Timesheet::is_open)) else {
        return Ok(());
    };
    let said = Sums {
        minutes: is.minutes,
        billable: is.billable_minutes,
    };
    match sums(change, is.user, is.week)? == said {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "The time of the week of {} is another since. Submit it as it is now.",
            is.week_name()
        ))),
    }
}

/// What a person has in a week, as far as whoever does the deed sees it; a guard sees all of it.
fn sums(change: &mut Change<'_, '_>, user: Id<User>, week: Day) -> Result<Sums> {
    let mut sums = Sums::default();
    for day in 0..7 {
        for entry in change.children::<TimeEntry>(ENTRIES_OF_USER, day_key(user, week + day))? {
            if entry.started.is_some() {
                return Err(Error::conflict(
                    "A timer still runs in this week. Stop it, then submit the week.",
                ));
            }
            if entry.owes_reason {
                return Err(Error::conflict(format!(
                    "A timer of {} ran beyond a budget and doesn't say why yet. Say it on that entry, then submit the week.",
                    entry.day.long()
                )));
            }
            sums.minutes += entry.minutes;
            sums.billable += if entry.billable { entry.minutes } else { 0 };
        }
    }
    Ok(sums)
}

/// The same before the deed, for whoever is to be asked.
fn seen_sums(visit: &Visit, me: &User, week: Day) -> Result<Sums> {
    let mut sums = Sums::default();
    for day in 0..7 {
        let key = day_key(me.id, week + day);
        for entry in visit.related::<TimeEntry>(me, ENTRIES_OF_USER, key, 1_000)? {
            sums.minutes += entry.minutes;
            sums.billable += if entry.billable { entry.minutes } else { 0 };
        }
    }
    Ok(sums)
}

/// Hands one's own week to whoever decides on it; approved at once where a rule of the house asks nobody.
///
/// # Errors
/// For a week to come, one that is submitted or approved, and while a timer runs in it.
pub fn submit(visit: &Visit, form: Submit) -> Result<Id<Timesheet>> {
    let week = monday(form.week.unwrap_or(visit.today()));
    if week > visit.today() {
        return Err(Error::field(
            "week",
            "This week is still to come. Submit it once it has begun.",
        ));
    }
    let names = Directory::of(visit)?;
    let me = names.users.get(&visit.actor.person);
    let me = me.ok_or(Error::NotFound)?;
    let held = of_week(visit, me.id, week)?;
    let expected = seen_sums(visit, me, week)?;
    let begun = Timesheet::begun(me, week);
    // Asked as it will be, so that nobody is asked about what can't be submitted.
    let mut asked = held.clone().unwrap_or_else(|| begun.clone());
    asked.submit(expected, form.note.clone(), visit.at)?;
    let asking = Asking::of(visit, &WEEK, draft(&names, &asked, expected, &form.note))?;
    let me = me.id;
    visit.act(SUBMIT, move |change| {
        if sums(change, me, week)? != expected {
            return Err(Error::Stale);
        }
        let at = change.at;
        let sheet = match held {
            Some(held) => {
                let mut sheet = change.subject_at::<Timesheet>(held.id, Some(held.version))?;
                sheet.submit(expected, form.note.clone(), at)?;
                if asking.free {
                    sheet.approve(me, at)?;
                }
                change.put(&sheet)?;
                sheet
            }
            None => {
                let mut sheet = begun;
                sheet.submit(expected, form.note.clone(), at)?;
                if asking.free {
                    sheet.approve(me, at)?;
                }
                let sheet = change.insert(sheet)?;
                change.about(sheet.as_ref());
                sheet
            }
        };
        change.note(form.note);
        let id = sheet.id;
        if !asking.free {
            let mut asking = asking;
            asking.approval.subject = Some(sheet.as_ref());
            asking.file(change)?;
        }
        Ok(id)
    })
}

/// Takes one's own week back while nobody has answered.
pub fn recall(visit: &Visit, id: Id<Timesheet>) -> Result<()> {
    let sheet: Timesheet = visit.find(id)?;
    visit.demand_on(&SUBMIT, &sheet)?;
    match waiting(visit, &sheet)? {
        Some(asked) => approvals::withdraw(visit, asked.id, String::new()),
        None => Err(Error::conflict("This week waits for nobody's answer.")),
    }
}

/// Opens a week that was approved, with a reason that its person is told.
pub fn reopen(visit: &Visit, id: Id<Timesheet>, form: Reopen) -> Result<()> {
    visit.act(REOPEN, move |change| {
        let by = Id::new(change.actor.person);
        let mut sheet = change.subject_at::<Timesheet>(id, form.version)?;
        sheet.reopen(by, change.at, &form.reason)?;
        change.put(&sheet)?;
        change.note(form.reason.clone());
        if sheet.user != by {
            let text = format!("The week of {}: {}", sheet.week_name(), form.reason);
            inbox::notify(change, sheet.user, &REOPENED, sheet.as_ref(), text)?;
        }
        Ok(())
    })
}

/// Locks the time of a period, or opens it again.
pub fn lock(visit: &Visit, form: LockForm) -> Result<()> {
    if form.until.is_some_and(|until| until >= visit.today()) {
        return Err(Error::field(
            "until",
            "Lock a period that is over: choose a day before today.",
        ));
    }
    visit.act(LOCK, move |change| {
        let mut held = change.only::<TimeLock>(form.version)?;
        held.until = form.until;
        change.put(&held)
    })
}
