//! The dates that a project's open tasks would have, with what moves and why. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use super::team::{Team, remaining};
use crate::{
    base::{
        Day, Error, Id, Result,
        calendar::WorkingCalendar,
        schedule::{self, After, Because, Pin, Placed, Plan, Problem, Refusal, Work},
    },
    data::{Key, Visit},
    features::{
        people::{Department, Directory},
        projects::{Priority, Project, TASKS_OF_PROJECT, Task, TaskStatus},
    },
};

/// Tasks of a project that are planned at once.
pub const MOST: usize = 3000;

/// What somebody wants of the plan beside what is stored.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// These keep their start.
    pub hold: Vec<Id<Task>>,
    /// These start on other days, and hold them.
    pub moves: Vec<(Id<Task>, Day)>,
}

pub struct Proposed {
    pub task: Task,
    pub start: Day,
    pub due: Day,
    pub because: String,
    pub critical: bool,
    /// Working days of slack.
    pub slack: u32,
    /// It begins before what it waits for is over, because its start is held.
    pub broken: bool,
}

impl Proposed {
    pub fn is_moved(&self) -> bool {
        matches!(self.task.state, TaskStatus::ToDo | TaskStatus::InProgress)
            && (self.task.start, self.task.due) != (Some(self.start), Some(self.due))
    }

    /// Whether its start can be held that isn't yet.
    pub fn can_be_held(&self) -> bool {
        self.task.state == TaskStatus::ToDo && !self.task.pinned && !self.task.has_parts()
    }
}

pub struct Proposal {
    pub rows: Vec<Proposed>,
    pub calendar: WorkingCalendar,
    /// When the last task is due, as it stands and as it would be.
    pub before: Option<Day>,
    pub after: Option<Day>,
}

impl Proposal {
    pub fn moved(&self) -> impl Iterator<Item = &Proposed> {
        self.rows.iter().filter(|row| row.is_moved())
    }
}

/// The tasks of a project that somebody sees and that count, in their order.
///
/// # Errors
/// When the store can't be read, and when there are too many.
pub fn tasks(visit: &Visit, project: &Project) -> Result<Vec<Task>> {
    let key = Key::new().id(project.id);
    let mut tasks: Vec<Task> = visit.related(project, TASKS_OF_PROJECT, key, MOST + 1)?;
    if tasks.len() > MOST {
        return Err(Error::conflict(format!(
            "{} has more than {MOST} tasks. Split it into projects that are planned by themselves.",
            project.title
        )));
    }
    tasks.retain(Task::counts);
    Ok(tasks)
}

/// Plans what is open anew.
///
/// # Errors
/// When tasks wait for each other, with the path, and when somebody never has time.
pub fn propose(visit: &Visit, project: &Project, wish: &Wish) -> Result<Proposal> {
    let tasks = tasks(visit, project)?;
    let names = Directory::of(visit)?;
    let today = visit.today();
    let problem = problem_of(visit, project, &tasks, wish)?;
    let plan = plan_of(&problem, &tasks)?;
    let calendar = problem.calendar;
    let titles: BTreeMap<u64, &Task> = tasks.iter().map(|task| (task.id.raw(), task)).collect();
    let title = |key: u64| title_of(&titles, key);
    let person = |task: &Task| match task.assignee {
        Some(user) => names.name(user).to_owned(),
        None => names.department(task.department).to_owned(),
    };
    let before = tasks.iter().filter_map(|task| task.due).max();
    let words = |task: &Task, placed: &Placed| match placed.because {
        Because::First => "as soon as planning allows".to_owned(),
        Because::NotBefore(day) => format!("not before {}", day.show(today)),
        Because::Pinned => "its start is held".into(),
        Because::After(key) => format!("after {}", title(key)),
        Because::Busy(Some(key)) => format!("{} does {} first", person(task), title(key)),
        Because::Busy(None) => format!("{} has other work before", person(task)),
        Because::Away => format!("{} is away before", person(task)),
    };
    let mut rows = Vec::with_capacity(tasks.len());
    for (task, placed) in tasks.iter().zip(&plan.placed) {
        // What has begun began when it did.
        let begun = task.state.is_started() && !task.has_parts();
        let start = task.start.filter(|start| begun && *start < placed.start);
        let (start, due) = match task.state {
            TaskStatus::Completed => (task.start, task.due),
            _ => (start, None),
        };
        rows.push(Proposed {
            start: start.unwrap_or(placed.start),
            due: due.unwrap_or(placed.end),
            because: words(task, placed),
            critical: placed.critical,
            slack: placed.slack,
            broken: placed.broken,
            task: task.clone(),
        });
    }
    Ok(Proposal {
        rows,
        calendar,
        before,
        after: plan.finish,
    })
}

/// What the plan of a project is made from, by what stands today.
///
/// # Errors
/// When the store can't be read.
pub fn problem_of(
    visit: &Visit,
    project: &Project,
    tasks: &[Task],
    wish: &Wish,
) -> Result<Problem> {
    let calendar = Directory::calendar_of(visit, project.department)?;
    let today = visit.today();
    let from = match project.start > today && tasks.iter().all(|task| !task.state.is_started()) {
        true => project.start,
        false => today,
    };
    let who: Vec<_> = tasks.iter().filter_map(|task| task.assignee).collect();
    let mut team = Team::of(visit, &who, from, Some(project.id))?;
    let mut nobody: BTreeMap<Id<Department>, usize> = BTreeMap::new();
    let mut work = Vec::with_capacity(tasks.len());
    for task in tasks {
        let person = match task.assignee.and_then(|user| team.place(user)) {
            Some(place) => place,
            None => match nobody.get(&task.department) {
                Some(place) => *place,
                None => {
                    let place = team.somebody(&Directory::calendar_of(visit, task.department)?);
                    nobody.insert(task.department, place);
                    place
                }
            },
        };
        let done = task.done_at.map(|at| at.day(&visit.tz));
        work.push(Work {
            person: Some(person),
            ..work_of(task, done, from, &calendar, wish)
        });
    }
    Ok(Problem {
        from: calendar.on_or_after(from),
        calendar: calendar.clone(),
        people: team.people,
        work,
    })
}

fn title_of<'t>(titles: &BTreeMap<u64, &'t Task>, key: u64) -> &'t str {
    titles
        .get(&key)
        .map_or("another task", |task| task.title.as_str())
}

/// The plan of it.
///
/// # Errors
/// When tasks wait for each other, with the path, and when somebody never has time.
pub fn plan_of(problem: &Problem, tasks: &[Task]) -> Result<Plan> {
    let titles: BTreeMap<u64, &Task> = tasks.iter().map(|task| (task.id.raw(), task)).collect();
    let title = |key: u64| title_of(&titles, key);
    schedule::plan(problem).map_err(|refusal| match refusal {
        Refusal::Circle(path) => {
            let path: Vec<String> = path
                .iter()
                .map(|key| format!("{} {}", Id::<Task>::new(*key), title(*key)))
                .collect();
            Error::conflict(format!(
                "These wait for each other: {}, and so on. Take one of them out of what another comes after.",
                path.join(", which waits for ")
            ))
        }
        Refusal::NoTime(key) => Error::conflict(format!(
            "Nobody has working time for {} within ten years. Give it to somebody else.",
            title(key)
        )),
    })
}

/// A task as a plan takes it, whoever does it.
fn work_of(
    task: &Task,
    done: Option<Day>,
    from: Day,
    calendar: &WorkingCalendar,
    wish: &Wish,
) -> Work {
    let start = task.start.unwrap_or(from);
    let due = task.due.unwrap_or(start).max(start);
    let wished = wish.moves.iter().find(|(id, _)| *id == task.id);
    let held = task.pinned || wish.hold.contains(&task.id);
    let pin = match (task.state, wished) {
        // What is over is over by now, however late it was due: what comes after it is free.
        (TaskStatus::Completed, _) => {
            let end = due.min(done.unwrap_or(due)).min(from + -1);
            Some(Pin::Dates(start.min(end), end))
        }
        // Others decide on it now.
        (TaskStatus::Review, _) => Some(Pin::Dates(start, due.max(from))),
        (_, Some((_, day))) => Some(Pin::Start((*day).max(from))),
        (TaskStatus::ToDo, None) if held => Some(Pin::Start(start.max(from))),
        _ => None,
    };
    // Without an estimate it takes as long as it did.
    let given = match (
        task.days,
        task.estimate.filter(|_| task.stands_for.is_none()),
    ) {
        (0, None) => u32::try_from(calendar.between(start, due + 1)).unwrap_or(0),
        (days, _) => days,
    };
    let begun = task.state == TaskStatus::InProgress;
    let days = match begun {
        false => given,
        // Its estimate says what is left; without one, or where it waits for somebody, its due day does.
        true if task.stands_for.is_some()
            || !task.has_parts() && (task.estimate.is_none() || task.days > 0) =>
        {
            u32::try_from(calendar.between(from, due + 1)).map_or(1, |left| left.max(1))
        }
        true => 0,
    };
    Work {
        parent: task.parent.map(Id::raw),
        minutes: if task.has_parts() { 0 } else { remaining(task) },
        days,
        after: task
            .after
            .iter()
            .map(|before| After {
                key: before.raw(),
                lag: task.lag,
            })
            .filter(|_| !begun)
            .collect(),
        not_before: task.not_before,
        pin,
        due: task.due,
        priority: urgency(task.priority) + if begun { 4 } else { 0 },
        ..Work::new(task.id.raw(), 0)
    }
}

/// How urgent a plan takes a priority to be.
pub fn urgency(priority: Priority) -> u8 {
    match priority {
        Priority::Low => 0,
        Priority::Normal | Priority::Unknown => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

/// Which tasks can't be late without the last one being late, by the dates as they stand: whatever of it moves, moves the end.
pub fn critical(tasks: &[Task], calendar: &WorkingCalendar) -> BTreeSet<Id<Task>> {
    let dated: BTreeMap<Id<Task>, (&Task, Day, Day)> = tasks
        .iter()
        .filter_map(|task| {
            let due = task.due?;
            Some((task.id, (task, task.start.unwrap_or(due).min(due), due)))
        })
        .collect();
    let Some(last) = dated.values().map(|(_, _, due)| *due).max() else {
        return BTreeSet::new();
    };
    let first = dated.values().map(|(_, start, _)| *start).min();
    let first = first.unwrap_or(last);
    // Working days before each day, from the first on.
    let mut counted = vec![0; 1];
    for day in 0..last - first {
        let held = counted.last().copied().unwrap_or(0);
        counted.push(held + i32::from(calendar.is_working(first + day)));
    }
    let before = |day: Day| {
        let at = usize::try_from(day - first).unwrap_or(0);
        counted.get(at).copied().unwrap_or(0)
    };
    let between = |start: Day, end: Day| (before(end) - before(start)).max(0);
    let mut follows: BTreeMap<Id<Task>, Vec<(Id<Task>, u32)>> = BTreeMap::new();
    for (task, ..) in dated.values() {
        for before in &task.after {
            follows
                .entry(*before)
                .or_default()
                .push((task.id, task.lag));
        }
    }
    let mut turn: Vec<&(&Task, Day, Day)> = dated.values().collect();
    turn.sort_by_key(|(task, start, due)| std::cmp::Reverse((*due, *start, task.id)));
    // The latest working day, counted from the last back, on which each may be over.
    let mut room: BTreeMap<Id<Task>, i32> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for (task, _, due) in turn {
        let mut most = between(*due, last);
        for (next, lag) in follows.get(&task.id).into_iter().flatten() {
            let Some((_, start, _)) = dated.get(next) else {
                continue;
            };
            // What follows at once begins on the day on which this ends, or on the next.
            let apart = between(*due, *start) - 1 - i32::try_from(*lag).unwrap_or(0);
            most = most.min(room.get(next).copied().unwrap_or(0) + apart.max(0));
        }
        room.insert(task.id, most);
        if most == 0 {
            found.insert(task.id);
        }
    }
    found
}

#[cfg(test)]
mod tests;
