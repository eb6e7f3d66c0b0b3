//! What whoever decides finds out first, where the kind of thing asks for that: whether it can be done, what could go wrong,
//! what it costs, when and by whom.

use serde::{Deserialize, Serialize};

use super::Approval;
use crate::{
    base::{Day, Error, Id, Money, Result, in_order},
    choices,
    features::people::User,
    ui::badge::Tone,
};

choices! {
    pub enum Feasibility {
        Open: "open", "Not answered yet";
        Feasible: "feasible", "Feasible";
        WithConditions: "with_conditions", "Feasible with conditions";
        NotFeasible: "not_feasible", "Not feasible";
    }
}

choices! {
    pub enum Level {
        Medium: "medium", "Medium";
        Low: "low", "Low";
        High: "high", "High";
    }
}

impl Level {
    pub fn tone(self) -> Tone {
        match self {
            Level::High => Tone::Danger,
            Level::Medium => Tone::Warning,
            Level::Low | Level::Unknown => Tone::Stone,
        }
    }
}

/// What could go wrong, and what is done about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    pub risk: String,
    #[serde(default)]
    pub mitigation: String,
    #[serde(default)]
    pub level: Level,
}

fn put<T>(held: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *held = given;
    }
}

/// What a manager found out; None leaves what is there, and None within takes it away.
#[derive(Debug, Clone, Default)]
pub struct Assessment {
    pub feasibility: Option<Feasibility>,
    pub feasibility_note: Option<String>,
    pub risks: Option<Vec<Risk>>,
    pub cost: Option<Money>,
    pub budget_minutes: Option<u32>,
    pub start: Option<Option<Day>>,
    pub finish: Option<Option<Day>>,
    pub playbook: Option<String>,
    pub team_lead: Option<Option<Id<User>>>,
    pub conditions: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::{
        super::{Verdict, Vote},
        *,
    };

    #[test]
    fn what_somebody_said_yes_to_stays_as_it_is() {
        let hours = |minutes| Assessment {
            budget_minutes: Some(minutes),
            conditions: Some("Start as agreed".into()),
            ..Assessment::default()
        };
        let mut approval = Approval::default();
        approval.assess(hours(60)).unwrap();
        approval.votes.push(Vote {
            by: Id::new(4),
            verdict: Verdict::Approve,
            ..Vote::default()
        });
        approval.clone().assess(hours(60)).unwrap();
        let why = approval.assess(hours(300)).unwrap_err().to_string();
        assert!(why.contains("said yes"), "{why}");
    }
}
