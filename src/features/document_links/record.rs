//! A link to a document, and whether it opens anything now.

use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    choices,
    data::{Declares, Index, Key, Kind, PartOf, Record, record},
    features::{
        documents::{self, Document, Version},
        people::User,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Standing {
        Open: "open", "Open";
        Expired: "expired", "Expired";
        Spent: "spent", "Used up";
        Revoked: "revoked", "Revoked";
        /// Its document lies in the archive; restored, the link opens again.
        Archived: "archived", "Document archived";
    }
}

impl Standing {
    pub fn tone(self) -> Tone {
        match self {
            Standing::Open => Tone::Success,
            Standing::Revoked => Tone::Danger,
            _ => Tone::Stone,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Revoked {
    pub by: Id<User>,
    pub at: Moment,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DocumentLink {
    #[serde(skip)]
    pub id: Id<DocumentLink>,
    #[serde(skip)]
    pub version: u64,
    pub document: Id<Document>,
    /// The one version that it gives; the newest where none is said.
    #[serde(default)]
    pub only: Option<Id<Version>>,
    /// Whom it is for, as its maker calls them.
    #[serde(default)]
    pub whom: String,
    /// Of what stands in the address.
    #[serde(default)]
    pub hash: String,
    #[serde(default)]
    pub password: Option<String>,
    /// From then on it opens nothing.
    pub until: Moment,
    /// Whether whom it is for and when stand over each page of what it gives.
    #[serde(default)]
    pub watermark: bool,
    /// How often its file is given at most.
    #[serde(default)]
    pub most: Option<u32>,
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub revoked: Option<Revoked>,
}

pub const BY_HASH: Index = Index::unique(1);
/// Of a document, the newest first.
pub const BY_DOCUMENT: Index = Index::plain(2);

pub fn of_document(document: Id<Document>) -> Key {
    Key::new().id(document)
}

impl DocumentLink {
    fn title(&self) -> String {
        match self.whom.as_str() {
            "" => format!("Link {}", self.number()),
            whom => format!("Link for {whom}"),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    /// It lies where its document lies, and no client sees it.
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.document.as_ref()).staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_HASH, Key::new().text(&self.hash));
        to.index(BY_DOCUMENT, of_document(self.document).latest(self.at.0));
    }

    /// `fetched` is how often its file was given so far.
    pub fn standing(&self, at: Moment, fetched: u32, archived: bool) -> Standing {
        if self.revoked.is_some() {
            return Standing::Revoked;
        }
        if self.until <= at {
            return Standing::Expired;
        }
        if self.most.is_some_and(|most| fetched >= most) {
            return Standing::Spent;
        }
        match archived {
            true => Standing::Archived,
            false => Standing::Open,
        }
    }

    /// # Errors
    /// `Conflict` when it was revoked before.
    pub fn revoke(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        if self.revoked.is_some() {
            return Err(Error::conflict("This link was revoked already."));
        }
        self.revoked = Some(Revoked { by, at });
        Ok(())
    }
}

record!(
    DocumentLink,
    Kind::new(210, "document-links", "DLK").withheld(&["hash", "password"]),
    view: documents::VIEW,
    part_of: DocumentLink::part_of
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_by_its_day_its_count_and_by_being_revoked() {
        let mut link = DocumentLink {
            until: Moment(100),
            most: Some(2),
            ..DocumentLink::default()
        };
        assert_eq!(link.standing(Moment(99), 1, false), Standing::Open);
        assert_eq!(link.standing(Moment(100), 1, false), Standing::Expired);
        assert_eq!(link.standing(Moment(99), 2, false), Standing::Spent);
        assert_eq!(link.standing(Moment(99), 1, true), Standing::Archived);
        link.revoke(Id::new(3), Moment(5)).unwrap();
        assert!(link.revoke(Id::new(3), Moment(6)).is_err());
        assert_eq!(link.standing(Moment(99), 0, false), Standing::Revoked);
        assert_eq!(link.revoked.map(|held| held.at), Some(Moment(5)));
    }

    #[test]
    fn without_a_count_it_is_never_used_up() {
        let link = DocumentLink {
            until: Moment(100),
            ..DocumentLink::default()
        };
        assert_eq!(link.standing(Moment(1), u32::MAX, false), Standing::Open);
    }
}
