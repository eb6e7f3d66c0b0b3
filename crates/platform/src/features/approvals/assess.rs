//! Writing down what a manager found out.

use super::{approval::Approval, assessment::Assessment};
use crate::base::{Error, Result, in_order};

pub fn put<T>(held: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *held = given;
    }
}

impl Approval {
    /// Whether a yes that was said to it before is said to what it is now.
    fn is_still(&self, before: &Approval) -> bool {
        self.cost == before.cost
            && self.budget_minutes == before.budget_minutes
            && (self.start, self.finish) == (before.start, before.finish)
            && self.playbook == before.playbook
            && self.team_lead == before.team_lead
    }

    /// Writes down what the manager found out. What is None stays as it is.
    ///
    /// # Errors
    /// When the days are out of order, and when somebody has said yes to something else already.
    pub fn assess(&mut self, found: Assessment) -> Result<()> {
        self.must_wait()?;
        let before = self.clone();
        put(&mut self.feasibility, found.feasibility);
        put(&mut self.feasibility_note, found.feasibility_note);
        put(&mut self.risks, found.risks);
        put(&mut self.cost, found.cost);
        put(&mut self.budget_minutes, found.budget_minutes);
        put(&mut self.playbook, found.playbook);
        put(&mut self.conditions, found.conditions);
        put(&mut self.start, found.start);
        put(&mut self.finish, found.finish);
        put(&mut self.team_lead, found.team_lead);
        if !self.votes.is_empty() && !self.is_still(&before) {
            return Err(Error::conflict(
                "Somebody has said yes to this as it is. Return it, and it is asked again with what is another.",
            ));
        }
        in_order::FINISH
            .at("promised")
            .hold(self.start, self.finish)
    }

    /// What stays with the house, in percent of the value.
    pub fn margin(&self) -> Option<i64> {
        (self.value.0 > 0 && self.cost.0 > 0)
            .then(|| (self.value.0 - self.cost.0) * 100 / self.value.0)
    }
}
