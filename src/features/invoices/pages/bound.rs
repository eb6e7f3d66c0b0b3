//! What stands on the lines of an invoice: time, expenses, milestones and what was paid late, each leading to its own page for
//! whoever sees it.

use std::collections::HashMap;

use maud::{Markup, html};

use super::super::{
    billed::{self, BilledTime},
    billed_expense::{self, BilledExpense},
    invoice::Invoice,
    items,
    late::{self, LateCharge},
    milestone::{self, BilledMilestone},
};
use crate::{
    base::{Id, Result, if_found, text, time},
    data::{Key, Visit},
    features::projects::{Expense, Milestone, Project, Task, TimeEntry, WorkOn},
    ui::prelude::*,
    web::link,
};

/// Of each kind, at most.
const SHOWN: usize = 200;

/// Which items of quotes milestones make, each looked up once.
#[derive(Default)]
struct Made(HashMap<u64, Markup>);

impl Made {
    fn item(&mut self, visit: &Visit, id: Id<Milestone>) -> Result<Markup> {
        if let Some(known) = self.0.get(&id.raw()) {
            return Ok(known.clone());
        }
        let found: Option<Milestone> = if_found(visit.find(id))?;
        let said = match found {
            Some(held) => {
                let price = milestone::price_of(visit, &held)?;
                let project: Option<Project> =
                    visit.follow(&held, |held: &Milestone| held.project)?;
                let quote = match &project {
                    Some(project) => milestone::seen_quote(visit, project)?,
                    None => None,
                };
                items::of_price(quote.as_ref(), Some(&price))
            }
            None => html! {},
        };
        self.0.insert(id.raw(), said.clone());
        Ok(said)
    }
}

/// Nothing where no line bills anything that is kept elsewhere.
///
/// # Errors
/// When the store can't be read.
pub fn section(visit: &Visit, invoice: &Invoice) -> Result<Markup> {
    let key = || Key::new().id(invoice.id);
    let today = visit.today();
    let mut rows: Vec<(u32, Markup)> = Vec::new();
    let mut made = Made::default();
    let time: Vec<BilledTime> = visit.related(invoice, billed::ON_INVOICE, key(), SHOWN)?;
    for held in &time {
        let minutes = time::minutes(i64::from(held.minutes));
        let entry: Option<TimeEntry> = if_found(visit.find(held.entry))?;
        let task: Option<Task> = match &entry {
            Some(TimeEntry { task: Some(id), .. }) => if_found(visit.find(*id))?,
            _ => None,
        };
        let on = entry.as_ref().map(TimeEntry::on);
        let whole = match on.filter(|on| !matches!(on, WorkOn::Task(_))) {
            Some(on) => on.record().zip(on.title(visit)?),
            None => None,
        };
        let day = entry.map(|entry| entry.day.show(today)).unwrap_or_default();
        let row = match (&task, &whole) {
            (Some(task), _) => {
                let of = made.item(visit, task.milestone)?;
                html! { (link(visit, task.id.as_ref(), task.title.as_str())) " " span class="dim" { (day) ", " (minutes) } " " (of) }
            }
            (None, Some((whole, title))) => {
                html! { (link(visit, *whole, title.as_str())) " " span class="dim" { (day) ", " (minutes) } }
            }
            (None, None) => html! { "Time " span class="dim" { (minutes) } },
        };
        rows.push((held.line, row));
    }
    let spent: Vec<BilledExpense> =
        visit.related(invoice, billed_expense::ON_INVOICE, key(), SHOWN)?;
    for held in &spent {
        let expense: Option<Expense> = if_found(visit.find(held.expense))?;
        let title = expense.map_or_else(|| "An expense".to_owned(), |expense| expense.title);
        rows.push((held.line, link(visit, held.expense.as_ref(), title)));
    }
    let reached: Vec<BilledMilestone> =
        visit.related(invoice, milestone::ON_INVOICE, key(), SHOWN)?;
    for held in &reached {
        let milestone: Option<Milestone> = if_found(visit.find(held.milestone))?;
        let title = milestone.map_or_else(|| "A milestone".to_owned(), |held| held.title);
        let of = made.item(visit, held.milestone)?;
        for line in &held.lines {
            let to = link(visit, held.milestone.as_ref(), title.as_str());
            rows.push((*line, html! { (to) " " (of) }));
        }
    }
    let charged: Vec<LateCharge> = visit.related(invoice, late::ON_INVOICE, key(), SHOWN)?;
    for held in &charged {
        let late: Option<Invoice> = if_found(visit.find(held.of))?;
        let called = late.map_or_else(|| "An invoice".to_owned(), |late| late.called());
        for line in &held.lines {
            rows.push((*line, link(visit, held.of.as_ref(), called.as_str())));
        }
    }
    if rows.is_empty() {
        return Ok(html! {});
    }
    let of = |key: u32| rows.iter().filter(move |(line, _)| *line == key);
    Ok(html! {
        (Section::new("What its lines bill", html! {
            @for line in &invoice.lines {
                @let count = of(line.key).count();
                @if count > 0 {
                    details {
                        summary { (line.line.title) " " span class="dim" { (text::count(count, "record", "records")) } }
                        ul class="list" { @for (_, row) in of(line.key) { li { (row) } } }
                    }
                }
            }
        }))
    })
}
