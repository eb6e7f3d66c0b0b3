//! Ways to tasks.

use super::{
    ACCEPT, APPROVE, ASSIGN, BLOCK, CANCEL, COMMENT, CREATE, EDIT, HAND_IN, PROGRESS, REOPEN,
    REQUEST, RESTORE, RETURN, START, Task, UNBLOCK, VIEW, api,
    forms::{Assign, EditTask, Move, NewSubtask, NewTask, Note, Progress, Say, Tick},
    make, ops, pages, task_page,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::projects::{Milestone, Project},
    web::{
        Filled, Reply, Request, Route,
        form::{Form, Nothing, Optional, Reader, Reason},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = pages_of_tasks();
    routes.extend(deeds());
    routes.extend(operations());
    routes
}

fn pages_of_tasks() -> Vec<Route> {
    vec![
        Route::page("/tasks", VIEW, |v, r| pages::index(v, r).map(Into::into)),
        Route::page("/tasks/new", CREATE, show_new),
        Route::post("/tasks", CREATE, create),
        Route::post("/tasks/move", VIEW, move_card),
        Route::page("/tasks/{id}", VIEW, |v, r| {
            task_page::page(v, &v.find(r.id("id")?)?, r).map(Into::into)
        }),
        Route::page("/tasks/{id}/edit", EDIT, show_edit),
        Route::post("/tasks/{id}", EDIT, edit),
        Route::page("/comments/{id}", VIEW, show_comment),
    ]
}

/// What the buttons of a task's page do; each comes back to it.
fn deeds() -> Vec<Route> {
    vec![
        Route::post("/tasks/{id}/start", START, |v, r| {
            ops::start(v, r.id("id")?, version(r))?;
            back(v, r, "Started")
        }),
        Route::post("/tasks/{id}/check", PROGRESS, |v, r| {
            let form: Tick = r.form()?;
            ops::tick(v, r.id("id")?, form.item, form.done)?;
            back(v, r, if form.done { "Ticked" } else { "Unticked" })
        }),
        Route::post("/tasks/{id}/progress", PROGRESS, |v, r| {
            ops::say_progress(v, r.id("id")?, r.form::<Progress>()?.percent)?;
            back(v, r, "Progress saved")
        }),
        Route::post("/tasks/{id}/block", BLOCK, |v, r| {
            ops::block(v, r.id("id")?, r.form::<Reason>()?.reason)?;
            back(v, r, "Blocked")
        }),
        Route::post("/tasks/{id}/unblock", UNBLOCK, |v, r| {
            ops::unblock(v, r.id("id")?)?;
            back(v, r, "Unblocked")
        }),
        Route::post("/tasks/{id}/hand-in", HAND_IN, |v, r| {
            ops::hand_in(v, r.id("id")?, version(r), r.form::<Note>()?.note)?;
            back(v, r, "Handed in")
        }),
        Route::post("/tasks/{id}/accept", ACCEPT, |v, r| {
            ops::accept(v, r.id("id")?, version(r), r.form::<Note>()?.note)?;
            back(v, r, "Accepted")
        }),
        Route::post("/tasks/{id}/return", RETURN, |v, r| {
            ops::give_back(v, r.id("id")?, r.form::<Reason>()?.reason)?;
            back(v, r, "Returned")
        }),
        Route::post("/tasks/{id}/reopen", REOPEN, |v, r| {
            ops::reopen(v, r.id("id")?, reason(r))?;
            back(v, r, "Reopened")
        }),
        Route::post("/tasks/{id}/cancel", CANCEL, |v, r| {
            ops::cancel(v, r.id("id")?, reason(r))?;
            back(v, r, "Cancelled")
        }),
        Route::post("/tasks/{id}/restore", RESTORE, |v, r| {
            ops::restore(v, r.id("id")?)?;
            back(v, r, "Restored")
        }),
        Route::post("/tasks/{id}/assign", ASSIGN, |v, r| {
            ops::assign(v, r.id("id")?, r.form::<Assign>()?.assignee)?;
            back(v, r, "Assigned")
        }),
        Route::post("/tasks/{id}/subtasks", CREATE, |v, r| {
            make::add_subtask(v, r.id("id")?, r.form()?)?;
            back(v, r, "Subtask added")
        }),
        Route::post("/tasks/{id}/request", REQUEST, |v, r| {
            make::request_subtask(v, r.id("id")?, r.form()?)?;
            back(v, r, "Subtask asked for")
        }),
        Route::post("/tasks/{id}/approve", APPROVE, |v, r| {
            ops::approve_request(v, r.id("id")?)?;
            back(v, r, "Subtask approved")
        }),
        Route::post("/tasks/{id}/comments", COMMENT, |v, r| {
            ops::comment(v, r.id("id")?, r.form::<Say>()?.text)?;
            back(v, r, "Comment added")
        }),
    ]
}

/// The same deeds for programs.
fn operations() -> Vec<Route> {
    vec![
        Route::api_get(
            "/tasks",
            VIEW,
            "Tasks; ?project=, ?parent=, ?assignee=me, ?state= narrow",
            api::list,
        ),
        Route::api_get("/tasks/{id}", VIEW, "A task", api::one),
        Route::api_post::<NewTask>(
            "/tasks",
            CREATE,
            "Create a task or subtask",
            |v, _, form| api::made(v, make::create(v, form)?),
        ),
        Route::api_patch::<EditTask>(
            "/tasks/{id}",
            EDIT,
            "Change what a task says; only what is sent changes",
            |v, r, form| {
                make::edit(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Versioned>("/tasks/{id}/start", START, "Start a task", |v, r, form| {
            ops::start(v, r.id("id")?, form.version)?;
            api::one(v, r)
        }),
        Route::api_post::<Progress>(
            "/tasks/{id}/progress",
            PROGRESS,
            "Say how far a task is",
            |v, r, form| {
                ops::say_progress(v, r.id("id")?, form.percent)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Tick>(
            "/tasks/{id}/check",
            PROGRESS,
            "Tick a line of the checklist, or untick it",
            |v, r, form| {
                ops::tick(v, r.id("id")?, form.item, form.done)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Reason>(
            "/tasks/{id}/block",
            BLOCK,
            "Block a task with a reason",
            |v, r, form| {
                ops::block(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Nothing>(
            "/tasks/{id}/unblock",
            UNBLOCK,
            "Unblock a task",
            |v, r, _| {
                ops::unblock(v, r.id("id")?)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Note>(
            "/tasks/{id}/hand-in",
            HAND_IN,
            "Hand a task in: to review, or completed where none is asked",
            |v, r, form| {
                ops::hand_in(v, r.id("id")?, None, form.note)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Note>(
            "/tasks/{id}/accept",
            ACCEPT,
            "Accept a task that waits for review",
            |v, r, form| {
                ops::accept(v, r.id("id")?, None, form.note)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Reason>(
            "/tasks/{id}/return",
            RETURN,
            "Return a task from review with a reason",
            |v, r, form| {
                ops::give_back(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Because>(
            "/tasks/{id}/reopen",
            REOPEN,
            "Reopen a completed task",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Because>(
            "/tasks/{id}/cancel",
            CANCEL,
            "Cancel a task",
            |v, r, form| {
                ops::cancel(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Nothing>(
            "/tasks/{id}/restore",
            RESTORE,
            "Restore a cancelled task",
            |v, r, _| {
                ops::restore(v, r.id("id")?)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<Assign>(
            "/tasks/{id}/assign",
            ASSIGN,
            "Assign a task; without assignee to nobody",
            |v, r, form| {
                ops::assign(v, r.id("id")?, form.assignee)?;
                api::one(v, r)
            },
        ),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/subtasks",
            CREATE,
            "Add a subtask",
            |v, r, form| api::made(v, make::add_subtask(v, r.id("id")?, form)?),
        ),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/request",
            REQUEST,
            "Ask for a subtask; it counts once approved",
            |v, r, form| api::made(v, make::request_subtask(v, r.id("id")?, form)?),
        ),
        Route::api_post::<Nothing>(
            "/tasks/{id}/approve",
            APPROVE,
            "Approve a subtask that was asked for",
            |v, r, _| {
                ops::approve_request(v, r.id("id")?)?;
                api::one(v, r)
            },
        ),
        Route::api_get(
            "/tasks/{id}/comments",
            VIEW,
            "Comments on a task",
            api::comments,
        ),
        Route::api_post::<Say>(
            "/tasks/{id}/comments",
            COMMENT,
            "Comment on a task",
            |v, r, form| {
                let task = r.id("id")?;
                api::said(v, task, ops::comment(v, task, form.text)?)
            },
        ),
    ]
}

/// The version of the task that was shown.
#[derive(Debug, Clone)]
struct Versioned {
    version: Option<u64>,
}

impl Form for Versioned {
    fn read(f: &mut Reader) -> Self {
        Versioned {
            version: f.version(),
        }
    }
}

/// A reason one may leave out.
#[derive(Debug, Clone)]
struct Because {
    reason: String,
}

impl Form for Because {
    fn read(f: &mut Reader) -> Self {
        Because {
            reason: f.block("reason", "Reason", Optional, 1000),
        }
    }
}

fn version(request: &Request) -> Option<u64> {
    request.field("version").and_then(|text| text.parse().ok())
}

fn reason(request: &Request) -> String {
    request
        .fill::<Because>()
        .into_form()
        .map(|form| form.reason)
        .unwrap_or_default()
}

fn back(visit: &Visit, request: &Request, said: &str) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    // Whoever cancels or gives away may not see it any more.
    let to = match visit.find(id) {
        Ok(_) => format!("/tasks/{id}"),
        Err(_) => "/tasks".to_owned(),
    };
    Ok(Reply::go(to).toast(said, visit.wrote()))
}

fn move_card(visit: &Visit, request: &Request) -> Result<Reply> {
    let version = ops::move_to(visit, request.form::<Move>()?)?;
    Ok(Reply::json(serde_json::json!({ "version": version })))
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
    let project = project_of(
        visit,
        request.query("project").unwrap_or_default(),
        request.query("milestone"),
    )?;
    let mut values = vec![
        ("review_needed", "on".to_owned()),
        ("priority", "normal".to_owned()),
    ];
    if let Some(milestone) = request.query("milestone") {
        values.push(("milestone", milestone.to_owned()));
    }
    Ok(pages::new(visit, &project, &Filled::blank(&values))?.into())
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewTask>()
        .attempt(|form| make::create(visit, form))?
    {
        Err(filled) => {
            let project = project_of(
                visit,
                filled.value("project").unwrap_or_default(),
                filled.value("milestone"),
            )?;
            Ok(pages::new(visit, &project, &filled)?.into())
        }
        Ok(id) => Ok(Reply::go(format!("/tasks/{id}")).toast("Task added", visit.wrote())),
    }
}

fn above(visit: &Visit, task: &Task) -> Result<Project> {
    visit.follow(task, task.project)?.ok_or(Error::NotFound)
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    if !visit.may(&EDIT, &task) {
        return Err(Error::Forbidden(visit.why(&EDIT, &task)));
    }
    Ok(pages::edit(visit, &above(visit, &task)?, &task, &EditTask::of(&task))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    match request
        .fill::<EditTask>()
        .attempt(|form| make::edit(visit, task.id, form))?
    {
        Err(filled) => {
            let task: Task = visit.find(task.id)?;
            let filled = filled.against(task.version, &EditTask::of(&task));
            Ok(pages::edit(visit, &above(visit, &task)?, &task, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/tasks/{}", task.id)).toast("Task saved", visit.wrote())),
    }
}

/// A comment has no page of its own: its task shows it.
fn show_comment(visit: &Visit, request: &Request) -> Result<Reply> {
    let comment: super::Comment = visit.find(request.id("id")?)?;
    Ok(Reply::go(format!(
        "/tasks/{}#c-{}",
        comment.task,
        comment.id.raw()
    )))
}
