//! Expenses in a day: what came back to whoever wrote it, and what is to be paid back. Whoever decides has it with all that
//! waits for their yes.

use super::{
    Expense, ExpenseStatus, VIEW,
    actions::{REIMBURSE, SUBMIT},
    list::owed,
};
use crate::{
    base::{Moment, Result},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, own},
        people::Directory,
        projects::{EXPENSES_BY_STATUS, EXPENSES_OWED},
        settings::CurrentSettings,
    },
    ui::prelude::*,
};

/// Of what has to be paid back, the oldest first.
const LOOKED_AT: usize = 50;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.lists::<Expense>(visit),
};

fn within(status: ExpenseStatus) -> Query<Expense> {
    Query::by(EXPENSES_BY_STATUS)
        .under(Key::new().byte(status.code()))
        .limit(SHOWN)
}

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    if visit.may_somewhere(&SUBMIT) {
        for expense in visit
            .list::<Expense>(own(within(ExpenseStatus::Returned)))?
            .rows
        {
            if expense.user.raw() != visit.actor.person {
                continue;
            }
            let href = format!("/expenses/{}", expense.id);
            let line = Line::new(
                Part::Today,
                expense.id.as_ref(),
                href.as_str(),
                expense.title.as_str(),
            );
            day.line(
                line.mark(icon(Icon::Invoice))
                    .why([expense.amount.show(currency), expense.reason.clone()])
                    .when(Tone::Warning, "came back")
                    .by(expense.decided_at.unwrap_or(visit.at))
                    .deed(Deed::open("Mend", href)),
            );
        }
    }
    if !visit.may_somewhere(&REIMBURSE) {
        return Ok(());
    }
    let names = Directory::of(visit)?;
    // What is theirs somebody else pays back, and must not hide what others wait for.
    let owed_to_all = Query::<Expense>::by(EXPENSES_OWED).with(REIMBURSE);
    let approved = visit.list(owed_to_all.limit(LOOKED_AT))?;
    let others = approved
        .rows
        .into_iter()
        .filter(|expense| expense.user.raw() != visit.actor.person);
    for expense in others.take(SHOWN) {
        let href = format!("/expenses/{}", expense.id);
        let line = Line::new(
            Part::Next,
            expense.id.as_ref(),
            href.as_str(),
            expense.title.as_str(),
        );
        let since = expense.decided_at.unwrap_or(expense.created_at);
        day.line(
            line.mark(icon(Icon::Invoice))
                .why([
                    names.name(expense.user).to_owned(),
                    expense.amount.show(currency),
                ])
                .when(
                    Tone::Stone,
                    format!("approved {}", since.show(visit.at, &visit.tz)),
                )
                .by(Moment::at(expense.day, 0, &visit.tz))
                .deed(Deed::open("Reimburse", href)),
        );
    }
    if let Some(sum) = owed(visit)?.filter(|sum| sum.0 > 0) {
        day.number(Number::new(
            62,
            "Expenses to pay back",
            sum.show(currency),
            "/expenses?status=approved&paid_by=person",
        ));
    }
    Ok(())
}
