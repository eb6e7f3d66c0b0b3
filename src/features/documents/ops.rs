//! The verbs of documents: the person's own, and the trusted ones that other features' deeds use.

use super::{
    Current, Version,
    actions::{ADD, ARCHIVE, VERIFY, VIEW},
    check_out::must_be_free,
    document::{self, Document, Verified},
    folders::Folder,
    forms::{DocumentForm, number},
    incoming::{HELD_BY_WHOLE, IncomingFile, NewDocument},
};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Result},
    data::{Change, Held, Key, Page, Paging, Query, Ref, Visit},
    features::clients::Client,
    web::Upload,
};

// ── trusted: for other features' deeds ──

/// Makes a document. What a client gives is the client's own and stays visible to them.
pub fn add(change: &mut Change<'_, '_>, new: NewDocument) -> Result<Held<Document>> {
    let at = change.at;
    let from_client = change.actor.tier == Tier::Client;
    let client = match change.actor.client.filter(|_| from_client) {
        Some(own) => Some(Id::new(own)),
        None => new.client,
    };
    let name = if new.name.is_empty() {
        new.given.name.clone()
    } else {
        new.name
    };
    let document = Document {
        name,
        client,
        about: new.about,
        shared_with_client: new.shared && client.is_some(),
        shown_from: (new.shared && client.is_some()).then_some(1),
        from_client,
        owner: Id::new(change.actor.person),
        departments: match new.about {
            Some(_) => Vec::new(),
            None => change
                .actor
                .departments
                .iter()
                .map(|id| Id::new(*id))
                .collect(),
        },
        requirement: new.requirement,
        folder: new.folder,
        created_at: at,
        touched: at,
        changed_at: at,
        ..Document::default()
    };
    let mut document = change.insert(document)?;
    new.given.file_under(change, &mut document, (1, new.note))?;
    if let Some(about) = document.about {
        change.about(about);
    }
    Ok(document)
}

/// Keeps a file that came with words about a record that the deed holds.
pub(super) fn attach(
    change: &mut Change<'_, '_>,
    about: Ref,
    given: &Upload,
    shared: bool,
) -> Result<u64> {
    let places = change.placement_of(about)?.unwrap_or_default();
    let client = places.into_iter().find_map(|place| match place {
        Placement::Client(id) => Some(Id::new(id)),
        _ => None,
    });
    let new = NewDocument {
        client,
        about: Some(about),
        shared,
        ..NewDocument::of(given)
    };
    Ok(add(change, new)?.id.raw())
}

/// Adds a version to a document that the deed already holds by what it is about.
pub fn add_version(
    change: &mut Change<'_, '_>,
    id: Id<Document>,
    given: IncomingFile,
    note: String,
) -> Result<Held<Document>> {
    file_version(change, id, (given, note), false)
}

/// The same of what the house itself makes of the version that counts, whoever has the document out: they have it out still,
/// and see that it came.
pub fn add_made_version(
    change: &mut Change<'_, '_>,
    id: Id<Document>,
    given: IncomingFile,
    note: String,
) -> Result<()> {
    file_version(change, id, (given, note), true).map(drop)
}

fn file_version(
    change: &mut Change<'_, '_>,
    id: Id<Document>,
    (given, note): (IncomingFile, String),
    made: bool,
) -> Result<Held<Document>> {
    let mut document = change.on_behalf(HELD_BY_WHOLE).load(id)?;
    if !made {
        must_be_free(change, &document)?;
        // Whoever had it out is through with it.
        document.out = None;
    }
    let last = change.load(&*document, |document| document.newest)?;
    document.add_version(&last, &given.file, change.at)?;
    given.file_under(change, &mut document, (last.number + 1, note))?;
    change.about(id.as_ref());
    Ok(document)
}

/// Marks a document as verified by whoever does the deed.
pub fn verified(change: &mut Change<'_, '_>, id: Id<Document>) -> Result<Verified> {
    let mut document = change.on_behalf(HELD_BY_WHOLE).load(id)?;
    if let Some(held) = document.verified {
        return Ok(held);
    }
    let (by, at) = (Id::new(change.actor.person), change.at);
    document.verify(by, at)?;
    change.put(&document)?;
    change.about(id.as_ref());
    Ok(Verified { by, at })
}

/// Puts a document away within another feature's deed; one that lies there already stays.
pub fn put_away(change: &mut Change<'_, '_>, id: Id<Document>) -> Result<()> {
    let mut document = change.on_behalf(HELD_BY_WHOLE).load(id)?;
    if !document.archived {
        document.out = None;
        document.archive(change.at)?;
        change.put(&document)?;
    }
    change.about(id.as_ref());
    Ok(())
}

/// A document whose time is over goes with every version of it; their files are swept once nothing names them.
pub(super) fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != <Document as crate::data::Record>::KIND.code {
        return Ok(());
    }
    let id = Id::<Document>::new(of.id);
    // Its own time may have been over before that of what it came with.
    if change.find(id)?.is_none() {
        return Ok(());
    }
    let document = change.subject(id)?;
    let key = super::version::of_document(document.id);
    for version in change.children::<Version>(super::version::BY_DOCUMENT, key)? {
        let version = change.subject(version.id)?;
        change.forget(&version)?;
    }
    change.forget(&document)
}

/// Documents about a record are about the one that it turns out to be.
pub(super) fn bring(change: &mut Change<'_, '_>, from: Ref, to: Ref) -> Result<()> {
    let about = change
        .on_behalf(HELD_BY_WHOLE)
        .children::<Document>(document::BY_ABOUT, document::about_key(from))?;
    for mut document in about {
        document.about = Some(to);
        change.put(&document)?;
    }
    Ok(())
}

/// The client that a record belongs to, by where it lies.
pub(super) fn client_of(visit: &Visit, about: Ref) -> Result<Option<Id<Client>>> {
    let places = visit.store().placement_of(about)?;
    Ok(places.into_iter().find_map(|place| match place {
        Placement::Client(id) => Some(Id::new(id)),
        _ => None,
    }))
}

// ── the person's own ──

/// What a form names as the thing it is about, if the person may see it.
pub(super) fn about_of(visit: &Visit, text: &str) -> Result<Option<Ref>> {
    if text.is_empty() {
        return Ok(None);
    }
    let kinds = visit.store().schema().kinds().map(|info| &info.kind);
    // What passes by itself (a notice, a file on its way) would leave a document behind that is about nothing.
    let kinds = kinds.filter(|kind| !(kind.secret || kind.personal || kind.unjournaled));
    let about = number(text, kinds).map(|(kind, id)| Ref { kind, id });
    match about {
        Some(about) if visit.title_of(about)?.is_some() => Ok(Some(about)),
        _ => Err(Error::field(
            "about",
            format!("There is no {text} that you may see. Give a number such as TK-301."),
        )),
    }
}

/// What a client gives is their own, wherever it lies: nothing else that they ask for is passed over in silence.
fn must_be_theirs(visit: &Visit, form: &DocumentForm) -> Result<()> {
    if visit.actor.tier != Tier::Client {
        return Ok(());
    }
    let own = visit.actor.client;
    if form.client.is_some_and(|named| Some(named.raw()) != own) {
        return Err(Error::field(
            "client",
            "There is no such client that you may see.",
        ));
    }
    match form.folder {
        Some(_) => Err(Error::field(
            "folder",
            "There is no such folder that you may see.",
        )),
        None => Ok(()),
    }
}

/// Where what is added belongs, as a form says it.
#[derive(Debug, Clone)]
pub(super) struct Where {
    pub client: Option<Id<Client>>,
    pub about: Option<Ref>,
    /// The folder of people's, which takes it.
    pub folder: Option<Folder>,
}

/// # Errors
/// Beside the field.
pub(super) fn where_to(visit: &Visit, form: &DocumentForm) -> Result<Where> {
    let about = about_of(visit, &form.about)?;
    let client = match about {
        Some(about) => client_of(visit, about)?,
        None => None,
    };
    must_be_theirs(visit, form)?;
    let client = match form.client.filter(|_| visit.actor.tier != Tier::Client) {
        Some(chosen) if client.is_some_and(|of| of != chosen) => {
            return Err(Error::field(
                "client",
                "What it is about belongs to another client.",
            ));
        }
        Some(chosen) => {
            visit
                .find(chosen)
                .map_err(|_| Error::field("client", "There is no such client that you may see."))?;
            Some(chosen)
        }
        None => client,
    };
    if form.shared && client.is_none() && visit.actor.tier != Tier::Client {
        return Err(Error::field(
            "shared_with_client",
            "Say which client to share it with.",
        ));
    }
    let folder = match form.folder.filter(|_| visit.actor.tier != Tier::Client) {
        Some(id) => {
            let folder: Folder = visit
                .find(id)
                .map_err(|_| Error::field("folder", "There is no such folder that you may see."))?;
            let as_it_will_be = Document {
                client,
                about,
                ..Document::default()
            };
            folder.must_take(&as_it_will_be)?;
            Some(folder)
        }
        None => None,
    };
    Ok(Where {
        client,
        about,
        folder,
    })
}

pub fn create(visit: &Visit, form: DocumentForm, given: IncomingFile) -> Result<Id<Document>> {
    let to = where_to(visit, &form)?;
    visit.act(ADD, move |change| {
        let new = NewDocument {
            folder: to.folder.map(|folder| folder.id),
            name: form.name,
            client: to.client,
            about: to.about,
            shared: form.shared,
            note: form.note,
            ..NewDocument::of(given)
        };
        Ok(add(change, new)?.id)
    })
}

/// Says that the version that counts is what it should be; `version` is the document's as it was looked at.
///
/// # Errors
/// `Stale` where it was changed since: nobody verifies what they didn't see.
pub fn verify(visit: &Visit, id: Id<Document>, version: Option<u64>) -> Result<()> {
    visit.act(VERIFY, move |change| {
        let mut document = change.subject_at(id, version)?;
        verify_held(change, &mut document, "")
    })
}

pub(super) fn verify_held(
    change: &mut Change<'_, '_>,
    document: &mut Held<Document>,
    _: &str,
) -> Result<()> {
    let (by, at) = (Id::new(change.actor.person), change.at);
    document.verify(by, at)?;
    if let Some(about) = document.about {
        change.about(about);
    }
    change.put(document)
}

pub(super) fn must_have_whom_to_share_with(shared: bool, document: &Document) -> Result<()> {
    match shared && document.client.is_none() {
        true => Err(Error::field(
            "shared_with_client",
            "This document belongs to no client to share it with.",
        )),
        false => Ok(()),
    }
}

pub fn archive(visit: &Visit, id: Id<Document>) -> Result<()> {
    visit.act(ARCHIVE, move |change| {
        let mut document = change.subject(id)?;
        archive_held(change, &mut document, "")
    })
}

/// Not while somebody else has it out.
pub(super) fn archive_held(
    change: &mut Change<'_, '_>,
    document: &mut Held<Document>,
    _: &str,
) -> Result<()> {
    must_be_free(change, document)?;
    document.out = None;
    document.archive(change.at)?;
    change.put(document)
}

pub fn restore(visit: &Visit, id: Id<Document>) -> Result<()> {
    visit.act(ARCHIVE, move |change| {
        let mut document = change.subject(id)?;
        document.restore(change.at)?;
        change.put(&document)
    })
}

fn of_client() -> Query<Document> {
    Query::by(document::BY_TOUCHED)
        .under(Key::new().byte(0))
        .descending(true)
}

/// What a client may fetch: the newest of it.
pub fn for_client(visit: &Visit, most: usize) -> Result<Vec<Current>> {
    visit.demand(&VIEW)?;
    Current::all(visit, visit.list(of_client().limit(most))?.rows)
}

/// All of it, newest first, page by page.
pub fn all_for_client(visit: &Visit, paging: Paging) -> Result<Page<Current>> {
    visit.demand(&VIEW)?;
    visit
        .list(of_client().page(paging))?
        .try_map(|document| Current::of(visit, document))
}
