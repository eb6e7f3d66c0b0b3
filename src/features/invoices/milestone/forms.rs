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

/// A share of the quote, or an amount; neither bills nothing. And which item of the quote it makes.
#[derive(Debug, Clone, Default)]
pub struct PriceForm {
    pub share: i64,
    pub amount: Money,
    /// Of the quote, as people count; 0 is none.
    pub item: u32,
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
        let item = f.whole("item", "Item of the quote", Optional, 0..=1_000);
        f.tell("Which item of the quote its work is for, counted from 1.");
        let form = PriceForm {
            item: item
                .and_then(|item| u32::try_from(item).ok())
                .unwrap_or_default(),
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
            (
                "item",
                match held.item {
                    0 => String::new(),
                    item => item.to_string(),
                },
            ),
            ("version", held.version.to_string()),
        ])
    }
}
