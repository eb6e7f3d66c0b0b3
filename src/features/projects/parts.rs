//! How states, dates, hours and cards of work look, on every page that shows some.

use maud::{Markup, Render, html};

use super::{
    OPEN_TASKS, Project, Task, WorkOn,
    actions::{CREATE_TASK, WORK},
    budget::tone,
    entry::running,
};
use crate::{
    base::{Choice, Day, Id, Money, Result, money::Currency, percent, time},
    data::{Key, Visit},
    features::{
        people::{Directory, Team, User},
        records::option_of,
    },
    ui::{prelude::*, quick::QuickLine},
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

/// What of a budget of money is used, as a bar; without a budget the sum alone.
pub fn money(spent: Money, budget: Money, currency: Currency) -> Markup {
    if budget <= Money::ZERO {
        return html! { (spent.show(currency)) };
    }
    let words = format!("{} / {}", spent.show(currency), budget.show(currency));
    let share = percent::bar(spent.0, budget.0, 100, 0);
    progress_toned(tone(spent.0, budget.0), share, words, "Money used")
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

/// A face with its name for those who hear it.
pub fn named_face(names: &Directory, user: Option<Id<User>>) -> Markup {
    match user {
        Some(user) => {
            html! { (Avatar::person(names.name(user)).small()) span class="vh" { (names.name(user)) } }
        }
        None => {
            html! { span class="avatar s nobody" title=(NOBODY) {} span class="vh" { (NOBODY) } }
        }
    }
}

/// A task's own address, or, for who may not open it, its project's.
pub fn address(visit: &Visit, task: &Task) -> String {
    address_for(task, visit.may(&super::actions::VIEW_TASKS, task))
}

/// Words about a task that lead to it, or for whoever may open neither it nor its project, the words alone.
pub fn task_link(visit: &Visit, task: &Task, class: &str, words: impl Render) -> Markup {
    let may_open = visit.may(&super::actions::VIEW_TASKS, task);
    let opens = may_open || visit.sees_ref(task.project.as_ref()).unwrap_or(false);
    html! {
        @if opens { a class=(class) href=(address_for(task, may_open)) data-panel { (words) } }
        @else { span class=(class) { (words) } }
    }
}

pub(super) fn address_for(task: &Task, may_open: bool) -> String {
    match may_open {
        true => format!("/tasks/{}", task.id),
        false => format!("/projects/{}#{}", task.project, task.id),
    }
}

/// What the empty choice of `people_select` says mostly.
pub const NOBODY: &str = "Nobody yet";

/// Who may hold work on a project, under headings: those who suit it first, then who is on the project, then whoever else
/// does tasks. Who sells or runs the house isn't among them.
pub fn suited(
    names: &Directory,
    project: Option<&Project>,
    proposed: &[(Id<User>, i64)],
) -> Vec<(&'static str, Vec<Id<User>>)> {
    let (mut team, mut others) = (Vec::new(), Vec::new());
    let workers = names.on_duty(&WORK);
    for user in names.staff() {
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
            (_, true) => team.push(user.id),
            _ if workers.iter().any(|held| held.id == user.id) || !user.skills.is_empty() => {
                others.push(user.id)
            }
            _ => {}
        }
    }
    let proposed = proposed.iter().map(|(user, _)| *user).collect();
    let mut groups = vec![
        ("Suited, least loaded first", proposed),
        ("On this project", team),
        ("Others who do tasks", others),
    ];
    groups.retain(|(_, people)| !people.is_empty());
    groups
}

/// Choosing somebody for work on a project, each with how many tasks they have open and whether they are here.
///
/// # Errors
/// When the tasks can't be counted.
pub fn people_select(
    visit: &Visit,
    select: Select,
    names: &Directory,
    project: Option<&Project>,
    proposed: &[(Id<User>, i64)],
    nobody: &str,
) -> Result<Select> {
    let mut select = select.nothing(nobody);
    for (heading, people) in suited(names, project, proposed) {
        select = select.group(heading);
        for id in people {
            let (_, words) = option_of(visit, names, id);
            let open = match proposed.iter().find(|(held, _)| *held == id) {
                Some((_, open)) => *open,
                None => visit.tally::<Task>(OPEN_TASKS, Key::new().id(id))?,
            };
            select = select.option(id, format!("{words}, {open} open"));
        }
    }
    Ok(select)
}

/// Adding tasks to a project on one line each, for whoever may; `back` is the page it stands on.
pub fn add_line(visit: &Visit, project: &Project, back: &str) -> Markup {
    let may = visit.may(&CREATE_TASK, project) && project.must_be_open().is_ok();
    let line = task_line("Add a task", back).hidden("project", project.id);
    html! { @if may { (line) } }
}

/// The line in which a task is written.
pub fn task_line(label: &str, back: &str) -> QuickLine {
    QuickLine::new("/tasks/lines", label)
        .hidden("back", back)
        .hint("Such as: Draft the sitemap @anna fri !high 2h")
        .reads("/tasks/line")
        .whole("/tasks/new")
}

/// Where a deed comes back to: the page its form stood on when that is one of ours, else `home`.
pub fn back(request: &Request, home: &str) -> String {
    let ours = |to: &&str| {
        let inside = ["/tasks", "/projects/", "/tickets/", "/time"];
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

/// Starts a timer on work that is a record, or stops the one that runs there; and leads back to where the work is shown.
///
/// # Errors
/// When the store can't be read.
pub fn timer(visit: &Visit, on: &WorkOn) -> Result<Markup> {
    let here = running(visit)?.filter(|entry| entry.on() == *on);
    let back = hidden("back", on.path());
    Ok(match here {
        Some(entry) => {
            let since = entry.started.unwrap_or(visit.at);
            let words = time::minutes(visit.at.since(since) / time::MINUTE);
            let text = html! { "Stop " time data-since=(since.0) { (words) } };
            inline_button(
                "/time/stop",
                back,
                Button::submit(text).small().icon(Icon::Stop),
            )
        }
        None => inline_button(
            "/time/start",
            html! { (back) (hidden(on.word(), on)) },
            Button::submit("Start timer").small().icon(Icon::Hours),
        ),
    })
}
