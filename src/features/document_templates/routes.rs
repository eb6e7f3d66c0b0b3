//! Ways to templates.

use serde_json::json;

use super::{
    DocumentTemplate, FillForm, TemplateForm,
    actions::{CREATE, EDIT, REMOVE, VIEW},
    ops,
    pages::{self, HERE},
};
use crate::{
    base::{Error, Id, Result},
    data::{BY_NUMBER, Query, Visit},
    features::{
        documents::{self, Document},
        history,
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<DocumentTemplate>(HERE, own());
    routes.extend(of_records());
    routes
}

/// What is made of a template is about the record that fills it: whoever may add a document to that needs only see the
/// template.
fn of_records() -> Vec<Route> {
    let seen = |visit: &Visit, request: &Request| {
        let id: Id<DocumentTemplate> = request.id("id")?;
        visit.find(id).map(drop)
    };
    vec![
        Route::page("/document-templates/{id}/fill", documents::ADD, filling),
        Route::post("/document-templates/{id}/fill", documents::ADD, fill).gated(seen),
        Route::api_post::<FillForm>(
            "/document-templates/{id}/fill",
            documents::ADD,
            "Make a PDF of a template, filled from a client, a quote or a project, and add it as a document about that",
            |v, r, form| {
                let id = ops::fill(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Document>()
        .gated(seen),
    ]
}

fn own() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, |v, r| {
            pages::list(v, r.query("about"), &Filled::blank(&[])).map(Into::into)
        }),
        Route::page("/document-templates/{id}", VIEW, |v, r| {
            let held: DocumentTemplate = v.find(r.id("id")?)?;
            pages::one(v, &held, &pages::as_it_is(&held), r).map(Into::into)
        }),
        Route::post(HERE, CREATE, add),
        Route::post("/document-templates/{id}", EDIT, edit),
        Route::post("/document-templates/{id}/remove", REMOVE, remove),
        Route::api_list::<Nothing>(
            HERE,
            VIEW,
            "Templates of documents, with their texts",
            |v, r, _| {
                let page = v.list(Query::<DocumentTemplate>::by(BY_NUMBER).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<DocumentTemplate>(),
        history::route::<DocumentTemplate>(),
        Route::api_get(
            "/document-templates/{id}",
            VIEW,
            "A template of documents",
            one,
        )
        .of::<DocumentTemplate>(),
        Route::api_make::<TemplateForm>(
            HERE,
            CREATE,
            "Make a template of documents: a text whose words in braces, such as {client}, are filled from a record",
            |v, _, form| {
                let id = ops::add(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<DocumentTemplate>(),
        Route::api_edit::<TemplateForm>(
            "/document-templates/{id}",
            EDIT,
            "Change a template; what was made of it stays",
            one,
            |v, r| Ok(pages::as_it_is(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::change(v, r.id("id")?, form),
        )
        .of::<DocumentTemplate>(),
        Route::api_delete::<Nothing>(
            "/document-templates/{id}",
            REMOVE,
            "Remove a template; what was made of it stays",
            |v, r, _| {
                let id: Id<DocumentTemplate> = r.id("id")?;
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

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: DocumentTemplate = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<TemplateForm>()
        .attempt(|form| ops::add(visit, form))?
    {
        Err(filled) => Ok(pages::list(visit, None, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("{HERE}/{id}")).toast("Template made", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<DocumentTemplate> = request.id("id")?;
    match request
        .fill::<TemplateForm>()
        .attempt(|form| ops::change(visit, id, form))?
    {
        Err(filled) => pages::one(visit, &visit.find(id)?, &filled, request).map(Into::into),
        Ok(()) => Ok(Reply::go(format!("{HERE}/{id}")).toast("Saved", visit.wrote())),
    }
}

fn remove(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<DocumentTemplate> = request.id("id")?;
    match ops::remove(visit, id) {
        Err(Error::Conflict(why)) => Ok(Reply::go(format!("{HERE}/{id}")).toast(why, None)),
        Err(other) => Err(other),
        Ok(()) => Ok(Reply::go(HERE).toast("Template removed", visit.wrote())),
    }
}

/// Asks what it is filled from, or shows it filled.
fn filling(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: DocumentTemplate = visit.find(request.id("id")?)?;
    if request.query("about").is_none_or(str::is_empty) {
        return Ok(pages::filling(&held, &Filled::blank(&[]), &[]).into());
    }
    // It may be called by its name.
    let asked = request.asked_named::<FillForm>(visit)?;
    if asked.is_refused() {
        return Ok(pages::filling(&held, &asked, &[]).into());
    }
    let about = asked.read().about.clone();
    match ops::filled(visit, &held, &about) {
        Ok((known, text, open)) => {
            let number = visit.store().schema().number(known.about);
            let values = [
                ("about", number),
                ("name", held.name.clone()),
                ("body", text),
            ];
            Ok(pages::filling(&held, &Filled::blank(&values), &open).into())
        }
        Err(Error::Invalid(problems)) => {
            let why = problems.of("about").unwrap_or_default().to_owned();
            Ok(pages::filling(&held, &asked.with_problem("about", &why), &[]).into())
        }
        Err(other) => Err(other),
    }
}

fn fill(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<DocumentTemplate> = request.id("id")?;
    match request
        .fill::<FillForm>()
        .attempt(|form| ops::fill(visit, id, form))?
    {
        Ok(made) => {
            Ok(Reply::go(format!("/documents/{made}")).toast("Document made", visit.wrote()))
        }
        Err(filled) => Ok(pages::filling(&visit.find(id)?, &filled, &[]).into()),
    }
}
