//! Whoever leads a project is warned when 80 % and when all of a budget is used: once of each, also where what is used went
//! down and up again, and anew once the budget is raised. What is due is noted in the transaction of the deed that reached
//! the threshold, and told in one of its own, so that it outlives a kill and goes with the Undo of that deed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Expense, Project, Task, TimeEntry,
    actions::VIEW,
    budget::{Used, keepers, reached},
    notices, sub,
};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, percent, time},
    data::{
        Change, Declares, Deriving, Entity, EntityInfo, Field, FieldKind, Held, Index, Key, Kind,
        PartOf, Record, Ref, record,
    },
    features::{inbox, people::User},
    ui::icon::Icon,
};

/// A threshold is reached and nobody was told.
pub const WARN: u8 = 1;

/// What was told of one budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// What it was then: minutes, or minor units.
    pub budget: i64,
    /// The highest threshold that was told; 0 is none.
    pub percent: u8,
}

impl Told {
    /// What counts as told of the budget as it is by now: of a larger one nothing is.
    fn of(self, budget: i64) -> Told {
        match budget > self.budget {
            true => Told { budget, percent: 0 },
            false => Told { budget, ..self },
        }
    }

    /// The threshold to tell of, if one is reached that nobody was told of.
    fn owes(self, used: i64) -> Option<u8> {
        Some(reached(used, self.budget)).filter(|percent| *percent > self.percent)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BudgetWatch {
    #[serde(skip)]
    pub id: Id<BudgetWatch>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    /// The task whose budget it is; else the project's.
    #[serde(default)]
    pub task: Option<Id<Task>>,
    #[serde(default)]
    pub hours: Told,
    #[serde(default)]
    pub money: Told,
    /// Since when somebody is to be told.
    #[serde(default)]
    pub due: Option<Moment>,
}

/// One of a project, and one of each task that has a budget.
pub const OF_PROJECT: Index = Index::unique(1);
pub const OF_TASK: Index = Index::unique(2);

impl BudgetWatch {
    fn title(&self) -> String {
        match self.task {
            Some(task) => format!("Budget of {task}"),
            None => format!("Budgets of {}", self.project),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        match self.task {
            Some(task) => to.index(OF_TASK, Key::new().id(task)),
            None => to.index(OF_PROJECT, Key::new().id(self.project)),
        }
        if let Some(at) = self.due {
            to.wake(at, WARN);
        }
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(
            PartOf::new(self.project.as_ref())
                .staff_only(true)
                .never_alone(),
        )
    }

    /// Brought to what the project says; whether anything is to be told.
    fn settle(&mut self, project: &Project, used: Used) -> bool {
        self.hours = self.hours.of(i64::from(project.budget_minutes));
        self.money = self.money.of(project.budget_money.0);
        let hours = self.hours.owes(used.minutes);
        hours.is_some() || self.money.owes(used.money(project).0).is_some()
    }

    /// The same of the budgets of a task, by the measure of its project.
    fn settle_task(&mut self, project: &Project, task: &Task, used: Used) -> bool {
        self.hours = self.hours.of(i64::from(task.budget_minutes));
        self.money = self.money.of(task.budget_money.0);
        let hours = self.hours.owes(used.minutes);
        hours.is_some() || self.money.owes(used.money(project).0).is_some()
    }
}

impl BudgetWatch {
    /// What is told of whose budgets these are, which counts as told from now on.
    fn tell(&mut self, whose: &str, minutes: i64, spent: i64) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(reached) = self.hours.owes(minutes) {
            let share = percent::of(minutes, self.hours.budget).unwrap_or_default();
            let hours = time::hours(self.hours.budget);
            told.push(format!(
                "{whose}: {share}% of the budget of {hours} h is used"
            ));
            self.hours.percent = reached;
        }
        if let Some(reached) = self.money.owes(spent) {
            // How much exactly would say what work costs, which is told to few: the threshold is enough.
            told.push(format!(
                "{whose}: {reached}% of the budget of money is used"
            ));
            self.money.percent = reached;
        }
        told
    }
}

record!(BudgetWatch, Kind::new(220, "budget-watches", "BGW"), view: VIEW, part_of: BudgetWatch::part_of);

const TOLD: &[Field] = &[
    Field::number("budget", "Budget").internal(),
    Field::number("percent", "Percent").internal(),
];

const WATCH: &[Field] = &[
    Field::record("project", "Project", "projects"),
    Field::record("task", "Task", "tasks"),
    Field::new("hours", "Told of hours", FieldKind::Object(TOLD)).internal(),
    Field::new("money", "Told of money", FieldKind::Object(TOLD)).internal(),
    Field::moment("due", "To be told since").internal(),
];

impl Entity for BudgetWatch {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Warning of budgets",
        "Warnings of budgets",
        Icon::Project,
        WATCH,
    )
    .without_page();
}

/// The projects whose budgets a deed may have changed, or used.
fn projects_of(
    change: &mut Deriving<'_, '_, '_>,
    touched: &[Ref],
) -> Result<BTreeSet<Id<Project>>> {
    let mut found = BTreeSet::new();
    for of in touched {
        match of.kind {
            kind if kind == Project::KIND.code => {
                let id = Id::<Project>::new(of.id);
                found.insert(id);
                found.extend(change.was(id)?.and_then(|was| was.parent));
            }
            kind if kind == TimeEntry::KIND.code => {
                let id = Id::<TimeEntry>::new(of.id);
                found.extend(change.find(id)?.and_then(|entry| entry.project));
                found.extend(change.was(id)?.and_then(|entry| entry.project));
            }
            kind if kind == Expense::KIND.code => {
                let id = Id::<Expense>::new(of.id);
                found.extend(change.find(id)?.and_then(|expense| expense.project));
                found.extend(change.was(id)?.and_then(|expense| expense.project));
            }
            _ => {}
        }
    }
    // What a project uses, it uses of the budgets above it.
    for id in found.clone() {
        if let Some(project) = change.find(id)? {
            let above = sub::above_in(change, &project)?;
            found.extend(above.iter().map(|held| held.id));
        }
    }
    Ok(found)
}

/// The tasks whose budgets a deed may have changed, or used.
fn tasks_of(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<BTreeSet<Id<Task>>> {
    let mut found = BTreeSet::new();
    for of in touched {
        match of.kind {
            kind if kind == Task::KIND.code => {
                let id = Id::<Task>::new(of.id);
                let budgeted = |task: Option<Task>| task.is_some_and(|task| task.has_budget());
                if budgeted(change.find(id)?) || budgeted(change.was(id)?) {
                    found.insert(id);
                }
            }
            kind if kind == TimeEntry::KIND.code => {
                let id = Id::<TimeEntry>::new(of.id);
                for entry in [change.find(id)?, change.was(id)?].into_iter().flatten() {
                    found.extend(entry.task);
                    found.extend(entry.parent);
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The same for budgets of tasks.
fn follow_tasks(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for id in tasks_of(change, touched)? {
        let Some(task) = change.find(id)? else {
            continue;
        };
        let held = change.by_unique::<BudgetWatch>(OF_TASK, Key::new().id(id))?;
        if held.is_none() && !task.has_budget() {
            continue;
        }
        let Some(project) = change.find(task.project)? else {
            continue;
        };
        let used = Used::task_within(change, id)?;
        let mut watch = held.clone().unwrap_or_else(|| BudgetWatch {
            task: Some(id),
            ..BudgetWatch::default()
        });
        watch.project = task.project;
        let owes = watch.settle_task(&project, &task, used);
        let at = change.at;
        watch.due = owes.then(|| watch.due.unwrap_or(at));
        match held {
            Some(held) if held == watch => {}
            Some(_) => change.put(&watch)?,
            None if watch.due.is_none() => {}
            None => change.insert(watch)?,
        }
    }
    Ok(())
}

/// Notes what is to be told of the budgets that were used or changed.
pub(super) fn follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    follow_tasks(change, touched)?;
    for id in projects_of(change, touched)? {
        let Some(project) = change.find(id)? else {
            continue;
        };
        let held = change.by_unique::<BudgetWatch>(OF_PROJECT, Key::new().id(id))?;
        if held.is_none() && !project.has_budget() {
            continue;
        }
        let used = Used::within(change, id)?;
        let mut watch = held.clone().unwrap_or_else(|| BudgetWatch {
            project: id,
            ..BudgetWatch::default()
        });
        let at = change.at;
        watch.due = watch
            .settle(&project, used)
            .then(|| watch.due.unwrap_or(at));
        match held {
            Some(held) if held == watch => {}
            Some(_) => change.put(&watch)?,
            None if watch.due.is_none() => {}
            None => change.insert(watch)?,
        }
    }
    Ok(())
}

/// Tells whoever leads the project, and whose task it is.
fn warn_of_task(
    change: &mut Change<'_, '_>,
    mut watch: Held<BudgetWatch>,
    project: &Project,
    task: &Task,
) -> Result<()> {
    let used = Used::task_within(change, task.id)?;
    watch.settle_task(project, task, used);
    watch.due = None;
    let told = watch.tell(&task.title, used.minutes, used.money(project).0);
    change.about(task.as_ref());
    change.about(project.as_ref());
    change.put(&watch)?;
    let mut people = keepers(project);
    people.extend(task.assignee);
    people.sort_unstable();
    people.dedup();
    tell(change, &people, task.as_ref(), &told)
}

fn tell(
    change: &mut Change<'_, '_>,
    people: &[Id<User>],
    about: Ref,
    told: &[String],
) -> Result<()> {
    for text in told {
        for person in people {
            inbox::notify(change, *person, &notices::BUDGET, about, text.as_str())?;
        }
    }
    Ok(())
}

/// Tells whoever leads and manages the project.
pub(super) fn warn(change: &mut Change<'_, '_>, mut watch: Held<BudgetWatch>) -> Result<()> {
    let project = change.load(&*watch, |watch| watch.project)?;
    if watch.task.is_some() {
        let task = change.load(&*watch, |watch| watch.task.unwrap_or_default())?;
        return warn_of_task(change, watch, &project, &task);
    }
    let used = Used::within(change, project.id)?;
    watch.settle(&project, used);
    watch.due = None;
    let told = watch.tell(&project.title, used.minutes, used.money(&project).0);
    change.about(project.as_ref());
    change.put(&watch)?;
    tell(change, &keepers(&project), project.as_ref(), &told)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Held against whoever keeps a list of what was told since the budget was last raised.
        #[test]
        fn each_threshold_is_told_once_until_the_budget_is_raised(
            steps in prop::collection::vec((0_i64..300, prop::option::of(0_i64..250)), 1..40),
        ) {
            let (mut told, mut budget) = (Told::default(), 0_i64);
            let (mut known, mut raised_from) = (BTreeSet::<u8>::new(), 0_i64);
            for (used, becomes) in steps {
                budget = becomes.unwrap_or(budget);
                if budget > raised_from {
                    known.clear();
                }
                raised_from = budget;
                told = told.of(budget);
                let passed = [80_u8, 100].into_iter().filter(|percent| {
                    budget > 0 && used * 100 >= budget * i64::from(*percent)
                });
                let highest = passed.max().unwrap_or(0);
                let wanted = (highest > known.last().copied().unwrap_or(0)).then_some(highest);
                prop_assert_eq!(told.owes(used), wanted);
                if let Some(percent) = wanted {
                    told.percent = percent;
                    known.insert(percent);
                }
            }
        }
    }
}
