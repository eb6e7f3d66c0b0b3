//! An approval: what a department manager is asked, what they found out, and what they decided. The rules are pure.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::{Hands, Others, Placement},
    base::{Choice, Day, Error, Id, Moment, Money, Problems, Result},
    choices,
    data::{BY_NUMBER, Declares, Index, Key, Kind, PlainTally, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::Category,
        tickets::Ticket,
    },
    ui::badge::Tone,
};

choices! {
    /// What is to be decided. Projects have their rooms today; the others share the form of it.
    pub enum Matter {
        Project: "project", "Project";
        Budget: "budget", "Budget change";
        Scope: "scope", "Scope change";
        Subtask: "subtask", "Subtask request";
        Deadline: "deadline", "Deadline change";
    }
}

choices! {
    pub enum Status {
        Waiting: "waiting", "Waiting";
        Approved: "approved", "Approved";
        Returned: "returned", "Returned";
        Rejected: "rejected", "Rejected";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Waiting => Tone::Murex,
            Status::Approved => Tone::Success,
            Status::Returned => Tone::Warning,
            Status::Rejected => Tone::Danger,
            Status::Unknown => Tone::Stone,
        }
    }
}

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

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Approval {
    #[serde(skip)]
    pub id: Id<Approval>,
    #[serde(skip)]
    pub version: u64,
    pub kind: Matter,
    #[serde(default)]
    pub ticket: Option<Id<Ticket>>,
    pub client: Id<Client>,
    pub title: String,
    pub category: Category,
    pub requested_by: Id<User>,
    /// What the requester wanted the manager to know.
    #[serde(default)]
    pub note: String,
    /// Who is asked to decide.
    pub manager: Id<User>,
    /// The department that would do the work.
    pub department: Id<Department>,
    /// All departments that may see it: that one and those the ticket lies in.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    pub status: Status,
    #[serde(default)]
    pub feasibility: Feasibility,
    #[serde(default)]
    pub feasibility_note: String,
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// What the work costs the house, and what the client pays for it.
    #[serde(default)]
    pub cost: Money,
    #[serde(default)]
    pub value: Money,
    #[serde(default)]
    pub budget_minutes: u32,
    #[serde(default)]
    pub start: Option<Day>,
    #[serde(default)]
    pub finish: Option<Day>,
    #[serde(default)]
    pub playbook: String,
    #[serde(default)]
    pub team_lead: Option<Id<User>>,
    #[serde(default)]
    pub conditions: String,
    #[serde(default)]
    pub decision: Option<Decision>,
    /// Raw id of the project it became.
    #[serde(default)]
    pub project: Option<u64>,
    pub asked_at: Moment,
    pub due: Moment,
}

/// Waiting ones by when they are due, decided ones by when they were decided.
pub const BY_STATUS: Index = Index::scoped(1);
pub const BY_MANAGER: Index = Index::scoped(2);
pub const BY_TICKET: Index = Index::plain(3);
/// How many wait for a manager.
pub const WAITING: PlainTally = Tally::plain(1);

impl Approval {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![
            Placement::Person(self.requested_by.raw()),
            Placement::Person(self.manager.raw()),
            Placement::Department(self.department.raw()),
        ];
        places.extend(Placement::departments(&self.departments));
        places
    }

    fn declare(&self, to: &mut Declares) {
        let waiting = self.is_waiting();
        to.index(BY_NUMBER, Key::new());
        let settled = u8::from(!waiting);
        let when = self
            .decision
            .as_ref()
            .map_or(self.due, |decision| decision.at);
        to.index(BY_STATUS, Key::new().byte(settled).signed(when.0));
        to.index(
            BY_MANAGER,
            Key::new().id(self.manager).byte(settled).signed(when.0),
        );
        if let Some(ticket) = self.ticket {
            // Newest first, as the ticket's page shows them.
            to.index(BY_TICKET, Key::new().id(ticket).signed(-self.asked_at.0));
        }
        if waiting {
            to.tally(WAITING, Key::new().id(self.manager), 1);
        }
        to.words(&self.title);
    }

    /// The manager asked decides, the department that would do the work, and whoever approves everything. Support and
    /// sales lie in its reach to see it, so the reach alone would let their managers decide as well.
    fn hands(&self) -> Option<Hands> {
        Some(Hands {
            people: vec![self.manager.raw()],
            with_lead: false,
            free: false,
            others: Others::OfDepartment(self.department.raw(), super::APPROVE),
            refusal: "This waits for {hand} or the department that would do the work. Ask them.",
        })
    }

    pub fn is_waiting(&self) -> bool {
        self.status == Status::Waiting
    }

    fn must_wait(&self) -> Result<()> {
        if self.is_waiting() {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "This approval is {} already. Its history says by whom and why.",
            self.status.label().to_lowercase()
        )))
    }

    /// What must be answered before it can be approved, each with whether it is.
    pub fn gate(&self, today: Day) -> Vec<(&'static str, bool)> {
        let dates = matches!((self.start, self.finish), (Some(start), Some(finish)) if start >= today && start <= finish);
        let feasible = match self.feasibility {
            Feasibility::Feasible => true,
            Feasibility::WithConditions => !self.conditions.is_empty(),
            _ => false,
        };
        vec![
            (
                if self.feasibility == Feasibility::WithConditions {
                    "The conditions are written down"
                } else {
                    "It is feasible"
                },
                feasible,
            ),
            ("A budget of hours is set", self.budget_minutes > 0),
            (
                "It starts today or later and finishes after it starts",
                dates,
            ),
            ("A playbook is chosen", !self.playbook.is_empty()),
            ("A team lead is chosen", self.team_lead.is_some()),
        ]
    }

    pub fn missing(&self, today: Day) -> Vec<&'static str> {
        self.gate(today)
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(what, _)| what)
            .collect()
    }

    /// Every answer that is still missing, each at the field that gives it.
    fn must_be_answered(&self, today: Day) -> Result<()> {
        let mut problems = Problems::default();
        match self.feasibility {
            Feasibility::Feasible => {}
            Feasibility::WithConditions if !self.conditions.is_empty() => {}
            Feasibility::WithConditions => {
                problems.add("conditions", "Write down what it depends on.");
            }
            Feasibility::NotFeasible => problems.add(
                "feasibility",
                "It was found not feasible. Return it or reject it, or change the answer.",
            ),
            _ => problems.add("feasibility", "Say whether it is feasible."),
        }
        if self.budget_minutes == 0 {
            problems.add("budget_minutes", "Set a budget of hours.");
        }
        match (self.start, self.finish) {
            (Some(start), _) if start < today => {
                problems.add("start", "This day is over. Choose today or a later one.");
            }
            (Some(_), Some(_)) => {}
            (None, _) => problems.add("start", "Say when it starts."),
            (_, None) => problems.add("promised", "Say what is promised to the client."),
        }
        if self.playbook.is_empty() {
            problems.add("playbook", "Choose the playbook that makes the plan.");
        }
        if self.team_lead.is_none() {
            problems.add("team_lead", "Choose a team lead.");
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Error::Invalid(problems)),
        }
    }

    /// Writes down what the manager found out. What is None stays as it is.
    pub fn assess(&mut self, found: Assessment) -> Result<()> {
        self.must_wait()?;
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
        if let (Some(start), Some(finish)) = (self.start, self.finish)
            && finish < start
        {
            return Err(Error::field(
                "promised",
                "The finish lies before the start. Choose a later day.",
            ));
        }
        Ok(())
    }

    fn decide(&mut self, status: Status, by: Id<User>, reason: &str, at: Moment) {
        self.status = status;
        self.decision = Some(Decision {
            by,
            at,
            reason: reason.to_owned(),
        });
    }

    pub fn approve(&mut self, by: Id<User>, at: Moment, today: Day) -> Result<()> {
        self.must_wait()?;
        self.must_be_answered(today)?;
        let conditions = self.conditions.clone();
        self.decide(Status::Approved, by, &conditions, at);
        Ok(())
    }

    /// Back to support, which mends what the reason names and asks again.
    pub fn hand_back(&mut self, by: Id<User>, reason: &str, at: Moment) -> Result<()> {
        self.must_wait()?;
        self.decide(Status::Returned, by, reason, at);
        Ok(())
    }

    pub fn reject(&mut self, by: Id<User>, reason: &str, at: Moment) -> Result<()> {
        self.must_wait()?;
        self.decide(Status::Rejected, by, reason, at);
        Ok(())
    }

    /// What stays with the house, in percent of the value.
    pub fn margin(&self) -> Option<i64> {
        (self.value.0 > 0 && self.cost.0 > 0)
            .then(|| (self.value.0 - self.cost.0) * 100 / self.value.0)
    }
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

record!(Approval, Kind::new(28, "approvals", "AP").starting_at(101).filing(2), view: VIEW, hands: Approval::hands);

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_000);

    fn assessed() -> Approval {
        let mut approval = Approval {
            value: Money(785_000),
            ..Approval::default()
        };
        approval
            .assess(Assessment {
                feasibility: Some(Feasibility::Feasible),
                cost: Some(Money(432_000)),
                budget_minutes: Some(6_600),
                start: Some(Some(TODAY + 1)),
                finish: Some(Some(TODAY + 14)),
                playbook: Some("web-wordpress".into()),
                team_lead: Some(Some(Id::new(4))),
                ..Assessment::default()
            })
            .unwrap();
        approval
    }

    #[test]
    fn nothing_unanswered_is_approved() {
        let mut approval = Approval::default();
        let why = approval
            .approve(Id::new(1), Moment(1), TODAY)
            .unwrap_err()
            .to_string();
        assert!(
            why.contains("feasible") && why.contains("team lead"),
            "{why}"
        );
        let mut approval = assessed();
        approval.start = Some(TODAY + -1);
        assert!(
            approval.approve(Id::new(1), Moment(1), TODAY).is_err(),
            "starts in the past"
        );
        approval = assessed();
        approval.feasibility = Feasibility::WithConditions;
        assert_eq!(approval.missing(TODAY), ["The conditions are written down"]);
        approval.conditions = "Price the extra view first".into();
        approval.approve(Id::new(1), Moment(1), TODAY).unwrap();
        assert_eq!(
            approval.decision.unwrap().reason,
            "Price the extra view first"
        );
    }

    #[test]
    fn a_decision_stands() {
        let mut approval = assessed();
        approval.approve(Id::new(1), Moment(1), TODAY).unwrap();
        assert!(approval.hand_back(Id::new(1), "no", Moment(2)).is_err());
        assert!(approval.reject(Id::new(1), "no", Moment(2)).is_err());
        assert!(approval.assess(Assessment::default()).is_err());
        assert_eq!(approval.status, Status::Approved);
    }

    #[test]
    fn an_assessment_changes_only_what_it_names() {
        let mut approval = assessed();
        approval
            .assess(Assessment {
                budget_minutes: Some(60),
                ..Assessment::default()
            })
            .unwrap();
        assert_eq!(
            (approval.budget_minutes, approval.team_lead),
            (60, Some(Id::new(4)))
        );
        assert_eq!(approval.margin(), Some(44));
        let backwards = Assessment {
            finish: Some(Some(TODAY)),
            ..Assessment::default()
        };
        assert!(approval.assess(backwards).is_err());
    }
}
