//! What else becomes of a line: its match is taken back, it is ignored with a reason, and waits again.

use super::{
    actions::{IGNORE, RELEASE, WAIT},
    line::BankLine,
    matched::{self, BankMatch, OF_LINE},
};
use crate::{
    base::{Error, Id, Money, Result},
    data::{Key, Visit},
    features::invoices::{self, Payment, TAKE_BACK},
};

/// Takes the match of a line back: payments that were booked with it are gone, and those that were there stay.
///
/// # Errors
/// A conflict, where nothing is matched, and where a surplus was spent since.
pub fn release(visit: &Visit, id: Id<BankLine>) -> Result<()> {
    let line = visit.find_for(&RELEASE, id)?;
    for (payment, _) in matched::payments(visit, &line)? {
        visit.demand_on(&TAKE_BACK, &payment)?;
    }
    visit.act(RELEASE, move |change| {
        let line = change.subject::<BankLine>(id)?;
        if line.booked == Money::ZERO {
            return Err(Error::conflict("Nothing of this line is matched."));
        }
        let matches: Vec<BankMatch> = change
            .unscoped("a line lets go of all that it was matched with")
            .children(OF_LINE, Key::new().id(id))?;
        for held in matches {
            let held = change.subject::<BankMatch>(held.id)?;
            let gone = change
                .unscoped("a payment may have been taken back before")
                .find(held.payment)?
                .is_none();
            if held.books && !gone {
                let payment = change.subject::<Payment>(held.payment)?;
                invoices::unbook(change, &payment)?;
            }
            change.delete(&held)?;
        }
        change.about(line.id.as_ref());
        Ok(())
    })
}

/// Leaves a line out, with a reason.
///
/// # Errors
/// A conflict, where it doesn't wait, or something of it is booked.
pub fn ignore(visit: &Visit, id: Id<BankLine>, reason: String) -> Result<()> {
    visit.act(IGNORE, move |change| {
        let mut line = change.subject::<BankLine>(id)?;
        line.must_wait()?;
        if line.booked > Money::ZERO {
            return Err(Error::conflict(
                "Something of this line is booked. Take its match back first.",
            ));
        }
        line.reason = reason;
        line.ignored_by = Some(Id::new(change.actor.person));
        line.ignored_at = Some(change.at);
        change.put(&line)
    })
}

/// Lets an ignored line wait again.
///
/// # Errors
/// A conflict, where it isn't ignored.
pub fn wait(visit: &Visit, id: Id<BankLine>) -> Result<()> {
    visit.act(WAIT, move |change| {
        let mut line = change.subject::<BankLine>(id)?;
        if line.reason.is_empty() {
            return Err(Error::conflict("This line isn’t ignored."));
        }
        line.reason.clear();
        line.ignored_by = None;
        line.ignored_at = None;
        change.put(&line)
    })
}
