//! What a list of expenses may be asked for, by its page, the API and the copy as CSV alike.

use super::{Expense, ExpenseCategory, ExpenseStatus, PaidBy};
use crate::{
    base::{Choice, Day, Id, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{
        clients::Client,
        people::Whom,
        projects::{
            EXPENSE_BILLABLE, EXPENSE_CATEGORY, EXPENSE_CLIENT, EXPENSE_PAID_BY, EXPENSE_PROJECT,
            EXPENSE_STATUS, EXPENSE_USER, EXPENSES_BY_DAY, Project,
        },
    },
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ExpenseQuery {
    /// Any of these, likewise of the next five.
    pub statuses: Vec<ExpenseStatus>,
    pub paid_by: Vec<PaidBy>,
    pub categories: Vec<ExpenseCategory>,
    pub users: Vec<Whom>,
    pub projects: Vec<Id<Project>>,
    pub clients: Vec<Id<Client>>,
    /// Only what is billed, or only what isn't.
    pub billable: Option<bool>,
    /// Both days are of it.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub words: String,
    pub by_number: bool,
}

impl Form for ExpenseQuery {
    fn read(f: &mut Reader) -> Self {
        ExpenseQuery {
            statuses: f.choices("status", "Status", Optional),
            paid_by: f.choices("paid_by", "Paid by", Optional),
            categories: f.choices("category", "Category", Optional),
            users: Whom::all(f, "user", "Person"),
            projects: f.ids("project", "Project"),
            clients: f.ids("client", "Client"),
            billable: f
                .word("billable", "Billable", &["yes", "no"])
                .map(|said| said == "yes"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            words: f.text("q", "Words of what it was for", Optional, 200),
            by_number: f.by_number(&["from", "until"]),
        }
    }
}

impl ExpenseQuery {
    /// What one's grant covers, the newest day first.
    ///
    /// # Errors
    /// When a project or a client that is asked for isn't there for this person.
    pub fn query(&self, visit: &Visit) -> Result<Query<Expense>> {
        for id in &self.projects {
            visit.find(*id)?;
        }
        for id in &self.clients {
            visit.find(*id)?;
        }
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(EXPENSES_BY_DAY).descending(true),
        };
        if !self.by_number {
            if let Some(from) = self.from {
                query = query.from(day(from));
            }
            if let Some(until) = self.until {
                query = query.until(day(until + 1));
            }
        }
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            query = query.any(
                EXPENSE_STATUS,
                statuses.map(|held| Key::new().byte(held.code())),
            );
        }
        if !self.paid_by.is_empty() {
            let held = self.paid_by.iter();
            query = query.any(
                EXPENSE_PAID_BY,
                held.map(|held| Key::new().text(held.key())),
            );
        }
        if !self.categories.is_empty() {
            let held = self.categories.iter();
            query = query.any(
                EXPENSE_CATEGORY,
                held.map(|held| Key::new().text(held.key())),
            );
        }
        if !self.projects.is_empty() {
            let projects = self.projects.iter().map(|id| Key::new().id(*id));
            query = query.any(EXPENSE_PROJECT, projects);
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter().map(|id| Key::new().id(*id));
            query = query.any(EXPENSE_CLIENT, clients);
        }
        if let Some(billable) = self.billable {
            query = query.facet(EXPENSE_BILLABLE, Key::new().byte(u8::from(billable)));
        }
        if !self.users.is_empty() {
            let users = self.users.iter().map(|user| user.key(visit));
            query = query
                .any(EXPENSE_USER, users)
                .near(Whom::place(&self.users, visit));
        }
        Ok(query.words(&self.words))
    }
}
