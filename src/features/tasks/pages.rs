//! Tasks across projects: one's own, those for review, those nobody has, everything one may see; as board or list.
//! And the form that makes or edits one.

use maud::{Markup, Render, html};

use super::{
    ACCEPT, ASSIGN, EDIT, EXPORT, Priority, TASKS_BY_STATE, Task, TaskStatus as Status,
    forms::{EditTask, NewTask, items_text},
    query::{Show, TaskQuery},
};
use crate::{
    base::{Choice, Error, Id, Result, text},
    data::{Key, Page as Rows, Query, Visit},
    features::{
        form_key,
        people::{Directory, Whom},
        projects::{
            BY_FINISH, MILESTONES, Milestone, OPEN_TASKS, Project, TASKS, TASKS_OF_PROJECT,
            VIEW as VIEW_PROJECTS, WORK, on_task,
            parts::{
                NOBODY, address, card, due_day, face, hours, people_select, state, work_board,
            },
            playbooks, propose,
        },
        records::import_link,
    },
    ui::prelude::*,
    web::{Filled, Page, Request, pages_around},
};

pub fn index(visit: &Visit, request: &Request) -> Result<Page> {
    let mut asked: TaskQuery = request.filters();
    let list = request.query("view") == Some("list");
    let show = match asked.show {
        Some(show) => show,
        None => at_first(visit)?,
    };
    asked.show = Some(show);
    let names = Directory::of(visit)?;
    if let Some(numbers) = request.cards() {
        return cards(visit, &asked, &names, numbers);
    }
    let mut totals = Vec::new();
    let page = match (show, list) {
        (_, true) => asked.page(visit, request.page(50))?,
        (Show::Mine, false) => of(asked.own_board(visit)?),
        (_, false) => of(lanes(visit, &asked, &mut totals)?),
    };
    let tasks = &page.rows;
    let titles = titles(visit, tasks)?;
    let place = |task: &Task| titles.get(&task.project.raw()).cloned().unwrap_or_default();
    let shown = if tasks.is_empty() {
        empty(show).render()
    } else if list {
        table(visit, &names, tasks, place)?
    } else {
        work_board(visit, &names, tasks, 30, &totals, place)?
    };
    let view = |list: bool| request.with_query("view", list.then_some("list"));
    let (board_at, list_at) = (view(false), view(true));
    let body = html! {
        (Head::new("Tasks").fact(text::count(super::my_open(visit)?, "open task of yours", "open tasks of yours")))
        (tabs("Show", Show::ALL.map(|(each, key, name)| Tab::new(name, format!("/tasks?show={key}{}", if list { "&view=list" } else { "" })).current(show == each))))
        (bar(html! {
            (segments("View", &[(Some(Icon::Board), "Board", &board_at, !list), (Some(Icon::Table), "List", &list_at, list)]))
            (divider())
            (chips(&asked, request, &names, &titles))
        }, html! {}))
        @if list && !tasks.is_empty() && may_bulk(visit) {
            form method="post" action="/tasks/bulk" data-once {
                (hidden("back", request.here()))
                div data-live-id="tasks" data-kinds="tasks" { (shown) }
                (bulk_bar(visit, &asked, &names)?)
            }
        } @else { div data-live-id="tasks" data-kinds="tasks" { (shown) } }
        @if list {
            (pages_around(request, text::count(tasks.len(), "task", "tasks"), &page))
            p class="row" {
                @if visit.may_somewhere(&EXPORT) { a class="link" href=(request.with_path("/tasks/export.csv")) { "Export these as CSV" } }
                @if let Some(way) = import_link::<Task>(visit) { (way) }
            }
        }
        (menu("by-priority", Priority::ALL.iter().map(|p| Item::plain(p.label(), request.with_query("priority", Some(p.key()))))))
        @if show != Show::Mine {
            (menu("by-assignee", names.staff().into_iter().map(|u| Item::plain(u.name.as_str(), request.with_query("assignee", Some(&u.id.to_string()))))))
        }
    };
    Ok(Page::new("Tasks", body)
        .styles(&[
            "board", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .scripts(&["drag-board", "bulk-select"])
        .lists::<Task>(visit))
}

/// These of a board's cards alone, as far as they are on it.
fn cards(visit: &Visit, asked: &TaskQuery, names: &Directory, numbers: Vec<&str>) -> Result<Page> {
    let mut drawn = Vec::new();
    for id in numbers.into_iter().filter_map(Id::parse) {
        if let Some(task) = asked.on_board(visit, id)? {
            let project = visit.follow(&task, |task| task.project)?;
            let place = project.map(|project| project.title).unwrap_or_default();
            drawn.push(card(visit, names, &task, &place)?);
        }
    }
    Ok(Page::new("Tasks", html! { @for card in &drawn { (card) } }))
}

/// A board has no pages.
fn of(tasks: Vec<Task>) -> Rows<Task> {
    Rows {
        rows: tasks,
        ..Rows::empty()
    }
}

/// What somebody sees who did not say what: their own work; where they have none, what waits for them.
fn at_first(visit: &Visit) -> Result<Show> {
    let anything = |query: Query<Task>| Ok::<_, Error>(visit.count(&query, 1)? > 0);
    let in_state = |state: Status| TaskQuery::default().lane(visit, state);
    let names = Directory::of(visit)?;
    let mine = match names.users.get(&visit.actor.person) {
        Some(me) => {
            let key = Key::new().id(me.id);
            anything(Query::of(me, super::TASKS_BY_ASSIGNEE, key))?
        }
        None => false,
    };
    let free = TaskQuery {
        show: Some(Show::Unassigned),
        ..TaskQuery::default()
    };
    Ok(if mine {
        Show::Mine
    } else if visit.may_somewhere(&ACCEPT) && anything(in_state(Status::Review))? {
        Show::Review
    } else if visit.may_somewhere(&ASSIGN) && anything(free.lane(visit, Status::ToDo))? {
        Show::Unassigned
    } else if anything(Query::by(TASKS_BY_STATE))? {
        Show::All
    } else {
        Show::Mine
    })
}

fn empty(show: Show) -> Empty {
    match show {
        Show::Review => Empty::quiet(
            "Nothing waits for review",
            "What is handed in and has to pass review appears here.",
        ),
        Show::Unassigned => Empty::quiet(
            "Everything is in somebody's hands",
            "Open tasks that nobody has appear here, to be assigned.",
        ),
        Show::Mine => Empty::quiet(
            "You have no tasks",
            "When a team lead assigns a task to you, it appears here and in your inbox.",
        ),
        Show::All => Empty::quiet(
            "No tasks here",
            "Tasks come with a project's plan. Take a filter away to see more.",
        ),
    }
}

fn chips(
    asked: &TaskQuery,
    request: &Request,
    names: &Directory,
    titles: &std::collections::BTreeMap<u64, String>,
) -> Markup {
    let without = |name: &str| request.with_query(name, None);
    html! {
        @if let Some(project) = asked.project {
            (chip_removable(&without("project"), "Project", titles.get(&project.raw()).cloned().unwrap_or_else(|| project.to_string())))
        }
        @match asked.assignee {
            Some(Whom::Me) => (chip_removable(&without("assignee"), "Assignee", "me")),
            Some(Whom::Of(user)) => (chip_removable(&without("assignee"), "Assignee", names.name(user))),
            None if asked.show != Some(Show::Mine) => (chip_menu("Assignee", "by-assignee")),
            None => {}
        }
        @if let Some(state) = asked.state { (chip_removable(&without("state"), "State", state.label())) }
        @match asked.priority {
            Some(priority) => (chip_removable(&without("priority"), "Priority", priority.label())),
            None => (chip_menu("Priority", "by-priority")),
        }
    }
}

/// The lanes of a board: what is next in each, and how many there are in all, where no filter passes any over.
fn lanes(visit: &Visit, asked: &TaskQuery, totals: &mut Vec<usize>) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    let wanted = |lane: Status| match (asked.show, asked.state) {
        (Some(Show::Review), _) if lane != Status::Review => false,
        (_, Some(state)) => state == lane,
        _ => true,
    };
    let counted = asked.show == Some(Show::All) && !asked.is_filtered();
    for lane in Status::LANES.into_iter().filter(|lane| wanted(*lane)) {
        // Completed ones: the latest first.
        let query = asked.lane(visit, lane).limit(40);
        let query = query.descending(lane == Status::Completed);
        let page = visit.list(query.clone())?;
        if counted {
            let total = visit.total::<Task>(TASKS, Key::new().byte(lane.code()))?;
            totals.push(match (total, &page.next) {
                (Some(count), _) => usize::try_from(count).unwrap_or(0),
                (None, None) => page.rows.len(),
                (None, Some(_)) => visit.count(&query, 1000)?,
            });
        }
        tasks.extend(page.rows);
    }
    Ok(tasks)
}

/// Titles of the projects these tasks belong to.
fn titles(visit: &Visit, tasks: &[Task]) -> Result<std::collections::BTreeMap<u64, String>> {
    let mut titles = std::collections::BTreeMap::new();
    for task in tasks {
        if !titles.contains_key(&task.project.raw())
            && let Some(project) = visit.follow(task, |task| task.project)?
        {
            titles.insert(task.project.raw(), project.title);
        }
    }
    Ok(titles)
}

fn table(
    visit: &Visit,
    names: &Directory,
    tasks: &[Task],
    place: impl Fn(&Task) -> String,
) -> Result<Markup> {
    let mut rows = Vec::new();
    for task in tasks {
        let logged = on_task(visit, task.id)?;
        let link = html! {
            span class="two-line" { a href=(address(visit, task)) data-panel { (task.title) } span { (task.id) ", " (place(task)) } }
        };
        rows.push(
            Row::keyed(task.id.to_string(), task.title.as_str())
                .id(format!("t-{}", task.id.raw()))
                .walked()
                .name(link)
                .cell(state(task))
                .cell(prio(task.priority.mark(), true))
                .cell(html! { @match task.assignee { Some(user) => (who_first(names.name(user))), None => (face(names, None)) } })
                .cell(due_day(task.due, task.state.is_open(), visit.today()))
                .cell(progress_bar(u32::from(task.progress), format!("{}%", task.progress), &format!("{} progress", task.title)))
                .number(hours(logged, i64::from(task.weight))),
        );
    }
    let table = Table::rows();
    let table = match may_bulk(visit) {
        true => table.ticks(format!("Select all {}", tasks.len())),
        false => table,
    };
    Ok(table
        .columns([
            Column::new("Task"),
            Column::new("State"),
            Column::new("Priority"),
            Column::new("Assignee"),
            Column::new("Due"),
            Column::new("Progress"),
            Column::number("Logged / plan"),
        ])
        .body(rows)
        .render())
}

/// Whoever gives work out may do so to many tasks at once.
fn may_bulk(visit: &Visit) -> bool {
    visit.may_somewhere(&ASSIGN) && visit.may_somewhere(&EDIT)
}

fn bulk_bar(visit: &Visit, asked: &TaskQuery, names: &Directory) -> Result<Markup> {
    let project = asked.project.map(|id| visit.find::<Project>(id));
    let project = project.and_then(Result::ok);
    let assignee = Select::new("assignee", "Assign to")
        .id("bulk-assignee")
        .bare();
    let workers = names.on_duty(&WORK);
    let mut loaded = workers
        .iter()
        .map(|user| {
            let open = visit.tally::<Task>(OPEN_TASKS, Key::new().id(user.id))?;
            Ok((user.id, open))
        })
        .collect::<Result<Vec<_>>>()?;
    loaded.sort_by_key(|(user, open)| (*open, *user));
    Ok(bulk(
        "Selected tasks",
        None,
        html! {
            (people_select(assignee, names, project.as_ref(), &loaded, "Leave the assignee"))
            (Input::date("due", "Due").id("bulk-due").bare())
            (Select::new("priority", "Priority").id("bulk-priority").nothing("Leave the priority")
                .options(Priority::ALL.iter().map(|p| (p.key(), p.label()))).bare())
            (Button::submit("Apply").primary().small())
        },
    ))
}

/// A task belongs to a project: which one is asked first.
pub fn which_project(visit: &Visit) -> Result<Page> {
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).limit(100);
    // The range is that of making tasks; a project one may not see stays out of it.
    let mut projects = visit.list::<Project>(open.with(super::CREATE))?.rows;
    projects.retain(|project| visit.may(&VIEW_PROJECTS, project));
    let body = html! {
        (Head::new("Add task").fact("Choose its project"))
        @if projects.is_empty() {
            (Empty::quiet("No open project of yours", "Tasks are part of a project. Projects begin with an approval; then their tasks are added here."))
        } @else {
            ul class="list" { @for project in &projects {
                (item_link(icon(Icon::Project), &format!("/tasks/new?project={}", project.id), project.title.as_str(), project.id.to_string(), icon(Icon::Right)))
            } }
        }
    };
    Ok(Page::new("Add task", body)
        .under("Tasks", "/tasks")
        .styles(&["list", "empty"]))
}

/// The skills a task can ask for, as the playbooks name them.
fn roles() -> Vec<String> {
    let mut roles: Vec<String> = playbooks()
        .iter()
        .flat_map(|p| &p.milestones)
        .flat_map(|m| &m.tasks)
        .map(|t| t.role.clone())
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

fn role_select(select: Select, names: &Directory) -> Select {
    let of = |key: String| {
        let name = names
            .department_by_key(&key)
            .map_or(key.clone(), |d| d.name.clone());
        (key, name)
    };
    select
        .nothing("As the project")
        .options(roles().into_iter().map(of))
}

fn fields<F: crate::web::Form>(
    form: &Filled<F>,
    visit: &Visit,
    project: &Project,
    task: Option<&Task>,
    names: &Directory,
) -> Result<Markup> {
    let others: Vec<Task> =
        visit.related(project, TASKS_OF_PROJECT, Key::new().id(project.id), 1000)?;
    let chosen = |id: &str| form.values("after").any(|held| held == id);
    Ok(html! {
        (form.text("title", "Title").required())
        (form.area("detail", "What has to be done").rows(5))
        (fields_two(html! {
            (role_select(form.select("role", "Skill"), names))
            (form.choice::<Priority>("priority", "Priority"))
            (form.text("estimate_minutes", "Estimate").hint("Such as 1.5, 1:30 or 90m."))
            (people_select(form.select("reviewer", "Reviewer"), names, Some(project), &[], NOBODY).hint("Nobody named: everybody who reviews is told."))
            (form.date("start", "Start"))
            (form.date("due", "Due"))
        }))
        (form.area("checklist", "Checklist").rows(4).hint("One line each."))
        (Field::new("after", "After").theirs(form.theirs("after")).error(form.problems.of("after")).hint("Has to wait until these are completed.").around_group(html! {
            (hidden("after", ""))
            @for other in others.iter().filter(|o| o.parent.is_none() && o.counts() && task.is_none_or(|t| t.id != o.id && t.parent != Some(o.id))) {
                (Tick::new("after", other.title.as_str()).value(other.id).checked(chosen(&other.id.to_string())))
            }
        }))
        (form.tick("review_needed", "Has to pass review"))
        @if task.is_none_or(|t| t.parent.is_none()) { (form.tick("client_visible", "The client sees it in the portal")) }
    })
}

pub fn new(visit: &Visit, project: &Project, form: &Filled<NewTask>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    let here = format!("/projects/{}", project.id);
    let proposed = match form.value("role") {
        Some(role) if !role.is_empty() => propose(visit, role)?,
        _ => Vec::new(),
    };
    let body = html! {
        (Head::new("Add task").fact(project.title.as_str()))
        form class="stack read" method="post" action="/tasks" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (hidden("project", project.id))
            (form.select("milestone", "Milestone").options(milestones.iter().map(|m| (m.id, m.title.as_str()))))
            (people_select(form.select("assignee", "Assignee"), &names, Some(project), &proposed, NOBODY))
            (fields(form, visit, project, None, &names)?)
            (buttons(html! { (Button::submit("Add task").primary()) (Button::link("Keep the plan as it is", here.as_str())) }))
        }
    };
    Ok(Page::new("Add task", body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn edit(
    visit: &Visit,
    project: &Project,
    task: &Task,
    form: &Filled<EditTask>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let here = format!("/tasks/{}", task.id);
    let body = html! {
        (Head::new(format!("Edit {}", task.title)).mark(id(task.id.to_string())))
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (fields(form, visit, project, Some(task), &names)?)
            // A box that isn't ticked is not sent; after those that are, this says so.
            (hidden("review_needed", ""))
            (hidden("client_visible", ""))
            (buttons(html! { (Button::submit("Save task").primary()) (Button::link("Keep it as it is", here.as_str())) }))
        }
    };
    Ok(Page::new(format!("Edit {}", task.title), body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), format!("/projects/{}", project.id))
        .under(task.title.as_str(), here)
        .styles(&["extra"])
        .status(form.status()))
}

impl EditTask {
    pub fn of(task: &Task) -> Filled<EditTask> {
        let mut values = vec![
            ("title", task.title.clone()),
            ("detail", task.detail.clone()),
            ("role", task.role.clone()),
            ("priority", task.priority.key().to_owned()),
            (
                "estimate_minutes",
                task.estimate.map(|m| format!("{m}m")).unwrap_or_default(),
            ),
            (
                "reviewer",
                task.reviewer.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("start", task.start.map(|day| day.iso()).unwrap_or_default()),
            ("due", task.due.map(|day| day.iso()).unwrap_or_default()),
            ("checklist", items_text(&task.checklist)),
            ("version", task.version.to_string()),
        ];
        values.extend(task.after.iter().map(|id| ("after", id.to_string())));
        if task.review_needed {
            values.push(("review_needed", "on".into()));
        }
        if task.client_visible {
            values.push(("client_visible", "on".into()));
        }
        Filled::blank(&values)
    }
}
