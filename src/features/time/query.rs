//! What a list of time may be asked for, by its page, the API and the copy as CSV alike.

use crate::{
    base::{Day, Id, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{
        people::Whom,
        projects::{
            ENTRIES_BY_DAY, ENTRY_BILLABLE, ENTRY_CATEGORY, ENTRY_PROJECT, ENTRY_TASK,
            ENTRY_TICKET, ENTRY_USER, Project, Task, TimeEntry,
        },
        tickets::Ticket,
    },
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

#[derive(Debug, Clone, Default)]
pub struct TimeQuery {
    /// Any of these, likewise of projects, tickets and people.
    pub tasks: Vec<Id<Task>>,
    pub projects: Vec<Id<Project>>,
    pub tickets: Vec<Id<Ticket>>,
    /// Internal work, by its name; nothing asks for any.
    pub category: String,
    pub users: Vec<Whom>,
    /// Only what is billed, or only what isn't.
    pub billable: Option<bool>,
    /// Both days are of it.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub order: TimeOrder,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum TimeOrder {
    /// The newest day first.
    #[default]
    Newest,
    Oldest,
    /// Nothing moves in it.
    Number,
}

impl Form for TimeQuery {
    fn read(f: &mut Reader) -> Self {
        let billable = f.word("billable", "Billable", &["yes", "no"]);
        let order = f.word("sort", "Sort", &["day", "number"]);
        f.tell(BY_NUMBER);
        let asked = TimeQuery {
            tasks: f.ids("task", "Task"),
            projects: f.ids("project", "Project"),
            tickets: f.ids("ticket", "Ticket"),
            category: f.text("category", "Internal work", Optional, 60),
            users: Whom::all(f, "user", "Person"),
            billable: billable.map(|said| said == "yes"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            order: match order {
                Some("day") => TimeOrder::Oldest,
                Some(_) => TimeOrder::Number,
                None => TimeOrder::Newest,
            },
        };
        if asked.order == TimeOrder::Number {
            for (name, given) in [("from", asked.from), ("until", asked.until)] {
                if given.is_some() {
                    let why =
                        format!("By number the list comes whole. Leave {name} out, or the sort.");
                    f.problem(name, why);
                }
            }
        }
        asked
    }
}

impl TimeQuery {
    /// Those that one's grant covers.
    ///
    /// # Errors
    /// When a task, a project or a ticket that is asked for isn't there for this person.
    pub fn query(&self, visit: &Visit) -> Result<Query<TimeEntry>> {
        for id in &self.tasks {
            visit.find(*id)?;
        }
        for id in &self.projects {
            visit.find(*id)?;
        }
        for id in &self.tickets {
            visit.find(*id)?;
        }
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.order {
            TimeOrder::Number => Query::by(NUMBERED),
            order => Query::by(ENTRIES_BY_DAY).descending(order == TimeOrder::Newest),
        };
        if self.order != TimeOrder::Number {
            if let Some(from) = self.from {
                query = query.from(day(from));
            }
            if let Some(until) = self.until {
                query = query.until(day(until + 1));
            }
        }
        if !self.tasks.is_empty() {
            let tasks = self.tasks.iter().map(|id| Key::new().id(*id));
            query = query.any(ENTRY_TASK, tasks);
        }
        if !self.projects.is_empty() {
            let projects = self.projects.iter().map(|id| Key::new().id(*id));
            query = query.any(ENTRY_PROJECT, projects);
        }
        if !self.tickets.is_empty() {
            let tickets = self.tickets.iter().map(|id| Key::new().id(*id));
            query = query.any(ENTRY_TICKET, tickets);
        }
        if !self.category.is_empty() {
            let category = Key::new().text(&self.category.to_lowercase());
            query = query.facet(ENTRY_CATEGORY, category);
        }
        if let Some(billable) = self.billable {
            query = query.facet(ENTRY_BILLABLE, Key::new().byte(u8::from(billable)));
        }
        if !self.users.is_empty() {
            let users = self.users.iter().map(|user| user.key(visit));
            query = query
                .any(ENTRY_USER, users)
                .near(Whom::place(&self.users, visit));
        }
        Ok(query)
    }
}
