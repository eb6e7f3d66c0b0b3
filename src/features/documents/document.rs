//! A document and its pure rules: versions, verification, and who sees it.

use serde::{Deserialize, Serialize};

use super::{
    Version,
    actions::VIEW,
    check_out::{CheckOut, STILL_OUT},
    folders::{Folder, Place},
    keeping::{DocumentCategory, EXPIRES, LegalHold},
    version::nothing_hangs_on,
};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result, time},
    data::{
        BY_NUMBER, Change, Declares, Facet, FileRef, Index, Key, Kind, PartOf, Record, Ref, record,
    },
    features::{
        clients::Client,
        people::{Department, User},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Verified {
    pub by: Id<User>,
    pub at: Moment,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Document {
    #[serde(skip)]
    pub id: Id<Document>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// What it shows or is for, in the staff's words: a picture is found by it.
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// The ticket, project or other record it belongs to.
    #[serde(default)]
    pub about: Option<Ref>,
    #[serde(default)]
    pub shared_with_client: bool,
    /// The number of the first version that the client sees, as people count; nothing: all of them.
    #[serde(default)]
    pub shown_from: Option<u64>,
    /// It came from the client, who goes on seeing it.
    #[serde(default)]
    pub from_client: bool,
    /// Kept from the client, because its project shows them no files. It follows from the project.
    #[serde(default)]
    pub held_back: bool,
    pub owner: Id<User>,
    /// Where its owner belongs, when it is about nothing.
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    /// The version that counts.
    #[serde(default)]
    pub newest: Id<Version>,
    #[serde(default)]
    pub verified: Option<Verified>,
    /// The requirement of the ticket that it fulfils, by key.
    #[serde(default)]
    pub requirement: Option<String>,
    #[serde(default)]
    pub archived: bool,
    pub created_at: Moment,
    pub touched: Moment,
    /// The folder of people's that it lies in; otherwise it lies with its client and subject.
    #[serde(default)]
    pub folder: Option<Id<Folder>>,
    /// Who has it out, so that nobody else adds a version.
    #[serde(default)]
    pub out: Option<CheckOut>,
    #[serde(default)]
    pub category: Option<Id<DocumentCategory>>,
    /// The last day on which what it says holds.
    #[serde(default)]
    pub expires: Option<Day>,
    /// When somebody is reminded next that it expires.
    #[serde(default)]
    pub remind_at: Option<Moment>,
    #[serde(default)]
    pub hold: Option<LegalHold>,
    /// When its newest version came; nothing for those from before that was noted.
    #[serde(default)]
    pub changed_at: Moment,
    /// When it is deleted because its time is over, as its owner was told.
    #[serde(default)]
    pub goes_at: Option<Moment>,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
/// Documents that wait to be verified, oldest first.
pub const TO_VERIFY: Index = Index::scoped(2);
pub const BY_ABOUT: Index = Index::plain(3);
pub const BY_CLIENT: Index = Index::plain(4);
/// What lies in a place among the folders, by name; archived ones lie in none.
pub const BY_PLACE: Index = Index::scoped(5);
/// All in a folder of people's, archived ones too.
pub const IN_FOLDER: Index = Index::plain(6);
/// Those that expire, the next first.
pub const BY_EXPIRY: Index = Index::scoped(7);
/// Those of a category that may run out, by since when they are kept.
pub const BY_CATEGORY: Index = Index::scoped(8);
/// All of a category.
pub const CATEGORY_OF: Index = Index::plain(9);

pub const CLIENT: Facet = Facet::by(1, BY_CLIENT);
pub const OWNER: Facet = Facet::carried(2);
/// Whether its client sees it: 1 or 0.
pub const SHARED: Facet = Facet::carried(3);
pub const CATEGORY: Facet = Facet::carried(4);
/// Whether it is held for legal reasons: 1 or 0.
pub const HELD: Facet = Facet::carried(5);
/// Who has it out; 0 is nobody.
pub const OUT: Facet = Facet::carried(6);

/// The key of `BY_ABOUT`.
pub fn about_key(about: Ref) -> Key {
    Key::new().byte(about.kind).number(about.id)
}

impl Document {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![Placement::Person(self.owner.raw())];
        if self.about.is_none() {
            places.extend(Placement::departments(&self.departments));
        }
        if self.client_sees() {
            places.extend(self.client.map(|id| Placement::Client(id.raw())));
        }
        places
    }

    /// It lies where what it is about lies; a client sees of it what was shared with them or came from them.
    fn part_of(&self) -> Option<PartOf> {
        let part = PartOf::new(self.about?);
        Some(part.staff_only(!self.client_sees()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(
            BY_TOUCHED,
            Key::new()
                .byte(u8::from(self.archived))
                .signed(self.touched.0),
        );
        if self.verified.is_none() && !self.archived {
            to.index(TO_VERIFY, Key::new().signed(self.touched.0));
        }
        if let Some(about) = self.about {
            to.index(BY_ABOUT, about_key(about).signed(-self.created_at.0));
        }
        if let Some(client) = self.client {
            to.index(BY_CLIENT, Key::new().id(client).signed(-self.touched.0));
        }
        if let Some(client) = self.client {
            to.facet(CLIENT, Key::new().id(client));
        }
        to.facet(OWNER, Key::new().id(self.owner));
        to.facet(SHARED, Key::new().byte(u8::from(self.client_sees())));
        to.facet(CATEGORY, Key::new().id(self.category.unwrap_or_default()));
        to.facet(HELD, Key::new().byte(u8::from(self.hold.is_some())));
        let out = self.out.as_ref().map_or(0, |out| out.by.raw());
        to.facet(OUT, Key::new().number(out));
        to.words(&self.name);
        self.declare_keeping(to);
    }

    /// Where it lies among the folders, and what of it is due.
    fn declare_keeping(&self, to: &mut Declares) {
        if let Some(folder) = self.folder {
            to.index(IN_FOLDER, Key::new().id(folder));
        }
        if let Some(category) = self.category {
            to.index(CATEGORY_OF, Key::new().id(category));
        }
        if !self.archived {
            to.index(BY_PLACE, self.place().row(&self.name));
            if let Some(day) = self.expires {
                to.index(BY_EXPIRY, Key::new().signed(i64::from(day.0)));
            }
            if let Some(at) = self.remind_at {
                to.wake(at, EXPIRES);
            }
        }
        if let Some(out) = &self.out {
            to.wake(out.remind, STILL_OUT);
        }
        if let Some(category) = self.category.filter(|_| self.may_run_out()) {
            let key = Key::new().id(category).byte(u8::from(self.archived));
            to.index(BY_CATEGORY, key.signed(self.kept_since().0));
        }
    }

    pub fn place(&self) -> Place {
        match self.folder {
            Some(folder) => Place::Folder(folder),
            None => Place::natural(self.client, self.about),
        }
    }

    /// Whether its time may come: not while it is held, out, or what a ticket asked for.
    pub fn may_run_out(&self) -> bool {
        self.hold.is_none() && self.out.is_none() && self.requirement.is_none()
    }

    /// From when on the time counts that its category keeps it: its newest version, or the end of the day on which it
    /// expires where that is later.
    pub fn kept_since(&self) -> Moment {
        let expired = self.expires.map_or(i64::MIN, |day| {
            (i64::from(day.0) + 1).saturating_mul(time::DAY)
        });
        let came = self.changed_at.max(self.created_at);
        came.max(Moment(expired))
    }

    pub fn client_sees(&self) -> bool {
        self.from_client || (self.shared_with_client && !self.held_back)
    }

    pub fn must_be_live(&self) -> Result<()> {
        if self.archived {
            return Err(Error::conflict(
                "This document is archived. Restore it first.",
            ));
        }
        Ok(())
    }

    /// Makes way for a new state of it, after the one that counts so far. What was verified was the old one.
    pub fn add_version(&mut self, last: &Version, file: &FileRef, at: Moment) -> Result<()> {
        self.must_be_live()?;
        if last.file == *file {
            return Err(Error::field(
                "file",
                "This file is the same as the current version. Choose the changed one.",
            ));
        }
        self.verified = None;
        self.touched = at;
        self.changed_at = at;
        self.goes_at = None;
        Ok(())
    }

    pub fn verify(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        self.must_be_live()?;
        if self.verified.is_some() {
            return Err(Error::conflict("This version is verified already."));
        }
        self.verified = Some(Verified { by, at });
        self.touched = at;
        Ok(())
    }

    pub fn archive(&mut self, at: Moment) -> Result<()> {
        self.must_be_live()?;
        self.archived = true;
        self.touched = at;
        Ok(())
    }

    pub fn restore(&mut self, at: Moment) -> Result<()> {
        if !self.archived {
            return Err(Error::conflict("This document is not archived."));
        }
        self.archived = false;
        self.touched = at;
        Ok(())
    }
}

record!(Document, Kind::new(27, "documents", "DOC").starting_at(101).filing(7), view: VIEW, part_of: Document::part_of);

/// Held over every document, whatever deed writes it, Undo as well: one that is held stays, and it lies only in a folder
/// that is there and takes it.
pub fn stays_in_order(
    change: &mut Change<'_, '_>,
    was: Option<&Document>,
    is: Option<&Document>,
) -> Result<()> {
    let Some(is) = is else {
        return match was {
            Some(was) if was.hold.is_some() => Err(Error::conflict(
                "This document is held for legal reasons: nothing of it is deleted.",
            )),
            Some(was) => nothing_hangs_on(change, was.as_ref()),
            None => Ok(()),
        };
    };
    let moved = is
        .folder
        .filter(|id| was.and_then(|was| was.folder) != Some(*id));
    let Some(id) = moved else {
        return Ok(());
    };
    match change.find(id)? {
        Some(folder) => folder.must_take(is),
        None => Err(Error::conflict("The folder is gone.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> FileRef {
        FileRef {
            name: name.into(),
            size: 3,
        }
    }

    #[test]
    fn a_new_version_has_to_be_verified_again() {
        let mut document = Document::default();
        let last = Version {
            file: file("a"),
            ..Version::default()
        };
        document.verify(Id::new(8), Moment(2)).unwrap();
        assert!(document.verify(Id::new(8), Moment(3)).is_err());
        let same = document.add_version(&last, &file("a"), Moment(3));
        assert!(same.is_err(), "the same file is no new version");
        document.add_version(&last, &file("b"), Moment(3)).unwrap();
        assert_eq!(document.verified, None);
    }

    #[test]
    fn an_archived_document_stands_still() {
        let mut document = Document::default();
        document.archive(Moment(2)).unwrap();
        assert!(document.verify(Id::new(8), Moment(3)).is_err());
        let last = Version::default();
        let added = document.add_version(&last, &file("b"), Moment(3));
        assert!(added.is_err());
        document.restore(Moment(4)).unwrap();
        assert!(document.restore(Moment(4)).is_err());
    }

    #[test]
    fn what_is_held_or_out_never_runs_out() {
        let mut document = Document {
            created_at: Moment(5),
            ..Document::default()
        };
        assert!(document.may_run_out());
        assert_eq!(document.kept_since(), Moment(5));
        document.changed_at = Moment(9);
        assert_eq!(document.kept_since(), Moment(9));
        document.expires = Some(Day(2));
        assert_eq!(document.kept_since(), Moment(3 * time::DAY));
        document.hold = Some(LegalHold::default());
        assert!(!document.may_run_out());
        document.hold = None;
        document.requirement = Some("logo".into());
        assert!(!document.may_run_out());
    }

    #[test]
    fn the_client_sees_only_what_is_shared_or_theirs() {
        let mut document = Document {
            client: Some(Id::new(4)),
            ..Document::default()
        };
        assert!(!document.placement().contains(&Placement::Client(4)));
        document.from_client = true;
        assert!(document.placement().contains(&Placement::Client(4)));
        document.from_client = false;
        document.shared_with_client = true;
        assert!(document.placement().contains(&Placement::Client(4)));
    }
}
