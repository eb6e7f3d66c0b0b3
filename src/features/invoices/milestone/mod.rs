//! Milestone billing: what a milestone bills is agreed before, as a share of the quote that its project came of or as an amount,
//! and is billed once when the client approved the milestone.
//!
//! Records: `MilestonePrice` (what a milestone bills), `BilledMilestone` (on which lines it stands). What is a part of a quote
//! counts as billed of the quote, so that deposits, milestones and the rest come to the quote and no more. While a
//! milestone stands on an invoice nothing else bills it; it is free again when the draft's lines go, or once a credit note took
//! all of them back.

mod forms;
mod lines;
mod ops;
mod page;
mod price;
mod routes;

use super::VIEW;
use crate::{
    base::{Error, Id, Result},
    data::{Deriving, Key, Kind, Record, Ref, record},
    features::projects::Milestone,
};

pub use forms::PriceForm;
pub use ops::{Open, add_lines, chosen, link, price_of, seen_quote, set, unbilled};
pub use price::{BILLED, BilledMilestone, MilestonePrice, OF_MILESTONE, OF_PROJECT, ON_INVOICE};
pub use routes::{must_see_prices, routes};

record!(MilestonePrice, Kind::new(130, "milestone-prices", "MPR"), view: VIEW);

record!(BilledMilestone, Kind::new(131, "billed-milestones", "BMS"), view: VIEW, part_of: BilledMilestone::part_of);

/// What bills says so itself, and no more once its lines are gone or were taken back; a milestone that is billed doesn't go.
///
/// # Errors
/// A conflict, where an Undo takes a milestone away that stands on an invoice.
pub fn prices_know(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        let mut milestones: Vec<Id<Milestone>> = Vec::new();
        if of.kind == BilledMilestone::KIND.code {
            let id = Id::<BilledMilestone>::new(of.id);
            let sides = [change.find(id)?, change.was(id)?];
            milestones.extend(sides.into_iter().flatten().map(|link| link.milestone));
        } else if of.kind == MilestonePrice::KIND.code {
            let held = change.find(Id::<MilestonePrice>::new(of.id))?;
            milestones.extend(held.map(|held| held.milestone));
        } else if of.kind == Milestone::KIND.code {
            let id = Id::<Milestone>::new(of.id);
            let key = Key::new().id(id);
            let gone = change.find(id)?.is_none();
            if gone && change.by_unique::<BilledMilestone>(BILLED, key)?.is_some() {
                return Err(Error::conflict(
                    "This milestone stands on an invoice and stays. Take its lines off that invoice, or credit it, first.",
                ));
            }
        }
        for milestone in milestones {
            let key = || Key::new().id(milestone);
            let billed = change.by_unique::<BilledMilestone>(BILLED, key())?;
            let billed = billed.is_some();
            let held = change.by_unique::<MilestonePrice>(OF_MILESTONE, key())?;
            if let Some(mut price) = held.filter(|held| held.billed != billed) {
                price.billed = billed;
                change.put(&price)?;
            }
        }
    }
    Ok(())
}
