//! What somebody still has to do in the weeks ahead: what is left of the estimates of their open tasks.

use super::{TASKS_BY_ASSIGNEE, Task, task::AHEAD};
use crate::{
    base::{Day, Result, time},
    data::{Key, Query, Visit},
    features::people::User,
};

/// What `Ahead::words` says.
pub const WORDS: &str = "Hours due this week and the next";

/// Open tasks looked at for one person; more than this is too much whatever they weigh.
const MOST: usize = 100;

/// Minutes that are left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ahead {
    /// Due by the end of this week, late or without a day.
    pub this_week: i64,
    pub next_week: i64,
}

/// What the row of an open task says: when it is due, and the minutes that are left of it.
pub(super) fn row(task: &Task) -> Vec<u8> {
    let due = task.due.map_or(NO_DAY, |day| day.0);
    let left = u32::try_from(task.left()).unwrap_or(u32::MAX);
    [due.to_be_bytes(), left.to_be_bytes()].concat()
}

fn read_row(row: &[u8]) -> Option<(Option<Day>, i64)> {
    let (due, left) = row.split_first_chunk::<4>()?;
    let due = Some(i32::from_be_bytes(*due)).filter(|due| *due != NO_DAY);
    let left = u32::from_be_bytes(left.try_into().ok()?);
    Some((due.map(Day), i64::from(left)))
}

const NO_DAY: i32 = i32::MIN;

impl Ahead {
    fn add(&mut self, due: Option<Day>, left: i64, today: Day) {
        let next = today + (7 - i32::from(today.weekday()));
        match due {
            Some(due) if due >= next + 7 => {}
            Some(due) if due >= next => self.next_week += left,
            _ => self.this_week += left,
        }
    }

    /// `12 + 20 h`
    pub fn words(self) -> String {
        match self {
            Ahead {
                this_week: 0,
                next_week: 0,
            } => "nothing due".to_owned(),
            _ => format!(
                "{} + {} h",
                time::hours(self.this_week),
                time::hours(self.next_week)
            ),
        }
    }
}

/// Somebody's open tasks, also those that the visitor doesn't see: nothing of them is told but what they add up to.
///
/// # Errors
/// When the tasks can't be read.
pub fn open_of(visit: &Visit, user: &User) -> Result<Vec<Task>> {
    visit.unchecked_related::<Task>(
        user,
        TASKS_BY_ASSIGNEE,
        Key::new().id(user.id).byte(0),
        MOST,
        "how busy somebody is counts all their tasks; only hours are told",
    )
}

/// What somebody whom the visitor sees has ahead of them, from the rows of their tasks: it is asked of everybody among whom
/// one is chosen, so no task is read for it.
///
/// # Errors
/// `NotFound` when they aren't seen, or when the rows can't be read.
pub fn of(visit: &Visit, user: &User) -> Result<Ahead> {
    let (mut ahead, mut looked) = (Ahead::default(), 0);
    let open = Query::<Task>::of(user, AHEAD, Key::new().id(user.id));
    visit.each_row(user.id.as_ref(), &open, &mut |_, row| {
        looked += 1;
        if let Some((due, left)) = read_row(row) {
            ahead.add(due, left, visit.today());
        }
        looked < MOST
    })?;
    Ok(ahead)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{features::people::Directory, testing::house::House};

    #[test]
    fn what_is_left_falls_into_its_week() {
        // A Tuesday.
        let today = Day::parse("2026-06-09").unwrap();
        let task = |due: Option<&str>, progress: u8| Task {
            estimate: Some(120),
            progress,
            due: due.and_then(Day::parse),
            ..Task::default()
        };
        let mut ahead = Ahead::default();
        for held in [
            task(None, 0),
            task(Some("2026-05-01"), 50),
            task(Some("2026-06-14"), 100),
            task(Some("2026-06-15"), 75),
            task(Some("2026-06-21"), 0),
            task(Some("2026-06-22"), 0),
        ] {
            let told = read_row(&row(&held));
            assert_eq!(told, Some((held.due, held.left())));
            ahead.add(held.due, held.left(), today);
        }
        assert_eq!((ahead.this_week, ahead.next_week), (180, 150));
        assert_eq!(ahead.words(), "3 + 2.5 h");
        assert_eq!(Ahead::default().words(), "nothing due");
        // What has subtasks is counted there.
        let whole = Task {
            parts: 2,
            ..task(None, 0)
        };
        assert_eq!(whole.left(), 0);
    }

    #[test]
    fn rows_say_what_the_tasks_hold() {
        let house = House::filled().unwrap();
        let visit = house.visit();
        let names = Directory::of(&visit).unwrap();
        let mut busy = 0;
        for user in names.staff() {
            let mut held = Ahead::default();
            for task in open_of(&visit, user).unwrap() {
                held.add(task.due, task.left(), visit.today());
            }
            assert_eq!(of(&visit, user).unwrap(), held, "{}", user.name);
            busy += usize::from(held != Ahead::default());
        }
        assert!(busy > 1, "nobody has anything to do");
    }
}
