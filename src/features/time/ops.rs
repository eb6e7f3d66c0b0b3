//! The verbs of time that is logged; those of a timer that runs are in `timer`.

use super::{
    LOG,
    actions::{DELETE, EDIT},
    forms::{EditTime, LogTime, Work},
    notices,
    place::Place,
};
use crate::{
    base::{Day, Error, Id, Problems, Result, time},
    data::{Change, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{self, Adds, DAY_MINUTES, TimeEntry, day_key},
        rates,
    },
};

pub fn log(visit: &Visit, form: LogTime) -> Result<Id<TimeEntry>> {
    let (place, day) = bookable(visit, &form)?;
    visit.act(LOG, move |change| {
        put_down(change, &place, day, form.work, ("minutes", "over_budget"))
    })
}

/// Logs several times in one deed, all or none; each has its place in what was sent, for what is wrong with it.
///
/// # Errors
/// Beside the fields of each line, as of one that is logged alone.
pub fn log_several(visit: &Visit, lines: Vec<(usize, LogTime)>) -> Result<usize> {
    if lines.is_empty() {
        return Err(Error::conflict("Choose at least one line to log."));
    }
    let mut problems = Problems::default();
    let mut all = Vec::new();
    for (line, form) in lines {
        match bookable(visit, &form) {
            Ok((place, day)) => all.push((line, place, day, form.work)),
            Err(Error::Invalid(wrong)) => {
                for (field, why) in wrong.iter() {
                    problems.add(&format!("rows.{line}.{field}"), why);
                }
            }
            Err(other) => return Err(other),
        }
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    visit.act(LOG, move |change| {
        let count = all.len();
        for (line, place, day, work) in all {
            let at = |field: &str| format!("rows.{line}.{field}");
            let (minutes, reason) = (at("minutes"), at("over_budget"));
            put_down(
                change,
                &place,
                day,
                work,
                (minutes.as_str(), reason.as_str()),
            )?;
        }
        Ok(count)
    })
}

/// What something is logged on, and the day.
fn bookable(visit: &Visit, form: &LogTime) -> Result<(Place, Day)> {
    let missing = "Choose the task it was for, a project as a whole, a ticket, or internal work.";
    let field = form.on.field();
    let on = form.on.on().ok_or_else(|| Error::field(field, missing))?;
    let (word, place) = (on.word(), Place::find(visit, on));
    let place = place.map_err(|e| match e {
        Error::NotFound => {
            Error::field(field, format!("There is no such {word} that you may see."))
        }
        other => other,
    })?;
    let day = form.work.day.unwrap_or(visit.today());
    check(visit, &form.work, day, &place)?;
    Ok((place, day))
}

fn put_down(
    change: &mut Change<'_, '_>,
    place: &Place,
    day: Day,
    work: Work,
    fields: (&str, &str),
) -> Result<Id<TimeEntry>> {
    let me = Id::new(change.actor.person);
    let blank = blank(change, me, place, day)?;
    must_be_bookable(change, &blank)?;
    must_fit_the_day(change, (me, day), 0, work.minutes, fields.0)?;
    let mut entry = TimeEntry {
        minutes: work.minutes,
        note: work.note,
        billable: billable(&blank, work.billable)?,
        ..blank
    };
    if must_have_room(change, &entry, Adds::of(&entry), fields, &work.over_budget)? {
        entry.over_budget = work.over_budget;
    }
    let entry = change.insert(entry)?;
    about(change, &entry);
    Ok(entry.id)
}

pub fn edit(visit: &Visit, id: Id<TimeEntry>, form: EditTime) -> Result<()> {
    let work = form.work;
    let held: TimeEntry = visit.find(id)?;
    match Place::of(visit, &held)? {
        Some(place) => check(visit, &work, work.day.unwrap_or(held.day), &place)?,
        None => return Err(Error::NotFound),
    }
    visit.act(EDIT, move |change| {
        let mut entry = change.subject_at::<TimeEntry>(id, form.version)?;
        must_be_bookable(change, &entry)?;
        if entry.started.is_some() {
            return Err(Error::conflict("The timer still runs. Stop it first."));
        }
        let before = Adds::of(&entry);
        let day = work.day.unwrap_or(entry.day);
        let there = if day == entry.day { entry.minutes } else { 0 };
        must_fit_the_day(change, (entry.user, day), there, work.minutes, "minutes")?;
        let others = entry.user.raw() != change.actor.person;
        let changes = (work.minutes, day) != (entry.minutes, entry.day);
        if others && changes {
            if form.reason.is_empty() {
                return Err(Error::field(
                    "reason",
                    "This is somebody else's time. Say why it is changed; they read it.",
                ));
            }
            let becomes = (i64::from(work.minutes), day);
            let why = format!("{}: {}", change_words(&entry, becomes), form.reason);
            tell_owner(change, &entry, why)?;
        }
        change.note(form.reason);
        entry.minutes = work.minutes;
        if day != entry.day {
            // Another day's work: when that began, nobody said.
            entry.began = None;
        }
        entry.day = day;
        entry.note = work.note;
        entry.billable = billable(&entry, work.billable)?;
        // What is lowered, or only told otherwise, is held against no budget.
        let more = Adds::of(&entry).beyond(before);
        let fields = ("minutes", "over_budget");
        must_have_room(change, &entry, more, fields, &work.over_budget)?;
        entry.over_budget = work.over_budget;
        settle_reason(change, &mut entry, before)?;
        change.put(&entry)?;
        about(change, &entry);
        Ok(())
    })
}

pub fn delete(visit: &Visit, id: Id<TimeEntry>) -> Result<()> {
    visit.act(DELETE, move |change| {
        let entry = change.subject::<TimeEntry>(id)?;
        must_be_bookable(change, &entry)?;
        about(change, &entry);
        if entry.user.raw() != change.actor.person {
            let minutes = time::minutes(i64::from(entry.minutes));
            let told = format!("{minutes} of {} deleted", entry.day.long());
            tell_owner(change, &entry, told)?;
        }
        change.delete(&entry)
    })
}

/// Whether time is billed, as it was said or as it is.
///
/// # Errors
/// Beside the field, for internal time.
fn billable(entry: &TimeEntry, said: Option<bool>) -> Result<bool> {
    let billable = said.unwrap_or(entry.billable);
    must_be_billed_to_somebody(entry, billable)?;
    Ok(billable)
}

pub(super) fn must_be_billed_to_somebody(entry: &TimeEntry, billable: bool) -> Result<()> {
    match billable && entry.is_internal() {
        true => Err(Error::field(
            "billable",
            "Internal time is billed to nobody. Log it on the project that it was for.",
        )),
        false => Ok(()),
    }
}

/// What of somebody's time becomes another, in words.
fn change_words(entry: &TimeEntry, (minutes, day): (i64, Day)) -> String {
    let before = time::minutes(i64::from(entry.minutes));
    match day == entry.day {
        true => format!(
            "{before} of {} became {}",
            day.long(),
            time::minutes(minutes)
        ),
        false => format!(
            "{before} of {} became {} of {}",
            entry.day.long(),
            time::minutes(minutes),
            day.long()
        ),
    }
}

/// Whose time it is hears what somebody else did with it.
fn tell_owner(change: &mut Change<'_, '_>, entry: &TimeEntry, what: String) -> Result<()> {
    let told = format!("Your time on {}: {what}", entry.work_title(change)?);
    let on = entry.stands_for();
    inbox::notify(change, entry.user, &notices::CHANGED, on, told)
}

/// What was booked on a project stands when that is closed.
pub(super) fn must_be_bookable(change: &mut Change<'_, '_>, entry: &TimeEntry) -> Result<()> {
    match entry.project_in(change)? {
        Some(project) => projects::must_take_time(change, &project),
        None => Ok(()),
    }
}

/// Holds what an entry adds against the budgets of its project; tells whether it goes beyond them, with a reason.
pub(super) fn must_have_room(
    change: &mut Change<'_, '_>,
    entry: &TimeEntry,
    adds: Adds,
    fields: (&str, &str),
    reason: &str,
) -> Result<bool> {
    match entry.project_in(change)? {
        Some(project) => projects::must_have_room(change, &project, entry, adds, fields, reason),
        None => Ok(false),
    }
}

/// Held where minutes of somebody's day become more: `there` of them become `wanted`.
///
/// # Errors
/// Beside the field, where the day would have more than 24 hours.
pub(super) fn must_fit_the_day(
    change: &mut Change<'_, '_>,
    (user, day): (Id<User>, Day),
    there: u32,
    wanted: u32,
    field: &str,
) -> Result<()> {
    if wanted <= there {
        return Ok(());
    }
    let logged = change
        .unscoped("a day has as many hours whoever writes them down")
        .tally::<TimeEntry>(DAY_MINUTES, day_key(user, day))?;
    match logged - i64::from(there) + i64::from(wanted) <= 24 * 60 {
        true => Ok(()),
        false => Err(Error::field(
            field,
            "That day would have more than 24 hours.",
        )),
    }
}

fn check(visit: &Visit, work: &Work, day: Day, place: &Place) -> Result<()> {
    if work.minutes == 0 {
        return Err(Error::field(
            "minutes",
            "Time is missing. Type 1.5, 1:30, 90m or 9-11:15.",
        ));
    }
    bookable_day(visit, day, place)?.map_err(|why| Error::field("day", why))
}

/// Whether time is logged there on a day; why not, where it isn't.
pub(super) fn bookable_day(
    visit: &Visit,
    day: Day,
    place: &Place,
) -> Result<std::result::Result<(), String>> {
    if day > visit.today() {
        return Ok(Err(
            "That day is still to come. Choose today or earlier.".into()
        ));
    }
    Ok(place.closed_on(visit, day)?.map_or(Ok(()), Err))
}

pub(super) fn blank(
    change: &mut Change<'_, '_>,
    user: Id<User>,
    place: &Place,
    day: Day,
) -> Result<TimeEntry> {
    let person = Directory::person_in(change, user)?.unwrap_or_default();
    let filed = place.filed()?;
    let project = filed.project_in(change)?.unwrap_or_default();
    let work = rates::Work {
        task: filed.task.unwrap_or_default().raw(),
        project: project.id.raw(),
        client: filed.client.unwrap_or(project.client).raw(),
        person: user.raw(),
        day,
    };
    let frozen = rates::at(change, &work)?;
    Ok(TimeEntry {
        billable: frozen.billable && !filed.is_internal(),
        rate: frozen.rate.filter(|_| !filed.is_internal()),
        cost_rate: frozen.cost,
        user,
        day,
        departments: person.departments,
        teams: person.teams,
        ..filed
    })
}

pub(super) fn about(change: &mut Change<'_, '_>, entry: &TimeEntry) {
    if let Some(work) = entry.on().record() {
        change.about(work);
    }
    if let Some(project) = entry.project {
        change.about(project.as_ref());
    }
}

/// An edit pays what an entry owes: it gives the reason, or lowers the time to what there is room for. `before` is what of it
/// is counted already.
///
/// # Errors
/// When the store can't be read or written.
pub(super) fn settle_reason(
    change: &mut Change<'_, '_>,
    entry: &mut TimeEntry,
    before: Adds,
) -> Result<()> {
    if !entry.owes_reason {
        return Ok(());
    }
    let Some(project) = entry.project_in(change)? else {
        entry.owes_reason = false;
        return Ok(());
    };
    let beyond = projects::beyond(change, &project, entry, before)?;
    entry.owes_reason = entry.over_budget.is_empty() && beyond.iter().any(|held| held.asks);
    if entry.over_budget.is_empty() {
        return Ok(());
    }
    let why = entry.over_budget.clone();
    projects::tell_beyond(change, &beyond, |title| {
        format!("Time beyond the budget of {title}: {why}")
    })
}
