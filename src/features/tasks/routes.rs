//! Ways to tasks.

use super::{
    ACCEPT, APPROVE, ASSIGN, BLOCK, CANCEL, COMMENT, CREATE, EDIT, HAND_IN, MAKE_PROJECT, PROGRESS,
    REOPEN, REPEAT, REQUEST, RESTORE, RETURN, RecurringTask, RepeatForm, START, Task, UNBLOCK,
    VIEW,
    across::{self, CopyTask},
    api, form_pages,
    forms::{
        Assign, EditTask, Move, NewSubtask, NewTask, Note, Progress, Reschedule, Say, Tick,
        ToMilestone,
    },
    limits, lines, make, ops, page, pages, recurring,
    sub_project::{self, OfTask},
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        conversation::Post,
        lists,
        projects::{
            self, Milestone, Project, TimeEntry,
            quality::{Accept, GiveBack},
            running,
        },
        records,
    },
    web::{
        Filled, Reply, Request, Route,
        form::{Form, Nothing, Optional, Reader, Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = pages_of_tasks();
    routes.extend(deeds());
    routes.extend(operations());
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

/// What the buttons of a task's page do; each comes back to it.
fn deeds() -> Vec<Route> {
    vec![
        Route::post("/tasks/{id}/start", START, |v, r| {
            done(v, r, "Started", |v, id, f: Versioned| {
                ops::start(v, id, f.version).map(drop)
            })
        }),
        Route::post("/tasks/{id}/check", PROGRESS, |v, r| {
            let said = if r.field("done").is_some() {
                "Ticked"
            } else {
                "Unticked"
            };
            done(v, r, said, |v, id, f: Tick| {
                ops::tick(v, id, f.item, f.done)
            })
        }),
        Route::post("/tasks/{id}/items", EDIT, lines::add_items),
        Route::post("/tasks/{id}/block", BLOCK, |v, r| {
            done(v, r, "Blocked", |v, id, f: Reason| {
                ops::block(v, id, f.reason)
            })
        }),
        Route::post("/tasks/{id}/unblock", UNBLOCK, |v, r| {
            done(v, r, "Unblocked", |v, id, _: Nothing| ops::unblock(v, id))
        }),
        Route::post("/tasks/{id}/hand-in", HAND_IN, hand_in),
        Route::post("/tasks/{id}/accept", ACCEPT, |v, r| {
            done(v, r, "Accepted", |v, id, f: Accept| {
                ops::accept(v, id, f).map(drop)
            })
        }),
        Route::post("/tasks/{id}/return", RETURN, |v, r| {
            done(v, r, "Returned", |v, id, f: GiveBack| {
                ops::give_back(v, id, f)
            })
        }),
        Route::post("/tasks/{id}/reopen", REOPEN, |v, r| {
            done(v, r, "Reopened", |v, id, f: Because| {
                ops::reopen(v, id, f.reason)
            })
        }),
        Route::post("/tasks/{id}/cancel", CANCEL, |v, r| {
            done(v, r, "Cancelled", |v, id, f: Because| {
                ops::cancel(v, id, f.reason)
            })
        }),
        Route::post("/tasks/{id}/restore", RESTORE, |v, r| {
            done(v, r, "Restored", |v, id, _: Nothing| ops::restore(v, id))
        }),
        Route::post("/tasks/{id}/assign", ASSIGN, |v, r| {
            done(v, r, "Assigned", |v, id, f: Assign| {
                ops::assign(v, id, f.assignee)
            })
        }),
        Route::post("/tasks/{id}/sub-project", MAKE_PROJECT, make_project),
        Route::post("/tasks/{id}/milestone", EDIT, |v, r| {
            done_named(v, r, "Moved", across::to_milestone)
        }),
        Route::post("/tasks/{id}/copy", CREATE, copy),
        Route::post("/tasks/{id}/subtasks", CREATE, |v, r| {
            done(v, r, "Subtask added", |v, id, f: NewSubtask| {
                make::add_subtask(v, id, f).map(drop)
            })
        }),
        Route::post("/tasks/{id}/request", REQUEST, |v, r| {
            done(v, r, "Subtask asked for", |v, id, f: NewSubtask| {
                make::request_subtask(v, id, f).map(drop)
            })
        }),
        Route::post("/tasks/{id}/approve", APPROVE, |v, r| {
            done(v, r, "Subtask approved", |v, id, _: Nothing| {
                ops::approve_request(v, id)
            })
        }),
        Route::post("/tasks/{id}/repeat", REPEAT, |v, r| {
            done(v, r, "It recurs", |v, id, f: RepeatForm| {
                recurring::repeat(v, id, f).map(drop)
            })
        }),
        Route::post("/tasks/{id}/comments", COMMENT, |v, r| {
            done(v, r, "Comment added", |v, id, f: Say| {
                ops::comment(v, id, f.text).map(drop)
            })
        }),
    ]
}

/// Does a deed from a small form of the task's page. What is refused is said beside its field in the same page, with
/// everything that was typed; a timer that the deed stopped is told with it.
fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    deed: impl FnOnce(&Visit, Id<Task>, F) -> Result<()>,
) -> Result<Reply> {
    done_with(visit, request, said, request.fill::<F>(), deed)
}

/// The same of a form in which records may be called as people call them.
fn done_named<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    deed: impl FnOnce(&Visit, Id<Task>, F) -> Result<()>,
) -> Result<Reply> {
    let filled = request.fill_named::<F>(visit)?;
    done_with(visit, request, said, filled, deed)
}

fn done_with<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    filled: Filled<F>,
    deed: impl FnOnce(&Visit, Id<Task>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    let timer = running(visit)?.filter(|entry| entry.task == id);
    match filled.attempt(|form| deed(visit, id, form))? {
        Ok(()) => {
            let said = with_timer(visit, timer, said)?;
            let said = match limits::told(visit, id)? {
                Some(full) => format!("{said}. {full}"),
                None => said,
            };
            back(visit, request, &said)
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            page::page(visit, &visit.find(id)?, request, refused).map(Into::into)
        }
    }
}

/// The words of a deed, with what the timer booked that it stopped.
fn with_timer(visit: &Visit, timer: Option<TimeEntry>, said: &str) -> Result<String> {
    let Some(timer) = timer else {
        return Ok(said.to_owned());
    };
    match visit.find::<TimeEntry>(timer.id) {
        Ok(entry) if entry.started.is_none() => Ok(format!(
            "{said}. The timer is stopped: {} booked",
            crate::base::time::minutes(i64::from(entry.minutes))
        )),
        Ok(_) | Err(Error::NotFound) => Ok(said.to_owned()),
        Err(other) => Err(other),
    }
}

/// The button says what handing in leads to, and so does the toast.
fn hand_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let task: Task = visit.find(request.id("id")?)?;
    let said = if task.review_needed {
        "Handed in for review"
    } else {
        "Completed"
    };
    done(visit, request, said, |v, id, f: NoteAt| {
        ops::hand_in(v, id, f.version, f.note).map(drop)
    })
}

/// Leads on to the sub-project; taking it back is one click there.
fn make_project(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    let filled = request.fill_named::<OfTask>(visit)?;
    match filled.attempt(|form| sub_project::make(visit, id, form))? {
        Ok(project) => Ok(Reply::go(format!("/projects/{project}"))
            .toast("It is a sub-project now", visit.wrote())),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            page::page(visit, &visit.find(id)?, request, refused).map(Into::into)
        }
    }
}

/// Leads on to the copy.
fn copy(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    let filled = request.fill_named::<CopyTask>(visit)?;
    match filled.attempt(|form| across::copy(visit, id, form))? {
        Ok(made) => Ok(Reply::go(format!("/tasks/{made}")).toast("Copied", visit.wrote())),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            page::page(visit, &visit.find(id)?, request, refused).map(Into::into)
        }
    }
}

/// The same deeds for programs.
fn operations() -> Vec<Route> {
    vec![
        Route::api_list(
            "/tasks",
            VIEW,
            "Tasks by state and due; those of a project in the order of its plan, one's own the next due first",
            api::list,
        )
        .of::<Task>(),
        crate::features::history::route::<Task>(),
        Route::api_get("/tasks/{id}", VIEW, "A task", api::one).of::<Task>(),
        Route::api_post::<NewTask>(
            "/tasks",
            CREATE,
            "Create a task or subtask",
            |v, _, form| api::made(v, make::create(v, form)?),
        )
        .of::<Task>(),
        Route::api_edit::<EditTask>(
            "/tasks/{id}",
            EDIT,
            "Change what a task says; only what is sent changes",
            api::one,
            |v, r| EditTask::of(v, &v.find_for(&EDIT, r.id("id")?)?),
            |v, r, form| {
                make::edit(v, r.id("id")?, form)
            },
        )
        .of::<Task>(),
        Route::api_post::<Versioned>("/tasks/{id}/start", START, "Start a task", |v, r, form| {
            ops::start(v, r.id("id")?, form.version)?;
            api::one(v, r)
        })
        .of::<Task>(),
        Route::api_post::<Progress>(
            "/tasks/{id}/progress",
            PROGRESS,
            "Say how far a task is",
            |v, r, form| {
                ops::say_progress(v, r.id("id")?, form.percent)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Tick>(
            "/tasks/{id}/check",
            PROGRESS,
            "Tick a line of the checklist, or untick it",
            |v, r, form| {
                ops::tick(v, r.id("id")?, form.item, form.done)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Reason>(
            "/tasks/{id}/block",
            BLOCK,
            "Block a task with a reason",
            |v, r, form| {
                ops::block(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/unblock",
            UNBLOCK,
            "Unblock a task",
            |v, r, _| {
                ops::unblock(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Note>(
            "/tasks/{id}/hand-in",
            HAND_IN,
            "Hand a task in: to review, or completed where none is asked",
            |v, r, form| {
                ops::hand_in(v, r.id("id")?, None, form.note)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Accept>(
            "/tasks/{id}/accept",
            ACCEPT,
            "Accept a task that waits for review, with the lines of its category's checklist that hold where that was gone through",
            |v, r, form| {
                ops::accept(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<GiveBack>(
            "/tasks/{id}/return",
            RETURN,
            "Return a task from review, for reasons of the house's list, in words, or both",
            |v, r, form| {
                ops::give_back(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Because>(
            "/tasks/{id}/reopen",
            REOPEN,
            "Reopen a completed task",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Because>(
            "/tasks/{id}/cancel",
            CANCEL,
            "Cancel a task",
            |v, r, form| {
                ops::cancel(v, r.id("id")?, form.reason)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/restore",
            RESTORE,
            "Restore a cancelled task",
            |v, r, _| {
                ops::restore(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<Assign>(
            "/tasks/{id}/assign",
            ASSIGN,
            "Assign a task; without assignee to nobody",
            |v, r, form| {
                ops::assign(v, r.id("id")?, form.assignee)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<OfTask>(
            "/tasks/{id}/sub-project",
            MAKE_PROJECT,
            "Make a sub-project of a task, with its subtasks, time, checklist, people and dates; the task stands for it; answers the sub-project",
            |v, r, form| {
                let id = sub_project::make(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Project>(),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/subtasks",
            CREATE,
            "Add a subtask",
            |v, r, form| api::made(v, make::add_subtask(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_post::<NewSubtask>(
            "/tasks/{id}/request",
            REQUEST,
            "Ask for a subtask; it counts once approved",
            |v, r, form| api::made(v, make::request_subtask(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_post::<Nothing>(
            "/tasks/{id}/approve",
            APPROVE,
            "Approve a subtask that was asked for",
            |v, r, _| {
                ops::approve_request(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<RepeatForm>(
            "/tasks/{id}/repeat",
            REPEAT,
            "Make a task recur: it is the first, and the next are made by the rule",
            |v, r, form| {
                let id = recurring::repeat(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<RecurringTask>(id)?)?))
            },
        )
        .of::<RecurringTask>(),
        Route::api_post::<ToMilestone>(
            "/tasks/{id}/milestone",
            EDIT,
            "Move a task behind the tasks of another milestone, of its project or of another of its client, with its subtasks and their time",
            |v, r, form| {
                across::to_milestone(v, r.id("id")?, form)?;
                api::one(v, r)
            },
        )
        .of::<Task>(),
        Route::api_post::<CopyTask>(
            "/tasks/{id}/copy",
            CREATE,
            "Copy a task with its subtasks and checklists, wherever tasks may be added; nothing of the copy is done or dated",
            |v, r, form| api::made(v, across::copy(v, r.id("id")?, form)?),
        )
        .of::<Task>(),
        Route::api_list(
            "/tasks/{id}/comments",
            VIEW,
            "Comments on a task",
            api::comments,
        )
        .of::<Post>(),
        Route::api_post::<Say>(
            "/tasks/{id}/comments",
            COMMENT,
            "Comment on a task",
            api::comment,
        )
        .of::<Post>(),
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

/// A remark, and the version of the task that was shown.
#[derive(Debug, Clone)]
struct NoteAt {
    note: String,
    version: Option<u64>,
}

impl Form for NoteAt {
    fn read(f: &mut Reader) -> Self {
        NoteAt {
            note: Note::read(f).note,
            version: f.version(),
        }
    }
}

fn back(visit: &Visit, request: &Request, said: &str) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    // Whoever cancels or gives away may not see it any more.
    let to = match visit.find(id) {
        Ok(_) => projects::parts::back(request, &format!("/tasks/{id}")),
        Err(_) => projects::parts::back(request, "/tasks"),
    };
    Ok(Reply::go(to).toast(said, visit.wrote()))
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
    match typed::<EditTask>(visit, request)?.attempt(|form| make::edit(visit, task.id, form))? {
        Err(filled) => {
            let task: Task = visit.find(task.id)?;
            let filled = filled.against(task.version, &EditTask::of(visit, &task)?);
            Ok(form_pages::edit(visit, &above(visit, &task)?, &task, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/tasks/{}", task.id)).toast("Task saved", visit.wrote())),
    }
}
