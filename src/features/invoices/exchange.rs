//! Papers in another currency than the house's: what one unit of it is worth is agreed with the client, and kept on each paper as it
//! was when that was issued. What is counted over all papers is counted in the house's currency at that rate; what a client
//! owes is told in the currency of each paper, and no two are added up. Pure.

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        Money,
        money::{Currency, decimal, divide_rounded},
    },
    features::quotes::Line,
};

/// Digits of a rate behind the point.
const PLACES: u32 = 6;
const ONE: i64 = 1_000_000;
/// The most that one unit may be worth.
const MOST: i64 = 100_000 * ONE;

/// What one unit of a paper's currency is worth, and in which.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// In millionths; 0 where the paper is in the house's currency.
    #[serde(default)]
    pub rate: i64,
    /// ISO 4217: what the house counted in.
    #[serde(default)]
    pub to: String,
}

impl Exchange {
    pub fn is_other(&self) -> bool {
        self.rate > 0
    }

    /// An amount of the paper as the house counts it.
    pub fn in_house(&self, amount: Money) -> Money {
        match self.rate {
            0 => amount,
            rate => Money(divide_rounded(
                i128::from(amount.0) * i128::from(rate),
                i128::from(ONE),
            )),
        }
    }

    /// An amount of the house as the paper says it.
    pub fn of_house(&self, amount: Money) -> Money {
        match self.rate {
            0 => amount,
            rate => Money(divide_rounded(
                i128::from(amount.0) * i128::from(ONE),
                i128::from(rate),
            )),
        }
    }

    /// A line that was priced in the house's currency.
    pub fn line(&self, line: Line) -> Line {
        Line {
            price: self.of_house(line.price),
            discount_amount: self.of_house(line.discount_amount),
            ..line
        }
    }

    /// `1 USD = 0.92 EUR`
    pub fn words(&self, currency: Currency) -> String {
        format!("1 {} = {} {}", currency.code, shown(self.rate), self.to)
    }
}

/// A rate as it is typed and shown: without zeros at its end.
pub fn shown(rate: i64) -> String {
    let digits = format!("{}.{:06}", rate / ONE, rate % ONE);
    digits
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// What was typed, in millionths; None for what is no rate.
pub fn read(text: &str) -> Option<i64> {
    decimal(text, PLACES).filter(|rate| (1..=MOST).contains(rate))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    use super::*;

    proptest! {
        #[test]
        fn a_rate_is_read_as_it_is_shown(rate in 1_i64..=MOST) {
            prop_assert_eq!(read(&shown(rate)), Some(rate));
        }

        /// Held against decimals that know nothing of minor units.
        #[test]
        fn amounts_are_what_the_rate_makes_of_them(amount in -1_000_000_000_000_i64..1_000_000_000_000, rate in 1_i64..=MOST) {
            let exchange = Exchange { rate, to: "EUR".into() };
            let exact = Decimal::from(amount) * Decimal::new(rate, PLACES);
            let nearest = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            prop_assert_eq!(Decimal::from(exchange.in_house(Money(amount)).0), nearest);
        }
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for typed in ["", "0", "-1", "x", "1.0000001", "999999999"] {
            assert_eq!(read(typed), None, "{typed}");
        }
        assert_eq!(read("0.92"), Some(920_000));
        assert_eq!(shown(1_000_000), "1");
        let none = Exchange::default();
        assert_eq!(none.in_house(Money(5)), Money(5));
        assert_eq!(none.of_house(Money(5)), Money(5));
    }
}
