//! A category of documents: how long they are kept, and what happens then.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Result, text},
    choices,
    data::{BY_NUMBER, Cached, Declares, Index, Key, Kind, ReadTx, Store, record},
};

choices! {
    /// What happens when the time of a document is over.
    pub enum Ending {
        Archive: "archive", "It is archived";
        Delete: "delete", "It is deleted for good";
    }
}

/// Months; longer is for ever.
pub const MONTHS: std::ops::RangeInclusive<i64> = 1..=1200;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentCategory {
    #[serde(skip)]
    pub id: Id<DocumentCategory>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// Months that a document is kept from its newest version on, or from its expiry; nothing keeps it for ever.
    #[serde(default)]
    pub keep_months: Option<u32>,
    #[serde(default)]
    pub ending: Ending,
}

/// One of a name.
pub const NAMED: Index = Index::unique(1);

pub fn name_key(name: &str) -> Key {
    Key::new().text(&text::plain(name))
}

impl DocumentCategory {
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

    /// "kept for ever", "archived after 24 months", "deleted after 10 years".
    pub fn words(&self) -> String {
        let Some(months) = self.keep_months else {
            return "kept for ever".into();
        };
        let deed = match self.ending {
            Ending::Delete => "deleted",
            Ending::Archive | Ending::Unknown => "archived",
        };
        let months = months as usize;
        let long = match months % 12 {
            0 => text::count(months / 12, "year", "years"),
            _ => text::count(months, "month", "months"),
        };
        format!("{deed} after {long}")
    }
}

record!(DocumentCategory, Kind::new(202, "document-categories", "DCT"), view: VIEW);

/// All of them, in memory.
pub struct Categories(pub Vec<DocumentCategory>);

impl Categories {
    pub fn get(&self, id: Id<DocumentCategory>) -> Option<&DocumentCategory> {
        self.0.iter().find(|category| category.id == id)
    }
}

impl Cached for Categories {
    const FROM: &'static [Kind] = &[<DocumentCategory as crate::data::Record>::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Categories> {
        let mut all: Vec<DocumentCategory> = read_tx.all()?;
        all.sort_by_key(|category| text::plain(&category.name));
        Ok(Categories(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_is_said_in_words() {
        let words = |keep_months, ending| {
            DocumentCategory {
                keep_months,
                ending,
                ..DocumentCategory::default()
            }
            .words()
        };
        assert_eq!(words(None, Ending::Delete), "kept for ever");
        assert_eq!(words(Some(18), Ending::Archive), "archived after 18 months");
        assert_eq!(words(Some(120), Ending::Delete), "deleted after 10 years");
    }
}
