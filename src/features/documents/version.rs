//! One state of a document's file. A new one is a record of its own, so that the others stay as they are.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::{Document, actions::VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    data::{
        Change, Declares, FileRef, Index, Key, Kind, Old, PartOf, Record, Ref, Reshape, Reshaping,
        Visit, record,
    },
    features::{self, people::User},
};

/// Kept for ever.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Version {
    #[serde(skip)]
    pub id: Id<Version>,
    #[serde(skip)]
    pub version: u64,
    pub document: Id<Document>,
    /// As people count, from 1.
    pub number: u64,
    pub file: FileRef,
    /// What the file was called where it came from.
    pub name: String,
    pub media_type: String,
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub note: String,
    /// Whether a virus scanner looked through it when it came in, and found nothing.
    #[serde(default)]
    pub scanned: bool,
    /// Kept from the client, because it is from before it was shared with them. It follows from the document.
    #[serde(default)]
    pub kept_back: bool,
}

pub const BY_DOCUMENT: Index = Index::plain(1);

/// All versions of a document, the first first.
pub fn of_document(document: Id<Document>) -> Key {
    Key::new().id(document)
}

impl Version {
    fn title(&self) -> String {
        format!("version {}, {}", self.number, self.name)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.document.as_ref()).staff_only(self.kept_back))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_DOCUMENT, of_document(self.document).number(self.number));
    }
}

/// Held over every version, Undo as well: those of a document that is held stay, and those on which something hangs that
/// people said, decided or signed.
pub fn stays_while_held(
    change: &mut Change<'_, '_>,
    was: Option<&Version>,
    is: Option<&Version>,
) -> Result<()> {
    let (Some(was), None) = (was, is) else {
        return Ok(());
    };
    let document = match change.find(was.document)? {
        Some(document) => Some(document),
        None => change.was(was.document)?,
    };
    if document.is_some_and(|document| document.hold.is_some()) {
        return Err(Error::conflict(
            "This document is held for legal reasons: nothing of it is deleted.",
        ));
    }
    nothing_hangs_on(change, was.as_ref())
}

/// Refuses to take away what something hangs on. What is over its time goes with all that hangs on it: that is Atrium's own
/// deed, and looks before (`features::forget`).
pub fn nothing_hangs_on(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if change.actor.is_system() {
        return Ok(());
    }
    match features::hung_on(change, of)? {
        Some(why) => Err(Error::conflict(why)),
        None => Ok(()),
    }
}

record!(Version, Kind::new(36, "versions", "V").filing(2), view: VIEW, part_of: Version::part_of);

/// A document and the version of it that counts.
#[derive(Debug, Clone)]
pub struct Current {
    pub document: Document,
    pub newest: Version,
}

impl Current {
    pub fn of(visit: &Visit, document: Document) -> Result<Current> {
        let newest = visit.follow(&document, |document| document.newest)?;
        let newest =
            newest.ok_or_else(|| Error::internal(format!("{} has no version", document.id)))?;
        Ok(Current { document, newest })
    }

    pub fn all(visit: &Visit, documents: Vec<Document>) -> Result<Vec<Current>> {
        let each = documents.into_iter();
        each.map(|document| Current::of(visit, document)).collect()
    }
}

impl Deref for Current {
    type Target = Document;

    fn deref(&self) -> &Document {
        &self.document
    }
}

/// Every version of a document that the visit holds, the first first.
pub fn versions(visit: &Visit, document: &Document) -> Result<Vec<Version>> {
    visit.related(document, BY_DOCUMENT, of_document(document.id), usize::MAX)
}

/// A version by its number, as people count.
pub fn numbered(visit: &Visit, document: &Document, number: u64) -> Result<Version> {
    let key = of_document(document.id).number(number);
    let mut found = visit.related(document, BY_DOCUMENT, key, 1)?;
    found.pop().ok_or(Error::NotFound)
}

// ── documents that hold their versions themselves ──

pub const TAKEN_OUT: Reshape = Reshape {
    kind: Document::KIND,
    makes: &[Version::KIND],
    run: take_out,
};

#[derive(Deserialize)]
struct Holding {
    #[serde(default)]
    versions: Vec<Within>,
}

#[derive(Deserialize)]
struct Within {
    file: FileRef,
    name: String,
    media_type: String,
    by: Id<User>,
    at: Moment,
    #[serde(default)]
    note: String,
}

fn take_out(to: &mut Reshaping<'_, '_>, old: Old<'_>) -> Result<()> {
    let mut document: Document = old.record()?;
    if !document.newest.is_none() {
        return Ok(());
    }
    let within = old.read::<Holding>()?.versions;
    for (number, held) in (1..).zip(within) {
        let version = Version {
            document: document.id,
            number,
            file: held.file,
            name: held.name,
            media_type: held.media_type,
            by: held.by,
            at: held.at,
            note: held.note,
            ..Version::default()
        };
        document.newest = to.insert(&old, version)?;
    }
    to.put(&document)
}
