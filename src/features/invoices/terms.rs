//! How the house bills: days until an invoice is due, how it is paid, what an hour costs, when clients are reminded. One record,
//! made when somebody first saves it.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::VIEW;
use crate::{
    access::Placement,
    base::{Id, Money, Result, Unit},
    data::{Cached, Declares, Kind, ReadTx, Record, Store, Visit, record},
    web::{Reply, Request, Told},
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BillingTerms {
    #[serde(skip)]
    pub id: Id<BillingTerms>,
    #[serde(skip)]
    pub version: u64,
    /// Days from issue until an invoice is due.
    pub days: i32,
    /// How to pay: bank, account, what to give as the reference.
    #[serde(default)]
    pub pay: String,
    /// Whose account it is; the house's where nothing is said.
    #[serde(default)]
    pub holder: String,
    /// Checked, without spaces.
    #[serde(default)]
    pub iban: String,
    #[serde(default)]
    pub bic: String,
    /// Where the house's payment provider takes an invoice, with `{number}`, `{amount}` and `{currency}` in it.
    #[serde(default)]
    pub pay_link: String,
    /// What an hour costs where nobody says otherwise.
    #[serde(default)]
    pub hour: Money,
    /// Days after the due day on which a client is reminded, one step each; none reminds nobody.
    #[serde(default)]
    pub reminders: Vec<i32>,
}

/// There is one.
pub const TERMS: Id<BillingTerms> = Id::new(1);
/// Steps of reminders at most.
pub const MOST_STEPS: usize = 6;

impl Default for BillingTerms {
    fn default() -> Self {
        BillingTerms {
            id: Id::NONE,
            version: 0,
            days: 14,
            pay: String::new(),
            holder: String::new(),
            iban: String::new(),
            bic: String::new(),
            pay_link: String::new(),
            hour: Money::ZERO,
            reminders: vec![3, 14, 28],
        }
    }
}

impl BillingTerms {
    fn title(&self) -> String {
        "Terms of billing".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

/// The house's terms, in memory.
pub struct CurrentTerms(pub BillingTerms);

impl Cached for CurrentTerms {
    const FROM: &'static [Kind] = &[BillingTerms::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(CurrentTerms(
            read_tx.all::<BillingTerms>()?.pop().unwrap_or_default(),
        ))
    }
}

/// What programs are told of them.
pub const TOLD: Told = Told::Object(&[
    ("days", Told::Number),
    ("pay", Told::Text),
    ("holder", Told::Text),
    ("iban", Told::Text),
    ("bic", Told::Text),
    ("pay_link", Told::Text),
    ("hour", Told::Counted(Unit::MinorUnits)),
    ("reminders", Told::List(&Told::Number)),
    ("version", Told::Number),
]);

/// # Errors
/// When the store can't be read.
pub fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = visit.cached::<CurrentTerms>()?;
    let held = &held.0;
    Ok(Reply::json(json!({
        "days": held.days, "pay": held.pay, "hour": held.hour.minor(),
        "holder": held.holder, "iban": held.iban, "bic": held.bic, "pay_link": held.pay_link,
        "reminders": held.reminders, "version": held.version,
    })))
}

record!(BillingTerms, Kind::new(184, "billing-terms", "BTM"), view: VIEW);
