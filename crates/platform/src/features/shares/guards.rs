//! What is held wherever a share is written: nobody gives what they don't hold of themselves.

use super::actions::{GIVE, TAKE_BACK};
use crate::{
    access::{Tier, policy},
    base::{Error, Id, Result},
    data::{Change, Share},
    features::people::User,
};

pub fn share(change: &mut Change<'_, '_>, was: Option<&Share>, is: Option<&Share>) -> Result<()> {
    // One that only goes along with its record was given to them before.
    let goes_along = was
        .zip(is)
        .is_some_and(|(was, is)| was.of != is.of && was.to == is.to);
    if let Some(is) = is.filter(|_| !goes_along) {
        recipient(change, is)?;
    }
    let actor = change.actor.clone();
    if actor.is_system() {
        return Ok(());
    }
    match (was, is) {
        (_, Some(is)) => given(change, is),
        (Some(was), None) => {
            // Their own gift anybody takes back; another's who may on that record.
            let Some(placement) = change.placement_of(was.of)? else {
                // It went with its record, and opened nothing any more.
                return Ok(());
            };
            let mine = [was.by, was.to].contains(&actor.person);
            match mine || policy::may(&actor, &TAKE_BACK, &placement) {
                true => Ok(()),
                false => Err(Error::Forbidden(policy::explain(
                    &actor,
                    &TAKE_BACK,
                    Some(&placement),
                ))),
            }
        }
        (None, None) => Ok(()),
    }
}

fn recipient(change: &mut Change<'_, '_>, share: &Share) -> Result<()> {
    let user: Id<User> = Id::new(share.to);
    let no = |why: &str| Err(Error::field("person", why));
    let Some(person) = change.find(user)? else {
        return no("There is no such person.");
    };
    if person.tier == Tier::Client {
        return no(
            "People of clients see what is of their company. Share a document with the client instead, or write to them.",
        );
    }
    if person.inactive {
        return no("This person is inactive. Choose another, or let them in again first.");
    }
    Ok(())
}

/// What the share opens, its giver must hold by their own roles: what was shared with them is not theirs to share.
fn given(change: &mut Change<'_, '_>, share: &Share) -> Result<()> {
    let info = change.kind_of(share.of)?;
    let (view, plural) = (info.view, info.kind.plural);
    let Some(edits) = info.shared else {
        return Err(Error::conflict(format!("Single {plural} can't be shared.")));
    };
    let placement = change.placement_of(share.of)?.ok_or(Error::NotFound)?;
    let actor = change.actor.clone();
    let mut needed = vec![GIVE, view];
    if share.edit {
        needed.extend_from_slice(edits);
    }
    for action in needed {
        if !policy::may(&actor, &action, &placement) {
            let why = policy::explain(&actor, &action, Some(&placement));
            return Err(Error::field(
                "edit",
                format!("You can't share what you don't hold yourself. {why}"),
            ));
        }
    }
    Ok(())
}
