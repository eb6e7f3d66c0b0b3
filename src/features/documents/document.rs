//! A document and its pure rules: versions, verification, and who sees it.

use serde::{Deserialize, Serialize};

use super::{VIEW, Version};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    data::{BY_NUMBER, Declares, Facet, FileRef, Index, Key, Kind, PartOf, Ref, record},
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
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// The ticket, project or other record it belongs to.
    #[serde(default)]
    pub about: Option<Ref>,
    #[serde(default)]
    pub shared_with_client: bool,
    /// It came from the client, who goes on seeing it.
    #[serde(default)]
    pub from_client: bool,
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
}

pub const BY_TOUCHED: Index = Index::scoped(1);
/// Documents that wait to be verified, oldest first.
pub const TO_VERIFY: Index = Index::scoped(2);
pub const BY_ABOUT: Index = Index::plain(3);
pub const BY_CLIENT: Index = Index::plain(4);

pub const CLIENT: Facet = Facet::by(1, BY_CLIENT);
pub const OWNER: Facet = Facet::carried(2);
/// Whether its client sees it: 1 or 0.
pub const SHARED: Facet = Facet::carried(3);

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
        to.words(&self.name);
    }

    pub fn client_sees(&self) -> bool {
        self.shared_with_client || self.from_client
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

record!(Document, Kind::new(27, "documents", "DOC").starting_at(101).filing(5), view: VIEW, part_of: Document::part_of);

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
