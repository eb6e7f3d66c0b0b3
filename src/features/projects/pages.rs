//! The list of projects, and one project's overview: how far it is, its plan, its health, its people.

use maud::{Markup, html};

use super::{
    ADD_MILESTONE, CLOSE, COUNT, CREATE_TASK, DELIVER, EDIT, EDIT_MILESTONE, HOLD, MILESTONES,
    Milestone, Project, REOPEN, RESUME, Status, TASKS_OF_PROJECT, Task, TaskStatus,
    entry::{self, TimeEntry},
    forms::{MilestoneForm, ProjectForm},
    parts::{address, due_day, face, hours, short_day},
    project::{BY_FINISH, BY_STATE},
};
use crate::{
    base::{Choice, Result, text, time},
    data::{Key, List, Visit},
    features::{
        clients::Client,
        people::{Directory, House},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

const VIEWS: [(&str, &str, Option<Status>); 6] = [
    ("", "Open", None),
    ("planned", "Planned", Some(Status::Planned)),
    ("active", "Active", Some(Status::Active)),
    ("on_hold", "On hold", Some(Status::OnHold)),
    ("delivered", "Delivered", Some(Status::Delivered)),
    ("closed", "Closed", Some(Status::Closed)),
];

pub fn client_name(visit: &Visit, project: &Project) -> Result<String> {
    Ok(visit
        .follow::<Client>(project, project.client)?
        .map(|client| client.name)
        .unwrap_or_default())
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = request.query("state").unwrap_or_default();
    let chosen = VIEWS
        .iter()
        .find(|(key, ..)| *key == asked)
        .unwrap_or(&VIEWS[0]);
    let list = match chosen.2 {
        None => List::by(BY_FINISH).under(Key::new().byte(0)),
        Some(state) => List::by(BY_STATE).under(Key::new().byte(state.code())),
    };
    let page = visit.list::<Project>(list.after(request.query("after")))?;
    let names = Directory::of(visit)?;
    let mut tabs_drawn = Vec::new();
    for (key, name, state) in VIEWS {
        let href = if key.is_empty() {
            "/projects".to_owned()
        } else {
            format!("/projects?state={key}")
        };
        let mut tab = Tab::new(name, href).current(key == chosen.0);
        if let Some(state) = state
            && let Some(count) = visit.total::<Project>(COUNT, Key::new().byte(state.code()))?
        {
            tab = tab.count(count.max(0) as u64);
        }
        tabs_drawn.push(tab);
    }
    let rows = page
        .rows
        .iter()
        .map(|project| {
            let second = format!("{}, {}", project.id, client_name(visit, project)?);
            Ok(Row::new()
                .id(format!("p-{}", project.id.raw()))
                .name_link(
                    &format!("/projects/{}", project.id),
                    project.title.as_str(),
                    second,
                )
                .cell(badge(project.state.tone(), project.state.label()))
                .cell(tag(project.category.tone(), project.category.label()))
                .cell(progress_bar(
                    u32::from(project.progress),
                    format!("{}%", project.progress),
                    &format!("{} progress", project.title),
                ))
                .number(format!("{} / {}", project.done, project.total))
                .cell(who_first(names.name(project.team_lead)))
                .cell(due_day(
                    Some(project.finish),
                    project.state.is_open(),
                    visit.today(),
                )))
        })
        .collect::<Result<Vec<_>>>()?;
    let body = html! {
        (Head::new("Projects"))
        (tabs("Show", tabs_drawn))
        div data-live-id="projects" {
            @if rows.is_empty() {
                (Empty::quiet("No projects here", "A project begins when a department manager approves a ticket: a playbook turns into its plan, and it appears here."))
            } @else {
                (Table::rows()
                    .columns([Column::new("Project"), Column::new("State"), Column::new("Service"), Column::new("Progress"), Column::number("Tasks"), Column::new("Lead"), Column::new("Finish")])
                    .body(rows))
            }
        }
        (pager(text::count(page.rows.len(), "project", "projects"), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Projects", body)
        .styles(&["list", "empty"])
        .live("projects"))
}

/// What every page of a project has in common: head, tabs, crumbs, live topic.
pub fn framed(visit: &Visit, project: &Project, tab: &str, body: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let client = client_name(visit, project)?;
    let here = format!("/projects/{}", project.id);
    let at = |name: &str| {
        if name.is_empty() {
            here.clone()
        } else {
            format!("{here}/{name}")
        }
    };
    let today = visit.today();
    let head = Head::new(project.title.as_str())
        .mark(id(project.id.to_string()))
        .mark(html! { a href=(format!("/clients/{}", project.client)) { (firm(&client)) } })
        .mark(tag(project.category.tone(), project.category.label()))
        .mark(badge(project.state.tone(), project.state.label()))
        .fact(format!(
            "{} to {}",
            project.start.show(today),
            project.finish.show(today)
        ))
        .mark(html! { span class="who" { "Lead: " (names.name(project.team_lead)) } })
        .actions(actions(visit, project));
    let body = html! {
        div data-live-id="project-head" {
        (head)
        (tabs("Project", [
            Tab::new("Overview", at("")).current(tab.is_empty()),
            Tab::new("Tasks", at("tasks")).current(tab == "tasks").count(u64::from(project.total)),
            Tab::new("Time", at("time")).current(tab == "time"),
            Tab::new("History", at("history")).current(tab == "history"),
        ]))
        }
        (body)
    };
    Ok(Page::new(project.title.as_str(), body)
        .under("Projects", "/projects")
        .live(format!("projects:{}", project.id.raw())))
}

fn actions(visit: &Visit, project: &Project) -> Markup {
    let to = |verb: &str| format!("/projects/{}/{verb}", project.id);
    let may = |action| visit.may(action, project);
    let open = project.must_be_open().is_ok();
    html! {
        @if may(&EDIT) { (Button::link("Edit", to("edit")).icon(Icon::Edit).key("e")) }
        @if project.state == Status::OnHold && may(&RESUME) {
            (post_button(&to("resume"), html! {}, Button::submit("Resume").primary().icon(Icon::Play)))
        }
        @if open && may(&HOLD) { (post_button(&to("hold"), html! {}, Button::submit("Put on hold").icon(Icon::Pause))) }
        @if open && may(&CREATE_TASK) {
            (Button::link("Add task", format!("/tasks/new?project={}", project.id)).icon(Icon::Plus).key("n"))
        }
        @if open && may(&DELIVER) {
            @if project.is_done() {
                (post_button(&to("deliver"), html! {}, Button::submit("Deliver to the client").primary().icon(Icon::Send)))
            } @else {
                (Button::plain("Deliver to the client").primary().disabled_because(match project.total {
                    0 => "There are no tasks yet".to_owned(),
                    total => format!("{} still open", text::count((total - project.done) as usize, "task is", "tasks are")),
                }))
            }
        }
        @if matches!(project.state, Status::Delivered | Status::ClosedPending) && may(&CLOSE) {
            (post_button(&to("close"), html! {}, Button::submit("Close").primary().icon(Icon::Check)))
        }
        @if matches!(project.state, Status::Delivered | Status::Closed) && may(&REOPEN) {
            (post_button(&to("reopen"), html! {}, Button::submit("Reopen for updates").icon(Icon::Undo)))
        }
    }
}

/// Everything the overview draws, read from one snapshot.
pub struct Overview {
    pub milestones: Vec<Milestone>,
    pub tasks: Vec<Task>,
}

impl Overview {
    pub fn of(visit: &Visit, project: &Project) -> Result<Overview> {
        Ok(Overview {
            milestones: visit.related(project, MILESTONES, Key::new().id(project.id), 100)?,
            tasks: visit.related(project, TASKS_OF_PROJECT, Key::new().id(project.id), 1000)?,
        })
    }

    fn tasks_of<'a>(&'a self, milestone: &'a Milestone) -> impl Iterator<Item = &'a Task> {
        self.tasks
            .iter()
            .filter(move |task| task.milestone == milestone.id && task.parent.is_none())
    }

    fn subtasks<'a>(&'a self, task: &'a Task) -> impl Iterator<Item = &'a Task> {
        self.tasks
            .iter()
            .filter(move |sub| sub.parent == Some(task.id))
    }
}

pub fn overview(visit: &Visit, project: &Project, request: &Request) -> Result<Page> {
    let whole = Overview::of(visit, project)?;
    let calendar = House::of(visit)?.0.calendar();
    let expected = i32::from(project.expected(&calendar, visit.today()));
    let ahead = i32::from(project.progress) - expected;
    let health = match (project.state.is_open(), ahead) {
        (false, _) => badge(project.state.tone(), project.state.label()),
        (_, 5..) => badge(
            Tone::Laurel,
            format!(
                "On track, {} ahead",
                text::count(ahead as usize, "point", "points")
            ),
        ),
        (_, -9..=4) => badge(Tone::Laurel, "On track"),
        (_, behind) => badge(
            if behind < -25 {
                Tone::Minium
            } else {
                Tone::Ochre
            },
            format!("{} points behind", -behind),
        ),
    };
    let logged = entry::on_project(visit, project.id)?;
    let main = html! {
        section class="stack s" aria-label="Progress" data-live-id="progress" {
            div class="row between" {
                p { span class="h1s" { (project.progress) "%" } " " span class="mute" { "complete" } }
                p class="row t12 mute" { @if project.state.is_open() { span { "Plan for today " (expected) "%" } } (health) }
            }
            (colonnade(&whole.milestones, visit))
        }
        (Section::new("Plan", html! {
                @if whole.milestones.is_empty() {
                    (Empty::first("No plan yet", "Add a milestone, then the tasks that lead to it.").plain())
                } @else {
                    (plan_table(visit, project, &whole, logged, request)?)
                }
                (fold(Icon::Help, "How these numbers are made", html! {
                    div class="read t12" { p {
                        "A task without subtasks weighs its estimate. It counts 0 percent while it is to do, what its checklist or its "
                        "assignee says while in progress, 90 in review, 100 when completed. What stands above is the weighted mean of what "
                        "counts below, and 100 only when all of it is completed. Points are weight times progress."
                    } }
                }))
            })
            .small(format!("{}, {}", text::count(whole.milestones.len(), "milestone", "milestones"), text::count(project.total as usize, "task", "tasks")))
            .actions(html! {
                @if visit.may(&ADD_MILESTONE, project) {
                    (Button::link("Add milestone", format!("/projects/{}/milestones/new", project.id)).small().quiet().icon(Icon::Plus))
                }
            })
            .live("plan"))
    };
    let body = html! { (record(main, aside(visit, project, &whole, health, logged)?)) };
    Ok(framed(visit, project, "", body)?
        .styles(&[
            "arcade", "plan", "list", "thread", "record", "chart", "empty",
        ])
        .scripts(&["fold"]))
}

fn colonnade(milestones: &[Milestone], visit: &Visit) -> Markup {
    let known = milestones.iter().filter(|m| m.weight > 0).count();
    let mean = milestones.iter().map(|m| f64::from(m.weight)).sum::<f64>() / known.max(1) as f64;
    let today = visit.today();
    let bays = milestones.iter().filter(|m| m.total > 0).map(|m| {
        let weight = if m.weight > 0 {
            f64::from(m.weight)
        } else {
            mean.max(1.0)
        };
        let word = m.title.split_whitespace().next().unwrap_or(&m.title);
        let caption = if m.is_done() {
            "done".to_owned()
        } else {
            format!("due {}", short_day(m.due, today))
        };
        Bay::new(word, weight, f64::from(m.progress))
            .full(m.title.as_str())
            .now(m.started > 0 && !m.is_done())
            .caption(caption)
    });
    let bays: Vec<Bay> = bays.collect();
    html! { @if !bays.is_empty() { (Colonnade::new(bays)) } }
}

fn plan_table(
    visit: &Visit,
    project: &Project,
    whole: &Overview,
    logged: i64,
    request: &Request,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let all = request.query("subtasks") == Some("all");
    let share = |part: u32, of: u32| {
        if of == 0 {
            0.0
        } else {
            f64::from(part) / f64::from(of)
        }
    };
    let planned: u32 = whole.milestones.iter().map(|m| m.weight).sum();
    let mut rows = Vec::new();
    let mut left_out = 0;
    for milestone in &whole.milestones {
        let of_project = share(milestone.weight, planned);
        let edit = match visit.may(&EDIT_MILESTONE, milestone) {
            true => format!("/milestones/{}/edit", milestone.id),
            false => format!("#{}", milestone.id),
        };
        let at = rows.len();
        let mut spent = 0;
        for task in whole.tasks_of(milestone) {
            let subtasks: Vec<&Task> = whole.subtasks(task).collect();
            let of_task = entry::on_task(visit, task.id)?;
            let weight = share(task.weight, milestone.weight);
            let mut below = Vec::new();
            let shown = all || matches!(task.state, TaskStatus::InProgress | TaskStatus::Review);
            for sub in subtasks {
                if shown {
                    let of_sub = entry::on_task(visit, sub.id)?;
                    let part = share(sub.weight, task.weight);
                    let drawn = row(
                        visit,
                        sub,
                        3,
                        &names,
                        of_sub,
                        part,
                        of_project * weight * part,
                    );
                    below.push(drawn.below(task.id.to_string()));
                } else {
                    left_out += 1;
                }
            }
            spent += of_task;
            let mut drawn = row(visit, task, 2, &names, of_task, weight, of_project * weight);
            drawn = drawn.below(milestone.id.to_string());
            if !below.is_empty() {
                drawn = drawn.key(task.id.to_string());
            }
            rows.push(drawn);
            rows.extend(below);
        }
        let mut part = PlanRow::new(1, milestone.title.as_str(), edit)
            .hours(hours(spent, i64::from(milestone.weight)))
            .weight(format!("{:.0}%", of_project * 100.0))
            .percent(u32::from(milestone.progress))
            .points(format!("{:.1}", of_project * f64::from(milestone.progress)))
            .due(due_day(Some(milestone.due), !milestone.is_done(), today));
        if rows.len() > at {
            part = part.key(milestone.id.to_string());
        }
        rows.insert(at, part);
    }
    Ok(html! {
        (plan("Milestone, task, subtask", rows, plan_total("Project", hours(logged, i64::from(planned)), u32::from(project.progress), project.progress)))
        @if left_out > 0 {
            (buttons(Button::link(format!("Show {}", text::count(left_out, "more subtask", "more subtasks")), request.with_query("subtasks", Some("all"))).small().quiet()))
        }
    })
}

fn row(
    visit: &Visit,
    task: &Task,
    level: u8,
    names: &Directory,
    logged: i64,
    weight: f64,
    points: f64,
) -> PlanRow {
    PlanRow::new(level, task.title.as_str(), address(visit, task))
        .glyph(task.glyph())
        .number(task.id.to_string())
        .owner(face(names, task.assignee))
        .hours(hours(logged, i64::from(task.weight)))
        .weight(if task.counts() {
            format!("{:.0}%", weight * 100.0)
        } else if task.requested {
            "asked for".into()
        } else {
            "-".into()
        })
        .percent(u32::from(task.progress))
        .points(if task.counts() {
            format!("{:.1}", points * f64::from(task.progress))
        } else {
            String::new()
        })
        .due(due_day(task.due, task.state.is_open(), visit.today()))
}

fn aside(
    visit: &Visit,
    project: &Project,
    whole: &Overview,
    health: Markup,
    logged: i64,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let house = House::of(visit)?;
    let today = visit.today();
    let open = |task: &&Task| task.counts() && task.state.is_open();
    let count =
        |test: &dyn Fn(&Task) -> bool| whole.tasks.iter().filter(open).filter(|t| test(t)).count();
    let (blocked, late) = (
        count(&|t| t.blocked.is_some()),
        count(&|t| t.due.is_some_and(|due| due < today)),
    );
    let nobody = count(&|t| t.assignee.is_none() && !t.has_parts());
    let asked = whole
        .tasks
        .iter()
        .filter(|t| t.requested && t.state.is_open())
        .count();
    let budget = i64::from(project.budget_minutes);
    let used = (logged * 100)
        .checked_div(budget)
        .unwrap_or(0)
        .clamp(0, 999) as u32;
    let budget_tone = match used {
        101.. => Tone::Minium,
        86.. => Tone::Ochre,
        _ => Tone::Laurel,
    };
    let fact = |n: usize, tone: Tone| {
        if n == 0 {
            badge(Tone::Laurel, "none")
        } else {
            badge(tone, n.to_string())
        }
    };
    let mut spent: std::collections::BTreeMap<u64, i64> = std::collections::BTreeMap::new();
    for held in
        visit.related::<TimeEntry>(project, entry::BY_PROJECT, Key::new().id(project.id), 1000)?
    {
        *spent.entry(held.user.raw()).or_default() += i64::from(held.minutes);
    }
    let mut team = vec![
        (project.team_lead, "Team lead"),
        (project.manager, "Manager"),
    ];
    team.extend(project.members.iter().map(|id| (*id, "Member")));
    let mut seen = Vec::new();
    team.retain(|(id, _)| {
        !id.is_none() && !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    Ok(html! {
        (Section::new("Health", Facts::new()
            .fact("Schedule", health)
            .fact("Late", fact(late, Tone::Minium))
            .fact("Blocked", fact(blocked, Tone::Minium))
            .fact("Unassigned", fact(nobody, Tone::Ochre))
            .fact("Subtasks asked for", fact(asked, Tone::Ochre))).live("health"))
        (Section::new("Budget", Facts::new()
            .maybe("Value", visit.may(&EDIT, project).then(|| project.value.show(house.0.currency())))
            .fact("Hours", progress_toned(budget_tone, used.min(100), format!("{} / {}", time::hours(logged), time::hours(budget)), "Hours used"))
            .maybe("Ticket", project.ticket.map(|id| html! { a class="link" href=(format!("/tickets/{id}")) { "TK-" (id) } }))
            .maybe("Part of", project.parent.map(|id| html! { a class="link" href=(format!("/projects/{id}")) { (id) } })))
            .live("budget"))
        (Section::new("Team", list_tight(html! {
            @for (person, does) in &team {
                @let title = names.users.get(&person.raw()).map(|u| u.title.as_str()).filter(|t| !t.is_empty() && *does == "Member").unwrap_or(does);
                (item_two(Avatar::person(names.name(*person)), names.name(*person), title,
                    html! { @if let Some(minutes) = spent.get(&person.raw()) { span class="dim t12" { (time::hours(*minutes)) " h" } } }))
            }
        })).small(team.len()).live("team"))
    })
}

pub fn edit(visit: &Visit, project: &Project, form: &Filled<ProjectForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let currency = House::of(visit)?.0.currency();
    let people = || {
        names
            .staff()
            .into_iter()
            .map(|user| (user.id, user.name.clone()))
            .collect::<Vec<_>>()
    };
    let here = format!("/projects/{}", project.id);
    let body = html! {
        (Head::new(format!("Edit {}", project.title)))
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.text("title", "Title").required())
            (fields_two(html! {
                (form.select("manager", "Project manager").options(people()))
                (form.select("team_lead", "Team lead").options(people()))
                (form.date("start", "Start").required())
                (form.date("finish", "Finish").required())
                (form.text("budget", "Hours").hint("Such as 120, 120h or 7200m."))
                (form.money("value", "Value", currency.sign))
            }))
            (form.text("parent", "Part of").optional().hint("The number of the project above, such as PRJ-201."))
            (buttons(html! { (Button::submit("Save project").primary()) (Button::link("Keep it as it is", here.as_str())) }))
        }
    };
    Ok(Page::new(format!("Edit {}", project.title), body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn milestone(
    project: &Project,
    action: &str,
    verb: &str,
    form: &Filled<MilestoneForm>,
) -> Page {
    let here = format!("/projects/{}", project.id);
    let body = html! {
        (Head::new(verb))
        form class="stack read" method="post" action=(action) data-once {
            (form.summary())
            @if let Some(version) = form.value("version") { (hidden("version", version)) }
            @else { (hidden("_key", crate::features::form_key())) }
            (form.text("title", "Title").required())
            (fields_two(html! { (form.date("start", "Start").optional()) (form.date("due", "Due").required()) }))
            (form.tick("client_visible", "The client sees it in the portal"))
            (buttons(html! { (Button::submit(verb).primary()) (Button::link("Keep the plan as it is", here.as_str())) }))
        }
    };
    Page::new(verb, body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status())
}

impl ProjectForm {
    pub fn of(project: &Project, visit: &Visit) -> Result<Filled<ProjectForm>> {
        let currency = House::of(visit)?.0.currency();
        Ok(Filled::blank(&[
            ("title", project.title.clone()),
            ("manager", project.manager.to_string()),
            ("team_lead", project.team_lead.to_string()),
            ("start", project.start.iso()),
            ("finish", project.finish.iso()),
            ("budget", format!("{}m", project.budget_minutes)),
            ("value", project.value.input(currency)),
            (
                "parent",
                project.parent.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("version", project.version.to_string()),
        ]))
    }
}
