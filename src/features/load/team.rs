//! How much work people have in the weeks to come, against the time they are there.

use super::{
    actions::LOAD,
    spread::{Days, Piece, percent},
};
use crate::{
    base::{Day, Id, Result, calendar::WorkingCalendar},
    data::{Key, Visit},
    features::{
        people::{Department, Directory, Team, User},
        planning::{self, Away},
        projects::{TASKS_BY_ASSIGNEE, Task},
        settings::CurrentSettings,
    },
};

/// Weeks that are shown.
pub const WEEKS: usize = 12;
/// Weeks that work may lie in: what is due later is counted to the last of them.
const REACH: usize = 40;
/// Open tasks of somebody that are counted.
const MOST_TASKS: usize = 400;

const ALL_WORK: &str = "how much of somebody's time is taken is worked out over all that they have to do; what isn't seen is told as hours alone";

/// A task with what it takes of each day.
pub struct Loaded {
    pub task: Task,
    pub by_day: Vec<(usize, i64)>,
}

impl Loaded {
    pub fn in_week(&self, week: usize) -> i64 {
        in_week(&self.by_day, week)
    }
}

pub fn in_week(by_day: &[(usize, i64)], week: usize) -> i64 {
    let here = by_day.iter().filter(|(at, _)| at / 7 == week);
    here.map(|(_, minutes)| minutes).sum()
}

/// Somebody's weeks, from the one that today is in.
pub struct Load {
    pub user: User,
    pub days: Days,
    pub tasks: Vec<Loaded>,
    /// Minutes planned, by week.
    pub planned: Vec<i64>,
}

impl Load {
    pub fn of(visit: &Visit, names: &Directory, user: &User) -> Result<Load> {
        let house = CurrentSettings::of(visit)?.0.calendar();
        let calendar = match user.departments.first() {
            Some(department) => names.calendar(*department, &house),
            None => house,
        };
        let away = planning::away(visit, names, user.id)?;
        let days = days(&calendar, &away, visit.today());
        let key = Key::new().id(user.id).byte(0);
        let open: Vec<Task> =
            visit.unchecked_related(user, TASKS_BY_ASSIGNEE, key, MOST_TASKS, ALL_WORK)?;
        let counted = open
            .into_iter()
            .filter(|task| task.state.is_open() && !task.has_parts() && !task.requested);
        let tasks: Vec<Loaded> = counted
            .map(|task| Loaded {
                by_day: days.spread(&piece(&task)),
                task,
            })
            .collect();
        let planned = (0..WEEKS)
            .map(|week| tasks.iter().map(|held| held.in_week(week)).sum())
            .collect();
        Ok(Load {
            user: user.clone(),
            days,
            tasks,
            planned,
        })
    }

    pub fn percent(&self, week: usize) -> i64 {
        percent(self.planned[week], self.days.of_week(week))
    }

    /// The Monday of a week.
    pub fn monday(&self, week: usize) -> Day {
        self.days.first + i32::try_from(week * 7).unwrap_or(0)
    }
}

/// What is left of a task, and when it is done.
pub fn piece(task: &Task) -> Piece {
    Piece {
        minutes: task.left(),
        start: task.start,
        due: task.due,
    }
}

fn days(calendar: &WorkingCalendar, away: &Away, today: Day) -> Days {
    let first = today + -i32::from(today.weekday());
    let minutes = (0..REACH * 7).map(|at| {
        let day = first + i32::try_from(at).unwrap_or(0);
        match day < today {
            true => 0,
            false => away.minutes(calendar, day),
        }
    });
    Days {
        first,
        minutes: minutes.collect(),
        today: usize::try_from(today - first).unwrap_or(0),
    }
}

/// Whose load is asked for.
#[derive(Debug, Clone, Default)]
pub struct LoadQuery {
    pub department: Option<Id<Department>>,
    pub team: Option<Id<Team>>,
}

impl LoadQuery {
    /// Whether somebody is of those who are asked for.
    pub fn wants(&self, user: &User) -> bool {
        self.department
            .is_none_or(|id| user.departments.contains(&id))
            && self.team.is_none_or(|id| user.teams.contains(&id))
    }
}

/// The load of everybody whose load the visitor may see, by name, as far as it is asked for.
///
/// # Errors
/// When the store can't be read.
pub fn loads(visit: &Visit, asked: &LoadQuery) -> Result<Vec<Load>> {
    let names = Directory::of(visit)?;
    let wanted = |user: &&&User| asked.wants(user) && visit.may(&LOAD, **user);
    let staff = names.staff();
    let people = staff.iter().filter(wanted);
    people.map(|user| Load::of(visit, &names, user)).collect()
}
