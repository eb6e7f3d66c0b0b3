//! What a demonstration has of expenses: a draft, one that waits for an answer, and what projects were spent for.

use super::{ExpenseCategory, ExpenseForm, PaidBy, actions::CREATE, ops};
use crate::{
    base::{Money, Result},
    data::{Key, Query, Visit},
    features::projects::{BY_FINISH, Project},
};

/// What was spent: for what, of which category, in minor units with its tax, and whether it is billed and submitted.
const SPENT: [(&str, ExpenseCategory, i64, i64, bool, bool); 4] = [
    (
        "Stock photographs for the start page",
        ExpenseCategory::Stock,
        8_925,
        1_900,
        true,
        true,
    ),
    (
        "Train to the kick-off",
        ExpenseCategory::Travel,
        6_420,
        700,
        true,
        true,
    ),
    (
        "Font licence, a year",
        ExpenseCategory::Software,
        14_280,
        1_900,
        true,
        false,
    ),
    (
        "Coffee for the workshop",
        ExpenseCategory::Meals,
        2_380,
        700,
        false,
        true,
    ),
];

pub fn make(visit: &Visit) -> Result<()> {
    if !visit.may_somewhere(&CREATE) {
        return Ok(());
    }
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).limit(2);
    let projects = visit.list::<Project>(open)?.rows;
    for (place, (title, category, amount, tax, billable, submitted)) in
        SPENT.into_iter().enumerate()
    {
        let project = projects.get(place % 2).map(|project| project.id);
        let id = ops::create(
            visit,
            ExpenseForm {
                title: title.into(),
                day: None,
                category,
                amount: Money(amount),
                tax,
                project,
                client: None,
                billable: billable && project.is_some(),
                markup: if billable { 1_000 } else { 0 },
                paid_by: match place {
                    2 => PaidBy::House,
                    _ => PaidBy::Person,
                },
                note: String::new(),
                version: None,
            },
            None,
        )?;
        if submitted {
            ops::submit(visit, id)?;
        }
    }
    Ok(())
}
