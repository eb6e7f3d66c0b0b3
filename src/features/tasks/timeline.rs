//! Tasks of all projects as bars over some weeks, by project or by whose they are: what a team does side by side. The
//! timeline of one project, on which bars are moved, is that project's page.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    Task,
    query::{Show, TaskQuery},
};
use crate::{
    base::{Day, Id, Result, text},
    features::{
        lists::{self, Around},
        people::User,
        projects::{
            Project,
            parts::{NOBODY, address, face, named_face},
        },
        settings::CurrentSettings,
    },
    ui::{
        prelude::*,
        timeline::{Bar, Line, Timeline},
    },
    web::{Page, Reply, Request, request::encode_pairs},
};

/// Weeks that are drawn.
const WEEKS: i32 = 8;
/// Rows that are drawn at once.
const MOST: usize = 300;
/// Days behind the last that a task may end on which began within these weeks.
const LONGEST: i32 = 90;

/// The address of a project's own timeline that asks the same.
pub fn of_project(request: &Request, project: Id<Project>) -> Reply {
    let asked = request
        .query
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "view" | "project" | "on"));
    let pairs: Vec<(&str, &str)> = asked.map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let here = format!("/projects/{project}/timeline");
    Reply::go(match pairs.is_empty() {
        true => here,
        false => format!("{here}?{}", encode_pairs(&pairs)),
    })
}

/// What rows stand under.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Under {
    Person(String, Id<User>),
    Project(String, Id<Project>),
    Nobody,
}

/// The Monday of the week before the day that is asked for, or today.
fn first_day(visit_today: Day, asked: Option<Day>) -> Day {
    match asked {
        Some(day) => day + -i32::from(day.weekday()),
        None => visit_today + -i32::from(visit_today.weekday()) + -7,
    }
}

/// The days of a task within those drawn, counted from the first; None where none of them is.
fn span(task: &Task, first: Day, days: i32) -> Option<(i32, i32)> {
    let due = task.due.or(task.start)?;
    let start = task.start.unwrap_or(due).min(due);
    let (from, until) = ((start - first).max(0), (due - first).min(days - 1));
    (from <= until).then_some((from, until))
}

pub fn page(
    around: &Around<'_>,
    request: &Request,
    (head, switch, add): (Markup, Markup, Markup),
    asked: &TaskQuery,
) -> Result<Reply> {
    let visit = around.visit;
    let today = visit.today();
    let days = WEEKS * 7;
    let first = first_day(today, request.query("on").and_then(Day::parse));
    let by_person = request.query("by") == Some("person");
    // What is under way on these days is due on them or later.
    let query = asked
        .between(first, first + (days + LONGEST))
        .query(visit)?;
    let (mut tasks, mut cut) = (Vec::new(), false);
    if let Some(query) = query {
        let found = visit.list(query.limit(MOST + 100))?;
        cut = found.next.is_some();
        tasks = found.rows;
    }
    tasks.retain(|task| {
        let counts = asked.states.contains(&task.state) || task.counts();
        counts && span(task, first, days).is_some()
    });
    cut |= tasks.len() > MOST;
    tasks.truncate(MOST);
    let shown = drawn(around, request, (first, days, by_person), &tasks)?;
    let tab = |(show, key, name): (Show, &str, &'static str)| {
        let current = asked.show == Some(show) && request.query("saved").is_none();
        Tab::new(name, format!("/tasks?show={key}&view=timeline")).current(current)
    };
    let kept = lists::kept_as::<Task>(visit, request, "timeline")?;
    let tabs_drawn = Show::ALL.into_iter().map(tab).chain(kept);
    let (keep, keeps) = lists::keeping::<Task>(visit, request, &[("view", "timeline")])?;
    let at = |day: Day| request.with_query("on", Some(&day.iso()));
    let (by_project, by_people) = (
        request.with_query("by", None),
        request.with_query("by", Some("person")),
    );
    let title = format!(
        "{} to {}",
        first.show(today),
        (first + (days - 1)).show(today)
    );
    let body = html! {
        (head)
        (answering("views", tabs("Show", tabs_drawn)))
        (bar(html! {
            (answering("switch", html! { div class="row" {
                (switch)
                (segments("Group", &[(Some(Icon::Project), "By project", &by_project, !by_person), (Some(Icon::Users), "By person", &by_people, by_person)]))
            } }))
            (divider())
            (answering("chips", lists::chips::<Task>(around, request)?))
        }, html! { (answering("keep", keep)) }))
        (answering("menus", html! { (lists::menus::<Task>(around, request)?) (keeps) }))
        (answering("list", html! {
            (calendar_head(&title, &at(first + -7 * WEEKS), &request.with_query("on", None), &at(first + 7 * WEEKS)))
            @if cut { (Banner::info(format!("Only the first {MOST} tasks of these weeks are shown. Narrow them by a filter."))) }
            div data-live-id="timeline" data-kinds="tasks" {
                @if tasks.is_empty() { (Empty::no_match("Nothing on these days", "Take a filter away, or look at other weeks.")) }
                @else { (shown) }
            }
        }))
        (add)
    };
    Ok(Page::new("Tasks", body)
        .styles(&[
            "timeline", "calendar", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .lists::<Task>(visit)
        .into())
}

fn drawn(
    around: &Around<'_>,
    request: &Request,
    (first, days, by_person): (Day, i32, bool),
    tasks: &[Task],
) -> Result<Timeline> {
    let (visit, names) = (around.visit, &around.names);
    let today = visit.today();
    let mut titles: BTreeMap<Id<Project>, String> = BTreeMap::new();
    let mut groups: BTreeMap<Under, Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        let under = match (by_person, task.assignee) {
            (true, Some(user)) => Under::Person(names.name(user).to_owned(), user),
            (true, None) => Under::Nobody,
            (false, _) => {
                let title = match titles.get(&task.project) {
                    Some(title) => title.clone(),
                    None => {
                        let held = visit.follow(task, |task: &Task| task.project)?;
                        let title = held.map(|held| held.title).unwrap_or_default();
                        titles.insert(task.project, title.clone());
                        title
                    }
                };
                Under::Project(title, task.project)
            }
        };
        groups.entry(under).or_default().push(task);
    }
    let mut lines = Vec::new();
    for (under, mut mine) in groups {
        mine.sort_by_key(|task| (task.start.or(task.due), task.id));
        let when = text::count(mine.len(), "task", "tasks");
        let (mark, name, href) = match under {
            Under::Person(name, user) => (
                named_face(names, Some(user)),
                name,
                request.with_query("assignee", Some(&user.to_string())),
            ),
            Under::Nobody => (
                named_face(names, None),
                NOBODY.to_owned(),
                request.with_query("show", Some("unassigned")),
            ),
            Under::Project(title, id) => (
                icon_small(Icon::Project),
                title,
                format!("/projects/{id}/timeline"),
            ),
        };
        lines.push(Line {
            depth: 0,
            mark,
            name,
            href,
            who: html! {},
            when,
            bar: None,
            moves: None,
        });
        for task in mine {
            lines.push(line(around, task, (first, days, by_person)));
        }
    }
    let calendar = CurrentSettings::of(visit)?.0.calendar();
    Ok(Timeline {
        lines,
        links: Vec::new(),
        days,
        free: (0..days)
            .filter(|day| !calendar.is_working(first + *day))
            .collect(),
        marks: (0..days)
            .step_by(7)
            .map(|day| (day, (first + day).brief(today)))
            .collect(),
        today: (0..days).contains(&(today - first)).then(|| today - first),
        promised: None,
        preview: None,
    })
}

fn line(around: &Around<'_>, task: &Task, (first, days, by_person): (Day, i32, bool)) -> Line {
    let today = around.visit.today();
    let open = task.state.is_open();
    let when = match (task.start, task.due) {
        (Some(start), Some(due)) if start != due => {
            format!("{} to {}", start.show(today), due.show(today))
        }
        (_, Some(due)) => due.show(today),
        (Some(start), None) => format!("from {}", start.show(today)),
        (None, None) => "no dates".to_owned(),
    };
    Line {
        depth: if task.parent.is_some() { 2 } else { 1 },
        mark: html! { (task.state_icon()) },
        name: task.title.clone(),
        href: address(around.visit, task),
        who: match by_person {
            true => html! {},
            false => face(&around.names, task.assignee),
        },
        when,
        bar: span(task, first, days).map(|(from, until)| Bar {
            from,
            until,
            percent: u32::from(task.progress),
            late: open && task.due.is_some_and(|due| due < today),
            done: !open,
            says: match (open, task.blocked.is_some(), task.progress) {
                (true, true, _) => "blocked".to_owned(),
                (true, false, 1..) => format!("{}%", task.progress),
                _ => String::new(),
            },
            ..Bar::default()
        }),
        moves: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reaches_into_the_weeks_is_cut_at_their_ends() {
        let first = Day::parse("2026-06-01").unwrap();
        let task = |start: Option<i32>, due: Option<i32>| Task {
            start: start.map(|day| first + day),
            due: due.map(|day| first + day),
            ..Task::default()
        };
        let of = |start, due| span(&task(start, due), first, 56);
        assert_eq!(of(Some(2), Some(4)), Some((2, 4)));
        assert_eq!(of(Some(-9), Some(90)), Some((0, 55)));
        assert_eq!(of(None, Some(3)), Some((3, 3)));
        assert_eq!(of(Some(5), None), Some((5, 5)));
        assert_eq!(of(Some(-9), Some(-1)), None);
        assert_eq!(of(Some(56), Some(60)), None);
        assert_eq!(of(None, None), None);
        let monday = Day::parse("2026-06-08").unwrap();
        assert_eq!(first_day(monday + 2, None), first);
        assert_eq!(first_day(monday, Some(monday + 6)), monday);
    }
}
