//! What of a budget is used: read from the sums that time and expenses keep, on pages and within deeds alike.

use super::{
    super::{
        Expense, PROJECT_COST, PROJECT_EXPENSES, PROJECT_EXPENSES_PRICE, PROJECT_PRICE, Project,
        Task, TimeEntry,
        entry::{self, PROJECT_MINUTES, TASK_COST, TASK_MINUTES, TASK_PRICE},
        sub,
    },
    BudgetBy, in_money,
};
use crate::{
    base::{Id, Money, Result},
    data::{Change, Key, Visit},
};

/// What of a project's budgets is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    pub minutes: i64,
    /// Minutes times minor units an hour.
    pub(super) price: i64,
    pub(super) cost: i64,
    /// Minor units.
    pub(super) expenses_price: i64,
    pub(super) expenses_cost: i64,
}

impl Used {
    /// Of a project that the visit holds with its sub-projects, which its budgets cover; whoever sees their time.
    pub fn of(visit: &Visit, project: &Project) -> Result<Used> {
        let mut used = Used::alone(visit, project)?;
        for (_, part) in sub::below(visit, project)? {
            used = used.with(Used::alone(visit, &part)?);
        }
        Ok(used)
    }

    /// Minutes alone, of it with its sub-projects.
    pub fn minutes_of(visit: &Visit, project: &Project) -> Result<i64> {
        let mut minutes = entry::on_project(visit, project.id)?;
        for (_, part) in sub::below(visit, project)? {
            minutes = minutes.saturating_add(entry::on_project(visit, part.id)?);
        }
        Ok(minutes)
    }

    /// Of the project without its sub-projects.
    pub fn alone(visit: &Visit, project: &Project) -> Result<Used> {
        let key = || Key::new().id(project.id);
        Ok(Used {
            minutes: visit.tally::<TimeEntry>(PROJECT_MINUTES, key())?,
            price: visit.tally::<TimeEntry>(PROJECT_PRICE, key())?,
            cost: visit.tally::<TimeEntry>(PROJECT_COST, key())?,
            expenses_price: visit.tally::<Expense>(PROJECT_EXPENSES_PRICE, key())?,
            expenses_cost: visit.tally::<Expense>(PROJECT_EXPENSES, key())?,
        })
    }

    /// With its sub-projects, as a deed has left it so far.
    pub fn within(change: &mut Change<'_, '_>, project: Id<Project>) -> Result<Used> {
        let mut used = Used::alone_within(change, project)?;
        for (_, part) in sub::below_in(change, project)? {
            used = used.with(Used::alone_within(change, part)?);
        }
        Ok(used)
    }

    fn alone_within(change: &mut Change<'_, '_>, project: Id<Project>) -> Result<Used> {
        let key = || Key::new().id(project);
        let mut all = change.unscoped("a budget is used by everybody's time and expenses");
        Ok(Used {
            minutes: all.tally::<TimeEntry>(PROJECT_MINUTES, key())?,
            price: all.tally::<TimeEntry>(PROJECT_PRICE, key())?,
            cost: all.tally::<TimeEntry>(PROJECT_COST, key())?,
            expenses_price: all.tally::<Expense>(PROJECT_EXPENSES_PRICE, key())?,
            expenses_cost: all.tally::<Expense>(PROJECT_EXPENSES, key())?,
        })
    }

    /// Of a task with its subtasks: expenses are a project's.
    pub fn of_task(visit: &Visit, task: Id<Task>) -> Result<Used> {
        let key = || Key::new().id(task);
        Ok(Used {
            minutes: visit.tally::<TimeEntry>(TASK_MINUTES, key())?,
            price: visit.tally::<TimeEntry>(TASK_PRICE, key())?,
            cost: visit.tally::<TimeEntry>(TASK_COST, key())?,
            ..Used::default()
        })
    }

    /// The same as a deed has left it so far.
    pub fn task_within(change: &mut Change<'_, '_>, task: Id<Task>) -> Result<Used> {
        let key = || Key::new().id(task);
        let mut all = change.unscoped("the budget of a task is used by everybody's time");
        Ok(Used {
            minutes: all.tally::<TimeEntry>(TASK_MINUTES, key())?,
            price: all.tally::<TimeEntry>(TASK_PRICE, key())?,
            cost: all.tally::<TimeEntry>(TASK_COST, key())?,
            ..Used::default()
        })
    }

    /// What the time and the expenses that are billed come to.
    pub fn price(&self) -> Money {
        Money(in_money(self.price).0 + self.expenses_price)
    }

    /// What time and expenses cost.
    pub fn cost(&self) -> Money {
        Money(in_money(self.cost).0 + self.expenses_cost)
    }

    /// What of the budget of money is used.
    pub fn money(&self, project: &Project) -> Money {
        self.by(project.budget_by)
    }

    /// What it comes to by one of the measures.
    pub fn by(&self, measure: BudgetBy) -> Money {
        match measure {
            BudgetBy::Cost => self.cost(),
            BudgetBy::Price | BudgetBy::Unknown => self.price(),
        }
    }

    /// As it was before this was added.
    pub(super) fn before(self, adds: Adds) -> Used {
        Used {
            minutes: self.minutes.saturating_sub(adds.minutes),
            price: self.price.saturating_sub(adds.price),
            cost: self.cost.saturating_sub(adds.cost),
            ..self
        }
    }

    /// Both together.
    fn with(self, other: Used) -> Used {
        Used {
            minutes: self.minutes.saturating_add(other.minutes),
            price: self.price.saturating_add(other.price),
            cost: self.cost.saturating_add(other.cost),
            expenses_price: self.expenses_price.saturating_add(other.expenses_price),
            expenses_cost: self.expenses_cost.saturating_add(other.expenses_cost),
        }
    }

    /// With what is to be added.
    pub(super) fn and(self, adds: Adds) -> Used {
        Used {
            minutes: self.minutes.saturating_add(adds.minutes),
            price: self.price.saturating_add(adds.price),
            cost: self.cost.saturating_add(adds.cost),
            ..self
        }
    }
}

/// What a piece of work adds to its project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adds {
    pub(super) minutes: i64,
    pub(super) price: i64,
    pub(super) cost: i64,
}

impl Adds {
    pub fn of(entry: &TimeEntry) -> Adds {
        Adds {
            minutes: i64::from(entry.minutes),
            price: entry.price(),
            cost: entry.cost(),
        }
    }

    /// With what another piece adds.
    pub fn and(self, other: Adds) -> Adds {
        Adds {
            minutes: self.minutes.saturating_add(other.minutes),
            price: self.price.saturating_add(other.price),
            cost: self.cost.saturating_add(other.cost),
        }
    }

    /// What of it is more than was there.
    pub fn beyond(self, before: Adds) -> Adds {
        Adds {
            minutes: (self.minutes - before.minutes).max(0),
            price: (self.price - before.price).max(0),
            cost: (self.cost - before.cost).max(0),
        }
    }
}
