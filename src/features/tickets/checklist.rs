//! The checklists that ship with Atrium, one per category: what the support manager checks and what the agent
//! completes. A ticket copies them when it is opened, so that a reworded list changes no ticket under way.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Choice, Error, Id, Moment, Result},
    choices,
    features::{documents::Document, people::User, settings::Category},
};

choices! {
    pub enum CheckState {
        Open: "open", "Open";
        Passed: "passed", "Passed";
        Waived: "waived", "Waived";
        Failed: "failed", "Failed";
    }
}

choices! {
    /// What fulfils a requirement.
    pub enum Need {
        Text: "text", "Text";
        Choice: "choice", "Choice";
        Document: "document", "Document";
        Access: "access", "Access";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    pub key: String,
    pub title: String,
    #[serde(default)]
    pub hint: String,
    #[serde(default)]
    pub state: CheckState,
    #[serde(default)]
    pub by: Option<Id<User>>,
    #[serde(default)]
    pub at: Option<Moment>,
    /// Why it was waived or failed.
    #[serde(default)]
    pub reason: String,
}

impl Checkpoint {
    /// Whether it stands in the way no more.
    pub fn settled(&self) -> bool {
        matches!(self.state, CheckState::Passed | CheckState::Waived)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Requirement {
    pub key: String,
    pub title: String,
    #[serde(default)]
    pub hint: String,
    pub kind: Need,
    #[serde(default)]
    pub choices: Vec<String>,
    #[serde(default)]
    pub required: bool,
    /// What was found out; for a document that isn't required, why none is needed.
    #[serde(default)]
    pub value: String,
    #[serde(default)]
    pub document: Option<Id<Document>>,
    /// Why the document that was given can't be used; it is asked for again.
    #[serde(default)]
    pub refused: String,
    /// Since when the client is asked for it.
    #[serde(default)]
    pub asked: Option<Moment>,
    #[serde(default)]
    pub by: Option<Id<User>>,
    #[serde(default)]
    pub at: Option<Moment>,
    /// The document was looked at and is what was wanted.
    #[serde(default)]
    pub verified_by: Option<Id<User>>,
    #[serde(default)]
    pub verified_at: Option<Moment>,
}

impl Requirement {
    pub fn done(&self) -> bool {
        match (self.kind, self.document) {
            (Need::Document, Some(_)) => self.verified_at.is_some(),
            _ => !self.value.is_empty(),
        }
    }

    /// The client is asked for it and has not given it.
    pub fn waits_for_client(&self) -> bool {
        self.asked.is_some() && self.document.is_none() && !self.done()
    }

    /// Its state in a word.
    pub fn word(&self) -> &'static str {
        match (self.kind, self.document) {
            (Need::Document, Some(_)) if self.verified_at.is_some() => "Verified",
            (Need::Document, Some(_)) => "To verify",
            (Need::Document, None) if !self.value.is_empty() => "Not needed",
            _ if self.done() => "Complete",
            _ if !self.refused.is_empty() => "Asked for again",
            _ if self.waits_for_client() => "Asked for",
            _ if self.required => "Open",
            _ => "Optional",
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Checklist {
    pub category: Category,
    pub checkpoint: Vec<Checkpoint>,
    pub requirement: Vec<Requirement>,
}

#[derive(Debug, Deserialize)]
struct Shipped {
    checklist: Vec<Checklist>,
}

fn shipped() -> &'static std::result::Result<Vec<Checklist>, String> {
    static LISTS: OnceLock<std::result::Result<Vec<Checklist>, String>> = OnceLock::new();
    LISTS.get_or_init(|| {
        toml::from_str::<Shipped>(include_str!("../../../config/checklists.toml"))
            .map(|shipped| shipped.checklist)
            .map_err(|e| format!("config/checklists.toml: {e}"))
    })
}

pub fn for_category(category: Category) -> Result<&'static Checklist> {
    shipped()
        .as_ref()
        .map_err(Error::internal)?
        .iter()
        .find(|list| list.category == category)
        .ok_or_else(|| {
            Error::field(
                "category",
                format!("There is no checklist for {} yet.", category.label()),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_category_has_a_sound_checklist() {
        for category in Category::ALL {
            let list = for_category(*category).unwrap();
            assert!(
                !list.checkpoint.is_empty() && !list.requirement.is_empty(),
                "{}",
                category.key()
            );
            let keys: BTreeSet<&str> = list.requirement.iter().map(|r| r.key.as_str()).collect();
            assert_eq!(keys.len(), list.requirement.len(), "{}", category.key());
            let keys: BTreeSet<&str> = list.checkpoint.iter().map(|r| r.key.as_str()).collect();
            assert_eq!(keys.len(), list.checkpoint.len(), "{}", category.key());
            assert!(
                list.requirement.iter().any(|r| r.required),
                "{}",
                category.key()
            );
            for requirement in &list.requirement {
                assert_ne!(requirement.kind, Need::Unknown, "{}", requirement.key);
                assert_eq!(
                    requirement.kind == Need::Choice,
                    !requirement.choices.is_empty(),
                    "{}",
                    requirement.key
                );
            }
        }
    }

    #[test]
    fn a_document_counts_once_it_is_verified() {
        let mut wanted = Requirement {
            kind: Need::Document,
            required: true,
            ..Requirement::default()
        };
        assert_eq!((wanted.done(), wanted.word()), (false, "Open"));
        wanted.asked = Some(Moment(1));
        assert!(wanted.waits_for_client());
        wanted.document = Some(Id::new(101));
        assert_eq!(
            (wanted.done(), wanted.word(), wanted.waits_for_client()),
            (false, "To verify", false)
        );
        wanted.verified_at = Some(Moment(2));
        assert!(wanted.done());
        let unneeded = Requirement {
            kind: Need::Document,
            value: "No video sold".into(),
            ..Requirement::default()
        };
        assert_eq!((unneeded.done(), unneeded.word()), (true, "Not needed"));
    }
}
