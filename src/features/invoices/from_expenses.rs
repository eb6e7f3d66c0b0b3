//! Billing expenses beside time: what was approved as billable for a client and nobody has billed, and the lines that it
//! becomes, each at its net amount with the markup.

use super::{
    billed_expense::{BilledExpense, OF_EXPENSE},
    invoice::Invoice,
    line::{InvoiceLine, Source},
};
use crate::{
    base::{Error, Id, Result, if_found, text},
    data::{Change, Key, Record, Visit},
    features::{
        clients::Client,
        projects::{Expense, Project, UNBILLED_EXPENSES},
        quotes::Line,
    },
};

fn is_billable(expense: &Expense) -> bool {
    expense.billable && expense.status.counts()
}

/// What of a client's expenses nobody has billed, the oldest first, as far as the person sees it; and whether there is more.
///
/// # Errors
/// When the store can't be read.
pub fn unbilled(
    visit: &Visit,
    client: &Client,
    only: Option<Id<Project>>,
) -> Result<(Vec<Expense>, bool)> {
    let key = Key::new().id(client.id);
    let mut found: Vec<Expense> = visit.related(client, UNBILLED_EXPENSES, key, usize::MAX)?;
    found.retain(|expense| only.is_none_or(|only| expense.project == Some(only)));
    let more = found.len() > MOST_ENTRIES;
    found.truncate(MOST_ENTRIES);
    Ok((found, more))
}

/// Those that were chosen, if they are the client's and the person sees them.
///
/// # Errors
/// Beside `expenses`.
pub fn chosen(visit: &Visit, client: &Client, ids: &[Id<Expense>]) -> Result<Vec<Expense>> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let missing = || {
            Error::field(
                "expenses",
                format!("{id} is no expense of this client that you may see."),
            )
        };
        let expense: Expense = if_found(visit.find(*id))?.ok_or_else(missing)?;
        if expense.bills != Some(client.id) {
            return Err(missing());
        }
        found.push(expense);
    }
    Ok(found)
}

/// A line for each, behind those that are there; with the keys that they got.
pub fn add_lines(invoice: &mut Invoice, expenses: Vec<Expense>, tax: i64) -> Vec<(u32, Expense)> {
    let mut links = Vec::with_capacity(expenses.len());
    for expense in expenses {
        invoice.next_key += 1;
        invoice.lines.push(InvoiceLine {
            line: Line {
                title: text::shorten(&expense.title, 120),
                detail: crate::features::quotes::sheet::dated(expense.day),
                quantity: 1000,
                price: invoice.exchange.of_house(expense.price()),
                tax,
                ..Line::default()
            },
            key: invoice.next_key,
            source: Source::Expense,
        });
        links.push((invoice.next_key, expense));
    }
    links
}

/// Binds an expense to a line, as the expense is by now.
pub fn link(
    change: &mut Change<'_, '_>,
    invoice: &Invoice,
    line: u32,
    seen: &Expense,
) -> Result<()> {
    let reads = "an expense is billed as it is when it is billed, and once";
    let expense = change.unscoped(reads).load(seen.id)?;
    if expense.price() != seen.price() || expense.bills != seen.bills {
        return Err(Error::Stale);
    }
    if !is_billable(&expense) {
        return Err(Error::field(
            "expenses",
            format!("{} isn't approved and billable.", expense.id),
        ));
    }
    let key = Key::new().id(expense.id);
    let held = change
        .unscoped(reads)
        .by_unique::<BilledExpense>(OF_EXPENSE, key)?;
    if let Some(held) = held {
        return Err(Error::field(
            "expenses",
            format!("{} is billed on {} already.", expense.id, held.invoice),
        ));
    }
    change.insert(BilledExpense {
        expense: expense.id,
        client: invoice.client,
        invoice: invoice.id,
        line,
        price: expense.price(),
        ..BilledExpense::default()
    })?;
    change.about(expense.as_ref());
    Ok(())
}

/// Entries that one invoice takes, and that the screen shows at once.
pub const MOST_ENTRIES: usize = 500;
