//! A project: what is stored of it, how it is filed, and who may see it. `status` has how it stands, `rules` what may be done
//! with it when.

mod rules;
mod status;

use serde::{Deserialize, Serialize};

use super::{
    Limits, Published, Shows, Task, TaskPart, TaskStatus,
    actions::VIEW,
    budget::{AtFull, BudgetBy},
    sub::Below,
    task::Rest,
    updates::UPDATES_END,
};
use crate::{
    access::Placement,
    base::{Choice, Day, Id, Moment, Money},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PartOf, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::Category,
    },
};
pub(super) use rules::wrong;
pub use status::Status;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    #[serde(skip)]
    pub id: Id<Project>,
    #[serde(skip)]
    pub version: u64,
    pub title: String,
    pub client: Id<Client>,
    /// Raw id of the ticket it came from.
    #[serde(default)]
    pub ticket: Option<u64>,
    pub category: Category,
    /// What people said of it; `state` is what it shows.
    pub status: Status,
    #[serde(default)]
    pub budget_minutes: u32,
    #[serde(default)]
    pub value: Money,
    /// What it may come to in money, and by which measure; nothing is no budget.
    #[serde(default)]
    pub budget_money: Money,
    #[serde(default)]
    pub budget_by: BudgetBy,
    /// What becomes of time that goes beyond a budget.
    #[serde(default)]
    pub at_full: AtFull,
    pub start: Day,
    /// When the plan ends; for the house.
    pub finish: Day,
    /// What the client was promised with the approval; what they read.
    #[serde(default)]
    pub promised: Option<Day>,
    pub manager: Id<User>,
    pub team_lead: Id<User>,
    pub department: Id<Department>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    /// The project it is a sub-project of, of the same client.
    #[serde(default)]
    pub parent: Option<Id<Project>>,
    /// The task of that project that stands for it; without one it counts there beside the milestones.
    #[serde(default)]
    pub stands_at: Option<Id<Task>>,
    #[serde(default)]
    pub playbook: String,
    /// When its plan was made.
    #[serde(default)]
    pub created_at: Option<Moment>,
    #[serde(default)]
    pub delivered_at: Option<Moment>,
    /// What it was when it was put on hold.
    #[serde(default)]
    pub held_as: Option<Status>,
    /// It was put on hold with a project above, and goes on with that.
    #[serde(default)]
    pub held_with: bool,
    /// What it was when it was cancelled.
    #[serde(default)]
    pub cancelled_as: Option<Status>,
    /// Until when a closed project takes updates.
    #[serde(default)]
    pub updates_until: Option<Moment>,
    /// That this time is over, while what was begun in it is still open.
    #[serde(default)]
    pub updates_over: bool,
    /// How many tasks the columns of its board may hold.
    #[serde(default)]
    pub limits: Limits,
    /// What of it the client sees.
    #[serde(default)]
    pub shows: Shows,
    /// What the client was told of how far it is; nothing leaves it to what follows from the tasks.
    #[serde(default)]
    pub published: Option<Published>,
    // Derived from milestones and tasks, in the transaction that changes them.
    pub state: Status,
    #[serde(default)]
    pub progress: u8,
    /// Top-level tasks that count, and how many of them are completed.
    #[serde(default)]
    pub total: u32,
    #[serde(default)]
    pub done: u32,
    /// How many of them are started.
    #[serde(default)]
    pub started: u32,
    /// Minutes that what counts of it plans, with its sub-projects; 0 when nobody estimated any.
    #[serde(default)]
    pub weight: u32,
    #[serde(default)]
    pub weight_rest: Option<Rest>,
    /// Sub-projects, and how many of them are under way.
    #[serde(default)]
    pub parts: u32,
    #[serde(default)]
    pub parts_open: u32,
    /// Everyone who was ever assigned; they stay, for they have seen it.
    #[serde(default)]
    pub members: Vec<Id<User>>,
}

pub const BY_STATE: Index = Index::scoped(1);
pub const BY_FINISH: Index = Index::scoped(2);
pub const BY_CLIENT: Index = Index::plain(3);
/// Sub-projects of a project, each with what it is to the roll-up of that (`Below`).
pub const BY_PARENT: Index = Index::plain(4);
pub const SERVICE: Facet = Facet::carried(1);
pub const LEAD: Facet = Facet::carried(2);
pub const CLIENT: Facet = Facet::by(3, BY_CLIENT);
pub const PARENT: Facet = Facet::carried(4);
/// Projects per state.
pub const COUNT: Tally = Tally::scoped(1);

impl Project {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let people = [self.manager, self.team_lead];
        Placement::people(people.iter().chain(&self.members).copied())
            .chain(Placement::departments([&self.department]))
            .chain(Placement::departments(&self.departments))
            .chain([Placement::Client(self.client.raw())])
            .collect()
    }

    /// A sub-project lies with those who lead what is above it too, as tasks do, and is seen with it. Clients see it by
    /// themselves: it is theirs.
    fn part_of(&self) -> Option<PartOf> {
        let parent = PartOf::new(self.parent?.as_ref());
        Some(parent.with_lead())
    }

    /// Its tasks are led by whoever leads it; its members and the departments that work on it have tasks of their own.
    fn lead_reach(&self) -> Vec<Placement> {
        Placement::people([self.manager, self.team_lead])
            .chain(Placement::departments([&self.department]))
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        let finish = i64::from(self.finish.0);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_STATE, Key::new().byte(self.state.code()).signed(finish));
        to.index(
            BY_FINISH,
            Key::new()
                .byte(u8::from(!self.state.is_open()))
                .signed(finish),
        );
        to.index(BY_CLIENT, Key::new().id(self.client));
        to.facet(SERVICE, Key::new().text(self.category.key()));
        to.facet(LEAD, Key::new().id(self.team_lead));
        to.facet(CLIENT, Key::new().id(self.client));
        if let Some(parent) = self.parent {
            let part = Below::of(self).bytes();
            to.index_with(BY_PARENT, Key::new().id(parent), part);
            to.facet(PARENT, Key::new().id(parent));
        }
        to.tally(COUNT, Key::new().byte(self.state.code()), 1);
        to.words(&self.title);
        if let Some(at) = self.updates_end() {
            to.wake(at, UPDATES_END);
        }
    }

    /// What it is to the roll-up of the project above. What stands there as a task counts by that task, and what is
    /// cancelled or has nothing to do counts nowhere.
    pub fn as_part(&self) -> TaskPart {
        TaskPart {
            counts: self.stands_at.is_none() && self.counts(),
            ..self.as_task()
        }
    }

    /// The same for the task that stands for it.
    pub fn as_task(&self) -> TaskPart {
        TaskPart {
            minutes: self.weight,
            rest: self.weight_rest,
            progress: self.progress,
            state: match (self.is_done(), self.started) {
                (true, _) => TaskStatus::Completed,
                (false, 0) => TaskStatus::ToDo,
                _ => TaskStatus::InProgress,
            },
            counts: self.counts(),
        }
    }

    fn counts(&self) -> bool {
        self.total > 0 && !self.is_given_up()
    }
}

record!(Project, Kind::new(29, "projects", "PRJ").starting_at(201).filing(5), view: VIEW, part_of: Project::part_of, lead_reach: Project::lead_reach);
