//! The pure rules of a project: what may be done with it when.

use jiff::tz::TimeZone;

use super::{Project, Status};
use crate::base::{Choice, Day, Error, Moment, Money, Result, calendar::WorkingCalendar};

impl Project {
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
    pub(in crate::features::projects) fn must_have_no_open_parts(&self, deed: &str) -> Result<()> {
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

    /// Whether its client still answers what they were asked about it: until it is closed or cancelled, also while it is
    /// delivered or kept in maintenance.
    pub fn takes_answers(&self) -> bool {
        self.must_not_be_closed().is_ok()
    }

    /// Whether hours or money of it are budgeted.
    pub fn has_budget(&self) -> bool {
        self.budget_minutes > 0 || self.budget_money > Money::ZERO
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
                self.held_with = false;
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

    pub(in crate::features::projects) fn must_have_nothing_open(&self, deed: &str) -> Result<()> {
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

pub(in crate::features::projects) fn wrong(state: Status, deed: &str) -> Error {
    Error::conflict(format!(
        "A project that is {} can't be {deed}.",
        state_word(state)
    ))
}

fn state_word(state: Status) -> String {
    state.label().to_lowercase()
}

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
