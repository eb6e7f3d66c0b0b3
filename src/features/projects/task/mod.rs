//! A task or subtask. The record lives with its project, because a project's plan is made of tasks; the verbs, the
//! pages and the roll-up are the tasks feature's. `state` has how it stands, `rules` what may be done with it when.

mod part;
mod rules;
mod state;
use serde::{Deserialize, Serialize};

use super::{Milestone, Project, actions::VIEW_TASKS, ahead};
pub use crate::features::settings::Priority;
use crate::{
    access::{Hands, Others, Placement},
    base::{Day, Id, Moment, Money, Month, Whose},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PartOf, PlainTally, Tally, record},
    features::people::{Department, User},
};
pub use part::{Part, Rest};
pub use state::Status;

/// A line of a task's checklist.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub title: String,
    #[serde(default)]
    pub done: bool,
}

/// How often a reason was given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    pub reason: String,
    pub times: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Task {
    #[serde(skip)]
    pub id: Id<Task>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    pub milestone: Id<Milestone>,
    /// The task it is a subtask of.
    #[serde(default)]
    pub parent: Option<Id<Task>>,
    pub position: u32,
    pub title: String,
    #[serde(default)]
    pub detail: String,
    /// Whose skill it needs: web, seo, qa ...
    #[serde(default)]
    pub role: String,
    /// Whose work it is, by its role.
    pub department: Id<Department>,
    #[serde(default)]
    pub assignee: Option<Id<User>>,
    #[serde(default)]
    pub reviewer: Option<Id<User>>,
    /// Minutes.
    #[serde(default)]
    pub estimate: Option<u32>,
    /// Minutes that its time may come to, with that of its subtasks; 0 is no budget. Beyond it goes what its project says.
    #[serde(default)]
    pub budget_minutes: u32,
    /// What that time may come to in money, by the measure of its project; nothing is no budget.
    #[serde(default)]
    pub budget_money: Money,
    #[serde(default)]
    pub start: Option<Day>,
    #[serde(default)]
    pub due: Option<Day>,
    /// Working days that it is given at least, from its start to the day it is due.
    #[serde(default)]
    pub days: u32,
    /// Working days between what it comes after and its start.
    #[serde(default)]
    pub lag: u32,
    /// It doesn't start before this day.
    #[serde(default)]
    pub not_before: Option<Day>,
    /// Its start holds when dates are planned anew.
    #[serde(default)]
    pub pinned: bool,
    /// The days that it was planned for at first.
    #[serde(default)]
    pub base_start: Option<Day>,
    #[serde(default)]
    pub base_due: Option<Day>,
    pub priority: Priority,
    /// What people said of it; `state` is what it shows.
    pub status: Status,
    #[serde(default)]
    pub blocked: Option<String>,
    /// Asked for by a member and not yet approved: it doesn't count.
    #[serde(default)]
    pub requested: bool,
    /// Why it came back from review.
    #[serde(default)]
    pub returned: Option<String>,
    /// How often it came back.
    #[serde(default)]
    pub returns: u32,
    /// Why, by the house's list, and how often.
    #[serde(default)]
    pub returned_for: Vec<Counted>,
    #[serde(default)]
    pub review_needed: bool,
    /// Whose it was when it was handed in: they don't accept it, whoever has it by then.
    #[serde(default)]
    pub author: Option<Id<User>>,
    /// The checklist as it was gone through when it was accepted.
    #[serde(default)]
    pub reviewed: Vec<Item>,
    #[serde(default)]
    pub checklist: Vec<Item>,
    /// How far it is by the assignee's word.
    #[serde(default)]
    pub manual: Option<u8>,
    /// What has to be completed before.
    #[serde(default)]
    pub after: Vec<Id<Task>>,
    #[serde(default)]
    pub client_visible: bool,
    /// Cancelled with the task it is part of, so it comes back with it.
    #[serde(default)]
    pub cancelled_with: bool,
    pub created_by: u64,
    /// The sub-project that it stands for: what is done of it is done there.
    #[serde(default)]
    pub stands_for: Option<Id<Project>>,
    /// Raw number of what it recurs by.
    #[serde(default)]
    pub series: Option<u64>,
    #[serde(default)]
    pub done_at: Option<Moment>,
    // Derived, from its subtasks when it has some that count.
    pub state: Status,
    #[serde(default)]
    pub progress: u8,
    /// Minutes it weighs; 0 when nobody estimated it.
    #[serde(default)]
    pub weight: u32,
    #[serde(default)]
    pub weight_rest: Option<Rest>,
    /// Subtasks that count, and how many of them are completed.
    #[serde(default)]
    pub parts: u32,
    #[serde(default)]
    pub parts_done: u32,
}

pub const BY_STATE: Index = Index::scoped(1);
pub const BY_PROJECT: Index = Index::plain(2);
pub const BY_PARENT: Index = Index::plain(3);
pub const BY_MILESTONE: Index = Index::plain(4);
pub const BY_ASSIGNEE: Index = Index::plain(5);
/// Open ones that want something of whoever leads: what, then when they are due.
pub const BY_NEED: Index = Index::scoped(6);
/// By whoever made them, those that are part of no other.
pub const BY_MAKER: Index = Index::plain(7);
/// Open ones that take time, by assignee, the next due first; each row with when it is due and the minutes that are left.
pub const AHEAD: Index = Index::plain(8);
/// Tasks per state.
pub const COUNT: Tally = Tally::scoped(1);
/// Open tasks per assignee.
pub const OPEN: PlainTally = Tally::plain(2);
/// Months of departments and people: tasks completed, how often they came back before, what they were estimated at.
pub const FIGURES: PlainTally = Tally::plain(3);

/// How often tasks of a project came back from review: in all without a reason, else for each.
pub const RETURNED_FOR: PlainTally = Tally::plain(5);
/// Tasks that are part of no other, per project and state: what its board holds.
pub const IN_LANES: PlainTally = Tally::plain(4);

/// What lists of tasks are filtered by.
pub mod facet {
    use super::{BY_ASSIGNEE, BY_PROJECT, BY_STATE, Facet, Key, Priority};
    use crate::base::Choice;

    pub const ASSIGNEE: Facet = Facet::by(1, BY_ASSIGNEE);
    pub const PROJECT: Facet = Facet::by(2, BY_PROJECT);
    pub const PRIORITY: Facet = Facet::carried(3);
    pub const STATE: Facet = Facet::by(4, BY_STATE);

    /// The assignee of open tasks that nobody has.
    pub fn nobody() -> Key {
        Key::new().number(0)
    }

    pub fn priority(priority: Priority) -> Key {
        Key::new().text(priority.key())
    }
}

/// What `FIGURES` counts.
pub mod figure {
    pub const DONE: u8 = 0;
    pub const RETURNED: u8 = 1;
    pub const ESTIMATE: u8 = 2;
}

/// What an open task wants of whoever leads the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A member asked for it.
    Answer,
    /// It can't go on.
    Unblocking,
    /// Nobody has it.
    Assignee,
}

impl Need {
    pub fn key(self) -> Key {
        Key::new().byte(match self {
            Need::Answer => 0,
            Need::Unblocking => 1,
            Need::Assignee => 2,
        })
    }
}

impl Task {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let asker = self.requested.then_some(Id::new(self.created_by));
        let people = [self.assignee, self.reviewer, asker];
        let department = Some(&self.department).filter(|id| !id.is_none());
        Placement::people(people.into_iter().flatten())
            .chain(Placement::departments(department))
            .collect()
    }

    /// It lies with those who lead its project, beside its own people.
    fn part_of(&self) -> Option<PartOf> {
        let project = PartOf::new(self.project.as_ref()).with_lead();
        Some(project.staff_only(!self.client_visible))
    }

    /// The assignee's, and of whoever leads its project or could give it to somebody else. Who reviews it lies in its
    /// reach to see it; working on it is not theirs.
    fn hands(&self) -> Option<Hands> {
        Some(Hands {
            people: self.assignee.into_iter().map(Id::raw).collect(),
            with_lead: true,
            free: self.assignee.is_none(),
            others: Others::WhoMay(super::actions::ASSIGN_TASK),
            refusal: "This task is {hand}'s. Only they or the team lead say how far it is and hand it in; you can comment on it.",
        })
    }

    /// Open, and in nobody's hands: with subtasks it is theirs to be.
    pub fn is_free(&self) -> bool {
        self.assignee.is_none() && !self.has_parts() && self.state.is_open()
    }

    /// What it wants of whoever leads, the first that has to be dealt with.
    pub fn need(&self) -> Option<Need> {
        match self {
            _ if !self.state.is_open() => None,
            _ if self.requested => Some(Need::Answer),
            _ if self.blocked.is_some() => Some(Need::Unblocking),
            _ if self.is_free() => Some(Need::Assignee),
            _ => None,
        }
    }

    fn declare(&self, to: &mut Declares) {
        // Under twenty entries in all: a plan of a hundred tasks is written in one command.
        let due = i64::from(self.due.map_or(i32::MAX, |day| day.0));
        let place = u64::from(self.position);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_STATE, Key::new().byte(self.state.code()).signed(due));
        if let Some(need) = self.need() {
            to.index(BY_NEED, need.key().signed(due));
        }
        to.index(BY_PROJECT, Key::new().id(self.project).number(place));
        let part = Part::of(self).bytes();
        match self.parent {
            Some(parent) => to.index_with(BY_PARENT, Key::new().id(parent).number(place), part),
            None => {
                to.index_with(
                    BY_MILESTONE,
                    Key::new().id(self.milestone).number(place),
                    part,
                );
                to.index(BY_MAKER, Key::new().number(self.created_by));
                if self.counts() {
                    let lane = Key::new().id(self.project).byte(self.state.code());
                    to.tally(IN_LANES, lane, 1);
                }
            }
        }
        to.tally(COUNT, Key::new().byte(self.state.code()), 1);
        if self.returns > 0 {
            let of = |reason: &str| Key::new().id(self.project).text(reason);
            to.tally(RETURNED_FOR, of(""), i64::from(self.returns));
            for held in &self.returned_for {
                to.tally(RETURNED_FOR, of(&held.reason), i64::from(held.times));
            }
        }
        // What has subtasks is counted there.
        if let Some(at) = self
            .done_at
            .filter(|_| self.state == Status::Completed && !self.has_parts())
        {
            let person = self.assignee.map(|id| Whose::Person(id.raw()));
            let department = Whose::Department(self.department.raw());
            let whose = || person.into_iter().chain([department]);
            let month = Month::at(at);
            to.figure(FIGURES, whose(), (figure::DONE, month), 1);
            to.figure(
                FIGURES,
                whose(),
                (figure::RETURNED, month),
                i64::from(self.returns),
            );
            let estimate = i64::from(self.estimate.unwrap_or(0));
            to.figure(FIGURES, whose(), (figure::ESTIMATE, month), estimate);
        }
        let assignee = match self.assignee {
            Some(assignee) => Some(Key::new().id(assignee)),
            None => self.is_free().then(facet::nobody),
        };
        if let Some(assignee) = assignee {
            let open = self.state.is_open() && !self.requested;
            // The next due first, then what is over, the latest first.
            let key = assignee.clone().byte(u8::from(!open));
            let key = match open {
                true => key.signed(due),
                false => key.latest(self.done_at.map_or(0, |at| at.0)),
            };
            to.index(BY_ASSIGNEE, key);
            to.facet(facet::ASSIGNEE, assignee.clone());
            if open && self.assignee.is_some() {
                to.tally(OPEN, assignee.clone(), 1);
                if self.left() > 0 {
                    to.index_with(AHEAD, assignee.signed(due), ahead::row(self));
                }
            }
        }
        to.facet(facet::PROJECT, Key::new().id(self.project));
        to.facet(facet::PRIORITY, facet::priority(self.priority));
        to.facet(facet::STATE, Key::new().byte(self.state.code()));
        to.words(&self.title);
    }
}
record!(Task, Kind::new(31, "tasks", "T").starting_at(1001).filing(8), view: VIEW_TASKS, part_of: Task::part_of, hands: Task::hands);
