//! Addresses of announcements.

use serde_json::json;

use super::{
    Announcement,
    actions::{ACKNOWLEDGE, ANNOUNCE, VIEW, WITHDRAW},
    announcement::{BY_UNTIL, Standing},
    forms::NewAnnouncement,
    ops,
    pages::{self, HERE},
};
use crate::{
    base::{Choice, Id, Result, if_found},
    data::{Key, Query, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, |v, r| {
            Ok(pages::page(v, r, &Filled::blank(&[]))?.into())
        }),
        Route::post(HERE, ANNOUNCE, announce),
        // What a notice and Undo lead to.
        Route::page("/announcements/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::post("/announcements/{id}/withdraw", WITHDRAW, |v, r| {
            ops::withdraw(v, r.id("id")?)?;
            Ok(Reply::go(HERE).toast("Taken down", v.wrote()))
        }),
        Route::anyone("POST", "/announcements/{id}/acknowledge", acknowledge).at_the_portal(),
        Route::api_list::<Nothing>(
            "/announcements",
            VIEW,
            "Announcements, those that stand longest first",
            |v, r, _| {
                let list = Query::<Announcement>::by(BY_UNTIL).descending(true);
                let page = v.list(list.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Announcement>(),
        Route::api_get("/announcements/{id}", VIEW, "One announcement", one).of::<Announcement>(),
        Route::api_make::<NewAnnouncement>(
            "/announcements",
            ANNOUNCE,
            "Announce something to everybody, above every page",
            |v, _, form| {
                ops::announce(v, form)?;
                let made = v.just_made::<Announcement>()?;
                Ok(Reply::created(v.json(&made)?))
            },
        )
        .of::<Announcement>(),
        Route::api_post::<Nothing>(
            "/announcements/{id}/withdraw",
            WITHDRAW,
            "Take an announcement down",
            |v, r, _| {
                ops::withdraw(v, r.id("id")?)?;
                one(v, r)
            },
        )
        .gated(|v, r| v.demand_on(&WITHDRAW, &v.find::<Announcement>(r.id("id")?)?))
        .of::<Announcement>(),
        Route::api_list::<Nothing>(
            "/me/announcements",
            ACKNOWLEDGE,
            "What is announced to one now",
            |v, r, _| {
                let standing = Standing::of(v)?;
                let now: Vec<Announcement> = standing.now(v).cloned().collect();
                let key = |held: &Announcement| Key::new().id(held.id);
                let page = r.paging()?.page("announcements", now, key, false)?;
                Ok(Reply::page(page.try_map(|held| as_json(v, &held))?))
            },
        )
        .tells(MINE)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/announcements/{id}/acknowledge",
            ACKNOWLEDGE,
            "Acknowledge what is announced to one",
            |v, r, _| {
                ops::acknowledge(v, r.id("id")?)?;
                Ok(Reply::json(json!({ "acknowledged": true })))
            },
        )
        .tells(Told::Object(&[("acknowledged", Told::Flag)]))
        .gated(|v, r| {
            let id: Id<Announcement> = r.id("id")?;
            let standing = Standing::of(v)?;
            let there = standing.now(v).any(|held| held.id == id);
            there.then_some(()).ok_or(crate::base::Error::NotFound)
        })
        .for_clients(),
    ]
}

const MINE: Told = Told::Object(&[
    ("id", Told::Record),
    ("matter", Told::Text),
    ("text", Told::Text),
    ("until", Told::Moment),
    ("acknowledged", Told::Flag),
]);

fn as_json(visit: &Visit, held: &Announcement) -> Result<serde_json::Value> {
    Ok(json!({
        "id": held.id.to_string(), "matter": held.matter.key(), "text": held.text,
        "until": held.until.rfc3339(), "acknowledged": ops::is_acknowledged(visit, held)?,
    }))
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Announcement = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn announce(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<NewAnnouncement>();
    match filled.attempt(|form| ops::announce(visit, form))? {
        Err(filled) => Ok(pages::page(visit, request, &filled)?.into()),
        Ok(_) => Ok(Reply::go(HERE).toast("Announced", visit.wrote())),
    }
}

fn acknowledge(visit: &Visit, request: &Request) -> Result<Reply> {
    // One that stands no more above the pages is done with.
    if_found(ops::acknowledge(visit, request.id("id")?))?;
    let to = request.came_from.clone();
    Ok(Reply::go(to.unwrap_or_else(|| {
        pages::first_page(visit.actor.tier).into()
    })))
}
