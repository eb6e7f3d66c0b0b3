//! Lines of a quote and their sums, in whole minor units: each step rounded half away from zero once per line,
//! the totals are sums of rounded lines, so that what is printed adds up.

use serde::{Deserialize, Serialize};

use crate::{
    base::Money,
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
    /// In thousandths: 1.5 is 1500.
    pub quantity: i64,
    pub price: Money,
    /// In basis points: 12 % is 1200.
    #[serde(default)]
    pub discount: i64,
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

impl Line {
    pub fn amounts(&self) -> Totals {
        let whole = self.price.times_thousandths(self.quantity);
        let discount = whole.share(self.discount);
        let net = whole - discount;
        let tax = net.share(self.tax);
        Totals {
            net,
            discount,
            tax,
            gross: net + tax,
        }
    }
}

pub fn totals(lines: &[Line]) -> Totals {
    lines
        .iter()
        .map(Line::amounts)
        .fold(Totals::default(), |sum, line| Totals {
            net: sum.net + line.net,
            discount: sum.discount + line.discount,
            tax: sum.tax + line.tax,
            gross: sum.gross + line.gross,
        })
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
        let mut sums = [0; 4];
        for l in lines {
            let whole = nearest(i128::from(l.quantity) * i128::from(l.price.0), 1000);
            let discount = nearest(whole * i128::from(l.discount), 10_000);
            let net = whole - discount;
            let tax = nearest(net * i128::from(l.tax), 10_000);
            for (sum, amount) in sums.iter_mut().zip([net, discount, tax, net + tax]) {
                *sum += amount;
            }
        }
        sums
    }

    fn any_line() -> impl Strategy<Value = Line> {
        let small = || (0..20_000i64, 0..2_000_000i64, 0..=10_000i64, 0..=10_000i64);
        let wide = (
            0..=MOST_QUANTITY,
            0..=MOST_PRICE,
            0..=10_000i64,
            0..=10_000i64,
        );
        prop_oneof![small(), wide]
            .prop_map(|(quantity, price, discount, tax)| line(quantity, price, discount, tax))
    }

    proptest! {
        #[test]
        fn totals_equal_the_naive_model(lines in prop::collection::vec(any_line(), 0..=MOST_LINES)) {
            let sums = totals(&lines);
            let got = [sums.net, sums.discount, sums.tax, sums.gross].map(|money| i128::from(money.0));
            prop_assert_eq!(got, naive(&lines));
            prop_assert_eq!(sums.gross, sums.net + sums.tax);
        }

        #[test]
        fn the_order_of_lines_does_not_matter(mut lines in prop::collection::vec(any_line(), 0..20)) {
            let before = totals(&lines);
            lines.reverse();
            prop_assert_eq!(before, totals(&lines));
        }
    }

    #[test]
    fn the_quote_of_the_prototype() {
        let lines = [
            line(64_000, 8500, 1200, 0),
            line(8000, 6500, 1200, 0),
            line(1000, 68_000, 1200, 0),
        ];
        let sums = totals(&lines);
        assert_eq!(
            (sums.items(), sums.discount, sums.gross),
            (Money(664_000), Money(79_680), Money(584_320))
        );
    }

    #[test]
    fn each_line_is_rounded_once() {
        // Three times 8.25 % of 0.10 is 0.01 each, not 0.02 in all.
        let sums = totals(&[
            line(1000, 10, 0, 825),
            line(1000, 10, 0, 825),
            line(1000, 10, 0, 825),
        ]);
        assert_eq!((sums.tax, sums.gross), (Money(3), Money(33)));
        assert_eq!(line(500, 1, 0, 0).amounts().net, Money(1));
    }

    #[test]
    fn the_widest_quote_does_not_overflow() {
        let widest = line(MOST_QUANTITY, MOST_PRICE, 0, 10_000);
        let lines = vec![widest; MOST_LINES];
        assert_eq!(i128::from(totals(&lines).gross.0), naive(&lines)[3]);
    }
}
