//! How busy a department is: each person's open estimates of the next two weeks against their working hours.

use maud::Markup;

use crate::{
    base::{Day, Id, Result, percent, time},
    data::Visit,
    features::{
        approvals::Approval,
        people::{Department, Directory, User},
        projects::{Task, ahead},
        settings::CurrentSettings,
    },
    ui::prelude::*,
};

/// Days looked ahead, and minutes a person has for tasks in a working day.
const AHEAD: i32 = 14;
/// The most that is told, and what is told of whoever isn't there and has something to do.
const MOST: u32 = 999;
pub(super) const DAY_MINUTES: i64 = 7 * 60;

#[derive(Debug, Clone)]
pub struct Load {
    pub person: Id<User>,
    pub name: String,
    /// Open estimates that fall due in the time, and what fits into it.
    pub minutes: i64,
    pub capacity: i64,
}

impl Load {
    pub fn percent(&self) -> u32 {
        let of_nothing = if self.minutes > 0 { MOST } else { 0 };
        percent::bar(self.minutes, self.capacity, MOST, of_nothing)
    }

    pub fn bar(&self) -> Markup {
        let percent = self.percent();
        let tone = match percent {
            0..75 => Tone::Info,
            75..=100 => Tone::Warning,
            _ => Tone::Danger,
        };
        let text = format!(
            "{} of {} h",
            time::hours(self.minutes),
            time::hours(self.capacity)
        );
        progress_toned(
            tone,
            percent,
            text,
            &format!("{}, load of two weeks", self.name),
        )
    }
}

/// What a task still takes of its assignee by the last day; tasks with subtasks are counted there.
fn remaining(task: &Task, last: Day) -> i64 {
    match task.due {
        Some(due) if due > last => 0,
        _ => task.left(),
    }
}

/// Somebody, by their name, with the tasks they have open.
pub(super) type OpenWork = (Id<User>, String, Vec<Task>);

/// The people of a department with what each has open.
pub(super) fn open_work(visit: &Visit, department: Id<Department>) -> Result<Vec<OpenWork>> {
    let names = Directory::of(visit)?;
    let mut all = Vec::new();
    for user in names
        .staff()
        .into_iter()
        .filter(|user| user.departments.contains(&department))
    {
        all.push((user.id, user.name.clone(), ahead::open_of(visit, user)?));
    }
    Ok(all)
}

/// The people of a department, the busiest first.
pub fn department_load(visit: &Visit, department: Id<Department>) -> Result<Vec<Load>> {
    let names = Directory::of(visit)?;
    let calendar = names.calendar(department, &CurrentSettings::of(visit)?.0.calendar());
    let last = visit.today() + AHEAD;
    let capacity = i64::from(calendar.between(visit.today(), last)) * DAY_MINUTES;
    let each = open_work(visit, department)?.into_iter();
    let mut loads: Vec<Load> = each
        .map(|(person, name, open)| Load {
            person,
            name,
            minutes: open.iter().map(|task| remaining(task, last)).sum(),
            capacity,
        })
        .collect();
    loads.sort_by_key(|load| -load.minutes);
    Ok(loads)
}

/// The same as the API gives it.
pub(super) fn as_json(visit: &Visit, approval: &Approval) -> Result<Vec<serde_json::Value>> {
    Ok(department_load(visit, approval.department)?
        .iter()
        .map(|load| {
            serde_json::json!({
                "person": load.person.to_string(), "name": load.name,
                "open_minutes": load.minutes, "capacity_minutes": load.capacity,
            })
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_left_and_due_counts() {
        let task = Task {
            estimate: Some(200),
            progress: 25,
            due: Some(Day(10)),
            ..Task::default()
        };
        assert_eq!(remaining(&task, Day(10)), 150);
        assert_eq!(remaining(&task, Day(9)), 0);
        assert_eq!(remaining(&Task { parts: 2, ..task }, Day(10)), 0);
    }
}
