//! Moves that even out the load: a task of somebody who has too much, to somebody of the same team who knows the work and
//! has time for it until it is due.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    spread::percent,
    team::{Load, Loaded, WEEKS, in_week, piece},
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{ASSIGN_TASK, Project, Task, TaskStatus},
        tasks::notices,
    },
    web::form::{Form, Optional, Reader, Required},
};

/// Percent of a week from which on it is too much, and up to which somebody takes more.
pub const OVER: i64 = 105;
const FULL: i64 = 100;
/// Moves that are proposed at once.
const MOST: usize = 30;

/// One task to somebody else.
pub struct Proposed {
    pub task: Task,
    pub from: Id<User>,
    pub to: Id<User>,
    /// The week that has too much, and its percent before and after this move.
    pub week: usize,
    pub before: i64,
    pub after: i64,
    pub minutes: i64,
}

/// What the weeks come to with all moves, by person.
pub struct Balanced {
    pub moves: Vec<Proposed>,
    pub planned: BTreeMap<Id<User>, Vec<i64>>,
}

impl Balanced {
    /// Weeks of anybody with too much, and the highest percent, with these minutes planned.
    pub fn over(loads: &[Load], planned: impl Fn(&Load) -> Vec<i64>) -> (usize, i64) {
        let (mut over, mut highest) = (0, 0);
        for load in loads {
            for (week, minutes) in planned(load).iter().enumerate() {
                let percent = percent(*minutes, load.days.of_week(week));
                over += usize::from(percent > OVER);
                highest = highest.max(percent);
            }
        }
        (over, highest)
    }
}

fn knows(names: &Directory, user: &User, task: &Task) -> bool {
    let department = names.department_by_key(&task.role);
    task.role.is_empty()
        || user.skills.contains(&task.role)
        || department.is_some_and(|held| user.departments.contains(&held.id))
}

fn together(a: &User, b: &User) -> bool {
    match a.teams.is_empty() {
        false => a.teams.iter().any(|team| b.teams.contains(team)),
        true => a
            .departments
            .iter()
            .any(|held| b.departments.contains(held)),
    }
}

/// Whether it may be somebody else's: nobody has begun it, its start isn't held, and its visitor gives it out.
fn is_movable(visit: &Visit, held: &Loaded) -> Result<bool> {
    let task = &held.task;
    if task.state != TaskStatus::ToDo || task.pinned || !visit.may(&ASSIGN_TASK, task) {
        return Ok(false);
    }
    let project = visit.follow(task, |task: &Task| task.project)?;
    Ok(project.is_some_and(|project| project.must_be_open().is_ok()))
}

/// The fewest moves: of the fullest week the largest piece that somebody has room for, again and again.
///
/// # Errors
/// When the store can't be read.
pub fn propose(visit: &Visit, loads: &[Load]) -> Result<Balanced> {
    let names = Directory::of(visit)?;
    let mut planned: BTreeMap<Id<User>, Vec<i64>> = loads
        .iter()
        .map(|load| (load.user.id, load.planned.clone()))
        .collect();
    let mut moved: BTreeSet<Id<Task>> = BTreeSet::new();
    let mut passed: BTreeSet<(Id<User>, usize)> = BTreeSet::new();
    let mut moves = Vec::new();
    while moves.len() < MOST {
        let over = loads.iter().flat_map(|load| {
            let mine = &planned[&load.user.id];
            (0..WEEKS).map(move |week| (percent(mine[week], load.days.of_week(week)), load, week))
        });
        let fullest = over
            .filter(|(percent, load, week)| {
                *percent > OVER && !passed.contains(&(load.user.id, *week))
            })
            .max_by_key(|(percent, load, week)| {
                (*percent, std::cmp::Reverse((*week, load.user.id)))
            });
        let Some((before, load, week)) = fullest else {
            break;
        };
        let mut pieces: Vec<&Loaded> = load
            .tasks
            .iter()
            .filter(|held| held.in_week(week) > 0 && !moved.contains(&held.task.id))
            .collect();
        pieces.sort_by_key(|held| (std::cmp::Reverse(held.in_week(week)), held.task.id));
        let mut found = None;
        for held in pieces {
            if !is_movable(visit, held)? {
                continue;
            }
            let to = loads
                .iter()
                .filter(|other| {
                    other.user.id != load.user.id
                        && together(&load.user, &other.user)
                        && knows(&names, &other.user, &held.task)
                })
                .filter_map(|other| {
                    let spread = other.days.spread(&piece(&held.task));
                    let after = (0..WEEKS).filter(|week| in_week(&spread, *week) > 0);
                    let fullest = after
                        .map(|week| {
                            let minutes = planned[&other.user.id][week] + in_week(&spread, week);
                            percent(minutes, other.days.of_week(week))
                        })
                        .max()?;
                    (fullest <= FULL).then_some((fullest, other.user.id, spread))
                })
                .min_by_key(|(fullest, id, _)| (*fullest, *id));
            if let Some((_, to, spread)) = to {
                found = Some((held, to, spread));
                break;
            }
        }
        let Some((held, to, spread)) = found else {
            passed.insert((load.user.id, week));
            continue;
        };
        if let Some(theirs) = planned.get_mut(&to) {
            for (week, minutes) in theirs.iter_mut().enumerate() {
                *minutes += in_week(&spread, week);
            }
        }
        let mut after = before;
        if let Some(mine) = planned.get_mut(&load.user.id) {
            for (week, minutes) in mine.iter_mut().enumerate() {
                *minutes -= held.in_week(week);
            }
            after = percent(mine[week], load.days.of_week(week));
        }
        moved.insert(held.task.id);
        moves.push(Proposed {
            task: held.task.clone(),
            from: load.user.id,
            to,
            week,
            before,
            after,
            minutes: held.task.left(),
        });
    }
    Ok(Balanced { moves, planned })
}

/// One task, to whom it goes, and the version that was shown; without a person it stays.
#[derive(Debug, Clone)]
pub struct Moves {
    pub task: Option<Id<Task>>,
    pub person: Option<Id<User>>,
    pub version: Option<u64>,
}

#[derive(Debug, Clone)]
pub struct BalanceForm {
    pub rows: Vec<Moves>,
}

impl Form for BalanceForm {
    fn read(f: &mut Reader) -> Self {
        BalanceForm {
            rows: f.rows("rows", MOST, |f| Moves {
                task: f.id("task", "Task", Required),
                person: f.id("person", "To", Optional),
                version: f.version(),
            }),
        }
    }
}

/// Gives tasks to others as it was shown; all or none, with one Undo. Everybody is told once.
///
/// # Errors
/// When a task was changed since it was shown, and when none is chosen.
pub fn apply(visit: &Visit, form: BalanceForm) -> Result<usize> {
    let names = Directory::of(visit)?;
    visit.act(ASSIGN_TASK, move |change| {
        let mut told: BTreeMap<Id<User>, Vec<Task>> = BTreeMap::new();
        let mut count = 0;
        for row in form.rows {
            let (Some(task), Some(person)) = (row.task, row.person) else {
                continue;
            };
            if !names.is_staff(person) {
                return Err(Error::field("rows", "Choose somebody who works here."));
            }
            let mut task = change.subject::<Task>(task)?;
            let project: Project = change.load(&*task, |task| task.project)?;
            project.must_be_open()?;
            task.must_be_work()?;
            if row.version.is_some_and(|version| version != task.version) || !task.state.is_open() {
                return Err(Error::conflict(format!(
                    "{} was changed meanwhile. Look at the load again: the proposal is made anew.",
                    task.title
                )));
            }
            if task.assignee == Some(person) {
                continue;
            }
            let before = task.assignee.replace(person);
            change.put(&task)?;
            change.about(project.as_ref());
            count += 1;
            for who in before.into_iter().chain([person]) {
                told.entry(who).or_default().push((*task).clone());
            }
        }
        if count == 0 {
            return Err(Error::conflict("No move is chosen."));
        }
        for (person, tasks) in told {
            let mine = tasks.iter().filter(|task| task.assignee == Some(person));
            let mine: Vec<&Task> = mine.collect();
            let (of, what, all) = match mine.is_empty() {
                true => (
                    &notices::DECIDED,
                    "goes to somebody else",
                    tasks.iter().collect(),
                ),
                false => (&notices::ASSIGNED, "is yours", mine),
            };
            let words = match all.as_slice() {
                [one] => format!("{} {what}, to even out the load", one.title),
                several => format!(
                    "{} and {} {what}, to even out the load",
                    several[0].title,
                    text::count(several.len() - 1, "other task", "other tasks")
                ),
            };
            inbox::notify(change, person, of, all[0].as_ref(), words)?;
        }
        Ok(count)
    })
}
