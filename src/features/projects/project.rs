//! A project and its pure rules: its own status, what it shows from its tasks, and who may see it.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    Limits, Published, Shows, Task, TaskPart, TaskStatus, VIEW,
    budget::{AtFull, BudgetBy},
    sub::Below,
    task::Rest,
    updates::UPDATES_END,
};
use crate::{
    access::Placement,
    base::{
        Choice, Day, Error, Id, Moment, Money, Result, calendar::WorkingCalendar, language::word,
    },
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PartOf, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::Category,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Status {
        Planned: "planned", "Planned";
        Active: "active", "Active";
        OnHold: "on_hold", "On hold";
        Delivered: "delivered", "Delivered";
        Closed: "closed", "Closed";
        ClosedPending: "closed_pending", "Closed - pending updates";
        Cancelled: "cancelled", "Cancelled";
        Maintenance: "maintenance", "Maintenance";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Active => Tone::Azure,
            Status::OnHold | Status::ClosedPending => Tone::Warning,
            Status::Delivered | Status::Closed | Status::Maintenance => Tone::Success,
            Status::Planned | Status::Cancelled | Status::Unknown => Tone::Stone,
        }
    }

    /// Whether work towards its delivery, or on its updates, goes on or is yet to begin.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Status::Planned | Status::Active | Status::OnHold | Status::ClosedPending
        )
    }

    /// What a client reads.
    pub fn for_client(self) -> &'static str {
        word(match self {
            Status::Planned => "Planned",
            Status::Active => "In progress",
            Status::OnHold => "Paused",
            Status::ClosedPending => "Small updates under way",
            Status::Delivered => "Delivered",
            Status::Closed => "Finished",
            Status::Maintenance => "Delivered, in our care",
            Status::Cancelled | Status::Unknown => "Ended",
        })
    }

    pub fn code(self) -> u8 {
        match self {
            Status::Planned => 0,
            Status::Active => 1,
            Status::OnHold => 2,
            Status::Delivered => 3,
            Status::Closed => 4,
            Status::ClosedPending => 5,
            Status::Cancelled => 6,
            Status::Unknown => 7,
            Status::Maintenance => 8,
        }
    }
}

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

    pub fn is_given_up(&self) -> bool {
        matches!(self.status, Status::Cancelled | Status::Unknown)
    }

    /// Whether the project above can't end over it.
    pub fn is_under_way(&self) -> bool {
        self.status.is_open() || self.status == Status::Maintenance
    }

    /// The sub-projects that are under way, in words; None when none is.
    pub fn open_parts(&self) -> Option<String> {
        let counted = crate::base::text::count(
            self.parts_open as usize,
            "sub-project is",
            "sub-projects are",
        );
        (self.parts_open > 0).then(|| format!("{counted} still under way"))
    }

    /// # Errors
    /// `Conflict` while a sub-project is under way.
    pub(super) fn must_have_no_open_parts(&self, deed: &str) -> Result<()> {
        match self.open_parts() {
            None => Ok(()),
            Some(open) => Err(Error::conflict(format!(
                "{open}. Close or cancel what is left, or move it out, before this is {deed}."
            ))),
        }
    }

    /// What it shows: a planned project is active as soon as one of its tasks is started.
    pub fn shown(status: Status, started: bool) -> Status {
        match status {
            Status::Planned if started => Status::Active,
            own => own,
        }
    }

    /// Whether tasks may be worked on now.
    pub fn must_be_open(&self) -> Result<()> {
        let why = match self.state {
            Status::Planned | Status::Active | Status::ClosedPending | Status::Maintenance => {
                return Ok(());
            }
            Status::OnHold => "is on hold. Resume it first.",
            Status::Delivered | Status::Closed => "is finished. Reopen it for updates first.",
            Status::Cancelled | Status::Unknown => "was cancelled. Take it up again first.",
        };
        Err(Error::conflict(format!("{} {why}", self.title)))
    }

    /// Closed is closed: neither its plan nor the time on it changes until it takes updates again.
    pub fn must_not_be_closed(&self) -> Result<()> {
        let why = match self.status {
            Status::Closed => "is closed. Reopen it for updates first, with the reason.",
            Status::Cancelled | Status::Unknown => {
                "was cancelled and stays as it is until it is taken up again."
            }
            _ => return Ok(()),
        };
        Err(Error::conflict(format!("{} {why}", self.title)))
    }

    /// The day the client reads: what was promised, else when the plan ends.
    pub fn promised(&self) -> Day {
        self.promised.unwrap_or(self.finish)
    }

    /// The first day on which somebody can have worked on it: work may begin before the planned start, but not before
    /// there was a plan.
    pub fn first_day(&self, zone: &TimeZone) -> Day {
        let made = self.created_at.map_or(self.start, |at| at.day(zone));
        made.min(self.start)
    }

    pub fn is_done(&self) -> bool {
        self.total > 0 && self.done == self.total
    }

    pub fn hold(&mut self) -> Result<()> {
        match self.state {
            Status::Planned | Status::Active | Status::ClosedPending | Status::Maintenance => {
                self.held_as = Some(self.status);
                self.status = Status::OnHold;
                Ok(())
            }
            state => Err(wrong(state, "put on hold")),
        }
    }

    pub fn resume(&mut self) -> Result<()> {
        match self.state {
            // Planned: what it shows follows from its tasks again.
            Status::OnHold => {
                self.status = match self.held_as.take() {
                    Some(was) => was,
                    None if self.delivered_at.is_some() => Status::ClosedPending,
                    None => Status::Planned,
                };
                Ok(())
            }
            state => Err(wrong(state, "resumed")),
        }
    }

    /// Whether it can still be given up: what was delivered is closed instead.
    pub fn can_be_cancelled(&self) -> bool {
        matches!(
            self.state,
            Status::Planned | Status::Active | Status::OnHold
        )
    }

    /// Given up before it was delivered.
    ///
    /// # Errors
    /// For one that was delivered, or is over.
    pub fn cancel(&mut self) -> Result<()> {
        if !self.can_be_cancelled() {
            return Err(wrong(self.state, "cancelled"));
        }
        self.must_have_no_open_parts("cancelled")?;
        self.cancelled_as = Some(self.status);
        self.status = Status::Cancelled;
        Ok(())
    }

    /// Taken up again as what it was.
    ///
    /// # Errors
    /// For one that isn't cancelled.
    pub fn restore(&mut self) -> Result<()> {
        match self.status {
            Status::Cancelled => {
                self.status = self.cancelled_as.take().unwrap_or(Status::Planned);
                Ok(())
            }
            _ => Err(wrong(self.state, "taken up again")),
        }
    }

    /// Whether what is made of it goes to the client next.
    pub fn is_to_be_delivered(&self) -> bool {
        matches!(
            self.state,
            Status::Planned | Status::Active | Status::ClosedPending
        )
    }

    pub fn deliver(&mut self, at: Moment) -> Result<()> {
        if !self.is_to_be_delivered() {
            return Err(wrong(self.state, "delivered"));
        }
        if self.total == 0 {
            return Err(Error::conflict(
                "This project has no tasks yet, so there is nothing to deliver.",
            ));
        }
        self.must_have_nothing_open("delivered")?;
        self.status = Status::Delivered;
        self.delivered_at = Some(at);
        Ok(())
    }

    /// What keeps it from being closed, in words: open tasks, else sub-projects under way.
    pub fn keeps_open(&self) -> Option<String> {
        self.still_open().or_else(|| self.open_parts())
    }

    /// What is still open, in words; None when nothing is.
    pub fn still_open(&self) -> Option<String> {
        let open = self.total.saturating_sub(self.done) as usize;
        let counted = crate::base::text::count(open, "task is", "tasks are");
        (open > 0).then(|| format!("{counted} still open"))
    }

    pub(super) fn must_have_nothing_open(&self, deed: &str) -> Result<()> {
        match self.still_open() {
            None => Ok(()),
            Some(open) => Err(Error::conflict(format!(
                "{open}. Complete or cancel what is left before it is {deed}."
            ))),
        }
    }

    /// How far it should be today: the share of its working days that have passed.
    pub fn expected(&self, calendar: &WorkingCalendar, today: Day) -> u8 {
        let all = calendar.between(self.start, self.finish + 1).max(1);
        let passed = calendar
            .between(self.start, today.min(self.finish + 1))
            .clamp(0, all);
        (passed * 100 / all) as u8
    }
}

pub(super) fn wrong(state: Status, deed: &str) -> Error {
    Error::conflict(format!(
        "A project that is {} can't be {deed}.",
        state_word(state)
    ))
}

fn state_word(state: Status) -> String {
    use crate::base::Choice;
    state.label().to_lowercase()
}

record!(Project, Kind::new(29, "projects", "PRJ").starting_at(201).filing(5), view: VIEW, part_of: Project::part_of, lead_reach: Project::lead_reach);

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> Project {
        Project {
            title: "Website".into(),
            total: 2,
            done: 1,
            ..Project::default()
        }
    }

    #[test]
    fn it_is_delivered_only_when_everything_is_done() {
        let mut project = project();
        assert!(
            project
                .deliver(Moment(1))
                .unwrap_err()
                .to_string()
                .contains("1 task is")
        );
        project.done = 2;
        project.deliver(Moment(1)).unwrap();
        project.state = project.status;
        assert!(project.must_be_open().is_err());
    }

    #[test]
    fn a_started_task_starts_it_and_a_hold_keeps() {
        assert_eq!(Project::shown(Status::Planned, true), Status::Active);
        assert_eq!(Project::shown(Status::Planned, false), Status::Planned);
        assert_eq!(Project::shown(Status::OnHold, true), Status::OnHold);
    }

    #[test]
    fn what_is_cancelled_comes_back_as_what_it_was() {
        let mut project = Project {
            status: Status::OnHold,
            state: Status::OnHold,
            held_as: Some(Status::Active),
            ..project()
        };
        assert!(project.restore().is_err());
        project.cancel().unwrap();
        project.state = project.status;
        assert!(project.cancel().is_err() && project.must_be_open().is_err());
        project.restore().unwrap();
        project.state = project.status;
        project.resume().unwrap();
        assert_eq!(project.status, Status::Active);
        project.state = Status::Delivered;
        assert!(project.cancel().is_err());
    }

    #[test]
    fn the_plan_for_today_counts_working_days() {
        let start = Day::parse("2026-06-08").unwrap();
        let project = Project {
            start,
            finish: start + 11,
            ..project()
        };
        let calendar = WorkingCalendar::default();
        assert_eq!(project.expected(&calendar, start), 0);
        assert_eq!(project.expected(&calendar, start + 7), 50);
        assert_eq!(project.expected(&calendar, start + 60), 100);
    }
}
