//! How work went in a time that is over: utilisation, how estimates held, how long work took from its first booked time,
//! how often it came back, and whether it was done by the day it was due; of each person, team and category.

use std::collections::BTreeMap;

use super::{LoadQuery, actions::LOAD};
use crate::{
    base::{Choice, Day, Id, Result, percent},
    choices,
    data::{Key, Query, Visit},
    features::{
        people::{Directory, User},
        planning,
        projects::{
            Booked, DAY_MINUTES, ENTRIES_OF_TASK, ENTRIES_OF_USER, TASKS_BY_ASSIGNEE, Task,
            TaskStatus, TimeEntry, VIEW_TIME, day_key, on_task,
        },
        settings::{Category, CurrentSettings},
    },
};

/// Finished tasks of somebody, and entries of one, that are looked at.
const MOST: usize = 400;

const ALL_WORK: &str =
    "how somebody's work went is worked out over all of it; what isn't seen is told as sums alone";

choices! {
    /// What figures are told of.
    pub enum By {
        Person: "person", "By person";
        Team: "team", "By team";
        Category: "category", "By category";
    }
}

/// A finished task with how it went.
#[derive(Debug, Clone)]
pub struct Finished {
    pub task: Task,
    pub user: Id<User>,
    pub category: Option<Category>,
    /// Minutes booked.
    pub took: i64,
    /// Working days from the first on which time was booked to the one on which it was done.
    pub cycle: Option<i64>,
    /// Whether it was done by the day it was due.
    pub on_time: Option<bool>,
}

/// Sums; rates are worked out from them, so that they add up over people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Minutes that they were there, that they booked, and that are billed of these. The last two are known of those whose
    /// time one sees.
    pub capacity: i64,
    pub logged: i64,
    pub billable: i64,
    pub done: i64,
    /// Minutes, of those with both.
    pub estimate: i64,
    pub took: i64,
    pub cycled: i64,
    pub cycle_days: i64,
    /// Tasks that came back at least once.
    pub returned: i64,
    pub dated: i64,
    pub on_time: i64,
}

impl Figures {
    pub fn add(&mut self, other: &Figures) {
        self.capacity += other.capacity;
        self.logged += other.logged;
        self.billable += other.billable;
        self.done += other.done;
        self.estimate += other.estimate;
        self.took += other.took;
        self.cycled += other.cycled;
        self.cycle_days += other.cycle_days;
        self.returned += other.returned;
        self.dated += other.dated;
        self.on_time += other.on_time;
    }

    pub fn of_task(held: &Finished) -> Figures {
        let estimate = i64::from(held.task.estimate.unwrap_or(0));
        let both = estimate > 0 && held.took > 0;
        Figures {
            done: 1,
            estimate: if both { estimate } else { 0 },
            took: if both { held.took } else { 0 },
            cycled: i64::from(held.cycle.is_some()),
            cycle_days: held.cycle.unwrap_or(0),
            returned: i64::from(held.task.returns > 0),
            dated: i64::from(held.on_time.is_some()),
            on_time: i64::from(held.on_time == Some(true)),
            ..Figures::default()
        }
    }

    /// Billed time of the time that they were there.
    pub fn utilisation(&self) -> Option<i64> {
        percent::of(self.billable, self.capacity)
    }

    /// What work took, of what it was estimated at.
    pub fn accuracy(&self) -> Option<i64> {
        percent::of(self.took, self.estimate)
    }

    /// Tenths of working days.
    pub fn cycle_tenths(&self) -> Option<i64> {
        (self.cycled > 0).then(|| (self.cycle_days * 10 + self.cycled / 2) / self.cycled)
    }

    pub fn rework(&self) -> Option<i64> {
        percent::of(self.returned, self.done)
    }

    pub fn punctual(&self) -> Option<i64> {
        percent::of(self.on_time, self.dated)
    }
}

/// Somebody's time and what they finished in it.
pub struct Past {
    pub user: User,
    pub time: Figures,
    pub finished: Vec<Finished>,
}

impl Past {
    pub fn of(visit: &Visit, names: &Directory, user: &User, from: Day) -> Result<Past> {
        let house = CurrentSettings::of(visit)?.0.calendar();
        let calendar = match user.departments.first() {
            Some(department) => names.calendar(*department, &house),
            None => house,
        };
        let away = planning::away(visit, names, user.id)?;
        let today = visit.today();
        let mut time = Figures::default();
        let mut day = from;
        while day <= today {
            time.capacity += away.minutes(&calendar, day);
            day = day + 1;
        }
        if visit.may(&VIEW_TIME, user) {
            let mut day = from;
            while day <= today {
                time.logged += visit.tally::<TimeEntry>(DAY_MINUTES, day_key(user.id, day))?;
                day = day + 1;
            }
            let entries = Query::<TimeEntry>::of(user, ENTRIES_OF_USER, Key::new().id(user.id))
                .from(Key::new().signed(i64::from(from.0)));
            visit.each_row(user.id.as_ref(), &entries, &mut |_, row| {
                let booked = Booked::read(row).filter(|row| row.billable);
                time.billable += booked.map_or(0, |row| i64::from(row.minutes));
                true
            })?;
        } else {
            time.capacity = 0;
        }
        let key = Key::new().id(user.id).byte(1);
        let over: Vec<Task> =
            visit.unchecked_related(user, TASKS_BY_ASSIGNEE, key, MOST, ALL_WORK)?;
        let mut finished = Vec::new();
        for task in over {
            let Some(done) = task.done_at.map(|at| at.day(&visit.tz)) else {
                continue;
            };
            if task.state != TaskStatus::Completed || task.has_parts() || done < from {
                continue;
            }
            let key = Key::new().id(task.id);
            let entries: Vec<TimeEntry> =
                visit.unchecked_related(&task, ENTRIES_OF_TASK, key, MOST, ALL_WORK)?;
            let begun = entries.iter().map(|entry| entry.day).min();
            let begun = begun.filter(|begun| *begun <= done);
            let project = visit.follow(&task, |task: &Task| task.project)?;
            finished.push(Finished {
                user: user.id,
                category: project.map(|project| project.category),
                took: on_task(visit, task.id)?,
                cycle: begun.map(|begun| i64::from(calendar.between(begun, done + 1).max(1))),
                on_time: task.due.map(|due| done <= due),
                task,
            });
        }
        Ok(Past {
            user: user.clone(),
            time,
            finished,
        })
    }
}

/// Those of everybody whose load the visitor may see, by name.
///
/// # Errors
/// When the store can't be read.
pub fn past(visit: &Visit, asked: &LoadQuery, from: Day) -> Result<Vec<Past>> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let wanted = staff
        .iter()
        .filter(|user| asked.wants(user) && visit.may(&LOAD, **user));
    wanted
        .map(|user| Past::of(visit, &names, user, from))
        .collect()
}

/// One line of figures: what they are of, by what it is asked for and by what it is called.
pub struct Group {
    pub key: String,
    pub name: String,
    pub figures: Figures,
    pub finished: Vec<Finished>,
}

/// The same by person, team or category. Time has no category: it counts of people and teams.
pub fn groups(names: &Directory, all: &[Past], by: By) -> Vec<Group> {
    let mut found: BTreeMap<(String, String), (Figures, Vec<Finished>)> = BTreeMap::new();
    for past in all {
        let user = &past.user;
        let person = || (user.name.clone(), user.id.to_string());
        let team = || {
            let team = user.teams.first().and_then(|id| names.teams.get(&id.raw()));
            match team {
                Some(team) => (team.name.clone(), team.id.to_string()),
                None => ("In no team".to_owned(), "none".to_owned()),
            }
        };
        if by != By::Category {
            let of = if by == By::Team { team() } else { person() };
            found.entry(of).or_default().0.add(&past.time);
        }
        for held in &past.finished {
            let of = match by {
                By::Team => team(),
                By::Category => match held.category {
                    Some(category) => (category.label().to_owned(), category.key().to_owned()),
                    None => ("Projects that you don’t see".to_owned(), "none".to_owned()),
                },
                By::Person | By::Unknown => person(),
            };
            let group = found.entry(of).or_default();
            group.0.add(&Figures::of_task(held));
            group.1.push(held.clone());
        }
    }
    let group = |((name, key), (figures, finished))| Group {
        key,
        name,
        figures,
        finished,
    };
    found.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_sums() {
        let mut all = Figures::default();
        for (estimate, took, on_time, returns) in [
            (60, 90, Some(true), 0),
            (120, 60, Some(false), 2),
            (0, 45, None, 0),
        ] {
            all.add(&Figures::of_task(&Finished {
                task: Task {
                    estimate: Some(estimate),
                    returns,
                    ..Task::default()
                },
                user: Id::new(7),
                category: None,
                took,
                cycle: on_time.map(|_| 3),
                on_time,
            }));
        }
        assert_eq!((all.done, all.estimate, all.took), (3, 180, 150));
        assert_eq!(all.accuracy(), Some(83));
        assert_eq!((all.rework(), all.punctual()), (Some(33), Some(50)));
        assert_eq!(all.cycle_tenths(), Some(30));
        assert_eq!(all.utilisation(), None, "nobody was there");
    }
}
