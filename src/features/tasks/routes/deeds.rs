//! What the buttons of a task's page do; each comes back to it.

use super::{
    super::{
        ASSIGN, CREATE, RepeatForm, Task,
        across::{self, CopyTask},
        actions::{
            ACCEPT, APPROVE, BLOCK, CANCEL, COMMENT, EDIT, HAND_IN, MAKE_PROJECT, PROGRESS, REOPEN,
            REPEAT, REQUEST, RESTORE, RETURN, START, UNBLOCK,
        },
        forms::{Assign, NewSubtask, Say, Tick},
        limits, lines, make, ops, page, recurring,
        sub_project::{self, OfTask},
    },
    forms::{Because, NoteAt, Versioned},
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::projects::{
        self, TimeEntry,
        quality::{Accept, GiveBack},
        running,
    },
    web::{
        Filled, Reply, Request, Route,
        form::{Form, Nothing, Reason, Refused},
    },
};

pub(super) fn routes() -> Vec<Route> {
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
    let timer = running(visit)?.filter(|entry| entry.task == Some(id));
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
    let goes_on = request.field("then") == Some("next");
    let mut begun = None;
    let reply = done(visit, request, said, |v, id, f: NoteAt| {
        ops::hand_in(v, id, f.version, f.note)?;
        if goes_on {
            begun = ops::begin_next(v, id)?;
        }
        Ok(())
    })?;
    // What is taken back from there is the start; what was handed in is one step back, on its own page.
    Ok(match begun {
        Some(next) => Reply::go(format!("/tasks/{}", next.id))
            .toast(format!("{said}. Started {}", next.title), visit.wrote()),
        None => reply,
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

fn back(visit: &Visit, request: &Request, said: &str) -> Result<Reply> {
    let id: Id<Task> = request.id("id")?;
    // Whoever cancels or gives away may not see it any more.
    let to = match visit.find(id) {
        Ok(_) => projects::parts::back(request, &format!("/tasks/{id}")),
        Err(_) => projects::parts::back(request, "/tasks"),
    };
    Ok(Reply::go(to).toast(said, visit.wrote()))
}
