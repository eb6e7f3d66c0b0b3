//! A time entry: minutes one person spent on a day on a task, on a project as a whole, on a ticket or on internal work, or a
//! timer that runs now. The record lives beside the project it is filed under; the verbs are the time feature's.

use serde::{Deserialize, Serialize};

use super::{Booked, Project, Task, actions::VIEW_TIME};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Money, Month, Result, Whose, time::MINUTE},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PlainTally, Tally, Visit, record},
    features::{
        clients::Client,
        people::{Department, Team, User},
        tickets::Ticket,
    },
};

/// The longest a forgotten timer counts.
pub const LONGEST: u32 = 16 * 60;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeEntry {
    #[serde(skip)]
    pub id: Id<TimeEntry>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// None: it was for the project as a whole, for a ticket, or internal.
    #[serde(default)]
    pub task: Option<Id<Task>>,
    /// The task above, so that its minutes include those of its subtasks.
    #[serde(default)]
    pub parent: Option<Id<Task>>,
    /// None: it was for a ticket, or internal.
    #[serde(default)]
    pub project: Option<Id<Project>>,
    /// The ticket that it was for, and whose that is: it is billed with the client.
    #[serde(default)]
    pub ticket: Option<Id<Ticket>>,
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// What internal work it was, by the name that had then; nothing where it was for a project or a ticket.
    #[serde(default)]
    pub category: String,
    pub minutes: u32,
    pub day: Day,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub billable: bool,
    /// What an hour of it is billed at and what it costs, as it was when the entry was made.
    #[serde(default)]
    pub rate: Option<Money>,
    #[serde(default)]
    pub cost_rate: Option<Money>,
    /// Why it was logged although the budget of its project was used up.
    #[serde(default)]
    pub over_budget: String,
    /// A timer that ran beyond a budget which asks for a reason, and for which none was given yet.
    #[serde(default)]
    pub owes_reason: bool,
    /// Since when the timer runs; None once it is stopped.
    #[serde(default)]
    pub started: Option<Moment>,
    /// When the timer was started that these minutes come from; None where they were typed in.
    #[serde(default)]
    pub began: Option<Moment>,
    /// While the timer runs: when the next of the budgets that it counts in will be used up.
    #[serde(default)]
    pub budget_ends: Option<Moment>,
    /// That its person was asked whether they forgot the timer.
    #[serde(default)]
    pub asked_after: bool,
    /// Whether it stands on an invoice, and whether it was counted towards an agreement that covers it: derived by those who
    /// know, so that what is open is found without looking at all that ever was.
    #[serde(default)]
    pub billed: bool,
    #[serde(default)]
    pub counted: bool,
    /// Where the person belonged, so that their leads see it.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub teams: Vec<Id<Team>>,
}

pub const BY_DAY: Index = Index::scoped(1);
pub const BY_USER: Index = Index::plain(2);
pub const BY_TASK: Index = Index::plain(3);
pub const BY_PROJECT: Index = Index::plain(4);
/// One running timer a person.
pub const RUNNING: Index = Index::unique(5);
/// Billable time of a project that stands on no invoice and was counted nowhere, the oldest first.
pub const UNBILLED: Index = Index::plain(6);
pub const BY_TICKET: Index = Index::plain(7);
/// The same as `UNBILLED` of the tickets of a client, and all time on them.
pub const UNBILLED_OF_CLIENT: Index = Index::plain(8);
pub const BY_CLIENT: Index = Index::plain(9);
pub const USER: Facet = Facet::by(1, BY_USER);
pub const TASK: Facet = Facet::by(2, BY_TASK);
pub const PROJECT: Facet = Facet::by(3, BY_PROJECT);
/// Whether it is billed: 1 or 0.
pub const BILLABLE: Facet = Facet::carried(4);
pub const TICKET: Facet = Facet::by(5, BY_TICKET);
/// Internal work, by its name.
pub const CATEGORY: Facet = Facet::new(6);
pub const TASK_MINUTES: PlainTally = Tally::plain(1);
pub const PROJECT_MINUTES: PlainTally = Tally::plain(2);
pub const DAY_MINUTES: PlainTally = Tally::plain(3);
/// Months of departments and people: minutes logged, under the first department somebody belonged to; of people also what
/// their time is billed at and what it costs, in minutes times minor units an hour.
pub const FIGURES: PlainTally = Tally::plain(4);
pub const LOGGED: u8 = 0;
pub const PRICED: u8 = 1;
pub const COSTED: u8 = 2;
/// What the time of a project is billed at and what it costs, in minutes times minor units an hour: sixty of them are one.
pub const PROJECT_PRICE: PlainTally = Tally::plain(5);
pub const PROJECT_COST: PlainTally = Tally::plain(6);
/// Minutes of a project that are billed.
pub const PROJECT_BILLABLE: PlainTally = Tally::plain(7);
/// Minutes of each person on a project.
pub const PROJECT_PERSON: PlainTally = Tally::plain(8);
/// What the time of a task with its subtasks is billed at and what it costs, as of a project.
pub const TASK_PRICE: PlainTally = Tally::plain(9);
pub const TASK_COST: PlainTally = Tally::plain(10);
/// Minutes of a task with its subtasks that stand on an invoice.
pub const TASK_BILLED: PlainTally = Tally::plain(11);
/// Minutes of a ticket; and of the tickets of a client the same, what their time is billed at and what it costs, as of a
/// project.
pub const TICKET_MINUTES: PlainTally = Tally::plain(12);
pub const TICKETS_PRICE: PlainTally = Tally::plain(13);
pub const TICKETS_COST: PlainTally = Tally::plain(14);
pub const TICKETS_MINUTES: PlainTally = Tally::plain(15);

/// A timer runs so long that it may have been forgotten.
pub const TIMER_LONG: u8 = 1;
/// A budget is used up while a timer runs.
pub const TIMER_FULL: u8 = 2;
/// After how long a timer that runs is asked after.
pub const LONG: i64 = 8 * 60 * MINUTE;

impl TimeEntry {
    fn title(&self) -> String {
        if self.note.is_empty() {
            crate::base::time::minutes(i64::from(self.minutes))
        } else {
            self.note.clone()
        }
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.user.raw())];
        places.extend(Placement::departments(&self.departments));
        places.extend(self.teams.iter().map(|t| Placement::Team(t.raw())));
        places
    }

    fn declare(&self, to: &mut Declares) {
        let day = i64::from(self.day.0);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_DAY, Key::new().signed(day));
        let booked = Booked::of(self).bytes();
        to.index_with(
            BY_USER,
            Key::new().id(self.user).signed(day),
            booked.clone(),
        );
        if let Some(task) = self.task {
            let of_task = Key::new().id(task).signed(-day);
            to.index_with(BY_TASK, of_task, booked.clone());
            to.facet(TASK, Key::new().id(task));
        }
        if let Some(project) = self.project {
            let of_project = Key::new().id(project);
            to.facet(PROJECT, of_project.clone());
            if self.is_unbilled() {
                to.index(UNBILLED, of_project.clone().signed(day));
            }
            to.index_with(BY_PROJECT, of_project.signed(-day), booked.clone());
            self.declare_sums(project, to);
        }
        if let (Some(ticket), Some(client)) = (self.ticket, self.client) {
            self.declare_ticket(ticket, client, booked, to);
        }
        if self.is_internal() {
            to.facet(CATEGORY, Key::new().text(&self.category.to_lowercase()));
        }
        to.facet(USER, Key::new().id(self.user));
        to.facet(BILLABLE, Key::new().byte(u8::from(self.billable)));
        if self.started.is_some() {
            to.index(RUNNING, Key::new().id(self.user));
        }
        if let Some(started) = self.started {
            if !self.asked_after {
                to.wake(started.plus(LONG), TIMER_LONG);
            }
            if let Some(at) = self.budget_ends {
                to.wake(at, TIMER_FULL);
            }
        }
        let minutes = i64::from(self.minutes);
        for task in self.task.into_iter().chain(self.parent) {
            let task = || Key::new().id(task);
            to.tally(TASK_MINUTES, task(), minutes);
            to.tally(TASK_PRICE, task(), self.price());
            to.tally(TASK_COST, task(), self.cost());
            if self.billed {
                to.tally(TASK_BILLED, task(), minutes);
            }
        }
        let person = Whose::Person(self.user.raw());
        let month = Month::of(self.day);
        to.figure(FIGURES, [person], (PRICED, month), self.price());
        to.figure(FIGURES, [person], (COSTED, month), self.cost());
        let department = self
            .departments
            .first()
            .map(|id| Whose::Department(id.raw()));
        let whose = [person].into_iter().chain(department);
        to.figure(FIGURES, whose, (LOGGED, Month::of(self.day)), minutes);
        to.tally(DAY_MINUTES, day_key(self.user, self.day), minutes);
    }

    fn declare_ticket(
        &self,
        ticket: Id<Ticket>,
        client: Id<Client>,
        booked: Vec<u8>,
        to: &mut Declares,
    ) {
        let day = i64::from(self.day.0);
        let (of_ticket, of_client) = (|| Key::new().id(ticket), || Key::new().id(client));
        to.facet(TICKET, of_ticket());
        to.index_with(BY_TICKET, of_ticket().signed(-day), booked.clone());
        to.index_with(BY_CLIENT, of_client().signed(-day), booked);
        if self.is_unbilled() {
            to.index(UNBILLED_OF_CLIENT, of_client().signed(day));
        }
        to.tally(TICKET_MINUTES, of_ticket(), i64::from(self.minutes));
        to.tally(TICKETS_PRICE, of_client(), self.price());
        to.tally(TICKETS_COST, of_client(), self.cost());
        to.tally(TICKETS_MINUTES, of_client(), i64::from(self.minutes));
    }

    fn declare_sums(&self, project: Id<Project>, to: &mut Declares) {
        let project = || Key::new().id(project);
        let minutes = i64::from(self.minutes);
        to.tally(PROJECT_MINUTES, project(), minutes);
        to.tally(PROJECT_PERSON, project().id(self.user), minutes);
        to.tally(PROJECT_PRICE, project(), self.price());
        to.tally(PROJECT_COST, project(), self.cost());
        if self.billable {
            to.tally(PROJECT_BILLABLE, project(), minutes);
        }
    }

    /// Whether it is there to be billed: by the hour, or with an agreement that covers it.
    pub fn is_unbilled(&self) -> bool {
        let done = self.started.is_none() && self.minutes > 0;
        done && self.billable && !self.billed && !self.counted
    }

    /// What it is billed at, in minutes times minor units an hour; nothing where it isn't billed or nobody said a rate.
    pub fn price(&self) -> i64 {
        let rate = self.rate.filter(|_| self.billable).unwrap_or_default();
        i64::from(self.minutes).saturating_mul(rate.0)
    }

    /// What it costs, likewise.
    pub fn cost(&self) -> i64 {
        i64::from(self.minutes).saturating_mul(self.cost_rate.unwrap_or_default().0)
    }

    pub fn stop(&mut self, at: Moment) -> Result<()> {
        let since = self
            .started
            .take()
            .ok_or_else(|| Error::conflict("This timer was stopped already."))?;
        let spent = (at.since(since).max(0) + MINUTE / 2) / MINUTE;
        self.minutes = u32::try_from(spent).unwrap_or(LONGEST).clamp(1, LONGEST);
        self.began = Some(since);
        (self.budget_ends, self.asked_after) = (None, false);
        Ok(())
    }
}

pub fn day_key(user: Id<User>, day: Day) -> Key {
    Key::new().id(user).signed(i64::from(day.0))
}

record!(TimeEntry, Kind::new(32, "time-entries", "TE").filing(8), view: VIEW_TIME);

/// The visitor's running timer.
pub fn running(visit: &Visit) -> Result<Option<TimeEntry>> {
    match visit.find_by(RUNNING, Key::new().number(visit.actor.person)) {
        Ok(entry) => Ok(Some(entry)),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Minutes booked on a task with its subtasks.
pub fn on_task(visit: &Visit, task: Id<Task>) -> Result<i64> {
    visit.tally::<TimeEntry>(TASK_MINUTES, Key::new().id(task))
}

/// Minutes of a task with its subtasks that stand on an invoice.
pub fn billed_on_task(visit: &Visit, task: Id<Task>) -> Result<i64> {
    visit.tally::<TimeEntry>(TASK_BILLED, Key::new().id(task))
}

/// Minutes booked on a ticket.
pub fn on_ticket(visit: &Visit, ticket: Id<Ticket>) -> Result<i64> {
    visit.tally::<TimeEntry>(TICKET_MINUTES, Key::new().id(ticket))
}

pub fn on_project(visit: &Visit, project: Id<Project>) -> Result<i64> {
    visit.tally::<TimeEntry>(PROJECT_MINUTES, Key::new().id(project))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_billed_counted_internal_or_runs_is_not_unbilled() {
        let open = TimeEntry {
            minutes: 30,
            billable: true,
            ..TimeEntry::default()
        };
        assert!(open.is_unbilled());
        for other in [
            TimeEntry {
                billed: true,
                ..open.clone()
            },
            TimeEntry {
                counted: true,
                ..open.clone()
            },
            TimeEntry {
                billable: false,
                ..open.clone()
            },
            TimeEntry {
                minutes: 0,
                ..open.clone()
            },
            TimeEntry {
                started: Some(Moment(1)),
                ..open.clone()
            },
        ] {
            assert!(!other.is_unbilled());
        }
    }

    #[test]
    fn a_timer_counts_rounded_minutes_and_forgets_nights() {
        let mut entry = TimeEntry {
            started: Some(Moment(0)),
            budget_ends: Some(Moment(5)),
            asked_after: true,
            ..TimeEntry::default()
        };
        entry.stop(Moment(90 * MINUTE + 31_000)).unwrap();
        assert_eq!((entry.minutes, entry.started), (91, None));
        assert_eq!(entry.began, Some(Moment(0)), "its bar keeps its place");
        assert_eq!((entry.budget_ends, entry.asked_after), (None, false));
        assert!(entry.stop(Moment(0)).is_err());
        let mut night = TimeEntry {
            started: Some(Moment(0)),
            ..TimeEntry::default()
        };
        night.stop(Moment(3000 * MINUTE)).unwrap();
        assert_eq!(night.minutes, LONGEST);
    }
}
