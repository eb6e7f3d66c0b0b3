//! The text inside a version's file.

use serde::{Deserialize, Serialize};

use super::{Extraction, Version, actions::VIEW};
use crate::{
    access::Placement,
    base::{Id, Result, text},
    data::{Declares, HasWords, Kind, PartOf, Visit, record},
    extract::Text,
};

/// Seen by whoever sees the document. The journal says that there is one, that it is another and that it went, and never
/// what it says: a text is as long as its file, and is gone for good with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExtractedText {
    #[serde(skip)]
    pub id: Id<ExtractedText>,
    #[serde(skip)]
    pub version: u64,
    /// The version whose text it is.
    pub of: Id<Version>,
    /// At most 1 MB, with the places where it stands.
    pub content: Text,
}

impl ExtractedText {
    fn title(&self) -> String {
        text::shorten(&self.content.body, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.of.as_ref()))
    }

    fn declare(&self, _: &mut Declares) {}
}

record!(ExtractedText, Kind::new(93, "extracted-texts", "TXT").secret(), view: VIEW, part_of: ExtractedText::part_of);

impl HasWords for ExtractedText {
    fn words(&self) -> &str {
        &self.content.body
    }

    fn place(&self, at: usize) -> Option<String> {
        self.content.place_at(at)
    }
}

/// What is known of the reading of a version's file.
pub fn extraction_of(visit: &Visit, version: &Version) -> Result<Option<Extraction>> {
    visit.follow(version, |version| Extraction::id_of(version.id))
}

/// The text inside a version's file; None while it waits to be read, and when there is none.
pub fn text_of(visit: &Visit, version: &Version) -> Result<Option<ExtractedText>> {
    match extraction_of(visit, version)? {
        Some(extraction) => visit.follow(&extraction, |extraction| extraction.text),
        None => Ok(None),
    }
}
