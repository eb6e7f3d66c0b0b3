//! The client's word on one version: what it says is bound to the bytes that they were shown.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment},
    choices,
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::{
        documents::{Document, Version},
        people::User,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Verdict {
        Approved: "approved", "Approved";
        Changes: "changes", "Changes wanted";
    }
}

impl Verdict {
    pub fn tone(self) -> Tone {
        match self {
            Verdict::Approved => Tone::Success,
            Verdict::Changes | Verdict::Unknown => Tone::Warning,
        }
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Decision {
    #[serde(skip)]
    pub id: Id<Decision>,
    #[serde(skip)]
    pub version: u64,
    pub document: Id<Document>,
    pub of: Id<Version>,
    /// The version as people count.
    pub number: u64,
    /// The name of the file of that version, which is a hash of its bytes.
    pub file: String,
    pub verdict: Verdict,
    #[serde(default)]
    pub words: String,
    pub by: Id<User>,
    pub at: Moment,
}

/// Of a document, the latest first.
pub const BY_DOCUMENT: Index = Index::plain(1);

pub fn of_document(document: Id<Document>) -> Key {
    Key::new().id(document)
}

impl Decision {
    fn title(&self) -> String {
        format!("Decision on version {}", self.number)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.document.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_DOCUMENT, of_document(self.document).latest(self.at.0));
    }

    /// Whether it is of these very bytes, which are the newest.
    pub fn holds(&self, newest: &Version) -> bool {
        self.of == newest.id && self.file == newest.file.name
    }

    /// The beginning of the hash, as people compare it.
    pub fn mark(&self) -> &str {
        self.file.get(..12).unwrap_or(&self.file)
    }
}

record!(Decision, Kind::new(214, "proof-decisions", "PDC"), view: VIEW, part_of: Decision::part_of);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::FileRef;

    #[test]
    fn a_word_is_void_for_other_bytes() {
        let file = |name: &str| FileRef {
            name: name.into(),
            size: 3,
        };
        let shown = Version {
            id: Id::new(4),
            file: file("aa"),
            ..Version::default()
        };
        let word = Decision {
            of: shown.id,
            file: "aa".into(),
            ..Decision::default()
        };
        assert!(word.holds(&shown));
        let newer = Version {
            id: Id::new(5),
            ..shown.clone()
        };
        assert!(!word.holds(&newer));
        let other = Version {
            file: file("bb"),
            ..shown
        };
        assert!(!word.holds(&other));
    }
}
