//! The verbs of whoever works on a document that is there: versions of it, its name, how it is shared and kept.

use super::{
    Document, Version,
    actions::{ADD, EDIT},
    forms::{BringBack, Edit, NewVersion},
    incoming::IncomingFile,
    keeping::{self, Categories},
    ops::{add_version, must_have_whom_to_share_with},
    version::{BY_DOCUMENT, of_document},
};
use crate::{
    access::Tier,
    base::{Day, Error, Id, Result},
    data::{Change, Held, Visit},
};

pub fn new_version(
    visit: &Visit,
    id: Id<Document>,
    form: NewVersion,
    given: IncomingFile,
) -> Result<()> {
    visit.act(ADD, move |change| {
        let held = change.subject_at(id, form.version)?;
        if change.actor.tier == Tier::Client && !held.from_client {
            return Err(Error::Forbidden("Only the house adds versions to what it shared with you. Send yours as a new document.".into()));
        }
        if let Some(about) = held.about {
            change.about(about);
        }
        let kept = held.out.clone().filter(|_| form.keep);
        let mut document = add_version(change, id, given, form.note)?;
        match kept {
            Some(out) => {
                document.out = Some(out);
                change.put(&document)
            }
            None => Ok(()),
        }
    })
}

/// Makes an older version count again: as a new one, so that nothing that was is lost.
pub fn bring_back(visit: &Visit, id: Id<Document>, form: BringBack) -> Result<()> {
    visit.act(ADD, move |change| {
        let held = change.subject_at(id, form.version)?;
        let key = of_document(held.id).number(form.number);
        let older = change.children::<Version>(BY_DOCUMENT, key)?.pop();
        let older =
            older.ok_or_else(|| Error::field("number", "There is no version of that number."))?;
        let note = match (form.note.as_str(), older.note.as_str()) {
            ("", "") => format!("Version {} again", older.number),
            ("", said) | (said, _) => format!("Version {} again: {said}", older.number),
        };
        let given = IncomingFile {
            scanned: older.scanned,
            file: older.file,
            name: older.name,
            media_type: older.media_type,
        };
        if let Some(about) = held.about {
            change.about(about);
        }
        add_version(change, id, given, note)
            .map(drop)
            .map_err(|error| match error {
                Error::Invalid(_) => Error::field(
                    "number",
                    "This version is the same as the one that counts now.",
                ),
                other => other,
            })
    })
}

pub fn edit(visit: &Visit, id: Id<Document>, form: Edit) -> Result<()> {
    let known = visit.cached::<Categories>()?;
    if form.category.is_some_and(|id| known.get(id).is_none()) {
        return Err(Error::field("category", "There is no such category."));
    }
    visit.act(EDIT, move |change| {
        let mut document = change.subject_at(id, form.version)?;
        document.must_be_live()?;
        must_have_whom_to_share_with(form.shared, &document)?;
        document.name = form.name;
        document.description = form.description;
        let newest = change.load(&*document, |document| document.newest)?.number;
        document.share(form.shared, newest);
        if document.category != form.category {
            document.category = form.category;
            document.goes_at = None;
        }
        let was = document.expires;
        document.expires = form.expires;
        expires_otherwise(change, was, &mut document);
        change.put_touched(&mut document, |document, at| document.touched = at)
    })
}

/// What follows from another day on which it expires.
pub(super) fn expires_otherwise(
    change: &Change<'_, '_>,
    was: Option<Day>,
    document: &mut Held<Document>,
) {
    if was != document.expires {
        keeping::plan(document, change.at, &change.tz);
        document.goes_at = None;
    }
}
