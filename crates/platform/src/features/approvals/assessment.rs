//! What whoever decides finds out first, where the kind of thing asks for that: whether it can be done, what could go wrong,
//! what it costs, when and by whom.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Day, Id, Money},
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

#[cfg(test)]
mod tests {
    use super::{
        super::Approval,
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
