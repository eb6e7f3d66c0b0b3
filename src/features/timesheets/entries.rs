//! The entries of a week.

use super::timesheet::Timesheet;
use crate::{
    base::{Result, time},
    data::{Key, Query, Visit},
    features::projects::{ENTRIES_BY_DAY, ENTRY_USER, TimeEntry},
    ui::prelude::*,
    web::link,
};
use maud::{Markup, html};

/// What was done in a week, day by day: on its own page, and beside the question about it.
pub fn entries(visit: &Visit, sheet: &Timesheet) -> Result<Markup> {
    let today = visit.today();
    let mut rows = Vec::new();
    for entry in of_week(visit, sheet)? {
        // Whoever sees the hours doesn't see all that they were for.
        let on = entry.on();
        let title = on.title(visit)?.unwrap_or_else(|| on.to_string());
        let below = on.below(&entry.work_of(visit)?).to_owned();
        let work = match on.record() {
            Some(work) => html! { (link(visit, work, title)) },
            None => html! { span { (title) } },
        };
        rows.push(
            Row::new()
                .cell(entry.day.show(today))
                .cell(html! { span class="two-line" { (work) span { (below) } } })
                .dim(entry.note.as_str())
                .cell(
                    html! { @if !entry.billable { (Badge::new(Tone::Stone, "Not billable").bare()) } },
                )
                .number(link(
                    visit,
                    entry.id.as_ref(),
                    time::minutes(i64::from(entry.minutes)),
                )),
        );
    }
    Ok(html! {
        @if rows.is_empty() {
            (Empty::quiet("No time in this week", "Nothing was logged, or you don't see the entries themselves.").plain())
        } @else {
            div class="scroll" {
                (Table::rows()
                    .caption("What was done in the week")
                    .column(Column::new("Day"))
                    .column(Column::new("Work"))
                    .column(Column::new("What was done"))
                    .column(Column::unseen("Billable"))
                    .column(Column::number("Time"))
                    .body(rows))
            }
        }
    })
}

/// The entries of a week, as far as the visitor sees them.
pub fn of_week(visit: &Visit, sheet: &Timesheet) -> Result<Vec<TimeEntry>> {
    let day = |offset: i32| Key::new().signed(i64::from((sheet.week + offset).0));
    let query = Query::by(ENTRIES_BY_DAY)
        .from(day(0))
        .until(day(7))
        .any(ENTRY_USER, [Key::new().id(sheet.user)])
        .limit(MOST);
    Ok(visit.list::<TimeEntry>(query)?.rows)
}

/// Entries of one week that are shown.
pub const MOST: usize = 400;
