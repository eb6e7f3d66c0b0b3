//! How far Atrium is with reading a version's file: whether its text is known, what came in the way, and its preview.

use serde::{Deserialize, Serialize};

use super::{ExtractedText, Version, actions::VIEW};
use crate::{
    access::Placement,
    base::{Choice, Error, Id, Moment, Result, time},
    choices,
    data::{
        Declares, Deriving, FileRef, Index, Key, Kind, Old, PartOf, PlainTally, Record, Ref,
        Reshape, Reshaping, Tally, record,
    },
};

choices! {
    pub enum Stage {
        Waiting: "waiting", "Waits to be read";
        Ready: "ready", "Text found";
        /// It was read, and there are no words in it.
        Empty: "empty", "No text in it";
        Failed: "failed", "Could not be read";
    }
}

/// A small picture of what the file shows, as it lies in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub file: FileRef,
    pub media_type: String,
    pub width: u32,
    pub height: u32,
}

/// There is one for each version, under the version's number; it comes and goes with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Extraction {
    #[serde(skip)]
    pub id: Id<Extraction>,
    #[serde(skip)]
    pub version: u64,
    /// The version that it is a part of.
    pub of: Id<Version>,
    /// The name of the version's file: the same content is read once, however often it was added.
    pub content: String,
    pub stage: Stage,
    /// Why there is none, or what of it is missing, as people are told.
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub text: Id<ExtractedText>,
    #[serde(default)]
    pub preview: Option<Preview>,
    /// How often it was tried, and when it is tried next while it waits.
    #[serde(default)]
    pub tries: u32,
    #[serde(default)]
    pub next: Moment,
}

/// How long it rests after each try that failed.
const PAUSES: [i64; 4] = [time::MINUTE, 10 * time::MINUTE, time::HOUR, 6 * time::HOUR];

/// By stage and when it is due; what waits longest first.
pub const BY_STAGE: Index = Index::plain(1);
/// Those of one content.
pub const BY_CONTENT: Index = Index::plain(2);
/// How many are at a stage.
pub const AT_STAGE: PlainTally = Tally::plain(1);

impl Stage {
    pub fn within(self) -> Key {
        Key::new().text(self.key())
    }
}

impl Extraction {
    pub fn id_of(version: Id<Version>) -> Id<Extraction> {
        Id::new(version.raw())
    }

    /// Of a version that nobody has read yet.
    pub fn waiting(version: &Version) -> Extraction {
        Extraction {
            id: Extraction::id_of(version.id),
            of: version.id,
            content: version.file.name.clone(),
            next: version.at,
            ..Extraction::default()
        }
    }

    /// Whether it is known whether there is text in it.
    pub fn is_read(&self) -> bool {
        self.stage != Stage::Waiting
    }

    /// What came of reading it; `text` is where its words lie now.
    pub fn settle(&mut self, stage: Stage, note: String, text: Id<ExtractedText>) {
        self.stage = stage;
        self.note = note;
        self.text = text;
        self.tries += 1;
    }

    /// Something came in the way that has to do with anything but the file: it is tried again after a pause that grows,
    /// and a few times at most.
    pub fn put_off(&mut self, why: String, at: Moment) {
        self.tries += 1;
        self.note = why;
        match PAUSES.get(self.tries as usize - 1) {
            Some(pause) => self.next = at.plus(*pause),
            None => self.stage = Stage::Failed,
        }
    }

    /// Somebody wants it tried once more.
    pub fn again(&mut self, at: Moment) -> Result<()> {
        if self.stage != Stage::Failed {
            return Err(Error::conflict("It is not one that could not be read."));
        }
        self.stage = Stage::Waiting;
        self.note.clear();
        self.tries = 0;
        self.next = at;
        Ok(())
    }

    fn title(&self) -> String {
        format!("text of {}", self.of)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.of.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_STAGE, self.stage.within().signed(self.next.0));
        to.index(BY_CONTENT, content_key(&self.content));
        to.tally(AT_STAGE, self.stage.within(), 1);
    }
}

/// The key of `BY_CONTENT`.
pub fn content_key(content: &str) -> Key {
    Key::new().text(content)
}

record!(Extraction, Kind::new(92, "extractions", "XTR").unjournaled(), view: VIEW, part_of: Extraction::part_of);

/// Each version has one, and what was read of a version that is gone goes with it.
pub(super) fn follow_versions(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Version::KIND.code) {
        let id = Id::<Version>::new(of.id);
        let there = change.find(Extraction::id_of(id))?;
        match (change.find(id)?, there) {
            (Some(version), None) => change.put(&Extraction::waiting(&version))?,
            (None, Some(extraction)) => {
                if let Some(text) = change.find(extraction.text)? {
                    change.delete(&text)?;
                }
                if let Some(preview) = &extraction.preview {
                    change.give_up(&preview.file)?;
                }
                change.delete(&extraction)?;
            }
            _ => {}
        }
    }
    Ok(())
}

// ── houses whose versions were never read ──

pub const BEGUN: Reshape = Reshape {
    kind: Version::KIND,
    makes: &[Extraction::KIND],
    run: begin,
};

fn begin(to: &mut Reshaping<'_, '_>, old: Old<'_>) -> Result<()> {
    to.put(&Extraction::waiting(&old.record()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_a_few_times() {
        let mut held = Extraction::waiting(&Version {
            id: Id::new(7),
            ..Version::default()
        });
        assert_eq!(held.id.raw(), 7);
        let mut at = Moment(0);
        for pause in PAUSES {
            held.put_off("The disk said no.".into(), at);
            assert_eq!((held.stage, held.next), (Stage::Waiting, at.plus(pause)));
            at = held.next;
        }
        held.put_off("The disk said no.".into(), at);
        assert_eq!(held.stage, Stage::Failed);
        held.again(at).unwrap();
        assert_eq!((held.stage, held.tries, held.next), (Stage::Waiting, 0, at));
        assert!(held.again(at).is_err());
    }
}
