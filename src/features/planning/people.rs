//! Who is proposed for the work of a plan: whoever knows it, has time for it, is there, and worked for the client before.

use std::collections::{BTreeMap, BTreeSet};

use super::{Away, Team, dates::tasks, team::remaining};
use crate::{
    base::{Day, Id, Result, calendar::WorkingCalendar, percent},
    data::{Key, Visit},
    features::{
        people::{Directory, User},
        projects::{BY_CLIENT, Project, Task, WORK},
    },
};

/// Days over which people's time is looked at.
const AHEAD: i32 = 28;
/// Candidates for the same work.
const MOST: usize = 12;

/// Somebody who could do it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub user: Id<User>,
    pub name: String,
    pub knows: bool,
    pub knows_client: bool,
    /// Minutes in the days that are looked at that nothing else takes.
    pub free: i64,
    /// Of so many.
    pub capacity: i64,
    /// Working days of those on which they are away.
    pub away: i32,
}

impl Candidate {
    /// The more, the sooner they are proposed; `taken` is what the plan gives them already.
    fn points(&self, taken: i64) -> i64 {
        let free = (self.free - taken) * 300 / self.capacity.max(1);
        i64::from(self.knows) * 1000 + i64::from(self.knows_client) * 100 + free.clamp(-600, 300)
            - i64::from(self.away) * 40
    }

    /// Why they are proposed, in a line.
    pub fn why(&self, skill: &str) -> String {
        let mut said = Vec::new();
        if self.knows {
            said.push(format!("knows {skill}"));
        }
        said.push(format!(
            "{} % free",
            percent::of(self.free.max(0), self.capacity).unwrap_or(0)
        ));
        if self.knows_client {
            said.push("worked for this client".into());
        }
        match self.away {
            0 => {}
            1 => said.push("away for a day".into()),
            days => said.push(format!("away for {days} days")),
        }
        said.join(", ")
    }
}

/// What is looked for: a department and, maybe, a skill.
pub type Need = (String, String);

/// Everybody who could do what is needed: whoever belongs to the department, and whoever is given tasks and knows the work.
///
/// # Errors
/// When the store can't be read.
pub fn candidates(
    visit: &Visit,
    project: &Project,
    needs: BTreeSet<Need>,
    from: Day,
) -> Result<BTreeMap<Need, Vec<Candidate>>> {
    let names = Directory::of(visit)?;
    let workers: BTreeSet<Id<User>> = names.on_duty(&WORK).iter().map(|user| user.id).collect();
    let mut with_client: BTreeSet<Id<User>> = BTreeSet::new();
    if let Some(client) = visit.follow(project, |project| project.client)? {
        let key = Key::new().id(client.id);
        for other in visit.related::<Project>(&client, BY_CLIENT, key, 50)? {
            with_client.extend(other.members);
        }
    }
    let mut found: BTreeMap<Need, Vec<Candidate>> = BTreeMap::new();
    for wanted in needs.into_iter().filter(|need| !need.0.is_empty()) {
        let (role, skill) = &wanted;
        let department = names.department_by_key(role).map(|held| held.id);
        let asked = if skill.is_empty() { role } else { skill };
        let fits = |user: &&&User| {
            let there = department.is_some_and(|id| user.departments.contains(&id));
            there || workers.contains(&user.id) && user.skills.contains(asked)
        };
        let staff = names.staff();
        let fitting: Vec<&User> = staff.iter().filter(fits).copied().collect();
        let ids: Vec<Id<User>> = fitting.iter().map(|user| user.id).collect();
        let team = Team::of(visit, &ids, from, None)?;
        let mut all: Vec<Candidate> = fitting
            .into_iter()
            .filter_map(|user| {
                let person = &team.people[team.place(user.id)?];
                let away = Away {
                    days: person.away.clone(),
                    halves: person.halves.clone(),
                };
                let (capacity, away) = days(&person.calendar, &away, from);
                let until = from + AHEAD;
                let booked = person.booked.iter().filter(|(day, _)| *day < until);
                let booked: i64 = booked.map(|(_, minutes)| i64::from(*minutes)).sum();
                Some(Candidate {
                    user: user.id,
                    name: user.name.clone(),
                    knows: user.skills.contains(asked),
                    knows_client: with_client.contains(&user.id),
                    free: capacity - booked,
                    capacity,
                    away,
                })
            })
            .collect();
        all.sort_by_key(|one| (std::cmp::Reverse(one.points(0)), one.user));
        all.truncate(MOST);
        found.insert(wanted, all);
    }
    Ok(found)
}

/// Minutes of work in the days ahead, without those away, and how many whole days those are.
fn days(calendar: &WorkingCalendar, away: &Away, from: Day) -> (i64, i32) {
    let (mut minutes, mut gone) = (0, 0);
    for day in (0..AHEAD)
        .map(|days| from + days)
        .filter(|day| calendar.is_working(*day))
    {
        gone += i32::from(away.halves_there(day) == 0);
        minutes += away.minutes(calendar, day);
    }
    (minutes, gone)
}

/// One person for all work of a kind, of so many minutes: the largest kind first, and what somebody gets counts as theirs
/// for the next.
pub fn choose(
    sizes: &BTreeMap<Need, i64>,
    found: &BTreeMap<Need, Vec<Candidate>>,
) -> BTreeMap<Need, Id<User>> {
    let mut needs: Vec<(&Need, &i64)> = sizes.iter().collect();
    needs.sort_by_key(|(need, size)| (std::cmp::Reverse(**size), (*need).clone()));
    let mut taken: BTreeMap<Id<User>, i64> = BTreeMap::new();
    let mut chosen = BTreeMap::new();
    for (need, size) in needs {
        let taken_by = |one: &Candidate| taken.get(&one.user).copied().unwrap_or(0);
        let all = found.get(need).into_iter().flatten();
        let best = all
            .max_by_key(|one| (one.points(taken_by(one)), std::cmp::Reverse(one.user)))
            .map(|one| one.user);
        if let Some(best) = best {
            *taken.entry(best).or_default() += size;
            chosen.insert(need.clone(), best);
        }
    }
    chosen
}

/// A task that nobody has, and who could do it.
pub struct Free {
    pub task: Task,
    /// What is looked for: its skill, or the key of its department where it names none.
    pub role: String,
    pub candidates: Vec<Candidate>,
    pub chosen: Option<Id<User>>,
}

pub struct Proposals {
    pub rows: Vec<Free>,
}

/// The open work of a project that nobody has, with somebody proposed for each.
///
/// # Errors
/// When the store can't be read, and when there are too many tasks.
pub fn proposals(visit: &Visit, project: &Project) -> Result<Proposals> {
    let mut free = tasks(visit, project)?;
    free.retain(Task::is_free);
    let names = Directory::of(visit)?;
    let need = |task: &Task| (role(task, project, &names), String::new());
    let mut sizes: BTreeMap<Need, i64> = BTreeMap::new();
    for task in &free {
        *sizes.entry(need(task)).or_default() += i64::from(remaining(task));
    }
    let from = visit.today().max(project.start);
    let found = candidates(visit, project, sizes.keys().cloned().collect(), from)?;
    let chosen = choose(&sizes, &found);
    let rows = free.into_iter().map(|task| Free {
        candidates: found.get(&need(&task)).cloned().unwrap_or_default(),
        chosen: chosen.get(&need(&task)).copied(),
        role: need(&task).0,
        task,
    });
    Ok(Proposals {
        rows: rows.collect(),
    })
}

/// Whose work it is: what names no skill is its department's, or the project's.
fn role(task: &Task, project: &Project, names: &Directory) -> String {
    if !task.role.is_empty() {
        return task.role.clone();
    }
    let department = match task.department.is_none() {
        true => project.department,
        false => task.department,
    };
    let held = names.departments.get(&department.raw());
    held.map_or(String::new(), |held| held.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(user: u64) -> Candidate {
        Candidate {
            user: Id::new(user),
            name: format!("person {user}"),
            knows: false,
            knows_client: false,
            free: 4800,
            capacity: 9600,
            away: 0,
        }
    }

    #[test]
    fn skill_comes_before_the_client_and_the_client_before_some_time() {
        let knows = Candidate {
            knows: true,
            free: 0,
            ..one(1)
        };
        let client = Candidate {
            knows_client: true,
            ..one(2)
        };
        let free = Candidate {
            free: 6400,
            ..one(3)
        };
        let away = Candidate { away: 10, ..one(4) };
        let mut all = [away, free, client, knows];
        all.sort_by_key(|one| std::cmp::Reverse(one.points(0)));
        let order: Vec<u64> = all.iter().map(|one| one.user.raw()).collect();
        assert_eq!(order, [1, 2, 3, 4]);
        assert_eq!(all[1].why("web"), "50 % free, worked for this client");
    }

    #[test]
    fn days_away_are_no_time() {
        let monday = Day::parse("2026-06-08").unwrap();
        let calendar = WorkingCalendar::default();
        let mut away = Away::default();
        assert_eq!(days(&calendar, &away, monday), (20 * 480, 0));
        away.days.push((monday, monday + 6));
        assert_eq!(days(&calendar, &away, monday), (15 * 480, 5));
        away.halves.push(monday + 7);
        assert_eq!(days(&calendar, &away, monday), (15 * 480 - 240, 5));
    }
}
