//! Ways to categories and legal holds.

use serde_json::json;

use super::super::posted::formed;
use super::{
    CategoryForm, DocumentCategory, HoldForm,
    actions::{CREATE, EDIT, HOLD, RELEASE, REMOVE, VIEW},
    hold, ops,
    pages::{self, CATEGORIES_AT},
};
use crate::{
    base::{Error, Id, Result},
    data::{BY_NUMBER, Query, Visit},
    features::documents::Document,
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<DocumentCategory>(CATEGORIES_AT, categories());
    routes.extend(Route::about::<Document>("/documents", holds()));
    routes
}

fn categories() -> Vec<Route> {
    vec![
        Route::page(CATEGORIES_AT, VIEW, |v, _| {
            pages::list(v, &Filled::blank(&[])).map(Into::into)
        }),
        Route::page("/document-categories/{id}", VIEW, |v, r| {
            let held: DocumentCategory = v.find(r.id("id")?)?;
            Ok(pages::one(v, &held, &pages::as_it_is(&held)).into())
        }),
        Route::post(CATEGORIES_AT, CREATE, add),
        Route::post("/document-categories/{id}", EDIT, edit),
        Route::post("/document-categories/{id}/remove", REMOVE, remove),
        Route::api_list::<Nothing>(
            CATEGORIES_AT,
            VIEW,
            "Categories of documents: how long they are kept, and what happens then",
            |v, r, _| {
                let page = v.list(Query::<DocumentCategory>::by(BY_NUMBER).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<DocumentCategory>(),
        Route::api_get(
            "/document-categories/{id}",
            VIEW,
            "A category of documents",
            one,
        )
        .of::<DocumentCategory>(),
        Route::api_make::<CategoryForm>(
            CATEGORIES_AT,
            CREATE,
            "Make a category of documents",
            |v, _, form| {
                let id = ops::add(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<DocumentCategory>(),
        Route::api_edit::<CategoryForm>(
            "/document-categories/{id}",
            EDIT,
            "Change a category, for all its documents from the next night on",
            one,
            |v, r| Ok(pages::as_it_is(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::change(v, r.id("id")?, form),
        )
        .of::<DocumentCategory>(),
        Route::api_delete::<Nothing>(
            "/document-categories/{id}",
            REMOVE,
            "Remove a category that no document has",
            |v, r, _| {
                let id: Id<DocumentCategory> = r.id("id")?;
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

fn holds() -> Vec<Route> {
    vec![
        Route::post("/documents/{id}/hold", HOLD, |v, r| {
            formed(v, r, "Held for legal reasons", hold::hold)
        }),
        Route::post("/documents/{id}/release", RELEASE, |v, r| {
            formed(v, r, "The hold is over", hold::release)
        }),
        Route::api_post::<HoldForm>(
            "/documents/{id}/hold",
            HOLD,
            "Hold a document for legal reasons: nothing of it is deleted until that ends",
            |v, r, form| told(v, r, form, hold::hold),
        )
        .of::<Document>(),
        Route::api_post::<HoldForm>(
            "/documents/{id}/release",
            RELEASE,
            "End the legal hold of a document",
            |v, r, form| told(v, r, form, hold::release),
        )
        .of::<Document>(),
    ]
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: DocumentCategory = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

type Holding = fn(&Visit, Id<Document>, HoldForm) -> Result<()>;

fn told(visit: &Visit, request: &Request, form: HoldForm, deed: Holding) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    deed(visit, id, form)?;
    Ok(Reply::json(visit.json(&visit.find(id)?)?))
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<CategoryForm>()
        .attempt(|form| ops::add(visit, form))?
    {
        Err(filled) => Ok(pages::list(visit, &filled)?.into()),
        Ok(_) => Ok(Reply::go(CATEGORIES_AT).toast("Category made", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<DocumentCategory> = request.id("id")?;
    match request
        .fill::<CategoryForm>()
        .attempt(|form| ops::change(visit, id, form))?
    {
        Err(filled) => Ok(pages::one(visit, &visit.find(id)?, &filled).into()),
        Ok(()) => Ok(Reply::go(CATEGORIES_AT).toast("Saved", visit.wrote())),
    }
}

fn remove(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<DocumentCategory> = request.id("id")?;
    match ops::remove(visit, id) {
        Err(Error::Conflict(why)) => {
            Ok(Reply::go(format!("{CATEGORIES_AT}/{id}")).toast(why, None))
        }
        Err(other) => Err(other),
        Ok(()) => Ok(Reply::go(CATEGORIES_AT).toast("Category removed", visit.wrote())),
    }
}
