//! The pure rules of a task: what may be done with it when.

use super::{Counted, Status, Task};
use crate::{
    base::{Choice, Day, Error, Moment, Money, Result, in_order},
    ui::state_icon::Glyph,
};

impl Task {
    /// Whether it counts in what stands above it.
    pub fn counts(&self) -> bool {
        !self.requested && !matches!(self.state, Status::Cancelled | Status::Unknown)
    }

    /// Whether what it shows is worked out from other work: its subtasks, or the sub-project that it stands for.
    pub fn has_parts(&self) -> bool {
        self.parts > 0 || self.stands_for.is_some()
    }

    /// Minutes of its estimate that it still takes; what has subtasks, or stands for a sub-project, is counted there.
    pub fn left(&self) -> i64 {
        if self.has_parts() {
            return 0;
        }
        i64::from(self.estimate.unwrap_or(0)) * i64::from(100 - self.progress.min(100)) / 100
    }

    pub fn state_icon(&self) -> Glyph {
        match &self.blocked {
            Some(_) if self.state.is_open() => Glyph::Blocked,
            _ => self.state.state_icon(),
        }
    }

    /// What stands for a sub-project is worked on there.
    ///
    /// # Errors
    /// `Conflict` with the number of the sub-project.
    pub fn must_be_work(&self) -> Result<()> {
        match self.stands_for {
            None => Ok(()),
            Some(project) => Err(Error::conflict(format!(
                "{} is a sub-project by now. What is done of it is done in {project}.",
                self.title
            ))),
        }
    }

    /// Whether its time is held against a budget of its own.
    pub fn has_budget(&self) -> bool {
        self.budget_minutes > 0 || self.budget_money > Money::ZERO
    }

    pub fn ticked(&self) -> usize {
        self.checklist.iter().filter(|item| item.done).count()
    }

    /// Nothing is due before it starts.
    ///
    /// # Errors
    /// Beside the day it is due.
    pub fn days_in_order(start: Option<Day>, due: Option<Day>) -> Result<()> {
        in_order::DUE.hold(start, due)
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
        self.author = self.assignee;
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

    /// Whether somebody would review what they made: it is theirs, or was when it was handed in.
    pub fn is_work_of(&self, person: u64) -> bool {
        [self.assignee, self.author]
            .into_iter()
            .flatten()
            .any(|user| user.raw() == person)
    }

    pub fn accept(&mut self, by: u64, at: Moment) -> Result<()> {
        if self.state != Status::Review {
            return Err(Error::conflict(
                "Only what waits for review can be accepted.",
            ));
        }
        self.must_be_whole()?;
        if self.is_work_of(by) {
            return Err(Error::conflict(
                "Nobody accepts their own work. Somebody else has to look at it.",
            ));
        }
        self.complete(at);
        Ok(())
    }

    /// Back from review, for reasons of the house's list and in words.
    pub fn give_back(&mut self, reason: String, why: &[String]) -> Result<()> {
        if self.state != Status::Review {
            return Err(Error::conflict(
                "Only what waits for review can be returned.",
            ));
        }
        self.status = Status::InProgress;
        self.returned = Some(reason);
        self.returns += 1;
        for reason in why {
            match self
                .returned_for
                .iter_mut()
                .find(|held| held.reason == *reason)
            {
                Some(held) => held.times += 1,
                None => self.returned_for.push(Counted {
                    reason: reason.clone(),
                    times: 1,
                }),
            }
        }
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
        self.cancelled_with = false;
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
#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Id, features::projects::Need};

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
        let why = ["Not finished".to_owned()];
        task.give_back("Two links are dead".into(), &why).unwrap();
        let mut task = settled(task);
        task.hand_in(Moment(3)).unwrap();
        assert_eq!(task.returned, None);
        assert_eq!((task.returns, task.returned_for[0].times), (1, 1));
        // Given to somebody else, it stays the work of whoever handed it in.
        task.assignee = Some(Id::new(9));
        let mut task = settled(task);
        assert!(task.accept(7, Moment(4)).is_err());
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

    #[test]
    fn an_open_task_wants_one_thing_of_whoever_leads() {
        let mut task = task();
        task.state = Status::ToDo;
        task.assignee = None;
        assert_eq!(task.need(), Some(Need::Assignee));
        task.blocked = Some("No logo yet".into());
        assert_eq!(task.need(), Some(Need::Unblocking));
        task.requested = true;
        assert_eq!(task.need(), Some(Need::Answer));
        task.state = Status::Cancelled;
        assert_eq!(task.need(), None);
        let given = Task {
            assignee: Some(Id::new(7)),
            state: Status::InProgress,
            ..Task::default()
        };
        assert_eq!(given.need(), None);
    }
}
