//! A draft as programs are told of it. Whoever wrote is told by their name: that is what both sides read.

use serde_json::{Value, json};

use super::{
    Decision, Pin, decision,
    pin::{self, MOST},
};
use crate::{
    base::{Choice, Error, Moment, Result},
    data::{Record, Visit},
    features::{
        documents::{Document, Version, versions},
        people::Directory,
    },
    web::Told,
};

/// A document with all that was said on it, as far as it is seen.
pub struct Proof {
    pub document: Document,
    /// The first first.
    pub versions: Vec<Version>,
    /// By number.
    pub pins: Vec<Pin>,
    /// The latest first.
    pub decisions: Vec<Decision>,
}

/// Decisions of a document that are told.
const TOLD: usize = 50;

impl Proof {
    pub fn of(visit: &Visit, document: Document) -> Result<Proof> {
        let versions = versions(visit, &document)?;
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let key = pin::of_document(document.id);
        let pins = visit.related(&document, pin::BY_DOCUMENT, key, most)?;
        let key = decision::of_document(document.id);
        let decisions = visit.related(&document, decision::BY_DOCUMENT, key, TOLD)?;
        Ok(Proof {
            document,
            versions,
            pins,
            decisions,
        })
    }

    pub fn newest(&self) -> Result<&Version> {
        let newest = self.document.newest;
        let found = self.versions.iter().find(|version| version.id == newest);
        found.ok_or(Error::NotFound)
    }

    /// As people count.
    pub fn number_of(&self, pin: &Pin) -> u64 {
        let held = self.versions.iter().find(|version| version.id == pin.of);
        held.map_or(0, |version| version.number)
    }

    pub fn json(&self, visit: &Visit) -> Result<Value> {
        let names = Directory::of(visit)?;
        let newest = self.newest()?;
        let pins: Vec<Value> = self
            .pins
            .iter()
            .map(|pin| pin_json(pin, self.number_of(pin), &names))
            .collect();
        let decisions: Vec<Value> = self
            .decisions
            .iter()
            .map(|held| {
                json!({
                    "id": held.id.to_string(),
                    "of": held.number,
                    "file": held.file,
                    "verdict": held.verdict.key(),
                    "words": held.words,
                    "by": names.name(held.by),
                    "at": held.at.rfc3339(),
                    "holds": held.holds(newest),
                })
            })
            .collect();
        Ok(json!({
            "document": self.document.number(),
            "of": newest.number,
            "file": newest.file.name,
            "pins": pins,
            "decisions": decisions,
        }))
    }
}

pub fn pin_json(pin: &Pin, of: u64, names: &Directory) -> Value {
    let answers = pin.answers.iter().map(|answer| {
        json!({
            "by": names.name(answer.by),
            "at": answer.at.rfc3339(),
            "text": answer.text,
        })
    });
    json!({
        "id": pin.id.to_string(),
        "of": of,
        "number": pin.number,
        "page": pin.page,
        "x": pin.x,
        "y": pin.y,
        "text": pin.text,
        "staff_only": pin.staff_only,
        "by": names.name(pin.by),
        "at": pin.at.rfc3339(),
        "settled": pin.settled.map(|held| held.at).map(Moment::rfc3339),
        "answers": answers.collect::<Vec<_>>(),
    })
}

const ANSWER: &[(&str, Told)] = &[
    ("by", Told::Text),
    ("at", Told::Moment),
    ("text", Told::Text),
];

const PIN_FIELDS: &[(&str, Told)] = &[
    ("id", Told::Record),
    ("of", Told::Number),
    ("number", Told::Number),
    ("page", Told::Number),
    ("x", Told::Number),
    ("y", Told::Number),
    ("text", Told::Text),
    ("staff_only", Told::Flag),
    ("by", Told::Text),
    ("at", Told::Moment),
    ("settled", Told::Moment),
    ("answers", Told::List(&Told::Object(ANSWER))),
];

const DECISION: &[(&str, Told)] = &[
    ("id", Told::Record),
    ("of", Told::Number),
    ("file", Told::Text),
    ("verdict", Told::Word(&["approved", "changes"])),
    ("words", Told::Text),
    ("by", Told::Text),
    ("at", Told::Moment),
    ("holds", Told::Flag),
];

/// What `pin_json` says, and what `Proof::json` does.
pub const PIN: Told = Told::Object(PIN_FIELDS);
pub const PROOF: Told = Told::Object(&[
    ("document", Told::Record),
    ("of", Told::Number),
    ("file", Told::Text),
    ("pins", Told::List(&PIN)),
    ("decisions", Told::List(&Told::Object(DECISION))),
]);
