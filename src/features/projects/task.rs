//! A task or subtask and its pure rules. The record lives with its project, because a project's plan is made of
//! tasks; the verbs, the pages and the roll-up are the tasks feature's.

use serde::{Deserialize, Serialize};

use super::{Milestone, Project, VIEW_TASKS};
use crate::{
    access::Reach,
    base::{Choice, Day, Error, Id, Moment, Result},
    choices,
    data::{Declares, Index, Key, Kind, PlainTally, Tally, record},
    features::people::{Department, User},
    ui::glyph::{Glyph, Prio},
};

choices! {
    pub enum Status {
        ToDo: "to_do", "To do";
        InProgress: "in_progress", "In progress";
        Review: "review", "Review";
        Completed: "completed", "Completed";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Status {
    /// The lanes of a board.
    pub const LANES: [Status; 4] = [
        Status::ToDo,
        Status::InProgress,
        Status::Review,
        Status::Completed,
    ];

    pub fn code(self) -> u8 {
        match self {
            Status::ToDo => 0,
            Status::InProgress => 1,
            Status::Review => 2,
            Status::Completed => 3,
            Status::Cancelled | Status::Unknown => 4,
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Status::ToDo | Status::InProgress | Status::Review)
    }

    /// Somebody has begun: it is in progress or beyond.
    pub fn is_started(self) -> bool {
        matches!(
            self,
            Status::InProgress | Status::Review | Status::Completed
        )
    }

    pub fn glyph(self) -> Glyph {
        match self {
            Status::ToDo => Glyph::Todo,
            Status::InProgress => Glyph::Progress,
            Status::Review => Glyph::Review,
            Status::Completed => Glyph::Done,
            Status::Cancelled | Status::Unknown => Glyph::Dropped,
        }
    }
}

choices! {
    pub enum Priority {
        Low: "low", "Low";
        Normal: "normal", "Normal";
        High: "high", "High";
        Urgent: "urgent", "Urgent";
    }
}

impl Priority {
    pub fn mark(self) -> Prio {
        match self {
            Priority::Low => Prio::Low,
            Priority::High => Prio::High,
            Priority::Urgent => Prio::Urgent,
            Priority::Normal | Priority::Unknown => Prio::Normal,
        }
    }
}

/// A line of a task's checklist.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub title: String,
    #[serde(default)]
    pub done: bool,
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
    // From its project, so that it lies where the project lies.
    pub home: Id<Department>,
    pub manager: Id<User>,
    pub lead: Id<User>,
    #[serde(default)]
    pub assignee: Option<Id<User>>,
    #[serde(default)]
    pub reviewer: Option<Id<User>>,
    /// Minutes.
    #[serde(default)]
    pub estimate: Option<u32>,
    #[serde(default)]
    pub start: Option<Day>,
    #[serde(default)]
    pub due: Option<Day>,
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
    #[serde(default)]
    pub review_needed: bool,
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
    pub created_by: u64,
    #[serde(default)]
    pub done_at: Option<Moment>,
    // Derived, from its subtasks when it has some that count.
    pub state: Status,
    #[serde(default)]
    pub progress: u8,
    /// Minutes it weighs; 0 when nobody estimated it.
    #[serde(default)]
    pub weight: u32,
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
/// Tasks per state.
pub const COUNT: Tally = Tally::scoped(1);
/// Open tasks per assignee.
pub const OPEN: PlainTally = Tally::plain(2);

impl Task {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn reach(&self) -> Vec<Reach> {
        let asker = self.requested.then_some(Id::new(self.created_by));
        let people = [
            self.assignee,
            self.reviewer,
            Some(self.lead),
            Some(self.manager),
            asker,
        ];
        let departments = [self.department, self.home];
        Reach::people(people.into_iter().flatten())
            .chain(Reach::departments(
                departments.iter().filter(|id| !id.is_none()),
            ))
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        // Under twenty entries in all: a plan of a hundred tasks is written in one command.
        let due = i64::from(self.due.map_or(i32::MAX, |day| day.0));
        let place = u64::from(self.position);
        to.index(BY_STATE, Key::new().byte(self.state.code()).signed(due));
        to.index(BY_PROJECT, Key::new().id(self.project).number(place));
        match self.parent {
            Some(parent) => to.index(BY_PARENT, Key::new().id(parent).number(place)),
            None => to.index(BY_MILESTONE, Key::new().id(self.milestone).number(place)),
        }
        to.tally(COUNT, Key::new().byte(self.state.code()), 1);
        if let Some(assignee) = self.assignee {
            let open = self.state.is_open() && !self.requested;
            to.index(
                BY_ASSIGNEE,
                Key::new().id(assignee).byte(u8::from(!open)).signed(due),
            );
            if open {
                to.tally(OPEN, Key::new().id(assignee), 1);
            }
        }
        to.words(&self.title);
    }

    /// Whether it counts in what stands above it.
    pub fn counts(&self) -> bool {
        !self.requested && !matches!(self.state, Status::Cancelled | Status::Unknown)
    }

    pub fn has_parts(&self) -> bool {
        self.parts > 0
    }

    pub fn glyph(&self) -> Glyph {
        match &self.blocked {
            Some(_) if self.state.is_open() => Glyph::Blocked,
            _ => self.state.glyph(),
        }
    }

    pub fn ticked(&self) -> usize {
        self.checklist.iter().filter(|item| item.done).count()
    }

    fn must_be_workable(&self) -> Result<()> {
        if self.requested {
            return Err(Error::conflict(
                "This subtask was only asked for. The team lead approves it first.",
            ));
        }
        match self.state {
            Status::ToDo | Status::InProgress => Ok(()),
            Status::Review => Err(Error::conflict(
                "This waits for review. It can be accepted or returned.",
            )),
            state => Err(Error::conflict(format!(
                "This task is {}. Reopen it first.",
                state.label().to_lowercase()
            ))),
        }
    }

    /// Begins it; says whether that changed anything.
    pub fn start(&mut self) -> Result<bool> {
        self.must_be_workable()?;
        if let Some(reason) = &self.blocked {
            return Err(Error::conflict(format!(
                "This task is blocked: {reason}. Unblock it first."
            )));
        }
        let begun = self.status == Status::ToDo;
        self.status = Status::InProgress;
        Ok(begun)
    }

    pub fn tick(&mut self, at: usize, done: bool) -> Result<()> {
        self.must_be_workable()?;
        let item = self
            .checklist
            .get_mut(at)
            .ok_or_else(|| Error::field("item", "The checklist has no such line."))?;
        item.done = done;
        if done {
            self.status = Status::InProgress;
        }
        Ok(())
    }

    /// How far it is by the assignee's word; 100 is said by handing it in.
    pub fn say(&mut self, percent: Option<u8>) -> Result<()> {
        self.must_be_workable()?;
        if self.has_parts() {
            return Err(Error::conflict("Its subtasks say how far this task is."));
        }
        self.manual = percent.map(|p| p.min(99));
        if percent.is_some_and(|p| p > 0) {
            self.status = Status::InProgress;
        }
        Ok(())
    }

    pub fn block(&mut self, reason: String) -> Result<()> {
        self.must_be_workable()?;
        self.blocked = Some(reason);
        Ok(())
    }

    pub fn unblock(&mut self) -> Result<()> {
        match self.blocked.take() {
            Some(_) => Ok(()),
            None => Err(Error::conflict("This task isn't blocked.")),
        }
    }

    /// What can't be finished while parts of it are open.
    pub fn must_be_whole(&self) -> Result<()> {
        match self.parts.saturating_sub(self.parts_done) {
            0 => Ok(()),
            open => Err(Error::conflict(format!(
                "{} still open. Complete or cancel them first.",
                crate::base::text::count(open as usize, "subtask is", "subtasks are")
            ))),
        }
    }

    /// The assignee's work is done: on to review, or completed where no review is asked.
    pub fn hand_in(&mut self, at: Moment) -> Result<()> {
        self.must_be_workable()?;
        self.must_be_whole()?;
        if let Some(reason) = &self.blocked {
            return Err(Error::conflict(format!(
                "This task is blocked: {reason}. Unblock it first."
            )));
        }
        self.returned = None;
        if self.review_needed {
            self.status = Status::Review;
        } else {
            self.complete(at);
        }
        Ok(())
    }

    fn complete(&mut self, at: Moment) {
        self.status = Status::Completed;
        self.done_at = Some(at);
        self.returned = None;
    }

    pub fn accept(&mut self, by: u64, at: Moment) -> Result<()> {
        if self.state != Status::Review {
            return Err(Error::conflict(
                "Only what waits for review can be accepted.",
            ));
        }
        self.must_be_whole()?;
        if self.assignee.is_some_and(|assignee| assignee.raw() == by) {
            return Err(Error::conflict(
                "Nobody accepts their own work. Somebody else has to look at it.",
            ));
        }
        self.complete(at);
        Ok(())
    }

    pub fn give_back(&mut self, reason: String) -> Result<()> {
        if self.state != Status::Review {
            return Err(Error::conflict(
                "Only what waits for review can be returned.",
            ));
        }
        self.status = Status::InProgress;
        self.returned = Some(reason);
        Ok(())
    }

    pub fn reopen(&mut self) -> Result<()> {
        if self.state != Status::Completed {
            return Err(Error::conflict("Only a completed task can be reopened."));
        }
        self.status = Status::InProgress;
        self.done_at = None;
        // Completed by its subtasks: without this it would be completed again at once.
        self.review_needed |= self.has_parts();
        if self.has_parts() {
            self.returned = Some("Reopened".into());
        }
        Ok(())
    }

    pub fn cancel(&mut self) -> Result<()> {
        if !self.state.is_open() {
            return Err(Error::conflict(format!(
                "This task is {} already.",
                self.state.label().to_lowercase()
            )));
        }
        self.status = Status::Cancelled;
        Ok(())
    }

    pub fn restore(&mut self) -> Result<()> {
        if self.status != Status::Cancelled {
            return Err(Error::conflict("Only a cancelled task can be restored."));
        }
        self.status = Status::ToDo;
        Ok(())
    }

    pub fn approve(&mut self) -> Result<()> {
        if !self.requested {
            return Err(Error::conflict("This subtask counts already."));
        }
        self.requested = false;
        Ok(())
    }
}

record!(Task, Kind::new(31, "tasks", "T").starting_at(1001), view: VIEW_TASKS);

#[cfg(test)]
mod tests {
    use super::*;

    fn task() -> Task {
        Task {
            review_needed: true,
            assignee: Some(Id::new(7)),
            ..Task::default()
        }
    }

    fn settled(mut task: Task) -> Task {
        task.state = task.status;
        task
    }

    #[test]
    fn work_goes_through_review_and_back() {
        let mut task = task();
        assert!(task.start().unwrap());
        let mut task = settled(task);
        task.hand_in(Moment(1)).unwrap();
        let mut task = settled(task);
        assert!(task.start().is_err());
        assert!(
            task.accept(7, Moment(2))
                .unwrap_err()
                .to_string()
                .contains("own work")
        );
        task.give_back("Two links are dead".into()).unwrap();
        let mut task = settled(task);
        task.hand_in(Moment(3)).unwrap();
        assert_eq!(task.returned, None);
        let mut task = settled(task);
        task.accept(8, Moment(4)).unwrap();
        assert_eq!(
            (task.status, task.done_at),
            (Status::Completed, Some(Moment(4)))
        );
    }

    #[test]
    fn without_review_it_is_completed_at_once() {
        let mut task = Task {
            review_needed: false,
            ..task()
        };
        task.hand_in(Moment(1)).unwrap();
        assert_eq!(task.status, Status::Completed);
    }

    #[test]
    fn open_subtasks_are_counted_in_the_refusal() {
        let mut task = Task {
            parts: 3,
            parts_done: 1,
            ..task()
        };
        assert!(
            task.hand_in(Moment(1))
                .unwrap_err()
                .to_string()
                .contains("2 subtasks are")
        );
        assert!(task.say(Some(50)).is_err());
    }

    #[test]
    fn blocked_and_requested_work_does_not_move() {
        let mut task = task();
        task.block("No logo yet".into()).unwrap();
        assert!(
            task.start()
                .unwrap_err()
                .to_string()
                .contains("No logo yet")
        );
        task.unblock().unwrap();
        task.requested = true;
        assert!(task.start().is_err());
        task.approve().unwrap();
        task.start().unwrap();
        task.say(Some(100)).unwrap();
        assert_eq!(task.manual, Some(99));
    }
}
