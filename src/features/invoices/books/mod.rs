//! What the house's accountant takes along: every invoice, credit note, payment and write-off of a period as a journal with
//! accounts and tax codes, each entry balanced to the last minor unit, in the house's currency.
//!
//! Record: `BookAccounts` (which accounts and codes the house's books have; one for the house). Whoever takes the journal along
//! sees all of what it tells: a part of it would pass for the whole.

mod export;
mod forms;
mod page;
mod posting;
mod routes;

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Id, Result},
    data::{
        Cached, Declares, Entity, EntityInfo, Field, FieldKind, Kind, ReadTx, Record, Store, record,
    },
    ui::icon::Icon,
};

pub use forms::BooksForm;
pub use routes::{routes, set};

/// Where what is taxed at a rate is booked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RateAccounts {
    /// In basis points.
    pub rate: i64,
    pub revenue: String,
    pub tax: String,
    /// What the accountant's program calls the rate.
    #[serde(default)]
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BookAccounts {
    #[serde(skip)]
    pub id: Id<BookAccounts>,
    #[serde(skip)]
    pub version: u64,
    /// What clients owe.
    pub receivable: String,
    pub bank: String,
    pub cash: String,
    /// What stands to clients' credit.
    pub credit: String,
    /// What was written off.
    pub loss: String,
    /// Of rates that aren't named below.
    pub revenue: String,
    pub tax: String,
    #[serde(default)]
    pub rates: Vec<RateAccounts>,
}

impl Default for BookAccounts {
    fn default() -> Self {
        BookAccounts {
            id: Id::NONE,
            version: 0,
            receivable: "1200".into(),
            bank: "1000".into(),
            cash: "1010".into(),
            credit: "2300".into(),
            loss: "6500".into(),
            revenue: "4000".into(),
            tax: "2200".into(),
            rates: Vec::new(),
        }
    }
}

impl BookAccounts {
    fn title(&self) -> String {
        "Accounts of the books".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// Revenue account, tax account and code of a rate.
    pub fn of_rate(&self, rate: i64) -> (&str, &str, &str) {
        match self.rates.iter().find(|held| held.rate == rate) {
            Some(held) => (&held.revenue, &held.tax, &held.code),
            None => (&self.revenue, &self.tax, ""),
        }
    }
}

const RATE: &[Field] = &[
    Field::new("rate", "Tax", FieldKind::BasisPoints),
    Field::text("revenue", "Revenue"),
    Field::text("tax", "Tax account"),
    Field::text("code", "Tax code"),
];

const FIELDS: &[Field] = &[
    Field::text("receivable", "Receivables"),
    Field::text("bank", "Bank"),
    Field::text("cash", "Cash"),
    Field::text("credit", "Clients' credit"),
    Field::text("loss", "Written off"),
    Field::text("revenue", "Revenue"),
    Field::text("tax", "Tax account"),
    Field::new("rates", "By rate", FieldKind::Rows(RATE)),
];

impl Entity for BookAccounts {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Accounts of the books",
        "Accounts of the books",
        Icon::Settings,
        FIELDS,
    )
    .without_page();
}

record!(BookAccounts, Kind::new(133, "book-accounts", "BKA"), view: VIEW);

/// As they are now, in memory.
pub struct CurrentAccounts(pub BookAccounts);

impl Cached for CurrentAccounts {
    const FROM: &'static [Kind] = &[BookAccounts::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let held = read_tx.all::<BookAccounts>()?.pop();
        Ok(CurrentAccounts(held.unwrap_or_default()))
    }
}
