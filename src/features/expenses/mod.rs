//! Expenses: what people spend for projects, clients and the house, from the receipt to the money back.
//!
//! Record: `Expense` (declared with the project whose budget it counts in). Actions: see, write, edit, throw away, submit,
//! reimburse; the answer is an approval like any other (`approvals`). Pages: the list, one expense with its receipt, the form.
//!
//! Rules: an expense is its person's while it is a draft or came back; what is submitted stays as it is, for Undo as well;
//! nobody decides on their own, unless a rule of the house lets them, or pays it back. Once somebody said yes it counts in the budget of its project, without its tax, and what is
//! billable stands among what an invoice can bill (`invoices`), with its markup, once.

mod actions;
mod approval;
mod commands;
mod day;
mod demo;
mod entity;
mod forms;
mod list;
mod notices;
mod ops;
mod pages;
mod query;
mod reports;
mod routes;
pub mod sums;

use crate::{
    data::KindInfo,
    features::{Commands, Demo, Feature, Start, clients::Client, projects::Project},
    ui::icon::Icon,
    web::NavItem,
};

pub use crate::features::projects::{
    Expense, ExpenseCategory, ExpenseStatus, PaidBy, Receipt, VIEW_EXPENSES as VIEW,
};
pub use actions::*;
pub use forms::{ExpenseForm, Reimburse};
pub use notices::REIMBURSED;
pub use ops::{attach, create, delete, edit, recall, reimburse, submit};
pub use query::ExpenseQuery;

pub fn feature() -> Feature {
    Feature {
        name: "expenses",
        notices: &[&REIMBURSED],
        kinds: vec![KindInfo::entity::<Expense>()],
        actions: &[VIEW, EXPORT, CREATE, EDIT, DELETE, SUBMIT, REIMBURSE],
        approvable: &[approval::EXPENSE],
        routes: routes::routes(),
        commands: vec![
            Commands::of::<Project>(commands::of_project),
            Commands::of::<Client>(commands::of_client),
            Commands::of::<Expense>(commands::of_expense),
        ],
        starts: &[Start {
            title: "New expense",
            href: "/expenses/new",
            action: CREATE,
            takes: Some("title"),
        }],
        nav: vec![NavItem {
            section: "Work",
            label: "Expenses",
            icon: Icon::Invoice,
            href: "/expenses",
            action: VIEW,
            go: Some('r'),
            count: None,
            hot: false,
        }],
        day: vec![day::DAY],
        demo_after: Some(Demo {
            by: "project-manager",
            make: demo::make,
        }),
        reports: vec![reports::REPORTS],
        ..Feature::default()
    }
}
