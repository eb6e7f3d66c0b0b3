//! Budgets of a project, in hours and in money: what is used of them, and whether there is room for more. What is used of
//! the money follows from time at its frozen rates and from expenses that were approved, either as they are billed or as
//! they cost. `used` has what is used, `room` holds work against it.

mod room;
mod used;

use super::{Project, actions::VIEW_COSTS};
use crate::{
    base::{Id, Money, Result, money::divide_rounded},
    choices,
    data::Visit,
    features::people::User,
    ui::badge::Tone,
};
pub use room::{Beyond, Left, beyond, left_of, must_have_room, must_have_room_for, tell_beyond};
pub use used::{Adds, Used};

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

/// Whether somebody is shown what of the budget of money is used: what work costs is told to few, each of them over what
/// lies where they may know it.
pub fn may_see_money(visit: &Visit, project: &Project) -> Result<bool> {
    let costs = project.budget_by != BudgetBy::Cost || visit.may(&VIEW_COSTS, project);
    Ok(costs && visit.reads_key("budget_money", project)?)
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
