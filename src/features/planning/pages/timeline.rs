//! The timeline of a project: milestones and tasks as bars over days, narrowed as its list is, and kept as a view of that.

use std::collections::{BTreeMap, BTreeSet};

use maud::html;

use super::{
    super::{
        PLAN,
        dates::{critical, tasks},
    },
    rows::{MOST_DAYS, groups, window},
};
use crate::{
    base::{Day, Error, Id, Result, text},
    data::{Key, Query, Visit},
    features::{
        lists::{self, Around},
        people::{Directory, User},
        projects::{MILESTONES, Milestone, Project, Task, framed, parts},
        tasks::narrowed,
    },
    ui::{
        prelude::*,
        timeline::{Bar, Line, Timeline},
    },
    web::{Page, Request, form::Refused},
};

/// Rows that are drawn at once.
const MOST: usize = 300;
/// Milestones that are drawn at once.
const MOST_MILESTONES: usize = 200;

pub fn timeline(visit: &Visit, project: &Project, request: &Request) -> Result<Page> {
    let all = request.query("subtasks") == Some("all");
    let only: Option<Id<Milestone>> = request.query("milestone").and_then(Id::parse);
    let around = Around::of(visit)?;
    let names = around.names.clone();
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
    let these = narrowed(visit, project, request)?;
    let asked_for = |task: &&Task| these.as_ref().is_none_or(|these| these.contains(&task.id));
    let wanted: Vec<&Task> = held.iter().filter(asked_for).collect();
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
            wanted
                .iter()
                .filter(|task| !drawn.contains(&task.milestone))
                .count()
        }
        false => 0,
    };
    let name = |user: Id<User>| names.name(user).to_owned();
    let name: &dyn Fn(Id<User>) -> String = &name;
    for group in groups((&milestones, only), &wanted, by_person.then_some(name), all) {
        let mine = group.tasks;
        if mine.is_empty() && these.is_some() {
            continue;
        }
        if lines.len() + mine.len() >= MOST && !lines.is_empty() {
            left += mine.len();
            continue;
        }
        lines.push(Line {
            depth: 0,
            mark: match (group.milestone, by_person) {
                (None, true) => parts::named_face(&names, group.person),
                _ => icon_small(Icon::Milestone),
            },
            name: group.name,
            href: request.with_query(group.asks.0, Some(&group.asks.1)),
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
                mark: html! { (task.state_icon()) },
                name: task.title.clone(),
                href: parts::address(visit, task),
                who: match by_person {
                    true => html! {},
                    false => parts::face(&names, task.assignee),
                },
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
                    says: match (open, task.blocked.is_some(), task.progress) {
                        (true, true, _) => "blocked".to_owned(),
                        (true, false, 1..) => format!("{}%", task.progress),
                        _ => String::new(),
                    },
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
    let ask = |name: &str, value: Option<&str>| request.with_query(name, value);
    let from = |day: Day| ask("from", Some(&day.max(earliest).iso()));
    let views = lists::kept_at::<Task>(visit, request, &here, &["view", "project", "sort"])?;
    let number = project.id.to_string();
    let (keep, keeps) = lists::keeping::<Task>(
        visit,
        request,
        &[("view", "timeline"), ("project", &number)],
    )?;
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
    let (tasks_alone, with_parts) = (ask("subtasks", None), ask("subtasks", Some("all")));
    let (by_milestone, by_people) = (ask("by", None), ask("by", Some("person")));
    let show = request.query("show").unwrap_or_default();
    let whose = [
        (
            "All",
            ask("show", None),
            !matches!(show, "mine" | "unassigned"),
        ),
        ("Mine", ask("show", Some("mine")), show == "mine"),
        (
            "Unassigned",
            ask("show", Some("unassigned")),
            show == "unassigned",
        ),
    ];
    let whose = whose
        .each_ref()
        .map(|(name, to, on)| (None, *name, to.as_str(), *on));
    let everything = Tab::new("All tasks", here.as_str())
        .current(these.is_none() && request.query("saved").is_none());
    let body = html! {
        (answering("views", html! { @if !views.is_empty() { (tabs("Views", std::iter::once(everything).chain(views))) } }))
        (bar(
            html! {
                (answering("switch", html! { div class="row" {
                    (segments("Show", &[(Some(Icon::Task), "Tasks", &tasks_alone, !all), (Some(Icon::Branch), "With subtasks", &with_parts, all)]))
                    (segments("Group", &[(Some(Icon::Milestone), "By milestone", &by_milestone, !by_person), (Some(Icon::Users), "By person", &by_people, by_person)]))
                    (segments("Whose", &whose))
                    @if first > earliest { (Button::link("Earlier", from(first + -MOST_DAYS)).quiet()) }
                    @if first + (count - 1) < last { (Button::link("Later", from(first + count)).quiet()) }
                    @if only.is_some() { (Button::link("All milestones", ask("milestone", None)).quiet()) }
                } }))
                (divider())
                (answering("chips", lists::chips::<Task>(&around, request)?))
            },
            html! {
                (answering("keep", keep))
                (Button::link("Forecast", format!("/projects/{}/forecast", project.id)).quiet().icon(Icon::Calendar))
                @if may { (Button::link("Plan dates", format!("/projects/{}/dates", project.id)).icon(Icon::Calendar)) }
            },
        ))
        (answering("menus", html! { (lists::menus::<Task>(&around, request)?) (keeps) }))
        (answering("list", html! {
            @if drawn.lines.is_empty() && these.is_some() {
                (Empty::no_match("No task fits", "Take a filter away to see more of the plan.").actions(Button::link("Clear the filters", here.as_str())))
            } @else if drawn.lines.is_empty() {
                (Empty::first("Nothing planned yet", "Milestones and tasks with dates appear here as bars over days."))
            } @else {
                div data-live-id="timeline" data-kinds="tasks milestones" { (drawn) }
                @if left > 0 { p class="dim" { (left) " more tasks: " @if only.is_some() { "the list of tasks has them." } @else { "choose a milestone to see its own." } } }
                @if may { p class="dim t12" { "Drag a bar, or move it with the arrows and Enter: what else would move is shown first." } }
            }
        }))
    };
    Ok(
        framed(visit, project, "timeline", body, &Refused::default())?
            .styles(&["list", "empty", "timeline"])
            .scripts(&["timeline"]),
    )
}
