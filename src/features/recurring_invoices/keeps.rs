//! What holds of what recurs at the end of every deed: an Undo that lets one go on makes up for nothing that passed
//! meanwhile, and who sees one of a project goes with whoever leads it.

use super::series::{OF_CLIENT, RecurringInvoice};
use crate::{
    base::{Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::projects::{Project, follow_leads},
};

/// # Errors
/// When the store can't be read or written.
pub fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        match of.kind {
            kind if kind == Project::KIND.code => follow(change, Id::new(of.id))?,
            kind if kind == RecurringInvoice::KIND.code && change.is_undo() => {
                goes_on(change, Id::new(of.id))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// As when somebody lets it go on.
fn goes_on(change: &mut Deriving<'_, '_, '_>, id: Id<RecurringInvoice>) -> Result<()> {
    let (Some(was), Some(mut is)) = (change.was(id)?, change.find(id)?) else {
        return Ok(());
    };
    let rested = |held: &RecurringInvoice| held.paused || held.ended;
    if rested(&was) && !rested(&is) {
        let zone = change.tz.clone();
        is.resume(change.at.day(&zone), &zone);
        change.put(&is)?;
    }
    Ok(())
}

fn follow(change: &mut Deriving<'_, '_, '_>, id: Id<Project>) -> Result<()> {
    let at = |project: &Project| Key::new().id(project.client);
    follow_leads(
        change,
        id,
        (OF_CLIENT, at),
        |held: &mut RecurringInvoice, led| {
            held.leads.clone_from(&led.leads);
            held.department = led.department;
            held.project == Some(id)
        },
    )
}
