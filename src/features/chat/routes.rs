//! Addresses of rooms: the pages, and the deeds on rooms of their own.

use serde_json::json;

use super::{
    ChatRoom, EditRoom, ImportForm, NewRoom, OnePerson, People,
    actions::{ARCHIVE, CREATE, EDIT, HERE, IMPORT, INVITE, LEAVE, REMOVE, VIEW},
    api, archive, contact_log, ops,
    pages::{self, room::page, shown::Asked},
    portal, presence,
    routes_any::{self, refused},
    routes_policies, routes_threads,
};
use crate::{
    base::{Id, Result, text},
    data::{Record, Visit},
    features::{conversation::AnyRoom, history},
    web::{Filled, Form, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut all = Route::about::<ChatRoom>("/rooms", rooms());
    all.extend(pages());
    all.extend(routes_threads::routes());
    all.extend(routes_policies::routes());
    all.extend(routes_any::routes());
    all.extend(contact_log::routes());
    all
}

fn pages() -> Vec<Route> {
    vec![
        Route::page("/chat", VIEW, |v, _| pages::first(v).map(Into::into)),
        Route::page("/chat/new", CREATE, |v, r| {
            let asked = r.filters::<NewRoom>();
            let people = asked.people.iter().map(|id| ("people", id.to_string()));
            let form = Filled::blank(&people.collect::<Vec<_>>());
            pages::forms::new(v, &form).map(Into::into)
        }),
        Route::page("/chat/rooms", VIEW, |v, r| {
            pages::forms::all(v, r).map(Into::into)
        }),
        Route::post("/chat/import", IMPORT, take_in).takes_files(),
        Route::api_post::<ImportForm>(
            "/chat/import",
            IMPORT,
            "Take in a room that was written out (multipart, the archive in `file`), signed by a key that is named or by the house's own; or the channels of another chat's export, which nobody signed",
            |v, r, form| {
                let taken = archive::take_in_given(v, r.upload("file"), &form.key)?;
                let rooms: Vec<String> = taken.rooms.iter().map(Id::to_string).collect();
                Ok(Reply::json(json!({
                    "rooms": rooms,
                    "posts": taken.posts,
                    "files": taken.files,
                    "people": taken.people,
                })))
            },
        )
        .tells(Told::Object(&[
            ("rooms", Told::List(&Told::Record)),
            ("posts", Told::Number),
            ("files", Told::Number),
            ("people", Told::Number),
        ]))
        .takes_files(),
        Route::page("/chat/{room}", VIEW, |v, r| {
            let room = api::named(v, r)?;
            page(v, r, &room, &r.filters::<Asked>(), None).map(Into::into)
        }),
        Route::page("/portal/chat", VIEW, portal::first).portal(),
        Route::page("/portal/chat/{room}", VIEW, |v, r| {
            portal::page(v, r).map(Into::into)
        })
        .portal(),
        Route::post("/here", HERE, |v, _| {
            presence::here(v)?;
            Ok(Reply::empty())
        }),
    ]
}

/// What programs and pages do with rooms of their own.
fn rooms() -> Vec<Route> {
    vec![
        Route::page("/rooms/{id}", VIEW, |v, r| {
            let room: ChatRoom = v.find(r.id("id")?)?;
            Ok(Reply::go(r.with_path(&format!("/chat/{}", room.number()))))
        }),
        Route::page("/rooms/{id}/edit", EDIT, |v, r| {
            let room = v.find_for(&EDIT, r.id("id")?)?;
            let form = EditRoom::of(&room);
            pages::forms::edit(v, &room, &form).map(Into::into)
        }),
        Route::post("/rooms", CREATE, make),
        Route::post("/rooms/{id}", EDIT, edit),
        Route::post("/rooms/{id}/invite", INVITE, |v, r| {
            done::<People>(v, r, "Asked in", |v, id, form| {
                ops::invite(v, id, form.people)
            })
        }),
        Route::post("/rooms/{id}/remove", REMOVE, |v, r| {
            done::<OnePerson>(v, r, "Taken out of the room", |v, id, form| {
                ops::remove(v, id, form.person)
            })
        }),
        Route::post("/rooms/{id}/leave", LEAVE, |v, r| {
            ops::leave(v, r.id("id")?)?;
            Ok(Reply::go("/chat").toast("You left the room", None))
        }),
        Route::post("/rooms/{id}/archive", ARCHIVE, |v, r| {
            done::<Nothing>(v, r, "Archived", |v, id, _| ops::archive(v, id))
        }),
        Route::post("/rooms/{id}/restore", ARCHIVE, |v, r| {
            done::<Nothing>(v, r, "Taken out of the archive", |v, id, _| {
                ops::restore(v, id)
            })
        }),
        Route::api_list(
            "/rooms",
            VIEW,
            "The rooms that one is in: direct, groups, departments'",
            api::rooms,
        )
        .of::<ChatRoom>(),
        Route::api_get("/rooms/{id}", VIEW, "A room that one is in", api::room).of::<ChatRoom>(),
        history::route::<ChatRoom>(),
        Route::api_make::<NewRoom>(
            "/rooms",
            CREATE,
            "Make a group, or, without a name, the direct room of some people: the one there is, or a new one",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<ChatRoom>(),
        Route::api_edit::<EditRoom>(
            "/rooms/{id}",
            EDIT,
            "Rename a room, say what it is for",
            api::room,
            |v, r| Ok(EditRoom::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<ChatRoom>(),
        Route::api_post::<People>(
            "/rooms/{id}/invite",
            INVITE,
            "Ask others into a group",
            |v, r, form| {
                ops::invite(v, r.id("id")?, form.people)?;
                api::room(v, r)
            },
        )
        .of::<ChatRoom>(),
        Route::api_post::<OnePerson>(
            "/rooms/{id}/remove",
            REMOVE,
            "Take somebody out of a group: they see and hear nothing more of it",
            |v, r, form| {
                ops::remove(v, r.id("id")?, form.person)?;
                api::room(v, r)
            },
        )
        .of::<ChatRoom>(),
        Route::api_post::<Nothing>(
            "/rooms/{id}/leave",
            LEAVE,
            "Leave a group",
            |v, r, _| {
                let id: Id<ChatRoom> = r.id("id")?;
                ops::leave(v, id)?;
                Ok(Reply::json(json!({ "left": id.to_string() })))
            },
        )
        .tells(Told::Object(&[("left", Told::Record)])),
        Route::api_post::<Nothing>(
            "/rooms/{id}/archive",
            ARCHIVE,
            "Archive a group: it is read, and nothing more is said in it",
            |v, r, _| {
                ops::archive(v, r.id("id")?)?;
                api::room(v, r)
            },
        )
        .of::<ChatRoom>(),
        Route::api_post::<Nothing>(
            "/rooms/{id}/restore",
            ARCHIVE,
            "Take a group out of the archive",
            |v, r, _| {
                ops::restore(v, r.id("id")?)?;
                api::room(v, r)
            },
        )
        .of::<ChatRoom>(),
    ]
}

fn make(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<NewRoom>(visit)?
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(pages::forms::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/chat/{id}"))),
    }
}

fn take_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<ImportForm>();
    let given = request.upload("file");
    match filled.attempt(|form| archive::take_in_given(visit, given, &form.key))? {
        Err(filled) => {
            let refused = pages::policies::Refused::import(filled);
            let page = pages::policies::all(visit, request, &refused)?;
            Ok(page.at("/chat/policies").into())
        }
        Ok(taken) => {
            let to = match taken.rooms.as_slice() {
                [one] => format!("/chat/{one}"),
                _ => "/chat/rooms".to_owned(),
            };
            let posts = text::count(taken.posts, "post", "posts");
            let rooms = text::count(taken.rooms.len(), "room", "rooms");
            Ok(Reply::go(to).toast(format!("{posts} taken in, in {rooms}"), None))
        }
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<ChatRoom> = request.id("id")?;
    match request
        .fill_named::<EditRoom>(visit)?
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(filled) => {
            let room = visit.find(id)?;
            let filled = filled.against(room.version, &EditRoom::of(&room));
            Ok(pages::forms::edit(visit, &room, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/chat/{id}")).toast("Saved", visit.wrote())),
    }
}

/// A deed on a room that goes back to its page, which says what is wrong where it was refused.
fn done<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    said: &str,
    deed: fn(&Visit, Id<ChatRoom>, F) -> Result<()>,
) -> Result<Reply> {
    let id: Id<ChatRoom> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(()) => Ok(Reply::go(format!("/chat/{id}?details=on")).toast(said, visit.wrote())),
        Err(filled) => {
            let room = AnyRoom::of(visit, id.as_ref())?;
            let here = format!("/chat/{id}?details=on");
            refused(visit, request, &room, &filled, here)
        }
    }
}
