//! What becomes of a project once it is delivered: it is kept in maintenance, it is closed, and a closed one takes updates
//! again for a time. Each update is agreed (`critical::UPDATES`) and becomes a task; when the time is over the project
//! closes by itself, as soon as nothing of it is open.

use super::{
    MILESTONES, Milestone, Project, Status, TASKS_OF_MILESTONE, Task, notices, ops, project::wrong,
};
use crate::{
    base::{Day, Id, Moment, Result, calendar::WorkingCalendar, text},
    data::{Change, Held, Key, Record},
    features::{inbox, people::User},
};

/// The time for its updates ends.
pub const UPDATES_END: u8 = 1;
/// Working days that updates are given where nobody says until when.
const USUAL_DAYS: u32 = 10;
/// Updates that are asked for at once.
pub(super) const MOST: usize = 20;

/// The day until which updates are taken: what was said, else the usual time.
pub fn until(said: Option<Day>, calendar: &WorkingCalendar, today: Day) -> Day {
    said.unwrap_or_else(|| calendar.step(today, USUAL_DAYS))
}

impl Project {
    /// When Atrium looks at it again: at the end of its time for updates, and after that once nothing is open.
    pub(super) fn updates_end(&self) -> Option<Moment> {
        let looks = !self.updates_over || self.keeps_open().is_none();
        let pending = self.state == Status::ClosedPending && looks;
        self.updates_until.filter(|_| pending)
    }

    /// Whether it is closed next.
    pub fn is_to_be_closed(&self) -> bool {
        matches!(
            self.state,
            Status::Delivered | Status::ClosedPending | Status::Maintenance
        )
    }

    /// Whether updates of it can be agreed.
    pub fn takes_updates(&self) -> bool {
        matches!(
            self.state,
            Status::Delivered | Status::Closed | Status::ClosedPending
        )
    }

    /// # Errors
    /// `Conflict` while something of it is open, or when it is not finished.
    pub fn close(&mut self) -> Result<()> {
        if !self.is_to_be_closed() {
            return Err(wrong(self.state, "closed"));
        }
        self.must_have_nothing_open("closed")?;
        self.must_have_no_open_parts("closed")?;
        self.status = Status::Closed;
        self.updates_until = None;
        self.updates_over = false;
        Ok(())
    }

    /// Delivered, and looked after from then on.
    pub fn maintain(&mut self) -> Result<()> {
        match self.state {
            Status::Delivered => {
                self.status = Status::Maintenance;
                Ok(())
            }
            state => Err(wrong(state, "taken into maintenance")),
        }
    }

    /// A finished project takes limited changes again, until the end of a day; one that does already takes more of them, and
    /// never for a shorter time than before.
    pub fn reopen(&mut self, until: Moment) -> Result<()> {
        if !self.takes_updates() {
            return Err(wrong(self.state, "reopened"));
        }
        let before = self.updates_until.unwrap_or(until);
        self.updates_until = Some(until.max(before));
        self.updates_over = false;
        self.status = Status::ClosedPending;
        Ok(())
    }
}

/// The updates that words stand for, one in each line.
pub(super) fn each(words: &str) -> impl Iterator<Item = &str> {
    words.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The project takes updates until the end of that day, and each line of what was agreed is a task of its last milestone,
/// for whoever leads it to give away.
pub(super) fn agreed(
    change: &mut Change<'_, '_>,
    project: &mut Held<Project>,
    lines: &str,
    until: Day,
    asked_by: u64,
) -> Result<()> {
    // The yes may come after the day that was asked for.
    let today = change.at.day(&change.tz);
    let calendar = crate::features::people::Directory::calendar_in(change, project.department)?;
    let until = match until < today {
        true => self::until(None, &calendar, today),
        false => until,
    };
    project.reopen(Moment::at(until + 1, 0, &change.tz))?;
    change.put(project)?;
    let agreed = "an update that is agreed is a task of its project";
    let milestones: Vec<Milestone> = change.children(MILESTONES, Key::new().id(project.id))?;
    let milestone = match milestones.last() {
        Some(last) => last.id,
        None => {
            let first = Milestone {
                project: project.id,
                title: "Updates".into(),
                start: today,
                due: until,
                ..Milestone::default()
            };
            change.on_behalf(agreed).insert(first)?.id
        }
    };
    let beside: Vec<Task> = change.children(TASKS_OF_MILESTONE, Key::new().id(milestone))?;
    let mut position = beside.last().map_or(0, |task| task.position);
    for line in each(lines) {
        position += 100;
        let task = change.on_behalf(agreed).insert(Task {
            project: project.id,
            milestone,
            position,
            title: text::shorten(line, 160),
            detail: if line.chars().count() > 160 {
                line.to_owned()
            } else {
                String::new()
            },
            department: project.department,
            due: Some(until),
            review_needed: true,
            created_by: asked_by,
            ..Task::default()
        })?;
        change.about(task.as_ref());
    }
    Ok(())
}

/// The time for updates is over: it closes, or whoever keeps it learns what is still open. It closes then with the last of it.
pub(super) fn end(change: &mut Change<'_, '_>, mut project: Held<Project>) -> Result<()> {
    let Some(open) = project.keeps_open() else {
        return ops::by_rule(change, &mut project, Project::close, |project| {
            format!("{} is closed: its time for updates is over", project.title)
        });
    };
    project.updates_over = true;
    change.put(&project)?;
    let told = format!(
        "The time for updates of {} is over and {open}. It closes by itself once that is done",
        project.title
    );
    let mut people: Vec<Id<User>> = vec![project.manager, project.team_lead];
    people.dedup();
    for person in people {
        let of = &notices::CHANGED;
        inbox::notify(change, person, of, project.as_ref(), told.as_str())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(status: Status, total: u32, done: u32) -> Project {
        Project {
            title: "Website".into(),
            status,
            state: status,
            total,
            done,
            ..Project::default()
        }
    }

    fn settled(mut project: Project) -> Project {
        project.state = project.status;
        project
    }

    #[test]
    fn a_closed_one_takes_updates_and_is_never_closed_over_open_work() {
        let mut project = stands(Status::Closed, 27, 27);
        assert!(project.must_be_open().is_err());
        project.reopen(Moment(50)).unwrap();
        let mut project = settled(project);
        assert!(project.must_be_open().is_ok());
        assert!(project.must_not_be_closed().is_ok());
        project.total = 28;
        let open = project.close().unwrap_err().to_string();
        assert!(open.contains("1 task is still open"), "{open}");
        project.done = 28;
        project.close().unwrap();
        assert_eq!(project.status, Status::Closed);
        let closed = project.must_not_be_closed().unwrap_err().to_string();
        assert!(closed.contains("Reopen it"), "{closed}");
    }

    #[test]
    fn it_is_looked_at_when_the_time_is_over_and_again_once_nothing_is_open() {
        let mut project = stands(Status::Closed, 3, 3);
        assert_eq!(project.updates_end(), None);
        project.reopen(Moment(50)).unwrap();
        let mut project = settled(project);
        project.total = 4;
        assert_eq!(project.updates_end(), Some(Moment(50)));
        project.updates_over = true;
        assert_eq!(project.updates_end(), None);
        project.done = 4;
        assert_eq!(project.updates_end(), Some(Moment(50)));
        // Another update gives it time anew, and never less than it had.
        project.reopen(Moment(40)).unwrap();
        assert_eq!(project.updates_until, Some(Moment(50)));
        assert!(!project.updates_over);
        project.close().unwrap();
        assert_eq!(settled(project).updates_end(), None);
    }

    #[test]
    fn what_is_in_maintenance_takes_work_and_comes_back_to_it_from_a_hold() {
        let mut project = stands(Status::Active, 2, 2);
        assert!(project.maintain().is_err());
        project.deliver(Moment(1)).unwrap();
        let mut project = settled(project);
        project.maintain().unwrap();
        let mut project = settled(project);
        assert!(project.must_be_open().is_ok());
        assert!(!project.is_to_be_delivered());
        project.hold().unwrap();
        let mut project = settled(project);
        project.resume().unwrap();
        let mut project = settled(project);
        assert_eq!(project.status, Status::Maintenance);
        project.close().unwrap();
        assert_eq!(project.status, Status::Closed);
    }
}
