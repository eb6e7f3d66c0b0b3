//! What the hours of a period went into, task by task; work on a project as a whole, and on a ticket, is a row of its own.

use std::collections::BTreeMap;

use maud::{Markup, Render, html};

use super::counted::{CountedTime, IN_PERIOD};
use super::{period::Period, usage::Standing};
use crate::{
    base::{
        Day, Id, Result,
        language::{self, say},
        time,
    },
    data::{Key, Visit},
    features::{
        people::{Directory, User},
        projects::{TimeEntry, WorkOn},
        quotes::sheet::dated,
    },
    said,
    ui::{prelude::*, sheet::SheetRow},
    web::link,
};

/// Time as it counts.
#[derive(Debug, Clone)]
pub struct Spent {
    on: WorkOn,
    user: Id<User>,
    day: Day,
    minutes: u32,
}

impl Spent {
    fn entry(entry: &TimeEntry) -> Spent {
        Spent {
            on: entry.on(),
            user: entry.user,
            day: entry.day,
            minutes: entry.minutes,
        }
    }

    fn counted(held: &CountedTime) -> Spent {
        Spent {
            on: WorkOn::of(held.task, held.matter(), ""),
            user: held.user,
            day: held.day,
            minutes: held.minutes,
        }
    }
}

/// What counts in a period: as it stands now, or as it was counted.
///
/// # Errors
/// When the store can't be read.
pub fn spent(visit: &Visit, period: &Period, open: Option<&Standing>) -> Result<Vec<Spent>> {
    if let Some(open) = open {
        return Ok(open.entries.iter().map(Spent::entry).collect());
    }
    let key = Key::new().id(period.id);
    let held: Vec<CountedTime> = visit.related(period, IN_PERIOD, key, usize::MAX)?;
    Ok(held.iter().map(Spent::counted).collect())
}

/// All that was spent on one task, one ticket, or one project as a whole.
struct Together {
    minutes: i64,
    people: Vec<Id<User>>,
    first: Day,
    last: Day,
}

fn by_work(spent: &[Spent]) -> Vec<(WorkOn, Together)> {
    let mut works: BTreeMap<WorkOn, Together> = BTreeMap::new();
    for each in spent {
        let on = works.entry(each.on.clone()).or_insert(Together {
            minutes: 0,
            people: Vec::new(),
            first: each.day,
            last: each.day,
        });
        on.minutes += i64::from(each.minutes);
        on.first = on.first.min(each.day);
        on.last = on.last.max(each.day);
        if !on.people.contains(&each.user) {
            on.people.push(each.user);
        }
    }
    let mut rows: Vec<(WorkOn, Together)> = works.into_iter().collect();
    rows.sort_by(|one, other| {
        let most = other.1.minutes.cmp(&one.1.minutes);
        most.then_with(|| one.0.cmp(&other.0))
    });
    rows
}

/// The table of it; work on tasks that the person doesn't see is one row without a name.
///
/// # Errors
/// When the store can't be read.
pub fn table(visit: &Visit, spent: &[Spent], total: &str) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let mut rows = Vec::new();
    let (mut other, mut sum) = (0, 0);
    for (work, on) in by_work(spent) {
        sum += on.minutes;
        let Some(title) = work.title(visit)? else {
            other += on.minutes;
            continue;
        };
        let people: Vec<&str> = on.people.iter().map(|id| names.name(*id)).collect();
        let days = match on.first == on.last {
            true => on.first.brief(today),
            false => format!("{} to {}", on.first.brief(today), on.last.brief(today)),
        };
        rows.push(
            Row::new()
                .name(two_line(
                    match work.record() {
                        Some(work) => html! { (link(visit, work, title.as_str())) },
                        None => html! { (title) },
                    },
                    days,
                ))
                .cell(people.join(", "))
                .number(time::minutes(on.minutes)),
        );
    }
    if other > 0 {
        rows.push(
            Row::new()
                .name("Other work")
                .cell("")
                .number(time::minutes(other)),
        );
    }
    if rows.is_empty() {
        return Ok(html! { p class="mute" { "No time yet." } });
    }
    Ok(Table::rows()
        .caption("What the hours went into")
        .columns([
            Column::new("Work"),
            Column::new("Who"),
            Column::number("Time"),
        ])
        .body(rows)
        .foot(html! { tr { th scope="row" colspan="2" { (total) } td class="num" { (time::minutes(sum)) } } })
        .render())
}

/// The same for a paper that leaves the house, in the language that is spoken: it names nobody.
///
/// # Errors
/// When the store can't be read.
pub fn printed(visit: &Visit, spent: &[Spent]) -> Result<Vec<SheetRow>> {
    let mut rows = Vec::new();
    let mut other = 0;
    for (work, on) in by_work(spent) {
        let Some(title) = work.title(visit)? else {
            other += on.minutes;
            continue;
        };
        let days = match on.first == on.last {
            true => dated(on.first),
            false => said!(
                "project-from-to",
                from = dated(on.first),
                until = dated(on.last)
            ),
        };
        rows.push(SheetRow {
            title,
            below: vec![days],
            amount: language::minutes(on.minutes),
        });
    }
    if other > 0 {
        rows.push(SheetRow {
            title: say("paper-other-work").into(),
            below: Vec::new(),
            amount: language::minutes(other),
        });
    }
    Ok(rows)
}
