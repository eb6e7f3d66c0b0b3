//! How the house bills: days until an invoice is due, how it is paid, what an hour costs, when clients are reminded. One record,
//! made when somebody first saves it.

use serde::{Deserialize, Serialize};

use super::{
    VIEW,
    account::ClientAccount,
    trade::{Bank, TradeParty},
    untaxed::Untaxed,
};
use crate::{
    access::Placement,
    base::{Id, Money, Result},
    data::{Cached, Declares, Kind, ReadTx, Record, Store, record},
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
    /// Where the house's payment provider takes an invoice, with `{number}`, `{amount}` and `{currency}` in it.
    #[serde(default)]
    pub pay_link: String,
    /// What an hour costs where nobody says otherwise.
    #[serde(default)]
    pub hour: Money,
    /// Days after the due day on which a client is reminded, one step each; none reminds nobody.
    #[serde(default)]
    pub reminders: Vec<i32>,
    /// What is charged on what is paid late, in hundredths of a percent a year; 0 charges none.
    #[serde(default)]
    pub interest: i64,
    /// What each reminder costs from a certain one on; nothing charges none.
    #[serde(default)]
    pub late_fee: Money,
    /// The first reminder that costs so much, from 1.
    #[serde(default)]
    pub late_fee_from: u32,
    /// Who the house is in law, by parts.
    #[serde(default)]
    pub seller: TradeParty,
    #[serde(default)]
    pub bank: Bank,
    /// Why nothing is taxed of what is billed at no tax, where nothing else is agreed with a client.
    #[serde(default)]
    pub untaxed: Option<Untaxed>,
    #[serde(default)]
    pub untaxed_reason: String,
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
            pay_link: String::new(),
            hour: Money::ZERO,
            reminders: vec![3, 14, 28],
            interest: 0,
            late_fee: Money::ZERO,
            late_fee_from: 0,
            seller: TradeParty::default(),
            bank: Bank::default(),
            untaxed: None,
            untaxed_reason: String::new(),
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

    /// How a client pays, as they read it.
    pub fn how_to_pay(&self) -> String {
        how_to_pay(&self.pay, &self.bank)
    }

    /// Why what a client gets isn't taxed: as it was agreed with them, else the house's.
    pub fn untaxed_for(&self, account: Option<&ClientAccount>) -> (Option<Untaxed>, String) {
        match account {
            Some(held) if held.untaxed.is_some() => (held.untaxed, held.untaxed_reason.clone()),
            _ => (self.untaxed, self.untaxed_reason.clone()),
        }
    }
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

record!(BillingTerms, Kind::new(184, "billing-terms", "BTM"), view: VIEW);

/// The house's words on how it is paid, then the account line by line.
pub fn how_to_pay(words: &str, bank: &Bank) -> String {
    let mut lines: Vec<String> = words.lines().map(str::to_owned).collect();
    lines.extend(bank.lines());
    lines.join("\n")
}
