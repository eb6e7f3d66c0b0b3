//! Budgets of a project, in hours and in money: what is used of them, and whether there is room for more. What is used of
//! the money follows from time at its frozen rates and from expenses that were approved, either as they are billed or as
//! they cost.

use super::{
    Expense, PROJECT_COST, PROJECT_EXPENSES, PROJECT_EXPENSES_PRICE, PROJECT_PRICE, Project, Task,
    TimeEntry, VIEW_COSTS,
    entry::{self, PROJECT_MINUTES, TASK_MINUTES},
    notices, sub,
};
use crate::{
    base::{Error, Id, Money, Result, money::divide_rounded, time},
    choices,
    data::{Change, Key, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
    ui::badge::Tone,
};

choices! {
    /// What the budget of money is held against.
    pub enum BudgetBy {
        Price: "price", "What the work is billed at";
        Cost: "cost", "What the work costs";
    }
}

choices! {
    /// What becomes of time that goes beyond a budget.
    pub enum AtFull {
        Warn: "warn", "Only warn";
        Ask: "ask", "Ask for a reason";
        Stop: "stop", "Stop logging time";
    }
}

/// At how many percent whoever leads the project is warned.
pub const WARNS: [u8; 2] = [80, 100];

/// Minutes times minor units an hour, as money: rounded once.
pub fn in_money(minute_rates: i64) -> Money {
    Money(divide_rounded(i128::from(minute_rates), 60))
}

/// The highest threshold that is reached; 0 below all of them, and without a budget.
pub fn reached(used: i64, budget: i64) -> u8 {
    let share = |percent: u8| i128::from(budget) * i128::from(percent);
    let reached = |percent: &&u8| budget > 0 && i128::from(used) * 100 >= share(**percent);
    WARNS.iter().rev().find(reached).copied().unwrap_or(0)
}

/// How much of it that is, in colour.
pub fn tone(used: i64, budget: i64) -> Tone {
    match reached(used, budget) {
        100.. => Tone::Danger,
        80.. => Tone::Warning,
        _ => Tone::Stone,
    }
}

/// What of a project's budgets is used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    pub minutes: i64,
    /// Minutes times minor units an hour.
    price: i64,
    cost: i64,
    /// Minor units.
    expenses_price: i64,
    expenses_cost: i64,
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
        match project.budget_by {
            BudgetBy::Cost => self.cost(),
            BudgetBy::Price | BudgetBy::Unknown => self.price(),
        }
    }

    /// As it was before this was added.
    fn before(self, adds: Adds) -> Used {
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
    fn and(self, adds: Adds) -> Used {
        Used {
            minutes: self.minutes.saturating_add(adds.minutes),
            price: self.price.saturating_add(adds.price),
            cost: self.cost.saturating_add(adds.cost),
            ..self
        }
    }
}

/// Whether somebody is shown what of the budget of money is used: what work costs is told to few, each of them over what
/// lies where they may know it.
pub fn may_see_money(visit: &Visit, project: &Project) -> Result<bool> {
    let costs = project.budget_by != BudgetBy::Cost || visit.may(&VIEW_COSTS, project);
    Ok(costs && visit.reads_key("budget_money", project)?)
}

/// What a piece of work adds to its project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Adds {
    minutes: i64,
    price: i64,
    cost: i64,
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

/// Why there is no room for this; None where there is. What adds nothing to a budget isn't held against it.
fn full(project: &Project, used: Used, adds: Adds) -> Option<String> {
    let after = used.and(adds);
    let budget = i64::from(project.budget_minutes);
    if budget > 0 && after.minutes > used.minutes && after.minutes > budget {
        return Some(format!(
            "The budget of {} is {} h, {} h of it are logged, and this is {} h.",
            project.title,
            time::hours(budget),
            time::hours(used.minutes),
            time::hours(adds.minutes)
        ));
    }
    let (before, after) = (used.money(project), after.money(project));
    let spent = project.budget_money > Money::ZERO && after > project.budget_money;
    (spent && after > before).then(|| {
        // How much it is in money is told to few.
        format!("The budget of money of {} is used up.", project.title)
    })
}

/// Holds more work against the budgets of its project and of those above it, each as that says: `at` is the field beside which a refusal
/// stands, `why_at` the one that takes the reason. Tells whether it goes beyond them, with the reason that was given.
///
/// # Errors
/// Beside those fields, with whom to ask.
pub fn must_have_room(
    change: &mut Change<'_, '_>,
    project: &Project,
    adds: Adds,
    (at, why_at): (&str, &str),
    reason: &str,
) -> Result<bool> {
    let mut beyond = room_in(change, project, adds, (at, why_at), reason)?;
    for above in sub::above_in(change, project)? {
        beyond |= room_in(change, &above, adds, (at, why_at), reason)?;
    }
    Ok(beyond)
}

fn room_in(
    change: &mut Change<'_, '_>,
    project: &Project,
    adds: Adds,
    (at, why_at): (&str, &str),
    reason: &str,
) -> Result<bool> {
    if !matches!(project.at_full, AtFull::Ask | AtFull::Stop) {
        return Ok(false);
    }
    let used = Used::within(change, project.id)?;
    let Some(why) = full(project, used, adds) else {
        return Ok(false);
    };
    goes_beyond(change, project, &why, (at, why_at), reason)
}

/// What becomes of work that goes beyond a budget: it is refused, or its reason is asked for and told.
fn goes_beyond(
    change: &mut Change<'_, '_>,
    project: &Project,
    why: &str,
    (at, why_at): (&str, &str),
    reason: &str,
) -> Result<bool> {
    let manager = Directory::person_in(change, project.manager)?;
    let whom = manager.map_or_else(|| "whoever manages it".to_owned(), |manager| manager.name);
    if project.at_full == AtFull::Stop {
        return Err(Error::field(at, format!("{why} Ask {whom} for more.")));
    }
    if reason.is_empty() {
        return Err(Error::field(
            why_at,
            format!("{why} Say why it goes on all the same, or ask {whom}."),
        ));
    }
    let text = format!("Time beyond the budget of {}: {reason}", project.title);
    for person in keepers(project) {
        inbox::notify(
            change,
            person,
            &notices::BUDGET,
            project.as_ref(),
            text.as_str(),
        )?;
    }
    Ok(true)
}

/// Held at the end of an Undo that brought work back, which is now part of what is used: where its project's budgets stop,
/// it doesn't go beyond them either.
///
/// # Errors
/// A conflict, with whom to ask.
pub(super) fn must_still_have_room(
    change: &mut Change<'_, '_>,
    project: &Project,
    adds: Adds,
) -> Result<()> {
    if project.at_full != AtFull::Stop {
        return Ok(());
    }
    let used = Used::within(change, project.id)?;
    match full(project, used.before(adds), adds) {
        None => Ok(()),
        Some(why) => Err(Error::conflict(format!(
            "{why} So this isn't brought back. Ask whoever manages the project for more."
        ))),
    }
}

/// Holds more time against the budgets of its task and of the task above, which are as strict as their project's.
///
/// # Errors
/// As `must_have_room`.
pub fn task_must_have_room(
    change: &mut Change<'_, '_>,
    project: &Project,
    entry: &TimeEntry,
    adds: Adds,
    fields: (&str, &str),
    reason: &str,
) -> Result<bool> {
    let mut beyond = false;
    if !matches!(project.at_full, AtFull::Ask | AtFull::Stop) || adds.minutes <= 0 {
        return Ok(beyond);
    }
    for id in [Some(entry.task), entry.parent].into_iter().flatten() {
        let mut all = change.unscoped("the budget of a task is used by everybody's time");
        let task = all.find::<Task>(id)?.filter(|task| task.budget_minutes > 0);
        let Some(task) = task else { continue };
        let used = all.tally::<TimeEntry>(TASK_MINUTES, Key::new().id(id))?;
        let budget = i64::from(task.budget_minutes);
        if used.saturating_add(adds.minutes) <= budget {
            continue;
        }
        let why = format!(
            "The budget of {} is {} h, {} h of it are logged, and this is {} h.",
            task.title,
            time::hours(budget),
            time::hours(used),
            time::hours(adds.minutes)
        );
        beyond |= goes_beyond(change, project, &why, fields, reason)?;
    }
    Ok(beyond)
}

/// Who hears of its budgets.
pub fn keepers(project: &Project) -> Vec<Id<User>> {
    let mut people = vec![project.manager, project.team_lead];
    people.retain(|id| !id.is_none());
    people.dedup();
    people
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn project() -> Project {
        Project {
            title: "Website".into(),
            budget_minutes: 600,
            budget_money: Money(100_000),
            ..Project::default()
        }
    }

    #[test]
    fn there_is_room_up_to_the_budget_and_not_a_minute_more() {
        let used = Used {
            minutes: 540,
            ..Used::default()
        };
        let of = |minutes| Adds {
            minutes,
            ..Adds::default()
        };
        assert_eq!(full(&project(), used, of(60)), None);
        let why = full(&project(), used, of(61)).unwrap();
        assert!(why.contains("is 10 h, 9 h of it are logged"), "{why}");
        // What is beyond it already, and adds nothing, stays as it is.
        let beyond = Used {
            minutes: 700,
            ..Used::default()
        };
        assert_eq!(full(&project(), beyond, of(0)), None);
        let less = of(30).beyond(of(90));
        assert_eq!(full(&project(), beyond, less), None);
    }

    #[test]
    fn what_is_brought_back_is_held_against_what_was_there_without_it() {
        let minutes = |minutes| Adds {
            minutes,
            ..Adds::default()
        };
        let used = Used {
            minutes: 601,
            ..Used::default()
        };
        let both = minutes(1).and(minutes(30));
        assert!(full(&project(), used.before(both), both).is_some());
        let fits = Used {
            minutes: 600,
            ..used
        };
        assert_eq!(full(&project(), fits.before(both), both), None);
    }

    #[test]
    fn money_counts_as_the_project_says() {
        let used = Used {
            price: 60 * 99_000,
            cost: 60 * 20_000,
            expenses_price: 1_000,
            expenses_cost: 900,
            ..Used::default()
        };
        let dear = Adds {
            price: 60,
            cost: 30,
            ..Adds::default()
        };
        assert_eq!(used.price(), Money(100_000));
        assert!(full(&project(), used, dear).is_some());
        let by_cost = Project {
            budget_by: BudgetBy::Cost,
            ..project()
        };
        assert_eq!(used.money(&by_cost), Money(20_900));
        assert_eq!(full(&by_cost, used, dear), None);
    }

    proptest! {
        #[test]
        fn a_threshold_is_reached_as_fractions_say(used in 0_i64..3_000, budget in 0_i64..2_000) {
            let by_hand = match () {
                _ if budget == 0 => 0,
                _ if used >= budget => 100,
                _ if used * 5 >= budget * 4 => 80,
                _ => 0,
            };
            prop_assert_eq!(reached(used, budget), by_hand);
        }
    }
}
