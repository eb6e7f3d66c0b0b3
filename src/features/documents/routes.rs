//! Ways to documents. Clients fetch files under `/portal`; what they may see the record's reach says.

use super::{
    ADD, ARCHIVE, ASK_APPROVAL, Document, EDIT, VERIFY, VIEW, api, approval,
    forms::{DocumentForm, Edit, NewVersion},
    ops, pages,
    reader::READ_AGAIN,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        approvals::{Approval, Note},
        lists, records,
    },
    web::{Filled, Form, Reply, Request, Route, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(records::in_place_routes::<Document>());
    routes.extend(records::several_routes::<Document>(
        EDIT,
        "Share several documents with their clients or not, verify, archive or restore them",
    ));
    routes.extend(lists::export_routes::<Document>(
        "The documents that a filter finds, as CSV, with the columns asked for: what they are called, not their files",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/documents", VIEW, pages::list),
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
        Route::page("/portal/documents/{id}/preview", VIEW, |v, r| {
            api::preview(v, r, r.asked().into_form()?)
        })
        .portal()
        .slow(),
        Route::page("/documents/{id}/preview", VIEW, |v, r| {
            api::preview(v, r, r.asked().into_form()?)
        })
        .slow(),
        Route::post("/documents/{id}/read-again", READ_AGAIN, |v, r| {
            done(v, r, "It is being read once more", api::again)
        }),
        Route::post("/documents/{id}/versions", ADD, version).takes_files_for::<Document>(),
        Route::post("/documents/{id}/ask-approval", ASK_APPROVAL, |v, r| {
            let id = r.id("id")?;
            let asked = approval::ask(v, id, r.form::<Note>()?)?;
            Ok(Reply::go(format!("/documents/{id}"))
                .toast(format!("{asked} asks for it"), v.wrote()))
        }),
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
            "The file of the newest version, or of the one asked for; a part of it by Range",
            api::file,
        )
        .gives(Gives::File)
        .for_clients()
        .slow(),
        Route::api_ask(
            "/documents/{id}/preview",
            VIEW,
            "A small picture of the newest version, or of the one asked for, where there is one",
            api::preview,
        )
        .gives(Gives::File)
        .for_clients()
        .slow(),
        Route::api_ask(
            "/documents/{id}/text",
            VIEW,
            "The words that stand in the newest version, or in the one asked for, with their places",
            api::text,
        )
        .tells(api::TEXT)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/documents/{id}/read-again",
            READ_AGAIN,
            "Have the newest version read once more that could not be read",
            api::read_again,
        )
        .of::<Document>(),
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
        Route::api_post::<Note>(
            "/documents/{id}/ask-approval",
            ASK_APPROVAL,
            "Ask for a yes to the version that counts now; answers the approval",
            |v, r, form| {
                let id = approval::ask(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Approval>(id)?)?))
            },
        )
        .of::<Approval>(),
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
