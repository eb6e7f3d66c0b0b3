//! Documents as the API gives them. A client is told what is theirs to know: nothing of people or departments.

use serde_json::json;

use super::{
    Current, Document, Shown, Version,
    actions::VIEW,
    extraction_of,
    forms::{DocumentForm, NewVersion},
    incoming, ops, own_ops,
    query::DocumentQuery,
    reader, text_of,
    uses::{self, How},
    version::numbered,
};
use crate::{
    base::{Choice, Error, Id, Result},
    data::Visit,
    features::people::User,
    web::{
        Form, Reader, Reply, Request, Told,
        form::{Nothing, Optional, Shown as AsShown},
    },
};

pub fn list(visit: &Visit, request: &Request, asked: DocumentQuery) -> Result<Reply> {
    asked.must_be_theirs_to_ask(visit)?;
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|document| visit.json(&document))?))
}

pub fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&document)?))
}

pub fn given(request: &Request) -> Result<incoming::IncomingFile> {
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
    own_ops::new_version(visit, request.id("id")?, form, given(request)?)?;
    one(visit, request)
}

pub fn verify(visit: &Visit, request: &Request, form: AsShown) -> Result<Reply> {
    ops::verify(visit, request.id("id")?, form.version)?;
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

impl AskedVersion {
    pub fn number(&self) -> Option<u64> {
        self.version.map(i64::unsigned_abs)
    }
}

/// A document and the version of it that is asked for; the newest when none is named.
fn version_of(visit: &Visit, request: &Request, asked: Option<i64>) -> Result<(Document, Version)> {
    visit.demand(&VIEW)?;
    let document: Document = visit.find(request.id("id")?)?;
    let version = match asked {
        Some(number) => numbered(visit, &document, number.unsigned_abs())?,
        None => Current::of(visit, document.clone())?.newest,
    };
    Ok((document, version))
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
    let (document, version) = version_of(visit, request, asked.version)?;
    uses::opened(visit, &document, &version, How::Opened)?;
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
    let (_, version) = version_of(visit, request, asked.version)?;
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
    let (document, version) = version_of(visit, request, asked.version)?;
    let inline = asked.show && Shown::of(&version.media_type).is_some();
    let how = if inline { How::Shown } else { How::Downloaded };
    uses::opened(visit, &document, &version, how)?;
    Ok(Reply::File {
        inline,
        file: version.file,
        name: version.name,
        media_type: version.media_type,
        kept: false,
    })
}

/// One line of the log of who opened a document.
pub const ACCESS: Told = Told::Object(&[
    ("at", Told::Moment),
    ("person", Told::Record),
    ("through", Told::Text),
    (
        "how",
        Told::Word(&["opened", "shown", "downloaded", "printed"]),
    ),
    ("version", Told::Number),
    ("from", Told::Text),
]);

/// Who opened a document, the newest first.
pub const LOG: Told = Told::Object(&[("entries", Told::List(&ACCESS))]);

pub fn access(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let log = uses::log(visit, &document)?;
    let entries = log.iter().map(|held| {
        let person = Some(held.person).filter(|person| *person > 0);
        json!({
            "at": held.at.rfc3339(),
            "person": person.map(|person| Id::<User>::new(person).to_string()),
            "through": Some(&held.through).filter(|through| !through.is_empty()),
            "how": held.how.key(),
            "version": held.version,
            "from": Some(&held.from).filter(|from| !from.is_empty()),
        })
    });
    Ok(Reply::json(
        json!({ "entries": entries.collect::<Vec<_>>() }),
    ))
}

/// Whoever asks has seen the newest version.
pub fn looked(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let newest = Current::of(visit, document.clone())?.newest;
    uses::looked(visit, &document, &newest)?;
    Ok(Reply::json(json!({ "version": newest.number })))
}
