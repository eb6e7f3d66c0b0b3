//! An approval: what is asked of whom, what they found out, and what they decided. The rules are pure; who has to say yes,
//! and in which order, is `round`'s.

use serde::{Deserialize, Serialize};

use super::{
    ApprovalRule,
    actions::VIEW,
    assessment::{Feasibility, Risk},
    evidence::{Fact, Proposed},
    round::{self, Outcome, Step, Verdict, Vote},
};
use crate::{
    access::{Hands, Others, Placement},
    base::{Choice, Day, Error, Id, Moment, Money, Result},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PlainTally, Ref, Tally, record},
    features::{
        people::{Department, User},
        settings::Category,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Status {
        Waiting: "waiting", "Waiting";
        Approved: "approved", "Approved";
        Returned: "returned", "Returned";
        Rejected: "rejected", "Rejected";
        Withdrawn: "withdrawn", "Withdrawn";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Waiting => Tone::Murex,
            Status::Approved => Tone::Success,
            Status::Returned => Tone::Warning,
            Status::Rejected => Tone::Danger,
            Status::Withdrawn | Status::Unknown => Tone::Stone,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub reason: String,
    /// Which of the house's reasons it is, in the words that the list had then.
    #[serde(default)]
    pub why: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Approval {
    #[serde(skip)]
    pub id: Id<Approval>,
    #[serde(skip)]
    pub version: u64,
    /// The key of what kind of thing is asked (`Approvable`).
    pub kind: String,
    /// What it is asked about; those of tickets that were asked before there were other kinds say it with the ticket alone.
    #[serde(default)]
    pub subject: Option<Ref>,
    /// Raw ids, for they lie in rooms below.
    #[serde(default)]
    pub ticket: Option<u64>,
    #[serde(default)]
    pub client: u64,
    pub title: String,
    #[serde(default)]
    pub category: Category,
    pub requested_by: Id<User>,
    /// What the requester wanted the manager to know.
    #[serde(default)]
    pub note: String,
    /// Who is asked to decide, the first of them where there are several.
    pub manager: Id<User>,
    /// Who answers for what it is about, where that is somebody.
    #[serde(default)]
    pub owner: Option<Id<User>>,
    /// The department that would do the work.
    pub department: Id<Department>,
    /// All departments that may see it: that one and those the subject lies in.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    pub status: Status,
    /// Who has to say yes, one step after another; none where the manager alone is asked.
    #[serde(default)]
    pub steps: Vec<Step>,
    #[serde(default)]
    pub votes: Vec<Vote>,
    /// The rule that says so; none where it is as Atrium was shipped.
    #[serde(default)]
    pub rule: Option<Id<ApprovalRule>>,
    /// Whether that rule lets somebody decide on what they asked for themselves.
    #[serde(default)]
    pub by_asker: bool,
    /// What becomes another with the approval.
    #[serde(default)]
    pub proposed: Vec<Proposed>,
    /// How things stood when it was asked, and when it was decided.
    #[serde(default)]
    pub evidence: Vec<Fact>,
    #[serde(default)]
    pub decided_on: Vec<Fact>,
    /// The one that came back and is asked again here, with what is another since.
    #[serde(default)]
    pub again_of: Option<Id<Approval>>,
    #[serde(default)]
    pub since: Vec<Proposed>,
    /// Working time within which its rule wants it decided; else the policies of the house say it.
    #[serde(default)]
    pub promised_minutes: Option<i64>,
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
    /// What is taken off a price, in hundredths of a percent.
    #[serde(default)]
    pub share: i64,
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
/// By each who is asked now; once it is decided, by who was asked at last.
pub const BY_MANAGER: Index = Index::scoped(2);
pub const BY_TICKET: Index = Index::plain(3);
/// By what it is asked about, the newest first.
pub const BY_SUBJECT: Index = Index::plain(4);

/// What lists of approvals are filtered by.
pub mod facet {
    use super::{BY_MANAGER, Facet, Key};
    use crate::base::Choice;

    /// Each who is asked now.
    pub const MANAGER: Facet = Facet::by(1, BY_MANAGER);
    pub const STATUS: Facet = Facet::carried(2);
    pub const KIND: Facet = Facet::carried(3);
    pub const CATEGORY: Facet = Facet::carried(4);

    /// The value of a choice.
    pub fn word(choice: impl Choice) -> Key {
        Key::new().text(choice.key())
    }
}

/// How many wait for somebody.
pub const WAITING: PlainTally = Tally::plain(1);

/// The key of `BY_SUBJECT`.
pub fn subject_key(of: Ref) -> Key {
    Key::new().byte(of.kind).number(of.id)
}

impl Approval {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut people: Vec<Id<User>> = vec![self.requested_by, self.manager];
        people.extend(self.steps.iter().flat_map(|step| &step.people));
        people.sort_unstable();
        people.dedup();
        Placement::people(people)
            .chain(Placement::departments([&self.department]))
            .chain(Placement::departments(&self.departments))
            .collect()
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
        for person in self.asked_now() {
            to.index(
                BY_MANAGER,
                Key::new().id(person).byte(settled).signed(when.0),
            );
            to.facet(facet::MANAGER, Key::new().id(person));
            if waiting {
                to.tally(WAITING, Key::new().id(person), 1);
            }
        }
        to.facet(facet::STATUS, facet::word(self.status));
        to.facet(facet::KIND, Key::new().text(&self.kind));
        to.facet(facet::CATEGORY, facet::word(self.category));
        if let Some(ticket) = self.ticket {
            // Newest first, as the ticket's page shows them.
            to.index(
                BY_TICKET,
                Key::new().number(ticket).signed(-self.asked_at.0),
            );
        }
        if let Some(subject) = self.subject {
            to.index(BY_SUBJECT, subject_key(subject).signed(-self.asked_at.0));
        }
        to.words(&self.title);
    }

    /// Whoever is asked now decides, the department that would do the work, and whoever approves everything. Support and
    /// sales lie in its reach to see it, so the reach alone would let their managers decide as well. Whose word counts in
    /// a step is held when it is given (`standing`).
    fn hands(&self) -> Option<Hands> {
        Some(Hands {
            people: self.asked_now().into_iter().map(Id::raw).collect(),
            with_lead: false,
            free: false,
            others: Others::OfDepartment(self.department.raw(), super::actions::APPROVE),
            refusal: "This waits for {hand} or the department that would do the work. Ask them.",
        })
    }

    /// The step that is under way; None once all is decided, and where the manager alone is asked.
    pub fn step_now(&self) -> Option<&Step> {
        let at = round::current(&self.steps, &self.votes);
        self.steps.get(at).filter(|_| self.is_waiting())
    }

    /// Whose word is waited for: those of the step that is under way who haven't given theirs. The last one's once all is
    /// decided.
    pub fn asked_now(&self) -> Vec<Id<User>> {
        let at = round::current(&self.steps, &self.votes);
        let Some(step) = self.steps.get(at).or(self.steps.last()) else {
            return vec![self.manager];
        };
        let given = |person: &Id<User>| {
            let mut votes = self.votes.iter();
            self.is_waiting()
                && votes.any(|vote| vote.step == at as u32 && vote.speaks_for(*person))
        };
        let asked = step.people.iter().copied();
        let asked: Vec<Id<User>> = asked.filter(|person| !given(person)).collect();
        match asked.is_empty() {
            true => vec![self.manager],
            false => asked,
        }
    }

    /// Somebody's word. What follows from it is done by whoever asked for it, with the last yes.
    pub fn vote(&mut self, vote: Vote, reason: (&str, &str)) -> Result<Outcome> {
        self.must_wait()?;
        let (by, at, verdict) = (vote.by, vote.at, vote.verdict);
        let outcome = match self.steps.is_empty() {
            true => verdict.alone(),
            false => round::vote(&self.steps, &mut self.votes, vote)?,
        };
        let status = match outcome {
            Outcome::Waits | Outcome::NextStep => {
                if let Some(first) = self.asked_now().first() {
                    self.manager = *first;
                }
                return Ok(outcome);
            }
            Outcome::Approved => Status::Approved,
            Outcome::Returned => Status::Returned,
            Outcome::Rejected => Status::Rejected,
        };
        self.decide(status, by, reason, at);
        Ok(outcome)
    }

    /// Answered at a door of its own, by whoever may go through that: not where several have to say yes.
    pub fn settle(&mut self, vote: Vote) -> Result<()> {
        self.must_wait()?;
        let several = self.steps.len() > 1 || self.steps.iter().any(|step| step.need > 1);
        if several && vote.verdict == Verdict::Approve {
            return Err(Error::conflict(format!(
                "Several have to say yes to this. {} collects their answers.",
                self.id
            )));
        }
        let status = match vote.verdict {
            Verdict::Approve => Status::Approved,
            Verdict::Reject => Status::Rejected,
            Verdict::Return | Verdict::Unknown => Status::Returned,
        };
        let (by, at, note) = (vote.by, vote.at, vote.note.clone());
        self.votes.push(vote);
        self.decide(status, by, (&note, ""), at);
        Ok(())
    }

    /// Whoever asked needs no answer any more.
    pub fn withdraw(&mut self, by: Id<User>, reason: &str, at: Moment) -> Result<()> {
        self.must_wait()?;
        self.decide(Status::Withdrawn, by, (reason, ""), at);
        Ok(())
    }

    pub fn is_waiting(&self) -> bool {
        self.status == Status::Waiting
    }

    pub fn must_wait(&self) -> Result<()> {
        if self.is_waiting() {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "This approval is {} already. Its history says by whom and why.",
            self.status.label().to_lowercase()
        )))
    }

    fn decide(&mut self, status: Status, by: Id<User>, (reason, why): (&str, &str), at: Moment) {
        self.status = status;
        self.decision = Some(Decision {
            by,
            at,
            reason: reason.to_owned(),
            why: why.to_owned(),
        });
    }
}

record!(Approval, Kind::new(28, "approvals", "AP").starting_at(101).filing(4), view: VIEW, hands: Approval::hands);

#[cfg(test)]
mod tests;
