//! Ways to documents. Clients fetch files under `/portal`; what they may see the record's reach says.

use super::{
    ADD, ARCHIVE, Document, EDIT, VERIFY, VIEW, api,
    forms::{DocumentForm, Edit, NewVersion},
    ops, pages,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    web::{Filled, Form, Reply, Request, Route, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/documents", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/documents/new", ADD, new),
        Route::post("/documents", ADD, add).takes_files(),
        Route::page("/documents/{id}", VIEW, show),
        Route::post("/documents/{id}", EDIT, edit),
        Route::page("/documents/{id}/file", VIEW, |v, r| {
            api::file(v, r, r.asked().into_form()?)
        })
        .slow(),
        Route::page("/portal/documents/{id}/file", VIEW, |v, r| {
            api::file(v, r, r.asked().into_form()?)
        })
        .portal()
        .slow(),
        Route::post("/documents/{id}/versions", ADD, version).takes_files_for::<Document>(),
        Route::post("/documents/{id}/verify", VERIFY, |v, r| {
            done(v, r, "Verified", ops::verify)
        }),
        Route::post("/documents/{id}/archive", ARCHIVE, |v, r| {
            done(v, r, "Archived", ops::archive)
        }),
        Route::post("/documents/{id}/restore", ARCHIVE, |v, r| {
            done(v, r, "Restored", ops::restore)
        }),
        Route::api_list(
            "/documents",
            VIEW,
            "Documents, last changed first; those to verify by how long they wait",
            api::list,
        )
        .of::<Document>()
        .for_clients(),
        crate::features::history::route::<Document>(),
        Route::api_get(
            "/documents/{id}",
            VIEW,
            "A document with its versions",
            api::one,
        )
        .of::<Document>()
        .for_clients(),
        Route::api_ask(
            "/documents/{id}/file",
            VIEW,
            "The file of the newest version, or of the one asked for",
            api::file,
        )
        .gives(Gives::File)
        .for_clients()
        .slow(),
        Route::api_post::<DocumentForm>(
            "/documents",
            ADD,
            "Add a document (multipart, its file in `file`)",
            api::add,
        )
        .of::<Document>()
        .takes_files()
        .for_clients(),
        Route::api_post::<NewVersion>(
            "/documents/{id}/versions",
            ADD,
            "Add a version (multipart, its file in `file`)",
            api::version,
        )
        .of::<Document>()
        .takes_files_for::<Document>()
        .for_clients(),
        Route::api_edit::<Edit>(
            "/documents/{id}",
            EDIT,
            "Rename a document, share it or not",
            api::one,
            |v, r| Ok(Edit::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Document>(),
        Route::api_post::<Nothing>(
            "/documents/{id}/verify",
            VERIFY,
            "Verify a document",
            api::verify,
        )
        .of::<Document>(),
        Route::api_post::<Nothing>(
            "/documents/{id}/archive",
            ARCHIVE,
            "Archive a document",
            api::archive,
        )
        .of::<Document>(),
        Route::api_post::<Nothing>(
            "/documents/{id}/restore",
            ARCHIVE,
            "Restore an archived document",
            api::restore,
        )
        .of::<Document>(),
    ]
}

fn new(_: &Visit, request: &Request) -> Result<Reply> {
    let values: Vec<(&str, String)> = ["about", "client", "name"]
        .into_iter()
        .filter_map(|name| request.query(name).map(|value| (name, value.to_owned())))
        .collect();
    Ok(pages::new(&Filled::blank(&values)).into())
}

/// A form whose file is missing is shown again with that said, beside whatever else is wrong with it.
fn with_file<F: Form>(visit: &Visit, request: &Request) -> Result<Filled<F>> {
    let filled = request.fill_named::<F>(visit)?;
    Ok(match request.upload("file") {
        Some(_) => filled,
        None if filled.problems.of("file").is_some() => filled,
        None => filled.with_problem("file", "Choose a file."),
    })
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    match with_file::<DocumentForm>(visit, request)?
        .attempt(|form| ops::create(visit, form, api::given(request)?))?
    {
        Err(filled) => Ok(pages::new(&filled).into()),
        Ok(id) => Ok(Reply::go(format!("/documents/{id}")).toast("Document added", visit.wrote())),
    }
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    pages::show(
        visit,
        &document,
        &pages::Refilled::blank(&document),
        request,
    )
    .map(Into::into)
}

fn version(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match with_file::<NewVersion>(visit, request)?
        .attempt(|form| ops::new_version(visit, id, form, api::given(request)?))?
    {
        Err(filled) => {
            let document = visit.find(id)?;
            let forms = pages::Refilled {
                version: filled,
                ..pages::Refilled::blank(&document)
            };
            pages::show(visit, &document, &forms, request).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/documents/{id}")).toast("Version added", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match request
        .fill::<Edit>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(filled) => {
            let document = visit.find(id)?;
            let forms = pages::Refilled {
                edit: filled,
                ..pages::Refilled::blank(&document)
            };
            pages::show(visit, &document, &forms, request).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/documents/{id}")).toast("Saved", visit.wrote())),
    }
}

fn done(
    visit: &Visit,
    request: &Request,
    word: &str,
    deed: fn(&Visit, Id<Document>) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match deed(visit, id) {
        // Somebody was quicker: the page shows how it stands now.
        Err(Error::Conflict(why)) => Ok(Reply::go(format!("/documents/{id}")).toast(why, None)),
        Err(other) => Err(other),
        Ok(()) => Ok(Reply::go(format!("/documents/{id}")).toast(word, visit.wrote())),
    }
}
