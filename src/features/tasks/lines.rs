//! Tasks added on one line each, at the foot of a list, a board or the subtasks of a task.

use maud::{Markup, html};
use serde_json::json;

use super::{
    CREATE, Task, editing,
    forms::{NewItems, NewTask},
    line::{Known, Line, read},
    make,
};
use crate::{
    base::{Choice, Error, Id, Problems, Result, text, time},
    data::{Key, Query, Record, Visit},
    features::{
        people::{Directory, User},
        projects::{
            Milestone, Project, TASKS_BY_MAKER, VIEW as VIEW_PROJECTS,
            parts::{back, task_line},
        },
    },
    ui::{prelude::*, quick::QuickLine},
    web::{
        Filled, Page, Reply, Request,
        form::{Form, Optional, Reader, Required},
    },
};

/// More than this is a sheet to bring in.
const MOST: usize = 50;
const LONGEST: usize = 160;

/// Lines, and what their tasks become part of.
#[derive(Debug, Clone)]
pub struct NewLines {
    pub project: Option<Id<Project>>,
    pub milestone: Option<Id<Milestone>>,
    pub parent: Option<Id<Task>>,
    pub lines: Vec<String>,
}

impl Form for NewLines {
    fn read(f: &mut Reader) -> Self {
        let form = NewLines {
            project: f.id("project", "Project", Optional),
            milestone: f.id("milestone", "Milestone", Optional),
            parent: f.id("parent", "Subtask of", Optional),
            lines: f
                .block("text", "Tasks", Required, 8000)
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect(),
        };
        if form.lines.len() > MOST {
            f.problem("text", format!("At most {MOST} tasks at once."));
        }
        form
    }
}

/// Who may be named in a line: everybody who works here.
fn people(visit: &Visit) -> Result<Vec<(Id<User>, String)>> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    Ok(staff
        .iter()
        .map(|user| (user.id, user.name.clone()))
        .collect())
}

fn read_all(visit: &Visit, lines: &[String]) -> Result<Vec<Line>> {
    let people = people(visit)?;
    let known = Known {
        today: visit.today(),
        me: Id::new(visit.actor.person),
        people: &people,
    };
    Ok(lines.iter().map(|line| read(line, &known)).collect())
}

/// A task for each line, all of them in one deed; how many.
///
/// # Errors
/// Beside the lines, with each that can't be read.
pub fn add(visit: &Visit, form: NewLines) -> Result<usize> {
    let read = read_all(visit, &form.lines)?;
    let several = read.len() > 1;
    let mut wrong = Vec::new();
    for (n, line) in read.iter().enumerate() {
        let at = |why: &str| match several {
            true => format!("Line {}: {why}", n + 1),
            false => why.to_owned(),
        };
        wrong.extend(line.unclear.iter().map(|why| at(why)));
        if line.title.is_empty() {
            wrong.push(at("Say what has to be done."));
        } else if line.title.chars().count() > LONGEST {
            wrong.push(at(&format!(
                "A title has at most {LONGEST} characters. Shorten it."
            )));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::field("text", wrong.join(" ")));
    }
    let tasks = read.into_iter().map(|line| NewTask {
        project: form.project,
        milestone: form.milestone,
        parent: form.parent,
        post: None,
        title: line.title,
        detail: String::new(),
        role: String::new(),
        assignee: line.assignee,
        reviewer: None,
        estimate: line.estimate,
        start: None,
        due: line.due,
        priority: line.priority,
        // A subtask is looked at with its task.
        review_needed: form.parent.is_none(),
        client_visible: false,
        checklist: Vec::new(),
        after: Vec::new(),
    });
    Ok(make::create_all(visit, tasks.collect())?.len())
}

/// What is read of a line, beside it while it is written.
pub(super) fn shown(visit: &Visit, request: &Request) -> Result<Reply> {
    let asked: String = request
        .query("text")
        .unwrap_or_default()
        .chars()
        .take(500)
        .collect();
    let read = read_all(visit, &[asked])?;
    let line = read.first().cloned().unwrap_or_default();
    Ok(Reply::Part(chips(visit, &line)?))
}

/// Projects that were added to lately and may have been closed since.
const LATELY: usize = 5;

/// The project that this person added a task to last, of those that take more.
pub(super) fn last_project(visit: &Visit) -> Result<Option<Project>> {
    let names = Directory::of(visit)?;
    let Some(me) = names.users.get(&visit.actor.person) else {
        return Ok(None);
    };
    let made = Query::of(me, TASKS_BY_MAKER, Key::new().id(me.id));
    let made: Vec<Task> = visit.list(made.descending(true).limit(LATELY))?.rows;
    for task in &made {
        let project = visit.follow(task, |task| task.project)?;
        if let Some(project) = project.filter(|project| takes_tasks(visit, project)) {
            return Ok(Some(project));
        }
    }
    Ok(None)
}

fn takes_tasks(visit: &Visit, project: &Project) -> bool {
    project.must_be_open().is_ok()
        && visit.may(&CREATE, project)
        && visit.may(&VIEW_PROJECTS, project)
}

/// The field in which the project of a new task is chosen, by its name or number.
fn project_field(value: Option<String>) -> Input {
    Input::record("project", "Project", Project::KIND.prefix)
        .id("line-project")
        .bare()
        .placeholder("Project")
        .maybe_value(value)
}

/// Adding a task to whichever project, for whoever may: the one that was added to last stands there.
pub(super) fn add_anywhere(visit: &Visit, back: &str) -> Result<Markup> {
    if !visit.may_somewhere(&CREATE) {
        return Ok(html! {});
    }
    let last = last_project(visit)?;
    let named = last.map(|project| format!("{} {}", project.id, project.title));
    let line = task_line("Add a task", back).beside(project_field(named));
    Ok(html! { (line) })
}

fn chips(visit: &Visit, line: &Line) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    Ok(html! {
        @if let Some(user) = line.assignee {
            (tag(Tone::Stone, who_first(names.name(user))))
            @if let Some(away) = crate::features::records::away(visit, &names, user) { (tag(Tone::Warning, away)) }
        }
        @if let Some(day) = line.due { (tag(Tone::Stone, day.show(today))) }
        @if let Some(priority) = line.priority { (tag(Tone::Stone, priority.label())) }
        @if let Some(minutes) = line.estimate { (tag(Tone::Stone, time::minutes(minutes))) }
        @for why in &line.unclear { (tag(Tone::Danger, why)) }
    })
}

/// The values that the whole form starts with for a line that was begun.
pub(super) fn begun(visit: &Visit, request: &Request) -> Result<Vec<(&'static str, String)>> {
    let Some(text) = request.query("text") else {
        return Ok(Vec::new());
    };
    let read = read_all(visit, &[text::clean_line(text)])?;
    let line = read.first().cloned().unwrap_or_default();
    let mut values = vec![("title", line.title)];
    values.extend(line.assignee.map(|id| ("assignee", id.to_string())));
    values.extend(line.due.map(|day| ("due", day.iso())));
    values.extend(
        line.priority
            .map(|priority| ("priority", priority.key().to_owned())),
    );
    values.extend(
        line.estimate
            .map(|minutes| ("estimate_minutes", format!("{minutes}m"))),
    );
    Ok(values)
}

/// Adds them and comes back to where the line stands; a script stays there and says it with Undo.
pub(super) fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let script = request.accepts_json && request.part.is_some();
    let filled = request.fill_named::<NewLines>(visit)?;
    if script {
        let count = add(visit, filled.into_form()?)?;
        return Ok(Reply::json(
            json!({ "said": said(count), "undo": visit.wrote() }),
        ));
    }
    match filled.attempt(|form| add(visit, form))? {
        Ok(count) => Ok(Reply::go(back(request, "/tasks")).toast(said(count), visit.wrote())),
        Err(refused) => Ok(again(request, &refused).into()),
    }
}

/// Adds to the checklist of a task, likewise.
pub(super) fn add_items(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    let form: NewItems = request.form()?;
    let said = format!("{} added", text::count(form.items.len(), "line", "lines"));
    editing::add_items(visit, id, form)?;
    Ok(match request.accepts_json && request.part.is_some() {
        true => Reply::json(json!({ "said": said, "undo": visit.wrote() })),
        false => Reply::go(format!("/tasks/{id}")).toast(said, visit.wrote()),
    })
}

fn said(count: usize) -> String {
    format!("{} added", text::count(count, "task", "tasks"))
}

/// The line alone, with what was typed and why it was refused.
fn again(request: &Request, refused: &Filled<NewLines>) -> Page {
    let none = Problems::default();
    let text = refused.value("text").unwrap_or_default();
    let why = refused.problems.of("text").map(str::to_owned);
    let why = why.or_else(|| refused.general.clone());
    let why = why.unwrap_or_else(|| match refused.problems.iter().next() {
        Some((_, why)) => why.to_owned(),
        None => none.to_string(),
    });
    let mut line = QuickLine::new("/tasks/lines", "Add a task").refused(text, Some(&why));
    for name in ["milestone", "parent", "back"] {
        if let Some(value) = request.field(name) {
            line = line.hidden(name, value);
        }
    }
    if let Some(project) = request.field("project") {
        line = line.beside(project_field(Some(project.to_owned())));
    }
    Page::new("Add a task", html! { (Head::new("Add a task")) (line) })
        .under("Tasks", "/tasks")
        .at("/tasks")
        .status(refused.status())
}
