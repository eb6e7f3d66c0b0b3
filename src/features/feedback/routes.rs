//! Ways to feedback: for the house, for programs, and the client's own form.

use super::{
    Feedback, FeedbackForm,
    actions::{GIVE, VIEW},
    forms::FeedbackQuery,
    given::{BY_CLIENT, BY_TIME},
    ops, pages, portal,
};
use crate::{
    base::{Id, Result},
    data::{Key, Query, Visit},
    features::{clients::Client, history, projects::Project},
    web::{Filled, Reply, Request, Route},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/feedback", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/feedback/{id}", VIEW, |v, r| {
            let held: Feedback = v.find(r.id("id")?)?;
            let told = history::of(v, &held, r)?;
            pages::one(v, &held, told).map(Into::into)
        }),
        Route::page("/portal/projects/{id}/feedback", VIEW, |v, r| {
            portal::page(v, &v.find(r.id("id")?)?, &Filled::blank(&[])).map(Into::into)
        })
        .portal(),
        Route::post("/portal/projects/{id}/feedback", GIVE, give)
            .portal()
            .gated(|v, r| v.demand_on(&GIVE, &v.find::<Project>(r.id("id")?)?)),
        Route::api_list::<FeedbackQuery>(
            "/feedback",
            VIEW,
            "What clients said of the work, the latest first; of one client where one is named",
            |v, r, asked| {
                let query = match asked.client {
                    Some(id) => {
                        let client: Client = v.find(id)?;
                        Query::of(&client, BY_CLIENT, Key::new().id(id))
                    }
                    None => Query::by(BY_TIME),
                };
                let page = v.list::<Feedback>(query.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Feedback>(),
        Route::api_get(
            "/feedback/{id}",
            VIEW,
            "What a client said of a project",
            |v, r| Ok(Reply::json(v.json(&v.find::<Feedback>(r.id("id")?)?)?)),
        )
        .of::<Feedback>()
        .for_clients(),
        Route::api_make::<FeedbackForm>(
            "/projects/{id}/feedback",
            GIVE,
            "Say how a project was that was delivered to one: one to five and words, once",
            |v, r, form| {
                let id = ops::give(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Feedback>(id)?)?))
            },
        )
        .of::<Feedback>()
        .for_clients(),
        history::route_of_part::<Feedback>(VIEW),
    ]
}

fn give(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request
        .fill::<FeedbackForm>()
        .attempt(|form| ops::give(visit, id, form))?
    {
        Ok(_) => Ok(Reply::go("/portal").toast("Thank you", None)),
        Err(filled) => portal::page(visit, &visit.find(id)?, &filled).map(Into::into),
    }
}
