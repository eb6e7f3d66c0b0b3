//! Legal hold: while a document is held, nothing of it is deleted, whatever deed would, and its time doesn't run out.

use serde::{Deserialize, Serialize};

use super::{
    HoldForm,
    actions::{HOLD, RELEASE},
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Field, Visit},
    features::{documents::Document, people::User},
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LegalHold {
    pub reason: String,
    pub by: Id<User>,
    pub at: Moment,
}

pub const FIELDS: &[Field] = &[
    Field::text("reason", "Reason"),
    Field::person("by", "By"),
    Field::moment("at", "Since"),
];

pub fn hold(visit: &Visit, id: Id<Document>, form: HoldForm) -> Result<()> {
    visit.act(HOLD, move |change| {
        let mut document = change.subject(id)?;
        if document.hold.is_some() {
            return Err(Error::conflict("This document is held already."));
        }
        change.note(form.reason.as_str());
        document.hold = Some(LegalHold {
            reason: form.reason,
            by: Id::new(change.actor.person),
            at: change.at,
        });
        document.goes_at = None;
        change.put(&document)
    })
}

pub fn release(visit: &Visit, id: Id<Document>, form: HoldForm) -> Result<()> {
    visit.act(RELEASE, move |change| {
        let mut document = change.subject(id)?;
        if document.hold.take().is_none() {
            return Err(Error::conflict("This document is not held."));
        }
        change.note(form.reason);
        change.put(&document)
    })
}
