//! Whether there is room for more work in the budgets that it counts in (its task's, that of the task above, its project's,
//! those of the projects above), and what becomes of work for which there is none. What was worked is never thrown away: a
//! timer that ran beyond a budget is booked, and its reason is asked for afterwards.

use std::collections::BTreeMap;

use super::{
    super::{Project, Task, TimeEntry, notices, sub},
    Adds, AtFull, BudgetBy, Used, keepers,
};
use crate::{
    base::{Error, Id, Money, Result, time},
    data::{Change, Record, Ref},
    features::{
        inbox,
        people::{Directory, User},
    },
};

/// A budget with what is used of it.
struct Budget {
    title: String,
    minutes: i64,
    money: Money,
    by: BudgetBy,
    used: Used,
    /// As the project says that it belongs to.
    at_full: AtFull,
    project: Ref,
    manager: Id<User>,
    keepers: Vec<Id<User>>,
}

impl Budget {
    fn of_project(project: &Project, used: Used) -> Budget {
        Budget {
            title: project.title.clone(),
            minutes: i64::from(project.budget_minutes),
            money: project.budget_money,
            by: project.budget_by,
            used,
            at_full: project.at_full,
            project: project.as_ref(),
            manager: project.manager,
            keepers: keepers(project),
        }
    }

    fn of_task(task: &Task, project: &Project, used: Used) -> Budget {
        Budget {
            title: task.title.clone(),
            minutes: i64::from(task.budget_minutes),
            money: task.budget_money,
            ..Budget::of_project(project, used)
        }
    }

    /// Without what of this work is counted in it already.
    fn without(self, there: Adds) -> Budget {
        Budget {
            used: self.used.before(there),
            ..self
        }
    }

    /// Why there is no room for this; None where there is. What adds nothing to a budget isn't held against it.
    fn full(&self, adds: Adds) -> Option<String> {
        let after = self.used.and(adds);
        if self.minutes > 0 && adds.minutes > 0 && after.minutes > self.minutes {
            return Some(format!(
                "The budget of {} is {} h, {} h of it are logged, and this is {} h.",
                self.title,
                time::hours(self.minutes),
                time::hours(self.used.minutes),
                time::hours(adds.minutes)
            ));
        }
        let (before, after) = (self.used.by(self.by), after.by(self.by));
        let spent = self.money > Money::ZERO && after > self.money;
        (spent && after > before).then(|| {
            // How much it is in money is told to few.
            format!("The budget of money of {} is used up.", self.title)
        })
    }

    /// How many minutes it takes of work of which one minute adds this; None where it has no end.
    fn takes(&self, minute: Adds) -> Option<i64> {
        let of_hours = (self.minutes > 0).then(|| self.minutes - self.used.minutes);
        let each = match self.by {
            BudgetBy::Cost => minute.cost,
            BudgetBy::Price | BudgetBy::Unknown => minute.price,
        };
        let left = self.money.0.saturating_sub(self.used.by(self.by).0);
        // Sixty units of what a minute adds are a minor unit.
        let of_money = (self.money > Money::ZERO && each > 0)
            .then(|| left.saturating_mul(60).div_euclid(each));
        of_hours.into_iter().chain(of_money).min()
    }
}

/// The budgets that a piece of work counts in, the nearest first, as the deed has left them so far.
fn of_work(
    change: &mut Change<'_, '_>,
    project: &Project,
    entry: &TimeEntry,
    wanted: fn(AtFull) -> bool,
) -> Result<Vec<Budget>> {
    let mut all = Vec::new();
    if wanted(project.at_full) {
        for id in [entry.task, entry.parent].into_iter().flatten() {
            let held = change.unscoped(EVERYBODYS).find::<Task>(id)?;
            if let Some(task) = held.filter(Task::has_budget) {
                let used = Used::task_within(change, id)?;
                all.push(Budget::of_task(&task, project, used));
            }
        }
    }
    let above = sub::above_in(change, project)?;
    for held in std::iter::once(project).chain(&above) {
        if wanted(held.at_full) && held.has_budget() {
            let used = Used::within(change, held.id)?;
            all.push(Budget::of_project(held, used));
        }
    }
    Ok(all)
}

const EVERYBODYS: &str = "a budget is used by everybody's time, whoever sees what it is of";

fn holds(at_full: AtFull) -> bool {
    matches!(at_full, AtFull::Ask | AtFull::Stop)
}

/// Holds more work against the budgets that it counts in, each as its project says: `at` is the field beside which a
/// refusal stands, `why_at` the one that takes the reason. Tells whether it goes beyond them, with the reason that was given.
///
/// # Errors
/// Beside those fields, with whom to ask.
pub fn must_have_room(
    change: &mut Change<'_, '_>,
    project: &Project,
    entry: &TimeEntry,
    adds: Adds,
    (at, why_at): (&str, &str),
    reason: &str,
) -> Result<bool> {
    let mut beyond = false;
    for budget in of_work(change, project, entry, holds)? {
        let Some(why) = budget.full(adds) else {
            continue;
        };
        let manager = Directory::person_in(change, budget.manager)?;
        let whom = manager.map_or_else(|| "whoever manages it".to_owned(), |manager| manager.name);
        if budget.at_full == AtFull::Stop {
            return Err(Error::field(at, format!("{why} Ask {whom} for more.")));
        }
        if reason.is_empty() {
            return Err(Error::field(
                why_at,
                format!("{why} Say why it goes on all the same, or ask {whom}."),
            ));
        }
        let text = format!("Time beyond the budget of {}: {reason}", budget.title);
        tell(change, &budget.keepers, budget.project, &text)?;
        beyond = true;
    }
    Ok(beyond)
}

fn tell(change: &mut Change<'_, '_>, people: &[Id<User>], about: Ref, text: &str) -> Result<()> {
    for person in people {
        inbox::notify(change, *person, &notices::BUDGET, about, text)?;
    }
    Ok(())
}

/// A budget that asks or stops, and that work which is done already goes beyond.
pub struct Beyond {
    /// What it is the budget of.
    pub title: String,
    /// Whether its project asks for the reason.
    pub asks: bool,
    project: Ref,
    keepers: Vec<Id<User>>,
}

/// The budgets that work goes beyond, whatever they say about it; `there` is what of it is counted in them already.
///
/// # Errors
/// When the store can't be read.
pub fn beyond(
    change: &mut Change<'_, '_>,
    project: &Project,
    entry: &TimeEntry,
    there: Adds,
) -> Result<Vec<Beyond>> {
    let adds = Adds::of(entry);
    let all = of_work(change, project, entry, holds)?;
    let full = all
        .into_iter()
        .map(|budget| budget.without(there))
        .filter(|budget| budget.full(adds).is_some());
    Ok(full
        .map(|budget| Beyond {
            asks: budget.at_full == AtFull::Ask,
            title: budget.title,
            project: budget.project,
            keepers: budget.keepers,
        })
        .collect())
}

/// Tells whoever leads a project of work beyond its budget, in the words that `text` makes of whose budget it is.
///
/// # Errors
/// When the store can't be written.
pub fn tell_beyond(
    change: &mut Change<'_, '_>,
    beyond: &[Beyond],
    text: impl Fn(&str) -> String,
) -> Result<()> {
    for held in beyond {
        tell(change, &held.keepers, held.project, &text(&held.title))?;
    }
    Ok(())
}

/// What a budget still takes of some work.
pub struct Left {
    /// What it is the budget of.
    pub title: String,
    /// Minutes; less than 1 where it is used up.
    pub minutes: i64,
    pub at_full: AtFull,
    pub manager: Id<User>,
}

/// How many minutes of work such as this each budget takes that it counts in, the nearest first; those without an end stay
/// away.
///
/// # Errors
/// When the store can't be read.
pub fn left_of(
    change: &mut Change<'_, '_>,
    project: &Project,
    entry: &TimeEntry,
) -> Result<Vec<Left>> {
    let minute = Adds::of(&TimeEntry {
        minutes: 1,
        ..entry.clone()
    });
    let all = of_work(change, project, entry, |_| true)?;
    Ok(all
        .into_iter()
        .filter_map(|budget| {
            Some(Left {
                minutes: budget.takes(minute)?,
                title: budget.title,
                at_full: budget.at_full,
                manager: budget.manager,
            })
        })
        .collect())
}

/// Held where work was brought that is done already, by an Undo or with a task that moved, and is now part of what is used:
/// where the budgets that it counts in stop, it doesn't go beyond them either. Each entry comes with what of it is new.
///
/// # Errors
/// A conflict, with whom to ask.
pub fn must_have_room_for(change: &mut Change<'_, '_>, back: &[(TimeEntry, Adds)]) -> Result<()> {
    let mut projects: BTreeMap<Id<Project>, (Project, Adds)> = BTreeMap::new();
    let mut tasks: BTreeMap<Id<Task>, (Project, Adds)> = BTreeMap::new();
    for (entry, adds) in back {
        let Some(id) = entry.project else { continue };
        let project = change.unscoped(EVERYBODYS).find(id)?;
        let Some(project) = project else {
            continue;
        };
        for id in [entry.task, entry.parent].into_iter().flatten() {
            let held = tasks
                .entry(id)
                .or_insert_with(|| (project.clone(), Adds::default()));
            held.1 = held.1.and(*adds);
        }
        let above = sub::above_in(change, &project)?;
        for project in std::iter::once(project).chain(above) {
            let held = projects
                .entry(project.id)
                .or_insert_with(|| (project, Adds::default()));
            held.1 = held.1.and(*adds);
        }
    }
    let mut budgets = Vec::new();
    for (id, (project, adds)) in tasks {
        if project.at_full == AtFull::Stop
            && let Some(task) = change.unscoped(EVERYBODYS).find(id)?
            && task.has_budget()
        {
            let used = Used::task_within(change, id)?;
            budgets.push((Budget::of_task(&task, &project, used), adds));
        }
    }
    for (id, (project, adds)) in projects {
        if project.at_full == AtFull::Stop && project.has_budget() {
            let used = Used::within(change, id)?;
            budgets.push((Budget::of_project(&project, used), adds));
        }
    }
    for (budget, adds) in budgets {
        if let Some(why) = budget.without(adds).full(adds) {
            return Err(Error::conflict(format!(
                "{why} So this isn't brought there. Ask whoever manages the project for more."
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
