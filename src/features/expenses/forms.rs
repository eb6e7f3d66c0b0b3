//! What people may submit about expenses.

use super::{Expense, ExpenseCategory, PaidBy};
use crate::{
    base::{
        Choice, Day, Id, Money, Unit,
        money::{self, Currency},
    },
    features::{clients::Client, projects::Project},
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

/// The most that is added to an expense: ten times of it.
const MOST_MARKUP: i64 = 100_000;

#[derive(Debug, Clone)]
pub struct ExpenseForm {
    pub title: String,
    /// None: today.
    pub day: Option<Day>,
    pub category: ExpenseCategory,
    pub amount: Money,
    /// In basis points, as the markup.
    pub tax: i64,
    pub project: Option<Id<Project>>,
    pub client: Option<Id<Client>>,
    pub billable: bool,
    pub markup: i64,
    pub paid_by: PaidBy,
    pub note: String,
    pub version: Option<u64>,
}

impl Form for ExpenseForm {
    fn read(f: &mut Reader) -> Self {
        let amount = f.money("amount", "Amount", Required);
        if amount.is_some_and(|amount| amount <= Money::ZERO) {
            f.problem("amount", "Amount should be more than nothing.");
        }
        let mut share = |name: &str, label: &str, most: i64| {
            let typed = f.decimal(name, label, Optional, Unit::BasisPoints, 0..=most);
            typed.unwrap_or_default()
        };
        let (tax, markup) = (
            share("tax", "Tax", 10_000),
            share("markup", "Markup", MOST_MARKUP),
        );
        let day = f.usual("day");
        ExpenseForm {
            title: f.text("title", "What it was for", Required, 120),
            day: f.day("day", "Day", day),
            category: f
                .choice("category", "Category", Required)
                .unwrap_or_default(),
            amount: amount.unwrap_or_default(),
            tax,
            project: f.id("project", "Project", Optional),
            client: f.id("client", "Client", Optional),
            billable: f.flag("billable", "Billable"),
            markup,
            paid_by: f.choice_or_usual("paid_by", "Paid by"),
            note: f.text("note", "Note", Optional, 500),
            version: f.version(),
        }
    }
}

impl ExpenseForm {
    pub fn of(expense: &Expense, currency: Currency) -> Filled<ExpenseForm> {
        let number = |id: Option<String>| id.unwrap_or_default();
        let mut values = vec![
            ("title", expense.title.clone()),
            ("day", expense.day.iso()),
            ("category", expense.category.key().to_owned()),
            ("amount", expense.amount.input(currency)),
            ("tax", money::percent(expense.tax)),
            ("project", number(expense.project.map(|id| id.to_string()))),
            ("client", number(expense.client.map(|id| id.to_string()))),
            ("markup", money::percent(expense.markup)),
            ("paid_by", expense.paid_by.key().to_owned()),
            ("note", expense.note.clone()),
            ("version", expense.version.to_string()),
        ];
        if expense.billable {
            values.push(("billable", "on".into()));
        }
        Filled::blank(&values)
    }
}

/// On which day the money went back; None: today.
#[derive(Debug, Clone, Default)]
pub struct Reimburse {
    pub day: Option<Day>,
    pub version: Option<u64>,
}

impl Form for Reimburse {
    fn read(f: &mut Reader) -> Self {
        Reimburse {
            day: f.day("day", "Day", Optional),
            version: f.version(),
        }
    }
}
