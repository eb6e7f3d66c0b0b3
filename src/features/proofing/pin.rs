//! A place on one version of a document, what is said of it, and what is answered.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text},
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::{
        documents::{Document, Version},
        people::User,
    },
};

/// A place is told in thousandths of the picture's width and height.
pub const WHOLE: i64 = 1_000;
/// Pages of a PDF that can be pointed at.
pub const PAGES: i64 = 2_000;
/// Letters of a comment, and of an answer.
pub const LONGEST: usize = 2_000;
/// Pins of a document, and answers to one of them, at most.
pub const MOST: u64 = 1_000;
pub const MOST_ANSWERS: usize = 100;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub by: Id<User>,
    pub at: Moment,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    pub by: Id<User>,
    pub at: Moment,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Pin {
    #[serde(skip)]
    pub id: Id<Pin>,
    #[serde(skip)]
    pub version: u64,
    pub document: Id<Document>,
    /// The version that it is on, for good.
    pub of: Id<Version>,
    /// As people count within the document, from 1.
    pub number: u64,
    /// Thousandths of the width and of the height, from the left and from the top.
    pub x: u16,
    pub y: u16,
    /// From 1; a picture has one.
    pub page: u16,
    pub text: String,
    /// What staff say among themselves.
    #[serde(default)]
    pub staff_only: bool,
    /// Kept from the client with the version that it is on. It follows from that.
    #[serde(default)]
    pub kept_back: bool,
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub settled: Option<Settled>,
}

/// Of a document, by number.
pub const BY_DOCUMENT: Index = Index::plain(1);

pub fn of_document(document: Id<Document>) -> Key {
    Key::new().id(document)
}

impl Pin {
    fn title(&self) -> String {
        format!("{}: {}", self.number, text::shorten(&self.text, 60))
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.document.as_ref()).staff_only(self.staff_only || self.kept_back))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_DOCUMENT, of_document(self.document).number(self.number));
    }

    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// # Errors
    /// `Conflict` when as much was answered as one can hold.
    pub fn answer(&mut self, answer: Answer) -> Result<()> {
        if self.answers.len() >= MOST_ANSWERS {
            return Err(Error::conflict(
                "This comment has as many answers as one can have. Put a new one beside it.",
            ));
        }
        self.answers.push(answer);
        Ok(())
    }

    /// # Errors
    /// `Conflict` when it stands so already.
    pub fn settle(&mut self, settled: Option<Settled>) -> Result<()> {
        match (self.settled, settled) {
            (Some(_), Some(_)) => Err(Error::conflict("This comment is settled already.")),
            (None, None) => Err(Error::conflict("This comment is open already.")),
            _ => {
                self.settled = settled;
                Ok(())
            }
        }
    }
}

record!(Pin, Kind::new(213, "pins", "PIN"), view: VIEW, part_of: Pin::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_settled_and_opened_again() {
        let mut pin = Pin::default();
        let settled = Settled {
            by: Id::new(1),
            at: Moment(1),
        };
        assert!(pin.settle(None).is_err());
        pin.settle(Some(settled)).unwrap();
        assert!(pin.settle(Some(settled)).is_err() && !pin.is_open());
        pin.settle(None).unwrap();
        assert!(pin.is_open());
    }

    #[test]
    fn its_answers_are_bounded() {
        let mut pin = Pin::default();
        for _ in 0..MOST_ANSWERS {
            pin.answer(Answer::default()).unwrap();
        }
        assert!(pin.answer(Answer::default()).is_err());
    }
}
