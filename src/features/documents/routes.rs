//! Ways to documents. Clients fetch files under `/portal`; what they may see the record's reach says.

use super::{
    ACCESS_LOG, ADD, ARCHIVE, ASK_APPROVAL, BREAK, CHECK_IN, CHECK_OUT, Current, Document, EDIT,
    VERIFY, VIEW, api, approval,
    check_out::{self, BreakForm, CheckOutForm},
    compare,
    forms::{BringBack, DocumentForm, Edit, NewVersion},
    many, ops, own_ops,
    page::{self, Refilled},
    pages, print,
    reader::READ_AGAIN,
    sharing::{self, ShowFrom},
    uses,
};
use crate::{
    base::{Error, Id, Result, text},
    data::Visit,
    features::{
        approvals::{Approval, Note},
        lists, records,
    },
    web::{
        Filled, Form, Reply, Request, Route, Told,
        form::{Nothing, Refused, Shown},
        route::Gives,
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(at_work());
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
        Route::post("/documents", ADD, add).takes_many_files(),
        // It notes that somebody looked.
        Route::page("/documents/{id}", VIEW, show).slow(),
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
        Route::post("/documents/{id}/verify", VERIFY, verify),
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
            |v, r, form| own_ops::edit(v, r.id("id")?, form),
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
        Route::api_post::<Shown>(
            "/documents/{id}/verify",
            VERIFY,
            "Verify a document; with its `version` only as it was looked at",
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

/// Check-out, versions held against each other, and who opened it.
fn at_work() -> Vec<Route> {
    vec![
        Route::page("/documents/{id}/compare", VIEW, compare::page).slow(),
        Route::page("/documents/{id}/access", ACCESS_LOG, |v, r| {
            page::access_log(v, &v.find(r.id("id")?)?).map(Into::into)
        }),
        // They note that somebody printed, and draw.
        Route::page("/documents/{id}/print", VIEW, print::page).slow(),
        Route::page("/documents/{id}/page", VIEW, print::picture).slow(),
        Route::post("/documents/{id}/bring-back", ADD, |v, r| {
            formed(v, r, "Brought back as a new version", own_ops::bring_back)
        }),
        Route::post("/documents/{id}/show-from", EDIT, |v, r| {
            formed(v, r, "Shown to the client from there on", sharing::show_from)
        }),
        Route::post("/documents/{id}/check-out", CHECK_OUT, |v, r| {
            formed(v, r, "Checked out", check_out::take_out)
        }),
        Route::post("/documents/{id}/check-in", CHECK_IN, |v, r| {
            done(v, r, "Returned", check_out::return_it)
        }),
        Route::post("/documents/{id}/break-check-out", BREAK, |v, r| {
            formed(v, r, "The check-out is over", check_out::break_it)
        }),
        Route::api_ask(
            "/documents/{id}/compare",
            VIEW,
            "The words of two versions, line by line: the newest and the one before it where none are named",
            compare::told,
        )
        .tells(compare::TOLD)
        .slow(),
        Route::api_get(
            "/documents/{id}/access",
            ACCESS_LOG,
            "Who opened a document, which version, when and from where, the newest first",
            api::access,
        )
        .tells(api::LOG),
        Route::api_post::<Nothing>(
            "/documents/{id}/looked",
            VIEW,
            "Say that one has seen the newest version",
            api::looked,
        )
        .tells(Told::Object(&[("version", Told::Number)])),
        Route::api_post::<BringBack>(
            "/documents/{id}/bring-back",
            ADD,
            "Make an older version count again, as a new one",
            |v, r, form| told(v, r, form, own_ops::bring_back),
        )
        .of::<Document>(),
        Route::api_post::<ShowFrom>(
            "/documents/{id}/show-from",
            EDIT,
            "Show the client a shared document from an earlier version on, or from a later one",
            |v, r, form| told(v, r, form, sharing::show_from),
        )
        .of::<Document>(),
        Route::api_post::<CheckOutForm>(
            "/documents/{id}/check-out",
            CHECK_OUT,
            "Take a document out: nobody else adds a version until it is returned",
            |v, r, form| told(v, r, form, check_out::take_out),
        )
        .of::<Document>(),
        Route::api_post::<Nothing>(
            "/documents/{id}/check-in",
            CHECK_IN,
            "Return a document that one has out",
            |v, r, _| {
                check_out::return_it(v, r.id("id")?)?;
                api::one(v, r)
            },
        )
        .of::<Document>(),
        Route::api_post::<BreakForm>(
            "/documents/{id}/break-check-out",
            BREAK,
            "End the check-out of somebody else, who is told why",
            |v, r, form| told(v, r, form, check_out::break_it),
        )
        .of::<Document>(),
    ]
}

type Deed<F> = fn(&Visit, Id<Document>, F) -> Result<()>;

fn told<F>(visit: &Visit, request: &Request, form: F, deed: Deed<F>) -> Result<Reply> {
    deed(visit, request.id("id")?, form)?;
    api::one(visit, request)
}

/// A small form on the page of a document; what is wrong with it stands on that page.
pub(super) fn formed<F: Form + Clone>(
    visit: &Visit,
    request: &Request,
    word: &str,
    deed: Deed<F>,
) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    let to = || Reply::go(format!("/documents/{id}"));
    match request.fill::<F>().attempt(|form| deed(visit, id, form)) {
        // Somebody was quicker: the page shows how it stands now.
        Err(Error::Conflict(why)) => Ok(to().toast(why, None)),
        Err(other) => Err(other),
        Ok(Ok(())) => Ok(to().toast(word, visit.wrote())),
        Ok(Err(filled)) => {
            let document = visit.find(id)?;
            let forms = Refilled {
                refused: Refused::sent(request, filled),
                ..Refilled::blank(&document)
            };
            page::show(visit, &document, &forms, request).map(Into::into)
        }
    }
}

fn new(_: &Visit, request: &Request) -> Result<Reply> {
    let values: Vec<(&str, String)> = ["about", "client", "name", "folder"]
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

/// One file, or all that were dropped. Several are found where they went.
fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    match with_file::<DocumentForm>(visit, request)?
        .attempt(|form| many::create(visit, form, many::dropped(request)))?
    {
        Err(filled) => Ok(pages::new(&filled).into()),
        Ok(made) => Ok(match made.as_slice() {
            [id] => Reply::go(format!("/documents/{id}")).toast("Document added", visit.wrote()),
            all => {
                let words = text::count(all.len(), "document added", "documents added");
                let from_folder = request
                    .field("back")
                    .is_some_and(|back| back.starts_with("/folders"));
                let list = if from_folder {
                    "/folders"
                } else {
                    "/documents"
                };
                Reply::go(request.back_to(list)).toast(words, visit.wrote())
            }
        }),
    }
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let page = page::show(visit, &document, &Refilled::blank(&document), request)?;
    // What a script fetches again nobody opened.
    if request.regions.is_none() {
        let newest = Current::of(visit, document.clone())?.newest;
        uses::looked(visit, &document, &newest)?;
    }
    Ok(page.into())
}

fn version(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match with_file::<NewVersion>(visit, request)?
        .attempt(|form| own_ops::new_version(visit, id, form, api::given(request)?))?
    {
        Err(filled) => {
            let document = visit.find(id)?;
            let forms = Refilled {
                version: filled,
                ..Refilled::blank(&document)
            };
            page::show(visit, &document, &forms, request).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/documents/{id}")).toast("Version added", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match request
        .fill::<Edit>()
        .attempt(|form| own_ops::edit(visit, id, form))?
    {
        Err(filled) => {
            let document = visit.find(id)?;
            let forms = Refilled {
                edit: filled,
                ..Refilled::blank(&document)
            };
            page::show(visit, &document, &forms, request).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/documents/{id}")).toast("Saved", visit.wrote())),
    }
}

/// What was looked at is verified, and nothing that came since.
fn verify(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    let form: Shown = request.form()?;
    let to = || Reply::go(format!("/documents/{id}"));
    match ops::verify(visit, id, form.version) {
        Ok(()) => Ok(to().toast("Verified", visit.wrote())),
        Err(Error::Conflict(why)) => Ok(to().toast(why, None)),
        Err(Error::Stale) => Ok(to().toast(
            "It was changed since you looked. Look at what counts now first.",
            None,
        )),
        Err(other) => Err(other),
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
