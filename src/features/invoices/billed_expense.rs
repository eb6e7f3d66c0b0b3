//! Which expense stands on which line, as `billed` says it of time: one record for each that was billed. While it holds,
//! nothing else bills the expense; it goes with the draft's line, and holds no more once a credit note took the line back.

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Money, Result},
    data::{Declares, Deriving, Index, Key, Kind, PartOf, Record, Ref, record},
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
/// Expenses of a client that are billed, by their numbers.
pub const OF_CLIENT: Index = Index::plain(3);

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
            let expense = self.expense.raw().to_be_bytes().to_vec();
            to.index_with(OF_CLIENT, Key::new().id(self.client), expense);
        }
    }
}

record!(BilledExpense, Kind::new(222, "billed-expenses", "BX"), view: VIEW, part_of: BilledExpense::part_of);

/// An expense that stands on an invoice stays as it was billed.
///
/// # Errors
/// A conflict that names the paper.
pub fn billed_expenses_stay(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Expense::KIND.code) {
        let id = Id::<Expense>::new(of.id);
        let Some(link) = change.by_unique::<BilledExpense>(OF_EXPENSE, Key::new().id(id))? else {
            continue;
        };
        let stays = change.find(id)?.is_some_and(|expense| {
            expense.status.counts()
                && expense.price() == link.price
                && expense.bills == Some(link.client)
        });
        if !stays {
            let on = change.find(link.invoice)?;
            let on = on.map_or_else(|| link.invoice.to_string(), |held: Invoice| held.called());
            return Err(Error::conflict(format!(
                "This expense is billed on {on} and stays as it is. Take its line off that invoice, or credit it, first."
            )));
        }
    }
    Ok(())
}
