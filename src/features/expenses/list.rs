//! Expenses in rows: one's own, and of everybody one leads or pays back.

use maud::html;

use super::{
    Expense, ExpenseCategory, ExpenseStatus, PaidBy,
    actions::{CREATE, EXPORT},
    query::ExpenseQuery,
};
use crate::{
    access::Action,
    base::{Choice, Money, Result, if_found},
    data::{Key, Query, Visit, Word},
    features::{
        approvals::APPROVE,
        clients::Client,
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        projects::{EXPENSES, EXPENSES_BY_STATUS, EXPENSES_OWED_SUM, Project},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// Where those that wait are decided, several at once.
const DECIDE_AT: &str = "/approvals?view=list&kind=expense";

fn key(status: ExpenseStatus) -> Key {
    Key::new().byte(status.code())
}

fn count_of(visit: &Visit, status: ExpenseStatus) -> Result<Totals> {
    let query = Query::<Expense>::by(EXPENSES_BY_STATUS).under(key(status));
    Totals::tallied(visit, (EXPENSES, key(status)), &query)
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let may_write = visit.may_somewhere(&CREATE);
    let nothing = |title: &str, words: &str| Empty::quiet(title, words);
    let mut tabs = vec![
        ListTab::new("All", ""),
        ListTab::new("Mine", "user=me").nothing(nothing(
            "No expenses of yours yet",
            "What you spend for a project, a client or the house comes here, the newest day first.",
        )),
    ];
    for (status, words) in [
        (
            ExpenseStatus::Submitted,
            "What people submit comes here until somebody has decided on it.",
        ),
        (
            ExpenseStatus::Approved,
            "What was approved comes here. What people paid themselves stays until they have it back.",
        ),
        (
            ExpenseStatus::Reimbursed,
            "What people have back comes here.",
        ),
    ] {
        let tab = ListTab::new(status.label(), format!("status={}", status.key()));
        let title = format!("Nothing is {}", status.label().to_lowercase());
        tabs.push(
            tab.count(Some(count_of(visit, status)?))
                .nothing(nothing(&title, words)),
        );
    }
    let frame = Frame {
        head: html! {
            (Head::new("Expenses").actions(html! {
                @if visit.may_somewhere(&APPROVE) { (Button::link("Decide on several", DECIDE_AT).icon(Icon::Approve)) }
                @if may_write { (Button::link("New expense", "/expenses/new").primary().icon(Icon::Plus).key("c")) }
            }))
        },
        tabs,
        find: "Find by what it was for",
        nothing: html! {
            (Empty::first("No expenses yet", "Write what you spent, photograph the receipt and submit it. What is billable goes on the client’s next invoice.")
                .actions(html! { @if may_write { (Button::link("New expense", "/expenses/new").primary()) } }))
        },
        ..Frame::default()
    };
    lists::page::<Expense>(visit, request, frame)
}

fn yes_no() -> Vec<Word> {
    vec![("yes", "Yes"), ("no", "No")]
}

/// What it is for, as far as the person may see that.
pub fn purpose(visit: &Visit, expense: &Expense) -> Result<String> {
    if let Some(id) = expense.project {
        let project: Option<Project> = if_found(visit.find(id))?;
        return Ok(project.map_or_else(|| id.to_string(), |project| project.title));
    }
    let Some(id) = expense.bills else {
        return Ok("Internal".into());
    };
    let client: Option<Client> = if_found(visit.find(id))?;
    Ok(client.map_or_else(|| id.to_string(), |client| client.name))
}

impl Listed for Expense {
    type Asked = ExpenseQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::choice::<ExpenseStatus>("status", "Status"),
        Filter::choice::<ExpenseCategory>("category", "Category"),
        Filter::choice::<PaidBy>("paid_by", "Paid by"),
        Filter::people("user", "Person"),
        Filter::record::<Project>("project", "Project"),
        Filter::record::<Client>("client", "Client"),
        Filter::words("billable", "Billable", yes_no),
        Filter::day("from", "From"),
        Filter::day("until", "Until"),
    ];
    const SUMMED: Option<&'static str> = Some("amount");

    fn columns() -> Vec<Shown<Expense>> {
        vec![
            Shown::<Expense>::new("status", "Status", |_, expense| {
                Ok(badge(expense.status.tone(), expense.status.label()))
            }),
            Shown::<Expense>::new("user", "Person", |around, expense| {
                Ok(who_first(around.names.name(expense.user)))
            }),
            Shown::<Expense>::new("category", "Category", |_, expense| {
                Ok(html! { (expense.category.label()) })
            }),
            Shown::<Expense>::new("day", "Day", |around, expense| {
                Ok(html! { (expense.day.show(around.visit.today())) })
            }),
            Shown::<Expense>::new("amount", "Amount", |around, expense| {
                Ok(html! { (expense.amount.show(around.currency)) })
            })
            .number(),
            Shown::<Expense>::new("price", "Billed at", |around, expense| {
                Ok(html! { @if expense.billable { (expense.price().show(around.currency)) } })
            })
            .number(),
            Shown::<Expense>::new("receipt", "Receipt", |_, expense| {
                Ok(html! { @if expense.receipt.is_none() { (Badge::new(Tone::Stone, "None").bare()) } })
            })
            .on_choice(),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let purpose = purpose(around.visit, self)?;
        Ok(Named::new(
            format!("/expenses/{}", self.id),
            &self.title,
            purpose,
        ))
    }

    fn query(visit: &Visit, asked: &ExpenseQuery) -> Result<Option<Query<Expense>>> {
        asked.query(visit).map(Some)
    }

    fn value(&self) -> Money {
        self.amount
    }

    fn counted(visit: &Visit, filter: &str, value: &str) -> Result<Option<Totals>> {
        match ExpenseStatus::from_key(value).filter(|_| filter == "status") {
            Some(status) => count_of(visit, status).map(Some),
            None => Ok(None),
        }
    }
}

/// What people have to get back, as far as a tally can answer this person.
pub fn owed(visit: &Visit) -> Result<Option<Money>> {
    let sum = visit.total::<Expense>(EXPENSES_OWED_SUM, Key::new())?;
    Ok(sum.map(Money))
}
