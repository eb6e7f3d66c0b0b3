//! Ways to rates.

use serde_json::json;

use super::{
    Rate, RateForm, VIEW,
    actions::{REMOVE, SET},
    ops, pages,
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER, Query, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    Route::about::<Rate>(pages::HERE, all())
}

fn all() -> Vec<Route> {
    vec![
        Route::page(pages::HERE, VIEW, |v, _| {
            pages::page(v, &Filled::blank(&[])).map(Into::into)
        }),
        // What Undo leads back to.
        Route::page("/rates/{id}", VIEW, |v, r| {
            v.find::<Rate>(r.id("id")?)?;
            Ok(Reply::go(pages::HERE))
        }),
        Route::post(pages::HERE, SET, set),
        Route::post("/rates/{id}/remove", REMOVE, |v, r| {
            ops::remove(v, r.id("id")?)?;
            Ok(Reply::go(pages::HERE).toast("Rate removed", v.wrote()))
        }),
        Route::api_list::<Nothing>(
            "/rates",
            VIEW,
            "What an hour is billed at, of what and from when on",
            |v, r, _| {
                let page = v.list(Query::<Rate>::by(BY_NUMBER).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|rate| v.json(&rate))?))
            },
        )
        .of::<Rate>(),
        Route::api_make::<RateForm>(
            "/rates",
            SET,
            "Say what an hour is billed at or costs, or whether it is billed, from a day on",
            |v, _, form| {
                let id = ops::set(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Rate>(),
        Route::api_delete::<Nothing>(
            "/rates/{id}",
            REMOVE,
            "Remove a rate; time that is logged keeps it",
            |v, r, _| {
                let id: Id<Rate> = r.id("id")?;
                ops::remove(v, id)?;
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

fn set(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<RateForm>(visit)?
        .attempt(|form| ops::set(visit, form))?
    {
        Err(filled) => Ok(pages::page(visit, &filled)?.into()),
        Ok(_) => Ok(Reply::go(pages::HERE).toast("Rate saved", visit.wrote())),
    }
}
