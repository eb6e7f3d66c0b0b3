//! The verbs of a ticket: opening one (`open`), its way from hand to hand (`way`), the checklist in work (`checks`),
//! its documents (`papers`). Deeds of a stage are done by the hand it is in.

mod attachments;
mod checks;
mod open;
mod several;
mod way;

use super::ticket::{LOAD, Ticket};
use crate::{
    access::Action,
    base::{Id, Moment, Result},
    data::{Change, Held, Key},
    features::people::{Directory, User},
};

pub use attachments::{attach, refuse_document, request_document, verify_document};
pub use checks::{check, complete, complete_all, freeze, unfreeze, waive};
pub use open::{open, raise, raise_all, raise_with, to_raise};
pub use way::{cancel, close, edit, hand_over, hold, reopen, resume, return_};

/// Those to whom a duty brings tickets in the department of that key.
pub(super) fn takers<'n>(names: &'n Directory, duty: &Action, key: &str) -> Vec<&'n User> {
    match names.department_by_key(key) {
        Some(department) => names.on_duty_in(duty, department.id),
        None => names.on_duty(duty),
    }
}

fn ids(users: &[&User]) -> Vec<Id<User>> {
    users.iter().map(|user| user.id).collect()
}

const COUNTED: &str = "what somebody has in hand counts, whoever sees it";

/// How many tickets somebody has under way.
fn load(change: &mut Change<'_, '_>, of: Id<User>) -> Result<usize> {
    let all = change
        .unscoped(COUNTED)
        .children::<Ticket>(LOAD, Key::new().id(of));
    Ok(all?.len())
}

fn save(change: &mut Change<'_, '_>, ticket: &mut Held<Ticket>) -> Result<()> {
    ticket.touched = change.at;
    change.put(ticket)
}

/// Runs a rule of the stage and saves.
fn with(
    change: &mut Change<'_, '_>,
    id: Id<Ticket>,
    rule: impl FnOnce(&mut Ticket, Id<User>, Moment) -> Result<()>,
) -> Result<Held<Ticket>> {
    let mut ticket = change.subject(id)?;
    rule(&mut ticket, Id::new(change.actor.person), change.at)?;
    save(change, &mut ticket)?;
    Ok(ticket)
}
