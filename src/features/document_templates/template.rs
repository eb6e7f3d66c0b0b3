//! A template: a name and a text with blanks.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, language::Language, text},
    data::{BY_NUMBER, Declares, Index, Key, Kind, record},
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentTemplate {
    #[serde(skip)]
    pub id: Id<DocumentTemplate>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// Lines of text; those that begin with `# ` are headings, an empty one ends a paragraph, and `{client}` is a blank.
    pub body: String,
    /// In which it is written, so that what is filled in, and whoever has it read aloud, speaks the same.
    #[serde(default)]
    pub language: Language,
    pub touched: Moment,
}

/// One of a name.
pub const NAMED: Index = Index::unique(1);

pub fn name_key(name: &str) -> Key {
    Key::new().text(&text::plain(name))
}

impl DocumentTemplate {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(NAMED, name_key(&self.name));
    }
}

record!(DocumentTemplate, Kind::new(134, "document-templates", "DTP"), view: VIEW);
