//! How states, dates, hours and cards of work look, on every page that shows some.

use maud::{Markup, Render, html};

use super::{CREATE_TASK, Project, Task, TaskStatus, WORK, on_task};
use crate::{
    base::{Choice, Day, Id, Result, time},
    data::Visit,
    features::people::{Directory, Team, User},
    ui::prelude::*,
    web::Request,
};

/// A date in the tone of how near it is, while the work is open.
pub fn due_day(day: Option<Day>, open: bool, today: Day) -> Markup {
    let Some(day) = day else { return html! {} };
    match day - today {
        late if late < 0 && open => due_toned(Tone::Danger, day.brief(today)),
        0 | 1 if open => due_toned(Tone::Warning, day.brief(today)),
        _ => due(day.brief(today)),
    }
}

/// `7 / 10 h`; without a plan only what is logged, without either nothing.
pub fn hours(logged: i64, planned: i64) -> String {
    match (logged, planned) {
        (0, 0) => String::new(),
        (logged, 0) => format!("{} h", time::hours(logged)),
        (logged, planned) => format!("{} / {} h", time::hours(logged), time::hours(planned)),
    }
}

/// Its state with a word, blocked and asked-for included.
pub fn state(task: &Task) -> Markup {
    if task.requested {
        return badge(Tone::Warning, "Asked for");
    }
    let state_icon = task.state_icon();
    let word = match state_icon {
        Glyph::Blocked => "Blocked",
        _ => task.state.label(),
    };
    Badge::new(state_icon.tone(), word)
        .state_icon(state_icon)
        .render()
}

pub fn face(names: &Directory, user: Option<Id<User>>) -> Markup {
    match user {
        Some(user) => html! { (Avatar::person(names.name(user)).small()) },
        None => html! { span class="vh" { "nobody" } },
    }
}

/// A task's own address, or, for who may not open it, its project's.
pub fn address(visit: &Visit, task: &Task) -> String {
    address_for(task, visit.may(&super::VIEW_TASKS, task))
}

/// Words about a task that lead to it, or for whoever may open neither it nor its project, the words alone.
pub fn task_link(visit: &Visit, task: &Task, class: &str, words: impl Render) -> Markup {
    let may_open = visit.may(&super::VIEW_TASKS, task);
    let opens = may_open || visit.sees_ref(task.project.as_ref()).unwrap_or(false);
    html! {
        @if opens { a class=(class) href=(address_for(task, may_open)) data-panel { (words) } }
        @else { span class=(class) { (words) } }
    }
}

fn address_for(task: &Task, may_open: bool) -> String {
    match may_open {
        true => format!("/tasks/{}", task.id),
        false => format!("/projects/{}#{}", task.project, task.id),
    }
}

/// Whether the person may move the task's card: it is theirs, or they lead such work.
fn may_move(visit: &Visit, task: &Task) -> bool {
    task.assignee
        .is_some_and(|user| user.raw() == visit.actor.person)
        || visit.may(&CREATE_TASK, task)
}

pub fn card(visit: &Visit, names: &Directory, task: &Task, place: &str) -> Result<Card> {
    let logged = on_task(visit, task.id)?;
    let today = visit.today();
    let may_open = visit.may(&super::VIEW_TASKS, task);
    let mut card = Card::new(task.id.to_string(), address_for(task, may_open), task.title.as_str(), format!("{} {}", task.id, task.title))
        .version(task.version)
        .shows(format!("tasks:{}", task.id.raw()), format!("{} {}", task.state.key(), task.weight))
        .above(html! {
            (prio(task.priority.mark(), false)) (id(task.id.to_string())) span class="trunc" { (place) }
            @if task.requested { (badge(Tone::Warning, "Asked for")) }
            @else if task.blocked.is_some() && task.state.is_open() { (badge(Tone::Danger, "Blocked")) }
            @else if task.returned.is_some() && task.state.is_open() { (badge(Tone::Warning, "Returned")) }
        })
        .foot(html! {
            (due_day(task.due, task.state.is_open(), today))
            span class="dim" { (hours(logged, i64::from(task.weight))) }
            span { (face(names, task.assignee)) }
        });
    if may_open {
        card = card.in_panel();
    }
    if task.has_parts() {
        let text = format!("{} of {}", task.parts_done, task.parts);
        card = card.progress(u32::from(task.progress), text, "Subtasks");
    } else if !task.checklist.is_empty() && task.state == TaskStatus::InProgress {
        let text = format!("{} of {}", task.ticked(), task.checklist.len());
        card = card.progress(u32::from(task.progress), text, "Checklist");
    }
    Ok(if may_move(visit, task) {
        card
    } else {
        card.fixed()
    })
}

/// A board of these tasks; `place` says under each where it belongs. Each lane draws at most `most` cards; `totals` says
/// how many it holds in all when not all were read.
pub fn work_board(
    visit: &Visit,
    names: &Directory,
    tasks: &[Task],
    most: usize,
    totals: &[usize],
    place: impl Fn(&Task) -> String,
) -> Result<Markup> {
    let mut lanes = Vec::new();
    for (at, lane) in TaskStatus::LANES.into_iter().enumerate() {
        let here: Vec<&Task> = tasks.iter().filter(|task| task.state == lane).collect();
        let total = totals
            .get(at)
            .copied()
            .unwrap_or(here.len())
            .max(here.len());
        let planned: i64 = here.iter().map(|task| i64::from(task.weight)).sum();
        let cards = here
            .iter()
            .take(most)
            .map(|task| card(visit, names, task, &place(task)))
            .collect::<Result<Vec<_>>>()?;
        let state_icon = lane.state_icon();
        let mut drawn = Lane::new(lane.key(), lane.label())
            .title(html! { (state_icon.silent()) (lane.label()) })
            .tone(state_icon.tone())
            .count(total as u64)
            .fact(if planned > 0 && total == here.len() {
                format!("{} h planned", time::hours(planned))
            } else {
                String::new()
            })
            .cards(cards);
        if total > most.min(here.len()) {
            drawn = drawn.more(format!("{} more in the list", total - most.min(here.len())));
        }
        lanes.push(drawn);
    }
    Ok(
        html! { div data-live-id="board" data-kinds="tasks" { (board("/tasks/move", html! { @for lane in &lanes { (lane) } })) } },
    )
}

/// What the empty choice of `people_select` says mostly.
pub const NOBODY: &str = "Nobody yet";

/// Choosing somebody for work on a project: those who suit it first, each with how many tasks they have open, then
/// who is on the project, then whoever else does tasks. Who sells or runs the house isn't among them.
pub fn people_select(
    select: Select,
    names: &Directory,
    project: Option<&Project>,
    proposed: &[(Id<User>, i64)],
    nobody: &str,
) -> Select {
    let staff = names.staff();
    let (mut team, mut others) = (Vec::new(), Vec::new());
    let workers = names.on_duty(&WORK);
    for user in staff {
        let suits = proposed.iter().any(|(id, _)| *id == user.id);
        let lead_of_theirs = |team: &Team| {
            project.is_some_and(|p| team.lead == Some(p.team_lead)) && user.teams.contains(&team.id)
        };
        let named = |p: &Project| {
            [p.manager, p.team_lead].contains(&user.id) || p.members.contains(&user.id)
        };
        let on_it = project.is_some_and(named) || names.teams.values().any(lead_of_theirs);
        match (suits, on_it) {
            (true, _) => {}
            (_, true) => team.push(user),
            _ if workers.iter().any(|held| held.id == user.id) || !user.skills.is_empty() => {
                others.push(user)
            }
            _ => {}
        }
    }
    let mut select = select.nothing(nobody);
    if !proposed.is_empty() {
        select = select.group("Suited, least loaded first");
        for (user, open) in proposed {
            select = select.option(user, format!("{}, {open} open", names.name(*user)));
        }
    }
    for (heading, people) in [("On this project", team), ("Others who do tasks", others)] {
        if !people.is_empty() {
            select = select
                .group(heading)
                .options(people.into_iter().map(|user| (user.id, user.name.as_str())));
        }
    }
    select
}

/// Where a deed comes back to: the page its form stood on when that is one of ours, else `home`.
pub fn back(request: &Request, home: &str) -> String {
    let ours = |to: &&str| {
        let inside = ["/tasks", "/projects/", "/time"];
        *to == "/"
            || inside.iter().any(|start| to.starts_with(start))
                && to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    };
    request
        .field("back")
        .filter(ours)
        .unwrap_or(home)
        .to_owned()
}

/// A form inside a page that stays in the side panel when it stands in one.
pub fn inline_form(action: &str, body: impl Render) -> Markup {
    html! { form class="stack s" method="post" action=(action) data-once data-inline { (body) } }
}

/// One button that is its own form and stays in the side panel.
pub fn inline_button(action: &str, hidden: Markup, button: Button) -> Markup {
    html! { form method="post" action=(action) data-once data-inline { (hidden) (button) } }
}
