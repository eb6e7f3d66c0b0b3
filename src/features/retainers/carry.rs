//! What of a period's hours is used, carried on and lost, in whole minutes. Pure.
//!
//! Hours that end first are used first: those carried over before those of the period, the oldest of them first. What is
//! left of a period lives for so many periods after it; what was carried on beyond the cap is cut, the oldest first.

use serde::{Deserialize, Serialize};

use crate::base::percent;

/// Minutes that were carried on, and the number of the last period in which they can be used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    pub minutes: u32,
    pub last: u32,
}

/// How hours are carried on: at most so many minutes into a period, each for so many periods; none of them, none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rule {
    pub included: u32,
    pub cap: u32,
    pub life: u32,
}

/// What a period comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    pub included: u32,
    pub carried_in: u32,
    pub used: u32,
    /// Of what was carried in, what was used.
    pub from_carried: u32,
    /// Used beyond all there was.
    pub over: u32,
    /// Not used, and not carried on: too old, or beyond the cap.
    pub lapsed: u32,
    /// What goes on into the next, in the order in which it ends.
    pub lots: Vec<Lot>,
}

impl Settled {
    /// All there was.
    pub fn available(&self) -> u32 {
        self.included.saturating_add(self.carried_in)
    }

    /// What isn't used.
    pub fn left(&self) -> u32 {
        self.available().saturating_sub(self.used)
    }

    pub fn carried_on(&self) -> u32 {
        sum(&self.lots)
    }

    /// How much of it is used, in percent, rounded down.
    pub fn percent(&self) -> u32 {
        let of_nothing = if self.used > 0 { 100 } else { 0 };
        let (used, all) = (i64::from(self.used), i64::from(self.available()));
        percent::bar(used, all, u32::MAX, of_nothing)
    }
}

fn sum(lots: &[Lot]) -> u32 {
    lots.iter()
        .fold(0, |all: u32, lot| all.saturating_add(lot.minutes))
}

/// Takes as much of it as there is, of lots in the order in which they end; how much that was.
fn take(lots: &mut [Lot], wanted: u32) -> u32 {
    let mut rest = wanted;
    for lot in lots {
        let part = lot.minutes.min(rest);
        lot.minutes -= part;
        rest -= part;
    }
    wanted - rest
}

/// Settles the period of a number over what earlier ones left.
pub fn settle(before: &[Lot], number: u32, rule: Rule, used: u32) -> Settled {
    let mut lots: Vec<Lot> = before
        .iter()
        .copied()
        .filter(|lot| lot.last >= number)
        .collect();
    lots.sort_by_key(|lot| lot.last);
    let carried_in = sum(&lots);
    let from_carried = take(&mut lots, used);
    let from_included = rule.included.min(used - from_carried);
    let unused = carried_in - from_carried + rule.included - from_included;
    lots.push(Lot {
        minutes: rule.included - from_included,
        last: number.saturating_add(rule.life),
    });
    lots.sort_by_key(|lot| lot.last);
    lots.retain(|lot| lot.last > number);
    let beyond = sum(&lots).saturating_sub(rule.cap);
    take(&mut lots, beyond);
    lots.retain(|lot| lot.minutes > 0);
    Settled {
        included: rule.included,
        carried_in,
        used,
        from_carried,
        over: used - from_carried - from_included,
        lapsed: unused - sum(&lots),
        lots,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: Rule = Rule {
        included: 600,
        cap: 300,
        life: 1,
    };

    #[test]
    fn a_year_of_a_retainer_adds_up() {
        // What February leaves is used first in March, and what March leaves in April.
        let february = settle(&[], 1, RULE, 420);
        assert_eq!((february.carried_on(), february.over), (180, 0));
        let march = settle(&february.lots, 2, RULE, 690);
        assert_eq!((march.carried_in, march.from_carried), (180, 180));
        assert_eq!((march.carried_on(), march.lapsed), (90, 0));
        let april = settle(&march.lots, 3, RULE, 780);
        assert_eq!((april.carried_in, april.over), (90, 90));
        assert_eq!((april.percent(), april.left()), (113, 0));
        // What nobody uses is carried on up to the cap, and no longer than it lives.
        let may = settle(&april.lots, 4, RULE, 0);
        assert_eq!((may.carried_on(), may.lapsed), (300, 300));
        let june = settle(&may.lots, 5, RULE, 0);
        assert_eq!(
            (june.carried_in, june.carried_on(), june.lapsed),
            (300, 300, 600)
        );
    }

    #[test]
    fn nothing_is_carried_on_where_it_lives_for_none() {
        let rule = Rule { life: 0, ..RULE };
        let held = settle(&[], 1, rule, 599);
        assert_eq!((held.carried_on(), held.lapsed, held.percent()), (0, 1, 99));
        let none = Rule {
            included: 0,
            ..RULE
        };
        assert_eq!(settle(&[], 1, none, 1).percent(), 100);
        assert_eq!(settle(&[], 1, none, 0).percent(), 0);
    }

    /// One minute after another: each that is used takes the one that ends first.
    fn minute_by_minute(before: &[u32], number: u32, rule: Rule, used: u32) -> (Vec<u32>, u32) {
        let mut minutes: Vec<u32> = before
            .iter()
            .copied()
            .filter(|last| *last >= number)
            .collect();
        minutes.extend((0..rule.included).map(|_| number + rule.life));
        minutes.sort_unstable();
        let mut over = 0;
        for _ in 0..used {
            match minutes.is_empty() {
                true => over += 1,
                false => drop(minutes.remove(0)),
            }
        }
        minutes.retain(|last| *last > number);
        while minutes.len() > rule.cap as usize {
            minutes.remove(0);
        }
        (minutes, over)
    }

    proptest! {
        #[test]
        fn it_is_what_counting_minutes_comes_to(
            included in 0..40_u32,
            cap in 0..60_u32,
            life in 0..4_u32,
            uses in proptest::collection::vec(0..70_u32, 1..12),
        ) {
            let rule = Rule { included, cap, life };
            let (mut lots, mut minutes) = (Vec::new(), Vec::new());
            for (n, used) in uses.iter().enumerate() {
                let number = n as u32 + 1;
                let held = settle(&lots, number, rule, *used);
                let (naive, over) = minute_by_minute(&minutes, number, rule, *used);
                let flat: Vec<u32> = held
                    .lots
                    .iter()
                    .flat_map(|lot| std::iter::repeat_n(lot.last, lot.minutes as usize))
                    .collect();
                prop_assert_eq!(&flat, &naive);
                prop_assert_eq!(held.over, over);
                // Nothing comes from nowhere, and nothing is lost untold.
                prop_assert_eq!(
                    held.included + held.carried_in,
                    held.used - held.over + held.lapsed + held.carried_on()
                );
                prop_assert!(held.carried_on() <= cap);
                lots = held.lots;
                minutes = naive;
            }
        }
    }
}
