//! Which expense stands on which line, as `billed` says it of time: one record for each that was billed. While it holds,
//! nothing else bills the expense; it goes with the draft's line, and holds no more once a credit note took the line back.

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Money, Result},
    data::{
        Declares, Deriving, Index, Key, Kind, PartOf, Recompute, Recomputing, Record, Ref, record,
    },
    features::{clients::Client, projects::Expense},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledExpense {
    #[serde(skip)]
    pub id: Id<BilledExpense>,
    #[serde(skip)]
    pub version: u64,
    pub expense: Id<Expense>,
    pub client: Id<Client>,
    pub invoice: Id<Invoice>,
    /// The key of the line.
    pub line: u32,
    /// Before tax, as it was billed.
    pub price: Money,
    /// When a credit note took it back, so that the expense is there to be billed again.
    #[serde(default)]
    pub released: Option<Moment>,
}

/// An expense is billed once at a time.
pub const OF_EXPENSE: Index = Index::unique(1);
pub const ON_INVOICE: Index = Index::plain(2);

impl BilledExpense {
    fn title(&self) -> String {
        format!("{} on {}", self.expense, self.invoice)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.invoice.as_ref()).staff_only(true))
    }
    fn declare(&self, to: &mut Declares) {
        to.index(
            ON_INVOICE,
            Key::new().id(self.invoice).number(u64::from(self.line)),
        );
        if self.released.is_none() {
            to.index(OF_EXPENSE, Key::new().id(self.expense));
        }
    }
}

record!(BilledExpense, Kind::new(222, "billed-expenses", "BX").filing(2), view: VIEW, part_of: BilledExpense::part_of);

/// An expense that stands on an invoice stays as it was billed; and what an Undo puts on one again is what it was.
///
/// # Errors
/// A conflict that names the paper to whoever sees it.
pub fn billed_expenses_stay(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        let link = if of.kind == Expense::KIND.code {
            change.by_unique::<BilledExpense>(OF_EXPENSE, Key::new().number(of.id))?
        } else if of.kind == BilledExpense::KIND.code {
            change.find(Id::<BilledExpense>::new(of.id))?
        } else {
            None
        };
        let Some(link) = link.filter(|link| link.released.is_none()) else {
            continue;
        };
        let stays = change.find(link.expense)?.is_some_and(|expense| {
            expense.status.counts()
                && expense.price() == link.price
                && expense.bills == Some(link.client)
        });
        if !stays && of.kind == BilledExpense::KIND.code {
            return Err(Error::conflict(
                "An expense of this invoice was changed since. Bill it anew instead.",
            ));
        }
        if !stays {
            let on = match change.find::<Invoice>(link.invoice)? {
                Some(held) if change.sees(&held)? => held.called(),
                _ => "an invoice".to_owned(),
            };
            return Err(Error::conflict(format!(
                "This expense is billed on {on} and stays as it is. Take its line off that invoice, or credit it, first."
            )));
        }
    }
    Ok(())
}

/// What was billed says so itself, as time does (`billed::entries_know`).
///
/// # Errors
/// When the store can't be read or written.
pub fn expenses_know(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched
        .iter()
        .filter(|of| of.kind == BilledExpense::KIND.code)
    {
        let id = Id::<BilledExpense>::new(of.id);
        let sides = [change.find(id)?, change.was(id)?];
        for link in sides.into_iter().flatten() {
            let key = Key::new().id(link.expense);
            let billed = change.by_unique::<BilledExpense>(OF_EXPENSE, key)?;
            let billed = billed.is_some();
            let held = change.find(link.expense)?;
            if let Some(mut expense) = held.filter(|held| held.billed != billed) {
                expense.billed = billed;
                change.put(&expense)?;
            }
        }
    }
    Ok(())
}

/// The same in an older house.
pub const EXPENSES_KNOW: Recompute = Recompute {
    kind: BilledExpense::KIND,
    rule: 1,
    run: recompute,
};

fn recompute(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let link = to.find(Id::<BilledExpense>::new(id))?;
    let Some(link) = link.filter(|link| link.released.is_none()) else {
        return Ok(());
    };
    match to.find(link.expense)? {
        Some(mut expense) => {
            expense.billed = true;
            to.put(&expense)
        }
        None => Ok(()),
    }
}
