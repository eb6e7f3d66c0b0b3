//! The checklist in work, and the scope that is frozen at its end.

use super::{
    super::{
        actions::{CHECK, COMPLETE, FREEZE, UNFREEZE, WAIVE},
        forms::{Answers, Check, Complete, Waive},
        ticket::Ticket,
    },
    with,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Visit},
};

pub fn check(visit: &Visit, id: Id<Ticket>, form: Check) -> Result<()> {
    visit.act(CHECK, move |change| {
        let ticket = with(change, id, |ticket, by, at| {
            let each = |key: &String| ticket.check(key, form.passed, form.reason.clone(), by, at);
            form.keys.iter().try_for_each(each)
        })?;
        let word = if form.passed { "passed" } else { "failed" };
        note_checkpoints(change, &ticket, &form.keys, word, &form.reason);
        Ok(())
    })
}

pub fn waive(visit: &Visit, id: Id<Ticket>, form: Waive) -> Result<()> {
    visit.act(WAIVE, move |change| {
        let ticket = with(change, id, |ticket, by, at| {
            let each = |key: &String| ticket.waive(key, form.reason.clone(), by, at);
            form.keys.iter().try_for_each(each)
        })?;
        note_checkpoints(change, &ticket, &form.keys, "waived", &form.reason);
        Ok(())
    })
}

/// The list changes as a whole in the journal; its note says which lines it were.
fn note_checkpoints(
    change: &mut Change<'_, '_>,
    ticket: &Ticket,
    keys: &[String],
    word: &str,
    said: &str,
) {
    let named = ticket.checkpoints.iter().filter(|c| keys.contains(&c.key));
    let titles: Vec<&str> = named.map(|c| c.title.as_str()).collect();
    let dash = if said.is_empty() { "" } else { ". " };
    change.note(format!("{}: {word}{dash}{said}", titles.join(", ")));
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

/// Several at once: all or none.
pub fn complete_all(visit: &Visit, id: Id<Ticket>, form: Answers) -> Result<()> {
    visit.act(COMPLETE, move |change| {
        let ticket = with(change, id, |ticket, by, at| {
            for answer in &form.answers {
                let done = ticket.complete(&answer.key, answer.value.clone(), by, at);
                done.map_err(|why| match why {
                    Error::Invalid(problems) => Error::field("answers", problems.to_string()),
                    other => other,
                })?;
            }
            Ok(())
        })?;
        let mut said = Vec::new();
        for answer in &form.answers {
            let title = &ticket.requirement(&answer.key)?.title;
            said.push(format!("{title}: {}", text::shorten(&answer.value, 80)));
        }
        change.note(text::shorten(&said.join("; "), 900));
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
