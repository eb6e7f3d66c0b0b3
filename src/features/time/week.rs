//! A week written as a grid: what a task, a project as a whole, a ticket or internal work has on a day is set to what is
//! typed, over the entries that are there.

use super::{
    actions::SAVE_WEEK,
    forms::{Target, over_budget},
    grid::entries,
    ops,
    place::Place,
};
use crate::{
    base::{Day, Error, Id, Problems, Result, time},
    data::{Change, Visit},
    features::{
        people::User,
        projects::{Adds, ENTRIES_OF_USER, TimeEntry, WorkOn, day_key},
        timesheets::monday,
    },
    web::form::{Form, Optional, Reader},
};

/// Rows of one week that are written at once.
pub const MOST: usize = 60;
/// The fields of a row, Monday first, with what they are called.
pub const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// What one piece of work has in the week.
#[derive(Debug, Clone)]
pub struct WeekRow {
    pub on: Target,
    /// Minutes of each day; None leaves it as it is, 0 empties it.
    pub days: [Option<u32>; 7],
    /// What was shown when it was typed, so that what came meanwhile is not written over; None: whatever there is.
    pub shown: Option<[u32; 7]>,
}

#[derive(Debug, Clone)]
pub struct WeekForm {
    /// Any day of it; None: this week.
    pub week: Option<Day>,
    pub rows: Vec<WeekRow>,
    /// What gets a row of its own next.
    pub add: Target,
    /// Why it goes beyond the budget of a project, where that asks for a reason.
    pub over_budget: String,
}

/// `75,0,0,0,0,0,0`, as a row says what it showed.
pub fn as_shown(minutes: &[u32; 7]) -> String {
    minutes.map(|minutes| minutes.to_string()).join(",")
}

fn read_shown(typed: &str) -> Option<[u32; 7]> {
    let minutes: Option<Vec<u32>> = typed.split(',').map(|part| part.parse().ok()).collect();
    minutes?.try_into().ok()
}

impl Form for WeekForm {
    fn read(f: &mut Reader) -> Self {
        let week = f.day("week", "Week", Optional);
        let rows = f.rows("rows", MOST, |f| {
            let on = Target::read(f);
            if on.on().is_none() {
                f.problem(
                    "task",
                    "Say which task it is, which project as a whole, which ticket, or what internal work.",
                );
            }
            let mut days = [None; 7];
            for (cell, (name, label)) in days.iter_mut().zip(DAYS) {
                let typed = f.minutes(name, label, Optional);
                if typed.is_some_and(|minutes| minutes > 24 * 60) {
                    f.problem(name, "A day has 24 hours.");
                }
                // An empty cell of the grid is no time; a day that a program leaves out stays as it is.
                *cell = f
                    .has(name)
                    .then(|| u32::try_from(typed.unwrap_or(0)).unwrap_or(0));
            }
            let shown = read_shown(&f.text("shown", "As it was shown", Optional, 80));
            WeekRow { on, days, shown }
        });
        let add = Target {
            category: f.text("add_category", "Internal work", Optional, 60),
            ..Target::said_in(f, "add", "Other work")
        };
        WeekForm {
            week,
            rows,
            add,
            over_budget: over_budget(f),
        }
    }
}

/// One cell that is to become another.
struct Cell {
    /// Where it was typed.
    at: String,
    place: Place,
    day: Day,
    wanted: u32,
    shown: Option<u32>,
}

/// What the entries of one row on one day become, so that they come to so many minutes: the last ones give way first, and
/// the last one takes what is more.
pub fn spread(entries: &[u32], wanted: u32) -> Vec<u32> {
    let mut left = wanted;
    let mut all: Vec<u32> = entries
        .iter()
        .map(|minutes| {
            let kept = (*minutes).min(left);
            left -= kept;
            kept
        })
        .collect();
    if let Some(last) = all.last_mut() {
        *last += left;
    }
    all
}

/// Writes what was typed into a week of one's own, in one deed. It says how many cells became another.
///
/// # Errors
/// Beside the cell: a day to come or before the project began, a timer that runs there, what somebody changed meanwhile,
/// and a day of more than 24 hours.
pub fn save(visit: &Visit, form: WeekForm) -> Result<usize> {
    let week = monday(form.week.unwrap_or(visit.today()));
    let me: Id<User> = Id::new(visit.actor.person);
    let reason = form.over_budget;
    let mut cells = Vec::new();
    let mut problems = Problems::default();
    for (row, number) in form.rows.into_iter().zip(0_usize..) {
        let Some(on) = row.on.on() else { continue };
        for (place, (wanted, (name, _))) in row.days.into_iter().zip(DAYS).enumerate() {
            let shown = row.shown.map(|shown| shown[place]);
            let Some(wanted) = wanted.filter(|wanted| Some(*wanted) != shown) else {
                continue;
            };
            let cell = Cell {
                at: format!("rows.{number}.{name}"),
                place: find(visit, on.clone(), (week, number))?,
                day: week + i32::try_from(place).unwrap_or_default(),
                wanted,
                shown,
            };
            match must_be_a_day(visit, &cell)? {
                Some(why) => problems.add(&cell.at, why),
                None => cells.push(cell),
            }
        }
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    if cells.is_empty() {
        return Ok(0);
    }
    visit.act(SAVE_WEEK, move |change| {
        let mut changed = 0;
        for cell in cells {
            changed += usize::from(write(change, me, cell, &reason)?);
        }
        Ok(changed)
    })
}

/// What a row is for; what isn't there is said beside its field. Internal work that the settings don't list any more is
/// there for as long as its week has time on it.
fn find(visit: &Visit, on: WorkOn, (week, row): (Day, usize)) -> Result<Place> {
    let wrong = match Place::find(visit, on.clone()) {
        Err(Error::Invalid(wrong)) => wrong,
        other => return other,
    };
    let has_time = |entry: &TimeEntry| entry.on() == on;
    if let Some(entry) = entries(visit, week)?.iter().find(|entry| has_time(entry))
        && let Some(place) = Place::of(visit, entry)?
    {
        return Ok(place);
    }
    let mut problems = Problems::default();
    for (field, why) in wrong.iter() {
        problems.add(&format!("rows.{row}.{field}"), why);
    }
    Err(Error::Invalid(problems))
}

/// Why time isn't written on a day; nothing where it is only taken away.
fn must_be_a_day(visit: &Visit, cell: &Cell) -> Result<Option<String>> {
    if cell.wanted == 0 {
        return Ok(None);
    }
    Ok(ops::bookable_day(visit, cell.day, &cell.place)?.err())
}

fn write(change: &mut Change<'_, '_>, me: Id<User>, cell: Cell, reason: &str) -> Result<bool> {
    let fields = (cell.at.as_str(), "over_budget");
    let of_day = change.children::<TimeEntry>(ENTRIES_OF_USER, day_key(me, cell.day))?;
    let mut mine = of_day;
    mine.retain(|entry| entry.on() == cell.place.on());
    if mine.iter().any(|entry| entry.started.is_some()) {
        return Err(Error::field(
            &cell.at,
            "The timer runs here. Stop it first.",
        ));
    }
    let minutes: Vec<u32> = mine.iter().map(|entry| entry.minutes).collect();
    let there: u32 = minutes.iter().sum();
    if there == cell.wanted {
        return Ok(false);
    }
    if cell.shown.is_some_and(|shown| shown != there) {
        let now = time::minutes(i64::from(there));
        return Err(Error::field(
            &cell.at,
            format!("This became {now} while you were writing. Open the week again."),
        ));
    }
    ops::must_fit_the_day(change, (me, cell.day), there, cell.wanted, &cell.at)?;
    if mine.is_empty() {
        let mut entry = TimeEntry {
            minutes: cell.wanted,
            ..ops::blank(change, me, &cell.place, cell.day)?
        };
        ops::must_be_bookable(change, &entry)?;
        if ops::must_have_room(change, &entry, Adds::of(&entry), fields, reason)? {
            entry.over_budget = reason.to_owned();
        }
        let entry = change.insert(entry)?;
        ops::about(change, &entry);
        return Ok(true);
    }
    for (entry, becomes) in mine.iter().zip(spread(&minutes, cell.wanted)) {
        if entry.minutes == becomes {
            continue;
        }
        let mut held = change.subject::<TimeEntry>(entry.id)?;
        ops::must_be_bookable(change, &held)?;
        ops::about(change, &held);
        match becomes {
            0 => change.delete(&held)?,
            minutes => {
                let before = Adds::of(&held);
                held.minutes = minutes;
                let more = Adds::of(&held).beyond(before);
                if ops::must_have_room(change, &held, more, fields, reason)? {
                    held.over_budget = reason.to_owned();
                }
                change.put(&held)?;
            }
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_says_what_it_showed() {
        let shown = [75, 0, 30, 0, 0, 0, 1440];
        assert_eq!(read_shown(&as_shown(&shown)), Some(shown));
        for none in ["", "1,2", "1,2,3,4,5,6,7,8", "a,0,0,0,0,0,0"] {
            assert_eq!(read_shown(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn entries_come_to_what_is_typed(
            entries in prop::collection::vec(1_u32..600, 1..6),
            wanted in 0_u32..1440,
        ) {
            let after = spread(&entries, wanted);
            prop_assert_eq!(after.len(), entries.len());
            prop_assert_eq!(after.iter().sum::<u32>(), wanted);
            let last = entries.len() - 1;
            for (place, (was, is)) in entries.iter().zip(&after).enumerate() {
                prop_assert!(place == last || is <= was);
            }
            // Nothing is touched behind which something is left.
            let first_less = entries.iter().zip(&after).position(|(was, is)| is < was);
            if let Some(first) = first_less {
                prop_assert!(after[first + 1..].iter().all(|minutes| *minutes == 0));
            }
        }
    }
}
