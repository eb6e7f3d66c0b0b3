//! Documents as the API gives them. A client is told what is theirs to know: nothing of people or departments.

use serde_json::json;

use super::{
    Current, Document, Shown, VIEW, Version, extraction_of,
    forms::{DocumentForm, NewVersion},
    ops,
    query::DocumentQuery,
    reader, text_of,
    version::numbered,
};
use crate::{
    base::{Choice, Error, Id, Result},
    data::Visit,
    web::{
        Form, Reader, Reply, Request, Told,
        form::{Nothing, Optional},
    },
};

pub fn list(visit: &Visit, request: &Request, asked: DocumentQuery) -> Result<Reply> {
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
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

/// Which version of a document.
pub struct AskedVersion {
    version: Option<i64>,
}

impl Form for AskedVersion {
    fn read(f: &mut Reader) -> Self {
        AskedVersion {
            version: f.whole("version", "Version", Optional, 1..=1_000_000),
        }
    }
}

/// The version of a document that is asked for; the newest when none is named.
fn version_of(visit: &Visit, request: &Request, asked: Option<i64>) -> Result<Version> {
    visit.demand(&VIEW)?;
    let document: Document = visit.find(request.id("id")?)?;
    match asked {
        Some(number) => numbered(visit, &document, number.unsigned_abs()),
        None => Ok(Current::of(visit, document)?.newest),
    }
}

/// What was read of a version, as it is told.
pub const TEXT: Told = Told::Object(&[
    ("version", Told::Number),
    (
        "stage",
        Told::Word(&["waiting", "ready", "empty", "failed"]),
    ),
    ("note", Told::Text),
    ("cut", Told::Flag),
    ("passages", Told::List(&Told::Object(PASSAGE))),
]);
const PASSAGE: &[(&str, Told)] = &[("place", Told::Text), ("text", Told::Text)];

/// The words that stand in a version, each stretch with its place.
pub fn text(visit: &Visit, request: &Request, asked: AskedVersion) -> Result<Reply> {
    let version = version_of(visit, request, asked.version)?;
    let held = extraction_of(visit, &version)?.unwrap_or_default();
    let found = text_of(visit, &version)?;
    let found = found.map(|text| text.content).unwrap_or_default();
    let passages = found
        .passages()
        .map(|passage| json!({ "place": passage.place(), "text": passage.text }));
    Ok(Reply::json(json!({
        "version": version.number,
        "stage": held.stage.key(),
        "note": held.note,
        "cut": found.cut,
        "passages": passages.collect::<Vec<_>>(),
    })))
}

/// The small picture of a version.
pub fn preview(visit: &Visit, request: &Request, asked: AskedVersion) -> Result<Reply> {
    let version = version_of(visit, request, asked.version)?;
    let held = extraction_of(visit, &version)?.and_then(|held| held.preview);
    let preview = held.ok_or(Error::NotFound)?;
    Ok(Reply::File {
        inline: true,
        file: preview.file,
        name: "preview.jpg".into(),
        media_type: preview.media_type,
        kept: false,
    })
}

pub fn read_again(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    again(visit, request.id("id")?)?;
    one(visit, request)
}

/// Has the version that counts read once more.
pub fn again(visit: &Visit, id: Id<Document>) -> Result<()> {
    let document = visit.find(id)?;
    reader::again(visit, &Current::of(visit, document)?.newest)
}

/// The file of a version; the newest when none is named.
pub fn file(visit: &Visit, request: &Request, asked: AskedFile) -> Result<Reply> {
    let version = version_of(visit, request, asked.version)?;
    Ok(Reply::File {
        inline: asked.show && Shown::of(&version.media_type).is_some(),
        file: version.file,
        name: version.name,
        media_type: version.media_type,
        kept: false,
    })
}
