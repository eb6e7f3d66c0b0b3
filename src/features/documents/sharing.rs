//! Which versions of a document its client sees: those since it was shared, or from an earlier one on that was chosen. What
//! was there before stays in the house, with all that hangs on it: it stands in each version (`Version::kept_back`), so that
//! pages, files, links of the portal, the search and the API keep to it alike.

use super::{
    Document, Version,
    actions::EDIT,
    uses::DocumentUse,
    version::{BY_DOCUMENT, of_document},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::{Deriving, Recompute, Recomputing, Record, Ref, Visit},
    features::people::User,
    web::form::{Form, Reader, Required},
};

/// From which version on the client sees it.
#[derive(Debug, Clone)]
pub struct ShowFrom {
    /// As people count.
    pub number: u64,
    pub version: Option<u64>,
}

impl Form for ShowFrom {
    fn read(f: &mut Reader) -> Self {
        let number = f.whole("number", "Number of the version", Required, 1..=1_000_000);
        ShowFrom {
            number: number.unwrap_or_default().unsigned_abs(),
            version: f.version(),
        }
    }
}

impl Document {
    /// Shares it with its client, from `newest` on where it wasn't shared so far, or no longer.
    pub(super) fn share(&mut self, shared: bool, newest: u64) {
        self.shown_from = match (shared, self.shared_with_client) {
            (false, _) => None,
            (true, true) => self.shown_from,
            (true, false) => Some(newest),
        };
        self.shared_with_client = shared;
    }

    /// The number of the first version that its client sees, where that isn't the first of all.
    pub(super) fn starts_at(&self, newest: u64) -> Option<u64> {
        let from = self.shown_from.filter(|_| !self.from_client)?;
        // What counts is shown whatever became of those behind it.
        Some(from.min(newest)).filter(|from| *from > 1)
    }

    fn keeps_back(&self, version: &Version, newest: u64) -> bool {
        self.starts_at(newest)
            .is_some_and(|from| version.number < from)
    }
}

/// Shows the client a document from an earlier version on, or from a later one.
pub fn show_from(visit: &Visit, id: Id<Document>, form: ShowFrom) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut document = change.subject_at(id, form.version)?;
        document.must_be_live()?;
        if document.from_client {
            return Err(Error::conflict(
                "This document came from the client, who sees all of it.",
            ));
        }
        if !document.shared_with_client {
            return Err(Error::conflict(
                "This document isn’t shared with the client. Share it first.",
            ));
        }
        let newest = change.load(&*document, |document| document.newest)?.number;
        if form.number > newest {
            return Err(Error::field(
                "number",
                "There is no version of that number.",
            ));
        }
        if document.shown_from.unwrap_or(1) == form.number {
            return Err(Error::conflict("The client sees it from that version on."));
        }
        document.shown_from = Some(form.number);
        change.put_touched(&mut document, |document, at| document.touched = at)
    })
}

/// Versions are kept back as their document says, at the end of whatever deed changed it.
pub(super) fn versions_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Document::KIND.code) {
        let id = Id::<Document>::new(of.id);
        let Some(document) = change.find(id)? else {
            continue;
        };
        let was = change.was(id)?.map(|was| (was.shown_from, was.from_client));
        let is = (document.shown_from, document.from_client);
        if document.shown_from.is_none_or(|from| from <= 1) && was.is_none_or(|was| was == is) {
            continue;
        }
        let newest = change.find(document.newest)?;
        let newest = newest.map_or(0, |version| version.number);
        for mut version in change.children::<Version>(BY_DOCUMENT, of_document(id))? {
            let back = document.keeps_back(&version, newest);
            if version.kept_back != back {
                version.kept_back = back;
                change.put(&version)?;
            }
        }
    }
    Ok(())
}

// ── houses that didn't note since when a document is shared ──

pub(super) const SINCE_SHARED: Recompute = Recompute {
    kind: Document::KIND,
    rule: 1,
    run: since_shared,
};

/// A client goes on seeing from the first version on that somebody of theirs is known to have looked at; where nobody is, the
/// one that counts.
fn since_shared(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let Some(mut document) = to.find(Id::<Document>::new(id))? else {
        return Ok(());
    };
    if !document.shared_with_client || document.from_client || document.shown_from.is_some() {
        return Ok(());
    }
    let Some(newest) = to.find(document.newest)? else {
        return Ok(());
    };
    let mut from = newest.number;
    if let Some(used) = to.find(DocumentUse::id_of(document.id))? {
        for (person, version) in used.known() {
            let person = to.find(Id::<User>::new(person))?;
            if person.is_some_and(|person| person.tier == Tier::Client) {
                from = from.min(version);
            }
        }
    }
    document.shown_from = Some(from);
    to.put(&document)?;
    for mut version in to.children::<Version>(BY_DOCUMENT, of_document(document.id))? {
        version.kept_back = document.keeps_back(&version, newest.number);
        to.put(&version)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(document: &Document, newest: u64) -> Vec<u64> {
        let all = (1..=newest).map(|number| Version {
            number,
            ..Version::default()
        });
        let kept = all.filter(|version| document.keeps_back(version, newest));
        kept.map(|version| version.number).collect()
    }

    #[test]
    fn a_client_sees_what_came_since_it_was_shared() {
        let mut document = Document::default();
        document.share(true, 3);
        assert_eq!(kept(&document, 3), [1, 2]);
        assert_eq!(kept(&document, 5), [1, 2]);
        document.share(true, 5);
        assert_eq!(kept(&document, 5), [1, 2], "it was shared already");
        document.share(false, 5);
        document.share(true, 5);
        assert_eq!(kept(&document, 5), [1, 2, 3, 4], "shared anew");
        assert_eq!(kept(&document, 2), [1], "what counts is shown");
        document.from_client = true;
        assert!(kept(&document, 5).is_empty());
    }
}
