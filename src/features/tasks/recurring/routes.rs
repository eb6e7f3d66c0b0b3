//! Ways to what recurs.

use super::{
    super::{
        VIEW,
        actions::{END_REPEAT, REPEAT, SKIP},
    },
    EditRecurring, RecurringTask,
    forms::RecurringQuery,
    ops, pages,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::projects::parts::back,
    web::{Reply, Request, Route, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/recurring-tasks", VIEW, |v, r| {
            pages::list(v, r).map(Into::into)
        }),
        Route::page("/recurring-tasks/{id}", VIEW, |v, r| {
            let held = of(v, r)?;
            pages::one(v, r, &held, &EditRecurring::of(&held)).map(Into::into)
        }),
        Route::post("/recurring-tasks/{id}", REPEAT, edit),
        Route::post("/recurring-tasks/{id}/skip", SKIP, |v, r| {
            ops::skip(v, r.id("id")?)?;
            gone(v, r, "The next one is left out")
        }),
        Route::post("/recurring-tasks/{id}/end", END_REPEAT, |v, r| {
            ops::end(v, r.id("id")?)?;
            gone(v, r, "It doesn't recur any more")
        }),
        Route::api_list::<RecurringQuery>(
            "/recurring-tasks",
            VIEW,
            "What recurs, the next first; of a project, or all",
            |v, r, asked| {
                let page = v.list(pages::query(v, &asked)?.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<RecurringTask>(),
        Route::api_get(
            "/recurring-tasks/{id}",
            VIEW,
            "What a recurring task begins with, its rule and its next day",
            answer,
        )
        .of::<RecurringTask>(),
        Route::api_edit::<EditRecurring>(
            "/recurring-tasks/{id}",
            REPEAT,
            "Change what the next tasks begin with and when they are made",
            answer,
            |v, r| Ok(EditRecurring::of(&v.find_for(&REPEAT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<RecurringTask>(),
        Route::api_post::<Nothing>(
            "/recurring-tasks/{id}/skip",
            SKIP,
            "Leave out the next of a recurring task",
            |v, r, _| {
                ops::skip(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .of::<RecurringTask>(),
        Route::api_post::<Nothing>(
            "/recurring-tasks/{id}/end",
            END_REPEAT,
            "End a recurring task; what was made stays",
            |v, r, _| {
                ops::end(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .of::<RecurringTask>(),
        crate::features::history::route_of_part::<RecurringTask>(VIEW),
    ]
}

fn of(visit: &Visit, request: &Request) -> Result<RecurringTask> {
    visit.find(request.id("id")?)
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<RecurringTask> = request.id("id")?;
    match request
        .fill::<EditRecurring>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/recurring-tasks/{id}")).toast("Saved", visit.wrote())),
        Err(filled) => {
            let held = of(visit, request)?;
            let now = EditRecurring::of(&held);
            let filled = filled.against(held.version, &now);
            pages::one(visit, request, &held, &filled).map(Into::into)
        }
    }
}

fn gone(visit: &Visit, request: &Request, said: &str) -> Result<Reply> {
    let id: Id<RecurringTask> = request.id("id")?;
    let to = back(request, &format!("/recurring-tasks/{id}"));
    Ok(Reply::go(to).toast(said, visit.wrote()))
}
