//! What a list of time may be asked for.

use crate::{
    access::Placement,
    base::{Day, Id, Result},
    data::{BY_NUMBER, Key, Page, Paging, Query, Visit},
    features::{
        people::Whom,
        projects::{
            ENTRIES_BY_DAY, ENTRIES_OF_PROJECT, ENTRIES_OF_TASK, ENTRY_USER, Project, Task,
            TimeEntry,
        },
    },
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct TimeQuery {
    pub task: Option<Id<Task>>,
    pub project: Option<Id<Project>>,
    pub user: Option<Whom>,
    /// Both days are of it.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub by_number: bool,
}

impl Form for TimeQuery {
    fn read(f: &mut Reader) -> Self {
        TimeQuery {
            task: f.id("task", "Task", Optional),
            project: f.id("project", "Project", Optional),
            user: Whom::read(f, "user", "Person"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            by_number: f.by_number(&["task", "project", "from", "until"]),
        }
    }
}

impl TimeQuery {
    /// Those that one's grant covers, the newest day first: of a task, of a project, or all.
    pub fn page(&self, visit: &Visit, paging: Paging) -> Result<Page<TimeEntry>> {
        let day = |day: Day| i64::from(day.0);
        // Below a task or a project the newest day is the least.
        let (mut query, newest_least) = if self.by_number {
            (Query::by(BY_NUMBER), false)
        } else if let Some(id) = self.task {
            let task: Task = visit.find(id)?;
            (Query::of(&task, ENTRIES_OF_TASK, Key::new().id(id)), true)
        } else if let Some(id) = self.project {
            let project: Project = visit.find(id)?;
            let query = Query::of(&project, ENTRIES_OF_PROJECT, Key::new().id(id));
            (query, true)
        } else {
            (Query::by(ENTRIES_BY_DAY).descending(true), false)
        };
        let (first, past) = match newest_least {
            true => (
                self.until.map(|until| -day(until)),
                self.from.map(|from| 1 - day(from)),
            ),
            false => (self.from.map(day), self.until.map(|until| day(until) + 1)),
        };
        if let Some(first) = first {
            query = query.from(Key::new().signed(first));
        }
        if let Some(past) = past {
            query = query.until(Key::new().signed(past));
        }
        let query = query.page(paging);
        let user = self.user.map(|user| user.id(visit));
        if newest_least {
            // Rows below a task or a project say what was booked, and no more.
            return visit.sift(query, |entry: &TimeEntry| {
                user.is_none_or(|user| entry.user == user)
                    && self.project.is_none_or(|project| entry.project == project)
            });
        }
        visit.list(match user {
            Some(user) => query
                .facet(ENTRY_USER, Key::new().id(user))
                .near(Some(Placement::Person(user.raw()))),
            None => query,
        })
    }
}
