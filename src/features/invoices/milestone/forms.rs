//! What people may submit about what a milestone bills.

use super::price::MilestonePrice;
use crate::{
    base::{Money, Unit, money, money::Currency},
    features::quotes::MOST_PRICE,
    web::{
        Filled,
        form::{Form, Optional, Reader},
    },
};

/// A share of the quote, or an amount; neither bills nothing.
#[derive(Debug, Clone, Default)]
pub struct PriceForm {
    pub share: i64,
    pub amount: Money,
    /// 0 where nothing was said before.
    pub version: Option<u64>,
}

impl Form for PriceForm {
    fn read(f: &mut Reader) -> Self {
        let share = f.decimal(
            "share",
            "Share of the quote",
            Optional,
            Unit::BasisPoints,
            0..=10_000,
        );
        f.tell("In percent of the quote before tax. Nothing where it is an amount.");
        let amount = f.money("amount", "Amount", Optional);
        f.tell("Before tax. Nothing where it is a share.");
        if amount.is_some_and(|amount| amount < Money::ZERO || amount.0 > MOST_PRICE) {
            let most = Money(MOST_PRICE).show(f.currency);
            f.problem("amount", format!("Amount should be between 0 and {most}."));
        }
        let form = PriceForm {
            share: share.unwrap_or_default(),
            amount: amount.unwrap_or_default(),
            version: f.version(),
        };
        if form.share > 0 && form.amount > Money::ZERO {
            f.problem("amount", "Say either a share or an amount.");
        }
        form
    }
}

impl PriceForm {
    /// As it stands, as the fields of the form.
    pub fn of(held: &MilestonePrice, currency: Currency) -> Filled<PriceForm> {
        let share = match held.share {
            0 => String::new(),
            share => money::percent(share),
        };
        let amount = match held.amount {
            Money::ZERO => String::new(),
            amount => amount.input(currency),
        };
        Filled::blank(&[
            ("share", share),
            ("amount", amount),
            ("version", held.version.to_string()),
        ])
    }
}
