//! Interest on what was open, day by day. Pure.

use crate::base::{Day, Money, money::divide_rounded};

/// Days that one charge looks back.
pub const LONGEST: i32 = 3_660;
const DAYS_OF_A_YEAR: i128 = 365;

/// Interest at a rate a year (in hundredths of a percent) for each of these days, both among them, on what was open at its end.
/// `taken` is what was paid, credited or written off, with the days of that, in any order. Rounded once, over all of the days.
pub fn interest(
    gross: Money,
    taken: &[(Day, Money)],
    (from, until): (Day, Day),
    rate: i64,
) -> Money {
    let mut taken = taken.to_vec();
    taken.sort_by_key(|(day, _)| *day);
    let (mut left, mut next) = (i128::from(gross.0), 0);
    let mut sum: i128 = 0;
    for day in from.0..=until.0.min(from.0.saturating_add(LONGEST)) {
        while let Some((_, amount)) = taken.get(next).filter(|(on, _)| on.0 <= day) {
            left -= i128::from(amount.0);
            next += 1;
        }
        sum += left.max(0);
    }
    Money(divide_rounded(
        sum * i128::from(rate),
        DAYS_OF_A_YEAR * 10_000,
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::{Decimal, RoundingStrategy};

    use super::*;

    #[test]
    fn a_year_at_a_rate_is_that_rate() {
        let year = (Day(20_001), Day(20_365));
        assert_eq!(interest(Money(100_000), &[], year, 900), Money(9_000));
        // Half of it was paid on the last day of the first half.
        let half = [(Day(20_001 + 182), Money(50_000))];
        assert_eq!(interest(Money(100_000), &half, year, 900), Money(6_744));
        assert_eq!(
            interest(Money(100_000), &[(Day(1), Money(100_000))], year, 900),
            Money::ZERO
        );
        let none = (Day(20_001), Day(20_000));
        assert_eq!(interest(Money(100_000), &[], none, 900), Money::ZERO);
    }

    proptest! {
        /// Held against decimals over the spans between payments.
        #[test]
        fn it_is_what_each_span_comes_to(
            gross in 1_i64..100_000_000,
            shares in prop::collection::vec((0_i32..400, 1_i64..30), 0..4),
            days in 1_i32..400,
            rate in 1_i64..2_000,
        ) {
            let from = Day(20_000);
            let until = from + (days - 1);
            let taken: Vec<(Day, Money)> = shares
                .iter()
                .map(|(after, percent)| (from + *after, Money(gross * percent / 100)))
                .collect();
            let mut ends: Vec<Day> = taken.iter().map(|(day, _)| *day).collect();
            ends.extend([from, until + 1]);
            ends.retain(|day| *day <= until + 1);
            ends.sort();
            let mut exact = Decimal::ZERO;
            for span in ends.windows(2) {
                let gone: i64 = taken.iter().filter(|(day, _)| *day <= span[0]).map(|(_, of)| of.0).sum();
                let left = Decimal::from((gross - gone).max(0));
                exact += left * Decimal::from(span[1] - span[0]);
            }
            let exact = exact * Decimal::new(rate, 4) / Decimal::from(365);
            let nearest = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
            let found = Decimal::from(interest(Money(gross), &taken, (from, until), rate).0);
            // A decimal of a division is itself rounded, far behind the point.
            let off = (found - exact).abs();
            prop_assert!(found == nearest || off <= Decimal::new(500_001, 6), "{found} of {exact}");
        }
    }
}
