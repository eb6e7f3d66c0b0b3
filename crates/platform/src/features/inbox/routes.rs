//! Addresses of notifications, choices and followed records.

use serde_json::json;

use super::{
    Follow, Notification,
    actions::{FOLLOW, MARK, PREFER, TRY, VIEW},
    api,
    choices::{self, DefaultForm, filled},
    choices_form::ChoicesForm,
    follow,
    follow_pages::FollowForm,
    later::{LaterForm, Until},
    ops::{self, Deed},
    pages, portal,
    shown::{address, home},
    stop,
};
use crate::{
    base::{Choice, Error, Id, Moment, Result},
    data::{Ref, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(marks());
    routes.extend(preferences());
    routes
}

fn pages() -> Vec<Route> {
    vec![
        Route::page("/inbox", VIEW, pages::inbox),
        // Where mails and browsers lead: it was read with that.
        Route::page("/inbox/{id}", VIEW, lead_on).slow(),
        Route::post("/inbox/{id}/open", MARK, open),
        Route::post("/inbox/{id}/done", MARK, |v, r| one(v, r, Deed::Done, "Done")),
        Route::post("/inbox/{id}/reopen", MARK, |v, r| {
            one(v, r, Deed::Reopen, "Open again")
        }),
        Route::page("/inbox/{id}/later", VIEW, |v, r| {
            let held = v.find(r.id("id")?)?;
            Ok(pages::later(v, &held, &Filled::blank(&[]))?.into())
        }),
        Route::post("/inbox/{id}/later", MARK, later),
        Route::post("/inbox/deal", MARK, deal),
        Route::post("/inbox/read", MARK, read_all),
        Route::page("/portal/news", VIEW, |visit, request| {
            portal::news(visit, request).map(Into::into)
        })
        .portal(),
        Route::page("/portal/news/{id}", VIEW, lead_on).portal().slow(),
        Route::post("/portal/news/{id}/open", MARK, open).portal(),
        Route::post("/portal/news/read", MARK, read_all).portal(),
        Route::anyone("GET", "/notifications/fresh", api::fresh).at_the_portal(),
        Route::anyone("GET", "/me/notifications", |v, _| {
            Ok(choices::page(v, &filled(v)?)?.into())
        })
        .at_the_portal(),
        Route::anyone("POST", "/me/notifications", save).at_the_portal(),
        Route::anyone("POST", "/me/notifications/default", back).at_the_portal(),
        Route::anyone("POST", "/me/notifications/test", |v, _| {
            ops::try_out(v)?;
            let said = "A test is on its way by every channel that you have";
            Ok(Reply::go("/me/notifications").toast(said, None))
        })
        .at_the_portal(),
        Route::post("/follows", FOLLOW, hear),
        Route::open(
            "GET",
            "/unsubscribe/{token}",
            "whoever holds the link of a mail ends mails of its kind; it shows and opens nothing else",
            stop::ask,
        )
        .at_the_portal(),
        Route::open(
            "POST",
            "/unsubscribe/{token}",
            "the same in one click, as mail programs do it (RFC 8058): the link is all that they have",
            stop::end,
        )
        .from_elsewhere()
        .at_the_portal(),
    ]
}

fn marks() -> Vec<Route> {
    let there = |v: &Visit, r: &Request| v.find::<Notification>(r.id("id")?).map(drop);
    vec![
        Route::api_list(
            "/notifications",
            VIEW,
            "One's own notifications, newest first",
            api::list,
        )
        .of::<Notification>()
        .for_clients(),
        Route::api_get(
            "/notifications/{id}",
            VIEW,
            "One of one's own notifications",
            api::one,
        )
        .of::<Notification>()
        .for_clients(),
        Route::api_post::<Nothing>(
            "/notifications/{id}/read",
            MARK,
            "Mark one of one's notifications as read",
            |v, r, _| api::deal(v, r, Deed::Read),
        )
        .gated(there)
        .of::<Notification>()
        .for_clients(),
        Route::api_post::<Nothing>(
            "/notifications/{id}/done",
            MARK,
            "Be done with one of one's notifications",
            |v, r, _| api::deal(v, r, Deed::Done),
        )
        .gated(there)
        .of::<Notification>()
        .for_clients(),
        Route::api_post::<Nothing>(
            "/notifications/{id}/reopen",
            MARK,
            "Bring a notification back that was done or put off",
            |v, r, _| api::deal(v, r, Deed::Reopen),
        )
        .gated(there)
        .of::<Notification>()
        .for_clients(),
        Route::api_post::<LaterForm>(
            "/notifications/{id}/later",
            MARK,
            "Put a notification off: until a moment, a day with its time, or one of the words",
            |v, r, form| {
                let until = until(v, &form)?;
                api::deal(v, r, Deed::Later(until))
            },
        )
        .gated(there)
        .of::<Notification>()
        .for_clients(),
        Route::api_post::<Nothing>(
            "/notifications/read",
            MARK,
            "Mark all of one's notifications as read",
            |visit, _, _| {
                let marked = ops::mark_all(visit)?;
                Ok(Reply::json(json!({ "marked": marked })))
            },
        )
        .tells(Told::Object(&[("marked", Told::Number)]))
        .for_clients(),
    ]
}

fn preferences() -> Vec<Route> {
    vec![
        Route::api_get(
            "/me/notifications",
            PREFER,
            "How one is told: each type with its channels, quiet hours and the digest",
            api::preferences,
        )
        .tells(api::PREFERENCES)
        .for_clients(),
        Route::api_edit::<ChoicesForm>(
            "/me/notifications",
            PREFER,
            "Choose how one is told; types that aren't named stay as they are",
            api::preferences,
            |v, _| filled(v),
            |v, _, form| api::prefer(v, form),
        )
        .tells(api::PREFERENCES)
        .for_clients(),
        Route::api_list::<Nothing>(
            "/me/notifications/types",
            PREFER,
            "What one may be told of, with the default of one's roles and what holds now",
            |v, r, _| api::types(v, r),
        )
        .tells(api::TYPE)
        .for_clients(),
        Route::api_post::<DefaultForm>(
            "/me/notifications/default",
            PREFER,
            "Go back to the default of one type, or of all",
            |v, r, form| {
                back_to(v, &form.of)?;
                api::preferences(v, r)
            },
        )
        .tells(api::PREFERENCES)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/me/notifications/test",
            TRY,
            "Tell oneself something by every channel that one has",
            |v, _, _| {
                ops::try_out(v)?;
                Ok(Reply::json(json!({ "told": true })))
            },
        )
        .tells(Told::Object(&[("told", Told::Flag)]))
        .for_clients(),
        Route::api_list::<Nothing>(
            "/follows",
            FOLLOW,
            "Records that one follows or muted, newest first",
            |v, r, _| api::follows(v, r),
        )
        .of::<Follow>(),
        Route::api_post::<FollowForm>(
            "/follows",
            FOLLOW,
            "Follow or mute a record, or hear of it as by default",
            |v, _, form| {
                let about = said(v, form)?;
                let held = follow::of(v, about)?;
                Ok(Reply::json(json!({
                    "record": v.store().schema().number(about),
                    "hears": held.as_ref().map_or("default", |held| held.hears.key()),
                    "until": held.and_then(|held| held.until).map(Moment::rfc3339),
                })))
            },
        )
        .tells(Told::Object(&[
            ("record", Told::Record),
            ("hears", Told::Word(&["follows", "muted", "default"])),
            ("until", Told::Moment),
        ])),
    ]
}

fn open(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Notification> = request.id("id")?;
    let held = visit.find(id)?;
    if held.read.is_none() {
        ops::deal(visit, vec![id], Deed::Read)?;
    }
    let to = match request.field("back") {
        Some(to) if to == "/" || is_inbox(to) => to.to_owned(),
        _ => address(visit, &held),
    };
    Ok(Reply::go(to))
}

/// Where forms of the inbox lead back to; never elsewhere.
fn is_inbox(to: &str) -> bool {
    to == "/inbox" || to.starts_with("/inbox?")
}

fn back_from(request: &Request) -> String {
    match request.field("back") {
        Some(to) if is_inbox(to) => to.to_owned(),
        _ => "/inbox".into(),
    }
}

fn lead_on(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Notification = visit.find(request.id("id")?)?;
    if held.read.is_none() && visit.impersonation().is_none() {
        ops::deal(visit, vec![held.id], Deed::Read)?;
    }
    Ok(Reply::go(address(visit, &held)))
}

fn one(visit: &Visit, request: &Request, deed: Deed, said: &str) -> Result<Reply> {
    ops::deal(visit, vec![request.id("id")?], deed)?;
    Ok(Reply::go(back_from(request)).toast(said, None))
}

fn until(visit: &Visit, form: &LaterForm) -> Result<Moment> {
    let zone = ops::preferences(visit)?.zone(&visit.tz);
    Ok(form.moment(visit.at, &zone))
}

fn later(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Notification> = request.id("id")?;
    let held = visit.find(id)?;
    let filled = request.fill::<LaterForm>();
    let put_off = filled.attempt(|form| {
        let until = until(visit, &form)?;
        ops::deal(visit, vec![id], Deed::Later(until))?;
        Ok(until)
    })?;
    match put_off {
        Err(filled) => Ok(pages::later(visit, &held, &filled)?.into()),
        Ok(until) => {
            let said = format!("Comes back {}", until.show(visit.at, &visit.tz));
            Ok(Reply::go("/inbox").toast(said, None))
        }
    }
}

/// Several at once, as they were ticked.
fn deal(visit: &Visit, request: &Request) -> Result<Reply> {
    let ids: Vec<Id<Notification>> = request
        .fields_named("id")
        .filter_map(Id::parse)
        .take(ops::MOST)
        .collect();
    let (deed, said) = match request.field("deed") {
        Some("done") => (Deed::Done, "Done".to_owned()),
        Some("read") => (Deed::Read, "Marked as read".to_owned()),
        Some(word) => {
            let until = Until::from_key(word).ok_or(Error::NotFound)?;
            let zone = ops::preferences(visit)?.zone(&visit.tz);
            let until = until.after(visit.at, &zone);
            let said = format!("Comes back {}", until.show(visit.at, &visit.tz));
            (Deed::Later(until), said)
        }
        None => return Err(Error::NotFound),
    };
    let back = Reply::go(back_from(request));
    if ids.is_empty() {
        return Ok(back.toast("Tick what it is to be done with first", None));
    }
    ops::deal(visit, ids, deed)?;
    Ok(back.toast(said, None))
}

fn read_all(visit: &Visit, _: &Request) -> Result<Reply> {
    ops::mark_all(visit)?;
    Ok(Reply::go(home(visit)).toast("Marked as read", None))
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled_in = request.fill::<ChoicesForm>();
    match filled_in.attempt(|form| api::prefer(visit, form))? {
        Err(refused) => {
            let held = ops::preferences(visit)?;
            let refused = refused.against(held.version, &filled(visit)?);
            Ok(choices::page(visit, &refused)?.into())
        }
        Ok(()) => Ok(Reply::go("/me/notifications").toast("Saved", visit.wrote())),
    }
}

fn back_to(visit: &Visit, of: &str) -> Result<()> {
    let of = match of {
        "" => None,
        key => Some(ops::types(visit)?.find(key).ok_or_else(|| {
            Error::field(
                "type",
                format!("There is nothing called {key} that one is told of."),
            )
        })?),
    };
    ops::back_to_default(visit, of)
}

fn back(visit: &Visit, request: &Request) -> Result<Reply> {
    back_to(visit, request.field("type").unwrap_or_default())?;
    Ok(Reply::go("/me/notifications").toast("As by default again", visit.wrote()))
}

/// Does what was said of a record; which one it was.
fn said(visit: &Visit, form: FollowForm) -> Result<Ref> {
    let number = form.record.trim();
    let about = visit.store().schema().parse_number(number);
    let about = about.filter(|about| matches!(visit.title_of(*about), Ok(Some(_))));
    let about = about.ok_or_else(|| {
        Error::field(
            "record",
            format!("There is no record {number} that you see."),
        )
    })?;
    let until = form.until.map(|day| Moment::at(day, 0, &visit.tz));
    follow::hear(visit, about, form.hears, until)?;
    Ok(about)
}

fn hear(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = request.form::<FollowForm>()?;
    let said_now = match form.hears {
        Some(super::Hears::Muted) => "Muted: only what waits for you is told",
        Some(_) => "Followed: you hear of all that is done to it",
        None => "You hear of it as by default",
    };
    let about = said(visit, form)?;
    let to = request.came_from.clone();
    Ok(Reply::go(to.unwrap_or_else(|| visit.address(about))).toast(said_now, visit.wrote()))
}
