//! Time in a day: what was logged and what runs, for the rule of today.

use super::{LOG, TimeEntry, VIEW, running};
use crate::{
    base::{Moment, Result, time},
    data::{Key, Query, Visit},
    features::{
        day::{ForDay, Hours, Running, Workday},
        projects::ENTRIES_OF_USER,
    },
    ui::dayrule::{Slot, gap},
};

/// Entries of one day that are drawn.
const DRAWN: usize = 40;

pub const DAY: ForDay = ForDay {
    opens: &[LOG, VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.live(crate::web::shell::of_me("time-entries@me", visit)),
};

fn minute_of_day(visit: &Visit, at: Moment) -> i64 {
    at.minute_of(visit.today(), &visit.tz)
}

fn entries(visit: &Visit) -> Result<Vec<TimeEntry>> {
    let day = i64::from(visit.today().0);
    let key = Key::new().number(visit.actor.person).signed(day);
    let list = Query::own(ENTRIES_OF_USER, key).limit(DRAWN);
    let mut entries: Vec<TimeEntry> = visit.list(list)?.rows;
    // A timer that runs since before midnight belongs to yesterday and still runs.
    if let Some(running) = running(visit)?
        && !entries.iter().any(|entry| entry.id == running.id)
    {
        entries.push(running);
    }
    Ok(entries)
}

/// What a timer measured stands where it was, as the running one does. What was typed in says how long, not when: it fills
/// the gaps from the start of the working day.
fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if !visit.may_somewhere(&LOG) {
        return Ok(());
    }
    let entries = entries(visit)?;
    let mut hours = Hours::default();
    let slot = |from: i64, entry: &TimeEntry| Slot {
        from,
        to: (from + i64::from(entry.minutes)).min(24 * 60),
        text: format!(
            "{}, {}",
            entry.on(),
            time::minutes(i64::from(entry.minutes))
        ),
        live: false,
    };
    let mut loose = Vec::new();
    for entry in &entries {
        match (entry.started, entry.began) {
            (Some(since), _) => {
                let now = minute_of_day(visit, visit.at);
                hours.logged += visit.at.since(since).max(0) / time::MINUTE;
                hours.running = Some(Running {
                    entry: entry.id.as_ref(),
                    on: entry.stands_for(),
                    since,
                });
                hours.slots.push(Slot {
                    from: minute_of_day(visit, since).max(0),
                    to: now,
                    text: entry.on().to_string(),
                    live: true,
                });
            }
            (None, began) => {
                hours.logged += i64::from(entry.minutes);
                match began {
                    _ if entry.minutes == 0 => {}
                    Some(at) => hours
                        .slots
                        .push(slot(minute_of_day(visit, at).max(0), entry)),
                    None => loose.push(entry),
                }
            }
        }
    }
    for entry in &loose {
        let from = gap(&hours.slots, i64::from(entry.minutes));
        hours.slots.push(slot(from, entry));
    }
    hours.loose = !loose.is_empty();
    hours.slots.sort_by_key(|slot| slot.from);
    if hours.logged > 0 {
        day.facts
            .push(format!("{} logged", time::minutes(hours.logged)));
    }
    day.hours = Some(hours);
    Ok(())
}
