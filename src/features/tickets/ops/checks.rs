//! The checklist in work, and the scope that is frozen at its end.

use super::{
    super::{
        CHECK, COMPLETE, FREEZE, UNFREEZE, WAIVE,
        forms::{Check, Complete, Waive},
        ticket::Ticket,
    },
    with,
};
use crate::{
    base::{Id, Result, text},
    data::{Change, Visit},
};

pub fn check(visit: &Visit, id: Id<Ticket>, form: Check) -> Result<()> {
    visit.act(CHECK, move |change| {
        let (key, word) = (
            form.key.clone(),
            if form.passed { "passed" } else { "failed" },
        );
        let said = form.reason.clone();
        let ticket = with(change, id, |ticket, by, at| {
            ticket.check(&form.key, form.passed, form.reason, by, at)
        })?;
        note_checkpoint(change, &ticket, &key, word, &said);
        Ok(())
    })
}

pub fn waive(visit: &Visit, id: Id<Ticket>, form: Waive) -> Result<()> {
    visit.act(WAIVE, move |change| {
        let (key, said) = (form.key.clone(), form.reason.clone());
        let ticket = with(change, id, |ticket, by, at| {
            ticket.waive(&form.key, form.reason, by, at)
        })?;
        note_checkpoint(change, &ticket, &key, "waived", &said);
        Ok(())
    })
}

/// The list changes as a whole in the journal; its note says which line it was.
fn note_checkpoint(
    change: &mut Change<'_, '_>,
    ticket: &Ticket,
    key: &str,
    word: &str,
    said: &str,
) {
    let title = ticket
        .checkpoints
        .iter()
        .find(|c| c.key == key)
        .map_or(key, |c| c.title.as_str());
    let dash = if said.is_empty() { "" } else { ". " };
    change.note(format!("{title}: {word}{dash}{said}"));
}

pub fn complete(visit: &Visit, id: Id<Ticket>, form: Complete) -> Result<()> {
    visit.act(COMPLETE, move |change| {
        let (key, value) = (form.key.clone(), form.value.clone());
        let ticket = with(change, id, |ticket, by, at| {
            ticket.complete(&form.key, form.value, by, at)
        })?;
        let value = if value.is_empty() {
            "open again".into()
        } else {
            text::shorten(&value, 200)
        };
        change.note(format!("{}: {value}", ticket.requirement(&key)?.title));
        Ok(())
    })
}

pub fn freeze(visit: &Visit, id: Id<Ticket>) -> Result<()> {
    visit.act(FREEZE, move |change| {
        with(change, id, |ticket, _, at| ticket.freeze(at)).map(drop)
    })
}

pub fn unfreeze(visit: &Visit, id: Id<Ticket>, reason: String) -> Result<()> {
    visit.act(UNFREEZE, move |change| {
        change.note(reason);
        with(change, id, |ticket, _, _| ticket.unfreeze()).map(drop)
    })
}
