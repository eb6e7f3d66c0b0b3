//! A draft of one's own week from what one did: deeds on tasks, tickets and projects, what was written and what was handed
//! in there, less what is logged. It is worked out whenever it is asked for and kept nowhere; each line becomes time once its person says so, one
//! by one or all at once.

mod forms;
mod page;
mod rule;

use super::{grid::Week, place::Place};
use crate::{
    base::{Day, Id, Moment, Result, if_found},
    data::{Record, Ref, Visit},
    features::{
        projects::{Project, Task, WorkOn},
        tasks,
        tickets::Ticket,
    },
};

pub use forms::{LogSeveral, WeekOf};
pub use page::{page, sent};
pub use rule::{Fact, Line};

/// Deeds of one week that are looked at.
const MOST: usize = 600;
/// A deed on more pieces of work than that at once was not work on them.
const FEW: usize = 3;
/// A day off on which somebody worked all the same has room for so many minutes.
const DAY_OFF: i64 = 8 * 60;

/// What a deed was work on: a task before the ticket or the project that it is about as well. Nothing where it was about many.
fn worked_on(about: &[Ref]) -> Option<WorkOn> {
    let of = |kind: u8| -> Vec<u64> {
        let of_kind = about.iter().filter(|of| of.kind == kind);
        of_kind.map(|of| of.id).collect()
    };
    let (tasks, tickets) = (of(Task::KIND.code), of(Ticket::KIND.code));
    let projects = of(Project::KIND.code);
    let few = |ids: &[u64]| ids.first().copied().filter(|_| ids.len() <= FEW);
    match (tasks.is_empty(), tickets.is_empty()) {
        (false, _) => few(&tasks).map(|id| WorkOn::Task(Id::new(id))),
        (true, false) => few(&tickets).map(|id| WorkOn::Ticket(Id::new(id))),
        (true, true) => few(&projects).map(|id| WorkOn::Project(Id::new(id))),
    }
}

/// What the visitor did in a week on what takes time, that of time itself left out.
fn facts(visit: &Visit, monday: Day) -> Result<Vec<Fact>> {
    let from = Moment::at(monday, 0, &visit.tz);
    let until = Moment::at(monday + 7, 0, &visit.tz);
    let actions = &visit.store().schema().actions;
    let mut facts = Vec::new();
    for deed in visit.own_deeds(from, until, MOST)? {
        if deed.action.starts_with("time.") || deed.action.starts_with("journal.") {
            continue;
        }
        let Some(on) = worked_on(&deed.about) else {
            continue;
        };
        let known = actions.iter().find(|action| action.key == deed.action);
        let what = known.map_or(deed.action.as_str(), |action| action.title);
        let day = deed.at.day(&visit.tz);
        facts.push(Fact {
            day,
            minute: deed.at.minute_of(day, &visit.tz),
            on,
            what: what.to_owned(),
            begins: deed.action == tasks::START.key,
        });
    }
    Ok(facts)
}

/// A line with the work that it is about.
pub struct Drafted {
    pub line: Line,
    pub place: Place,
    /// What stands below its title.
    pub below: String,
}

/// The draft of a week; nothing where it isn't written any more.
///
/// # Errors
/// When the journal or the store can't be read.
pub fn of_week(visit: &Visit, week: &Week) -> Result<Vec<Drafted>> {
    if !week.open {
        return Ok(Vec::new());
    }
    let logged = |day: Day, on: &WorkOn| week.logged(day, Some(on));
    let room = |day: Day| {
        let planned = match week.planned_on(day) {
            0 => DAY_OFF,
            planned => planned,
        };
        match week.is_written(visit, day) {
            true => planned - week.logged(day, None),
            false => 0,
        }
    };
    let mut drafted = Vec::new();
    for line in rule::propose(facts(visit, week.monday)?, logged, room) {
        let Some(place) = if_found(Place::find(visit, line.on.clone()))? else {
            continue;
        };
        // What takes no time on that day isn't proposed.
        if place.filed().is_ok()
            && place.closed_on(visit, line.day)?.is_none()
            && place.takes_time()
        {
            let below = place.below(visit)?;
            drafted.push(Drafted { line, place, below });
        }
    }
    Ok(drafted)
}
