//! Ways to folders.

use serde_json::json;

use super::super::posted::formed;
use super::{
    Folder, FolderForm, MoveFolder, Place, RenameFolder,
    actions::{CREATE, EDIT, REMOVE, VIEW},
    address::{HERE, Refilled},
    forms::{FileForm, FileOne},
    ops,
    pages::{self},
};
use crate::{
    base::{Error, Id, Result},
    data::{Ref, Visit},
    features::{
        clients::Client,
        documents::{Document, actions::MOVE, ops::about_of},
        history,
    },
    web::{
        Filled, Form, Reader, Reply, Request, Route, Told,
        form::{Nothing, Optional},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<Folder>(HERE, own());
    routes.extend(Route::about::<Document>("/documents", filing()));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, browse),
        Route::page("/folders/{id}", VIEW, |v, r| {
            let place = Place::Folder(r.id("id")?);
            pages::within(v, r, place, &Refilled::blank()).map(Into::into)
        }),
        Route::post(HERE, CREATE, create),
        Route::post("/folders/{id}", EDIT, rename),
        Route::post("/folders/{id}/move", EDIT, move_to),
        Route::post("/folders/{id}/remove", REMOVE, remove),
        Route::api_list::<Within>(
            HERE,
            VIEW,
            "Folders that people made, of one client or within one folder where that is asked",
            list,
        )
        .of::<Folder>(),
        history::route::<Folder>(),
        Route::api_get("/folders/{id}", VIEW, "A folder", one).of::<Folder>(),
        Route::api_make::<FolderForm>(
            HERE,
            CREATE,
            "Make a folder: at the top, of a client, of a subject, or within another",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Folder>(),
        Route::api_edit::<RenameFolder>(
            "/folders/{id}",
            EDIT,
            "Rename a folder",
            one,
            |v, r| {
                let folder: Folder = v.find_for(&EDIT, r.id("id")?)?;
                Ok(Filled::blank(&[("name", folder.name)]))
            },
            |v, r, form| ops::rename(v, r.id("id")?, form),
        )
        .of::<Folder>(),
        Route::api_post::<MoveFolder>(
            "/folders/{id}/move",
            EDIT,
            "Move a folder with all that lies in it, within its client and subject",
            |v, r, form| {
                ops::move_to(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Folder>(),
        Route::api_delete::<Nothing>(
            "/folders/{id}",
            REMOVE,
            "Remove an empty folder",
            |v, r, _| {
                let id: Id<Folder> = r.id("id")?;
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

/// Putting documents into folders.
fn filing() -> Vec<Route> {
    vec![
        Route::post("/documents/move", MOVE, file),
        Route::post("/documents/{id}/move", MOVE, |v, r| {
            formed(v, r, "Moved", ops::file_one)
        }),
        Route::api_post::<FileForm>(
            "/documents/move",
            MOVE,
            "Put documents into a folder, or back to where they belong by themselves: all of them, or none",
            |v, _, form| {
                let moved = ops::file(v, form)?;
                Ok(Reply::json(json!({ "moved": moved, "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[
            ("moved", Told::Number),
            ("seq", Told::Number),
        ])),
        Route::api_post::<FileOne>(
            "/documents/{id}/move",
            MOVE,
            "Put a document into a folder, or back to where it belongs by itself",
            |v, r, form| {
                let id: Id<Document> = r.id("id")?;
                ops::file_one(v, id, form)?;
                Ok(Reply::json(v.json(&v.find(id)?)?))
            },
        )
        .of::<Document>(),
    ]
}

/// Which folders a program asks for.
struct Within {
    client: Option<Id<Client>>,
    parent: Option<Id<Folder>>,
}

impl Form for Within {
    fn read(f: &mut Reader) -> Self {
        Within {
            client: f.id("client", "Client", Optional),
            parent: f.id("parent", "In the folder", Optional),
        }
    }
}

fn list(visit: &Visit, request: &Request, asked: Within) -> Result<Reply> {
    use super::folder::{BY_HOME, BY_PLACE, home_key};
    use crate::data::Query;
    let paging = request.paging()?;
    let page = match (asked.parent, asked.client) {
        (Some(parent), _) => {
            visit.find(parent)?;
            let within = Query::<Folder>::by(BY_PLACE).under(Place::Folder(parent).key());
            visit.list(within.page(paging))?
        }
        (None, Some(client)) => {
            let of_client = Query::<Folder>::by(BY_HOME).under(home_key(Some(client)));
            visit.list(of_client.page(paging))?
        }
        (None, None) => pages::all(visit, paging)?,
    };
    Ok(Reply::page(page.try_map(|folder| visit.json(&folder))?))
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let folder: Folder = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&folder)?))
}

/// The place that an address names; None for the top. What can't be read or seen is not found.
fn place_of(visit: &Visit, request: &Request) -> Result<Option<Place>> {
    let client = match request.query("client") {
        None | Some("") => return Ok(None),
        Some("none") => None,
        Some(number) => Some(Id::<Client>::parse(number).ok_or(Error::NotFound)?),
    };
    let about: Option<Ref> = match request.query("about") {
        Some(number) => about_of(visit, number).map_err(|_| Error::NotFound)?,
        None => None,
    };
    // Who sees a project of a client they don't see finds what is about it.
    if let (Some(id), None) = (client, about) {
        visit.find(id)?;
    }
    Ok(Some(Place::natural(client, about)))
}

fn shown(visit: &Visit, request: &Request, forms: &Refilled) -> Result<Reply> {
    match place_of(visit, request)? {
        None => pages::top(visit, request, forms).map(Into::into),
        Some(place) => pages::within(visit, request, place, forms).map(Into::into),
    }
}

fn browse(visit: &Visit, request: &Request) -> Result<Reply> {
    shown(visit, request, &Refilled::blank())
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<FolderForm>();
    let asked = filled.read().clone();
    match filled.attempt(|form| ops::create(visit, form))? {
        Ok(id) => Ok(Reply::go(format!("{HERE}/{id}")).toast("Folder made", visit.wrote())),
        Err(new) => {
            let forms = Refilled {
                new,
                ..Refilled::blank()
            };
            let about = about_of(visit, &asked.about).unwrap_or_default();
            let place = match (asked.parent, about, asked.client) {
                (Some(parent), ..) => Some(Place::Folder(parent)),
                (None, Some(about), _) => Some(Place::Subject(ops_client(visit, about)?, about)),
                (None, None, Some(client)) => Some(Place::Client(Some(client))),
                (None, None, None) => None,
            };
            match place {
                Some(place) => pages::within(visit, request, place, &forms).map(Into::into),
                None => pages::top(visit, request, &forms).map(Into::into),
            }
        }
    }
}

fn ops_client(visit: &Visit, about: Ref) -> Result<Option<Id<Client>>> {
    crate::features::documents::ops::client_of(visit, about)
}

fn rename(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Folder> = request.id("id")?;
    match request
        .fill::<RenameFolder>()
        .attempt(|form| ops::rename(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("{HERE}/{id}")).toast("Renamed", visit.wrote())),
        Err(rename) => {
            let forms = Refilled {
                rename,
                ..Refilled::blank()
            };
            pages::within(visit, request, Place::Folder(id), &forms).map(Into::into)
        }
    }
}

fn move_to(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Folder> = request.id("id")?;
    match request
        .fill::<MoveFolder>()
        .attempt(|form| ops::move_to(visit, id, form))
    {
        // A circle, or a folder that went meanwhile.
        Err(Error::Conflict(why)) => Ok(Reply::go(format!("{HERE}/{id}")).toast(why, None)),
        Err(other) => Err(other),
        Ok(Ok(())) => Ok(Reply::go(format!("{HERE}/{id}")).toast("Moved", visit.wrote())),
        Ok(Err(moved)) => {
            let forms = Refilled {
                move_to: moved,
                ..Refilled::blank()
            };
            pages::within(visit, request, Place::Folder(id), &forms).map(Into::into)
        }
    }
}

fn remove(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Folder> = request.id("id")?;
    let above = visit.find(id)?.parent;
    match ops::remove(visit, id) {
        Err(Error::Conflict(why)) => Ok(Reply::go(format!("{HERE}/{id}")).toast(why, None)),
        Err(other) => Err(other),
        Ok(()) => {
            let to = above.map_or_else(|| HERE.to_owned(), |above| format!("{HERE}/{above}"));
            Ok(Reply::go(to).toast("Folder removed", visit.wrote()))
        }
    }
}

fn file(visit: &Visit, request: &Request) -> Result<Reply> {
    let back = request.back_to(HERE);
    match request
        .fill::<FileForm>()
        .attempt(|form| ops::file(visit, form))?
    {
        Ok(moved) => {
            let words = crate::base::text::count(moved, "document moved", "documents moved");
            Ok(Reply::go(back).toast(words, visit.wrote()))
        }
        Err(refused) => {
            let why = refused.problems.iter().next().map_or_else(
                || "That can't be done.".to_owned(),
                |(_, why)| why.to_owned(),
            );
            Ok(Reply::go(back).toast(why, None))
        }
    }
}
