//! Lines of a quote or an invoice and their sums, in whole minor units, each step rounded half away from zero. A line is rounded once
//! before tax; tax is a rate's share of the sum of its lines, one amount for each rate (EN 16931, BR-CO-17), so that
//! net and tax are what is paid and every amount that is printed can be worked out from those above it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Money, money},
    features::{leads::MOST_VALUE, settings::Category},
};

/// The widest a line may be, so that no sum of a quote or of the house can overflow.
pub const MOST_QUANTITY: i64 = 1_000_000 * 1000;
pub const MOST_PRICE: i64 = MOST_VALUE;
pub const MOST_LINES: usize = 100;
/// The most a whole quote may come to, in minor units.
pub const MOST_GROSS: i64 = 10_000_000_000 * 100;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub title: String,
    #[serde(default)]
    pub detail: String,
    /// In thousandths: 1.5 is 1500. Below zero it takes off what was billed before.
    pub quantity: i64,
    /// What it is counted in: "h", "page"; empty for pieces.
    #[serde(default)]
    pub unit: String,
    pub price: Money,
    /// In basis points: 12 % is 1200.
    #[serde(default)]
    pub discount: i64,
    /// Taken off the whole line instead of a share.
    #[serde(default)]
    pub discount_amount: Money,
    #[serde(default)]
    pub tax: i64,
    #[serde(default)]
    pub category: Option<Category>,
}

/// What lines come to: `net` is after the discount and before tax, `gross` is what the client pays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub net: Money,
    pub discount: Money,
    pub tax: Money,
    pub gross: Money,
}

impl Totals {
    /// Before the discount: what the lines would cost.
    pub fn items(&self) -> Money {
        self.net + self.discount
    }
}

/// What a line comes to before tax, and what was taken off for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    pub discount: Money,
    pub net: Money,
}

/// The tax of all lines of a rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RateTax {
    /// In basis points.
    pub rate: i64,
    pub net: Money,
    pub tax: Money,
}

/// Over what tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    PerRate,
    /// As quotes were given before; they stay as their clients know them.
    PerLine,
}

impl Line {
    pub fn amounts(&self) -> Amounts {
        let whole = self.whole();
        let share = whole.share(self.discount);
        let discount = Money((share + self.discount_amount).0.min(whole.0.max(0)));
        Amounts {
            discount,
            net: whole - discount,
        }
    }

    /// `64 h`, or the number alone.
    pub fn counted(&self) -> String {
        match self.unit.as_str() {
            "" => money::thousandths(self.quantity),
            unit => format!("{} {unit}", money::thousandths(self.quantity)),
        }
    }

    /// Before the discount.
    pub fn whole(&self) -> Money {
        self.price.times_thousandths(self.quantity)
    }
}

/// What each rate comes to, the lowest first.
pub fn taxes(lines: &[Line], rounding: Rounding) -> Vec<RateTax> {
    let mut rates: BTreeMap<i64, RateTax> = BTreeMap::new();
    for line in lines {
        let net = line.amounts().net;
        let of = rates.entry(line.tax).or_default();
        of.rate = line.tax;
        of.net = of.net + net;
        of.tax = match rounding {
            Rounding::PerRate => of.net.share(line.tax),
            Rounding::PerLine => of.tax + net.share(line.tax),
        };
    }
    rates.into_values().collect()
}

pub fn totals(lines: &[Line], rounding: Rounding) -> Totals {
    let mut sums = Totals::default();
    for line in lines.iter().map(Line::amounts) {
        sums.net = sums.net + line.net;
        sums.discount = sums.discount + line.discount;
    }
    for of in taxes(lines, rounding) {
        sums.tax = sums.tax + of.tax;
    }
    sums.gross = sums.net + sums.tax;
    sums
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(quantity: i64, price: i64, discount: i64, tax: i64) -> Line {
        Line {
            title: "Line".into(),
            quantity,
            price: Money(price),
            discount,
            tax,
            ..Line::default()
        }
    }

    /// The fraction `top / bottom` to the nearest whole, halves away from zero, without the code under test.
    fn nearest(top: i128, bottom: i128) -> i128 {
        let (whole, rest) = (top / bottom, top % bottom);
        whole + if rest * 2 >= bottom { 1 } else { 0 }
    }

    fn naive(lines: &[Line]) -> [i128; 4] {
        let (mut net_sum, mut off) = (0, 0);
        let mut of_rate: BTreeMap<i64, i128> = BTreeMap::new();
        for l in lines {
            let whole = nearest(i128::from(l.quantity) * i128::from(l.price.0), 1000);
            let share = nearest(whole * i128::from(l.discount), 10_000);
            let discount = (share + i128::from(l.discount_amount.0)).min(whole);
            net_sum += whole - discount;
            off += discount;
            *of_rate.entry(l.tax).or_default() += whole - discount;
        }
        let tax = of_rate
            .iter()
            .map(|(rate, net)| nearest(net * i128::from(*rate), 10_000));
        let tax = tax.sum();
        [net_sum, off, tax, net_sum + tax]
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let small = || (0..20_000i64, 0..2_000_000i64, 0..=10_000i64, 0..=10_000i64);
        let wide = (
            0..=MOST_QUANTITY,
            0..=MOST_PRICE,
            0..=10_000i64,
            0..=10_000i64,
        );
        let rates = prop_oneof![small(), wide];
        (rates, prop::option::weighted(0.3, 0..5_000i64)).prop_map(
            |((quantity, price, discount, tax), amount)| match amount {
                Some(amount) => Line {
                    discount_amount: Money(amount),
                    ..line(quantity, price, 0, tax)
                },
                None => line(quantity, price, discount, tax),
            },
        )
    }

    proptest! {
        #[test]
        fn totals_equal_the_naive_model(lines in prop::collection::vec(any_line(), 0..=MOST_LINES)) {
            let sums = totals(&lines, Rounding::PerRate);
            let got = [sums.net, sums.discount, sums.tax, sums.gross].map(|money| i128::from(money.0));
            prop_assert_eq!(got, naive(&lines));
            prop_assert_eq!(sums.gross, sums.net + sums.tax);
            // One amount for each rate, each the share of its own sum.
            let rates = taxes(&lines, Rounding::PerRate);
            prop_assert!(rates.windows(2).all(|pair| pair[0].rate < pair[1].rate));
            prop_assert!(rates.iter().all(|of| of.tax == of.net.share(of.rate)));
            prop_assert_eq!(rates.iter().fold(Money::ZERO, |sum, of| sum + of.net), sums.net);
            prop_assert_eq!(rates.iter().fold(Money::ZERO, |sum, of| sum + of.tax), sums.tax);
        }

        #[test]
        fn the_order_of_lines_does_not_matter(mut lines in prop::collection::vec(any_line(), 0..20)) {
            let before = totals(&lines, Rounding::PerRate);
            lines.reverse();
            prop_assert_eq!(before, totals(&lines, Rounding::PerRate));
        }
    }

    #[test]
    fn the_quote_of_the_prototype() {
        let lines = [
            line(64_000, 8500, 1200, 0),
            line(8000, 6500, 1200, 0),
            line(1000, 68_000, 1200, 0),
        ];
        let sums = totals(&lines, Rounding::PerRate);
        assert_eq!(
            (sums.items(), sums.discount, sums.gross),
            (Money(664_000), Money(79_680), Money(584_320))
        );
    }

    #[test]
    fn tax_is_a_share_of_the_sum_of_its_rate() {
        let two = [line(1000, 5555, 0, 2300), line(1000, 1111, 0, 2300)];
        let sums = totals(&two, Rounding::PerRate);
        assert_eq!(
            (sums.net, sums.tax, sums.gross),
            (Money(6666), Money(1533), Money(8199))
        );
        // A quote that was given before is what its client knows.
        assert_eq!(totals(&two, Rounding::PerLine).tax, Money(1534));
        let mixed = [
            line(1000, 5555, 0, 2300),
            line(1000, 1111, 0, 700),
            line(1000, 1111, 0, 2300),
            line(1000, 100, 0, 0),
        ];
        let rates: Vec<(i64, i64, i64)> = taxes(&mixed, Rounding::PerRate)
            .iter()
            .map(|of| (of.rate, of.net.0, of.tax.0))
            .collect();
        assert_eq!(rates, [(0, 100, 0), (700, 1111, 78), (2300, 6666, 1533)]);
    }

    #[test]
    fn a_discount_is_a_share_or_an_amount_and_never_more_than_the_line() {
        let off = |amount: i64| Line {
            discount_amount: Money(amount),
            ..line(2000, 1000, 0, 1000)
        };
        assert_eq!(off(500).amounts().net, Money(1500));
        assert_eq!(off(2000).amounts().net, Money(0));
        assert_eq!(off(9000).amounts().discount, Money(2000));
        assert_eq!(line(2000, 1000, 2500, 0).amounts().net, Money(1500));
        assert_eq!(line(500, 1, 0, 0).amounts().net, Money(1));
    }

    #[test]
    fn the_widest_quote_does_not_overflow() {
        let widest = line(MOST_QUANTITY, MOST_PRICE, 0, 10_000);
        let lines = vec![widest; MOST_LINES];
        assert_eq!(
            i128::from(totals(&lines, Rounding::PerRate).gross.0),
            naive(&lines)[3]
        );
    }
}
