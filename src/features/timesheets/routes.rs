//! Ways to timesheets.

use serde_json::json;

use super::{
    LockForm, Locked, Reopen, Submit, TimeLock, Timesheet,
    actions::{LOCK, REOPEN, SUBMIT, VIEW},
    list, ops, pages,
    query::TimesheetQuery,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::{approvals::WITHDRAW, history, lists},
    web::{Filled, Reply, Request, Route, Told},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::held("/timesheets", of_weeks(), |visit, request, action| {
        let sheet: Timesheet = visit.find(request.id("id")?)?;
        // What is taken back is the question about it.
        match *action == WITHDRAW {
            true => visit.demand(action),
            false => visit.demand_on(action, &sheet),
        }
    });
    routes.extend(lists::export_routes::<Timesheet>(
        "The timesheets that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(of_the_lock());
    routes
}

fn of_weeks() -> Vec<Route> {
    vec![
        Route::page("/timesheets", VIEW, list::page),
        Route::page("/timesheets/{id}", VIEW, |v, r| {
            let sheet: Timesheet = v.find(r.id("id")?)?;
            pages::one(v, &sheet, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/timesheets/{id}/recall", WITHDRAW, recall),
        Route::post("/timesheets/{id}/reopen", REOPEN, reopen),
        Route::api_list(
            "/timesheets",
            VIEW,
            "Timesheets, the latest week first",
            |v, r, asked: TimesheetQuery| {
                let page = v.list(asked.query(v).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|sheet| v.json(&sheet))?))
            },
        )
        .of::<Timesheet>(),
        history::route::<Timesheet>(),
        Route::api_get("/timesheets/{id}", VIEW, "A timesheet", api_one).of::<Timesheet>(),
        Route::api_make::<Submit>(
            "/timesheets",
            SUBMIT,
            "Submit one's own week to whoever decides on it",
            |v, _, form| {
                let id = ops::submit(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Timesheet>(),
        Route::api_post::<Reopen>(
            "/timesheets/{id}/reopen",
            REOPEN,
            "Reopen a week that was approved, with a reason",
            |v, r, form| {
                ops::reopen(v, r.id("id")?, form)?;
                api_one(v, r)
            },
        )
        .of::<Timesheet>(),
    ]
}

fn of_the_lock() -> Vec<Route> {
    vec![
        Route::page(pages::LOCK_AT, LOCK, |v, _| {
            let form = LockForm::of(&*v.cached::<Locked>()?);
            pages::lock(v, &form).map(Into::into)
        }),
        Route::post(pages::LOCK_AT, LOCK, lock),
        // What Undo leads back to.
        Route::page("/time-lock/{id}", LOCK, |_, _| {
            Ok(Reply::go(pages::LOCK_AT))
        }),
        Route::api_get(
            "/time-lock",
            VIEW,
            "Up to when the time of everybody is locked",
            |v, _| lock_answer(v),
        )
        .tells(LOCKED),
        Route::api_edit::<LockForm>(
            "/time-lock",
            LOCK,
            "Lock the time of a period, or open it again",
            |v, _| lock_answer(v),
            |v, _| Ok(LockForm::of(&*v.cached::<Locked>()?)),
            |v, _, form| ops::lock(v, form),
        )
        .tells(LOCKED),
    ]
}

const LOCKED: Told = Told::Object(&[("until", Told::Text), ("version", Told::Number)]);

fn lock_answer(visit: &Visit) -> Result<Reply> {
    let locked = visit.cached::<Locked>()?;
    let held: &TimeLock = &locked.0;
    let until = held.until.map(|day| day.iso());
    Ok(Reply::json(
        json!({ "until": until, "version": held.version }),
    ))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let sheet: Timesheet = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&sheet)?))
}

fn of_sheet(visit: &Visit, id: Id<Timesheet>) -> Result<String> {
    let sheet: Timesheet = visit.find(id)?;
    Ok(format!("/time?week={}", sheet.week.iso()))
}

fn recall(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Timesheet> = request.id("id")?;
    ops::recall(visit, id)?;
    Ok(Reply::go(of_sheet(visit, id)?).toast("Week taken back", visit.wrote()))
}

fn reopen(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Timesheet> = request.id("id")?;
    match request
        .fill::<Reopen>()
        .attempt(|form| ops::reopen(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/timesheets/{id}")).toast("Week reopened", visit.wrote())),
        Err(filled) => {
            let sheet: Timesheet = visit.find(id)?;
            Ok(pages::one(visit, &sheet, &filled)?.into())
        }
    }
}

fn lock(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<LockForm>()
        .attempt(|form| ops::lock(visit, form))?
    {
        Ok(()) => Ok(Reply::go(pages::LOCK_AT).toast("Locked period saved", visit.wrote())),
        Err(filled) => Ok(pages::lock(visit, &filled)?.into()),
    }
}
