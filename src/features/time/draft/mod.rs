//! A draft of one's own week from what one did: deeds on tasks, what was written and what was handed in there, less what is
//! logged. It is worked out whenever it is asked for and kept nowhere; each line becomes time once its person says so, one
//! by one or all at once.

mod forms;
mod page;
mod rule;

use super::grid::Week;
use crate::{
    base::{Day, Id, Moment, Result, if_found},
    data::{Record, Visit},
    features::{
        projects::{Task, WorkOn},
        tasks,
    },
};

pub use forms::{LogSeveral, WeekOf};
pub use page::{page, sent};
pub use rule::{Fact, Line};

/// Deeds of one week that are looked at.
const MOST: usize = 600;
/// A deed on more tasks than that at once was not work on them.
const FEW: usize = 3;
/// A day off on which somebody worked all the same has room for so many minutes.
const DAY_OFF: i64 = 8 * 60;

/// What the visitor did on tasks in a week, that of time itself left out.
fn facts(visit: &Visit, monday: Day) -> Result<Vec<Fact>> {
    let from = Moment::at(monday, 0, &visit.tz);
    let until = Moment::at(monday + 7, 0, &visit.tz);
    let actions = &visit.store().schema().actions;
    let mut facts = Vec::new();
    for deed in visit.own_deeds(from, until, MOST)? {
        if deed.action.starts_with("time.") || deed.action.starts_with("journal.") {
            continue;
        }
        let mut on = deed.about.iter().filter(|of| of.kind == Task::KIND.code);
        let Some(first) = on.next() else { continue };
        if on.count() >= FEW {
            continue;
        }
        let known = actions.iter().find(|action| action.key == deed.action);
        let what = known.map_or(deed.action.as_str(), |action| action.title);
        let day = deed.at.day(&visit.tz);
        facts.push(Fact {
            day,
            minute: deed.at.minute_of(day, &visit.tz),
            task: Id::new(first.id),
            what: what.to_owned(),
            begins: deed.action == tasks::START.key,
        });
    }
    Ok(facts)
}

/// A line with the task that it is about.
pub struct Drafted {
    pub line: Line,
    pub task: Task,
}

/// The draft of a week; nothing where it isn't written any more.
///
/// # Errors
/// When the journal or the store can't be read.
pub fn of_week(visit: &Visit, week: &Week) -> Result<Vec<Drafted>> {
    if !week.open {
        return Ok(Vec::new());
    }
    let logged = |day: Day, task: Id<Task>| week.logged(day, Some(&WorkOn::Task(task)));
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
        if let Some(task) = if_found(visit.find(line.task))? {
            drafted.push(Drafted { line, task });
        }
    }
    Ok(drafted)
}
