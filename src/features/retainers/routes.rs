//! Ways to retainers and their periods.

use std::io::Cursor;

use super::{
    actions::{BILL, CLOSE, CREATE, EDIT, END, VIEW},
    form_pages,
    forms::{EditRetainer, EndRetainer, NewRetainer, PeriodQuery, RetainerQuery},
    list, ops, pages, paper,
    period::{OF_RETAINER, Period},
    portal,
    retainer::Retainer,
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{history, lists, quotes::sheet::dated, settings::CurrentSettings},
    web::{
        Filled, Reply, Request, Route,
        form::{Nothing, Refused},
        route::Gives,
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(api());
    routes.extend(lists::export_routes::<Retainer>(
        "The retainers that a filter finds, as CSV, with the columns asked for",
    ));
    Route::about::<Retainer>(
        "/retainers",
        Route::about::<Period>("/retainer-periods", routes),
    )
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/retainers", VIEW, list::page),
        Route::page("/retainers/new", CREATE, |v, r| {
            let names = ["client", "project", "title", "begins"];
            Ok(form_pages::new(v, &Filled::begun(r, &names))?.into())
        }),
        Route::post("/retainers", CREATE, create),
        Route::page("/retainers/{id}", VIEW, |v, r| {
            Ok(pages::one(v, r, &of(v, r)?, &Refused::default())?.into())
        }),
        Route::page("/retainers/{id}/edit", EDIT, |v, r| {
            let held: Retainer = v.find_for(&EDIT, r.id("id")?)?;
            held.must_run()?;
            Ok(form_pages::edit(v, &held, &filled(v, &held)?)?.into())
        }),
        Route::post("/retainers/{id}", EDIT, edit),
        Route::post("/retainers/{id}/end", END, end),
        Route::post("/retainers/{id}/bill", BILL, |v, r| {
            let invoice = ops::bill(v, r.id("id")?)?;
            Ok(Reply::go(format!("/invoices/{invoice}")).toast("Draft made", v.wrote()))
        }),
        Route::page("/retainer-periods/{id}", VIEW, |v, r| {
            Ok(pages::period(v, r, &v.find(r.id("id")?)?)?.into())
        }),
        Route::page("/retainer-periods/{id}/pdf", VIEW, pdf).slow(),
        Route::post("/retainer-periods/{id}/close", CLOSE, |v, r| {
            let id: Id<Period> = r.id("id")?;
            ops::close(v, id)?;
            Ok(Reply::go(format!("/retainer-periods/{id}")).toast("Closed", v.wrote()))
        }),
        Route::page("/portal/retainers", VIEW, |v, r| {
            portal::list(v, r).map(Into::into)
        })
        .portal(),
        Route::page("/portal/retainers/{id}", VIEW, |v, r| {
            portal::one(v, &of(v, r)?).map(Into::into)
        })
        .portal(),
    ]
}

fn api() -> Vec<Route> {
    vec![
        Route::api_list(
            "/retainers",
            VIEW,
            "Retainers, last changed first",
            |v, r, asked: RetainerQuery| {
                let page = v.list(asked.query().page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Retainer>(),
        history::route::<Retainer>(),
        Route::api_get("/retainers/{id}", VIEW, "A retainer", answer).of::<Retainer>(),
        Route::api_make::<NewRetainer>(
            "/retainers",
            CREATE,
            "Agree on a retainer; the period that goes on opens with it, earlier ones and the next by themselves",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Retainer>(),
        Route::api_edit::<EditRetainer>(
            "/retainers/{id}",
            EDIT,
            "Change what is agreed, from the next period on",
            answer,
            |v, r| filled(v, &v.find_for(&EDIT, r.id("id")?)?),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Retainer>(),
        Route::api_post::<EndRetainer>(
            "/retainers/{id}/end",
            END,
            "End a retainer with the period in which a day lies; without one with the first that keeps the notice",
            |v, r, form| {
                ops::end(v, r.id("id")?, form)?;
                answer(v, r)
            },
        )
        .of::<Retainer>(),
        Route::api_post::<Nothing>(
            "/retainers/{id}/bill",
            BILL,
            "Draft an invoice of all that is to be billed by now and stands on none; answers the draft",
            |v, r, _| {
                let invoice = ops::bill(v, r.id("id")?)?;
                Ok(Reply::created(v.json(&v.find(invoice)?)?))
            },
        )
        .of::<crate::features::invoices::Invoice>(),
        Route::api_list(
            "/retainer-periods",
            VIEW,
            "Periods of a retainer, the first one first; or of all, by their numbers",
            |v, r, asked: PeriodQuery| {
                let query = match asked.retainer {
                    None => Query::<Period>::by(BY_NUMBER),
                    Some(id) => {
                        let retainer: Retainer = v.find(id)?;
                        Query::of(&retainer, OF_RETAINER, Key::new().id(id))
                    }
                };
                let page = v.list(query.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Period>(),
        history::route_of_part::<Period>(VIEW),
        Route::api_get(
            "/retainer-periods/{id}",
            VIEW,
            "A period of a retainer: what it came to, or comes to as of now",
            answer_period,
        )
        .of::<Period>(),
        Route::api_get(
            "/retainer-periods/{id}/pdf",
            VIEW,
            "What a period came to and what its hours went into, as PDF/A-3",
            pdf,
        )
        .gives(Gives::File)
        .slow(),
        Route::api_post::<Nothing>(
            "/retainer-periods/{id}/close",
            CLOSE,
            "Close a period that is over before it closes by itself",
            |v, r, _| {
                ops::close(v, r.id("id")?)?;
                answer_period(v, r)
            },
        )
        .of::<Period>(),
    ]
}

fn pdf(visit: &Visit, request: &Request) -> Result<Reply> {
    let period: Period = visit.find(request.id("id")?)?;
    let bytes = paper::pdf(visit, &period)?;
    Ok(Reply::Stream {
        size: Some(bytes.len() as u64),
        reader: Box::new(Cursor::new(bytes)),
        name: format!("hours-{}.pdf", period.id),
        media_type: "application/pdf",
    })
}

fn of(visit: &Visit, request: &Request) -> Result<Retainer> {
    visit.find(request.id("id")?)
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

fn answer_period(visit: &Visit, request: &Request) -> Result<Reply> {
    let period: Period = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&period)?))
}

fn filled(visit: &Visit, held: &Retainer) -> Result<Filled<EditRetainer>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    Ok(EditRetainer::of(held, currency))
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<NewRetainer>(visit)?
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(form_pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/retainers/{id}")).toast("Retainer saved", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Retainer> = request.id("id")?;
    match request
        .fill_named::<EditRetainer>(visit)?
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/retainers/{id}")).toast("Saved", visit.wrote())),
        Err(typed) => {
            let held: Retainer = visit.find(id)?;
            let now = filled(visit, &held)?;
            Ok(form_pages::edit(visit, &held, &typed.against(held.version, &now))?.into())
        }
    }
}

fn end(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Retainer> = request.id("id")?;
    match request
        .fill::<EndRetainer>()
        .attempt(|form| ops::end(visit, id, form))?
    {
        Ok(until) => Ok(Reply::go(format!("/retainers/{id}"))
            .toast(format!("Ends on {}", dated(until)), visit.wrote())),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            Ok(pages::one(visit, request, &visit.find(id)?, &refused)?.into())
        }
    }
}
