//! What periods do by themselves: they open, are warned of, and are closed; each once, also after days without a server.

use super::{
    bill,
    carry::settle,
    counted::{CountedTime, OF_ENTRY},
    notices,
    period::Period,
    retainer::Retainer,
    usage::{Standing, standing},
};
use crate::{
    base::{Error, Id, Moment, Result, if_found, time},
    data::{Change, Held, Key, Record, Visit},
    features::{inbox, invoices, people::User, projects::TimeEntry},
};

/// Shares of a period's hours, in percent, of which people are warned.
const STEPS: [u32; 2] = [80, 100];

/// Opens the next period, and bills it where that is in advance.
pub fn open_next(change: &mut Change<'_, '_>, mut retainer: Held<Retainer>) -> Result<()> {
    let number = retainer.opened + 1;
    let zone = change.tz.clone();
    if !retainer.has(number) {
        retainer.plan(&zone);
        return change.put(&retainer);
    }
    let (from, until) = retainer.span(number);
    let after = i32::try_from(retainer.grace).unwrap_or(0) + 1;
    retainer.opened = number;
    retainer.plan(&zone);
    change.put(&retainer)?;
    let at = change.at;
    let period = change
        .on_behalf("the periods of an agreement open by themselves")
        .insert(Period {
            retainer: retainer.id,
            number,
            from,
            until,
            terms: retainer.terms,
            closes_at: Moment::at(until + after, 0, &zone),
            // Time of its days may be there already.
            look_at: Some(at),
            ..Period::default()
        })?;
    change.about(period.as_ref());
    change.about(retainer.as_ref());
    bill::bill(change, &retainer, false).map(drop)
}

/// The time that a period comes to.
pub struct Counting(pub Vec<TimeEntry>);

/// Found out beside the writer's thread.
pub fn read_close(visit: &Visit, period: &Period) -> Result<Counting> {
    let found = standing_of(visit, period)?;
    Ok(Counting(found.map_or_else(Vec::new, |held| held.entries)))
}

fn standing_of(visit: &Visit, period: &Period) -> Result<Option<Standing>> {
    let Some(retainer) = if_found(visit.find(period.retainer))? else {
        return Ok(None);
    };
    let found = standing(visit, &retainer)?.into_iter();
    Ok(found.into_iter().find(|held| held.period.id == period.id))
}

pub fn close_due(change: &mut Change<'_, '_>, period: Held<Period>, seen: &Counting) -> Result<()> {
    close(change, period, &seen.0)
}

/// Closes a period over the time that it comes to. What was changed since it was read counts in the next.
///
/// # Errors
/// `Conflict` while the period before it is open.
pub fn close(
    change: &mut Change<'_, '_>,
    mut period: Held<Period>,
    entries: &[TimeEntry],
) -> Result<()> {
    let mut retainer = change
        .on_behalf("an agreement goes on with its periods")
        .load(period.retainer)?;
    if period.number != retainer.closed + 1 {
        return Err(Error::conflict(
            "The period before this one is still open. Close it first.",
        ));
    }
    let mut used = 0_u32;
    for seen in entries {
        used = used.saturating_add(count(change, &period, seen)?);
    }
    let settled = settle(&retainer.lots, period.number, period.terms.rule(), used);
    period.carried_in = settled.carried_in;
    period.used = settled.used;
    period.over = settled.over;
    period.lapsed = settled.lapsed;
    period.carried_on = settled.carried_on();
    period.closed_at = Some(change.at);
    period.look_at = None;
    change.put(&period)?;
    retainer.closed = period.number;
    retainer.lots = settled.lots;
    let (at, zone) = (change.at, change.tz.clone());
    retainer.plan(&zone);
    retainer.touch(at);
    change.put(&retainer)?;
    change.about(period.as_ref());
    change.about(retainer.as_ref());
    let minutes = |minutes: u32| time::minutes(i64::from(minutes));
    let told = format!(
        "{} of {} is closed: {} used of {}",
        period.name(),
        retainer.title,
        minutes(period.used),
        minutes(period.available())
    );
    let of = &notices::CLOSED;
    inbox::notify(change, retainer.owner, of, period.as_ref(), told)?;
    bill::after_close(change, &retainer, &period)
}

/// Counts an entry in a period, as it is by now; its minutes.
fn count(change: &mut Change<'_, '_>, period: &Period, seen: &TimeEntry) -> Result<u32> {
    let why = "time counts in the period of its agreement, whoever spent it";
    let Some(entry) = change.unscoped(why).find(seen.id)? else {
        return Ok(0);
    };
    let same = entry.minutes == seen.minutes
        && entry.matter() == seen.matter()
        && entry.day == seen.day
        && entry.billable
        && entry.started.is_none();
    let counted = change
        .unscoped(why)
        .by_unique::<CountedTime>(OF_ENTRY, Key::new().id(entry.id))?;
    if !same || counted.is_some() || invoices::is_billed(change, entry.id)? {
        return Ok(0);
    }
    change
        .on_behalf("time counts in the period of its agreement")
        .insert(CountedTime {
            entry: entry.id,
            project: entry.project,
            ticket: entry.ticket,
            period: period.id,
            retainer: period.retainer,
            task: entry.task,
            user: entry.user,
            day: entry.day,
            minutes: entry.minutes,
            ..CountedTime::default()
        })?;
    Ok(entry.minutes)
}

/// What an open period came to, for whoever is warned.
pub struct Looked {
    percent: u32,
    used: u32,
    available: u32,
}

pub fn read_look(visit: &Visit, period: &Period) -> Result<Looked> {
    let settled = standing_of(visit, period)?.map(|held| held.settled);
    let settled = settled.unwrap_or_default();
    Ok(Looked {
        percent: settled.percent(),
        used: settled.used,
        available: settled.available(),
    })
}

/// Warns once of each share that is passed; of the highest alone where several are at once.
pub fn look(change: &mut Change<'_, '_>, mut period: Held<Period>, seen: &Looked) -> Result<()> {
    period.look_at = None;
    let passed = STEPS.iter().rev().find(|step| seen.percent >= **step);
    let passed = passed.copied().filter(|step| *step > period.warned);
    if let Some(step) = passed {
        period.warned = step;
    }
    change.put(&period)?;
    if passed.is_none() {
        return Ok(());
    }
    let retainer = change.load(&*period, |period| period.retainer)?;
    let minutes = |minutes: u32| time::minutes(i64::from(minutes));
    let told = format!(
        "{}% of the hours of {} in {} are used: {} of {}",
        seen.percent,
        retainer.title,
        period.name(),
        minutes(seen.used),
        minutes(seen.available)
    );
    let mut people: Vec<Id<User>> = vec![retainer.owner];
    people.extend(&retainer.leads);
    people.sort_unstable();
    people.dedup();
    for person in people {
        let of = &notices::HOURS;
        inbox::notify(change, person, of, period.as_ref(), told.as_str())?;
    }
    Ok(())
}
