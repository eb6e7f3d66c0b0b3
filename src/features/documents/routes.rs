//! Ways to documents. Clients fetch files under `/portal`; what they may see the record's reach says.

use super::{
    Document,
    actions::{
        ACCESS_LOG, ADD, ARCHIVE, ASK_APPROVAL, BREAK, CHECK_IN, CHECK_OUT, EDIT, READ_AGAIN,
        VERIFY, VIEW,
    },
    api, approval,
    check_out::{self, BreakForm, CheckOutForm},
    compare,
    forms::{BringBack, DocumentForm, Edit, NewVersion},
    ops, own_ops,
    page::{self},
    pages,
    posted::{Deed, add, done, edit, formed, new, show, verify, version},
    print,
    sharing::{self, ShowFrom},
};
use crate::{
    base::Result,
    data::Visit,
    features::{
        approvals::{Approval, Note},
        lists, records,
    },
    web::{
        Reply, Request, Route, Told,
        form::{Nothing, Shown},
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

fn told<F>(visit: &Visit, request: &Request, form: F, deed: Deed<F>) -> Result<Reply> {
    deed(visit, request.id("id")?, form)?;
    api::one(visit, request)
}
