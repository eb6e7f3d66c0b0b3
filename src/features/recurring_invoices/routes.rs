//! Ways to invoices that recur.

use super::{
    actions::{CREATE, EDIT, END, PAUSE, RESUME, VIEW},
    forms::{EditRecurring, NewRecurring, RecurringQuery},
    ops, pages,
    series::RecurringInvoice,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::{history, quotes::editor},
    web::{Filled, Reply, Request, Route, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::page("/recurring-invoices", VIEW, |v, r| {
            pages::list(v, r).map(Into::into)
        }),
        Route::page("/recurring-invoices/new", CREATE, |v, r| {
            let names = ["client", "project", "title"];
            Ok(pages::new(v, &Filled::begun(r, &names))?.into())
        }),
        Route::post("/recurring-invoices", CREATE, create),
        Route::page("/recurring-invoices/{id}", VIEW, |v, r| {
            pages::one(v, r, &of(v, r)?).map(Into::into)
        }),
        Route::page("/recurring-invoices/{id}/edit", EDIT, |v, r| {
            let held: RecurringInvoice = v.find_for(&EDIT, r.id("id")?)?;
            held.must_go_on()?;
            let form = editor::filled(&pages::values(v, &held)?);
            pages::edit(v, &held, &form).map(Into::into)
        }),
        Route::post("/recurring-invoices/{id}", EDIT, edit),
        Route::api_list(
            "/recurring-invoices",
            VIEW,
            "Invoices that recur, the next first; of a client, or all",
            |v, r, asked: RecurringQuery| {
                let page = v.list(pages::query(v, &asked)?.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<RecurringInvoice>(),
        history::route::<RecurringInvoice>(),
        Route::api_get(
            "/recurring-invoices/{id}",
            VIEW,
            "An invoice that recurs: what each begins with, its rule and its next three days",
            answer,
        )
        .of::<RecurringInvoice>(),
        Route::api_make::<NewRecurring>(
            "/recurring-invoices",
            CREATE,
            "Set up an invoice that recurs; nothing is made for days that are over",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<RecurringInvoice>(),
        Route::api_edit::<EditRecurring>(
            "/recurring-invoices/{id}",
            EDIT,
            "Change what the next ones begin with, and when they come",
            answer,
            |v, r| {
                let held = v.find_for(&EDIT, r.id("id")?)?;
                Ok(editor::filled(&pages::values(v, &held)?))
            },
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<RecurringInvoice>(),
    ];
    let deeds = vec![
        Route::post("/recurring-invoices/{id}/pause", PAUSE, |v, r| {
            ops::pause(v, r.id("id")?)?;
            gone(v, r, "Paused")
        }),
        Route::api_post::<Nothing>(
            "/recurring-invoices/{id}/pause",
            PAUSE,
            "Pause an invoice that recurs",
            |v, r, _| {
                ops::pause(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .of::<RecurringInvoice>(),
        Route::post("/recurring-invoices/{id}/resume", RESUME, |v, r| {
            ops::resume(v, r.id("id")?)?;
            gone(v, r, "It goes on")
        }),
        Route::api_post::<Nothing>(
            "/recurring-invoices/{id}/resume",
            RESUME,
            "Let an invoice recur again; what was due meanwhile isn't made up for",
            |v, r, _| {
                ops::resume(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .of::<RecurringInvoice>(),
        Route::post("/recurring-invoices/{id}/end", END, |v, r| {
            ops::end(v, r.id("id")?)?;
            gone(v, r, "It doesn't recur any more")
        }),
        Route::api_post::<Nothing>(
            "/recurring-invoices/{id}/end",
            END,
            "End an invoice that recurs; what was made stays",
            |v, r, _| {
                ops::end(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .of::<RecurringInvoice>(),
    ];
    routes.extend(deeds);
    Route::about::<RecurringInvoice>("/recurring-invoices", routes)
}

fn of(visit: &Visit, request: &Request) -> Result<RecurringInvoice> {
    visit.find(request.id("id")?)
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

fn gone(visit: &Visit, request: &Request, said: &str) -> Result<Reply> {
    let id: Id<RecurringInvoice> = request.id("id")?;
    Ok(Reply::go(format!("/recurring-invoices/{id}")).toast(said, visit.wrote()))
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<NewRecurring>(visit)?
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/recurring-invoices/{id}")).toast("Saved", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<RecurringInvoice> = request.id("id")?;
    match request
        .fill::<EditRecurring>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/recurring-invoices/{id}")).toast("Saved", visit.wrote())),
        Err(typed) => {
            let held: RecurringInvoice = visit.find(id)?;
            let now = editor::filled(&pages::values(visit, &held)?);
            Ok(pages::edit(visit, &held, &typed.against(held.version, &now))?.into())
        }
    }
}
