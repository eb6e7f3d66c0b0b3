//! The verbs of a ticket: opening one (`open`), its way from hand to hand (`way`), the checklist in work (`checks`),
//! its documents (`papers`). Deeds of a stage are done by the hand it is in.

mod checks;
mod open;
mod papers;
mod way;

use super::{
    ticket::{LOAD, Ticket},
    trusted::set_clock,
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result},
    data::{Change, Key, Visit},
    features::people::{Directory, User},
};

pub use checks::{check, complete, freeze, unfreeze, waive};
pub use open::{open, raise};
pub use papers::{attach, refuse_document, request_document, verify_document};
pub use way::{cancel, close, edit, hand_over, reopen, return_};

fn ids(users: &[&User]) -> Vec<Id<User>> {
    users.iter().map(|user| user.id).collect()
}

/// Whoever of these has the fewest tickets under way; the first by name among equals.
fn least_loaded(change: &mut Change<'_, '_>, of: &[Id<User>]) -> Result<Option<Id<User>>> {
    let mut best = None;
    for id in of {
        let load = change.children::<Ticket>(LOAD, Key::new().id(*id))?.len();
        if best.is_none_or(|(least, _)| load < least) {
            best = Some((load, *id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// The ticket a deed of its stage is done to: allowed, and in the hand (or the department) of who does it.
fn in_hand(change: &mut Change<'_, '_>, id: Id<Ticket>) -> Result<Ticket> {
    let ticket: Ticket = change.subject(id)?;
    if ticket.is_in_hand_for(&change.actor, &change.demanded()) {
        return Ok(ticket);
    }
    let owner = change.find(ticket.owner)?.map(|user| user.name);
    Err(in_hands_of(owner))
}

/// The same for the page with the form of such a deed.
pub(super) fn must_be_in_hand(visit: &Visit, ticket: &Ticket, action: &Action) -> Result<()> {
    if ticket.is_in_hand_for(&visit.actor, action) {
        return Ok(());
    }
    let names = Directory::of(visit)?;
    Err(in_hands_of(Some(names.name(ticket.owner).to_owned())))
}

fn in_hands_of(owner: Option<String>) -> Error {
    let owner = owner.unwrap_or_else(|| "somebody else".to_owned());
    Error::Forbidden(format!(
        "This ticket is in the hands of {owner} now. Ask them, or write a note on the ticket."
    ))
}

fn save(change: &mut Change<'_, '_>, ticket: &mut Ticket) -> Result<()> {
    ticket.touched = change.at;
    set_clock(change, ticket)?;
    change.put(ticket)
}

/// Runs a rule of the stage and saves.
fn with(
    change: &mut Change<'_, '_>,
    id: Id<Ticket>,
    rule: impl FnOnce(&mut Ticket, Id<User>, Moment) -> Result<()>,
) -> Result<Ticket> {
    let mut ticket = in_hand(change, id)?;
    rule(&mut ticket, Id::new(change.actor.person), change.at)?;
    save(change, &mut ticket)?;
    Ok(ticket)
}
