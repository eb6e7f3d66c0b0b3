//! The form that makes a task or edits one: the title first, and what may be left out folded away.

use maud::{Markup, html};

use super::{
    Priority, Task,
    forms::{EditTask, NewTask, items_text},
};
use crate::{
    base::{Choice, Id, Money, Result},
    data::{Key, Query, Record, Visit},
    features::{
        form_key,
        people::Directory,
        projects::{
            BY_FINISH, MILESTONES, Milestone, Project, VIEW as VIEW_PROJECTS,
            parts::{NOBODY, people_select},
            propose,
        },
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// A task belongs to a project: whoever has added to none yet is asked for it first. What was begun goes along.
pub fn which_project(visit: &Visit, request: &Request) -> Result<Page> {
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
                (item_link(icon(Icon::Project), &request.with_query("project", Some(&project.id.to_string())), project.title.as_str(), project.id.to_string(), icon(Icon::Right)))
            } }
        }
    };
    Ok(Page::new("Add task", body)
        .under("Tasks", "/tasks")
        .styles(&["list", "empty"]))
}

/// The skills a task can ask for: the departments whose work it can be.
pub(super) fn skills(names: &Directory) -> Vec<(String, String)> {
    let departments = names.open_departments();
    let keys = departments.into_iter().filter(|held| !held.key.is_empty());
    keys.map(|held| (held.key.clone(), held.name.clone()))
        .collect()
}

fn role_select(select: Select, names: &Directory) -> Select {
    select.nothing("As the project").options(skills(names))
}

/// What one has to say first, and the rest that may be left out; which of the rest was filled in or refused stands open.
fn fields<F: crate::web::Form>(
    form: &Filled<F>,
    visit: &Visit,
    project: &Project,
    task: Option<&Task>,
    names: &Directory,
) -> Result<(Markup, Markup)> {
    let part = match task {
        Some(task) => task.parent.is_some(),
        None => form.value("parent").is_some(),
    };
    let first = html! {
        (form.text("title", "Title").required().autofocus())
        (form.area("detail", "What has to be done").rows(3))
    };
    let rest = html! {
        (fields_two(html! {
            (role_select(form.select("role", "Skill"), names))
            (people_select(visit, form.select("reviewer", "Reviewer"), names, Some(project), &[], NOBODY)?.hint("Nobody named: everybody who reviews is told."))
            (form.date("start", "Start"))
        }))
        (form.area("checklist", "Checklist").rows(4).hint("One line each."))
        (after(form, visit, task)?)
        @if task.is_some() {
            (fields_three(html! {
                (form.number("lag", "Days between").hint("Working days after what comes first."))
                (form.number("days", "Days given").hint("At least so many, also where the estimate is less."))
                (form.date("not_before", "Not before"))
            }))
            (form.text("budget_minutes", "Budget of hours").optional().hint("What its time may come to; more is warned of, asked about or stopped as the project says."))
            @if let Some(task) = task && visit.reads_key("budget_money", task)? {
                (form.money("budget_money", "Budget of money", CurrentSettings::currency_of(visit).sign).optional().hint("What that time may come to, by the measure of the project's budget."))
            }
            (form.tick("pinned", "Its start holds when dates are planned"))
        }
        (form.tick("review_needed", "Has to pass review"))
        @if !part { (form.tick("client_visible", "The client sees it in the portal")) }
    };
    Ok((first, rest))
}

/// When it is due, how urgent and how long it is.
fn measures<F: crate::web::Form>(form: &Filled<F>) -> Markup {
    fields_three(html! {
        (form.date("due", "Due"))
        (form.choice::<Priority>("priority", "Priority"))
        (form.text("estimate_minutes", "Estimate").placeholder("1:30"))
    })
}

/// The tasks that it waits for: those it has, each to be let go of, and a line to find one more.
fn after<F: crate::web::Form>(
    form: &Filled<F>,
    visit: &Visit,
    task: Option<&Task>,
) -> Result<Markup> {
    let mut held = Vec::new();
    for number in form.values("after").filter(|held| !held.is_empty()) {
        let id = Id::<Task>::parse(number);
        let title = match id {
            Some(id) => visit.title_of(id.as_ref())?,
            None => None,
        };
        held.push((number, title.unwrap_or_default()));
    }
    let error = form.problems.of("after");
    let line = |n: usize| {
        let name = format!("Task {}", n + 1);
        Input::record("after", name, Task::KIND.prefix).id(format!("after-{n}"))
    };
    Ok(html! {
        (Field::new("after", "After").theirs(form.theirs("after")).error(error).hint("Has to wait until these are completed. Tasks of the same project, by name or number.").around_group(html! {
            // A box that isn't ticked is not sent; this says that none is left.
            @if task.is_some() { (hidden("after", "")) }
            @for (number, title) in &held { (Tick::new("after", format!("{number} {title}")).value(number).checked(true)) }
            @for n in 0..2 { (line(n).bare()) }
        }))
    })
}

/// Whether something was said in the part that is folded.
fn says_more<F: crate::web::Form>(form: &Filled<F>) -> bool {
    let rest = [
        "role",
        "reviewer",
        "start",
        "checklist",
        "after",
        "client_visible",
    ];
    rest.iter().any(|name| {
        form.problems.of(name).is_some() || form.values(name).any(|value| !value.is_empty())
    })
}

pub fn new(visit: &Visit, project: &Project, form: &Filled<NewTask>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    let parent = form.value("parent");
    let here = match parent {
        Some(parent) => format!("/tasks/{parent}"),
        None => format!("/projects/{}", project.id),
    };
    let proposed = match form.value("role") {
        Some(role) if !role.is_empty() => propose(visit, role)?,
        _ => Vec::new(),
    };
    let (first, rest) = fields(form, visit, project, None, &names)?;
    let body = html! {
        (Head::new(if parent.is_some() { "Add subtask" } else { "Add task" }).fact(project.title.as_str()))
        form class="stack read" method="post" action="/tasks" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            @if let Some(parent) = parent { (hidden("parent", parent)) }
            (first)
            @if parent.is_none() {
                (form.record("project", "Project", Project::KIND.prefix).value(project_named(project, form)).required())
            }
            (fields_two(html! {
                (people_select(visit, form.select("assignee", "Assignee"), &names, Some(project), &proposed, NOBODY)?)
                @if parent.is_none() { (form.select("milestone", "Milestone").nothing("Where work goes on").options(milestones.iter().map(|m| (m.id, m.title.as_str())))) }
            }))
            (measures(form))
            (fold_open(says_more(form), Icon::Plus, "More: skill, reviewer, start, checklist, what comes before", html! { div class="stack" { (rest) } }))
            (buttons(html! { (Button::submit("Add task").primary()) (Button::link("Keep the plan as it is", here.as_str())) }))
        }
    };
    let mut page = Page::new("Add task", body)
        .under("Projects", "/projects")
        .under(project.title.as_str(), format!("/projects/{}", project.id));
    if let Some(parent) = parent {
        page = page.under(parent, here);
    }
    Ok(page.styles(&["extra"]).status(form.status()))
}

/// What its field says: the project that the page is about, unless another was typed and not found.
fn project_named(project: &Project, form: &Filled<NewTask>) -> String {
    match form.value("project") {
        Some(typed) if form.problems.of("project").is_some() => typed.to_owned(),
        _ => format!("{} {}", project.id, project.title),
    }
}

pub fn edit(
    visit: &Visit,
    project: &Project,
    task: &Task,
    form: &Filled<EditTask>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let here = format!("/tasks/{}", task.id);
    let (first, rest) = fields(form, visit, project, Some(task), &names)?;
    let body = html! {
        (Head::new(format!("Edit {}", task.title)).mark(id(task.id.to_string())))
        form class="stack read" method="post" action=(here) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (first)
            (measures(form))
            (rest)
            // A box that isn't ticked is not sent; after those that are, this says so.
            (hidden("review_needed", "")) (hidden("pinned", ""))
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
    /// What somebody who edits it is shown; what they don't read of it isn't among that.
    pub fn of(visit: &Visit, task: &Task) -> Result<Filled<EditTask>> {
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
                "budget_minutes",
                match task.budget_minutes {
                    0 => String::new(),
                    minutes => format!("{minutes}m"),
                },
            ),
            (
                "reviewer",
                task.reviewer.map(|id| id.to_string()).unwrap_or_default(),
            ),
            ("start", task.start.map(|day| day.iso()).unwrap_or_default()),
            ("due", task.due.map(|day| day.iso()).unwrap_or_default()),
            ("days", task.days.to_string()),
            ("lag", task.lag.to_string()),
            (
                "not_before",
                task.not_before.map(|day| day.iso()).unwrap_or_default(),
            ),
            ("checklist", items_text(&task.checklist)),
            ("version", task.version.to_string()),
        ];
        if visit.reads_key("budget_money", task)? {
            let held = match task.budget_money {
                Money::ZERO => String::new(),
                money => money.input(CurrentSettings::currency_of(visit)),
            };
            values.push(("budget_money", held));
        }
        values.extend(task.after.iter().map(|id| ("after", id.to_string())));
        if task.review_needed {
            values.push(("review_needed", "on".into()));
        }
        if task.pinned {
            values.push(("pinned", "on".into()));
        }
        if task.client_visible {
            values.push(("client_visible", "on".into()));
        }
        Ok(Filled::blank(&values))
    }
}
