//! What the rows of a timeline are: which days are drawn, and which tasks stand together.

use std::collections::BTreeMap;

use crate::{
    base::{Day, Id},
    features::{
        people::User,
        projects::{Milestone, Task, parts::NOBODY},
    },
};

/// Days that are drawn at most.
pub(super) const MOST_DAYS: i32 = 800;
/// Of those, the days before today where there are more.
const PAST: i32 = 200;

/// The first day that is drawn, and how many: where there are more than fit, those around today, or from a day that is
/// asked for.
pub(super) fn window(earliest: Day, last: Day, today: Day, asked: Option<Day>) -> (Day, i32) {
    let latest = (last + (1 - MOST_DAYS)).max(earliest);
    let usual = (today + -PAST).min(latest).max(earliest);
    let first = asked.map_or(usual, |day| day.min(last).max(earliest));
    (first, (last - first + 1).clamp(14, MOST_DAYS))
}

/// Tasks that stand together, under a heading.
pub(super) struct Group<'a> {
    pub name: String,
    /// What the timeline is asked for to show them alone.
    pub asks: (&'static str, String),
    pub milestone: Option<&'a Milestone>,
    /// Whose they are, where that is what they have in common.
    pub person: Option<Id<User>>,
    pub tasks: Vec<&'a Task>,
}

/// Tasks by milestone, or by whose they are; only those of one milestone where one is asked for.
pub(super) fn groups<'a>(
    (milestones, only): (&'a [Milestone], Option<Id<Milestone>>),
    held: &[&'a Task],
    by_person: Option<&dyn Fn(Id<User>) -> String>,
    subtasks: bool,
) -> Vec<Group<'a>> {
    let drawn = |task: &&&Task| {
        let here = only.is_none_or(|id| id == task.milestone);
        here && (subtasks || task.parent.is_none())
    };
    let Some(name) = by_person else {
        let of = milestones
            .iter()
            .filter(|milestone| only.is_none_or(|id| id == milestone.id));
        return of
            .map(|milestone| Group {
                name: milestone.title.clone(),
                asks: ("milestone", milestone.id.to_string()),
                milestone: Some(milestone),
                person: None,
                tasks: held
                    .iter()
                    .filter(|task| task.milestone == milestone.id)
                    .filter(drawn)
                    .copied()
                    .collect(),
            })
            .collect();
    };
    let mut people: BTreeMap<(bool, String, u64), Vec<&Task>> = BTreeMap::new();
    for task in held.iter().filter(drawn).copied() {
        let key = match task.assignee {
            Some(user) => (false, name(user), user.raw()),
            // What nobody has comes last.
            None => (true, NOBODY.to_owned(), 0),
        };
        people.entry(key).or_default().push(task);
    }
    people
        .into_iter()
        .map(|((nobody, name, user), mut tasks)| {
            tasks.sort_by_key(|task| (task.start.or(task.due), task.id));
            let person = (!nobody).then(|| Id::new(user));
            Group {
                name,
                asks: match person {
                    Some(person) => ("assignee", person.to_string()),
                    None => ("show", "unassigned".to_owned()),
                },
                milestone: None,
                person,
                tasks,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_stand_by_milestone_or_by_whose_they_are() {
        let milestones = [3, 4].map(|id| Milestone {
            id: Id::new(id),
            ..Milestone::default()
        });
        let task = |id, milestone, parent: Option<u64>| Task {
            id: Id::new(id),
            milestone: Id::new(milestone),
            parent: parent.map(Id::new),
            ..Task::default()
        };
        let held = [task(1, 3, None), task(2, 3, Some(1)), task(5, 4, None)];
        let held: Vec<&Task> = held.iter().collect();
        let name = |user: Id<User>| user.to_string();
        let name: &dyn Fn(Id<User>) -> String = &name;
        let sizes = |only: Option<Id<Milestone>>, by_person: bool, subtasks: bool| -> Vec<usize> {
            let groups = groups(
                (&milestones, only),
                &held,
                by_person.then_some(name),
                subtasks,
            );
            groups.iter().map(|group| group.tasks.len()).collect()
        };
        assert_eq!(sizes(None, false, true), [2, 1]);
        assert_eq!(sizes(None, false, false), [1, 1]);
        assert_eq!(sizes(Some(Id::new(4)), false, true), [1]);
        assert_eq!(sizes(None, true, true), [3], "nobody has them");
        assert_eq!(sizes(Some(Id::new(3)), true, false), [1]);
    }

    #[test]
    fn what_is_too_long_shows_the_days_around_today() {
        let today = Day::parse("2026-06-08").unwrap();
        let all = |from: i32, until: i32| window(today + from, today + until, today, None);
        assert_eq!(all(-30, 60), (today + -30, 91));
        assert_eq!(all(-1000, 300), (today + -499, 800), "to the end");
        assert_eq!(all(-1000, 3000), (today + -PAST, 800));
        assert_eq!(all(100, 3000), (today + 100, 800), "it begins later");
        assert_eq!(all(-3000, -900), (today + -1699, 800), "it is long over");
        let asked = window(today + -1000, today + 300, today, Some(today + -950));
        assert_eq!(asked, (today + -950, 800));
        let asked = window(today, today + 300, today, Some(today + 900));
        assert_eq!(asked, (today + 300, 14));
    }
}
