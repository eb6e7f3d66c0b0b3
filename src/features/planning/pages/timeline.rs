//! The timeline of a project: milestones and tasks as bars over days.

use std::collections::{BTreeMap, BTreeSet};

use maud::html;

use super::super::{
    PLAN,
    dates::{critical, tasks},
};
use crate::{
    base::{Day, Error, Id, Result, text},
    data::{Key, Query, Visit},
    features::{
        people::{Directory, User},
        projects::{
            MILESTONES, Milestone, Project, Task, framed,
            parts::{self, NOBODY},
        },
    },
    ui::{
        prelude::*,
        timeline::{Bar, Line, Timeline},
    },
    web::{Page, Request, form::Refused},
};

/// Rows that are drawn at once.
const MOST: usize = 300;
/// Days that are drawn at most.
const MOST_DAYS: i32 = 800;
/// Of those, the days before today where there are more.
const PAST: i32 = 200;
/// Milestones that are drawn at once.
const MOST_MILESTONES: usize = 200;

/// The first day that is drawn, and how many: where there are more than fit, those around today, or from a day that is
/// asked for.
fn window(earliest: Day, last: Day, today: Day, asked: Option<Day>) -> (Day, i32) {
    let latest = (last + (1 - MOST_DAYS)).max(earliest);
    let usual = (today + -PAST).min(latest).max(earliest);
    let first = asked.map_or(usual, |day| day.min(last).max(earliest));
    (first, (last - first + 1).clamp(14, MOST_DAYS))
}

/// Tasks that stand together, under a heading.
struct Group<'a> {
    name: String,
    href: String,
    milestone: Option<&'a Milestone>,
    tasks: Vec<&'a Task>,
}

/// Tasks by milestone, or by whose they are; only those of one milestone where one is asked for.
fn groups<'a>(
    (milestones, only): (&'a [Milestone], Option<Id<Milestone>>),
    held: &'a [Task],
    by_person: Option<&dyn Fn(Id<User>) -> String>,
    (subtasks, project): (bool, &str),
) -> Vec<Group<'a>> {
    let drawn = |task: &&Task| {
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
                href: format!("/projects/{project}/timeline?milestone={}", milestone.id),
                milestone: Some(milestone),
                tasks: held
                    .iter()
                    .filter(|task| task.milestone == milestone.id)
                    .filter(drawn)
                    .collect(),
            })
            .collect();
    };
    let mut people: BTreeMap<(bool, String, u64), Vec<&Task>> = BTreeMap::new();
    for task in held.iter().filter(drawn) {
        let key = match task.assignee {
            Some(user) => (false, name(user), user.raw()),
            // What nobody has comes last.
            None => (true, NOBODY.to_owned(), 0),
        };
        people.entry(key).or_default().push(task);
    }
    people
        .into_iter()
        .map(|((_, name, _), mut tasks)| {
            tasks.sort_by_key(|task| (task.start.or(task.due), task.id));
            Group {
                name,
                href: format!("/projects/{project}/timeline?by=person"),
                milestone: None,
                tasks,
            }
        })
        .collect()
}

pub fn timeline(visit: &Visit, project: &Project, request: &Request) -> Result<Page> {
    let all = request.query("subtasks") == Some("all");
    let only: Option<Id<Milestone>> = request.query("milestone").and_then(Id::parse);
    let names = Directory::of(visit)?;
    let calendar = Directory::calendar_of(visit, project.department)?;
    let held = match tasks(visit, project) {
        Ok(held) => held,
        // Why nothing is drawn stands where the bars would.
        Err(Error::Conflict(why)) => {
            let body = html! { (Banner::error(why)) };
            return framed(visit, project, "timeline", body, &Refused::default());
        }
        Err(error) => return Err(error),
    };
    let longest = critical(&held, &calendar);
    let query = Query::of(project, MILESTONES, Key::new().id(project.id)).limit(MOST_MILESTONES);
    let milestones = visit.list::<Milestone>(query)?.rows;
    let today = visit.today();
    let days = held
        .iter()
        .flat_map(|task| [task.start, task.due, task.base_start, task.base_due]);
    let days: Vec<Day> = days
        .flatten()
        .chain([project.start, project.finish])
        .chain(project.promised)
        .collect();
    let earliest = days.iter().min().copied().unwrap_or(today) + -2;
    let last = days.iter().max().copied().unwrap_or(today) + 5;
    let asked = request.query("from").and_then(Day::parse);
    let (first, count) = window(earliest, last, today, asked);
    let may = visit.may(&PLAN, project) && project.must_be_open().is_ok();

    let span = |start: Option<Day>, due: Option<Day>| {
        let due = due.or(start)?;
        let start = start.unwrap_or(due).min(due);
        let (from, until) = ((start - first).max(0), (due - first).min(count - 1));
        (from <= until).then_some((from, until))
    };
    let words = |start: Option<Day>, due: Option<Day>| match (start, due) {
        (Some(start), Some(due)) if start != due => {
            format!("{} to {}", start.show(today), due.show(today))
        }
        (_, Some(due)) => due.show(today),
        (Some(start), None) => format!("from {}", start.show(today)),
        (None, None) => "no dates".to_owned(),
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut places: BTreeMap<Id<Task>, usize> = BTreeMap::new();
    let by_person = request.query("by") == Some("person");
    let mut left = match milestones.len() == MOST_MILESTONES && only.is_none() && !by_person {
        true => {
            let drawn: BTreeSet<Id<Milestone>> = milestones.iter().map(|held| held.id).collect();
            held.iter()
                .filter(|task| !drawn.contains(&task.milestone))
                .count()
        }
        false => 0,
    };
    let name = |user: Id<User>| names.name(user).to_owned();
    let name: &dyn Fn(Id<User>) -> String = &name;
    for group in groups(
        (&milestones, only),
        &held,
        by_person.then_some(name),
        (all, &project.id.to_string()),
    ) {
        let mine = group.tasks;
        if lines.len() + mine.len() >= MOST && !lines.is_empty() {
            left += mine.len();
            continue;
        }
        lines.push(Line {
            depth: 0,
            name: group.name,
            href: group.href,
            who: html! {},
            when: match group.milestone {
                Some(milestone) => words(Some(milestone.start), Some(milestone.due)),
                None => text::count(mine.len(), "task", "tasks"),
            },
            bar: group.milestone.and_then(|milestone| {
                let (from, until) = span(Some(milestone.start), Some(milestone.due))?;
                Some(Bar {
                    from,
                    until,
                    percent: u32::from(milestone.progress),
                    whole: true,
                    ..Bar::default()
                })
            }),
            moves: None,
        });
        let room = MOST - lines.len().min(MOST);
        left += mine.len().saturating_sub(room);
        for task in mine.into_iter().take(room) {
            let open = task.state.is_open();
            let movable = may && open && !task.state.is_started() && !task.has_parts();
            places.insert(task.id, lines.len());
            lines.push(Line {
                depth: if task.parent.is_some() { 2 } else { 1 },
                name: task.title.clone(),
                href: parts::address(visit, task),
                who: parts::face(&names, task.assignee),
                when: words(task.start, task.due),
                bar: span(task.start, task.due).map(|(from, until)| Bar {
                    from,
                    until,
                    percent: u32::from(task.progress),
                    base: span(task.base_start, task.base_due)
                        .filter(|base| Some(*base) != span(task.start, task.due)),
                    critical: open && longest.contains(&task.id),
                    late: open && task.due.is_some_and(|due| due < today),
                    done: !open,
                    whole: false,
                }),
                moves: task
                    .start
                    .or(task.due)
                    .filter(|_| movable)
                    .map(|start| (task.id.to_string(), start.iso())),
            });
        }
    }
    let links = held.iter().flat_map(|task| {
        let to = places.get(&task.id).copied();
        task.after
            .iter()
            .filter_map(move |before| Some((*before, to?)))
    });
    let links: Vec<(usize, usize)> = links
        .filter_map(|(before, to)| Some((places.get(&before).copied()?, to)))
        .collect();
    let here = format!("/projects/{}/timeline", project.id);
    let asked_for = |subtasks: bool, person: bool| match (subtasks, person) {
        (false, false) => here.clone(),
        (true, false) => format!("{here}?subtasks=all"),
        (false, true) => format!("{here}?by=person"),
        (true, true) => format!("{here}?subtasks=all&by=person"),
    };
    let from = |day: Day| {
        let day = day.max(earliest).iso();
        let parts = if all { "&subtasks=all" } else { "" };
        let of = only.map_or(String::new(), |id| format!("&milestone={id}"));
        let by = if by_person { "&by=person" } else { "" };
        format!("{here}?from={day}{parts}{of}{by}")
    };
    let drawn = Timeline {
        links,
        days: count,
        free: (0..count)
            .filter(|day| !calendar.is_working(first + *day))
            .collect(),
        marks: (0..count)
            .filter(|day| (first + *day).weekday() == 0 && (count <= 140 || day % 4 == 0))
            .map(|day| (day, (first + day).brief(today)))
            .collect(),
        today: (0..count).contains(&(today - first)).then(|| today - first),
        promised: project
            .promised
            .filter(|day| (0..count).contains(&(*day - first)))
            .map(|day| (day - first, format!("Promised {}", day.brief(today)))),
        preview: may.then(|| format!("/projects/{}/dates", project.id)),
        lines,
    };
    let body = html! {
        (bar(
            html! {
                (segments("Show", &[(Some(Icon::Task), "Tasks", &asked_for(false, by_person), !all), (Some(Icon::Branch), "With subtasks", &asked_for(true, by_person), all)]))
                (segments("Group", &[(Some(Icon::Milestone), "By milestone", &asked_for(all, false), !by_person), (Some(Icon::Users), "By person", &asked_for(all, true), by_person)]))
                @if first > earliest { (Button::link("Earlier", from(first + -MOST_DAYS)).quiet()) }
                @if first + (count - 1) < last { (Button::link("Later", from(first + count)).quiet()) }
                @if only.is_some() { (Button::link("All milestones", here.as_str()).quiet()) }
            },
            html! {
                (Button::link("Forecast", format!("/projects/{}/forecast", project.id)).quiet().icon(Icon::Calendar))
                @if may {
                    span class="dim t12" { "Drag a bar, or move it with the arrows and Enter." }
                    (Button::link("Plan dates", format!("/projects/{}/dates", project.id)).icon(Icon::Calendar))
                }
            },
        ))
        @if drawn.lines.is_empty() {
            (Empty::first("Nothing planned yet", "Milestones and tasks with dates appear here as bars over days."))
        } @else {
            div data-live-id="timeline" data-kinds="tasks milestones" { (drawn) }
            @if left > 0 { p class="dim" { (left) " more tasks: " @if only.is_some() { "the list of tasks has them." } @else { "choose a milestone to see its own." } } }
        }
    };
    Ok(
        framed(visit, project, "timeline", body, &Refused::default())?
            .styles(&["list", "empty", "timeline"])
            .scripts(&["timeline"]),
    )
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
        let name = |user: Id<User>| user.to_string();
        let name: &dyn Fn(Id<User>) -> String = &name;
        let sizes = |only: Option<Id<Milestone>>, by_person: bool, subtasks: bool| -> Vec<usize> {
            let groups = groups(
                (&milestones, only),
                &held,
                by_person.then_some(name),
                (subtasks, "PRJ-1"),
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
