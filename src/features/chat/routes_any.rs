//! Addresses of what one has with the room of any record: there for whoever sees the record.

use serde_json::json;

use super::{
    ExportForm, HoldForm, KeepForm, ReadForm, SubscriptionForm, UnreadForm,
    actions::{EXPORT, HOLD, KEEP, READ, SET, VIEW, WRITES},
    api, archive,
    pages::{room::page, shown::Asked},
    reading, retention,
};
use crate::{
    base::Result,
    data::{Ref, Visit},
    features::conversation::AnyRoom,
    web::{
        Filled, Form, RateLimit, Reply, Request, Route, Told, form::Nothing, live::Hub,
        route::Gives,
    },
};

pub fn routes() -> Vec<Route> {
    let seen = |visit: &Visit, request: &Request| api::named(visit, request).map(drop);
    let mut all = vec![
        Route::post("/chat/{room}/read", READ, |v, r| {
            reading::read(v, api::named(v, r)?.on, &r.form()?)?;
            back(r)
        }),
        Route::post("/chat/{room}/unread", READ, |v, r| {
            let form: UnreadForm = r.form()?;
            reading::mark_unread(v, api::named(v, r)?.on, form.post)?;
            back(r)
        }),
        Route::post("/chat/{room}/settings", SET, |v, r| {
            reading::set(v, api::named(v, r)?.on, r.form()?)?;
            Ok(match back(r)? {
                Reply::Go { to, .. } => Reply::go(to).toast("Saved", None),
                other => other,
            })
        }),
        Route::post("/chat/{room}/keep", KEEP, |v, r| {
            kept::<KeepForm>(v, r, retention::keep)
        }),
        Route::post("/chat/{room}/hold", HOLD, |v, r| {
            kept::<HoldForm>(v, r, retention::hold)
        }),
        Route::post("/chat/{room}/export", EXPORT, |v, r| {
            written_out(v, r, &r.form()?)
        })
        .rate_limited(RateLimit::Export),
        Route::post("/chat/{room}/writes", WRITES, writes),
        Route::post("/portal/chat/{room}/read", READ, |v, r| {
            reading::read(v, api::named(v, r)?.on, &r.form()?)?;
            Ok(Reply::go("/portal/chat"))
        })
        .portal(),
        Route::post("/portal/chat/{room}/unread", READ, |v, r| {
            let form: UnreadForm = r.form()?;
            reading::mark_unread(v, api::named(v, r)?.on, form.post)?;
            Ok(Reply::go("/portal/chat"))
        })
        .portal(),
        Route::post("/portal/chat/{room}/writes", WRITES, writes).portal(),
        Route::api_list::<Nothing>(
            "/chat",
            VIEW,
            "The rooms that one has, those of records as well, with what is unread: favourites first, then what is unread, then what was said last",
            |v, r, _| api::mine(v, r),
        )
        .tells(api::LINE),
        Route::api_get(
            "/chat/{room}",
            VIEW,
            "Where one stands in the room of a record that one sees",
            api::line,
        )
        .tells(api::LINE)
        .for_clients(),
        Route::api_post::<ReadForm>(
            "/chat/{room}/read",
            READ,
            "Say that one has read a room, up to a post or to its end",
            |v, r, form| {
                reading::read(v, api::named(v, r)?.on, &form)?;
                api::line(v, r)
            },
        )
        .tells(api::LINE)
        .for_clients(),
        Route::api_post::<UnreadForm>(
            "/chat/{room}/unread",
            READ,
            "Mark a room as unread from a post on",
            |v, r, form| {
                reading::mark_unread(v, api::named(v, r)?.on, form.post)?;
                api::line(v, r)
            },
        )
        .tells(api::LINE)
        .for_clients(),
        Route::api_post::<SubscriptionForm>(
            "/chat/{room}/settings",
            SET,
            "Say what of a room counts, mute it, keep it among one's rooms",
            |v, r, form| {
                reading::set(v, api::named(v, r)?.on, form)?;
                api::line(v, r)
            },
        )
        .tells(api::LINE),
        Route::api_post::<KeepForm>(
            "/chat/{room}/keep",
            KEEP,
            "Say how many days what is said in a room is kept, null as long as the house says, and who writes in it",
            |v, r, form| {
                retention::keep(v, api::named(v, r)?.on, form)?;
                api::policy(v, r)
            },
        )
        .tells(api::POLICY),
        Route::api_post::<HoldForm>(
            "/chat/{room}/hold",
            HOLD,
            "Hold a room for legal reasons, so that nothing that was said in it is taken away, or end that",
            |v, r, form| {
                retention::hold(v, api::named(v, r)?.on, form)?;
                api::policy(v, r)
            },
        )
        .tells(api::POLICY),
        Route::api_post::<ExportForm>(
            "/chat/{room}/export",
            EXPORT,
            "A room, or all rooms of a project, as one signed archive: what was said to read and to take in elsewhere, and its files",
            |v, r, form| written_out(v, r, &form),
        )
        .gives(Gives::File)
        .rate_limited(RateLimit::Export),
        Route::api_post::<Nothing>(
            "/chat/{room}/writes",
            WRITES,
            "Say to whoever looks at a room that one is writing",
            |v, r, _| {
                writes(v, r)?;
                Ok(Reply::json(json!({ "room": r.capture("room") })))
            },
        )
        .tells(Told::Object(&[("room", Told::Record)]))
        .for_clients(),
    ];
    for route in &mut all {
        if route.writes() {
            *route = route.clone().gated(seen);
        }
    }
    all
}

/// A room as an archive, or all rooms of a project.
fn written_out(visit: &Visit, request: &Request, form: &ExportForm) -> Result<Reply> {
    let of = api::named(visit, request)?.on;
    match form.all {
        true => archive::export_all(visit, of),
        false => archive::export(visit, of),
    }
}

/// How long a room is kept, from its page; refused, the page says why.
fn kept<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    deed: fn(&Visit, Ref, F) -> Result<()>,
) -> Result<Reply> {
    let room = api::named(visit, request)?;
    let here = format!("/chat/{}?details=on", request.capture("room"));
    match request
        .fill::<F>()
        .attempt(|form| deed(visit, room.on, form))?
    {
        Ok(()) => Ok(Reply::go(here).toast("Saved", visit.wrote())),
        Err(filled) => refused(visit, request, &room, &filled, here),
    }
}

/// The page of a room with what was wrong with a form of its details.
pub fn refused<F: Form>(
    visit: &Visit,
    request: &Request,
    room: &AnyRoom,
    filled: &Filled<F>,
    here: String,
) -> Result<Reply> {
    let asked = Asked {
        details: true,
        ..Asked::default()
    };
    let why = filled.general.clone();
    let why = why.or(filled.problems.iter().next().map(|(_, why)| why.to_owned()));
    Ok(page(visit, request, room, &asked, why.as_deref())?
        .status(filled.status())
        .at(here)
        .into())
}

/// Somebody writes in a room: it passes, and nobody keeps it.
fn writes(visit: &Visit, request: &Request) -> Result<Reply> {
    let room = api::named(visit, request)?;
    if room.may_post(visit)?
        && visit.impersonation().is_none()
        && let Some(hub) = visit.store().service::<Hub>()
    {
        hub.pass(visit, room.on, "writes")?;
    }
    Ok(Reply::empty())
}

fn back(request: &Request) -> Result<Reply> {
    Ok(Reply::go(format!("/chat/{}", request.capture("room"))))
}
