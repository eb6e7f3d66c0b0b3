//! The time of people: when their department works, when they are away, and what else they have to do.

use crate::{
    base::{Day, Id, Result, calendar::WorkingCalendar, schedule::Person},
    data::{Key, Visit},
    features::{
        leave::Absences,
        people::{Directory, User},
        projects::{Project, TASKS_BY_ASSIGNEE, Task},
        settings::CurrentSettings,
    },
};

/// Open tasks of somebody that are counted.
const MOST_TASKS: usize = 400;

const ALL_WORK: &str =
    "how much of somebody's time is taken is worked out over all that they have to do";

/// People with their time, each by its place.
pub struct Team {
    pub ids: Vec<Id<User>>,
    pub people: Vec<Person>,
}

/// When somebody is away.
#[derive(Debug, Clone, Default)]
pub struct Away {
    /// First and last days on which they aren't there at all.
    pub days: Vec<(Day, Day)>,
    /// Days of which they are there for half.
    pub halves: Vec<Day>,
}

impl Away {
    /// Halves of a day that they are there, were it worked.
    pub fn halves_there(&self, day: Day) -> i64 {
        let gone = |(from, until): &(Day, Day)| (*from..=*until).contains(&day);
        match self.days.iter().any(gone) {
            true => 0,
            false => 2 - i64::from(self.halves.contains(&day)),
        }
    }

    /// Minutes of a day that they have for work.
    pub fn minutes(&self, calendar: &WorkingCalendar, day: Day) -> i64 {
        match calendar.is_working(day) {
            true => calendar.length * self.halves_there(day) / 2,
            false => 0,
        }
    }
}

/// When somebody is away: on approved leave, by the half day, or while another stands in for them.
pub fn away(visit: &Visit, names: &Directory, user: Id<User>) -> Result<Away> {
    let deputies = names.departments.values().flat_map(|held| &held.deputies);
    let mut days: Vec<(Day, Day)> = deputies
        .filter(|deputy| deputy.of == user)
        .map(|deputy| (deputy.from, deputy.until))
        .collect();
    let absences = visit.cached::<Absences>()?;
    days.extend(absences.of(user));
    days.sort_unstable();
    days.dedup();
    Ok(Away {
        days,
        halves: absences.halves(user).to_vec(),
    })
}

impl Team {
    /// Their time from a day on, less what they do elsewhere than in a project.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(
        visit: &Visit,
        who: &[Id<User>],
        from: Day,
        without: Option<Id<Project>>,
    ) -> Result<Team> {
        let names = Directory::of(visit)?;
        let house = CurrentSettings::of(visit)?.0.calendar();
        let mut team = Team {
            ids: Vec::new(),
            people: Vec::new(),
        };
        for id in who {
            if team.ids.contains(id) {
                continue;
            }
            let Some(user) = names.users.get(&id.raw()) else {
                continue;
            };
            let calendar = match user.departments.first() {
                Some(department) => names.calendar(*department, &house),
                None => house.clone(),
            };
            let key = Key::new().id(*id).byte(0);
            let tasks: Vec<Task> =
                visit.unchecked_related(user, TASKS_BY_ASSIGNEE, key, MOST_TASKS, ALL_WORK)?;
            let others = tasks.iter().filter(|task| Some(task.project) != without);
            let booked = booked(others, &calendar, from);
            team.ids.push(*id);
            let away = away(visit, &names, *id)?;
            team.people.push(Person {
                away: away.days,
                halves: away.halves,
                booked,
                available: 100,
                calendar,
            });
        }
        Ok(team)
    }

    /// The place of somebody; None of whom nothing is known.
    pub fn place(&self, user: Id<User>) -> Option<usize> {
        self.ids.iter().position(|id| *id == user)
    }

    /// The place of somebody who isn't there yet, of whom a department has one: work that nobody has is done one after
    /// the other.
    pub fn somebody(&mut self, calendar: &WorkingCalendar) -> usize {
        self.ids.push(Id::NONE);
        self.people.push(Person {
            calendar: calendar.clone(),
            away: Vec::new(),
            halves: Vec::new(),
            available: 100,
            booked: Vec::new(),
        });
        self.people.len() - 1
    }
}

/// What is left of tasks, spread evenly over the working days until they are due.
fn booked<'t>(
    tasks: impl Iterator<Item = &'t Task>,
    calendar: &WorkingCalendar,
    from: Day,
) -> Vec<(Day, u32)> {
    let mut all: std::collections::BTreeMap<Day, u32> = std::collections::BTreeMap::new();
    for task in tasks.filter(|task| task.state.is_open() && !task.has_parts() && !task.requested) {
        let left = remaining(task);
        let first = calendar.on_or_after(task.start.unwrap_or(from).max(from));
        // What is late is done in the next days.
        let last = task.due.unwrap_or(first).max(first);
        let days = u32::try_from(calendar.between(first, last + 1))
            .unwrap_or(1)
            .max(1);
        for nth in 0..days.min(250) {
            let day = calendar.step(first, nth);
            *all.entry(day).or_default() += left / days + u32::from(nth < left % days);
        }
    }
    all.into_iter().collect()
}

/// Minutes that are left of a task.
pub fn remaining(task: &Task) -> u32 {
    let left = 100u32.saturating_sub(u32::from(task.progress));
    task.estimate
        .unwrap_or(0)
        .saturating_mul(left)
        .div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_else_they_do_is_spread_until_it_is_due() {
        let monday = Day::parse("2026-06-08").unwrap();
        let task = |minutes, due: i32| Task {
            estimate: Some(minutes),
            start: Some(monday + -7),
            due: Some(monday + due),
            ..Task::default()
        };
        let tasks = [task(100, 4), task(60, -3)];
        let booked = booked(tasks.iter(), &WorkingCalendar::default(), monday);
        let minutes: Vec<u32> = booked.iter().map(|(_, minutes)| *minutes).collect();
        assert_eq!(minutes, [80, 20, 20, 20, 20]);
        assert_eq!(booked[0].0, monday);
    }

    #[test]
    fn half_a_day_of_leave_is_half_a_day_of_work() {
        let monday = Day::parse("2026-06-08").unwrap();
        let away = Away {
            days: vec![(monday + 1, monday + 1)],
            halves: vec![monday, monday + 1, monday + 5],
        };
        let minutes = |nth: i32| away.minutes(&WorkingCalendar::default(), monday + nth);
        assert_eq!([0, 1, 2, 5].map(minutes), [240, 0, 480, 0]);
    }

    #[test]
    fn half_done_is_half_left() {
        let task = Task {
            estimate: Some(90),
            progress: 50,
            ..Task::default()
        };
        assert_eq!(remaining(&task), 45);
    }
}
