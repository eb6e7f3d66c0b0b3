//! The lines that bill a milestone of a quote: one for each rate of it. Pure.

use std::collections::BTreeMap;

use super::{
    super::rules::{Nets, plain_nets},
    price::MilestonePrice,
};
use crate::{
    base::{Money, language::number, money, money::divide_rounded},
    features::quotes::Line,
    said,
};

/// Parts an amount by rates, in proportion to what each of them is of the whole. The parts add up to the amount.
fn parted(whole: &Nets, amount: Money) -> BTreeMap<i64, Money> {
    let taxed = || whole.iter().filter(|(_, net)| **net > Money::ZERO);
    let all: i128 = taxed().map(|(_, net)| i128::from(net.0)).sum();
    let (mut seen, mut told) = (0_i128, 0_i64);
    let mut parts = BTreeMap::new();
    for (rate, net) in taxed() {
        seen += i128::from(net.0);
        let so_far = divide_rounded(i128::from(amount.0) * seen, all);
        parts.insert(*rate, Money(so_far - told));
        told = so_far;
    }
    parts
}

/// What a milestone bills of a quote, by rate, before anything of it was billed.
pub fn nets_of(quote: &[Line], price: &MilestonePrice) -> BTreeMap<i64, Money> {
    let whole = plain_nets(quote);
    match price.share {
        0 => parted(&whole, price.amount),
        share => whole
            .iter()
            .filter(|(_, net)| **net > Money::ZERO)
            .map(|(rate, net)| (*rate, net.share(share)))
            .collect(),
    }
}

/// The lines of a milestone. `billed` is what was billed of the quote before. A share is rounded for each milestone, so that all of
/// them may come to a few minor units more than the quote (at most `parts`, one for each): the last takes what is left.
/// None where it is more than that. They are in the language that is spoken.
pub fn lines_of(
    quote: (&[Line], &str),
    title: &str,
    price: &MilestonePrice,
    billed: &Nets,
    parts: i64,
) -> Option<Vec<Line>> {
    let (quote, called) = quote;
    let whole = plain_nets(quote);
    let mut lines = Vec::new();
    for (rate, wanted) in nets_of(quote, price) {
        let held = |nets: &Nets| nets.get(&rate).copied().unwrap_or_default();
        let left = held(&whole) - held(billed);
        let over = wanted - left;
        let net = match over > Money::ZERO {
            true if over.0 > parts => return None,
            true => left,
            false => wanted,
        };
        if net <= Money::ZERO {
            continue;
        }
        let share = match price.share {
            0 => said!("paper-part-of", quote = called),
            share => said!(
                "paper-percent-of",
                percent = number(&money::percent(share)),
                quote = called
            ),
        };
        lines.push(Line {
            title: title.to_owned(),
            detail: match whole.len() {
                1 => share,
                _ => said!(
                    "paper-share-taxed-at",
                    share = share,
                    rate = number(&money::percent(rate))
                ),
            },
            quantity: 1000,
            price: net,
            tax: rate,
            ..Line::default()
        });
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::features::invoices::rules::add;

    fn line(price: i64, tax: i64) -> Line {
        Line {
            title: "Work".into(),
            quantity: 1000,
            price: Money(price),
            tax,
            ..Line::default()
        }
    }

    fn of_share(share: i64) -> MilestonePrice {
        MilestonePrice {
            share,
            ..MilestonePrice::default()
        }
    }

    #[test]
    fn lines_are_in_the_language_that_is_spoken() {
        let details = |quote: &[Line], price: &MilestonePrice| -> Vec<String> {
            let lines = lines_of((quote, "QT-594"), "Design", price, &Nets::new(), 1).unwrap();
            assert!(lines.iter().all(|line| line.title == "Design"));
            lines.into_iter().map(|line| line.detail).collect()
        };
        let one = [line(10_000, 1900)];
        let two = [line(10_000, 1900), line(10_000, 700)];
        let (share, part) = (
            of_share(2_050),
            MilestonePrice {
                amount: Money(100),
                ..MilestonePrice::default()
            },
        );
        assert_eq!(details(&one, &share), ["20.5% of QT-594"]);
        let told = details(&two, &share);
        assert_eq!(told[1], "20.5% of QT-594, of what is taxed at 19%");
        let _spoken = crate::base::language::speak(crate::base::language::Language::German);
        assert_eq!(details(&one, &share), ["20,5 % von QT-594"]);
        assert_eq!(details(&one, &part), ["Ein Teil von QT-594"]);
        let told = details(&two, &share);
        assert_eq!(told[1], "20,5 % von QT-594, zum Steuersatz von 19 %");
    }

    #[test]
    fn halves_of_an_odd_cent_come_to_the_quote() {
        let quote = [line(101, 1900)];
        let half = of_share(5_000);
        let mut billed = Nets::new();
        let mut told = Vec::new();
        for _ in 0..2 {
            let lines = lines_of((&quote, "QT-1"), "Design", &half, &billed, 2).unwrap();
            add(&mut billed, &plain_nets(&lines), 1);
            told.extend(lines.iter().map(|line| line.price.0));
        }
        assert_eq!(told, [51, 50]);
        assert!(lines_of((&quote, "QT-1"), "Design", &half, &billed, 2).is_none());
    }

    proptest! {
        /// However a quote is parted, its milestones come to it and never to more.
        #[test]
        fn milestones_never_bill_more_than_the_quote(
            prices in prop::collection::vec((1_i64..1_000_000, prop::sample::select(vec![0_i64, 700, 1900])), 1..6),
            shares in prop::collection::vec(1_i64..4_000, 1..8),
        ) {
            let quote: Vec<Line> = prices.iter().map(|(price, tax)| line(*price, *tax)).collect();
            let whole = plain_nets(&quote);
            let mut billed = Nets::new();
            let mut share = 0;
            for each in &shares {
                if share + each > 10_000 {
                    break;
                }
                share += each;
                let lines = lines_of((&quote, "QT-1"), "Part", &of_share(*each), &billed, shares.len() as i64);
                let lines = lines.expect("shares below the whole fit");
                add(&mut billed, &plain_nets(&lines), 1);
                for (rate, net) in &billed {
                    prop_assert!(*net <= whole[rate]);
                    // Within half a minor unit for each part of what the shares come to.
                    let exact = whole[rate].0 as i128 * i128::from(share);
                    let off = (i128::from(net.0) * 10_000 - exact).abs();
                    prop_assert!(off <= 5_000 * shares.len() as i128, "{net:?} of {exact}");
                }
            }
        }

        #[test]
        fn an_amount_is_parted_to_the_last_unit(
            prices in prop::collection::vec((1_i64..1_000_000, prop::sample::select(vec![0_i64, 700, 1900])), 1..6),
            percent in 1_i64..=100,
        ) {
            let quote: Vec<Line> = prices.iter().map(|(price, tax)| line(*price, *tax)).collect();
            let all: i64 = plain_nets(&quote).values().map(|net| net.0).sum();
            let price = MilestonePrice { amount: Money(all * percent / 100), ..MilestonePrice::default() };
            let parts: i64 = nets_of(&quote, &price).values().map(|net| net.0).sum();
            prop_assert_eq!(parts, price.amount.0);
        }
    }
}
