//! What is added up, and by what. Pure: sums of whole minor units, and of minutes times minor units an hour, which become
//! money once at the end.

use std::collections::BTreeMap;

use crate::{
    base::{Money, Month},
    choices,
    features::{projects::in_money, settings::Category},
};

choices! {
    /// What each line is of.
    pub enum By {
        Project: "project", "Projects";
        Client: "client", "Clients";
        Category: "category", "Services";
        Person: "person", "People";
        Month: "month", "Months";
    }
}

impl By {
    /// Whether it is asked over a time; what a plan is worth and how far it is, is so today.
    pub fn over_time(self) -> bool {
        matches!(self, By::Person | By::Month)
    }
}

/// One line; None of what is for the house itself, or for no project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Project(Option<u64>),
    Client(Option<u64>),
    Category(Option<Category>),
    Person(u64),
    Month(Month),
}

/// What a line adds up. Money without tax, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// What was agreed on.
    pub planned: i64,
    /// What of it is made: progress times what was agreed on.
    pub earned: i64,
    pub invoiced: i64,
    pub collected: i64,
    pub expenses: i64,
    pub minutes: i64,
    /// Time at the rates it is billed at, and at what it costs: minutes times minor units an hour.
    pub priced: i64,
    pub costed: i64,
}

impl Sums {
    pub fn add(&mut self, other: &Sums) {
        self.planned += other.planned;
        self.earned += other.earned;
        self.invoiced += other.invoiced;
        self.collected += other.collected;
        self.expenses += other.expenses;
        self.minutes += other.minutes;
        self.priced += other.priced;
        self.costed += other.costed;
    }

    /// With its time rounded to whole minor units, as the line tells it: what lines tell adds up to what all of them do.
    pub fn rounded(mut self) -> Sums {
        self.priced = in_money(self.priced).0.saturating_mul(60);
        self.costed = in_money(self.costed).0.saturating_mul(60);
        self
    }

    pub fn at_rates(&self) -> Money {
        in_money(self.priced)
    }

    pub fn time_cost(&self) -> Money {
        in_money(self.costed)
    }

    pub fn cost(&self) -> Money {
        Money(self.time_cost().0 + self.expenses)
    }

    /// What was made for what it cost: of plans what is earned, of people what their time is billed at, of months what was
    /// invoiced in them.
    pub fn margin(&self, by: By) -> Money {
        let made = match by {
            By::Person => self.at_rates().0,
            By::Month => self.invoiced,
            _ => self.earned,
        };
        Money(made - self.cost().0)
    }

    /// Made and not invoiced yet; less than nothing where more was invoiced than is made.
    pub fn in_progress(&self) -> Money {
        Money(self.earned - self.invoiced)
    }
}

/// Where something belongs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    pub project: Option<u64>,
    pub client: Option<u64>,
    pub category: Option<Category>,
    pub person: Option<u64>,
    pub month: Option<Month>,
}

impl Place {
    /// The line that it counts in; None where it counts in none.
    fn key(&self, by: By) -> Option<Key> {
        match by {
            By::Project => Some(Key::Project(self.project)),
            By::Client => Some(Key::Client(self.client)),
            By::Category => Some(Key::Category(self.category)),
            By::Person => self.person.map(Key::Person),
            By::Month => self.month.map(Key::Month),
            By::Unknown => None,
        }
    }
}

/// Adds up by line.
pub fn lines(by: By, facts: &[(Place, Sums)]) -> BTreeMap<Key, Sums> {
    let mut lines: BTreeMap<Key, Sums> = BTreeMap::new();
    for (place, sums) in facts {
        if let Some(key) = place.key(by) {
            lines.entry(key).or_default().add(sums);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fact() -> impl Strategy<Value = (Place, Sums)> {
        let place = (
            prop::option::of(1_u64..4),
            prop::option::of(1_u64..3),
            prop::option::of(1_u64..3),
            prop::option::of(24_300_i64..24_303),
        );
        let sums = prop::array::uniform8(-10_000_i64..1_000_000);
        (place, sums).prop_map(|((project, client, person, month), sums)| {
            let place = Place {
                project,
                client,
                category: project.map(|id| match id {
                    1 => Category::Web,
                    _ => Category::Seo,
                }),
                person,
                month: month.map(Month),
            };
            let [
                planned,
                earned,
                invoiced,
                collected,
                expenses,
                minutes,
                priced,
                costed,
            ] = sums;
            let sums = Sums {
                planned,
                earned,
                invoiced,
                collected,
                expenses,
                minutes,
                priced,
                costed,
            };
            (place, sums)
        })
    }

    proptest! {
        /// Held against whoever looks through all facts for each line, and adds up one figure after another.
        #[test]
        fn a_line_is_what_its_facts_come_to(facts in prop::collection::vec(fact(), 0..40)) {
            for by in [By::Project, By::Client, By::Category, By::Person, By::Month] {
                let found = lines(by, &facts);
                for (key, sums) in &found {
                    let of = |read: fn(&Sums) -> i64| -> i64 {
                        let mut all = 0;
                        for (place, held) in &facts {
                            if place.key(by) == Some(*key) {
                                all += read(held);
                            }
                        }
                        all
                    };
                    prop_assert_eq!(sums.planned, of(|s| s.planned));
                    prop_assert_eq!(sums.earned, of(|s| s.earned));
                    prop_assert_eq!(sums.invoiced, of(|s| s.invoiced));
                    prop_assert_eq!(sums.collected, of(|s| s.collected));
                    // Money is rounded once a line: to the nearest minor unit of the exact sixtieths.
                    let exact = of(|s| s.costed);
                    let cost = sums.cost().0 - of(|s| s.expenses);
                    prop_assert!((cost * 60 - exact).abs() <= 30, "{cost} of {exact}/60");
                    let wip = of(|s| s.earned) - of(|s| s.invoiced);
                    prop_assert_eq!(sums.in_progress().0, wip);
                }
                let mut all = Sums::default();
                for sums in found.values() {
                    all.add(&sums.rounded());
                }
                let told: i64 = found.values().map(|sums| sums.cost().0).sum();
                prop_assert_eq!(all.cost().0, told);
                let told: i64 = found.values().map(|sums| sums.margin(by).0).sum();
                prop_assert_eq!(all.margin(by).0, told);
                if !by.over_time() {
                    let all: i64 = found.values().map(|sums| sums.invoiced).sum();
                    let plain: i64 = facts.iter().map(|(_, sums)| sums.invoiced).sum();
                    prop_assert_eq!(all, plain);
                }
            }
        }
    }
}
