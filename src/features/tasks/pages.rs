//! Tasks across projects: one's own, those for review, those nobody has, everything one may see; as board or list.
//! And the form that makes or edits one.

use maud::{Markup, Render, html};

use super::{
    ACCEPT, ASSIGN, EDIT, Priority, TASKS_BY_STATE, Task, TaskStatus as Status,
    forms::{EditTask, NewTask, items_text},
    of_person,
};
use crate::{
    base::{Choice, Id, Result, text},
    data::{Key, List, Visit},
    features::{
        form_key,
        people::Directory,
        projects::{
            BY_FINISH, MILESTONES, Milestone, Project, TASKS_OF_PROJECT, on_task,
            parts::{NOBODY, address, due_day, face, hours, people_select, state, work_board},
            playbooks, propose,
        },
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// What a list of tasks was asked to show.
struct Asked {
    /// `mine`, `review`, `unassigned`, `all`.
    show: &'static str,
    project: Option<Id<Project>>,
    assignee: Option<u64>,
    priority: Option<Priority>,
    state: Option<Status>,
    list: bool,
}

const SHOWS: [(&str, &str); 4] = [
    ("mine", "My tasks"),
    ("review", "For review"),
    ("unassigned", "Unassigned"),
    ("all", "All"),
];

impl Asked {
    fn of(request: &Request) -> Asked {
        let show = request.query("show").unwrap_or("mine");
        Asked {
            show: SHOWS
                .iter()
                .find(|(key, _)| *key == show)
                .map_or("mine", |(key, _)| key),
            project: request.query("project").and_then(Id::parse),
            assignee: request
                .query("assignee")
                .and_then(Id::<crate::features::people::User>::parse)
                .map(Id::raw),
            priority: request.query("priority").and_then(Priority::from_key),
            state: request.query("state").and_then(Status::from_key),
            list: request.query("view") == Some("list"),
        }
    }

    fn keeps(&self, task: &Task) -> bool {
        self.project.is_none_or(|project| task.project == project)
            && self
                .assignee
                .is_none_or(|user| task.assignee.is_some_and(|a| a.raw() == user))
            && self
                .priority
                .is_none_or(|priority| task.priority == priority)
            && self.state.is_none_or(|state| task.state == state)
            && match self.show {
                "review" => task.state == Status::Review,
                "unassigned" => {
                    task.assignee.is_none() && !task.has_parts() && task.state.is_open()
                }
                _ => true,
            }
    }
}

pub fn index(visit: &Visit, request: &Request) -> Result<Page> {
    let mut asked = Asked::of(request);
    if request.query("show").is_none() {
        asked.show = at_first(visit)?;
    }
    let names = Directory::of(visit)?;
    let (tasks, next) = match (asked.show, asked.list) {
        ("mine", _) => (own(visit, &asked)?, None),
        (_, true) => listed(visit, &asked, request)?,
        (_, false) => (lanes(visit, &asked)?, None),
    };
    let totals = totals(visit, &asked)?;
    let titles = titles(visit, &tasks)?;
    let place = |task: &Task| titles.get(&task.project.raw()).cloned().unwrap_or_default();
    let shown = if tasks.is_empty() {
        empty(asked.show).render()
    } else if asked.list {
        table(visit, &names, &tasks, place)?
    } else {
        work_board(visit, &names, &tasks, 30, &totals, place)?
    };
    let view = |list: bool| request.with_query("view", list.then_some("list"));
    let (board_at, list_at) = (view(false), view(true));
    let body = html! {
        (Head::new("Tasks").fact(text::count(super::my_open(visit)?, "open task of yours", "open tasks of yours")))
        (tabs("Show", SHOWS.map(|(key, name)| Tab::new(name, format!("/tasks?show={key}{}", if asked.list { "&view=list" } else { "" })).current(asked.show == key))))
        (bar(html! {
            (segments("View", &[(Some(Icon::Board), "Board", &board_at, !asked.list), (Some(Icon::Table), "List", &list_at, asked.list)]))
            (divider())
            (chips(&asked, request, &names, &titles))
        }, html! {}))
        @if asked.list && !tasks.is_empty() && may_bulk(visit) {
            form method="post" action="/tasks/bulk" data-once {
                (hidden("back", here(request)))
                div data-live-id="tasks" { (shown) }
                (bulk_bar(visit, &asked, &names)?)
            }
        } @else { div data-live-id="tasks" { (shown) } }
        @if asked.list {
            (pager(text::count(tasks.len(), "task", "tasks"), None, next.as_deref().map(|n| request.with_query("after", Some(n))).as_deref()))
        }
        (menu("by-priority", Priority::ALL.iter().map(|p| Item::plain(p.label(), request.with_query("priority", Some(p.key()))))))
        @if asked.show != "mine" {
            (menu("by-assignee", names.staff().into_iter().map(|u| Item::plain(u.name.as_str(), request.with_query("assignee", Some(&u.id.to_string()))))))
        }
    };
    Ok(Page::new("Tasks", body)
        .styles(&[
            "board", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .scripts(&["drag-board", "bulk-select"])
        .live("tasks"))
}

/// What somebody sees who did not say what: their own work; where they have none, what waits for them.
fn at_first(visit: &Visit) -> Result<&'static str> {
    let anything = |list: List, keep: fn(&Task) -> bool| -> Result<bool> {
        Ok(!visit
            .list_where(list.limit(1), |task: &Task| keep(task))?
            .rows
            .is_empty())
    };
    let names = Directory::of(visit)?;
    let mine = match names.users.get(&visit.actor.person) {
        Some(me) => {
            let key = Key::new().id(me.id);
            !visit
                .related::<Task>(me, super::TASKS_BY_ASSIGNEE, key, 1)?
                .is_empty()
        }
        None => false,
    };
    let free = |task: &Task| task.assignee.is_none() && !task.has_parts();
    Ok(if mine {
        "mine"
    } else if visit.may_somewhere(&ACCEPT) && anything(in_state(Status::Review), |_| true)? {
        "review"
    } else if visit.may_somewhere(&ASSIGN) && anything(in_state(Status::ToDo), free)? {
        "unassigned"
    } else if anything(List::by(TASKS_BY_STATE), |_| true)? {
        "all"
    } else {
        "mine"
    })
}

fn empty(show: &str) -> Empty {
    match show {
        "review" => Empty::quiet(
            "Nothing waits for review",
            "What is handed in and has to pass review appears here.",
        ),
        "unassigned" => Empty::quiet(
            "Everything is in somebody's hands",
            "Open tasks that nobody has appear here, to be assigned.",
        ),
        "mine" => Empty::quiet(
            "You have no tasks",
            "When a team lead assigns a task to you, it appears here and in your inbox.",
        ),
        _ => Empty::quiet(
            "No tasks here",
            "Tasks come with a project's plan. Take a filter away to see more.",
        ),
    }
}

fn chips(
    asked: &Asked,
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
            Some(user) => (chip_removable(&without("assignee"), "Assignee", names.name_of(user))),
            None if asked.show != "mine" => (chip_menu("Assignee", "by-assignee")),
            None => {}
        }
        @match asked.priority {
            Some(priority) => (chip_removable(&without("priority"), "Priority", priority.label())),
            None => (chip_menu("Priority", "by-priority")),
        }
    }
}

/// One's own: the open ones, the next due first, and lately completed ones for the board's last lane.
fn own(visit: &Visit, asked: &Asked) -> Result<Vec<Task>> {
    let mut tasks = of_person(visit, visit.actor.person, 200)?;
    if !asked.list
        && let Some(me) = Directory::of(visit)?.users.get(&visit.actor.person)
    {
        let key = Key::new().id(me.id).byte(1);
        let mut over: Vec<Task> = visit.related(me, super::TASKS_BY_ASSIGNEE, key, 500)?;
        over.retain(|task| task.state == Status::Completed);
        over.sort_by_key(|task| std::cmp::Reverse(task.done_at));
        over.truncate(20);
        tasks.extend(over);
    }
    tasks.retain(|task| asked.keeps(task));
    Ok(tasks)
}

fn in_state(state: Status) -> List {
    List::by(TASKS_BY_STATE).under(Key::new().byte(state.code()))
}

/// The lanes of a board: what is next in each.
fn lanes(visit: &Visit, asked: &Asked) -> Result<Vec<Task>> {
    let mut tasks = Vec::new();
    for lane in Status::LANES {
        // Completed ones: the latest first.
        let list = in_state(lane)
            .limit(40)
            .descending(lane == Status::Completed);
        tasks.extend(visit.list_where(list, |task| asked.keeps(task))?.rows);
    }
    Ok(tasks)
}

/// How many there are in each lane, where no filter passes any over.
fn totals(visit: &Visit, asked: &Asked) -> Result<Vec<usize>> {
    let plain = asked.project.is_none()
        && asked.assignee.is_none()
        && asked.priority.is_none()
        && asked.state.is_none();
    if asked.show != "all" || asked.list || !plain {
        return Ok(Vec::new());
    }
    Status::LANES
        .into_iter()
        .map(|lane| visit.count::<Task>(&in_state(lane), 1000))
        .collect()
}

fn listed(visit: &Visit, asked: &Asked, request: &Request) -> Result<(Vec<Task>, Option<String>)> {
    let list = match (asked.show, asked.state) {
        ("review", _) => in_state(Status::Review),
        (_, Some(state)) => in_state(state),
        _ => List::by(TASKS_BY_STATE),
    };
    let page = visit.list_where(list.after(request.query("after")), |task| asked.keeps(task))?;
    Ok((page.rows, page.next))
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

fn here(request: &Request) -> String {
    match request.raw_query.as_str() {
        "" => request.path.clone(),
        query => format!("{}?{query}", request.path),
    }
}

fn bulk_bar(visit: &Visit, asked: &Asked, names: &Directory) -> Result<Markup> {
    let project = asked.project.map(|id| visit.find::<Project>(id));
    let project = project.and_then(Result::ok);
    let assignee = Select::new("assignee", "Assign to")
        .id("bulk-assignee")
        .bare();
    Ok(bulk(
        "Selected tasks",
        None,
        html! {
            (people_select(assignee, names, project.as_ref(), &[], "Leave the assignee"))
            (Input::date("due", "Due").id("bulk-due").bare())
            (Select::new("priority", "Priority").id("bulk-priority").nothing("Leave the priority")
                .options(Priority::ALL.iter().map(|p| (p.key(), p.label()))).bare())
            (Button::submit("Apply").primary().small())
        },
    ))
}

/// A task belongs to a project: which one is asked first.
pub fn which_project(visit: &Visit) -> Result<Page> {
    let open = List::by(BY_FINISH).under(Key::new().byte(0)).limit(100);
    let projects = visit
        .list_where::<Project>(open, |project| visit.may(&super::CREATE, project))?
        .rows;
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
            (form.text("estimate", "Estimate").hint("Such as 1.5, 1:30 or 90m."))
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
            (hidden("whole", "on"))
            (fields(form, visit, project, Some(task), &names)?)
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
                "estimate",
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
