//! Ways to leave.

use serde_json::json;

use super::{
    Allowance, AllowanceForm, Cancel, EnterForm, Leave, LeaveForm,
    actions::{ALLOW, ASK, CANCEL, ENTER, VIEW},
    allowance::Balance,
    list, ops, pages,
    query::LeaveQuery,
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER, Query, Visit},
    features::{history, lists, people::User},
    web::{
        Filled, Form, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<Leave>("/leave", of_leave());
    routes.extend(lists::export_routes::<Leave>(
        "The leave that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(of_allowances());
    routes
}

fn of_leave() -> Vec<Route> {
    vec![
        Route::page("/leave", VIEW, list::page),
        Route::page("/leave/new", ASK, |v, r| {
            pages::new(v, &Filled::begun(r, &["from", "kind"])).map(Into::into)
        }),
        Route::page("/leave/enter", ENTER, |_, r| {
            pages::enter(&Filled::begun(r, &["user", "from", "kind"])).map(Into::into)
        }),
        Route::post("/leave/enter", ENTER, enter),
        Route::page("/leave/{id}", VIEW, |v, r| {
            let leave: Leave = v.find(r.id("id")?)?;
            pages::one(v, &leave, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/leave", ASK, ask),
        Route::post("/leave/{id}/cancel", CANCEL, cancel),
        Route::api_list(
            "/leave",
            VIEW,
            "Leave, the latest first",
            |v, r, asked: LeaveQuery| {
                let page = v.list(asked.query(v).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|leave| v.json(&leave))?))
            },
        )
        .of::<Leave>(),
        history::route::<Leave>(),
        Route::api_get("/leave/{id}", VIEW, "A leave", api_one).of::<Leave>(),
        Route::api_make::<LeaveForm>("/leave", ASK, "Ask for leave of one's own", |v, _, form| {
            let id = ops::ask(v, form)?;
            Ok(Reply::created(v.json(&v.find(id)?)?))
        })
        .of::<Leave>(),
        Route::api_make::<EnterForm>(
            "/leave/enter",
            ENTER,
            "Enter leave for somebody else, who is told; it waits for an answer unless one decides on it",
            |v, _, form| {
                let id = ops::enter(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Leave>(),
        Route::api_post::<Cancel>(
            "/leave/{id}/cancel",
            CANCEL,
            "Cancel leave that is asked for or approved",
            |v, r, form| {
                ops::cancel(v, r.id("id")?, form)?;
                api_one(v, r)
            },
        )
        .of::<Leave>(),
        Route::api_ask::<OfYear>(
            "/leave/balance",
            VIEW,
            "What one has of a year's vacation, in half days",
            |v, _, asked| {
                let year = asked.0.unwrap_or_else(|| v.today().date().year());
                let held = Balance::of(v, Id::<User>::new(v.actor.person), year)?;
                Ok(Reply::json(json!({
                    "year": held.year, "allowed": held.allowed, "taken": held.taken,
                    "asked": held.asked, "left": held.left(),
                })))
            },
        )
        .tells(Told::Object(&[
            ("year", Told::Number),
            ("allowed", Told::Number),
            ("taken", Told::Number),
            ("asked", Told::Number),
            ("left", Told::Number),
        ])),
    ]
}

/// None: this year.
#[derive(Debug, Clone, Default)]
struct OfYear(Option<i16>);

impl Form for OfYear {
    fn read(f: &mut Reader) -> Self {
        let year = f.whole("year", "Year", Optional, 2000..=2200);
        OfYear(year.and_then(|year| i16::try_from(year).ok()))
    }
}

fn of_allowances() -> Vec<Route> {
    vec![
        Route::page(pages::ALLOWANCES_AT, ALLOW, |v, _| {
            pages::allowances(v, &Filled::blank(&[])).map(Into::into)
        }),
        // What Undo leads back to.
        Route::page("/leave-allowances/{id}", ALLOW, |_, _| {
            Ok(Reply::go(pages::ALLOWANCES_AT))
        }),
        Route::post(pages::ALLOWANCES_AT, ALLOW, set_allowance),
        Route::api_list::<Nothing>(
            "/leave-allowances",
            VIEW,
            "How much leave there is, of whom and from which year on",
            |v, r, _| {
                let page = v.list(Query::<Allowance>::by(BY_NUMBER).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Allowance>(),
        Route::api_make::<AllowanceForm>(
            "/leave-allowances",
            ALLOW,
            "Say how much leave there is, of somebody or of everybody, from a year on",
            |v, _, form| {
                let id = ops::set_allowance(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Allowance>(),
    ]
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let leave: Leave = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&leave)?))
}

fn ask(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<LeaveForm>()
        .attempt(|form| ops::ask(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/leave/{id}")).toast("Leave asked for", visit.wrote())),
    }
}

fn enter(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<EnterForm>(visit)?
        .attempt(|form| ops::enter(visit, form))?
    {
        Err(filled) => Ok(pages::enter(&filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/leave/{id}")).toast("Leave entered", visit.wrote())),
    }
}

fn cancel(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Leave> = request.id("id")?;
    match request
        .fill::<Cancel>()
        .attempt(|form| ops::cancel(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/leave/{id}")).toast("Leave cancelled", visit.wrote())),
        Err(filled) => Ok(pages::one(visit, &visit.find(id)?, &filled)?.into()),
    }
}

fn set_allowance(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<AllowanceForm>(visit)?
        .attempt(|form| ops::set_allowance(visit, form))?
    {
        Err(filled) => Ok(pages::allowances(visit, &filled)?.into()),
        Ok(_) => Ok(Reply::go(pages::ALLOWANCES_AT).toast("Allowance saved", visit.wrote())),
    }
}
