//! What the written form calls things.

use super::super::{
    addressed,
    invoice::{Invoice, Paper},
    parties::Parties,
};
use crate::{
    base::{Money, Result, money::Currency},
    data::Visit,
    features::settings::CurrentSettings,
};

/// What there is to know of a paper beside what it says.
#[derive(Debug, Clone)]
pub struct Known {
    pub parties: Parties,
    pub currency: Currency,
    /// What a credit note takes back: its number and day.
    pub credited: Option<(String, Option<crate::base::Day>)>,
}

impl Known {
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &Visit, invoice: &Invoice) -> Result<Known> {
        let credited: Option<Invoice> = visit.follow(invoice, |invoice: &Invoice| {
            invoice.credits.unwrap_or_default()
        })?;
        Ok(Known {
            parties: addressed::parties_of(visit, invoice)?,
            currency: invoice.currency(CurrentSettings::of(visit)?.0.currency()),
            credited: credited.map(|held| (held.number, held.issued_on)),
        })
    }
}

/// An amount in hundredths, of a currency with at most two digits behind the point.
pub fn hundredths(amount: Money, currency: Currency) -> Option<i64> {
    let missing = 2u32.checked_sub(currency.exponent)?;
    amount.0.checked_mul(10i64.checked_pow(missing)?)
}

/// What kind of document it is (UNTDID 1001, BT-3).
pub fn type_code(invoice: &Invoice) -> &'static str {
    match invoice.paper {
        Paper::CreditNote => "381",
        Paper::Invoice | Paper::Unknown => "380",
    }
}
