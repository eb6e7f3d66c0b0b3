//! Ways to time.

use serde_json::json;

use super::{
    DELETE, EDIT, EditTime, LOG, LogTime, START, STOP, StartTimer, TimeEntry, VIEW, ops, pages,
    query::TimeQuery,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::{
        projects::{self, Task},
        tasks,
    },
    web::{
        Filled, Reply, Request, Route, Told,
        form::{Nothing, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/time", LOG, |v, r| {
            pages::timesheet(v, r, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/time", LOG, log),
        Route::post("/time/start", START, start),
        Route::post("/time/stop", STOP, stop),
        Route::page("/time/{id}/edit", EDIT, show_edit),
        Route::post("/time/{id}", EDIT, edit),
        Route::post("/time/{id}/delete", DELETE, delete),
        Route::page("/time-entries/{id}", VIEW, show),
        Route::api_list(
            "/time-entries",
            VIEW,
            "Time entries, newest day first",
            api_list,
        )
        .of::<TimeEntry>(),
        crate::features::history::route::<TimeEntry>(),
        Route::api_get("/time-entries/{id}", VIEW, "A time entry", api_one).of::<TimeEntry>(),
        Route::api_make::<LogTime>("/time-entries", LOG, "Log time on a task", |v, _, form| {
            let id = ops::log(v, form)?;
            Ok(Reply::created(v.json(&v.find(id)?)?))
        })
        .of::<TimeEntry>(),
        Route::api_post::<StartTimer>(
            "/time-entries/start",
            START,
            "Start the timer; another that runs is stopped",
            |v, _, form| {
                let id = ops::start(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<TimeEntry>(),
        Route::api_post::<Nothing>(
            "/time-entries/stop",
            STOP,
            "Stop the running timer",
            |v, _, _| Ok(Reply::json(v.json(&ops::stop(v)?)?)),
        )
        .of::<TimeEntry>(),
        Route::api_edit::<EditTime>(
            "/time-entries/{id}",
            EDIT,
            "Edit a time entry",
            api_one,
            |v, r| Ok(EditTime::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<TimeEntry>(),
        Route::api_delete::<Nothing>(
            "/time-entries/{id}",
            DELETE,
            "Delete a time entry; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                let id: Id<TimeEntry> = r.id("id")?;
                ops::delete(v, id)?;
                Ok(Reply::json(
                    json!({ "id": id.to_string(), "deleted": true, "seq": v.wrote() }),
                ))
            },
        )
        .tells(Told::Object(&[
            ("id", Told::Record),
            ("deleted", Told::Flag),
            ("seq", Told::Number),
        ])),
    ]
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&entry)?))
}

fn api_list(visit: &Visit, request: &Request, asked: TimeQuery) -> Result<Reply> {
    let page = asked.page(visit, request.paging()?)?;
    Ok(Reply::page(page.try_map(|entry| visit.json(&entry))?))
}

/// Back to the page the button stood on.
fn back(request: &Request) -> String {
    projects::parts::back(request, "/time")
}

/// The task whose page the form stood on.
fn task_of(request: &Request) -> Option<Id<Task>> {
    request
        .field("back")?
        .strip_prefix("/tasks/")
        .and_then(Id::parse)
}

fn log(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<LogTime>(visit)?
        .attempt(|form| ops::log(visit, form))?
    {
        Err(filled) => match task_of(request) {
            Some(task) => {
                let refused = Refused::sent(request, filled).named("log");
                tasks::page(visit, &visit.find(task)?, request, refused).map(Into::into)
            }
            None => Ok(pages::timesheet(visit, request, &filled)?.into()),
        },
        Ok(_) => Ok(Reply::go(back(request)).toast("Time logged", visit.wrote())),
    }
}

fn start(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::start(visit, request.form()?)?;
    Ok(Reply::go(back(request)).toast("Timer started", visit.wrote()))
}

fn stop(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry = ops::stop(visit)?;
    let booked = crate::base::time::minutes(i64::from(entry.minutes));
    Ok(Reply::go(back(request)).toast(format!("Timer stopped: {booked}"), visit.wrote()))
}

/// An entry has no page of its own: its task shows it.
fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    Ok(Reply::go(format!("/tasks/{}", entry.task)))
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    visit.demand_on(&EDIT, &entry)?;
    Ok(pages::edit(visit, &entry, &EditTime::of(&entry))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    match request
        .fill::<EditTime>()
        .attempt(|form| ops::edit(visit, entry.id, form))?
    {
        Err(filled) => {
            let entry: TimeEntry = visit.find(entry.id)?;
            let filled = filled.against(entry.version, &EditTime::of(&entry));
            Ok(pages::edit(visit, &entry, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go("/time").toast("Time entry saved", visit.wrote())),
    }
}

fn delete(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::delete(visit, request.id("id")?)?;
    Ok(Reply::go("/time").toast("Time entry deleted", visit.wrote()))
}
