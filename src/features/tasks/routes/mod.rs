//! Ways to tasks: their pages and the forms on them. `deeds` has what the buttons of a task's page do, `operations` the same
//! for programs.

mod deeds;
mod forms;
mod operations;

use super::{
    CREATE, Task, VIEW,
    actions::EDIT,
    editing, form_pages,
    forms::{EditTask, Move, NewTask, Reschedule},
    limits, lines, make, ops, page, pages, recurring,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        lists,
        projects::{Milestone, Project},
        records,
    },
    web::{
        Filled, Reply, Request, Route,
        form::{Form, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = pages_of_tasks();
    routes.extend(deeds::routes());
    routes.extend(operations::routes());
    routes.extend(recurring::routes());
    routes.extend(records::several_routes::<Task>(
        EDIT,
        "Give several tasks to somebody, set their due day or priority",
    ));
    routes.extend(records::import_routes::<Task>());
    routes.extend(records::in_place_routes::<Task>());
    routes.extend(lists::export_routes::<Task>(
        "The tasks that a filter finds, as CSV: the columns asked for, or all that can be brought in again",
    ));
    routes
}

fn pages_of_tasks() -> Vec<Route> {
    vec![
        Route::page("/tasks", VIEW, pages::index),
        Route::page("/tasks/new", CREATE, show_new),
        Route::post("/tasks", CREATE, create),
        Route::page("/tasks/line", CREATE, lines::shown),
        Route::post("/tasks/lines", CREATE, lines::save),
        Route::post("/tasks/move", VIEW, move_card),
        Route::post("/tasks/reschedule", EDIT, |v, r| {
            let form = r.form::<Reschedule>()?;
            let id = form.task.unwrap_or_default();
            ops::reschedule(v, form)?;
            let version = v.find::<Task>(id)?.version;
            Ok(Reply::json(
                serde_json::json!({ "version": version, "undo": v.wrote() }),
            ))
        }),
        Route::page("/tasks/{id}", VIEW, |v, r| {
            page::page(v, &v.find(r.id("id")?)?, r, Refused::default()).map(Into::into)
        }),
        Route::page("/tasks/{id}/edit", EDIT, show_edit),
        Route::post("/tasks/{id}", EDIT, edit),
    ]
}

fn move_card(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = request.form::<Move>()?;
    let id = form.task.unwrap_or_default();
    let version = ops::move_to(visit, form)?;
    let said = limits::told(visit, id)?;
    Ok(Reply::json(
        serde_json::json!({ "version": version, "undo": visit.wrote(), "said": said }),
    ))
}

/// The project that a new task's form is for: named, or by its milestone.
fn project_of(visit: &Visit, name: &str, milestone: Option<&str>) -> Result<Project> {
    if let Some(id) = Id::parse(name) {
        return visit.find(id);
    }
    let milestone: Milestone = visit.find(milestone.and_then(Id::parse).ok_or(Error::NotFound)?)?;
    visit.find(milestone.project)
}

fn show_new(visit: &Visit, request: &Request) -> Result<Reply> {
    // On a line the project may be named as people call it.
    let asked = request.asked_named::<lines::NewLines>(visit)?;
    let asked = |name: &str| asked.value(name).filter(|value| !value.is_empty());
    // What was begun on a line comes first: of two values the form takes the first.
    let mut values = lines::begun(visit, request)?;
    values.push(("priority", "normal".to_owned()));
    let named = asked("project").is_some() || asked("milestone").is_some();
    let project = match asked("parent").and_then(Id::<Task>::parse) {
        Some(parent) => {
            values.push(("parent", parent.to_string()));
            above(visit, &visit.find(parent)?)?
        }
        None => {
            values.push(("review_needed", "on".to_owned()));
            let last = match named {
                true => None,
                false => lines::last_project(visit)?,
            };
            match (named, last) {
                (false, None) => return Ok(form_pages::which_project(visit, request)?.into()),
                (_, Some(last)) => last,
                (true, None) => project_of(
                    visit,
                    asked("project").unwrap_or_default(),
                    asked("milestone"),
                )?,
            }
        }
    };
    if let Some(milestone) = asked("milestone") {
        values.push(("milestone", milestone.to_owned()));
    }
    Ok(form_pages::new(visit, &project, &Filled::blank(&values))?.into())
}

/// The form of a task, in which its project and those before it may be named as people call them.
fn typed<F: Form>(visit: &Visit, request: &Request) -> Result<Filled<F>> {
    let named = |name: &str| matches!(name, "project" | "after");
    request.fill_over(visit, request.fields.to_vec(), named)
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match typed::<NewTask>(visit, request)?.attempt(|form| make::create(visit, form))? {
        Err(filled) => {
            let project = match filled.value("parent").and_then(Id::<Task>::parse) {
                Some(parent) => above(visit, &visit.find(parent)?)?,
                None => {
                    let named = filled.value("project").unwrap_or_default();
                    match project_of(visit, named, filled.value("milestone")) {
                        Ok(project) => project,
                        // It was named, and can't be found: that stands beside the field.
                        Err(Error::NotFound) => {
                            lines::last_project(visit)?.ok_or(Error::NotFound)?
                        }
                        Err(other) => return Err(other),
                    }
                }
            };
            Ok(form_pages::new(visit, &project, &filled)?.into())
        }
        Ok(id) => Ok(Reply::go(format!("/tasks/{id}")).toast("Task added", visit.wrote())),
    }
}

fn above(visit: &Visit, task: &Task) -> Result<Project> {
    visit
        .follow(task, |task| task.project)?
        .ok_or(Error::NotFound)
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    visit.demand_on(&EDIT, &task)?;
    Ok(form_pages::edit(
        visit,
        &above(visit, &task)?,
        &task,
        &EditTask::of(visit, &task)?,
    )?
    .into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    match typed::<EditTask>(visit, request)?.attempt(|form| editing::edit(visit, task.id, form))? {
        Err(filled) => {
            let task: Task = visit.find(task.id)?;
            let filled = filled.against(task.version, &EditTask::of(visit, &task)?);
            Ok(form_pages::edit(visit, &above(visit, &task)?, &task, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/tasks/{}", task.id)).toast("Task saved", visit.wrote())),
    }
}
