//! What the hours of a period went into, task by task.

use std::collections::BTreeMap;

use maud::{Markup, Render, html};

use super::counted::{CountedTime, IN_PERIOD};
use super::{period::Period, usage::Standing};
use crate::{
    base::{
        Day, Id, Result, if_found,
        language::{self, say},
        time,
    },
    data::{Key, Visit},
    features::{
        people::{Directory, User},
        projects::{Task, TimeEntry},
        quotes::sheet::dated,
    },
    said,
    ui::{prelude::*, sheet::SheetRow},
    web::link,
};

/// Time as it counts.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    task: Id<Task>,
    user: Id<User>,
    day: Day,
    minutes: u32,
}

impl Spent {
    fn entry(entry: &TimeEntry) -> Spent {
        Spent {
            task: entry.task,
            user: entry.user,
            day: entry.day,
            minutes: entry.minutes,
        }
    }

    fn counted(held: &CountedTime) -> Spent {
        Spent {
            task: held.task,
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

/// All that was spent on one task.
struct OnTask {
    minutes: i64,
    people: Vec<Id<User>>,
    first: Day,
    last: Day,
}

fn by_task(spent: &[Spent]) -> Vec<(Id<Task>, OnTask)> {
    let mut tasks: BTreeMap<Id<Task>, OnTask> = BTreeMap::new();
    for each in spent {
        let on = tasks.entry(each.task).or_insert(OnTask {
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
    let mut rows: Vec<(Id<Task>, OnTask)> = tasks.into_iter().collect();
    rows.sort_by_key(|(task, on)| (std::cmp::Reverse(on.minutes), *task));
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
    for (task, on) in by_task(spent) {
        sum += on.minutes;
        let Some(task) = if_found(visit.find(task))? else {
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
                    link(visit, task_ref(&task), task.title.as_str()),
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
    for (task, on) in by_task(spent) {
        let Some(task) = if_found(visit.find(task))? else {
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
            title: task.title,
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

fn task_ref(task: &Task) -> crate::data::Ref {
    crate::data::Record::as_ref(task)
}
