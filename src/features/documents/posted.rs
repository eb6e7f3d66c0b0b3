//! What the forms of documents do, post by post.

use super::{
    api,
    document::Document,
    forms::{DocumentForm, Edit, NewVersion},
    many, ops, own_ops, page,
    page::Refilled,
    pages, uses,
    version::Current,
};
use crate::{
    base::{Error, Id, Result, text},
    data::Visit,
    web::{
        Filled, Form, Reply, Request,
        form::{Refused, Shown},
    },
};

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

pub fn new(_: &Visit, request: &Request) -> Result<Reply> {
    let values: Vec<(&str, String)> = ["about", "client", "name", "folder"]
        .into_iter()
        .filter_map(|name| request.query(name).map(|value| (name, value.to_owned())))
        .collect();
    Ok(pages::new(&Filled::blank(&values)).into())
}

/// A form whose file is missing is shown again with that said, beside whatever else is wrong with it.
pub fn with_file<F: Form>(visit: &Visit, request: &Request) -> Result<Filled<F>> {
    let filled = request.fill_named::<F>(visit)?;
    Ok(match request.upload("file") {
        Some(_) => filled,
        None if filled.problems.of("file").is_some() => filled,
        None => filled.with_problem("file", "Choose a file."),
    })
}

/// One file, or all that were dropped. Several are found where they went.
pub fn add(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let page = page::show(visit, &document, &Refilled::blank(&document), request)?;
    // What a script fetches again nobody opened.
    if request.regions.is_none() {
        let newest = Current::of(visit, document.clone())?.newest;
        uses::looked(visit, &document, &newest)?;
    }
    Ok(page.into())
}

pub fn version(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
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
pub fn verify(visit: &Visit, request: &Request) -> Result<Reply> {
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

pub fn done(
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

pub type Deed<F> = fn(&Visit, Id<Document>, F) -> Result<()>;
