//! Documents as the API gives them. A client is told what is theirs to know: nothing of people or departments.

use super::{
    Current, Document, VIEW,
    forms::{DocumentForm, NewVersion},
    ops,
    query::DocumentQuery,
    version::numbered,
};
use crate::{
    base::{Error, Result},
    data::Visit,
    web::{
        Form, Reader, Reply, Request,
        form::{Nothing, Optional},
    },
};

pub fn list(visit: &Visit, request: &Request, asked: DocumentQuery) -> Result<Reply> {
    let page = visit.list(asked.query().page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|document| visit.json(&document))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&document)?))
}

pub fn given(request: &Request) -> Result<ops::IncomingFile> {
    request
        .upload("file")
        .map(Into::into)
        .ok_or_else(|| Error::field("file", "Choose a file."))
}

pub fn add(visit: &Visit, request: &Request, form: DocumentForm) -> Result<Reply> {
    let id = ops::create(visit, form, given(request)?)?;
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

pub fn version(visit: &Visit, request: &Request, form: NewVersion) -> Result<Reply> {
    ops::new_version(visit, request.id("id")?, form, given(request)?)?;
    one(visit, request)
}

pub fn verify(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::verify(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn archive(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::archive(visit, request.id("id")?)?;
    one(visit, request)
}

pub fn restore(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    ops::restore(visit, request.id("id")?)?;
    one(visit, request)
}

/// Which file of a document, and whether it is to be seen where it is opened.
pub struct AskedFile {
    version: Option<i64>,
    show: bool,
}

impl Form for AskedFile {
    fn read(f: &mut Reader) -> Self {
        AskedFile {
            version: f.whole("version", "Version", Optional, 1..=1_000_000),
            show: f.flag("show", "Show in place"),
        }
    }
}

/// The file of a version; the newest when none is named.
pub fn file(visit: &Visit, request: &Request, asked: AskedFile) -> Result<Reply> {
    visit.demand(&VIEW)?;
    let document: Document = visit.find(request.id("id")?)?;
    let version = match asked.version {
        Some(number) => numbered(visit, &document, number.unsigned_abs())?,
        None => Current::of(visit, document)?.newest,
    };
    // Only kinds that a browser shows without running anything open in place; the rest is always saved.
    let shown = [
        "application/pdf",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ];
    Ok(Reply::File {
        inline: asked.show && shown.contains(&version.media_type.as_str()),
        file: version.file,
        name: version.name,
        media_type: version.media_type,
        kept: false,
    })
}
